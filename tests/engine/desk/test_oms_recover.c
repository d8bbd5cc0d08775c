/*
 * Starting is recovering: one script, cut off after every single event of its journal, and each
 * time the desk comes to agree with the venue and finds nothing more at the next start.
 */
#include "tests/support/cm.h"
#include "tests/support/oms_check.h"
#include "tests/support/program_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the script: asserts nothing, so that it may be cut off anywhere ---- */

static void propose(oms_bench *b, const char *symbol, int64_t lots, rv_style style, int64_t px)
{
	rv_command c = bench_buy(symbol, lots);
	c.style = style;
	c.px = px;
	c.duration_ms = style == RV_STYLE_TWAP ? 120000 : 0;
	(void)bench_command(b, &c);
}

static void approve_newest(oms_bench *b)
{
	const rv_tv_ticket *t = &bench_view(b)->tickets[0];
	rv_command c = { .kind = RV_CMD_APPROVE, .n_ids = 1, .ids = { t->id } };
	c.digests[0] = t->digest;
	(void)bench_command(b, &c);
}

/* A leg that is left out, one that crosses inside, two that are worked for a minute. */
static void program(oms_bench *b)
{
	rv_err err = { 0 };
	uint64_t id = 0;
	rv_program_want w = case_want(b);
	w.window_end_utc_ms = rv_clock_utc_ms(b->clock) + 60000;
	w.quote_end_utc_ms = w.window_end_utc_ms - 10000;
	w.mandate_end_utc_ms = w.window_end_utc_ms + 10000;
	if (rv_oms_program(b->o, &w, &id, &err) != RV_OK)
		return; /* the journal was cut off before */
	bench_run(b, 0);
	const rv_tv_program *p = &bench_view(b)->programs[0];
	rv_command c = { .kind = RV_CMD_EXCLUDE, .n_ids = 1, .ids = { p->id }, .symbol = "ETH" };
	(void)bench_command(b, &c);
	p = &bench_view(b)->programs[0];
	c = (rv_command){ .kind = RV_CMD_APPROVE_PROGRAM, .n_ids = 1, .ids = { p->id } };
	c.digests[0] = p->digest;
	(void)bench_command(b, &c);
	bench_run(b, 65000);
}

static void script(oms_bench *b)
{
	(void)bench_simple(b, RV_CMD_ARM);
	(void)bench_simple(b, RV_CMD_RESUME);
	propose(b, "SOL", 500, RV_STYLE_IOC, 0);
	approve_newest(b);
	bench_run(b, 3000);
	program(b);
	b->v.liquidity = 1200;
	b->v.stream_ms = 150;
	propose(b, "ETH", 6000, RV_STYLE_TWAP, 0);
	approve_newest(b);
	bench_run(b, 20000);
	mini_fate_next(&b->v, MINI_LOST_LANDED);
	propose(b, "SOL", 300, RV_STYLE_LIMIT, 1420000);
	approve_newest(b);
	bench_run(b, 3000);
	(void)mini_fill_resting(&b->v, BENCH_SOL, 100);
	mini_fate_next(&b->v, MINI_LOST);
	mini_fate_next(&b->v, MINI_LOST);
	propose(b, "BTC", 700, RV_STYLE_IOC, 0);
	approve_newest(b);
	bench_run(b, 35000);
	b->v.liquidity = -1;
	b->v.stream_ms = 0;
	mini_foreign_order(&b->v, BENCH_BTC, RV_BUY, 100, 800000);
	mini_foreign_fill(&b->v, BENCH_ETH, RV_SELL, 40, RV_FILL_ADL);
	bench_run(b, 20000);
	propose(b, "SOL", 111, RV_STYLE_IOC, 0);
	(void)bench_simple(b, RV_CMD_LOCK);
	rv_command kill = { .kind = RV_CMD_KILL, .level = RV_KILL_CANCEL };
	(void)bench_command(b, &kill);
	bench_run(b, 5000);
	(void)bench_simple(b, RV_CMD_ARM);
	(void)bench_simple(b, RV_CMD_FLATTEN);
	bench_run(b, 5000);
}

static size_t events_before(void)
{
	oms_bench *b = bench_new();
	bench_up(b, false);
	const size_t n = b->n_events;
	bench_free(b);
	return n;
}

static size_t events_in_all(void)
{
	oms_bench *b = bench_new();
	oms_check *k = check_new(b);
	bench_up(b, false);
	script(b);
	check_agree(k);
	const size_t n = b->n_events;
	assert_int_equal(bench_count(b, RV_EVENT_NEVER_LANDED, NULL), 1);
	assert_int_equal(bench_count(b, RV_EVENT_PROGRAM_GRANT, NULL), 1);
	assert_int_equal(bench_count(b, RV_EVENT_CROSS, NULL), 1);
	assert_true(bench_count(b, RV_EVENT_FILL, NULL) >= 6);
	assert_true(bench_count(b, RV_EVENT_CANCELED, NULL) >= 1);
	check_free(k);
	bench_free(b);
	return n;
}

