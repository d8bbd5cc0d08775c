/*
 * The one book on recorded days: what it would have traded. book_days [OPTIONS], with RVDESK_DATA
 * naming the folder of the data.
 *
 *   --start DATE      first day (2024-03-01, 2024-07-01 and 2024-11-01); the program is of its
 * close
 *   --days N          traded (30); --warm N: before them, looked at only (60)
 *   --profile NAME    seed or desk (both)
 *   --coins LIST      hourly (default): coins with hourly bars; venue: with funding; all
 *   --nav USD         at the start (100000)
 *   --config DIR      config
 *   --trace           a line a day; --legs: a line a coin, too
 *
 * Orders fill at once at the close, a program in ten slices. Prints one table for each profile and
 * window, the same every time. Exit status 1: something that must hold did not.
 */
#include "tests/support/real_replay.h"

#include "engine/base/num.h"
#include "engine/base/timefmt.h"
#include "engine/stats/init.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOWS = 3, PROFILES = 2 };

typedef struct options {
	int64_t start[WINDOWS], days, warm, nav;
	size_t n_starts;
	const char *profile, *config;
	real_listing coins;
	bool trace, legs;
} options;

static bool whole(const char *text, int64_t *out)
{
	return rv_num_parse_i64(text, strlen(text), out) == RV_OK && *out > 0;
}

static bool listing(const char *text, real_listing *out)
{
	for (int l = 0; l < REAL_LISTINGS; l++) {
		if (strcmp(text, real_listing_name((real_listing)l)) == 0) {
			*out = (real_listing)l;
			return true;
		}
	}
	return false;
}

static bool read_value(const char *name, const char *value, options *o)
{
	bool is_date = false;
	if (strcmp(name, "--start") == 0) {
		o->n_starts = 1;
		return rv_time_parse(value, &o->start[0], &is_date) == RV_OK && is_date;
	}
	if (strcmp(name, "--coins") == 0)
		return listing(value, &o->coins);
	if (strcmp(name, "--profile") == 0 || strcmp(name, "--config") == 0) {
		*(strcmp(name, "--config") == 0 ? &o->config : &o->profile) = value;
		return true;
	}
	int64_t *to = strcmp(name, "--days") == 0   ? &o->days
		      : strcmp(name, "--warm") == 0 ? &o->warm
		      : strcmp(name, "--nav") == 0  ? &o->nav
						    : NULL;
	return to && whole(value, to);
}

static bool parse(int argc, char **argv, options *o)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--trace") == 0)
			o->trace = true;
		else if (strcmp(argv[i], "--legs") == 0)
			o->trace = o->legs = true;
		else if (i + 1 >= argc || !read_value(argv[i], argv[i + 1], o))
			return false;
		else
			i++;
	}
	return true;
}

/* ---- the table ---- */

static void show_trades(const real_tally *y, double nav)
{
	const double d = (double)y->days, hedges = (double)(y->hedges_program + y->hedges_hour),
		     traded = y->program_usd + y->hedge_usd;
	(void)printf(
		"  programs to approve a day     %7.2f   hedge orders a day %.2f (%.2f while a "
		"program fills)\n",
		(double)y->programs / d, hedges / d, (double)y->hedges_program / d);
	(void)printf(
		"  legs a day                    %7.2f   %zu additions, %zu reductions, %zu stops "
		"and drop-outs, %zu crossings\n",
		(double)y->legs / d, y->additions, y->reductions, y->urgent, y->crossings);
	(void)printf("  deferred, skipped a day       %7.2f   %.2f\n", (double)y->deferred / d,
		     (double)y->skipped / d);
	(void)printf(
		"  turnover a day, %% of NAV      %7.2f   program %.2f, hedge %.2f; %.2f NAV in "
		"the window\n",
		100.0 * traded / d / nav, 100.0 * y->program_usd / d / nav,
		100.0 * y->hedge_usd / d / nav, traded / nav);
	(void)printf("  hedge over program, USD       %7.3f   positions turned over %zu\n",
		     y->hedge_usd / y->program_usd, y->turns);
	(void)printf("  each alone: orders a day      %7.2f   %.2f %% of NAV a day\n",
		     (double)y->alone_orders / d, 100.0 * y->alone_usd / d / nav);
	(void)printf("  crossed inside, %% of changes  %7.2f   %.0f USD of %.0f\n",
		     y->want_usd > 0.0 ? 100.0 * 2.0 * y->cross_usd / y->want_usd : 0.0,
		     2.0 * y->cross_usd, y->want_usd);
}

static void show_size(const real_tally *y)
{
	const double d = (double)y->days;
	(void)printf(
		"  gross of NAV                  %7.3f   of the sub-books %.3f: netted %.1f %%; "
		"coins at most %zu\n",
		y->book_gross / d, y->sub_gross / d,
		y->sub_gross > 0.0 ? 100.0 * (1.0 - y->book_gross / y->sub_gross) : 0.0,
		y->held_most);
	(void)printf("  |net| of NAV                  %7.3f   at most %.3f\n", y->book_net / d,
		     y->book_net_most);
	(void)printf("  G                             %7.3f   from %.3f to %.3f; days bound by:",
		     y->g / d, y->g_least, y->g_most);
	for (int b = 0; b < RV_NET_BOUND_N; b++) {
		if (y->bound[b] > 0)
			(void)printf(" %s %zu",
				     b == RV_NET_FREE ? "nothing"
						      : rv_net_bound_text((rv_net_bound)b),
				     y->bound[b]);
	}
	(void)printf("\n");
}

