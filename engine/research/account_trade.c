/* The account: from targets to orders and their fills; see account.h. */
#include "engine/research/account_internal.h"

#include "engine/book/split.h"
#include "engine/market/returns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)RV_BT_SUBS <= (int)RV_SUB_RESIDUE,
	       "a strategy's sub-books are split as the desk's, none of them is the residue");

static const double MUSD = 1e6;

/* One coin's order. */
typedef struct order {
	size_t row;
	rv_split split;
	int64_t net, cross;
	double lot_usd;
} order;

/* ---- lots ---- */

static void set_step(rv_account *a, size_t row)
{
	acc_coin *c = &a->coins[row];
	if (!acc_flat(a, row))
		return; /* a lot stays what it is while somebody holds it */
	c->decimals = acc_decimals(a, row);
	c->step = pow(10.0, -(double)c->decimals);
}

static int64_t lots_of(const acc_coin *c, double usd)
{
	const double lots = trunc(usd / (c->mark * c->step));
	return fabs(lots) < 9e15 ? (int64_t)lots : 0;
}

/* ---- orders ---- */

/* The lots that may be sent of an order, signed; 0: none of it. */
static int64_t sendable(const rv_account *a, const order *o, double volume)
{
	const rv_account_params *p = &a->s.params;
	const int64_t before = acc_net_lots(a, o->row), after = before + o->net;
	const bool adds = llabs(after) > llabs(before) || (before > 0) != (after > 0);
	const double usd = (double)llabs(o->net) * o->lot_usd;
	if (after != 0 && usd < p->costs.min_notional_usd)
		return 0;
	if (after != 0 && adds && !(volume > 0.0))
		return 0;
	if (p->participation_most > 0.0 && volume > 0.0) {
		const double most = floor(p->participation_most * volume / o->lot_usd);
		if ((double)llabs(o->net) > most)
			return (int64_t)(o->net > 0 ? most : -most);
	}
	return o->net;
}

static rv_status fill_sub(rv_account *a, const order *o, size_t s, int64_t part, acc_fill *f)
{
	const double usd = (double)llabs(part) * o->lot_usd;
	if (part == 0)
		return RV_OK;
	f->lots = part;
	a->today.fee += f->fee;
	a->today.slippage += f->slip;
	a->sub_today[s].net -= f->fee + f->slip;
	a->sub_today[s].turnover += usd;
	a->sub_today[s].slippage_usd += (double)f->slip / MUSD;
	return acc_fill_position(a, o->row, s, f);
}

/* traded: of the parts, what went to the venue and pays for it. */
static rv_status fill_parts(rv_account *a, const order *o, const int64_t part[RV_SUB_N],
			    const int64_t traded[RV_SUB_N], double participation,
			    const char *const *why)
{
	rv_status st = RV_OK;
	for (size_t s = 0; s < a->s.n_subs && st == RV_OK; s++) {
		const double usd = (double)llabs(traded[s]) * o->lot_usd;
		const acc_position *p = &a->coins[o->row].sub[s];
		acc_fill f = { .price = a->coins[o->row].mark,
			       .fee = acc_fee(a, usd),
			       .slip = acc_slip(a, usd, participation),
			       .why = p->why ? p->why : why[s] };
		a->sub_today[s].traded_usd += usd;
		st = fill_sub(a, o, s, part[s], &f);
	}
	return st;
}

static rv_status cross_inside(rv_account *a, order *o, const char *const *why)
{
	int64_t part[RV_SUB_N] = { 0 };
	const int64_t traded[RV_SUB_N] = { 0 };
	if (o->cross == 0)
		return RV_OK;
	const rv_status st = rv_split_inside(&o->split, o->cross, part);
	return st == RV_OK ? fill_parts(a, o, part, traded, 0.0, why) : st;
}

static rv_status send(rv_account *a, order *o, const char *const *why)
{
	int64_t part[RV_SUB_N] = { 0 }, traded[RV_SUB_N] = { 0 }, crossed = 0;
	const double volume = acc_volume_usd(a, o->row);
	const int64_t lots = sendable(a, o, volume);
	if (lots == 0) {
		a->today.skipped += o->net != 0;
		return cross_inside(a, o, why);
	}
	const double usd = (double)llabs(lots) * o->lot_usd;
	rv_status st = rv_split_fill(&o->split, lots, part, &crossed);
	if (st == RV_OK)
		st = rv_split_traded(part, traded);
	if (st != RV_OK)
		return st;
	a->today.orders++;
	*(o->row == a->s.btc || o->row == a->s.eth ? &a->today.turnover_major
						   : &a->today.turnover_alt) += usd;
	/* an exit whose volume nobody knows costs what a whole day's volume would */
	return fill_parts(a, o, part, traded, volume > 0.0 ? usd / volume : 1.0, why);
}

