/* The venue's allowance of messages, and its dead-man switch. */
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"

#include <string.h>

static void limit(oms_bench *b, int64_t lots, int64_t px)
{
	rv_command c = bench_buy("SOL", lots);
	c.style = RV_STYLE_LIMIT;
	c.px = px;
	const uint64_t t = bench_propose(b, &c);
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 2000);
}

/* ---- the venue's allowance ---- */

/* Used up but for the reserve: orders wait, and it is asked for every minute until there is room.
 */
static void an_allowance_that_is_used_up(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	b->v.budget_used = 9000;
	bench_up(b, true);
	rv_command c = bench_buy("SOL", 500);
	const uint64_t t = bench_propose(b, &c);
	bench_expect(b, bench_approve(b, t), false, "address budget: 9000 and this, at most 8000");
	b->v.budget_used = 7000;
	bench_run(b, 61000);
	assert_int_equal(bench_view(b)->budget_used, 7000);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
	const size_t asks = b->v.n_asks;
	bench_run(b, 3000);
	b->v.budget_used = 7500; /* with room it is asked for every ten minutes only */
	bench_run(b, 120000);
	assert_int_equal(bench_view(b)->budget_used, 7000);
	assert_true(b->v.n_asks > asks);
	bench_free(b);
}

/* ---- dead-man ---- */

static void the_dead_man_is_kept_while_something_rests(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	assert_int_equal(b->v.schedule_ms, 0);
	limit(b, 500, 1420000);
	const int64_t first = b->v.schedule_ms;
	assert_true(first >= b->v.utc + 55000 && first <= b->v.utc + 60000);
	bench_run(b, 16000);
	assert_true(b->v.schedule_ms > first);
	rv_command c = { .kind = RV_CMD_CANCEL, .n_ids = 1, .ids = { 1 } };
	(void)bench_command(b, &c);
	bench_run(b, 8000);
	assert_int_equal(b->v.schedule_ms, 0);
	assert_false(bench_view(b)->deadman_on);
}

static void a_dead_desk_leaves_no_orders(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	limit(b, 500, 1420000);
	mini_cut(&b->v, true);
	/* nobody drives the desk for two minutes */
	b->v.utc += 120000;
	b->v.at += 120000;
	mini_step(&b->v);
	assert_int_equal(mini_open(&b->v), 0);
	rv_clock_set(b->clock, b->v.utc);
	bench_restart(b, SIZE_MAX, true);
	mini_stream(&b->v, true);
	bench_run(b, 5000);
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_CANCELED);
	assert_int_equal(bench_view(b)->deadman_left, 9);
	check_agree(((oms_desk *)*state)->k);
}

/* What was asked for may stand or not: on it is by the venue's word alone. */
static void the_dead_man_is_on_when_the_venue_says_so(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.schedule_fate = MINI_LOST;
	limit(b, 500, 1420000);
	const rv_trade_view *v = bench_view(b);
	assert_int_equal(b->v.schedule_ms, 0);
	assert_false(v->deadman_on);
	assert_int_equal(v->deadman_at_ms, 0);
	assert_true(v->deadman_text[0] != '\0');
	b->v.schedule_fate = MINI_ANSWER;
	bench_run(b, 5000); /* asked again */
	v = bench_view(b);
	assert_true(v->deadman_on && v->deadman_available);
	assert_int_equal(v->deadman_at_ms, b->v.schedule_ms);
	assert_string_equal(v->deadman_text, "");
	/* refreshed, the answer is lost: the time that was promised is still the old one */
	const int64_t promised = v->deadman_at_ms;
	b->v.schedule_fate = MINI_LOST_LANDED;
	for (int i = 0; i < 200 && b->v.schedule_ms == promised; i++)
		bench_run(b, 100);
	assert_true(b->v.schedule_ms > promised);
	bench_run(b, 200);
	assert_true(bench_view(b)->deadman_on);
	assert_int_equal(bench_view(b)->deadman_at_ms, promised);
}

static void a_start_does_not_know_of_a_dead_man(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	limit(b, 500, 1420000);
	bench_run(b, 1000);
	assert_true(bench_view(b)->deadman_on);
	b->v.delay_ms = 300;
	bench_restart(b, SIZE_MAX, true);
	assert_false(bench_view(b)->deadman_on);
	mini_stream(&b->v, true);
	bench_run(b, 5000);
	assert_true(bench_view(b)->deadman_on);
	assert_int_equal(bench_view(b)->deadman_at_ms, b->v.schedule_ms);
}

static void no_dead_man_for_a_small_account(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.refuse_schedule = true;
	limit(b, 500, 1420000);
	const rv_trade_view *v = bench_view(b);
	assert_false(v->deadman_available);
	assert_false(v->deadman_on);
	assert_non_null(strstr(v->deadman_text, "enough volume"));
	const size_t n = b->v.n_sends;
	bench_run(b, 60000);
	assert_int_equal(b->v.n_sends, n); /* not every five seconds */
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_WORKING);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_dead_man_is_kept_while_something_rests),
		TEST(a_dead_desk_leaves_no_orders),
		cmocka_unit_test(an_allowance_that_is_used_up),
		TEST(the_dead_man_is_on_when_the_venue_says_so),
		TEST(a_start_does_not_know_of_a_dead_man),
		TEST(no_dead_man_for_a_small_account),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
