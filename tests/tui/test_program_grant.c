/*
 * Granting a program, key by key: what leaves, and everything that must keep it from leaving. The
 * fixture's p4 has twelve legs; SOL is smaller than proposed, AVAX is left out.
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

/* The question stays, nothing leaves, and it is said why. */
static void expect_not_sent(rv_bench *b, const char *why)
{
	char text[128];

	rv_bench_draw(b);
	(void)snprintf(text, sizeof(text), "cannot be sent: %.100s", why);
	rv_expect(b, text);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	(void)snprintf(text, sizeof(text), "not sent: %.100s", why);
	rv_expect(b, text);
	program_asked(b, true);
}

static void test_grant(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	const rv_digest digest = rv_fixture_program_of(b->v, 4)->digest;
	program_ask(b);
	rv_expect(b, "Grant program p4: projected of 2026-11-20");
	rv_expect(b, "After the close legs are corrected without asking");
	rv_bench_type(b, "Y");
	program_sent(b, 1, RV_CMD_APPROVE_PROGRAM, 4);
	assert_memory_equal(&b->got[0].digests[0], &digest, sizeof(digest));
	assert_string_equal(b->got[0].symbol, "");
	assert_int_equal(b->got[0].nonce, 7000);
	assert_true(b->got[0].frame_age_ms >= 0 && b->got[0].frame_age_ms <= AWHILE);
	program_asked(b, false);
	rv_expect(b, "approve-program p4 projected: sent");
	rv_expect(b, "Program p4"); /* its dialog stays */
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y"); /* it is no question any more */
	assert_int_equal(b->n_got, 1);
}

static void test_any_other_key_goes_back(void **state)
{
	rv_bench *b = *state;
	static const int keys[] = {
		'y', 'n', 'a', 'x', 'q', 'p', RV_KEY_ESC, RV_KEY_TAB, 'U', 'Q'
	};

	program_show(b, rv_fixture_program);
	rv_bench_type(b, "p");
	for (size_t i = 0; i < LEN(keys); i++) {
		rv_bench_type(b, "a");
		rv_bench_wait(b, AWHILE);
		program_asked(b, true);
		assert_int_equal(rv_bench_key(b, keys[i]), RV_DESK_REDRAW);
		program_asked(b, false);
		rv_expect(b, "Program p4");
	}
	assert_int_equal(b->n_got, 0);
}

static void test_what_neither_answers_nor_closes(void **state)
{
	rv_bench *b = *state;
	static const int keys[] = { RV_KEY_ENTER, RV_KEY_SPACE, 'j',	     'k',
				    RV_KEY_DOWN,  RV_KEY_UP,	RV_KEY_PGDN, RV_KEY_PGUP };

	program_show(b, rv_fixture_program);
	program_ask(b);
	for (size_t i = 0; i < LEN(keys); i++) {
		(void)rv_bench_key(b, keys[i]);
		program_asked(b, true);
	}
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "Y");
	program_sent(b, 1, RV_CMD_APPROVE_PROGRAM, 4);
}

static void test_type_ahead(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	for (const char *k = "paYnjY"; *k; k++) /* in one read: nothing was drawn between */
		(void)rv_desk_key_at(b->d, *k, b->v->mono_ms);
	rv_bench_draw(b);
	program_asked(b, true);
	rv_bench_wait(b, 299);
	rv_bench_type(b, "Yn");
	program_asked(b, true);
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, 1);
	rv_bench_type(b, "Y");
	program_sent(b, 1, RV_CMD_APPROVE_PROGRAM, 4);
}

static void test_unread_terminal(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	b->unread = true;
	rv_bench_type(b, "pa");
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

/* A small screen: Y counts when every leg of this version has been on it. */
static void test_legs_must_have_been_seen(void **state)
{
	rv_bench *b = *state;

	assert_int_equal(rv_canvas_resize(b->c, 80, 24), RV_OK);
	program_show(b, rv_fixture_program_large);
	program_ask(b);
	rv_expect(b, " of 24");
	expect_not_sent(b, "18 legs have not been on the screen yet: down, PgDn");
	(void)rv_bench_key(b, RV_KEY_END); /* closes it: G and End are no way around the middle */
	program_asked(b, false);
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
	for (int i = 0; i < 6; i++)
		(void)rv_bench_key(b, RV_KEY_PGDN);
	rv_bench_type(b, "Y"); /* the last of them have just come */
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, AWHILE);
	rv_expect_not(b, "cannot be sent");
	rv_bench_type(b, "Y");
	program_sent(b, 1, RV_CMD_APPROVE_PROGRAM, 4);
}

/* Scrolled ahead of the terminal, nothing has been seen. */
static void test_legs_scrolled_unseen(void **state)
{
	rv_bench *b = *state;

	assert_int_equal(rv_canvas_resize(b->c, 80, 24), RV_OK);
	program_show(b, rv_fixture_program);
	program_ask(b);
	b->unread = true;
	for (int i = 0; i < 4; i++)
		(void)rv_bench_key(b, RV_KEY_PGDN);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	b->unread = false;
	rv_bench_wait(b, AWHILE);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
}

static void test_a_version_while_it_is_asked(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	program_ask(b);
	rv_fixture_program_version(rv_fixture_program_of(b->v, 4));
	expect_not_sent(b, "p4 has CHANGED since it was opened: close and open it again");
	rv_bench_type(b, "n");
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	program_sent(b, 1, RV_CMD_APPROVE_PROGRAM, 4);
	assert_memory_equal(&b->got[0].digests[0], &rv_fixture_program_of(b->v, 4)->digest,
			    sizeof(rv_digest));
}

