/* What an earlier process may have sent for mandates that still run; see oms.h. */
#include "engine/desk/oms_internal.h"

/* Lots that stay charged: all of an order that may still fill, of one that is over what it did. */
static int64_t charged(const oms_order *q)
{
	if (q->external || q->state == RV_ORDER_UNSENT || q->state == RV_ORDER_REJECTED)
		return 0;
	const bool done = q->state == RV_ORDER_CANCELED && q->settled;
	return done ? q->lots_filled : q->o.lots;
}

static void tell(const rv_oms *o, const oms_order *q, void (*each)(void *, const rv_gate_order *),
		 void *ctx)
{
	const oms_mandate *m = oms_mandate_find(o->f, q->mandate);
	const int64_t lots = charged(q);
	if (!m || m->state == RV_MANDATE_ENDED || lots <= 0 || q->child < m->plan.child)
		return;
	const rv_gate_order g = { .cloid = q->o.cloid,
				  .mandate = m->plan.grant,
				  .lots = lots,
				  .lots_most = m->plan.lots,
				  .notional_musd = oms_musd(q->o.px, lots),
				  .notional_most_musd = oms_grant_musd(m),
				  .reduce_only = q->o.reduce_only,
				  .expires_ms = q->expires_ms };
	each(ctx, &g);
}

void rv_oms_sent(const rv_oms *o, void (*each)(void *ctx, const rv_gate_order *g), void *ctx)
{
	for (size_t i = 0; i < OMS_ORDERS; i++) {
		if (o->f->orders[i].used)
			tell(o, &o->f->orders[i], each, ctx);
	}
}
