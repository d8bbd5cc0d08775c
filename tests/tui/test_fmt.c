/* Numbers as the console writes them. */
#include "tui/fmt.h"

#include <math.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static void test_price(void **state)
{
	(void)state;
	/* five significant figures, at most 6 - szDecimals decimals, integers always */
	static const struct {
		double px;
		int sz;
		const char *want;
	} cases[] = {
		{ 91234.6, 5, "91235" },   { 123456.7, 5, "123457" },
		{ 3012.54, 4, "3012.5" },  { 136.823, 2, "136.82" },
		{ 2.0873, 0, "2.0873" },   { 0.0047385, 0, "0.004738" },
		{ 0.16385, 0, "0.16385" }, { 12.5, 5, "12.5" },
		{ 1.0, 3, "1.000" },	   { 12.345678, -1, "12.346" },
		{ 9.99999, 1, "10.0000" }, { 5.0, 9, "5" },
		{ NAN, 2, "--" },	   { INFINITY, 2, "--" },
	};
	char buf[RV_FMT_TEXT];

	for (size_t i = 0; i < LEN(cases); i++)
		assert_string_equal(rv_fmt_price(cases[i].px, cases[i].sz, buf), cases[i].want);
}

static void test_percent_and_sign(void **state)
{
	(void)state;
	static const struct {
		double v;
		const char *want;
	} cases[] = {
		{ 0.0123, "+1.23%" },  { -0.0123, "-1.23%" },  { 0, "0.00%" },
		{ -0.00001, "0.00%" }, { 1.23456, "+123.5%" }, { -0.99949, "-99.95%" },
		{ 12.345, "+1234%" },  { NAN, "--" },	       { -INFINITY, "--" },
	};
	char buf[RV_FMT_TEXT];

	for (size_t i = 0; i < LEN(cases); i++)
		assert_string_equal(rv_fmt_pct(cases[i].v, 2, buf), cases[i].want);
	assert_string_equal(rv_fmt_signed(0.8734, 3, buf), "+0.873");
	assert_string_equal(rv_fmt_signed(-1.0, 3, buf), "-1.000");
	assert_string_equal(rv_fmt_signed(-0.0001, 3, buf), "0.000");
	assert_string_equal(rv_fmt_signed(-0.5, 0, buf), "0"); /* printed as the even 0 */
	assert_string_equal(rv_fmt_signed(0.5, 0, buf), "0");
	assert_string_equal(rv_fmt_signed(-0.51, 0, buf), "-1");
	assert_string_equal(rv_fmt_signed(NAN, 3, buf), "--");
}

static void test_ratio(void **state)
{
	(void)state;
	static const struct {
		double v;
		const char *want;
	} cases[] = {
		{ 3.2149, "3.21x" },  { 0, "0.00x" },	      { 99.9949, "99.99x" },
		{ 99.995, "100x" },   { 8020.76, "8021x" },   { 9999.4, "9999x" },
		{ 9999.5, ">9999x" }, { INFINITY, "unused" }, { NAN, "--" },
		{ -INFINITY, "--" },  { -0.5, "-0.50x" },     { -0.0, "0.00x" },
	};
	char buf[RV_FMT_TEXT];

	for (size_t i = 0; i < LEN(cases); i++)
		assert_string_equal(rv_fmt_ratio(cases[i].v, buf), cases[i].want);
}

static void test_in_sentences(void **state)
{
	(void)state;
	assert_string_equal(rv_num(1.234, 2).s, "1.23");
	assert_string_equal(rv_num(-0.001, 2).s, "0.00");
	assert_string_equal(rv_num(NAN, 2).s, "--");
	assert_string_equal(rv_num(-INFINITY, 2).s, "--");
	assert_string_equal(rv_num(1e300, 2).s, "--");
	assert_string_equal(rv_num_signed(1.234, 2).s, "+1.23");
	assert_string_equal(rv_num_signed(-0.0, 0).s, "0");
	assert_string_equal(rv_num_sig(0.0002791, 4).s, "0.0002791");
	assert_string_equal(rv_num_sig(-0.0, 6).s, "0");
	assert_string_equal(rv_num_sig(NAN, 6).s, "--");
}

static void test_amount(void **state)
{
	(void)state;
	static const struct {
		double v;
		const char *want;
	} cases[] = {
		{ 0, "0.00" },	      { 2.385, "2.38" },   { 12.34, "12.3" },
		{ 999.4, "999" },     { 999.6, "1.00k" },  { 45600000, "45.6M" },
		{ 1.234e9, "1.23B" }, { 7.5e12, "7.50T" }, { -2385, "-2.38k" },
		{ NAN, "--" },	      { 1e16, "--" },
	};
	char buf[RV_FMT_TEXT];

	for (size_t i = 0; i < LEN(cases); i++)
		assert_string_equal(rv_fmt_amount(cases[i].v, buf), cases[i].want);
}

static void test_age(void **state)
{
	(void)state;
	static const struct {
		int64_t ms;
		const char *want;
	} cases[] = {
		{ -1, "--" },
		{ 0, "0s" },
		{ 999, "0s" },
		{ 1000, "1s" },
		{ 99999, "99s" },
		{ 100000, "1m" },
		{ 5999999, "99m" },
		{ 6000000, "1h" },
		{ 359999999, "99h" },
		{ 360000000, "4d" },
		{ 86400000LL * 99, "99d" },
	};
	char buf[RV_FMT_TEXT];

	for (size_t i = 0; i < LEN(cases); i++)
		assert_string_equal(rv_fmt_age(cases[i].ms, buf), cases[i].want);
}

static void test_funding(void **state)
{
	(void)state;
	char buf[RV_FMT_TEXT];

	/* the venue's interest leg: 0.00125 % an hour is 10.95 % a year */
	assert_close("annual", rv_funding_annual_pct(1.25e-5), 10.95, 1e-12);
	assert_string_equal(rv_fmt_funding(1.25e-5, buf), "+10.95%");
	assert_string_equal(rv_fmt_funding(-0.04, buf), "-35040%"); /* the venue's cap */
	assert_string_equal(rv_fmt_funding(NAN, buf), "--");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_price),	cmocka_unit_test(test_percent_and_sign),
		cmocka_unit_test(test_ratio),	cmocka_unit_test(test_in_sentences),
		cmocka_unit_test(test_amount),	cmocka_unit_test(test_age),
		cmocka_unit_test(test_funding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
