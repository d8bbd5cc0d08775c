/* The screen of a past moment; see replay.h. */
#include "tui/replay.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "tui/actions.h"
#include "tui/order_lists.h"
#include "tui/trade_keys.h"

enum { LATE_MS = 10000, GAP_MS = 60 * 1000, LEAP_MS = 5 * 60 * 1000 };

void rv_replay_init(rv_ui *ui, const rv_past_way *way)
{
	ui->replay.way = *way;
}

void rv_replay_free(rv_ui *ui)
{
	rv_past_view_free(ui->replay.view);
	ui->replay.view = NULL;
}

static rv_desk_action say(rv_ui *ui, rv_role role, const char *text)
{
	rv_say_set(&ui->say, ui->now_mono, role, "%s", text);
	return RV_DESK_REDRAW;
}

const char *rv_replay_block(const rv_ui *ui)
{
	return ui->replay.on ? "REPLAY: this screen is past, :live goes back to now" : "";
}

bool rv_replay_sends(rv_cmd_kind kind)
{
	switch (kind) {
	case RV_CMD_LOCK:
	case RV_CMD_KILL:
	case RV_CMD_HALT_SYMBOL:
	case RV_CMD_NOTE:
	case RV_CMD_ACK:
	case RV_CMD_RECONCILE:
		return true;
	default:
		return false;
	}
}

bool rv_replay_refuses(const rv_ui *ui, const rv_line *line)
{
	if (!ui->replay.on)
		return false;
	switch (line->kind) {
	case RV_LINE_SEND:
		return !rv_replay_sends(line->cmd.kind);
	case RV_LINE_FILTER:
	case RV_LINE_FIND:
	case RV_LINE_SCREEN:
	case RV_LINE_EVIDENCE:
	case RV_LINE_HELP:
	case RV_LINE_QUIT:
	case RV_LINE_REPLAY:
	case RV_LINE_LIVE:
		return false;
	default:
		return true;
	}
}

int64_t rv_replay_ago(const rv_ui *ui)
{
	const rv_scene *now = &ui->replay.now;

	if (!ui->replay.on || !now->v || now->utc_now < ui->scene.utc_now)
		return -1;
	return now->utc_now - ui->scene.utc_now;
}

/* ---- questions ---- */

static void ask(rv_ui *ui, const rv_past_ask *q)
{
	rv_replay *r = &ui->replay;

	r->asked = true;
	r->asked_mono = ui->now_mono;
	r->wanted_ms = q->steps == 0 ? q->utc_ms : -1;
	r->steps = 0;
	r->way.ask(r->way.ctx, q);
}

rv_desk_action rv_replay_go(rv_ui *ui, int64_t utc_ms)
{
	const rv_past_ask q = { .utc_ms = utc_ms };

	if (!ui->replay.way.ask)
		return say(ui, RV_ROLE_WARN, "this console has no past");
	ask(ui, &q);
	return RV_DESK_REDRAW;
}

/* Steps that are pressed while an answer is on its way are one question afterwards. */
static rv_desk_action step(rv_ui *ui, int steps)
{
	rv_replay *r = &ui->replay;
	const int sum = r->steps + steps;
	const rv_past_ask q = { .id = r->id, .steps = steps };

	if (!r->asked)
		ask(ui, &q);
	else if (sum <= RV_PAST_STEPS_MOST && sum >= -RV_PAST_STEPS_MOST)
		r->steps = sum;
	return RV_DESK_REDRAW;
}

/* ---- to a moment, and back ---- */

/* A question is about now: what it asks must stay on the screen. */
static bool is_open(rv_ui_mode mode)
{
	return mode == RV_MODE_CONFIRM || mode == RV_MODE_REASON || mode == RV_MODE_PIN ||
	       mode == RV_MODE_REDUCE || mode == RV_MODE_KILL;
}

