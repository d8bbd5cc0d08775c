/*
 * The tour: each step is ticked by the deed that it asks for, keys go on, back and out, what it
 * says fits at every size, and no dialog hides it, nor it a dialog's question.
 */
#include "tui/tour.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/keys.h"
#include "tui/order_lists.h"
#include "tui/panes/panes.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/golden_scene.h"
#include "tests/support/golden_screen.h"
#include "tests/support/view_book.h"
#include "tests/support/view_engine.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_program.h"
#include "tests/support/view_trade.h"

static void begin(rv_bench *b)
{
	assert_int_equal(rv_bench_key(b, RV_KEY_F1), RV_DESK_REDRAW);
	rv_expect(b, "t tour");
	assert_int_equal(rv_bench_key(b, 't'), RV_DESK_REDRAW);
}

static void enter(rv_bench *b)
{
	assert_int_equal(rv_bench_key(b, RV_KEY_ENTER), RV_DESK_REDRAW);
}

static void test_begins_and_ends(void **state)
{
	rv_bench *b = *state;

	assert_int_equal(rv_bench_key(b, ')'), RV_DESK_NONE); /* no tour, no step */
	begin(b);
	rv_expect(b, "Tour 1/7 ");
	rv_expect_not(b, "Keys");
	begin(b);
	rv_expect_not(b, "Tour 1/7");
	rv_bench_type(b, ":tour");
	enter(b);
	rv_expect(b, "Tour 1/7");
	rv_bench_type(b, ":tour");
	enter(b);
	rv_expect_not(b, "Tour 1/7");
	(void)rv_bench_key(b, RV_KEY_ENTER); /* details are a dialog, too */
	assert_int_equal(rv_bench_key(b, 't'), RV_DESK_NONE);
}

static void test_on_and_back(void **state)
{
	rv_bench *b = *state;

	begin(b);
	assert_int_equal(rv_bench_key(b, '('), RV_DESK_NONE); /* there is none before */
	assert_int_equal(rv_bench_key(b, ')'), RV_DESK_REDRAW);
	rv_expect(b, "Tour 2/7");
	rv_expect_not(b, "[x]");
	assert_int_equal(rv_bench_key(b, '('), RV_DESK_REDRAW);
	rv_expect(b, "Tour 1/7");
	for (int i = 0; i < 6; i++)
		assert_int_equal(rv_bench_key(b, ')'), RV_DESK_REDRAW);
	rv_expect(b, "Tour 7/7");
	assert_int_equal(rv_bench_key(b, ')'), RV_DESK_NONE);
}

/* Without an order side: looking round, each step by its deed. */
static void test_looking_round(void **state)
{
	rv_bench *b = *state;

	begin(b);
	(void)rv_bench_key(b, 'j');
	rv_expect(b, "Tour 2/7  [x] look");
	enter(b);
	rv_expect(b, "Tour 2/7"); /* not before it is closed */
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect(b, "Tour 3/7  [x] why");
	rv_bench_type(b, "\\rv>0.3");
	rv_expect(b, "Tour 3/7");
	enter(b);
	rv_expect(b, "Tour 4/7  [x] filter");
	(void)rv_bench_key(b, '3');
	rv_expect(b, "Tour 5/7  [x] regime");
	(void)rv_bench_key(b, '6');
	(void)rv_bench_key(b, '1');
	rv_expect(b, "Tour 6/7  [x] structure");
	(void)rv_bench_key(b, '?');
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect(b, "Tour 7/7  [x] help");
	rv_expect(b, "F1 t: end this; Q: quit");
}

/* What is so already is ticked, but goes on only by the key: the step has to be read. */
static void test_what_is_so_waits(void **state)
{
	rv_bench *b = *state;

	begin(b);
	for (int i = 0; i < 5; i++)
		(void)rv_bench_key(b, ')');
	rv_expect(b, "Tour 6/16");
	rv_expect(b, "[x] U, then Y: arm"); /* the fixture is armed */
	b->v->trade.armed = false;
	rv_bench_draw(b);
	rv_expect(b, "[ ] U, then Y: arm");
	b->v->trade.armed = true;
	rv_bench_draw(b);
	rv_expect(b, "Tour 7/16  [x] arm");
	b->v->trade.state = RV_BOOK_HALTED;
	rv_bench_draw(b);
	b->v->trade.state = RV_BOOK_ACTIVE;
	rv_bench_draw(b);
	rv_expect(b, "Tour 8/16  [x] resume");
}

