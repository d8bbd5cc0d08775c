/*
 * What the panes of the order side say, beyond what the golden screens show: what counts as a
 * position, areas of the log, hints on every width.
 */
#include "tui/desk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

static rv_tv_position *position(rv_bench *b, const char *symbol)
{
	rv_trade_view *tv = &b->v->trade;

	for (size_t i = 0; i < tv->n_positions; i++) {
		if (strcmp(tv->positions[i].coin.symbol, symbol) == 0)
			return &tv->positions[i];
	}
	fail_msg("no position of %s", symbol);
	return NULL;
}

static void make_flat(rv_tv_position *p, rv_book_state state)
{
	p->lots = p->venue_lots = 0;
	p->state = state;
}

/* Of five coins one is over and one is flat and HALTED: three positions, and the halt is seen. */
static void test_flat_is_no_position(void **state)
{
	rv_bench *b = *state;

	rv_expect(b, "Positions ~ 5, venue");
	make_flat(position(b, "SOL"), RV_BOOK_HALTED);
	make_flat(position(b, "DOGE"), RV_BOOK_ACTIVE);
	rv_bench_draw(b);
	rv_expect(b, "Positions ~ 3, venue");
	rv_expect(b, "SOL      flat");
	const char *below = rv_bench_line(b, rv_bench_find(b, "SOL      flat") + 1);
	assert_non_null(strstr(below, "! HALTED"));
	for (size_t i = 0; i < b->v->trade.n_positions; i++)
		make_flat(&b->v->trade.positions[i], RV_BOOK_ACTIVE);
	rv_bench_draw(b);
	rv_expect(b, "No position.");
	rv_expect_not(b, "Positions ~ 0");
}

/* Flat as well, and it stops every addition: here and beside what agrees with the venue. */
static void test_residue_is_said(void **state)
{
	rv_bench *b = *state;
	rv_tv_position *p = position(b, "SOL");

	rv_expect_not(b, "nobody's");
	make_flat(p, RV_BOOK_ACTIVE);
	p->sub_lots[RV_SUB_OP] = 482;
	p->sub_lots[RV_SUB_RESIDUE] = -482;
	b->v->trade.n_breaks = 0;
	rv_bench_draw(b);
	const char *below = rv_bench_line(b, rv_bench_find(b, "SOL      flat") + 1);
	assert_non_null(strstr(below, "is nobody's"));
	rv_bench_type(b, "7");
	rv_expect(b, "is nobody's; `:assign`");
}

/* What the venue said before a fill is no difference; what it says after it is. */
static void test_venue_asked_before_the_fill(void **state)
{
	rv_bench *b = *state;
	rv_tv_position *p = position(b, "SOL");
	rv_tv_fill *f = &b->v->trade.fills[0];

	p->venue_lots = 0;
	p->venue_at = b->v->elapsed_ms - 8000;
	(void)snprintf(f->fill.symbol, sizeof(f->fill.symbol), "SOL");
	f->fill.time_ms = b->v->utc_ms - 3000;
	rv_bench_draw(b);
	rv_expect(b, "venue had 0.00 before the fill");
	f->fill.time_ms = b->v->utc_ms - 12000;
	rv_bench_draw(b);
	rv_expect(b, "! venue has 0.00");
}

/* However long an area's name is, it is read whole, and no text runs into it. */
static void test_areas_of_the_log_are_whole(void **state)
{
	rv_bench *b = *state;
	rv_log_line *l = &b->v->log[b->v->n_log - 1];

	(void)snprintf(l->source, sizeof(l->source), "gateway");
	(void)snprintf(l->text, sizeof(l->text), "user streams up");
	rv_bench_type(b, "8");
	rv_expect(b, " gateway user streams up");
	(void)snprintf(l->source, sizeof(l->source), "eleven_long");
	rv_bench_draw(b);
	rv_expect(b, " eleven_long user streams up");
}

/* How to stop, to get help and to leave, on every width that has a screen, for every pane. */
static void test_hints_that_stay(void **state)
{
	rv_bench *b = *state;
	static const char *const kept[] = { "K kill", "? help", "Q quit" };

	for (int cols = 40; cols <= 200; cols += 7) {
		assert_int_equal(rv_canvas_resize(b->c, cols, 30), RV_OK);
		for (int screen = '1'; screen <= '8'; screen++) {
			(void)rv_bench_key(b, screen);
			const char *line = rv_bench_line(b, 29);
			for (size_t i = 0; i < LEN(kept); i++) {
				if (!strstr(line, kept[i]))
					fail_msg("%d columns, screen %c: no \"%s\" in \"%s\"", cols,
						 screen, kept[i], line);
			}
		}
	}
}

