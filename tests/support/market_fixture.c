/* A whole made market; see market_fixture.h. */
#include "tests/support/market_fixture.h"

#include "engine/base/rng.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIELDS = RV_PANEL_FIELDS };
static const char *const named[] = { "BTC",  "ETH", "SOL", "BNB", "DOGE", "LINK", "LTC", "SUI",
				     "HYPE", "UNI", "WIF", "XRP", "ENA",  "ADA",  "DOT", "AVAX" };
enum { NAMED = sizeof(named) / sizeof(named[0]) };
static const int64_t last_close = INT64_C(1735689600000); /* 2025-01-01 */

typedef struct grid {
	size_t bars;
	int64_t t0, step;
	double *v; /* [coins][FIELDS][bars] */
} grid;

struct fx_market {
	size_t coins;
	char (*names)[RV_SYMBOL_MAX];
	uint64_t seed;
	grid g[RV_INTERVAL_N];
};

static void *need(void *p)
{
	if (!p) {
		(void)fprintf(stderr, "market_fixture: out of memory\n");
		abort();
	}
	return p;
}

static void must(rv_status st)
{
	if (st != RV_OK) {
		(void)fprintf(stderr, "market_fixture: %s\n", rv_status_text(st));
		abort();
	}
}

static double *field(const fx_market *m, rv_interval iv, size_t coin, int f)
{
	const grid *g = &m->g[iv];
	return g->v + (coin * FIELDS + (size_t)f) * g->bars;
}

/* One coin's closes by betas to the first two, then the other fields around them. */
static void make_closes(const fx_market *m, rv_interval iv, size_t coin, const double *fb,
			const double *fe)
{
	const grid *g = &m->g[iv];
	rv_rng r;
	rv_rng_seed(&r, m->seed, 100 + (uint64_t)iv, coin);
	const double scale = iv == RV_INTERVAL_1D ? 1.0 : 0.2;
	const double bb = coin == 0 ? 1.0 : coin == 1 ? 0.0 : 0.2 + rv_rng_uniform(&r);
	const double be = coin == 1 ? 1.0 : coin == 0 ? 0.0 : 0.2 + rv_rng_uniform(&r);
	const double noise = coin < 2 ? 0.0 : scale * (0.015 + 0.03 * rv_rng_uniform(&r));
	double p = exp(6.0 * rv_rng_uniform(&r) - 2.0);
	for (size_t t = 0; t < g->bars; t++) {
		p *= exp(bb * fb[t] + be * fe[t] + noise * rv_rng_student(&r, 4));
		field(m, iv, coin, RV_PANEL_CLOSE)[t] = p;
	}
}

static void make_rest(const fx_market *m, rv_interval iv, size_t coin)
{
	const grid *g = &m->g[iv];
	const double *close = field(m, iv, coin, RV_PANEL_CLOSE);
	rv_rng r;
	rv_rng_seed(&r, m->seed, 200 + (uint64_t)iv, coin);
	const double usd = 3e6 * exp(4.0 * rv_rng_uniform(&r)) * (coin < 3 ? 50.0 : 1.0);
	const double cap = usd * (10.0 + 40.0 * rv_rng_uniform(&r)) / close[0];
	for (size_t t = 0; t < g->bars; t++) {
		const double open = t > 0 ? close[t - 1] : close[t];
		const double wide = 1.0 + 0.02 * rv_rng_uniform(&r);
		field(m, iv, coin, RV_PANEL_OPEN)[t] = open;
		field(m, iv, coin, RV_PANEL_HIGH)[t] = fmax(open, close[t]) * wide;
		field(m, iv, coin, RV_PANEL_LOW)[t] = fmin(open, close[t]) / wide;
		const double volume = usd * exp(0.5 * rv_rng_normal(&r));
		field(m, iv, coin, RV_PANEL_VOLUME_QUOTE)[t] = coin % 3 ? volume : NAN;
		field(m, iv, coin, RV_PANEL_VOLUME_BASE)[t] = volume / close[t];
		field(m, iv, coin, RV_PANEL_FUNDING)[t] = 3e-4 * rv_rng_normal(&r) + 2e-4;
		field(m, iv, coin, RV_PANEL_FUNDING_HOURS)[t] = t % 11 ? 24.0 : 22.0;
		field(m, iv, coin, RV_PANEL_MCAP)[t] = cap * close[t];
	}
}

