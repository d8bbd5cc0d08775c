/*
 * The line of hints names keys that do something where the keyboard is: each of them is pressed, on
 * every pane of every screen and in the dialogs, and something must come of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/desk.h"
#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/golden_screen.h"
#include "tests/support/view_engine.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_program.h"
#include "tests/support/view_trade.h"

enum { KEYS_MOST = 40, KEY_LEN = 8, HINT_WORDS = 24, PICTURE = 200 * 60 };

typedef struct hinted {
	size_t n;
	struct {
		int key;
		char name[KEY_LEN], word[HINT_WORDS];
	} at[KEYS_MOST];
} hinted;

/* A desk of its own at that size, on the snapshot of the bench, after these keys. */
typedef struct scene {
	rv_bench *b;
	int cols, rows;
	const char *keys;
} scene;

static void renew(rv_bench *b, const scene *s)
{
	const rv_sender to = { .sink = rv_bench_sink, .ctx = b, .nonce = 1 };

	rv_desk_free(b->d);
	assert_int_equal(rv_desk_new(&b->d), RV_OK);
	assert_int_equal(rv_canvas_resize(b->c, s->cols, s->rows), RV_OK);
	if (b->v->trade.present)
		rv_desk_set_sender(b->d, &to);
	b->n_got = 0;
	b->later = 0;
	rv_bench_draw(b);
	for (const char *k = s->keys; *k;) {
		char one[16];
		const size_t n = *k == '{' ? (size_t)(strchr(k, '}') - k) + 1 : 1;
		(void)snprintf(one, sizeof(one), "%.*s", (int)n, k);
		rv_golden_type(b->d, one);
		rv_bench_draw(b);
		k += n;
	}
	b->later += 400; /* what is asked has been read */
	rv_bench_draw(b);
}

static int key_named(const char *name)
{
	static const struct {
		const char *name;
		int key;
	} names[] = {
		{ "Enter", RV_KEY_ENTER }, { "Esc", RV_KEY_ESC }, { "Tab", RV_KEY_TAB },
		{ "Space", RV_KEY_SPACE }, { "F1", RV_KEY_F1 },	  { "F2", RV_KEY_F2 },
		{ "F4", RV_KEY_F4 },	   { "F10", RV_KEY_F10 }, { "Up", RV_KEY_UP },
		{ "Down", RV_KEY_DOWN },   { "~", RV_KEY_DOWN },  { "Bksp", RV_KEY_BACKSPACE }
	};

	for (size_t i = 0; i < LEN(names); i++) {
		if (strcmp(names[i].name, name) == 0)
			return names[i].key;
	}
	return strlen(name) == 1 ? name[0] : -1;
}

/* "K kill  L lock  ": a key, a blank, its words, two blanks. */
static void read_hints(rv_bench *b, hinted *out)
{
	const char *s = rv_bench_line(b, rv_canvas_rows(b->c) - 1) + 1;

	out->n = 0;
	while (*s && *s != ' ') {
		const char *gap = strstr(s, "  ");
		const size_t all = gap ? (size_t)(gap - s) : strlen(s);
		const size_t name = strcspn(s, " "), word = all - name;
		assert_true(out->n < KEYS_MOST && name < KEY_LEN && word < HINT_WORDS);
		(void)snprintf(out->at[out->n].name, KEY_LEN, "%.*s", (int)name, s);
		(void)snprintf(out->at[out->n].word, HINT_WORDS, "%.*s", (int)word - 1,
			       s + name + 1);
		out->at[out->n].key = key_named(out->at[out->n].name);
		if (out->at[out->n].key < 0)
			fail_msg("no key is called '%s'", out->at[out->n].name);
		out->n++;
		s += gap ? all + 2 : all;
	}
}

static void picture(const rv_canvas *c, rv_cell out[PICTURE])
{
	const int cols = rv_canvas_cols(c), rows = rv_canvas_rows(c);

	memset(out, 0, sizeof(rv_cell) * PICTURE);
	for (int y = 0; y < rows; y++) {
		for (int x = 0; x < cols; x++)
			out[y * cols + x] = *rv_canvas_at(c, x, y);
	}
}

/* What a hinted key must do: leave, send something, or change what is on the screen. */
static void press_one(const scene *s, int key, const char *name, const char *word)
{
	static rv_cell before[PICTURE], after[PICTURE];
	rv_bench *b = s->b;

	renew(b, s);
	picture(b->c, before);
	const rv_desk_action a = rv_bench_key(b, key);
	picture(b->c, after);
	if (a == RV_DESK_QUIT || b->n_got > 0)
		return;
	if (a == RV_DESK_NONE || memcmp(before, after, sizeof(before)) == 0)
		fail_msg("%dx%d after \"%s\": '%s %s' is hinted and does nothing\n%s", s->cols,
			 s->rows, s->keys, name, word, rv_bench_line(b, 0));
	/* "choose a ticket first" and the like are no deed */
	static const char *const refusals[] = { "first:",  "does not wait",  "is gone",
						"is over", "no program yet", "only tickets" };
	for (size_t i = 0; i < LEN(refusals); i++) {
		if (strstr(rv_bench_line(b, s->rows - 1), refusals[i]))
			fail_msg("%dx%d after \"%s\": '%s %s' is hinted and refused", s->cols,
				 s->rows, s->keys, name, word);
	}
}

