/*
 * Fills among sub-books: by hand, and properties that hold whatever the numbers are, over seeded
 * random orders cut into random fills.
 */
#include "engine/base/rng.h"
#include "engine/book/split.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

static int64_t sum_of(const int64_t v[RV_SUB_N])
{
	int64_t sum = 0;
	for (size_t i = 0; i < RV_SUB_N; i++)
		sum += v[i];
	return sum;
}

static int64_t fill(rv_split *s, int64_t lots, int64_t part[RV_SUB_N])
{
	int64_t crossed = -7;
	assert_int_equal(rv_split_fill(s, lots, part, &crossed), RV_OK);
	assert_true(sum_of(part) == lots);
	return crossed;
}

/* S5 buys 10, S3 buys 5, S4m sells 6: an order of 9 with 6 inside. */
static void by_hand(void **state)
{
	(void)state;
	rv_split s = { .want = { [RV_SUB_S5] = 10, [RV_SUB_S4M] = -6, [RV_SUB_S3] = 5 } };
	int64_t net = 0, cross = 0, p[RV_SUB_N], t[RV_SUB_N];
	assert_int_equal(rv_split_net(&s, &net), RV_OK);
	assert_int_equal(rv_split_cross(&s, &cross), RV_OK);
	assert_true(net == 9 && cross == 6);
	/* 3 of 9: a third of 6 crosses; 5 lots are shared 10 : 5, that is 3.33 and 1.67 */
	assert_true(fill(&s, 3, p) == 2);
	assert_true(p[RV_SUB_S5] == 3 && p[RV_SUB_S3] == 2 && p[RV_SUB_S4M] == -2);
	/* of those 5, 2 came from inside: shared 3 : 2, 1.2 and 0.8 */
	assert_int_equal(rv_split_traded(p, t), RV_OK);
	assert_true(t[RV_SUB_S5] == 2 && t[RV_SUB_S3] == 1 && t[RV_SUB_S4M] == 0);
	/* 1 more: 4/9 of 6 is 2.67, 3 have crossed by then; of 7 lots 4.67 and 2.33 are due */
	assert_true(fill(&s, 1, p) == 1);
	assert_true(p[RV_SUB_S5] == 2 && p[RV_SUB_S3] == 0 && p[RV_SUB_S4M] == -1);
	/* the rest, and 4 that nobody ordered */
	assert_true(fill(&s, 9, p) == 3);
	assert_true(p[RV_SUB_S5] == 5 && p[RV_SUB_S3] == 3 && p[RV_SUB_S4M] == -3);
	assert_true(p[RV_SUB_RESIDUE] == 4);
	/* 4 : nobody's lots crossed with nobody; 5 + 3 gave the 3, 1.875 and 1.125 */
	assert_int_equal(rv_split_traded(p, t), RV_OK);
	assert_true(t[RV_SUB_S5] == 3 && t[RV_SUB_S3] == 2 && t[RV_SUB_RESIDUE] == 4);
	assert_true(fill(&s, 2, p) == 0 && p[RV_SUB_RESIDUE] == 2);
	assert_true(fill(&s, -3, p) == 0 && p[RV_SUB_RESIDUE] == -3);
}

static void against_the_order_is_nobodys(void **state)
{
	(void)state;
	rv_split s = { .want = { [RV_SUB_S5] = -10, [RV_SUB_OP] = 3 } };
	const rv_split before = s;
	int64_t p[RV_SUB_N];
	assert_true(fill(&s, 4, p) == 0 && p[RV_SUB_RESIDUE] == 4);
	assert_memory_equal(&before, &s, sizeof(s));
	assert_true(fill(&s, -7, p) == 3 && p[RV_SUB_S5] == -10 && p[RV_SUB_OP] == 3);
	rv_split none = { .want = { [RV_SUB_S5] = -10, [RV_SUB_OP] = 10 } };
	assert_true(fill(&none, 2, p) == 0 && p[RV_SUB_RESIDUE] == 2);
	assert_true(none.want[RV_SUB_OP] == 10);
	assert_int_equal(rv_split_inside(&none, 11, p), RV_EINVAL);
	assert_int_equal(rv_split_inside(&none, 0, p), RV_EINVAL);
	assert_int_equal(rv_split_inside(&none, 4, p), RV_OK);
	assert_true(p[RV_SUB_S5] == -4 && p[RV_SUB_OP] == 4 && sum_of(p) == 0);
	assert_int_equal(rv_split_inside(&none, 6, p), RV_OK);
	assert_true(none.want[RV_SUB_S5] == 0 && none.want[RV_SUB_OP] == 0);
}

