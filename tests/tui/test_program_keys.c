/*
 * The other keys of a program: its entry, its legs, left out and made smaller, rejected, quoted
 * again, cancelled. The fixture's p4 has twelve legs; SOL is smaller than proposed, AVAX is left
 * out.
 */
#include "tui/desk.h"

#include <stdio.h>
#include <string.h>

#include "tui/keys.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/program_bench.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

static int leg_line(rv_bench *b, const char *symbol)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%s ", symbol);
	for (int y = 0; y < rv_canvas_rows(b->c); y++) {
		const char *line = rv_bench_line(b, y), *at = strstr(line, text);
		if (at && strstr(at, "ready"))
			return y;
	}
	return -1;
}

static void test_exclude_then_grant(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	rv_bench_type(b, "pjjj");
	rv_bench_type(b, "x");
	program_sent(b, 1, RV_CMD_EXCLUDE, 4);
	assert_string_equal(b->got[0].symbol, "WIF");
	rv_expect(b, "exclude p4 WIF: sent");
	rv_tv_program *p = rv_fixture_program_of(b->v, 4);
	p->legs[3].excluded = true; /* as the engine answers */
	p->n_excluded++;
	rv_fixture_program_version(p);
	rv_bench_wait(b, AWHILE);
	rv_expect(b, "2 left out");
	rv_bench_type(b, "x");
	assert_int_equal(b->got[1].kind, RV_CMD_INCLUDE);
	assert_string_equal(b->got[1].symbol, "WIF");
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	program_sent(b, 3, RV_CMD_APPROVE_PROGRAM, 4);
	assert_memory_equal(&b->got[2].digests[0], &p->digest, sizeof(rv_digest));
}

/* The cursor is on a symbol: another order of the legs takes it along. */
static void test_cursor_is_on_a_symbol(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	rv_bench_type(b, "pj");
	rv_tv_program *p = rv_fixture_program_of(b->v, 4);
	const rv_tv_leg eth = p->legs[1];
	p->legs[1] = p->legs[8];
	p->legs[8] = eth;
	rv_bench_draw(b);
	rv_bench_type(b, "x");
	assert_string_equal(b->got[0].symbol, "ETH");
	assert_true(leg_line(b, "LTC") < leg_line(b, "ETH"));
}

static void test_reduce_a_leg(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	rv_bench_type(b, "pje");
	rv_expect(b, "50% or @limit");
	rv_expect(b, "Program p4"); /* stays below the line */
	rv_bench_type(b, "0.7");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "expected more than 0 and less than 0.6000");
	assert_int_equal(b->n_got, 0);
	for (int i = 0; i < 3; i++)
		(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	rv_bench_type(b, "50%");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	program_sent(b, 1, RV_CMD_REDUCE, rv_fixture_program_of(b->v, 4)->legs[1].ticket);
	assert_int_equal(b->got[0].lots, 3000);
	assert_string_equal(b->got[0].symbol, "ETH");
	rv_expect(b, "reduce p4 ETH: sent");
	rv_expect(b, "Program p4");
	rv_bench_type(b, "e@2990");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "a more passive limit is above");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect(b, "Program p4");
	assert_int_equal(b->n_got, 1);
}

static void test_reduce_of_what_changed(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	rv_bench_type(b, "pe5");
	rv_fixture_program_version(rv_fixture_program_of(b->v, 4));
	rv_bench_draw(b);
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "the program has changed: Esc, and e again");
	assert_int_equal(b->n_got, 0);
}

