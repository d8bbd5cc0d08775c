/*
 * The pen at a console: who has it is on the screen, it is kept while somebody is here, and what
 * it is needed for says so before anything is sent.
 */
#include "tui/desk.h"

#include <stdio.h>
#include <string.h>

#include "tui/keys.h"

#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

enum { AWHILE = 400, UID = 1001, CONN = 1 };

static rv_bench *bench(void **state, bool owner)
{
	rv_bench *b = *state;
	const rv_sender to = { .sink = rv_bench_sink,
			       .ctx = b,
			       .nonce = 500,
			       .uid = UID,
			       .conn = CONN,
			       .owner = owner };
	rv_desk_set_sender(b->d, &to);
	b->v->trade.pen.needed = b->newer->trade.pen.needed = true;
	return b;
}

static void has(rv_bench *b, int64_t uid, uint64_t conn, const char *who)
{
	rv_view *const views[] = { b->v, b->newer };
	for (size_t i = 0; i < 2; i++) {
		rv_tv_pen *p = &views[i]->trade.pen;
		*p = (rv_tv_pen){ .needed = true,
				  .held = uid != 0,
				  .uid = uid,
				  .conn = conn,
				  .since_at = b->v->elapsed_ms - 12000 };
		(void)snprintf(p->who, sizeof(p->who), "%s", who);
	}
}

static size_t sent(const rv_bench *b, rv_cmd_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n_got && i < RV_BENCH_COMMANDS; i++)
		n += b->got[i].kind == kind;
	return n;
}

static void test_shown(void **state)
{
	rv_bench *b = bench(state, false);

	rv_bench_draw(b);
	rv_expect(b, "PEN free");
	has(b, 1002, 7, "alice");
	rv_bench_draw(b);
	rv_expect(b, "PEN alice 12s");
	has(b, 1002, 7, "");
	rv_bench_draw(b);
	rv_expect(b, "PEN 1002 12s");
	b->v->trade.pen.needed = false;
	rv_bench_draw(b);
	rv_expect_not(b, "PEN");
}

/* Where the desk is elsewhere there is more to say; the pen is not what goes. */
static void test_shown_at_a_distance(void **state)
{
	static const struct {
		int cols, rows;
	} sizes[] = { { 120, 40 }, { 100, 30 }, { 80, 24 }, { 60, 15 } };
	rv_bench *b = bench(state, false);
	rv_link l = { .attached = true, .up = true, .uid = UID, .conn = 9, .rtt_ms = 2 };

	has(b, 1002, 7, "fralice");
	b->v->trade.state = RV_BOOK_HALTED;
	b->v->trade.armed = false;
	(void)snprintf(b->v->trade.state_reason, sizeof(b->v->trade.state_reason),
		       "killed, no order of ours works");
	rv_desk_set_link(b->d, &l);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_int_equal(rv_canvas_resize(b->c, sizes[i].cols, sizes[i].rows), RV_OK);
		rv_bench_draw(b);
		const char *first = rv_bench_line(b, 0);
		assert_non_null(strstr(first, "VIEW ONLY"));
		assert_non_null(strstr(first, "HALTED"));
		assert_non_null(strstr(first, "feed "));
		assert_non_null(strstr(first, "LOCKED"));
		assert_non_null(strstr(first, "PEN fralice"));
	}
}

/* A name that finds no room is cut, not left out, and looks it. */
static void test_long_name(void **state)
{
	rv_bench *b = bench(state, false);
	rv_link l = { .attached = true, .up = true, .uid = UID, .conn = 9, .rtt_ms = 2 };

	has(b, 1002, 7, "bartholomew-on-call");
	b->v->trade.state = RV_BOOK_HALTED;
	b->v->trade.armed = false;
	rv_desk_set_link(b->d, &l);
	assert_int_equal(rv_canvas_resize(b->c, 60, 15), RV_OK);
	rv_bench_draw(b);
	const char *first = rv_bench_line(b, 0);
	assert_non_null(strstr(first, "PEN barthol"));
	assert_null(strstr(first, "bartholomew-on-call"));
	assert_int_equal(first[58], '~');
}