static void blank(const fx_market *m, rv_interval iv, size_t coin, size_t from, size_t to)
{
	for (int f = 0; f < FIELDS; f++) {
		for (size_t t = from; t < to; t++)
			field(m, iv, coin, f)[t] = NAN;
	}
}

/* Late listings, dropouts, holes; the leaders keep all but a hole or two. */
static void make_defects(const fx_market *m, rv_interval iv, size_t coin)
{
	const size_t bars = m->g[iv].bars;
	rv_rng r;
	rv_rng_seed(&r, m->seed, 300 + (uint64_t)iv, coin);
	const double u = rv_rng_uniform(&r);
	if (coin >= 4 && u < 0.25)
		blank(m, iv, coin, 0, (size_t)(rv_rng_uniform(&r) * (double)bars));
	if (coin >= 4 && u > 0.90)
		blank(m, iv, coin, (size_t)(rv_rng_uniform(&r) * (double)bars), bars);
	const double holes = coin < 4 ? 0.002 : coin % 2 ? 0.0 : 0.01;
	for (size_t t = 0; t < bars; t++) {
		if (rv_rng_uniform(&r) < holes)
			blank(m, iv, coin, t, t + 1);
		if (coin % 5 == 4 && rv_rng_uniform(&r) < 0.02)
			field(m, iv, coin, RV_PANEL_FUNDING)[t] = NAN;
	}
}

static void make_grid(fx_market *m, rv_interval iv, size_t bars, int clean)
{
	grid *g = &m->g[iv];
	g->bars = bars;
	g->step = rv_interval_ms(iv);
	g->t0 = last_close - (int64_t)bars * g->step;
	g->v = need(malloc(m->coins * FIELDS * bars * sizeof(double)));
	double *fb = need(malloc(bars * sizeof(double))), *fe = need(malloc(bars * sizeof(double)));
	const double scale = iv == RV_INTERVAL_1D ? 1.0 : 0.2;
	rv_rng r;
	rv_rng_seed(&r, m->seed, 1, (uint64_t)iv);
	for (size_t t = 0; t < bars; t++) {
		fb[t] = scale * 0.025 * rv_rng_student(&r, 4);
		fe[t] = 0.8 * fb[t] + scale * 0.02 * rv_rng_student(&r, 4);
	}
	for (size_t i = 0; i < m->coins; i++) {
		make_closes(m, iv, i, fb, fe);
		make_rest(m, iv, i);
		if (!clean)
			make_defects(m, iv, i);
	}
	free(fb);
	free(fe);
}

fx_market *fx_market_new(uint64_t seed, size_t coins, size_t days, size_t hours, int clean)
{
	fx_market *m = need(calloc(1, sizeof(*m)));
	m->coins = coins;
	m->seed = seed;
	m->names = need(calloc(coins, sizeof(*m->names)));
	for (size_t i = 0; i < coins; i++) {
		if (i < NAMED)
			(void)snprintf(m->names[i], RV_SYMBOL_MAX, "%s", named[i]);
		else
			(void)snprintf(m->names[i], RV_SYMBOL_MAX, "C%04zu", i);
	}
	make_grid(m, RV_INTERVAL_1D, days, clean);
	make_grid(m, RV_INTERVAL_1H, hours, clean);
	return m;
}

void fx_market_free(fx_market *m)
{
	if (!m)
		return;
	for (int iv = 0; iv < RV_INTERVAL_N; iv++)
		free(m->g[iv].v);
	free(m->names);
	free(m);
}