/* A leg whose price moved says what helps, and so does the program. */
static void test_a_moved_price_says_what_helps(void **state)
{
	rv_bench *b = *state;
	static const char moved[] =
		"the price has moved 14.2 bp since the quote, the limit is 10.0";

	program_show(b, rv_fixture_program_blocked);
	rv_tv_program *p = rv_fixture_program_of(b->v, 4);
	(void)snprintf(p->legs[3].reason, sizeof(p->legs[3].reason), "%s", moved);
	(void)snprintf(p->reason, sizeof(p->reason), "leg WIF: %s", moved);
	rv_bench_type(b, "pjjj");
	rv_expect(b, "the limit is 10.0; Enter quotes again, x: out");
	rv_expect(b, "cannot be granted: BLOCKED: leg WIF: ");
	(void)snprintf(p->legs[3].reason, sizeof(p->legs[3].reason), "WIF is halted");
	(void)snprintf(p->reason, sizeof(p->reason), "leg WIF: WIF is halted");
	p->legs[3].quote_old = false;
	rv_bench_draw(b);
	rv_expect(b, "BLOCKED: WIF is halted; x leaves it out");
	rv_expect(b, "cannot be granted: BLOCKED: leg WIF: WIF is halted ");
	p->legs[3].quote_old = true; /* told by the engine, whatever its words */
	rv_bench_draw(b);
	rv_expect(b, "WIF is halted; Enter quotes again, x: out");
}

static void test_legs_that_have_no_size(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	rv_bench_type(b, "pjjjjjje");
	rv_expect(b, "that leg is left out: x takes it back in");
	rv_bench_type(b, "jjje");
	rv_expect(b, "what only changes places has no size: x leaves it out");
	rv_bench_type(b, "x");
	assert_string_equal(b->got[0].symbol, "TIA");
	assert_int_equal(b->n_got, 1);
}

static void test_reject_with_a_reason(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program_locked); /* it needs no arming */
	rv_bench_type(b, "pr");
	rv_expect(b, "Reject program p4");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "not before the CPI");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	program_sent(b, 1, RV_CMD_REJECT_PROGRAM, 4);
	assert_string_equal(b->got[0].reason, "not before the CPI");
	rv_expect(b, "reject-program p4 projected: sent");
}

static void test_reject_can_be_left(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	rv_bench_type(b, "5kr"); /* from its entry, before the tickets */
	rv_bench_wait(b, AWHILE);
	rv_expect(b, "Reject program p4");
	rv_bench_type(b, "Yno");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect_not(b, "reason:");
	rv_bench_type(b, "r");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "n");
	rv_expect_not(b, "Reject program");
	assert_int_equal(b->n_got, 0);
}

/* Rejecting makes safe: it leaves when nothing else does. */
static void test_reject_leaves_at_the_worst_moment(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program_locked);
	rv_bench_type(b, "p");
	rv_bench_type(b, "Z");
	b->later = 5000;
	rv_bench_draw(b);
	rv_bench_type(b, "r");
	b->later += AWHILE;
	rv_bench_type(b, "Y");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	program_sent(b, 1, RV_CMD_REJECT_PROGRAM, 4);
	assert_string_equal(b->got[0].reason, "no reason given");
	rv_bench_type(b, "L");
	assert_int_equal(b->got[1].kind, RV_CMD_LOCK);
	rv_bench_type(b, "KH");
	assert_int_equal(b->got[2].kind, RV_CMD_KILL);
}

static void test_requote(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	rv_bench_type(b, "p");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	program_sent(b, 1, RV_CMD_REQUOTE_PROGRAM, 4);
	rv_expect(b, "requote-program p4 projected: sent");
}

/* On its entry in a list: a, e and Enter open it; the legs are no entries of their own. */
static void test_its_entry(void **state)
{
	rv_bench *b = *state;
	static const int keys[] = { 'a', 'e', RV_KEY_ENTER, 'p' };

	program_show(b, rv_fixture_program);
	b->v->trade.tickets[1].program = 4; /* #42 is a leg of it */
	rv_bench_type(b, "5k");
	rv_expect_not(b, "#42");
	for (size_t i = 0; i < LEN(keys); i++) {
		(void)rv_bench_key(b, keys[i]);
		rv_expect(b, "Program p4");
		(void)rv_bench_key(b, RV_KEY_ESC);
		rv_expect_not(b, "Program p4");
	}
	(void)rv_bench_key(b, RV_KEY_SPACE);
	rv_expect(b, "only tickets can be marked");
	rv_bench_type(b, "c");
	rv_expect(b, "choose a mandate or an order first");
	assert_int_equal(b->n_got, 0);
}

