/*
 * The desk through its keys: what the operator does and what the screen then says. Screens are
 * searched for words; how they look is tests/tui/test_golden.c.
 */
#include "tui/desk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"

enum { COLS = 120, ROWS = 40 };

typedef struct bench {
	rv_desk *d;
	rv_canvas *c;
	rv_view *v, *newer;
	int64_t later; /* ms since the publication of v */
	char line[512];
} bench;

static int setup(void **state)
{
	bench *b = calloc(1, sizeof(*b));

	if (!b || rv_desk_new(&b->d) != RV_OK || rv_canvas_new(COLS, ROWS, false, &b->c) != RV_OK)
		return -1;
	b->v = rv_fixture_view();
	b->newer = rv_fixture_view();
	if (!b->v || !b->newer)
		return -1;
	rv_desk_update(b->d, b->v, b->v->mono_ms);
	rv_desk_draw(b->d, b->c);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	bench *b = *state;

	rv_desk_free(b->d);
	rv_canvas_free(b->c);
	free(b->v);
	free(b->newer);
	free(b);
	return 0;
}

/* Line y with everything above ASCII as '~'. */
static const char *line(bench *b, int y)
{
	int n = 0;

	for (int x = 0; x < rv_canvas_cols(b->c) && n + 1 < (int)sizeof(b->line); x++) {
		const wchar_t ch = rv_canvas_at(b->c, x, y)->ch;
		b->line[n++] = ch < 0x80 ? (char)ch : '~';
	}
	b->line[n] = '\0';
	return b->line;
}

static int find_line(bench *b, const char *text)
{
	for (int y = 0; y < rv_canvas_rows(b->c); y++) {
		if (strstr(line(b, y), text))
			return y;
	}
	return -1;
}

static void expect(bench *b, const char *text)
{
	if (find_line(b, text) < 0)
		fail_msg("\"%s\" is not on the screen", text);
}

static void expect_not(bench *b, const char *text)
{
	if (find_line(b, text) >= 0)
		fail_msg("\"%s\" is on the screen", text);
}

static void draw(bench *b)
{
	rv_desk_update(b->d, b->v, b->v->mono_ms + b->later);
	rv_desk_draw(b->d, b->c);
}

static rv_desk_action key(bench *b, int k)
{
	const rv_desk_action a = rv_desk_key(b->d, k);

	draw(b);
	return a;
}

static void type(bench *b, const char *text)
{
	for (; *text; text++)
		(void)key(b, *text);
}

static void test_quit_from_everywhere(void **state)
{
	bench *b = *state;
	static const int openers[] = { 0, '?', RV_KEY_ENTER, 's', '/', '\\', '2', '8', 'z' };

	for (size_t i = 0; i < LEN(openers); i++) {
		if (openers[i])
			assert_int_equal(key(b, openers[i]), RV_DESK_REDRAW);
		assert_int_equal(key(b, RV_KEY_CTRL('c')), RV_DESK_QUIT);
		assert_int_equal(key(b, RV_KEY_F10), RV_DESK_QUIT);
		assert_int_equal(key(b, RV_KEY_CTRL('l')), RV_DESK_REPAINT);
		(void)key(b, RV_KEY_ESC);
	}
	assert_int_equal(key(b, 'Q'), RV_DESK_QUIT);
	assert_int_equal(key(b, 'q'), RV_DESK_NONE); /* nothing to go back from */
	assert_int_equal(key(b, 'w'), RV_DESK_NONE); /* no such key */
}

/* Below 40x10 only the ways out work. */
static void test_tiny(void **state)
{
	bench *b = *state;

	assert_int_equal(rv_canvas_resize(b->c, 39, 9), RV_OK);
	draw(b);
	expect(b, "needs 40x10, is 39x9");
	assert_int_equal(key(b, '?'), RV_DESK_NONE);
	assert_int_equal(key(b, '/'), RV_DESK_NONE);
	assert_int_equal(key(b, 'Q'), RV_DESK_QUIT);
}