static void go_to(rv_bench *b, rv_tour_step s)
{
	begin(b);
	for (int i = 0; i < (int)s; i++)
		(void)rv_bench_key(b, ')');
}

static rv_tv_program *waiting(rv_bench *b)
{
	for (size_t i = 0; i < b->v->trade.n_programs; i++) {
		rv_tv_program *p = &b->v->trade.programs[i];
		if (p->state == RV_PROGRAM_READY || p->state == RV_PROGRAM_BLOCKED)
			return p;
	}
	fail_msg("no program waits");
	return NULL;
}

static void add_mandate(rv_view *v, rv_ticket_class cls, uint64_t id)
{
	rv_tv_mandate *m = &v->trade.mandates[v->trade.n_mandates++];

	*m = v->trade.mandates[0];
	m->cls = cls;
	m->id = id;
}

/* The program: opened, a leg left out, granted, filled, hedged. */
static void test_a_program(void **state)
{
	rv_bench *b = *state;

	rv_fixture_program_whole(b->v);
	rv_bench_draw(b);
	go_to(b, RV_TOUR_OPEN);
	rv_expect(b, "[ ] p: open the program");
	(void)rv_bench_key(b, 'p');
	rv_expect(b, "Tour 9/16  [x] open");
	rv_expect(b, "j, x: leave a leg out");
	waiting(b)->n_excluded = 1;
	rv_bench_draw(b);
	rv_expect(b, "Tour 10/16  [x] read");
	rv_expect(b, "a, then Y: grant all of it");
	waiting(b)->state = RV_PROGRAM_GRANTED;
	rv_bench_draw(b);
	rv_expect(b, "Tour 11/16  [x] grant");
	b->v->trade.fills_total++;
	rv_bench_draw(b);
	rv_expect(b, "Tour 11/16"); /* it has not been looked at */
	(void)rv_bench_key(b, RV_KEY_ESC);
	(void)rv_bench_key(b, '5');
	rv_expect(b, "Tour 12/16  [x] fill");
	add_mandate(b->v, RV_CLASS_HEDGE, 900);
	(void)rv_bench_key(b, '1');
	rv_expect(b, "Tour 13/16  [x] hedge");
	(void)rv_bench_key(b, 'K');
	rv_expect(b, "Tour 13/16");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect(b, "Tour 14/16  [x] kill menu");
	b->v->trade.armed = false;
	rv_bench_draw(b);
	rv_expect(b, "Tour 15/16  [x] lock");
}

static void no_tickets(rv_view *v)
{
	rv_fixture_trade(v);
	v->trade.n_tickets = v->trade.n_programs = v->trade.n_requests = 0;
}

/* Nothing to trade: it says what comes and when, and offers a trade by hand, which goes on. */
static void test_by_hand(void **state)
{
	rv_bench *b = *state;
	static rv_tv_ticket hand;

	hand = b->v->trade.tickets[0];
	no_tickets(b->v);
	b->v->book.present = true;
	b->v->book.next_propose_ms = b->v->utc_ms + 65000;
	rv_bench_draw(b);
	go_to(b, RV_TOUR_OPEN);
	rv_expect(b, "[ ] :buy SOL 500 usd Enter");
	rv_expect(b, "No program waits. The desk proposes at 12:36:");
	rv_expect(b, "in 1:0");
	b->v->book.present = false;
	rv_bench_draw(b);
	rv_expect(b, "When the desk proposes one is not known yet.");
	hand.cls = RV_CLASS_HAND;
	hand.state = RV_TICKET_READY;
	b->v->trade.tickets[b->v->trade.n_tickets++] = hand;
	rv_bench_draw(b);
	rv_expect(b, "Tour 9/16  [x] open");
	rv_expect(b, "5, Enter: read its checks");
	(void)rv_bench_key(b, '5');
	enter(b);
	rv_expect(b, "Tour 10/16  [x] read");
	rv_expect(b, "5, a, then Y: send it");
	b->v->trade.n_tickets = 0;
	rv_bench_draw(b);
	rv_expect(b, "What waited is over.");
	add_mandate(b->v, RV_CLASS_HAND, 901);
	rv_bench_draw(b);
	rv_expect(b, "Tour 11/16  [x] grant");
}

