/* What sub-books have earned on paper, as lines of a pane or of a question. UI thread. */
#ifndef RV_TUI_PANES_PAPER_H
#define RV_TUI_PANES_PAPER_H

#include "tui/panes/writer.h"
#include "tui/ui.h"

/* "on paper 96d +3.1% -4.3% N 1 DSR 0.93", or that there is no evidence yet; where it is cut, the
 * ratio goes before its N. */
enum { RV_PAPER_BRIEF = 64 };
const char *rv_paper_brief(const rv_paper_stat *s, char buf[RV_PAPER_BRIEF]);

/* The records of all, a line each. */
void rv_write_paper(rv_writer *wr, const rv_view *v);

/* The question before a licence changes: what is promoted, and on what evidence. */
void rv_write_licence(rv_writer *wr, const rv_ui *ui);

#endif
