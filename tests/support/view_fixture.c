/* A snapshot to draw in tests; see view_fixture.h. */
#include "tests/support/view_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"

#include "tests/support/view_engine.h"

#define UTC INT64_C(1795178096000) /* 2026-11-20T12:34:56Z */
#define BAR_CLOSE INT64_C(1795176000000)

static const struct {
	const char *name;
	double px;
	int sz_decimals;
	unsigned baskets;
} coins[] = {
	{ "AAVE", 181.4, 2, 0 },
	{ "ADA", 0.4712, 0, 0 },
	{ "APT", 3.217, 2, 0 },
	{ "ARB", 0.2305, 1, 0 },
	{ "ATOM", 2.861, 2, 0 },
	{ "AVAX", 14.38, 2, 0 },
	{ "BCH", 521.7, 3, 0 },
	{ "BNB", 912.4, 3, 0 },
	{ "BTC", 91234.0, 5, RV_BASKET_L1 },
	{ "CRV", 0.4385, 1, 0 },
	{ "DOGE", 0.16385, 0, RV_BASKET_MEME },
	{ "DOT", 2.747, 1, 0 },
	{ "DYDX", 0.2451, 1, 0 },
	{ "ENA", 0.2917, 0, 0 },
	{ "ETC", 14.92, 2, 0 },
	{ "ETH", 3012.5, 4, RV_BASKET_L1 },
	{ "FARTCOIN", 0.2518, 1, RV_BASKET_MEME },
	{ "FIL", 1.937, 1, 0 },
	{ "HBAR", 0.1449, 0, 0 },
	{ "HYPE", 38.412, 2, 0 },
	{ "INJ", 6.012, 1, 0 },
	{ "JUP", 0.2466, 0, 0 },
	{ "LDO", 0.7013, 1, 0 },
	{ "LINK", 13.385, 1, RV_BASKET_ALTS },
	{ "LTC", 92.61, 2, RV_BASKET_ALTS },
	{ "MATIC", 0.1402, 1, 0 },
	{ "NEAR", 2.114, 1, 0 },
	{ "ONDO", 0.5118, 0, 0 },
	{ "OP", 0.3324, 1, 0 },
	{ "PENDLE", 2.508, 0, 0 },
	{ "PEOPLE", 0.011372, 0, RV_BASKET_MEME },
	{ "PYTH", 0.0861, 0, 0 },
	{ "RUNE", 0.7219, 1, 0 },
	{ "SEI", 0.1488, 0, 0 },
	{ "SOL", 136.82, 2, RV_BASKET_L1 },
	{ "STX", 0.3517, 1, 0 },
	{ "SUI", 1.6385, 1, RV_BASKET_ALTS | RV_BASKET_L1 },
	{ "TAO", 318.25, 3, 0 },
	{ "TIA", 0.6921, 1, 0 },
	{ "TON", 1.587, 1, 0 },
	{ "TRX", 0.27842, 0, 0 },
	{ "UNI", 7.112, 1, 0 },
	{ "WIF", 0.38525, 0, RV_BASKET_MEME },
	{ "WLD", 0.6417, 1, 0 },
	{ "XLM", 0.2491, 0, 0 },
	{ "XRP", 2.0873, 0, 0 },
	{ "kBONK", 0.010385, 0, RV_BASKET_MEME },
	{ "kPEPE", 0.0047385, 0, RV_BASKET_MEME },
};
enum { COINS = sizeof(coins) / sizeof(coins[0]) };

/* A walk that ends near px, so that the sparkline and the price agree. */
static void fill_history(rv_view_row *r, double px, rv_rng *rng)
{
	double log_px = log(px) + 0.002 * rv_rng_normal(rng);

	r->n_hist = RV_VIEW_HIST;
	for (size_t i = RV_VIEW_HIST; i-- > 0;) {
		r->hist[i] = (float)exp(log_px);
		log_px -= 0.006 * rv_rng_student(rng, 4);
	}
}