/* What RESIDUE itself wants closed is an order as any other. */
static void residue_may_want(void **state)
{
	(void)state;
	rv_split s = { .want = { [RV_SUB_RESIDUE] = -30, [RV_SUB_S5] = 20 } };
	int64_t p[RV_SUB_N], t[RV_SUB_N];
	assert_true(fill(&s, -4, p) == 8);
	assert_true(p[RV_SUB_RESIDUE] == -12 && p[RV_SUB_S5] == 8);
	assert_int_equal(rv_split_traded(p, t), RV_OK);
	assert_true(t[RV_SUB_RESIDUE] == -4 && t[RV_SUB_S5] == 0);
	assert_true(fill(&s, -9, p) == 12); /* 6 and 3 too many */
	assert_true(p[RV_SUB_RESIDUE] == -21 && p[RV_SUB_S5] == 12);
}

/*
 * 20 of 40 are filled, S4r and S4p are ahead with 4 of 5 each. Of 21 the others are due 6.3, 5.25
 * and 4.2 and have 5, 4 and 3: whole lots would be three, one is there, and S5 is owed most.
 */
static void who_is_ahead_waits(void **state)
{
	(void)state;
	rv_split s = { .want = { [RV_SUB_S5] = 7,
				 [RV_SUB_S4M] = 6,
				 [RV_SUB_S4R] = 1,
				 [RV_SUB_S4P] = 1,
				 [RV_SUB_S3] = 5 },
		       .got = { [RV_SUB_S5] = 5,
				[RV_SUB_S4M] = 4,
				[RV_SUB_S4R] = 4,
				[RV_SUB_S4P] = 4,
				[RV_SUB_S3] = 3 } };
	int64_t p[RV_SUB_N];
	assert_true(fill(&s, 1, p) == 0 && p[RV_SUB_S5] == 1);
	/* of 24: 7.2, 6, 4.8, owed 1.2, 2, 1.8: one of four whole lots is too many, and S4m without
	 * it is owed 1, where S5 would be owed 1.2 */
	assert_true(fill(&s, 3, p) == 0);
	assert_true(p[RV_SUB_S5] == 1 && p[RV_SUB_S4M] == 1 && p[RV_SUB_S3] == 1);
}

/* S3 is ahead, the others are owed 1.33 each and one lot is there: of equals the first has it. */
static void of_equals_the_first_is_served(void **state)
{
	(void)state;
	rv_split s = { .want = { [RV_SUB_S5] = 4, [RV_SUB_S4M] = 4, [RV_SUB_S3] = 1 },
		       .got = { [RV_SUB_S3] = 3 } };
	int64_t p[RV_SUB_N];
	assert_true(fill(&s, 1, p) == 0);
	assert_true(p[RV_SUB_S5] == 1 && p[RV_SUB_S4M] == 0 && p[RV_SUB_S3] == 0);
}

/* ---- properties ---- */

static int64_t draw(rv_rng *r, int64_t most)
{
	return (int64_t)rv_rng_below(r, (uint64_t)most) + 1;
}

/* Few or many sub-books, small or huge wants, one-sided or opposed. */
static rv_split random_order(rv_rng *r)
{
	rv_split s;
	memset(&s, 0, sizeof(s));
	const int64_t size[] = { 3, 40, 5000, INT64_C(1) << 40, INT64_MAX / RV_SUB_N };
	const int64_t most = size[rv_rng_below(r, LEN(size))];
	const uint64_t opposed = rv_rng_below(r, 3);
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (rv_rng_below(r, 2) == 0)
			s.want[i] = draw(r, most) * (rv_rng_below(r, 3) < opposed ? -1 : 1);
	}
	return s;
}

