/* ACTIVE, REDUCING, HALTED: kills, resumes, what halts by itself, the journal, the dead-man. */
#include "tests/support/cm.h"
#include "tests/support/oms_desk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void limit(oms_bench *b, int64_t lots, int64_t px)
{
	rv_command c = bench_buy("SOL", lots);
	c.style = RV_STYLE_LIMIT;
	c.px = px;
	const uint64_t t = bench_propose(b, &c);
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 2000);
}

static uint64_t kill_at(oms_bench *b, rv_kill_level level)
{
	rv_command c = { .kind = RV_CMD_KILL, .level = level, .reason = "test" };
	return bench_command(b, &c);
}

static void starts_halted_and_is_resumed_by_a_person(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	oms_check *k = check_new(b);
	bench_up(b, false);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	assert_true(b->v.halted);
	rv_command c = bench_buy("SOL", 100);
	bench_expect(b, bench_command(b, &c), true, "HALTED: the desk has started");
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "armed");
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	b->market.skew_ms = NAN;
	bench_run(b, 100);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "clock");
	b->market.skew_ms = -1001.0;
	bench_run(b, 100);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "clock");
	b->market.skew_ms = 900.0;
	b->market.connected = false;
	bench_run(b, 100);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "market feed");
	b->market.connected = true;
	mini_stream(&b->v, false);
	bench_run(b, 100);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "streams");
	mini_stream(&b->v, true);
	b->v.fail_asks = 3;
	bench_run(b, 0);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "reconciled");
	bench_run(b, 8000);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	assert_false(b->v.halted);
	check_free(k);
	bench_free(b);
}

static void a_stream_that_breaks_stops_what_is_new(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 300);
	const uint64_t t = bench_propose(b, &c);
	mini_stream(&b->v, false);
	bench_run(b, 500);
	bench_expect(b, bench_approve(b, t), false, "streams");
	mini_stream(&b->v, true);
	bench_run(b, 3000);
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 2000);
	assert_int_equal(bench_lots(b, "SOL"), 300);
}

static void kill_cancels_everything_of_ours(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	limit(b, 500, 1420000);
	limit(b, 300, 1419000);
	b->hold_acks = true;
	const uint64_t n = kill_at(b, RV_KILL_CANCEL);
	assert_true(b->v.halted); /* before anything is on the disk */
	assert_null(bench_reply(b, n));
	assert_int_equal(mini_open(&b->v), 2);
	b->hold_acks = false;
	bench_run(b, 3000);
	bench_expect(b, n, true, "killed");
	assert_int_equal(mini_open(&b->v), 0);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(b->view.mandates[i].state, RV_MANDATE_ENDED);
	/* the state stands in the journal before the cancels */
	size_t halted = 0, cancels = 0;
	for (size_t i = 0; i < b->n_events; i++) {
		if (b->events[i].type == RV_EVENT_STATE &&
		    strcmp(bench_value(&b->events[i], "state"), "2") == 0)
			halted = i;
		if (b->events[i].type == RV_EVENT_ACTION && cancels == 0 &&
		    strcmp(bench_value(&b->events[i], "kind"), "1") == 0)
			cancels = i;
	}
	assert_true(halted > 0 && cancels > halted);
}

static void kill_may_leave_the_orders(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	limit(b, 500, 1420000);
	bench_expect(b, kill_at(b, RV_KILL_LEAVE), true, "killed: 1 working order left");
	bench_run(b, 5000);
	assert_int_equal(mini_open(&b->v), 1);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	assert_string_equal(b->view.state_reason, "killed, 1 working order left: test");
	mini_end(&b->v, &b->v.orders[0], "canceled");
	bench_run(b, 5000);
	assert_string_equal(bench_view(b)->state_reason, "killed, no order of ours works: test");
	bench_expect(b, kill_at(b, RV_KILL_CANCEL), true, "killed: no order of ours works");
}

/* The venue does not answer: nobody is told that anything is cancelled until it is. */
static void kill_says_what_is_not_cancelled_yet(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	limit(b, 500, 1420000);
	limit(b, 300, 1419000);
	for (int i = 0; i < 2; i++)
		mini_fate_next(&b->v, MINI_LOST);
	b->v.delay_ms = 1000;
	bench_expect(b, kill_at(b, RV_KILL_CANCEL), true, "killed: cancelling 2 orders");
	assert_non_null(strstr(bench_value(bench_last(b, RV_EVENT_STATE), "reason"),
			       "killed, cancelling our orders"));
	bench_run(b, 500);
	assert_string_equal(bench_view(b)->state_reason,
			    "killed, 2 orders not confirmed cancelled: test");
	bench_run(b, 20000);
	assert_int_equal(mini_open(&b->v), 0);
	assert_string_equal(bench_view(b)->state_reason, "killed, no order of ours works: test");
}

