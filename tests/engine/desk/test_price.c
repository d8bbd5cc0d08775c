/*
 * Prices and sizes: the venue's own examples, tests/oracle/price.py, that rounding is never worse
 * than what was meant, and each edge by one unit.
 */
#include "engine/base/rng.h"
#include "engine/desk/price.h"
#include "tests/oracle/price_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>

/* The examples of the venue's documentation. */
static void legal_as_the_venue_says(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int sz;
		bool legal;
	} cases_here[] = {
		{ "1234.5", 1, true },	  { "1234.56", 1, false }, { "0.001234", 0, true },
		{ "0.01234", 1, true },	  { "123456", 0, true },   { "123456", 5, true },
		{ "12345.6", 1, false },  { "12345", 1, true },	   { "99999", 2, true },
		{ "100000", 2, true },	  { "100001", 2, true },   { "0.12345", 1, true },
		{ "0.123456", 0, false }, { "7", 6, true },
	};
	for (size_t i = 0; i < LEN(cases_here); i++) {
		const double usd = strtod(cases_here[i].text, NULL);
		int64_t px = 0;
		assert_int_equal(rv_px_units(usd, cases_here[i].sz, &px), RV_OK);
		if (rv_px_legal(px, cases_here[i].sz) != cases_here[i].legal)
			fail_msg("%s with %d size decimals", cases_here[i].text, cases_here[i].sz);
	}
	assert_false(rv_px_legal(0, 2));
	assert_false(rv_px_legal(-100, 2));
	assert_false(rv_px_legal(100, -1));
	assert_false(rv_px_legal(100, 7));
}

static void snaps_to_the_grid(void **state)
{
	(void)state;
	static const struct {
		int64_t px;
		int sz;
		int64_t down, up;
	} cases_here[] = {
		{ 1234567, 2, 1234500, 1234600 }, /* 123.4567: 123.45, 123.46 */
		{ 1234500, 2, 1234500, 1234500 },
		{ 9999991, 2, 9999900, 10000000 },	   /* 999.9991: 999.99, 1000 */
		{ 1234567891, 2, 1234560000, 1234570000 }, /* 123456.7891: whole USD */
		{ 12345, 0, 12345, 12345 },
		{ 123456, 0, 123450, 123460 },
		{ 1234567, 6, 1234567, 1234567 }, /* whole USD by themselves */
		{ 1, 3, 1, 1 },
	};
	for (size_t i = 0; i < LEN(cases_here); i++) {
		assert_true(rv_px_snap(cases_here[i].px, cases_here[i].sz, RV_DEC_DOWN) ==
			    cases_here[i].down);
		assert_true(rv_px_snap(cases_here[i].px, cases_here[i].sz, RV_DEC_UP) ==
			    cases_here[i].up);
	}
	assert_true(rv_px_snap(1234550, 2, RV_DEC_NEAREST) == 1234600);
	assert_true(rv_px_snap(1234549, 2, RV_DEC_NEAREST) == 1234500);
	assert_true(rv_px_snap(0, 2, RV_DEC_UP) == 0 && rv_px_snap(5, 7, RV_DEC_UP) == 0);
	assert_true(rv_px_snap(INT64_MAX, 0, RV_DEC_UP) == 0); /* none there */
}

static void limits_are_those_of_the_oracle(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_side side = cases[i].side < 0 ? RV_SELL : RV_BUY;
		const double usd = cases[i].usd, b = cases[i].b;
		const double bid = side == RV_SELL ? usd : NAN, ask = side == RV_BUY ? usd : NAN;
		int64_t px = 0;
		rv_status st = RV_EINVAL;
		if (cases[i].kind == 0)
			st = rv_px_limit(usd, side, cases[i].sz, &px);
		else if (cases[i].kind == 1)
			st = rv_px_ioc(side, bid, ask, b, cases[i].sz, &px);
		else
			st = rv_px_collar(side, usd, b / 1e4, cases[i].sz, &px);
		assert_int_equal(st, RV_OK);
		if (px != cases[i].want)
			fail_msg("case %zu: %lld, expected %lld", i, (long long)px,
				 (long long)cases[i].want);
		assert_true(rv_px_legal(px, cases[i].sz));
	}
}

