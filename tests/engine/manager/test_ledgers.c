/*
 * The ledgers as a fold of the journal: they tie to the venue's own books at every step, days sum
 * to months, and a replay says the same.
 */
#include "engine/base/rng.h"
#include "engine/desk/position.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/ledger_bench.h"
#include "tests/support/program_case.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int setup(void **state)
{
	ledger_bench *x = lb_new();
	*state = x;
	bench_up(x->b, true);
	return 0;
}

static int teardown(void **state)
{
	lb_free(*state);
	return 0;
}

static void ties(ledger_bench *x)
{
	const rv_ledger_view *v = lb_view(x);
	assert_close("the venue", v->span[RV_SPAN_EVER].all.total,
		     lb_venue_usd(x) - 100000.0 - x->paid_usd, 5e-5);
	assert_close("equity", v->equity_usd, lb_venue_usd(x), 5e-5);
	lb_same_anew(x);
}

static void the_first_day_begins_with_the_first_account(void **state)
{
	ledger_bench *x = *state;
	const rv_ledger_view *v = lb_view(x);
	assert_true(v->present);
	assert_string_equal(v->reason, "");
	assert_int_equal(bench_count(x->b, RV_EVENT_ROLL, "month"), 1);
	assert_close("equity", v->equity_usd, 100000.0, 1e-6);
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		assert_close("nothing yet", v->span[s].all.total, 0.0, 0.0);
		assert_close("unexplained", v->span[s].unexplained_usd, 0.0, 0.0);
	}
	lb_same_anew(x);
}

/* 5 SOL bought at the ask 142.35 with the mid at 142.3375..: slippage, then 2 % up. */
static void a_trade_is_split_by_cause(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	const mini_coin c = b->v.coins[BENCH_SOL];
	const double ask = rv_px_usd(c.ask, c.ref.sz_decimals);
	const double mid = (ask + rv_px_usd(c.bid, c.ref.sz_decimals)) / 2.0;
	const double coins = rv_lots_coins(500, c.ref.sz_decimals);
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	mini_price(&b->v, BENCH_SOL, c.bid * 102 / 100, c.ask * 102 / 100);
	bench_run(b, 2000);
	const rv_ledger_view *v = lb_view(x);
	const rv_lv_pnl *op = &v->span[RV_SPAN_DAY].sub[RV_SUB_OP];
	const double fee = (double)b->v.fills[0].fee_musd / 1e6;
	const double half = pow(10.0, c.ref.sz_decimals - 6); /* a reference is a price unit */
	assert_close("price", op->usd[RV_CAUSE_PRICE], coins * (b->quotes[BENCH_SOL].mark - mid),
		     coins * half);
	assert_close("slippage", op->usd[RV_CAUSE_SLIPPAGE], coins * (mid - ask), coins * half);
	assert_close("fee", op->usd[RV_CAUSE_FEE], -fee, 1e-9);
	assert_int_equal(v->n_coins, 1);
	assert_string_equal(v->coins[0].symbol, "SOL");
	assert_int_equal(v->coins[0].lots, 500);
	ties(x);
}

static void a_deposit_is_no_result(void **state)
{
	ledger_bench *x = *state;
	(void)bench_trade(x->b, "ETH", RV_SELL, 3000);
	bench_run(x->b, 3000);
	x->unchecked = true; /* between the money and its event */
	lb_pay(x, 23850.0);
	bench_run(x->b, 15000);
	x->unchecked = false;
	bench_run(x->b, 1000);
	assert_close("paid in", lb_view(x)->span[RV_SPAN_DAY].paid_usd, 23850.0, 1e-9);
	ties(x);
}

