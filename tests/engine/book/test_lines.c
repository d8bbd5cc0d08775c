/* Canonical lines: what is read, and that one bad line spoils all that follows. */
#include "engine/book/lines.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <string.h>

static rv_lines lines(const char *text)
{
	return rv_lines_of(text, strlen(text));
}

static void values_come_in_their_order(void **state)
{
	(void)state;
	static const char *const sides[] = { "sell", "buy" };
	char value[RV_LINE_MAX], word[5];
	rv_lines r = lines("name a b \nempty \nn -12\nu 18446744073709551615\nx 0.25\nside buy\n"
			   "w four\n");
	assert_string_equal(rv_lines_take(&r, "name", value), "a b ");
	assert_string_equal(rv_lines_take(&r, "empty", value), "");
	assert_int_equal(rv_lines_i64(&r, "n", -12, 0), -12);
	assert_true(rv_lines_u64(&r, "u") == UINT64_MAX);
	assert_close("x", rv_lines_num(&r, "x"), 0.25, 0);
	assert_int_equal(rv_lines_choice(&r, "side", sides, 2), 1);
	rv_lines_text(&r, "w", word, sizeof(word));
	assert_string_equal(word, "four");
	assert_true(r.ok);
	assert_true(r.at == r.end);
	assert_string_equal(rv_lines_take(&r, "more", value), "");
	assert_false(r.ok);
}

static void one_bad_line_spoils_the_rest(void **state)
{
	(void)state;
	static const char *const bad[] = { "n\nm 1\n",	 "n1 1\nm 1\n", "n  1\nm 1\n", "n 1",
					   "n x\nm 1\n", "n 8\nm 1\n",	"n 0\nm 1\n",  "" };
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_lines r = lines(bad[i]);
		assert_int_equal(rv_lines_i64(&r, "n", 1, 7), 0);
		assert_false(r.ok);
		assert_int_equal(rv_lines_i64(&r, "m", 1, 7), 0);
		assert_false(r.ok);
	}
	static const char *const no_u64[] = { "n \n", "n -1\n", "n +1\n", "n 1a\n",
					      "n 18446744073709551616\n" };
	for (size_t i = 0; i < LEN(no_u64); i++) {
		rv_lines r = lines(no_u64[i]);
		assert_true(rv_lines_u64(&r, "n") == 0);
		assert_false(r.ok);
	}
	rv_lines r = lines("x nan\n");
	assert_close("no number", rv_lines_num(&r, "x"), 0.0, 0);
	assert_false(r.ok);
	static const char *const words[] = { "a" };
	r = lines("w b\n");
	assert_int_equal(rv_lines_choice(&r, "w", words, 1), 0);
	assert_false(r.ok);
}

static void lengths_have_limits(void **state)
{
	(void)state;
	char text[RV_LINE_MAX + 8], value[RV_LINE_MAX], word[4] = "zzz";
	memset(text, 'x', sizeof(text));
	text[0] = 'k';
	text[1] = ' ';
	text[2 + RV_LINE_MAX - 1] = '\n';
	rv_lines r = rv_lines_of(text, sizeof(text));
	assert_int_equal(strlen(rv_lines_take(&r, "k", value)), RV_LINE_MAX - 1);
	assert_true(r.ok);
	text[2 + RV_LINE_MAX - 1] = 'x';
	text[2 + RV_LINE_MAX] = '\n';
	r = rv_lines_of(text, sizeof(text));
	assert_string_equal(rv_lines_take(&r, "k", value), "");
	assert_false(r.ok);
	r = lines("w four\n");
	rv_lines_text(&r, "w", word, sizeof(word));
	assert_string_equal(word, "");
	assert_false(r.ok);
	r = rv_lines_of("w a\0b\n", 6);
	rv_lines_text(&r, "w", word, sizeof(word));
	assert_false(r.ok);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_in_their_order),
		cmocka_unit_test(one_bad_line_spoils_the_rest),
		cmocka_unit_test(lengths_have_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
