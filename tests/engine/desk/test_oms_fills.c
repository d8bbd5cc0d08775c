/* Fills: once each, whoever tells them; late, too large, of others; and pages of them. */
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"

#include <stdlib.h>
#include <string.h>

static uint64_t limit(oms_bench *b, int64_t lots, int64_t px)
{
	rv_command c = bench_buy("SOL", lots);
	c.style = RV_STYLE_LIMIT;
	c.px = px;
	const uint64_t t = bench_propose(b, &c);
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 2000);
	return bench_view(b)->mandates[0].id;
}

/* A fill of a report of its own, as the stream would bring it. */
static void tell(oms_bench *b, const rv_fill *x)
{
	rv_venue_report *r = NULL;
	assert_int_equal(rv_venue_report_new(RV_REPORT_STREAM_FILLS, 1, &r), RV_OK);
	r->fills[0] = *x;
	rv_oms_report(b->o, r);
	rv_venue_report_free(r);
	bench_run(b, 0);
}

static void told_many_times_it_counts_once(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.twice = true;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 2000);
	mini_repeat(&b->v);
	mini_repeat(&b->v);
	bench_run(b, 2000);
	mini_stream(&b->v, false);
	bench_run(b, 1000);
	mini_stream(&b->v, true);
	bench_run(b, 5000);
	assert_int_equal(bench_lots(b, "SOL"), 500);
	assert_int_equal(bench_count(b, RV_EVENT_FILL, NULL), 1);
	assert_int_equal(bench_mandate(b, 1)->lots_filled, 500);
}

/* The same trade id with another size: nothing moves, a person hears of it, once. */
static void the_same_trade_with_another_size(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 2000);
	rv_fill x = b->v.fills[0];
	x.lots = 400;
	tell(b, &x);
	tell(b, &x);
	assert_int_equal(bench_lots(b, "SOL"), 500);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, NULL), 1);
	assert_non_null(
		strstr(bench_value(bench_last(b, RV_EVENT_ALARM), "words"), "another size"));
}

/* Another desk has named its order as ours is named: the venue's number tells them apart. */
static void our_name_on_somebody_elses_fill(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 300, 1420000);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 900, RV_FILL_NORMAL);
	rv_venue_report *r = NULL;
	assert_int_equal(rv_venue_report_new(RV_REPORT_STREAM_FILLS, 1, &r), RV_OK);
	mini_cut(&b->v, true); /* told here instead, with our name on it */
	r->fills[0] = b->v.fills[b->v.n_fills - 1];
	r->fills[0].cloid = bench_order(b, m)->cloid;
	rv_oms_report(b->o, r);
	rv_venue_report_free(r);
	bench_run(b, 0);
	assert_int_equal(bench_order(b, m)->lots_filled, 0);
	assert_int_equal(bench_lots(b, "SOL"), -900);
	assert_non_null(strstr(bench_value(bench_last(b, RV_EVENT_ALARM), "words"),
			       "a fill of somebody else"));
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	bench_run(b, 10000);
	assert_int_equal(bench_position(b, "SOL")->state, RV_BOOK_ACTIVE);
}

/* 300 lots: 100 + 200, told in the wrong order and before the verdict. */
static void out_of_order_and_before_the_verdict(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 300, 1420000);
	b->v.drop_fills = true;
	b->v.fail_asks = 1000000; /* or the gap before the second would be asked about */
	(void)mini_fill_resting(&b->v, BENCH_SOL, 100);
	rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) + 20);
	bench_run(b, 0);
	(void)mini_fill_resting(&b->v, BENCH_SOL, 200);
	tell(b, &b->v.fills[1]);
	assert_int_equal(bench_lots(b, "SOL"), 200);
	tell(b, &b->v.fills[0]);
	bench_run(b, 1000);
	assert_int_equal(bench_lots(b, "SOL"), 300);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_FILLED);
	assert_int_equal(bench_view(b)->fills_total, 2);
}

static void a_late_fill_is_counted_and_heard_of(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	rv_fill late = { .symbol = "SOL",
			 .sz_decimals = 2,
			 .side = RV_BUY,
			 .lots = 200,
			 .px = 1420000,
			 .tid = 900000000001,
			 .taker = false };
	late.oid = bench_order(b, m)->oid;
	late.cloid = bench_order(b, m)->cloid;
	late.time_ms = rv_clock_utc_ms(b->clock);
	rv_command c = { .kind = RV_CMD_CANCEL, .n_ids = 1, .ids = { m } };
	(void)bench_command(b, &c);
	bench_run(b, 5000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_CANCELED);
	b->v.fills[b->v.n_fills++] = late; /* it had been there all along */
	b->v.coins[BENCH_SOL].lots += 200;
	tell(b, &late);
	assert_int_equal(bench_lots(b, "SOL"), 200);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_CANCELED);
	assert_int_equal(bench_order(b, m)->lots_filled, 200);
	assert_true(bench_view(b)->fills[0].late);
	assert_non_null(strstr(bench_value(bench_last(b, RV_EVENT_ALARM), "words"), "late fill"));
}

