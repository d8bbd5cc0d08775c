/* What the panes that list symbols share: the order and the cursor of the symbol table. */
#ifndef RV_TUI_PANES_LISTS_H
#define RV_TUI_PANES_LISTS_H

#include "tui/canvas.h"
#include "tui/ui.h"

enum { RV_LIST_GUTTER = 2, RV_LIST_NAME = 9 };

/*
 * Draws frame, heads (text, dim) and for each line on screen the symbol's gutter and name, then
 * calls row with the line's y; reverses the selected line. why: shown when the list is empty.
 */
void rv_list_draw(const rv_ui *ui, rv_canvas *c, rv_rect r, rv_pane_id id, const char *note,
		  void (*heads)(const rv_ui *ui, rv_canvas *c, int w),
		  void (*row)(const rv_ui *ui, rv_canvas *c, int y, int w, const rv_view_row *r));

/* A cell of a list: right-aligned in w cells at *x, then *x goes on behind it. */
void rv_list_cell(rv_canvas *c, int *x, int y, int w, rv_role role, const char *text);

#endif
