/*
 * What backtests of majors-alts cost: one walk-forward over 2020-2024 with 50 samples a window on
 * two threads, which aims at 2 s, and configurations of a sweep a second by threads. Needs
 * RVDESK_DATA; without it a made market of as many days and fewer coins. Wall time counts what else
 * runs on the processors; the processor time beside it does not.
 */
#include "app/research/sweep_job.h"
#include "engine/base/timefmt.h"
#include "engine/research/run.h"
#include "engine/stats/init.h"
#include "tests/support/fx_store.h"
#include "tests/support/real_market.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FROM_REAL INT64_C(1577836800000) /* 2020-01-01 */
#define TO_REAL INT64_C(1735603200000)	 /* 2024-12-31 */

enum { COINS = 60, DAYS = 1900, HISTORY = 73, SWEEP_DAYS = 400, AIM_MS = 2000 };

static rv_config config;
static rv_backtest_data data;
static int64_t from, to;

static void check(rv_status st, const rv_err *err)
{
	if (st == RV_OK)
		return;
	(void)fprintf(stderr, "bench_sweep: %s\n", err->text[0] ? err->text : rv_status_text(st));
	exit(1);
}

static double ms_of(clockid_t id)
{
	struct timespec t;
	(void)clock_gettime(id, &t);
	return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static void load(rv_tmpdir *dir)
{
	char path[RV_TMP_PATH * 2];
	rv_err err = { .code = RV_OK };
	const char *real = getenv("RVDESK_DATA");
	(void)rv_tmpdir_path(dir, "m.db", path);
	from = FROM_REAL;
	to = TO_REAL;
	if (real) {
		real_market_import(real, path);
	} else {
		fx_market *m = fx_market_new(11, COINS, DAYS, 24, 0);
		fx_store_make(path, m);
		from = fx_market_day0(m) + HISTORY * RV_DAY_MS;
		to = fx_market_day0(m) + (DAYS - 1) * RV_DAY_MS;
		fx_market_free(m);
	}
	check(rv_backtest_load(path, &config.step, to, &data, &err), &err);
}

static void bench_backtest(size_t threads)
{
	rv_err err = { .code = RV_OK };
	rv_bt_result *r = NULL;
	const rv_bt_setup s = { .strategy = &rv_strategy_majors_alts,
				.daily = data.daily,
				.step = &config.step,
				.params = &config.backtest,
				.more = &config.book,
				.start_ms = from,
				.end_ms = to,
				.nav_usd = 1e6,
				.threads = threads,
				.profile = "seed",
				.sz_decimals = rv_backtest_sz_decimals,
				.sz_ctx = &data };
	const double wall = ms_of(CLOCK_MONOTONIC), cpu = ms_of(CLOCK_PROCESS_CPUTIME_ID);
	check(rv_bt_run(&s, &r, &err), &err);
	const double took = ms_of(CLOCK_MONOTONIC) - wall,
		     used = ms_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	(void)printf("backtest      majors-alts, %zu days, %zu windows, %zu trials, %zu threads: "
		     "%.0f ms, %.0f of processors (aim %d ms: %.2f of it)\n",
		     r->n_days, r->n_windows, r->n_trials, threads, took, used, AIM_MS,
		     took / AIM_MS);
	rv_bt_result_free(r);
}

static rv_status count(void *ctx, size_t task, const rv_sweep_trial *t, const double *row,
		       rv_err *err)
{
	(void)task;
	(void)row;
	(void)err;
	*(size_t *)ctx += t->admissible;
	return RV_OK;
}

/* Wall time of all configurations. */
static double bench_sweep(size_t threads, double base)
{
	rv_err err = { .code = RV_OK };
	rv_sweep_grid g = { .n = 0 };
	size_t done = 0;
	check(rv_sweep_grid_param(&g, "majors_alts.book.hold_days=0,5,10,20", &err), &err);
	check(rv_sweep_grid_param(&g, "backtest.risk.vol_target=0.1,0.2", &err), &err);
	check(rv_sweep_grid_ready(&g, RV_BT_MAJORS_ALTS, &config, 0, 0, &err), &err);
	const rv_sweep_job j = { .grid = &g,
				 .config = &config,
				 .data = &data,
				 .strategy = &rv_strategy_majors_alts,
				 .profile = "seed",
				 .start_ms = to - (SWEEP_DAYS - 1) * RV_DAY_MS,
				 .end_ms = to,
				 .nav_usd = 1e6,
				 .costs_factor = 1.0,
				 .no_walk = true,
				 .days = SWEEP_DAYS,
				 .run_threads = 1 };
	const double wall = ms_of(CLOCK_MONOTONIC), cpu = ms_of(CLOCK_PROCESS_CPUTIME_ID);
	check(rv_sweep_on_threads(&j, 0, threads, count, &done, &err), &err);
	const double took = ms_of(CLOCK_MONOTONIC) - wall,
		     used = ms_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	(void)printf(
		"sweep         %zu configurations of %d days, %zu threads: %.2f a second, %.0f "
		"ms of a processor each; %.2f times one thread\n",
		done, SWEEP_DAYS, threads, 1e3 * (double)done / took, used / (double)done,
		base > 0.0 ? base / took : 1.0);
	rv_sweep_grid_free(&g);
	return took;
}

int main(void)
{
	rv_tmpdir dir;
	rv_stats_init();
	rv_tmpdir_make(&dir);
	rv_config_default(&config);
	load(&dir);
	bench_backtest(2);
	const double one = bench_sweep(1, 0.0);
	(void)bench_sweep(2, one);
	(void)bench_sweep(4, one);
	rv_backtest_data_free(&data);
	rv_tmpdir_remove(&dir);
	return 0;
}
