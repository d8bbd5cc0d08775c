/* The canvas: clipping, decoding, what may be in a cell. wcwidth of C.UTF-8 is the oracle. */
#include "tui/canvas.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static rv_canvas *make(int cols, int rows, bool ascii)
{
	rv_canvas *c;
	assert_int_equal(rv_canvas_new(cols, rows, ascii, &c), RV_OK);
	return c;
}

static void assert_row(const rv_canvas *c, int y, const wchar_t *want)
{
	assert_int_equal(wcslen(want), rv_canvas_cols(c));
	for (int x = 0; x < rv_canvas_cols(c); x++)
		assert_int_equal(rv_canvas_at(c, x, y)->ch, want[x]);
}

static void text(rv_canvas *c, int x, int y, const char *s)
{
	(void)rv_canvas_text(c, x, y, 100, RV_ROLE_TEXT, 0, s);
}

static void test_sizes(void **state)
{
	(void)state;
	rv_canvas *c = NULL;
	assert_int_equal(rv_canvas_new(0, 5, false, &c), RV_EINVAL);
	assert_int_equal(rv_canvas_new(5, -1, false, &c), RV_EINVAL);
	assert_int_equal(rv_canvas_new(RV_CANVAS_MAX_COLS + 1, 1, false, &c), RV_EINVAL);
	assert_null(c);
	c = make(7, 3, false);
	text(c, 0, 0, "abc");
	assert_int_equal(rv_canvas_resize(c, INT_MAX, 2), RV_EINVAL);
	assert_row(c, 0, L"abc    "); /* as it was */
	assert_int_equal(rv_canvas_resize(c, 4, 2), RV_OK);
	assert_row(c, 0, L"    ");
	assert_int_equal(rv_canvas_resize(c, 9, 11), RV_OK);
	assert_int_equal(rv_canvas_rows(c), 11);
	assert_row(c, 10, L"         ");
	rv_canvas_free(c);
	rv_canvas_free(NULL);
}

static void test_clip_is_relative_and_cuts(void **state)
{
	(void)state;
	rv_canvas *c = make(8, 3, false);
	rv_canvas_set_clip(c, (rv_rect){ .x = 2, .y = 1, .w = 4, .h = 1 });
	text(c, -1, 0, "abcdefgh");
	text(c, 0, -1, "xxx");
	text(c, 0, 1, "yyy");
	assert_row(c, 0, L"        ");
	assert_row(c, 1, L"  bcde  ");
	assert_row(c, 2, L"        ");
	rv_canvas_fill(c, -5, -5, INT_MAX, INT_MAX, L'#', RV_ROLE_TEXT, 0);
	assert_row(c, 0, L"        ");
	assert_row(c, 1, L"  ####  ");
	assert_row(c, 2, L"        ");
	/* A clip that hangs over the edges keeps its origin and stays inside the grid. */
	rv_canvas_set_clip(c, (rv_rect){ .x = -2, .y = 0, .w = 100, .h = 100 });
	text(c, 0, 0, "abcdefghijklm");
	assert_row(c, 0, L"cdefghij");
	assert_int_equal(rv_canvas_clip(c).x, -2);
	rv_canvas_clear(c);
	assert_int_equal(rv_canvas_clip(c).w, 8);
	assert_row(c, 0, L"        ");
	rv_canvas_free(c);
}

static void test_text_counts_cells(void **state)
{
	(void)state;
	rv_canvas *c = make(6, 1, false);
	assert_int_equal(rv_canvas_text(c, 0, 0, 3, RV_ROLE_TEXT, 0, "β─⣿x"), 3);
	assert_row(c, 0, L"β─⣿   ");
	assert_int_equal(rv_canvas_text(c, 0, 0, 0, RV_ROLE_TEXT, 0, "zz"), 0);
	assert_int_equal(rv_canvas_text(c, 0, 0, -3, RV_ROLE_TEXT, 0, "zz"), 0);
	assert_int_equal(rv_canvas_printf(c, 1, 0, 9, RV_ROLE_UP, RV_ATTR_BOLD, "%+.2f", 2.385), 5);
	assert_row(c, 0, L"β+2.38");
	assert_int_equal(rv_canvas_at(c, 1, 0)->role, RV_ROLE_UP);
	assert_int_equal(rv_canvas_at(c, 1, 0)->attr, RV_ATTR_BOLD);
	rv_canvas_free(c);
}

static void test_right_aligned(void **state)
{
	(void)state;
	rv_canvas *c = make(8, 1, false);
	rv_canvas_text_right(c, 1, 0, 5, RV_ROLE_TEXT, 0, "−1β");
	assert_row(c, 0, L"   −1β  ");
	rv_canvas_clear(c);
	rv_canvas_text_right(c, 1, 0, 5, RV_ROLE_TEXT, 0, "1234567");
	assert_row(c, 0, L" #####  "); /* 12345 would be another number */
	rv_canvas_clear(c);
	rv_canvas_text_right(c, 4, 0, 5, RV_ROLE_TEXT, 0, "5000");
	assert_row(c, 0, L"     ###"); /* and so would 500, at the edge */
	rv_canvas_free(c);
}

