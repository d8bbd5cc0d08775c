/*
 * A person promotes or demotes a sub-book. Only written down here: what it means is folded by who
 * keeps the sub-books' records (engine/manager/risk_fold.h).
 */
#include "engine/desk/oms_internal.h"

void oms_cmd_licence(rv_oms *o, const rv_command *c)
{
	if (!oms_reasoned(o, c))
		return;
	if (!oms_armed(o)) {
		oms_refuse(o, c, "licence needs an armed desk");
		return;
	}
	if ((unsigned)c->sub >= RV_SUB_STRATEGIES || (unsigned)c->licence >= RV_LICENCE_N) {
		oms_refuse(o, c, "no strategy, or no licence, of that name");
		return;
	}
	rv_event *e = oms_event(o, RV_EVENT_LICENCE, rv_sub_name(c->sub));
	rv_event_put(e, "sub", rv_sub_name(c->sub));
	rv_event_put(e, "licence", rv_licence_name(c->licence));
	oms_put_text(e, "reason", c->reason);
	oms_emit(o, e, 0, "%s is %s: %.80s", rv_sub_name(c->sub), rv_licence_name(c->licence),
		 c->reason);
	oms_reply(o, c, true, "%s is %s", rv_sub_name(c->sub), rv_licence_name(c->licence));
}