static void test_gone_while_it_is_asked(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	program_ask(b);
	b->v->trade.n_programs = 0;
	rv_bench_draw(b);
	rv_expect(b, "It is not in the engine's lists any more.");
	rv_bench_type(b, "Y"); /* closes the question: there is nothing to answer */
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "aerx");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	rv_expect(b, "that program is gone");
	assert_int_equal(b->n_got, 0);
}

static void test_blocked(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program_blocked);
	program_ask(b);
	expect_not_sent(b, "BLOCKED: leg WIF: the mid has moved +14.2 bp since the quote; 10.0");
}

static void test_unarmed(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program_locked);
	rv_bench_type(b, "p");
	rv_expect(b, "cannot be granted: LOCKED, U arms");
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
	expect_not_sent(b, "LOCKED, U arms");
	rv_bench_type(b, "n");
	rv_bench_type(b, "U"); /* arms from here, and comes back */
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_ARM);
	rv_expect(b, "Program p4");
}

static void test_expired(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	rv_fixture_program_of(b->v, 4)->expires_utc_ms = b->v->utc_ms + 1000;
	program_ask(b);
	rv_bench_wait(b, 599);
	rv_expect_not(b, "cannot be sent");
	rv_bench_wait(b, 1);
	expect_not_sent(b, "its quote is over: the desk quotes it again");
}

/* Also of a leg that only crosses; not of one that is left out. */
static void test_stale_price(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	program_ask(b);
	rv_fixture_row(b->v, "AVAX")->mid_at = RV_FIXTURE_ELAPSED_MS - 20000;
	rv_bench_draw(b);
	rv_expect_not(b, "cannot be sent");
	rv_fixture_row(b->v, "LTC")->mid_at = RV_FIXTURE_ELAPSED_MS - 20000;
	expect_not_sent(b, "the price of LTC is stale");
	rv_expect(b, "STALE"); /* in its line */
}

static void test_clock(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	program_ask(b);
	b->v->skew_ms = -1700;
	expect_not_sent(b, "CLOCK: the venue's is -1.7 s off");
}

static void test_frozen_and_silent(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	program_ask(b);
	b->later = 2500;
	expect_not_sent(b, "ENGINE SILENT");
	b->later = 0;
	rv_bench_type(b, "n");
	rv_bench_type(b, "Z");
	rv_bench_type(b, "a");
	program_asked(b, false);
	rv_expect(b, "the display is frozen");
	rv_bench_type(b, "x");
	rv_bench_type(b, "e");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->n_got, 0);
}

static void test_live_types_program(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program_live);
	program_ask(b);
	rv_expect(b, "type PROGRAM first");
	rv_bench_type(b, "Y"); /* a letter of the word, and no answer */
	assert_int_equal(b->n_got, 0);
	(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	rv_bench_type(b, "PROGRA");
	(void)rv_bench_key(b, RV_KEY_DOWN); /* looks on and types nothing */
	rv_bench_type(b, "M");
	rv_expect_not(b, "type PROGRAM first: PROGRAMY");
	rv_bench_type(b, "Y");
	program_sent(b, 1, RV_CMD_APPROVE_PROGRAM, 4);
}

static void test_live_other_key_after_the_word(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program_live);
	program_ask(b);
	rv_bench_type(b, "PROGRAMy");
	program_asked(b, false);
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "4Y"); /* it is no number either */
	assert_int_equal(b->n_got, 0);
}

static void test_another_size_must_be_seen_again(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	program_ask(b);
	assert_int_equal(rv_canvas_resize(b->c, 79, 16), RV_OK);
	assert_int_equal(rv_bench_key(b, RV_KEY_RESIZE), RV_DESK_REPAINT);
	rv_expect(b, "The program needs 74x");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y"); /* closes it: it can not be read */
	assert_int_equal(b->n_got, 0);
	program_asked(b, false);
	assert_int_equal(rv_canvas_resize(b->c, 120, 40), RV_OK);
	assert_int_equal(rv_bench_key(b, RV_KEY_RESIZE), RV_DESK_REPAINT);
	rv_bench_type(b, "a");
	rv_bench_wait(b, AWHILE);
	assert_int_equal(rv_bench_key(b, RV_KEY_CTRL('l')), RV_DESK_REPAINT);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
}

/* Ctrl-Z and back: no question, and locked. */
static void test_interrupted(void **state)
{
	rv_bench *b = *state;

	program_show(b, rv_fixture_program);
	program_ask(b);
	rv_desk_interrupted(b->d, b->v->mono_ms);
	rv_bench_draw(b);
	program_asked(b, false);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_LOCK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_grant),
		TEST(test_any_other_key_goes_back),
		TEST(test_what_neither_answers_nor_closes),
		TEST(test_type_ahead),
		TEST(test_unread_terminal),
		TEST(test_legs_must_have_been_seen),
		TEST(test_legs_scrolled_unseen),
		TEST(test_a_version_while_it_is_asked),
		TEST(test_gone_while_it_is_asked),
		TEST(test_blocked),
		TEST(test_unarmed),
		TEST(test_expired),
		TEST(test_stale_price),
		TEST(test_clock),
		TEST(test_frozen_and_silent),
		TEST(test_live_types_program),
		TEST(test_live_other_key_after_the_word),
		TEST(test_another_size_must_be_seen_again),
		TEST(test_interrupted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
