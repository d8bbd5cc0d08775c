/*
 * The input lines: find, filter, command, the reason of a rejection, the size of a reduction.
 * UI thread.
 */
#ifndef RV_TUI_INPUT_ACTIONS_H
#define RV_TUI_INPUT_ACTIONS_H

#include "tui/desk.h"
#include "tui/ui.h"

rv_desk_action rv_input_open(rv_ui *ui, rv_ui_mode mode);
/* key: what was typed, text where the action is RV_ACT_NONE. */
rv_desk_action rv_input_act(rv_ui *ui, rv_action a, int key);

#endif
