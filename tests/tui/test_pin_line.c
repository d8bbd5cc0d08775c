/* The line in which the PIN is typed: stars, sent once, and gone however the line ends. */
#include "tui/desk.h"

#include <stdio.h>
#include <string.h>

#include "tui/keys.h"

#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

enum { AWHILE = 400 };

static const char pin[] = "hunter-2222";

static rv_bench *asked(void **state)
{
	rv_bench *b = *state;
	b->v->trade.armed = b->newer->trade.armed = false;
	b->v->trade.asks_pin = b->newer->trade.asks_pin = true;
	rv_bench_draw(b);
	rv_bench_type(b, "U");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 0);
	rv_expect(b, "PIN: ");
	return b;
}

static void test_sent_unseen(void **state)
{
	rv_bench *b = asked(state);

	for (size_t i = 1; pin[i - 1]; i++) {
		const char one[] = { pin[i - 1], '\0' };
		rv_bench_type(b, one);
		rv_expect_not(b, "hunt");
	}
	rv_expect(b, "PIN: ***********");
	rv_expect_not(b, "************");
	(void)rv_bench_key(b, RV_KEY_BACKSPACE);
	rv_bench_type(b, "3");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_ARM);
	assert_string_equal(b->got[0].pin_text, "hunter-2223");
	rv_expect(b, "arm: sent");
	rv_expect_not(b, "hunt");
	rv_expect_not(b, "****");
	/* not in the history of the command line either */
	rv_bench_type(b, ":");
	(void)rv_bench_key(b, RV_KEY_UP);
	rv_expect_not(b, "hunt");
}

static void test_left(void **state)
{
	rv_bench *b = asked(state);

	rv_bench_type(b, pin);
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect_not(b, "PIN: ");
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, "U");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	rv_expect_not(b, "*****");
	(void)rv_bench_key(b, RV_KEY_ENTER); /* nothing is no PIN */
	assert_int_equal(b->n_got, 0);
	rv_bench_type(b, pin);
	rv_desk_interrupted(b->d, b->v->mono_ms + b->later); /* the terminal is in other hands */
	rv_bench_draw(b);
	rv_expect_not(b, "PIN: ");
	rv_expect_not(b, "*****");
}

/* A desk without one arms as ever. */
static void test_none(void **state)
{
	rv_bench *b = *state;

	b->v->trade.armed = b->newer->trade.armed = false;
	rv_bench_draw(b);
	rv_bench_type(b, "U");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	assert_int_equal(b->got[0].kind, RV_CMD_ARM);
	assert_string_equal(b->got[0].pin_text, "");
}

/* The desk has a PIN since this console last heard of it. */
static void refused(rv_bench *b, const char *text)
{
	rv_tv_reply *r = &b->v->trade.replies[0];

	b->v->trade.armed = b->newer->trade.armed = false;
	rv_bench_draw(b);
	rv_bench_type(b, "U");
	rv_bench_wait(b, AWHILE);
	rv_bench_type(b, "Y");
	assert_int_equal(b->n_got, 1);
	assert_string_equal(b->got[0].pin_text, "");
	*r = (rv_tv_reply){ .nonce = b->got[0].nonce, .kind = RV_CMD_ARM };
	(void)snprintf(r->text, sizeof(r->text), "%s", text);
}

static void test_asked_by_the_refusal(void **state)
{
	rv_bench *b = *state;

	refused(b, RV_PIN_ASKED);
	rv_bench_draw(b);
	rv_expect(b, "PIN: ");
	rv_bench_type(b, "aKL2222"); /* would be keys of the desk */
	rv_expect(b, "PIN: *******");
	(void)rv_bench_key(b, RV_KEY_ENTER);
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].kind, RV_CMD_ARM);
	assert_string_equal(b->got[1].pin_text, "aKL2222");
	rv_bench_draw(b); /* the refusal is still in the snapshot: it has been heard */
	rv_expect_not(b, "PIN: ");
}

/* Any other refusal, or a box that is open by now, leaves the keys where they are. */
static void test_not_asked(void **state)
{
	rv_bench *b = *state;

	refused(b, "the file of the PIN cannot be read: nobody can arm");
	rv_bench_draw(b);
	rv_expect_not(b, "PIN: ");
	rv_expect(b, "arm: REFUSED: the file of the PIN");
}

static void test_not_over_a_box(void **state)
{
	rv_bench *b = *state;

	refused(b, RV_PIN_ASKED);
	(void)rv_desk_key_at(b->d, ':', b->v->mono_ms + b->later);
	rv_bench_draw(b);
	rv_expect_not(b, "PIN: ");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect(b, "arm: REFUSED: arming needs the PIN, U asks for it");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sent_unseen),		 TEST(test_left),      TEST(test_none),
		TEST(test_asked_by_the_refusal), TEST(test_not_asked), TEST(test_not_over_a_box),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