/* Lists and logs are another moment's: where the eye was in them says nothing there. */
static void turn(rv_ui *ui)
{
	ui->scene.frozen = false;
	ui->log_back = 0;
	ui->trade.n_marked = 0;
	if (ui->mode == RV_MODE_ITEM || ui->mode == RV_MODE_PROGRAM ||
	    ui->mode == RV_MODE_OVERRIDES || ui->mode == RV_MODE_HANDOVER)
		ui->mode = RV_MODE_PANES;
}

static void take_lists(rv_ui *ui)
{
	ui->at.trade = rv_trade_of(&ui->scene) != NULL;
	rv_table_update(&ui->table, &ui->scene);
	rv_lists_update(ui);
}

rv_desk_action rv_replay_end(rv_ui *ui)
{
	rv_replay *r = &ui->replay;

	r->asked = false;
	if (!r->on)
		return RV_DESK_NONE;
	turn(ui);
	r->on = false;
	ui->scene = ui->live = r->now;
	rv_replay_free(ui);
	take_lists(ui);
	return RV_DESK_REDRAW;
}

/* The alerts of that moment, less those that the desk knew to be acknowledged. */
static void past_alerts(rv_replay *r)
{
	memset(&r->alerts, 0, sizeof(r->alerts));
	(void)rv_alerts_update(&r->alerts, r->view); /* nobody is rung for */
	for (size_t i = 0; i < r->view->n_alerts; i++) {
		if (r->view->alerts[i].acked_utc_ms != 0)
			rv_alerts_drop(&r->alerts, r->view->alerts[i].id);
	}
}

/* Nothing was kept for a while before that moment: the desk did not run, or it went by budget. */
static void say_gap(rv_ui *ui, int64_t wanted_ms)
{
	const rv_view *v = ui->replay.view;
	char at[RV_TIME_TEXT], wanted[RV_TIME_TEXT];

	if (wanted_ms < 0 || wanted_ms - v->utc_ms <= GAP_MS)
		return;
	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN,
		   "nothing was kept at %s: this is the last before it, %s",
		   rv_time_format(wanted_ms, wanted), rv_time_format(v->utc_ms, at));
}

static void show(rv_ui *ui, const rv_past_answer *a)
{
	rv_replay *r = &ui->replay;
	const bool fresh = !r->on;

	if (is_open(ui->mode)) {
		rv_past_view_free(a->view);
		(void)say(ui, RV_ROLE_WARN, "a question is open: the screen stays at now");
		return;
	}
	rv_past_view_free(r->view); /* no pane draws before the scene is set anew */
	r->view = a->view;
	r->id = a->id;
	r->on = true;
	if (fresh)
		turn(ui);
	past_alerts(r);
	say_gap(ui, r->wanted_ms);
}

static void hear(rv_ui *ui)
{
	rv_replay *r = &ui->replay;
	rv_past_answer a = { 0 };

	if (!r->way.ask)
		return;
	while (r->way.answer(r->way.ctx, &a)) {
		const bool wanted = r->asked;
		const rv_past_ask next = { .id = a.view ? a.id : r->id, .steps = r->steps };
		r->asked = false;
		if (!wanted) /* :live was quicker */
			rv_past_view_free(a.view);
		else if (a.view)
			show(ui, &a);
		else
			(void)say(ui, RV_ROLE_WARN, a.why);
		if (wanted && a.view && r->on && next.steps != 0)
			ask(ui, &next);
		a = (rv_past_answer){ 0 };
	}
	if (r->asked && ui->now_mono - r->asked_mono > LATE_MS) {
		r->asked = false;
		(void)say(ui, RV_ROLE_WARN, "no answer about the past: once more");
	}
}

bool rv_replay_update(rv_ui *ui, const rv_view *v)
{
	rv_replay *r = &ui->replay;

	hear(ui);
	if (!r->on)
		return false;
	r->now = rv_scene_at(v, ui->now_mono);
	ui->scene = ui->live = rv_scene_at(r->view, r->view->mono_ms);
	return true;
}

