/* See ledger_bench.h. */
#include "tests/support/ledger_bench.h"

#include "engine/desk/position.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cash of the mini venue is a double that has been added up. */
static const double tied = 2e-5;

static const rv_ledger_input *input_of(ledger_bench *x, rv_ledger_input *in)
{
	static const char *const order[MINI_COINS] = { "BTC", "ETH", "SOL" };
	for (size_t i = 0; i < MINI_COINS; i++) {
		const rv_oms_quote *q = &x->b->quotes[i];
		assert_string_equal(x->b->v.coins[i].ref.symbol, order[i]);
		x->quotes[i] = (rv_ledger_quote){ .mark = x->no_marks ? (double)NAN : q->mark,
						  .oracle = x->no_marks ? (double)NAN : q->oracle,
						  .funding_1h = x->rate[i],
						  .at = q->ctx_at };
		memcpy(x->quotes[i].symbol, order[i], strlen(order[i]) + 1);
	}
	*in = (rv_ledger_input){ .utc_ms = rv_clock_utc_ms(x->b->clock),
				 .elapsed_ms = rv_clock_elapsed_ms(x->b->clock),
				 .quotes = x->quotes,
				 .n = MINI_COINS };
	return in;
}

/* Every cause of every sub-book: what all have is the sum, and what the venue says. */
static void check_view(ledger_bench *x, const rv_ledger_view *v)
{
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		const rv_lv_span *p = &v->span[s];
		double sum = 0.0, coins = 0.0;
		for (size_t i = 0; i < RV_SUB_N; i++)
			sum += p->sub[i].total;
		for (size_t i = 0; i < v->n_coins; i++)
			coins += v->coins[i].span[s].total;
		assert_close("sub-books", sum, p->all.total, 1e-6);
		if (p->all.unknown == 0)
			assert_close("symbols", coins, p->all.total, 1e-6);
		assert_close("transfer", p->all.usd[RV_CAUSE_TRANSFER], 0.0, 1e-9);
		if (isnan(p->unexplained_usd) || x->unchecked)
			continue;
		x->looks++;
		assert_close(rv_span_name((rv_span)s), p->unexplained_usd, 0.0, tied);
		assert_close("change", p->change_usd, p->all.total, tied);
	}
}

static void add_day(ledger_bench *x)
{
	const rv_ledger_view *was = &x->before, *is = &x->view;
	if (was->span[RV_SPAN_DAY].since_ms == is->span[RV_SPAN_DAY].since_ms)
		return;
	x->rolls++;
	for (size_t i = 0; i < RV_SUB_N; i++)
		x->day_usd[i] += was->span[RV_SPAN_DAY].sub[i].total;
	if (was->span[RV_SPAN_MONTH].since_ms == is->span[RV_SPAN_MONTH].since_ms)
		return;
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (x->days)
			assert_close("days of a month", x->day_usd[i],
				     was->span[RV_SPAN_MONTH].sub[i].total, 1e-6);
		x->day_usd[i] = 0.0;
	}
}

/* Before the tick the marks are still those that a roll uses. */
static void watch(oms_bench *b)
{
	ledger_bench *x = b->ctx;
	rv_ledger_input in;
	rv_ledgers_view(x->l, b->o, &x->before);
	assert_int_equal(rv_ledgers_tick(x->l, b->o, input_of(x, &in)), RV_OK);
	rv_ledgers_view(x->l, b->o, &x->view);
	add_day(x);
	check_view(x, &x->view);
}

static rv_ledgers *attach(const ledger_bench *x, rv_oms *o)
{
	rv_ledgers *l = NULL;
	assert_int_equal(rv_ledgers_new(&x->p, &l), RV_OK);
	const rv_oms_observer w = rv_ledgers_observer(l);
	assert_int_equal(rv_oms_observe(o, &w), RV_OK);
	return l;
}

static void made(oms_bench *b)
{
	ledger_bench *x = b->ctx;
	rv_ledgers_free(x->l);
	x->l = attach(x, b->o);
}

ledger_bench *lb_new(void)
{
	ledger_bench *x = calloc(1, sizeof(*x));
	assert_non_null(x);
	x->days = true;
	x->p = rv_ledger_defaults();
	for (size_t i = 0; i < MINI_COINS; i++)
		x->rate[i] = 1.25e-5;
	x->b = bench_new();
	x->b->ctx = x;
	x->b->made = made;
	x->b->watch = watch;
	bench_remake(x->b);
	return x;
}

void lb_free(ledger_bench *x)
{
	if (!x)
		return;
	bench_free(x->b);
	rv_ledgers_free(x->l);
	free(x);
}

const rv_ledger_view *lb_view(ledger_bench *x)
{
	rv_ledgers_view(x->l, x->b->o, &x->view);
	return &x->view;
}