/* Yesterday's profit is not today's, and both are the month's. */
static void midnight_begins_a_day(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	const mini_coin c = b->v.coins[BENCH_SOL];
	mini_price(&b->v, BENCH_SOL, c.bid + 3000, c.ask + 3000);
	lb_midnight(x, -500);
	const double day = lb_view(x)->span[RV_SPAN_DAY].all.total;
	const double ever = lb_view(x)->span[RV_SPAN_EVER].all.total;
	assert_true(day > 0.0);
	mini_price(&b->v, BENCH_SOL, c.bid - 2000, c.ask - 2000); /* first seen after midnight */
	lb_midnight(x, 0);
	assert_int_equal(bench_count(b, RV_EVENT_ROLL, "day"), 1);
	const rv_ledger_view *v = lb_view(x);
	const double fell =
		rv_lots_coins(500, c.ref.sz_decimals) * rv_px_usd(5000, c.ref.sz_decimals);
	assert_close("today", v->span[RV_SPAN_DAY].all.total, -fell, 1e-6);
	assert_close("ever", v->span[RV_SPAN_EVER].all.total, ever - fell, 1e-6);
	bench_run(b, 11000);
	ties(x);
}

/* Down over midnight: the day begins at the start, at the newest marks there are. */
static void a_day_that_began_while_nothing_ran(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 12000);
	const double before = lb_view(x)->span[RV_SPAN_EVER].all.total;
	rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) + INT64_C(30) * 3600 * 1000);
	const mini_coin c = b->v.coins[BENCH_SOL];
	mini_price(&b->v, BENCH_SOL, c.bid + 4000, c.ask + 4000);
	lb_restart(x, SIZE_MAX, true);
	const rv_ledger_view *v = lb_view(x);
	assert_close("today", v->span[RV_SPAN_DAY].all.total, 0.0, 0.0);
	assert_true(v->span[RV_SPAN_EVER].all.total > before + 1.0);
	assert_close("unexplained", v->span[RV_SPAN_EVER].unexplained_usd, 0.0, 2e-5);
	assert_int_equal(bench_count(b, RV_EVENT_ROLL, "day"), 1);
	ties(x);
}

/* No mark for a minute: the span begins without one, and has figures from the first that comes. */
static void a_mark_that_comes_late(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 12000);
	x->no_marks = true;
	x->days = false;
	rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) + INT64_C(30) * 3600 * 1000);
	lb_restart(x, SIZE_MAX, true);
	assert_true(lb_view(x)->span[RV_SPAN_DAY].all.unknown > 0);
	assert_true(isnan(lb_view(x)->span[RV_SPAN_DAY].unexplained_usd));
	bench_run(b, 70000);
	assert_int_equal(bench_count(b, RV_EVENT_ROLL, "day"), 1);
	assert_true(lb_view(x)->span[RV_SPAN_DAY].all.unknown > 0);
	x->no_marks = false;
	bench_run(b, 12000);
	assert_int_equal(bench_count(b, RV_EVENT_ROLL, "marks"), 1);
	assert_int_equal(lb_view(x)->span[RV_SPAN_DAY].all.unknown, 0);
	assert_close("from here", lb_view(x)->span[RV_SPAN_DAY].all.total, 0.0, 0.0);
	assert_close("unexplained", lb_view(x)->span[RV_SPAN_DAY].unexplained_usd, 0.0, 2e-5);
	ties(x);
}

/*
 * Marks of two coins an event: three coins are two parts, and a journal that ends between them has
 * not rolled. The next process rolls whole.
 */
static void a_roll_that_is_cut_off(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	x->p.event_marks = 2;
	lb_restart(x, SIZE_MAX, true);
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	(void)bench_trade(b, "ETH", RV_SELL, 4000);
	(void)bench_trade(b, "BTC", RV_BUY, 150);
	bench_run(b, 12000);
	lb_midnight(x, -500);
	const double ever = lb_view(x)->span[RV_SPAN_EVER].all.total;
	const size_t before = bench_count(b, RV_EVENT_ROLL, "day");
	b->hold_acks = true;
	lb_midnight(x, 0);
	assert_int_equal(bench_count(b, RV_EVENT_ROLL, "day"), before + 2);
	size_t cut = 0;
	while (b->events[cut].type != RV_EVENT_ROLL || strcmp(b->events[cut].subject, "day") != 0)
		cut++;
	assert_int_equal(b->events[cut + 1].type, RV_EVENT_ROLL);
	assert_string_equal(bench_value(&b->events[cut + 1], "part"), "2");
	lb_restart(x, cut + 1, true);
	assert_int_equal(bench_count(b, RV_EVENT_ROLL, "day"), before + 3);
	assert_close("today", lb_view(x)->span[RV_SPAN_DAY].all.total, 0.0, 0.0);
	assert_close("ever", lb_view(x)->span[RV_SPAN_EVER].all.total, ever, 1e-9);
	bench_run(b, 12000);
	ties(x);
}

