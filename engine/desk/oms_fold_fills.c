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

static void fill_own(oms_fold *f, oms_order *q, const oms_stamp *t, const rv_fill *x)
{
	oms_mandate *m = oms_mandate_find(f, q->mandate);
	if (m) {
		m->lots_filled += x->lots;
		m->filled_musd += oms_musd(x->px, x->lots);
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

void oms_on_fill(oms_fold *f, oms_rd *r)
{
	rv_fill x;
	read_fill(r, &x);
	const rv_coin_ref ref = { .asset = -1, .sz_decimals = x.sz_decimals };
	rv_coin_ref named = ref;
	memcpy(named.symbol, x.symbol, sizeof(named.symbol));
	oms_coin *c = oms_coin_take(f, &named, r);
	if (!c)
		return;
	if (!oms_fill_remember(f, &x, (unsigned)(c - f->coins))) {
		oms_rd_fail(r, "tid (a fill that was not counted before)");
		return;
	}
	if (rv_position_fill(&c->pos, &x) != RV_OK) {
		oms_rd_fail(r, "lots (a position that can be counted)");
		return;
	}
	oms_order *q = oms_order_of(f, &x.cloid, x.oid, x.symbol);
	rv_tv_fill *shown = &f->fills[f->fills_total++ % RV_TV_FILLS];
	*shown = (rv_tv_fill){ .fill = x };
	if (x.time_ms > f->fill_cursor_ms)
		f->fill_cursor_ms = x.time_ms;
	if (q && !q->external) {
		shown->mandate = q->mandate;
		shown->late = rv_order_over(q->state) && q->settled;
		oms_order_set_oid(f, q, x.oid);
	} else {
		f->foreign_fills++;
		f->coin_foreign[c - f->coins]++;
	}
	f->late_fills += shown->late;
	if (q)
		count_in_order(f, q, &r->t, &x);
}

void oms_on_funding(oms_fold *f, oms_rd *r)
{
	char symbol[RV_SYMBOL_MAX];
	oms_rd_text(r, "symbol", symbol, sizeof(symbol));
	const int64_t time_ms = oms_rd_i64(r, "time_ms"), usdc = oms_rd_i64(r, "usdc");
	oms_coin *c = oms_coin_find(f, symbol);
	if (!c || time_ms <= c->funding_ms) {
		oms_rd_fail(r, "symbol and time (a later payment of a coin that was traded)");
		return;
	}
	c->funding_ms = time_ms;
	if (rv_position_funding(&c->pos, usdc) != RV_OK)
		oms_rd_fail(r, "usdc (an amount that can be counted)");
}
