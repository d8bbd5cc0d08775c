/* The desk: snapshots and keys change the UI state, tui/ui_draw.c draws it. See desk.h. */
#include "tui/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/actions.h"
#include "tui/consent.h"
#include "tui/export_ask.h"
#include "tui/handover.h"
#include "tui/keys.h"
#include "tui/mouse.h"
#include "tui/order_lists.h"
#include "tui/override.h"
#include "tui/panes/panes.h"
#include "tui/pen.h"
#include "tui/replay.h"
#include "tui/rules.h"
#include "tui/trade_keys.h"
#include "tui/ui.h"
#include "tui/ui_draw.h"
#include "tui/whatif.h"
#include "tui/wish_keys.h"

struct rv_desk {
	rv_ui ui;
	rv_view newest; /* a copy while frozen: only the frozen snapshot may be kept */
};

rv_status rv_desk_new(rv_desk **out)
{
	rv_desk *d = calloc(1, sizeof(*d));

	if (!d)
		return RV_ENOMEM;
	rv_table_init(&d->ui.table);
	d->ui.range = RV_UI_RANGE;
	rv_prefs_default(&d->ui.prefs);
	d->ui.research_range = RV_PLOT_RANGES - 1;
	d->ui.rows = 24;
	d->ui.cols = 80;
	d->ui.frame_sent_at = -1;
	rv_layout_of(d->ui.rows, d->ui.cols, &d->ui.at, &d->ui.layout);
	*out = d;
	return RV_OK;
}

void rv_desk_free(rv_desk *d)
{
	if (d) {
		rv_trade_pin_wipe(&d->ui);
		rv_replay_free(&d->ui);
	}
	free(d);
}

void rv_desk_set_sender(rv_desk *d, const rv_sender *to)
{
	rv_outbox_init(&d->ui.trade.out, to);
}

void rv_desk_set_files(rv_desk *d, const rv_files *f)
{
	d->ui.files = *f;
}

const rv_prefs *rv_desk_prefs(const rv_desk *d)
{
	return &d->ui.prefs;
}

void rv_desk_set_prefs(rv_desk *d, const rv_prefs *p)
{
	d->ui.prefs = *p;
}

void rv_desk_set_no_colour(rv_desk *d)
{
	d->ui.no_colour = true;
}

void rv_desk_recall(rv_desk *d, const rv_remembered *r)
{
	rv_ui_recall(&d->ui, r);
}

void rv_desk_remember(const rv_desk *d, rv_remembered *out)
{
	rv_ui_remember(&d->ui, out);
}

void rv_desk_set_past(rv_desk *d, const rv_past_way *way)
{
	rv_replay_init(&d->ui, way);
}

void rv_desk_set_link(rv_desk *d, const rv_link *now)
{
	d->ui.link = *now;
	for (size_t i = 0; i < RV_LINK_DENIED; i++)
		rv_outbox_denied(&d->ui.trade.out, &now->denied[i]);
}

void rv_desk_set_line(rv_desk *d, const rv_rtt_now *now)
{
	d->ui.line = *now;
}

const rv_view *rv_desk_view(const rv_desk *d)
{
	return d->ui.replay.on ? d->ui.replay.now.v : d->ui.scene.v;
}

/* A log that is scrolled back stands still while new lines come. */
static void hold_log(rv_ui *ui)
{
	const rv_view *v = ui->scene.v;

	if (!v)
		return;
	if (ui->log_back > 0 && v->log_seq > ui->log_seq)
		ui->log_back += (size_t)(v->log_seq - ui->log_seq);
	if (ui->log_back >= v->n_log)
		ui->log_back = v->n_log > 0 ? v->n_log - 1 : 0;
	ui->log_seq = v->log_seq;
}

/* The panes of the market stand still; how alive feeds and engine are goes on being said. */
static void update_frozen(rv_desk *d, const rv_view *v)
{
	rv_ui *ui = &d->ui;

	if (v && v->seq != d->newest.seq)
		d->newest = *v;
	ui->scene = rv_scene_at(ui->scene.v, ui->frozen_mono);
	rv_scene_freeze(&ui->scene, ui->now_mono - ui->frozen_mono);
	ui->live = rv_scene_at(v ? &d->newest : ui->scene.v, ui->now_mono);
}

/* What is of now whether the display is frozen or not. */
static void update_trade(rv_ui *ui)
{
	const rv_trade_view *tv = rv_trade_of(&ui->live);

	rv_trade_hear(ui);
	rv_override_hear(ui);
	rv_whatif_hear(ui);
	rv_pen_update(ui, ui->now_mono);
	if (!tv)
		return;
	if (ui->trade.known && tv->state == RV_BOOK_HALTED && ui->trade.state != RV_BOOK_HALTED)
		ui->bell = true;
	ui->trade.known = true;
	ui->trade.state = tv->state;
}

void rv_desk_update(rv_desk *d, const rv_view *v, int64_t now_mono_ms)
{
	rv_ui *ui = &d->ui;

	ui->now_mono = now_mono_ms;
	if (v && rv_alerts_update(&ui->alerts, v))
		ui->bell = true;
	const bool past = rv_replay_update(ui, v);
	if (ui->scene.frozen && ui->scene.v) {
		update_frozen(d, v);
	} else {
		if (!past)
			ui->scene = ui->live = rv_scene_at(v, now_mono_ms);
		ui->at.trade = rv_trade_of(&ui->scene) != NULL;
		rv_table_update(&ui->table, &ui->scene);
		rv_lists_update(ui);
		hold_log(ui);
		rv_ui_recall_filter(ui);
	}
	rv_replay_look_now(ui);
	update_trade(ui);
	rv_replay_look_back(ui);
	rv_replay_settle(ui);
	rv_tour_look(ui);
	rv_files_hear(ui);
}

