/*
 * The hand-over: what is in it, that nothing of it is left out where there is much, the dialog, and
 * that what was typed goes with the command that it sends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/golden_screen.h"
#include "tests/support/view_trade.h"
#include "tui/handover.h"
#include "tui/keys.h"

static const rv_handover_line *line_of(const rv_handover *h, const char *text)
{
	for (size_t i = 0; i < h->n; i++) {
		if (strstr(h->lines[i].text, text))
			return &h->lines[i];
	}
	return NULL;
}

static void says(const rv_handover *h, const char *text)
{
	if (!line_of(h, text))
		fail_msg("no line with '%s'", text);
}

static void fill(rv_view *v)
{
	v->overrides.set.n = 1;
	v->overrides.set.o[0] = (rv_override){ .id = 7,
					       .kind = RV_OVERRIDE_CAP,
					       .sub = RV_SUB_N,
					       .value = { .05 },
					       .expires_utc_ms = INT64_C(1768608000000) };
	(void)snprintf(v->overrides.set.o[0].symbol, RV_SYMBOL_MAX, "SOL");
	(void)snprintf(v->overrides.set.o[0].reason, RV_OVERRIDE_REASON, "thin book");
	v->trade.n_notes = 2;
	v->trade.notes[0] = (rv_tv_note){ .utc_ms = INT64_C(1768550400000), .uid = 1001 };
	(void)snprintf(v->trade.notes[0].name, RV_WHO_TEXT, "ann");
	(void)snprintf(v->trade.notes[0].text, RV_TV_TEXT, "ENA unlocks at noon");
	v->trade.notes[1] = (rv_tv_note){ .utc_ms = INT64_C(1768554000000), .uid = 1002 };
	(void)snprintf(v->trade.notes[1].text, RV_TV_TEXT, "venue is slow");
}

static void test_has_what_is_open(void **state)
{
	rv_bench *b = *state;
	rv_handover h;
	char digest[80];

	fill(b->v);
	rv_handover_of(b->v, NULL, &h);
	assert_int_equal(h.more, 0);
	says(&h, "ACTIVE since ");
	says(&h, "journal ok, head ");
	says(&h, "7 SOL capped at 0.05");
	says(&h, "until 2026-01-17T00:00:00Z: thin book");
	says(&h, "ann, uid 1001: ENA unlocks at noon");
	assert_true(line_of(&h, "venue is slow") < line_of(&h, "ENA unlocks")); /* newest first */
	for (size_t i = 0; i < b->v->trade.n_positions; i++) {
		if (rv_tv_holds(&b->v->trade.positions[i]))
			says(&h, b->v->trade.positions[i].coin.symbol);
	}
	size_t orders = 0;
	for (size_t i = 0; i < h.n; i++)
		orders += strstr(h.lines[i].text, ", filled ") != NULL;
	for (size_t i = 0; i < b->v->trade.n_orders; i++)
		orders -= !rv_order_over(b->v->trade.orders[i].state);
	assert_int_equal(orders, 0);
	const rv_handover_line *unknown = line_of(&h, ", UNKNOWN, age");
	assert_non_null(unknown);
	assert_int_equal(unknown->role, RV_ROLE_BAD);
	for (size_t i = 0; i < b->v->trade.n_tickets; i++) {
		const rv_tv_ticket *t = &b->v->trade.tickets[i];
		(void)snprintf(digest, sizeof(digest), "ticket %llu ", (unsigned long long)t->id);
		if (t->program == 0)
			assert_int_equal(line_of(&h, digest) != NULL,
					 t->state == RV_TICKET_READY ||
						 t->state == RV_TICKET_BLOCKED);
	}
}

/* Net nothing, and not left out: whoever takes over must know that it stops what adds. */
static void test_has_what_is_nobodys(void **state)
{
	rv_bench *b = *state;
	rv_tv_position *p = &b->v->trade.positions[0];
	rv_handover h;

	p->lots = p->venue_lots = 0;
	memset(p->sub_lots, 0, sizeof(p->sub_lots));
	p->sub_lots[RV_SUB_OP] = 482;
	p->sub_lots[RV_SUB_RESIDUE] = -482;
	b->v->trade.n_residue = 1;
	rv_handover_of(b->v, NULL, &h);
	says(&h, "of 1 coin something is nobody's");
	says(&h, " is nobody's");
	assert_non_null(strstr(line_of(&h, p->coin.symbol)->text, "is nobody's"));
}

