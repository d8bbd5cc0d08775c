/*
 * The other keys of the order side: reject, reduce, cancel, requote, arm, lock, kill, flatten, the
 * command line, what is said of answers, small terminals, quitting.
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

enum { AWHILE = 400 };

static void enter(rv_bench *b)
{
	(void)rv_bench_key(b, RV_KEY_ENTER);
}

static void tab(rv_bench *b, int n)
{
	while (n-- > 0)
		(void)rv_bench_key(b, RV_KEY_TAB);
}

/* The worst moment: locked, halted, the display frozen, the engine silent. */
static void worst_moment(rv_bench *b)
{
	b->v->trade.armed = false;
	b->v->trade.state = RV_BOOK_HALTED;
	rv_bench_draw(b);
	rv_bench_type(b, "Z");
	b->later = 5000;
	rv_bench_draw(b);
}

/* ! here and, by the journal, for everybody; without an order side it stays here. */
static void test_acknowledged_for_all(void **state)
{
	rv_bench *b = *state;

	b->v->n_alerts = 1;
	b->v->alerts[0] = (rv_view_alert){ .id = 31, .level = RV_LOG_ERROR, .active = true };
	(void)snprintf(b->v->alerts[0].text, RV_VIEW_TEXT, "VENUE DOWN: refused");
	rv_bench_draw(b);
	rv_bench_type(b, "!");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_ACK);
	assert_int_equal(b->got[0].n_ids, 1);
	assert_true(b->got[0].ids[0] == 31);
	assert_string_equal(b->got[0].reason, "VENUE DOWN: refused");
	rv_bench_type(b, "!"); /* it is gone */
	assert_int_equal(b->n_got, 1);
	b->v->alerts[0].id = 32;
	b->v->trade.present = false;
	rv_bench_draw(b);
	rv_bench_type(b, "!");
	assert_int_equal(b->n_got, 1);
}

static void test_reject(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5jr");
	rv_expect(b, "Reject #42");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0); /* first the reason */
	rv_bench_type(b, "too thin: YKL");
	rv_expect(b, "reason: too thin: YKL");
	enter(b);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_REJECT);
	assert_int_equal(b->got[0].n_ids, 1);
	assert_int_equal(b->got[0].ids[0], 42);
	assert_string_equal(b->got[0].reason, "too thin: YKL");
	rv_expect(b, "reject #42 WIF: sent");
}

static void test_reject_can_be_left(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5r");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "n");
	rv_expect_not(b, "Reject #");
	rv_bench_type(b, "r");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Yno");
	(void)rv_bench_key(b, RV_KEY_ESC);
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "r");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	enter(b); /* in a hurry */
	assert_int_equal(b->n_got, 1);
	assert_string_equal(b->got[0].reason, "no reason given");
}

/* Rejecting, cancelling, locking and halting need nothing but the key. */
static void test_what_makes_safe_always_leaves(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5");
	worst_moment(b);
	rv_bench_type(b, "r");
	b->later += AWHILE;
	rv_bench_type(b, "Y");
	enter(b);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_REJECT);
	tab(b, 1);
	rv_bench_type(b, "c");
	b->later += AWHILE;
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].kind, RV_CMD_CANCEL);
	assert_int_equal(b->got[1].ids[0], 21);
	rv_bench_type(b, "L");
	assert_int_equal(b->n_got, 3);
	assert_int_equal(b->got[2].kind, RV_CMD_LOCK);
	rv_bench_type(b, "KH");
	assert_int_equal(b->n_got, 4);
	assert_int_equal(b->got[3].kind, RV_CMD_KILL);
	rv_expect(b, "but the engine is silent");
	rv_bench_type(b, ":halt SOL no idea what is going on");
	enter(b);
	assert_int_equal(b->n_got, 5);
	assert_int_equal(b->got[4].kind, RV_CMD_HALT_SYMBOL);
}

