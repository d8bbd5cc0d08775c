/*
 * "Hedge now" by line and from the override menu: the question, which shows of each leg the order
 * and the delta before and after as the newest snapshot has them, and what its Y sends. What is
 * sent is made of the fills of that moment. UI thread.
 */
#ifndef RV_TUI_HEDGE_ASK_H
#define RV_TUI_HEDGE_ASK_H

#include "tui/desk.h"
#include "tui/ui.h"

/* c: a HEDGE; says why not where nothing can be asked. */
rv_desk_action rv_hedge_ask_open(rv_ui *ui, const rv_command *c);
/* What stands between it and Y: "" nothing. */
const char *rv_hedge_block(const rv_ui *ui);
rv_desk_action rv_hedge_send(rv_ui *ui);
/* Is a leg of the hedge meant by the command? */
bool rv_hedge_is_meant(const rv_command *c, const char *name);

#endif
