/*
 * What the keys do to the UI state. An action goes to whatever has the keyboard: the focused pane,
 * a dialog, the sort menu or the input line. UI thread.
 */
#ifndef RV_TUI_ACTIONS_H
#define RV_TUI_ACTIONS_H

#include "tui/desk.h"
#include "tui/ui.h"

/* key: what was typed, text for the input line where the action is RV_ACT_NONE. */
rv_desk_action rv_ui_act(rv_ui *ui, rv_action a, int key);

rv_desk_action rv_ui_screen(rv_ui *ui, rv_screen_id screen);
rv_desk_action rv_ui_dialog(rv_ui *ui, rv_ui_mode mode); /* help, details, sort, item */

rv_desk_action rv_ui_tour(rv_ui *ui); /* begins it, or ends it */
/* Up, down and the like in a pane of the screen, be the focus where it is. */
rv_desk_action rv_ui_scroll(rv_ui *ui, rv_pane_id pane, rv_action a);

/* Lines that a movement action means with this page (far more than there are for the ends); false:
 * it is none. */
bool rv_action_movement(rv_action a, size_t page, long *delta);

#endif