/* The venue fills 600 of an order of 500: all of it is real, and its symbol halts. */
static void an_overfill_halts_its_symbol(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	(void)limit(b, 300, 1419000);
	b->v.orders[0].left = 600;
	b->v.drop_orders = true;
	b->v.orders[1].status = RV_STATUS_CANCELED; /* the other one is out of the way */
	assert_int_equal(mini_fill_resting(&b->v, BENCH_SOL, 600), 600);
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "SOL"), 600);
	assert_int_equal(bench_order(b, m)->lots_filled, 600);
	assert_int_equal(bench_position(b, "SOL")->state, RV_BOOK_HALTED);
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
	assert_int_equal(bench_mandate(b, m + 1)->state, RV_MANDATE_ENDED);
	rv_command c = bench_buy("SOL", 100);
	bench_expect(b, bench_command(b, &c), true, "is HALTED");
	c = bench_buy("ETH", 1000);
	const uint64_t t = bench_propose(b, &c);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_READY);
}

static void a_fill_of_somebody_else(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	rv_command c = bench_buy("SOL", 100);
	const uint64_t t = bench_propose(b, &c);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 300, RV_FILL_NORMAL);
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "SOL"), -300);
	assert_non_null(strstr(bench_value(bench_last(b, RV_EVENT_ALARM), "words"),
			       "a fill of somebody else: sold 3.0 SOL at 142.35, order "));
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	assert_int_equal(mini_open(&b->v), 0);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_BLOCKED);
	assert_non_null(strstr(bench_ticket(b, t)->reason, "fill of others"));
	assert_int_equal(bench_view(b)->fills[0].mandate, 0);
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
	bench_run(b, 60000);
	assert_int_equal(bench_view(b)->n_breaks, 0);
}

static void deleveraged_and_liquidated(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 2000);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 100, RV_FILL_ADL);
	bench_run(b, 2000);
	assert_int_equal(bench_lots(b, "SOL"), 400);
	assert_non_null(
		strstr(bench_value(bench_last(b, RV_EVENT_ALARM), "words"), "auto-deleveraging"));
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
	mini_foreign_fill(&b->v, BENCH_SOL, RV_SELL, 400, RV_FILL_LIQUIDATION);
	bench_run(b, 2000);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	assert_int_equal(bench_view(b)->state, RV_BOOK_REDUCING);
	assert_true(b->v.halted);
}

static void orders_of_others_are_shown_and_left_alone(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_foreign_order(&b->v, BENCH_SOL, RV_BUY, 700, 1410000);
	bench_run(b, 2000);
	const rv_tv_order *q = &bench_view(b)->orders[0];
	assert_true(q->external);
	assert_int_equal(q->lots, 700);
	rv_command k = { .kind = RV_CMD_KILL, .level = RV_KILL_CANCEL };
	(void)bench_command(b, &k);
	bench_run(b, 5000);
	assert_int_equal(b->v.orders[0].status, RV_STATUS_OPEN);
	mini_cancel_foreign(&b->v);
	bench_run(b, 2000);
	assert_int_equal(bench_count(b, RV_EVENT_EXTERNAL, NULL), 1);
	assert_int_equal(bench_count(b, RV_EVENT_CANCELED, NULL), 1);
}

/* It counts in the limits: 3,500 SOL more would be 49,826 + 700 lots of others. */
static void orders_of_others_count(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_foreign_order(&b->v, BENCH_SOL, RV_BUY, 31000, 1410000); /* 43,710 USD */
	bench_run(b, 2000);
	rv_command c = bench_buy("SOL", 4500); /* 6,406 USD: together above 50,000 */
	bench_expect(b, bench_command(b, &c), false, "symbol");
	mini_cancel_foreign(&b->v);
	bench_run(b, 12000);
	c = bench_buy("SOL", 4500);
	bench_expect(b, bench_command(b, &c), true, "ticket");
}

/* Rows without cloids: what comes before the order's number is known waits for it. */
static void rows_without_cloids(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.no_cloids = true;
	rv_command c = bench_buy("SOL", 500);
	c.style = RV_STYLE_LIMIT;
	c.px = 1420000;
	const uint64_t t = bench_propose(b, &c);
	b->v.delay_ms = 200;
	(void)bench_approve(b, t);
	bench_run(b, 100);
	assert_int_equal(b->v.n_orders, 1);
	(void)mini_fill_resting(&b->v, BENCH_SOL, 200);
	/* the fill overtakes the verdict */
	tell(b, &b->v.fills[0]);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "SOL"), 200);
	assert_int_equal(bench_order(b, 1)->lots_filled, 200);
	assert_int_equal(bench_view(b)->fills[0].mandate, 1);
	assert_int_equal(bench_count(b, RV_EVENT_EXTERNAL, NULL), 0);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, NULL), 0);
}

