/* Whose a ticket is, as its size is found and as it changes, and whose what is nobody's becomes. */
#include "engine/desk/oms_internal.h"
#include "engine/desk/shares.h"

#include <string.h>

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
	rv_split closing;
	if (t->cls != RV_CLASS_HAND && rv_shares_scale(lots, x->want) == RV_OK)
		return;
	if (t->cls == RV_CLASS_HAND && x->reduce_only && k &&
	    rv_coin_book_reduce(&k->book, lots, &closing) == RV_OK)
		memcpy(x->want, closing.want, sizeof(x->want));
	else
		rv_shares_own(lots, x->want);
}

/* It changes hands at the mark, so that what it has earned until now stays nobody's. */
static bool assign_px(const rv_oms *o, const oms_coin *k, int64_t *px)
{
	const rv_oms_quote *x = oms_quote(o, k->ref.symbol);
	return x && rv_px_units(x->mark, k->ref.sz_decimals, px) == RV_OK;
}

void oms_cmd_assign(rv_oms *o, const rv_command *c)
{
	const oms_coin *k = oms_coin_find(o->f, c->symbol);
	const int64_t lots = k ? oms_residue(k) : 0;
	int64_t px = 0;
	if (!oms_reasoned(o, c))
		return;
	if (!oms_armed(o)) {
		oms_refuse(o, c, "assign needs an armed desk");
		return;
	}
	if (!k || lots == 0) {
		oms_refuse(o, c, "nothing of %.20s is nobody's", c->symbol);
		return;
	}
	if ((unsigned)c->sub >= RV_SUB_RESIDUE) {
		oms_refuse(o, c, "no sub-book of that name");
		return;
	}
	if (!assign_px(o, k, &px)) {
		oms_refuse(o, c, "no price to count %s at", c->symbol);
		return;
	}
	if (!oms_signed(o, c, "assign %.40s to %s", oms_say_lots(&k->ref, lots).s,
			rv_sub_name(c->sub)))
		return;
	rv_event *e = oms_event(o, RV_EVENT_ASSIGN, c->symbol);
	rv_event_put(e, "symbol", c->symbol);
	rv_event_put(e, "sub", rv_sub_name(c->sub));
	rv_event_put_i64(e, "lots", lots);
	rv_event_put_i64(e, "px", px);
	oms_put_text(e, "reason", c->reason);
	oms_emit(o, e, OMS_MARK_ADJUST, "%.40s to %s: %.50s", oms_say_lots(&k->ref, lots).s,
		 rv_sub_name(c->sub), c->reason);
	oms_reply(o, c, true, "%.40s is %s's", oms_say_lots(&k->ref, lots).s, rv_sub_name(c->sub));
}
