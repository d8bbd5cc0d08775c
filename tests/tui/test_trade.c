/* The order side at a moment: looking things up, time left, what stands against a ticket, words. */
#include "tui/trade.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

static rv_view *v;

static int setup(void **state)
{
	(void)state;
	v = rv_fixture_view();
	if (!v)
		return -1;
	rv_fixture_trade(v);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(v);
	return 0;
}

static rv_scene now(void)
{
	return rv_scene_at(v, v->mono_ms);
}

static void test_lookups(void **state)
{
	(void)state;
	const rv_scene s = now(), none = { .v = NULL };
	const rv_trade_view *tv = rv_trade_of(&s);

	assert_null(rv_trade_of(&none));
	assert_non_null(tv);
	assert_int_equal(rv_trade_ticket(tv, 43)->id, 43);
	assert_null(rv_trade_ticket(tv, 99));
	assert_int_equal(rv_trade_mandate(tv, 20)->id, 20);
	assert_null(rv_trade_mandate(tv, 0));
	for (size_t i = 0; i < tv->n_orders; i++) {
		const rv_pick p = rv_pick_of_order(&tv->orders[i], i);
		assert_ptr_equal(rv_trade_order(tv, &p), &tv->orders[i]);
	}
	for (size_t i = 0; i < tv->n_fills; i++) {
		const rv_pick p = rv_pick_of_fill(&tv->fills[i], i);
		assert_ptr_equal(rv_trade_fill(tv, &p), &tv->fills[i]);
	}
	/* ours with the bytes of an external one's number is another order */
	rv_tv_order ours = { .oid = 5 }, external = { .oid = 5, .external = true };
	ours.cloid.b[0] = 5;
	const rv_pick a = rv_pick_of_order(&ours, 0), b = rv_pick_of_order(&external, 0);
	assert_false(rv_pick_same(&a, &b));
	v->trade.present = false;
	const rv_scene gone = now();
	assert_null(rv_trade_of(&gone));
}

static void test_time_left(void **state)
{
	(void)state;
	rv_scene s = now();

	assert_int_equal(rv_trade_left(&s, v->elapsed_ms + 1500), 1500);
	assert_int_equal(rv_trade_left(&s, v->elapsed_ms - 1), 0);
	s.held_ms = 1000; /* frozen for a second */
	assert_int_equal(rv_trade_left(&s, v->elapsed_ms + 1500), 500);
	s = rv_scene_at(v, v->mono_ms + 700);
	assert_int_equal(rv_trade_left(&s, v->elapsed_ms + 1500), 800);
}

static void expect_why(const char *want)
{
	const rv_scene s = now();
	char why[RV_WHY_NOT];

	assert_string_equal(rv_ticket_why_not(&s, rv_fixture_ticket(v, 41), why), want);
}

static void test_why_not(void **state)
{
	(void)state;
	rv_tv_ticket *t = rv_fixture_ticket(v, 41);
	rv_view_row *r = rv_fixture_row(v, "SOL");

	expect_why("");
	v->trade.armed = false;
	expect_why("LOCKED, U arms");
	v->skew_ms = 1000;
	expect_why("LOCKED, U arms");
	v->skew_ms = 1001;
	expect_why("CLOCK: the venue's is +1.0 s off");
	v->skew_ms = NAN; /* unknown: the engine judges */
	expect_why("LOCKED, U arms");
	r->mid_at = v->elapsed_ms - 7000;
	expect_why("the price of SOL is stale, 7s old");
	v->streams[0].connected = false;
	expect_why("the price of SOL is down, 7s old");
	v->streams[0].connected = true;
	t->expires_at = v->elapsed_ms;
	expect_why("its time is over");
	t->state = RV_TICKET_DENIED;
	expect_why("DENIED");
	t->state = RV_TICKET_BLOCKED;
	memcpy(t->reason, "too wide", 9);
	expect_why("BLOCKED: too wide");
	(void)memcpy(t->coin.symbol, "GONE", 5);
	t->state = RV_TICKET_READY;
	t->expires_at = v->elapsed_ms + 10;
	expect_why("no price of GONE");
}

static void expect_word(const char *want, rv_role want_role)
{
	const rv_scene s = now();
	rv_role role;

	assert_string_equal(rv_ticket_word(&s, rv_fixture_ticket(v, 41), &role), want);
	assert_int_equal(role, want_role);
}

static void test_word_of_now(void **state)
{
	(void)state;
	rv_tv_ticket *t = rv_fixture_ticket(v, 41);

	expect_word("READY", RV_ROLE_GOOD);
	rv_fixture_row(v, "SOL")->mid_at = v->elapsed_ms - 7000;
	expect_word("STALE", RV_ROLE_WARN);
	t->state = RV_TICKET_BLOCKED; /* the engine's word is the graver one */
	expect_word("BLOCKED", RV_ROLE_WARN);
	t->expires_at = v->elapsed_ms;
	expect_word("expired", RV_ROLE_DIM);
	t->state = RV_TICKET_REJECTED;
	expect_word("REJECTED", RV_ROLE_DIM);
}

static void test_armed(void **state)
{
	(void)state;
	rv_scene s = now();

	assert_true(rv_trade_armed(&s));
	v->trade.armed_until_at = v->elapsed_ms + 500;
	assert_true(rv_trade_armed(&s));
	s = rv_scene_at(v, v->mono_ms + 500);
	assert_false(rv_trade_armed(&s));
	v->trade.armed = false;
	v->trade.armed_until_at = v->elapsed_ms + 5000;
	s = now();
	assert_false(rv_trade_armed(&s));
}

/* Every state has a word, and no number beyond the table reads past it. */
static void test_words(void **state)
{
	(void)state;
	char how[RV_STYLE_TEXT];

	for (int i = 0; i <= RV_TICKET_DENIED; i++)
		assert_true(rv_label_ticket((rv_ticket_state)i)[0] > '?');
	for (int i = 0; i < RV_ORDER_STATES; i++)
		assert_true(rv_label_order((rv_order_state)i)[0] > '?');
	for (int i = 0; i < RV_CMD_N; i++)
		assert_true(rv_label_command((rv_cmd_kind)i)[0] > '?');
	assert_string_equal(rv_label_ticket((rv_ticket_state)77), "?");
	assert_string_equal(rv_label_order((rv_order_state)77), "?");
	assert_string_equal(rv_label_mandate((rv_mandate_state)77), "?");
	assert_string_equal(rv_label_book_state((rv_book_state)77), "?");
	assert_string_equal(rv_label_command((rv_cmd_kind)77), "?");
	assert_string_equal(rv_label_fill((rv_fill_kind)77), "?");
	assert_string_equal(rv_label_tif((rv_tif)77), "?");
	assert_string_equal(rv_label_order(RV_ORDER_UNKNOWN), "UNKNOWN");
	assert_string_equal(rv_label_style(RV_STYLE_TWAP, 900000, 30, how), "TWAP 15m in 30");
	assert_string_equal(rv_label_style(RV_STYLE_LIMIT, 0, 1, how), "LIMIT");
	assert_string_equal(rv_label_style(RV_STYLE_IOC, 0, 1, how), "IOC");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_lookups),	TEST(test_time_left), TEST(test_why_not),
		TEST(test_word_of_now), TEST(test_armed),     TEST(test_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
