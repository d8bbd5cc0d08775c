/* A made result of a backtest; see bt_fixture.h. */
#include "tests/support/bt_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/base/timefmt.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#define FIRST_CLOSE_MS INT64_C(1677715200000) /* of 2023-03-01 */

static const char *const regimes[] = { "STRONG_RISK_ON_ALTS", "WEAK_RISK_ON_ALTS", "BALANCED",
				       "WEAK_RISK_ON_MAJORS", "STRONG_RISK_ON_MAJORS" };
static const char *const coins[] = { "BTC", "ETH", "SOL", "kPEPE" };
static const char *const features[] = { "raw_alt_breadth", "z_alt_breadth", "raw_btc_dominance" };
static const char *const values[] = { "alt_breadth", "threshold_high" };

static void ok(rv_status st)
{
	assert_int_equal(st, RV_OK);
}

static void *list_of(size_t n, size_t size)
{
	void *p = calloc(n, size);
	assert_non_null(p);
	return p;
}

/* Nothing is traded before the first test; flat on a fifth of the days from then on, so that active
 * days are not all days. */
static rv_bt_day day_of(rv_rng *g, const rv_bt_result *r, size_t i)
{
	const bool trains = i == 0 || (r->walk.on && i < BTX_FIRST_TEST);
	const bool flat = rv_rng_uniform(g) < 0.2 || trains;
	rv_bt_day d = {
		.close_ms = FIRST_CLOSE_MS + (int64_t)i * RV_DAY_MS,
		.window = -1,
		.regime = i < 3 ? -1 : (int32_t)(rv_rng_uniform(g) * 5.0),
		.score = i < 3 ? (double)NAN : 1.3 * rv_rng_normal(g),
		.nav = 1e6,
		.vol_scale = 1.0,
	};
	if (!flat) {
		d.price = 0.011 * rv_rng_normal(g) + 0.0007;
		d.funding = 0.0004 * rv_rng_normal(g);
		d.fee = 0.0002 * rv_rng_uniform(g);
		d.slippage = 0.0001 * rv_rng_uniform(g);
		d.settlement = i % 37 == 5 ? 0.0013 : 0.0;
		d.alt_turnover = 0.3 * rv_rng_uniform(g);
		d.major_turnover = 0.2 * rv_rng_uniform(g);
		d.alt_gross = 0.5 * rv_rng_uniform(g);
		d.major_gross = 0.5 * rv_rng_uniform(g);
		d.net_exposure = 0.02 * rv_rng_normal(g);
		d.coins = 3;
		d.orders = 2;
	}
	d.net = d.price + d.funding - d.fee - d.slippage - d.settlement;
	if (i > 0)
		d.nav = r->days[i - 1].nav * (1.0 + d.net);
	return d;
}

static void add_days(rv_bt_result *r, rv_rng *g, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		rv_bt_day d = day_of(g, r, i);
		if (r->walk.on && i >= BTX_FIRST_TEST) {
			d.oos = true;
			d.window = (int32_t)((i - BTX_FIRST_TEST) / BTX_TEST);
		}
		ok(rv_bt_add_day(r, &d));
	}
}

static void add_series(rv_bt_result *r, rv_rng *g)
{
	const size_t n = r->n_days;
	r->n_features = LEN(features);
	r->feature = list_of(n * LEN(features), sizeof(double));
	r->return_btc = list_of(n, sizeof(double));
	r->return_eth = list_of(n, sizeof(double));
	r->always_on = list_of(n, sizeof(double));
	for (size_t k = 0; k < LEN(features); k++)
		(void)snprintf(r->features[k], RV_BT_NAME, "%s", features[k]);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < LEN(features); k++)
			r->feature[k * n + i] =
				i < 5 && k == 1 ? (double)NAN : 0.37 * rv_rng_normal(g);
		r->return_btc[i] = i == 0 ? (double)NAN : 0.02 * rv_rng_normal(g);
		r->return_eth[i] = i == 0 ? (double)NAN : 0.03 * rv_rng_normal(g);
		r->always_on[i] = i < 3 ? (double)NAN : 0.01 * rv_rng_normal(g);
	}
}

