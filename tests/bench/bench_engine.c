/*
 * What the whole engine costs, one thread, from loaded panels: every module on 200 and on 1000
 * coins x 400 days, module by module; the aims stand beside the figures. Heap allocations during
 * the passes are counted by standing in front of glibc's allocator.
 */
#include "engine/run/step.h"
#include "engine/stats/init.h"
#include "tests/support/market_fixture.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

static double now_ms(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static void check(rv_status st)
{
	if (st == RV_OK)
		return;
	(void)fprintf(stderr, "bench_engine: %s\n", rv_status_text(st));
	exit(1);
}

static int ascending(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

typedef struct timing {
	double median, least;
	unsigned long allocations;
} timing;

/* A new as-of bar at each pass, so that no cache can answer. */
static timing time_modules(const rv_step_input *base, unsigned modules, int passes)
{
	static rv_step_params params;
	static rv_step_result r;
	double *ms = malloc((size_t)passes * sizeof(*ms));
	rv_step *s = NULL;
	rv_step_params_default(&params);
	params.modules = modules;
	check(rv_step_new(&params, &s));
	rv_step_input in = *base;
	check(rv_step_run(s, &in, &r)); /* touch the pages */
	const unsigned long before = atomic_load(&allocations);
	for (int k = 0; k < passes; k++) {
		in.asof_ms = base->asof_ms - (k % 8) * rv_interval_ms(rv_panel_interval(in.signal));
		const double t0 = now_ms();
		check(rv_step_run(s, &in, &r));
		ms[k] = now_ms() - t0;
	}
	timing t = { .allocations = atomic_load(&allocations) - before };
	qsort(ms, (size_t)passes, sizeof(*ms), ascending);
	t.median = ms[passes / 2];
	t.least = ms[0];
	free(ms);
	rv_step_free(s);
	return t;
}

static const struct {
	const char *name;
	unsigned modules;
} parts[] = {
	{ "universe, frames, rv momentum", 0 },
	{ "+ stat-arb", RV_MODULE_STAT_ARB },
	{ "+ majors against alts", RV_MODULE_MAJORS_ALTS },
	{ "+ buckets", RV_MODULE_BUCKETS },
	{ "+ market structure", RV_MODULE_MARKET_STRUCTURE },
	{ "+ hybrid", RV_MODULE_HYBRID },
	{ "+ market structure and risk", RV_MODULE_RISK | RV_MODULE_MARKET_STRUCTURE },
	{ "everything", RV_MODULE_ALL },
};

static double bench(size_t coins, double aim_ms, int passes)
{
	fx_market *m = fx_market_new(7, coins, 408, 1448, 1);
	rv_panel *daily = fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	rv_panel *hourly = fx_market_panel(m, RV_INTERVAL_1H, INT64_MAX, FX_AFTER_TRUTH, 0);
	const rv_step_input day = { .signal = daily, .daily = daily, .asof_ms = INT64_MAX / 2 };
	rv_step_input in = day;
	in.asof_ms = rv_panel_open_ms(daily, rv_panel_bars(daily) - 1) + RV_DAY_MS;
	double all = 0.0;
	for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
		const timing t = time_modules(&in, parts[k].modules, passes);
		(void)printf(
			"engine, %4zu coins x 400 days, %-30s median %7.3f ms, least %7.3f ms, "
			"%lu allocations\n",
			coins, parts[k].name, t.median, t.least, t.allocations);
		all = t.median;
	}
	(void)printf("engine, %4zu coins x 400 days: everything %.2f ms, aim %.0f ms, ratio %.2f\n",
		     coins, all, aim_ms, all / aim_ms);
	in.signal = hourly;
	const timing t = time_modules(&in, RV_MODULE_ALL, passes / 4 + 1);
	(void)printf("engine, %4zu coins, hourly signal bars, everything: median %.2f ms\n", coins,
		     t.median);
	rv_panel_free(hourly);
	rv_panel_free(daily);
	fx_market_free(m);
	return all;
}

/* The same work in Python, in the same run, where its packages are installed. */
static void beside_python(double ours_ms)
{
	char line[128];
	/* NOLINTNEXTLINE(cert-env33-c): a bench; the command is a constant without user input */
	FILE *p = popen("/usr/bin/python3 tests/bench/pipeline.py 200 400 2>/dev/null", "r");
	double seconds = 0.0;
	while (p && fgets(line, sizeof(line), p)) {
		(void)printf("python,  200 coins x 400 days: %s", line);
		if (strncmp(line, "total ", 6) == 0)
			seconds = strtod(line + 6, NULL);
	}
	if (!p || pclose(p) != 0 || seconds <= 0.0)
		(void)printf(
			"skip: no Python pipeline beside it (packages missing, or not run from "
			"the tree)\n");
	else
		(void)printf("engine: %.0f times as fast as pandas, statsmodels, scikit-learn and "
			     "cvxopt\n",
			     1e3 * seconds / ours_ms);
}

int main(void)
{
	rv_stats_init();
	const double small = bench(200, 8.0, 41);
	const double large = bench(1000, 60.0, 9);
	(void)printf("engine: 5 times the coins take %.1f times the time\n", large / small);
	(void)fflush(stdout);
	beside_python(small);
	return 0;
}
