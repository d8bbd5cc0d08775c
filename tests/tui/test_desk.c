/*
 * The desk through its keys: what the operator does and what the screen then says. Screens are
 * searched for words; how they look is tests/tui/test_golden.c.
 */
#include "tui/desk.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/rng.h"
#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_engine.h"
#include "tests/support/view_fixture.h"

static void test_quit_from_everywhere(void **state)
{
	rv_bench *b = *state;
	static const int openers[] = { 0, '?', RV_KEY_ENTER, 's', '/', '\\', '2', '8', 'z' };

	for (size_t i = 0; i < LEN(openers); i++) {
		if (openers[i])
			assert_int_equal(rv_bench_key(b, openers[i]), RV_DESK_REDRAW);
		assert_int_equal(rv_bench_key(b, RV_KEY_CTRL('c')), RV_DESK_QUIT);
		assert_int_equal(rv_bench_key(b, RV_KEY_F10), RV_DESK_QUIT);
		assert_int_equal(rv_bench_key(b, RV_KEY_CTRL('l')), RV_DESK_REPAINT);
		(void)rv_bench_key(b, RV_KEY_ESC);
	}
	assert_int_equal(rv_bench_key(b, 'Q'), RV_DESK_QUIT);
	assert_int_equal(rv_bench_key(b, 'q'), RV_DESK_NONE); /* nothing to go back from */
	assert_int_equal(rv_bench_key(b, 'w'), RV_DESK_NONE); /* no such key */
}

/* Below 40x10 only the ways out work. */
static void test_tiny(void **state)
{
	rv_bench *b = *state;

	assert_int_equal(rv_canvas_resize(b->c, 39, 9), RV_OK);
	rv_bench_draw(b);
	rv_expect(b, "needs 40x10, is 39x9");
	assert_int_equal(rv_bench_key(b, '?'), RV_DESK_NONE);
	assert_int_equal(rv_bench_key(b, '/'), RV_DESK_NONE);
	assert_int_equal(rv_bench_key(b, 'Q'), RV_DESK_QUIT);
}

/* As many as the venue has: heads leave first, then what is alive, never what is down. */
static void test_every_stream_is_seen(void **state)
{
	rv_bench *b = *state;
	rv_view *v = b->v;

	rv_expect(b, "STREAM  STATE");
	v->streams[v->n_streams] = v->streams[v->n_streams - 1];
	(void)snprintf(v->streams[v->n_streams++].name, sizeof(v->streams[0].name), "sixth");
	rv_bench_draw(b);
	rv_expect_not(b, "STREAM  STATE");
	rv_expect(b, "allMids live");
	rv_expect(b, "sixth   live");
	v->streams[v->n_streams] = v->streams[0];
	v->streams[v->n_streams].connected = false;
	(void)snprintf(v->streams[v->n_streams++].name, sizeof(v->streams[0].name), "seventh");
	rv_bench_draw(b);
	rv_expect(b, "seventh down");
	rv_expect_not(b, "sixth   live");
}

static void test_filter_line(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "\\bucket=l1 & prx>1");
	rv_expect(b, "at 13: no such field");
	assert_int_equal(rv_bench_key(b, RV_KEY_ENTER), RV_DESK_REDRAW);
	rv_expect(b, "filter: bucket=l1 & prx>1"); /* still open */
	for (int i = 0; i < 8; i++)
		(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "4 of 48, filter bucket=l1");
	rv_bench_type(b, "\\");
	rv_expect(b, "filter: bucket=l1"); /* starts from the present one */
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect(b, "4 of 48"); /* Esc leaves it */
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect_not(b, "4 of 48"); /* back takes it away */
}

static void test_find_line(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "/kpe");
	rv_expect(b, "> kPEPE");
	rv_bench_type(b, "x");
	rv_expect(b, "no match");
	rv_expect(b, "> kPEPE");
	(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	rv_expect_not(b, "no match");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "> kPEPE");
	rv_bench_type(b, "/PE");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "> kPEPE"); /* contains it too */
	(void)rv_bench_key(b, 'n');
	rv_expect_not(b, "> kPEPE");
	(void)rv_bench_key(b, 'N');
	rv_expect(b, "> kPEPE");
}

static void test_sort_menu(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "sgj"); /* from SYMBOL one down: BUCKET */
	rv_expect(b, "Sort by");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect_not(b, "Sort by");
	rv_expect(b, "BUCKET~");
	rv_expect(b, "> BTC       L1");
	rv_bench_type(b, "s");
	(void)rv_bench_key(b, 'I');
	rv_expect(b, "BUCKET   falling");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect(b, "> AAVE      REST");
	rv_bench_type(b, "sG");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_bench_type(b, "s");
	rv_expect(b, "MEASURE  falling");
}

