/*
 * Each input stands still alone, everything else goes on: what of the screen is another than on the
 * same screen at the same moment with nothing missing, place by place; what stands there instead;
 * and what may still be sent. A place is a pane, in the table of symbols a column.
 */
#include <stdio.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"
#include "tui/layout.h"

enum { COLS = 200, ROWS = 60, PLACES = 512, HEADS = 1 };

typedef enum input {
	MIDS,
	CTX,
	BBO,
	CANDLE,
	REST,
	CLOCK,
	ACCOUNT,
	USER_STREAMS,
	BARS,
	INPUTS
} input;

/* Streams as the feeds name them, where an input is one. */
static const char *const stream_names[INPUTS] = {
	[MIDS] = "allMids",  [CTX] = "ctx",   [BBO] = "bbo",
	[CANDLE] = "candle", [REST] = "rest", [CLOCK] = "clock",
};

typedef struct bench_pair {
	rv_bench *whole, *lacking; /* at the same moment; one input stands still in the second */
	char places[PLACES];
} bench_pair;

static rv_view_stream *stream(rv_view *v, const char *name)
{
	for (size_t i = 0; i < v->n_streams; i++)
		if (strcmp(v->streams[i].name, name) == 0)
			return &v->streams[i];
	fail_msg("no stream %s", name);
	return NULL;
}

/* The best prices, which the fixture has not. */
static void add_bbo(rv_view *v)
{
	rv_view_stream *st = &v->streams[v->n_streams++];

	*st = *stream(v, "ctx");
	(void)snprintf(st->name, sizeof(st->name), "bbo");
	st->period_ms = 5000;
	for (size_t i = 0; i < v->n_rows; i++)
		v->rows[i].bbo_at = v->elapsed_ms - 700;
}

static rv_bench *new_bench(void)
{
	void *state = NULL;

	assert_int_equal(rv_bench_trade_setup(&state), 0);
	rv_bench *b = state;
	assert_int_equal(rv_canvas_resize(b->c, COLS, ROWS), RV_OK);
	add_bbo(b->v);
	for (size_t i = 0; i < b->v->trade.n_tickets; i++)
		b->v->trade.tickets[i].expires_at += 3600000;
	b->v->trade.armed_until_at += 3600000;
	return b;
}

static int setup(void **state)
{
	static bench_pair p;

	p.whole = new_bench();
	p.lacking = new_bench();
	*state = &p;
	return 0;
}

static int teardown(void **state)
{
	bench_pair *p = *state;
	void *whole = p->whole, *lacking = p->lacking;

	return rv_bench_teardown(&whole) || rv_bench_teardown(&lacking) ? -1 : 0;
}

/* Everything comes, for ms. */
static void go_on(rv_view *v, int64_t ms)
{
	rv_fixture_next(v, ms);
	rv_fixture_trade_next(v, ms);
	for (size_t i = 0; i < v->n_rows; i++) {
		v->rows[i].candle_at += ms;
		v->rows[i].bbo_at += ms;
	}
	v->bar_close_ms += ms;
	v->scores.idio.close_ms += ms;
}

/* And now this has not come since. */
static void take_back(rv_view *v, input in, int64_t ms)
{
	if (stream_names[in])
		stream(v, stream_names[in])->last_at -= ms;
	for (size_t i = 0; i < v->n_rows; i++) {
		v->rows[i].mid_at -= in == MIDS ? ms : 0;
		v->rows[i].ctx_at -= in == CTX ? ms : 0;
		v->rows[i].bbo_at -= in == BBO ? ms : 0;
		v->rows[i].candle_at -= in == CANDLE ? ms : 0;
	}
	for (size_t i = 0; in == CTX && i < v->trade.n_tickets; i++)
		v->trade.tickets[i].ctx_at -= ms;
	if (in == ACCOUNT)
		v->trade.account_at -= ms;
	if (in == USER_STREAMS)
		v->trade.stream_up = false;
	if (in == BARS)
		v->bar_close_ms -= ms;
}

static void stand_still(bench_pair *p, input in, int64_t ms)
{
	go_on(p->whole->v, ms);
	go_on(p->lacking->v, ms);
	take_back(p->lacking->v, in, ms);
	rv_bench_draw(p->whole);
	rv_bench_draw(p->lacking);
}

