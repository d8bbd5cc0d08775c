/* What each sub-book holds, as the risk watch looks at it; see risk_manager.h. */
#include "engine/base/health.h"
#include "engine/desk/position.h"
#include "engine/manager/risk_internal.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* Average cost of a sub-book's share, USD a coin; NaN: it holds nothing there. */
static double entry_of(const rv_oms *o, const char *symbol, rv_sub s, int sz_decimals)
{
	rv_coin_book b;
	if (rv_oms_coin_book(o, symbol, &b) != RV_OK || b.sub[s].held.lots == 0)
		return NAN;
	return rv_musd_usd(b.sub[s].held.cost_musd) /
	       rv_lots_coins(b.sub[s].held.lots, sz_decimals);
}

static double close_of(const rv_step_result *r, const char *symbol)
{
	const size_t i = rv_step_find_daily(r, symbol);
	return i == SIZE_MAX ? (double)NAN : r->daily_close[i];
}

static double atr_of(const rv_step_result *r, const char *symbol)
{
	const size_t i = rv_step_find_daily(r, symbol);
	return i < r->buckets.n ? r->buckets.symbols[i].atr14 : (double)NAN;
}

static bool in_pair(const rv_bb_position *q, const char *symbol)
{
	return q->bucket == RV_BUCKET_PAIR &&
	       (strcmp(q->symbol, symbol) == 0 || strcmp(q->hedge_symbol, symbol) == 0);
}

/* The pair that most of a coin is held for; NULL none. */
static const rv_bb_position *pair_of(const rv_bucket_book *b, const char *symbol)
{
	const rv_bb_position *best = NULL;
	double most = 0.0;
	for (size_t i = 0; b && i < b->n; i++) {
		const rv_bb_position *q = &b->positions[i];
		const bool y = strcmp(q->symbol, symbol) == 0;
		const double w = fabs((double)q->units) * (y ? 1.0 : fabs(q->hedge));
		if (!in_pair(q, symbol) || !(w > most))
			continue;
		best = q;
		most = w;
	}
	return best;
}

static const rv_bb_position *residual_of(const rv_bucket_book *b, const char *symbol)
{
	for (size_t i = 0; b && i < b->n; i++) {
		if (b->positions[i].bucket == RV_BUCKET_RESIDUAL &&
		    strcmp(b->positions[i].symbol, symbol) == 0)
			return &b->positions[i];
	}
	return NULL;
}

static const rv_tv_position *position_of(const rv_trade_view *t, const char *symbol)
{
	for (size_t i = 0; i < t->n_positions; i++) {
		if (strcmp(t->positions[i].coin.symbol, symbol) == 0)
			return &t->positions[i];
	}
	return NULL;
}

static double gain(const rv_risk_manager *m, const rv_oms *o, const char *symbol)
{
	const rv_tv_position *p = position_of(m->in->trade, symbol);
	if (!p)
		return NAN;
	const double entry = entry_of(o, symbol, RV_SUB_S4P, p->coin.sz_decimals);
	return close_of(m->in->pass, symbol) / entry - 1.0;
}

/* Profit of a pair per notional of y, from what its legs have cost; one that cannot be said is no
 * reason to end it. */
static double pair_profit(const rv_risk_manager *m, const rv_oms *o, const rv_bb_position *q)
{
	const double side = q->units < 0 ? -1.0 : 1.0;
	const double profit =
		side * (gain(m, o, q->symbol) - q->hedge * gain(m, o, q->hedge_symbol));
	return isfinite(profit) ? profit : (double)INFINITY;
}

/* A pair's legs end together: what has been decided of one is the other's, too. */
static rv_exit partner_says(const rv_risk_manager *m, const rv_bb_position *q, const char *symbol)
{
	const char *other = strcmp(q->symbol, symbol) == 0 ? q->hedge_symbol : q->symbol;
	const rv_watch_entry *e = rv_risk_fold_entry(&m->fold, RV_SUB_S4P, other);
	return e && e->lots != 0 && e->most == 0 ? e->exit : RV_EXIT_NONE;
}

static void put_targets(const rv_risk_manager *m, const rv_oms *o, rv_watch_share *v)
{
	const rv_bb_position *q = NULL;
	if (v->sub == RV_SUB_S4MR) {
		v->target = INFINITY; /* by time alone */
	} else if (v->sub == RV_SUB_S4R) {
		q = residual_of(m->in->s4, v->symbol);
		v->target = q ? q->target : (double)NAN;
		v->hedge = strcasecmp(v->symbol, m->in->buckets->benchmark) == 0;
	} else if (v->sub == RV_SUB_S4P) {
		q = pair_of(m->in->s4, v->symbol);
		v->target = q ? q->target : (double)NAN;
		v->profit = q ? pair_profit(m, o, q) : (double)INFINITY;
		v->model = q ? partner_says(m, q, v->symbol) : RV_EXIT_NONE;
	}
}

static void put_share(rv_risk_manager *m, const rv_oms *o, const rv_tv_position *p, rv_sub s)
{
	rv_watch_share *v = &m->shares[m->n];
	m->decimals[m->n] = p->coin.sz_decimals;
	const bool young =
		p->mark_at != RV_NEVER && m->in->elapsed_ms - p->mark_at <= m->mark_age_ms;
	m->marks[m->n++] = young ? p->mark : (double)NAN;
	*v = (rv_watch_share){ .sub = s,
			       .lots = p->sub_lots[s],
			       .entry_px = entry_of(o, p->coin.symbol, s, p->coin.sz_decimals),
			       .atr = atr_of(m->in->pass, p->coin.symbol),
			       .target = NAN,
			       .close = close_of(m->in->pass, p->coin.symbol),
			       .close_ms = m->close_ms,
			       .profit = NAN,
			       .model = RV_EXIT_NONE };
	memcpy(v->symbol, p->coin.symbol, sizeof(v->symbol));
	put_targets(m, o, v);
}

rv_status risk_gather(rv_risk_manager *m, const rv_oms *o)
{
	const rv_step_result *r = m->in->pass;
	m->n = 0;
	m->close_ms =
		r->idio.close_ms > r->buckets.close_ms ? r->idio.close_ms : r->buckets.close_ms;
	for (size_t i = 0; i < m->in->trade->n_positions; i++) {
		const rv_tv_position *p = &m->in->trade->positions[i];
		for (int s = 0; s < RV_SUB_H; s++) {
			if (p->sub_lots[s] == 0)
				continue;
			if (m->n == RV_WATCH_MAX)
				return RV_EFULL;
			put_share(m, o, p, (rv_sub)s);
		}
	}
	return RV_OK;
}