/* And what adds risk, or takes a lock away, does not. */
static void test_what_adds_risk_does_not(void **state)
{
	rv_bench *b = *state;
	static const char *const lines[] = { "buy SOL 5 usd",
					     "close SOL",
					     "resume",
					     "reduce SOL 10%",
					     "flatten",
					     "adjust LINK it is so",
					     "assign LINK OP it is so",
					     "force 0xcef9aaaa it is gone" };

	rv_bench_type(b, "5");
	worst_moment(b);
	rv_bench_type(b, "aAeUF");
	enter(b); /* details */
	enter(b); /* requote */
	(void)rv_bench_key(b, RV_KEY_ESC);
	for (size_t i = 0; i < LEN(lines); i++) {
		rv_bench_type(b, ":");
		rv_bench_type(b, lines[i]);
		enter(b);
		(void)rv_bench_key(b, RV_KEY_ESC);
	}
	assert_int_equal(b->n_got, 0);
}

static void test_reduce(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5e12.40");
	enter(b);
	rv_expect(b, "at 1: expected more than 0 and less than 12.40");
	assert_int_equal(b->n_got, 0);
	(void)rv_bench_key(b, RV_KEY_CTRL('u'));
	rv_bench_type(b, "50%");
	enter(b);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_REDUCE);
	assert_int_equal(b->got[0].ids[0], 41);
	assert_int_equal(b->got[0].lots, 620);
	assert_int_equal(b->got[0].px, 0);
	rv_bench_type(b, "e@136.5");
	enter(b);
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].px, 1365000);
	assert_int_equal(b->got[1].lots, 0);
	assert_memory_equal(&b->got[1].digests[0], &rv_fixture_ticket(b->v, 41)->digest,
			    sizeof(rv_digest));
}

static void test_reduce_of_another_version(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5e5");
	rv_fixture_requote(rv_fixture_ticket(b->v, 41));
	enter(b);
	rv_expect(b, "the ticket has changed: Esc, and e again");
	assert_int_equal(b->n_got, 0);
}

static void test_cancel(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5c");
	rv_expect(b, "choose a mandate or an order first"); /* the cursor is on a ticket */
	tab(b, 1);
	rv_bench_type(b, "c");
	rv_expect(b, "mandate m21 BUY 0.02000 BTC");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->got[0].kind, RV_CMD_CANCEL);
	assert_int_equal(b->got[0].ids[0], 21);
	tab(b, 1);
	rv_bench_type(b, "jc");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].n_ids, 0);
	assert_memory_equal(&b->got[1].cloid, &b->v->trade.orders[1].cloid, sizeof(rv_cloid));
	assert_string_equal(b->got[1].symbol, "BTC");
	rv_bench_type(b, "jjc"); /* the order that is not ours */
	rv_expect(b, "that order is not ours");
	rv_bench_type(b, "kc");
	rv_bench_wait(b, AWHILE);
	b->v->trade.orders[2].state = RV_ORDER_FILLED; /* too late */
	rv_bench_draw(b);
	rv_expect(b, "cannot be sent: the order is over");
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 2);
}

/* What is over opens no question: it says so, and how it ended. */
static void test_nothing_to_cancel(void **state)
{
	rv_bench *b = *state;

	for (size_t i = 0; i < b->v->trade.n_mandates; i++) {
		rv_tv_mandate *m = &b->v->trade.mandates[i];
		m->state = RV_MANDATE_ENDED;
		(void)snprintf(m->reason, sizeof(m->reason), "filled");
	}
	rv_bench_type(b, "5");
	tab(b, 1);
	rv_bench_type(b, "c");
	rv_expect_not(b, "Y = cancel it");
	rv_expect(b, "that mandate is over: filled");
	tab(b, 3); /* Orders, Fills, History */
	rv_bench_type(b, "c");
	rv_expect_not(b, "Y = cancel it");
	rv_expect(b, "that order is over: ");
	assert_int_equal(b->n_got, 0);
}

/* Nobody reads "1 mandates". */
static void test_one_is_not_many(void **state)
{
	rv_bench *b = *state;
	const rv_sender to = { .sink = rv_bench_sink, .ctx = b, .nonce = 1, .owner = true };

	rv_desk_set_sender(b->d, &to);
	b->v->trade.n_pending = b->v->trade.n_mandates = 1;
	for (size_t i = 0; i < b->v->trade.n_orders; i++)
		b->v->trade.orders[i].state = RV_ORDER_FILLED;
	rv_bench_draw(b);
	rv_expect(b, "1 waits ");
	rv_bench_type(b, "Q");
	rv_expect(b, "1 mandate of ours is not over");
}

