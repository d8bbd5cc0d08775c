/*
 * What a ticket is made of: whose it is, with the votes and signals behind it as they are now, and
 * what it costs. UI thread.
 */
#ifndef RV_TUI_PANES_TICKET_PARTS_H
#define RV_TUI_PANES_TICKET_PARTS_H

#include "tui/panes/writer.h"
#include "tui/ui.h"

void rv_write_ticket_whose(rv_writer *wr, const rv_ui *ui, const rv_tv_ticket *t);
void rv_write_ticket_costs(rv_writer *wr, const rv_tv_ticket *t);

#endif
