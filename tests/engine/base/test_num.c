/*
 * Numbers as text: the shortest form, checked against the spellings of Python's repr (digits; the
 * exponent's form is C's), round trips over random bit patterns, and what the readers refuse.
 */
#include "engine/base/num.h"
#include "engine/base/rng.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void formats_the_shortest_text(void **state)
{
	(void)state;
	static const struct {
		double v;
		const char *want;
	} cases[] = {
		{ 0.1, "0.1" },
		{ 2.385, "2.385" },
		{ 1.0 / 3.0, "0.3333333333333333" },
		{ -0.30000000000000004, "-0.30000000000000004" },
		{ 16542.4, "16542.4" },
		{ 42283.58, "42283.58" },
		{ 123456789.125, "123456789.125" },
		{ 100.0, "100" },
		{ -7.0, "-7" },
		{ 1e21, "1e+21" },
		{ 1e-7, "1e-07" },
		{ 0x1p-44, "5.684341886080802e-14" }, /* 17 digits unless the upper one is tried */
		{ 0x1p-1074, "5e-324" },
		{ 0x3p-1074, "1.5e-323" },
		{ 1.7976931348623157e308, "1.7976931348623157e+308" },
		{ 2.2250738585072014e-308, "2.2250738585072014e-308" },
		{ 0.0, "0" },
		{ -0.0, "0" },
		{ NAN, "null" },
		{ INFINITY, "null" },
		{ -INFINITY, "null" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char buf[RV_NUM_TEXT];
		assert_string_equal(rv_num_format(cases[i].v, buf), cases[i].want);
	}
}

static void any_double_reads_back_and_no_shorter_text_does(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 1, 0, 0);
	for (int i = 0; i < 20000; i++) {
		const uint64_t bits = rv_rng_u64(&r);
		double v, back = 0.0;
		memcpy(&v, &bits, sizeof(v));
		if (!isfinite(v))
			continue;
		char buf[RV_NUM_TEXT], shorter[RV_NUM_TEXT];
		(void)rv_num_format(v, buf);
		assert_int_equal(rv_num_parse(buf, strlen(buf), &back), RV_OK);
		assert_memory_equal(&back, &v, sizeof(v));
		int digits = 0;
		for (const char *p = buf; *p && *p != 'e'; p++)
			digits += *p >= '0' && *p <= '9';
		if (digits < 2 || digits > 17)
			continue;
		(void)snprintf(shorter, sizeof(shorter), "%.*g", digits - 1, v);
		if (strlen(shorter) < strlen(buf)) {
			back = strtod(shorter, NULL);
			assert_memory_not_equal(&back, &v, sizeof(v));
		}
	}
}

static void reads_decimals_and_nothing_else(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		double want;
	} good[] = { { "83767.0", 83767.0 }, { "-0.5", -0.5 }, { "+2.385", 2.385 },
		     { ".5", 0.5 },	     { "5.", 5.0 },    { "1e3", 1000.0 },
		     { "1E-2", 0.01 },	     { "1e-400", 0.0 } };
	for (size_t i = 0; i < LEN(good); i++) {
		double v = NAN;
		assert_int_equal(rv_num_parse(good[i].text, strlen(good[i].text), &v), RV_OK);
		assert_close(good[i].text, v, good[i].want, 0);
	}
	static const char *const bad[] = {
		"",    " 1", "1 ", "0x10", "nan", "inf", "1e",	  "1e+",
		"1,5", ".",  "-",  "1..2", "--1", "1_0", "1e1.5", "1e400"
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		double v = 42.0;
		assert_int_not_equal(rv_num_parse(bad[i], strlen(bad[i]), &v), RV_OK);
		assert_close(bad[i], v, 42.0, 0);
	}
	double v = 42.0;
	assert_int_equal(rv_num_parse("1e400", 5, &v), RV_ERANGE);
	assert_int_equal(rv_num_parse("1\0002", 3, &v), RV_EPARSE);
	assert_int_equal(rv_num_parse("123", 2, &v), RV_OK); /* n counts, not the NUL */
	assert_close("n", v, 12.0, 0);
	char longer[80];
	memset(longer, '1', sizeof(longer));
	assert_int_equal(rv_num_parse(longer, sizeof(longer), &v), RV_EPARSE);
}

static void reads_integers_to_their_ends(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t want;
	} good[] = { { "0", 0 },
		     { "-0", 0 },
		     { "007", 7 },
		     { "9223372036854775807", INT64_MAX },
		     { "-9223372036854775808", INT64_MIN } };
	for (size_t i = 0; i < LEN(good); i++) {
		int64_t v = 42;
		assert_int_equal(rv_num_parse_i64(good[i].text, strlen(good[i].text), &v), RV_OK);
		assert_true(v == good[i].want);
	}
	static const struct {
		const char *text;
		rv_status want;
	} bad[] = { { "", RV_EPARSE },
		    { "-", RV_EPARSE },
		    { "+1", RV_EPARSE },
		    { "1.0", RV_EPARSE },
		    { " 1", RV_EPARSE },
		    { "0x1", RV_EPARSE },
		    { "9223372036854775808", RV_ERANGE },
		    { "-9223372036854775809", RV_ERANGE },
		    { "99999999999999999999", RV_ERANGE } };
	for (size_t i = 0; i < LEN(bad); i++) {
		int64_t v = 42;
		assert_int_equal(rv_num_parse_i64(bad[i].text, strlen(bad[i].text), &v),
				 bad[i].want);
		assert_int_equal(v, 42);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_the_shortest_text),
		cmocka_unit_test(any_double_reads_back_and_no_shorter_text_does),
		cmocka_unit_test(reads_decimals_and_nothing_else),
		cmocka_unit_test(reads_integers_to_their_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