static int64_t next_fill(rv_rng *r, int64_t left)
{
	const int64_t size = left < 0 ? -left : left;
	const uint64_t how = rv_rng_below(r, 4);
	int64_t lots = how == 0 ? 1 : draw(r, how == 1 ? size : size / 5 + 1);
	if (how == 3 && size > 40)
		lots = size / 30 + draw(r, 7);
	lots = lots < size ? lots : size;
	return left < 0 ? -lots : lots;
}

/* What has crossed is the order's share of what can, within half a lot. */
static void check_crossed(int64_t crossed, int64_t cross, int64_t filled, int64_t net)
{
	const wide off = (wide)crossed * llabs(net) - (wide)cross * llabs(filled);
	assert_true(2 * (off < 0 ? -off : off) <= llabs(net));
}

/* Shares of a side: whoever wanted more never has less than the share of it, within two lots. */
static void check_shares(const rv_split *first, const int64_t had[RV_SUB_N], int dir)
{
	wide whole = 0, done = 0;
	for (size_t i = 0; i < RV_SUB_N; i++) {
		whole += dir * first->want[i] > 0 ? dir * first->want[i] : 0;
		done += dir * first->want[i] > 0 ? dir * had[i] : 0;
	}
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (dir * first->want[i] <= 0)
			continue;
		/* off / whole lots; the products fit because both are below 2^63 */
		const wide off = dir * (wide)had[i] * whole - dir * (wide)first->want[i] * done;
		assert_true((off < 0 ? -off : off) / whole < 2);
	}
}

static void check_step(const rv_split *before, const rv_split *after, const int64_t part[RV_SUB_N])
{
	for (size_t i = 0; i < RV_SUB_N; i++) {
		assert_true(after->want[i] == before->want[i] - part[i]);
		assert_true(after->got[i] == before->got[i] + part[i]);
		/* never against what is wanted, never more than it */
		assert_true(before->want[i] < 0 ? part[i] <= 0 && after->want[i] <= 0
						: part[i] >= 0 && after->want[i] >= 0);
	}
}

/* crossed < 0: not compared. What RESIDUE sells inside and gets beyond the order nets in its part.
 */
static void check_traded(const int64_t part[RV_SUB_N], int64_t lots, int64_t crossed)
{
	int64_t t[RV_SUB_N], inside = 0;
	assert_int_equal(rv_split_traded(part, t), RV_OK);
	assert_true(sum_of(t) == lots);
	for (size_t i = 0; i < RV_SUB_N; i++) {
		assert_true(lots < 0 ? t[i] <= 0 && t[i] >= (part[i] < 0 ? part[i] : 0)
				     : t[i] >= 0 && t[i] <= (part[i] > 0 ? part[i] : 0));
		inside += llabs(part[i] - t[i]);
	}
	assert_true(crossed < 0 || inside == 2 * crossed);
}

static void whole_order(rv_rng *r)
{
	rv_split s = random_order(r);
	const rv_split first = s;
	int64_t net = 0, cross = 0, crossed = 0, filled = 0, had[RV_SUB_N] = { 0 };
	assert_int_equal(rv_split_net(&s, &net), RV_OK);
	assert_int_equal(rv_split_cross(&s, &cross), RV_OK);
	while (filled != net) {
		const rv_split before = s;
		int64_t part[RV_SUB_N];
		const int64_t lots = next_fill(r, net - filled), c = fill(&s, lots, part);
		check_step(&before, &s, part);
		check_traded(part, lots, c);
		filled += lots;
		crossed += c;
		for (size_t i = 0; i < RV_SUB_N; i++)
			had[i] += part[i];
		check_crossed(crossed, cross, filled, net);
		check_shares(&first, had, 1);
		check_shares(&first, had, -1);
	}
	if (net == 0)
		return;
	assert_true(crossed == cross);
	assert_memory_equal(had, first.want, sizeof(had)); /* each has exactly his want */
	for (size_t i = 0; i < RV_SUB_N; i++)
		assert_true(s.want[i] == 0);
}

