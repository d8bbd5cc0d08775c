/* What the keys of a program open and send; see trade_program.h. */
#include "tui/trade_program.h"

#include <stdio.h>
#include <string.h>

#include "tui/actions.h"
#include "tui/consent.h"
#include "tui/key_words.h"
#include "tui/reduce.h"
#include "tui/trade_keys.h"

const rv_tv_program *rv_program_shown(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_confirm *c = &ui->trade.confirm;
	const bool asked = ui->mode == RV_MODE_CONFIRM && c->n == 1 && c->bound[0].program;

	return tv ? rv_trade_program(tv, asked ? c->bound[0].id : ui->trade.program) : NULL;
}

size_t rv_program_cursor(const rv_ui *ui, const rv_tv_program *p)
{
	const rv_tv_leg *l = rv_program_leg_of(p, ui->trade.leg);

	return l ? (size_t)(l - p->legs) : 0;
}

void rv_program_about(const rv_tv_program *p, char about[RV_OUTBOX_ABOUT])
{
	(void)snprintf(about, RV_OUTBOX_ABOUT, "p%llu %s", (unsigned long long)p->id, p->phase);
}

/* ---- the dialog ---- */

rv_desk_action rv_program_open(rv_ui *ui, uint64_t id)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const rv_tv_program *p = !tv	  ? NULL
				 : id > 0 ? rv_trade_program(tv, id)
					  : rv_program_foremost(tv);

	if (!tv)
		return rv_trade_refuse(ui, "this engine has no order side");
	if (!p)
		return rv_trade_refuse(ui, id > 0 ? "that program is gone" : "no program yet");
	if (ui->trade.program != p->id)
		ui->trade.leg[0] = '\0';
	ui->trade.program = p->id;
	ui->mode = RV_MODE_PROGRAM;
	return RV_DESK_REDRAW;
}

/* p in the dialog: the next of the snapshot. */
static rv_desk_action open_next(rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	size_t i = 0;

	while (i < tv->n_programs && tv->programs[i].id != ui->trade.program)
		i++;
	if (tv->n_programs == 0)
		return rv_program_open(ui, 0);
	return rv_program_open(ui, tv->programs[(i + 1) % tv->n_programs].id);
}

void rv_program_arrange(rv_ui *ui, const rv_tv_program *p, size_t page)
{
	rv_ui_trade *t = &ui->trade;
	const size_t at = rv_program_cursor(ui, p), most = p->n > page ? p->n - page : 0;

	if (page == 0) { /* too small for any */
		t->leg_page = 0;
		return;
	}
	memcpy(t->leg, p->legs[at].coin.symbol, sizeof(t->leg));
	t->leg_page = page;
	if (at < t->leg_top)
		t->leg_top = at;
	if (at >= t->leg_top + page)
		t->leg_top = at - page + 1;
	if (t->leg_top > most)
		t->leg_top = most;
}

rv_desk_action rv_program_move(rv_ui *ui, rv_action a)
{
	const rv_tv_program *p = rv_program_shown(ui);
	long delta;

	if (!p || p->n == 0 || !rv_action_movement(a, ui->trade.leg_page, &delta))
		return RV_DESK_NONE;
	const long at = (long)rv_program_cursor(ui, p) + delta, last = (long)p->n - 1;
	const long to = at < 0 ? 0 : at > last ? last : at;
	memcpy(ui->trade.leg, p->legs[to].coin.symbol, sizeof(ui->trade.leg));
	return RV_DESK_REDRAW;
}

/* ---- what is asked and sent ---- */

/* The program of the newest snapshot, when it waits; NULL: it has been said why not. */
static const rv_tv_program *waiting(rv_ui *ui)
{
	const rv_tv_program *p = rv_program_shown(ui);
	const char *blind = rv_ui_blind(ui, ui->now_mono);

	if (!p)
		(void)rv_trade_refuse(ui, "that program is gone");
	else if (!rv_program_waits(p))
		(void)rv_trade_refuse(ui, "that program does not wait any more");
	else if (blind[0])
		(void)rv_trade_refuse(ui, blind);
	else
		return p;
	return NULL;
}

static const rv_tv_leg *chosen(const rv_ui *ui, const rv_tv_program *p)
{
	return &p->legs[rv_program_cursor(ui, p)];
}