/* The intent is on its way to the disk when the kill comes: it is never sent. */
static void kill_overtakes_an_intent(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 500);
	const uint64_t t = bench_propose(b, &c);
	b->hold_acks = true;
	(void)bench_approve(b, t);
	assert_int_equal(bench_count(b, RV_EVENT_INTENT, NULL), 1);
	(void)kill_at(b, RV_KILL_CANCEL);
	b->hold_acks = false;
	bench_run(b, 3000);
	assert_int_equal(b->v.n_orders, 0);
	assert_int_equal(bench_count(b, RV_EVENT_UNSENT, NULL), 1);
	assert_int_equal(bench_lots(b, "SOL"), 0);
}

/* A resume is on its way to the disk when the kill comes: the gate stays closed. */
static void kill_overtakes_a_resume(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)kill_at(b, RV_KILL_LEAVE);
	bench_run(b, 1000);
	b->hold_acks = true;
	(void)bench_simple(b, RV_CMD_RESUME);
	(void)kill_at(b, RV_KILL_LEAVE);
	b->hold_acks = false;
	bench_run(b, 1000);
	assert_true(b->v.halted);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
}

static void kill_reaches_what_has_no_verdict(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	rv_command c = bench_buy("SOL", 500);
	c.style = RV_STYLE_LIMIT;
	c.px = 1420000;
	const uint64_t t = bench_propose(b, &c);
	mini_fate_next(&b->v, MINI_SILENT);
	(void)bench_approve(b, t);
	bench_run(b, 100);
	assert_int_equal(mini_open(&b->v), 1);
	(void)kill_at(b, RV_KILL_CANCEL);
	bench_run(b, 5000);
	assert_int_equal(mini_open(&b->v), 0);
	bench_run(b, 10000);
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_CANCELED);
}

static void reducing_lets_reductions_through(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 2000);
	limit(b, 300, 1420000);
	bench_expect(b, kill_at(b, RV_KILL_REDUCE), true, "reducing");
	bench_run(b, 3000);
	assert_int_equal(mini_open(&b->v), 0);
	assert_int_equal(bench_view(b)->state, RV_BOOK_REDUCING);
	rv_command c = bench_buy("SOL", 100);
	bench_expect(b, bench_command(b, &c), true, "REDUCING");
	c = (rv_command){ .kind = RV_CMD_PROPOSE, .close = true, .symbol = "SOL" };
	const uint64_t t = bench_propose(b, &c);
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "SOL"), 0);
}

static void flatten_needs_a_stop_and_goes_through_it(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	(void)bench_trade(b, "ETH", RV_SELL, 10000);
	bench_run(b, 3000);
	bench_expect(b, bench_simple(b, RV_CMD_FLATTEN), false, "HALTED or REDUCING");
	(void)kill_at(b, RV_KILL_CANCEL);
	mini_stream(&b->v, false); /* even blind */
	bench_run(b, 1000);
	bench_expect(b, bench_simple(b, RV_CMD_FLATTEN), true, "flattening 2 positions");
	bench_run(b, 5000);
	assert_int_equal(bench_lots(b, "SOL"), 0);
	assert_int_equal(bench_lots(b, "ETH"), 0);
	assert_int_equal(b->v.coins[BENCH_SOL].lots, 0);
	assert_int_equal(b->v.coins[BENCH_ETH].lots, 0);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	bench_expect(b, bench_simple(b, RV_CMD_FLATTEN), false, "no position");
}

/* 2 % of 100,000 from the day's start. */
static void the_day_s_loss_reduces(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.account_usd = 98001.0;
	bench_run(b, 12000);
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
	b->v.account_usd = 98000.0;
	bench_run(b, 12000);
	assert_int_equal(bench_view(b)->state, RV_BOOK_REDUCING);
	assert_non_null(strstr(bench_view(b)->state_reason, "day has lost 2.00 %"));
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "day has lost");
	/* the next day it counts anew */
	rv_clock_set(b->clock, BENCH_START + 86400000 + 1000);
	bench_run(b, 30000);
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
}

