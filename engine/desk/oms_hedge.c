/*
 * "Hedge now" by command. What is to be ordered is the hedge manager's to say; here it is a
 * person's act: with a reason, on an armed desk, journaled before its tickets, which are hedges
 * like any other and granted as those are.
 */
#include "engine/desk/oms_internal.h"

#include <stdio.h>
#include <string.h>

static bool may(rv_oms *o, const rv_command *c, const rv_hedge_ask *a)
{
	if (!oms_reasoned(o, c))
		return false;
	if (!oms_armed(o))
		oms_refuse(o, c, "hedge now sends orders: it needs an armed desk");
	else if (o->stopping)
		oms_refuse(o, c, "the desk is stopping");
	else if (o->f->state == RV_BOOK_HALTED)
		oms_refuse(o, c, "HALTED: no hedge is sent");
	else if (!o->reconciled)
		oms_refuse(o, c, "positions are not reconciled with the venue");
	else if (a->n == 0)
		oms_refuse(o, c, "%s", a->text);
	else
		return true;
	return false;
}

static void write_event(rv_oms *o, const rv_command *c, const rv_hedge_ask *a)
{
	rv_event *e = oms_event(o, RV_EVENT_HEDGE, c->symbol[0] ? c->symbol : "all");
	rv_event_put(e, "symbol", c->symbol);
	oms_put_text(e, "reason", c->reason);
	oms_put_text(e, "effect", a->text);
	oms_emit(o, e, 0, "hedge now: %.100s", c->reason);
}

void rv_oms_hedge(rv_oms *o, const rv_command *c, const rv_hedge_ask *a, uint64_t ids[2])
{
	rv_err err = { 0 };
	rv_status st = RV_OK;
	size_t done = 0;
	ids[0] = ids[1] = 0;
	if (!oms_command_begin(o, c))
		return;
	if (may(o, c, a)) {
		write_event(o, c, a);
		for (size_t i = 0; i < a->n; i++) {
			rv_err why = { 0 };
			const rv_status one = oms_want(o, &a->want[i], &ids[i], &why);
			done += one == RV_OK ? 1 : 0;
			if (one != RV_OK) {
				st = one;
				err = why;
			}
		}
		if (st == RV_OK)
			oms_reply(o, c, true, "%s", a->text);
		else
			oms_reply(o, c, done > 0, "%s%.90s", done > 0 ? "one leg only: " : "",
				  err.text);
	}
	oms_command_end(o, c);
}
