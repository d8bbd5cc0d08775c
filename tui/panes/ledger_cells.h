/* Cells of the panes of the ledgers: money, costs, and what they say where there is nothing. */
#ifndef RV_TUI_PANES_LEDGER_CELLS_H
#define RV_TUI_PANES_LEDGER_CELLS_H

#include "engine/run/view.h"
#include "tui/panes/texts.h"

/* The ledgers of the snapshot; NULL: there are none, and the writer says why. */
const rv_ledger_view *rv_ledger_of(const rv_ui *ui, rv_writer *wr);
/* Decimals of a table whose columns have w cells and whose largest amount is `most` USD: 2, or 0
 * where they would not fit; one number for all of it, so that it stays aligned. */
int rv_ledger_decimals(int w, double most);
/* USD right-aligned in w cells; "." for nothing, "--" for NaN. */
void rv_ledger_usd(rv_writer *wr, int x, int y, int w, rv_role role, int decimals, double usd);
/* Coloured by its sign. */
void rv_ledger_signed(rv_writer *wr, int x, int y, int w, int decimals, double usd);
/* Basis points with one decimal; "--" for NaN. */
void rv_ledger_bps(rv_writer *wr, int x, int y, int w, double bps);
/* Text right-aligned, dim: heads of columns. */
void rv_ledger_head(rv_writer *wr, int x, int y, int w, const char *text);
/* "DAY", "MONTH", "EVER" */
const char *rv_ledger_span(rv_span s);
/* "since 00:00:02", with the date where it is another day; "--" unknown. */
const char *rv_ledger_since(const rv_ledger_view *l, rv_span s, char buf[RV_FMT_TEXT]);

#endif