/* Approvals and intents of before they carried a mid: what needs it is unknown, the rest is not. */
static void events_without_mids(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 12000);
	for (size_t i = 0; i < b->n_events; i++) {
		char *at = strstr(b->events[i].text, "\nmid_now ");
		if (!at)
			continue;
		const char *rest = strchr(at + 1, '\n');
		assert_non_null(rest);
		b->events[i].len -= (size_t)(rest - at);
		memmove(at, rest, strlen(rest) + 1);
	}
	lb_restart(x, SIZE_MAX, true);
	const rv_tca_sum *op = &lb_view(x)->tca[RV_SPAN_EVER][RV_SUB_OP];
	assert_int_equal(op->part[RV_TCA_WAIT].unknown, 1);
	assert_int_equal(op->part[RV_TCA_DELAY].unknown, 1);
	assert_int_equal(op->part[RV_TCA_IMPACT].unknown, 1);
	assert_int_equal(op->part[RV_TCA_TOTAL].n, 1);
	assert_true(isnan(x->view.orders[0].approval) && isnan(x->view.orders[0].arrival));
	ties(x);
}

/* A journal of before there were ledgers: what came before the first equity cannot be checked. */
static void a_journal_without_rolls(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 12000);
	const double ever = lb_view(x)->span[RV_SPAN_EVER].all.total;
	size_t n = 0;
	for (size_t i = 0; i < b->n_events; i++) {
		if (b->events[i].type == RV_EVENT_ROLL)
			free(b->events[i].text);
		else
			b->events[n++] = b->events[i];
	}
	b->n_events = b->n_acked = n;
	lb_restart(x, SIZE_MAX, true);
	const rv_ledger_view *v = lb_view(x);
	assert_close("ever", v->span[RV_SPAN_EVER].all.total, ever, 1e-9);
	assert_close("tied from here", v->span[RV_SPAN_EVER].unexplained_usd, 0.0, 2e-5);
	assert_close("today", v->span[RV_SPAN_DAY].all.total, 0.0, 0.0);
	lb_same_anew(x);
}

static void parameters_out_of_range(void **state)
{
	(void)state;
	rv_ledgers *l = NULL;
	rv_ledger_params p = rv_ledger_defaults();
	p.event_marks = 0;
	assert_int_equal(rv_ledgers_new(&p, &l), RV_EINVAL);
	p = rv_ledger_defaults();
	p.cost_bps = NAN;
	assert_int_equal(rv_ledgers_new(&p, &l), RV_EINVAL);
	p = rv_ledger_defaults();
	p.start_wait_ms = -1;
	assert_int_equal(rv_ledgers_new(&p, &l), RV_EINVAL);
	assert_null(l);
	rv_ledgers_free(NULL);
}

/* What a person accepts at another price than it came at is unexplained, and only that. */
static void what_is_accepted_at_another_price(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	mini_coin *c = &b->v.coins[BENCH_SOL];
	const double px = b->quotes[BENCH_SOL].mark, coins = rv_lots_coins(100, c->ref.sz_decimals);
	x->unchecked = true;
	c->lots += 100;
	b->v.cash_usd -= coins * (px - 2.0); /* came 2 USD cheaper than the mark */
	bench_run(b, 40000);
	rv_command adjust = { .kind = RV_CMD_ADJUST, .symbol = "SOL", .reason = "a transfer" };
	bench_expect(b, bench_command(b, &adjust), true, "");
	bench_run(b, 90000);
	const rv_ledger_view *v = lb_view(x);
	assert_close("unexplained", v->span[RV_SPAN_DAY].unexplained_usd, coins * 2.0,
		     coins * 1e-3);
	assert_close("nothing was earned", v->span[RV_SPAN_DAY].all.total, 0.0, 1e-6);
	lb_same_anew(x);
}

