/* Mandates and their children: IOC, TWAP, a resting limit; fills, pauses, ends, cancels. */
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"

#include <string.h>

static uint64_t grant(oms_bench *b, rv_command *c)
{
	const uint64_t t = bench_propose(b, c);
	bench_expect(b, bench_approve(b, t), true, "granted");
	return bench_view(b)->mandates[0].id;
}

static uint64_t twap(oms_bench *b, int64_t lots, int64_t ms)
{
	rv_command c = bench_buy("SOL", lots);
	c.style = RV_STYLE_TWAP;
	c.duration_ms = ms;
	return grant(b, &c);
}

static uint64_t limit(oms_bench *b, int64_t lots, int64_t px)
{
	rv_command c = bench_buy("SOL", lots);
	c.style = RV_STYLE_LIMIT;
	c.px = px;
	return grant(b, &c);
}

/* 60 of 500 lots find a seller: the rest of an IOC is gone, and the mandate says so. */
static void ioc_filled_in_part(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.liquidity = 60;
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 500);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_RUNNING); /* are these all? */
	assert_int_equal(bench_mandate(b, m)->lots_unknown, 440);
	bench_run(b, 4000);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	assert_int_equal(bench_mandate(b, m)->lots_filled, 60);
	assert_int_equal(bench_mandate(b, m)->lots_unknown, 0);
	assert_int_equal(bench_lots(b, "SOL"), 60);
	assert_int_equal(b->v.n_orders, 1);
}

static void ioc_without_a_match(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.liquidity = 0;
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 1000);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	/* in the venue's words, although a stream had said so in one before */
	assert_non_null(strstr(bench_mandate(b, m)->reason,
			       "could not immediately match against any resting orders"));
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_REJECTED);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	assert_int_equal(b->v.n_orders, 1);
}

/* The answer is lost: then its record says it, and what its word means. */
static void a_rejection_whose_answer_is_lost(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.liquidity = 0;
	mini_fate_next(&b->v, MINI_LOST_LANDED);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 5000);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	assert_string_equal(bench_mandate(b, m)->reason,
			    "iocCancelRejected: nobody to trade with at its limit");
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_REJECTED);
	assert_int_equal(bench_view(b)->n_unknown, 0);
	assert_int_equal(b->v.n_orders, 1);
}

/* The last gate says no twice, then yes: the same child, named anew each time. */
static void stopped_by_the_last_gate_it_tries_again(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_fate_next(&b->v, MINI_GATED);
	mini_fate_next(&b->v, MINI_GATED);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 5000);
	assert_int_equal(bench_mandate(b, m)->lots_filled, 500);
	assert_int_equal(bench_count(b, RV_EVENT_INTENT, NULL), 3);
	assert_int_equal(bench_count(b, RV_EVENT_UNSENT, NULL), 2);
	assert_string_equal(bench_value(bench_last(b, RV_EVENT_INTENT), "child"), "0");
	assert_string_equal(bench_value(bench_last(b, RV_EVENT_INTENT), "attempt"), "2");
	assert_int_equal(b->v.n_orders, 1);
}

static void the_whole_action_refused(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_fate_next(&b->v, MINI_REFUSE);
	b->v.refusal = RV_REFUSAL_LIMITED;
	memcpy(b->v.refusal_text, "429", 4);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_REJECTED);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	assert_int_equal(bench_lots(b, "SOL"), 0);
}

/* The stream tells of a refused order, too, and by a number: it is refused once. */
static void refused_once(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_venue_report *r = NULL;
	mini_fate_next(&b->v, MINI_REFUSE);
	b->v.refusal = RV_REFUSAL_OTHER;
	memcpy(b->v.refusal_text, "Only post-only", 15);
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	assert_int_equal(bench_count(b, RV_EVENT_REFUSED, NULL), 1);
	assert_int_equal(rv_venue_report_new(RV_REPORT_STREAM_ORDERS, 1, &r), RV_OK);
	r->records[0] = (rv_order_record){ .oid = 77,
					   .cloid = bench_order(b, m)->cloid,
					   .symbol = "SOL",
					   .side = RV_BUY,
					   .lots_left = 500,
					   .px = 1500000,
					   .status = RV_STATUS_REJECTED,
					   .word = "rejected" };
	rv_oms_report(b->o, r);
	rv_venue_report_free(r);
	bench_run(b, 1000);
	assert_int_equal(bench_count(b, RV_EVENT_REFUSED, NULL), 1);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_REJECTED);
}

