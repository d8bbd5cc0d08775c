/*
 * The desk: keys change the UI state, drawing asks the layout where the panes are and lets each
 * draw itself. See desk.h.
 */
#include "tui/desk.h"

#include <stdlib.h>

#include "tui/actions.h"
#include "tui/consent.h"
#include "tui/keys.h"
#include "tui/order_lists.h"
#include "tui/override.h"
#include "tui/panes/panes.h"
#include "tui/panes/program.h"
#include "tui/panes/trading.h"
#include "tui/trade_keys.h"
#include "tui/ui.h"

struct rv_desk {
	rv_ui ui;
	rv_view newest; /* a copy while frozen: only the frozen snapshot may be kept */
};

/* The others are panes of text. */
static void (*const painters[RV_PANE_N])(const rv_ui *, rv_canvas *, rv_rect) = {
	[RV_PANE_HEADER] = rv_pane_header,
	[RV_PANE_TABS] = rv_pane_tabs,
	[RV_PANE_TABLE] = rv_pane_table,
	[RV_PANE_BASKETS] = rv_pane_baskets,
	[RV_PANE_FEEDS] = rv_pane_feeds,
	[RV_PANE_PLOT] = rv_pane_plot,
	[RV_PANE_SPREAD_PLOT] = rv_pane_spread_plot,
	[RV_PANE_LOG] = rv_pane_log,
	[RV_PANE_DETAILS] = rv_pane_details,
	[RV_PANE_SIGNALS] = rv_pane_signals,
	[RV_PANE_STRUCTURE] = rv_pane_structure,
	[RV_PANE_HEAT] = rv_pane_heat,
	[RV_PANE_LAG] = rv_pane_lag,
	[RV_PANE_PENDING] = rv_pane_pending,
	[RV_PANE_TICKETS] = rv_pane_tickets,
	[RV_PANE_MANDATES] = rv_pane_mandates,
	[RV_PANE_ORDERS] = rv_pane_orders,
	[RV_PANE_FILLS] = rv_pane_fills,
	[RV_PANE_HISTORY] = rv_pane_history,
	[RV_PANE_STRIP] = rv_pane_strip,
	[RV_PANE_ALERT] = rv_pane_alert,
	[RV_PANE_HINTS] = rv_pane_hints,
	[RV_PANE_NOTICE] = rv_pane_notice,
};

/* Rules meet from above: panes are drawn in this order, top to bottom, left to right. */
static const rv_pane_id draw_order[] = {
	RV_PANE_HEADER,	     RV_PANE_TABS,	RV_PANE_TICKETS, RV_PANE_NET_TARGET,
	RV_PANE_PNL,	     RV_PANE_EXECUTION, RV_PANE_FUNDING, RV_PANE_REGRET,
	RV_PANE_TABLE,	     RV_PANE_MAJORS,	RV_PANE_SIGNALS, RV_PANE_LIMITS,
	RV_PANE_VENUE,	     RV_PANE_STRUCTURE, RV_PANE_REGIME,	 RV_PANE_POSITIONS,
	RV_PANE_LEADERS,     RV_PANE_BOOK,	RV_PANE_HEAT,	 RV_PANE_BASKETS,
	RV_PANE_RISKOFF,     RV_PANE_PENDING,	RV_PANE_FEEDS,	 RV_PANE_DETAILS,
	RV_PANE_MANDATES,    RV_PANE_ORDERS,	RV_PANE_FILLS,	 RV_PANE_HISTORY,
	RV_PANE_MARGIN,	     RV_PANE_STOPS,	RV_PANE_BREAKS,	 RV_PANE_PLOT,
	RV_PANE_SPREAD_PLOT, RV_PANE_HEDGE,	RV_PANE_FACTORS, RV_PANE_BUCKETS,
	RV_PANE_MA_BASKET,   RV_PANE_LAG,	RV_PANE_LOG,	 RV_PANE_AUDIT,
	RV_PANE_STRIP,	     RV_PANE_ALERT,	RV_PANE_HINTS,	 RV_PANE_NOTICE,
};

rv_status rv_desk_new(rv_desk **out)
{
	rv_desk *d = calloc(1, sizeof(*d));

	if (!d)
		return RV_ENOMEM;
	rv_table_init(&d->ui.table);
	d->ui.range = 1;
	d->ui.rows = 24;
	d->ui.cols = 80;
	d->ui.frame_sent_at = -1;
	rv_layout_of(d->ui.rows, d->ui.cols, &d->ui.at, &d->ui.layout);
	*out = d;
	return RV_OK;
}

void rv_desk_free(rv_desk *d)
{
	free(d);
}