static void test_freeze(void **state)
{
	bench *b = *state;
	const rv_view *frozen = b->v;

	assert_int_equal(key(b, 'Z'), RV_DESK_REDRAW);
	rv_fixture_next(b->newer, 1000);
	b->newer->seq = 2;
	rv_fixture_row(b->newer, "WIF")->mark = 0.99999;
	rv_desk_update(b->d, b->newer, b->newer->mono_ms + 100);
	rv_desk_draw(b->d, b->c);
	assert_ptr_equal(rv_desk_view(b->d), frozen);
	expect(b, "FROZEN 1s");
	expect(b, "12:34:57Z"); /* the clock does not */
	expect(b, "0.38525");
	expect_not(b, "0.99999");

	/* a frozen display still says that the engine is silent */
	rv_desk_update(b->d, b->newer, b->newer->mono_ms + 2001);
	rv_desk_draw(b->d, b->c);
	expect(b, "ENGINE SILENT");

	assert_int_equal(rv_desk_key(b->d, 'Z'), RV_DESK_REDRAW);
	rv_desk_update(b->d, b->newer, b->newer->mono_ms + 100);
	rv_desk_draw(b->d, b->c);
	assert_ptr_equal(rv_desk_view(b->d), b->newer);
	expect(b, "0.99999");
	expect(b, "12:34:57Z");
	expect_not(b, "FROZEN");
}

/* The table stands still; ages, the feed and the engine are those of now. */
static void test_freeze_does_not_hide_a_dead_feed(void **state)
{
	bench *b = *state;

	(void)key(b, 'Z');
	expect(b, "feed live 0s  engine 0s");
	rv_fixture_next(b->newer, 40000);
	rv_fixture_venue_down(b->newer);
	b->newer->seq = 41;
	rv_desk_update(b->d, b->newer, b->newer->mono_ms + 1500);
	rv_desk_draw(b->d, b->c);
	expect(b, "FROZEN 41s   FEED DOWN since 12:34:16Z  engine 1s");
	expect(b, "allMids down  41s");
	expect(b, "0.38525"); /* what was there stays there */
	expect(b, "?42s");    /* and says how old it is */
	expect_not(b, " 0s ");
	b->newer->streams[0].connected = b->newer->streams[1].connected = true;
	b->newer->venue_connected = true;
	b->newer->seq++;
	rv_desk_update(b->d, b->newer, b->newer->mono_ms);
	rv_desk_draw(b->d, b->c);
	expect(b, "FROZEN 40s   feed down 40s  engine 0s");
}

/* When the clock runs faster no stream is held to 5 s, but these stay the price streams. */
static void test_header_and_feeds_agree_when_time_runs(void **state)
{
	bench *b = *state;

	b->v->clock_rate = 3600.0;
	for (size_t i = 0; i < 2; i++) {
		b->v->streams[i].is_price = false;
		b->v->streams[i].period_ms = 3600000;
		b->v->streams[i].last_at = RV_FIXTURE_ELAPSED_MS - 16 * 60000;
	}
	draw(b);
	expect(b, "feed live 16m");
	expect(b, "allMids live  16m");
}

static void test_a_stream_that_is_down_has_no_rate(void **state)
{
	bench *b = *state;

	expect(b, "ctx     live   0s  48");
	b->v->streams[1].connected = false;
	draw(b);
	expect(b, "ctx     down   0s  --");
}

/* The venue goes on naming numbers for a delisted coin; none of them is a quote. */
static void test_a_delisted_symbol_has_no_quotes(void **state)
{
	bench *b = *state;
	rv_view_row *r = rv_fixture_row(b->v, "MATIC");

	expect_not(b, "delisted");
	r->delisted = true;
	b->v->seq++;
	draw(b);
	expect(b, "47 live, 1 delisted");
	(void)key(b, 'G');
	const int y = find_line(b, ">xMATIC");
	assert_true(y > 0);
	assert_non_null(strstr(line(b, y), "        --       --       --    -- "));
	assert_non_null(strstr(line(b, y), "DELISTED"));
	assert_null(strstr(line(b, y), "0.1402"));
	(void)key(b, RV_KEY_ENTER);
	expect(b, "-- delisted");
	expect_not(b, "0.1402");
}

