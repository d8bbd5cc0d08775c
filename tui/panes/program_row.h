/* A program as one entry of a list, and what is said of the chosen one. UI thread. */
#ifndef RV_TUI_PANES_PROGRAM_ROW_H
#define RV_TUI_PANES_PROGRAM_ROW_H

#include "tui/panes/columns.h"
#include "tui/programs.h"

/* Columns of the list: what is in it goes over those from .. to. */
typedef struct rv_program_cols {
	int id, from, to, state, left, why;
} rv_program_cols;

/* Where the last of the columns from .. to that is drawn ends. */
int rv_program_cols_end(const rv_row *r, const rv_program_cols *k);
void rv_program_row(const rv_row *r, const rv_program_cols *k);

enum { RV_PROGRAM_SAID = RV_WHY_NOT + 24 };
/* "p4 7 buy 4 sell 1 cross, net +1,202 ...", or why it can not be granted. */
void rv_program_said(const rv_ui *ui, const rv_tv_program *p, char out[RV_PROGRAM_SAID]);
/* "7 buy, 4 sell, 1 cross" */
enum { RV_PROGRAM_COUNTS = 64 };
const char *rv_program_counts_text(const rv_tv_program *p, char out[RV_PROGRAM_COUNTS]);

#endif