/*
 * 1,200 lots over 5 minutes: ten slices. The venue gives 100 lots at a time, so that every slice
 * falls short and the next makes up for it, at most three times its plain 120.
 */
static void twap_with_partial_fills(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.liquidity = 100;
	const uint64_t m = twap(b, 1200, 300000);
	assert_int_equal(bench_mandate(b, m)->slices, 10);
	bench_run(b, 150000);
	assert_true(bench_lots(b, "SOL") >= 300 && bench_lots(b, "SOL") <= 600);
	bench_run(b, 145000);
	b->v.liquidity = -1;
	bench_run(b, 15000);
	const rv_tv_mandate *x = bench_mandate(b, m);
	assert_int_equal(x->state, RV_MANDATE_ENDED);
	assert_int_equal(x->lots_filled, bench_lots(b, "SOL"));
	assert_int_equal(b->v.coins[BENCH_SOL].lots, bench_lots(b, "SOL"));
	assert_true(bench_lots(b, "SOL") <= 1200 && bench_lots(b, "SOL") >= 900);
	assert_true(b->v.n_orders <= 10);
}

/* Its lots go with later slices; of the last slice they go once more, under another attempt. */
static void twap_with_slices_that_never_landed(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = twap(b, 1000, 300000);
	bench_run(b, 100000); /* a slice each 30 s and a little */
	const int64_t before = bench_lots(b, "SOL");
	mini_fate_next(&b->v, MINI_LOST);
	bench_run(b, 35000);
	assert_int_equal(bench_lots(b, "SOL"), before);
	bench_run(b, 60000);
	assert_int_equal(bench_count(b, RV_EVENT_NEVER_LANDED, NULL), 1);
	assert_int_equal(b->v.n_never_landed, 1); /* the last gate heard of it */
	assert_true(bench_lots(b, "SOL") > before);
	while (bench_view(b)->mandates[0].slices_done < 9)
		bench_run(b, 500);
	mini_fate_next(&b->v, MINI_LOST);
	bench_run(b, 120000);
	assert_int_equal(bench_count(b, RV_EVENT_NEVER_LANDED, NULL), 2);
	assert_int_equal(b->v.n_never_landed, 2);
	assert_int_equal(bench_lots(b, "SOL"), 1000);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	assert_string_equal(bench_mandate(b, m)->reason, "filled");
}

static void twap_filled_as_planned(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = twap(b, 1000, 300000);
	bench_run(b, 301000);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	assert_int_equal(bench_lots(b, "SOL"), 1000);
	assert_int_equal(b->v.n_orders, 10);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(b->v.orders[i].o.lots, 100);
}

/* The collar of 142.36 is max(75 bp, 1.5 x half of 70 bp): 52.5 < 75: up to 143.42. */
static void outside_the_collar_it_pauses(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = twap(b, 1000, 300000);
	bench_run(b, 61000);
	const int64_t before = bench_lots(b, "SOL");
	assert_true(before > 0 && before < 1000);
	mini_price(&b->v, BENCH_SOL, 1434500, 1434700);
	bench_run(b, 60000);
	assert_int_equal(bench_lots(b, "SOL"), before);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_PAUSED);
	assert_non_null(strstr(bench_mandate(b, m)->reason, "collar"));
	mini_price(&b->v, BENCH_SOL, 1424000, 1424200);
	bench_run(b, 40000);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_RUNNING);
	assert_true(bench_lots(b, "SOL") > before);
	for (size_t i = 0; i < b->v.n_fills; i++)
		assert_true(b->v.fills[i].px <= 1434270);
}

/*
 * The limit of slices is the collar of the quote: a tick in our favour puts it outside the collar
 * of now, which is no reason not to grant it. No slice may be worse than either.
 */
