/*
 * What a stat-arb backtest costs on one thread: 250 days x 200 coins after 150 days of history,
 * factors, ridge, covariance, an optimisation and the account's day for each, without trials; and
 * against the reference implementations in Python, which take 12.4 s and 0.81 s for as much. Where
 * the time goes. Then the peak memory of three years x 1000 coins, which may be 1 GB.
 *
 * Time of this thread: the bench shares its processors with whatever else runs. The first run of a
 * process pays for its memory, the next ones, as a sweep's, do not: both are printed.
 */
#include "app/research/memory.h"
#include "engine/base/rng.h"
#include "engine/base/timefmt.h"
#include "engine/research/run.h"
#include "engine/research/stat_arb_paper.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { HISTORY = 150, RUNS = 9, AIM_MS = 40, BIG_COINS = 1000, BIG_DAYS = 1095, LIMIT_MB = 1024 };

#define DAY0 (INT64_C(18628) * RV_DAY_MS) /* 2021-01-01 */

static const double REFERENCE_MS[] = { 12400.0, 810.0 };

typedef struct market {
	rv_panel *p;
	rv_step_params step;
	rv_bt_params params;
	size_t days;
} market;

static void check(rv_status st)
{
	if (st == RV_OK)
		return;
	(void)fprintf(stderr, "bench_backtest: %s\n", rv_status_text(st));
	exit(1);
}

