/* What the snapshot says of the ledgers; see ledgers.h and engine/run/ledger_view.h. */
#include "engine/manager/ledgers_internal.h"

#include "engine/base/health.h"
#include "engine/base/timefmt.h"
#include "engine/desk/position.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ---- profit and loss ---- */

void led_show_pnl(rv_lv_pnl *to, const rv_pnl *p)
{
	int64_t total = 0;
	for (size_t c = 0; c < RV_CAUSE_N; c++)
		to->usd[c] = led_usd(p->musd[c]);
	to->total = rv_pnl_total(p, &total) == RV_OK ? led_usd(total) : (double)NAN;
}

static void show_span(const rv_ledgers *l, rv_span s, const rv_ledger_sums *sums,
		      const int64_t *equity, rv_lv_span *out)
{
	const rv_ledger_account *a = &l->f.account;
	rv_pnl all;
	int64_t musd = 0;
	out->since_ms = l->f.since_ms[s];
	for (size_t i = 0; i < RV_SUB_N; i++)
		led_show_pnl(&out->sub[i], &sums->sub[i]);
	if (rv_ledger_all(sums, &all) == RV_OK)
		led_show_pnl(&out->all, &all);
	out->all.unknown = sums->unknown;
	out->paid_usd = a->known[s] ? led_usd(a->flow_musd[s]) : (double)NAN;
	out->change_usd = out->unexplained_usd = NAN;
	if (equity && rv_ledger_account_change(a, s, *equity, &musd) == RV_OK)
		out->change_usd = led_usd(musd);
	if (equity && sums->unknown == 0 &&
	    rv_ledger_unexplained(a, s, *equity, sums, &musd) == RV_OK)
		out->unexplained_usd = led_usd(musd);
}

static void count_unknown(const led_coin *c, const rv_coin_book *b, rv_span s, int64_t px,
			  rv_lv_span *out)
{
	rv_pnl p;
	for (unsigned i = 0; i < RV_SUB_N; i++)
		out->sub[i].unknown += rv_ledger_pnl(&c->ledger, b, s, (rv_sub)i, px, &p) != RV_OK;
}

static void show_spans(const rv_ledgers *l, const rv_oms *o, rv_ledger_view *v)
{
	int64_t equity = 0;
	const bool known = led_equity(l, o, false, &equity);
	rv_ledger_sums sums[RV_SPAN_N];
	memset(sums, 0, sizeof(sums));
	for (size_t i = 0; i < l->f.n_coins; i++) {
		rv_coin_book b;
		const led_coin *c = &l->f.coins[i];
		if (rv_oms_coin_book(o, c->symbol, &b) != RV_OK)
			continue;
		for (unsigned s = 0; s < RV_SPAN_N; s++) {
			count_unknown(c, &b, (rv_span)s, l->marks[i].px, &v->span[s]);
			if (rv_ledger_sum(&sums[s], &c->ledger, &b, (rv_span)s, l->marks[i].px) !=
			    RV_OK)
				sums[s].unknown += RV_SUB_N;
		}
	}
	v->equity_usd = known ? led_usd(equity) : (double)NAN;
	for (unsigned s = 0; s < RV_SPAN_N; s++)
		show_span(l, (rv_span)s, &sums[s], known ? &equity : NULL, &v->span[s]);
}

/* ---- by symbol ---- */

static void coin_span(const led_coin *c, const rv_coin_book *b, rv_span s, int64_t px,
		      rv_lv_pnl *out)
{
	rv_ledger_sums sums;
	rv_pnl all;
	memset(&sums, 0, sizeof(sums));
	if (rv_ledger_sum(&sums, &c->ledger, b, s, px) != RV_OK ||
	    rv_ledger_all(&sums, &all) != RV_OK) {
		out->total = NAN;
		out->unknown = RV_SUB_N;
		return;
	}
	led_show_pnl(out, &all);
	out->unknown = sums.unknown;
}

static void coin_funding(const led_coin *c, const led_mark *m, int64_t lots, rv_lv_coin *out)
{
	const led_funding *x = &c->funding;
	out->rate_1h = m->px > 0 ? m->rate : (double)NAN;
	out->next_usd = m->px > 0 ? -rv_lots_coins(lots, c->sz_decimals) * m->pay_px * m->rate
				  : (double)NAN;
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		out->expected_usd[s] = led_usd(x->expected_musd[s]);
		out->paid_usd[s] = led_usd(x->paid_musd[s]);
		out->beside_usd[s] = led_usd(x->beside_musd[s]);
		out->stamps[s] = x->n[s];
	}
	for (size_t i = 0; i < LED_STAMPS; i++)
		out->waiting += x->stamps[i].ms != 0 && !x->stamps[i].paid;
}