/* A process cannot start with less than it was told is on the disk: neither can this. */
static void cut_after(size_t n, bool process)
{
	char name[64];
	oms_bench *b = bench_new();
	oms_check *k = check_new(b);
	(void)snprintf(name, sizeof(name), "cut after event %zu, sends %s", n,
		       process ? "arrived" : "lost");
	check_name(k, name);
	bench_up(b, false);
	b->cut_at = n;
	script(b);
	bench_restart(b, n, process);
	assert_int_equal(bench_view(b)->state, RV_BOOK_HALTED);
	assert_true(b->v.halted);
	mini_stream(&b->v, true);
	bench_run(b, 70000);
	check_agree(k);
	assert_int_equal(bench_view(b)->n_unknown, 0);
	bench_restart(b, SIZE_MAX, true);
	const size_t from = b->n_events;
	mini_stream(&b->v, true);
	bench_run(b, 8000);
	check_agree(k);
	for (size_t i = from; i < b->n_events; i++) {
		const bench_event *e = &b->events[i];
		const bool deadman = e->type == RV_EVENT_ACTION && mini_open(&b->v) > 0 &&
				     strcmp(e->subject, "dead-man") == 0;
		if (e->type != RV_EVENT_RECONCILE && !deadman)
			fail_msg("%s: the second start wrote %s", name, rv_event_word(e->type));
	}
	check_free(k);
	bench_free(b);
}

static void restart_at_every_event(void **state)
{
	(void)state;
	const size_t first = events_before(), all = events_in_all();
	assert_true(all > first + 40);
	for (size_t n = first; n <= all; n++) {
		cut_after(n, true);
		cut_after(n, false);
	}
	print_message("%zu prefixes, each with its sends arrived and lost\n", all - first + 1);
}

/* ---- single things ---- */

static void a_sent_order_without_a_verdict_is_unknown_after_a_restart(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	oms_check *k = check_new(b);
	bench_up(b, true);
	b->v.delay_ms = 1000;
	rv_command c = bench_buy("SOL", 500);
	const uint64_t t = bench_propose(b, &c);
	(void)bench_approve(b, t);
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_SENDING);
	bench_restart(b, SIZE_MAX, true);
	assert_int_equal(bench_view(b)->n_unknown, 1);
	assert_int_equal(bench_count(b, RV_EVENT_UNKNOWN, NULL), 1);
	mini_stream(&b->v, true);
	bench_run(b, 10000);
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_FILLED);
	assert_int_equal(bench_lots(b, "SOL"), 500);
	assert_int_equal(b->v.n_orders, 1);
	check_agree(k);
	check_free(k);
	bench_free(b);
}

static void count_sent(void *ctx, const rv_gate_order *g)
{
	assert_int_equal(g->mandate, 1);
	assert_true(g->expires_ms > 0);
	++*(size_t *)ctx;
}

/* A TWAP that was interrupted goes on with what is left, after a person's resume. */
static void an_interrupted_twap_goes_on(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	oms_check *k = check_new(b);
	bench_up(b, true);
	rv_command c = bench_buy("SOL", 1000);
	c.style = RV_STYLE_TWAP;
	c.duration_ms = 300000;
	const uint64_t t = bench_propose(b, &c);
	(void)bench_approve(b, t);
	bench_run(b, 100000);
	const int64_t before = bench_lots(b, "SOL");
	assert_true(before >= 200 && before <= 500);
	bench_restart(b, SIZE_MAX, true);
	size_t sent = 0;
	rv_oms_sent(b->o, count_sent, &sent);
	assert_int_equal(sent, b->v.n_orders);
	mini_stream(&b->v, true);
	bench_run(b, 40000);
	assert_int_equal(bench_lots(b, "SOL"), before);
	assert_int_equal(bench_mandate(b, 1)->state, RV_MANDATE_PAUSED);
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	bench_run(b, 200000);
	assert_int_equal(bench_lots(b, "SOL"), 1000);
	assert_int_equal(bench_mandate(b, 1)->state, RV_MANDATE_ENDED);
	for (size_t i = 0; i < b->v.n_orders; i++)
		assert_true(b->v.orders[i].o.lots <= 300);
	check_agree(k);
	check_free(k);
	bench_free(b);
}

/* The window is over when the desk comes back: the rest is not caught up with. */
static void an_old_mandate_expires(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	oms_check *k = check_new(b);
	bench_up(b, true);
	rv_command c = bench_buy("SOL", 1000);
	c.style = RV_STYLE_TWAP;
	c.duration_ms = 300000;
	const uint64_t t = bench_propose(b, &c);
	(void)bench_approve(b, t);
	bench_run(b, 100000);
	mini_cut(&b->v, true);
	rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) + 3600000);
	bench_restart(b, SIZE_MAX, true);
	mini_stream(&b->v, true);
	bench_run(b, 5000);
	assert_int_equal(bench_mandate(b, 1)->state, RV_MANDATE_ENDED);
	assert_non_null(strstr(bench_mandate(b, 1)->reason, "time is over"));
	check_agree(k);
	check_free(k);
	bench_free(b);
}