/* Both have it typed. */
static void type(bench_pair *p, const char *keys)
{
	rv_bench_type(p->whole, keys);
	rv_bench_type(p->lacking, keys);
}

static rv_layout layout_of(rv_screen_id screen)
{
	const rv_layout_state at = { .screen = screen, .trade = true };
	rv_layout l;

	rv_layout_of(ROWS, COLS, &at, &l);
	return l;
}

static void add_place(bench_pair *p, const char *name)
{
	char word[64];

	(void)snprintf(word, sizeof(word), " %s ", name);
	if (strstr(p->places, word))
		return;
	const size_t n = strlen(p->places);
	(void)snprintf(p->places + n, sizeof(p->places) - n, "%s", n ? word + 1 : word);
}

/* The head over a cell of the table; columns of numbers end with their head. */
static const char *head_over(rv_bench *b, rv_rect r, int x)
{
	static char head[16];
	const char *line = rv_bench_line(b, r.y + HEADS);
	int end = x;

	while (end < r.x + r.w && line[end] == ' ')
		end++;
	while (end + 1 < r.x + r.w && line[end + 1] != ' ')
		end++;
	int from = end;
	while (from > r.x && line[from - 1] != ' ')
		from--;
	(void)snprintf(head, sizeof(head), "%.*s", end - from + 1, line + from);
	return head;
}

static void name_place(bench_pair *p, const rv_layout *l, int x, int y)
{
	for (int id = 0; id < RV_PANE_N; id++) {
		const rv_rect r = l->panes[id];
		if (!rv_layout_has(l, (rv_pane_id)id) || x < r.x || x >= r.x + r.w || y < r.y ||
		    y >= r.y + r.h)
			continue;
		if (id == RV_PANE_TABLE && y > r.y + HEADS)
			add_place(p, head_over(p->whole, r, x));
		else
			add_place(p,
				  id == RV_PANE_HEADER ? "header" : rv_pane_title((rv_pane_id)id));
	}
}

/* Where the two screens differ, from left to right and down, once each. */
static const char *differences(bench_pair *p, rv_screen_id screen)
{
	const rv_layout l = layout_of(screen);

	p->places[0] = '\0';
	for (int x = 0; x < COLS; x++) {
		for (int y = 0; y < ROWS; y++) {
			const rv_cell *a = rv_canvas_at(p->whole->c, x, y);
			const rv_cell *b = rv_canvas_at(p->lacking->c, x, y);
			if (a->ch != b->ch || a->role != b->role || a->attr != b->attr)
				name_place(p, &l, x, y);
		}
	}
	return p->places;
}

/* What of three screens is another; each is "" where nothing is. */
static void test_places(void **state)
{
	bench_pair *p = *state;
	static const struct {
		const char *what;
		input in;
		int64_t ms;
		const char *desk, *orders, *risk;
	} cases[] = {
		{ "mids late", MIDS, 3000, " header Feeds ", " header ", " header " },
		{ "mids stale", MIDS, 8000, " header Pending Feeds ", " Tickets header ",
		  " header " },
		{ "mids down", MIDS, 40000, " header Pending Feeds ", " Tickets header ",
		  " header " },
		{ "ctx late", CTX, 3000, " header MARK FUNDING AGE Feeds ", " header ",
		  " header " },
		{ "ctx stale", CTX, 8000, " header MARK 24H FUNDING Feeds ", " header ",
		  " header " },
		{ "ctx down", CTX, 40000, " header MARK 24H FUNDING Feeds ", " header ",
		  " header " },
		{ "best prices down", BBO, 40000, " Feeds ", "", "" },
		{ "candles late", CANDLE, 3 * 3600000, " Feeds ", "", "" },
		{ "candles down", CANDLE, 8 * 3600000, " Feeds ", "", "" },
		{ "REST down", REST, 400000, " Feeds ", "", "" },
		{ "clock down", CLOCK, 200000, " Feeds header ", " header ", " Venue header " },
		{ "account old", ACCOUNT, 40000, " header Hedge delta ", " header ",
		  " Sub-books and stops Limits header Margin Venue " },
		{ "user streams down", USER_STREAMS, 0, "", "", " Venue " },
		{ "no bar closes", BARS, 3 * 3600000,
		  " Basket spreads Plot RV~ HYBRID ~BTC ~ETH RES Z MOM Spread MR header CARRY bp/d "
		  "TARGET Regime ",
		  " header ", " header " },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		(void)teardown(state);
		(void)setup(state);
		stand_still(p, cases[i].in, cases[i].ms);
		const char *const want[] = { cases[i].desk, cases[i].orders, cases[i].risk };
		static const rv_screen_id screens[] = { RV_SCREEN_DESK, RV_SCREEN_ORDERS,
							RV_SCREEN_RISK };
		static const char *const keys[] = { "1", "5", "7" };
		for (size_t k = 0; k < LEN(want); k++) {
			type(p, keys[k]);
			const char *got = differences(p, screens[k]);
			if (strcmp(got, want[k]) != 0)
				fail_msg("%s, screen %s: [%s], expected [%s]", cases[i].what,
					 keys[k], got, want[k]);
		}
	}
}

