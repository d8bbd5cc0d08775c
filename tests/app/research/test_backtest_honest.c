/*
 * Nothing after a close changes what a backtest has decided by then: for every strategy that there
 * is, at every close of a made market, with the future taken away and with five kinds of another.
 *
 * A strategy that asks for more than it may, by every question a cursor has, gets nothing.
 */
#include "tests/support/canary_strategy.h"
#include "tests/support/cm.h"
#include "tests/support/honest_cuts.h"
#include "tests/support/patience.h"

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

/* What has been compared is not nothing. */
static void saw_something(const honest_bench *b)
{
	print_message("%s: %zu targets on %zu of %d days, %zu windows, %zu trials\n",
		      rv_bt_strategy_name(b->c.strategy->id), b->all.targets, b->all.active,
		      HONEST_RUN, b->all.choices, b->all.trials);
	assert_true(b->all.active >= 5);
	assert_true(!b->c.strategy->choose || b->all.choices >= 4);
}

/* ---- every close ---- */

static void the_future_changes_nothing(void **state)
{
	(void)state;
	for (int id = 0; id < RV_BT_STRATEGIES; id++) {
		const rv_strategy *s = rv_strategy_of((rv_bt_strategy_id)id);
		if (!s) {
			print_message("%s: not in this build\n",
				      rv_bt_strategy_name((rv_bt_strategy_id)id));
			continue;
		}
		bench = (honest_bench){ .c = honest_case_of(&world, s), .truth = world.truth };
		honest_begin(&bench, HONEST_RUN);
		saw_something(&bench);
		for (size_t day = 1; day + 1 < HONEST_RUN; day += RV_PATIENCE) {
			if (day > HONEST_TRAIN)
				assert_true(honest_truncated(&bench, day, true, true));
			const size_t kind = (day / RV_PATIENCE) % (HONEST_AFTERS - HONEST_NAN);
			assert_true(honest_poisoned(&bench, day, (honest_after)(HONEST_NAN + kind),
						    true));
		}
		honest_end(&bench);
	}
}

/* ---- the canary ---- */

/* It looks at many numbers and finds none; the one question that names a later instant ends it. */
static void a_canary_never_trades(void **state)
{
	(void)state;
	static honest_chain chain;
	for (int way = 0; way < CANARY_WAYS; way++) {
		canary k;
		rv_bt_result *r = NULL;
		rv_err err;
		canary_make(&k, (canary_way)way, &world.config.step, world.truth, world.start_ms);
		honest_case c = honest_case_of(&world, &canary_strategy);
		c.params.walk.on = false;
		c.more = &k;
		const rv_status st = honest_try(&c, world.truth, c.start_ms + 60 * RV_DAY_MS,
						SIZE_MAX, &chain, &r, &err);
		print_message("%s: asked %zu, found %zu\n", canary_way_name((canary_way)way),
			      k.asked, k.found);
		assert_int_equal(st, way == CANARY_VALUE_AT ? RV_EDATA : RV_OK);
		assert_true(k.asked > 0);
		assert_int_equal(k.found, 0);
		assert_int_equal(chain.targets, 0);
		assert_true(!r || (r->n_trades == 0 && r->n_holds == 0));
		rv_bt_result_free(r);
		canary_end(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_future_changes_nothing),
		cmocka_unit_test(a_canary_never_trades),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
