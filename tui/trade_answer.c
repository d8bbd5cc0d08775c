/* Answers to the questions of the order side, and the keys that stop; see trade_keys.h. */
#include <stdio.h>
#include <string.h>

#include "tui/consent.h"
#include "tui/hedge_ask.h"
#include "tui/key_words.h"
#include "tui/keys.h"
#include "tui/licence.h"
#include "tui/override.h"
#include "tui/reduce.h"
#include "tui/requests.h"
#include "tui/trade_keys.h"
#include "tui/trade_program.h"

/* The dialog of a program stays open under what is asked in it. */
rv_desk_action rv_trade_close(rv_ui *ui)
{
	if (ui->mode == RV_MODE_CONFIRM || ui->mode == RV_MODE_REASON ||
	    ui->mode == RV_MODE_REDUCE || ui->mode == RV_MODE_PIN)
		ui->mode = ui->trade.back;
	else if (ui->mode != RV_MODE_PROGRAM)
		ui->mode = RV_MODE_PANES;
	ui->trade.confirm.n = 0;
	return RV_DESK_REDRAW;
}

static void about_bound(const rv_confirm *c, char about[RV_OUTBOX_ABOUT])
{
	if (c->n == 1)
		(void)snprintf(about, RV_OUTBOX_ABOUT, "%s%llu %s", c->bound[0].program ? "p" : "#",
			       (unsigned long long)c->bound[0].id, c->bound[0].symbol);
	else
		(void)snprintf(about, RV_OUTBOX_ABOUT, "of %zu tickets", c->n); /* never one */
}

static void put_bound(const rv_confirm *c, rv_command *cmd)
{
	cmd->n_ids = c->n;
	for (size_t i = 0; i < c->n; i++) {
		cmd->ids[i] = c->bound[i].id;
		cmd->digests[i] = c->bound[i].digest;
	}
	if (c->n == 1 && !c->bound[0].program)
		memcpy(cmd->symbol, c->bound[0].symbol, sizeof(cmd->symbol));
}

static rv_desk_action send_bound(rv_ui *ui, rv_cmd_kind kind, const char *reason)
{
	rv_command cmd = { .kind = kind };
	char about[RV_OUTBOX_ABOUT];

	put_bound(&ui->trade.confirm, &cmd);
	about_bound(&ui->trade.confirm, about);
	(void)snprintf(cmd.reason, sizeof(cmd.reason), "%s", reason); /* cut is fine */
	(void)rv_trade_send(ui, &cmd, about);
	return rv_trade_close(ui);
}

static rv_desk_action send_plain(rv_ui *ui, rv_cmd_kind kind)
{
	rv_command cmd = { .kind = kind };

	(void)rv_trade_send(ui, &cmd, "");
	return rv_trade_close(ui);
}

void rv_trade_pin_wipe(rv_ui *ui)
{
	explicit_bzero(ui->trade.pin.text, sizeof(ui->trade.pin.text));
	rv_prompt_set(&ui->trade.pin, "");
}

static rv_desk_action ask_pin(rv_ui *ui)
{
	rv_trade_pin_wipe(ui);
	ui->line_error.text[0] = '\0';
	ui->mode = RV_MODE_PIN;
	return RV_DESK_REDRAW;
}

bool rv_trade_pin_open(rv_ui *ui)
{
	if (ui->mode != RV_MODE_PANES && ui->mode != RV_MODE_PROGRAM)
		return false;
	ui->trade.back = ui->mode;
	(void)ask_pin(ui);
	return true;
}

/* Nothing but the command has it from here on, and that only until it is sent. */
static rv_desk_action send_pin(rv_ui *ui)
{
	rv_command cmd = { .kind = RV_CMD_ARM };
	const char *blind = rv_ui_blind(ui, ui->now_mono);

	if (ui->trade.pin.len >= sizeof(cmd.pin_text)) {
		rv_trade_pin_wipe(ui);
		return rv_trade_refuse(ui, "a PIN has at most 64 characters");
	}
	memcpy(cmd.pin_text, ui->trade.pin.text, ui->trade.pin.len);
	rv_trade_pin_wipe(ui);
	if (blind[0])
		(void)rv_trade_refuse(ui, blind);
	else
		(void)rv_trade_send(ui, &cmd, "");
	explicit_bzero(&cmd, sizeof(cmd));
	return rv_trade_close(ui);
}

