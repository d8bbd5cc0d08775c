/* What stands between a question and its yes; see consent.h. */
#include "tui/consent.h"

#include <stdio.h>

#include "tui/hedge_ask.h"
#include "tui/key_words.h"
#include "tui/licence.h"
#include "tui/override.h"
#include "tui/pen.h"
#include "tui/programs.h"
#include "tui/replay.h"
#include "tui/requests.h"

bool rv_ui_silent(const rv_ui *ui, int64_t now_mono)
{
	return !ui->live.v || now_mono - ui->live.v->mono_ms > RV_ENGINE_SILENT_MS;
}

/* The way to a desk in another process. */
static const char *link_block(const rv_link *l)
{
	if (!l->attached)
		return "";
	if (!l->up)
		return "DISCONNECTED: nothing on the screen is of now";
	if (!l->may)
		return "this console only looks on";
	return l->rtt_ms > RV_LINK_LAG_MS ? "LINK LAG: the way to the desk is too slow" : "";
}

const char *rv_ui_blind(const rv_ui *ui, int64_t now_mono)
{
	if (ui->replay.on)
		return rv_replay_block(ui);
	if (link_block(&ui->link)[0])
		return link_block(&ui->link);
	if (rv_rtt_lags(&ui->line))
		return "LINK LAG: the line to this terminal is too slow";
	if (rv_ui_silent(ui, now_mono))
		return "ENGINE SILENT: nothing on the screen is of now";
	if (ui->scene.frozen)
		return rv_key_words(RV_KEYED_FROZEN);
	return "";
}

static const char *has_changed(const rv_bound *b, char buf[RV_WHY_NOT])
{
	(void)snprintf(buf, RV_WHY_NOT,
		       "%s%llu has CHANGED since it was opened: close and open it again",
		       b->program ? "p" : "#", (unsigned long long)b->id);
	return buf;
}

/* What was on the screen is all of it: every leg, of this version. */
static const char *program_block(const rv_ui *ui, int64_t now_mono, char buf[RV_WHY_NOT])
{
	const rv_confirm *c = &ui->trade.confirm;
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_bound *other = rv_confirm_changed(c, tv);

	if (other)
		return has_changed(other, buf);
	const rv_tv_program *p = rv_trade_program(tv, c->bound[0].id);
	if (rv_pen_block(ui, p ? p->first : "", buf)[0])
		return buf;
	if (rv_program_why_not(&ui->live, rv_trade_program(tv, c->bound[0].id), buf)[0])
		return buf;
	const size_t unseen = rv_confirm_legs_unseen(c, now_mono);
	if (unseen > 0 && rv_confirm_listens(c, now_mono))
		(void)snprintf(buf, RV_WHY_NOT, "%zu leg%s not been on the screen yet: down, PgDn",
			       unseen, unseen == 1 ? " has" : "s have");
	return buf;
}

static const char *tickets_block(const rv_ui *ui, char buf[RV_WHY_NOT])
{
	const rv_confirm *c = &ui->trade.confirm;
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_bound *other = rv_confirm_changed(c, tv);
	char why[RV_WHY_NOT];

	if (other)
		return has_changed(other, buf);
	for (size_t i = 0; i < c->n; i++) {
		const rv_tv_ticket *t = rv_trade_ticket(tv, c->bound[i].id);
		if (rv_pen_block(ui, t ? t->first : "", buf)[0])
			return buf;
		if (!rv_ticket_why_not(&ui->live, t, why)[0])
			continue;
		if (c->n == 1)
			(void)snprintf(buf, RV_WHY_NOT, "%s", why);
		else
			(void)snprintf(buf, RV_WHY_NOT, "#%llu: %.120s",
				       (unsigned long long)c->bound[i].id, why);
		return buf;
	}
	return "";
}

/* Is what a cancel is about still there? */
static const char *target_block(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_pick *p = &ui->trade.confirm.target;

	if (p->kind == RV_PICK_MANDATE) {
		const rv_tv_mandate *m = rv_trade_mandate(tv, p->a);
		return m && m->state != RV_MANDATE_ENDED ? "" : "the mandate has ended";
	}
	const rv_tv_order *o = rv_trade_order(tv, p);
	return o && rv_order_works(o) ? "" : "the order is over";
}

static const char *ask_block(const rv_ui *ui, int64_t now_mono, char buf[RV_WHY_NOT])
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	if (!tv)
		return "this engine has no order side";
	switch (ui->trade.confirm.ask) {
	case RV_ASK_APPROVE:
	case RV_ASK_MARKED:
		return tickets_block(ui, buf);
	case RV_ASK_PROGRAM:
		return program_block(ui, now_mono, buf);
	case RV_ASK_CANCEL:
		return target_block(ui);
	case RV_ASK_ARM:
		return rv_pen_block(ui, "", buf);
	case RV_ASK_FLATTEN:
		return tv->state == RV_BOOK_ACTIVE		 ? "only when HALTED or REDUCING"
		       : rv_trade_armed(&ui->live) || tv->closes ? ""
								 : rv_key_words(RV_KEYED_LOCKED);
	case RV_ASK_OVERRIDE:
		return rv_pen_block(ui, "", buf)[0] ? buf : rv_override_block(ui, now_mono);
	case RV_ASK_LICENCE:
		return rv_pen_block(ui, "", buf)[0] ? buf : rv_licence_block(ui, buf);
	case RV_ASK_REQUEST:
		return rv_request_block(ui, buf);
	case RV_ASK_HEDGE:
		return rv_pen_block(ui, "", buf)[0] ? buf : rv_hedge_block(ui);
	default:
		return "";
	}
}

const char *rv_consent_block(const rv_ui *ui, int64_t now_mono, char buf[RV_WHY_NOT])
{
	const rv_ask ask = ui->trade.confirm.ask;

	buf[0] = '\0';
	if (ask == RV_ASK_QUIT)
		return "";
	if (!ui->trade.out.to.sink)
		return "read-only";
	if (ask != RV_ASK_REJECT && ask != RV_ASK_REJECT_PROGRAM && ask != RV_ASK_REJECT_REQUEST &&
	    ask != RV_ASK_CANCEL && rv_ui_blind(ui, now_mono)[0])
		return rv_ui_blind(ui, now_mono);
	return ask_block(ui, now_mono, buf);
}