static void a_tick_blocks_no_slices(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 1000);
	c.style = RV_STYLE_TWAP;
	c.duration_ms = 300000;
	const uint64_t t = bench_propose(b, &c);
	mini_price(&b->v, BENCH_SOL, 1423000, 1423200); /* 5 bp lower: within the drift */
	bench_run(b, 1000);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
	bench_expect(b, bench_approve(b, t), true, "granted");
}

/* What was missed is not made up for in a burst: a slice is at most three plain ones. */
static void no_burst_after_a_pause(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)twap(b, 1000, 300000);
	b->stale = true;
	bench_run(b, 200000);
	b->stale = false;
	bench_run(b, 130000);
	for (size_t i = 0; i < b->v.n_orders; i++)
		assert_true(b->v.orders[i].o.lots <= 300);
	assert_true(bench_lots(b, "SOL") <= 1000);
}

static void ten_orders_without_a_fill_pause_it(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.liquidity = 0;
	const uint64_t m = twap(b, 4000, 900000);
	bench_run(b, 400000);
	assert_int_equal(b->v.n_orders, 10);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_PAUSED);
	assert_non_null(strstr(bench_mandate(b, m)->reason, "10 orders in a row"));
	b->v.liquidity = -1;
	bench_run(b, 60000);
	assert_int_equal(b->v.n_orders, 10);
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	rv_command r = { .kind = RV_CMD_RESUME, .n_ids = 1, .ids = { m } };
	bench_expect(b, bench_command(b, &r), true, "goes on");
	bench_run(b, 60000);
	assert_true(b->v.n_orders > 10);
	assert_true(bench_lots(b, "SOL") > 0);
}

static void a_limit_rests_and_fills(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	bench_run(b, 2000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_WORKING);
	assert_int_equal(bench_mandate(b, m)->lots_working, 500);
	assert_int_equal(mini_fill_resting(&b->v, BENCH_SOL, 200), 200);
	bench_run(b, 2000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_PARTIAL);
	assert_int_equal(bench_mandate(b, m)->lots_working, 300);
	assert_int_equal(mini_fill_resting(&b->v, BENCH_SOL, 300), 300);
	bench_run(b, 2000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_FILLED);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	assert_int_equal(bench_lots(b, "SOL"), 500);
}

static void a_limit_is_cancelled_at_its_end(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	bench_run(b, 899000);
	assert_int_equal(mini_open(&b->v), 1);
	bench_run(b, 6000);
	assert_int_equal(mini_open(&b->v), 0);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_CANCELED);
	assert_int_equal(bench_count(b, RV_EVENT_EXPIRE, NULL), 1);
}

static void a_mandate_is_cancelled_by_hand(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	bench_run(b, 2000);
	(void)mini_fill_resting(&b->v, BENCH_SOL, 200);
	rv_command c = { .kind = RV_CMD_CANCEL, .n_ids = 1, .ids = { m } };
	bench_expect(b, bench_command(b, &c), true, "has ended");
	bench_run(b, 5000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_CANCELED);
	assert_int_equal(bench_order(b, m)->lots_filled, 200);
	assert_int_equal(bench_lots(b, "SOL"), 200);
	assert_int_equal(mini_open(&b->v), 0);
}

/* The fill wins: the cancel is refused, and the order's record decides. */
static void a_cancel_races_a_fill(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	bench_run(b, 2000);
	b->v.delay_ms = 300;
	(void)mini_fill_resting(&b->v, BENCH_SOL, 500);
	rv_command c = { .kind = RV_CMD_CANCEL, .n_ids = 1, .ids = { m } };
	(void)bench_command(b, &c);
	bench_run(b, 6000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_FILLED);
	assert_int_equal(bench_lots(b, "SOL"), 500);
	assert_int_equal(bench_view(b)->n_unknown, 0);
}

/* The same, and no stream tells of the fill: only questions can. */
static void a_cancel_races_a_silent_fill(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	bench_run(b, 2000);
	b->v.drop_fills = b->v.drop_orders = true;
	(void)mini_fill_resting(&b->v, BENCH_SOL, 200);
	rv_command c = { .kind = RV_CMD_CANCEL, .n_ids = 1, .ids = { m } };
	(void)bench_command(b, &c);
	bench_run(b, 6000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_CANCELED);
	assert_int_equal(bench_lots(b, "SOL"), 200);
	assert_int_equal(bench_mandate(b, m)->lots_unknown, 0);
}

