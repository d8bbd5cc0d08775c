/*
 * What several panes draw: the frame with its title, sparklines, lines of a chart, health words.
 * Coordinates are relative to the canvas's clip. NaN is a gap. UI thread.
 */
#ifndef RV_TUI_PAINT_H
#define RV_TUI_PAINT_H

#include "engine/base/health.h"
#include "tui/canvas.h"

/*
 * Draws a pane's title rule (and its left rule unless it stands at the screen's edge), sets the
 * clip to what is left inside and returns that rectangle. note: text at the right of the rule,
 * may be "".
 */
rv_rect rv_paint_frame(rv_canvas *c, rv_rect pane, const char *title, const char *note,
		       bool focused);
/* As rv_paint_frame for a dialog in the middle of the screen: a full box, cleared inside. */
rv_rect rv_paint_box(rv_canvas *c, rv_rect box, const char *title);

/* Makes a drawn line the selected one: one colour, since reversed colours would be patches. */
void rv_paint_selected(rv_canvas *c, int y, int w);

/* Makes all that is drawn in the clip one colour: what is of another moment is dim. */
void rv_paint_role(rv_canvas *c, rv_role role);

/* The n values in w cells of one line, equal bars a cell at most one value each when w >= n. */
void rv_paint_spark(rv_canvas *c, int x, int y, int w, const float *v, size_t n, rv_role role);
/* A line through the values in w x h cells from lo (bottom) to hi (top); braille or ASCII. */
void rv_paint_chart(rv_canvas *c, rv_rect at, const float *v, size_t n, double lo, double hi,
		    rv_role role);
/* Least and greatest finite value; false if there is none. */
bool rv_paint_range(const float *v, size_t n, double *lo, double *hi);

rv_role rv_health_role(rv_health h);
/* Green up, red down, plain for zero and unknown. */
rv_role rv_sign_role(double v);

#endif
