/* A made-up backtest; see bt_page.h. */
#include "tests/support/bt_page.h"

#include "engine/base/rng.h"
#include "engine/base/timefmt.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN_MS INT64_C(1672617600000) /* 2023-01-02, the close of the first day */

const rv_bt_page_size RV_BT_PAGE_SMALL = { .days = 600,
					   .coins = 12,
					   .held = 7,
					   .windows = 3,
					   .samples = 20,
					   .trades = 80,
					   .features = 9 };

static void name_things(rv_bt_result *r, const rv_bt_page_size *s)
{
	static const char *const regimes[] = { "ALT_SEASON", "NEUTRAL", "MAJORS" };
	r->strategy = RV_BT_MAJORS_ALTS;
	r->nav_usd = 1e6;
	r->costs = (rv_bt_costs){ 2.0, 5.0, 0.0, 5.0, .1, 10.0, 1.0 };
	r->walk = (rv_bt_walk){
		s->windows > 0, 252, 63, 30, 0, 20, s->samples, UINT64_C(9007199254740993)
	};
	(void)snprintf(r->profile, sizeof(r->profile), "fixture");
	(void)snprintf(r->universe_source, sizeof(r->universe_source),
		       "made up: every coin exists on every day");
	r->n_regimes = 3;
	for (size_t i = 0; i < r->n_regimes; i++)
		(void)snprintf(r->regimes[i], sizeof(r->regimes[i]), "%s", regimes[i]);
	r->n_values = s->windows ? 2 : 0;
	(void)snprintf(r->values[0], sizeof(r->values[0]), "vol_target");
	(void)snprintf(r->values[1], sizeof(r->values[1]), "basket_size");
	r->coins = calloc(s->coins + 1, sizeof(*r->coins));
	assert_non_null(r->coins);
	r->n_coins = s->coins;
	for (size_t c = 0; c < s->coins; c++)
		(void)snprintf(r->coins[c], sizeof(r->coins[c]), c < 2 ? "%sC%zu" : "%s%zu",
			       c == 0 ? "BT" : "ALT", c);
}

static size_t window_of(const rv_bt_page_size *s, size_t d)
{
	const size_t first = s->days / 2, each = s->windows ? (s->days - first) / s->windows : 1;
	const size_t w = d < first || each == 0 ? SIZE_MAX : (d - first) / each;
	return w < s->windows ? w : SIZE_MAX;
}

static void fill_day(rv_bt_day *x, rv_rng *g, const rv_bt_page_size *s, size_t d)
{
	const size_t w = window_of(s, d);
	x->window = w == SIZE_MAX ? (s->windows ? -1 : 0) : (int32_t)w;
	x->oos = w != SIZE_MAX;
	x->regime = d < 20 ? -1 : (int32_t)(d / 37 % 3);
	x->score = d < 20 ? NAN : sin((double)d / 23.0) + .1 * rv_rng_normal(g);
	if (d > 0) {
		x->price = .008 * rv_rng_normal(g) + .0004;
		x->funding = .0002 * rv_rng_normal(g);
		x->fee = .0001 * rv_rng_uniform(g);
		x->slippage = .0001 * rv_rng_uniform(g);
		x->settlement = d % 211 == 0 ? .0021 : 0.0;
	}
	x->net = x->price + x->funding - x->fee - x->slippage - x->settlement;
	x->alt_gross = .9 + .05 * rv_rng_normal(g);
	x->major_gross = .85 + .05 * rv_rng_normal(g);
	x->net_exposure = x->major_gross - x->alt_gross;
	x->alt_turnover = .2 * rv_rng_uniform(g);
	x->major_turnover = .1 * rv_rng_uniform(g);
	x->beta_btc = .02 * rv_rng_normal(g);
	x->beta_eth = .02 * rv_rng_normal(g);
	x->vol_scale = 1.0;
	x->coins = (uint32_t)s->held;
	x->orders = (uint32_t)rv_rng_below(g, 9);
	x->skipped = (uint32_t)rv_rng_below(g, 3);
	x->unfunded = d % 50 == 0;
}

static void add_days(rv_bt_result *r, const rv_bt_page_size *s, rv_rng *g)
{
	double nav = r->nav_usd;
	for (size_t d = 0; d < s->days; d++) {
		rv_bt_day x = { .close_ms = BEGIN_MS + (int64_t)d * RV_DAY_MS };
		fill_day(&x, g, s, d);
		nav *= 1.0 + x.net;
		x.nav = nav;
		assert_int_equal(rv_bt_add_day(r, &x), RV_OK);
		for (size_t k = 0; k < s->held; k++) {
			/* the first is always held; others come and go */
			const size_t c = k == 0 ? 0 : 1 + (k - 1 + d / 90) % (s->coins - 1);
			const rv_bt_hold h = { (uint32_t)d, (uint32_t)c,
					       (c == 0 ? .4 : -.1) *
						       (1.0 + .1 * rv_rng_normal(g)) };
			assert_int_equal(rv_bt_add_hold(r, &h), RV_OK);
		}
		const rv_bt_share a = { (uint32_t)d, "S3", .7 * x.net, .1, .5, 0.0, 0.0, NAN, 4.1 };
		const rv_bt_share b = {
			(uint32_t)d, "S4m", .3 * x.net, .1, .5, 0.0, 0.0, NAN, NAN
		};
		assert_int_equal(rv_bt_add_share(r, &a), RV_OK);
		if (d >= s->days / 3)
			assert_int_equal(rv_bt_add_share(r, &b), RV_OK);
	}
}

