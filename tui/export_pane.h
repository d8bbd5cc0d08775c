/*
 * The content of a pane as an export: all of it, not only what is on the screen. Lists and tables
 * have typed columns; panes of text are their lines as drawn, one column. UI thread; allocates, as
 * an answer to a key.
 */
#ifndef RV_TUI_EXPORT_PANE_H
#define RV_TUI_EXPORT_PANE_H

#include "tui/export.h"
#include "tui/ui.h"

/* What is shown: of a frozen display the frozen snapshot. NULL: no snapshot yet, or no memory. */
rv_export *rv_export_pane(const rv_ui *ui, rv_pane_id pane);

/* For rv_export_pane. Columns and rows into an empty export; false: not a pane of theirs. */
bool rv_export_market(const rv_ui *ui, rv_pane_id pane, rv_export *e);
bool rv_export_orders(const rv_ui *ui, rv_pane_id pane, rv_export *e);

typedef struct rv_export_head {
	const char *name, *unit;
} rv_export_head;
void rv_export_heads(rv_export *e, const rv_export_head *heads, size_t n);

#endif
