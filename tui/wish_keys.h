/* The keys that are about the terminal: mouse, copy, pace; and what is copied. UI thread. */
#ifndef RV_TUI_WISH_KEYS_H
#define RV_TUI_WISH_KEYS_H

#include "tui/desk.h"
#include "tui/ui.h"

/* RV_ACT_MOUSE, COPY, SLOWER, FASTER; anything else is RV_DESK_NONE. Says what it did. */
rv_desk_action rv_wish_act(rv_ui *ui, rv_action a);

/*
 * The chosen row as c, the canvas of the last draw, shows it: columns that stand apart are apart by
 * a tab, 7-bit characters only. False, and it is said, if none is on the screen.
 */
bool rv_wish_row(rv_ui *ui, const rv_canvas *c, char out[RV_WISH_COPY]);

#endif
