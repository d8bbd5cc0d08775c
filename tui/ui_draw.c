/* The whole screen: layout, panes, what lies over them; see ui_draw.h. */
#include "tui/ui_draw.h"

#include "tui/order_lists.h"
#include "tui/overlay.h"
#include "tui/panes/panes.h"
#include "tui/panes/trading.h"
#include "tui/replay.h"

/* The others are panes of text. */
static void (*const painters[RV_PANE_N])(const rv_ui *, rv_canvas *, rv_rect) = {
	[RV_PANE_HEADER] = rv_pane_header,     [RV_PANE_TABS] = rv_pane_tabs,
	[RV_PANE_TABLE] = rv_pane_table,       [RV_PANE_BASKETS] = rv_pane_baskets,
	[RV_PANE_FEEDS] = rv_pane_feeds,       [RV_PANE_RESEARCH_PLOT] = rv_pane_research_plot,
	[RV_PANE_PLOT] = rv_pane_plot,	       [RV_PANE_SPREAD_PLOT] = rv_pane_spread_plot,
	[RV_PANE_LOG] = rv_pane_log,	       [RV_PANE_DETAILS] = rv_pane_details,
	[RV_PANE_SIGNALS] = rv_pane_signals,   [RV_PANE_STRUCTURE] = rv_pane_structure,
	[RV_PANE_HEAT] = rv_pane_heat,	       [RV_PANE_LAG] = rv_pane_lag,
	[RV_PANE_PENDING] = rv_pane_pending,   [RV_PANE_TICKETS] = rv_pane_tickets,
	[RV_PANE_MANDATES] = rv_pane_mandates, [RV_PANE_ORDERS] = rv_pane_orders,
	[RV_PANE_FILLS] = rv_pane_fills,       [RV_PANE_HISTORY] = rv_pane_history,
	[RV_PANE_STRIP] = rv_pane_strip,       [RV_PANE_ALERT] = rv_pane_alert,
	[RV_PANE_HINTS] = rv_pane_hints,       [RV_PANE_NOTICE] = rv_pane_notice,
	[RV_PANE_TOUR] = rv_pane_tour,
};

/* Rules meet from above: panes are drawn in this order, top to bottom, left to right. */
static const rv_pane_id draw_order[] = {
	RV_PANE_HEADER,
	RV_PANE_TABS,
	RV_PANE_TICKETS,
	RV_PANE_NET_TARGET,
	RV_PANE_RESEARCH_PLOT,
	RV_PANE_RESEARCH_RUN,
	RV_PANE_RESEARCH_WINDOWS,
	RV_PANE_PNL,
	RV_PANE_EXECUTION,
	RV_PANE_FUNDING,
	RV_PANE_REGRET,
	RV_PANE_TABLE,
	RV_PANE_MAJORS,
	RV_PANE_SIGNALS,
	RV_PANE_LIMITS,
	RV_PANE_VENUE,
	RV_PANE_STRUCTURE,
	RV_PANE_REGIME,
	RV_PANE_POSITIONS,
	RV_PANE_LEADERS,
	RV_PANE_BOOK,
	RV_PANE_HEAT,
	RV_PANE_BASKETS,
	RV_PANE_RISKOFF,
	RV_PANE_PENDING,
	RV_PANE_FEEDS,
	RV_PANE_DETAILS,
	RV_PANE_MANDATES,
	RV_PANE_ORDERS,
	RV_PANE_FILLS,
	RV_PANE_HISTORY,
	RV_PANE_MARGIN,
	RV_PANE_STOPS,
	RV_PANE_BREAKS,
	RV_PANE_PLOT,
	RV_PANE_SPREAD_PLOT,
	RV_PANE_HEDGE,
	RV_PANE_FACTORS,
	RV_PANE_BUCKETS,
	RV_PANE_MA_BASKET,
	RV_PANE_LAG,
	RV_PANE_LOG,
	RV_PANE_AUDIT,
	RV_PANE_STRIP,
	RV_PANE_ALERT,
	RV_PANE_TOUR,
	RV_PANE_NOTICE,
};

/* Keeps every scroll offset inside what there is to show. */
static void arrange(rv_ui *ui)
{
	const rv_layout *l = &ui->layout;
	const rv_pane_id list = rv_layout_list(ui->at.screen);

	if (list != RV_PANE_N && rv_layout_has(l, list))
		rv_table_arrange(&ui->table, rv_pane_table_page(l->panes[list]));
	rv_lists_arrange(ui);
	if (rv_layout_has(l, RV_PANE_DETAILS))
		ui->details_top = rv_ui_at_most(
			ui->details_top,
			rv_details_lines(ui, rv_details_pane_width(l->panes[RV_PANE_DETAILS])),
			(size_t)l->panes[RV_PANE_DETAILS].h - 1);
	for (int id = 0; id < RV_PANE_FOCUSABLE; id++) {
		const size_t lines = rv_pane_text_lines(ui, (rv_pane_id)id);
		if (lines > 0 && rv_layout_has(l, (rv_pane_id)id))
			ui->pane_top[id] =
				rv_ui_at_most(ui->pane_top[id], lines, (size_t)l->panes[id].h - 1);
	}
}

void rv_pane_draw(const rv_ui *ui, rv_canvas *c, rv_rect r, rv_pane_id id)
{
	if (painters[id])
		painters[id](ui, c, r);
	else
		rv_pane_text(ui, c, r, id);
}

void rv_ui_draw(rv_ui *ui, rv_canvas *c)
{
	ui->frame++;
	rv_replay_draw_begin(ui);
	ui->cols = rv_canvas_cols(c);
	ui->rows = rv_canvas_rows(c);
	ui->at.tour = rv_tour_room_of(ui);
	rv_layout_of(ui->rows, ui->cols, &ui->at, &ui->layout);
	arrange(ui);
	rv_canvas_clear(c);
	for (size_t i = 0; i < sizeof(draw_order) / sizeof(draw_order[0]); i++) {
		const rv_pane_id id = draw_order[i];
		if (rv_layout_has(&ui->layout, id))
			rv_pane_draw(ui, c, ui->layout.panes[id], id);
	}
	rv_overlay_draw(ui, c);
	if (rv_layout_has(&ui->layout, RV_PANE_HINTS)) /* how long a dialog is is known now */
		rv_pane_draw(ui, c, ui->layout.panes[RV_PANE_HINTS], RV_PANE_HINTS);
	rv_lists_drawn(ui);
	rv_replay_draw_end(ui);
	rv_canvas_set_clip(c, (rv_rect){ 0, 0, ui->cols, ui->rows });
}
