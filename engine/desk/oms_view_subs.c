/* The snapshot's sub-books: what each holds and has earned over all coins; see trade_view.h. */
#include "engine/desk/oms_internal.h"

#include <math.h>

rv_status rv_oms_coin_book(const rv_oms *o, const char *symbol, rv_coin_book *out)
{
	const oms_coin *c = oms_coin_find(o->f, symbol);
	if (!c)
		return RV_ENOENT;
	*out = c->book;
	return RV_OK;
}

static void add(const rv_holding *h, int sz_decimals, double mark, rv_tv_sub *out)
{
	if (h->held.lots != 0) {
		const double usd = rv_lots_coins(h->held.lots, sz_decimals) * mark;
		out->net_usd += usd;
		out->gross_usd += fabs(usd);
		out->unrealized_usd += usd - rv_musd_usd(h->held.cost_musd);
	}
	out->realized_usd += rv_musd_usd(h->held.realized_musd);
	out->fees_usd += rv_musd_usd(h->fees_musd);
	out->funding_usd += rv_musd_usd(h->funding_musd);
	out->slippage_usd += rv_musd_usd(h->slippage_musd);
	out->transfer_usd += rv_musd_usd(h->transfer_musd);
}

void oms_view_subs(const rv_oms *o, rv_trade_view *v)
{
	for (size_t i = 0; i < o->f->n_coins; i++) {
		const oms_coin *c = &o->f->coins[i];
		const rv_oms_quote *q = oms_quote(o, c->ref.symbol);
		for (size_t s = 0; s < RV_SUB_N; s++)
			add(&c->book.sub[s], c->ref.sz_decimals, q ? q->mark : NAN, &v->subs[s]);
		v->n_residue += oms_residue(c) != 0;
	}
}