/* ---- what it says fits ---- */

static size_t cells(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += *s != RV_TOUR_KEY && ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static void check_words(rv_ui *ui, bool ascii)
{
	enum { DOING_MOST = 34, LEAST_W = 78, LINES = 2 };
	rv_tour_words w;

	rv_tour_say(ui, ascii, &w);
	if (cells(w.doing) > DOING_MOST || cells(w.doing) < 4)
		fail_msg("%s: \"%s\" is %zu cells", rv_tour_name(ui->tour.step), w.doing,
			 cells(w.doing));
	if (rv_tour_why_lines(w.why, LEAST_W) > LINES)
		fail_msg("%s: \"%s\" is more than two lines", rv_tour_name(ui->tour.step), w.why);
	if (strchr(w.doing, '{') || strchr(w.why, '{'))
		fail_msg("a name is left: \"%s\" \"%s\"", w.doing, w.why);
}

/* Each step in each way to say it, in both sets of characters. */
static void test_words_fit(void **state)
{
	(void)state;
	static void (*const ways[])(rv_view *) = { rv_fixture_trade, no_tickets,
						   rv_fixture_program_whole,
						   rv_fixture_trade_live };
	rv_ui *ui = calloc(1, sizeof(*ui));
	assert_non_null(ui);
	for (size_t k = 0; k < LEN(ways); k++) {
		rv_view *v = rv_fixture_view();
		assert_non_null(v);
		ways[k](v);
		v->trade.asks_pin = k == 1;
		v->book.next_propose_ms = v->utc_ms + 3 * 3600000 + 12 * 60000;
		ui->live = ui->scene = rv_scene_at(v, v->mono_ms);
		ui->at.trade = true;
		for (int s = 0; s < RV_TOUR_STEPS; s++) {
			ui->tour.step = (rv_tour_step)s;
			assert_true(strlen(rv_tour_name((rv_tour_step)s)) > 2);
			check_words(ui, false);
			check_words(ui, true);
		}
		free(v);
	}
	free(ui);
}

/* ---- where it is ---- */

/* Whatever is open, strip and hints are there, and what a question asks stays readable. */
static void test_nothing_hides_it(void **state)
{
	rv_bench *b = *state;
	static const char *const keys[] = { "?", "\r", "s", "o", "K", "U", "5\r", "5a", "5r", "Q" };
	static const struct {
		int cols, rows;
	} sizes[] = { { 80, 24 }, { 100, 30 }, { 120, 40 }, { 200, 60 } };

	begin(b);
	for (size_t z = 0; z < LEN(sizes); z++) {
		assert_int_equal(rv_canvas_resize(b->c, sizes[z].cols, sizes[z].rows), RV_OK);
		(void)rv_bench_key(b, RV_KEY_RESIZE);
		for (size_t i = 0; i < LEN(keys); i++) {
			rv_bench_type(b, keys[i]);
			rv_bench_draw(b);
			rv_expect(b, "j k: move the cursor");
			if (!strstr(rv_bench_line(b, sizes[z].rows - 1), " Esc ") &&
			    !strstr(rv_bench_line(b, sizes[z].rows - 1), "Enter "))
				fail_msg("no hints: %s", rv_bench_line(b, sizes[z].rows - 1));
			(void)rv_bench_key(b, RV_KEY_ESC);
			(void)rv_bench_key(b, '1');
		}
	}
}

/* A ticket can be approved at 80x24 with the tour beside it. */
static void test_a_question_is_whole(void **state)
{
	rv_bench *b = *state;

	begin(b);
	assert_int_equal(rv_canvas_resize(b->c, 80, 24), RV_OK);
	(void)rv_bench_key(b, RV_KEY_RESIZE);
	rv_bench_type(b, "5a");
	rv_expect(b, "Approve #41");
	rv_expect(b, "Y = send");
	b->later += 400;
	rv_bench_draw(b);
	(void)rv_bench_key(b, 'Y');
	assert_true(b->n_got > 0 && b->got[b->n_got - 1].kind == RV_CMD_APPROVE);
}

/* Where a question needs every line it has those of the tour, and is as whole as without it. */
static void test_a_question_goes_first(void **state)
{
	rv_bench *b = *state;

	for (int rows = 12; rows <= 24; rows++) {
		assert_int_equal(rv_canvas_resize(b->c, 80, rows), RV_OK);
		(void)rv_bench_key(b, RV_KEY_RESIZE);
		rv_bench_type(b, "5a");
		const bool fits = rv_bench_find(b, "Y = send") >= 0;
		(void)rv_bench_key(b, RV_KEY_ESC);
		begin(b);
		rv_bench_type(b, "5a");
		assert_int_equal(rv_bench_find(b, "Y = send") >= 0, fits);
		(void)rv_bench_key(b, RV_KEY_ESC);
		begin(b);
	}
}

/* ---- who is told of it ---- */

static void test_offered_once(void **state)
{
	rv_bench *b = *state;

	rv_fixture_trade_quiet(b->v);
	b->v->env = RV_ENV_SIM;
	b->v->trade.found_seq = 0;
	b->v->trade.fills_total = 0;
	b->v->n_alerts = 0;
	rv_bench_draw(b);
	rv_expect(b, "New here? F1, then t: the tour");
	b->v->env = RV_ENV_LIVE;
	rv_bench_draw(b);
	rv_expect_not(b, "New here?");
	b->v->env = RV_ENV_SIM;
	begin(b);
	begin(b);
	rv_expect_not(b, "New here?");
}

static void test_golden(void **state)
{
	(void)state;
	static const rv_golden_scene scenes[] = {
		{ "tour-120x40", 120, 40, false, rv_fixture_trade, "{f1}t", 0 },
		{ "tour-200x60", 200, 60, false, rv_fixture_trade, "{f1}tj", 0 },
		{ "tour-80x24", 80, 24, false, rv_fixture_trade, "{f1}tj", 0 },
		{ "tour-40x10", 40, 10, false, rv_fixture_trade, "{f1}tj", 0 },
		{ "tour-program-80x24", 80, 24, false, rv_fixture_program, "{f1}t)))))))p", 0 },
		{ "tour-approve-80x24", 80, 24, false, rv_fixture_trade, "{f1}t)))))))5a", 400 },
		{ "ascii-tour-portfolio-100x30", 100, 30, true, rv_fixture_trade, "{f1}t)4", 0 },
	};
	for (size_t i = 0; i < LEN(scenes); i++)
		rv_golden_scene_check(&scenes[i], rv_golden_text);
	static const rv_golden_scene roles = { "roles-tour-80x24", 80,	     24, false,
					       rv_fixture_trade,   "{f1}tj", 0 };
	rv_golden_scene_check(&roles, rv_golden_roles);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_bench_setup, rv_bench_teardown)
#define TRADE(f) cmocka_unit_test_setup_teardown(f, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_begins_and_ends),
		TEST(test_on_and_back),
		TEST(test_looking_round),
		TRADE(test_what_is_so_waits),
		TRADE(test_a_program),
		TRADE(test_by_hand),
		cmocka_unit_test(test_words_fit),
		TRADE(test_nothing_hides_it),
		TRADE(test_a_question_is_whole),
		TRADE(test_a_question_goes_first),
		TRADE(test_offered_once),
		cmocka_unit_test(test_golden),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
