/*
 * The operator's own keys: what a file makes of the key table, what is refused and how it is said,
 * and that dispatch, hints and help all follow.
 */
#include "tui/keymap_file.h"

#include <stdio.h>
#include <string.h>

#include "tui/key_words.h"
#include "tui/keymap_names.h"
#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"

static rv_keymap own;

static void use(const char *text)
{
	rv_err err = { 0 };

	if (rv_keymap_parse("keys.conf", text, strlen(text), &own, &err) != RV_OK)
		fail_msg("%s", err.text);
	rv_keymap_use(&own);
}

static int built_in(void **state)
{
	(void)state;
	rv_keymap_use(NULL);
	return 0;
}

/* Every action and context has a name of its own, that is read back. */
static void test_names(void **state)
{
	(void)state;
	for (int a = RV_ACT_NONE + 1; a < RV_ACT_N; a++) {
		const char *name = rv_action_name((rv_action)a);
		if (!name)
			fail_msg("action %d has no name", a);
		assert_int_equal(rv_action_named(name, strlen(name)), a);
	}
	for (int c = 0; c < RV_CTX_N; c++) {
		const char *name = rv_key_context_name((rv_key_context)c);
		assert_non_null(name);
		assert_int_equal(rv_key_context_named(name, strlen(name)), c);
	}
	assert_int_equal(rv_action_named("fin", 3), RV_ACT_NONE);
	assert_int_equal(rv_key_context_named("mains", 5), RV_CTX_N);
}

/* What the table writes can be read; what a terminal cannot send is no key. */
static void test_key_names(void **state)
{
	(void)state;
	const rv_key_binding *t;
	const size_t n = rv_keymap_bindings(&t);
	static const char *const none[] = { "",	  "Ctrl-i", "Ctrl-m", "Ctrl-H", "Ctrl-",  "Ctrl-7",
					    "F0", "F13",    "jj",     "\x7f",	"Resize", "?\?" };

	for (size_t i = 0; i < n; i++) {
		char text[RV_KEY_TEXT];
		(void)rv_key_text(t[i].key, true, text);
		assert_int_equal(rv_key_named(text, strlen(text)), t[i].key);
	}
	for (size_t i = 0; i < LEN(none); i++)
		assert_int_equal(rv_key_named(none[i], strlen(none[i])), RV_KEY_NONE);
	assert_int_equal(rv_key_named("pgup", 4), RV_KEY_PGUP);
	assert_int_equal(rv_key_named("CTRL-D", 6), RV_KEY_CTRL('d'));
	assert_int_equal(rv_key_named("=", 1), '=');
}

/* The keys of a line replace those that there are, in every place that has the action. */
static void test_replaces(void **state)
{
	(void)state;
	char keys[RV_KEYS_TEXT];

	use("# mine\n\n  find = f  F3\t\ndown = & Down\r\n");
	assert_int_equal(rv_keymap_find(RV_CTX_MAIN, 'f'), RV_ACT_FIND);
	assert_int_equal(rv_keymap_find(RV_CTX_MAIN, RV_KEY_F3), RV_ACT_FIND);
	assert_int_equal(rv_keymap_find(RV_CTX_MAIN, '/'), RV_ACT_NONE);
	assert_string_equal(rv_keymap_keys(RV_CTX_MAIN, RV_ACT_FIND, 9, false, keys), "f F3");
	assert_int_equal(rv_keymap_find(RV_CTX_MENU, '&'), RV_ACT_DOWN);
	assert_int_equal(rv_keymap_find(RV_CTX_MENU, 'j'), RV_ACT_NONE);
	/* a letter is text where one types; what was a key there stays one */
	assert_int_equal(rv_keymap_find(RV_CTX_WORD, '&'), RV_ACT_NONE);
	assert_int_equal(rv_keymap_find(RV_CTX_WORD, RV_KEY_DOWN), RV_ACT_DOWN);
}