static void add_trials(rv_bt_result *r, const rv_bt_page_size *s, rv_rng *g, size_t w)
{
	for (size_t k = 0; k < s->samples; k++) {
		rv_bt_trial t = { (uint32_t)w,
				  (uint32_t)k,
				  { { .15 + .01 * (double)k, 20.0 } },
				  0.0,
				  .06 * rv_rng_normal(g),
				  250,
				  NULL,
				  0 };
		t.objective = t.sharpe_day;
		if (k % 7 == 3) {
			t.objective = NAN;
			t.why = "fewer than 60 active days";
		}
		assert_int_equal(rv_bt_add_trial(r, &t), RV_OK);
	}
}

static void add_windows(rv_bt_result *r, const rv_bt_page_size *s, rv_rng *g)
{
	for (size_t w = 0; w < s->windows; w++) {
		rv_bt_window x = { .trial = w == 0 ? SIZE_MAX : r->n_trials + 1,
				   .is_sharpe = 1.4 + .2 * (double)w,
				   .oos_sharpe = .5 - .3 * (double)w,
				   .exante_btc = .011,
				   .exante_eth = .012,
				   .realised_btc = .06,
				   .realised_eth = -.08,
				   .realised_rms = .1 };
		x.test_from = SIZE_MAX;
		for (size_t d = 0; d < s->days; d++) {
			if (window_of(s, d) != w)
				continue;
			x.test_from = x.test_from == SIZE_MAX ? d : x.test_from;
			x.test_to = d + 1;
		}
		x.train_to = x.test_from > 30 ? x.test_from - 30 : 0;
		x.train_from = x.train_to > 252 ? x.train_to - 252 : 0;
		add_trials(r, s, g, w);
		assert_int_equal(rv_bt_add_window(r, &x), RV_OK);
	}
}

static void add_trades(rv_bt_result *r, const rv_bt_page_size *s, rv_rng *g)
{
	static const char *const why[] = { "target", "stop", "time", "delisted" };
	for (size_t i = 0; i < s->trades; i++) {
		const size_t d = i * (s->days - 12) / s->trades;
		rv_bt_trade t = { .open_ms = r->days[d].close_ms,
				  .close_ms = r->days[d + 10].close_ms,
				  .side = i % 3 ? 1.0 : -1.0,
				  .qty = 12.3456789 * rv_rng_uniform(g),
				  .entry = 101.23456789,
				  .exit = 103.3456789,
				  .pnl = 900.0 * rv_rng_normal(g),
				  .fee = 1.234567,
				  .slippage = 2.345678,
				  .funding = -.456789,
				  .atr_entry = i % 2 ? NAN : 3.2109876 };
		(void)snprintf(t.symbol, sizeof(t.symbol), "%s", r->coins[i % r->n_coins]);
		(void)snprintf(t.sub, sizeof(t.sub), "%s", i % 4 ? "S3" : "S4m");
		(void)snprintf(t.why, sizeof(t.why), "%s", why[i % 4]);
		assert_int_equal(rv_bt_add_trade(r, &t), RV_OK);
	}
}

static void add_arrays(rv_bt_result *r, const rv_bt_page_size *s, rv_rng *g)
{
	r->n_features = s->features;
	r->feature = calloc(s->features * s->days + 1, sizeof(double));
	assert_non_null(r->feature);
	for (size_t f = 0; f < s->features; f++)
		(void)snprintf(r->features[f], sizeof(r->features[f]), "feature_%zu", f);
	for (size_t i = 0; i < s->features * s->days; i++)
		r->feature[i] = i % 17 == 0 ? NAN : rv_rng_normal(g);
}

rv_bt_result *rv_bt_page_run(const rv_bt_page_size *s, uint64_t seed)
{
	rv_bt_result *r = NULL;
	rv_rng g;
	rv_rng_seed(&g, seed, 0, 0);
	assert_int_equal(rv_bt_result_new(&r), RV_OK);
	name_things(r, s);
	add_days(r, s, &g);
	add_windows(r, s, &g);
	if (s->days > 12)
		add_trades(r, s, &g);
	add_arrays(r, s, &g);
	const rv_bt_note gone = { "ALT7", BEGIN_MS + 211 * RV_DAY_MS,
				  "ended while it was held, settled at 0.0123", 2104.5 };
	const rv_bt_note gap = { "", BEGIN_MS + 50 * RV_DAY_MS, "no daily bar of any coin", NAN };
	assert_int_equal(rv_bt_add_note(r, &gone), RV_OK);
	assert_int_equal(rv_bt_add_note(r, &gap), RV_OK);
	return r;
}

char *rv_bt_page(const rv_bt_result *r, size_t *n)
{
	const rv_dash_facts facts = { NULL, .38 };
	char *text = NULL;
	rv_err err = { .code = RV_OK };
	FILE *f = open_memstream(&text, n);
	assert_non_null(f);
	if (rv_dashboard_write(f, r, &facts, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(fclose(f), 0);
	return text;
}