/* How unusual a spread is, is not known before it has a deviation of its own. */
static void test_a_spread_without_deviation_has_no_tone(void **state)
{
	bench *b = *state;

	expect(b, "Basket spreads ~ weighted 48 bars");
	expect(b, "+9.34%  +3.4 sd  EXTREME");
	b->v->spreads[RV_SPREAD_MEME_VS_REST].sd30 = NAN;
	draw(b);
	expect(b, "+9.34%  -- sd    --  ");
	expect_not(b, "EXTREME");
	const int y = find_line(b, "+9.34%");
	const int x = (int)(strstr(line(b, y), "+9.34%") - b->line);
	assert_int_equal(rv_canvas_at(b->c, x, y)->role, RV_ROLE_TEXT);
}

/* 48 closes span 47 hours. */
static void test_plot_says_what_it_spans(void **state)
{
	bench *b = *state;

	expect(b, " 48 closes, ");
	expect(b, "% over 47 h");
	(void)key(b, ']');
	expect(b, " 96 closes, ");
	expect(b, "% over 95 h");
	for (size_t i = 0; i < b->v->n_rows; i++)
		b->v->rows[i].n_hist = 0;
	draw(b);
	expect(b, "last --, 0 closes");
}

/* Unknown is unknown, not zero. */
static void test_unknown_funding(void **state)
{
	bench *b = *state;

	for (size_t i = 0; i < b->v->n_rows; i++)
		b->v->rows[i].funding_1h = NAN;
	rv_fixture_row(b->v, "WIF")->funding_1h = 0.0;
	b->v->seq++;
	draw(b);
	type(b, "/BTC");
	assert_non_null(strstr(line(b, find_line(b, "> BTC")), "%       --    0s"));
	(void)key(b, RV_KEY_ESC);
	type(b, "/WIF");
	assert_non_null(strstr(line(b, find_line(b, "> WIF")), "+0.00%"));
}

static void test_engine_silent(void **state)
{
	bench *b = *state;

	b->later = 2000;
	draw(b);
	expect_not(b, "ENGINE SILENT");
	b->later = 2001;
	draw(b);
	expect(b, "ENGINE SILENT 2s, last word 12:34:56Z");
	for (int x = 0; x < COLS; x++) {
		assert_int_equal(rv_canvas_at(b->c, x, 0)->role, RV_ROLE_ALERT);
		assert_int_equal(rv_canvas_at(b->c, x, 1)->role, RV_ROLE_ALERT);
	}
	b->later = 31000;
	draw(b);
	expect(b, "ENGINE SILENT 31s");
	expect_not(b, "0.38525"); /* by then prices are down too */
}

static void test_alert_and_bell(void **state)
{
	bench *b = *state;

	assert_false(rv_desk_take_bell(b->d));
	rv_fixture_venue_down(b->v);
	draw(b);
	assert_true(rv_desk_take_bell(b->d));
	assert_false(rv_desk_take_bell(b->d)); /* rung once */
	draw(b);
	assert_false(rv_desk_take_bell(b->d));
	expect(b, "venue down: connection refused");
	expect(b, "FEED DOWN since 12:34:16Z");
	b->v->n_alerts = 0;
	draw(b);
	expect(b, "venue down: connection refused");
	expect(b, "(over) ! acknowledges (+1 more)");
	b->v->n_alerts = 1;
	draw(b);
	expect(b, "SUI is in l1 and in alts  "); /* still the case: before what is over */
	expect(b, "  ! acknowledges (+1 more)");
	assert_int_equal(key(b, '!'), RV_DESK_REDRAW);
	expect(b, "venue down: connection refused");
	expect_not(b, "more");
	b->v->n_alerts = 2;
	b->v->alerts[1].id++;
	draw(b);
	expect(b, "  x2 ! acknowledges");
	assert_int_equal(key(b, '!'), RV_DESK_REDRAW);
	assert_int_equal(key(b, '!'), RV_DESK_NONE);
}

static void test_filter_line(void **state)
{
	bench *b = *state;

	type(b, "\\bucket=l1 & prx>1");
	expect(b, "at 13: no such field");
	assert_int_equal(key(b, RV_KEY_ENTER), RV_DESK_REDRAW);
	expect(b, "filter: bucket=l1 & prx>1"); /* still open */
	for (int i = 0; i < 8; i++)
		(void)key(b, RV_KEY_BACKSPACE);
	(void)key(b, RV_KEY_ENTER);
	expect(b, "4 of 48, filter bucket=l1");
	type(b, "\\");
	expect(b, "filter: bucket=l1"); /* starts from the present one */
	(void)key(b, RV_KEY_ESC);
	expect(b, "4 of 48"); /* Esc leaves it */
	(void)key(b, RV_KEY_ESC);
	expect_not(b, "4 of 48"); /* back takes it away */
}

