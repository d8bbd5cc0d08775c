/* Layout: the property that holds at every size, and the geometry at the sizes people use. */
#include "tui/layout.h"

#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/patience.h"

/* Every second width, another half in the next row; under a sanitizer, ten times slower, fewer. */
enum { COLS_STEP = RV_PATIENCE > 1 ? 7 : 2 };

static unsigned char cover[120][300];

static void check_one(int rows, int cols, const rv_layout_state *st)
{
	rv_layout l;

	rv_layout_of(rows, cols, st, &l);
	memset(cover, 0, sizeof(cover));
	int placed = 0;
	for (int id = 0; id < RV_PANE_N; id++) {
		const rv_rect r = l.panes[id];
		if (r.w == 0 && r.h == 0)
			continue;
		placed++;
		if (r.w < 1 || r.h < 1 || r.x < 0 || r.y < 0 || r.x + r.w > cols ||
		    r.y + r.h > rows)
			fail_msg("%dx%d: %s is %d,%d %dx%d", cols, rows,
				 rv_pane_title((rv_pane_id)id), r.x, r.y, r.w, r.h);
		for (int y = r.y; y < r.y + r.h; y++) {
			for (int x = r.x; x < r.x + r.w; x++) {
				if (cover[y][x]++)
					fail_msg("%dx%d: overlap at %d,%d", cols, rows, x, y);
			}
		}
	}
	assert_true(placed > 0);
	for (int y = 0; y < rows; y++) {
		for (int x = 0; x < cols; x++) {
			if (!cover[y][x])
				fail_msg("%dx%d: nothing at %d,%d", cols, rows, x, y);
		}
	}
}

static void test_every_size(void **state)
{
	(void)state;
	static const rv_layout_state states[] = {
		{ RV_SCREEN_DESK, RV_PANE_TABLE, false, false, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_DESK, RV_PANE_PLOT, true, false, RV_PORTFOLIO_TARGET, RV_TOUR_NO_ROOM },
		{ RV_SCREEN_SYMBOLS, RV_PANE_LOG, false, false, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_SYMBOLS, RV_PANE_DETAILS, true, false, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_REGIME, RV_PANE_MAJORS, false, false, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_REGIME, RV_PANE_RISKOFF, true, false, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_PORTFOLIO, RV_PANE_SIGNALS, false, false, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_PORTFOLIO, RV_PANE_MA_BASKET, true, false, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_STRUCTURE, RV_PANE_STRUCTURE, false, false, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_STRUCTURE, RV_PANE_LAG, true, false, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_LOG, RV_PANE_LOG, false, false, RV_PORTFOLIO_TARGET, RV_TOUR_NO_ROOM },
		{ RV_SCREEN_ORDERS, RV_PANE_TICKETS, false, false, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_DESK, RV_PANE_TABLE, false, true, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_DESK, RV_PANE_PENDING, false, true, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_DESK, RV_PANE_PENDING, true, true, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_REGIME, RV_PANE_MAJORS, false, true, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_PORTFOLIO, RV_PANE_NET_TARGET, false, true, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_PORTFOLIO, RV_PANE_BUCKETS, true, true, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_ORDERS, RV_PANE_FILLS, false, true, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_RISK, RV_PANE_MARGIN, false, true, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_LOG, RV_PANE_AUDIT, false, true, RV_PORTFOLIO_TARGET, RV_TOUR_NO_ROOM },
		{ RV_SCREEN_LOG, RV_PANE_LOG, true, true, RV_PORTFOLIO_TARGET, RV_TOUR_NO_ROOM },
		{ RV_SCREEN_RESEARCH, RV_PANE_RESEARCH_PLOT, false, true, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_RESEARCH, RV_PANE_RESEARCH_WINDOWS, true, false, RV_PORTFOLIO_TARGET,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_PORTFOLIO, RV_PANE_SIGNALS, false, true, RV_PORTFOLIO_PNL,
		  RV_TOUR_NO_ROOM },
		{ RV_SCREEN_PORTFOLIO, RV_PANE_SIGNALS, true, true, RV_PORTFOLIO_REGRET,
		  RV_TOUR_NO_ROOM },
	};
	for (size_t s = 0; s < LEN(states); s++) {
		for (int rows = 1; rows <= 120; rows++) {
			for (int cols = 1 + rows % COLS_STEP; cols <= 300; cols += COLS_STEP) {
				rv_layout_state st = states[s];
				check_one(rows, cols, &st);
				if ((rows + (int)s) % 4 != 0)
					continue;
				st.tour = cols % 3 ? RV_TOUR_STRIP : RV_TOUR_LINE;
				check_one(rows, cols, &st);
			}
		}
	}
}

