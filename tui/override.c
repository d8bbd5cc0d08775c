/* Overrides by key: the menu, the question, its effect; see override.h. */
#include "tui/override.h"

#include <stdio.h>
#include <string.h>

#include "tui/command_verbs.h"
#include "tui/consent.h"
#include "tui/input_actions.h"
#include "tui/key_words.h"
#include "tui/override_text.h"
#include "tui/trade_keys.h"

static rv_desk_action refuse(rv_ui *ui, const char *why)
{
	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN, "%s", why);
	return RV_DESK_REDRAW;
}

/* ---- the menu ---- */

rv_desk_action rv_override_menu(rv_ui *ui)
{
	ui->mode = RV_MODE_OVERRIDES;
	ui->override_cursor = 0;
	return RV_DESK_REDRAW;
}

size_t rv_override_menu_lines(const rv_ui *ui)
{
	return RV_OVERRIDE_MENU_SET + (ui->live.v ? ui->live.v->overrides.set.n : 0);
}

const rv_override *rv_override_menu_at(const rv_ui *ui, size_t line, rv_override_kind *kind)
{
	*kind = line < RV_OVERRIDE_N ? (rv_override_kind)line : RV_OVERRIDE_N;
	if (line < RV_OVERRIDE_MENU_SET || line >= rv_override_menu_lines(ui))
		return NULL;
	return &ui->live.v->overrides.set.o[line - RV_OVERRIDE_MENU_SET];
}

static bool is_of_coin(rv_override_kind k)
{
	return k == RV_OVERRIDE_PIN || k == RV_OVERRIDE_CAP || k == RV_OVERRIDE_EXCLUDE ||
	       k == RV_OVERRIDE_FLATTEN || k == RV_OVERRIDE_SCALE;
}

/* The command line with what is known already; what is still to be typed stands behind it. */
static rv_desk_action begin_line(rv_ui *ui, rv_override_kind kind)
{
	const char *symbol = rv_table_selected(&ui->table);
	char text[RV_PROMPT_CAP];

	(void)rv_input_open(ui, RV_MODE_COMMAND);
	(void)snprintf(text, sizeof(text), "override %s %s%s", rv_override_kind_name(kind),
		       is_of_coin(kind) && symbol ? symbol : "",
		       is_of_coin(kind) && symbol ? " " : "");
	rv_prompt_set(&ui->prompt, text);
	(void)snprintf(ui->choices, sizeof(ui->choices), "%s", rv_override_usage(kind));
	return RV_DESK_REDRAW;
}

static rv_desk_action begin_hedge(rv_ui *ui)
{
	(void)rv_input_open(ui, RV_MODE_COMMAND);
	rv_prompt_set(&ui->prompt, "hedge now ");
	(void)snprintf(ui->choices, sizeof(ui->choices), "[SYM] REASON");
	return RV_DESK_REDRAW;
}

static rv_desk_action choose(rv_ui *ui)
{
	rv_override_kind kind = RV_OVERRIDE_N;
	const rv_override *o = rv_override_menu_at(ui, ui->override_cursor, &kind);
	rv_command c = { .kind = RV_CMD_OVERRIDE_END, .n_ids = 1 };

	if (ui->override_cursor == RV_OVERRIDE_MENU_HEDGE)
		return begin_hedge(ui);
	if (!o && kind == RV_OVERRIDE_N)
		return refuse(ui, "that override has ended");
	if (!o)
		return begin_line(ui, kind);
	c.ids[0] = o->id;
	return rv_override_ask(ui, &c);
}

rv_desk_action rv_override_menu_act(rv_ui *ui, rv_action a)
{
	const size_t n = rv_override_menu_lines(ui);
	size_t *at = &ui->override_cursor;

	switch (a) {
	case RV_ACT_BACK:
		ui->mode = RV_MODE_PANES;
		return RV_DESK_REDRAW;
	case RV_ACT_ACCEPT:
		return choose(ui);
	case RV_ACT_DOWN:
		*at += *at + 1 < n ? 1 : 0;
		return RV_DESK_REDRAW;
	case RV_ACT_UP:
		*at -= *at > 0 ? 1 : 0;
		return RV_DESK_REDRAW;
	case RV_ACT_FIRST:
		*at = 0;
		return RV_DESK_REDRAW;
	case RV_ACT_LAST:
		*at = n - 1;
		return RV_DESK_REDRAW;
	default:
		return RV_DESK_NONE;
	}
}

