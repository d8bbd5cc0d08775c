/* The cells of a row of the symbol table, in the columns that a plan has placed. */
#ifndef RV_TUI_PANES_RV_CELLS_H
#define RV_TUI_PANES_RV_CELLS_H

#include "tui/canvas.h"
#include "tui/ui.h"

typedef struct rv_column_plan {
	int x[RV_COL_N], w[RV_COL_N]; /* w 0: not shown */
} rv_column_plan;

enum { RV_TREND_MAX = 24 }; /* cells of TREND, and its bars */

typedef struct rv_cell_line {
	const rv_ui *ui;
	rv_canvas *c;
	const rv_column_plan *p;
	int y;
} rv_cell_line;

/* Text in a column, if it is shown. */
void rv_cell_right(const rv_cell_line *l, rv_column col, rv_role role, const char *text);
void rv_cell_left(const rv_cell_line *l, rv_column col, rv_role role, int attr, const char *text);
/* Everything but symbol and bucket. */
void rv_cells_draw(const rv_cell_line *l, const rv_view_row *r);

#endif
