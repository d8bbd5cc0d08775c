/* The whole screen of a UI state. UI thread. */
#ifndef RV_TUI_UI_DRAW_H
#define RV_TUI_UI_DRAW_H

#include "tui/canvas.h"
#include "tui/ui.h"

/* A new frame: places the panes for the canvas's size, keeps every scroll offset inside, draws. */
void rv_ui_draw(rv_ui *ui, rv_canvas *c);

#endif