static void show_subs(const real_tally *y, double nav)
{
	const double d = (double)y->days;
	(void)printf("  sub-book   votes known, days   wanted of NAV   held of NAV   days held   "
		     "changes, NAV   profit, %% of NAV\n");
	for (int s = 0; s < RV_SUB_H; s++)
		(void)printf("  %-8s %19zu %15.3f %13.3f %11zu %14.2f %+18.3f\n",
			     rv_sub_name((rv_sub)s), y->known_days[s], y->sub_want[s] / d,
			     y->sub_hold[s] / d, y->sub_days[s], y->sub_usd[s] / nav,
			     100.0 * y->profit[s] / nav);
	(void)printf("  %-8s %19s %15s %13.3f %11zu %14.2f %+18.3f\n", rv_sub_name(RV_SUB_H), "",
		     "", y->sub_hold[RV_SUB_H] / d, y->sub_days[RV_SUB_H], y->hedge_usd / nav,
		     100.0 * y->profit[RV_SUB_H] / nav);
}

static void show_money(const real_tally *y, double nav)
{
	(void)printf("  NAV at the end                %7.2f %% of the start, least %.2f %%, "
		     "drawdown %.2f "
		     "%%, days beyond the loss limit %zu\n",
		     100.0 * y->nav / nav, 100.0 * y->nav_least / nav, 100.0 * y->drawdown,
		     y->loss_days);
	(void)printf("  fees, funding, %% of NAV       %7.3f   %+.3f\n", -100.0 * y->fees / nav,
		     100.0 * y->funding / nav);
	(void)printf("  checks                        %7zu   breaches %zu%s%s\n", y->checks,
		     y->breaches, y->breaches ? ": " : "", y->breach);
}

static void show(const options *o, const char *profile, int64_t start, const real_market *m,
		 const real_tally *y)
{
	char date[RV_TIME_TEXT];
	const double nav = (double)o->nav;
	(void)printf("%s, %d days from %s, %zu coins (%s), %.0f USD\n", profile, y->days,
		     rv_time_format_date(start, date), m->n, real_listing_name(o->coins), nav);
	show_trades(y, nav);
	show_size(y);
	show_subs(y, nav);
	show_money(y, nav);
	(void)printf("\n");
	(void)fflush(stdout);
}

/* ---- runs ---- */

static bool run(const options *o, const char *store, const char *profile, int64_t start)
{
	static rv_config cfg;
	static real_tally y;
	rv_err err = { .code = RV_OK };
	const real_params p = { .start_ms = start,
				.days = (int)o->days,
				.warm = (int)o->warm,
				.nav = (double)o->nav,
				.trace = o->trace,
				.legs = o->legs };
	if (rv_config_load_profile(o->config, o->config, profile, &cfg, NULL, &err) != RV_OK)
		fail_msg("%s", err.text);
	cfg.step.equity_usd = cfg.step.opt.equity_usd = cfg.step.buckets.equity_usd = p.nav;
	cfg.book.margin_after = cfg.oms.margin_after; /* one limit for both, as on the desk */
	real_market *m =
		real_market_open(store, o->coins, &cfg.step.aliases, start - o->warm * RV_DAY_MS,
				 start + (o->days + 2) * RV_DAY_MS);
	real_replay(&p, &cfg, m, &y);
	show(o, profile, start, m, &y);
	real_market_free(m);
	return y.breaches == 0;
}

static bool run_all(const options *o, const char *store)
{
	static const char *const profiles[PROFILES] = { "seed", "desk" };
	bool ok = true;
	for (size_t k = 0; k < o->n_starts; k++) {
		for (int i = 0; i < PROFILES; i++) {
			if (!o->profile || strcmp(o->profile, profiles[i]) == 0)
				ok = run(o, store, profiles[i], o->start[k]) && ok;
		}
	}
	return ok;
}

int main(int argc, char **argv)
{
	/* 2024-03-01, 2024-07-01, 2024-11-01 */
	options o = { .start = { INT64_C(1709251200000), INT64_C(1719792000000),
				 INT64_C(1730419200000) },
		      .n_starts = WINDOWS,
		      .days = 30,
		      .warm = 60,
		      .nav = 100000,
		      .config = "config" };
	const char *data = getenv("RVDESK_DATA");
	char store[RV_TMP_PATH * 2];
	rv_tmpdir dir;
	if (!parse(argc, argv, &o)) {
		(void)fprintf(stderr, "book_days: see the head of tests/soak/book_days.c\n");
		return 2;
	}
	if (!data) {
		(void)printf("skip: RVDESK_DATA is not set, no recorded days to trade\n");
		return 0;
	}
	rv_stats_init();
	rv_tmpdir_make(&dir);
	(void)rv_tmpdir_path(&dir, "real.db", store);
	real_market_import(data, store);
	const bool ok = run_all(&o, store);
	rv_tmpdir_remove(&dir);
	return ok ? 0 : 1;
}