void rv_desk_set_sender(rv_desk *d, const rv_sender *to)
{
	rv_outbox_init(&d->ui.trade.out, to);
}

const rv_view *rv_desk_view(const rv_desk *d)
{
	return d->ui.scene.v;
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
	if (ui->scene.frozen && ui->scene.v) {
		update_frozen(d, v);
	} else {
		ui->scene = ui->live = rv_scene_at(v, now_mono_ms);
		ui->at.trade = rv_trade_of(&ui->scene) != NULL;
		rv_table_update(&ui->table, &ui->scene);
		rv_lists_update(ui);
		hold_log(ui);
	}
	update_trade(ui);
}

bool rv_desk_take_bell(rv_desk *d)
{
	const bool bell = d->ui.bell;

	d->ui.bell = false;
	return bell;
}

static rv_rect centred(const rv_ui *ui, int w, int h)
{
	const int most_w = ui->cols - 2, most_h = ui->rows - 2;
	const rv_rect r = { .w = w < most_w ? w : most_w, .h = h < most_h ? h : most_h };

	return (rv_rect){ (ui->cols - r.w) / 2, (ui->rows - r.h) / 2, r.w, r.h };
}

enum { HELP_W = 58, DETAILS_W = 96, ITEM_W = 84, SORT_W = 24, DIALOG_H = 40 };

/* A first line that leaves no more blank than there must be. */
static size_t at_most(size_t top, size_t lines, size_t page)
{
	const size_t most = lines > page ? lines - page : 0;

	return top < most ? top : most;
}

static void draw_dialog(rv_ui *ui, rv_canvas *c)
{
	const bool help = ui->mode == RV_MODE_HELP;
	const bool wide = help && ui->cols >= 2 * HELP_W + 2;
	const rv_rect box = centred(ui, help ? (wide ? 2 : 1) * HELP_W : DETAILS_W, DIALOG_H);

	ui->dialog_page = (size_t)(box.h - 2) * (wide ? 2 : 1);
	if (!help)
		ui->dialog_lines = rv_details_lines(ui, rv_details_dialog_width(box));
	ui->dialog_top = at_most(ui->dialog_top, ui->dialog_lines, ui->dialog_page);
	if (help) {
		ui->dialog_lines = rv_dialog_help(ui, c, box);
		const size_t top = at_most(ui->dialog_top, ui->dialog_lines, ui->dialog_page);
		if (top != ui->dialog_top) { /* how long it is was not known */
			ui->dialog_top = top;
			(void)rv_dialog_help(ui, c, box);
		}
		return;
	}
	rv_dialog_details(ui, c, box);
}

/* A ticket, mandate, order or fill: as high as it needs. */
static void draw_item(rv_ui *ui, rv_canvas *c)
{
	const int w = ui->cols - 2 < ITEM_W ? ui->cols - 2 : ITEM_W;
	const int lines = (int)rv_item_lines(ui, w - 4);
	const rv_rect box = centred(ui, ITEM_W, lines + 2 < DIALOG_H ? lines + 2 : DIALOG_H);

	ui->dialog_page = box.h > 2 ? (size_t)(box.h - 2) : 1;
	ui->dialog_lines = rv_item_lines(ui, box.w - 4);
	ui->dialog_top = at_most(ui->dialog_top, ui->dialog_lines, ui->dialog_page);
	rv_dialog_item(ui, c, box);
}

static int sort_choices(void)
{
	int n = 0;

	for (int col = 0; col < RV_COL_N; col++)
		n += rv_column_sortable((rv_column)col);
	return n;
}

/* The program, or the question about it; true: all that must be read is on the screen. */
static bool draw_program(rv_ui *ui, rv_canvas *c, bool asks)
{
	const rv_tv_program *p = rv_program_shown(ui);
	const size_t page = p ? rv_program_page(ui, p, asks) : 0;

	if (p)
		rv_program_arrange(ui, p, page);
	return rv_dialog_program(ui, c, asks);
}

/* A question counts from the frame on that it was whole in, a leg of it from its own. */
static void draw_question(rv_ui *ui, rv_canvas *c)
{
	rv_confirm *q = &ui->trade.confirm;

	if (q->ask != RV_ASK_PROGRAM) {
		rv_confirm_drawn(q, ui->frame, rv_dialog_confirm(ui, c));
		return;
	}
	rv_confirm_drawn(q, ui->frame, draw_program(ui, c, true));
	if (q->frame != 0)
		rv_confirm_legs_drawn(q, ui->frame, ui->trade.leg_top, ui->trade.leg_page);
}

