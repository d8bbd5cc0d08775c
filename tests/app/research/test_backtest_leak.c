/*
 * A backtest that leaks is caught: the tests of test_backtest_honest.c over a cursor that sees one
 * bar more than it may (-DRVDESK_LEAK, linked in place of the engine's). Whatever passes there
 * must fail here, or it proves nothing.
 */
#include "tests/support/canary_strategy.h"
#include "tests/support/cm.h"
#include "tests/support/honest_cuts.h"

static honest_world world;
static honest_bench bench;

static int setup(void **state)
{
	(void)state;
	honest_world_make(&world, "seed");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	honest_world_free(&world);
	return 0;
}

static void every_cut_notices(void **state)
{
	(void)state;
	size_t noticed = 0;
	for (int id = 0; id < RV_BT_STRATEGIES; id++) {
		const rv_strategy *s = rv_strategy_of((rv_bt_strategy_id)id);
		if (!s)
			continue;
		rv_err err;
		bench = (honest_bench){ .c = honest_case_of(&world, s), .truth = world.truth };
		const int64_t end = world.start_ms + (HONEST_RUN - 1) * RV_DAY_MS;
		if (honest_try(&bench.c, world.truth, end, SIZE_MAX, &bench.all, NULL, &err) !=
		    RV_OK) {
			print_message("%s: is stopped: %s\n", rv_bt_strategy_name(s->id), err.text);
			continue;
		}
		bench.end_ms = end;
		for (size_t day = 64; day + 1 < HONEST_RUN; day += 15) {
			assert_false(honest_truncated(&bench, day, false, false));
			for (int a = HONEST_NAN; a < HONEST_AFTERS; a++)
				assert_false(honest_poisoned(&bench, day, (honest_after)a, false));
		}
		print_message("%s: every cut notices\n", rv_bt_strategy_name(s->id));
		noticed++;
	}
	assert_true(noticed >= 1);
}

/* An account marks by the run's own days: there is nothing of tomorrow in it even so. */
static void the_canary_trades(void **state)
{
	(void)state;
	static honest_chain chain;
	for (int way = 0; way < CANARY_WAYS; way++) {
		canary k;
		rv_err err;
		canary_make(&k, (canary_way)way, &world.config.step, world.truth, world.start_ms);
		honest_case c = honest_case_of(&world, &canary_strategy);
		c.params.walk.on = false;
		c.more = &k;
		const rv_status st = honest_try(&c, world.truth, c.start_ms + 60 * RV_DAY_MS,
						SIZE_MAX, &chain, NULL, &err);
		print_message("%s: asked %zu, found %zu\n", canary_way_name((canary_way)way),
			      k.asked, k.found);
		if (way == CANARY_ACCOUNT)
			assert_int_equal(k.found, 0);
		else
			assert_true(k.found > 0 && chain.targets > 0);
		(void)st;
		canary_end(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cut_notices),
		cmocka_unit_test(the_canary_trades),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
