/*
 * A grid of cells that panes draw into. Knows no terminal: tui/screen.c puts a canvas on ncurses,
 * tui/render_*.c turn one into text, ANSI, SVG or PNG, so that a picture and the screen are the
 * same drawing. Colours are roles, not colours; a theme maps them.
 *
 * A cell is one Unicode code point of width 1 (wider or zero-width input becomes '?'), a role and
 * attribute bits. Writes outside the clip rectangle are cut. Owner: UI thread.
 */
#ifndef RV_TUI_CANVAS_H
#define RV_TUI_CANVAS_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

typedef enum rv_role {
	RV_ROLE_TEXT,
	RV_ROLE_DIM,   /* stale or secondary; no grey in mono */
	RV_ROLE_TITLE, /* pane titles, column heads */
	RV_ROLE_BORDER,
	RV_ROLE_UP, /* doubled by an explicit sign */
	RV_ROLE_DOWN,
	RV_ROLE_ENTRY,	  /* beyond entry: yellow with '*' */
	RV_ROLE_STOP,	  /* beyond stop: magenta with '!' */
	RV_ROLE_GOOD,	  /* green */
	RV_ROLE_WARN,	  /* yellow */
	RV_ROLE_BAD,	  /* red */
	RV_ROLE_SELECTED, /* reverse */
	RV_ROLE_ALERT,
	RV_ROLE_HINT_KEY,
	RV_ROLE_HINT,
	RV_ROLE_ENV_LIVE,  /* white on red */
	RV_ROLE_ENV_PAPER, /* black on cyan */
	RV_ROLE_ENV_SIM,   /* white on blue; replay too */
	RV_ROLE_HEADER,
	RV_ROLE_PLOT,
	RV_ROLE_HALT, /* white on red: the book is stopped */
	RV_ROLE_N
} rv_role;

enum { RV_ATTR_BOLD = 1, RV_ATTR_REVERSE = 2, RV_ATTR_UNDERLINE = 4 };

typedef struct rv_cell {
	wchar_t ch;
	uint8_t role, attr;
} rv_cell;

typedef struct rv_rect {
	int x, y, w, h;
} rv_rect;

typedef struct rv_canvas rv_canvas;

enum { RV_CANVAS_MAX_COLS = 1000, RV_CANVAS_MAX_ROWS = 500 }; /* larger: RV_EINVAL */

RV_NODISCARD rv_status rv_canvas_new(int cols, int rows, bool ascii, rv_canvas **out);
void rv_canvas_free(rv_canvas *c);
/* Also clears. On failure the canvas is as it was. */
RV_NODISCARD rv_status rv_canvas_resize(rv_canvas *c, int cols, int rows);

int rv_canvas_cols(const rv_canvas *c);
int rv_canvas_rows(const rv_canvas *c);
bool rv_canvas_ascii(const rv_canvas *c); /* true: others than 7-bit characters become '?' */
/* Absolute coordinates, inside the grid; the clip does not matter. */
const rv_cell *rv_canvas_at(const rv_canvas *c, int x, int y);

/* Everything after set_clip uses coordinates relative to the clip's corner. */
void rv_canvas_set_clip(rv_canvas *c, rv_rect r);
rv_rect rv_canvas_clip(const rv_canvas *c);
void rv_canvas_clear(rv_canvas *c); /* the whole grid to spaces, clip to the whole grid */

void rv_canvas_fill(rv_canvas *c, int x, int y, int w, int h, wchar_t ch, rv_role role, int attr);
/* Draws UTF-8 (bad bytes and control characters become '?'), at most max_w cells; returns cells. */
int rv_canvas_text(rv_canvas *c, int x, int y, int max_w, rv_role role, int attr, const char *utf8);
int rv_canvas_printf(rv_canvas *c, int x, int y, int max_w, rv_role role, int attr, const char *fmt,
		     ...) RV_PRINTF(7, 8);
/* Right-aligned in max_w cells; '#' in its place when it does not fit whole. */
void rv_canvas_text_right(rv_canvas *c, int x, int y, int max_w, rv_role role, int attr,
			  const char *utf8);
void rv_canvas_put(rv_canvas *c, int x, int y, wchar_t ch, rv_role role, int attr);
/* Ors attribute bits over a run of cells (a selected row). */
void rv_canvas_attr(rv_canvas *c, int x, int y, int w, int attr);

#endif