static void draw_overlay(rv_ui *ui, rv_canvas *c)
{
	if (ui->layout.mode == RV_LAYOUT_TINY)
		return;
	switch (ui->mode) {
	case RV_MODE_HELP:
	case RV_MODE_DETAILS:
		draw_dialog(ui, c);
		break;
	case RV_MODE_SORT:
		rv_dialog_sort(ui, c, centred(ui, SORT_W, sort_choices() + 2));
		break;
	case RV_MODE_ITEM:
		draw_item(ui, c);
		break;
	case RV_MODE_CONFIRM:
		draw_question(ui, c);
		break;
	case RV_MODE_PROGRAM:
		(void)draw_program(ui, c, false);
		break;
	case RV_MODE_REASON:
	case RV_MODE_REDUCE:
		if (ui->trade.back == RV_MODE_PROGRAM)
			(void)draw_program(ui, c, false);
		break;
	case RV_MODE_KILL:
		rv_dialog_kill(ui, c);
		break;
	case RV_MODE_OVERRIDES:
		rv_dialog_overrides(ui, c);
		break;
	default:
		break;
	}
}

/* Keeps every scroll offset inside what there is to show. */
static void arrange(rv_ui *ui)
{
	const rv_layout *l = &ui->layout;
	const rv_pane_id list = rv_layout_list(ui->at.screen);

	if (list != RV_PANE_N && rv_layout_has(l, list))
		rv_table_arrange(&ui->table, rv_pane_table_page(l->panes[list]));
	rv_lists_arrange(ui);
	if (rv_layout_has(l, RV_PANE_DETAILS))
		ui->details_top = at_most(
			ui->details_top,
			rv_details_lines(ui, rv_details_pane_width(l->panes[RV_PANE_DETAILS])),
			(size_t)l->panes[RV_PANE_DETAILS].h - 1);
	for (int id = 0; id < RV_PANE_FOCUSABLE; id++) {
		const size_t lines = rv_pane_text_lines(ui, (rv_pane_id)id);
		if (lines > 0 && rv_layout_has(l, (rv_pane_id)id))
			ui->pane_top[id] =
				at_most(ui->pane_top[id], lines, (size_t)l->panes[id].h - 1);
	}
}

static void draw_pane(const rv_ui *ui, rv_canvas *c, rv_pane_id id)
{
	if (painters[id])
		painters[id](ui, c, ui->layout.panes[id]);
	else
		rv_pane_text(ui, c, ui->layout.panes[id], id);
}

void rv_desk_draw(rv_desk *d, rv_canvas *c)
{
	rv_ui *ui = &d->ui;

	ui->frame++;
	ui->cols = rv_canvas_cols(c);
	ui->rows = rv_canvas_rows(c);
	rv_layout_of(ui->rows, ui->cols, &ui->at, &ui->layout);
	arrange(ui);
	rv_canvas_clear(c);
	for (size_t i = 0; i < sizeof(draw_order) / sizeof(draw_order[0]); i++) {
		const rv_pane_id id = draw_order[i];
		if (rv_layout_has(&ui->layout, id))
			draw_pane(ui, c, id);
	}
	draw_overlay(ui, c);
	rv_lists_drawn(ui);
	rv_canvas_set_clip(c, (rv_rect){ 0, 0, ui->cols, ui->rows });
}

uint64_t rv_desk_frame(const rv_desk *d)
{
	return d->ui.frame;
}

void rv_desk_frame_sent(rv_desk *d, uint64_t frame, int64_t now_mono_ms)
{
	d->ui.frame_sent_at = now_mono_ms;
	rv_lists_sent(&d->ui, frame, now_mono_ms);
	if (d->ui.mode == RV_MODE_CONFIRM)
		rv_confirm_sent(&d->ui.trade.confirm, frame, now_mono_ms);
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
	if (ui->mode == RV_MODE_CONFIRM || ui->mode == RV_MODE_REASON ||
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

rv_desk_action rv_desk_key_at(rv_desk *d, int key, int64_t now_mono_ms)
{
	rv_ui *ui = &d->ui;
	const rv_key_context ctx = context(ui);
	const rv_action a = rv_keymap_find(ctx, key);

	ui->now_mono = now_mono_ms;
	if (key == RV_KEY_RESIZE) {
		rv_confirm_undrawn(&ui->trade.confirm);
		return RV_DESK_REPAINT;
	}
	if (ui->layout.mode == RV_LAYOUT_TINY && ui->mode != RV_MODE_KILL &&
	    !rv_action_is_safety(a))
		return RV_DESK_NONE;
	if (a == RV_ACT_NONE && !takes_all(ctx))
		return RV_DESK_NONE;
	return rv_ui_act(ui, a, key);
}

rv_desk_action rv_desk_key(rv_desk *d, int key)
{
	return rv_desk_key_at(d, key, d->ui.now_mono);
}