/* ---- targets ---- */

/* What a sub-book's position is to be. */
static int64_t target_lots(const rv_account *a, size_t row, size_t s, double nav)
{
	const acc_coin *c = &a->coins[row];
	const acc_rule *rule = &a->rule[s * a->n + row];
	const double w = a->want[s * a->n + row];
	if (rule->exact)
		return rule->lots;
	const int64_t to = fabs(w) > 0.0 && c->step > 0.0 ? lots_of(c, w * nav) : 0;
	const double change = fabs((double)to - (double)c->sub[s].lots);
	return to != 0 && change < rule->keep * fabs((double)to) ? c->sub[s].lots : to;
}

static bool wants(const rv_account *a, size_t row, uint32_t trades, order *o)
{
	const acc_coin *c = &a->coins[row];
	const double nav = rv_account_nav(a);
	bool any = false;
	*o = (order){ .row = row };
	for (size_t s = 0; s < a->s.n_subs; s++) {
		if (!(trades >> s & 1U))
			continue;
		o->split.want[s] = target_lots(a, row, s, nav) - c->sub[s].lots;
		any = any || o->split.want[s] != 0;
	}
	o->lot_usd = c->step * c->mark;
	return any;
}

static rv_status trade_coin(rv_account *a, size_t row, uint32_t trades, const char *const *why)
{
	acc_coin *c = &a->coins[row];
	order o;
	bool named = false;
	for (size_t s = 0; s < a->s.n_subs; s++)
		named = named || fabs(a->want[s * a->n + row]) > 0.0 ||
			a->rule[s * a->n + row].lots != 0;
	if (c->fresh && named)
		set_step(a, row);
	if (!wants(a, row, trades, &o))
		return RV_OK;
	if (!c->fresh) {
		a->today.skipped++; /* nobody can trade what has no close */
		return RV_OK;
	}
	rv_status st = rv_split_net(&o.split, &o.net);
	if (st == RV_OK)
		st = rv_split_cross(&o.split, &o.cross);
	return st == RV_OK ? send(a, &o, why) : st;
}

static rv_status trade_all(rv_account *a, uint32_t trades, const char *const *why)
{
	rv_status st = RV_OK;
	for (size_t i = 0; i < a->n && st == RV_OK; i++)
		st = trade_coin(a, i, trades, why);
	acc_day_over(a);
	return st;
}

static void clear_wants(rv_account *a)
{
	memset(a->want, 0, a->s.n_subs * a->n * sizeof(*a->want));
	memset(a->rule, 0, a->s.n_subs * a->n * sizeof(*a->rule));
}

rv_status rv_account_trade(rv_account *a, const rv_bt_target *targets, size_t n, uint32_t trades,
			   double scale, const char *const *why)
{
	clear_wants(a);
	for (size_t i = 0; i < a->n; i++) {
		for (size_t s = 0; s < a->s.n_subs; s++)
			a->coins[i].sub[s].why = NULL;
	}
	for (size_t k = 0, row = 0; k < n; k++) {
		const rv_bt_target *t = &targets[k];
		row = rv_panel_find_near(a->s.daily, t->symbol, row + 1);
		if (row == SIZE_MAX || t->sub >= a->s.n_subs || !isfinite(t->weight))
			return RV_EDATA;
		acc_coin *c = &a->coins[row];
		acc_rule *rule = &a->rule[t->sub * a->n + row];
		a->want[t->sub * a->n + row] += scale * t->weight;
		*rule = (acc_rule){ fmax(rule->keep, t->keep), t->exact, t->lots };
		c->beta_btc = isfinite(t->beta_btc) ? t->beta_btc : 0.0;
		c->beta_eth = isfinite(t->beta_eth) ? t->beta_eth : 0.0;
		c->sub[t->sub].why = t->why;
	}
	return trade_all(a, trades, why);
}

rv_status rv_account_cut(rv_account *a, double keep, const char *why)
{
	const char *whys[RV_BT_SUBS];
	clear_wants(a);
	for (size_t s = 0; s < RV_BT_SUBS; s++)
		whys[s] = why;
	for (size_t i = 0; i < a->n; i++) {
		for (size_t s = 0; s < a->s.n_subs; s++) {
			a->want[s * a->n + i] = keep * rv_account_sub_weight(a, s, i);
			a->coins[i].sub[s].why = why;
		}
	}
	return trade_all(a, UINT32_MAX, whys);
}
