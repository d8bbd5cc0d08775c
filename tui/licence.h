/*
 * The question before a sub-book's licence changes: its evidence is on the screen, and Y sends what
 * was there with the command. UI thread.
 */
#ifndef RV_TUI_LICENCE_H
#define RV_TUI_LICENCE_H

#include "tui/desk.h"
#include "tui/trade.h"
#include "tui/ui.h"

/* Opens the question of a LICENCE command. */
rv_desk_action rv_licence_ask(rv_ui *ui, const rv_command *c);
/* What stands between it and Y: "" nothing. */
const char *rv_licence_block(const rv_ui *ui, char buf[RV_WHY_NOT]);
rv_desk_action rv_licence_send(rv_ui *ui);

#endif
