/* Themes: every role in every table; what must differ differs; mono has no colours. */
#include "tui/theme.h"

#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static const char *const names[] = { "dark", "light", "colour-blind" };
static const char *const updowns[] = { "green-red", "red-green", "blue-orange" };

static rv_theme make(const char *name, const char *updown, bool mono)
{
	rv_theme t;
	rv_err err = { .text = "" };
	assert_int_equal(rv_theme_init(&t, name, updown, mono, &err), RV_OK);
	return t;
}

static bool same(rv_look a, rv_look b)
{
	return a.fg == b.fg && a.bg == b.bg && a.attr == b.attr;
}

static bool plain(rv_look s)
{
	return s.fg == RV_COLOUR_DEFAULT && s.bg == RV_COLOUR_DEFAULT && s.attr == 0;
}

/* A role that a table forgot would be zeros: black on black. */
static void test_every_role_is_set(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(names); i++) {
		const rv_theme t = make(names[i], NULL, false);
		for (int r = 0; r < RV_ROLE_N; r++) {
			assert_in_range(t.role[r].fg + 1, 0, RV_COLOUR_N);
			assert_in_range(t.role[r].bg + 1, 0, RV_COLOUR_N);
			assert_true(t.role[r].fg < 0 || t.role[r].fg != t.role[r].bg);
			const bool may_be_plain = r == RV_ROLE_TEXT || r == RV_ROLE_HINT;
			assert_true(plain(t.role[r]) == may_be_plain);
		}
	}
}

static void test_opposites_differ(void **state)
{
	(void)state;
	static const rv_role pairs[][2] = {
		{ RV_ROLE_UP, RV_ROLE_DOWN },
		{ RV_ROLE_GOOD, RV_ROLE_BAD },
		{ RV_ROLE_GOOD, RV_ROLE_WARN },
		{ RV_ROLE_ENTRY, RV_ROLE_STOP },
		{ RV_ROLE_ENV_LIVE, RV_ROLE_ENV_PAPER },
		{ RV_ROLE_ENV_LIVE, RV_ROLE_ENV_SIM },
		{ RV_ROLE_TEXT, RV_ROLE_DIM },
		{ RV_ROLE_TEXT, RV_ROLE_ALERT },
		{ RV_ROLE_HALT, RV_ROLE_ALERT }, /* HALTED and ARMED */
		{ RV_ROLE_HALT, RV_ROLE_GOOD },
	};
	for (size_t i = 0; i < LEN(names); i++) {
		for (size_t u = 0; u < LEN(updowns); u++) {
			const rv_theme t = make(names[i], updowns[u], false);
			for (size_t k = 0; k < LEN(pairs); k++)
				assert_false(same(t.role[pairs[k][0]], t.role[pairs[k][1]]));
		}
	}
}

static void test_up_and_down(void **state)
{
	(void)state;
	const rv_theme normal = make("dark", "green-red", false);
	const rv_theme swapped = make("dark", "red-green", false);
	assert_int_equal(normal.role[RV_ROLE_UP].fg % 8, RV_COLOUR_GREEN);
	assert_int_equal(normal.role[RV_ROLE_DOWN].fg % 8, RV_COLOUR_RED);
	assert_int_equal(swapped.role[RV_ROLE_UP].fg, normal.role[RV_ROLE_DOWN].fg);
	assert_int_equal(swapped.role[RV_ROLE_DOWN].fg, normal.role[RV_ROLE_UP].fg);
	for (size_t i = 0; i < LEN(names); i++) {
		const rv_theme t = make(names[i], "blue-orange", false);
		assert_int_equal(t.role[RV_ROLE_UP].fg % 8, RV_COLOUR_BLUE);
		assert_int_equal(t.role[RV_ROLE_DOWN].fg % 8, RV_COLOUR_YELLOW);
	}
	const rv_theme blind = make("colour-blind", NULL, false);
	for (int r = 0; r < RV_ROLE_N; r++) {
		assert_int_not_equal(blind.role[r].fg % 8, RV_COLOUR_GREEN);
		assert_int_not_equal(blind.role[r].fg % 8, RV_COLOUR_RED);
	}
}

