/* The snapshot's account, positions, limits and stress. */
#include "engine/desk/oms_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

_Static_assert((int)RV_STRESSES == (int)RV_TV_STRESS, "the view has room for every stress");

static double pct_below(double now, double from)
{
	return from > 0.0 ? (from - now) / from * 100.0 : NAN;
}

static void say_account(const rv_oms *o, rv_trade_view *v)
{
	const oms_account *a = &o->account;
	const bool today = o->now.utc / RV_DAY_MS == o->f->nav_day;
	v->nav_usd = a->known ? a->value_usd : NAN;
	v->day_pnl_usd = today ? oms_result_usd(o) - o->f->nav_first_usd - o->f->paid_usd : NAN;
	v->peak_drawdown_pct = pct_below(oms_result_usd(o), o->f->nav_peak_usd);
	v->margin_ratio = NAN;
	if (a->known)
		v->margin_ratio =
			a->maintenance_usd > 0.0 ? a->value_usd / a->maintenance_usd : INFINITY;
	v->taker_fee = o->taker_fee;
	v->maker_fee = o->maker_fee;
	v->budget_used = o->budget_used;
	v->budget_cap = o->budget_cap;
	v->messages_used = oms_messages(o);
	v->messages_limit = o->p.messages_per_min;
}

/* ---- positions ---- */

static void liquidation(const rv_oms_quote *q, const rv_venue_position *p, rv_tv_position *out)
{
	out->liquidation_px = p ? p->liquidation_px : NAN;
	out->liquidation_pct = fabs(out->liquidation_px - out->mark) / out->mark * 100.0;
	out->liquidation_sigmas = NAN;
	if (q && q->sigma_day > 0.0 && out->liquidation_px > 0.0 && out->mark > 0.0)
		out->liquidation_sigmas = fabs(log(out->liquidation_px / out->mark)) / q->sigma_day;
}

static void position_view(const rv_oms *o, const oms_coin *c, rv_tv_position *out)
{
	const rv_oms_quote *q = oms_quote(o, c->ref.symbol);
	const rv_venue_position *p = oms_venue_position(o, c->ref.symbol);
	out->coin = c->ref;
	out->lots = c->pos.lots;
	rv_coin_book_held(&c->book, out->sub_lots);
	out->venue_known = o->account.known;
	out->venue_lots = p ? p->lots : 0;
	out->venue_at = o->account.known ? o->account.at : RV_NEVER;
	out->mark = q ? q->mark : NAN;
	out->mark_at = q ? q->ctx_at : RV_NEVER;
	out->entry_px = rv_position_entry(&c->pos);
	out->value_usd = rv_position_value(&c->pos, out->mark);
	out->unrealized_usd = rv_position_unrealized(&c->pos, out->mark);
	out->realized_usd = rv_musd_usd(c->pos.realized_musd);
	out->fees_usd = rv_musd_usd(c->pos.fees_musd);
	out->funding_usd = rv_musd_usd(c->pos.funding_musd);
	out->state = c->state;
	liquidation(q, p, out);
}

/* Flat, and sub-books hold it against each other. */
static bool held_inside(const oms_coin *c)
{
	for (size_t i = 0; i < RV_SUB_N; i++)
		if (c->book.sub[i].held.lots != 0)
			return true;
	return false;
}

static int rank_of(const rv_oms *o, const oms_coin *c)
{
	const rv_venue_position *p = oms_venue_position(o, c->ref.symbol);
	if (c->proposed || c->state != RV_BOOK_ACTIVE || o->mismatch[c - o->f->coins].seen > 0 ||
	    oms_residue(c) != 0)
		return 0;
	if (c->pos.lots != 0 || (p && p->lots != 0) || held_inside(c))
		return 1;
	return c->pos.fills > 0 ? 2 : 3;
}

static void say_positions(const rv_oms *o, rv_trade_view *v)
{
	v->nearest_liquidation_pct = v->nearest_liquidation_sigmas = NAN;
	for (int rank = 0; rank < 3; rank++) {
		for (size_t i = 0; i < o->f->n_coins && v->n_positions < RV_TV_POSITIONS; i++) {
			if (rank_of(o, &o->f->coins[i]) != rank)
				continue;
			rv_tv_position *p = &v->positions[v->n_positions++];
			position_view(o, &o->f->coins[i], p);
			v->nearest_liquidation_pct =
				fmin(v->nearest_liquidation_pct, p->liquidation_pct);
			v->nearest_liquidation_sigmas =
				fmin(v->nearest_liquidation_sigmas, p->liquidation_sigmas);
		}
	}
}

/* ---- stress: positions only, at their marks ---- */

static void say_stress(const rv_oms *o, rv_trade_view *v)
{
	rv_margin now;
	const size_t n = oms_gate_legs(o);
	oms_margin_legs(o, n);
	rv_margin_of(o->margin_legs, n, v->nav_usd, NULL, o->p.margin_after, &now);
	v->gross_usd = now.gross_usd;
	v->net_usd = now.net_usd;
	for (size_t i = 0; i < RV_STRESSES; i++) {
		rv_margin m;
		rv_margin_of(o->margin_legs, n, v->nav_usd, &rv_stresses[i], o->p.margin_after, &m);
		(void)snprintf(v->stress[i].name, sizeof(v->stress[i].name), "%s",
			       rv_stresses[i].name);
		v->stress[i].account_usd = m.account_usd;
		v->stress[i].maintenance_usd = m.maintenance_usd;
		v->stress[i].ratio = m.ratio;
	}
}

