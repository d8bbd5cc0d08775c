/*
 * What the desk says of how far its numbers can be trusted: frozen, silent, stale, delisted,
 * unknown, weighted, and alerts.
 */
#include "tui/desk.h"

#include <math.h>
#include <string.h>

#include "tui/keys.h"

#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_fixture.h"

static void test_freeze(void **state)
{
	rv_bench *b = *state;
	const rv_view *frozen = b->v;

	assert_int_equal(rv_bench_key(b, 'Z'), RV_DESK_REDRAW);
	rv_fixture_next(b->newer, 1000);
	b->newer->seq = 2;
	rv_fixture_row(b->newer, "WIF")->mark = 0.99999;
	rv_desk_update(b->d, b->newer, b->newer->mono_ms + 100);
	rv_desk_draw(b->d, b->c);
	assert_ptr_equal(rv_desk_view(b->d), frozen);
	rv_expect(b, "FROZEN 1s");
	rv_expect(b, "12:34:57Z"); /* the clock does not */
	rv_expect(b, "0.38525");
	rv_expect_not(b, "0.99999");

	/* a frozen display still says that the engine is silent */
	rv_desk_update(b->d, b->newer, b->newer->mono_ms + 2001);
	rv_desk_draw(b->d, b->c);
	rv_expect(b, "ENGINE SILENT");

	assert_int_equal(rv_desk_key(b->d, 'Z'), RV_DESK_REDRAW);
	rv_desk_update(b->d, b->newer, b->newer->mono_ms + 100);
	rv_desk_draw(b->d, b->c);
	assert_ptr_equal(rv_desk_view(b->d), b->newer);
	rv_expect(b, "0.99999");
	rv_expect(b, "12:34:57Z");
	rv_expect_not(b, "FROZEN");
}

/* The table stands still; ages, the feed and the engine are those of now. */
static void test_freeze_does_not_hide_a_dead_feed(void **state)
{
	rv_bench *b = *state;

	(void)rv_bench_key(b, 'Z');
	rv_expect(b, "feed live 0s  engine 0s");
	rv_fixture_next(b->newer, 40000);
	rv_fixture_venue_down(b->newer);
	b->newer->seq = 41;
	rv_desk_update(b->d, b->newer, b->newer->mono_ms + 1500);
	rv_desk_draw(b->d, b->c);
	rv_expect(b, "FROZEN 41s   FEED DOWN since 12:34:16Z  engine 1s");
	rv_expect(b, "allMids down  41s");
	rv_expect(b, "0.38525"); /* what was there stays there */
	rv_expect(b, "?42s");	 /* and says how old it is */
	rv_expect_not(b, " 0s ");
	b->newer->streams[0].connected = b->newer->streams[1].connected = true;
	b->newer->venue_connected = true;
	b->newer->seq++;
	rv_desk_update(b->d, b->newer, b->newer->mono_ms);
	rv_desk_draw(b->d, b->c);
	rv_expect(b, "FROZEN 40s   feed down 40s  engine 0s");
}

/* When the clock runs faster no stream is held to 5 s, but these stay the price streams. */
static void test_header_and_feeds_agree_when_time_runs(void **state)
{
	rv_bench *b = *state;

	b->v->clock_rate = 3600.0;
	for (size_t i = 0; i < 2; i++) {
		b->v->streams[i].is_price = false;
		b->v->streams[i].period_ms = 3600000;
		b->v->streams[i].last_at = RV_FIXTURE_ELAPSED_MS - 16 * 60000;
	}
	rv_bench_draw(b);
	rv_expect(b, "feed live 16m");
	rv_expect(b, "allMids live  16m");
}

static void test_a_stream_that_is_down_has_no_rate(void **state)
{
	rv_bench *b = *state;

	rv_expect(b, "ctx     live   0s  48");
	b->v->streams[1].connected = false;
	rv_bench_draw(b);
	rv_expect(b, "ctx     down   0s  --");
}

/* The venue goes on naming numbers for a delisted coin; none of them is a quote. */
static void test_a_delisted_symbol_has_no_quotes(void **state)
{
	rv_bench *b = *state;
	rv_view_row *r = rv_fixture_row(b->v, "MATIC");

	rv_expect_not(b, "delisted");
	r->delisted = true;
	b->v->seq++;
	rv_bench_draw(b);
	rv_expect(b, "47 live, 1 delisted");
	(void)rv_bench_key(b, 'G');
	const int y = rv_bench_find(b, ">xMATIC");
	assert_true(y > 0);
	assert_non_null(strstr(rv_bench_line(b, y), "        --       --       -- DELISTED"));
	assert_null(strstr(rv_bench_line(b, y), "0.1402"));
	(void)rv_bench_key(b, RV_KEY_ENTER);
	(void)rv_bench_key(b, 'G');
	rv_expect(b, "-- delisted");
	rv_expect_not(b, "0.1402");
}