void rv_replay_look_now(rv_ui *ui)
{
	if (ui->replay.on)
		ui->live = ui->replay.now;
}

void rv_replay_look_back(rv_ui *ui)
{
	if (ui->replay.on)
		ui->live = ui->scene;
}

void rv_replay_settle(rv_ui *ui)
{
	if (ui->replay.on && (ui->mode == RV_MODE_HANDOVER || ui->mode == RV_MODE_CONFIRM ||
			      ui->mode == RV_MODE_PIN)) {
		const rv_ui_mode mode = ui->mode;
		(void)rv_replay_end(ui);
		ui->mode = mode;
	}
}

void rv_replay_draw_begin(rv_ui *ui)
{
	if (!ui->replay.on)
		return;
	ui->replay.link = ui->link;
	ui->link = (rv_link){ 0 };
}

void rv_replay_draw_end(rv_ui *ui)
{
	if (ui->replay.on)
		ui->link = ui->replay.link;
}

/* ---- keys ---- */

/* What acts on the desk as it is, and what reads a line that may. */
static bool is_of_now(const rv_ui *ui, rv_action a)
{
	return rv_action_is_safety(a) || a == RV_ACT_ACK_ALERT || ui->mode == RV_MODE_KILL ||
	       ui->mode == RV_MODE_COMMAND || ui->mode == RV_MODE_CONFIRM;
}

/* Keys of the panes that a replay has for itself; RV_DESK_NONE and *done false: not one. */
static rv_desk_action own_key(rv_ui *ui, rv_action a, bool *done)
{
	*done = true;
	switch (a) {
	case RV_ACT_BACK:
		return rv_replay_end(ui);
	case RV_ACT_RANGE_SHORTER:
		return step(ui, -1);
	case RV_ACT_RANGE_LONGER:
		return step(ui, 1);
	case RV_ACT_PAST_BACK:
		return rv_replay_go(ui, ui->scene.utc_now - LEAP_MS);
	case RV_ACT_PAST_ON:
		return rv_replay_go(ui, ui->scene.utc_now + LEAP_MS);
	default:
		*done = false;
		return RV_DESK_NONE;
	}
}

/* Marks are for granting, a cancelled order is not on this screen: all of it is about now. */
static bool is_refused(const rv_ui *ui, rv_action a)
{
	if (rv_action_is_safety(a))
		return false;
	if (ui->mode == RV_MODE_PANES && a == RV_ACT_MARK)
		return rv_list_of_pane(rv_layout_focus(&ui->at)) != RV_LIST_N;
	return rv_action_is_trading(a);
}

static rv_desk_action act_on_past(rv_ui *ui, rv_action a, int key)
{
	bool done = false;
	rv_desk_action did = RV_DESK_NONE;

	if (ui->mode == RV_MODE_PANES)
		did = own_key(ui, a, &done);
	if (done)
		return did;
	if (a == RV_ACT_FREEZE)
		return say(ui, RV_ROLE_WARN, "REPLAY: this screen stands still by itself");
	if (is_refused(ui, a))
		return rv_trade_refuse(ui, rv_replay_block(ui));
	if (!is_of_now(ui, a))
		return rv_ui_act(ui, a, key);
	rv_replay_look_now(ui);
	did = rv_ui_act(ui, a, key);
	rv_replay_look_back(ui);
	rv_replay_settle(ui);
	return did;
}

rv_desk_action rv_replay_act(rv_ui *ui, rv_action a, int key)
{
	if (ui->replay.on)
		return act_on_past(ui, a, key);
	if (ui->mode == RV_MODE_PANES && (a == RV_ACT_PAST_BACK || a == RV_ACT_PAST_ON))
		return say(ui, RV_ROLE_WARN, "only in a replay: :replay HH:MM goes there");
	return rv_ui_act(ui, a, key);
}