/* The cursor went there by itself a moment ago: the key was meant for what was there before. */
static void test_cursor_goes_on_to_a_program(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	rv_bench_type(b, "5");
	rv_bench_type(b, "j"); /* #41 */
	for (uint64_t id = 41; id <= 44; id++)
		rv_fixture_ticket(b->v, id)->state = RV_TICKET_EXPIRED;
	b->unread = true;
	rv_bench_wait(b, 1000);
	rv_bench_type(b, "r");
	rv_expect(b, "the cursor has just gone on to p4: look, then again");
	b->unread = false;
	rv_bench_wait(b, AWHILE);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "r");
	rv_expect(b, "Reject program p4");
}

static void test_what_was_granted(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program_granted);
	rv_bench_type(b, "p");
	static const char keys[] = "axer";
	for (size_t i = 0; keys[i]; i++) {
		const char one[2] = { keys[i], '\0' };
		rv_bench_type(b, one);
		rv_expect(b, "that program does not wait any more");
	}
	rv_bench_type(b, "c"); /* SOL's mandate */
	rv_bench_wait(b, AWHILE);
	rv_expect(b, "mandate m40 BUY 12.40 SOL");
	rv_bench_type(b, "Y");
	program_sent(b, 1, RV_CMD_CANCEL, 40);
	rv_expect(b, "Program p4");
	rv_bench_type(b, "jc"); /* ETH's is filled */
	rv_expect(b, "that mandate is over");
	rv_bench_type(b, "jjjjjc");
	rv_expect(b, "that leg has no mandate");
}

/* Several wait: p goes round. */
static void test_several(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program_many);
	rv_bench_type(b, "p");
	rv_expect(b, "Program p5: correct");
	rv_bench_type(b, "p");
	rv_expect(b, "Program p4: projected");
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	program_sent(b, 1, RV_CMD_APPROVE_PROGRAM, 4);
	rv_bench_type(b, "p");
	rv_expect(b, "Program p5: correct");
}

static void test_hints_and_none(void **state)
{
	rv_bench *b = *state;

	rv_expect_not(b, "p program"); /* none waits */
	rv_bench_type(b, "p");
	rv_expect(b, "no program yet");
	program_show(b, rv_fixture_program);
	rv_bench_wait(b, 9000); /* the message has gone */
	rv_expect(b, "p program");
	rv_bench_type(b, "p");
	rv_expect(b, "x out/in");
	rv_expect(b, "Enter requote");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_bench_type(b, "?");
	rv_expect(b, "the phase's program: its legs");
}

static void test_read_only(void **state)
{
	rv_bench *b = *state;
	const rv_sender nobody = { .sink = NULL };

	program_show(b, rv_fixture_program);
	rv_desk_set_sender(b->d, &nobody);
	rv_bench_type(b, "p");
	rv_expect(b, "Program p4"); /* to look is free */
	rv_bench_type(b, "a");
	rv_expect(b, "read-only");
	program_asked(b, false);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_exclude_then_grant),
		TEST(test_cursor_is_on_a_symbol),
		TEST(test_reduce_a_leg),
		TEST(test_reduce_of_what_changed),
		TEST(test_a_moved_price_says_what_helps),
		TEST(test_legs_that_have_no_size),
		TEST(test_reject_with_a_reason),
		TEST(test_reject_can_be_left),
		TEST(test_reject_leaves_at_the_worst_moment),
		TEST(test_requote),
		TEST(test_its_entry),
		TEST(test_cursor_goes_on_to_a_program),
		TEST(test_what_was_granted),
		TEST(test_several),
		TEST(test_hints_and_none),
		TEST(test_read_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