static void fill_row(rv_view_row *r, size_t k)
{
	const double px = coins[k].px;
	rv_rng rng;

	rv_rng_seed(&rng, 2385, 1, k);
	(void)snprintf(r->symbol, sizeof(r->symbol), "%s", coins[k].name);
	r->sz_decimals = coins[k].sz_decimals;
	r->have = RV_HAVE_ALL;
	r->baskets = coins[k].baskets;
	r->universe = k % 7 == 3 ? RV_UNIVERSE_ILLIQUID : RV_UNIVERSE_ACTIVE;
	r->universe_known = true;
	fill_history(r, px, &rng);
	r->mid = px * (1.0 + 2e-4);
	r->mark = px;
	r->oracle = px * (1.0 - 3e-4);
	r->prev_day_px = (double)r->hist[RV_VIEW_HIST - 24];
	r->funding_1h = 1.25e-5 + 1.5e-5 * rv_rng_normal(&rng);
	r->open_interest = 4e7 / px * (1.0 + rv_rng_uniform(&rng) * 20.0);
	r->day_volume_usd = 1.385e7 * (1.0 + rv_rng_uniform(&rng) * 60.0);
	r->bid = px * (1.0 + 1e-4);
	r->ask = px * (1.0 + 3e-4);
	r->mid_at = RV_FIXTURE_ELAPSED_MS - 300;
	r->ctx_at = RV_FIXTURE_ELAPSED_MS - 600;
	r->bbo_at = RV_NEVER;
	r->candle_at = RV_FIXTURE_ELAPSED_MS - 900;
}

static void fill_spreads(rv_view *v)
{
	static const double cum[] = { -0.0081, -0.0212, 0.0934 }, sd[] = { 0.0112, 0.0071, 0.0274 };
	static const rv_spread_tone tones[] = { RV_TONE_MILD, RV_TONE_RISK_ON, RV_TONE_EXTREME };

	for (size_t k = 0; k < RV_SPREAD_N; k++) {
		rv_view_spread *sp = &v->spreads[k];
		rv_rng rng;
		rv_rng_seed(&rng, 2385, 2, k);
		sp->available = true;
		sp->cum = cum[k];
		sp->s = cum[k] / 48;
		sp->sd30 = sd[k];
		sp->tone = tones[k];
		sp->n_hist = RV_VIEW_HIST;
		double x = cum[k];
		for (size_t i = RV_VIEW_HIST; i-- > 0; x -= sd[k] / 8 * rv_rng_normal(&rng))
			sp->hist[i] = (float)x;
	}
}

static double own_momentum(const rv_view_row *r)
{
	return log((double)r->hist[RV_VIEW_HIST - 1] / (double)r->hist[RV_VIEW_HIST - 49]);
}

/* The formulas of the score, so that the details of a symbol add up. */
static void fill_scores(rv_view *v)
{
	const double be = v->spreads[0].cum * v->weights[0];
	const double la = v->spreads[1].cum * v->weights[1];
	const double mr = v->spreads[2].cum * v->weights[2];
	double mean = 0, mean_raw = 0, var = 0;

	for (size_t i = 0; i < v->n_rows; i++)
		mean += own_momentum(&v->rows[i]) / (double)v->n_rows;
	v->mean_momentum = mean;
	for (size_t i = 0; i < v->n_rows; i++) {
		rv_view_row *r = &v->rows[i];
		r->n_returns = 48;
		r->rv_available = true;
		r->momentum = own_momentum(r);
		r->term_pair = strcmp(r->symbol, "BTC") == 0   ? be
			       : strcmp(r->symbol, "ETH") == 0 ? -be
							       : 0;
		r->term_l1_alt = r->baskets & RV_BASKET_L1     ? la
				 : r->baskets & RV_BASKET_ALTS ? -la
							       : 0;
		r->term_meme_rest = r->baskets & RV_BASKET_MEME ? mr : -mr;
		r->term_own = v->weights[3] * (r->momentum - mean);
		r->rv_raw = r->term_pair + r->term_l1_alt + r->term_meme_rest + r->term_own;
		mean_raw += r->rv_raw / (double)v->n_rows;
	}
	for (size_t i = 0; i < v->n_rows; i++)
		var += pow(v->rows[i].rv_raw - mean_raw, 2) / (double)v->n_rows;
	for (size_t i = 0; i < v->n_rows; i++) {
		rv_view_row *r = &v->rows[i];
		r->rv_z = (r->rv_raw - mean_raw) / sqrt(var);
		r->rv = tanh(r->rv_z / 2);
		r->rv_forming = tanh((r->rv_z + 0.07) / 2);
	}
}

static void add_stream(rv_view *v, const char *name, int64_t period, bool is_price, int64_t age,
		       double rate, unsigned subs)
{
	rv_view_stream *st = &v->streams[v->n_streams++];

	(void)snprintf(st->name, sizeof(st->name), "%s", name);
	st->period_ms = period;
	st->is_price = is_price;
	st->connected = true;
	st->last_at = RV_FIXTURE_ELAPSED_MS - age;
	st->rate_hz = rate;
	st->messages = 48213;
	st->subs_wanted = st->subs_acked = subs;
}