static rv_desk_action open_approval(rv_ui *ui)
{
	rv_confirm *c = &ui->trade.confirm;
	const rv_tv_program *p = waiting(ui);

	if (!p)
		return RV_DESK_REDRAW;
	rv_confirm_open(c, RV_ASK_PROGRAM);
	rv_confirm_bind_program(c, p);
	if (rv_trade_is_live(ui))
		(void)snprintf(c->word, sizeof(c->word), "PROGRAM");
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

/* To reject is the safe side: neither frozen nor silent keeps it. */
rv_desk_action rv_program_reject(rv_ui *ui, const rv_tv_program *p)
{
	if (!p)
		return rv_trade_refuse(ui, "that program is gone");
	if (!rv_program_waits(p))
		return rv_trade_refuse(ui, "that program does not wait any more");
	rv_confirm_open(&ui->trade.confirm, RV_ASK_REJECT_PROGRAM);
	rv_confirm_bind_program(&ui->trade.confirm, p);
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

static rv_desk_action open_reduce(rv_ui *ui)
{
	rv_confirm *c = &ui->trade.confirm;
	const rv_tv_program *p = waiting(ui);

	if (!p)
		return RV_DESK_REDRAW;
	const rv_tv_leg *l = chosen(ui, p);
	if (l->side == 0)
		return rv_trade_refuse(ui, rv_key_words(RV_KEYED_NO_SIZE));
	if (l->excluded)
		return rv_trade_refuse(ui, rv_key_words(RV_KEYED_LEG_LEFT_OUT));
	rv_confirm_open(c, RV_ASK_PROGRAM); /* only what it is bound to counts */
	rv_confirm_bind_program(c, p);
	memcpy(c->leg, l->coin.symbol, sizeof(c->leg));
	rv_prompt_set(&ui->prompt, "");
	ui->line_error.text[0] = '\0';
	return rv_trade_ask(ui, RV_MODE_REDUCE);
}

rv_desk_action rv_program_reduce(rv_ui *ui)
{
	const rv_confirm *c = &ui->trade.confirm;
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	const char *blind = rv_ui_blind(ui, ui->now_mono);
	rv_command cmd = { .kind = RV_CMD_REDUCE, .n_ids = 1 };
	char about[RV_OUTBOX_ABOUT];

	if (blind[0] || !tv || rv_confirm_changed(c, tv)) {
		ui->line_error.pos = 0;
		(void)snprintf(ui->line_error.text, sizeof(ui->line_error.text), "%s",
			       blind[0] ? blind : rv_key_words(RV_KEYED_PROGRAM_CHANGED));
		return RV_DESK_REDRAW;
	}
	const rv_tv_program *p = rv_trade_program(tv, c->bound[0].id);
	const rv_tv_leg *l = rv_program_leg_of(p, c->leg);
	if (!l)
		return rv_trade_close(ui);
	const rv_tv_ticket t = rv_leg_ticket(l);
	if (rv_reduce_parse(ui->prompt.text, &t, &cmd, &ui->line_error) != RV_OK)
		return RV_DESK_REDRAW;
	cmd.ids[0] = l->ticket;
	memcpy(cmd.symbol, l->coin.symbol, sizeof(cmd.symbol));
	(void)snprintf(about, sizeof(about), "p%llu %s", (unsigned long long)p->id, l->coin.symbol);
	(void)rv_trade_send(ui, &cmd, about);
	return rv_trade_close(ui);
}

static rv_desk_action send_about(rv_ui *ui, rv_cmd_kind kind, const rv_tv_program *p,
				 const rv_tv_leg *l)
{
	rv_command cmd = { .kind = kind, .n_ids = 1 };
	char about[RV_OUTBOX_ABOUT];

	cmd.ids[0] = p->id;
	cmd.digests[0] = p->digest;
	rv_program_about(p, about);
	if (l) {
		memcpy(cmd.symbol, l->coin.symbol, sizeof(cmd.symbol));
		(void)snprintf(about, sizeof(about), "p%llu %s", (unsigned long long)p->id,
			       l->coin.symbol);
	}
	return rv_trade_send(ui, &cmd, about);
}

static rv_desk_action toggle_leg(rv_ui *ui)
{
	const rv_tv_program *p = waiting(ui);

	if (!p)
		return RV_DESK_REDRAW;
	const rv_tv_leg *l = chosen(ui, p);
	return send_about(ui, l->excluded ? RV_CMD_INCLUDE : RV_CMD_EXCLUDE, p, l);
}

static rv_desk_action requote(rv_ui *ui)
{
	const rv_tv_program *p = waiting(ui);

	return p ? send_about(ui, RV_CMD_REQUOTE_PROGRAM, p, NULL) : RV_DESK_REDRAW;
}

/* The mandate of the leg under the cursor. */
static rv_desk_action open_cancel(rv_ui *ui)
{
	const rv_tv_program *p = rv_program_shown(ui);
	const rv_tv_mandate *m =
		p ? rv_trade_mandate(rv_trade_of(&ui->live), chosen(ui, p)->mandate) : NULL;

	if (!m)
		return rv_trade_refuse(ui, "that leg has no mandate");
	if (m->state == RV_MANDATE_ENDED)
		return rv_trade_refuse(ui, "that mandate is over");
	rv_confirm_open(&ui->trade.confirm, RV_ASK_CANCEL);
	ui->trade.confirm.target = rv_pick_of_mandate(m, 0);
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}

rv_desk_action rv_program_act(rv_ui *ui, rv_action a)
{
	switch (a) {
	case RV_ACT_PROGRAM:
		return open_next(ui);
	case RV_ACT_LEG_OUT:
		return toggle_leg(ui);
	case RV_ACT_APPROVE:
		return open_approval(ui);
	case RV_ACT_REJECT:
		return rv_program_reject(ui, rv_program_shown(ui));
	case RV_ACT_REDUCE:
		return open_reduce(ui);
	case RV_ACT_REQUOTE:
		return requote(ui);
	case RV_ACT_CANCEL:
		return open_cancel(ui);
	default:
		return RV_DESK_NONE;
	}
}
