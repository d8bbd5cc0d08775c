/*
 * Approving, key by key: what leaves, and everything that must keep it from leaving. The fixture
 * has #41 SOL and #43 ETH ready, #42 WIF and #44 LINK blocked; screen 5 lists them in this order.
 */
#include "tui/desk.h"

#include <stdio.h>
#include <string.h>

#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

enum { AWHILE = 400 }; /* longer than a question needs to listen */

/* Opens the question of a ticket of screen 5 and lets it be seen. */
static void open_ticket(rv_bench *b, int place)
{
	rv_bench_type(b, "5");
	for (int i = 0; i < place; i++)
		rv_bench_type(b, "j");
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
}

static void expect_open(rv_bench *b, bool open)
{
	if (open)
		rv_expect(b, "Y = send");
	else
		rv_expect_not(b, "Y = send");
}

static void test_approve(void **state)
{
	rv_bench *b = *state;
	const rv_digest digest = rv_fixture_ticket(b->v, 41)->digest;

	open_ticket(b, 0);
	rv_expect(b, "Approve #41");
	rv_expect(b, "BUY 12.40 SOL at 137.05 or lower");
	rv_expect(b, "18 of 18 met");
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	const rv_command *c = &b->got[0];
	assert_int_equal(c->kind, RV_CMD_APPROVE);
	assert_int_equal(c->n_ids, 1);
	assert_int_equal(c->ids[0], 41);
	assert_memory_equal(&c->digests[0], &digest, sizeof(digest));
	assert_string_equal(c->symbol, "SOL");
	assert_int_equal(c->nonce, 7000);
	assert_int_equal(c->uid, 1000);
	assert_int_equal(c->conn, 3);
	assert_true(c->frame_age_ms >= 0 && c->frame_age_ms <= AWHILE);
	expect_open(b, false);
	rv_expect(b, "approve #41 SOL: sent");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y"); /* it is no question any more */
	assert_int_equal(b->n_got, 1);
}

static void test_any_other_key_cancels(void **state)
{
	rv_bench *b = *state;
	static const int keys[] = { 'y',	'n',	    'a',       'q',	  '1',
				    RV_KEY_ESC, RV_KEY_TAB, RV_KEY_UP, RV_KEY_F1, RV_KEY_CTRL('d'),
				    'U',	'Q' };

	rv_bench_type(b, "5");
	for (size_t i = 0; i < LEN(keys); i++) {
		rv_bench_type(b, "a");
		rv_bench_wait(b, AWHILE);
		expect_open(b, true);
		assert_int_equal(rv_bench_key(b, keys[i]), RV_DESK_REDRAW);
		expect_open(b, false);
	}
	assert_int_equal(b->n_got, 0);
}

static void test_enter_and_space_do_nothing(void **state)
{
	rv_bench *b = *state;

	open_ticket(b, 0);
	for (int i = 0; i < 3; i++) {
		(void)rv_bench_key(b, RV_KEY_ENTER);
		(void)rv_bench_key(b, RV_KEY_SPACE);
	}
	expect_open(b, true);
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
}

/* What was typed before the question could be read is no answer, and does not close it either. */
static void test_type_ahead(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5");
	for (const char *k = "aYn Y"; *k; k++) /* in one read: nothing was drawn between */
		(void)rv_desk_key_at(b->d, *k, b->v->mono_ms);
	rv_bench_draw(b);
	expect_open(b, true);
	rv_bench_type(b, "Yn Y");
	expect_open(b, true);
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, 299);
	rv_bench_type(b, "Yn");
	expect_open(b, true);
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, 1);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
}

/* A terminal that does not take the frame has shown nothing. */
static void test_unread_terminal(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5");
	b->unread = true;
	rv_bench_type(b, "a");
	rv_bench_wait(b, 1500);
	rv_bench_wait(b, 1500);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	b->unread = false;
	rv_bench_draw(b);
	rv_bench_type(b, "Y"); /* 0 ms after it was seen */
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
}