static void assert_rect(const rv_layout *l, rv_pane_id id, int x, int y, int w, int h)
{
	const rv_rect r = l->panes[id];
	if (r.x != x || r.y != y || r.w != w || r.h != h)
		fail_msg("%s is %d,%d %dx%d, want %d,%d %dx%d", rv_pane_title(id), r.x, r.y, r.w,
			 r.h, x, y, w, h);
}

static void test_known_sizes(void **state)
{
	(void)state;
	rv_layout l;
	rv_layout_state st = { RV_SCREEN_DESK, RV_PANE_TABLE,	    false,
			       false,	       RV_PORTFOLIO_TARGET, RV_TOUR_NO_ROOM };

	rv_layout_of(40, 120, &st, &l);
	assert_int_equal(l.mode, RV_LAYOUT_FULL);
	assert_rect(&l, RV_PANE_HEADER, 0, 0, 120, 2);
	assert_rect(&l, RV_PANE_TABLE, 0, 2, 84, 24);
	assert_rect(&l, RV_PANE_REGIME, 84, 2, 36, 10);
	assert_rect(&l, RV_PANE_BASKETS, 84, 12, 36, 7);
	assert_rect(&l, RV_PANE_FEEDS, 84, 19, 36, 7);
	assert_rect(&l, RV_PANE_PLOT, 0, 26, 120, 8);
	assert_rect(&l, RV_PANE_LOG, 0, 34, 120, 4);
	assert_rect(&l, RV_PANE_ALERT, 0, 38, 120, 1);
	assert_rect(&l, RV_PANE_HINTS, 0, 39, 120, 1);
	assert_false(rv_layout_has(&l, RV_PANE_SPREAD_PLOT));

	rv_layout_of(60, 200, &st, &l);
	assert_true(rv_layout_has(&l, RV_PANE_SPREAD_PLOT));
	assert_rect(&l, RV_PANE_TABLE, 0, 2, 144, 38);

	rv_layout_of(24, 80, &st, &l);
	assert_int_equal(l.mode, RV_LAYOUT_SINGLE);
	assert_rect(&l, RV_PANE_TABLE, 0, 3, 80, 19);
	assert_false(rv_layout_has(&l, RV_PANE_BASKETS));

	rv_layout_of(23, 79, &st, &l);
	assert_int_equal(l.mode, RV_LAYOUT_COMPACT);
	rv_layout_of(10, 40, &st, &l);
	assert_int_equal(l.mode, RV_LAYOUT_COMPACT);
	assert_rect(&l, RV_PANE_TABLE, 0, 1, 40, 8);
	rv_layout_of(10, 39, &st, &l);
	assert_int_equal(l.mode, RV_LAYOUT_TINY);
	rv_layout_of(9, 40, &st, &l);
	assert_rect(&l, RV_PANE_NOTICE, 0, 0, 40, 9);
}

/* The geometry of the trading Desk, and what the others give its pane. */
static void test_trading_sizes(void **state)
{
	(void)state;
	rv_layout l;
	rv_layout_state st = { RV_SCREEN_DESK, RV_PANE_TABLE,	    false,
			       true,	       RV_PORTFOLIO_TARGET, RV_TOUR_NO_ROOM };

	rv_layout_of(40, 120, &st, &l);
	assert_rect(&l, RV_PANE_TABLE, 0, 2, 84, 20);
	assert_rect(&l, RV_PANE_REGIME, 84, 2, 36, 10);
	assert_rect(&l, RV_PANE_POSITIONS, 84, 12, 36, 10);
	assert_rect(&l, RV_PANE_BASKETS, 0, 22, 60, 8);
	assert_rect(&l, RV_PANE_PENDING, 60, 22, 60, 8);
	assert_rect(&l, RV_PANE_PLOT, 0, 30, 84, 6);
	assert_rect(&l, RV_PANE_HEDGE, 84, 30, 36, 6);
	assert_rect(&l, RV_PANE_LOG, 0, 36, 84, 2);
	assert_rect(&l, RV_PANE_FEEDS, 84, 36, 36, 2);
	assert_rect(&l, RV_PANE_ALERT, 0, 38, 120, 1);
	assert_rect(&l, RV_PANE_HINTS, 0, 39, 120, 1);

	rv_layout_of(24, 80, &st, &l);
	assert_rect(&l, RV_PANE_TABLE, 0, 3, 80, 16);
	assert_rect(&l, RV_PANE_STRIP, 0, 19, 80, 3);
	st.focus = RV_PANE_PENDING; /* it says the same itself */
	rv_layout_of(24, 80, &st, &l);
	assert_rect(&l, RV_PANE_PENDING, 0, 3, 80, 19);
	assert_false(rv_layout_has(&l, RV_PANE_STRIP));
	st.screen = RV_SCREEN_ORDERS;
	rv_layout_of(24, 80, &st, &l);
	assert_rect(&l, RV_PANE_TICKETS, 0, 3, 80, 19);
	rv_layout_of(40, 120, &st, &l);
	assert_rect(&l, RV_PANE_TICKETS, 0, 2, 120, 10);
	assert_true(rv_layout_has(&l, RV_PANE_HISTORY));
	st.screen = RV_SCREEN_RISK;
	st.trade = false; /* an engine without an order side says so there */
	rv_layout_of(40, 120, &st, &l);
	assert_true(rv_layout_has(&l, RV_PANE_LIMITS));
}