static void test_details_and_requote(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5j");
	enter(b);
	rv_expect(b, "Ticket #42");
	rv_expect(b, "NO move                14.2 of 10.0 bp");
	rv_expect(b, "?? margin              the account is 41 s old");
	enter(b);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_REQUOTE);
	assert_int_equal(b->got[0].ids[0], 42);
	rv_bench_type(b, "a"); /* from here, too */
	rv_expect(b, "Approve #42");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_type(b, "jjj");
	enter(b);
	enter(b); /* an approved one is not quoted again */
	assert_int_equal(b->n_got, 1);
	rv_expect(b, "does not wait any more");
}

static void test_desk_pane(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "a"); /* the unknown order comes first: no ticket under the cursor */
	rv_expect(b, "choose a ticket first");
	tab(b, 1);
	rv_bench_type(b, "jjja"); /* a cancel and an order of no mandate stand before it */
	rv_expect(b, "Approve #41");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_type(b, "6a"); /* no list of tickets on this screen */
	rv_expect(b, "choose a ticket first");
}

static void test_arm_and_lock(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "U");
	rv_expect(b, "Y = arm");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->got[0].kind, RV_CMD_ARM);
	rv_bench_type(b, "L");
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].kind, RV_CMD_LOCK);
}

static void test_kill(void **state)
{
	rv_bench *b = *state;
	static const struct {
		char key;
		rv_kill_level level;
	} cases[] = { { 'H', RV_KILL_CANCEL }, { 'C', RV_KILL_LEAVE }, { 'R', RV_KILL_REDUCE } };

	for (size_t i = 0; i < LEN(cases); i++) {
		rv_bench_type(b, "K");
		assert_int_equal(b->n_got, i);
		(void)rv_bench_key(b, cases[i].key); /* at once */
		assert_int_equal(b->n_got, i + 1);
		assert_int_equal(b->got[i].kind, RV_CMD_KILL);
		assert_int_equal(b->got[i].level, cases[i].level);
	}
	rv_bench_type(b, "KKx");
	rv_expect_not(b, "HALT, and cancel");
	rv_bench_type(b, "KhKY");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->n_got, 3);
}

/* From wherever the keyboard is, as long as keys are not text. */
static void test_kill_from_everywhere(void **state)
{
	rv_bench *b = *state;
	static const char *const openers[] = { "",    "5a",  "5r", "U", "?",  "s",
					       "1\r", "5\r", "3",  "8", "KL", "Z" };

	for (size_t i = 0; i < LEN(openers); i++) {
		const size_t before = b->n_got;
		rv_bench_type(b, openers[i]);
		rv_bench_type(b, "KH");
		assert_true(b->n_got > before);
		assert_int_equal(b->got[b->n_got - 1].kind, RV_CMD_KILL);
		(void)rv_bench_key(b, RV_KEY_ESC);
	}
	const size_t before = b->n_got;
	rv_bench_type(b, "/KH"); /* text */
	assert_int_equal(b->n_got, before);
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_type(b, "KH");
	assert_int_equal(b->n_got, before + 1);
}

/* Where nothing can be shown, lock, kill and quit still work, whatever was open before. */
static void test_tiny(void **state)
{
	rv_bench *b = *state;
	static const char *const openers[] = { "", ":buy", "5a", "5rYx" };

	for (size_t i = 0; i < LEN(openers); i++) {
		const size_t before = b->n_got;
		assert_int_equal(rv_canvas_resize(b->c, 120, 40), RV_OK);
		rv_bench_draw(b);
		rv_bench_type(b, openers[i]);
		rv_bench_wait(b, AWHILE);
		assert_int_equal(rv_canvas_resize(b->c, 1, 1), RV_OK);
		rv_bench_draw(b);
		rv_bench_type(b, "aYUcrF5");
		enter(b);
		assert_int_equal(b->n_got, before);
		rv_bench_type(b, "KH");
		assert_int_equal(b->n_got, before + 1);
		assert_int_equal(b->got[before].level, RV_KILL_CANCEL);
		rv_bench_type(b, "KxL");
		assert_int_equal(b->n_got, before + 2);
		assert_int_equal(b->got[before + 1].kind, RV_CMD_LOCK);
	}
	assert_int_equal(rv_canvas_resize(b->c, 39, 9), RV_OK);
	rv_bench_wait(b, 9000);
	rv_bench_wait(b, 9000);
	rv_expect(b, "needs 40x10"); /* what has been said is gone by then */
	rv_bench_type(b, "K");
	rv_expect(b, "KILL: H halt C leave R reduce");
	assert_int_equal(rv_bench_key(b, RV_KEY_CTRL('c')), RV_DESK_QUIT);
}

