/* What the keys do to the UI state; see actions.h. */
#include "tui/actions.h"

#include <assert.h>
#include <string.h>

#include "tui/export_ask.h"
#include "tui/input_actions.h"
#include "tui/order_lists.h"
#include "tui/override.h"
#include "tui/panes/panes.h"
#include "tui/requests.h"
#include "tui/settings.h"
#include "tui/trade_keys.h"
#include "tui/trade_program.h"
#include "tui/wish_keys.h"

static size_t scrolled(size_t at, long delta, size_t most)
{
	if (delta < 0)
		return at > (size_t)-delta ? at - (size_t)-delta : 0;
	return at + (size_t)delta < most ? at + (size_t)delta : most;
}

bool rv_action_movement(rv_action a, size_t page, long *delta)
{
	const long p = page > 1 ? (long)page : 1;

	switch (a) {
	case RV_ACT_DOWN:
		*delta = 1;
		return true;
	case RV_ACT_UP:
		*delta = -1;
		return true;
	case RV_ACT_HALF_DOWN:
		*delta = (p + 1) / 2;
		return true;
	case RV_ACT_HALF_UP:
		*delta = -(p + 1) / 2;
		return true;
	case RV_ACT_PAGE_DOWN:
		*delta = p;
		return true;
	case RV_ACT_PAGE_UP:
		*delta = -p;
		return true;
	case RV_ACT_FIRST:
		*delta = -RV_MAX_SYMBOLS;
		return true;
	case RV_ACT_LAST:
		*delta = RV_MAX_SYMBOLS;
		return true;
	default:
		return false;
	}
}

/* From the plot and the feeds they go through the symbols. */
rv_desk_action rv_ui_scroll(rv_ui *ui, rv_pane_id focus, rv_action a)
{
	const int h = ui->layout.panes[focus].h;
	size_t most_back;
	const size_t log_page = rv_pane_log_page(ui, &most_back);
	const size_t page = focus == rv_layout_list(ui->at.screen) ? ui->table.page
			    : focus == RV_PANE_LOG		   ? log_page
			    : h > 1				   ? (size_t)h - 1
								   : 1;
	const rv_list_id list = rv_list_of_pane(focus);
	long delta;

	if (!rv_action_movement(a, list == RV_LIST_N ? page : ui->trade.lists[list].page, &delta))
		return RV_DESK_NONE;
	if (list != RV_LIST_N)
		rv_picks_move(&ui->trade.lists[list], delta);
	else if (focus == RV_PANE_BASKETS || (focus == RV_PANE_PLOT && ui->plot_spread)) {
		ui->spread = (int)scrolled((size_t)ui->spread, delta, RV_SPREAD_N - 1);
		ui->plot_spread = true;
	} else if (focus == RV_PANE_LOG) {
		ui->log_back = scrolled(ui->log_back, -delta, most_back);
	} else if (focus == RV_PANE_DETAILS) {
		const size_t lines =
			rv_details_lines(ui, rv_details_pane_width(ui->layout.panes[focus]));
		ui->details_top = scrolled(ui->details_top, delta, lines > page ? lines - page : 0);
	} else if (rv_pane_text_lines(ui, focus) > 0) {
		const size_t lines = rv_pane_text_lines(ui, focus);
		ui->pane_top[focus] =
			scrolled(ui->pane_top[focus], delta, lines > page ? lines - page : 0);
	} else {
		rv_table_move(&ui->table, delta);
		ui->plot_spread = false;
	}
	return RV_DESK_REDRAW;
}

static rv_desk_action scroll_columns(rv_ui *ui, int step)
{
	const int to = ui->table.col_scroll + step;

	if (to < 0 || to > rv_pane_table_scroll_max(ui))
		return RV_DESK_NONE;
	ui->table.col_scroll = to;
	return RV_DESK_REDRAW;
}

static rv_desk_action focus_step(rv_ui *ui, int step)
{
	const rv_pane_id *list;
	const size_t n = rv_layout_screen_panes(&ui->at, &list);
	const rv_pane_id now = rv_layout_focus(&ui->at);
	size_t i = 0;

	while (list[i] != now)
		i++;
	i = (i + (step < 0 ? n - 1 : 1)) % n;
	if (rv_layout_ledgers(&ui->at))
		ui->at.view = (rv_portfolio_view)(RV_PORTFOLIO_PNL + i);
	else
		ui->at.focus = list[i];
	return RV_DESK_REDRAW;
}

