/*
 * The key table: no key means two things in a context, no action is out of reach or unexplained.
 * What holds for the built-in table holds for an operator's own.
 */
#include "tui/keymap_file.h"

#include <string.h>

#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static void test_no_duplicates(void **state)
{
	(void)state;
	const rv_key_binding *t;
	const size_t n = rv_keymap_bindings(&t);

	for (size_t i = 0; i < n; i++) {
		assert_true(t[i].contexts != 0 && t[i].contexts < 1u << RV_CTX_N);
		for (size_t k = i + 1; k < n; k++) {
			if (t[i].key == t[k].key && (t[i].contexts & t[k].contexts))
				fail_msg("key %d twice in contexts %#x", t[i].key,
					 t[i].contexts & t[k].contexts);
		}
	}
}

static void test_every_action_is_reachable_and_explained(void **state)
{
	(void)state;
	const rv_key_binding *t;
	const size_t n = rv_keymap_bindings(&t);

	for (int a = RV_ACT_NONE + 1; a < RV_ACT_N; a++) {
		size_t keys = 0;
		for (size_t i = 0; i < n; i++)
			keys += t[i].action == (rv_action)a;
		if (keys == 0)
			fail_msg("no key for action %d", a);
		const rv_action_info *info = rv_action_describe((rv_action)a);
		if (!info->help || !info->help[0])
			fail_msg("no help for action %d", a);
		assert_true(info->group < RV_GROUP_N);
	}
}

/* What is typed into the input line must be text there. */
static void test_input_keys_are_not_printable(void **state)
{
	(void)state;
	for (int key = ' '; key <= '~'; key++) {
		assert_int_equal(rv_keymap_find(RV_CTX_INPUT, key), RV_ACT_NONE);
		assert_int_equal(rv_keymap_find(RV_CTX_WORD, key), RV_ACT_NONE);
	}
}

/* Lock and kill mean the same wherever a key is not text; the kill menu has its three. */
static void test_safety_block(void **state)
{
	(void)state;
	for (int ctx = 0; ctx < RV_CTX_N; ctx++) {
		const bool text = ctx == RV_CTX_INPUT || ctx == RV_CTX_WORD;
		const rv_key_context c = (rv_key_context)ctx;
		assert_int_equal(rv_keymap_find(c, 'L'), text ? RV_ACT_NONE : RV_ACT_LOCK);
		assert_int_equal(rv_keymap_find(c, 'K'), text ? RV_ACT_NONE : RV_ACT_KILL);
	}
	assert_int_equal(rv_keymap_find(RV_CTX_KILL, 'H'), RV_ACT_KILL_CANCEL);
	assert_int_equal(rv_keymap_find(RV_CTX_KILL, 'C'), RV_ACT_KILL_LEAVE);
	assert_int_equal(rv_keymap_find(RV_CTX_KILL, 'R'), RV_ACT_KILL_REDUCE);
	static const rv_action safe[] = { RV_ACT_LOCK,	     RV_ACT_KILL,	 RV_ACT_KILL_CANCEL,
					  RV_ACT_KILL_LEAVE, RV_ACT_KILL_REDUCE, RV_ACT_QUIT,
					  RV_ACT_REPAINT };
	for (size_t i = 0; i < LEN(safe); i++)
		assert_true(rv_action_is_safety(safe[i]));
	assert_false(rv_action_is_safety(RV_ACT_APPROVE));
	assert_false(rv_action_is_safety(RV_ACT_YES));
}

/* No trading key hides behind Ctrl, Esc, q, Enter or Space; only Y answers yes. */
static void test_trading_keys_are_deliberate(void **state)
{
	(void)state;
	const rv_key_binding *t;
	const size_t n = rv_keymap_bindings(&t);

	for (size_t i = 0; i < n; i++) {
		if (t[i].action == RV_ACT_YES)
			assert_true(t[i].key == 'Y' && t[i].contexts == 1u << RV_CTX_CONFIRM);
		if (!rv_action_is_trading(t[i].action) || t[i].action == RV_ACT_REQUOTE)
			continue;
		assert_true(t[i].key > ' ' && t[i].key <= '~' && t[i].key != 'q');
	}
	for (int ctx = 0; ctx < RV_CTX_N; ctx++) {
		const rv_key_context c = (rv_key_context)ctx;
		assert_false(rv_action_is_trading(rv_keymap_find(c, RV_KEY_ESC)));
		assert_false(rv_action_is_trading(rv_keymap_find(c, 'q')));
		assert_false(rv_action_is_trading(rv_keymap_find(c, RV_KEY_SPACE)));
	}
	assert_int_equal(rv_keymap_find(RV_CTX_CONFIRM, RV_KEY_ENTER), RV_ACT_NONE);
}

