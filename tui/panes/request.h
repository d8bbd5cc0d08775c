/* An act that waits for a second person: as a line of a list, in words, and as a question. */
#ifndef RV_TUI_PANES_REQUEST_H
#define RV_TUI_PANES_REQUEST_H

#include "tui/panes/program_row.h"
#include "tui/panes/writer.h"

void rv_request_row(const rv_row *r, const rv_program_cols *k);
/* "r3 1 of 2: ann (1001) has asked for it: a opens it" */
void rv_request_said(const rv_tv_request *x, char out[RV_PROGRAM_SAID]);
/* What it is about, who has asked and why, its digest and how long it waits. */
void rv_write_request(rv_writer *wr, const rv_ui *ui);

#endif
