/*
 * A person promotes or demotes a sub-book. Only written down here: what it means is folded by who
 * keeps the sub-books' records (engine/manager/risk_fold.h). What the person had on the screen goes
 * into the event with it.
 */
#include "engine/desk/oms_internal.h"

/* What nobody has set yet is the configuration's, which is not known here: it may be SHADOW. */
static bool raises(const rv_oms *o, const rv_command *c)
{
	const rv_licence now = o->f->licences[c->sub];
	return c->licence > (now < RV_LICENCE_N ? now : RV_LICENCE_SHADOW);
}

static const char *now_words(const rv_oms *o, rv_sub sub)
{
	const rv_licence now = o->f->licences[sub];
	return now < RV_LICENCE_N ? rv_licence_name(now) : "never set";
}

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
	if (raises(o, c) &&
	    !oms_signed(o, c, "licence of %s to %s, %s by the journal", rv_sub_name(c->sub),
			rv_licence_name(c->licence), now_words(o, c->sub)))
		return;
	rv_event *e = oms_event(o, RV_EVENT_LICENCE, rv_sub_name(c->sub));
	rv_event_put(e, "sub", rv_sub_name(c->sub));
	rv_event_put(e, "licence", rv_licence_name(c->licence));
	if (c->shadow)
		rv_event_put(e, "was", rv_licence_name(RV_LICENCE_SHADOW));
	if (c->evidence[0])
		rv_event_put(e, "evidence", c->evidence);
	oms_put_text(e, "reason", c->reason);
	oms_emit(o, e, 0, "%s is %s: %.80s", rv_sub_name(c->sub), rv_licence_name(c->licence),
		 c->reason);
	oms_reply(o, c, true, "%s is %s", rv_sub_name(c->sub), rv_licence_name(c->licence));
}
