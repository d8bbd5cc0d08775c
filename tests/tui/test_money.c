/* Exact text of prices, sizes and dollars: signs, zeros, both ends, and what is not one. */
#include "tui/money.h"

#include <math.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static void test_prices(void **state)
{
	(void)state;
	static const struct {
		int64_t px;
		int sz_decimals;
		const char *want;
	} cases[] = {
		{ 1370500, 2, "137.05" },   /* scale 4: the venue's tick is 0.01 here */
		{ 1370512, 2, "137.0512" }, /* more figures than the venue takes are not hidden */
		{ 912340, 5, "91234" },
		{ 912345, 5, "91234.5" },
		{ 385250, 0, "0.38525" },
		{ 385000, 0, "0.38500" },
		{ 11372, 0, "0.011372" },
		{ 7, 0, "0.000007" },
		{ 3012500, 3, "3012.5" },
		{ 7, 6, "7" },
		{ INT64_MAX, 6, "9223372036854775807" },
		{ INT64_MAX, 0, "9223372036854.775807" },
		{ 0, 2, "--" },
		{ -5, 2, "--" },
		{ 5, -1, "--" },
		{ 5, 7, "--" },
	};
	char buf[RV_FMT_TEXT];

	for (size_t i = 0; i < LEN(cases); i++)
		assert_string_equal(rv_fmt_px(cases[i].px, cases[i].sz_decimals, buf),
				    cases[i].want);
}

static void test_lots(void **state)
{
	(void)state;
	static const struct {
		int64_t lots;
		int sz_decimals;
		const char *plain, *with_sign;
	} cases[] = {
		{ 1240, 2, "12.40", "+12.40" },
		{ -1240, 2, "-12.40", "-12.40" },
		{ 0, 2, "0.00", "0.00" },
		{ 3, 0, "3", "+3" },
		{ -3, 5, "-0.00003", "-0.00003" },
		{ INT64_MIN, 2, "-92233720368547758.08", "-92233720368547758.08" },
		{ 1, 9, "--", "--" },
	};
	char buf[RV_FMT_TEXT];

	for (size_t i = 0; i < LEN(cases); i++) {
		assert_string_equal(rv_fmt_lots(cases[i].lots, cases[i].sz_decimals, buf),
				    cases[i].plain);
		assert_string_equal(rv_fmt_lots_signed(cases[i].lots, cases[i].sz_decimals, buf),
				    cases[i].with_sign);
	}
}

static void test_dollars(void **state)
{
	(void)state;
	static const struct {
		int64_t musd;
		int decimals;
		const char *want;
	} cases[] = {
		{ 1699420000, 2, "1,699.42" },
		{ 1699429999, 2, "1,699.43" }, /* rounded, not cut */
		{ 1699424999, 2, "1,699.42" },
		{ 499870000, 0, "500" },
		{ 499499999, 0, "499" },
		{ 999999999, 0, "1,000" },
		{ -499500000, 0, "-500" },
		{ -1234567000000, 0, "-1,234,567" },
		{ -4999, 2, "0.00" }, /* no sign without a digit that bears it out */
		{ 1, 6, "0.000001" },
		{ 0, 0, "0" },
		{ INT64_MAX, 2, "9,223,372,036,854.78" },
	};
	char buf[RV_FMT_TEXT];

	for (size_t i = 0; i < LEN(cases); i++)
		assert_string_equal(rv_fmt_musd(cases[i].musd, cases[i].decimals, buf),
				    cases[i].want);
	assert_string_equal(rv_fmt_usd(12345.675, 0, buf), "12,346");
	assert_string_equal(rv_fmt_usd(-0.004, 2, buf), "0.00");
	assert_string_equal(rv_fmt_usd(-0.0, 0, buf), "0");
	assert_string_equal(rv_fmt_usd_signed(1234.5, 1, buf), "+1,234.5");
	assert_string_equal(rv_fmt_usd_signed(-1234.5, 1, buf), "-1,234.5");
	assert_string_equal(rv_fmt_usd(NAN, 2, buf), "--");
	assert_string_equal(rv_fmt_usd_signed(INFINITY, 2, buf), "--");
	assert_string_equal(rv_fmt_usd(1e15, 2, buf), "--");
	assert_string_equal(rv_fmt_usd(999999999999999.0, 0, buf), "999,999,999,999,999");
}

static void test_time_left(void **state)
{
	(void)state;
	char buf[RV_FMT_TEXT];

	assert_string_equal(rv_fmt_left(102999, buf), "1:42");
	assert_string_equal(rv_fmt_left(999, buf), "0:00");
	assert_string_equal(rv_fmt_left(-5, buf), "0:00");
	assert_string_equal(rv_fmt_left(59 * 60000 + 59000, buf), "59:59");
	assert_string_equal(rv_fmt_left(3600000, buf), "1h00");
	assert_string_equal(rv_fmt_left(7500000, buf), "2h05");
	assert_string_equal(rv_fmt_left(INT64_MAX, buf), "106751991167d");
}

static void test_ids(void **state)
{
	(void)state;
	const rv_cloid id = { { 0x12, 0xab, 0x34, 0xcd, 0xef } }, none = { { 0 } };
	const rv_digest d = { { 0x00, 0x0f, 0xf0, 0xff } };
	char buf[RV_FMT_TEXT];

	assert_string_equal(rv_fmt_cloid(&id, buf), "0x12ab34cd");
	assert_string_equal(rv_fmt_cloid(&none, buf), "--");
	assert_string_equal(rv_fmt_digest(&d, 4, buf), "000ff0ff");
	assert_int_equal(strlen(rv_fmt_digest(&d, 99, buf)), RV_FMT_TEXT - 2); /* cut, never over */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prices),	cmocka_unit_test(test_lots),
		cmocka_unit_test(test_dollars), cmocka_unit_test(test_time_left),
		cmocka_unit_test(test_ids),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