/* An older frame that arrives late does not show the question. */
static void test_late_acknowledgement_of_an_older_frame(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5");
	const uint64_t before = rv_desk_frame(b->d);
	b->unread = true;
	rv_bench_type(b, "a");
	rv_desk_frame_sent(b->d, before, b->v->mono_ms);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
}

static void test_another_size_must_be_seen_again(void **state)
{
	rv_bench *b = *state;

	open_ticket(b, 0);
	assert_int_equal(rv_canvas_resize(b->c, 100, 30), RV_OK);
	assert_int_equal(rv_bench_key(b, RV_KEY_RESIZE), RV_DESK_REPAINT);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, AWHILE);
	assert_int_equal(rv_bench_key(b, RV_KEY_CTRL('l')), RV_DESK_REPAINT);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
}

/* Keeps the question open, sends nothing, and says why. */
static void expect_not_sent(rv_bench *b, const char *why)
{
	char text[128];

	rv_bench_draw(b);
	rv_expect(b, why);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	(void)snprintf(text, sizeof(text), "not sent: %.100s", why);
	rv_expect(b, text);
	expect_open(b, true);
}

static void test_expired(void **state)
{
	rv_bench *b = *state;

	rv_fixture_ticket(b->v, 41)->expires_at = RV_FIXTURE_ELAPSED_MS + 1000;
	open_ticket(b, 0);
	rv_expect(b, "valid 0:00");
	rv_bench_wait(b, 599); /* 999 of 1000 ms */
	rv_expect_not(b, "cannot be sent");
	rv_bench_wait(b, 1);
	expect_not_sent(b, "its time is over");
}

static void test_content_changed(void **state)
{
	rv_bench *b = *state;
	rv_tv_ticket *t = rv_fixture_ticket(b->v, 41);

	open_ticket(b, 0);
	rv_fixture_requote(t);
	expect_not_sent(b, "#41 has CHANGED since it was opened");
	rv_bench_type(b, "n");
	rv_bench_type(b, "a"); /* again: now it is what is on the screen */
	rv_bench_wait(b, AWHILE);
	rv_expect(b, "at 137.06 or lower");
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	assert_memory_equal(&b->got[0].digests[0], &t->digest, sizeof(t->digest));
}

static void test_digest_alone_changed(void **state)
{
	rv_bench *b = *state;

	open_ticket(b, 0);
	rv_fixture_ticket(b->v, 41)->digest.b[17] ^= 1;
	expect_not_sent(b, "#41 has CHANGED since it was opened");
}

static void test_withdrawn(void **state)
{
	rv_bench *b = *state;

	open_ticket(b, 0);
	memmove(&b->v->trade.tickets[0], &b->v->trade.tickets[1],
		(b->v->trade.n_tickets - 1) * sizeof(b->v->trade.tickets[0]));
	b->v->trade.n_tickets--;
	expect_not_sent(b, "#41 has CHANGED since it was opened");
}

static void test_blocked(void **state)
{
	rv_bench *b = *state;

	open_ticket(b, 1);
	rv_expect(b, "Approve #42");
	rv_expect(b, "16 of 18 met");
	rv_expect(b, "NO move");
	rv_expect(b, "?? margin");
	expect_not_sent(b, "BLOCKED: the mid has moved +14.2 bp since the quote");
}

static void test_becomes_blocked_under_the_hand(void **state)
{
	rv_bench *b = *state;
	rv_tv_ticket *t = rv_fixture_ticket(b->v, 41);

	open_ticket(b, 0);
	t->state = RV_TICKET_BLOCKED;
	(void)snprintf(t->reason, sizeof(t->reason), "the spread is 130 bp");
	expect_not_sent(b, "BLOCKED: the spread is 130 bp");
	t->state = RV_TICKET_READY;
	rv_bench_draw(b);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
}

static void test_locked(void **state)
{
	rv_bench *b = *state;

	b->v->trade.armed = false;
	open_ticket(b, 0);
	expect_not_sent(b, "LOCKED, U arms");
}

