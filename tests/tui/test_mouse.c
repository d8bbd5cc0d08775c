/*
 * Keys and events that are the terminal's: a click focuses and chooses by id, the wheel scrolls
 * what is under it, neither ever trades; what is copied is the chosen row; the pace has an end.
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/base64.h"
#include "engine/base/rng.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tui/keys.h"

static void event(rv_bench *b, rv_mouse what, int x, int y)
{
	(void)rv_bench_key(b, rv_key_mouse(what, x, y));
}

static void click_on(rv_bench *b, const char *text)
{
	const int y = rv_bench_find(b, text);

	assert_true(y >= 0);
	event(b, RV_MOUSE_PRESS, (int)(strstr(rv_bench_line(b, y), text) - b->line), y);
}

/* The name in the line of the table that is marked as chosen. */
static const char *chosen(rv_bench *b)
{
	static char name[16];

	for (int y = 3; y < 22; y++)
		if (sscanf(rv_bench_line(b, y), "> %15s", name) == 1)
			return name;
	return "";
}

static void test_off_at_the_start(void **state)
{
	rv_bench *b = *state;
	char was[16];

	(void)snprintf(was, sizeof(was), "%s", chosen(b));
	assert_string_not_equal(was, "");
	assert_false(rv_desk_wish(b->d)->mouse);
	event(b, RV_MOUSE_WHEEL_DOWN, 10, 10);
	event(b, RV_MOUSE_PRESS, 10, 12);
	assert_string_equal(chosen(b), was);
	rv_bench_type(b, "m");
	assert_true(rv_desk_wish(b->d)->mouse);
	rv_bench_type(b, "m");
	assert_false(rv_desk_wish(b->d)->mouse);
}

static void test_click_chooses_the_row(void **state)
{
	rv_bench *b = *state;
	char name[16];

	rv_bench_type(b, "m");
	for (int y = 6; y < 20; y += 5) {
		assert_int_equal(sscanf(rv_bench_line(b, y) + 2, "%15s", name), 1);
		event(b, RV_MOUSE_PRESS, 20, y);
		assert_string_equal(chosen(b), name);
	}
	event(b, RV_MOUSE_PRESS, 20, 2); /* title and heads are no rows */
	event(b, RV_MOUSE_PRESS, 20, 3);
	assert_string_equal(chosen(b), name);
	event(b, RV_MOUSE_PRESS, 20, 0); /* nor is the header a pane */
	event(b, RV_MOUSE_PRESS, 999, 999);
	assert_string_equal(chosen(b), name);
}

static void test_click_focuses(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "m");
	rv_expect(b, "~Symbols");
	click_on(b, "Basket spreads");
	rv_expect_not(b, "~Symbols");
	rv_expect(b, "~Basket spreads");
}

static void test_wheel_scrolls_what_is_under_it(void **state)
{
	rv_bench *b = *state;
	char first[16], third[16];

	rv_bench_type(b, "m");
	(void)snprintf(first, sizeof(first), "%s", chosen(b));
	assert_int_equal(sscanf(rv_bench_line(b, 4 + 3) + 2, "%15s", third), 1);
	click_on(b, "Basket spreads");
	event(b, RV_MOUSE_WHEEL_DOWN, 20, 9);
	assert_string_equal(chosen(b), third);
	rv_expect(b, "~Basket spreads"); /* the focus stays */
	event(b, RV_MOUSE_WHEEL_UP, 20, 9);
	assert_string_equal(chosen(b), first);
}

static void test_click_on_a_ticket(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5m");
	click_on(b, "#43");
	rv_bench_type(b, "\r");
	rv_expect(b, "Ticket #43");
}

static void test_nothing_in_a_dialog(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "m5a");
	rv_bench_wait(b, 500);
	rv_expect(b, "Approve #41");
	click_on(b, "Y = send");
	click_on(b, "Approve #41");
	event(b, RV_MOUSE_PRESS, 1, 5);
	event(b, RV_MOUSE_WHEEL_DOWN, 60, 20);
	rv_expect(b, "Approve #41");
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "\033:");
	event(b, RV_MOUSE_PRESS, 1, 5);
	rv_expect_not(b, "Approve #41");
	rv_bench_type(b, "note x\r"); /* the line still takes text */
	assert_int_equal(b->n_got, 1);
}

