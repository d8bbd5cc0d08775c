/*
 * What one pass of relative momentum costs: 295 symbols, lookback 48, both normalisations; the
 * history of the spreads for a week of hours; heap allocations during a pass (must be none).
 *
 * Allocations are counted by standing in front of glibc's allocator.
 */
#include "engine/base/rng.h"
#include "engine/run/step.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SYMBOLS = 295, BARS = 400, PASSES = 2001, HISTORIES = 51, HOURS = 168 };

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
	(void)fprintf(stderr, "bench_rv_momentum: %s\n", rv_status_text(st));
	exit(1);
}

static double now_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

static void add_walk(rv_panel *p, const char *name, uint64_t i, size_t bars)
{
	rv_rng rng;
	rv_rng_seed(&rng, 1, i, 0);
	double close = 2.385 + (double)i;
	check(rv_panel_add_symbol(p, name, RV_KIND_PERP));
	for (size_t k = 0; k < bars; k++) {
		close *= exp(0.008 * rv_rng_normal(&rng));
		const rv_bar b = { .t = (int64_t)k * RV_HOUR_MS,
				   .open = close,
				   .high = close,
				   .low = close,
				   .close = close,
				   .volume_base = 1.0,
				   .volume_quote = close };
		if (rv_rng_uniform(&rng) > 0.01)
			check(rv_panel_put(p, rv_panel_find(p, name), &b));
	}
}

static rv_panel *market(size_t symbols)
{
	static const char *const real[] = {
		"BTC", "ETH", "SOL", "LTC", "LINK", "SUI", "DOGE", "WIF"
	};
	rv_panel *p = NULL;
	check(rv_panel_new(RV_INTERVAL_1H, symbols, BARS, &p));
	for (size_t i = 0; i < symbols; i++) {
		char name[RV_SYMBOL_MAX];
		if (i < sizeof(real) / sizeof(real[0]))
			(void)snprintf(name, sizeof(name), "%s", real[i]);
		else
			(void)snprintf(name, sizeof(name), "COIN%u", (unsigned)i);
		add_walk(p, name, i, BARS);
	}
	return p;
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static double median(double *us, size_t n)
{
	qsort(us, n, sizeof(*us), ascending);
	return us[n / 2];
}

static unsigned long bench_pass(rv_rvm *w, const rv_step_params *p, const rv_panel *panel)
{
	static rv_rvm_result r;
	static double us[PASSES];
	const unsigned long before = atomic_load(&allocations);
	for (size_t i = 0; i < PASSES; i++) {
		const double start = now_us();
		check(rv_rvm_run(w, &p->rvm, &p->baskets, panel, BARS - 1, &r));
		us[i] = now_us() - start;
	}
	const unsigned long made = atomic_load(&allocations) - before;
	const double mid = median(us, PASSES);
	(void)printf(
		"rv_momentum pass, %zu symbols, lookback %d, %s%s: min %.1f us, median %.1f us, "
		"%lu allocations in %d passes (%zu available)\n",
		rv_panel_symbols(panel), p->rvm.lookback_bars,
		p->rvm.normalize_mode == RV_RVM_RANK ? "rank" : "zscore",
		p->rvm.term_sd ? ", terms by their sd" : "", us[0], mid, made, PASSES,
		r.n_available);
	return made;
}

static unsigned long bench_history(rv_rvm *w, const rv_step_params *p, const rv_panel *panel)
{
	static double hist[RV_SPREAD_N * HOURS];
	static double us[HISTORIES];
	const unsigned long before = atomic_load(&allocations);
	for (size_t i = 0; i < HISTORIES; i++) {
		const double start = now_us();
		check(rv_rvm_spread_history(w, &p->rvm, &p->baskets, panel, BARS - 1, HOURS, hist));
		us[i] = now_us() - start;
	}
	const unsigned long made = atomic_load(&allocations) - before;
	const double mid = median(us, HISTORIES);
	(void)printf(
		"rv_momentum spread history, %zu symbols, %d bars: min %.2f ms, median %.2f ms, "
		"%lu allocations\n",
		rv_panel_symbols(panel), HOURS, us[0] / 1e3, mid / 1e3, made);
	return made;
}

int main(void)
{
	static const size_t sizes[] = { 48, 200, SYMBOLS };
	rv_step_params p;
	rv_rvm *w = NULL;
	unsigned long made = 0;
	rv_step_params_default(&p);
	check(rv_rvm_new(RV_MAX_SYMBOLS, (size_t)p.rvm.lookback_bars, &w));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		rv_panel *panel = market(sizes[i]);
		p.rvm.normalize_mode = RV_RVM_ZSCORE;
		made += bench_pass(w, &p, panel);
		rv_frame *frame = NULL;
		check(rv_frame_new(RV_MAX_SYMBOLS, BARS, &frame));
		check(rv_frame_fill(frame, panel, INT64_MAX));
		rv_rvm_lend(w, frame); /* as a step does */
		p.rvm.term_sd = true;
		made += bench_pass(w, &p, panel);
		p.rvm.term_sd = false;
		rv_rvm_lend(w, NULL);
		rv_frame_free(frame);
		p.rvm.normalize_mode = RV_RVM_RANK;
		made += bench_pass(w, &p, panel);
		made += bench_history(w, &p, panel);
		rv_panel_free(panel);
	}
	rv_rvm_free(w);
	return made == 0 ? 0 : 1;
}
