/* Lots and money by largest remainder: by hand and by properties over seeded random numbers. */
#include "engine/base/rng.h"
#include "engine/book/share.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

static void lots_by_hand(void **state)
{
	(void)state;
	/* 10 by 3 : 3 : 1 is 4.29, 4.29, 1.43: the remainder goes to the last */
	const int64_t w[] = { 3, 3, 1 };
	int64_t p[3];
	assert_int_equal(rv_share_lots(10, w, 3, p), RV_OK);
	assert_true(p[0] == 4 && p[1] == 4 && p[2] == 2);
	/* equal remainders: the lower index */
	const int64_t even[] = { 5, 5, 0 };
	assert_int_equal(rv_share_lots(7, even, 3, p), RV_OK);
	assert_true(p[0] == 4 && p[1] == 3 && p[2] == 0);
	assert_int_equal(rv_share_lots(0, even, 3, p), RV_OK);
	assert_true(p[0] == 0 && p[1] == 0 && p[2] == 0);
}

static void nothing_to_share_by(void **state)
{
	(void)state;
	const int64_t zero[2] = { 0, 0 }, below[2] = { 3, -1 };
	int64_t p[2] = { 9, 9 };
	assert_int_equal(rv_share_lots(5, below, 2, p), RV_EINVAL);
	assert_int_equal(rv_share_lots(-5, zero, 2, p), RV_EINVAL);
	assert_true(p[0] == 9 && p[1] == 9);
	assert_int_equal(rv_share_lots(5, zero, 2, p), RV_EINVAL);
	assert_true(p[0] == 0 && p[1] == 0);
	assert_int_equal(rv_share_lots(5, zero, 0, p), RV_EINVAL);
}

static void a_share_is_off_by_less_than_one(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 11, 0, 0);
	for (int k = 0; k < 20000; k++) {
		const size_t n = 1 + rv_rng_below(&r, 12);
		int64_t w[12], p[12], sum = 0;
		wide weights = 0;
		const uint64_t most = k % 3 == 0 ? INT64_MAX : k % 3 == 1 ? 20 : 100000;
		const int64_t lots = (int64_t)rv_rng_below(&r, most);
		for (size_t i = 0; i < n; i++) {
			w[i] = rv_rng_below(&r, 4) ? (int64_t)rv_rng_below(&r, most) : 0;
			weights += w[i];
		}
		if (weights == 0)
			continue;
		assert_int_equal(rv_share_lots(lots, w, n, p), RV_OK);
		for (size_t i = 0; i < n; i++) {
			const wide off = (wide)lots * w[i] - (wide)p[i] * weights;
			assert_true(off < weights && -off < weights);
			assert_true(p[i] >= 0 && (w[i] > 0 || p[i] == 0));
			sum += p[i];
		}
		assert_true(sum == lots);
	}
}

static void money_goes_by_size_and_keeps_its_sign(void **state)
{
	(void)state;
	const int64_t lots[RV_SUB_N] = { [RV_SUB_S5] = 30, [RV_SUB_S4P] = -10 };
	const int64_t none[RV_SUB_N] = { 0 }, least[RV_SUB_N] = { INT64_MIN };
	int64_t p[RV_SUB_N] = { 0 };
	assert_int_equal(rv_share_musd(-1001, lots, p), RV_OK);
	assert_true(p[RV_SUB_S5] == -751 && p[RV_SUB_S4P] == -250); /* 750.75, 250.25 */
	assert_int_equal(rv_share_musd(1001, lots, p), RV_OK);
	assert_true(p[RV_SUB_S5] == 751 && p[RV_SUB_S4P] == 250);
	assert_int_equal(rv_share_musd(INT64_MIN, lots, p), RV_ERANGE);
	assert_int_equal(rv_share_musd(5, least, p), RV_ERANGE);
	assert_int_equal(rv_share_musd(5, none, p), RV_EINVAL);
	assert_true(p[RV_SUB_S5] == 751);
}

/* S5 holds 30 long, S4p 10 short: the venue is paid for 20, S5 pays for 30, S4p receives for 10. */
static void funding_goes_by_what_each_held(void **state)
{
	(void)state;
	int64_t p[RV_SUB_N];
	const int64_t lots[RV_SUB_N] = { [RV_SUB_S5] = 30, [RV_SUB_S4P] = -10 };
	assert_int_equal(rv_share_funding(-2000, lots, p), RV_OK);
	assert_true(p[RV_SUB_S5] == -3000 && p[RV_SUB_S4P] == 1000);
	assert_int_equal(rv_share_funding(-2001, lots, p), RV_OK); /* 3001.5 and 1000.5 */
	assert_true(p[RV_SUB_S5] + p[RV_SUB_S4P] == -2001);
	assert_true(p[RV_SUB_S5] == -3001 && p[RV_SUB_S4P] == 1000);
	const int64_t flat[RV_SUB_N] = { [RV_SUB_S5] = 30, [RV_SUB_S4P] = -30 };
	assert_int_equal(rv_share_funding(0, flat, p), RV_OK);
	assert_true(p[RV_SUB_S5] == 0 && p[RV_SUB_S4P] == 0);
	assert_int_equal(rv_share_funding(7, flat, p), RV_OK); /* late: by size */
	assert_true(p[RV_SUB_S5] == 4 && p[RV_SUB_S4P] == 3);
	const int64_t none[RV_SUB_N] = { 0 };
	assert_int_equal(rv_share_funding(-7, none, p), RV_OK);
	assert_true(p[RV_SUB_RESIDUE] == -7 && p[RV_SUB_S5] == 0);
}

