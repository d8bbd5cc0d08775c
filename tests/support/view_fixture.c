/* See view_fixture.h. Numbers are odd on purpose; NaN where the engine would not know. */
#include "tests/support/view_fixture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N_ROWS = 48, N_HIST = 168 };

static void fill_row(rv_view_row *r, size_t i, uint64_t step, int64_t elapsed)
{
	const double k = (double)i, t = (double)step;
	(void)snprintf(r->symbol, sizeof(r->symbol), "SYM%02zu", i);
	r->sz_decimals = 3;
	r->have = i % 11 == 10 ? RV_HAVE_PRICE : RV_HAVE_ALL;
	r->baskets = i < 2 ? 0u : 1u << (i % 3);
	r->universe = RV_UNIVERSE_ACTIVE;
	r->universe_known = true;
	r->rv_available = r->have == RV_HAVE_ALL;
	r->rv = r->rv_available ? tanh(sin(k * 1.7 + t * 0.01)) : NAN;
	r->rv_raw = r->rv;
	r->rv_z = r->rv * 2.385;
	r->momentum = r->rv * 0.031;
	r->term_pair = i < 2 ? 0.117 : 0.0;
	r->term_l1_alt = 0.021;
	r->term_meme_rest = -0.013;
	r->term_own = r->rv * 0.4;
	r->n_returns = N_HIST - 1;
	r->rv_forming = r->rv;
	r->mid = 1.0837 * pow(2.3, (double)(i % 12)) * (1.0 + 0.0007 * sin(t + k));
	r->mark = r->mid * 1.0001;
	r->oracle = r->mid * 0.9999;
	r->prev_day_px = r->mid * (1.0 + 0.04 * sin(k));
	r->funding_1h = 0.0000125 * cos(k);
	r->open_interest = 15731.0 + k;
	r->day_volume_usd = 3.1e7 / (1.0 + k);
	r->bid = r->mid * 0.9998;
	r->ask = r->mid * 1.0002;
	r->mid_at = r->ctx_at = r->bbo_at = r->candle_at = elapsed - 137;
	r->n_hist = N_HIST;
	for (size_t h = 0; h < N_HIST; h++)
		r->hist[h] = (float)(r->mid * (1.0 + 0.03 * sin((double)h * 0.11 + k)));
}

static void fill_rest(rv_view *v, uint64_t step, int64_t elapsed)
{
	static const char *const spreads[RV_SPREAD_N] = { "btc_vs_eth", "l1_vs_alt",
							  "meme_vs_rest" };
	static const char *const streams[] = { "allMids", "ctx", "candle", "rest", "clock" };
	for (size_t i = 0; i < RV_SPREAD_N; i++) {
		rv_view_spread *s = &v->spreads[i];
		s->name = spreads[i];
		s->available = true;
		s->s = 0.0013;
		s->cum = 0.0113 * sin((double)step * 0.01 + (double)i);
		s->sd30 = 0.0071;
		s->tone = (rv_spread_tone)(1 + i % 3);
		s->n_hist = N_HIST;
		for (size_t h = 0; h < N_HIST; h++)
			s->hist[h] = (float)(0.01 * sin((double)h * 0.07 + (double)i));
	}
	v->n_streams = sizeof(streams) / sizeof(streams[0]);
	for (size_t i = 0; i < v->n_streams; i++) {
		rv_view_stream *s = &v->streams[i];
		(void)snprintf(s->name, sizeof(s->name), "%s", streams[i]);
		s->period_ms = 1000;
		s->is_price = i == 0;
		s->connected = true;
		s->last_at = elapsed - 211;
		s->rate_hz = 1.3;
		s->messages = step * 3;
	}
	v->n_log = 1;
	v->log_seq = 1;
	v->log[0] = (rv_log_line){ .seq = 1, .utc_ms = v->utc_ms, .level = RV_LOG_INFO };
	(void)snprintf(v->log[0].source, sizeof(v->log[0].source), "test");
	(void)snprintf(v->log[0].text, sizeof(v->log[0].text), "a made-up line");
}

void rv_view_fixture(rv_view *v, uint64_t step, int64_t mono_ms)
{
	memset(v, 0, sizeof(*v));
	v->mono_ms = mono_ms;
	v->elapsed_ms = 1000000 + mono_ms % 100000000;
	v->utc_ms = INT64_C(1785542400000) + (int64_t)step * 1000;
	v->clock_rate = 1.0;
	v->env = RV_ENV_SIM;
	(void)snprintf(v->venue, sizeof(v->venue), "hyperliquid");
	(void)snprintf(v->host, sizeof(v->host), "127.0.0.1");
	(void)snprintf(v->profile, sizeof(v->profile), "sim");
	v->venue_connected = true;
	v->skew_ms = 3.1;
	v->weight_used = 17;
	v->weight_limit = 1200;
	v->warm_total = v->n_rows = N_ROWS;
	v->step_us = 213.7;
	v->bar_close_ms = INT64_C(1785542400000);
	v->max_abs_score = 1.0;
	v->mean_momentum = 0.0017;
	v->lookback_bars = 72;
	v->half_life_bars = 24.0;
	v->weights[0] = v->weights[1] = v->weights[2] = v->weights[3] = 0.25;
	for (size_t i = 0; i < N_ROWS; i++) {
		fill_row(&v->rows[i], i, step, v->elapsed_ms);
		v->warm_done += v->rows[i].have == RV_HAVE_ALL;
		v->n_available += v->rows[i].rv_available;
	}
	fill_rest(v, step, v->elapsed_ms);
}