rv_desk_action rv_ui_screen(rv_ui *ui, rv_screen_id screen)
{
	ui->at.screen = screen;
	ui->at.zoom = false;
	return RV_DESK_REDRAW;
}

rv_desk_action rv_ui_dialog(rv_ui *ui, rv_ui_mode mode)
{
	ui->mode = mode;
	ui->dialog_top = 0;
	ui->dialog_page = 1;
	ui->dialog_lines = RV_MAX_SYMBOLS; /* until it is drawn, which sets both and mends top */
	return RV_DESK_REDRAW;
}

static rv_desk_action open_item(rv_ui *ui, rv_list_id list)
{
	const rv_pick *p = rv_picks_selected(&ui->trade.lists[list]);

	if (!p)
		return RV_DESK_NONE;
	if (p->kind == RV_PICK_PROGRAM)
		return rv_program_open(ui, p->a);
	if (p->kind == RV_PICK_REQUEST)
		return rv_request_open(ui, p->a);
	ui->trade.item = *p;
	return rv_ui_dialog(ui, RV_MODE_ITEM);
}

/* A spread has its plot for details, a symbol its sum, a ticket its checks. */
static rv_desk_action open_details(rv_ui *ui)
{
	const rv_list_id list = rv_list_of_pane(rv_layout_focus(&ui->at));

	if (list != RV_LIST_N)
		return open_item(ui, list);
	if (rv_layout_focus(&ui->at) != RV_PANE_BASKETS)
		return rv_ui_dialog(ui, RV_MODE_DETAILS);
	ui->plot_spread = true;
	ui->at.focus = RV_PANE_PLOT;
	return RV_DESK_REDRAW;
}

static rv_desk_action toggle_freeze(rv_ui *ui)
{
	rv_scene *s = &ui->scene;

	if (!s->v)
		return RV_DESK_NONE;
	s->frozen = !s->frozen;
	ui->frozen_mono = ui->now_mono;
	s->frozen_for_ms = 0;
	return RV_DESK_REDRAW;
}

/* Closes one thing: zoom, then the screen, then the filter. */
static rv_desk_action back(rv_ui *ui)
{
	rv_filter_error err;

	if (ui->at.zoom) {
		ui->at.zoom = false;
		return RV_DESK_REDRAW;
	}
	if (ui->at.screen != RV_SCREEN_DESK)
		return rv_ui_screen(ui, RV_SCREEN_DESK);
	if (ui->table.filter.n == 0)
		return RV_DESK_NONE;
	const rv_status st = rv_table_set_filter(&ui->table, "", &ui->scene, &err);
	assert(st == RV_OK); /* the empty expression always parses */
	(void)st;
	return RV_DESK_REDRAW;
}

static rv_desk_action change_range(rv_ui *ui, int step)
{
	int *range = ui->at.screen == RV_SCREEN_RESEARCH ? &ui->research_range : &ui->range;
	const int to = *range + step;

	if (to < 0 || to >= RV_PLOT_RANGES)
		return RV_DESK_NONE;
	*range = to;
	return RV_DESK_REDRAW;
}

/* They are seen on one screen only; where the table is sorted by them, the order follows. */
static rv_desk_action choose_measure(rv_ui *ui)
{
	if (ui->table.sort == RV_COL_MEASURE)
		rv_table_sort_again(&ui->table, &ui->scene);
	return ui->at.screen == RV_SCREEN_STRUCTURE ? RV_DESK_REDRAW : RV_DESK_NONE;
}

static rv_desk_action next_columns(rv_ui *ui)
{
	rv_table_set_columns(&ui->table, (rv_column_set)((ui->table.columns + 1) % RV_COLUMN_SETS));
	return RV_DESK_REDRAW;
}

/* Sets of columns where the table is; the Portfolio's other sides, with an order side alone. */
static rv_desk_action next_view(rv_ui *ui)
{
	if (rv_layout_list(ui->at.screen) == RV_PANE_TABLE)
		return next_columns(ui);
	if (ui->at.screen != RV_SCREEN_PORTFOLIO || !ui->at.trade)
		return RV_DESK_NONE;
	ui->at.view = (rv_portfolio_view)((ui->at.view + 1) % RV_PORTFOLIO_N);
	ui->at.zoom = false;
	return RV_DESK_REDRAW;
}