static void test_flatten(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "F");
	rv_expect(b, "flatten works only when HALTED or REDUCING");
	b->v->trade.state = RV_BOOK_REDUCING;
	b->v->trade.armed = false;
	rv_bench_draw(b);
	rv_bench_type(b, "F"); /* said before any word is typed */
	rv_expect(b, "LOCKED: U arms, then flatten");
	rv_expect_not(b, "type FLATTEN first");
	rv_bench_type(b, ":flatten");
	enter(b);
	rv_expect_not(b, "type FLATTEN first");
	b->v->trade.armed = true;
	rv_bench_draw(b);
	rv_bench_type(b, "F");
	rv_expect(b, "type FLATTEN first");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "YY");
	assert_int_equal(b->n_got, 0);
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_type(b, ":flatten");
	enter(b);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "FLATTEN");
	b->v->trade.state = RV_BOOK_ACTIVE; /* somebody resumed meanwhile */
	rv_bench_draw(b);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	b->v->trade.state = RV_BOOK_HALTED;
	b->v->trade.armed = false; /* or it has locked itself */
	rv_bench_draw(b);
	rv_expect(b, "cannot be sent: LOCKED, U arms");
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	b->v->trade.armed = true;
	rv_bench_draw(b);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_FLATTEN);
}

static void test_command_line(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, ":buy SOL 500.5 usd twap 15m");
	enter(b);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_PROPOSE);
	assert_string_equal(b->got[0].symbol, "SOL");
	assert_true(b->got[0].notional_musd == INT64_C(500500000));
	assert_true(b->got[0].duration_ms == 900000);
	rv_expect(b, "propose SOL: sent");
	rv_bench_type(b, ":buy SOL 1.005 coins");
	enter(b);
	rv_expect(b, "at 9: '1.005': this coin's size has at most 2 decimals");
	assert_int_equal(b->n_got, 1);
	rv_bench_type(b, "x");
	rv_expect_not(b, "at most 2 decimals");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_type(b, ":");
	(void)rv_bench_key(b, RV_KEY_UP); /* only what was entered and parsed */
	rv_expect(b, ":buy SOL 500.5 usd twap 15m");
	(void)rv_bench_key(b, RV_KEY_DOWN);
	rv_bench_type(b, "resume");
	enter(b);
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].kind, RV_CMD_RESUME);
	assert_string_equal(b->got[1].symbol, "");
	rv_bench_type(b, ":");
	enter(b);
	rv_bench_type(b, ":fil");
	tab(b, 1);
	rv_bench_type(b, "sym=SOL");
	enter(b);
	rv_expect(b, "1 of 48, filter sym=SOL");
	rv_bench_type(b, ":rv BTC");
	enter(b);
	rv_expect(b, "the filter hides that symbol");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_type(b, ":filter prize<3");
	enter(b);
	rv_expect(b, "at 8:");
	(void)rv_bench_key(b, RV_KEY_CTRL('u'));
	rv_bench_type(b, "filter");
	enter(b);
	rv_bench_type(b, ":rv BTC");
	enter(b);
	rv_expect(b, "> BTC");
	rv_bench_type(b, ":risk");
	enter(b);
	rv_expect(b, "Liquidation");
	rv_bench_type(b, ":q");
	assert_int_equal(rv_bench_key(b, RV_KEY_ENTER), RV_DESK_QUIT);
}

/* Mandates take their orders along; what is left over goes by its own id; others' orders stay. */
static void test_cancel_all(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, ":cancel all");
	enter(b);
	assert_int_equal(b->n_got, 3);
	assert_int_equal(b->got[0].ids[0], 21);
	assert_int_equal(b->got[1].ids[0], 20);
	assert_int_equal(b->got[2].n_ids, 0);
	assert_memory_equal(&b->got[2].cloid, &b->v->trade.orders[2].cloid, sizeof(rv_cloid));
	rv_expect(b, "cancel all: 3 sent");
	rv_bench_type(b, ":cancel ETH");
	enter(b);
	assert_int_equal(b->n_got, 4);
	rv_bench_type(b, ":cancel XRP");
	enter(b);
	assert_int_equal(b->n_got, 4);
	rv_expect(b, "cancel XRP: 0 sent");
}