static bool is_quiet(const rv_lv_coin *c)
{
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		if (c->span[s].unknown > 0)
			return false;
		for (size_t i = 0; i < RV_CAUSE_N; i++) {
			if (fabs(c->span[s].usd[i]) > 0.0)
				return false;
		}
	}
	return c->lots == 0;
}

/* Held ones first, then by what they did today, then by name. */
static bool goes_before(const rv_lv_coin *a, const rv_lv_coin *b)
{
	const double x = fabs(a->span[RV_SPAN_DAY].total), y = fabs(b->span[RV_SPAN_DAY].total);
	if ((a->lots != 0) != (b->lots != 0))
		return a->lots != 0;
	if (x > y || x < y)
		return x > y;
	return strcmp(a->symbol, b->symbol) < 0;
}

/* Into its place; the last one falls out of a full list. */
static void keep_coin(rv_ledger_view *v, const rv_lv_coin *c)
{
	size_t at = v->n_coins;
	v->coins_total++;
	while (at > 0 && goes_before(c, &v->coins[at - 1]))
		at--;
	if (at == RV_LV_COINS)
		return;
	const size_t n = v->n_coins < RV_LV_COINS ? v->n_coins : RV_LV_COINS - 1;
	memmove(&v->coins[at + 1], &v->coins[at], (n - at) * sizeof(*v->coins));
	v->coins[at] = *c;
	v->n_coins = n + 1;
}

static void take_ages(const led_mark *m, rv_ledger_view *v)
{
	const int64_t at = m->px > 0 ? m->at : RV_NEVER;
	if (at == RV_NEVER)
		return;
	if (v->mark_at == RV_NEVER || at < v->mark_at)
		v->mark_at = at;
	if (!isnan(m->rate) && (v->rate_at == RV_NEVER || at < v->rate_at))
		v->rate_at = at;
}

static void show_coin(const led_coin *c, const led_mark *m, const rv_coin_book *b,
		      rv_ledger_view *v)
{
	rv_lv_coin x;
	memset(&x, 0, sizeof(x));
	memcpy(x.symbol, c->symbol, sizeof(x.symbol));
	x.sz_decimals = c->sz_decimals;
	if (rv_coin_book_lots(b, &x.lots) != RV_OK)
		return;
	x.mark = m->px > 0 ? m->usd : (double)NAN;
	x.mark_at = m->px > 0 ? m->at : RV_NEVER;
	for (unsigned s = 0; s < RV_SPAN_N; s++)
		coin_span(c, b, (rv_span)s, m->px, &x.span[s]);
	coin_funding(c, m, x.lots, &x);
	if (x.lots != 0)
		take_ages(m, v);
	if (!is_quiet(&x))
		keep_coin(v, &x);
}

static void show_coins(const rv_ledgers *l, const rv_oms *o, rv_ledger_view *v)
{
	for (size_t i = 0; i < l->f.n_coins; i++) {
		rv_coin_book b;
		if (rv_oms_coin_book(o, l->f.coins[i].symbol, &b) == RV_OK)
			show_coin(&l->f.coins[i], &l->marks[i], &b, v);
	}
}

/* ---- what executing has cost ---- */

static double mean(double sum, double qty)
{
	return qty > 0.0 ? sum / qty : (double)NAN;
}

static void show_order(const led_order *x, const rv_oms *o, rv_lv_order *out)
{
	out->mandate = x->mandate;
	memcpy(out->symbol, x->symbol, sizeof(out->symbol));
	out->side = x->tca.side;
	out->runs = rv_oms_runs(o, x->mandate);
	out->utc_ms = x->utc_ms;
	out->ordered = x->tca.ordered;
	out->filled = x->tca.qty;
	out->decision = x->tca.decision;
	out->approval = x->tca.approval;
	out->arrival = mean(x->tca.arrival, x->tca.qty);
	out->fill = mean(x->tca.value, x->tca.qty);
	out->close = x->tca.close;
	rv_tca_cost_of(&x->tca, &out->cost);
}

/* Those of the list are of today, or run since longer; the day's sums are with them. */
static void show_costs(const rv_ledgers *l, const rv_oms *o, rv_ledger_view *v)
{
	const led_fold *f = &l->f;
	memcpy(v->tca, f->tca, sizeof(v->tca));
	for (uint64_t i = 1; i <= LED_ORDERS && i <= f->n_orders; i++) {
		const led_order *x = &f->orders[(f->n_orders - i) % LED_ORDERS];
		if (x->mandate == 0)
			continue;
		for (size_t s = 0; s < RV_SPAN_N; s++)
			led_tca_sum(x, s, v->tca[s]);
		if (v->n_orders < RV_LV_ORDERS)
			show_order(x, o, &v->orders[v->n_orders++]);
	}
}