/* 6 % below the peak, a little each day; the peak outlives a restart. */
static void the_drawdown_reduces(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.account_usd = 105000.0;
	bench_run(b, 70000);
	for (int day = 1; day <= 3; day++) {
		b->v.account_usd = 105000.0 - 1900.0 * day;
		rv_clock_set(b->clock, BENCH_START + 86400000LL * day + 1000);
		bench_run(b, 30000);
		assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
	}
	b->v.account_usd = 98700.0; /* -6.0 % of 105,000 */
	bench_run(b, 12000);
	assert_int_equal(bench_view(b)->state, RV_BOOK_REDUCING);
	assert_non_null(strstr(bench_view(b)->state_reason, "6.00 % below the peak"));
	bench_restart(b, SIZE_MAX, true);
	mini_stream(&b->v, true);
	bench_run(b, 5000);
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "below the peak");
}

static void thin_margin_reduces_and_alarms(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	b->v.maintenance_usd = 40001.0; /* 100,000 / 40,001 < 2.5 */
	bench_run(b, 12000);
	assert_int_equal(bench_view(b)->state, RV_BOOK_REDUCING);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, NULL), 0);
	b->v.maintenance_usd = 50001.0;
	bench_run(b, 30000);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, NULL), 1);
	b->v.maintenance_usd = 0.0;
	bench_run(b, 12000);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, NULL), 2);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
}

static void a_wrong_clock_halts(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	limit(b, 500, 1420000);
	b->market.skew_ms = 260.0;
	bench_run(b, 1000);
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, NULL), 1);
	rv_oms_skew_warn(b->o, 400.0); /* nothing to say any more, and nothing else changes */
	bench_run(b, 1000);
	assert_int_equal(bench_count(b, RV_EVENT_ALARM, NULL), 2);
	assert_non_null(strstr(bench_last(b, RV_EVENT_ALARM)->text, "over: "));
	assert_int_equal(bench_view(b)->state, RV_BOOK_ACTIVE);
	b->market.skew_ms = 1001.0;
	bench_run(b, 3000);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	assert_int_equal(mini_open(&b->v), 0);
}

static void a_signer_that_is_not_ours_halts(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	mini_fate_next(&b->v, MINI_REFUSE);
	b->v.refusal = RV_REFUSAL_SIGNER;
	(void)snprintf(b->v.refusal_text, sizeof(b->v.refusal_text), "does not exist");
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 1000);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	assert_false(b->view.signer_ok);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "agent");
}

/* Known from the start: it says so, in words that help, until the venue knows the key. */
static void a_key_that_is_no_agent_says_what_to_do(void **state)
{
	(void)state;
	static const char words[] = "is no agent of the account: approve it at the venue, or set";
	oms_bench *b = bench_new();
	assert_false(bench_view(b)->signer_known); /* nobody has said anything yet */
	b->v.never_agent = true;
	bench_up(b, false);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	assert_true(b->view.signer_known);
	assert_false(b->view.signer_ok);
	assert_non_null(strstr(b->view.state_reason, words));
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, words);
	b->v.never_agent = false; /* approved at the venue: noticed within a minute */
	bench_run(b, 61000);
	assert_true(bench_view(b)->signer_ok);
	assert_string_equal(b->view.state_reason, "the desk has started");
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	bench_free(b);
}

/* 14, 7, 3 and 1 days before its end, each said once, journaled; and again when it is renewed. */
static void a_key_that_ends_soon_is_said_each_time(void **state)
{
	(void)state;
	static const struct {
		double days;
		const char *level, *text;
	} cases[] = {
		{ 20.0, NULL, NULL },	       { 13.9, "1", "13.9 more days" },
		{ 10.0, "1", "13.9" },	       { 6.9, "2", "6.9 more days" },
		{ 2.9, "3", "2.9 more days" }, { 0.9, "4", "0.9 more days" },
		{ 100.0, "0", "over: " },
	};
	oms_bench *b = bench_new();
	b->v.signer_days = cases[0].days;
	bench_up(b, false);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		b->v.signer_days = cases[i].days;
		bench_run(b, 610000); /* the venue is asked again every ten minutes */
		const bench_event *e = bench_last(b, RV_EVENT_ALARM);
		if (!cases[i].level) {
			assert_null(e);
			continue;
		}
		assert_non_null(e);
		assert_string_equal(bench_value(e, "level"), cases[i].level);
		assert_non_null(strstr(e->text, cases[i].text));
	}
	bench_free(b);
}

/*
 * The disk is full: the batch failed. What waited for it never leaves, and what rests is cancelled
 * from memory, which is all that may leave without a record.
 */
