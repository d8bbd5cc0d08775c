/* Exact decimals: text both ways, the venue's price and size rules, and what must be refused. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/decimal.h"
#include "engine/base/rng.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static void parses_exact_decimals(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int scale;
		int64_t want;
	} cases[] = {
		{ "83767.0", 1, 837670 },
		{ "83767", 0, 83767 },
		{ "0.0115", 6, 11500 },
		{ "-12.50", 2, -1250 },
		{ "+.5", 3, 500 },
		{ "7.", 2, 700 },
		{ "1.2300000000000000000", 2, 123 }, /* zeros beyond the scale carry nothing */
		{ "9223372036854775807", 0, INT64_MAX },
		{ "0.000000000001", 12, 1 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		int64_t v = 42;
		assert_int_equal(
			rv_dec_parse(cases[i].text, strlen(cases[i].text), cases[i].scale, &v),
			RV_OK);
		assert_int_equal(v, cases[i].want);
	}
}

static void refuses_what_is_not_one(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int scale;
		rv_status want;
	} cases[] = {
		{ "", 2, RV_EPARSE },
		{ ".", 2, RV_EPARSE },
		{ "-", 2, RV_EPARSE },
		{ "1e3", 2, RV_EPARSE },
		{ "1.2.3", 2, RV_EPARSE },
		{ " 1", 2, RV_EPARSE },
		{ "1 ", 2, RV_EPARSE },
		{ "nan", 2, RV_EPARSE },
		{ "0x10", 2, RV_EPARSE },
		{ "1.05x", 2, RV_EPARSE },
		{ "1.005", 2, RV_ERANGE },
		{ "9223372036854775808", 0, RV_ERANGE },
		{ "922337203685477581", 2, RV_ERANGE },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		int64_t v = 42;
		assert_int_equal(
			rv_dec_parse(cases[i].text, strlen(cases[i].text), cases[i].scale, &v),
			cases[i].want);
		assert_int_equal(v, 42);
	}
}

static void formats_as_the_venue_does(void **state)
{
	(void)state;
	static const struct {
		int64_t units;
		int scale;
		const char *want;
	} cases[] = {
		{ 837670, 1, "83767.0" },
		{ 83767, 0, "83767.0" },
		{ 11500, 6, "0.0115" },
		{ -1250, 2, "-12.5" },
		{ 0, 5, "0.0" },
		{ 5, 12, "0.000000000005" },
		{ 1000000, 6, "1.0" },
		{ -1, 3, "-0.001" },
		{ 1020304, 4, "102.0304" },
		{ INT64_MIN, 0, "-9223372036854775808.0" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char buf[RV_DEC_TEXT];
		assert_string_equal(rv_dec_format(cases[i].units, cases[i].scale, buf),
				    cases[i].want);
	}
}

static void text_round_trips(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 1, 1);
	for (int i = 0; i < 20000; i++) {
		const int scale = (int)rv_rng_below(&r, RV_DEC_MAX_SCALE + 1);
		const int64_t units = (int64_t)(rv_rng_u64(&r) >> (1 + rv_rng_below(&r, 60)));
		const int64_t signed_units = i % 2 ? units : -units;
		char buf[RV_DEC_TEXT];
		int64_t back = 0;
		rv_dec_format(signed_units, scale, buf);
		assert_int_equal(rv_dec_parse(buf, strlen(buf), scale, &back), RV_OK);
		assert_int_equal(back, signed_units);
	}
}

static void reads_wire_numbers(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t units;
		int scale;
		const char *back;
	} cases[] = {
		{ "1670.1", 16701, 1, "1670.1" },
		{ "1670.10000000", 16701, 1, "1670.1" },
		{ "100", 100, 0, "100" },
		{ "100.0", 100, 0, "100" },
		{ "0", 0, 0, "0" },
		{ "-0", 0, 0, "0" },
		{ "-0.00", 0, 0, "0" },
		{ "-12.50", -125, 1, "-12.5" },
		{ "0.00000001", 1, 8, "0.00000001" },
		{ "0.1", 1, 1, "0.1" },
		{ "9223372036854775807", INT64_MAX, 0, "9223372036854775807" },
		{ "92233720368.54775807", INT64_MAX, 8, "92233720368.54775807" },
		{ "303883877230.10000000", 3038838772301, 1, "303883877230.1" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char buf[RV_DEC_TEXT];
		rv_dec d = { 42, 42 };
		assert_int_equal(rv_dec_read(cases[i].text, strlen(cases[i].text), 8, &d), RV_OK);
		assert_int_equal(d.units, cases[i].units);
		assert_int_equal(d.scale, cases[i].scale);
		assert_string_equal(rv_dec_text(d, buf), cases[i].back);
	}
}