/* ---- regret ---- */

/* An entry that runs is worth what it is at the mark of now. */
static void mark(const rv_ledgers *l, rv_regret *e)
{
	if (e->over)
		return;
	for (size_t i = 0; i < l->f.n_coins; i++) {
		if (l->marks[i].px <= 0 || strcmp(l->f.coins[i].symbol, e->symbol) != 0)
			continue;
		e->mark_px = l->marks[i].px;
		e->mark_ms = l->marks[i].ms;
	}
}

static void count(rv_lv_regret_total *t, const rv_regret_total *left)
{
	t->n = left->n;
	t->unknown = left->unknown;
	t->usd = led_usd(left->musd);
	t->cost_usd = led_usd(left->earned_musd);
	t->saved_usd = led_usd(left->saved_musd);
}

void led_count_worth(rv_lv_regret_total *t, double usd)
{
	if (isnan(usd)) {
		t->unknown++;
		return;
	}
	t->n++;
	t->usd += usd;
	*(usd > 0.0 ? &t->cost_usd : &t->saved_usd) += usd;
}

static void show_regrets(const rv_ledgers *l, rv_ledger_view *v)
{
	for (size_t k = 0; k < RV_REGRET_N; k++)
		count(&v->regret[k], &l->f.regret.left[k]);
	for (size_t i = 0;; i++) {
		int64_t musd = 0;
		const rv_regret *e = rv_regret_at(&l->f.regret, i);
		if (!e)
			return;
		rv_lv_regret x;
		memset(&x, 0, sizeof(x));
		x.e = *e;
		mark(l, &x.e);
		const led_coin *c = led_coin_at(&l->f, e->symbol);
		x.sz_decimals = c ? c->sz_decimals : -1;
		x.worth_usd = rv_regret_worth(&x.e, &musd) == RV_OK ? led_usd(musd) : (double)NAN;
		led_count_worth(&v->regret[e->kind], x.worth_usd);
		if (v->n_regrets < RV_LV_REGRETS)
			v->regrets[v->n_regrets++] = x;
	}
}

/* ---- the whole ---- */

static void say_reason(const rv_ledgers *l, rv_ledger_view *v)
{
	const bool begun = l->f.clock.start_ms[RV_SPAN_DAY] != 0;
	if (l->f.errors > 0)
		(void)snprintf(v->reason, sizeof(v->reason),
			       "%llu amounts are beyond counting: what is shown is not whole",
			       (unsigned long long)l->f.errors);
	else if (!begun)
		(void)snprintf(v->reason, sizeof(v->reason),
			       "the first day has not begun: waiting for the account and marks");
	else if (isnan(v->equity_usd))
		(void)snprintf(v->reason, sizeof(v->reason),
			       "the account's equity is not known now");
}

void rv_ledgers_view(const rv_ledgers *l, const rv_oms *o, rv_ledger_view *v)
{
	rv_oms_cash_view cash;
	rv_oms_cash(o, &cash);
	memset(v, 0, sizeof(*v));
	v->present = l->ticked;
	v->utc_ms = l->utc_ms;
	v->at = l->elapsed_ms;
	v->mark_at = v->rate_at = RV_NEVER;
	v->account_at = cash.account_at;
	v->next_stamp_ms = rv_time_floor(l->utc_ms, RV_HOUR_MS) + RV_HOUR_MS;
	show_spans(l, o, v);
	show_coins(l, o, v);
	show_costs(l, o, v);
	show_regrets(l, v);
	say_reason(l, v);
}

void rv_ledger_view_copy(rv_ledger_view *to, const rv_ledger_view *from)
{
	memcpy(to, from, offsetof(rv_ledger_view, n_coins));
	to->n_coins = from->n_coins;
	to->coins_total = from->coins_total;
	memcpy(to->coins, from->coins, from->n_coins * sizeof(*from->coins));
	memcpy(to->tca, from->tca, sizeof(to->tca));
	to->n_orders = from->n_orders;
	memcpy(to->orders, from->orders, from->n_orders * sizeof(*from->orders));
	to->next_stamp_ms = from->next_stamp_ms;
	to->rate_at = from->rate_at;
	memcpy(to->regret, from->regret, sizeof(to->regret));
	to->n_regrets = from->n_regrets;
	memcpy(to->regrets, from->regrets, from->n_regrets * sizeof(*from->regrets));
}
