/* What a click and the wheel do; see mouse.h. */
#include "tui/mouse.h"

#include "tui/actions.h"
#include "tui/keys.h"
#include "tui/order_lists.h"

enum { WHEEL_LINES = 3 };

static bool inside(rv_rect r, int x, int y)
{
	return x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h;
}

/* RV_PANE_FOCUSABLE: none that can have the focus. */
static rv_pane_id pane_under(const rv_ui *ui, int x, int y)
{
	for (int id = 0; id < RV_PANE_FOCUSABLE; id++) {
		if (rv_layout_has(&ui->layout, (rv_pane_id)id) &&
		    inside(ui->layout.panes[id], x, y))
			return (rv_pane_id)id;
	}
	return RV_PANE_FOCUSABLE;
}

static void focus(rv_ui *ui, rv_pane_id pane)
{
	const rv_pane_id *list;
	const size_t n = rv_layout_screen_panes(&ui->at, &list);

	for (size_t i = 0; i < n; i++) {
		if (list[i] != pane)
			continue;
		if (rv_layout_ledgers(&ui->at))
			ui->at.view = (rv_portfolio_view)(RV_PORTFOLIO_PNL + i);
		else
			ui->at.focus = pane;
	}
}

/* The thing that the last drawing had on that line; by its id, as every choice. */
static void choose_row(rv_ui *ui, rv_pane_id pane, int y)
{
	const rv_list_id list = rv_list_of_pane(pane);
	const int line = y - ui->layout.panes[pane].y - rv_list_first(pane);

	if (line < 0)
		return;
	if (list != RV_LIST_N) {
		rv_picks *p = &ui->trade.lists[list];
		if ((size_t)line < p->page && p->top + (size_t)line < p->n)
			rv_picks_move_to(p, p->top + (size_t)line);
	} else if (pane == rv_layout_list(ui->at.screen)) {
		rv_table *t = &ui->table;
		if ((size_t)line >= t->page || t->top + (size_t)line >= t->n)
			return;
		rv_table_move_to(t, t->top + (size_t)line);
		ui->plot_spread = false;
	}
}

rv_desk_action rv_mouse_act(rv_ui *ui, int key)
{
	int x, y;
	const rv_mouse what = rv_key_mouse_at(key, &x, &y);
	const rv_pane_id pane = pane_under(ui, x, y);

	if (!ui->wish.mouse || ui->mode != RV_MODE_PANES || pane == RV_PANE_FOCUSABLE ||
	    ui->layout.mode == RV_LAYOUT_TINY)
		return RV_DESK_NONE;
	if (what == RV_MOUSE_PRESS) {
		focus(ui, pane);
		choose_row(ui, pane, y);
		return RV_DESK_REDRAW;
	}
	for (int i = 0; i < WHEEL_LINES; i++)
		(void)rv_ui_scroll(ui, pane, what == RV_MOUSE_WHEEL_UP ? RV_ACT_UP : RV_ACT_DOWN);
	return RV_DESK_REDRAW;
}