static int row_of(rv_bench *b, const char *symbol)
{
	const rv_rect r = layout_of(RV_SCREEN_DESK).panes[RV_PANE_TABLE];
	char name[16];

	for (int y = r.y + HEADS + 1; y < r.y + r.h; y++)
		if (sscanf(rv_bench_line(b, y) + r.x + 2, "%15s", name) == 1 &&
		    strcmp(name, symbol) == 0)
			return y;
	fail_msg("%s is not in the table", symbol);
	return -1;
}

/* The cell of a column of numbers, which ends with its head; its role, and where it ends. */
static const char *cell(rv_bench *b, const char *symbol, const char *head, rv_role *role)
{
	static char text[24];
	const rv_rect r = layout_of(RV_SCREEN_DESK).panes[RV_PANE_TABLE];
	const char *heads = rv_bench_line(b, r.y + HEADS);
	char word[24];

	(void)snprintf(word, sizeof(word), " %s ", head);
	const char *at = strstr(heads + r.x, word);
	assert_non_null(at);
	int end = (int)(at - heads) + (int)strlen(head);
	const int y = row_of(b, symbol);
	const char *line = rv_bench_line(b, y);
	end -= line[end] == ' '; /* the place of a doubt, which there is none of */
	int from = end;
	while (line[from - 1] != ' ')
		from--;
	*role = (rv_role)rv_canvas_at(b->c, from, y)->role;
	(void)snprintf(text, sizeof(text), "%.*s", end - from + 1, line + from);
	return text;
}

static void expect_cell(rv_bench *b, const char *head, const char *want, bool dim)
{
	rv_role role;
	const char *got = cell(b, "SOL", head, &role);

	if (strcmp(got, want) != 0 || (role == RV_ROLE_DIM) != dim)
		fail_msg("%s of SOL: \"%s\", role %d; expected \"%s\", %s", head, got, (int)role,
			 want, dim ? "dim" : "not dim");
}

/* By columns: the mark and what it is derived from. */
static void test_contexts(void **state)
{
	bench_pair *p = *state;

	type(p, "/SOL\rk"); /* the chosen row is reversed */
	stand_still(p, CTX, 1000);
	expect_cell(p->lacking, "MARK", "136.82", false);
	expect_cell(p->lacking, "AGE", "1s", false);
	stand_still(p, CTX, 2000);
	expect_cell(p->lacking, "MARK", "136.82?", true);
	expect_cell(p->lacking, "AGE", "3s", true); /* 3.6 */
	rv_expect(p->lacking, "feed late 3s");
	stand_still(p, CTX, 8000);
	expect_cell(p->lacking, "MARK", "136.85m", false); /* the mid stands in */
	expect_cell(p->lacking, "24H", "--", true);
	rv_expect(p->lacking, "feed stale 11s");
	stand_still(p, CTX, 40000);
	expect_cell(p->lacking, "FUNDING", "--", true);
	rv_expect(p->lacking, "feed down 51s");
	expect_cell(p->whole, "MARK", "136.82", false);
}