static void funding_is_held_against_what_was_expected(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 3000);
	const double coins = rv_lots_coins(500, b->v.coins[BENCH_SOL].ref.sz_decimals);
	const double want = -coins * b->quotes[BENCH_SOL].oracle * x->rate[BENCH_SOL];
	const int64_t hour = rv_clock_utc_ms(b->clock) / 3600000 * 3600000 + 3600000;
	assert_int_equal(lb_view(x)->next_stamp_ms, hour);
	rv_clock_set(b->clock, hour + 200);
	bench_run(b, 0);
	assert_close("expected", lb_view(x)->coins[0].expected_usd[RV_SPAN_DAY], want, 1e-6);
	assert_int_equal(lb_view(x)->coins[0].waiting, 1);
	lb_funding(x, BENCH_SOL, -0.017, hour + 76);
	const rv_lv_coin *c = &lb_view(x)->coins[0];
	assert_close("paid", c->paid_usd[RV_SPAN_EVER], -0.017, 1e-9);
	assert_int_equal(c->waiting, 0);
	assert_int_equal(c->stamps[RV_SPAN_MONTH], 1);
	lb_funding(x, BENCH_SOL, -0.5, hour - 3600000); /* nobody expected it */
	assert_close("beside", lb_view(x)->coins[0].beside_usd[RV_SPAN_DAY], -0.5, 1e-9);
	bench_run(b, 12000);
	ties(x);
}

/* The account has a payment before midnight, and its event comes after: it is the new day's. */
static void a_payment_that_is_told_late(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 120000);
	lb_midnight(x, -30000);
	bench_run(b, 1000);
	b->v.cash_usd -= 0.0623;
	bench_run(b, 20000); /* an account with it, at least */
	lb_midnight(x, 0);
	lb_tell_funding(x, BENCH_SOL, -0.0623, rv_clock_utc_ms(b->clock) / 3600000 * 3600000);
	bench_run(b, 90000);
	const rv_lv_span *day = &lb_view(x)->span[RV_SPAN_DAY];
	assert_close("today", day->all.total, -0.0623, 1e-9);
	assert_close("unexplained", day->unexplained_usd, 0.0, 2e-5);
	ties(x);
}

/* Under the tolerance at which the order side asks: after a minute it is shown, and stays so. */
static void a_cent_that_nobody_explains(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	(void)bench_trade(b, "SOL", RV_BUY, 500);
	bench_run(b, 120000);
	b->v.cash_usd -= 0.01;
	x->unchecked = true;
	bench_run(b, 90000);
	assert_close("day", lb_view(x)->span[RV_SPAN_DAY].unexplained_usd, -0.01, 2e-5);
	assert_close("ever", x->view.span[RV_SPAN_EVER].unexplained_usd, -0.01, 2e-5);
	lb_midnight(x, 0);
	bench_run(b, 90000);
	assert_close("next day", lb_view(x)->span[RV_SPAN_DAY].unexplained_usd, 0.0, 2e-5);
	assert_close("ever", x->view.span[RV_SPAN_EVER].unexplained_usd, -0.01, 2e-5);
	lb_same_anew(x);
}

/* ---- what executing costs ---- */