/* The engine's word may be a second old: the time of the lock counts here, too. */
static void test_armed_until_then(void **state)
{
	rv_bench *b = *state;

	b->v->trade.armed_until_at = RV_FIXTURE_ELAPSED_MS + AWHILE + 500;
	open_ticket(b, 0);
	b->later = 499;
	rv_bench_draw(b);
	rv_expect_not(b, "cannot be sent");
	b->later = 500;
	expect_not_sent(b, "LOCKED, U arms");
}

static void test_stale_price(void **state)
{
	rv_bench *b = *state;
	rv_view_row *r = rv_fixture_row(b->v, "SOL");

	open_ticket(b, 0);
	r->mid_at = b->v->elapsed_ms - 5000; /* late, not stale */
	rv_bench_draw(b);
	rv_expect_not(b, "cannot be sent");
	r->mid_at = b->v->elapsed_ms - 5001;
	expect_not_sent(b, "the price of SOL is stale, 5s old");
	r->mid_at = RV_NEVER;
	expect_not_sent(b, "no price of SOL");
}

static void test_clock(void **state)
{
	rv_bench *b = *state;

	open_ticket(b, 0);
	b->v->skew_ms = -1385;
	expect_not_sent(b, "CLOCK: the venue's is -1.4 s off");
}

static void test_silent_engine(void **state)
{
	rv_bench *b = *state;

	open_ticket(b, 0);
	b->later = 2000;
	rv_bench_draw(b);
	rv_expect_not(b, "cannot be sent");
	b->later = 2001;
	expect_not_sent(b, "ENGINE SILENT");
}

/* The age counts from the moment of the key, not of the last frame. */
static void test_silent_since_the_last_frame(void **state)
{
	rv_bench *b = *state;

	open_ticket(b, 0);
	(void)rv_desk_key_at(b->d, 'Y', b->v->mono_ms + 2001);
	assert_int_equal(b->n_got, 0);
}

static void test_frozen(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5Za");
	expect_open(b, false);
	rv_expect(b, "the display is frozen, Z goes on");
	rv_bench_type(b, "Za");
	rv_bench_wait(b, AWHILE);
	expect_open(b, true);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
}

static void test_not_opened_when_silent(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5");
	b->later = 2500;
	rv_bench_type(b, "a");
	expect_open(b, false);
	rv_expect(b, "ENGINE SILENT: nothing on the screen is of now");
}

static void test_read_only(void **state)
{
	rv_bench *b = *state;
	const rv_sender nobody = { 0 };

	rv_desk_set_sender(b->d, &nobody);
	rv_bench_type(b, "5a");
	expect_open(b, false);
	rv_expect(b, "read-only");
	rv_bench_type(b, "r");
	rv_expect_not(b, "Y = reject");
	rv_bench_type(b, "K");
	rv_expect_not(b, "HALT, and cancel");
	rv_expect(b, "read-only: this console can not stop anything");
}

/* The list turns over between the look and the key: the key is about the ticket, not the line. */
static void test_resorted_under_the_cursor(void **state)
{
	rv_bench *b = *state;
	rv_tv_ticket *t = b->v->trade.tickets;

	rv_bench_type(b, "5jj");
	const rv_tv_ticket swap = t[0];
	t[0] = t[2];
	t[2] = swap;
	b->v->seq++;
	rv_bench_type(b, "a");
	rv_expect(b, "Approve #43");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].ids[0], 43);
	assert_string_equal(b->got[0].symbol, "ETH");
}

/* What was under the cursor is gone: the key does not reach what it went on to, before it is seen.
 */
static void test_gone_under_the_cursor(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5j");
	memmove(&b->v->trade.tickets[1], &b->v->trade.tickets[2],
		(b->v->trade.n_tickets - 2) * sizeof(b->v->trade.tickets[0]));
	b->v->trade.n_tickets--;
	for (int i = 0; i < 7; i++)
		rv_fixture_next(b->v, 100);
	rv_bench_draw(b);
	rv_bench_type(b, "a");
	expect_open(b, false);
	rv_expect(b, "the cursor has just gone on to #43: look, then again");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "a");
	rv_expect(b, "Approve #43");
}

/*
 * Approved and answered, the cursor of screen 5 is on the next that waits, so that the same keys go
 * on. It is not dragged along when nothing waits, and comes back for the next proposal.
 */