rv_desk_action rv_trade_pin(rv_ui *ui, rv_action a, int key)
{
	rv_prompt *p = &ui->trade.pin;

	if (a == RV_ACT_BACK) {
		rv_trade_pin_wipe(ui);
		return rv_trade_close(ui);
	}
	if (a == RV_ACT_ACCEPT)
		return p->len > 0 ? send_pin(ui) : RV_DESK_NONE;
	if (a == RV_ACT_NONE)
		return rv_prompt_insert(p, key) ? RV_DESK_REDRAW : RV_DESK_NONE;
	return rv_prompt_edit(p, a) ? RV_DESK_REDRAW : RV_DESK_NONE;
}

static rv_desk_action yes(rv_ui *ui)
{
	char why[RV_WHY_NOT];
	const char *block = rv_consent_block(ui, ui->now_mono, why);

	if (block[0]) {
		rv_say_set(&ui->say, ui->now_mono, RV_ROLE_BAD, "not sent: %s", block);
		return RV_DESK_REDRAW;
	}
	switch (ui->trade.confirm.ask) {
	case RV_ASK_APPROVE:
		return send_bound(ui, RV_CMD_APPROVE, "");
	case RV_ASK_MARKED:
		ui->trade.n_marked = 0;
		return send_bound(ui, RV_CMD_APPROVE, "");
	case RV_ASK_PROGRAM:
		return send_bound(ui, RV_CMD_APPROVE_PROGRAM, "");
	case RV_ASK_REQUEST:
		(void)rv_request_send(ui, "");
		return rv_trade_close(ui);
	case RV_ASK_REJECT:
	case RV_ASK_REJECT_PROGRAM:
	case RV_ASK_REJECT_REQUEST:
		rv_prompt_set(&ui->prompt, "");
		ui->line_error.text[0] = '\0';
		ui->mode = RV_MODE_REASON;
		return RV_DESK_REDRAW;
	case RV_ASK_CANCEL:
		(void)rv_trade_cancel(ui, &ui->trade.confirm.target);
		return rv_trade_close(ui);
	case RV_ASK_ARM:
		return rv_trade_of(&ui->live)->asks_pin ? ask_pin(ui) : send_plain(ui, RV_CMD_ARM);
	case RV_ASK_FLATTEN:
		return send_plain(ui, RV_CMD_FLATTEN);
	case RV_ASK_OVERRIDE:
		(void)rv_override_send(ui);
		return rv_trade_close(ui);
	case RV_ASK_LICENCE:
		(void)rv_licence_send(ui);
		return rv_trade_close(ui);
	case RV_ASK_HEDGE:
		(void)rv_hedge_send(ui);
		return rv_trade_close(ui);
	default:
		return RV_DESK_QUIT;
	}
}

/* The word that is asked for; a blank is never part of it. */
static rv_desk_action type_word(rv_ui *ui, rv_action a, int key)
{
	rv_prompt *p = &ui->trade.confirm.typed;

	if (a == RV_ACT_ERASE)
		return rv_prompt_edit(p, a) ? RV_DESK_REDRAW : RV_DESK_NONE;
	if (key == RV_KEY_SPACE || p->len + 1 >= RV_SYMBOL_MAX || !rv_prompt_insert(p, key))
		return RV_DESK_NONE;
	return RV_DESK_REDRAW;
}

rv_desk_action rv_trade_answer(rv_ui *ui, rv_action a, int key)
{
	rv_confirm *c = &ui->trade.confirm;

	if (a == RV_ACT_BACK)
		return rv_trade_close(ui);
	if (!rv_confirm_listens(c, ui->now_mono)) {
		/* What is too small to be shown whole can only be left. */
		return c->too_small && key != RV_KEY_ENTER ? rv_trade_close(ui) : RV_DESK_NONE;
	}
	if (key == RV_KEY_ENTER || key == RV_KEY_SPACE)
		return RV_DESK_NONE;
	if (c->ask == RV_ASK_PROGRAM && rv_program_move(ui, a) == RV_DESK_REDRAW)
		return RV_DESK_REDRAW;
	if (!rv_confirm_word_typed(c))
		return type_word(ui, a, key);
	if (a == RV_ACT_YES)
		return yes(ui);
	if (a == RV_ACT_QUIT_CANCEL && c->ask == RV_ASK_QUIT) {
		ui->trade.quit_cancels = true;
		return RV_DESK_QUIT;
	}
	return rv_trade_close(ui);
}