static void the_way_of_a_price(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	const int sz = b->v.coins[BENCH_SOL].ref.sz_decimals;
	const mini_coin c = b->v.coins[BENCH_SOL];
	const double decision = b->quotes[BENCH_SOL].mid;
	rv_command buy = bench_buy("SOL", 500);
	const uint64_t t = bench_propose(b, &buy);
	mini_price(&b->v, BENCH_SOL, c.bid + 20, c.ask + 20);
	bench_run(b, 1000);
	const double approval = b->quotes[BENCH_SOL].mid;
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 3000);
	assert_int_equal(lb_view(x)->n_orders, 1);
	const rv_lv_order *q = &x->view.orders[0];
	const double ask = rv_px_usd(c.ask + 20, sz), coins = rv_lots_coins(500, sz);
	assert_close("decision", q->decision, decision, 1e-9);
	assert_close("approval", q->approval, approval, 1e-9);
	assert_close("arrival", q->arrival, approval, 1e-9);
	assert_close("fill", q->fill, ask, 1e-9);
	assert_true(isnan(q->close));
	assert_false(q->runs);
	assert_close("wait", q->cost.usd[RV_TCA_WAIT], coins * (approval - decision), 1e-7);
	assert_close("impact", q->cost.usd[RV_TCA_IMPACT], coins * (ask - approval), 1e-7);
	assert_close("fee", q->cost.usd[RV_TCA_FEE], (double)b->v.fills[0].fee_musd / 1e6, 1e-9);
	assert_int_equal(x->view.tca[RV_SPAN_DAY][RV_SUB_OP].part[RV_TCA_CLOSE].unknown, 1);
	mini_price(&b->v, BENCH_SOL, c.bid + 300, c.ask + 300);
	lb_midnight(x, -500);
	lb_midnight(x, 0);
	const rv_tca_sum *day = &lb_view(x)->tca[RV_SPAN_DAY][RV_SUB_OP];
	const rv_tca_sum *ever = &x->view.tca[RV_SPAN_EVER][RV_SUB_OP];
	assert_int_equal(x->view.n_orders, 0);
	assert_int_equal(day->part[RV_TCA_TOTAL].n, 0);
	assert_int_equal(ever->part[RV_TCA_CLOSE].n, 1);
	assert_close(
		"against the close", ever->part[RV_TCA_CLOSE].usd,
		coins * (ask - (rv_px_usd(c.bid + 300, sz) + rv_px_usd(c.ask + 300, sz)) / 2.0),
		1e-6);
	ties(x);
}

/* Half an hour in slices, from a quarter to twelve: the close is that of midnight. What is filled
 * before it is yesterday's cost, what is filled after it today's; a mandate is of both. */
static void an_order_that_works_over_midnight(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	const int sz = b->v.coins[BENCH_SOL].ref.sz_decimals;
	lb_midnight(x, -900000);
	bench_run(b, 30000);
	(void)bench_simple(b, RV_CMD_ARM);
	rv_command twap = bench_buy("SOL", 4000);
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = 1800000;
	const uint64_t t = bench_propose(b, &twap);
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 1000000);
	const mini_coin c = b->v.coins[BENCH_SOL];
	const double midnight = (rv_px_usd(c.bid, sz) + rv_px_usd(c.ask, sz)) / 2.0;
	assert_int_equal(bench_count(b, RV_EVENT_ROLL, "day"), 1);
	assert_true(lb_view(x)->n_orders == 1 && x->view.orders[0].runs);
	assert_close("close", x->view.orders[0].close, midnight, 1e-9);
	const int64_t day_ms = rv_time_floor(rv_clock_utc_ms(b->clock), RV_DAY_MS);
	const rv_tca_sum *day = &x->view.tca[RV_SPAN_DAY][RV_SUB_OP];
	const rv_tca_sum *ever = &x->view.tca[RV_SPAN_EVER][RV_SUB_OP];
	assert_true(lb_fees_usd(x, day_ms, INT64_MAX) > 0.0 &&
		    lb_fees_usd(x, day_ms, INT64_MAX) < 0.5 * lb_fees_usd(x, 0, INT64_MAX));
	assert_close("today", day->part[RV_TCA_FEE].usd, lb_fees_usd(x, day_ms, INT64_MAX), 1e-9);
	assert_close("all of it", ever->part[RV_TCA_FEE].usd, lb_fees_usd(x, 0, INT64_MAX), 1e-9);
	assert_close("as much of its value",
		     day->part[RV_TCA_TOTAL].basis / ever->part[RV_TCA_TOTAL].basis,
		     lb_fees_usd(x, day_ms, INT64_MAX) / lb_fees_usd(x, 0, INT64_MAX), 1e-3);
	mini_price(&b->v, BENCH_SOL, c.bid + 900, c.ask + 900);
	bench_run(b, 1200000);
	assert_false(lb_view(x)->orders[0].runs);
	assert_close("the same", x->view.orders[0].close, midnight, 1e-9);
	assert_int_equal(x->view.tca[RV_SPAN_DAY][RV_SUB_OP].part[RV_TCA_CLOSE].n, 1);
	assert_close("today", day->part[RV_TCA_FEE].usd, lb_fees_usd(x, day_ms, INT64_MAX), 1e-9);
	ties(x);
	/* over, it leaves with the day: the sums of ever keep all of it */
	lb_midnight(x, 1000);
	assert_int_equal(lb_view(x)->tca[RV_SPAN_DAY][RV_SUB_OP].part[RV_TCA_FEE].n, 0);
	assert_close("ever", ever->part[RV_TCA_FEE].usd, lb_fees_usd(x, 0, INT64_MAX), 1e-9);
}