/* A console whose desk ends with it takes the free one by itself, once; others never. */
static void test_taken_at_the_start(void **state)
{
	rv_bench *b = bench(state, true);

	rv_bench_draw(b);
	assert_int_equal(sent(b, RV_CMD_PEN), 1);
	assert_true(b->got[0].reason[0] == '\0');
	rv_bench_draw(b);
	rv_bench_wait(b, 1000);
	assert_int_equal(sent(b, RV_CMD_PEN), 1);
	has(b, UID, CONN, "me"); /* and lost again: it is for a person to take it back */
	rv_bench_draw(b);
	has(b, 0, 0, "");
	rv_bench_draw(b);
	assert_int_equal(sent(b, RV_CMD_PEN), 1);
}

static void test_not_from_somebody(void **state)
{
	rv_bench *b = bench(state, true);

	has(b, 1002, 7, "alice");
	rv_bench_draw(b);
	assert_int_equal(b->n_got, 0);
	b = bench(state, false);
	has(b, 0, 0, "");
	rv_bench_draw(b);
	assert_int_equal(b->n_got, 0);
}

/* Once a second while the screen works, whatever the time between frames. */
static void test_kept(void **state)
{
	rv_bench *b = bench(state, false);

	has(b, UID, CONN, "me");
	rv_bench_draw(b);
	assert_int_equal(sent(b, RV_CMD_PEN_BEAT), 1);
	const int64_t at = b->v->mono_ms + b->later;
	for (int i = 1; i <= 10; i++)
		rv_desk_here(b->d, at + i * RV_PEN_BEAT_MS / 4);
	assert_int_equal(sent(b, RV_CMD_PEN_BEAT), 3);
	has(b, UID, CONN + 1, "me"); /* of the same user at another console */
	rv_bench_draw(b);
	rv_desk_here(b->d, at + 20 * RV_PEN_BEAT_MS);
	assert_int_equal(sent(b, RV_CMD_PEN_BEAT), 3);
}

/* The way to a desk elsewhere says whom it takes this console for. */
static void test_of_this_connection(void **state)
{
	rv_bench *b = bench(state, false);
	rv_link l = { .attached = true, .up = true, .may = true, .uid = UID, .conn = 9 };

	has(b, UID, 9, "me");
	rv_desk_set_link(b->d, &l);
	rv_bench_draw(b);
	assert_int_equal(sent(b, RV_CMD_PEN_BEAT), 1);
	l.conn = 10; /* connected anew: somebody else's, as far as it is concerned */
	rv_desk_set_link(b->d, &l);
	rv_bench_wait(b, 2000);
	assert_int_equal(sent(b, RV_CMD_PEN_BEAT), 1);
	l.conn = 9;
	l.up = false;
	rv_desk_set_link(b->d, &l);
	rv_desk_here(b->d, b->v->mono_ms + 90000);
	assert_int_equal(sent(b, RV_CMD_PEN_BEAT), 1);
}

static void test_key(void **state)
{
	rv_bench *b = bench(state, false);

	rv_bench_draw(b);
	rv_bench_type(b, "P");
	assert_int_equal(sent(b, RV_CMD_PEN), 1);
	has(b, 1002, 7, "alice");
	rv_bench_draw(b);
	rv_bench_type(b, "P");
	assert_int_equal(sent(b, RV_CMD_PEN), 1);
	rv_expect(b, "alice has the pen: `:pen REASON` takes it over");
	rv_expect_not(b, "Hand-over");
	has(b, UID, CONN, "me"); /* with it comes what whoever takes over must know, once */
	rv_bench_draw(b);
	rv_expect(b, "Hand-over: who takes over reads this");
	rv_expect_not(b, "Esc closes the hand-over");
	const size_t n = b->n_got - sent(b, RV_CMD_PEN_BEAT);
	for (const char *k = "PUYa5"; *k; k++) { /* it has opened by itself */
		const char one[] = { *k, '\0' };
		rv_bench_wait(b, 9000);
		rv_expect_not(b, "Esc closes the hand-over");
		rv_bench_type(b, one);
		rv_expect(b, "that key did nothing: Esc closes the hand-over first");
	}
	assert_int_equal(sent(b, RV_CMD_PEN_FREE) + sent(b, RV_CMD_ARM), 0);
	assert_int_equal(b->n_got - sent(b, RV_CMD_PEN_BEAT), n); /* nothing else either */
	rv_bench_type(b, "j");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_draw(b);
	rv_expect_not(b, "Hand-over");
	rv_bench_type(b, "P");
	assert_int_equal(sent(b, RV_CMD_PEN_FREE), 1);
}

