/*
 * Panes that have nothing: each says what will fill it, and when where that is known; what is not
 * known is said to be unknown, and no number is made up.
 */
#include "tui/empty.h"

#include <stdlib.h>
#include <string.h>

#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_engine.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

static void test_next_bar(void **state)
{
	rv_bench *b = *state;
	char text[RV_EMPTY_TEXT];
	rv_scene none = { .v = NULL };

	assert_string_equal(rv_empty_next_bar(&none, text), "");
	rv_scene s = rv_scene_at(b->v, b->v->mono_ms); /* 12:34:56 */
	assert_string_equal(rv_empty_next_bar(&s, text),
			    "The next bar closes at 13:00:00Z, in 25:04.");
	b->v->warm_done = 12;
	assert_string_equal(rv_empty_next_bar(&s, text),
			    "12 of 48 symbols have their history. The next bar closes at "
			    "13:00:00Z, in 25:04.");
	b->v->interval = RV_INTERVAL_1D;
	assert_non_null(strstr(rv_empty_next_bar(&s, text), "at 00:00:00Z, in 11h"));
	b->v->warm_total = 0; /* no instruments: nothing to have a history of */
	assert_string_equal(rv_empty_next_bar(&s, text), "");
}

static void test_propose(void **state)
{
	rv_bench *b = *state;
	char text[RV_EMPTY_TEXT];
	static const char unknown[] = "When the desk proposes one is not known yet.";
	rv_scene s = rv_scene_at(NULL, 0);

	assert_string_equal(rv_empty_propose(&s, text), unknown);
	s = rv_scene_at(b->v, b->v->mono_ms);
	b->v->book.present = false;
	assert_string_equal(rv_empty_propose(&s, text), unknown);
	b->v->book.present = true;
	b->v->book.next_propose_ms = s.utc_now + 65 * 60000;
	assert_string_equal(rv_empty_propose(&s, text), "The desk proposes at 13:39:56Z, in 1h05.");
}

/* With an order side and a book that has just begun. */
static void begun(rv_view *v)
{
	rv_fixture_trade_quiet(v);
	v->book.present = true;
	v->book.next_propose_ms = v->utc_ms + 3 * RV_HOUR_MS;
}

static void test_orders_say_when(void **state)
{
	rv_bench *b = *state;

	begun(b->v);
	(void)rv_bench_key(b, '5');
	rv_expect(b, "No tickets yet. The desk proposes at 15:34:56Z, in 3h00. :buy SOL 500 usd");
	rv_expect(b, "No mandates yet: approving");
	rv_expect(b, "No order works. What was granted sends them.");
	rv_expect(b, "No fills yet. They come while");
	(void)rv_bench_key(b, '1');
	rv_expect(b, "Nothing waits and nothing works. The desk proposes at");
	rv_expect(b, "No position. The first fill");
}

/* Every screen of an engine that knows nothing yet: each pane has a sentence. */
static void test_nothing_known(void **state)
{
	rv_bench *b = *state;
	static const struct {
		int key, sentences;
	} screens[] = { { '3', 3 }, { '4', 4 }, { '6', 2 } };

	rv_fixture_no_engine(b->v);
	b->v->warm_done = 31;
	for (size_t i = 0; i < LEN(screens); i++) {
		int n = 0;
		assert_int_equal(rv_canvas_resize(b->c, 240, 60), RV_OK);
		(void)rv_bench_key(b, screens[i].key);
		for (int y = 0; y < 60; y++) {
			for (const char *at = rv_bench_line(b, y);
			     (at = strstr(at, "31 of 48 symbols")) != NULL; at++)
				n++;
		}
		assert_int_equal(n, screens[i].sentences);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_bench_setup, rv_bench_teardown)
#define TRADE(f) cmocka_unit_test_setup_teardown(f, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_next_bar),
		TRADE(test_propose),
		TEST(test_orders_say_when),
		TEST(test_nothing_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