static rv_desk_action table_action(rv_ui *ui, rv_action a)
{
	rv_table *t = &ui->table;

	switch (a) {
	case RV_ACT_FIND_NEXT:
	case RV_ACT_FIND_PREV:
		if (!rv_table_find(t, t->find, a == RV_ACT_FIND_NEXT ? 1 : -1))
			return RV_DESK_NONE;
		ui->plot_spread = false;
		return RV_DESK_REDRAW;
	case RV_ACT_SORT_INVERT:
		rv_table_invert(t, &ui->scene);
		return RV_DESK_REDRAW;
	case RV_ACT_SORT_PREV:
	case RV_ACT_SORT_NEXT:
		rv_table_sort_step(t, a == RV_ACT_SORT_NEXT ? 1 : -1, &ui->scene);
		return RV_DESK_REDRAW;
	case RV_ACT_MARK:
		if (rv_list_of_pane(rv_layout_focus(&ui->at)) != RV_LIST_N)
			return rv_trade_mark(ui);
		rv_table_mark(t);
		return RV_DESK_REDRAW;
	case RV_ACT_UNMARK_ALL:
		if (rv_list_of_pane(rv_layout_focus(&ui->at)) != RV_LIST_N)
			ui->trade.n_marked = 0;
		else
			rv_table_unmark_all(t);
		return RV_DESK_REDRAW;
	case RV_ACT_LEADER:
		t->leader = (t->leader + 1) % RV_LEADERS;
		return choose_measure(ui);
	case RV_ACT_MEASURE:
		t->measure = (rv_measure)((t->measure + 1) % RV_MEASURE_N);
		return choose_measure(ui);
	case RV_ACT_VIEW:
		return next_view(ui);
	case RV_ACT_LEFT:
		return scroll_columns(ui, -1);
	case RV_ACT_RIGHT:
		return scroll_columns(ui, 1);
	default:
		return rv_ui_scroll(ui, rv_layout_focus(&ui->at), a);
	}
}

/* Keys of the screens, in the order of rv_screen_id. */
static bool screen_of(rv_action a, rv_screen_id *screen)
{
	if (a < RV_ACT_SCREEN_DESK || a > RV_ACT_SCREEN_RESEARCH)
		return false;
	*screen = (rv_screen_id)(a - RV_ACT_SCREEN_DESK);
	return true;
}

static rv_desk_action pane_action(rv_ui *ui, rv_action a)
{
	rv_screen_id screen;

	if (screen_of(a, &screen))
		return rv_ui_screen(ui, screen);
	if (rv_action_is_trading(a))
		return rv_trade_act(ui, a);
	switch (a) {
	case RV_ACT_FOCUS_NEXT:
		return focus_step(ui, 1);
	case RV_ACT_FOCUS_PREV:
		return focus_step(ui, -1);
	case RV_ACT_ZOOM:
		ui->at.zoom = !ui->at.zoom;
		return RV_DESK_REDRAW;
	case RV_ACT_DETAILS:
		return open_details(ui);
	case RV_ACT_BACK:
		return back(ui);
	case RV_ACT_SETTINGS:
		return rv_settings_open(ui);
	case RV_ACT_EXPORT:
		return rv_export_ask(ui, RV_EXPORT_CSV | RV_EXPORT_JSON, "");
	case RV_ACT_FIND:
		return rv_input_open(ui, RV_MODE_FIND);
	case RV_ACT_FILTER:
		return rv_input_open(ui, RV_MODE_FILTER);
	case RV_ACT_MOUSE:
	case RV_ACT_COPY:
	case RV_ACT_SLOWER:
	case RV_ACT_FASTER:
		return rv_wish_act(ui, a);
	case RV_ACT_SORT_MENU:
		ui->sort_cursor = (int)ui->table.sort;
		return rv_ui_dialog(ui, RV_MODE_SORT);
	case RV_ACT_RANGE_SHORTER:
		return change_range(ui, -1);
	case RV_ACT_RANGE_LONGER:
		return change_range(ui, 1);
	default:
		return table_action(ui, a);
	}
}

static rv_desk_action dialog_action(rv_ui *ui, rv_action a)
{
	const size_t most =
		ui->dialog_lines > ui->dialog_page ? ui->dialog_lines - ui->dialog_page : 0;
	long delta;

	if (a == RV_ACT_BACK) {
		ui->mode = RV_MODE_PANES;
		return RV_DESK_REDRAW;
	}
	if (!rv_action_movement(a, ui->dialog_page, &delta))
		return RV_DESK_NONE;
	ui->dialog_top = scrolled(ui->dialog_top, delta, most);
	return RV_DESK_REDRAW;
}

static void sort_cursor_step(rv_ui *ui, int step)
{
	for (int col = ui->sort_cursor + step; col >= 0 && col < RV_COL_N; col += step) {
		if (rv_column_sortable((rv_column)col)) {
			ui->sort_cursor = col;
			return;
		}
	}
}

