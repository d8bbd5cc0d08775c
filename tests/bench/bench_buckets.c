/*
 * What one pass of the multi-bucket portfolio costs: 200 coins of 400 days in the frame, the
 * shipped universe of 10 and its pairs, with the leverage factor by bands and by the trailing
 * percentile; then a universe of 32 coins.
 */
#include "engine/base/rng.h"
#include "engine/portfolio/buckets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SYMBOLS = 200, DAYS = 400, PASSES = 501 };

static void check(rv_status st)
{
	if (st == RV_OK)
		return;
	(void)fprintf(stderr, "bench_buckets: %s\n", rv_status_text(st));
	exit(1);
}

static double now_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

static void add_walk(rv_panel *p, const char *name, uint64_t i, const double *market)
{
	rv_rng rng;
	rv_rng_seed(&rng, 1, i, 0);
	double close = 2.385 + (double)i;
	check(rv_panel_add_symbol(p, name, RV_KIND_PERP));
	for (size_t k = 0; k < DAYS; k++) {
		close *= exp(0.02 * (market[k] + rv_rng_student(&rng, 4)));
		const rv_bar b = { .t = (int64_t)k * RV_DAY_MS,
				   .open = close,
				   .high = close * 1.02,
				   .low = close * 0.97,
				   .close = close,
				   .volume_base = 1e6,
				   .volume_quote = 1e9 };
		check(rv_panel_put(p, rv_panel_find(p, name), &b));
	}
}

static rv_panel *market_of(const rv_bucket_params *p)
{
	static double factor[DAYS];
	rv_panel *panel = NULL;
	rv_rng rng;
	rv_rng_seed(&rng, 7, 0, 0);
	for (size_t k = 0; k < DAYS; k++)
		factor[k] = rv_rng_student(&rng, 4);
	check(rv_panel_new(RV_INTERVAL_1D, SYMBOLS, DAYS, &panel));
	for (size_t i = 0; i < SYMBOLS; i++) {
		char name[RV_SYMBOL_MAX];
		if (i < p->n_universe)
			(void)snprintf(name, sizeof(name), "%s", p->universe[i]);
		else
			(void)snprintf(name, sizeof(name), i == SYMBOLS - 1 ? "ENA" : "COIN%u",
				       (unsigned)i);
		add_walk(panel, name, i, factor);
	}
	return panel;
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static void bench(const char *what, const rv_bucket_params *p, const rv_frame *f)
{
	static rv_bucket_result r;
	static double us[PASSES];
	rv_buckets *w = NULL;
	check(rv_buckets_new(SYMBOLS, DAYS, &w));
	for (size_t i = 0; i < PASSES; i++) {
		const double start = now_us();
		check(rv_buckets_run(w, p, f, &r));
		us[i] = now_us() - start;
	}
	qsort(us, PASSES, sizeof(us[0]), ascending);
	(void)printf("buckets pass, %zu coins x %zu days, %zu in the universe, %s: min %.0f us, "
		     "median %.0f us (%zu positions)\n",
		     f->n, f->bars, p->n_universe, what, us[0], us[PASSES / 2], r.n_positions);
	rv_buckets_free(w);
}

int main(void)
{
	rv_bucket_params p;
	rv_frame *f = NULL;
	rv_bucket_params_default(&p);
	rv_panel *panel = market_of(&p);
	check(rv_frame_new(SYMBOLS, DAYS, &f));
	check(rv_frame_fill(f, panel, (int64_t)DAYS * RV_DAY_MS));
	bench("bands", &p, f);
	p.lf_percentile = p.mr_corr_residual = p.resid_cum20 = true;
	bench("percentile", &p, f);
	for (; p.n_universe < RV_BUCKET_UNIVERSE_MAX; p.n_universe++)
		(void)snprintf(p.universe[p.n_universe], RV_SYMBOL_MAX, "COIN%u",
			       (unsigned)p.n_universe);
	bench("percentile", &p, f);
	rv_frame_free(f);
	rv_panel_free(panel);
	return 0;
}