int64_t fx_market_day0(const fx_market *m)
{
	return m->g[RV_INTERVAL_1D].t0;
}

int64_t fx_market_hour0(const fx_market *m)
{
	return m->g[RV_INTERVAL_1H].t0;
}

size_t fx_market_coins(const fx_market *m)
{
	return m->coins;
}

static void put(rv_panel *p, size_t row, const fx_market *m, rv_interval iv, size_t coin, size_t t,
		size_t from, double times)
{
	const int64_t open = m->g[iv].t0 + (int64_t)t * m->g[iv].step;
	double v[FIELDS];
	for (int f = 0; f < FIELDS; f++)
		v[f] = field(m, iv, coin, f)[from] * times;
	const rv_bar b = { open,
			   v[RV_PANEL_OPEN],
			   v[RV_PANEL_HIGH],
			   v[RV_PANEL_LOW],
			   v[RV_PANEL_CLOSE],
			   v[RV_PANEL_VOLUME_BASE],
			   v[RV_PANEL_VOLUME_QUOTE] };
	if (isfinite(b.close) || !isfinite(times))
		must(rv_panel_put(p, row, &b));
	for (int f = RV_PANEL_BAR_FIELDS; iv == RV_INTERVAL_1D && f < FIELDS; f++)
		must(rv_panel_put_value(p, row, (rv_panel_field)f, open, v[f]));
}

/* The bar at t of what stands after the cut. */
static void put_after(rv_panel *p, size_t row, const fx_market *m, rv_interval iv, size_t coin,
		      size_t t, fx_after after)
{
	const size_t bars = m->g[iv].bars;
	rv_rng r;
	rv_rng_seed(&r, m->seed + 7, (uint64_t)iv * 100000 + coin, t);
	if (after == FX_AFTER_NOTHING || (after == FX_AFTER_HOLES && rv_rng_uniform(&r) < 0.5))
		return;
	const size_t from = after == FX_AFTER_SHUFFLED ? (size_t)rv_rng_below(&r, bars) : t;
	put(p, row, m, iv, coin, t, from,
	    after == FX_AFTER_NAN	   ? NAN
	    : after == FX_AFTER_TIMES_1000 ? 1000.0
					   : 1.0);
}

rv_panel *fx_market_panel(const fx_market *m, rv_interval iv, int64_t cut_ms, fx_after after,
			  int reversed)
{
	const grid *g = &m->g[iv];
	rv_panel *p = NULL;
	must(rv_panel_new(iv, m->coins, g->bars, &p));
	for (size_t k = 0; k < m->coins; k++)
		must(rv_panel_add_symbol(p, m->names[reversed ? m->coins - 1 - k : k],
					 RV_KIND_PERP));
	for (size_t i = 0; i < m->coins; i++) {
		const size_t row = rv_panel_find(p, m->names[i]);
		for (size_t t = 0; t < g->bars; t++) {
			if (g->t0 + (int64_t)(t + 1) * g->step <= cut_ms)
				put(p, row, m, iv, i, t, t, 1.0);
			else
				put_after(p, row, m, iv, i, t, after);
		}
	}
	return p;
}

void fx_market_send(rv_live *l, const rv_panel *p, size_t row)
{
	rv_md *md = NULL;
	const size_t n = rv_panel_bars(p);
	must(rv_md_new(RV_MD_BARS, rv_panel_name(p, row), n, &md));
	md->interval = rv_panel_interval(p);
	for (size_t k = 0; k < n; k++) {
		const double c = rv_panel_row(p, RV_PANEL_CLOSE, row)[k];
		md->u.bars[k] = (rv_bar){ .t = rv_panel_open_ms(p, k),
					  .open = c,
					  .high = c,
					  .low = c,
					  .close = c,
					  .volume_base = NAN,
					  .volume_quote = 5e7 };
	}
	must(rv_live_md(l, md));
	rv_md_free(md);
}