/* In the largest grid a legal price differs by one part in 10^4 from the next. */
static void rounding_is_never_worse(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 1, 0);
	for (int i = 0; i < 200000; i++) {
		const int sz = (int)rv_rng_below(&r, 6);
		const double usd = exp(log(1e-3) + rv_rng_uniform(&r) * log(1e9));
		int64_t buy = 0, sell = 0;
		const double unit = pow(10.0, sz - 6);
		const bool low = rv_px_limit(usd, RV_BUY, sz, &buy) == RV_OK;
		assert_int_equal(rv_px_limit(usd, RV_SELL, sz, &sell), RV_OK);
		const double slack = usd * 1e-15;
		assert_true(rv_px_legal(sell, sz) && (double)sell * unit >= usd - slack);
		assert_true((double)sell * unit <= usd * 1.0001 + unit);
		if (!low) {
			assert_true(usd < unit); /* under the finest price there is */
			continue;
		}
		assert_true(rv_px_legal(buy, sz) && (double)buy * unit <= usd + slack);
		assert_true((double)buy * unit >= usd * 0.9999 - unit);
		assert_true(rv_px_snap(buy, sz, RV_DEC_DOWN) == buy);
	}
}

static void nothing_is_priced_from_what_is_not_known(void **state)
{
	(void)state;
	static const double bad[] = { NAN, INFINITY, -INFINITY, 0.0, -1.5, 1e300 };
	int64_t px = 7;
	for (size_t i = 0; i < LEN(bad); i++) {
		assert_int_equal(rv_px_limit(bad[i], RV_BUY, 2, &px), RV_ERANGE);
		assert_int_equal(rv_px_units(bad[i], 2, &px), RV_ERANGE);
		assert_int_equal(rv_px_ioc(RV_BUY, 100.0, bad[i], 20, 2, &px), RV_ERANGE);
		assert_int_equal(rv_px_ioc(RV_SELL, bad[i], 100.0, 20, 2, &px), RV_ERANGE);
		assert_int_equal(rv_px_collar(RV_BUY, bad[i], 0.01, 2, &px), RV_ERANGE);
	}
	assert_int_equal(rv_px_ioc(RV_BUY, 100, 101, -1, 2, &px), RV_ERANGE);
	assert_int_equal(rv_px_ioc(RV_BUY, 100, 101, NAN, 2, &px), RV_ERANGE);
	assert_int_equal(rv_px_collar(RV_SELL, 100, 1.0, 2, &px), RV_ERANGE); /* to zero */
	assert_int_equal(rv_px_collar(RV_SELL, 100, NAN, 2, &px), RV_ERANGE);
	assert_int_equal(rv_px_limit(100, RV_BUY, 7, &px), RV_ERANGE);
	assert_int_equal(rv_px_limit(100, RV_BUY, -1, &px), RV_ERANGE);
	assert_int_equal(rv_px_limit(1e-7, RV_BUY, 0, &px), RV_ERANGE); /* rounds to nothing */
	assert_int_equal(rv_px_units(1e-7, 0, &px), RV_ERANGE);
	assert_int_equal(rv_px_units(100, 7, &px), RV_ERANGE);
	assert_int_equal(rv_px_units(100, -1, &px), RV_ERANGE);
	assert_true(px == 7);
	assert_int_equal(rv_px_limit(1e-7, RV_SELL, 0, &px), RV_OK);
	assert_true(px == 1);
}

static void the_less_aggressive_of_two(void **state)
{
	(void)state;
	assert_true(rv_px_worse(RV_BUY, 101, 100) && !rv_px_worse(RV_BUY, 100, 100));
	assert_true(rv_px_worse(RV_SELL, 99, 100) && !rv_px_worse(RV_SELL, 100, 100));
	assert_true(rv_px_tighter(RV_BUY, 101, 100) == 100);
	assert_true(rv_px_tighter(RV_BUY, 99, 100) == 99);
	assert_true(rv_px_tighter(RV_SELL, 99, 100) == 100);
}

/* 75 bp against 1.5 x half of the hour's sigma: equal at sigma_hour = 0.01. */
static void width_of_the_collar(void **state)
{
	(void)state;
	assert_close("bps", rv_collar_width(75, 1.5, 0.009), 0.0075, 1e-15);
	assert_close("equal", rv_collar_width(75, 1.5, 0.01), 0.0075, 1e-15);
	assert_close("sigma", rv_collar_width(75, 1.5, 0.012), 0.009, 1e-15);
	assert_close("unknown", rv_collar_width(75, 1.5, NAN), 0.0075, 1e-15);
	assert_close("absurd", rv_collar_width(75, 1.5, INFINITY), 0.0075, 1e-15);
	assert_close("negative", rv_collar_width(75, 1.5, -3), 0.0075, 1e-15);
}

