/*
 * Events: the canonical text byte for byte, what comes back out of it, what cleaning does to text
 * from outside, and the end of the room.
 */
#include "engine/base/rng.h"
#include "engine/desk/event.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static rv_event event;

static void text_is_what_was_put(void **state)
{
	(void)state;
	static const uint8_t bytes[] = { 0x00, 0x9a, 0xff };
	rv_event_begin(&event, RV_EVENT_INTENT, "SOL");
	rv_event_put(&event, "symbol", "SOL");
	rv_event_put_i64(&event, "lots", INT64_MIN);
	rv_event_put_num(&event, "mid", 2.385);
	rv_event_put_num(&event, "sigma", NAN);
	rv_event_put_hex(&event, "cloid", bytes, sizeof(bytes));
	rv_event_put(&event, "empty", "");
	static const char want[] = "symbol SOL\n"
				   "lots -9223372036854775808\n"
				   "mid 2.385\n"
				   "sigma null\n"
				   "cloid 009aff\n"
				   "empty \n";
	assert_string_equal(event.text, want);
	assert_int_equal(event.len, sizeof(want) - 1);
	assert_true(rv_event_fits(&event));
	assert_string_equal(event.subject, "SOL");
	assert_true(event.uid == RV_EVENT_UID_DESK && event.seq == 0 && event.conn == 0);
}

static void values_come_back(void **state)
{
	(void)state;
	char text[32];
	int64_t i = 0;
	double d = 0.0;
	uint8_t bytes[3];
	text_is_what_was_put(state);
	assert_int_equal(rv_event_get(&event, "symbol", text, sizeof(text)), RV_OK);
	assert_string_equal(text, "SOL");
	assert_int_equal(rv_event_get(&event, "empty", text, sizeof(text)), RV_OK);
	assert_string_equal(text, "");
	assert_int_equal(rv_event_get_i64(&event, "lots", &i), RV_OK);
	assert_true(i == INT64_MIN);
	assert_int_equal(rv_event_get_num(&event, "mid", &d), RV_OK);
	assert_close("mid", d, 2.385, 0);
	assert_int_equal(rv_event_get_num(&event, "sigma", &d), RV_OK);
	assert_true(isnan(d));
	rv_event_put_num(&event, "four", 2.38); /* as many digits as "null" */
	assert_int_equal(rv_event_get_num(&event, "four", &d), RV_OK);
	assert_close("four", d, 2.38, 0);
	assert_int_equal(rv_event_get_hex(&event, "cloid", bytes, 3), RV_OK);
	assert_memory_equal(bytes, "\x00\x9a\xff", 3);
}

static void what_is_not_there_or_of_another_form(void **state)
{
	(void)state;
	char text[4] = "abc";
	int64_t i = 7;
	double d = 7.0;
	uint8_t bytes[2] = { 7, 7 };
	text_is_what_was_put(state);
	assert_int_equal(rv_event_get(&event, "symb", text, sizeof(text)), RV_ENOENT);
	assert_int_equal(rv_event_get(&event, "SOL", text, sizeof(text)), RV_ENOENT);
	assert_int_equal(rv_event_get(&event, "mid", text, sizeof(text)), RV_EPARSE); /* 5 bytes */
	assert_int_equal(rv_event_get(&event, "symbol", text, 3),
			 RV_EPARSE); /* no room for a NUL */
	assert_int_equal(rv_event_get_i64(&event, "mid", &i), RV_EPARSE);
	assert_int_equal(rv_event_get_i64(&event, "none", &i), RV_ENOENT);
	assert_int_equal(rv_event_get_num(&event, "symbol", &d), RV_EPARSE);
	assert_int_equal(rv_event_get_hex(&event, "cloid", bytes, 2), RV_EPARSE);
	assert_string_equal(text, "abc");
	assert_true(i == 7 && d > 6.9 && d < 7.1 && bytes[0] == 7);
	rv_event_begin(&event, RV_EVENT_NOTE, "");
	assert_int_equal(rv_event_get(&event, "symbol", text, sizeof(text)), RV_ENOENT);
}

static void text_from_outside_is_cleaned(void **state)
{
	(void)state;
	static const struct {
		const char *in, *want;
	} cases[] = {
		{ "plain words, 12 %", "plain words, 12 %" },
		{ "a\nlots 5\r\tb", "a lots 5  b" },
		{ "\x1b[2Jgone\x7f", " [2Jgone " },
		{ "Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x98\x80",
		  "Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x98\x80" },
		{ "c1 \xc2\x9b[0m", "c1  [0m" },	      /* a control of two bytes */
		{ "cut \xe2\x82", "cut ??" },		      /* in the middle of a character */
		{ "\xff\xc0\x80\xed\xa0\x80", "??????" },     /* never, overlong, surrogate */
		{ "\xc2\x80\xc2\x9f\xc2\xa0", "  \xc2\xa0" }, /* the controls end at U+009F */
		{ "\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf", "\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf" },
		{ "\xee\x80\x80\xf0\x90\x80\x80", "\xee\x80\x80\xf0\x90\x80\x80" },
		{ "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" },    /* the last character */
		{ "\xe0\x9f\xbf\xf0\x8f\xbf\xbf", "???????" }, /* overlong by one */
		{ "\xf4\x90\x80\x80", "????" },		       /* beyond the last character */
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char text[64];
		rv_event_begin(&event, RV_EVENT_NOTE, "");
		rv_event_put(&event, "reason", cases[i].in);
		rv_event_put_i64(&event, "after", 5);
		assert_int_equal(rv_event_get(&event, "reason", text, sizeof(text)), RV_OK);
		assert_string_equal(text, cases[i].want);
		int64_t after = 0;
		assert_int_equal(rv_event_get_i64(&event, "after", &after), RV_OK);
		assert_true(after == 5);
	}
}

