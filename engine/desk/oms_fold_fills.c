/* Fills and funding as the events make them: the only thing that moves a position, with ADJUST. */
#include "engine/desk/oms_fold.h"

#include <stdio.h>
#include <string.h>

static void read_fill(oms_rd *r, rv_fill *x)
{
	memset(x, 0, sizeof(*x));
	oms_rd_text(r, "symbol", x->symbol, sizeof(x->symbol));
	x->sz_decimals = (int)oms_rd_range(r, "sz", 0, RV_PX_SCALE_SUM);
	x->side = oms_rd_range(r, "side", -1, 1) < 0 ? RV_SELL : RV_BUY;
	x->lots = oms_rd_range(r, "lots", 1, INT64_MAX);
	x->px = oms_rd_range(r, "px", 1, INT64_MAX);
	x->start_lots = oms_rd_i64(r, "start_lots");
	x->fee_musd = oms_rd_i64(r, "fee");
	x->closed_pnl_musd = oms_rd_i64(r, "closed_pnl");
	x->time_ms = oms_rd_i64(r, "time_ms");
	x->tid = oms_rd_i64(r, "tid");
	x->oid = oms_rd_i64(r, "oid");
	oms_rd_hex(r, "cloid", x->cloid.b, sizeof(x->cloid.b));
	x->taker = oms_rd_bool(r, "taker");
	x->kind = (rv_fill_kind)oms_rd_range(r, "fill_kind", RV_FILL_NORMAL, RV_FILL_SETTLEMENT);
}

static rv_order_event part_of(const oms_order *q)
{
	if (q->lots_filled == q->o.lots)
		return RV_OEV_FILL_ALL;
	return q->lots_filled < q->o.lots ? RV_OEV_FILL_PART : RV_OEV_FILL_OVER;
}

/* What others placed on the account is over when it has filled; it has no life of ours. */
static void fill_external(oms_fold *f, oms_order *q, const oms_stamp *t)
{
	if (q->lots_filled < q->o.lots)
		return;
	q->state = RV_ORDER_FILLED;
	q->over = q->changed = *t;
	oms_order_settle(f, q);
}

static void count_in_mandate(oms_mandate *m, const rv_fill *x)
{
	m->lots_filled += x->lots;
	m->filled_musd += oms_musd(x->px, x->lots);
}

static void fill_own(oms_fold *f, oms_order *q, const oms_stamp *t, const rv_fill *x)
{
	oms_mandate *m = oms_mandate_find(f, q->mandate);
	if (m) {
		count_in_mandate(m, x);
		m->barren = 0;
	}
	(void)oms_order_step(f, q, part_of(q), t, "");
}

static void count_in_order(oms_fold *f, oms_order *q, const oms_stamp *t, const rv_fill *x)
{
	q->lots_filled += x->lots;
	q->filled_musd += oms_musd(x->px, x->lots);
	if (q->external)
		fill_external(f, q, t);
	else
		fill_own(f, q, t, x);
}

rv_fill_verdict oms_fill_look(const oms_fold *f, const rv_fill *fill)
{
	const rv_fill_verdict v = rv_fill_set_look(f->counted[0], fill);
	return v == RV_FILL_NEW ? rv_fill_set_look(f->counted[1], fill) : v;
}

/* The older generation is forgotten when the newer one is full. */
static void turn_generation(oms_fold *f, oms_rd *r)
{
	rv_fill_set *fresh = NULL;
	if (rv_fill_set_new(OMS_FILLS_KEPT, &fresh) != RV_OK) {
		oms_rd_fail(r, "tid (no memory to remember it)");
		return;
	}
	if (f->counted_to_ms[1] > f->horizon_ms)
		f->horizon_ms = f->counted_to_ms[1];
	rv_fill_set_free(f->counted[1]);
	f->counted[1] = f->counted[0];
	f->counted_to_ms[1] = f->counted_to_ms[0];
	f->counted[0] = fresh;
	f->counted_to_ms[0] = 0;
}

static void remember(oms_fold *f, oms_rd *r, const rv_fill *x, unsigned coin)
{
	rv_fill_verdict v = RV_FILL_NEW;
	if (oms_fill_look(f, x) != RV_FILL_NEW) {
		oms_rd_fail(r, "tid (a fill that was not counted before)");
		return;
	}
	if (rv_fill_set_count(f->counted[0]) == OMS_FILLS_KEPT)
		turn_generation(f, r);
	if (!r->bad && rv_fill_set_add(f->counted[0], x, &v) != RV_OK)
		oms_rd_fail(r, "tid (no memory to remember it)");
	if (x->time_ms > f->counted_to_ms[0])
		f->counted_to_ms[0] = x->time_ms;
	f->recent[f->fills_total % OMS_RECENT] =
		(oms_recent){ .time_ms = x->time_ms, .lots = x->side * x->lots, .coin = coin };
}

const rv_old_order *oms_old_order_of(oms_fold *f, const rv_fill *x)
{
	const rv_old_order *old = rv_old_orders_find(&f->old, &x->cloid, x->oid);
	const oms_mandate *m = old ? oms_mandate_find(f, old->mandate) : NULL;
	return m && strcmp(m->terms.coin.symbol, x->symbol) != 0 ? NULL : old;
}