static void refuses_other_spellings(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		rv_status want;
	} cases[] = {
		{ "", RV_EPARSE },
		{ "-", RV_EPARSE },
		{ ".", RV_EPARSE },
		{ "1.", RV_EPARSE },
		{ ".5", RV_EPARSE },
		{ "-.5", RV_EPARSE },
		{ "+1", RV_EPARSE },
		{ "--1", RV_EPARSE },
		{ "01", RV_EPARSE },
		{ "00", RV_EPARSE },
		{ "-01", RV_EPARSE },
		{ "1e3", RV_EPARSE },
		{ "1.5e3", RV_EPARSE },
		{ " 1", RV_EPARSE },
		{ "1 ", RV_EPARSE },
		{ "1.2.3", RV_EPARSE },
		{ "1,5", RV_EPARSE },
		{ "NaN", RV_EPARSE },
		{ "1.x", RV_EPARSE },
		{ "1.-5", RV_EPARSE },
		{ "inf", RV_EPARSE },
		{ "0x10", RV_EPARSE },
		{ "1.123456789", RV_ERANGE },
		{ "1.000000000", RV_ERANGE },
		{ "0.00000000000000000000001", RV_ERANGE },
		{ "9223372036854775808", RV_ERANGE },
		{ "92233720368547758070", RV_ERANGE },
		{ "922337203685477580.8", RV_ERANGE },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_dec d = { 42, 42 };
		if (rv_dec_read(cases[i].text, strlen(cases[i].text), 8, &d) != cases[i].want)
			fail_msg("\"%s\"", cases[i].text);
		assert_true(d.units == 42 && d.scale == 42);
	}
	rv_dec d;
	assert_int_equal(rv_dec_read("12", 2, 0, &d), RV_OK);
	assert_int_equal(rv_dec_read("12.0", 4, 0, &d), RV_ERANGE);
}

