/* What the ledgers beside the orders ask of them: cash, the newest fill's owner; see oms.h. */
#include "engine/desk/oms_internal.h"

#include <math.h>

/* With positions that disagree, what the cash bought is not known, and neither is the equity. */
void rv_oms_cash(const rv_oms *o, rv_oms_cash_view *out)
{
	const oms_money *m = &o->money;
	*out = (rv_oms_cash_view){ .counted_musd = o->f->cash_musd,
				   .beside_usd = m->base_usd,
				   .odd_usd = m->odd_usd,
				   .account_at = o->account.known ? o->account.at : RV_NEVER };
	out->known =
		o->account.known && m->known && isfinite(m->base_usd) && !oms_account_surprises(o);
}

const rv_tv_fill *rv_oms_newest_fill(const rv_oms *o, rv_cloid *order)
{
	if (o->f->fills_total == 0)
		return NULL;
	const rv_tv_fill *x = &o->f->fills[(o->f->fills_total - 1) % RV_TV_FILLS];
	const oms_order *q = oms_order_of(o->f, &x->fill.cloid, x->fill.oid, x->fill.symbol);
	*order = q ? q->o.cloid : x->fill.cloid;
	return x;
}

bool rv_oms_runs(const rv_oms *o, uint64_t mandate)
{
	const oms_mandate *m = oms_mandate_find(o->f, mandate);
	return m && m->state != RV_MANDATE_ENDED;
}
