/*
 * What a pass of market structure costs: 200 coins against three leaders on 30 days of hourly bars,
 * cold (nothing kept) and within a bar (everything kept); without gaps and with a leader that has
 * some; and heap allocations during the passes (must be none).
 */
#include "engine/base/rng.h"
#include "engine/factors/market_structure.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SYMBOLS = 200, BARS = 1440, PASSES = 301 };

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
	(void)fprintf(stderr, "bench_market_structure: %s\n", rv_status_text(st));
	exit(1);
}

static double now_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

/* One walk; every `gap`-th bar is missing, 0: none. */
static void add_walk(rv_panel *p, const char *name, uint64_t i, size_t gap)
{
	rv_rng rng, market;
	rv_rng_seed(&rng, 1, i, 0);
	rv_rng_seed(&market, 2, 0, 0);
	double close = 2.385 + (double)i;
	check(rv_panel_add_symbol(p, name, RV_KIND_PERP));
	for (size_t k = 0; k < BARS; k++) {
		const double common = rv_rng_normal(&market);
		close *= exp(0.006 * (common + rv_rng_normal(&rng)));
		const rv_bar b = { .t = (int64_t)k * RV_HOUR_MS,
				   .open = close,
				   .high = close,
				   .low = close,
				   .close = close,
				   .volume_base = 1.0,
				   .volume_quote = close };
		if (gap == 0 || k % gap != gap / 2)
			check(rv_panel_put(p, rv_panel_find(p, name), &b));
	}
}

static rv_panel *market(size_t coin_gap, size_t leader_gap)
{
	static const char *const leaders[] = { "BTC", "ETH", "SOL" };
	rv_panel *p = NULL;
	check(rv_panel_new(RV_INTERVAL_1H, SYMBOLS, BARS, &p));
	for (size_t i = 0; i < SYMBOLS; i++) {
		char name[RV_SYMBOL_MAX];
		if (i < RV_LEADERS)
			(void)snprintf(name, sizeof(name), "%s", leaders[i]);
		else
			(void)snprintf(name, sizeof(name), "COIN%u", (unsigned)i);
		add_walk(p, name, i, i < RV_LEADERS ? leader_gap : coin_gap);
	}
	return p;
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static double median(double *us)
{
	qsort(us, PASSES, sizeof(*us), ascending);
	return us[PASSES / 2];
}

/* Two bars in turn: nothing that is kept fits. */
static void bench(const char *what, size_t coin_gap, size_t leader_gap)
{
	static rv_ms_result r;
	static double cold[PASSES], kept[PASSES];
	rv_panel *panel = market(coin_gap, leader_gap);
	rv_frame *frame[2] = { NULL, NULL };
	rv_ms *w = NULL;
	rv_ms_params p;
	rv_ms_params_default(&p);
	check(rv_ms_new(SYMBOLS, BARS, &w));
	for (int i = 0; i < 2; i++) {
		check(rv_frame_new(SYMBOLS, BARS, &frame[i]));
		check(rv_frame_fill(frame[i], panel, (BARS - i) * RV_HOUR_MS));
	}
	const unsigned long before = atomic_load(&allocations);
	size_t pairs = 0, again = 0;
	for (size_t i = 0; i < PASSES; i++) {
		double start = now_us();
		check(rv_ms_run(w, &p, frame[i % 2], &r));
		cold[i] = now_us() - start;
		pairs = rv_ms_computed(w);
		start = now_us();
		check(rv_ms_run(w, &p, frame[i % 2], &r));
		kept[i] = now_us() - start;
		again = rv_ms_computed(w);
	}
	const unsigned long made = atomic_load(&allocations) - before;
	const double cold_us = median(cold), kept_us = median(kept);
	(void)printf("market structure, %d coins x %d leaders x 720 hours, %s: cold %.0f us for "
		     "%zu pairs (least %.0f), kept %.0f us for %zu, %lu allocations\n",
		     SYMBOLS, RV_LEADERS, what, cold_us, pairs, cold[0], kept_us, again, made);
	rv_ms_free(w);
	rv_frame_free(frame[0]);
	rv_frame_free(frame[1]);
	rv_panel_free(panel);
}

int main(void)
{
	bench("no gaps", 0, 0);
	bench("leaders with gaps", 0, 101);
	bench("gaps everywhere", 97, 101);
	return 0;
}