static void test_environments(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(names); i++) {
		const rv_theme t = make(names[i], NULL, false);
		assert_int_equal(t.role[RV_ROLE_ENV_LIVE].bg, RV_COLOUR_RED);
		assert_int_equal(t.role[RV_ROLE_ENV_LIVE].fg % 8, RV_COLOUR_WHITE);
		assert_int_equal(t.role[RV_ROLE_ENV_PAPER].bg, RV_COLOUR_CYAN);
		assert_int_equal(t.role[RV_ROLE_ENV_PAPER].fg, RV_COLOUR_BLACK);
		assert_int_equal(t.role[RV_ROLE_ENV_SIM].bg, RV_COLOUR_BLUE);
	}
}

static void test_mono_has_no_colours(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(names); i++) {
		for (size_t u = 0; u < LEN(updowns); u++) {
			const rv_theme t = make(names[i], updowns[u], true);
			for (int r = 0; r < RV_ROLE_N; r++) {
				assert_int_equal(t.role[r].fg, RV_COLOUR_DEFAULT);
				assert_int_equal(t.role[r].bg, RV_COLOUR_DEFAULT);
			}
			assert_true(t.role[RV_ROLE_SELECTED].attr & RV_ATTR_REVERSE);
			assert_false(same(t.role[RV_ROLE_ENV_LIVE], t.role[RV_ROLE_ENV_PAPER]));
			assert_false(plain(t.role[RV_ROLE_BAD]));
		}
	}
}

static void test_unknown_words(void **state)
{
	(void)state;
	rv_theme t = { .mono = true };
	rv_err err = { .text = "" };
	assert_int_equal(rv_theme_init(&t, "solarized", NULL, false, &err), RV_EUSAGE);
	assert_non_null(strstr(err.text, "solarized"));
	assert_int_equal(rv_theme_init(&t, "dark", "pink-grey", false, &err), RV_EUSAGE);
	assert_non_null(strstr(err.text, "pink-grey"));
	assert_true(t.mono && t.palette == NULL); /* untouched */
	assert_int_equal(rv_theme_init(&t, NULL, NULL, false, NULL), RV_OK);
}

static void test_cells(void **state)
{
	(void)state;
	const rv_theme t = make("dark", NULL, false);
	const rv_cell cell = { .ch = L'x', .role = RV_ROLE_STOP, .attr = RV_ATTR_UNDERLINE };
	assert_int_equal(rv_theme_style(&t, &cell).attr, RV_ATTR_BOLD | RV_ATTR_UNDERLINE);
	uint32_t fg, bg, fg2, bg2;
	const rv_cell text = { .ch = L'x', .role = RV_ROLE_TEXT };
	const rv_cell reversed = { .ch = L'x', .role = RV_ROLE_TEXT, .attr = RV_ATTR_REVERSE };
	rv_theme_rgb(&t, &text, &fg, &bg);
	rv_theme_rgb(&t, &reversed, &fg2, &bg2);
	assert_int_equal(fg, t.palette->fg);
	assert_int_equal(bg, t.palette->bg);
	assert_int_equal(fg2, bg);
	assert_int_equal(bg2, fg);
	const rv_cell selected_up = { .ch = L'x', .role = RV_ROLE_UP, .attr = RV_ATTR_REVERSE };
	assert_int_equal(rv_theme_style(&t, &selected_up).fg, RV_COLOUR_DEFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_role_is_set),
		cmocka_unit_test(test_opposites_differ),
		cmocka_unit_test(test_up_and_down),
		cmocka_unit_test(test_environments),
		cmocka_unit_test(test_mono_has_no_colours),
		cmocka_unit_test(test_unknown_words),
		cmocka_unit_test(test_cells),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