static void add_log(rv_view *v, int64_t ago_ms, rv_log_level level, const char *source,
		    const char *text)
{
	rv_log_line *l = &v->log[v->n_log++];

	l->seq = ++v->log_seq;
	l->utc_ms = UTC - ago_ms;
	l->level = level;
	(void)snprintf(l->source, sizeof(l->source), "%s", source);
	(void)snprintf(l->text, sizeof(l->text), "%s", text);
}

static void add_alert(rv_view *v, uint64_t id, rv_log_level level, int64_t ago_ms, const char *text)
{
	rv_view_alert *a = &v->alerts[v->n_alerts++];

	a->id = id;
	a->level = level;
	a->since_utc_ms = UTC - ago_ms;
	a->active = true;
	(void)snprintf(a->text, sizeof(a->text), "%s", text);
}

static void fill_head(rv_view *v)
{
	v->seq = 1;
	v->mono_ms = RV_FIXTURE_MONO_MS;
	v->utc_ms = UTC;
	v->elapsed_ms = RV_FIXTURE_ELAPSED_MS;
	v->clock_rate = 1.0;
	v->env = RV_ENV_SIM;
	(void)snprintf(v->venue, sizeof(v->venue), "hyperliquid");
	(void)snprintf(v->host, sizeof(v->host), "127.0.0.1:18080");
	(void)snprintf(v->profile, sizeof(v->profile), "seed");
	v->venue_connected = true;
	v->skew_ms = 3.0;
	v->weight_used = 118;
	v->weight_limit = 1200;
	v->warm_done = v->warm_total = COINS;
	v->step_us = 385.0;
	v->interval = RV_INTERVAL_1H;
	v->bar_close_ms = BAR_CLOSE;
	v->n_available = COINS;
	v->mode = RV_RVM_ZSCORE;
	v->max_abs_score = 1.0;
	v->lookback_bars = 48;
	v->half_life_bars = 24.0;
	v->weights[0] = v->weights[1] = 0.35;
	v->weights[2] = 0.20;
	v->weights[3] = 0.10;
}

rv_view *rv_fixture_view(void)
{
	rv_view *v = calloc(1, sizeof(*v));

	if (!v)
		return NULL;
	fill_head(v);
	v->n_rows = COINS;
	for (size_t k = 0; k < COINS; k++)
		fill_row(&v->rows[k], k);
	fill_spreads(v);
	fill_scores(v);
	rv_fixture_fill_engine(v);
	add_stream(v, "allMids", 1000, true, 300, 1.0, 1);
	add_stream(v, "ctx", 1000, true, 600, 47.9, COINS);
	add_stream(v, "candle", 3600000, false, 900, 12.4, COINS);
	add_stream(v, "rest", 60000, false, 21000, 0.2, 0);
	add_stream(v, "clock", 30000, false, 12000, NAN, 0);
	add_log(v, 92000, RV_LOG_INFO, "engine", "rvdesk 0.1 starts, profile seed");
	add_log(v, 91000, RV_LOG_INFO, "rest", "48 instruments");
	add_log(v, 90500, RV_LOG_INFO, "ws", "connected, 97 subscriptions wanted");
	add_log(v, 84000, RV_LOG_WARN, "config", "SUI is in l1 and in alts: l1 counts");
	add_log(v, 61000, RV_LOG_INFO, "rest", "history complete: 48 of 48 symbols");
	return v;
}

rv_view_row *rv_fixture_row(rv_view *v, const char *symbol)
{
	for (size_t i = 0; i < v->n_rows; i++) {
		if (strcmp(v->rows[i].symbol, symbol) == 0)
			return &v->rows[i];
	}
	return NULL;
}

static void no_score(rv_view_row *r, size_t n_returns)
{
	r->rv_available = false;
	r->n_returns = n_returns;
	r->rv = 0;
	r->rv_raw = r->rv_z = r->rv_forming = r->momentum = NAN;
	r->term_pair = r->term_l1_alt = r->term_meme_rest = r->term_own = NAN;
}

