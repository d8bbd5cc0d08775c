/* See account_with.h. */
#include "engine/desk/account_with.h"

#include "engine/desk/oms_internal.h"

#include <math.h>
#include <string.h>

/* Onto the scratch of legs; the number of them, or SIZE_MAX where there is no room. */
static size_t put_fill(const rv_oms *o, size_t n, const rv_what_fill *f)
{
	size_t k = 0;
	if (f->lots == 0)
		return n;
	while (k < n && strcmp(o->legs[k].coin.symbol, f->coin.symbol) != 0)
		k++;
	if (k == OMS_COINS)
		return SIZE_MAX;
	if (k == n) {
		const rv_oms_quote *q = oms_quote(o, f->coin.symbol);
		o->legs[n++] = (rv_gate_leg){ .coin = f->coin,
					      .mark = q ? q->mark : (double)NAN,
					      .sigma_day = q ? q->sigma_day : (double)NAN,
					      .major = q && q->major,
					      .tiers = q ? &q->tiers : NULL };
	}
	o->legs[k].lots += f->lots;
	return n;
}

void rv_oms_account_with(const rv_oms *o, const rv_what_fill *fills, size_t n, rv_account_with *out)
{
	rv_margin m;
	size_t legs = oms_gate_legs(o);
	const double worth = oms_worth_usd(o);
	*out = (rv_account_with){ NAN, NAN, NAN, NAN };
	for (size_t i = 0; i < n && legs != SIZE_MAX; i++)
		legs = put_fill(o, legs, &fills[i]);
	if (legs == SIZE_MAX)
		return;
	oms_margin_legs(o, legs);
	rv_margin_of(o->margin_legs, legs, worth, NULL, o->p.margin_after, &m);
	out->gross_usd = m.gross_usd;
	out->net_usd = m.net_usd;
	out->margin = out->stress = m.ratio;
	for (size_t i = 0; i < RV_STRESSES; i++) {
		rv_margin_of(o->margin_legs, legs, worth, &rv_stresses[i], o->p.margin_after, &m);
		/* unknown is not the larger */
		if (!(m.ratio >= out->stress))
			out->stress = m.ratio;
	}
}