/* ---- the question ---- */

static bool is_live(const rv_ui *ui)
{
	return ui->live.v->trade.live_confirm || ui->live.v->env == RV_ENV_LIVE;
}

static void ask_effect(rv_ui *ui)
{
	rv_confirm *q = &ui->trade.confirm;
	rv_command c = q->cmd;

	c.kind = RV_CMD_PREVIEW_OVERRIDE;
	q->asked = rv_outbox_ask(&ui->trade.out, &c);
	q->asked_mono = ui->now_mono;
	q->told = false;
}

rv_desk_action rv_override_ask(rv_ui *ui, const rv_command *c)
{
	rv_confirm *q = &ui->trade.confirm;
	const char *blind = rv_ui_blind(ui, ui->now_mono);
	const rv_override *ending = NULL;

	if (blind[0])
		return refuse(ui, blind);
	if (c->kind == RV_CMD_OVERRIDE_END) {
		ending = rv_overrides_find(&ui->live.v->overrides.set, c->ids[0]);
		if (!ending)
			return refuse(ui, "that override has ended");
	}
	rv_confirm_open(q, RV_ASK_OVERRIDE);
	q->cmd = *c;
	if (ending)
		q->cmd.over = *ending; /* to be shown */
	memcpy(q->cmd.symbol, q->cmd.over.symbol, sizeof(q->cmd.symbol));
	if (is_live(ui))
		(void)snprintf(q->word, sizeof(q->word), "%s",
			       q->cmd.symbol[0] ? q->cmd.symbol : "OVERRIDE");
	ask_effect(ui);
	return rv_trade_ask(ui, RV_MODE_CONFIRM); /* and where it leads back to */
}

const rv_override_preview *rv_override_effect(const rv_ui *ui)
{
	const rv_confirm *q = &ui->trade.confirm;
	const rv_override_preview *p = ui->live.v ? &ui->live.v->overrides.preview : NULL;

	return p && q->asked != 0 && p->nonce == q->asked && p->uid == ui->trade.out.to.uid ? p
											    : NULL;
}

void rv_override_hear(rv_ui *ui)
{
	rv_confirm *q = &ui->trade.confirm;

	if (ui->mode != RV_MODE_CONFIRM || q->ask != RV_ASK_OVERRIDE || q->told)
		return;
	if (!rv_override_effect(ui) && ui->now_mono - q->asked_mono < RV_EFFECT_MS)
		return;
	q->told = true;
	rv_confirm_undrawn(q);
}

static bool needs_arming(const rv_ui *ui)
{
	const rv_confirm *q = &ui->trade.confirm;
	rv_override o = q->cmd.over;

	o.set_utc_ms = ui->live.utc_now;
	return q->cmd.kind == RV_CMD_OVERRIDE_END ||
	       !rv_overrides_calms(&ui->live.v->overrides.set, &o);
}

const char *rv_override_block(const rv_ui *ui, int64_t now_mono)
{
	const rv_confirm *q = &ui->trade.confirm;

	(void)now_mono;
	if (q->cmd.kind == RV_CMD_OVERRIDE_END &&
	    !rv_overrides_find(&ui->live.v->overrides.set, q->cmd.ids[0]))
		return "that override has ended";
	if (q->cmd.over.expires_utc_ms <= ui->live.utc_now)
		return "its time is over";
	if (needs_arming(ui) && !rv_trade_armed(&ui->live))
		return rv_key_words(RV_KEYED_LOCKED);
	return q->told ? "" : "its effect is not known yet";
}

rv_desk_action rv_override_send(rv_ui *ui)
{
	rv_command c = ui->trade.confirm.cmd;
	char about[RV_OUTBOX_ABOUT], words[RV_OVERRIDE_REASON];

	(void)snprintf(about, sizeof(about), "%.47s", rv_override_words(&c.over, words));
	return rv_trade_send(ui, &c, about);
}