void rv_fixture_warming(rv_view *v)
{
	v->warm_done = 0;
	v->n_available = 0;
	for (size_t i = 0; i < v->n_rows; i++) {
		rv_view_row *r = &v->rows[i];
		if (i % 3 == 0) {
			r->have = RV_HAVE_PRICE | RV_HAVE_RV_BARS;
			v->n_available++;
			continue;
		}
		r->have = RV_HAVE_PRICE;
		r->n_hist = 0;
		no_score(r, 0);
		r->universe_known = false;
	}
	v->spreads[RV_SPREAD_L1_VS_ALT].available = false;
	v->streams[1].subs_acked = 12;
}

void rv_fixture_stale(rv_view *v)
{
	rv_view_row *late = rv_fixture_row(v, "HYPE"), *stale = rv_fixture_row(v, "SOL");
	rv_view_row *down = rv_fixture_row(v, "DOGE"), *gone = rv_fixture_row(v, "MATIC");
	rv_view_row *mid_only = rv_fixture_row(v, "kPEPE"), *young = rv_fixture_row(v, "TON");

	late->mid_at = late->ctx_at = RV_FIXTURE_ELAPSED_MS - 3400;
	stale->mid_at = stale->ctx_at = RV_FIXTURE_ELAPSED_MS - 9200;
	down->mid_at = down->ctx_at = RV_FIXTURE_ELAPSED_MS - 45000;
	gone->delisted = true;
	mid_only->mark = NAN;
	no_score(young, 9);
	v->n_available--;
	v->bar_close_ms -= 3 * RV_HOUR_MS;
	v->skew_ms = 1385.0;
	v->streams[1].last_at = RV_FIXTURE_ELAPSED_MS - 3400;
	v->streams[1].malformed = 7;
	v->streams[0].reconnects = 2;
}

void rv_fixture_venue_down(rv_view *v)
{
	v->venue_connected = false;
	v->down_since_utc_ms = UTC - 40000;
	for (size_t i = 0; i < v->n_streams; i++) {
		v->streams[i].connected = false;
		v->streams[i].last_at -= 40000;
		v->streams[i].rate_hz = 0.0;
	}
	for (size_t i = 0; i < v->n_rows; i++) {
		v->rows[i].mid_at -= 40000;
		v->rows[i].ctx_at -= 40000;
	}
	add_log(v, 40000, RV_LOG_ERROR, "ws", "connection lost: closed by the venue (1006)");
	add_alert(v, 71, RV_LOG_WARN, 84000, "SUI is in l1 and in alts");
	add_alert(v, 72, RV_LOG_ERROR, 40000, "venue down: connection refused");
}

void rv_fixture_empty(rv_view *v)
{
	v->n_rows = v->n_available = v->warm_done = v->warm_total = 0;
	v->bar_close_ms = 0;
	rv_fixture_no_engine(v);
	v->step_us = v->skew_ms = NAN;
	v->venue_connected = false;
	v->env = RV_ENV_UNKNOWN;
	v->n_log = 1;
	v->weight_used = 0;
	for (size_t i = 0; i < v->n_streams; i++) {
		v->streams[i].connected = false;
		v->streams[i].last_at = RV_NEVER;
		v->streams[i].rate_hz = NAN;
		v->streams[i].subs_acked = 0;
	}
	for (size_t k = 0; k < RV_SPREAD_N; k++) {
		v->spreads[k].available = false;
		v->spreads[k].n_hist = 0;
		v->spreads[k].tone = RV_TONE_UNKNOWN;
	}
}

void rv_fixture_next(rv_view *v, int64_t ms)
{
	v->seq++;
	v->mono_ms += ms;
	v->utc_ms += ms;
	v->elapsed_ms += ms;
	for (size_t i = 0; i < v->n_streams; i++)
		v->streams[i].last_at += ms;
	for (size_t i = 0; i < v->n_rows; i++) {
		v->rows[i].mid_at += ms;
		v->rows[i].ctx_at += ms;
	}
}

void rv_fixture_move(rv_view *v, uint64_t step)
{
	const double t = (double)step;

	for (size_t i = 0; i < v->n_rows; i++) {
		rv_view_row *r = &v->rows[i];
		const double by = 1.0 + 0.0007 * sin(t + (double)i);
		r->mid *= by;
		r->mark *= by;
		r->bid *= by;
		r->ask *= by;
		r->rv_forming = tanh(r->rv_z / 2 + 0.02 * sin(0.01 * t + (double)i));
		r->rv = r->rv_forming;
	}
	for (size_t k = 0; k < RV_SPREAD_N; k++)
		v->spreads[k].cum += 0.001 * sin(0.01 * t + (double)k);
}
