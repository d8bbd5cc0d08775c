/*
 * Matching by cases worked out by hand: what fills, at which price, in which order, what is left,
 * and what the answer says. The market's numbers are in tests/support/simx_bench.h.
 */
#include <stdio.h>
#include <string.h>

#include "feeds/simx/orders.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/simx_bench.h"

static void expect_filled(const char *answer, const char *sz, const char *avg)
{
	char want[300];
	(void)snprintf(
		want, sizeof(want),
		"{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":[{"
		"\"filled\":{\"totalSz\":\"%s\",\"avgPx\":\"%s\",\"oid\":%lld}}]}}}",
		sz, avg, (long long)bench_oid(answer));
	assert_string_equal(answer, want);
}

static int64_t expect_resting(const char *answer)
{
	char want[200];
	(void)snprintf(
		want, sizeof(want),
		"{\"status\":\"ok\",\"response\":{\"type\":\"order\",\"data\":{\"statuses\":[{"
		"\"resting\":{\"oid\":%lld}}]}}}",
		(long long)bench_oid(answer));
	assert_string_equal(answer, want);
	return bench_oid(answer);
}

static void an_ioc_takes_what_its_price_reaches(void **state)
{
	simx_bench *b = *state;
	bench_coin *c = &b->coins[0];
	c->n[1] = 3; /* 5.00 at 100.01, 2.37 at 100.02, 9.00 at 100.05 */
	c->level[1][1] = (rv_simx_level){ 1000200, 237 };
	c->level[1][2] = (rv_simx_level){ 1000500, 900 };
	const char *a = bench_place(b, 0, 0, true, "100.02", "8.11", RV_HL_TIF_IOC);
	/* (5 * 100.01 + 2.37 * 100.02) / 7.37 = 100.0132157..., cut to four decimals */
	expect_filled(a, "7.37", "100.0132");
	assert_string_equal(bench_status(b, 0, bench_oid(a)), "filled");
	const rv_simx_account *acc = bench_account(b, 0);
	assert_int_equal(acc->positions[0].szi, 737);
	assert_int_equal(acc->fills.n, 2);
	assert_int_equal(acc->fills.v[0].px, 1000100);
	assert_int_equal(acc->fills.v[0].sz, 500);
	assert_int_equal(acc->fills.v[1].px, 1000200);
	assert_int_equal(acc->fills.v[1].sz, 237);
	assert_true(acc->fills.v[1].crossed && acc->fills.v[1].tid > acc->fills.v[0].tid);
	/* what was taken is gone for this second; the rest of the book is not */
	a = bench_place(b, 1, 0, true, "100.02", "1", RV_HL_TIF_IOC);
	bench_expect_error(a, "Order could not immediately match against any resting orders. "
			      "asset=0");
	assert_string_equal(bench_status(b, 1, acc->orders.v[0]->oid + 1), "iocCancelRejected");
	expect_filled(bench_place(b, 1, 0, true, "100.05", "1.5", RV_HL_TIF_IOC), "1.5", "100.05");
	/* and comes back with the next one */
	bench_advance(b, 1000);
	expect_filled(bench_place(b, 1, 0, true, "100.02", "1", RV_HL_TIF_IOC), "1.0", "100.01");
}

static void a_gtc_fills_and_rests(void **state)
{
	simx_bench *b = *state;
	const int64_t oid =
		expect_resting(bench_place(b, 0, 0, true, "100.01", "6.5", RV_HL_TIF_GTC));
	const rv_simx_order *o = rv_simx_order_by_oid(bench_account(b, 0), oid);
	assert_int_equal(o->sz, 150);
	assert_int_equal(o->orig_sz, 650);
	assert_int_equal(bench_account(b, 0)->positions[0].szi, 500);
	assert_string_equal(bench_status(b, 0, oid), "open");
	/* the next second's depth reaches its price: 1.50 more, as maker, at its own price */
	b->coins[0].hi = b->coins[0].lo = 1000100;
	bench_advance(b, 1000);
	assert_string_equal(bench_status(b, 0, oid), "filled");
	assert_int_equal(bench_last_fill(b, 0)->px, 1000100);
	assert_false(bench_last_fill(b, 0)->crossed);
	assert_int_equal(bench_account(b, 0)->positions[0].szi, 650);
}

static void orders_meet_in_price_and_time(void **state)
{
	simx_bench *b = *state;
	const int64_t first =
		expect_resting(bench_place(b, 0, 0, false, "100.01", "1", RV_HL_TIF_GTC));
	const int64_t second =
		expect_resting(bench_place(b, 1, 0, false, "100.01", "1", RV_HL_TIF_ALO));
	const int64_t best = expect_resting(bench_place(b, 2, 0, false, "100", "1", RV_HL_TIF_GTC));
	/* 1 at 100, then both at 100.01 by age, then the depth at 100.01 */
	expect_filled(bench_place(b, 3, 0, true, "100.01", "1.25", RV_HL_TIF_IOC), "1.25",
		      "100.002");
	assert_string_equal(bench_status(b, 2, best), "filled");
	assert_string_equal(bench_status(b, 0, first), "open");
	assert_int_equal(rv_simx_order_by_oid(bench_account(b, 0), first)->sz, 75);
	expect_filled(bench_place(b, 3, 0, true, "100.01", "2.75", RV_HL_TIF_IOC), "2.75",
		      "100.01");
	assert_string_equal(bench_status(b, 0, first), "filled");
	assert_string_equal(bench_status(b, 1, second), "filled");
	assert_int_equal(bench_account(b, 3)->fills.n, 5);
	/* both sides of a trade carry one tid */
	assert_int_equal(bench_last_fill(b, 1)->tid, bench_account(b, 3)->fills.v[3].tid);
}

static void the_path_fills_what_it_crosses(void **state)
{
	simx_bench *b = *state;
	bench_coin *c = &b->coins[0];
	c->n[1] = 2;
	c->level[1][0].sz = 200;
	c->level[1][1] = (rv_simx_level){ 1000300, 300 }; /* two ticks of 0.01 behind the best */
	const int64_t near =
		expect_resting(bench_place(b, 0, 0, true, "99.95", "3", RV_HL_TIF_GTC));
	const int64_t same =
		expect_resting(bench_place(b, 1, 0, true, "99.95", "4", RV_HL_TIF_GTC));
	const int64_t far = expect_resting(bench_place(b, 2, 0, true, "99.8", "1", RV_HL_TIF_GTC));
	c->hi = 1000000;
	c->lo = 999600; /* above all of them */
	bench_advance(b, 1000);
	assert_string_equal(bench_status(b, 0, near), "open");
	c->lo = 999500; /* touched: the best level's 2.00 to the older of the two */
	bench_advance(b, 1000);
	assert_int_equal(rv_simx_order_by_oid(bench_account(b, 0), near)->sz, 100);
	assert_int_equal(rv_simx_order_by_oid(bench_account(b, 1), same)->sz, 400);
	c->lo = 999300; /* gone through by the distance of the second level: 2.00 and 3.00 */
	bench_advance(b, 1000);
	assert_string_equal(bench_status(b, 0, near), "filled");
	assert_string_equal(bench_status(b, 1, same), "filled");
	assert_int_equal(bench_last_fill(b, 1)->px, 999500);
	assert_string_equal(bench_status(b, 2, far), "open");
	/* a sale, from below */
	const int64_t sale =
		expect_resting(bench_place(b, 3, 0, false, "100.4", "1", RV_HL_TIF_GTC));
	c->hi = 1004000;
	bench_advance(b, 1000);
	assert_string_equal(bench_status(b, 3, sale), "filled");
	assert_int_equal(bench_account(b, 3)->positions[0].szi, -100);
}

static void an_alo_never_takes(void **state)
{
	simx_bench *b = *state;
	const char *a = bench_place(b, 0, 0, true, "100.01", "1", RV_HL_TIF_ALO);
	bench_expect_error(a, "Post only order would have immediately matched, bbo was "
			      "99.99@100.01. asset=0");
	expect_resting(bench_place(b, 0, 0, true, "100", "1", RV_HL_TIF_ALO));
	a = bench_place(b, 1, 0, false, "100", "1", RV_HL_TIF_ALO);
	bench_expect_error(a, "Post only order would have immediately matched, bbo was "
			      "100@100.01. asset=0");
	assert_int_equal(bench_account(b, 1)->fills.n, 0);
}

static void own_orders_give_way(void **state)
{
	simx_bench *b = *state;
	const int64_t own = expect_resting(bench_place(b, 0, 0, false, "100", "2", RV_HL_TIF_GTC));
	const int64_t other =
		expect_resting(bench_place(b, 1, 0, false, "100", "1", RV_HL_TIF_GTC));
	expect_filled(bench_place(b, 0, 0, true, "100", "1", RV_HL_TIF_IOC), "1.0", "100.0");
	assert_string_equal(bench_status(b, 0, own), "selfTradeCanceled");
	assert_string_equal(bench_status(b, 1, other), "filled");
	assert_int_equal(bench_account(b, 0)->positions[0].szi, 100);
	/* nothing but its own order in reach: none is left, none was traded */
	expect_resting(bench_place(b, 0, 0, false, "100", "2", RV_HL_TIF_GTC));
	bench_expect_error(bench_place(b, 0, 0, true, "100", "1", RV_HL_TIF_IOC),
			   "Order could not immediately match against any resting orders. "
			   "asset=0");
	assert_int_equal(bench_account(b, 0)->n_open, 0);
}

static void reduce_only_shrinks_and_never_flips(void **state)
{
	simx_bench *b = *state;
	static const char increase[] = "Reduce only order would increase position. asset=0";
	bench_expect_error(bench_reduce(b, 0, 0, false, "99", "1", RV_HL_TIF_IOC), increase);
	expect_filled(bench_place(b, 0, 0, true, "101", "4", RV_HL_TIF_IOC), "4.0", "100.01");
	bench_expect_error(bench_reduce(b, 0, 0, true, "101", "1", RV_HL_TIF_IOC), increase);
	const int64_t resting =
		expect_resting(bench_reduce(b, 0, 0, false, "105", "9", RV_HL_TIF_GTC));
	const rv_simx_order *o = rv_simx_order_by_oid(bench_account(b, 0), resting);
	assert_int_equal(o->sz, 400); /* clamped */
	assert_int_equal(o->orig_sz, 900);
	expect_filled(bench_place(b, 0, 0, false, "99", "1.5", RV_HL_TIF_IOC), "1.5", "99.99");
	assert_int_equal(o->sz, 250); /* follows the position */
	assert_string_equal(bench_status(b, 0, resting), "open");
	expect_filled(bench_reduce(b, 0, 0, false, "99", "7", RV_HL_TIF_IOC), "2.5", "99.99");
	assert_int_equal(bench_account(b, 0)->positions[0].szi, 0);
	assert_string_equal(bench_status(b, 0, resting), "reduceOnlyCanceled");
}

static void ten_dollars_is_the_least(void **state)
{
	simx_bench *b = *state;
	static const char least[] = "Order must have minimum value of $10. asset=1";
	bench_expect_error(bench_place(b, 0, 1, true, "1.9999", "5", RV_HL_TIF_GTC), least);
	expect_resting(bench_place(b, 0, 1, true, "1.9998", "6", RV_HL_TIF_GTC));
	expect_filled(bench_place(b, 0, 1, true, "2.0001", "9", RV_HL_TIF_IOC), "9.0", "2.0001");
	/* a part of the position below the minimum, reduce-only or not */
	bench_expect_error(bench_reduce(b, 0, 1, false, "1.9999", "4", RV_HL_TIF_IOC), least);
	bench_expect_error(bench_place(b, 0, 1, false, "1.9999", "4", RV_HL_TIF_IOC), least);
	expect_filled(bench_place(b, 0, 1, false, "1.9999", "6", RV_HL_TIF_IOC), "6.0", "1.9999");
	/* 3 are left: all of them, or reduce-only and more */
	bench_expect_error(bench_place(b, 0, 1, false, "1.9999", "4", RV_HL_TIF_IOC), least);
	expect_filled(bench_reduce(b, 0, 1, false, "1.9999", "4", RV_HL_TIF_IOC), "3.0", "1.9999");
	expect_filled(bench_place(b, 0, 1, true, "2.5", "4", RV_HL_TIF_IOC), "4.0", "2.0001");
	expect_filled(bench_place(b, 0, 1, false, "1.9999", "4", RV_HL_TIF_IOC), "4.0", "1.9999");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		bench_test(an_ioc_takes_what_its_price_reaches),
		bench_test(a_gtc_fills_and_rests),
		bench_test(orders_meet_in_price_and_time),
		bench_test(the_path_fills_what_it_crosses),
		bench_test(an_alo_never_takes),
		bench_test(own_orders_give_way),
		bench_test(reduce_only_shrinks_and_never_flips),
		bench_test(ten_dollars_is_the_least),
	};
	return cmocka_run_group_tests_name("simx_match", tests, NULL, NULL);
}