/* Hints of a place are keys of the panes, each with a word. */
static void test_place_hints(void **state)
{
	(void)state;
	for (int place = 0; place < RV_HINT_PLACES; place++) {
		const rv_action *list;
		const size_t n = rv_keymap_place_hints((rv_hint_place)place, &list);
		assert_true(n > 0);
		for (size_t i = 0; i < n; i++) {
			char keys[RV_KEYS_TEXT];
			assert_non_null(rv_action_describe(list[i])->hint);
			rv_keymap_keys(RV_CTX_MAIN, list[i], 1, false, keys);
			assert_true(keys[0] != '\0');
		}
	}
}

/* The ways out work wherever the keyboard is. */
static void test_ways_out(void **state)
{
	(void)state;
	for (int ctx = 0; ctx < RV_CTX_N; ctx++) {
		const rv_key_context c = (rv_key_context)ctx;
		assert_int_equal(rv_keymap_find(c, RV_KEY_CTRL('c')), RV_ACT_QUIT);
		assert_int_equal(rv_keymap_find(c, RV_KEY_F10), RV_ACT_QUIT);
		assert_int_equal(rv_keymap_find(c, RV_KEY_ESC), RV_ACT_BACK);
		assert_int_equal(rv_keymap_find(c, RV_KEY_CTRL('l')), RV_ACT_REPAINT);
		assert_int_equal(rv_keymap_find(c, 0), RV_ACT_NONE);
	}
}

/* Every hint has a word and a key in its own context. */
static void test_hints(void **state)
{
	(void)state;
	for (int ctx = 0; ctx < RV_CTX_N; ctx++) {
		const rv_action *list;
		const size_t n = rv_keymap_hints((rv_key_context)ctx, &list);
		assert_true(n > 0);
		for (size_t i = 0; i < n; i++) {
			char keys[RV_KEYS_TEXT];
			assert_non_null(rv_action_describe(list[i])->hint);
			rv_keymap_keys((rv_key_context)ctx, list[i], 1, false, keys);
			if (!keys[0])
				fail_msg("hint %d has no key in context %d", list[i], ctx);
		}
	}
}

static void test_key_text(void **state)
{
	(void)state;
	static const struct {
		int key;
		const char *text, *ascii;
	} cases[] = {
		{ 'j', "j", "j" },
		{ RV_KEY_DOWN, "↓", "Down" },
		{ RV_KEY_F10, "F10", "F10" },
		{ RV_KEY_CTRL('d'), "Ctrl-d", "Ctrl-d" },
		{ RV_KEY_TAB, "Tab", "Tab" },
		{ RV_KEY_ENTER, "Enter", "Enter" },
		{ RV_KEY_SPACE, "Space", "Space" },
		{ RV_KEY_BTAB, "S-Tab", "S-Tab" },
		{ '\\', "\\", "\\" },
	};
	char buf[RV_KEY_TEXT], keys[RV_KEYS_TEXT];

	for (size_t i = 0; i < LEN(cases); i++) {
		assert_string_equal(rv_key_text(cases[i].key, false, buf), cases[i].text);
		assert_string_equal(rv_key_text(cases[i].key, true, buf), cases[i].ascii);
	}
	assert_string_equal(rv_keymap_keys(RV_CTX_MAIN, RV_ACT_QUIT, 9, false, keys),
			    "Q F10 Ctrl-c");
	assert_string_equal(rv_keymap_keys(RV_CTX_INPUT, RV_ACT_QUIT, 1, false, keys), "F10");
	assert_string_equal(rv_keymap_keys(RV_CTX_MENU, RV_ACT_FIND, 9, false, keys), "");
}

/* Keys that change places, new ones, one place alone, one that is text elsewhere. */
static int use_own(void **state)
{
	static const char text[] = "find = f\nfind-next = ^\ndown = n Down\nup = %\n"
				   "approve = g\nfirst = < Home\nsort-previous = ;\n"
				   "arm = W\nprogram.leg-out = |\nhelp = F9\nback = q b\n"
				   "leader = B\nrepaint = F5 Ctrl-l\nolder = Ctrl-p\nview = F3\n";
	static rv_keymap own;
	rv_err err = { 0 };

	(void)state;
	if (rv_keymap_parse("own", text, sizeof(text) - 1, &own, &err) != RV_OK) {
		print_message("%s\n", err.text);
		return -1;
	}
	rv_keymap_use(&own);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_duplicates),
		cmocka_unit_test(test_every_action_is_reachable_and_explained),
		cmocka_unit_test(test_input_keys_are_not_printable),
		cmocka_unit_test(test_safety_block),
		cmocka_unit_test(test_trading_keys_are_deliberate),
		cmocka_unit_test(test_place_hints),
		cmocka_unit_test(test_ways_out),
		cmocka_unit_test(test_hints),
		cmocka_unit_test(test_key_text),
	};
	const int built_in = cmocka_run_group_tests_name("built-in", tests, NULL, NULL);
	return built_in + cmocka_run_group_tests_name("own", tests, use_own, NULL);
}
