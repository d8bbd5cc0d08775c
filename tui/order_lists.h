/* The lists of the order side: what is in each, which panes show them, what is chosen. UI thread.
 */
#ifndef RV_TUI_ORDER_LISTS_H
#define RV_TUI_ORDER_LISTS_H

#include "tui/trade.h"
#include "tui/ui.h"

/* Takes what the scene's snapshot has; forgets marks of tickets that wait no more. */
void rv_lists_update(rv_ui *ui);
/* Keeps each cursor on screen. */
void rv_lists_arrange(rv_ui *ui);
/* The lists on the screen were drawn in this frame; the terminal has taken it. */
void rv_lists_drawn(rv_ui *ui);
void rv_lists_sent(rv_ui *ui, uint64_t frame, int64_t now_mono);

/* A cursor that went on by itself has been drawn and not been seen yet. */
bool rv_lists_wait(const rv_ui *ui);

/* RV_LIST_N: the pane has no such list. */
rv_list_id rv_list_of_pane(rv_pane_id pane);
/* Lines that the list of a pane has in a rectangle: below title and heads. */
size_t rv_list_page(rv_pane_id pane, rv_rect r);
/* Lines of a pane that lists things, symbols too, above its first entry: title and heads. */
int rv_list_first(rv_pane_id pane);

/* The list that trading keys act on: of the focused pane, else the one on screen; RV_LIST_N none.
 */
rv_list_id rv_list_active(const rv_ui *ui);

bool rv_ticket_marked(const rv_ui *ui, uint64_t id);

#endif
