/*
 * What neither the desk nor the venue can settle is settled by a person: an order in UNKNOWN is
 * closed, a difference of positions is taken over. Each needs a reason and an armed desk.
 */
#include "engine/desk/oms_internal.h"

#include <string.h>

void oms_cmd_force(rv_oms *o, const rv_command *c)
{
	char hex[RV_CLOID_TEXT];
	oms_order *q = oms_order_by_cloid(o->f, &c->cloid);
	if (!oms_reasoned(o, c))
		return;
	if (!oms_armed(o)) {
		oms_refuse(o, c, "force needs an armed desk");
		return;
	}
	if (!q || q->external || q->state != RV_ORDER_UNKNOWN) {
		oms_refuse(o, c, "no order %s in UNKNOWN", oms_say_cloid(&c->cloid).s);
		return;
	}
	if (!oms_signed(o, c, "force %s: %.60s, %s filled", oms_say_cloid(&c->cloid).s,
			oms_say_order(&q->o).s, oms_say_bare(&q->o.coin, q->lots_filled).s))
		return;
	rv_event *e = oms_event(o, RV_EVENT_FORCED, rv_cloid_format(&q->o.cloid, hex));
	oms_put_cloid(e, &q->o.cloid);
	oms_put_text(e, "text", c->reason);
	oms_emit(o, e, 0, "forced: %.100s", c->reason);
	oms_reply(o, c, true, "%s is closed by force", oms_say_cloid(&c->cloid).s);
}

/* The mark of a position that is accepted: what the venue says it cost, else the market's mark. */
static bool adjust_px(const rv_oms *o, const oms_coin *k, int64_t *px)
{
	const rv_venue_position *v = oms_venue_position(o, k->ref.symbol);
	const rv_oms_quote *x = oms_quote(o, k->ref.symbol);
	if (v && rv_px_units(v->entry_px, k->ref.sz_decimals, px) == RV_OK)
		return true;
	return x && rv_px_units(x->mark, k->ref.sz_decimals, px) == RV_OK;
}

/* What was proposed may have explained itself since: only what still differs can be accepted. */
static bool still_differs(const rv_oms *o, const oms_coin *k)
{
	const rv_venue_position *v = oms_venue_position(o, k->ref.symbol);
	int64_t ours = 0;
	return o->account.known && oms_lots_at(o, k, o->account.time_ms, &ours) &&
	       (v ? v->lots : 0) - ours == k->theirs - k->ours;
}

void oms_cmd_adjust(rv_oms *o, const rv_command *c)
{
	int64_t px = 0;
	oms_coin *k = oms_coin_find(o->f, c->symbol);
	if (!oms_reasoned(o, c))
		return;
	if (!oms_armed(o)) {
		oms_refuse(o, c, "adjust needs an armed desk");
		return;
	}
	if (!k || !k->proposed) {
		oms_refuse(o, c, "no difference of %.20s to accept", c->symbol);
		return;
	}
	if (!still_differs(o, k)) {
		oms_round_start(o, "the difference has changed", true);
		oms_refuse(o, c, "%s: the difference has changed, it is compared again", c->symbol);
		return;
	}
	if (!adjust_px(o, k, &px)) {
		oms_refuse(o, c, "no price to count %s at", c->symbol);
		return;
	}
	const int64_t lots = k->theirs - k->ours;
	if (!oms_signed(o, c, "adjust %.40s: ours %.30s", oms_say_lots(&k->ref, lots).s,
			oms_say_bare(&k->ref, k->ours).s))
		return;
	rv_event *e = oms_event(o, RV_EVENT_ADJUST, c->symbol);
	oms_put_coin(e, &k->ref);
	rv_event_put_i64(e, "lots", lots);
	rv_event_put_i64(e, "px", px);
	oms_put_text(e, "reason", c->reason);
	oms_emit(o, e, OMS_MARK_ADJUST, "%.40s at %.30s: %.40s", oms_say_lots(&k->ref, lots).s,
		 oms_say_px(&k->ref, px).s, c->reason);
	memset(&o->mismatch[k - o->f->coins], 0, sizeof(o->mismatch[0]));
	oms_money_lost(o);
	oms_round_start(o, "after an adjustment", true);
	oms_reply(o, c, true, "%s is adjusted by %.40s", c->symbol, oms_say_lots(&k->ref, lots).s);
}