/* ---- what was not done ---- */

static const rv_lv_regret_total *regret(ledger_bench *x, rv_regret_kind k)
{
	return &lb_view(x)->regret[k];
}

static void what_a_person_rejects(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	const mini_coin c = b->v.coins[BENCH_SOL];
	const double coins = rv_lots_coins(500, c.ref.sz_decimals);
	rv_command buy = bench_buy("SOL", 500);
	rv_command no = { .kind = RV_CMD_REJECT, .n_ids = 1, .reason = "not today" };
	no.ids[0] = bench_propose(b, &buy);
	bench_expect(b, bench_command(b, &no), true, "rejected");
	bench_run(b, 1000);
	const double cost = -regret(x, RV_REGRET_REJECTED)->usd;
	assert_int_equal(x->view.regret[RV_REGRET_REJECTED].n, 1);
	assert_true(cost > 0.0 && cost < coins * 143.0 * 0.001);
	mini_price(&b->v, BENCH_SOL, c.bid + 1000, c.ask + 1000);
	bench_run(b, 1000);
	const double up = coins * rv_px_usd(1000, c.ref.sz_decimals);
	assert_close("it rose", regret(x, RV_REGRET_REJECTED)->usd, up - cost, 1e-6);
	rv_command again = bench_buy("SOL", 300); /* decided anew: settled here */
	again.reason[0] = '\0';
	const uint64_t t = bench_propose(b, &again);
	mini_price(&b->v, BENCH_SOL, c.bid - 5000, c.ask - 5000);
	bench_run(b, 1000);
	assert_close("settled", regret(x, RV_REGRET_REJECTED)->usd, up - cost, 1e-3);
	assert_true(x->view.regrets[0].e.over);
	rv_command less = { .kind = RV_CMD_REDUCE, .n_ids = 1, .ids = { t }, .lots = 120 };
	bench_expect(b, bench_command(b, &less), true, "");
	rv_command quote = { .kind = RV_CMD_REQUOTE, .n_ids = 1, .ids = { t } };
	bench_expect(b, bench_command(b, &quote), true, "");
	bench_expect(b, bench_approve(b, t), true, "granted");
	bench_run(b, 3000);
	assert_int_equal(regret(x, RV_REGRET_SHRUNK)->n, 1);
	assert_int_equal(x->view.regrets[0].e.wanted, 300);
	assert_int_equal(x->view.regrets[0].e.done, 120);
	bench_run(b, 12000);
	ties(x);
}

