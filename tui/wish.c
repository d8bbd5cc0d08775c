/* What the keys about the terminal do; see wish_keys.h. */
#include "tui/wish.h"

#include <stddef.h>
#include <string.h>

#include "tui/fmt.h"
#include "tui/order_lists.h"
#include "tui/wish_keys.h"

static rv_desk_action change_pace(rv_ui *ui, int step)
{
	const int ms = ui->prefs.refresh_ms = rv_prefs_refresh_step(ui->prefs.refresh_ms, step);
	const char *end = ms == RV_REFRESH_MIN_MS   ? ", the shortest"
			  : ms == RV_REFRESH_MAX_MS ? ", the longest"
						    : "";

	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_TEXT, "a frame each %s s%s, keys at once",
		   rv_num((double)ms / 1000.0, ms % 1000 == 0 ? 0 : 2).s, end);
	return RV_DESK_REDRAW;
}

static rv_desk_action toggle_mouse(rv_ui *ui)
{
	ui->wish.mouse = !ui->wish.mouse;
	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_TEXT, "%s",
		   ui->wish.mouse
			   ? "mouse on: a click chooses, the wheel scrolls; text is selected "
			     "with Shift"
			   : "mouse off: it selects text again");
	return RV_DESK_REDRAW;
}

rv_desk_action rv_wish_act(rv_ui *ui, rv_action a)
{
	switch (a) {
	case RV_ACT_MOUSE:
		return toggle_mouse(ui);
	case RV_ACT_COPY:
		ui->wish.copy = true;
		return RV_DESK_REDRAW;
	case RV_ACT_SLOWER:
		return change_pace(ui, 1);
	case RV_ACT_FASTER:
		return change_pace(ui, -1);
	default:
		return RV_DESK_NONE;
	}
}

/* The line of the screen with the chosen row of the focused list, or of the symbols; -1 none. */
static int chosen_line(const rv_ui *ui, rv_pane_id *pane)
{
	const rv_pane_id focus = rv_layout_focus(&ui->at);
	const rv_list_id list = rv_list_of_pane(focus);
	size_t row;

	*pane = list != RV_LIST_N ? focus : rv_layout_list(ui->at.screen);
	if (ui->mode != RV_MODE_PANES || *pane == RV_PANE_N || !rv_layout_has(&ui->layout, *pane))
		return -1;
	if (list != RV_LIST_N) {
		const rv_picks *p = &ui->trade.lists[list];
		row = p->cursor - p->top;
		if (!rv_picks_selected(p) || row >= p->page)
			return -1;
	} else {
		row = ui->table.cursor - ui->table.top;
		if (!rv_table_selected(&ui->table) || row >= ui->table.page)
			return -1;
	}
	return ui->layout.panes[*pane].y + rv_list_first(*pane) + (int)row;
}

/* The cells of a line, without what marks the chosen one and what only draws. */
static size_t take_cells(const rv_canvas *c, rv_rect r, int y, char out[RV_WISH_COPY])
{
	enum { GUTTER = 2 };
	const int from = r.x + (r.x > 0 ? 1 : 0) + GUTTER;
	size_t n = 0, blanks = 0;

	/* the canvas may have a new size that nothing has been drawn in yet */
	const int end = r.x + r.w < rv_canvas_cols(c) ? r.x + r.w : rv_canvas_cols(c);
	for (int x = from; x < end && n + 2 < RV_WISH_COPY; x++) {
		const wchar_t ch = rv_canvas_at(c, x, y)->ch;
		if (ch <= L' ' || ch >= 0x7f) {
			blanks++;
			continue;
		}
		if (blanks > 0 && n > 0)
			out[n++] = blanks > 1 ? '\t' : ' ';
		blanks = 0;
		out[n++] = (char)ch;
	}
	out[n] = '\0';
	return n;
}

bool rv_wish_row(rv_ui *ui, const rv_canvas *c, char out[RV_WISH_COPY])
{
	rv_pane_id pane;
	const int y = chosen_line(ui, &pane);

	if (y < 0 || y >= rv_canvas_rows(c) || take_cells(c, ui->layout.panes[pane], y, out) == 0) {
		rv_say_set(&ui->say, ui->now_mono, RV_ROLE_WARN,
			   "nothing copied: no row is chosen on this screen");
		return false;
	}
	rv_say_set(&ui->say, ui->now_mono, RV_ROLE_TEXT,
		   "sent to the clipboard, which the terminal may ignore: %.*s",
		   (int)strcspn(out, "\t"), out);
	return true;
}