/* A line that was refused stays to be mended; a colon behind it is not of it. */
static void test_colon_begins_anew(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, ":buy SOL 1.005 coins");
	enter(b);
	rv_expect(b, "at most 2 decimals");
	rv_bench_type(b, ":");
	rv_expect_not(b, ":buy SOL");
	rv_expect_not(b, "at most 2 decimals");
	rv_bench_type(b, "note 10:30 a colon inside");
	enter(b);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_NOTE);
	assert_string_equal(b->got[0].reason, "10:30 a colon inside");
	rv_bench_type(b, ":halt SOL"); /* and whoever mends it may use one */
	enter(b);
	assert_int_equal(b->n_got, 1);
	rv_bench_type(b, " at 10:31");
	enter(b);
	assert_int_equal(b->n_got, 2);
	assert_string_equal(b->got[1].reason, "at 10:31");
}

static void reply(rv_bench *b, size_t place, uint64_t nonce, bool ok, const char *text)
{
	rv_tv_reply *r = &b->v->trade.replies[place];

	r->nonce = nonce;
	r->ok = ok;
	(void)snprintf(r->text, sizeof(r->text), "%s", text);
}

static void test_answers(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "L");
	reply(b, 5, b->got[0].nonce, true, "locked by uid 1000");
	rv_bench_wait(b, 100);
	rv_expect(b, "lock: locked by uid 1000");
	rv_bench_type(b, ":buy SOL 5 usd");
	enter(b);
	reply(b, 6, b->got[1].nonce, false, "the book is HALTED");
	rv_bench_wait(b, 100);
	rv_expect(b, "propose SOL: REFUSED: the book is HALTED");
	rv_bench_wait(b, 9000); /* nobody reads it for ever */
	rv_expect_not(b, "REFUSED");
	rv_bench_type(b, "L");
	rv_bench_wait(b, 5001);
	rv_expect(b, "lock: no answer from the engine yet");
	reply(b, 7, b->got[2].nonce, true, "");
	rv_bench_wait(b, 1000);
	rv_expect(b, "lock: done");
}

static void test_no_order_side(void **state)
{
	rv_bench *b = *state;

	b->v->trade.present = false;
	rv_bench_draw(b);
	rv_bench_type(b, "a");
	rv_expect(b, "this engine has no order side");
	rv_bench_type(b, "5");
	rv_expect(b, "No order side in this engine: it only watches.");
	rv_bench_type(b, "7rceUFA");
	rv_expect(b, "-- No order side in this engine");
	rv_expect_not(b, "NO ORDERS");
	(void)snprintf(b->v->trade.state_reason, sizeof(b->v->trade.state_reason),
		       "journal.db: damaged file");
	rv_bench_draw(b);
	rv_expect(b, "NO ORDERS");
	rv_expect(b, "-- No order side: journal.db: damaged file");
	rv_bench_type(b, ":buy SOL 5 usd");
	enter(b);
	rv_expect(b, "this engine has no order side: it only watches");
	assert_int_equal(b->n_got, 0);
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_type(b, "?");
	rv_expect_not(b, "kill menu");
}

/* The order side goes away under an open question: nothing is sent into the void. */
static void test_order_side_goes_away(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5a");
	rv_bench_wait(b, AWHILE);
	b->v->trade.present = false;
	b->v->seq++;
	rv_bench_draw(b);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_desk_update(b->d, NULL, b->v->mono_ms);
	rv_desk_draw(b->d, b->c);
	rv_bench_type(b, "KH");
	assert_int_equal(b->n_got, 1); /* to stop is always tried */
}

static void test_interrupted(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, "5a");
	rv_bench_wait(b, AWHILE);
	rv_desk_interrupted(b->d, b->v->mono_ms);
	rv_bench_draw(b);
	rv_expect_not(b, "Approve #");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_LOCK);
	b->v->trade.armed = false;
	rv_bench_draw(b);
	rv_desk_interrupted(b->d, b->v->mono_ms);
	assert_int_equal(b->n_got, 1); /* locked already */
}