static void funding_sums_to_the_payment(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 12, 0, 0);
	for (int k = 0; k < 20000; k++) {
		int64_t lots[RV_SUB_N], p[RV_SUB_N], net = 0, sum = 0;
		const int64_t musd = (int64_t)rv_rng_below(&r, 2000001) - 1000000;
		for (size_t i = 0; i < RV_SUB_N; i++) {
			lots[i] = rv_rng_below(&r, 2) ? (int64_t)rv_rng_below(&r, 9001) - 4500 : 0;
			net += lots[i];
		}
		assert_int_equal(rv_share_funding(musd, lots, p), RV_OK);
		for (size_t i = 0; i < RV_SUB_N; i++) {
			sum += p[i];
			/* its own lots' funding, off by less than a micro-USD */
			if (net != 0)
				assert_true(llabs(p[i] * net - musd * lots[i]) < llabs(net));
		}
		assert_true(sum == musd);
	}
}

static void a_close_closes_what_each_holds(void **state)
{
	(void)state;
	int64_t p[RV_SUB_N];
	const int64_t lots[RV_SUB_N] = { [RV_SUB_S5] = 30, [RV_SUB_S4P] = -11 };
	assert_int_equal(rv_share_net(-19, lots, p), RV_OK);
	assert_true(p[RV_SUB_S5] == -30 && p[RV_SUB_S4P] == 11);
	assert_int_equal(rv_share_net(-9, lots, p), RV_OK); /* 14.21 and 5.21: sold 14, bought 5 */
	assert_true(p[RV_SUB_S5] == -14 && p[RV_SUB_S4P] == 5);
	const int64_t flat[RV_SUB_N] = { [RV_SUB_S5] = 30, [RV_SUB_S4P] = -30 };
	assert_int_equal(rv_share_net(1, flat, p), RV_EINVAL);
	assert_true(p[RV_SUB_S5] == -14);
	rv_rng r;
	rv_rng_seed(&r, 13, 0, 0);
	for (int k = 0; k < 5000; k++) {
		int64_t held[RV_SUB_N], net = 0;
		for (size_t i = 0; i < RV_SUB_N; i++) {
			held[i] = (int64_t)rv_rng_below(&r, 401) - 200;
			net += held[i];
		}
		if (net == 0)
			continue;
		const int64_t most = llabs(net), by = (int64_t)rv_rng_below(&r, (uint64_t)most) + 1;
		assert_int_equal(rv_share_net(net < 0 ? by : -by, held, p), RV_OK);
		for (size_t i = 0; i < RV_SUB_N; i++)
			assert_true(held[i] < 0 ? p[i] >= 0 && p[i] <= -held[i]
						: p[i] <= 0 && p[i] >= -held[i]);
	}
}

static void the_ends_of_the_integers(void **state)
{
	(void)state;
	int64_t p[RV_SUB_N] = { 5 };
	const int64_t big[RV_SUB_N] = { INT64_MAX, -INT64_MAX + 1 };
	const int64_t over[RV_SUB_N] = { INT64_MAX, INT64_MAX };
	assert_int_equal(rv_share_funding(1, big, p), RV_OK);
	assert_true(p[0] == INT64_MAX && p[1] == -INT64_MAX + 1);
	assert_int_equal(rv_share_funding(2, big, p), RV_ERANGE);
	assert_int_equal(rv_share_funding(INT64_MIN, big, p), RV_ERANGE);
	const int64_t flat[RV_SUB_N] = { 1, -1 };
	assert_int_equal(rv_share_funding(INT64_MIN, flat, p), RV_ERANGE);
	assert_true(p[0] == INT64_MAX);
	assert_int_equal(rv_share_funding(-3, over, p), RV_OK); /* a net beyond int64 */
	assert_true(p[0] == -1 && p[1] == -2);
	const int64_t huge[3] = { INT64_MAX, INT64_MAX, INT64_MAX };
	int64_t q[3];
	assert_int_equal(rv_share_lots(INT64_MAX, huge, 3, q), RV_OK);
	assert_true(q[0] + q[1] + q[2] == INT64_MAX && q[0] - q[2] <= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lots_by_hand),
		cmocka_unit_test(nothing_to_share_by),
		cmocka_unit_test(a_share_is_off_by_less_than_one),
		cmocka_unit_test(money_goes_by_size_and_keeps_its_sign),
		cmocka_unit_test(funding_goes_by_what_each_held),
		cmocka_unit_test(funding_sums_to_the_payment),
		cmocka_unit_test(a_close_closes_what_each_holds),
		cmocka_unit_test(the_ends_of_the_integers),
	};
	return cmocka_run_group_tests_name("engine/book/share", tests, NULL, NULL);
}