/* Anywhere, on every screen and over every dialog: no command comes of it. */
static void test_never_trades(void **state)
{
	rv_bench *b = *state;
	static const char *const places[] = { "1",  "2",  "3",	"4",  "5",  "6",     "7",  "8",
					      "9",  "?",  "\r", "s",  "/",  "\\",    "5a", "5r",
					      "5p", "5e", "5c", "5o", "5K", "1:buy", "5\r" };
	rv_rng r;

	rv_rng_seed(&r, 20261127, 3, 0);
	rv_bench_type(b, "m");
	for (size_t i = 0; i < LEN(places); i++) {
		rv_bench_type(b, places[i]);
		rv_bench_wait(b, 500);
		for (int k = 0; k < 60; k++)
			event(b, (rv_mouse)rv_rng_below(&r, 3),
			      (int)rv_rng_below(&r, RV_BENCH_COLS),
			      (int)rv_rng_below(&r, RV_BENCH_ROWS));
		assert_int_equal(b->n_got, 0);
		rv_bench_type(b, "\033\033\033");
	}
}

static void test_copies_the_chosen_row(void **state)
{
	rv_bench *b = *state;
	char text[RV_WISH_COPY], name[16];

	assert_false(rv_desk_take_copy(b->d, b->c, text)); /* nobody has asked */
	rv_bench_type(b, "jjy");
	(void)snprintf(name, sizeof(name), "%s", chosen(b));
	assert_true(rv_desk_take_copy(b->d, b->c, text));
	assert_int_equal(strncmp(text, name, strlen(name)), 0);
	assert_non_null(strchr(text, '\t'));
	assert_null(strpbrk(text, "\033\a\n~"));
	rv_bench_draw(b);
	rv_expect(b, "sent to the clipboard, which the terminal may ignore: ");
	rv_expect(b, name);
	assert_false(rv_desk_take_copy(b->d, b->c, text)); /* once */
	rv_bench_type(b, "5y");
	assert_true(rv_desk_take_copy(b->d, b->c, text));
	assert_int_equal(strncmp(text, "#41", 3), 0);
	rv_bench_type(b, "8y");
	assert_false(rv_desk_take_copy(b->d, b->c, text));
	rv_bench_draw(b);
	rv_expect(b, "nothing copied: no row is chosen");
}

/* Of the command line: none of the few. */
static void set_pace(rv_bench *b, int refresh_ms)
{
	rv_prefs p = *rv_desk_prefs(b->d);

	p.refresh_ms = refresh_ms;
	rv_desk_set_prefs(b->d, &p);
}

static void test_pace(void **state)
{
	rv_bench *b = *state;
	static const int up[] = { 500, 1000, 2000, 3000, 4000, 5000, 5000 };

	assert_int_equal(rv_desk_prefs(b->d)->refresh_ms, 250);
	for (size_t i = 0; i < LEN(up); i++) {
		rv_bench_type(b, "+");
		assert_int_equal(rv_desk_prefs(b->d)->refresh_ms, up[i]);
	}
	rv_expect(b, "a frame each 5 s, the longest");
	for (size_t i = LEN(up) - 2; i-- > 0;) {
		rv_bench_type(b, "-");
		assert_int_equal(rv_desk_prefs(b->d)->refresh_ms, up[i]);
	}
	rv_bench_type(b, "--");
	rv_expect(b, "a frame each 0.25 s, the shortest");
	set_pace(b, 777);
	rv_bench_type(b, "+");
	assert_int_equal(rv_desk_prefs(b->d)->refresh_ms, 1000);
	set_pace(b, 777);
	rv_bench_type(b, "-");
	assert_int_equal(rv_desk_prefs(b->d)->refresh_ms, 500);
}

/* RFC 4648, section 10. */
static void test_base64(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = { { "", "" },
		      { "f", "Zg==" },
		      { "fo", "Zm8=" },
		      { "foo", "Zm9v" },
		      { "foob", "Zm9vYg==" },
		      { "fooba", "Zm9vYmE=" },
		      { "foobar", "Zm9vYmFy" } };

	for (size_t i = 0; i < LEN(cases); i++) {
		char out[RV_BASE64_TEXT(6)];
		assert_int_equal(rv_base64(cases[i].text, strlen(cases[i].text), out),
				 strlen(cases[i].want));
		assert_string_equal(out, cases[i].want);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_bench_setup, rv_bench_teardown)
#define TRADE(f) cmocka_unit_test_setup_teardown(f, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_off_at_the_start),
		TEST(test_click_chooses_the_row),
		TEST(test_click_focuses),
		TEST(test_wheel_scrolls_what_is_under_it),
		TRADE(test_click_on_a_ticket),
		TRADE(test_nothing_in_a_dialog),
		TRADE(test_never_trades),
		TRADE(test_copies_the_chosen_row),
		TEST(test_pace),
		cmocka_unit_test(test_base64),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
