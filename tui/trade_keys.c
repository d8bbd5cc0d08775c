/* What the trading keys open and send; see trade_keys.h. */
#include "tui/trade_keys.h"

#include <stdio.h>
#include <string.h>

#include "tui/consent.h"
#include "tui/key_words.h"
#include "tui/order_lists.h"
#include "tui/override.h"
#include "tui/pen.h"
#include "tui/requests.h"
#include "tui/trade_program.h"
#include "tui/whatif.h"

rv_desk_action rv_trade_refuse(rv_ui *ui, const char *why)
{
	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN, "%s", why);
	return RV_DESK_REDRAW;
}

/* What the keys are about: the item whose details are open, or the one under the cursor. */
static const rv_pick *target(const rv_ui *ui)
{
	const rv_list_id list = rv_list_active(ui);

	if (ui->mode == RV_MODE_ITEM)
		return &ui->trade.item;
	return list == RV_LIST_N ? NULL : rv_picks_selected(&ui->trade.lists[list]);
}

/* The cursor is where it went by itself, a moment ago: the key may have been meant for another. */
static bool unseen(rv_ui *ui)
{
	const rv_list_id list = rv_list_active(ui);

	if (ui->mode == RV_MODE_ITEM || list == RV_LIST_N ||
	    rv_picks_seen(&ui->trade.lists[list], ui->now_mono))
		return false;
	const rv_pick *p = &ui->trade.lists[list].selected;
	if (p->kind == RV_PICK_TICKET || p->kind == RV_PICK_PROGRAM)
		rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN,
			   "the cursor has just gone on to %s%llu: look, then again",
			   p->kind == RV_PICK_TICKET ? "#" : "p", (unsigned long long)p->a);
	else
		rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN,
			   "the cursor has just gone on: look, then again");
	return true;
}

/* The ticket of the newest snapshot; NULL when it has been said why there is none. */
static const rv_tv_ticket *target_ticket(rv_ui *ui)
{
	const rv_pick *p = target(ui);

	if (!p || p->kind != RV_PICK_TICKET) {
		(void)rv_trade_refuse(ui, "choose a ticket first: pane Pending, or screen 5");
		return NULL;
	}
	if (unseen(ui))
		return NULL;
	const rv_tv_ticket *t = rv_trade_ticket(rv_trade_of(&ui->live), p->a);
	if (!t)
		(void)rv_trade_refuse(ui, "that ticket is gone");
	return t;
}

rv_desk_action rv_trade_ask(rv_ui *ui, rv_ui_mode mode)
{
	ui->trade.back = ui->mode == RV_MODE_PROGRAM ? RV_MODE_PROGRAM : RV_MODE_PANES;
	ui->mode = mode;
	return RV_DESK_REDRAW;
}

bool rv_trade_is_live(const rv_ui *ui)
{
	return ui->live.v->trade.live_confirm || ui->live.v->env == RV_ENV_LIVE;
}

/* The picture of an approval must be whole; a smaller one is refused before it opens. */
static bool wide_enough(rv_ui *ui)
{
	if (ui->cols >= RV_APPROVE_COLS)
		return true;
	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN, "approval needs %d columns, here are %d",
		   RV_APPROVE_COLS, ui->cols);
	return false;
}

