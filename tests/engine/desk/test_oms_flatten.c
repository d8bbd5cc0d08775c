/* Flattening while an order of ours rests in the coin: that one goes first, then the position. */
#include "engine/desk/price.h"
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"

#include <string.h>

static uint64_t rests; /* mandate of the closing limit */

/* Long 500, and the order that closes it rests above the market. */
static int setup(void **state)
{
	oms_desk *d = oms_desk_new();
	rv_command c = { .kind = RV_CMD_PROPOSE, .symbol = "SOL", .close = true };
	bench_up(d->b, true);
	(void)bench_trade(d->b, "SOL", RV_BUY, 500);
	bench_run(d->b, 3000);
	assert_int_equal(bench_lots(d->b, "SOL"), 500);
	c.style = RV_STYLE_LIMIT;
	c.px = 1440000;
	bench_expect(d->b, bench_approve(d->b, bench_propose(d->b, &c)), true, "granted");
	bench_run(d->b, 2000);
	assert_int_equal(mini_open(&d->b->v), 1);
	rests = bench_view(d->b)->mandates[0].id;
	for (size_t i = 0; i < d->b->view.n_mandates; i++)
		if (d->b->view.mandates[i].id > rests)
			rests = d->b->view.mandates[i].id;
	*state = d;
	return 0;
}

static void stop(oms_bench *b, rv_kill_level level)
{
	rv_command c = { .kind = RV_CMD_KILL, .level = level };
	(void)bench_command(b, &c);
	bench_run(b, 2000);
	assert_int_equal(mini_open(&b->v), 1); /* it stays */
}

static void flatten(oms_bench *b)
{
	bench_expect(b, bench_simple(b, RV_CMD_FLATTEN), true, "flattening 1 position");
}

static void all_gone(oms_bench *b)
{
	assert_int_equal(mini_open(&b->v), 0);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	assert_int_equal(b->v.coins[BENCH_SOL].lots, 0);
}

static void closes_behind_an_order_that_was_left(void **state)
{
	oms_desk *d = *state;
	stop(d->b, RV_KILL_LEAVE);
	flatten(d->b);
	bench_run(d->b, 5000);
	all_gone(d->b);
	assert_int_equal(bench_order(d->b, rests)->state, RV_ORDER_CANCELED);
	assert_string_equal(bench_mandate(d->b, rests + 1)->reason, "filled");
	assert_int_equal(bench_count(d->b, RV_EVENT_PAUSE, NULL), 0);
}

static void closes_behind_an_order_that_may_go_on(void **state)
{
	oms_desk *d = *state;
	stop(d->b, RV_KILL_REDUCE);
	assert_int_equal(bench_mandate(d->b, rests)->state, RV_MANDATE_RUNNING);
	flatten(d->b);
	assert_string_equal(bench_mandate(d->b, rests)->reason, "flatten");
	bench_run(d->b, 5000);
	all_gone(d->b);
	assert_string_equal(bench_mandate(d->b, rests + 1)->reason, "filled");
}

/* The cancel has not come back: the flattening says what it waits for, and sends nothing. */
static void says_what_it_waits_for(void **state)
{
	oms_desk *d = *state;
	stop(d->b, RV_KILL_LEAVE);
	mini_fate_next(&d->b->v, MINI_LOST);
	d->b->v.delay_ms = 1000;
	flatten(d->b);
	bench_run(d->b, 1500);
	const rv_tv_mandate *m = bench_mandate(d->b, rests + 1);
	assert_non_null(strstr(m->reason, "waits for the cancel of "));
	assert_int_equal(bench_lots(d->b, "SOL"), 500);
	assert_int_equal(mini_open(&d->b->v), 1);
	bench_run(d->b, 15000);
	all_gone(d->b);
}

/* The approval is what asks for the cancel: a start in between asks again. */
static void a_restart_goes_on_with_the_cancel(void **state)
{
	oms_desk *d = *state;
	stop(d->b, RV_KILL_LEAVE);
	mini_fate_next(&d->b->v, MINI_LOST);
	flatten(d->b);
	assert_int_equal(mini_open(&d->b->v), 1);
	bench_restart(d->b, SIZE_MAX, false);
	mini_stream(&d->b->v, true);
	bench_run(d->b, 30000);
	all_gone(d->b);
}

static void a_cancel_that_came_too_late(oms_desk *d, int64_t lots)
{
	oms_bench *b = d->b;
	stop(b, RV_KILL_LEAVE);
	b->v.stream_ms = 3000;
	b->v.delay_ms = 1000;
	assert_int_equal(mini_fill_resting(&b->v, BENCH_SOL, lots), lots);
	flatten(b);
	bench_run(b, 500);
	assert_int_equal(bench_lots(b, "SOL"), 500); /* not told yet */
	assert_non_null(strstr(bench_mandate(b, rests + 1)->reason, "waits for the cancel"));
	bench_run(b, 20000);
	all_gone(b);
	assert_int_equal(bench_mandate(b, rests + 1)->state, RV_MANDATE_ENDED);
}

