/*
 * What the stat-arb factors cost: rolling least squares of every coin over the frame, and the whole
 * run (residuals, sigma, 61 cross-sections, ridge with its folds, hedge betas), at 48, 200 and 295
 * coins x 400 days; heap allocations during a run (must be none).
 *
 * Allocations are counted by standing in front of glibc's allocator.
 */
#include "engine/factors/stat_arb.h"
#include "engine/stats/ols2.h"
#include "tests/support/market_fixture.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { DAYS = 400, PASSES = 201 };

static atomic_ulong allocations;

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
void *malloc(size_t n);
void *calloc(size_t n, size_t size);

void *malloc(size_t n)
{
	atomic_fetch_add(&allocations, 1);
	return __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	atomic_fetch_add(&allocations, 1);
	return __libc_calloc(n, size);
}

static void check(rv_status st)
{
	if (st == RV_OK)
		return;
	(void)fprintf(stderr, "bench_stat_arb: %s\n", rv_status_text(st));
	exit(1);
}

static double now_ms(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static void print_times(const char *what, const rv_frame *f, double *ms)
{
	qsort(ms, PASSES, sizeof(*ms), ascending);
	(void)printf("stat_arb %s, %zu coins x %zu days: min %.3f ms, median %.3f ms\n", what, f->n,
		     f->bars, ms[0], ms[PASSES / 2]);
}

static void bench_ols(const rv_frame *f)
{
	static double line[4][DAYS], ms[PASSES];
	const rv_ols2_series out = { line[0], line[1], line[2], line[3] };
	rv_ols2_roll *w = NULL;
	check(rv_ols2_roll_new(DAYS, &w));
	const double *btc = rv_frame_log(f, rv_frame_find(f, "BTC"));
	const double *eth = rv_frame_log(f, rv_frame_find(f, "ETH"));
	for (size_t k = 0; k < PASSES; k++) {
		const double start = now_ms();
		rv_ols2_roll_regressors(w, btc, eth, f->bars, 30, 30, 1e-10);
		for (size_t i = 0; i < f->n; i++)
			rv_ols2_roll_run(w, rv_frame_log(f, i), &out);
		ms[k] = now_ms() - start;
	}
	rv_ols2_roll_free(w);
	print_times("rolling OLS", f, ms);
}

static unsigned long bench_run(const rv_frame *f, const rv_panel *panel, bool desk)
{
	static double ms[PASSES];
	static rv_universe universe;
	static rv_idio_result r;
	rv_universe_params up;
	rv_idio_params p;
	rv_idio *w = NULL;
	rv_universe_params_default(&up);
	rv_idio_params_default(&p);
	if (desk) {
		p.residual_mode = RV_RESIDUAL_OOS;
		p.hedge_beta = RV_HEDGE_BETA_SHRUNK;
	}
	rv_universe_run(&up, panel, rv_panel_bars(panel) - 1, &universe);
	check(rv_idio_new(RV_MAX_SYMBOLS, DAYS, &w));
	check(rv_idio_run(w, &p, &up, &universe, f, NULL, &r)); /* touches the pages */
	const unsigned long before = atomic_load(&allocations);
	for (size_t k = 0; k < PASSES; k++) {
		const double start = now_ms();
		check(rv_idio_run(w, &p, &up, &universe, f, NULL, &r));
		ms[k] = now_ms() - start;
	}
	const unsigned long made = atomic_load(&allocations) - before;
	rv_idio_free(w);
	print_times(desk ? "run, desk" : "run, seed", f, ms);
	(void)printf("stat_arb run: %lu allocations, %zu active, %zu rows on %zu dates, weights "
		     "%.4f %.4f %.4f, penalty %g\n",
		     made, r.n_active, r.rows, r.dates, r.weights[0], r.weights[1], r.weights[2],
		     r.alpha);
	return made;
}

int main(void)
{
	static const size_t sizes[] = { 48, 200, 295 };
	unsigned long made = 0;
	for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++) {
		fx_market *m = fx_market_new(7, sizes[k], DAYS, 2, 0);
		rv_panel *panel = fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
		rv_frame *f = NULL;
		check(rv_frame_new(sizes[k], DAYS, &f));
		check(rv_frame_fill(f, panel, INT64_MAX));
		bench_ols(f);
		made += bench_run(f, panel, false);
		made += bench_run(f, panel, true);
		rv_frame_free(f);
		rv_panel_free(panel);
		fx_market_free(m);
	}
	return made == 0 ? 0 : 1;
}
