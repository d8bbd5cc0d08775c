/* Whose a ticket is, as its size is found and as it changes; see shares.h. */
#include "engine/desk/shares.h"

#include "engine/desk/oms_internal.h"

void oms_put_shares(rv_event *e, const int64_t want[RV_SUB_N])
{
	char text[RV_SHARES_TEXT];
	if (!rv_shares_plain(want))
		rv_event_put(e, "shares", rv_shares_format(want, text));
}

/*
 * By hand: what reduces closes for everybody what it holds, anything else is the operator's. What
 * somebody else wants keeps its proportions.
 */
void oms_share_ticket(rv_oms *o, oms_ticket *t)
{
	rv_ticket_terms *x = &t->terms;
	const oms_coin *k = oms_coin_find(o->f, x->coin.symbol);
	const int64_t lots = x->side * x->lots;
	bool shared = false;
	if (t->cls != OMS_CLASS_HAND)
		shared = rv_shares_scale(lots, x->want) == RV_OK;
	else if (x->reduce_only && k)
		shared = rv_shares_close(k->lots, lots, x->want) == RV_OK;
	if (!shared)
		rv_shares_own(lots, x->want);
}