/* One place alone; the others follow the line without a place. */
static void test_one_place(void **state)
{
	(void)state;
	use("menu.down = ;\ndown = &\n");
	assert_int_equal(rv_keymap_find(RV_CTX_MENU, ';'), RV_ACT_DOWN);
	assert_int_equal(rv_keymap_find(RV_CTX_MENU, '&'), RV_ACT_NONE);
	assert_int_equal(rv_keymap_find(RV_CTX_DIALOG, '&'), RV_ACT_DOWN);
	assert_int_equal(rv_keymap_find(RV_CTX_DIALOG, RV_KEY_DOWN), RV_ACT_NONE);
	assert_int_equal(rv_keymap_find(RV_CTX_WORD, RV_KEY_DOWN), RV_ACT_DOWN); /* its own */
}

/* Two actions change keys: the file counts as a whole, not line by line. */
static void test_swap(void **state)
{
	(void)state;
	use("approve = r\nreject = a\n");
	assert_int_equal(rv_keymap_find(RV_CTX_MAIN, 'r'), RV_ACT_APPROVE);
	assert_int_equal(rv_keymap_find(RV_CTX_ITEM, 'a'), RV_ACT_REJECT);
}

/* An empty file, and one that says what holds anyway, change nothing. */
static void test_same(void **state)
{
	(void)state;
	const rv_key_binding *t;

	use("");
	use("down = j Down\nhelp = ? F1\nback = Esc q\nfirst = g Home\n");
	const size_t n = rv_keymap_built_in(&t);
	for (size_t i = 0; i < n; i++) {
		for (int c = 0; c < RV_CTX_N; c++) {
			if (t[i].contexts & 1u << c)
				assert_int_equal(rv_keymap_find((rv_key_context)c, t[i].key),
						 t[i].action);
		}
	}
	assert_int_equal(rv_keymap_find(RV_CTX_CONFIRM, 'q'), RV_ACT_NONE);
}

static void test_refusals(void **state)
{
	(void)state;
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "find f", ":1: expected ACTION = KEY" },
		{ "\n# x\nfimd = f", ":3: no action 'fimd', expected one of `rvdesk keys`" },
		{ "find =", ":1: find: expected a key" },
		{ "find = ff", ":1: 'ff': expected a key" },
		{ "find = Ctrl-i", ":1: 'Ctrl-i': expected a key" },
		{ "find = \xc3\xa4", ": expected a key" },
		{ "find = f f", ":1: 'f' stands there twice" },
		{ "find = ; ^ + - . , *", ":1: expected at most 6 keys" },
		{ "find = f\nfind = ^", ":2: find has its keys in line 1 already" },
		{ "main.find = f\nmain.find = ^", ":2: find has its keys in line 1 already" },
		{ "find = n", ":1: 'n' for find is the key of find-next (main)" },
		{ "find = f\nfilter = f", ":2: 'f' for filter is the key of find (main)" },
		{ "program.approve = x", ":1: 'x' for approve is the key of leg-out (program)" },
		{ "menu.find = f", ":1: 'menu' is no place that has find" },
		{ "mein.find = f", ":1: 'mein' is no place that has find" },
		{ "input.older = k", ":1: 'k' is text there" },
		{ "lock = l", ":1: lock always has its own keys" },
		{ "kill = k", ":1: kill always has its own keys" },
		{ "kill-cancel = h", ":1: kill-cancel always has its own keys" },
		{ "kill-leave = h", ":1: kill-leave always has its own keys" },
		{ "kill-reduce = h", ":1: kill-reduce always has its own keys" },
		{ "quit-cancel = h", ":1: quit-cancel always has its own keys" },
		{ "quit = X", ":1: quit always has its own keys" },
		{ "yes = y", ":1: yes always has its own keys" },
		{ "find = L", ":1: 'L' is kept for lock" },
		{ "find = K", ":1: 'K' is kept for the kill menu" },
		{ "find = Q", ":1: 'Q' is kept for quit" },
		{ "find = f10", ":1: 'f10' is kept for quit" },
		{ "find = Ctrl-C", ":1: 'Ctrl-C' is kept for quit" },
		{ "find = Ctrl-z", ":1: 'Ctrl-z' is kept for stopping" },
		{ "find = Esc", ":1: 'Esc' is kept for the way back" },
		{ "approve = Y", ":1: 'Y' is kept for yes" },
		{ "repaint = H", ":1: 'H' for repaint is the key of kill-cancel (kill)" },
		{ "approve = Space\nmark = ^", ":1: 'Space' for approve, which can trade" },
		{ "approve = Enter", ":1: 'Enter' for approve, which can trade" },
		{ "approve = Ctrl-a", ":1: 'Ctrl-a' for approve, which can trade" },
		{ "back = b\napprove = q", ":2: 'q' for approve, which can trade" },
		{ "flatten = F7", ":1: 'F7' for flatten, which can trade" },
	};
	rv_err err;
	char key[RV_KEY_TEXT];

	rv_keymap_use(NULL);
	for (size_t i = 0; i < LEN(cases); i++) {
		const char *text = cases[i].text;
		rv_keymap before = { .n = 77 };
		err = (rv_err){ 0 };
		assert_int_equal(rv_keymap_parse("keys.conf", text, strlen(text), &before, &err),
				 RV_EPARSE);
		if (strncmp(err.text, "keys.conf:", 10) != 0 || !strstr(err.text, cases[i].why) ||
		    !strstr(err.text, "expected") == !strstr(cases[i].why, "twice") ||
		    strchr(err.text, '\n'))
			fail_msg("%s\n-> %s", text, err.text);
		assert_int_equal(before.n, 77); /* nothing changes */
	}
	assert_string_equal(rv_keymap_key(RV_ACT_APPROVE, key), "a");
}

