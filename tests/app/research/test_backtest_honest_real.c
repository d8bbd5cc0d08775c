/*
 * Nothing after a close changes what a backtest has decided by then, on recorded data: random cuts
 * of random runs of every strategy, with the future taken away and with each of five others, under
 * both profiles in turn. Skipped without RVDESK_DATA.
 *
 * HONEST_CUTS: how many cuts of each strategy (4); `make check-long` has 200. HONEST_ONLY=NAME: of
 * that one alone, so that processes can share them.
 */
#include "app/backtest_load.h"
#include "engine/base/rng.h"
#include "tests/support/cm.h"
#include "tests/support/honest_cuts.h"
#include "tests/support/patience.h"
#include "tests/support/real_market.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CUTS = 4, FEW = 20, BEFORE_DAYS = 700 };

#define FIRST_START INT64_C(1622505600000) /* 2021-06-01 */
#define LAST_START INT64_C(1723420800000)  /* 2024-08-12 */

static honest_world world[2];
static rv_panel *whole;
static honest_bench bench;
static size_t cuts, cuts_a_run;

static bool skipped(void)
{
	if (RV_PATIENCE > 1)
		(void)printf("skip: real candles are compared in the release build\n");
	else if (!getenv("RVDESK_DATA"))
		(void)printf("skip: RVDESK_DATA is not set\n");
	return RV_PATIENCE > 1 || !getenv("RVDESK_DATA");
}

static int setup(void **state)
{
	const char *n = getenv("HONEST_CUTS");
	rv_backtest_data d;
	rv_err err = { .code = RV_OK };
	cuts = n ? strtoul(n, NULL, 10) : CUTS;
	assert_true(cuts > 0);
	cuts_a_run = cuts < FEW ? 2 : 10;
	(void)rv_tmp_setup(state);
	if (skipped())
		return 0;
	honest_world_make(&world[0], "seed");
	honest_world_make(&world[1], "desk");
	real_market_import(getenv("RVDESK_DATA"), rv_tmp_path("real.db"));
	const int64_t end = LAST_START + (HONEST_RUN + 30) * RV_DAY_MS;
	if (rv_backtest_load(rv_tmp_path("real.db"), &world[0].config.step, end, &d, &err) != RV_OK)
		fail_msg("%s", err.text);
	whole = d.daily;
	d.daily = NULL;
	rv_backtest_data_free(&d);
	return 0;
}

static int teardown(void **state)
{
	rv_panel_free(whole);
	honest_world_free(&world[0]);
	honest_world_free(&world[1]);
	return rv_tmp_teardown(state);
}

/* Runs k, k + 1 .. of a strategy begin on other days, under the other profile. */
static rv_panel *begin(const rv_strategy *s, size_t k, rv_rng *g)
{
	const uint64_t days = (LAST_START - FIRST_START) / RV_DAY_MS;
	const int64_t start = FIRST_START + (int64_t)rv_rng_below(g, days) * RV_DAY_MS;
	rv_panel *truth = honest_later(whole, start - BEFORE_DAYS * RV_DAY_MS);
	bench = (honest_bench){ .c = honest_case_of(&world[k % 2], s), .truth = truth };
	bench.c.start_ms = start;
	honest_begin(&bench, HONEST_RUN);
	print_message("%s: run %zu, %zu targets on %zu of %d days\n", rv_bt_strategy_name(s->id), k,
		      bench.all.targets, bench.all.active, HONEST_RUN);
	return truth;
}

static void cut(rv_rng *g)
{
	const size_t day = 1 + (size_t)rv_rng_below(g, HONEST_RUN - 2);
	if (day > HONEST_TRAIN)
		assert_true(honest_truncated(&bench, day, true, true));
	for (int a = HONEST_NAN; a < HONEST_AFTERS; a++)
		assert_true(honest_poisoned(&bench, day, (honest_after)a, true));
}

static void cuts_of(const rv_strategy *s, int id)
{
	rv_rng g;
	rv_panel *truth = NULL;
	size_t targets = 0;
	rv_rng_seed(&g, 20251127, (uint64_t)id, 0);
	for (size_t k = 0; k < cuts; k++) {
		if (k % cuts_a_run == 0) {
			honest_end(&bench);
			rv_panel_free(truth);
			truth = begin(s, k / cuts_a_run, &g);
			targets += bench.all.targets;
		}
		cut(&g);
	}
	honest_end(&bench);
	rv_panel_free(truth);
	assert_true(targets > 0);
}

static void the_future_changes_nothing(void **state)
{
	(void)state;
	const char *only = getenv("HONEST_ONLY");
	size_t n = 0;
	if (skipped())
		skip();
	for (int id = 0; id < RV_BT_STRATEGIES; id++) {
		const rv_strategy *s = rv_strategy_of((rv_bt_strategy_id)id);
		if (!s || (only && strcmp(only, rv_bt_strategy_name(s->id)) != 0))
			continue;
		cuts_of(s, id);
		n++;
	}
	assert_true(n > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_future_changes_nothing),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