static void test_find_line(void **state)
{
	bench *b = *state;

	type(b, "/kpe");
	expect(b, "> kPEPE");
	type(b, "x");
	expect(b, "no match");
	expect(b, "> kPEPE");
	(void)key(b, RV_KEY_BACKSPACE);
	expect_not(b, "no match");
	(void)key(b, RV_KEY_ENTER);
	expect(b, "> kPEPE");
	type(b, "/PE");
	(void)key(b, RV_KEY_ENTER);
	expect(b, "> kPEPE"); /* contains it too */
	(void)key(b, 'n');
	expect_not(b, "> kPEPE");
	(void)key(b, 'N');
	expect(b, "> kPEPE");
}

static void test_sort_menu(void **state)
{
	bench *b = *state;

	type(b, "sgj"); /* from SYMBOL one down: BUCKET */
	expect(b, "Sort by");
	(void)key(b, RV_KEY_ENTER);
	expect_not(b, "Sort by");
	expect(b, "BUCKET~");
	expect(b, "> BTC       L1");
	type(b, "s");
	(void)key(b, 'I');
	expect(b, "BUCKET   falling");
	(void)key(b, RV_KEY_ESC);
	expect(b, "> AAVE      REST");
	type(b, "sG");
	(void)key(b, RV_KEY_ENTER);
	type(b, "s");
	expect(b, "WMOM     falling");
}

static void test_screens_and_zoom(void **state)
{
	bench *b = *state;

	(void)key(b, '2');
	expect(b, "Relative momentum");
	expect_not(b, "Basket spreads");
	(void)key(b, '8');
	expect_not(b, "SYMBOL");
	expect(b, "history complete");
	(void)key(b, RV_KEY_ESC); /* back to the desk */
	expect(b, "Basket spreads");
	(void)key(b, RV_KEY_TAB);
	(void)key(b, 'z');
	expect(b, "btc_vs_eth");
	expect_not(b, "SYMBOL");
	(void)key(b, 'q');
	expect(b, "SYMBOL");
	(void)key(b, RV_KEY_BTAB);
	(void)key(b, RV_KEY_BTAB);
	(void)key(b, 'z');
	expect_not(b, "SYMBOL"); /* from the table back round to the log */
	expect(b, "history complete");
}

static void test_details_add_up(void **state)
{
	bench *b = *state;

	type(b, "/ETH");
	(void)key(b, RV_KEY_ENTER);
	(void)key(b, RV_KEY_ENTER);
	expect(b, "Why: ETH");
	const rv_view_row *r = rv_fixture_row(b->v, "ETH");
	char want[64];
	(void)snprintf(want, sizeof(want), "%+.3f%% sum of the terms", 100 * r->rv_raw);
	expect(b, "-0.35 x -0.810%"); /* ETH is the short leg of the pair */
	expect(b, "+0.35 x -2.120%");
	expect(b, "-0.20 x +9.340%"); /* not a meme: the other side */
	expect(b, want);
	(void)key(b, 'G');
	expect(b, "Standing");
	(void)key(b, 'q');
	expect_not(b, "Why: ETH");
}

static void test_log_scrolls_back(void **state)
{
	bench *b = *state;

	(void)key(b, RV_KEY_BTAB); /* the log */
	expect_not(b, "rvdesk 0.1 starts");
	(void)key(b, 'g');
	expect(b, "rvdesk 0.1 starts");
	expect(b, "2 lines back");
	b->v->seq++;
	b->v->log_seq++;
	b->v->log[b->v->n_log++] = b->v->log[0];
	(void)snprintf(b->v->log[5].text, sizeof(b->v->log[5].text), "a new line");
	draw(b);
	expect(b, "rvdesk 0.1 starts"); /* stands still while lines come */
	expect(b, "3 lines back");
	expect_not(b, "a new line");
	(void)key(b, 'G');
	expect_not(b, "lines back");
	expect(b, "a new line");
}