static void a_ticket_of_an_earlier_process_expires(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	bench_up(b, true);
	rv_command c = bench_buy("SOL", 500);
	const uint64_t t = bench_propose(b, &c);
	bench_restart(b, SIZE_MAX, true);
	assert_int_equal(bench_ticket(b, t)->state, RV_TICKET_EXPIRED);
	assert_false(bench_view(b)->armed);
	bench_free(b);
}

/* The venue has a position that no fill explains: proposed, REDUCING, and accepted by a person. */
static void a_position_that_no_fill_explains(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	oms_check *k = check_new(b);
	bench_up(b, true);
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	b->v.coins[BENCH_SOL].lots = 450;
	bench_run(b, 70000);
	const rv_trade_view *v = bench_view(b);
	assert_int_equal(v->state, RV_BOOK_REDUCING);
	assert_int_equal(v->n_breaks, 1);
	assert_int_equal(bench_lots(b, "SOL"), 500);
	assert_int_equal(bench_count(b, RV_EVENT_ADJUST_PROPOSED, NULL), 1);
	assert_int_equal(bench_count(b, RV_EVENT_FILL, NULL), 1);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), false, "not accepted");
	bench_restart(b, SIZE_MAX, true);
	mini_stream(&b->v, true);
	bench_run(b, 10000);
	assert_int_equal(bench_count(b, RV_EVENT_ADJUST_PROPOSED, NULL), 1);
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	rv_command a = { .kind = RV_CMD_ADJUST, .symbol = "SOL", .reason = "the venue is right" };
	bench_expect(b, bench_command(b, &a), true, "-0.5 SOL");
	assert_int_equal(bench_lots(b, "SOL"), 450);
	bench_run(b, 5000);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	check_agree(k);
	check_free(k);
	bench_free(b);
}

/* It was only late: the fill comes, and nothing is left to accept. */
static void a_difference_that_explains_itself(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	bench_up(b, true);
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	b->v.coins[BENCH_SOL].lots = 450;
	bench_run(b, 70000);
	assert_int_equal(bench_view(b)->n_breaks, 1);
	b->v.coins[BENCH_SOL].lots = 500;
	bench_run(b, 70000);
	assert_int_equal(bench_view(b)->n_breaks, 0);
	assert_int_equal(bench_view(b)->state, RV_BOOK_REDUCING);
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	bench_free(b);
}

/* Over for us and open at the venue: the symbol halts and the order is cancelled. */
static void an_order_that_rises_again(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	bench_up(b, true);
	rv_command c = bench_buy("SOL", 500);
	c.style = RV_STYLE_LIMIT;
	c.px = 1420000;
	const uint64_t t = bench_propose(b, &c);
	(void)bench_approve(b, t);
	bench_run(b, 2000);
	mini_end(&b->v, &b->v.orders[0], "marginCanceled");
	bench_run(b, 3000);
	assert_int_equal(bench_order(b, 1)->state, RV_ORDER_CANCELED);
	b->v.orders[0].status = RV_STATUS_OPEN;
	bench_run(b, 65000);
	assert_int_equal(bench_position(b, "SOL")->state, RV_BOOK_HALTED);
	assert_int_equal(b->v.orders[0].status, RV_STATUS_CANCELED);
	bench_free(b);
}

static void a_journal_of_another_account(void **state)
{
	(void)state;
	oms_bench *b = bench_new();
	bench_up(b, false);
	rv_oms *o = NULL;
	b->p.account[41] = 'b';
	assert_int_equal(rv_oms_new(&b->p, b->clock, NULL, &o), RV_OK);
	rv_err err = { 0 };
	for (size_t i = 0; i < b->n_events; i++) {
		const bench_event *x = &b->events[i];
		rv_event_begin(&b->scratch, x->type, x->subject);
		b->scratch.seq = i + 1;
		b->scratch.utc_ms = x->utc_ms;
		memcpy(b->scratch.text, x->text, x->len + 1);
		b->scratch.len = x->len;
		assert_int_equal(rv_oms_replay(o, &b->scratch, &err), RV_OK);
	}
	const rv_venue_port venue = mini_port(&b->v);
	const rv_journal_port none = { NULL, NULL };
	assert_int_equal(rv_oms_start(o, &venue, &none, ""), RV_EDATA);
	rv_oms_free(o);
	bench_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(restart_at_every_event),
		cmocka_unit_test(a_sent_order_without_a_verdict_is_unknown_after_a_restart),
		cmocka_unit_test(an_interrupted_twap_goes_on),
		cmocka_unit_test(an_old_mandate_expires),
		cmocka_unit_test(a_ticket_of_an_earlier_process_expires),
		cmocka_unit_test(a_position_that_no_fill_explains),
		cmocka_unit_test(a_difference_that_explains_itself),
		cmocka_unit_test(an_order_that_rises_again),
		cmocka_unit_test(a_journal_of_another_account),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
