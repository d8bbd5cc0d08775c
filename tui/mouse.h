/*
 * Mouse events over the panes: a click focuses a pane and chooses the row under it, the wheel
 * scrolls the pane under it. Nothing is opened, answered or sent, and over a dialog or a line that
 * is typed nothing happens at all. UI thread.
 */
#ifndef RV_TUI_MOUSE_H
#define RV_TUI_MOUSE_H

#include "tui/desk.h"
#include "tui/ui.h"

/* key: of rv_key_mouse. */
rv_desk_action rv_mouse_act(rv_ui *ui, int key);

#endif
