/*
 * Columns of a list that leave when it is narrow, and lists of picks drawn with them. A column has
 * a rank: the highest leaves first. One column may stretch over what is left. UI thread.
 */
#ifndef RV_TUI_PANES_COLUMNS_H
#define RV_TUI_PANES_COLUMNS_H

#include "tui/canvas.h"
#include "tui/ui.h"

enum { RV_COLS_MAX = 16, RV_COLS_GUTTER = 2 };

typedef struct rv_col_spec {
	const char *head;
	int w;
	bool right;
	int rank;     /* 0 is always there */
	bool stretch; /* w is the least */
} rv_col_spec;

typedef struct rv_cols {
	const rv_col_spec *spec;
	int n, x[RV_COLS_MAX], w[RV_COLS_MAX]; /* w 0: not shown */
} rv_cols;

void rv_cols_plan(const rv_col_spec *spec, int n, int width, rv_cols *out);
/* What a cell has to say in column k of line y; nothing where the column is not shown. */
void rv_cols_put(rv_canvas *c, const rv_cols *p, int k, int y, rv_role role, int attr,
		 const char *text);

/* One line of a list. */
typedef struct rv_row {
	const rv_ui *ui;
	rv_canvas *c;
	const rv_cols *cols;
	const rv_trade_view *tv; /* of the scene: may be of a frozen display */
	const rv_pick *pick;
	int y;
	int attr; /* bold for the chosen one */
} rv_row;

void rv_row_put(const rv_row *r, int k, rv_role role, const char *text);

/*
 * Frame, heads and the lines that are on screen; the chosen one reversed in a focused pane. said:
 * the last line says in words what is to be said of the chosen one. empty: when there is none.
 */
typedef struct rv_pick_list {
	rv_pane_id pane;
	rv_list_id list;
	const char *note, *empty;
	const rv_col_spec *spec;
	int n_spec;
	bool heads, said;
	void (*row)(const rv_row *r);
} rv_pick_list;

void rv_pick_list_draw(const rv_ui *ui, rv_canvas *c, rv_rect r, const rv_pick_list *l);

#endif
