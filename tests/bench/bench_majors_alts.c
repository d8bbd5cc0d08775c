/*
 * What one pass of majors against alts costs: 200 coins aim at 2.5 ms, 1000 coins at 20 ms, 400
 * days each, with gaps, late listings and dropouts; and that a pass allocates nothing.
 */
#include "engine/portfolio/majors_alts.h"
#include "tests/support/market_fixture.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { DAYS = 400, PASSES_MAX = 201 };

static atomic_ulong allocations;

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
void *malloc(size_t n);
void *calloc(size_t n, size_t size);
void *realloc(void *p, size_t n);

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

void *realloc(void *p, size_t n)
{
	atomic_fetch_add(&allocations, 1);
	return __libc_realloc(p, n);
}

static void check(rv_status st)
{
	if (st == RV_OK)
		return;
	(void)fprintf(stderr, "bench_majors_alts: %s\n", rv_status_text(st));
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

static void bench(size_t coins, size_t passes, double aim_ms)
{
	static double ms[PASSES_MAX];
	static rv_ma_result r;
	fx_market *m = fx_market_new(11, coins, DAYS, 24, 0);
	rv_panel *panel = fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	rv_frame *frame = NULL;
	rv_ma *w = NULL;
	rv_ma_params p;
	rv_universe_params up;
	rv_ma_params_default(&p);
	rv_universe_params_default(&up);
	check(rv_frame_new(RV_MAX_SYMBOLS, DAYS, &frame));
	check(rv_ma_new(RV_MAX_SYMBOLS, DAYS, &w));
	check(rv_frame_fill(frame, panel, INT64_MAX));
	const unsigned long before = atomic_load(&allocations);
	for (size_t i = 0; i < passes; i++) {
		const double start = now_ms();
		check(rv_ma_run(w, &p, &up, frame, &r));
		ms[i] = now_ms() - start;
	}
	const unsigned long made = atomic_load(&allocations) - before;
	qsort(ms, passes, sizeof(*ms), ascending);
	(void)printf("majors_alts pass, %4zu coins x %zu days (%zu alts, %zu in the basket): min "
		     "%.2f ms, median %.2f ms, aim %.1f ms, %lu allocations in %zu passes\n",
		     frame->n, frame->bars, r.n_alts, r.n_basket, ms[0], ms[passes / 2], aim_ms,
		     made, passes);
	rv_ma_free(w);
	rv_frame_free(frame);
	rv_panel_free(panel);
	fx_market_free(m);
}

int main(void)
{
	bench(200, PASSES_MAX, 2.5);
	bench(1000, 41, 20.0);
	return 0;
}