/* The holder sees that it is itself: the same user's other console has the same name. */
static void test_own_is_told_apart(void **state)
{
	rv_bench *b = bench(state, false);

	has(b, UID, CONN, "me");
	rv_bench_draw(b);
	rv_expect(b, "PEN you 12s");
	has(b, UID, CONN + 1, "me");
	rv_bench_draw(b);
	rv_expect(b, "PEN me 12s");
}

/* Said when it goes, once, and only by whoever had it. */
static void test_lost_is_said(void **state)
{
	rv_bench *b = bench(state, false);

	has(b, UID, CONN, "me");
	rv_bench_draw(b);
	has(b, 1002, 7, "alice");
	rv_bench_draw(b);
	rv_expect(b, "alice has taken the pen: nothing is approved from here");
	rv_bench_wait(b, 9000);
	rv_expect_not(b, "has taken the pen");
	has(b, 1003, 8, "bob"); /* from alice: no news here */
	rv_bench_draw(b);
	rv_expect_not(b, "has taken the pen");
	has(b, UID, CONN, "me");
	rv_bench_draw(b);
	has(b, 0, 0, "");
	rv_bench_draw(b);
	rv_expect(b, "the pen is lost: P takes it again");
}

/* The same slow line loses it and has an approval refused: the screen says both. */
static void test_lost_beside_a_refusal(void **state)
{
	rv_bench *b = bench(state, false);

	has(b, UID, CONN, "me");
	rv_bench_draw(b);
	rv_bench_type(b, "5");
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(sent(b, RV_CMD_APPROVE), 1);
	rv_tv_reply *r = &b->v->trade.replies[0];
	*r = (rv_tv_reply){ .nonce = b->got[b->n_got - 1].nonce, .kind = RV_CMD_APPROVE };
	(void)snprintf(r->text, sizeof(r->text), "too long on its way: 3.2 s");
	has(b, 0, 0, "");
	rv_bench_draw(b);
	rv_expect(b, "REFUSED: too long on its way: 3.2 s; the pen is lost: P takes it again");
	rv_bench_wait(b, 9000);
	rv_expect_not(b, "the pen is lost");
}

static void test_let_go_is_not_lost(void **state)
{
	rv_bench *b = bench(state, false);

	has(b, UID, CONN, "me");
	rv_bench_draw(b);
	rv_bench_type(b, "P");
	assert_int_equal(sent(b, RV_CMD_PEN_FREE), 1);
	has(b, 0, 0, "");
	rv_bench_draw(b);
	rv_expect_not(b, "the pen is lost");
	has(b, UID, CONN, "me"); /* anew: now it can be lost */
	rv_bench_draw(b);
	has(b, 0, 0, "");
	rv_bench_draw(b);
	rv_expect(b, "the pen is lost");
}

/* The desk frees it when the connection ends, whatever the last snapshot says. */
static void test_lost_with_the_connection(void **state)
{
	rv_bench *b = bench(state, false);
	rv_link l = { .attached = true, .up = true, .may = true, .uid = UID, .conn = 9 };

	has(b, UID, 9, "me");
	rv_desk_set_link(b->d, &l);
	rv_bench_draw(b);
	rv_expect(b, "PEN you");
	l.up = false;
	rv_desk_set_link(b->d, &l);
	rv_bench_draw(b);
	rv_expect_not(b, "the pen");
	l.up = true;
	l.conn = 10;
	rv_desk_set_link(b->d, &l);
	rv_bench_draw(b);
	rv_expect(b, "the pen went with the connection: P takes a free one");
}