static void nobody_decides(void **state)
{
	ledger_bench *x = *state;
	rv_command buy = bench_buy("ETH", 2000);
	(void)bench_propose(x->b, &buy);
	rv_clock_set(x->b->clock, rv_clock_utc_ms(x->b->clock) + 3600000);
	bench_run(x->b, 1000);
	assert_int_equal(regret(x, RV_REGRET_EXPIRED)->n, 1);
	lb_same_anew(x);
}

/* A leg left out, then the program granted; then one that is rejected whole. */
static void legs_that_are_left_out(void **state)
{
	ledger_bench *x = *state;
	oms_bench *b = x->b;
	const uint64_t p = case_begin(b);
	bench_expect(b, case_command(b, RV_CMD_EXCLUDE, p, "ETH"), true, "");
	bench_expect(b, case_command(b, RV_CMD_APPROVE_PROGRAM, p, ""), true, "");
	bench_run(b, 3000);
	assert_int_equal(regret(x, RV_REGRET_EXCLUDED)->n, 1);
	assert_string_equal(x->view.regrets[0].e.symbol, "ETH");
	assert_int_equal(x->view.regrets[0].e.wanted, -6000);
	rv_program_want w = case_want(b);
	(void)snprintf(w.phase, sizeof(w.phase), "again");
	const uint64_t second = case_propose(b, &w);
	bench_expect(b, case_command(b, RV_CMD_REJECT_PROGRAM, second, ""), true, "");
	assert_int_equal(regret(x, RV_REGRET_REJECTED)->n, 2);
	assert_true(x->view.regrets[2].e.over);
	bench_run(b, 20000);
	ties(x);
}

static void what_a_person_overrides(void **state)
{
	ledger_bench *x = *state;
	assert_int_equal(rv_ledgers_overridden(x->l, "SOL", 2, 700, 200, 1423400, BENCH_START),
			 RV_OK);
	assert_int_equal(rv_ledgers_overridden(x->l, "SOL", 2, 700, 700, 1423400, BENCH_START),
			 RV_EINVAL);
	const rv_lv_regret *e = &lb_view(x)->regrets[0];
	assert_int_equal(e->e.kind, RV_REGRET_OVERRIDDEN);
	assert_int_equal(e->e.wanted - e->e.done, 500);
}

/* ---- random streams ---- */

static void random_trade(ledger_bench *x, rv_rng *r)
{
	static const char *const names[] = { "BTC", "ETH", "SOL" };
	static const int64_t most[] = { 400, 6000, 900 };
	const size_t i = rv_rng_below(r, MINI_COINS);
	rv_command c = bench_buy(names[i], 1 + (int64_t)rv_rng_below(r, (uint64_t)most[i]) + 50);
	c.side = rv_rng_below(r, 2) ? RV_BUY : RV_SELL;
	const rv_tv_reply *a = bench_reply(x->b, bench_command(x->b, &c));
	if (!a || !a->ok || bench_view(x->b)->n_tickets == 0)
		return;
	if (rv_rng_below(r, 5) != 0)
		(void)bench_approve(x->b, x->b->view.tickets[0].id);
}

static void random_program(ledger_bench *x, rv_rng *r)
{
	rv_err err = { 0 };
	uint64_t id = 0;
	rv_program_want w = case_want(x->b);
	w.run_date_ms = rv_clock_utc_ms(x->b->clock) / 86400000 * 86400000;
	for (size_t i = 0; i < w.n; i++) {
		const int64_t by = (int64_t)rv_rng_below(r, 400) - 200;
		const rv_sub s = (rv_sub)rv_rng_below(r, RV_SUB_H);
		w.legs[i].want[s] += by;
		w.legs[i].lots += by;
	}
	if (rv_oms_program(x->b->o, &w, &id, &err) != RV_OK)
		return;
	bench_run(x->b, 0);
	(void)case_command(x->b, RV_CMD_APPROVE_PROGRAM, id, "");
}

