/* Whose a ticket is, as its size is found and as it changes, and whose what is nobody's becomes. */
#include "engine/desk/oms_internal.h"
#include "engine/desk/shares.h"

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

void oms_cmd_assign(rv_oms *o, const rv_command *c)
{
	const oms_coin *k = oms_coin_find(o->f, c->symbol);
	const int64_t lots = k ? k->lots[RV_SUB_RESIDUE] : 0;
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
	rv_event *e = oms_event(o, RV_EVENT_ASSIGN, c->symbol);
	rv_event_put(e, "symbol", c->symbol);
	rv_event_put(e, "sub", rv_sub_name(c->sub));
	rv_event_put_i64(e, "lots", lots);
	oms_put_text(e, "reason", c->reason);
	oms_emit(o, e, OMS_MARK_ADJUST, "%.40s to %s: %.50s", oms_say_lots(&k->ref, lots).s,
		 rv_sub_name(c->sub), c->reason);
	oms_reply(o, c, true, "%.40s is %s's", oms_say_lots(&k->ref, lots).s, rv_sub_name(c->sub));
}
