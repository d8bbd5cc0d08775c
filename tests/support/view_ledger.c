/* See view_ledger.h. */
#include "tests/support/view_ledger.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/view_fixture.h"

#define SAY(dst, ...) (void)snprintf(dst, sizeof(dst), __VA_ARGS__)

/* Of a day: price, hedge, funding, fee, slippage, transfer. */
static const struct {
	rv_sub sub;
	double usd[RV_CAUSE_N];
} day[] = {
	{ RV_SUB_S5, { 41.37, 0, -1.82, -3.14, -2.06, 0.37 } },
	{ RV_SUB_S4M, { -18.9, 0, 0.44, -2.71, -1.33, -0.21 } },
	{ RV_SUB_S3, { 7.25, 0, 0.18, -0.92, -0.4, -0.16 } },
	{ RV_SUB_H, { 0, -6.48, 0.09, -0.71, -0.12, 0 } },
	{ RV_SUB_OP, { 1204.53, 0, -12.6, -38.41, -9.87, 0 } },
};

static void add(rv_lv_pnl *to, const double usd[RV_CAUSE_N], double times)
{
	for (size_t c = 0; c < RV_CAUSE_N; c++) {
		to->usd[c] += usd[c] * times;
		to->total += usd[c] * times;
	}
}

static void add_spans(rv_ledger_view *l)
{
	static const double times[RV_SPAN_N] = { 1, 3.5, -11.25 };
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		rv_lv_span *p = &l->span[s];
		memset(p, 0, sizeof(*p));
		for (size_t i = 0; i < sizeof(day) / sizeof(day[0]); i++) {
			add(&p->sub[day[i].sub], day[i].usd, times[s]);
			add(&p->all, day[i].usd, times[s]);
		}
		p->change_usd = p->all.total;
		p->paid_usd = s == RV_SPAN_DAY ? 0 : 5000;
	}
	l->span[RV_SPAN_DAY].since_ms = l->utc_ms - l->utc_ms % RV_DAY_MS + 412;
	l->span[RV_SPAN_MONTH].since_ms = l->utc_ms - 19 * RV_DAY_MS;
	l->span[RV_SPAN_EVER].since_ms = l->utc_ms - 140 * RV_DAY_MS;
}

static void add_coin(rv_view *v, const char *symbol, int64_t lots, double total)
{
	rv_lv_coin *c = &v->ledger.coins[v->ledger.n_coins++];
	const rv_view_row *r = rv_fixture_row(v, symbol);

	memset(c, 0, sizeof(*c));
	SAY(c->symbol, "%s", symbol);
	c->sz_decimals = r->sz_decimals;
	c->lots = lots;
	c->mark = r->mid;
	c->mark_at = v->elapsed_ms - 1400;
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		c->span[s].total = total * (double)(1 + s * 3);
		c->span[s].usd[RV_CAUSE_PRICE] = c->span[s].total;
		c->stamps[s] = 11 + 24 * s;
		c->expected_usd[s] = -0.0312 * (double)c->stamps[s];
		c->paid_usd[s] = -0.0309 * (double)c->stamps[s];
	}
	c->rate_1h = 1.25e-5;
	c->next_usd = lots == 0 ? 0.0 : -0.0312;
}

static void add_coins(rv_view *v)
{
	v->ledger.n_coins = 0;
	add_coin(v, "BTC", 1735, -14.02);
	add_coin(v, "DOGE", -14200, 3.31);
	add_coin(v, "SOL", 300, 812.4);
	add_coin(v, "LINK", 0, 353.91);
	v->ledger.coins[1].waiting = 1;
	v->ledger.coins[3].beside_usd[RV_SPAN_EVER] = -0.1713;
	v->ledger.coins_total = v->ledger.n_coins;
}

static void add_cost(rv_tca_sum *s, double basis, const double bps[RV_TCA_N], size_t n)
{
	memset(s, 0, sizeof(*s));
	for (size_t p = 0; p < RV_TCA_N; p++) {
		s->part[p].basis = basis;
		s->part[p].usd = basis * bps[p] * 1e-4;
		s->part[p].n = n;
	}
}

static void add_costs(rv_ledger_view *l)
{
	static const double op[RV_TCA_N] = { 0.8, -0.3, 2.9, 4.5, 7.9, -1.2, 0.4 };
	static const double s5[RV_TCA_N] = { 1.4, 0.6, 3.2, 4.5, 9.7, 2.8, -0.9 };

	memset(l->tca, 0, sizeof(l->tca));
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		add_cost(&l->tca[s][RV_SUB_OP], 8412.0 * (double)(1 + s), op, 3 + 9 * s);
		add_cost(&l->tca[s][RV_SUB_S5], 3150.0 * (double)(1 + s), s5, 2 + 17 * s);
	}
	l->tca[RV_SPAN_DAY][RV_SUB_OP].part[RV_TCA_CLOSE].basis = 0.0;
	l->tca[RV_SPAN_MONTH][RV_SUB_S5].part[RV_TCA_DELAY].unknown = 2;
}