static void line(rv_bench *b, const char *text)
{
	rv_bench_type(b, ":");
	rv_bench_type(b, text);
	(void)rv_bench_key(b, RV_KEY_ENTER);
}

static void test_command_line(void **state)
{
	rv_bench *b = bench(state, false);

	rv_bench_draw(b);
	line(b, "pen");
	assert_int_equal(b->got[b->n_got - 1].kind, RV_CMD_PEN);
	assert_string_equal(b->got[b->n_got - 1].reason, "");
	line(b, "pen she is at lunch");
	assert_int_equal(b->got[b->n_got - 1].kind, RV_CMD_PEN);
	assert_string_equal(b->got[b->n_got - 1].reason, "she is at lunch");
	line(b, "pen free");
	assert_int_equal(b->got[b->n_got - 1].kind, RV_CMD_PEN_FREE);
	line(b, "pen free hand"); /* a reason may begin with any word */
	assert_int_equal(b->got[b->n_got - 1].kind, RV_CMD_PEN);
}

/* An approval says before its Y that it would be refused. */
static void test_approval(void **state)
{
	rv_bench *b = bench(state, false);

	has(b, 1002, 7, "alice");
	rv_bench_draw(b);
	rv_bench_type(b, "5a");
	rv_expect(b, "alice has the pen");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(sent(b, RV_CMD_APPROVE), 0);
}

/* Whoever only proposes is told so before the desk has to. */
static void test_role(void **state)
{
	rv_bench *b = bench(state, false);
	rv_link l = { .attached = true,
		      .up = true,
		      .may = true,
		      .uid = UID,
		      .conn = CONN,
		      .role = RV_WHO_PROPOSE };

	has(b, UID, CONN, "me");
	rv_desk_set_link(b->d, &l);
	rv_bench_draw(b);
	rv_bench_type(b, "5a");
	rv_expect(b, "it needs the role approve, yours is propose");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(sent(b, RV_CMD_APPROVE), 0);
	(void)rv_bench_key(b, RV_KEY_ESC);
	l.role = RV_WHO_APPROVE;
	rv_desk_set_link(b->d, &l);
	rv_bench_draw(b);
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(sent(b, RV_CMD_APPROVE), 1);
}

/* The second of two people answers what the first has asked: no pen for that. */
static void test_second_person(void **state)
{
	rv_bench *b = bench(state, false);
	rv_view *const views[] = { b->v, b->newer };

	has(b, 1002, 7, "alice");
	for (size_t v = 0; v < 2; v++) {
		rv_trade_view *t = &views[v]->trade;
		for (size_t i = 0; i < t->n_tickets; i++)
			(void)snprintf(t->tickets[i].first, RV_WHO_SAID, "alice (1002)");
	}
	rv_bench_draw(b);
	rv_bench_type(b, "5a");
	rv_expect_not(b, "alice has the pen");
	rv_expect(b, "1 of 2: alice (1002), waits for another person");
	(void)rv_bench_key(b, RV_KEY_ESC); /* the list has room for it below, too */
	rv_fixture_ticket(b->v, 41)->state = RV_TICKET_READY;
	(void)snprintf(rv_fixture_ticket(b->v, 41)->reason, RV_TV_TEXT,
		       "1 of 2: alice (1002), waits for another person");
	rv_bench_draw(b);
	rv_expect(b, "#41 1 of 2: alice (1002), waits for another person; ");
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(sent(b, RV_CMD_APPROVE), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_shown),
		TEST(test_shown_at_a_distance),
		TEST(test_long_name),
		TEST(test_taken_at_the_start),
		TEST(test_not_from_somebody),
		TEST(test_kept),
		TEST(test_of_this_connection),
		TEST(test_own_is_told_apart),
		TEST(test_lost_is_said),
		TEST(test_lost_beside_a_refusal),
		TEST(test_let_go_is_not_lost),
		TEST(test_lost_with_the_connection),
		TEST(test_key),
		TEST(test_command_line),
		TEST(test_approval),
		TEST(test_second_person),
		TEST(test_role),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