static void exact_decimals_change_scale(void **state)
{
	(void)state;
	static const struct {
		rv_dec d;
		int scale;
		rv_status st;
		int64_t want;
	} cases[] = {
		{ { 16701, 1 }, 4, RV_OK, 16701000 },	{ { 1670100, 3 }, 1, RV_OK, 16701 },
		{ { 16701, 1 }, 0, RV_ERANGE, 42 },	{ { -125, 2 }, 2, RV_OK, -125 },
		{ { INT64_MAX, 0 }, 1, RV_ERANGE, 42 }, { { 0, 12 }, 0, RV_OK, 0 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		int64_t v = 42;
		assert_int_equal(rv_dec_rescale(cases[i].d, cases[i].scale, &v), cases[i].st);
		assert_int_equal(v, cases[i].want);
	}
	assert_close("double", rv_dec_to_double((rv_dec){ -16701, 1 }), -1670.1, 0.0);
	const rv_dec c = rv_dec_canonical((rv_dec){ -120000, 5 });
	assert_true(c.units == -12 && c.scale == 1);
}

/* Five significant figures, at most 6 - szDecimals decimals, integers always. */
static void prices_follow_the_rule(void **state)
{
	(void)state;
	static const struct {
		double px;
		int sz, decimals;
		const char *down, *near, *up;
	} cases[] = {
		{ 83767.4, 5, 0, "83767.0", "83767.0", "83768.0" },
		{ 107234.5, 5, 0, "107234.0", "107235.0", "107235.0" },
		{ 2123.951, 4, 1, "2123.9", "2124.0", "2124.0" },
		{ 2.131249, 0, 4, "2.1312", "2.1312", "2.1313" },
		{ 2.13125, 0, 4, "2.1312", "2.1313", "2.1313" },
		{ 0.01149876, 0, 6, "0.011498", "0.011499", "0.011499" },
		{ 0.0015678, 0, 6, "0.001567", "0.001568", "0.001568" },
		{ 98.7654321, 2, 3, "98.765", "98.765", "98.766" },
		{ 12.3456, 5, 1, "12.3", "12.3", "12.4" },
		{ 12.5, 6, 0, "12.0", "13.0", "13.0" },
		{ 0.29, 1, 5, "0.29", "0.29", "0.29" }, /* 0.29 is not exact in binary */
		{ 9.99999, 0, 4, "9.9999", "10.0", "10.0" },
		{ 10000.0, 0, 0, "10000.0", "10000.0", "10000.0" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_int_equal(rv_dec_px_decimals(cases[i].px, cases[i].sz), cases[i].decimals);
		const char *const want[] = { cases[i].down, cases[i].up, cases[i].near };
		for (int how = RV_DEC_DOWN; how <= RV_DEC_NEAREST; how++) {
			int64_t units = 0;
			int scale = -1;
			char buf[RV_DEC_TEXT];
			assert_int_equal(rv_dec_px_round(cases[i].px, cases[i].sz,
							 (rv_dec_round)how, &units, &scale),
					 RV_OK);
			assert_string_equal(rv_dec_format(units, scale, buf), want[how]);
		}
	}
}

static void prices_that_are_none(void **state)
{
	(void)state;
	static const double bad[] = { 0.0, -1.0, NAN, INFINITY, -INFINITY, 1e-9, 1e300 };
	for (size_t i = 0; i < LEN(bad); i++) {
		int64_t units = 42;
		int scale = 42;
		assert_int_equal(rv_dec_px_round(bad[i], 2, RV_DEC_DOWN, &units, &scale),
				 RV_ERANGE);
		assert_int_equal(units, 42);
		assert_int_equal(scale, 42);
	}
}

/* A legal price is a fixed point in every direction: rounding twice changes nothing. */
static void legal_prices_stay(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 2, 1);
	for (int i = 0; i < 50000; i++) {
		const double px = exp(26.0 * rv_rng_uniform(&r) - 11.0);
		const int sz = (int)rv_rng_below(&r, 7);
		int64_t units = 0, again = 0;
		int scale = 0, scale2 = 0;
		if (rv_dec_px_round(px, sz, RV_DEC_NEAREST, &units, &scale) != RV_OK)
			continue;
		const double legal = (double)units / pow(10.0, scale);
		for (int how = RV_DEC_DOWN; how <= RV_DEC_NEAREST; how++) {
			assert_int_equal(
				rv_dec_px_round(legal, sz, (rv_dec_round)how, &again, &scale2),
				RV_OK);
			assert_close("fixed point", (double)again / pow(10.0, scale2), legal, 0.0);
		}
	}
}

static void sizes_become_lots(void **state)
{
	(void)state;
	static const struct {
		double sz;
		int decimals;
		int64_t down, up, near;
	} cases[] = {
		{ 0.31975, 5, 31975, 31975, 31975 },
		{ 1.2395, 2, 123, 124, 124 },
		{ -1.2395, 2, -123, -124, -124 },
		{ 12.5, 0, 12, 13, 13 },
		{ 0.0, 3, 0, 0, 0 },
		{ 0.57, 2, 57, 57, 57 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const int64_t want[] = { cases[i].down, cases[i].up, cases[i].near };
		for (int how = RV_DEC_DOWN; how <= RV_DEC_NEAREST; how++) {
			int64_t lots = 42;
			assert_int_equal(rv_dec_sz_round(cases[i].sz, cases[i].decimals,
							 (rv_dec_round)how, &lots),
					 RV_OK);
			assert_int_equal(lots, want[how]);
		}
	}
	static const double bad[] = { NAN, INFINITY, -INFINITY, 1e16 };
	for (size_t i = 0; i < LEN(bad); i++) {
		int64_t lots = 42;
		assert_int_equal(rv_dec_sz_round(bad[i], 2, RV_DEC_DOWN, &lots), RV_ERANGE);
		assert_int_equal(lots, 42);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_exact_decimals),
		cmocka_unit_test(refuses_what_is_not_one),
		cmocka_unit_test(formats_as_the_venue_does),
		cmocka_unit_test(text_round_trips),
		cmocka_unit_test(reads_wire_numbers),
		cmocka_unit_test(refuses_other_spellings),
		cmocka_unit_test(exact_decimals_change_scale),
		cmocka_unit_test(prices_follow_the_rule),
		cmocka_unit_test(prices_that_are_none),
		cmocka_unit_test(legal_prices_stay),
		cmocka_unit_test(sizes_become_lots),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