static void test_cursor_goes_on_after_an_approval(void **state)
{
	rv_bench *b = *state;

	open_ticket(b, 0);
	rv_bench_type(b, "Y");
	assert_int_equal(b->got[0].ids[0], 41);
	rv_fixture_ticket(b->v, 41)->state = RV_TICKET_APPROVED;
	b->unread = true; /* the terminal is behind: what it went on to has not been seen */
	rv_bench_wait(b, 1000);
	rv_bench_type(b, "aY");
	expect_open(b, false);
	rv_expect(b, "the cursor has just gone on to #42");
	b->unread = false;
	rv_bench_wait(b, AWHILE);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "a");
	rv_expect(b, "Approve #42");
	(void)rv_bench_key(b, RV_KEY_ESC);
	for (uint64_t id = 42; id <= 44; id++)
		rv_fixture_ticket(b->v, id)->state = RV_TICKET_EXPIRED;
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "a");
	rv_expect(b, "that ticket does not wait any more");
	rv_fixture_ticket(b->v, 44)->state = RV_TICKET_READY; /* as a new one would come */
	rv_bench_wait(b, AWHILE);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "a");
	rv_expect(b, "Approve #44");
	assert_int_equal(b->n_got, 1);
}

static void test_narrow(void **state)
{
	rv_bench *b = *state;

	assert_int_equal(rv_canvas_resize(b->c, 73, 40), RV_OK);
	rv_bench_type(b, "5a");
	expect_open(b, false);
	rv_expect(b, "approval needs 74 columns, here are 73");
	assert_int_equal(rv_canvas_resize(b->c, 74, 24), RV_OK);
	rv_bench_draw(b);
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
	expect_open(b, true);
	assert_int_equal(rv_canvas_resize(b->c, 73, 24), RV_OK); /* smaller while it is open */
	rv_bench_draw(b);
	rv_expect(b, "This needs 74x");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y"); /* closes what could not be read */
	assert_int_equal(b->n_got, 0);
	rv_expect_not(b, "This needs 74x");
}

static void test_low(void **state)
{
	rv_bench *b = *state;

	assert_int_equal(rv_canvas_resize(b->c, 120, 14), RV_OK);
	rv_bench_type(b, "5a");
	rv_bench_wait(b, AWHILE);
	rv_expect(b, "Too small");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "Too small");
	rv_bench_type(b, "Y");
	rv_expect_not(b, "Too small");
	assert_int_equal(b->n_got, 0);
}

/* As many checks as there can be are still all on 80x24. */
static void test_most_checks(void **state)
{
	rv_bench *b = *state;
	rv_tv_ticket *t = rv_fixture_ticket(b->v, 41);

	for (size_t i = t->n_checks; i < RV_TV_CHECKS; i++) {
		t->checks[i] = t->checks[0];
		(void)snprintf(t->checks[i].name, sizeof(t->checks[i].name), "extra %zu", i);
	}
	t->n_checks = RV_TV_CHECKS;
	assert_int_equal(rv_canvas_resize(b->c, 80, 24), RV_OK);
	rv_bench_type(b, "5a");
	rv_bench_wait(b, AWHILE);
	rv_expect(b, "48 of 48 met");
	rv_expect(b, "extra 47");
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
}

static void test_live_types_the_symbol(void **state)
{
	rv_bench *b = *state;

	b->v->trade.live_confirm = true;
	open_ticket(b, 0);
	rv_expect(b, "type SOL first:");
	rv_bench_type(b, "Y"); /* text, and the wrong one */
	rv_expect(b, "type SOL first: Y");
	(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	rv_bench_type(b, "sol");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	for (int i = 0; i < 4; i++)
		(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	rv_bench_type(b, "S O L"); /* a blank is nothing */
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].ids[0], 41);
}

static void test_live_other_key_after_the_symbol(void **state)
{
	rv_bench *b = *state;

	b->v->env = RV_ENV_LIVE; /* the connection's word is enough */
	open_ticket(b, 0);
	rv_bench_type(b, "SOLy");
	expect_open(b, false);
	assert_int_equal(b->n_got, 0);
}