static size_t press_all(const scene *s)
{
	hinted h;

	renew(s->b, s);
	read_hints(s->b, &h);
	for (size_t i = 0; i < h.n; i++)
		press_one(s, h.at[i].key, h.at[i].name, h.at[i].word);
	return h.n;
}

/* Each pane of each screen, as Tab goes round once. */
static void on_every_pane(rv_bench *b, int cols, int rows)
{
	static rv_cell first[PICTURE], now[PICTURE];

	for (int screen = 1; screen <= 9; screen++) {
		char keys[80];
		int n = snprintf(keys, sizeof(keys), "%d", screen);
		for (int tabs = 0; tabs < 10; tabs++) {
			const scene s = { b, cols, rows, keys };
			renew(b, &s);
			picture(b->c, tabs == 0 ? first : now);
			if (tabs > 0 && memcmp(first, now, sizeof(now)) == 0)
				break;
			assert_true(press_all(&s) >= 2);
			n += snprintf(keys + n, sizeof(keys) - (size_t)n, "{tab}");
		}
	}
}

static void test_panes(void **state)
{
	on_every_pane(*state, 160, 40);
	on_every_pane(*state, 40, 10);
}

static void test_panes_with_orders(void **state)
{
	on_every_pane(*state, 80, 24);
	on_every_pane(*state, 160, 40);
}

static void test_panes_with_a_program(void **state)
{
	rv_bench *b = *state;

	rv_fixture_program(b->v);
	on_every_pane(b, 80, 24);
}

/* Nothing known, nothing traded: what is hinted then does something, too. */
static void test_nothing_known(void **state)
{
	rv_bench *b = *state;

	rv_fixture_no_engine(b->v);
	on_every_pane(b, 80, 24);
}

static void test_dialogs(void **state)
{
	rv_bench *b = *state;
	static const char *const keys[] = { "?",
					    "{enter}",
					    "s",
					    "o",
					    "K",
					    "U",
					    "5{enter}",
					    "5a",
					    "5r",
					    "5{tab}{enter}",
					    "5{tab}c",
					    "Q",
					    ":handover{enter}",
					    ":alerts{enter}",
					    ":whatif 41{enter}",
					    "{f2}" };

	for (size_t i = 0; i < LEN(keys); i++) {
		const scene s[] = { { b, 80, 24, keys[i] }, { b, 120, 40, keys[i] } };
		assert_true(press_all(&s[0]) >= 1);
		assert_true(press_all(&s[1]) >= 1);
	}
}

static void test_program(void **state)
{
	rv_bench *b = *state;

	rv_fixture_program(b->v);
	static const char *const keys[] = { "p", "pa", "pr" };
	for (size_t i = 0; i < LEN(keys); i++) {
		const scene s = { b, 120, 40, keys[i] };
		assert_true(press_all(&s) >= 2);
	}
}

static bool has(rv_bench *b, const char *word)
{
	hinted h;

	read_hints(b, &h);
	for (size_t i = 0; i < h.n; i++) {
		if (strcmp(h.at[i].word, word) == 0)
			return true;
	}
	return false;
}

/* The focused pane decides: the words that it must have, and those that mean nothing there. */
static void test_they_follow_the_focus(void **state)
{
	rv_bench *b = *state;
	static const struct {
		const char *keys, *has, *has_not;
	} cases[] = {
		{ "1", "filter", "plot" },
		{ "1{tab}", "cancel", "approve" },
		{ "5", "approve", "find" },
		{ "5{tab}", "cancel", "approve" },
		{ "5{tab}{tab}{tab}", "open", "cancel" },
		{ "1{tab}{tab}{tab}{tab}", "plot", "approve" },
		{ "3", "book", "filter" },
		{ "4", "view", "leader" },
		{ "6", "leader", "view" },
		{ "8", "risk", "sort" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const scene s = { b, 200, 60, cases[i].keys };
		renew(b, &s);
		if (!has(b, cases[i].has) || has(b, cases[i].has_not))
			fail_msg("after \"%s\": %s", cases[i].keys, rv_bench_line(b, 59));
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_bench_setup, rv_bench_teardown)
#define TRADE(f) cmocka_unit_test_setup_teardown(f, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_panes),
		TRADE(test_panes_with_orders),
		TRADE(test_panes_with_a_program),
		TEST(test_nothing_known),
		TRADE(test_dialogs),
		TRADE(test_program),
		TRADE(test_they_follow_the_focus),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
