/*
 * From a new mid of every coin to a snapshot: quotes in, open bars scored, snapshot filled; 200
 * coins, closed history loaded. Heap allocations on that path are counted (must be none).
 */
#include "engine/run/live.h"
#include "engine/stats/init.h"
#include "tests/support/market_fixture.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COINS = 200, DAYS = 400, HOURS = 1440, ROUNDS = 401 };

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

static double now_us(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

static void check(rv_status st)
{
	if (st == RV_OK)
		return;
	(void)fprintf(stderr, "bench_live: %s\n", rv_status_text(st));
	exit(1);
}

static int64_t load(rv_live *l, rv_quote *quotes)
{
	fx_market *m = fx_market_new(7, COINS, DAYS, HOURS, 1);
	rv_panel *panels[2] = { fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0),
				fx_market_panel(m, RV_INTERVAL_1H, INT64_MAX, FX_AFTER_TRUTH, 0) };
	for (size_t row = 0; row < COINS; row++) {
		fx_market_send(l, panels[0], row);
		fx_market_send(l, panels[1], row);
		rv_quote *q = &quotes[row];
		(void)snprintf(q->symbol, sizeof(q->symbol), "%s", rv_panel_name(panels[1], row));
		q->mid = rv_panel_row(panels[1], RV_PANEL_CLOSE, row)[HOURS - 1];
	}
	const int64_t close = rv_panel_open_ms(panels[1], HOURS - 1) + RV_HOUR_MS;
	rv_panel_free(panels[0]);
	rv_panel_free(panels[1]);
	fx_market_free(m);
	return close;
}

static void new_mids(rv_quote *quotes, int64_t hour, int round)
{
	for (size_t i = 0; i < COINS; i++) {
		rv_quote *q = &quotes[i];
		q->mid *= 1.0 + 1e-4 * sin((double)round + (double)i);
		q->mid_at = q->candle_at = round;
		q->forming = (rv_bar){ hour, q->mid, q->mid, q->mid, q->mid, 1.0, NAN };
	}
}

static int ascending(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The bars before the newest: hours first, then days. */
static void bench_past(rv_live *l)
{
	const unsigned long before = atomic_load(&allocations);
	double all = 0.0, most = 0.0;
	size_t n = 0;
	for (; rv_live_past_due(l) > 0; n++) {
		const double begin = now_us();
		check(rv_live_replay_past(l, 1));
		const double us = now_us() - begin;
		all += us;
		most = us > most ? us : most;
	}
	(void)printf("live, %d coins: %zu bars of the past replayed: %.2f ms a bar, most %.2f ms; "
		     "%lu allocations\n",
		     COINS, n, n ? 1e-3 * all / (double)n : 0.0, 1e-3 * most,
		     atomic_load(&allocations) - before);
}

int main(void)
{
	static rv_quote quotes[COINS];
	static double us[ROUNDS];
	static rv_view view;
	static rv_live_params p;
	rv_live *l = NULL;
	bool scored;
	rv_stats_init();
	rv_live_params_default(&p);
	check(rv_live_new(&p, NULL, &l));
	const int64_t close = load(l, quotes);
	const double t0 = now_us();
	check(rv_live_tick(l, close + 60000, &scored));
	(void)printf("live, %d coins: a closed bar, whole pass on hourly bars: %.2f ms\n", COINS,
		     1e-3 * (now_us() - t0));
	rv_live_fill(l, &view);
	bench_past(l);
	const unsigned long before = atomic_load(&allocations);
	for (int k = 0; k < ROUNDS; k++) {
		new_mids(quotes, close, k);
		const double begin = now_us();
		rv_live_quotes(l, quotes, COINS);
		check(rv_live_tick(l, close + 60000 + k, &scored));
		rv_live_fill(l, &view);
		us[k] = now_us() - begin;
	}
	const unsigned long made = atomic_load(&allocations) - before;
	qsort(us, ROUNDS, sizeof(us[0]), ascending);
	(void)printf(
		"live, %d coins: a new mid of every coin to a new snapshot: median %.0f us, most "
		"%.0f us, aim 1000 us; %lu allocations\n",
		COINS, us[ROUNDS / 2], us[ROUNDS - 1], made);
	rv_live_free(l);
	return 0;
}
