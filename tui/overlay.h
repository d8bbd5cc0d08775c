/*
 * What lies over the panes: the dialog, menu or question that has the keyboard. Part of drawing a
 * desk; UI thread.
 */
#ifndef RV_TUI_OVERLAY_H
#define RV_TUI_OVERLAY_H

#include "tui/canvas.h"
#include "tui/ui.h"

/*
 * Draws it, above the rows of the tour, and keeps its scroll inside what there is to show. A
 * question that was whole counts from this frame on (tui/confirm.h).
 */
void rv_overlay_draw(rv_ui *ui, rv_canvas *c);
/* A first line that leaves no more blank than there must be. */
size_t rv_ui_at_most(size_t top, size_t lines, size_t page);

#endif