void rv_desk_here(rv_desk *d, int64_t now_mono_ms)
{
	rv_replay_look_now(&d->ui);
	rv_pen_update(&d->ui, now_mono_ms);
	rv_replay_look_back(&d->ui);
	rv_replay_settle(&d->ui);
}

bool rv_desk_take_bell(rv_desk *d)
{
	const bool bell = d->ui.bell && d->ui.prefs.bell;

	d->ui.bell = false;
	return bell;
}

void rv_desk_draw(rv_desk *d, rv_canvas *c)
{
	rv_ui_draw(&d->ui, c);
}

uint64_t rv_desk_frame(const rv_desk *d)
{
	return d->ui.frame;
}

void rv_desk_frame_sent(rv_desk *d, uint64_t frame, int64_t now_mono_ms)
{
	d->ui.frame_sent_at = now_mono_ms;
	if (d->ui.line.kind == RV_RTT_NONE)
		rv_desk_frame_seen(d, frame, now_mono_ms);
}

void rv_desk_frame_seen(rv_desk *d, uint64_t frame, int64_t at_mono_ms)
{
	rv_lists_sent(&d->ui, frame, at_mono_ms);
	if (d->ui.mode == RV_MODE_CONFIRM)
		rv_confirm_sent(&d->ui.trade.confirm, frame, at_mono_ms);
}

bool rv_desk_waits_to_be_seen(const rv_desk *d)
{
	return (d->ui.mode == RV_MODE_CONFIRM && rv_confirm_waits(&d->ui.trade.confirm)) ||
	       rv_lists_wait(&d->ui);
}

const rv_wish *rv_desk_wish(const rv_desk *d)
{
	return &d->ui.wish;
}

bool rv_desk_take_copy(rv_desk *d, const rv_canvas *c, char out[RV_WISH_COPY])
{
	const bool asked = d->ui.wish.copy;

	d->ui.wish.copy = false;
	return asked && rv_wish_row(&d->ui, c, out);
}

bool rv_desk_quit_cancels(const rv_desk *d)
{
	return d->ui.trade.quit_cancels;
}

void rv_desk_interrupted(rv_desk *d, int64_t now_mono_ms)
{
	rv_ui *ui = &d->ui;
	rv_command lock = { .kind = RV_CMD_LOCK };

	ui->now_mono = now_mono_ms;
	(void)rv_replay_end(ui);
	(void)snprintf(ui->typed, sizeof(ui->typed), "interrupted");
	rv_trade_pin_wipe(ui);
	if (ui->mode == RV_MODE_CONFIRM || ui->mode == RV_MODE_REASON || ui->mode == RV_MODE_PIN ||
	    ui->mode == RV_MODE_REDUCE || ui->mode == RV_MODE_KILL || ui->mode == RV_MODE_OVERRIDES)
		ui->mode = RV_MODE_PANES;
	if (rv_trade_armed(&ui->live) && ui->trade.out.to.sink)
		(void)rv_trade_send(ui, &lock, "");
}

/* Too small to see what has the keyboard: keys are those of the panes, and only a few count. */
static rv_key_context context(const rv_ui *ui)
{
	if (ui->layout.mode == RV_LAYOUT_TINY && ui->mode != RV_MODE_KILL)
		return RV_CTX_MAIN;
	return rv_ui_context(ui);
}

/* Any key is something: text, or an answer. */
static bool takes_all(rv_key_context ctx)
{
	return ctx == RV_CTX_INPUT || ctx == RV_CTX_WORD || ctx == RV_CTX_CONFIRM ||
	       ctx == RV_CTX_KILL;
}

/* Of a line that arms only the word: what follows it may be a secret. */
static void note_typed(rv_ui *ui, int key)
{
	char name[RV_KEY_TEXT];
	const char *line = ui->prompt.text;

	if (ui->mode != RV_MODE_COMMAND || key != RV_KEY_ENTER)
		(void)snprintf(ui->typed, sizeof(ui->typed), "%s", rv_key_text(key, true, name));
	else
		(void)snprintf(ui->typed, sizeof(ui->typed), ":%.*s",
			       strncmp(line, "arm", 3) == 0 ? 3 : (int)sizeof(ui->typed) - 2, line);
}

rv_desk_action rv_desk_key_at(rv_desk *d, int key, int64_t now_mono_ms)
{
	rv_ui *ui = &d->ui;
	const rv_key_context ctx = context(ui);
	const rv_action a = rv_keymap_find(ctx, key);

	ui->now_mono = now_mono_ms;
	if (rv_key_is_mouse(key))
		return rv_mouse_act(ui, key);
	if (key == RV_KEY_RESIZE) {
		rv_confirm_undrawn(&ui->trade.confirm);
		return RV_DESK_REPAINT;
	}
	if (ui->layout.mode == RV_LAYOUT_TINY && ui->mode != RV_MODE_KILL &&
	    !rv_action_is_safety(a))
		return RV_DESK_NONE;
	if (a == RV_ACT_NONE && !takes_all(ctx))
		return ui->mode == RV_MODE_HANDOVER ? rv_handover_deaf(ui) : RV_DESK_NONE;
	note_typed(ui, key);
	const rv_desk_action did = rv_replay_act(ui, a, key);
	rv_tour_look(ui);
	return did;
}

rv_desk_action rv_desk_key(rv_desk *d, int key)
{
	return rv_desk_key_at(d, key, d->ui.now_mono);
}