static rv_desk_action open_approval(rv_ui *ui)
{
	rv_confirm *c = &ui->trade.confirm;
	const char *blind = rv_ui_blind(ui, ui->now_mono);

	if (blind[0])
		return rv_trade_refuse(ui, blind);
	const rv_tv_ticket *t = target_ticket(ui);
	if (!t || !wide_enough(ui))
		return RV_DESK_REDRAW;
	if (!rv_ticket_waits(t))
		return rv_trade_refuse(ui, "that ticket does not wait any more");
	rv_confirm_open(c, RV_ASK_APPROVE);
	(void)rv_confirm_bind(c, t);
	if (rv_trade_is_live(ui))
		memcpy(c->word, t->coin.symbol, sizeof(c->word));
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

/* What they do together is shown before the count is typed. */
static void ask_together(rv_ui *ui)
{
	rv_command c = { .kind = RV_CMD_PREVIEW_TICKETS, .n_ids = ui->trade.n_marked };

	memcpy(c.ids, ui->trade.marked, sizeof(c.ids));
	rv_whatif_ask(ui, &c);
}

static rv_desk_action open_marked(rv_ui *ui)
{
	rv_confirm *c = &ui->trade.confirm;
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const char *blind = rv_ui_blind(ui, ui->now_mono);

	if (blind[0])
		return rv_trade_refuse(ui, blind);
	if (ui->trade.n_marked == 0)
		return rv_trade_refuse(ui, "no ticket is marked: Space marks, at most 5");
	if (!wide_enough(ui))
		return RV_DESK_REDRAW;
	rv_confirm_open(c, RV_ASK_MARKED);
	for (size_t i = 0; i < ui->trade.n_marked; i++) {
		const rv_tv_ticket *t = rv_trade_ticket(tv, ui->trade.marked[i]);
		if (!t || !rv_confirm_bind(c, t))
			return rv_trade_refuse(ui, "a marked ticket is gone");
	}
	(void)snprintf(c->word, sizeof(c->word), "%zu", c->n);
	ask_together(ui);
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

static rv_desk_action open_reject(rv_ui *ui)
{
	const rv_tv_ticket *t = target_ticket(ui);

	if (!t)
		return RV_DESK_REDRAW;
	rv_confirm_open(&ui->trade.confirm, RV_ASK_REJECT);
	(void)rv_confirm_bind(&ui->trade.confirm, t);
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

static rv_desk_action open_reduce(rv_ui *ui)
{
	const char *blind = rv_ui_blind(ui, ui->now_mono);

	if (blind[0])
		return rv_trade_refuse(ui, blind);
	const rv_tv_ticket *t = target_ticket(ui);
	if (!t)
		return RV_DESK_REDRAW;
	rv_confirm_open(&ui->trade.confirm, RV_ASK_APPROVE); /* only what it is bound to counts */
	(void)rv_confirm_bind(&ui->trade.confirm, t);
	rv_prompt_set(&ui->prompt, "");
	ui->line_error.text[0] = '\0';
	return rv_trade_ask(ui, RV_MODE_REDUCE);
}

/* Nothing of it is left to cancel: said at once, not behind a question. */
static rv_desk_action is_over(rv_ui *ui, const char *what, const char *how)
{
	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN, "that %s is over%s%.80s", what,
		   how[0] ? ": " : "", how);
	return RV_DESK_REDRAW;
}

static rv_desk_action open_cancel(rv_ui *ui)
{
	const rv_pick *p = target(ui);
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	if (!p || (p->kind != RV_PICK_MANDATE && p->kind != RV_PICK_ORDER))
		return rv_trade_refuse(ui, "choose a mandate or an order first");
	if (unseen(ui))
		return RV_DESK_REDRAW;
	const rv_tv_order *o = p->kind == RV_PICK_ORDER ? rv_trade_order(tv, p) : NULL;
	const rv_tv_mandate *m = p->kind == RV_PICK_MANDATE ? rv_trade_mandate(tv, p->a) : NULL;
	if (!o && !m)
		return rv_trade_refuse(ui, "that is gone");
	if (o && o->external)
		return rv_trade_refuse(ui, "that order is not ours: cancel it where it was made");
	if (m && m->state == RV_MANDATE_ENDED)
		return is_over(ui, "mandate", m->reason);
	if (o && !rv_order_works(o))
		return is_over(ui, "order", rv_label_order(o->state));
	rv_confirm_open(&ui->trade.confirm, RV_ASK_CANCEL);
	ui->trade.confirm.target = *p;
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

static rv_desk_action open_arm(rv_ui *ui)
{
	const char *blind = rv_ui_blind(ui, ui->now_mono);

	if (blind[0])
		return rv_trade_refuse(ui, blind);
	rv_confirm_open(&ui->trade.confirm, RV_ASK_ARM);
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

rv_desk_action rv_trade_flatten(rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const char *blind = rv_ui_blind(ui, ui->now_mono);

	if (blind[0])
		return rv_trade_refuse(ui, blind);
	if (!tv)
		return rv_trade_refuse(ui, "this engine has no order side");
	if (!ui->trade.out.to.sink)
		return rv_trade_refuse(ui, "read-only");
	if (tv->state == RV_BOOK_ACTIVE)
		return rv_trade_refuse(ui, "flatten works only when HALTED or REDUCING: K first");
	if (!rv_trade_armed(&ui->live) && !tv->closes)
		return rv_trade_refuse(ui, rv_key_words(RV_KEYED_LOCKED_FLATTEN));
	rv_confirm_open(&ui->trade.confirm, RV_ASK_FLATTEN);
	(void)snprintf(ui->trade.confirm.word, sizeof(ui->trade.confirm.word), "FLATTEN");
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

static rv_desk_action requote(rv_ui *ui)
{
	rv_command c = { .kind = RV_CMD_REQUOTE, .n_ids = 1 };
	char about[RV_OUTBOX_ABOUT];
	const char *blind = rv_ui_blind(ui, ui->now_mono);

	if (blind[0])
		return rv_trade_refuse(ui, blind);
	const rv_tv_ticket *t = target_ticket(ui);
	if (!t)
		return RV_DESK_REDRAW;
	if (!rv_ticket_waits(t))
		return rv_trade_refuse(ui, "that ticket does not wait any more");
	c.ids[0] = t->id;
	c.digests[0] = t->digest;
	memcpy(c.symbol, t->coin.symbol, sizeof(c.symbol));
	(void)snprintf(about, sizeof(about), "#%llu %s", (unsigned long long)t->id, t->coin.symbol);
	return rv_trade_send(ui, &c, about);
}

/* A key on the entry of a program: all but r opens it, there its legs can be chosen. */
static rv_desk_action act_on_entry(rv_ui *ui, rv_action a, uint64_t id)
{
	if (unseen(ui))
		return RV_DESK_REDRAW;
	if (a == RV_ACT_REJECT)
		return rv_program_reject(ui, rv_trade_program(rv_trade_of(&ui->live), id));
	return rv_program_open(ui, id);
}

/* There is nothing of it that could be made smaller. */
static rv_desk_action act_on_request(rv_ui *ui, rv_action a, uint64_t id)
{
	if (unseen(ui))
		return RV_DESK_REDRAW;
	return a == RV_ACT_REJECT ? rv_request_open_reject(ui, id) : rv_request_open(ui, id);
}

static bool is_entry_key(rv_action a)
{
	return a == RV_ACT_APPROVE || a == RV_ACT_REJECT || a == RV_ACT_REDUCE;
}

rv_desk_action rv_trade_act(rv_ui *ui, rv_action a)
{
	const rv_pick *p = target(ui);
	const bool on_entry = p && p->kind == RV_PICK_PROGRAM;
	const bool on_request = p && p->kind == RV_PICK_REQUEST;

	if (!rv_trade_of(&ui->live))
		return rv_trade_refuse(ui, "this engine has no order side");
	if (a == RV_ACT_PROGRAM && ui->mode != RV_MODE_PROGRAM)
		return rv_program_open(ui, on_entry && ui->mode == RV_MODE_PANES ? p->a : 0);
	if (!ui->trade.out.to.sink)
		return rv_trade_refuse(ui, "read-only: this console can not send anything");
	if (a == RV_ACT_PEN)
		return rv_pen_key(ui);
	if (ui->mode == RV_MODE_PROGRAM && a != RV_ACT_ARM)
		return rv_program_act(ui, a);
	if (on_request && is_entry_key(a))
		return act_on_request(ui, a, p->a);
	if (on_entry && is_entry_key(a))
		return act_on_entry(ui, a, p->a);
	switch (a) {
	case RV_ACT_APPROVE:
		return open_approval(ui);
	case RV_ACT_APPROVE_MARKED:
		return open_marked(ui);
	case RV_ACT_REJECT:
		return open_reject(ui);
	case RV_ACT_REDUCE:
		return open_reduce(ui);
	case RV_ACT_REQUOTE:
		return requote(ui);
	case RV_ACT_CANCEL:
		return open_cancel(ui);
	case RV_ACT_ARM:
		return open_arm(ui);
	case RV_ACT_FLATTEN:
		return rv_trade_flatten(ui);
	case RV_ACT_OVERRIDES:
		return rv_override_menu(ui);
	default:
		return RV_DESK_NONE;
	}
}

rv_desk_action rv_trade_mark(rv_ui *ui)
{
	rv_ui_trade *t = &ui->trade;
	rv_picks *list = &t->lists[rv_list_of_pane(rv_layout_focus(&ui->at))];
	const rv_pick *p = rv_picks_selected(list);
	size_t i = 0;

	if (!p || p->kind != RV_PICK_TICKET)
		return rv_trade_refuse(ui, "only tickets can be marked");
	if (unseen(ui))
		return RV_DESK_REDRAW;
	while (i < t->n_marked && t->marked[i] != p->a)
		i++;
	if (i < t->n_marked) {
		t->n_marked--;
		for (; i < t->n_marked; i++)
			t->marked[i] = t->marked[i + 1];
	} else if (t->n_marked == RV_CMD_IDS) {
		return rv_trade_refuse(ui, "at most 5 tickets are approved together");
	} else {
		const rv_tv_ticket *ticket = rv_trade_ticket(rv_trade_of(&ui->live), p->a);
		if (!ticket || !rv_ticket_waits(ticket))
			return rv_trade_refuse(ui, "that ticket does not wait any more");
		t->marked[t->n_marked++] = p->a;
	}
	rv_picks_move(list, 1);
	return RV_DESK_REDRAW;
}