static void test_screens_and_zoom(void **state)
{
	rv_bench *b = *state;

	(void)rv_bench_key(b, '2');
	rv_expect(b, "Relative momentum");
	rv_expect_not(b, "Basket spreads");
	(void)rv_bench_key(b, '8');
	rv_expect_not(b, "SYMBOL");
	rv_expect(b, "history complete");
	(void)rv_bench_key(b, RV_KEY_ESC); /* back to the desk */
	rv_expect(b, "Basket spreads");
	(void)rv_bench_key(b, RV_KEY_TAB);
	(void)rv_bench_key(b, 'z');
	rv_expect(b, "btc_vs_eth");
	rv_expect_not(b, "SYMBOL");
	(void)rv_bench_key(b, 'q');
	rv_expect(b, "SYMBOL");
	(void)rv_bench_key(b, RV_KEY_BTAB);
	(void)rv_bench_key(b, RV_KEY_BTAB);
	(void)rv_bench_key(b, 'z');
	rv_expect_not(b, "SYMBOL"); /* from the table back round to the log */
	rv_expect(b, "history complete");
}

static void test_details_add_up(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "/ETH");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "Why: ETH");
	const rv_view_row *r = rv_fixture_row(b->v, "ETH");
	char want[64];
	(void)snprintf(want, sizeof(want), "%+.3f%% sum of the terms", 100 * r->rv_raw);
	rv_expect(b, "-0.35 x -0.810%"); /* ETH is the short leg of the pair */
	rv_expect(b, "+0.35 x -2.120%");
	rv_expect(b, "-0.20 x +9.340%"); /* not a meme: the other side */
	rv_expect(b, want);
	(void)rv_bench_key(b, 'G');
	rv_expect(b, "Standing");
	(void)rv_bench_key(b, 'q');
	rv_expect_not(b, "Why: ETH");
}

static void test_log_scrolls_back(void **state)
{
	rv_bench *b = *state;

	(void)rv_bench_key(b, RV_KEY_BTAB); /* the log */
	rv_expect_not(b, "rvdesk 0.1 starts");
	(void)rv_bench_key(b, 'g');
	rv_expect(b, "rvdesk 0.1 starts");
	rv_expect(b, "2 lines back");
	b->v->seq++;
	b->v->log_seq++;
	b->v->log[b->v->n_log++] = b->v->log[0];
	(void)snprintf(b->v->log[5].text, sizeof(b->v->log[5].text), "a new line");
	rv_bench_draw(b);
	rv_expect(b, "rvdesk 0.1 starts"); /* stands still while lines come */
	rv_expect(b, "3 lines back");
	rv_expect_not(b, "a new line");
	(void)rv_bench_key(b, 'G');
	rv_expect_not(b, "lines back");
	rv_expect(b, "a new line");
}

/* A long line can be read to its end where the log is alone; beside others it has one row. */
static void test_long_log_lines_wrap(void **state)
{
	rv_bench *b = *state;
	rv_view *v = b->v;
	static const char start[] = "history of SOL refused: 429";
	static const char end[] = "the-end";
	char *text = v->log[v->n_log - 1].text;

	(void)snprintf(text, sizeof(v->log[0].text), "%s %080d and %s", start, 7, end);
	assert_true(strlen(text) > RV_BENCH_COLS - 24);
	rv_bench_draw(b);
	rv_expect(b, start);
	rv_expect_not(b, end);
	(void)rv_bench_key(b, '8');
	const int y = rv_bench_find(b, start);
	const int at = (int)(strstr(rv_bench_line(b, y), start) - b->line);
	assert_true(y > 0);
	assert_int_equal(rv_bench_find(b, end), y + 1);
	assert_int_equal(strspn(rv_bench_line(b, y + 1), " "), at + 2);
	assert_int_equal(rv_canvas_resize(b->c, 50, 12), RV_OK);
	rv_bench_draw(b);
	rv_expect(b, end);
	(void)rv_bench_key(b, 'g'); /* wrapped lines or not, the first line can be reached */
	rv_expect(b, "rvdesk 0.1 starts");
	(void)rv_bench_key(b, 'G');
	rv_expect(b, end);
}

/* Every line of a full log comes by as it is paged through. */
static void test_paging_shows_every_log_line(void **state)
{
	rv_bench *b = *state;
	rv_view *v = b->v;
	bool seen[RV_VIEW_LOG] = { false };

	v->n_log = RV_VIEW_LOG;
	for (size_t i = 0; i < v->n_log; i++) {
		v->log[i].level = RV_LOG_INFO;
		(void)snprintf(v->log[i].text, sizeof(v->log[i].text), "#%d# %s", (int)i,
			       i % 3 == 1 ? "words that go on and on and on, and on, as the words "
					    "of a venue do that refuses an order at some length"
					  : "");
	}
	assert_int_equal(rv_canvas_resize(b->c, 60, 14), RV_OK);
	(void)rv_bench_key(b, '8');
	for (int page = 0; page < RV_VIEW_LOG; page++) {
		for (size_t i = 0; i < v->n_log; i++) {
			char text[16];
			(void)snprintf(text, sizeof(text), "#%d# ", (int)i);
			seen[i] = seen[i] || rv_bench_find(b, text) >= 0;
		}
		(void)rv_bench_key(b, RV_KEY_PGUP);
	}
	for (size_t i = 0; i < v->n_log; i++) {
		if (!seen[i])
			fail_msg("line %d was never on the screen", (int)i);
	}
}