/* Far more lines and keys than a table can have. */
static void test_too_long(void **state)
{
	(void)state;
	static char text[300 * 16];
	size_t n = 0;
	rv_err err = { 0 };

	for (int i = 0; i < 300; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "find = f\n");
	assert_int_equal(rv_keymap_parse("k", text, n, &own, &err), RV_EPARSE);
	assert_int_equal(rv_keymap_parse("k", "find\0= f", 8, &own, &err), RV_EPARSE);
}

/* The key acts, its old one does not, and hints, help and sentences say the new one. */
static void test_session(void **state)
{
	rv_bench *b = *state;

	use("find = f\nprogram = ~\napprove = i\narm = W\nhelp = F9\n");
	rv_bench_draw(b);
	rv_expect(b, "f find");
	rv_expect(b, "F9 help");
	rv_expect(b, "W arm");
	rv_expect_not(b, "/ find");
	assert_string_equal(rv_key_words(RV_KEYED_LOCKED), "LOCKED, W arms");
	assert_string_equal(rv_key_words(RV_KEYED_READY), "READY: i opens it");
	assert_int_equal(rv_bench_key(b, '/'), RV_DESK_NONE);
	assert_int_equal(rv_bench_key(b, 'f'), RV_DESK_REDRAW);
	rv_bench_type(b, "sol");
	rv_expect(b, "sol");
	(void)rv_bench_key(b, RV_KEY_ESC);
	assert_int_equal(rv_bench_key(b, '?'), RV_DESK_NONE);
	(void)rv_bench_key(b, RV_KEY_F9);
	rv_expect(b, "f            find a symbol");
	rv_expect(b, "i            approve: opens it");
	(void)rv_bench_key(b, RV_KEY_ESC);
	(void)rv_bench_key(b, 'K');
	assert_true(rv_bench_find(b, "H halt") >= 0); /* the safety block as ever */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_key_names),
		cmocka_unit_test_teardown(test_replaces, built_in),
		cmocka_unit_test_teardown(test_one_place, built_in),
		cmocka_unit_test_teardown(test_swap, built_in),
		cmocka_unit_test_teardown(test_same, built_in),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test_setup_teardown(test_session, rv_bench_trade_setup,
						rv_bench_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