/* Before the count is typed the engine is asked what they do together, and nothing else. Returns 0.
 */
static size_t asked_what_if(const rv_bench *b)
{
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_PREVIEW_TICKETS);
	return 0;
}

static void test_marked(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5  "); /* #41 and #42 */
	rv_expect(b, "2 marked");
	rv_bench_type(b, "j");	   /* to #44 */
	rv_bench_type(b, "kkk k"); /* #41 off again */
	rv_expect(b, "1 marked");
	rv_bench_type(b, "u");
	rv_expect_not(b, "marked");
	rv_bench_type(b, "A");
	rv_expect(b, "no ticket is marked");
	rv_bench_type(b, "gg jj");
	rv_bench_type(b, "k "); /* #41, #43 */
	rv_expect(b, "2 marked");
	rv_bench_type(b, "A");
	rv_bench_wait(b, AWHILE);
	rv_expect(b, "Approve 2 tickets");
	rv_expect(b, "2 tickets, 2,756.42 USD.");
	b->n_got = asked_what_if(b);
	rv_bench_type(b, "Y3");
	assert_int_equal(b->n_got, 0);
	(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	rv_bench_type(b, "2Y");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_APPROVE);
	assert_int_equal(b->got[0].n_ids, 2);
	assert_int_equal(b->got[0].ids[0], 41);
	assert_int_equal(b->got[0].ids[1], 43);
	assert_memory_equal(&b->got[0].digests[1], &rv_fixture_ticket(b->v, 43)->digest,
			    sizeof(rv_digest));
	rv_expect_not(b, "marked");
}

/* One of them is not what it was: none goes. */
static void test_marked_one_bad(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5 j A");
	rv_bench_wait(b, AWHILE);
	b->n_got = asked_what_if(b);
	rv_bench_type(b, "2");
	rv_fixture_requote(rv_fixture_ticket(b->v, 43));
	rv_bench_draw(b);
	rv_expect(b, "cannot be sent: #43 has CHANGED");
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "n");
	rv_fixture_ticket(b->v, 41)->state = RV_TICKET_EXPIRED;
	rv_bench_wait(b, 100); /* a mark of what does not wait is forgotten */
	rv_bench_type(b, "A");
	rv_bench_wait(b, AWHILE);
	rv_expect(b, "Approve 1 ticket");
}

static void test_at_most_five_marks(void **state)
{
	rv_bench *b = *state;

	for (size_t i = 4; i < 8; i++)
		b->v->trade.tickets[i].state = RV_TICKET_READY;
	rv_bench_wait(b, 10);
	rv_bench_type(b, "5      ");
	rv_expect(b, "5 marked");
	rv_expect(b, "at most 5 tickets");
	rv_bench_type(b, "j ");
	rv_expect(b, "5 marked");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_bench_trade_setup, rv_bench_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_approve),
		TEST(test_any_other_key_cancels),
		TEST(test_enter_and_space_do_nothing),
		TEST(test_type_ahead),
		TEST(test_unread_terminal),
		TEST(test_late_acknowledgement_of_an_older_frame),
		TEST(test_another_size_must_be_seen_again),
		TEST(test_expired),
		TEST(test_content_changed),
		TEST(test_digest_alone_changed),
		TEST(test_withdrawn),
		TEST(test_blocked),
		TEST(test_becomes_blocked_under_the_hand),
		TEST(test_locked),
		TEST(test_armed_until_then),
		TEST(test_stale_price),
		TEST(test_clock),
		TEST(test_silent_engine),
		TEST(test_silent_since_the_last_frame),
		TEST(test_frozen),
		TEST(test_not_opened_when_silent),
		TEST(test_read_only),
		TEST(test_resorted_under_the_cursor),
		TEST(test_gone_under_the_cursor),
		TEST(test_cursor_goes_on_after_an_approval),
		TEST(test_narrow),
		TEST(test_low),
		TEST(test_most_checks),
		TEST(test_live_types_the_symbol),
		TEST(test_live_other_key_after_the_symbol),
		TEST(test_marked),
		TEST(test_marked_one_bad),
		TEST(test_at_most_five_marks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
