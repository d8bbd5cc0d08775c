/* A command and what goes before it; see desk_act.h. */
#include "app/script/desk_act.h"

#include "engine/base/clock.h"

#include <poll.h>
#include <string.h>

enum { OWN_PEN_MS = 1000, LOOK_MS = 20, AGAIN_MS = 200, TRIES = 3 };

/* True: it is done, or needs nothing. *r is the desk's last word. */
static bool ask_first(rv_desk_link *l, rv_cmd_kind kind, const rv_command *c, rv_tv_reply *r,
		      rv_status *st, rv_err *err)
{
	rv_command first = { .kind = kind };
	memcpy(first.typed, c->typed, sizeof(first.typed));
	*st = rv_desk_link_ask(l, &first, RV_DESK_ANSWER_MS, r, err);
	return *st == RV_OK && r->ok;
}

static bool prepare(rv_desk_link *l, const rv_command *c, rv_tv_reply *r, rv_status *st,
		    rv_err *err)
{
	const rv_trade_view *t = &rv_desk_link_look(l)->trade;
	const bool arms = c->kind != RV_CMD_ARM && !t->armed;
	*st = RV_OK;
	/* what a second person answers needs an armed desk, if not the pen */
	const bool needs = rv_cmd_needs_pen(c->kind) || c->kind == RV_CMD_APPROVE_REQUEST;
	if (!t->pen.needed || t->pen.held || !needs)
		return true;
	return ask_first(l, RV_CMD_PEN, c, r, st, err) &&
	       (!arms || ask_first(l, RV_CMD_ARM, c, r, st, err));
}

/*
 * The pen of one's own visit that has just ended: the engine hears of the end a little after it. A
 * console of the same user keeps it, and is waited for as long in vain.
 */
static void wait_own_pen(rv_desk_link *l)
{
	const int64_t until = rv_mono_ms() + OWN_PEN_MS, uid = rv_desk_link_welcome(l)->uid;
	for (;;) {
		const rv_tv_pen *p = &rv_desk_link_look(l)->trade.pen;
		if (!p->needed || !p->held || p->uid != uid || rv_mono_ms() > until)
			return;
		(void)poll(NULL, 0, LOOK_MS);
	}
}

static bool asks_pen(const rv_tv_reply *r)
{
	return !r->ok && strncmp(r->text, RV_NO_PEN, sizeof(RV_NO_PEN) - 1) == 0;
}

rv_status rv_desk_act(rv_desk_link *l, const rv_command *c, rv_tv_reply *out, rv_err *err)
{
	rv_status st = RV_OK;
	if (rv_cmd_needs_pen(c->kind) || c->kind == RV_CMD_APPROVE_REQUEST)
		wait_own_pen(l);
	for (int i = 0; i < TRIES; i++) { /* somebody let it go while we looked: it is free now */
		if (prepare(l, c, out, &st, err))
			st = rv_desk_link_ask(l, c, RV_DESK_ANSWER_MS, out, err);
		if (st != RV_OK || !asks_pen(out))
			break;
		(void)poll(NULL, 0, AGAIN_MS);
	}
	return st;
}