/* How unusual a spread is, is not known before it has a deviation of its own. */
static void test_a_spread_without_deviation_has_no_tone(void **state)
{
	rv_bench *b = *state;

	rv_expect(b, "Basket spreads ~ weighted 48 bars");
	rv_expect(b, "+9.34%  +3.4 sd  EXTREME");
	b->v->spreads[RV_SPREAD_MEME_VS_REST].sd30 = NAN;
	rv_bench_draw(b);
	rv_expect(b, "+9.34%  -- sd    --  ");
	rv_expect_not(b, "EXTREME");
	const int y = rv_bench_find(b, "+9.34%");
	const int x = (int)(strstr(rv_bench_line(b, y), "+9.34%") - b->line);
	assert_int_equal(rv_canvas_at(b->c, x, y)->role, RV_ROLE_TEXT);
}

/* 48 closes span 47 hours. */
static void test_plot_says_what_it_spans(void **state)
{
	rv_bench *b = *state;

	rv_expect(b, " 48 closes, ");
	rv_expect(b, "% over 47 h");
	(void)rv_bench_key(b, ']');
	rv_expect(b, " 96 closes, ");
	rv_expect(b, "% over 95 h");
	for (size_t i = 0; i < b->v->n_rows; i++)
		b->v->rows[i].n_hist = 0;
	rv_bench_draw(b);
	rv_expect(b, "last --, 0 closes");
}

/* Unknown is unknown, not zero. */
static void test_unknown_funding(void **state)
{
	rv_bench *b = *state;

	for (size_t i = 0; i < b->v->n_rows; i++)
		b->v->rows[i].funding_1h = NAN;
	rv_fixture_row(b->v, "WIF")->funding_1h = 0.0;
	b->v->seq++;
	rv_bench_draw(b);
	rv_bench_type(b, "/BTC");
	assert_non_null(strstr(rv_bench_line(b, rv_bench_find(b, "> BTC")),
			       "%       --     --     --    0s"));
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_type(b, "/WIF");
	assert_non_null(strstr(rv_bench_line(b, rv_bench_find(b, "> WIF")), " 0.00%"));
}

static void test_engine_silent(void **state)
{
	rv_bench *b = *state;

	b->later = 2000;
	rv_bench_draw(b);
	rv_expect_not(b, "ENGINE SILENT");
	b->later = 2001;
	rv_bench_draw(b);
	rv_expect(b, "ENGINE SILENT 2s, last word 12:34:56Z");
	for (int x = 0; x < RV_BENCH_COLS; x++) {
		assert_int_equal(rv_canvas_at(b->c, x, 0)->role, RV_ROLE_ALERT);
		assert_int_equal(rv_canvas_at(b->c, x, 1)->role, RV_ROLE_ALERT);
	}
	b->later = 31000;
	rv_bench_draw(b);
	rv_expect(b, "ENGINE SILENT 31s");
	rv_expect_not(b, "0.38525"); /* by then prices are down too */
}

static void test_alert_and_bell(void **state)
{
	rv_bench *b = *state;

	assert_false(rv_desk_take_bell(b->d));
	rv_fixture_venue_down(b->v);
	rv_bench_draw(b);
	assert_true(rv_desk_take_bell(b->d));
	assert_false(rv_desk_take_bell(b->d)); /* rung once */
	rv_bench_draw(b);
	assert_false(rv_desk_take_bell(b->d));
	rv_expect(b, "venue down: connection refused");
	rv_expect(b, "FEED DOWN since 12:34:16Z");
	b->v->n_alerts = 0;
	rv_bench_draw(b);
	rv_expect(b, "venue down: connection refused");
	rv_expect(b, "(over) ! acknowledges (+1 more)");
	b->v->n_alerts = 1;
	rv_bench_draw(b);
	rv_expect(b, "SUI is in l1 and in alts  "); /* still the case: before what is over */
	rv_expect(b, "  ! acknowledges (+1 more)");
	assert_int_equal(rv_bench_key(b, '!'), RV_DESK_REDRAW);
	rv_expect(b, "venue down: connection refused");
	rv_expect_not(b, "more");
	b->v->n_alerts = 2;
	b->v->alerts[1].id++;
	rv_bench_draw(b);
	rv_expect(b, "  x2 ! acknowledges");
	assert_int_equal(rv_bench_key(b, '!'), RV_DESK_REDRAW);
	assert_int_equal(rv_bench_key(b, '!'), RV_DESK_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_freeze, rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_freeze_does_not_hide_a_dead_feed,
						rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_header_and_feeds_agree_when_time_runs,
						rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_a_stream_that_is_down_has_no_rate,
						rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_a_delisted_symbol_has_no_quotes,
						rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_a_spread_without_deviation_has_no_tone,
						rv_bench_setup, rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_plot_says_what_it_spans, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_unknown_funding, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_engine_silent, rv_bench_setup,
						rv_bench_teardown),
		cmocka_unit_test_setup_teardown(test_alert_and_bell, rv_bench_setup,
						rv_bench_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