/* A cancel whose answer is lost is sent again, with a nonce of its own. */
static void a_lost_cancel_is_repeated(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	bench_run(b, 2000);
	mini_fate_next(&b->v, MINI_LOST);
	mini_fate_next(&b->v, MINI_LOST);
	rv_command c = { .kind = RV_CMD_CANCEL, .n_ids = 1, .ids = { m } };
	(void)bench_command(b, &c);
	bench_run(b, 20000);
	assert_int_equal(mini_open(&b->v), 0);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_CANCELED);
}

static void one_order_is_cancelled_by_its_name(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	bench_run(b, 2000);
	rv_command c = { .kind = RV_CMD_CANCEL, .cloid = bench_order(b, m)->cloid };
	bench_expect(b, bench_command(b, &c), true, "cancelling");
	bench_run(b, 5000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_CANCELED);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	c.nonce = 0;
	bench_expect(b, bench_command(b, &c), false, "no working order");
}

static void the_venue_ends_it(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	bench_run(b, 2000);
	mini_end(&b->v, &b->v.orders[0], "marginCanceled");
	bench_run(b, 5000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_CANCELED);
	assert_non_null(strstr(bench_order(b, m)->text, "marginCanceled"));
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
}

/* The journal is slow: what it took longer over than a price lives is not sent. */
static void a_slow_journal_spoils_the_order(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 500);
	const uint64_t t = bench_propose(b, &c);
	b->hold_acks = true;
	(void)bench_approve(b, t);
	bench_run(b, 2500);
	assert_int_equal(b->v.n_sends, 0);
	b->hold_acks = false;
	bench_run(b, 500);
	assert_int_equal(bench_count(b, RV_EVENT_UNSENT, NULL), 1);
	assert_int_equal(b->v.n_orders, 0);
	bench_run(b, 2000); /* and goes again under a new name */
	assert_int_equal(bench_lots(b, "SOL"), 500);
}

static void the_gateway_takes_nothing(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 500);
	const uint64_t t = bench_propose(b, &c);
	b->v.full = true;
	(void)bench_approve(b, t);
	bench_run(b, 3000);
	assert_true(bench_count(b, RV_EVENT_UNSENT, NULL) >= 2);
	b->v.full = false;
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "SOL"), 500);
}

static void a_reduction_never_goes_through_zero(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 2000);
	rv_command c = bench_buy("SOL", 400);
	c.side = RV_SELL;
	c.reduce_only = true;
	(void)grant(b, &c);
	bench_run(b, 12000);
	assert_int_equal(bench_lots(b, "SOL"), 100);
	c = bench_buy("SOL", 450);
	c.side = RV_SELL;
	c.reduce_only = true;
	const uint64_t t = bench_propose(b, &c);
	bench_run(b, 500);
	(void)bench_approve(b, t);
	bench_run(b, 5000);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	assert_int_equal(b->v.coins[BENCH_SOL].lots, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ioc_filled_in_part),
		TEST(ioc_without_a_match),
		TEST(a_rejection_whose_answer_is_lost),
		TEST(stopped_by_the_last_gate_it_tries_again),
		TEST(the_whole_action_refused),
		TEST(refused_once),
		TEST(twap_with_partial_fills),
		TEST(twap_with_slices_that_never_landed),
		TEST(twap_filled_as_planned),
		TEST(outside_the_collar_it_pauses),
		TEST(a_tick_blocks_no_slices),
		TEST(no_burst_after_a_pause),
		TEST(ten_orders_without_a_fill_pause_it),
		TEST(a_limit_rests_and_fills),
		TEST(a_limit_is_cancelled_at_its_end),
		TEST(a_mandate_is_cancelled_by_hand),
		TEST(a_cancel_races_a_fill),
		TEST(a_cancel_races_a_silent_fill),
		TEST(a_lost_cancel_is_repeated),
		TEST(one_order_is_cancelled_by_its_name),
		TEST(the_venue_ends_it),
		TEST(a_slow_journal_spoils_the_order),
		TEST(the_gateway_takes_nothing),
		TEST(a_reduction_never_goes_through_zero),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
