/*
 * The desk: keys change the UI state, drawing asks the layout where the panes are and lets each
 * draw itself. See desk.h.
 */
#include "tui/desk.h"

#include <stdlib.h>

#include "tui/actions.h"
#include "tui/keys.h"
#include "tui/panes/panes.h"
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
	[RV_PANE_ALERT] = rv_pane_alert,
	[RV_PANE_HINTS] = rv_pane_hints,
	[RV_PANE_NOTICE] = rv_pane_notice,
};

/* Rules meet from above: panes are drawn in this order, top to bottom, left to right. */
static const rv_pane_id draw_order[] = {
	RV_PANE_HEADER,	     RV_PANE_TABS,    RV_PANE_TABLE,   RV_PANE_MAJORS,	  RV_PANE_SIGNALS,
	RV_PANE_STRUCTURE,   RV_PANE_REGIME,  RV_PANE_LEADERS, RV_PANE_BOOK,	  RV_PANE_HEAT,
	RV_PANE_BASKETS,     RV_PANE_RISKOFF, RV_PANE_FEEDS,   RV_PANE_DETAILS,	  RV_PANE_PLOT,
	RV_PANE_SPREAD_PLOT, RV_PANE_FACTORS, RV_PANE_BUCKETS, RV_PANE_MA_BASKET, RV_PANE_LAG,
	RV_PANE_LOG,	     RV_PANE_ALERT,   RV_PANE_HINTS,   RV_PANE_NOTICE,
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
	rv_layout_of(d->ui.rows, d->ui.cols, &d->ui.at, &d->ui.layout);
	*out = d;
	return RV_OK;
}

void rv_desk_free(rv_desk *d)
{
	free(d);
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

void rv_desk_update(rv_desk *d, const rv_view *v, int64_t now_mono_ms)
{
	rv_ui *ui = &d->ui;

	ui->now_mono = now_mono_ms;
	if (v && rv_alerts_update(&ui->alerts, v))
		ui->bell = true;
	if (ui->scene.frozen && ui->scene.v) {
		update_frozen(d, v);
		return;
	}
	ui->scene = ui->live = rv_scene_at(v, now_mono_ms);
	rv_table_update(&ui->table, &ui->scene);
	hold_log(ui);
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

enum { HELP_W = 58, DETAILS_W = 96, SORT_W = 24, DIALOG_H = 40 };

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

static int sort_choices(void)
{
	int n = 0;

	for (int col = 0; col < RV_COL_N; col++)
		n += rv_column_sortable((rv_column)col);
	return n;
}

static void draw_overlay(rv_ui *ui, rv_canvas *c)
{
	if (ui->layout.mode == RV_LAYOUT_TINY)
		return;
	if (ui->mode == RV_MODE_HELP || ui->mode == RV_MODE_DETAILS)
		draw_dialog(ui, c);
	else if (ui->mode == RV_MODE_SORT)
		rv_dialog_sort(ui, c, centred(ui, SORT_W, sort_choices() + 2));
}

/* Keeps every scroll offset inside what there is to show. */
static void arrange(rv_ui *ui)
{
	const rv_layout *l = &ui->layout;
	const rv_pane_id list = rv_layout_list(ui->at.screen);

	if (list != RV_PANE_N && rv_layout_has(l, list))
		rv_table_arrange(&ui->table, rv_pane_table_page(l->panes[list]));
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
	rv_canvas_set_clip(c, (rv_rect){ 0, 0, ui->cols, ui->rows });
}

rv_desk_action rv_desk_key(rv_desk *d, int key)
{
	const rv_key_context ctx = rv_ui_context(d->ui.mode);
	const rv_action a = rv_keymap_find(ctx, key);

	if (key == RV_KEY_RESIZE)
		return RV_DESK_REPAINT;
	/* Too small to see what a key would do: only leaving works. */
	if (d->ui.layout.mode == RV_LAYOUT_TINY && a != RV_ACT_QUIT && a != RV_ACT_REPAINT)
		return RV_DESK_NONE;
	if (a == RV_ACT_NONE && ctx != RV_CTX_INPUT)
		return RV_DESK_NONE;
	return rv_ui_act(&d->ui, a, key);
}
