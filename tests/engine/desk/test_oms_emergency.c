/*
 * After the journal has broken: cancels from memory, which must be answered before the process may
 * end, and which follow orders that were on their way and cancels that were lost.
 */
#include "tests/support/cm.h"
#include "tests/support/oms_bench.h"

#include <string.h>

static int setup(void **state)
{
	oms_bench *b = bench_new();
	bench_up(b, true);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	bench_free(*state);
	return 0;
}

static void limit(oms_bench *b, int64_t run_ms)
{
	rv_command c = bench_buy("SOL", 500);
	c.style = RV_STYLE_LIMIT;
	c.px = 1420000;
	const uint64_t t = bench_propose(b, &c);
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, run_ms);
}

/* The batch of a note fails. */
static void break_journal(oms_bench *b)
{
	char text[200] = "";
	rv_command c = { .kind = RV_CMD_NOTE, .reason = "the last one" };
	b->hold_acks = true;
	(void)bench_command(b, &c);
	b->fail_ack_in = 1;
	b->hold_acks = false;
	bench_run(b, 0);
	assert_true(rv_oms_broken(b->o, text, sizeof(text)));
}

static void it_does_not_end_before_its_cancels_are_answered(void **state)
{
	oms_bench *b = *state;
	limit(b, 2000);
	assert_int_equal(mini_open(&b->v), 1);
	b->v.delay_ms = 700;
	break_journal(b);
	assert_false(rv_oms_idle(b->o));
	bench_run(b, 600);
	assert_false(rv_oms_idle(b->o));
	bench_run(b, 200);
	assert_true(rv_oms_idle(b->o));
	assert_int_equal(mini_open(&b->v), 0);
}

static void without_orders_there_is_nothing_to_wait_for(void **state)
{
	oms_bench *b = *state;
	const size_t sends = b->v.n_sends;
	break_journal(b);
	assert_true(rv_oms_idle(b->o));
	assert_int_equal(b->v.n_sends, sends);
}

/* The cancel overtakes the order, which lands behind it; its answer is lost. */
static void an_order_that_lands_after_its_cancel(void **state)
{
	oms_bench *b = *state;
	mini_fate_next(&b->v, MINI_LATE);
	b->v.late_ms = 300;
	b->v.delay_ms = 1000;
	b->v.drop_orders = true;
	limit(b, 0);
	break_journal(b);
	bench_run(b, 500);
	assert_int_equal(mini_open(&b->v), 1);
	assert_false(rv_oms_idle(b->o));
	bench_run(b, 3000);
	assert_int_equal(mini_open(&b->v), 0);
	assert_true(rv_oms_idle(b->o));
}

static void a_lost_cancel_is_tried_again(void **state)
{
	oms_bench *b = *state;
	limit(b, 2000);
	for (int i = 0; i < 3; i++)
		mini_fate_next(&b->v, MINI_LOST);
	break_journal(b);
	bench_run(b, 5000);
	assert_int_equal(mini_open(&b->v), 0);
	assert_true(rv_oms_idle(b->o));
}

static void but_not_for_ever(void **state)
{
	oms_bench *b = *state;
	limit(b, 2000);
	const size_t sends = b->v.n_sends;
	for (int i = 0; i < 40; i++)
		mini_fate_next(&b->v, MINI_LOST);
	break_journal(b);
	bench_run(b, 60000);
	assert_int_equal(b->v.n_sends, sends + 6);
	assert_true(rv_oms_idle(b->o));
	assert_int_equal(mini_open(&b->v), 0); /* by the dead-man */
	assert_int_equal(b->v.triggers, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_does_not_end_before_its_cancels_are_answered),
		TEST(without_orders_there_is_nothing_to_wait_for),
		TEST(an_order_that_lands_after_its_cancel),
		TEST(a_lost_cancel_is_tried_again),
		TEST(but_not_for_ever),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