static void make_owner(rv_bench *b)
{
	const rv_sender to = { .owner = true };

	rv_desk_set_sender(b->d, &to);
}

static void test_quit_asks_the_owner(void **state)
{
	rv_bench *b = *state;

	assert_int_equal(rv_bench_key(b, 'Q'), RV_DESK_QUIT); /* attached: the engine goes on */
	make_owner(b);
	assert_int_equal(rv_bench_key(b, 'Q'), RV_DESK_REDRAW);
	rv_expect(b, "2 mandates and 4 orders of ours");
	rv_expect(b, " C cancel, quit  Y leave, quit  Esc back");
	rv_bench_wait(b, AWHILE);
	assert_int_equal(rv_bench_key(b, 'x'), RV_DESK_REDRAW);
	rv_expect_not(b, "The engine ends");
	assert_int_equal(rv_bench_key(b, RV_KEY_F10), RV_DESK_REDRAW);
	rv_bench_wait(b, AWHILE);
	assert_int_equal(rv_bench_key(b, 'Y'), RV_DESK_QUIT);
	assert_false(rv_desk_quit_cancels(b->d));
	(void)rv_bench_key(b, RV_KEY_ESC);
	assert_int_equal(rv_bench_key(b, RV_KEY_CTRL('c')), RV_DESK_REDRAW);
	assert_int_equal(rv_bench_key(b, RV_KEY_CTRL('c')), RV_DESK_QUIT); /* twice is plain */
	assert_false(rv_desk_quit_cancels(b->d));
	(void)rv_bench_key(b, RV_KEY_ESC);
	assert_int_equal(rv_bench_key(b, 'Q'), RV_DESK_REDRAW);
	rv_bench_wait(b, AWHILE);
	assert_int_equal(rv_bench_key(b, 'C'), RV_DESK_QUIT);
	assert_true(rv_desk_quit_cancels(b->d));
}

static void test_quit_without_orders(void **state)
{
	rv_bench *b = *state;

	make_owner(b);
	b->v->trade.n_mandates = b->v->trade.n_orders = 0;
	rv_bench_draw(b);
	assert_int_equal(rv_bench_key(b, 'Q'), RV_DESK_QUIT);
	b->v->trade.n_mandates = 1;
	b->later = 3000; /* nobody could answer */
	rv_bench_draw(b);
	assert_int_equal(rv_bench_key(b, 'Q'), RV_DESK_QUIT);
}

static void test_halted_rings_once(void **state)
{
	rv_bench *b = *state;

	assert_false(rv_desk_take_bell(b->d));
	b->v->trade.state = RV_BOOK_HALTED;
	rv_bench_wait(b, 10);
	assert_true(rv_desk_take_bell(b->d));
	rv_bench_wait(b, 10);
	assert_false(rv_desk_take_bell(b->d));
	b->v->trade.state = RV_BOOK_ACTIVE;
	rv_bench_wait(b, 10);
	b->v->trade.state = RV_BOOK_HALTED;
	rv_bench_wait(b, 10);
	assert_true(rv_desk_take_bell(b->d));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_bench_trade_setup, rv_bench_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_acknowledged_for_all),
		TEST(test_reject),
		TEST(test_reject_can_be_left),
		TEST(test_what_makes_safe_always_leaves),
		TEST(test_what_adds_risk_does_not),
		TEST(test_reduce),
		TEST(test_reduce_of_another_version),
		TEST(test_cancel),
		TEST(test_nothing_to_cancel),
		TEST(test_one_is_not_many),
		TEST(test_details_and_requote),
		TEST(test_desk_pane),
		TEST(test_arm_and_lock),
		TEST(test_kill),
		TEST(test_kill_from_everywhere),
		TEST(test_tiny),
		TEST(test_flatten),
		TEST(test_command_line),
		TEST(test_cancel_all),
		TEST(test_answers),
		TEST(test_colon_begins_anew),
		TEST(test_no_order_side),
		TEST(test_order_side_goes_away),
		TEST(test_interrupted),
		TEST(test_quit_asks_the_owner),
		TEST(test_quit_without_orders),
		TEST(test_halted_rings_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