/* ---- limits ---- */

typedef enum sense { AT_MOST, AT_LEAST } sense;

static void limit(rv_trade_view *v, const char *name, double used, double most, const char *unit,
		  sense s)
{
	if (v->n_limits == RV_TV_LIMITS)
		return;
	rv_tv_limit *l = &v->limits[v->n_limits++];
	(void)snprintf(l->name, sizeof(l->name), "%s", name);
	l->used = used;
	l->limit = most;
	(void)snprintf(l->unit, sizeof(l->unit), "%s", unit);
	l->breached = s == AT_MOST ? used > most : used < most;
	l->at_least = s == AT_LEAST;
}

/* Beyond one of these, what makes the book smaller is wanted, however small. */
static void book_limit(rv_trade_view *v, const char *name, double used, double most,
		       const char *unit, sense s)
{
	const size_t i = v->n_limits;
	limit(v, name, used, most, unit, s);
	if (v->n_limits > i)
		v->limits[i].of_book = true;
}

/* What the book becomes when everything that works fills at worst, as the gate counts it. */
typedef struct worst {
	double symbol, gross, low, high; /* USD; low, high: both ends of the net */
} worst;

static double worth(const rv_gate_leg *g, int64_t lots)
{
	return lots == 0 ? 0.0 : rv_lots_coins(lots, g->coin.sz_decimals) * g->mark;
}

static double larger(double a, double b)
{
	return isnan(a) || isnan(b) ? NAN : fmax(a, b);
}

static worst worst_of(const rv_oms *o)
{
	worst w = { 0 };
	const size_t n = oms_gate_legs(o);
	for (size_t i = 0; i < n; i++) {
		const rv_gate_leg *g = &o->legs[i];
		const double low = worth(g, g->lots) - worth(g, g->sell_lots);
		const double high = worth(g, g->lots) + worth(g, g->buy_lots);
		const double most = larger(fabs(low), fabs(high));
		w.symbol = larger(w.symbol, most);
		w.gross += most;
		w.low += low;
		w.high += high;
	}
	return w;
}

/* At its limit, of what waits for a person and of what is on its way. */
static double largest_order(const rv_oms *o)
{
	int64_t most = 0;
	for (size_t i = 0; i < OMS_TICKETS; i++) {
		const oms_ticket *t = &o->f->tickets[i];
		const int64_t v = oms_musd(t->terms.px, t->terms.lots);
		if (t->id != 0 && t->state == RV_TICKET_READY && v > most)
			most = v;
	}
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		const int64_t v = oms_musd(q->o.px, oms_order_left(q));
		if (!q->external && v > most)
			most = v;
	}
	return rv_musd_usd(most);
}

static void say_limits(const rv_oms *o, rv_trade_view *v)
{
	const rv_oms_params *p = &o->p;
	const int64_t cap = o->budget_cap;
	const worst w = worst_of(o);
	const bool today = o->now.utc / RV_DAY_MS == o->f->nav_day;
	const double start = today ? o->f->nav_day_usd : NAN;
	const double nav = oms_size_usd(o);
	book_limit(v, "symbol", w.symbol, p->symbol_most_usd, "USD", AT_MOST);
	book_limit(v, "gross", w.gross, p->gross_most_x * nav, "USD", AT_MOST);
	book_limit(v, "net", larger(fabs(w.low), fabs(w.high)), p->net_most_x * nav, "USD",
		   AT_MOST);
	book_limit(v, "leverage", w.gross / oms_worth_usd(o), p->leverage_most_x, "x", AT_MOST);
	limit(v, "day loss", pct_below(oms_result_usd(o), start), p->daily_loss_pct, "%", AT_MOST);
	limit(v, "drawdown", v->peak_drawdown_pct, p->drawdown_pct, "%", AT_MOST);
	book_limit(v, "margin", v->margin_ratio, p->margin_reducing, "x", AT_LEAST);
	book_limit(v, "liquidation", v->nearest_liquidation_pct, p->liquidation_pct, "%", AT_LEAST);
	limit(v, "messages", v->messages_used, p->messages_per_min, "/min", AT_MOST);
	limit(v, "address budget", cap > 0 ? (double)o->budget_used : NAN,
	      cap > 0 ? (double)cap : NAN, "", AT_MOST);
	limit(v, "clock", fabs(o->market.skew_ms), p->skew_halt_ms, "ms", AT_MOST);
	limit(v, "tickets", (double)oms_pending(o->f, NULL), OMS_PENDING_MOST, "", AT_MOST);
	limit(v, "mandates", (double)oms_running(o->f), OMS_RUNNING_MOST, "", AT_MOST);
	limit(v, "largest order", largest_order(o), p->order_most_usd, "USD", AT_MOST);
}

void oms_view_money(const rv_oms *o, rv_trade_view *v)
{
	say_account(o, v);
	say_positions(o, v);
	say_stress(o, v);
	say_limits(o, v);
}