/* The verdict never comes: after 5 s the fill counts as somebody's, and is ours once it is named.
 */
static void a_nameless_fill_finds_its_order_later(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.no_cloids = true;
	b->v.fail_asks = 1000000;
	b->v.drop_orders = true;
	mini_fate_next(&b->v, MINI_LOST_LANDED);
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 4000);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	bench_run(b, 2000);
	assert_int_equal(bench_lots(b, "SOL"), 500);
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_UNKNOWN);
	b->v.fail_asks = 0;
	bench_run(b, 6000);
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_FILLED);
	assert_int_equal(bench_order(b, 1)->lots_filled, 500);
	assert_int_equal(bench_mandate(b, 1)->lots_filled, 500);
	assert_int_equal(bench_lots(b, "SOL"), 500);
}

/* Pages of two rows, newest first: only halving finds what lies between. */
static void small_pages_hide_nothing(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)limit(b, 500, 1420000);
	mini_stream(&b->v, false);
	bench_run(b, 1000);
	b->v.drop_fills = true;
	for (int i = 0; i < 20; i++) {
		(void)mini_fill_resting(&b->v, BENCH_SOL, 10 + i);
		bench_run(b, 100);
	}
	b->v.page_small = true;
	mini_stream(&b->v, true);
	bench_run(b, 20000);
	assert_int_equal(bench_count(b, RV_EVENT_FILL, NULL), 20);
	assert_int_equal(bench_lots(b, "SOL"), b->v.coins[BENCH_SOL].lots);
	assert_true(bench_view(b)->reconciled);
}

/* The streams are dumb: the account, asked every 10 s, shows that something was missed. */
static void a_fill_that_no_stream_tells(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)limit(b, 500, 1420000);
	b->v.drop_fills = b->v.drop_orders = true;
	(void)mini_fill_resting(&b->v, BENCH_SOL, 200);
	bench_run(b, 13000);
	assert_int_equal(bench_lots(b, "SOL"), 200);
	assert_int_equal(bench_view(b)->n_breaks, 0);
}

/* A record says that 200 are filled, a page that is complete has none: it is only behind. */
static void pages_that_lag_behind_prove_nothing(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	const uint64_t m = limit(b, 500, 1420000);
	b->v.drop_fills = true;
	b->v.lag_ms = 20000;
	(void)mini_fill_resting(&b->v, BENCH_SOL, 200);
	mini_end(&b->v, &b->v.orders[0], "marginCanceled");
	bench_run(b, 15000);
	assert_int_equal(bench_order(b, m)->state, RV_ORDER_CANCELED);
	assert_int_equal(bench_mandate(b, m)->lots_unknown, 500);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_RUNNING);
	/* and the difference of positions is nobody's fault yet */
	assert_int_equal(bench_count(b, RV_EVENT_ADJUST_PROPOSED, NULL), 0);
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
	bench_run(b, 15000);
	assert_int_equal(bench_lots(b, "SOL"), 200);
	assert_int_equal(bench_mandate(b, m)->lots_unknown, 0);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
}

/*
 * One match, two trades, and the page of a second later has the first of them. The order's record
 * cannot be had at that moment: the page alone does not prove that there was no second.
 */
static void a_page_between_two_trades(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.liquidity = 60;
	b->v.split = b->v.drop_fills = b->v.drop_orders = true;
	b->v.lag_ms = 980;
	const uint64_t m = bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 999);
	b->v.fail_asks = 1;
	bench_run(b, 1);
	assert_int_equal(b->v.fail_asks, 0);
	assert_int_equal(bench_lots(b, "SOL"), 30);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_RUNNING);
	bench_run(b, 14000);
	assert_int_equal(bench_mandate(b, m)->state, RV_MANDATE_ENDED);
	assert_string_equal(bench_value(bench_last(b, RV_EVENT_END), "filled"), "60");
	assert_int_equal(bench_lots(b, "SOL"), 60);
}