/* A spread of 0.2 around 100 is 20 bp. */
static void how_far_a_mid_may_drift(void **state)
{
	(void)state;
	assert_close("bps", rv_drift_most_bps(10, 1.5, 0.35, 99.99, 100.01, 0.001), 10, 1e-12);
	assert_close("spread", rv_drift_most_bps(10, 1.5, 0.35, 99.9, 100.1, 0.001), 30, 1e-9);
	assert_close("sigma", rv_drift_most_bps(10, 1.5, 0.35, 99.9, 100.1, 0.01), 35, 1e-9);
	assert_close("unknown", rv_drift_most_bps(10, 1.5, 0.35, NAN, 100.1, NAN), 10, 1e-12);
	assert_close("crossed", rv_drift_most_bps(10, 1.5, 0.35, 101, 99, -1), 10, 1e-12);
	assert_close("against a buy", rv_drift_bps(RV_BUY, 100, 100.1), 10, 1e-9);
	assert_close("for a sell", rv_drift_bps(RV_SELL, 100, 100.1), -10, 1e-9);
	assert_true(isnan(rv_drift_bps(RV_BUY, NAN, 100)));
	assert_true(isnan(rv_drift_bps(RV_BUY, 100, 0)));
}

/* SOL at 150.00 is 1,500,000 units; a lot of 0.01 costs 1.50 USD. */
static void sizes_are_rounded_down(void **state)
{
	(void)state;
	assert_true(rv_size_of_notional(1500 * RV_MUSD, 1500000) == 1000);
	assert_true(rv_size_of_notional(1500 * RV_MUSD - 1, 1500000) == 999);
	assert_true(rv_size_of_notional(1499999, 1500000) == 0);
	assert_true(rv_size_of_notional(0, 1500000) == 0);
	assert_true(rv_size_of_notional(-5, 1500000) == 0);
	assert_true(rv_size_of_notional(5, 0) == 0);
}

static void closing_never_flips(void **state)
{
	(void)state;
	rv_side side = RV_BUY;
	assert_true(rv_size_close(250, 0, &side) == 250 && side == RV_SELL);
	assert_true(rv_size_close(-250, 0, &side) == 250 && side == RV_BUY);
	assert_true(rv_size_close(-250, 249, &side) == 249);
	assert_true(rv_size_close(-250, 251, &side) == 250);
	side = RV_SELL;
	assert_true(rv_size_close(0, 5, &side) == 0 && side == RV_SELL);
	assert_true(rv_size_close(-250, -1, &side) == 0 && side == RV_SELL);
	assert_true(rv_size_close(INT64_MIN, 0, &side) == INT64_MAX);
}

/* 10 USD at 1.25 USD a lot is 8 lots. */
static void the_least_order(void **state)
{
	(void)state;
	const int64_t min = 10 * RV_MUSD, px = 1250000;
	assert_true(rv_size_enough(8, px, min, 0, RV_BUY, false));
	assert_false(rv_size_enough(7, px, min, 0, RV_BUY, false));
	assert_true(rv_size_enough(8, px, min, 0, RV_BUY, false));
	assert_false(rv_size_enough(8, px - 1, min, 0, RV_BUY, false));
	assert_true(rv_size_enough(7, px, min, 7, RV_SELL, true)); /* closes all */
	assert_true(rv_size_enough(7, px, min, -7, RV_BUY, true));
	assert_false(rv_size_enough(6, px, min, 7, RV_SELL, true));  /* a part of it */
	assert_false(rv_size_enough(7, px, min, 7, RV_SELL, false)); /* may flip */
	assert_false(rv_size_enough(7, px, min, 7, RV_BUY, true));   /* adds */
	assert_false(rv_size_enough(0, px, 0, 0, RV_BUY, false));
	assert_false(rv_size_enough(1, 0, 0, 0, RV_BUY, false));
	assert_true(rv_size_enough(INT64_MAX, px, min, 0, RV_BUY, false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(legal_as_the_venue_says),
		cmocka_unit_test(snaps_to_the_grid),
		cmocka_unit_test(limits_are_those_of_the_oracle),
		cmocka_unit_test(rounding_is_never_worse),
		cmocka_unit_test(nothing_is_priced_from_what_is_not_known),
		cmocka_unit_test(the_less_aggressive_of_two),
		cmocka_unit_test(width_of_the_collar),
		cmocka_unit_test(how_far_a_mid_may_drift),
		cmocka_unit_test(sizes_are_rounded_down),
		cmocka_unit_test(closing_never_flips),
		cmocka_unit_test(the_least_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
