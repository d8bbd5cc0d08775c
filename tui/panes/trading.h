/*
 * The panes and dialogs of the order side; each draws, and changes nothing. Without an order side
 * they say so. UI thread.
 */
#ifndef RV_TUI_PANES_TRADING_H
#define RV_TUI_PANES_TRADING_H

#include "tui/canvas.h"
#include "tui/ui.h"

/* Unknown orders, waiting tickets, mandates, last fills; below them what is said of the chosen. */
void rv_pane_pending(const rv_ui *ui, rv_canvas *c, rv_rect r);
/* The same in three lines. */
void rv_pane_strip(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_tickets(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_mandates(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_orders(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_fills(const rv_ui *ui, rv_canvas *c, rv_rect r);
void rv_pane_history(const rv_ui *ui, rv_canvas *c, rv_rect r);

/* All that is known of ui->trade.item: of a ticket every check with its numbers. */
size_t rv_item_lines(const rv_ui *ui, int w);
void rv_dialog_item(const rv_ui *ui, rv_canvas *c, rv_rect box);

/* The question that is open; true when all that must be read is on the screen. */
bool rv_dialog_confirm(const rv_ui *ui, rv_canvas *c);
/* The menu of kinds and those that are set, with what the chosen line is. */
void rv_dialog_overrides(const rv_ui *ui, rv_canvas *c);
void rv_dialog_kill(const rv_ui *ui, rv_canvas *c);

#endif