static void test_focus(void **state)
{
	(void)state;
	rv_layout_state st = { RV_SCREEN_LOG, RV_PANE_TABLE,	   false,
			       false,	      RV_PORTFOLIO_TARGET, RV_TOUR_NO_ROOM };

	assert_int_equal(rv_layout_focus(&st), RV_PANE_LOG);
	st.focus = RV_PANE_AUDIT;
	assert_int_equal(rv_layout_focus(&st), RV_PANE_LOG);
	st.trade = true;
	assert_int_equal(rv_layout_focus(&st), RV_PANE_AUDIT);
	st.screen = RV_SCREEN_DESK;
	st.focus = RV_PANE_FEEDS;
	assert_int_equal(rv_layout_focus(&st), RV_PANE_FEEDS);
	for (int s = 0; s < 2 * RV_SCREEN_N; s++) {
		const rv_pane_id *list;
		st.screen = (rv_screen_id)(s / 2);
		st.trade = s % 2 == 1;
		const size_t n = rv_layout_screen_panes(&st, &list);
		assert_true(n > 0);
		assert_true(rv_screen_word(st.screen)[0] != '\0');
		for (size_t i = 0; i < n; i++)
			assert_true(list[i] < RV_PANE_FOCUSABLE);
	}
}

/* Between alert and hints; as much as there is room for, and the rest of the screen the others'. */
static void test_tour(void **state)
{
	(void)state;
	static const struct {
		int rows, cols;
		rv_tour_room room;
		int y, h;
	} cases[] = {
		{ 40, 120, RV_TOUR_STRIP, 35, 4 }, { 30, 100, RV_TOUR_STRIP, 26, 3 },
		{ 24, 80, RV_TOUR_STRIP, 20, 3 },  { 40, 120, RV_TOUR_LINE, 38, 1 },
		{ 24, 80, RV_TOUR_LINE, 22, 1 },   { 10, 40, RV_TOUR_STRIP, 8, 1 },
		{ 60, 200, RV_TOUR_STRIP, 55, 4 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_layout l;
		const rv_layout_state st = { RV_SCREEN_DESK, RV_PANE_TABLE,	  false,
					     true,	     RV_PORTFOLIO_TARGET, cases[i].room };
		rv_layout_of(cases[i].rows, cases[i].cols, &st, &l);
		assert_rect(&l, RV_PANE_TOUR, 0, cases[i].y, cases[i].cols, cases[i].h);
		assert_rect(&l, RV_PANE_HINTS, 0, cases[i].rows - 1, cases[i].cols, 1);
		assert_true(l.panes[RV_PANE_TABLE].h >= 6);
	}
	rv_layout l;
	const rv_layout_state tiny = { RV_SCREEN_DESK, RV_PANE_TABLE,	    false,
				       true,	       RV_PORTFOLIO_TARGET, RV_TOUR_STRIP };
	rv_layout_of(9, 39, &tiny, &l);
	assert_false(rv_layout_has(&l, RV_PANE_TOUR));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_size), cmocka_unit_test(test_known_sizes),
		cmocka_unit_test(test_tour),	   cmocka_unit_test(test_trading_sizes),
		cmocka_unit_test(test_focus),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