/* The venue refuses the cancel, for it has filled. */
static void ends_when_the_order_filled_before_its_cancel(void **state)
{
	a_cancel_that_came_too_late(*state, 500);
}

static void closes_the_rest_of_one_that_filled_in_part(void **state)
{
	a_cancel_that_came_too_late(*state, 200);
}

/* ---- an order that would open a position in a coin that has none ---- */

static uint64_t eth; /* its mandate */

static void rest_eth(oms_bench *b)
{
	rv_command c = { .kind = RV_CMD_PROPOSE,
			 .symbol = "ETH",
			 .side = RV_SELL,
			 .lots = 500,
			 .style = RV_STYLE_LIMIT };
	assert_int_equal(rv_px_units(b->quotes[BENCH_ETH].mid * 1.02,
				     b->quotes[BENCH_ETH].coin.sz_decimals, &c.px),
			 RV_OK);
	bench_expect(b, bench_approve(b, bench_propose(b, &c)), true, "granted");
	bench_run(b, 2000);
	assert_int_equal(mini_open(&b->v), 2);
	eth = rests + 1;
	assert_string_equal(bench_mandate(b, eth)->coin.symbol, "ETH");
}

static void nothing_opens(oms_bench *b)
{
	bench_run(b, 10000);
	all_gone(b);
	assert_int_equal(bench_mandate(b, eth)->state, RV_MANDATE_ENDED);
	assert_int_equal(bench_order(b, eth)->state, RV_ORDER_CANCELED);
	assert_int_equal(b->v.coins[BENCH_ETH].lots, 0);
	assert_int_equal(bench_view(b)->flatten_orders, 0);
	assert_int_equal(bench_view(b)->flatten_mandates, 0);
}

/* As after a start: HALTED, and every mandate goes on. */
static void ends_an_entry_in_another_coin(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rest_eth(b);
	bench_restart(b, SIZE_MAX, true);
	mini_stream(&b->v, true);
	bench_run(b, 5000);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	assert_int_equal(bench_mandate(b, eth)->state, RV_MANDATE_RUNNING);
	assert_string_equal(bench_mandate(b, eth)->reason,
			    "the book is HALTED: nothing more is sent");
	(void)bench_simple(b, RV_CMD_ARM);
	const int64_t since = bench_view(b)->state_since_utc_ms;
	assert_int_equal(bench_view(b)->flatten_orders, 2);
	assert_int_equal(bench_view(b)->flatten_mandates, 2);
	bench_expect(b, bench_simple(b, RV_CMD_FLATTEN), true,
		     "flattening 1 position, cancelling 2 orders, ending 2 mandates");
	assert_string_equal(bench_mandate(b, eth)->reason, "flatten");
	assert_int_equal(bench_view(b)->state_since_utc_ms, since);
	nothing_opens(b);
}

/* Its mandate is over already, and a start in between asks for the cancel again. */
static void cancels_an_entry_that_was_left(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const rv_command leave = { .kind = RV_CMD_KILL, .level = RV_KILL_LEAVE };
	rv_command c = leave;
	rest_eth(b);
	(void)bench_command(b, &c);
	bench_run(b, 2000);
	assert_int_equal(mini_open(&b->v), 2);
	assert_int_equal(bench_view(b)->flatten_mandates, 0);
	mini_fate_next(&b->v, MINI_LOST);
	bench_expect(b, bench_simple(b, RV_CMD_FLATTEN), true,
		     "flattening 1 position, cancelling 2 orders");
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	assert_non_null(strstr(bench_view(b)->state_reason, "killed, "));
	bench_restart(b, SIZE_MAX, false);
	mini_stream(&b->v, true);
	bench_run(b, 30000);
	nothing_opens(b);
}

static void without_a_position_it_cancels_all_the_same(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rest_eth(b);
	assert_int_equal(mini_fill_resting(&b->v, BENCH_SOL, 500), 500);
	bench_run(b, 5000);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	rv_command c = { .kind = RV_CMD_KILL, .level = RV_KILL_LEAVE };
	(void)bench_command(b, &c);
	bench_expect(b, bench_simple(b, RV_CMD_FLATTEN), true, "no position, cancelling 1 order");
	nothing_opens(b);
	bench_expect(b, bench_simple(b, RV_CMD_FLATTEN), false, "no position");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(closes_behind_an_order_that_was_left),
		TEST(closes_behind_an_order_that_may_go_on),
		TEST(says_what_it_waits_for),
		TEST(a_restart_goes_on_with_the_cancel),
		TEST(ends_when_the_order_filled_before_its_cancel),
		TEST(closes_the_rest_of_one_that_filled_in_part),
		TEST(ends_an_entry_in_another_coin),
		TEST(cancels_an_entry_that_was_left),
		TEST(without_a_position_it_cancels_all_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
