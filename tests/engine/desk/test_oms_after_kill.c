/*
 * After a person has stopped the book: two people resume it where two are needed, also in another
 * process, and not after another kill than the one they know; a halt locks the desk, and what
 * closes positions does not wait for that.
 */
#include "tests/engine/desk/two_people.h"

static void after_a_kill_two_people_resume(void **state)
{
	oms_bench *b = two(state);
	rv_command k = { .kind = RV_CMD_KILL, .level = RV_KILL_LEAVE, .reason = "enough" };
	says(b, &cat, k, true, "killed");
	assert_false(bench_view(b)->armed); /* whoever goes on arms anew */
	says(b, &ann, just(RV_CMD_RESUME), false, "resume needs an armed desk");
	restart(b); /* does not make it anything else */
	leads(b, &ann);
	says(b, &ann, just(RV_CMD_RESUME), true, "waits for another person");
	is_about(b, 1, "resume the book after a kill, HALTED");
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	says(b, &cat, approval(b, 1), false, "needs the role risk");
	says(b, &ben, approval(b, 1), true, "the book is ACTIVE");
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
	restart(b); /* of a start alone one person does */
	leads(b, &ann);
	says(b, &ann, just(RV_CMD_RESUME), true, "the book is ACTIVE");
}

/* The same words, and yet it is not the kill that somebody wanted to go on from. */
static void a_later_kill_is_another_one(void **state)
{
	oms_bench *b = two(state);
	const rv_command k = { .kind = RV_CMD_KILL, .level = RV_KILL_LEAVE };
	says(b, &cat, k, true, "killed");
	says(b, &ann, just(RV_CMD_ARM), true, "armed");
	says(b, &ann, just(RV_CMD_RESUME), true, "waits for another person");
	const rv_command old = approval(b, 1);
	bench_run(b, 1000);
	says(b, &cat, k, true, "killed");
	says(b, &ann, just(RV_CMD_ARM), true, "armed");
	says(b, &ben, old, false, "it has changed since it was asked for");
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
}

/* The reason is what the second person reads: that it was a kill has been said. */
static void a_kill_says_why(void **state)
{
	oms_bench *b = two(state);
	rv_command k = { .kind = RV_CMD_KILL,
			 .level = RV_KILL_CANCEL,
			 .reason = "upgrade to rvdesk 0.12.3" };
	says(b, &cat, k, true, "killed");
	says(b, &ann, just(RV_CMD_ARM), true, "armed");
	says(b, &ann, just(RV_CMD_RESUME), true, "waits for another person");
	is_about(b, 1, "Z: upgrade to rvdesk 0.12.3");
	bench_run(b, 1000);
	(void)snprintf(k.reason, sizeof(k.reason),
		       "drill of the quarter, the venue left alone, all consoles but one closed");
	says(b, &cat, k, true, "killed");
	says(b, &ann, just(RV_CMD_ARM), true, "armed");
	says(b, &ann, just(RV_CMD_RESUME), true, "waits for another person");
	is_about(b, 2, "Z: drill of the quarter, the venue left alone, all...");
}

/* What one reads of the state ends at a word, whatever was typed. */
static void a_long_reason_ends_at_a_word(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	bench_up(b, true);
	rv_command k = { .kind = RV_CMD_KILL,
			 .level = RV_KILL_CANCEL,
			 .reason = "rvdesk halt by fralice at 2026-11-27T02:31:00Z: a drill of the "
				   "quarter, with everybody at their desks" };
	bench_expect(b, bench_command(b, &k), true, "killed");
	bench_run(b, 1000);
	assert_string_equal(bench_view(b)->state_reason,
			    "killed, no order of ours works: rvdesk halt by fralice at "
			    "2026-11-27T02:31:00Z: a drill of the quarter, with...");
}

/* The halt takes the lock for everything but closing what is held. */
static void a_halt_locks_and_flattening_goes_on(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	bench_up(b, true);
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 5000);
	assert_int_equal(bench_lots(b, "SOL"), 500);
	rv_command k = { .kind = RV_CMD_KILL, .level = RV_KILL_CANCEL };
	bench_expect(b, bench_command(b, &k), true, "killed");
	assert_false(bench_view(b)->armed);
	assert_true(bench_view(b)->closes);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "armed desk");
	bench_expect(b, bench_simple(b, RV_CMD_FLATTEN), true, "flattening 1 position");
	bench_run(b, 5000);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	bench_expect(b, bench_simple(b, RV_CMD_LOCK), true,
		     "locked"); /* and that is the end of it */
	assert_false(bench_view(b)->closes);
	bench_expect(b, bench_simple(b, RV_CMD_FLATTEN), false, "armed desk");
}

/* As long as the arming would have lasted, and no longer. */
static void what_the_halt_leaves_ends_with_the_arming(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	bench_up(b, true);
	rv_command k = { .kind = RV_CMD_KILL, .level = RV_KILL_CANCEL };
	bench_expect(b, bench_command(b, &k), true, "killed");
	bench_run(b, b->p.arm_idle_ms - 1000);
	assert_true(bench_view(b)->closes);
	bench_run(b, 2000);
	assert_false(bench_view(b)->closes);
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	/* where it goes on, if only to reduce */
	rv_command r = { .kind = RV_CMD_KILL, .level = RV_KILL_REDUCE };
	bench_expect(b, bench_command(b, &r), true, "reducing");
	assert_true(bench_view(b)->armed);
}

/* Made, not up: each brings it up with its own settings. */
static int setup(void **state)
{
	*state = oms_desk_new();
	return 0;
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(after_a_kill_two_people_resume),
		T(a_later_kill_is_another_one),
		T(a_kill_says_why),
		T(a_long_reason_ends_at_a_word),
		T(a_halt_locks_and_flattening_goes_on),
		T(what_the_halt_leaves_ends_with_the_arming),
	};
	return cmocka_run_group_tests_name("oms_after_kill", tests, NULL, NULL);
}