static void test_bad_bytes_become_question_marks(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		const wchar_t *want;
	} cases[] = {
		{ "a\033[31mb", L"a?[31mb     " },
		{ "a\tb\n\x7f", L"a?b??       " },
		{ "\xff\xfe", L"??          " },
		{ "\xc0\xaf", L"??          " },	  /* overlong */
		{ "\xed\xa0\x80", L"???         " },	  /* surrogate */
		{ "\xe2\x94", L"??          " },	  /* cut */
		{ "\xf4\x90\x80\x80z", L"????z       " }, /* above U+10FFFF */
		{ "漢字", L"??          " },
		{ "e\u0301x", L"e?x         " },
		{ "a\u00adb\u200bc\xe2\x81\xa0"
		  "d",
		  L"a?b?c?d     " },
		{ "\xc2\x85", L"?           " },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_canvas *c = make(12, 1, false);
		text(c, 0, 0, cases[i].in);
		assert_row(c, 0, cases[i].want);
		rv_canvas_free(c);
	}
}

static void test_ascii_has_seven_bits_only(void **state)
{
	(void)state;
	rv_canvas *c = make(5, 1, true);
	assert_true(rv_canvas_ascii(c));
	text(c, 0, 0, "β=1");
	rv_canvas_put(c, 3, 0, L'─', RV_ROLE_BORDER, 0);
	rv_canvas_fill(c, 4, 0, 1, 1, L'⣿', RV_ROLE_PLOT, 0);
	assert_row(c, 0, L"?=1??");
	rv_canvas_free(c);
}

static void test_attributes_are_added(void **state)
{
	(void)state;
	rv_canvas *c = make(6, 2, false);
	(void)rv_canvas_text(c, 0, 0, 6, RV_ROLE_DOWN, RV_ATTR_BOLD, "abcdef");
	rv_canvas_attr(c, 2, 0, 100, RV_ATTR_REVERSE);
	rv_canvas_attr(c, -4, 0, 5, RV_ATTR_UNDERLINE);
	assert_int_equal(rv_canvas_at(c, 0, 0)->attr, RV_ATTR_BOLD | RV_ATTR_UNDERLINE);
	assert_int_equal(rv_canvas_at(c, 1, 0)->attr, RV_ATTR_BOLD);
	assert_int_equal(rv_canvas_at(c, 5, 0)->attr, RV_ATTR_BOLD | RV_ATTR_REVERSE);
	assert_int_equal(rv_canvas_at(c, 5, 0)->role, RV_ROLE_DOWN);
	assert_int_equal(rv_canvas_at(c, 0, 1)->attr, 0);
	rv_canvas_free(c);
}

/* Whatever the canvas lets through takes exactly one cell in a terminal. */
static void test_widths_agree_with_wcwidth(void **state)
{
	(void)state;
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (!utf8) {
		(void)printf("skip: no C.UTF-8 locale\n");
		skip();
	}
	const locale_t old = uselocale(utf8);
	rv_canvas *c = make(1, 1, false);
	int kept = 0;
	for (wchar_t ch = 1; ch < 0x11000; ch++) {
		rv_canvas_put(c, 0, 0, ch, RV_ROLE_TEXT, 0);
		const wchar_t got = rv_canvas_at(c, 0, 0)->ch;
		assert_true(got == ch || got == L'?');
		if (got == ch && ch != L'?' && ++kept)
			assert_int_equal(wcwidth(ch), 1);
	}
	(void)uselocale(old);
	freelocale(utf8);
	assert_true(kept > 1500);
	static const wchar_t needed[] = L"─│┌┐└┘├┤┬┴┼▁▂▃▄▅▆▇█░▒▓⠀⣿●○▲▼◆→←↑↓·…−±×βσ∑Δ°µ≤≥✓";
	for (size_t i = 0; needed[i]; i++) {
		rv_canvas_put(c, 0, 0, needed[i], RV_ROLE_TEXT, 0);
		if (needed[i] != L'✓') /* dingbats are not drawn: many fonts make them wide */
			assert_int_equal(rv_canvas_at(c, 0, 0)->ch, needed[i]);
	}
	rv_canvas_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_clip_is_relative_and_cuts),
		cmocka_unit_test(test_text_counts_cells),
		cmocka_unit_test(test_right_aligned),
		cmocka_unit_test(test_bad_bytes_become_question_marks),
		cmocka_unit_test(test_ascii_has_seven_bits_only),
		cmocka_unit_test(test_attributes_are_added),
		cmocka_unit_test(test_widths_agree_with_wcwidth),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