/* Whose a fill is; all of it none: of somebody else, or of nobody. */
typedef struct owner {
	oms_order *q;		 /* others' too */
	const rv_old_order *old; /* without q: what is left of one of ours */
	oms_mandate *m;		 /* if it is not forgotten */
} owner;

static owner owner_of(oms_fold *f, const rv_fill *x)
{
	owner w = { .q = oms_order_of(f, &x->cloid, x->oid, x->symbol) };
	if (!w.q)
		w.old = oms_old_order_of(f, x);
	if (w.old || (w.q && !w.q->external))
		w.m = oms_mandate_find(f, w.q ? w.q->mandate : w.old->mandate);
	return w;
}

/* One of ours, one of somebody else's on the account, or one that nobody ordered. */
static void attribute(oms_fold *f, rv_tv_fill *shown, const owner *w, unsigned coin,
		      const oms_stamp *t)
{
	if (w->q && !w->q->external) {
		shown->mandate = w->q->mandate;
		shown->late = rv_order_over(w->q->state) && w->q->state != RV_ORDER_FILLED;
		oms_order_name(f, w->q, shown->fill.oid, t);
	} else if (w->old) {
		shown->mandate = w->old->mandate;
		shown->late = true;
		if (w->m)
			count_in_mandate(w->m, &shown->fill);
	} else {
		f->foreign_fills++;
		f->coin_foreign[coin]++;
	}
	f->late_fills += shown->late;
	if (w->q)
		count_in_order(f, w->q, t, &shown->fill);
}

/* What it did to the cash; what does not fit did not fit into the position either. */
static int64_t cash_of(const rv_fill *x)
{
	const int64_t paid = oms_musd(x->px, x->lots);
	return (x->side == RV_BUY ? -paid : paid) - x->fee_musd;
}

void oms_on_fill(oms_fold *f, oms_rd *r)
{
	rv_fill x;
	read_fill(r, &x);
	rv_coin_ref ref = { .asset = -1, .sz_decimals = x.sz_decimals };
	memcpy(ref.symbol, x.symbol, sizeof(ref.symbol));
	oms_coin *c = oms_coin_take(f, &ref, r);
	if (!c)
		return;
	const unsigned coin = (unsigned)(c - f->coins);
	remember(f, r, &x, coin);
	const owner w = owner_of(f, &x);
	rv_coin_shares s;
	if (!r->bad &&
	    (rv_position_fill(&c->pos, &x) != RV_OK || oms_subs_fill(c, w.m, &x, &s) != RV_OK))
		oms_rd_fail(r, "lots (a position that can be counted)");
	if (!r->bad)
		oms_cash_add(f, r, x.time_ms, cash_of(&x));
	if (r->bad)
		return;
	rv_tv_fill *shown = &f->fills[f->fills_total++ % RV_TV_FILLS];
	*shown = (rv_tv_fill){ .fill = x };
	oms_subs_show(shown, &s);
	if (x.time_ms > f->fill_cursor_ms)
		f->fill_cursor_ms = x.time_ms;
	attribute(f, shown, &w, coin, &r->t);
}

/* The position has them already; what the order and its mandate have filled does not. */
void oms_order_adopt(oms_fold *f, oms_order *q, const oms_stamp *t)
{
	const uint64_t n = f->fills_total < RV_TV_FILLS ? f->fills_total : RV_TV_FILLS;
	for (uint64_t i = f->fills_total - n; i < f->fills_total; i++) {
		rv_tv_fill *x = &f->fills[i % RV_TV_FILLS];
		if (x->mandate != 0 || x->fill.oid != q->oid || q->oid == 0 ||
		    strcmp(x->fill.symbol, q->o.coin.symbol) != 0)
			continue;
		x->mandate = q->mandate;
		oms_subs_claim(&f->coins[q->coin], oms_mandate_find(f, q->mandate), x);
		count_in_order(f, q, t, &x->fill);
	}
}

bool oms_funding_seen(const oms_coin *c, int64_t time_ms)
{
	const uint64_t n = c->n_fundings < OMS_FUNDINGS ? c->n_fundings : OMS_FUNDINGS;
	int64_t oldest = INT64_MAX;
	for (uint64_t i = 0; i < n; i++) {
		if (c->funding_seen[i] == time_ms)
			return true;
		if (c->funding_seen[i] < oldest)
			oldest = c->funding_seen[i];
	}
	return n == OMS_FUNDINGS && time_ms < oldest;
}

void oms_on_funding(oms_fold *f, oms_rd *r)
{
	char symbol[RV_SYMBOL_MAX];
	oms_rd_text(r, "symbol", symbol, sizeof(symbol));
	const int64_t time_ms = oms_rd_i64(r, "time_ms"), usdc = oms_rd_i64(r, "usdc");
	oms_coin *c = oms_coin_find(f, symbol);
	if (!c || oms_funding_seen(c, time_ms)) {
		oms_rd_fail(r, "symbol and time (a payment not yet counted, of a known coin)");
		return;
	}
	c->funding_seen[c->n_fundings++ % OMS_FUNDINGS] = time_ms;
	if (time_ms > f->funding_cursor_ms)
		f->funding_cursor_ms = time_ms;
	if (rv_position_funding(&c->pos, usdc) != RV_OK ||
	    oms_subs_funding(c, usdc, oms_rd_opt_i64(r, "lots", 0)) != RV_OK)
		oms_rd_fail(r, "usdc (an amount that can be counted)");
	else
		oms_cash_add(f, r, time_ms, usdc);
}