/* Alerts are those that wait at this console, or all where there is none. */
static void test_alerts_are_those_that_wait(void **state)
{
	rv_bench *b = *state;
	rv_handover h;
	rv_alerts waiting = { .n = 1 };

	(void)snprintf(waiting.waiting[0].last.text, RV_VIEW_TEXT, "feed: it was silent");
	waiting.waiting[0].last.level = RV_LOG_ERROR;
	b->v->n_alerts = 1;
	b->v->alerts[0] = (rv_view_alert){ .id = 5, .level = RV_LOG_WARN, .active = true };
	(void)snprintf(b->v->alerts[0].text, RV_VIEW_TEXT, "clock: it is off");
	rv_handover_of(b->v, &waiting, &h);
	says(&h, "(over): feed: it was silent");
	assert_null(line_of(&h, "clock: it is off"));
	rv_handover_of(b->v, NULL, &h);
	says(&h, "clock: it is off");
	assert_null(line_of(&h, "feed: it was silent"));
}

/* More than there is room for is counted. */
static void test_what_has_no_room_is_counted(void **state)
{
	rv_bench *b = *state;
	rv_handover h;
	rv_trade_view *t = &b->v->trade;

	for (size_t i = 0; i < RV_TV_ORDERS; i++) {
		t->orders[i] = t->orders[0];
		t->orders[i].state = RV_ORDER_WORKING;
	}
	t->n_orders = RV_TV_ORDERS;
	for (size_t i = 0; i < RV_TV_POSITIONS; i++)
		t->positions[i] = t->positions[0];
	t->n_positions = RV_TV_POSITIONS;
	for (size_t i = 0; i < RV_TV_TICKETS; i++)
		t->tickets[i] = *rv_fixture_ticket(b->v, t->tickets[0].id);
	t->n_tickets = RV_TV_TICKETS;
	b->v->overrides.set.n = RV_OVERRIDES_MAX;
	rv_handover_of(b->v, NULL, &h);
	assert_true(h.n <= RV_HANDOVER_LINES);
	if (h.more > 0)
		says(&h, " more: see the screens");
	else
		assert_true(h.n > RV_TV_ORDERS + RV_TV_TICKETS);
}

static void test_the_dialog(void **state)
{
	rv_bench *b = *state;

	fill(b->v);
	rv_bench_draw(b);
	rv_bench_type(b, ":handover\r");
	rv_expect(b, "Hand-over: who takes over reads this");
	rv_expect(b, "Open positions");
	rv_golden_check("handover-120x40", b->c, rv_golden_text);
	rv_expect(b, "2 more lines");
	(void)rv_bench_key(b, 'G'); /* to the end, where nothing is cut */
	rv_expect_not(b, " more line");
	rv_expect(b, "ann, uid 1001: ENA unlocks at noon");
	(void)rv_bench_key(b, RV_KEY_ESC);
	rv_expect_not(b, "Hand-over: who takes over");
	assert_int_equal(b->n_got, 0); /* nothing was asked of the desk */
}

/* The key, or the line, that sends a command goes with it; what may be a secret does not. */
static void test_what_was_typed_goes_along(void **state)
{
	rv_bench *b = *state;

	rv_bench_type(b, ":note ENA unlocks at noon\r");
	assert_int_equal(b->n_got, 1);
	assert_string_equal(b->got[0].typed, ":note ENA unlocks at noon");
	rv_desk_interrupted(b->d, 0);
	assert_int_equal(b->n_got, 2);
	assert_int_equal(b->got[1].kind, RV_CMD_LOCK);
	assert_string_equal(b->got[1].typed, "interrupted");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rv_bench_trade_setup, rv_bench_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_has_what_is_open),
		TEST(test_has_what_is_nobodys),
		TEST(test_alerts_are_those_that_wait),
		TEST(test_what_has_no_room_is_counted),
		TEST(test_the_dialog),
		TEST(test_what_was_typed_goes_along),
	};
	return cmocka_run_group_tests_name("handover", tests, NULL, NULL);
}