static rv_desk_action accept_reduce(rv_ui *ui)
{
	rv_confirm *c = &ui->trade.confirm;
	const rv_trade_view *tv = rv_trade_of(&ui->live);
	rv_command cmd = { .kind = RV_CMD_REDUCE };
	char about[RV_OUTBOX_ABOUT];
	const char *blind = rv_ui_blind(ui, ui->now_mono);

	if (blind[0] || !tv || rv_confirm_changed(c, tv)) {
		ui->line_error.pos = 0;
		(void)snprintf(ui->line_error.text, sizeof(ui->line_error.text), "%s",
			       blind[0] ? blind : rv_key_words(RV_KEYED_TICKET_CHANGED));
		return RV_DESK_REDRAW;
	}
	if (rv_reduce_parse(ui->prompt.text, rv_trade_ticket(tv, c->bound[0].id), &cmd,
			    &ui->line_error) != RV_OK)
		return RV_DESK_REDRAW;
	put_bound(c, &cmd);
	about_bound(c, about);
	(void)rv_trade_send(ui, &cmd, about);
	return rv_trade_close(ui);
}

rv_desk_action rv_trade_accept(rv_ui *ui)
{
	const rv_confirm *c = &ui->trade.confirm;

	if (ui->mode == RV_MODE_REDUCE)
		return c->leg[0] ? rv_program_reduce(ui) : accept_reduce(ui);
	/* To reject is the safe side: nothing may keep it from leaving. */
	const char *reason = ui->prompt.text[0] ? ui->prompt.text : "no reason given";
	if (c->ask == RV_ASK_REJECT_REQUEST) {
		(void)rv_request_send(ui, reason);
		return rv_trade_close(ui);
	}
	return send_bound(ui,
			  c->ask == RV_ASK_REJECT_PROGRAM ? RV_CMD_REJECT_PROGRAM : RV_CMD_REJECT,
			  reason);
}

rv_desk_action rv_trade_safety(rv_ui *ui, rv_action a)
{
	if (!ui->trade.out.to.sink) {
		rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN, "%s",
			   rv_trade_of(&ui->live) ? "read-only: this console can not stop anything"
						  : "this engine has no order side");
		return RV_DESK_REDRAW;
	}
	if (a == RV_ACT_LOCK)
		return send_plain(ui, RV_CMD_LOCK);
	ui->trade.confirm.n = 0;
	ui->mode = RV_MODE_KILL;
	return RV_DESK_REDRAW;
}

rv_desk_action rv_trade_kill_menu(rv_ui *ui, rv_action a)
{
	rv_command cmd = { .kind = RV_CMD_KILL };
	const char *about = "HALT, cancel ours";

	if (a == RV_ACT_LOCK)
		return rv_trade_safety(ui, a);
	if (a == RV_ACT_KILL)
		return RV_DESK_NONE; /* it is open */
	ui->mode = RV_MODE_PANES;
	if (a == RV_ACT_KILL_CANCEL) {
		cmd.level = RV_KILL_CANCEL;
	} else if (a == RV_ACT_KILL_LEAVE) {
		cmd.level = RV_KILL_LEAVE;
		about = "HALT, orders stay";
	} else if (a == RV_ACT_KILL_REDUCE) {
		cmd.level = RV_KILL_REDUCE;
		about = "REDUCING";
	} else {
		return RV_DESK_REDRAW;
	}
	return rv_trade_send(ui, &cmd, about);
}

/* Something of ours works that nobody would look after. */
static bool leaves_orders(const rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	for (size_t i = 0; tv && i < tv->n_mandates; i++) {
		if (tv->mandates[i].state != RV_MANDATE_ENDED)
			return true;
	}
	for (size_t i = 0; tv && i < tv->n_orders; i++) {
		if (rv_order_works(&tv->orders[i]) && !tv->orders[i].external)
			return true;
	}
	return false;
}

rv_desk_action rv_trade_quit(rv_ui *ui)
{
	const bool asked = ui->mode == RV_MODE_CONFIRM && ui->trade.confirm.ask == RV_ASK_QUIT;

	if (asked || !ui->trade.out.to.owner || !leaves_orders(ui) ||
	    rv_ui_silent(ui, ui->now_mono) || ui->layout.mode == RV_LAYOUT_TINY)
		return RV_DESK_QUIT;
	rv_confirm_open(&ui->trade.confirm, RV_ASK_QUIT);
	return rv_trade_ask(ui, RV_MODE_CONFIRM);
}