static void random_price(ledger_bench *x, rv_rng *r)
{
	const size_t i = rv_rng_below(r, MINI_COINS);
	const mini_coin *c = &x->b->v.coins[i];
	const int64_t by = c->bid * ((int64_t)rv_rng_below(r, 61) - 30) / 10000;
	mini_price(&x->b->v, i, c->bid + by, c->ask + by);
}

static void random_money(ledger_bench *x, rv_rng *r)
{
	const double usd = ((double)rv_rng_below(r, 4000001) - 2000000.0) / 100.0;
	x->unchecked = true;
	lb_pay(x, usd);
	bench_run(x->b, 15000);
	x->unchecked = false;
}

static void random_funding(ledger_bench *x, rv_rng *r)
{
	const int64_t hour = rv_clock_utc_ms(x->b->clock) / 3600000 * 3600000;
	const size_t i = rv_rng_below(r, MINI_COINS);
	const rv_tv_position *p = bench_position(x->b, x->b->v.coins[i].ref.symbol);
	if (!p)
		return;
	lb_funding(x, i, ((double)rv_rng_below(r, 2000001) - 1000000.0) / 1e6,
		   hour + ++x->payments); /* each once */
}

static void random_step(ledger_bench *x, rv_rng *r)
{
	switch (rv_rng_below(r, 12)) {
	case 0:
		random_program(x, r);
		break;
	case 1:
		random_money(x, r);
		break;
	case 2:
		random_funding(x, r);
		break;
	case 3:
		lb_midnight(x, (int64_t)rv_rng_below(r, 2000) - 1000);
		break;
	case 4:
		mini_foreign_fill(&x->b->v, rv_rng_below(r, MINI_COINS),
				  rv_rng_below(r, 2) ? RV_BUY : RV_SELL,
				  1 + (int64_t)rv_rng_below(r, 300), RV_FILL_NORMAL);
		break;
	case 5:
		lb_restart(x, SIZE_MAX, rv_rng_below(r, 2) == 0);
		break;
	case 6:
	case 7:
		random_price(x, r);
		break;
	default:
		random_trade(x, r);
	}
	bench_run(x->b, (int64_t)rv_rng_below(r, 4000));
}

static size_t episodes(void)
{
	const char *v = getenv("LEDGER_EPISODES");
	const long n = v ? strtol(v, NULL, 10) : 0;
	return n > 0 ? (size_t)n : 250;
}

static void random_streams_tie(void **state)
{
	(void)state;
	size_t looks = 0, rolls = 0, fills = 0;
	for (size_t i = 0; i < episodes(); i++) {
		rv_rng r;
		rv_rng_seed(&r, 20261126, i, 0);
		ledger_bench *x = lb_new();
		bench_up(x->b, true);
		for (size_t k = 0; k < 14; k++)
			random_step(x, &r);
		bench_run(x->b, 25000);
		ties(x);
		looks += x->looks;
		rolls += x->rolls;
		fills += bench_count(x->b, RV_EVENT_FILL, NULL);
		lb_free(x);
	}
	assert_true(looks > episodes() * 30 && rolls > episodes() && fills > episodes());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(the_first_day_begins_with_the_first_account),
		T(a_trade_is_split_by_cause),
		T(a_deposit_is_no_result),
		T(midnight_begins_a_day),
		T(a_day_that_began_while_nothing_ran),
		T(a_mark_that_comes_late),
		T(a_roll_that_is_cut_off),
		T(events_without_mids),
		T(a_journal_without_rolls),
		cmocka_unit_test(parameters_out_of_range),
		T(what_is_accepted_at_another_price),
		T(funding_is_held_against_what_was_expected),
		T(a_payment_that_is_told_late),
		T(a_cent_that_nobody_explains),
		T(the_way_of_a_price),
		T(an_order_that_works_over_midnight),
		T(what_a_person_rejects),
		T(nobody_decides),
		T(legs_that_are_left_out),
		T(what_a_person_overrides),
#undef T
		cmocka_unit_test(random_streams_tie),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