/* On a narrow line, what is left out is marked, and the current pane is not left out. */
static void test_tabs_say_that_there_are_more(void **state)
{
	rv_bench *b = *state;
	char line[512];

	assert_int_equal(rv_canvas_resize(b->c, 80, 24), RV_OK);
	rv_bench_draw(b);
	(void)snprintf(line, sizeof(line), "%s", rv_bench_line(b, 2));
	assert_non_null(strstr(line, " Symbols   Pending   "));
	assert_non_null(strstr(line, "   ~"));
	assert_null(strstr(line, "Regime"));
	(void)rv_bench_key(b, RV_KEY_BTAB);
	(void)snprintf(line, sizeof(line), "%s", rv_bench_line(b, 2));
	assert_int_equal(strncmp(line, "~ ", strlen("~ ")), 0);
	assert_null(strstr(line, "Symbols"));
	assert_null(strstr(line, "   ~"));
	assert_int_equal(rv_canvas_resize(b->c, 200, 24), RV_OK);
	rv_bench_draw(b);
	assert_null(strstr(rv_bench_line(b, 2), "~"));
}

/* A ticket that can be approved says how, unless somebody has said what it is for. */
static void test_ready_says_what_opens_it(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5");
	rv_expect(b, "#41 operator: buy SOL by hand");
	rv_fixture_ticket(b->v, 41)->why[0] = '\0';
	rv_bench_draw(b);
	rv_expect(b, "#41 READY: a opens it");
	b->v->trade.armed = false;
	rv_bench_draw(b);
	rv_expect(b, "#41 LOCKED, U arms");
}

static void test_signer_says_what_helps(void **state)
{
	rv_bench *b = *state;

	rv_fixture_trade_stranger(b->v);
	rv_bench_draw(b);
	rv_expect(b, "HALTED: the signing key is no agent");
	rv_bench_type(b, "7");
	rv_expect(b, "Approve the agent");
	rv_expect(b, b->v->trade.agent);
	b->v->trade.signer_known = false;
	rv_bench_draw(b);
	rv_expect_not(b, "Approve the agent");
	rv_expect(b, "not asked yet");
}

/* The first line of the pane says why no coin has anything to do. */
static void test_net_target_says_that_nothing_is_added(void **state)
{
	static const struct {
		rv_book_state state;
		const char *line;
	} cases[] = { { RV_BOOK_HALTED, "HALTED: nothing is added" },
		      { RV_BOOK_REDUCING, "REDUCING: nothing is added" } };
	rv_bench *b = *state;

	rv_bench_type(b, "4");
	for (size_t i = 0; i < LEN(cases); i++) {
		b->v->trade.state = cases[i].state;
		b->v->book.no_additions = true;
		rv_bench_draw(b);
		const char *top = rv_bench_line(b, rv_bench_find(b, "Net target") + 1);
		assert_non_null(strstr(top, cases[i].line));
	}
	b->v->trade.state = RV_BOOK_ACTIVE;
	b->v->book.no_additions = false;
	rv_bench_draw(b);
	rv_expect_not(b, "HALTED: nothing");
	rv_expect_not(b, "REDUCING: nothing");
}

static rv_role role_of(rv_bench *b, const char *text)
{
	const int y = rv_bench_find(b, text);
	const char *line = rv_bench_line(b, y);
	const int x = (int)(strstr(line, text) - line);

	return (rv_role)rv_canvas_at(b->c, x, y)->role;
}

/* The title has the age of the oldest that a number is made of; unrenewed, all of it is dim. */
static void test_net_target_is_as_old_as_its_inputs(void **state)
{
	rv_bench *b = *state;
	rv_view *v = b->v;

	rv_bench_type(b, "4");
	rv_expect(b, "inputs 4s old");
	assert_int_equal(role_of(b, "addition, edge"), RV_ROLE_DIM);
	assert_int_equal(role_of(b, "leg 1"), RV_ROLE_GOOD);
	v->book.price_at = v->elapsed_ms - 23000;
	rv_bench_draw(b);
	rv_expect(b, "inputs 23s old");
	v->book.price_at = RV_NEVER;
	rv_bench_draw(b);
	rv_expect(b, "inputs -- old");
	v->book.price_at = v->elapsed_ms;
	v->venue_connected = false;
	rv_bench_draw(b);
	rv_expect(b, "inputs ?4s old");
	assert_int_equal(role_of(b, "leg 1"), RV_ROLE_DIM);
	v->venue_connected = true;
	v->trade.account_at = v->elapsed_ms - 71000;
	rv_bench_draw(b);
	rv_expect(b, "inputs ?71s old");
	assert_int_equal(role_of(b, "G 0.873"), RV_ROLE_DIM);
	v->trade.account_at = v->elapsed_ms - 1000;
	v->book.at = v->elapsed_ms - 7000;
	rv_bench_draw(b);
	rv_expect(b, "inputs 7s old");
	assert_int_equal(role_of(b, "leg 1"), RV_ROLE_GOOD);
	v->book.present = false;
	rv_bench_draw(b);
	rv_expect_not(b, "inputs");
}

/* A window that hides something says how much, and where. */
static void test_hidden_is_counted(void **state)
{
	rv_bench *b = *state;

	rv_expect(b, "10 more below");
	rv_expect_not(b, "more above");
	rv_bench_type(b, "\tG");
	rv_expect(b, "10 more above");
	rv_expect_not(b, "more below");
}