static void add_windows(rv_bt_result *r, rv_rng *g)
{
	for (size_t from = BTX_FIRST_TEST; r->walk.on && from < r->n_days; from += BTX_TEST) {
		const size_t to = from + BTX_TEST < r->n_days ? from + BTX_TEST : r->n_days;
		rv_bt_window w = {
			.train_from = from - BTX_FIRST_TEST,
			.train_to = from - 10,
			.test_from = from,
			.test_to = to,
			.trial = r->n_trials + 1,
			.is_sharpe = rv_rng_normal(g),
			.oos_sharpe = rv_rng_normal(g),
			.exante_btc = 0.01 * rv_rng_uniform(g),
			.exante_eth = 0.01 * rv_rng_uniform(g),
			.realised_btc = 0.1 * rv_rng_normal(g),
			.realised_eth = 0.1 * rv_rng_normal(g),
		};
		w.realised_rms = hypot(w.realised_btc, w.realised_eth);
		for (uint32_t s = 0; s < 3; s++) {
			rv_bt_trial t = {
				.window = (uint32_t)r->n_windows,
				.sample = s,
				.choice = { { rv_rng_uniform(g), 2.0 * rv_rng_uniform(g) } },
				.objective = s == 2 ? (double)NAN : rv_rng_normal(g),
				.sharpe_day = 0.05 * rv_rng_normal(g),
				.active_days = s == 2 ? 12 : 40,
				.why = s == 2 ? "fewer than 20 active days" : NULL,
			};
			ok(rv_bt_add_trial(r, &t));
		}
		ok(rv_bt_add_window(r, &w));
	}
}

static void add_book(rv_bt_result *r, rv_rng *g)
{
	r->n_coins = LEN(coins);
	r->coins = list_of(LEN(coins), sizeof(*r->coins));
	for (size_t k = 0; k < LEN(coins); k++)
		(void)snprintf(r->coins[k], sizeof(*r->coins), "%s", coins[k]);
	for (size_t i = 1; i < r->n_days; i++) {
		rv_bt_share s = { .day = (uint32_t)i, .sub = "S3", .net = r->days[i].net };
		s.turnover = r->days[i].alt_turnover + r->days[i].major_turnover;
		s.gross = r->days[i].alt_gross + r->days[i].major_gross;
		s.beta = 0.05 * rv_rng_normal(g);
		s.residual_alpha = 0.004 * rv_rng_normal(g);
		s.ic = i % 3 == 0 ? (double)NAN : 0.1 * rv_rng_normal(g);
		s.slippage_bps = i % 5 == 0 ? (double)NAN : 4.0 + rv_rng_normal(g);
		ok(rv_bt_add_share(r, &s));
		for (uint32_t k = 0; r->days[i].coins > 0 && k < LEN(coins); k++) {
			const rv_bt_hold h = { (uint32_t)i, k, 0.1 * rv_rng_normal(g) };
			ok(rv_bt_add_hold(r, &h));
		}
	}
}

static void add_stories(rv_bt_result *r)
{
	const rv_bt_trade t = {
		.symbol = "kPEPE",
		.sub = "S3",
		.open_ms = FIRST_CLOSE_MS + RV_DAY_MS,
		.close_ms = FIRST_CLOSE_MS + 4 * RV_DAY_MS,
		.side = -1.0,
		.qty = 12345.5,
		.entry = 0.00123,
		.exit = 0.0011,
		.pnl = 1.5,
		.fee = 0.01,
		.slippage = 0.005,
		.funding = 0.002,
		.atr_entry = (double)NAN,
		.why = "time",
	};
	rv_bt_note n = { .symbol = "LUNA",
			 .at_ms = FIRST_CLOSE_MS + 2 * RV_DAY_MS,
			 .text = "ended while it was held, settled at \"last\", minus 5 %",
			 .cost_usd = 130.25 };
	ok(rv_bt_add_trade(r, &t));
	ok(rv_bt_add_note(r, &n));
	n = (rv_bt_note){ .at_ms = FIRST_CLOSE_MS, .text = "2 days without funding" };
	n.cost_usd = (double)NAN;
	ok(rv_bt_add_note(r, &n));
}

static void name_parts(rv_bt_result *r)
{
	r->strategy = RV_BT_MAJORS_ALTS;
	(void)snprintf(r->profile, sizeof(r->profile), "seed");
	(void)snprintf(r->universe_source, sizeof(r->universe_source),
		       "bars, volumes and caps known on the day");
	r->costs = (rv_bt_costs){ 2.0, 5.0, 0.0, 5.0, 0.1, 10.0, 1.0 };
	r->nav_usd = 1e6;
	r->n_regimes = LEN(regimes);
	for (size_t k = 0; k < LEN(regimes); k++)
		(void)snprintf(r->regimes[k], RV_BT_NAME, "%s", regimes[k]);
	r->n_values = LEN(values);
	for (size_t k = 0; k < LEN(values); k++)
		(void)snprintf(r->values[k], RV_BT_NAME, "%s", values[k]);
}

rv_bt_result *btx_result(uint64_t seed, size_t days)
{
	rv_bt_result *r = NULL;
	rv_rng g;
	rv_rng_seed(&g, seed, 1, 2);
	ok(rv_bt_result_new(&r));
	name_parts(r);
	r->walk = (rv_bt_walk){ .on = days > BTX_FIRST_TEST,
				.train_days = BTX_FIRST_TEST,
				.test_days = BTX_TEST,
				.purge_days = 10,
				.min_test_days = 20,
				.samples = 3,
				.seed = seed };
	add_days(r, &g, days);
	add_series(r, &g);
	add_windows(r, &g);
	add_book(r, &g);
	add_stories(r);
	return r;
}