/* A subject is cut at its room, between characters. */
static void a_long_subject_is_cut(void **state)
{
	(void)state;
	rv_event_begin(&event, RV_EVENT_NOTE,
		       "123456789 123456789 123456789 123456789 123456\xe2\x82\xac");
	assert_string_equal(event.subject, "123456789 123456789 123456789 123456789 123456");
}

/* "k" + " " + value + "\n" + NUL: what fits exactly does, one more does not. */
static void overlong_is_marked_and_stays_so(void **state)
{
	(void)state;
	static char value[RV_EVENT_TEXT + 8];
	memset(value, 'v', sizeof(value));
	value[RV_EVENT_TEXT - 4] = '\0';
	rv_event_begin(&event, RV_EVENT_NOTE, "");
	rv_event_put(&event, "k", value);
	assert_true(rv_event_fits(&event));
	assert_int_equal(event.len, RV_EVENT_TEXT - 1);
	assert_int_equal(strlen(event.text), RV_EVENT_TEXT - 1);
	rv_event_put(&event, "k", "");
	assert_false(rv_event_fits(&event));

	value[RV_EVENT_TEXT - 4] = 'v';
	value[RV_EVENT_TEXT - 3] = '\0';
	rv_event_begin(&event, RV_EVENT_NOTE, "");
	rv_event_put(&event, "a", "first");
	rv_event_begin(&event, RV_EVENT_NOTE, "");
	rv_event_put(&event, "k", value);
	assert_false(rv_event_fits(&event));
	rv_event_put(&event, "a", "b"); /* would fit by itself */
	assert_false(rv_event_fits(&event));
	char text[8];
	assert_int_equal(rv_event_get(&event, "a", text, sizeof(text)), RV_ENOENT);

	static uint8_t bytes[RV_EVENT_TEXT / 2];
	rv_event_begin(&event, RV_EVENT_NOTE, "");
	rv_event_put_hex(&event, "k", bytes, sizeof(bytes) - 2); /* 10,240 - 4 digits */
	assert_true(rv_event_fits(&event));
	rv_event_begin(&event, RV_EVENT_NOTE, "");
	rv_event_put_hex(&event, "k", bytes, sizeof(bytes) - 1);
	assert_false(rv_event_fits(&event));
}

static void words_go_both_ways(void **state)
{
	(void)state;
	for (int t = 0; t < RV_EVENT_N; t++) {
		rv_event_type back = RV_EVENT_N;
		assert_int_equal(rv_event_of_word(rv_event_word((rv_event_type)t), &back), RV_OK);
		assert_int_equal(back, t);
	}
	rv_event_type none = RV_EVENT_NOTE;
	assert_int_equal(rv_event_of_word("nothing", &none), RV_ENOENT);
	assert_int_equal(none, RV_EVENT_NOTE);
	assert_string_equal(rv_event_word(RV_EVENT_NEVER_LANDED), "never-landed");
	assert_string_equal(rv_event_word(RV_EVENT_N), "?");
}

/* Whatever bytes come, every line is one line and the values after it are where they were put. */
static void any_bytes_leave_the_lines_whole(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 0, 0);
	for (int round = 0; round < 5000; round++) {
		char in[41];
		const size_t n = rv_rng_below(&r, sizeof(in));
		for (size_t i = 0; i < n; i++)
			in[i] = (char)(1 + rv_rng_below(&r, 255));
		in[n] = '\0';
		rv_event_begin(&event, RV_EVENT_NOTE, in);
		rv_event_put(&event, "text", in);
		rv_event_put_i64(&event, "round", round);
		size_t lines = 0;
		for (size_t i = 0; i < event.len; i++) {
			assert_true((unsigned char)event.text[i] >= 0x20 || event.text[i] == '\n');
			lines += event.text[i] == '\n';
		}
		int64_t back = -1;
		assert_int_equal(lines, 2);
		assert_int_equal(rv_event_get_i64(&event, "round", &back), RV_OK);
		assert_true(back == round);
		assert_int_equal(strlen(event.text), event.len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_what_was_put),
		cmocka_unit_test(values_come_back),
		cmocka_unit_test(what_is_not_there_or_of_another_form),
		cmocka_unit_test(text_from_outside_is_cleaned),
		cmocka_unit_test(a_long_subject_is_cut),
		cmocka_unit_test(overlong_is_marked_and_stays_so),
		cmocka_unit_test(words_go_both_ways),
		cmocka_unit_test(any_bytes_leave_the_lines_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