static double now_ms(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Residuals that revert and fall after funding was paid: there is an edge, so that the book trades.
 */
static void put_coin(rv_panel *p, const double *b, const double *e, size_t coin, size_t bars)
{
	rv_rng g;
	rv_rng_seed(&g, 11, 2, coin);
	const double bb = 0.2 + rv_rng_uniform(&g), be = rv_rng_uniform(&g);
	const double usd = 1.5e7 * exp(3.0 * rv_rng_uniform(&g));
	double price = 2.385 * (double)(coin + 1), own = 0.0, funding = 0.0;
	for (size_t t = 0; t < bars; t++) {
		const int64_t at = DAY0 + (int64_t)t * RV_DAY_MS;
		own = 0.03 * rv_rng_student(&g, 4) - 0.2 * own - 10.0 * funding;
		const double r = coin == 0 ? b[t] : coin == 1 ? e[t] : bb * b[t] + be * e[t] + own;
		price *= exp(r);
		const rv_bar bar = {
			at, price, price, price, price, NAN, usd * exp(0.4 * rv_rng_normal(&g))
		};
		funding = 3e-4 * rv_rng_normal(&g) + 1e-4;
		check(rv_panel_put(p, coin, &bar));
		check(rv_panel_put_value(p, coin, RV_PANEL_FUNDING, at, funding));
		check(rv_panel_put_value(p, coin, RV_PANEL_FUNDING_HOURS, at, 24.0));
	}
}

static void make(market *k, size_t coins, size_t days)
{
	const size_t bars = HISTORY + days;
	double *b = calloc(bars, sizeof(*b)), *e = calloc(bars, sizeof(*e));
	rv_rng g;
	if (!b || !e)
		check(RV_ENOMEM);
	rv_rng_seed(&g, 11, 1, 0);
	for (size_t t = 0; t < bars; t++) {
		b[t] = 0.02 * rv_rng_student(&g, 4);
		e[t] = 0.8 * b[t] + 0.012 * rv_rng_student(&g, 4);
	}
	k->days = days;
	check(rv_panel_new(RV_INTERVAL_1D, coins, bars, &k->p));
	for (size_t i = 0; i < coins; i++) {
		char name[RV_SYMBOL_MAX];
		if (i < 2)
			(void)snprintf(name, sizeof(name), "%s", i == 0 ? "BTC" : "ETH");
		else
			(void)snprintf(name, sizeof(name), "X%04zu", i);
		check(rv_panel_add_symbol(k->p, name, RV_KIND_PERP));
	}
	for (size_t i = 0; i < coins; i++)
		put_coin(k->p, b, e, i, bars);
	free(b);
	free(e);
	rv_step_params_default(&k->step);
	rv_bt_params_default(&k->params);
	k->params.walk.on = false;
}

static void desk(market *k)
{
	k->step.idio.residual_mode = RV_RESIDUAL_OOS;
	k->step.idio.hedge_beta = RV_HEDGE_BETA_SHRUNK;
	k->step.opt.cost_horizon = true;
	k->step.opt.unwind_no_edge = true;
}

static rv_bt_result *run(const market *k)
{
	const int64_t day0 = rv_panel_open_ms(k->p, 0);
	rv_bt_result *r = NULL;
	rv_err err = { .code = RV_OK };
	const rv_bt_setup s = { .strategy = &rv_strategy_stat_arb,
				.daily = k->p,
				.step = &k->step,
				.params = &k->params,
				.start_ms = day0 + (HISTORY - 1) * RV_DAY_MS,
				.end_ms = day0 + (int64_t)(HISTORY + k->days - 1) * RV_DAY_MS,
				.nav_usd = 1e6,
				.threads = 1,
				.profile = "seed" };
	check(rv_bt_run(&s, &r, &err));
	return r;
}

static void print_ms(const char *what, double *ms)
{
	const double first = ms[0];
	qsort(ms, RUNS, sizeof(*ms), ascending);
	(void)printf("backtest %-28s min %7.2f ms, median %7.2f ms, first %7.2f ms\n", what, ms[0],
		     ms[RUNS / 2], first);
}

/* Factors of all dates; then each date's, with and without its book. */
static void parts(const market *k)
{
	double whole[RUNS], look[RUNS], day[RUNS];
	for (size_t i = 0; i < RUNS; i++) {
		rv_cursor *c = NULL;
		rv_idio_range *range = NULL;
		sa_paper *p = NULL;
		check(rv_cursor_new(k->p, &c));
		const double a = now_ms();
		check(rv_cursor_range(c, &k->step.idio, &k->step.universe, &range));
		const double b = now_ms();
		check(sa_paper_new(range, &p));
		p->opt = k->step.opt;
		for (size_t d = 0; d < k->days; d++) {
			check(rv_cursor_seek(c, HISTORY + d));
			check(sa_paper_look(p, c, 0));
		}
		const double e = now_ms();
		for (size_t d = 0; d < k->days; d++) {
			check(rv_cursor_seek(c, HISTORY + d));
			check(sa_paper_day(p, c, 0));
		}
		whole[i] = b - a;
		look[i] = e - b;
		day[i] = now_ms() - e - look[i];
		sa_paper_free(p);
		rv_idio_range_free(range);
		rv_cursor_free(c);
	}
	print_ms("factors of all dates", whole);
	print_ms("ridge, masks, hedge", look);
	print_ms("covariance and optimizer", day);
}

static void times(const char *profile, const market *k)
{
	double ms[RUNS], steps = 0.0, assets = 0.0;
	char what[64];
	for (size_t i = 0; i < RUNS; i++) {
		const double a = now_ms();
		rv_bt_result *r = run(k);
		ms[i] = now_ms() - a;
		for (size_t d = 1; i == 0 && d < r->n_days; d++) {
			steps += r->feature[16 * r->n_days + d] / (double)(r->n_days - 1);
			assets += r->feature[1 * r->n_days + d] / (double)(r->n_days - 1);
		}
		rv_bt_result_free(r);
	}
	(void)snprintf(what, sizeof(what), "%s, 250 days x 200 coins:", profile);
	print_ms(what, ms);
	(void)printf("  aim %d ms; %.0f and %.1f times as fast as the references; %.1f assets, "
		     "%.1f Newton steps a day\n",
		     AIM_MS, REFERENCE_MS[0] / ms[RUNS / 2], REFERENCE_MS[1] / ms[RUNS / 2], assets,
		     steps);
	parts(k);
}

int main(int argc, char **argv)
{
	market k;
	struct rusage use;
	rv_research_keep_memory(); /* as rvdesk backtest and rvdesk sweep do */
	(void)gsl_set_error_handler_off();
	make(&k, 200, 250);
	times("seed", &k);
	if (argc > 1 && argv[1][0] == 's')
		return 0;
	desk(&k);
	times("desk", &k);
	rv_panel_free(k.p);
	if (argc > 1 && argv[1][0] == 'q') /* quick */
		return 0;
	make(&k, BIG_COINS, BIG_DAYS);
	const double a = now_ms();
	rv_bt_result_free(run(&k));
	const double ms = now_ms() - a;
	rv_panel_free(k.p);
	(void)getrusage(RUSAGE_SELF, &use);
	(void)printf("backtest %d days x %d coins: %.0f ms, peak %ld MB with the made market, at "
		     "most %d\n",
		     BIG_DAYS, BIG_COINS, ms, use.ru_maxrss / 1024, LIMIT_MB);
	return use.ru_maxrss / 1024 <= LIMIT_MB ? 0 : 1;
}