/* What runs stands first, and a cursor that nobody moved does not hold the window elsewhere. */
static void test_running_mandates_come_first(void **state)
{
	rv_bench *b = *state;
	rv_trade_view *tv = &b->v->trade;

	rv_bench_type(b, "5");
	assert_true(rv_bench_find(b, "m21  BUY") < rv_bench_find(b, "m19  SELL"));
	tv->mandates[0].state = RV_MANDATE_ENDED;
	rv_bench_draw(b);
	assert_true(rv_bench_find(b, "m20  BUY") < rv_bench_find(b, "m21  BUY"));
	rv_expect(b, "> m20  BUY");
}

/* An order of ours that no running mandate stands for is in Pending: nobody reads "nothing waits".
 */
static void test_orders_stand_in_pending(void **state)
{
	rv_bench *b = *state;
	rv_trade_view *tv = &b->v->trade;

	rv_expect(b, "1 UNKNOWN, 4 wait");
	tv->n_tickets = tv->n_pending = tv->n_mandates = tv->n_unknown = 0;
	tv->orders[0].state = RV_ORDER_CANCELED;
	rv_bench_draw(b);
	rv_expect(b, "more below, 1 canceling, 2 orders work");
	assert_true(rv_bench_find(b, "ord  BUY  BTC") < rv_bench_find(b, "ord  SELL ETH"));
	assert_true(rv_bench_find(b, "ord  SELL ETH") < rv_bench_find(b, "fill BUY"));
	rv_expect_not(b, "ord  SELL LINK"); /* not ours */
	for (size_t i = 0; i < tv->n_orders; i++)
		tv->orders[i].state = RV_ORDER_FILLED;
	rv_bench_draw(b);
	rv_expect(b, "nothing waits");
}

/* Words and prices of the move are of one mid: the engine's. */
static void test_move_is_of_one_mid(void **state)
{
	rv_bench *b = *state;
	rv_tv_ticket *t = rv_fixture_ticket(b->v, 41);

	t->quote_mid = 100.0;
	t->move_bps = -20.0;
	rv_bench_type(b, "5a");
	rv_expect(b, "20.0 bp in our favour since the quote: mid 100.00, now 99.80");
	t->move_bps = 20.0;
	rv_bench_draw(b);
	rv_expect(b, "20.0 bp against us since the quote: mid 100.00, now 100.20");
	t->move_bps = 0.0;
	rv_bench_draw(b);
	rv_expect(b, "0.0 bp since the quote");
	t->move_bps = (double)NAN;
	rv_bench_draw(b);
	rv_expect(b, "-- bp since the quote: mid 100.00, now --");
}

static void test_marked_say_how_and_what_to_type(void **state)
{
	rv_bench *b = *state;
	rv_tv_ticket *t = rv_fixture_ticket(b->v, 42);

	t->state = RV_TICKET_READY;
	rv_bench_type(b, "5   A");
	rv_expect(b, "IOC");
	rv_expect(b, "TWAP 15m");
	rv_expect(b, "LIMIT");
	rv_expect(b, "type 3, then Y = send all; Esc = cancel");
	rv_expect_not(b, "any other key");
}

static void test_no_next_slice_is_no_time(void **state)
{
	rv_bench *b = *state;

	b->v->trade.mandates[0].next_slice_at = INT64_MAX;
	rv_bench_type(b, "5\t\r");
	const int y = rv_bench_find(b, "next slice");
	assert_true(y >= 0);
	const char *value = strstr(rv_bench_line(b, y), "next slice") + strlen("next slice");
	assert_int_equal(strspn(value, " -"), strcspn(value, "~|0123456789"));
	assert_non_null(strstr(value, "--"));
}

/* With the feed down nothing renews the account: its age stands beside it. */
static void test_money_has_an_age_without_a_feed(void **state)
{
	rv_bench *b = *state;

	rv_expect_not(b, "account ?");
	b->v->venue_connected = false;
	rv_bench_draw(b);
	rv_expect(b, "account ?4s");
	b->v->venue_connected = true;
	b->v->trade.account_at = b->v->elapsed_ms - 21000;
	rv_bench_draw(b);
	rv_expect(b, "account ?21s");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_bench_trade_setup, rv_bench_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_tabs_say_that_there_are_more),
		TEST(test_flat_is_no_position),
		TEST(test_residue_is_said),
		TEST(test_venue_asked_before_the_fill),
		TEST(test_areas_of_the_log_are_whole),
		TEST(test_hints_that_stay),
		TEST(test_signer_says_what_helps),
		TEST(test_ready_says_what_opens_it),
		TEST(test_net_target_says_that_nothing_is_added),
		TEST(test_net_target_is_as_old_as_its_inputs),
		TEST(test_hidden_is_counted),
		TEST(test_running_mandates_come_first),
		TEST(test_orders_stand_in_pending),
		TEST(test_move_is_of_one_mid),
		TEST(test_no_next_slice_is_no_time),
		TEST(test_marked_say_how_and_what_to_type),
		TEST(test_money_has_an_age_without_a_feed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
