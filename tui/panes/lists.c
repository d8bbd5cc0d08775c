/* Lists of symbols other than the table itself; see lists.h. */
#include "tui/panes/lists.h"

#include "tui/paint.h"
#include "tui/panes/panes.h"

void rv_list_cell(rv_canvas *c, int *x, int y, int w, rv_role role, const char *text)
{
	*x += 1;
	rv_canvas_text_right(c, *x, y, w, role, 0, text);
	*x += w;
}

static void draw_name(const rv_ui *ui, rv_canvas *c, int y, size_t i)
{
	const rv_table_entry *e = &ui->table.entries[i];
	const bool here = i == ui->table.cursor, gone = ui->scene.v->rows[e->row].delisted;

	if (here)
		rv_canvas_put(c, 0, y, L'>', RV_ROLE_TEXT, RV_ATTR_BOLD);
	if (e->marked)
		rv_canvas_put(c, 1, y, L'+', RV_ROLE_ENTRY, RV_ATTR_BOLD);
	else if (gone)
		rv_canvas_put(c, 1, y, L'x', RV_ROLE_DIM, 0);
	rv_canvas_text(c, RV_LIST_GUTTER, y, RV_LIST_NAME, gone ? RV_ROLE_DIM : RV_ROLE_TEXT,
		       here || e->marked ? RV_ATTR_BOLD : 0, e->symbol);
}

void rv_list_draw(const rv_ui *ui, rv_canvas *c, rv_rect r, rv_pane_id id, const char *note,
		  void (*heads)(const rv_ui *ui, rv_canvas *c, int w),
		  void (*row)(const rv_ui *ui, rv_canvas *c, int y, int w, const rv_view_row *r))
{
	const rv_table *t = &ui->table;
	const rv_rect in = rv_paint_frame(c, r, rv_pane_title(id), note, rv_ui_focused(ui, id));

	if (!ui->scene.v || t->n == 0) {
		rv_canvas_text(c, RV_LIST_GUTTER, 1, in.w, RV_ROLE_DIM, 0,
			       !ui->scene.v    ? "No snapshot from the engine yet."
			       : t->total == 0 ? "No instruments yet."
					       : "No symbol matches the filter.");
		return;
	}
	rv_canvas_text(c, RV_LIST_GUTTER, 0, RV_LIST_NAME,
		       t->sort == RV_COL_SYMBOL ? RV_ROLE_TITLE : RV_ROLE_DIM, 0, "SYMBOL");
	heads(ui, c, in.w);
	for (size_t i = t->top; i < t->n && i < t->top + rv_pane_table_page(r); i++) {
		const int y = 1 + (int)(i - t->top);
		draw_name(ui, c, y, i);
		row(ui, c, y, in.w, &ui->scene.v->rows[t->entries[i].row]);
		if (i == t->cursor && rv_ui_focused(ui, id))
			rv_paint_selected(c, y, in.w);
	}
}