static void add_order(rv_ledger_view *l, uint64_t mandate, const char *symbol, int side,
		      double ordered, double filled, double mid)
{
	rv_tca t;
	rv_lv_order *q = &l->orders[l->n_orders++];

	memset(q, 0, sizeof(*q));
	q->mandate = mandate;
	SAY(q->symbol, "%s", symbol);
	q->side = side;
	q->runs = filled < ordered;
	q->utc_ms = l->utc_ms - 330000;
	q->ordered = ordered;
	q->filled = filled;
	q->decision = mid;
	q->approval = mid * (1 + 0.00011 * side);
	q->arrival = mid * (1 + 0.00007 * side);
	q->fill = mid * (1 + 0.00036 * side);
	q->close = NAN;
	if (rv_tca_begin(&t, side, ordered, q->decision, q->approval) == RV_OK &&
	    rv_tca_fill(&t, filled, q->fill, q->arrival, filled * mid * 0.00045) == RV_OK)
		rv_tca_cost_of(&t, &q->cost);
}

static void add_regret(rv_view *v, rv_regret_kind kind, const char *symbol, int64_t wanted,
		       int64_t done, int64_t px, int64_t mark)
{
	rv_ledger_view *l = &v->ledger;
	rv_lv_regret *r = &l->regrets[l->n_regrets];
	const rv_view_row *row = rv_fixture_row(v, symbol);
	int64_t musd = 0;

	memset(r, 0, sizeof(*r));
	r->e = (rv_regret){ .id = 30 + l->n_regrets,
			    .kind = kind,
			    .wanted = wanted,
			    .done = done,
			    .px = px,
			    .cost_musd = 412000,
			    .utc_ms = l->utc_ms - 3600000 * (int64_t)(l->n_regrets + 1),
			    .mark_px = mark,
			    .mark_ms = l->utc_ms - 1400,
			    .over = l->n_regrets > 2 };
	SAY(r->e.symbol, "%s", symbol);
	r->sz_decimals = row->sz_decimals;
	r->worth_usd = rv_regret_worth(&r->e, &musd) == RV_OK ? (double)musd / 1e6 : (double)NAN;
	l->n_regrets++;
	rv_lv_regret_total *t = &l->regret[kind];
	t->n++;
	t->usd += r->worth_usd;
	*(r->worth_usd > 0 ? &t->cost_usd : &t->saved_usd) += r->worth_usd;
}

static void add_regrets(rv_view *v)
{
	memset(v->ledger.regret, 0, sizeof(v->ledger.regret));
	v->ledger.n_regrets = 0;
	add_regret(v, RV_REGRET_REJECTED, "DOGE", -9000, 0, 163000, 158200);
	add_regret(v, RV_REGRET_EXPIRED, "ADA", 2500, 0, 471500, 480100);
	add_regret(v, RV_REGRET_DENIED, "kPEPE", 900000, 0, 4750, 4810);
	add_regret(v, RV_REGRET_SHRUNK, "SOL", 1240, 300, 1367500, 1391000);
	add_regret(v, RV_REGRET_EXCLUDED, "LINK", -800, 0, 1338000, 1349000);
	v->ledger.regret[RV_REGRET_EXPIRED].unknown = 1;
}

void rv_fixture_ledger(rv_view *v)
{
	rv_ledger_view *l = &v->ledger;

	memset(l, 0, sizeof(*l));
	l->present = true;
	l->utc_ms = v->utc_ms;
	l->at = v->elapsed_ms - 300;
	l->mark_at = v->elapsed_ms - 1400;
	l->rate_at = v->elapsed_ms - 1400;
	l->account_at = v->elapsed_ms - 4200;
	l->equity_usd = 10213.44;
	l->next_stamp_ms = v->utc_ms - v->utc_ms % RV_HOUR_MS + RV_HOUR_MS;
	add_spans(l);
	add_coins(v);
	add_costs(l);
	add_order(l, 22, "SOL", 1, 12.4, 3.0, 136.75);
	add_order(l, 21, "BTC", 1, 0.02, 0.02, 91300);
	add_regrets(v);
}

void rv_fixture_ledger_unknown(rv_view *v)
{
	rv_fixture_ledger(v);
	rv_ledger_view *l = &v->ledger;
	SAY(l->reason, "the account's equity is not known now");
	l->equity_usd = NAN;
	l->mark_at = RV_NEVER;
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		l->span[s].change_usd = l->span[s].unexplained_usd = NAN;
		l->span[s].sub[RV_SUB_S5].unknown = l->span[s].all.unknown = 1;
		l->coins[0].span[s].unknown = 1;
	}
	l->coins[0].mark = l->coins[0].next_usd = l->coins[0].rate_1h = NAN;
	l->orders[0].decision = NAN;
	for (size_t p = 0; p < RV_TCA_N; p++)
		l->orders[0].cost.bps[p] = l->orders[0].cost.usd[p] = NAN;
	l->regrets[0].worth_usd = NAN;
	l->regrets[0].e.mark_px = 0;
}

void rv_fixture_ledger_odd(rv_view *v)
{
	rv_fixture_ledger(v);
	for (size_t s = 0; s < RV_SPAN_N; s++) {
		v->ledger.span[s].unexplained_usd = 12.34;
		v->ledger.span[s].change_usd += 12.34;
	}
}

void rv_fixture_ledger_none(rv_view *v)
{
	memset(&v->ledger, 0, sizeof(v->ledger));
	v->ledger.mark_at = v->ledger.rate_at = v->ledger.account_at = RV_NEVER;
}