/* Proposed, and then the fill comes after all: accepting the proposal now would count it twice. */
static void what_explained_itself_is_not_accepted(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.drop_fills = true;
	b->v.lag_ms = 1000000;
	mini_foreign_fill(&b->v, BENCH_SOL, RV_BUY, 300, RV_FILL_NORMAL);
	bench_run(b, 40000);
	assert_int_equal(bench_count(b, RV_EVENT_ADJUST_PROPOSED, NULL), 1);
	assert_int_equal(bench_view(b)->state, RV_BOOK_REDUCING);
	b->v.fail_asks = 1000000; /* no round may clear it first */
	tell(b, &b->v.fills[0]);
	rv_command a = { .kind = RV_CMD_ADJUST, .symbol = "SOL", .reason = "as the venue says" };
	bench_expect(b, bench_command(b, &a), false, "has changed");
	b->v.fail_asks = 0;
	bench_run(b, 40000);
	assert_int_equal(bench_lots(b, "SOL"), 300);
	assert_int_equal(bench_view(b)->n_breaks, 0);
}

/* Three fills in one millisecond and pages of two: nothing is proved, and nothing is traded. */
static void more_fills_than_a_page_in_one_millisecond(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)limit(b, 500, 1420000);
	mini_stream(&b->v, false);
	bench_run(b, 1000);
	for (int i = 0; i < 3; i++)
		(void)mini_fill_resting(&b->v, BENCH_SOL, 10);
	b->v.page_small = true;
	mini_stream(&b->v, true);
	b->v.out[b->v.n_out - 1].r->n = 0; /* the snapshot is empty */
	bench_run(b, 20000);
	assert_false(bench_view(b)->reconciled);
	rv_command c = bench_buy("ETH", 1000);
	bench_expect(b, bench_command(b, &c), true, "reconciled");
	b->v.page_small = false;
	bench_run(b, 40000);
	assert_true(bench_view(b)->reconciled);
	assert_int_equal(bench_lots(b, "SOL"), 30);
}

static void fills_of_before_our_time_are_not_ours(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	oms_check *k = check_new(b);
	b->v.utc = BENCH_START - 86400000;
	mini_foreign_fill(&b->v, BENCH_SOL, RV_BUY, 900, RV_FILL_NORMAL);
	bench_up(b, false);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	const rv_trade_view *v = bench_view(b);
	assert_int_equal(v->n_breaks, 1);
	assert_string_equal(v->breaks[0].theirs, "9.0");
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "not accepted");
	rv_command a = { .kind = RV_CMD_ADJUST, .symbol = "SOL" };
	bench_expect(b, bench_command(b, &a), false, "needs a reason");
	a = (rv_command){ .kind = RV_CMD_ADJUST, .symbol = "SOL", .reason = "it was there" };
	bench_expect(b, bench_command(b, &a), true, "adjusted by 9.0 SOL");
	assert_int_equal(bench_lots(b, "SOL"), 900);
	bench_run(b, 3000);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	check_agree(k);
	check_free(k);
	bench_free(b);
}

static void funding_is_counted_once(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 2000);
	for (int i = 0; i < 3; i++) {
		rv_venue_report *r = NULL;
		assert_int_equal(rv_venue_report_new(RV_REPORT_FUNDING, 0, &r), RV_OK);
		for (int j = 0; j <= i; j++) {
			rv_funding_payment *p = &r->u.funding.rows[r->u.funding.n++];
			memcpy(p->symbol, "SOL", 4);
			p->time_ms = BENCH_START + 10000 + j * 1000;
			p->usdc_musd = -1500 - j;
			p->lots = 500;
			p->rate = 0.0000125;
		}
		rv_oms_report(b->o, r);
		rv_venue_report_free(r);
	}
	bench_run(b, 0);
	assert_int_equal(bench_count(b, RV_EVENT_FUNDING, NULL), 3);
	const double want = -(1500 + 1501 + 1502) / 1e6;
	assert_true(bench_position(b, "SOL")->funding_usd == want);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(told_many_times_it_counts_once),
		TEST(the_same_trade_with_another_size),
		TEST(our_name_on_somebody_elses_fill),
		TEST(out_of_order_and_before_the_verdict),
		TEST(a_late_fill_is_counted_and_heard_of),
		TEST(an_overfill_halts_its_symbol),
		TEST(a_fill_of_somebody_else),
		TEST(deleveraged_and_liquidated),
		TEST(orders_of_others_are_shown_and_left_alone),
		TEST(orders_of_others_count),
		TEST(rows_without_cloids),
		TEST(a_nameless_fill_finds_its_order_later),
		TEST(small_pages_hide_nothing),
		TEST(a_page_between_two_trades),
		TEST(what_explained_itself_is_not_accepted),
		TEST(a_fill_that_no_stream_tells),
		TEST(pages_that_lag_behind_prove_nothing),
		TEST(more_fills_than_a_page_in_one_millisecond),
		cmocka_unit_test(fills_of_before_our_time_are_not_ours),
		TEST(funding_is_counted_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