static void each_gets_exactly_what_it_wanted(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 1, 0);
	for (int i = 0; i < 3000; i++)
		whole_order(&r);
}

/*
 * Crossing at the order's average price: sum of crossed lots x price of each fill against all
 * crossed lots x average. Half a lot at each step bounds it by half of what the price has moved
 * about (summation by parts).
 */
static void crosses_at_the_average_price(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 2, 0);
	for (int n = 0; n < 300; n++) {
		rv_split s = { .want = { [RV_SUB_S5] = 4000 + draw(&r, 9000),
					 [RV_SUB_S4R] = draw(&r, 500),
					 [RV_SUB_S3] = -draw(&r, 3999) } };
		int64_t net = 0, cross = 0, px = 100000, moved = 0, value = 0, inside = 0;
		assert_int_equal(rv_split_net(&s, &net), RV_OK);
		assert_int_equal(rv_split_cross(&s, &cross), RV_OK);
		for (int64_t left = net, was = px; left > 0; was = px) {
			int64_t part[RV_SUB_N];
			const int64_t lots = next_fill(&r, left), c = fill(&s, lots, part);
			px += draw(&r, 401) - 201;
			moved += left == net ? 0 : llabs(px - was);
			value += lots * px;
			inside += c * px;
			left -= lots;
		}
		/* |inside - cross * value / net| <= moved / 2 */
		const wide off = (wide)inside * net - (wide)cross * value;
		assert_true(2 * (off < 0 ? -off : off) <= (wide)moved * net);
	}
}

/* The same fills in another order: other parts on the way, the same sums at the end. */
static void the_order_of_fills_does_not_matter(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 3, 0);
	for (int n = 0; n < 300; n++) {
		const rv_split first = random_order(&r);
		rv_split a = first, b = first;
		int64_t fills[400], net = 0, ca = 0, cb = 0, p[RV_SUB_N];
		size_t k = 0;
		assert_int_equal(rv_split_net(&first, &net), RV_OK);
		for (int64_t left = net; left != 0 && k < LEN(fills); left -= fills[k++])
			fills[k] = k + 1 == LEN(fills) ? left : next_fill(&r, left);
		for (size_t i = 0; i < k; i++) {
			ca += fill(&a, fills[i], p);
			cb += fill(&b, fills[k - 1 - i], p);
		}
		assert_true(ca == cb);
		assert_memory_equal(&a, &b, sizeof(a));
	}
}

/* Late, foreign and doubled fills at random: what the sub-books have sums to what was filled. */
static void sums_hold_whatever_comes(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 4, 0);
	for (int n = 0; n < 400; n++) {
		rv_split s = random_order(&r);
		for (size_t i = 0; i < RV_SUB_N; i++)
			s.want[i] %= 5000;
		int64_t filled = 0, had[RV_SUB_N] = { 0 };
		const rv_split first = s;
		for (int k = 0; k < 40; k++) {
			int64_t part[RV_SUB_N], can = 0;
			const int64_t lots = draw(&r, 900) * (rv_rng_below(&r, 2) ? 1 : -1);
			assert_int_equal(rv_split_cross(&s, &can), RV_OK);
			const bool cross = k % 7 == 6 && can > 0;
			if (cross) {
				assert_int_equal(rv_split_inside(&s, draw(&r, can), part), RV_OK);
			} else {
				(void)fill(&s, lots, part);
				check_traded(part, lots, -1);
			}
			filled += cross ? 0 : lots;
			for (size_t i = 0; i < RV_SUB_N; i++)
				had[i] += part[i];
			assert_true(sum_of(had) == filled);
		}
		for (size_t i = 0; i < RV_SUB_N; i++) {
			assert_true(first.want[i] == s.want[i] + s.got[i]);
			assert_true(i == RV_SUB_RESIDUE || had[i] == s.got[i]);
		}
	}
}