static void a_broken_journal_stops_everything(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	char text[200] = "";
	limit(b, 500, 1420000);
	rv_command c = bench_buy("SOL", 300);
	const uint64_t t = bench_propose(b, &c);
	const size_t sends = b->v.n_sends;
	b->hold_acks = true;
	const uint64_t n = bench_approve(b, t);
	b->fail_ack_in = 1;
	b->hold_acks = false;
	bench_run(b, 5000);
	assert_true(rv_oms_broken(b->o, text, sizeof(text)));
	assert_non_null(strstr(text, "disk full"));
	assert_true(b->v.halted);
	assert_int_equal(b->v.n_sends, sends + 1);
	assert_int_equal(b->v.n_orders, 1);
	assert_int_equal(mini_open(&b->v), 0);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	assert_false(b->view.journal_ok);
	bench_expect(b, n, false, "not written");
	bench_expect(b, kill_at(b, RV_KILL_CANCEL), false, "journal is broken");
	bench_run(b, 60000);
	assert_int_equal(b->v.n_sends, sends + 1);
	assert_true(rv_oms_idle(b->o));
	/* the next start finds out what became of it, and that nothing was granted */
	bench_restart(b, b->n_acked, true);
	mini_stream(&b->v, true);
	bench_run(b, 10000);
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_CANCELED);
	assert_int_equal(bench_view(b)->n_mandates, 1);
	check_agree(((oms_desk *)*state)->k);
}

static void a_journal_that_takes_nothing(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	char text[200] = "";
	rv_command c = bench_buy("SOL", 300);
	const uint64_t t = bench_propose(b, &c);
	b->refuse_append = true;
	(void)bench_approve(b, t);
	bench_run(b, 5000);
	assert_true(rv_oms_broken(b->o, text, sizeof(text)));
	assert_int_equal(b->v.n_orders, 0);
	b->refuse_append = false;
	bench_restart(b, b->n_acked, true);
	mini_stream(&b->v, true);
	bench_run(b, 5000);
	assert_true(bench_view(b)->reconciled);
	assert_int_equal(bench_view(b)->n_mandates, 0);
}

/* ---- stop ---- */

static void stops_and_cancels(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	limit(b, 500, 1420000);
	rv_oms_stop(b->o, true);
	assert_false(rv_oms_idle(b->o));
	bench_run(b, 5000);
	assert_true(rv_oms_idle(b->o));
	assert_int_equal(mini_open(&b->v), 0);
	assert_int_equal(bench_count(b, RV_EVENT_STOP, NULL), 1);
	rv_command c = bench_buy("ETH", 1000);
	const uint64_t t = bench_propose(b, &c);
	(void)bench_approve(b, t);
	bench_run(b, 3000);
	assert_int_equal(bench_lots(b, "ETH"), 0);
}

static void stops_and_leaves(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	limit(b, 500, 1420000);
	rv_oms_stop(b->o, false);
	bench_run(b, 2000);
	assert_true(rv_oms_idle(b->o));
	assert_int_equal(mini_open(&b->v), 1);
}

static void one_symbol_is_halted_by_hand(void **state)
{
	oms_bench *b = ((oms_desk *)*state)->b;
	limit(b, 500, 1420000);
	rv_command h = { .kind = RV_CMD_HALT_SYMBOL, .symbol = "SOL", .reason = "odd prints" };
	bench_expect(b, bench_command(b, &h), true, "HALTED");
	bench_run(b, 5000);
	assert_int_equal(mini_open(&b->v), 0);
	(void)bench_trade(b, "ETH", RV_BUY, 1000);
	bench_run(b, 2000);
	assert_int_equal(bench_lots(b, "ETH"), 1000);
	rv_command r = { .kind = RV_CMD_RESUME, .symbol = "SOL" };
	bench_expect(b, bench_command(b, &r), true, "ACTIVE");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, oms_desk_setup, oms_desk_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_halted_and_is_resumed_by_a_person),
		TEST(a_stream_that_breaks_stops_what_is_new),
		TEST(kill_cancels_everything_of_ours),
		TEST(kill_may_leave_the_orders),
		TEST(kill_says_what_is_not_cancelled_yet),
		TEST(kill_overtakes_an_intent),
		TEST(kill_overtakes_a_resume),
		TEST(kill_reaches_what_has_no_verdict),
		TEST(reducing_lets_reductions_through),
		TEST(flatten_needs_a_stop_and_goes_through_it),
		TEST(the_day_s_loss_reduces),
		TEST(the_drawdown_reduces),
		TEST(thin_margin_reduces_and_alarms),
		TEST(a_wrong_clock_halts),
		TEST(a_signer_that_is_not_ours_halts),
		cmocka_unit_test(a_key_that_is_no_agent_says_what_to_do),
		cmocka_unit_test(a_key_that_ends_soon_is_said_each_time),
		TEST(a_broken_journal_stops_everything),
		TEST(a_journal_that_takes_nothing),
		TEST(stops_and_cancels),
		TEST(stops_and_leaves),
		TEST(one_symbol_is_halted_by_hand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