/* A long line can be read to its end where the log is alone; beside others it has one row. */
static void test_long_log_lines_wrap(void **state)
{
	bench *b = *state;
	rv_view *v = b->v;
	static const char start[] = "history of SOL refused: 429";
	static const char end[] = "the-end";
	char *text = v->log[v->n_log - 1].text;

	(void)snprintf(text, sizeof(v->log[0].text), "%s %080d and %s", start, 7, end);
	assert_true(strlen(text) > COLS - 24);
	draw(b);
	expect(b, start);
	expect_not(b, end);
	(void)key(b, '8');
	const int y = find_line(b, start);
	const int at = (int)(strstr(line(b, y), start) - b->line);
	assert_true(y > 0);
	assert_int_equal(find_line(b, end), y + 1);
	assert_int_equal(strspn(line(b, y + 1), " "), at + 2);
	assert_int_equal(rv_canvas_resize(b->c, 50, 12), RV_OK);
	draw(b);
	expect(b, end);
	(void)key(b, 'g'); /* wrapped lines or not, the first line can be reached */
	expect(b, "rvdesk 0.1 starts");
	(void)key(b, 'G');
	expect(b, end);
}

/* Every line of a full log comes by as it is paged through. */
static void test_paging_shows_every_log_line(void **state)
{
	bench *b = *state;
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
	(void)key(b, '8');
	for (int page = 0; page < RV_VIEW_LOG; page++) {
		for (size_t i = 0; i < v->n_log; i++) {
			char text[16];
			(void)snprintf(text, sizeof(text), "#%d# ", (int)i);
			seen[i] = seen[i] || find_line(b, text) >= 0;
		}
		(void)key(b, RV_KEY_PGUP);
	}
	for (size_t i = 0; i < v->n_log; i++) {
		if (!seen[i])
			fail_msg("line %d was never on the screen", (int)i);
	}
}

/* On a low screen the details scroll; a symbol with fewer lines is never scrolled out of sight. */
static void test_details_pane_keeps_its_lines(void **state)
{
	bench *b = *state;

	assert_int_equal(rv_canvas_resize(b->c, 80, 24), RV_OK);
	(void)key(b, '2');
	(void)key(b, RV_KEY_TAB);
	expect(b, "Relative momentum");
	(void)key(b, 'G');
	expect(b, "universe");
	expect_not(b, "Relative momentum");
	for (size_t i = 0; i < b->v->n_rows; i++)
		b->v->rows[i].rv_available = false;
	assert_int_equal(rv_canvas_resize(b->c, 90, 29), RV_OK);
	draw(b);
	expect(b, "Relative momentum");
}

/* Any keys at any size: no crash, no write outside (sanitizers), always a way out. */
static void test_random_keys_and_sizes(void **state)
{
	bench *b = *state;
	static void (*const states[])(rv_view *) = { rv_fixture_warming, rv_fixture_stale,
						     rv_fixture_venue_down, rv_fixture_empty };
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
		cmocka_unit_test_setup_teardown(test_quit_from_everywhere, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tiny, setup, teardown),
		cmocka_unit_test_setup_teardown(test_freeze, setup, teardown),
		cmocka_unit_test_setup_teardown(test_freeze_does_not_hide_a_dead_feed, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_header_and_feeds_agree_when_time_runs, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_a_stream_that_is_down_has_no_rate, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_a_delisted_symbol_has_no_quotes, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_unknown_funding, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_spread_without_deviation_has_no_tone, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_plot_says_what_it_spans, setup, teardown),
		cmocka_unit_test_setup_teardown(test_engine_silent, setup, teardown),
		cmocka_unit_test_setup_teardown(test_alert_and_bell, setup, teardown),
		cmocka_unit_test_setup_teardown(test_filter_line, setup, teardown),
		cmocka_unit_test_setup_teardown(test_find_line, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sort_menu, setup, teardown),
		cmocka_unit_test_setup_teardown(test_screens_and_zoom, setup, teardown),
		cmocka_unit_test_setup_teardown(test_details_add_up, setup, teardown),
		cmocka_unit_test_setup_teardown(test_log_scrolls_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_log_lines_wrap, setup, teardown),
		cmocka_unit_test_setup_teardown(test_paging_shows_every_log_line, setup, teardown),
		cmocka_unit_test_setup_teardown(test_details_pane_keeps_its_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(test_random_keys_and_sizes, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