static void the_ends_of_the_integers(void **state)
{
	(void)state;
	rv_split s = { .want = { [RV_SUB_S5] = INT64_MAX, [RV_SUB_S3] = -INT64_MAX + 1 } };
	int64_t p[RV_SUB_N], net = 0, cross = 0, crossed = 0;
	assert_int_equal(rv_split_net(&s, &net), RV_OK);
	assert_int_equal(rv_split_cross(&s, &cross), RV_OK);
	assert_true(net == 1 && cross == INT64_MAX - 1);
	assert_true(fill(&s, 1, p) == INT64_MAX - 1);
	assert_true(p[RV_SUB_S5] == INT64_MAX && p[RV_SUB_S3] == -INT64_MAX + 1);
	rv_split sell = { .want = { [RV_SUB_S5] = INT64_MIN + 2, [RV_SUB_H] = -1 } };
	assert_true(fill(&sell, -INT64_MAX + 5, p) == 0);
	assert_true(fill(&sell, -5, p) == 0 && sell.want[RV_SUB_S5] == 0 &&
		    sell.want[RV_SUB_H] == 0);
	assert_true(fill(&sell, -INT64_MAX, p) == 0 && p[RV_SUB_RESIDUE] == -INT64_MAX);
	rv_split more = { .want = { [RV_SUB_S5] = INT64_MAX, [RV_SUB_H] = 1 } };
	const rv_split before = more;
	assert_int_equal(rv_split_net(&more, &net), RV_ERANGE);
	assert_int_equal(rv_split_cross(&more, &cross), RV_ERANGE);
	assert_int_equal(rv_split_fill(&more, 1, p, &crossed), RV_ERANGE);
	assert_int_equal(rv_split_inside(&more, 1, p), RV_ERANGE);
	assert_memory_equal(&before, &more, sizeof(more));
	/* RESIDUE's own want and what was not ordered do not fit together */
	rv_split r = { .want = { [RV_SUB_RESIDUE] = INT64_MAX, [RV_SUB_S5] = -INT64_MAX + 9 } };
	assert_int_equal(rv_split_fill(&r, INT64_MAX, p, &crossed), RV_ERANGE);
	assert_true(r.want[RV_SUB_RESIDUE] == INT64_MAX && r.got[RV_SUB_RESIDUE] == 0);
}

static void refuses_and_stays_as_it_was(void **state)
{
	(void)state;
	rv_split s = { .want = { [RV_SUB_S5] = 4 } };
	int64_t p[RV_SUB_N] = { 77 }, crossed = 78;
	assert_int_equal(rv_split_fill(&s, 0, p, &crossed), RV_EINVAL);
	assert_int_equal(rv_split_fill(&s, INT64_MIN, p, &crossed), RV_EINVAL);
	s.got[RV_SUB_S5] = -5; /* has sold 5 of an order to buy 4 */
	assert_int_equal(rv_split_fill(&s, 1, p, &crossed), RV_EDATA);
	assert_int_equal(rv_split_fill(&s, -1, p, &crossed), RV_EDATA);
	assert_true(p[0] == 77 && crossed == 78 && s.want[RV_SUB_S5] == 4);
	const int64_t two[RV_SUB_N] = { INT64_MAX, 1 }, least[RV_SUB_N] = { INT64_MIN };
	assert_int_equal(rv_split_traded(two, p), RV_ERANGE);
	assert_int_equal(rv_split_traded(least, p), RV_ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(against_the_order_is_nobodys),
		cmocka_unit_test(residue_may_want),
		cmocka_unit_test(who_is_ahead_waits),
		cmocka_unit_test(of_equals_the_first_is_served),
		cmocka_unit_test(each_gets_exactly_what_it_wanted),
		cmocka_unit_test(crosses_at_the_average_price),
		cmocka_unit_test(the_order_of_fills_does_not_matter),
		cmocka_unit_test(sums_hold_whatever_comes),
		cmocka_unit_test(the_ends_of_the_integers),
		cmocka_unit_test(refuses_and_stays_as_it_was),
	};
	return cmocka_run_group_tests_name("engine/book/split", tests, NULL, NULL);
}