static rv_desk_action sort_action(rv_ui *ui, rv_action a)
{
	long delta;

	switch (a) {
	case RV_ACT_ACCEPT:
		if (ui->table.sort != (rv_column)ui->sort_cursor)
			rv_table_sort_by(&ui->table, (rv_column)ui->sort_cursor, &ui->scene);
		ui->mode = RV_MODE_PANES;
		return RV_DESK_REDRAW;
	case RV_ACT_SORT_INVERT:
		rv_table_invert(&ui->table, &ui->scene);
		return RV_DESK_REDRAW;
	case RV_ACT_BACK:
		ui->mode = RV_MODE_PANES;
		return RV_DESK_REDRAW;
	default:
		if (!rv_action_movement(a, 1, &delta))
			return RV_DESK_NONE;
		for (long k = delta < 0 ? -delta : delta; k > 0; k--)
			sort_cursor_step(ui, delta < 0 ? -1 : 1);
		return RV_DESK_REDRAW;
	}
}

static rv_desk_action item_action(rv_ui *ui, rv_action a)
{
	return rv_action_is_trading(a) ? rv_trade_act(ui, a) : dialog_action(ui, a);
}

static rv_desk_action program_action(rv_ui *ui, rv_action a)
{
	if (rv_action_is_trading(a))
		return rv_trade_act(ui, a);
	if (a != RV_ACT_BACK)
		return rv_program_move(ui, a);
	ui->mode = RV_MODE_PANES;
	return RV_DESK_REDRAW;
}

rv_desk_action rv_ui_tour(rv_ui *ui)
{
	rv_tour_toggle(ui);
	return RV_DESK_REDRAW;
}

/* What works wherever the keyboard is; RV_DESK_NONE and *done false: it is none of those. */
static rv_desk_action common_action(rv_ui *ui, rv_action a, bool *done)
{
	*done = true;
	switch (a) {
	case RV_ACT_QUIT:
		return rv_trade_quit(ui);
	case RV_ACT_REPAINT:
		rv_confirm_undrawn(&ui->trade.confirm);
		return RV_DESK_REPAINT;
	case RV_ACT_FREEZE:
		return toggle_freeze(ui);
	case RV_ACT_ACK_ALERT:
		return rv_trade_ack_alert(ui) ? RV_DESK_REDRAW : RV_DESK_NONE;
	case RV_ACT_COMMAND:
		return rv_input_open(ui, RV_MODE_COMMAND);
	case RV_ACT_HELP:
		if (ui->mode == RV_MODE_HELP)
			return dialog_action(ui, RV_ACT_BACK);
		return rv_ui_dialog(ui, RV_MODE_HELP);
	case RV_ACT_TOUR:
		return ui->mode == RV_MODE_HELP ? rv_ui_tour(ui) : RV_DESK_NONE;
	case RV_ACT_TOUR_NEXT:
	case RV_ACT_TOUR_PREV:
		return rv_tour_go(ui, a == RV_ACT_TOUR_NEXT ? 1 : -1) ? RV_DESK_REDRAW
								      : RV_DESK_NONE;
	case RV_ACT_LOCK:
	case RV_ACT_KILL:
		if (ui->mode == RV_MODE_KILL)
			break;
		return rv_trade_safety(ui, a);
	default:
		break;
	}
	*done = false;
	return RV_DESK_NONE;
}

rv_desk_action rv_ui_act(rv_ui *ui, rv_action a, int key)
{
	bool done;
	const rv_desk_action common = common_action(ui, a, &done);

	if (done)
		return common;
	switch (ui->mode) {
	case RV_MODE_PANES:
		return pane_action(ui, a);
	case RV_MODE_HELP:
	case RV_MODE_DETAILS:
	case RV_MODE_HANDOVER:
	case RV_MODE_RULES:
	case RV_MODE_WHATIF:
		return dialog_action(ui, a);
	case RV_MODE_ITEM:
		return item_action(ui, a);
	case RV_MODE_PROGRAM:
		return program_action(ui, a);
	case RV_MODE_SORT:
		return sort_action(ui, a);
	case RV_MODE_SETTINGS:
		return rv_settings_act(ui, a);
	case RV_MODE_OVERRIDES:
		return rv_override_menu_act(ui, a);
	case RV_MODE_CONFIRM:
		return rv_trade_answer(ui, a, key);
	case RV_MODE_KILL:
		return rv_trade_kill_menu(ui, a);
	default:
		return rv_input_act(ui, a, key);
	}
}