/* On a low screen the details scroll; a symbol with fewer lines is never scrolled out of sight. */
static void test_details_pane_keeps_its_lines(void **state)
{
	rv_bench *b = *state;

	assert_int_equal(rv_canvas_resize(b->c, 80, 24), RV_OK);
	(void)rv_bench_key(b, '2');
	(void)rv_bench_key(b, RV_KEY_TAB);
	rv_expect(b, "Relative momentum");
	(void)rv_bench_key(b, 'G');
	rv_expect(b, "universe");
	rv_expect_not(b, "Relative momentum");
	rv_fixture_no_engine(b->v);
	assert_int_equal(rv_canvas_resize(b->c, 90, 70), RV_OK);
	rv_bench_draw(b);
	rv_expect(b, "Relative momentum");
}

/* The leader and the measure are chosen on their screen, and the order follows the measure. */
static void test_structure_keys(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "6");
	rv_expect(b, "against BTC");
	rv_expect(b, "b leader  w measure");
	rv_bench_type(b, "b");
	rv_expect(b, "against ETH");
	rv_expect(b, "WIF against ETH");
	rv_bench_type(b, "bb");
	rv_expect(b, "against BTC");
	rv_expect(b, "Heat map ~ beta");
	rv_bench_type(b, "w");
	rv_expect(b, "Heat map ~ correlation");
	rv_bench_type(b, "sG");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_non_null(strstr(rv_bench_line(b, 4), "  +0.98  ")); /* the highest with BTC */
	rv_bench_type(b, "b");
	rv_expect(b, "> OP         +1.25  +0.98"); /* and with ETH */
	rv_bench_type(b, "1");
	rv_expect_not(b, "w measure");
}

/* A pane of text scrolls, stops at its end, and starts over when it has less to say. */
static void test_text_panes_scroll(void **state)
{
	rv_bench *b = *state;

	assert_int_equal(rv_canvas_resize(b->c, 80, 24), RV_OK);
	rv_bench_type(b, "4");
	for (int i = 0; i < 3; i++)
		(void)rv_bench_key(b, RV_KEY_TAB);
	rv_expect(b, "momentum        +36.0%");
	rv_bench_type(b, "G");
	rv_expect(b, "BTC-SUI");
	rv_expect_not(b, "momentum        +36.0%");
	rv_bench_type(b, "g");
	rv_expect(b, "momentum        +36.0%");
	rv_bench_type(b, "G");
	rv_fixture_no_engine(b->v);
	b->v->seq++;
	rv_bench_draw(b);
	rv_expect(b, "-- No bucket targets yet.");
}

/* Any keys at any size: no crash, no write outside (sanitizers), always a way out. */
static void test_random_keys_and_sizes(void **state)
{
	rv_bench *b = *state;
	static void (*const states[])(rv_view *) = { rv_fixture_warming,    rv_fixture_stale,
						     rv_fixture_venue_down, rv_fixture_empty,
						     rv_fixture_marks,	    rv_fixture_no_engine };
	rv_rng rng;

	rv_rng_seed(&rng, 7, 7, 7);
	for (int i = 0; i < 6000; i++) {
		const uint64_t k = rv_rng_below(&rng, 160);
		const int code = k < 128 ? (int)k : RV_KEY_NAMED + (int)(k - 128);
		const rv_desk_action a = rv_desk_key(b->d, code);
		assert_true(a <= RV_DESK_QUIT);
		if (i % 7 == 0)
			assert_int_equal(rv_canvas_resize(b->c, 1 + (int)rv_rng_below(&rng, 210),
							  1 + (int)rv_rng_below(&rng, 70)),
					 RV_OK);
		if (i % 1400 == 1399)
			states[i / 1400](b->v);
		if (i % 3 == 0)
			rv_fixture_next(b->v, (int64_t)rv_rng_below(&rng, 3000));
		rv_desk_update(b->d, i % 997 == 5 ? NULL : b->v,
			       b->v->mono_ms + (int64_t)rv_rng_below(&rng, 4000));
		rv_desk_draw(b->d, b->c);
	}
	assert_int_equal(rv_desk_key(b->d, RV_KEY_CTRL('c')), RV_DESK_QUIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_quit_from_everywhere, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_tiny, rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_every_stream_is_seen, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_filter_line, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_find_line, rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_sort_menu, rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_screens_and_zoom, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_details_add_up, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_log_scrolls_back, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_long_log_lines_wrap, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_paging_shows_every_log_line, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_details_pane_keeps_its_lines, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_structure_keys, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_text_panes_scroll, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_random_keys_and_sizes, rv_bench_setup,
						rv_bench_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