double lb_venue_usd(const ledger_bench *x)
{
	double usd = x->b->v.cash_usd;
	for (size_t i = 0; i < MINI_COINS; i++)
		usd += rv_lots_coins(x->b->v.coins[i].lots, x->b->v.coins[i].ref.sz_decimals) *
		       x->b->quotes[i].mark;
	return usd;
}

double lb_fees_usd(const ledger_bench *x, int64_t from_ms, int64_t until_ms)
{
	double usd = 0.0;
	for (size_t i = 0; i < x->b->v.n_fills; i++) {
		const int64_t at = x->b->v.fills[i].time_ms;
		if (at >= from_ms && at < until_ms)
			usd += (double)x->b->v.fills[i].fee_musd / 1e6;
	}
	return usd;
}

void lb_pay(ledger_bench *x, double usd)
{
	mini_pay(&x->b->v, usd, usd > 0 ? "deposit" : "withdraw");
	x->paid_usd += usd;
}

void lb_funding(ledger_bench *x, size_t coin, double usd, int64_t time_ms)
{
	x->b->v.cash_usd += usd;
	lb_tell_funding(x, coin, usd, time_ms);
}

void lb_tell_funding(ledger_bench *x, size_t coin, double usd, int64_t time_ms)
{
	rv_venue_report *r = NULL;
	assert_int_equal(rv_venue_report_new(RV_REPORT_FUNDING, 0, &r), RV_OK);
	rv_funding_payment *p = &r->u.funding.rows[0];
	r->u.funding.n = 1;
	memcpy(p->symbol, x->b->v.coins[coin].ref.symbol, sizeof(p->symbol));
	p->time_ms = time_ms;
	p->usdc_musd = llround(usd * 1e6);
	p->lots = x->b->v.coins[coin].lots;
	p->rate = x->rate[coin];
	rv_oms_report(x->b->o, r);
	rv_venue_report_free(r);
	bench_run(x->b, 0);
}

void lb_midnight(ledger_bench *x, int64_t ms)
{
	const int64_t day = INT64_C(86400000);
	const int64_t now = rv_clock_utc_ms(x->b->clock);
	const int64_t to = (now / day + 1) * day + ms;
	rv_clock_set(x->b->clock, to > now ? to : now);
	bench_run(x->b, 0);
}

/* What is of this process alone (the account, its words) is not compared. */
static void blank(rv_ledger_view *v)
{
	v->equity_usd = 0.0;
	v->account_at = 0;
	memset(v->reason, 0, sizeof(v->reason));
	for (size_t s = 0; s < RV_SPAN_N; s++)
		v->span[s].change_usd = v->span[s].unexplained_usd = 0.0;
}

static void replay(oms_bench *b, rv_oms *o)
{
	rv_err err = { 0 };
	for (size_t i = 0; i < b->n_events; i++) {
		const bench_event *e = &b->events[i];
		b->scratch = (rv_event){ .seq = i + 1,
					 .type = e->type,
					 .utc_ms = e->utc_ms,
					 .elapsed_ms = e->elapsed_ms,
					 .uid = e->uid,
					 .len = e->len };
		memcpy(b->scratch.subject, e->subject, sizeof(e->subject));
		memcpy(b->scratch.text, e->text, e->len + 1);
		if (rv_oms_replay(o, &b->scratch, &err) != RV_OK)
			fail_msg("replay: %s", err.text);
	}
}

void lb_same_anew(ledger_bench *x)
{
	rv_oms *o = NULL;
	rv_ledger_input in;
	rv_ledger_view *a = calloc(2, sizeof(*a));
	assert_non_null(a);
	assert_int_equal(rv_oms_new(&x->b->p, x->b->clock, NULL, &o), RV_OK);
	rv_ledgers *l = attach(x, o);
	replay(x->b, o);
	assert_int_equal(rv_ledgers_tick(l, o, input_of(x, &in)), RV_OK);
	rv_ledgers_view(l, o, &a[0]);
	rv_ledgers_view(x->l, x->b->o, &a[1]);
	blank(&a[0]);
	blank(&a[1]);
	assert_memory_equal(&a[0], &a[1], sizeof(*a));
	rv_oms_free(o);
	rv_ledgers_free(l);
	free(a);
}

void lb_restart(ledger_bench *x, size_t n, bool process)
{
	bench_restart(x->b, n, process);
	mini_stream(&x->b->v, true);
	bench_run(x->b, 5000);
	if (!bench_view(x->b)->reconciled)
		bench_run(x->b, 15000);
	(void)bench_simple(x->b, RV_CMD_ARM);
	(void)bench_simple(x->b, RV_CMD_RESUME);
}
