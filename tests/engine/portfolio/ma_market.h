/*
 * The made market of tests/oracle/majors_alts.py, value for value: splitmix64 and the four exact
 * operations only, so that both sides have the same bits. Late listings, dropouts, gaps, missing
 * volumes, funding and caps; kind: "", no_caps, late_caps, few_caps, no_funding, collinear.
 */
#ifndef RV_TESTS_MA_MARKET_H
#define RV_TESTS_MA_MARKET_H

#include "engine/portfolio/majors_alts.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MA_DAYS_MAX = 400 };

static inline double ma_uniform(uint64_t *s)
{
	*s += UINT64_C(0x9E3779B97F4A7C15);
	uint64_t z = *s;
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static inline double ma_shock(uint64_t *s)
{
	double a = ma_uniform(s);
	a += ma_uniform(s);
	a += ma_uniform(s);
	a -= 1.5;
	return a / (0.25 + ma_uniform(s));
}

typedef struct ma_market {
	uint64_t seed;
	size_t coins, days;
	const char *kind;
	double fb[MA_DAYS_MAX], fe[MA_DAYS_MAX];
} ma_market;

static inline ma_market ma_market_of(uint64_t seed, size_t coins, size_t days, const char *kind)
{
	ma_market m = { .seed = seed, .coins = coins, .days = days, .kind = kind };
	uint64_t s = seed;
	assert_true(days <= MA_DAYS_MAX);
	for (size_t t = 0; t < days; t++) {
		m.fb[t] = 0.02 * ma_shock(&s);
		m.fe[t] = 0.015 * ma_shock(&s);
	}
	return m;
}

static inline bool ma_is(const ma_market *m, const char *kind)
{
	return strcmp(m->kind, kind) == 0;
}

static inline bool ma_cap_missing(const ma_market *m, size_t i, size_t t, double u)
{
	return u < 0.03 || ma_is(m, "no_caps") || (ma_is(m, "late_caps") && t < m->days / 2) ||
	       (ma_is(m, "few_caps") && i % 3 == 2);
}

static inline double ma_step(const ma_market *m, size_t i, size_t t, const double b[2], double e)
{
	if (i == 0)
		return m->fb[t];
	if (i == 1)
		return ma_is(m, "collinear") ? m->fb[t] : 0.8 * m->fb[t] + m->fe[t];
	if (i == 5 && ma_is(m, "collinear"))
		return 0.0;
	return b[0] * m->fb[t] + b[1] * m->fe[t] + e;
}

static inline void ma_put(rv_panel *p, size_t row, rv_panel_field f, int64_t t, double v)
{
	assert_int_equal(rv_panel_put_value(p, row, f, t, v), RV_OK);
}

/* One coin's days [0, days - cut) into the panel; scale: of the values from day `poison` on. */
static inline void ma_coin(const ma_market *m, size_t i, size_t cut, size_t poison, double scale,
			   rv_panel *p, size_t row)
{
	const long days = (long)m->days;
	uint64_t s = m->seed * 1000 + i + 1;
	double b[2];
	b[0] = 0.4 + ma_uniform(&s);
	b[1] = 0.2 + 0.6 * ma_uniform(&s);
	const double noise = 0.008 + 0.02 * ma_uniform(&s);
	double usd = 3e7 * ma_uniform(&s);
	usd = 4e5 + usd * ma_uniform(&s);
	const double supply = 1e7 + 3e8 * ma_uniform(&s);
	const long first = i >= 4 ? (long)(ma_uniform(&s) * 1.6 * (double)days) - days : 0;
	const long last = i % 7 == 6 ? days - (long)(ma_uniform(&s) * 40.0) + 20 : days;
	double price = 1.0 + 20.0 * ma_uniform(&s);
	for (long t = 0; t < days; t++) {
		const double step = ma_step(m, i, (size_t)t, b, noise * ma_shock(&s));
		price = price * (1.0 + (step < -0.9 ? -0.9 : step));
		const double size = usd * (0.3 + 1.4 * ma_uniform(&s)) * (i < 2 ? 30.0 : 1.0);
		const double rate = 0.0002 * ma_shock(&s) + 0.0001;
		const double cap = price * supply * (i < 2 ? 20.0 : 1.0);
		const double hole = ma_uniform(&s), no_volume = ma_uniform(&s);
		const double no_rate = ma_uniform(&s), no_cap = ma_uniform(&s);
		if (t < first || t >= last || (hole < (i > 1 ? 0.01 : 0.003) && t < days - 9) ||
		    t >= days - (long)cut)
			continue;
		const double k = t >= (long)poison ? scale * (1.0 + 0.1 * (double)(t % 5)) : 1.0;
		const double volume = no_volume < 0.02 ? NAN : k * size;
		const int64_t ms = (1000 + t) * RV_DAY_MS;
		const rv_bar bar = { .t = ms,
				     .open = k * price,
				     .high = k * price,
				     .low = k * price,
				     .close = k * price,
				     .volume_base = NAN,
				     .volume_quote = volume };
		assert_int_equal(rv_panel_put(p, row, &bar), RV_OK);
		if (!(no_rate < 0.02 || ma_is(m, "no_funding")))
			ma_put(p, row, RV_PANEL_FUNDING, ms, k * rate);
		if (!ma_cap_missing(m, i, (size_t)t, no_cap))
			ma_put(p, row, RV_PANEL_MCAP, ms, k * cap);
	}
}

static inline void ma_name(size_t i, char out[RV_SYMBOL_MAX])
{
	if (i < 2)
		(void)snprintf(out, RV_SYMBOL_MAX, "%s", i == 0 ? "BTC" : "ETH");
	else
		(void)snprintf(out, RV_SYMBOL_MAX, "C%02u", (unsigned)i);
}

/* The panel without the last `cut` days; reversed adds the coins from the last to the first. */
static inline rv_panel *ma_panel(const ma_market *m, size_t cut, size_t poison, double scale,
				 bool reversed)
{
	rv_panel *p = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, m->coins, m->days, &p), RV_OK);
	for (size_t k = 0; k < m->coins; k++) {
		char name[RV_SYMBOL_MAX];
		ma_name(reversed ? m->coins - 1 - k : k, name);
		assert_int_equal(rv_panel_add_symbol(p, name, RV_KIND_PERP), RV_OK);
	}
	for (size_t i = 0; i < m->coins; i++) {
		char name[RV_SYMBOL_MAX];
		ma_name(i, name);
		ma_coin(m, i, cut, poison, scale, p, rv_panel_find(p, name));
	}
	return p;
}

/* A pass at asof_ms; free() the result. */
static inline rv_ma_result *ma_pass(const rv_panel *panel, const rv_ma_params *p, int64_t asof_ms)
{
	rv_universe_params up;
	rv_frame *frame = NULL;
	rv_ma *w = NULL;
	rv_ma_result *r = malloc(sizeof(*r));
	assert_non_null(r);
	memset(r, 0xa5, sizeof(*r)); /* a pass writes all of it */
	rv_universe_params_default(&up);
	assert_int_equal(rv_frame_new(RV_MAX_SYMBOLS, MA_DAYS_MAX, &frame), RV_OK);
	assert_int_equal(rv_frame_fill(frame, panel, asof_ms), RV_OK);
	assert_int_equal(rv_ma_new(RV_MAX_SYMBOLS, MA_DAYS_MAX, &w), RV_OK);
	assert_int_equal(rv_ma_run(w, p, &up, frame, r), RV_OK);
	rv_ma_free(w);
	rv_frame_free(frame);
	return r;
}

#endif