/* Where the mid is gone as well nothing stands in. */
static void test_both_prices(void **state)
{
	bench_pair *p = *state;
	rv_bench *b = p->lacking;

	type(p, "/SOL\rk"); /* the chosen row is reversed */
	stand_still(p, CTX, 8000);
	take_back(b->v, MIDS, 8000);
	rv_bench_draw(b);
	expect_cell(b, "MARK", "136.82?", true);
	expect_cell(b, "AGE", "?8s", true);
	expect_cell(b, "24H", "--", true);
	rv_expect(b, "STALE");
	stand_still(p, CTX, 32000);
	take_back(b->v, MIDS, 32000);
	rv_bench_draw(b);
	expect_cell(b, "MARK", "--", true);
	rv_expect(b, "last 12:34Z"); /* in a narrow column */
	rv_expect_not(p->whole, "STALE");
}

/* Pages through the details until a line has both texts. */
static bool details_say(rv_bench *b, const char *name, const char *text)
{
	bool is = false;

	rv_bench_type(b, "/SOL\r\rg");
	for (int page = 0; page < 12 && !is; page++) {
		for (int y = 0; y < ROWS && !is; y++) {
			const char *at = strstr(rv_bench_line(b, y), name);
			is = at && strstr(at, text);
		}
		rv_bench_type(b, "\004");
	}
	rv_bench_type(b, "\033");
	return is;
}

/* What the details of a symbol say of what has not come, and of what has. */
static void test_details(void **state)
{
	bench_pair *p = *state;
	static const struct {
		input in;
		const char *name, *old, *live, *other, *comes;
	} cases[] = {
		{ BBO, " bid ", "-- 40s old, down", "0s old, live", " mark ", "0s old, live" },
		{ CTX, " oracle ", "-- 40s old, down", "0s old, live", " bid ", "0s old, live" },
		{ MIDS, " mid ", "-- 40s old, down", "0s old, live", " mark ", "0s old, live" },
		{ CANDLE, " RV forming ", "40s old", "with the open bar, 0s old", " mark ",
		  "0s old, live" },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		(void)teardown(state);
		(void)setup(state);
		stand_still(p, cases[i].in, 40000);
		if (!details_say(p->lacking, cases[i].name, cases[i].old) ||
		    !details_say(p->whole, cases[i].name, cases[i].live) ||
		    !details_say(p->lacking, cases[i].other, cases[i].comes))
			fail_msg("details of %s", cases[i].name);
	}
}

/* Nothing is sent on a price that has not come; the rest is the engine's to judge. */
static void test_what_may_be_sent(void **state)
{
	bench_pair *p = *state;
	static const struct {
		input in;
		int64_t ms;
		const char *why; /* NULL: it is sent */
	} cases[] = {
		{ MIDS, 3000, NULL },
		{ MIDS, 8000, "the price of SOL is stale, 8s old" },
		{ MIDS, 40000, "the price of SOL is down, 40s old" },
		{ CTX, 8000, NULL },
		{ BBO, 40000, NULL },
		{ CANDLE, 40000, NULL },
		{ REST, 400000, NULL },
	};

	for (size_t i = 0; i < LEN(cases); i++) {
		(void)teardown(state);
		(void)setup(state);
		stand_still(p, cases[i].in, cases[i].ms);
		type(p, "5a");
		rv_expect(p->lacking, "Approve #41");
		p->whole->later = p->lacking->later = 400;
		if (cases[i].why)
			rv_expect(p->lacking, cases[i].why);
		type(p, "Y");
		assert_int_equal(p->whole->n_got, 1);
		assert_int_equal(p->lacking->n_got, cases[i].why ? 0 : 1);
	}
}

/* A measurement that is not renewed says so; one that is bad goes on blocking. */
static void test_clock(void **state)
{
	bench_pair *p = *state;

	stand_still(p, CLOCK, 200000);
	type(p, "7");
	rv_expect(p->lacking, "ms off ours, measured 3m ago");
	rv_expect_not(p->whole, "measured");
	p->lacking->v->skew_ms = -1385.0;
	rv_bench_draw(p->lacking);
	rv_expect(p->lacking, "-1385");
	type(p, "5a");
	rv_expect(p->lacking, "CLOCK: the venue's is -1.4 s off");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_places),  TEST(test_contexts),	 TEST(test_both_prices),
		TEST(test_details), TEST(test_what_may_be_sent), TEST(test_clock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
