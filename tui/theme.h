/*
 * What a role looks like: one table per theme, used by the terminal, ANSI, SVG and PNG alike.
 *
 * Colours are the terminal's own 16 on its default background, so that the operator's palette
 * rules; pictures have a palette here. Mono (NO_COLOR, -C, or a terminal without colours) has
 * neither colour nor grey: reverse, bold and underline only. Values only, any thread.
 */
#ifndef RV_TUI_THEME_H
#define RV_TUI_THEME_H

#include "engine/base/status.h"
#include "tui/canvas.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	RV_COLOUR_DEFAULT = -1,
	RV_COLOUR_BLACK,
	RV_COLOUR_RED,
	RV_COLOUR_GREEN,
	RV_COLOUR_YELLOW,
	RV_COLOUR_BLUE,
	RV_COLOUR_MAGENTA,
	RV_COLOUR_CYAN,
	RV_COLOUR_WHITE,
	RV_COLOUR_BRIGHT, /* added to the eight above */
	RV_COLOUR_N = 16
};

typedef struct rv_look {
	int8_t fg, bg; /* RV_COLOUR_DEFAULT or 0 .. 15 */
	uint8_t attr;  /* RV_ATTR_* */
} rv_look;

/* 0xRRGGBB for pictures, where no terminal says what its colours are. */
typedef struct rv_palette {
	uint32_t fg, bg, colour[RV_COLOUR_N];
} rv_palette;

typedef struct rv_theme {
	bool mono;
	rv_look role[RV_ROLE_N];
	const rv_palette *palette; /* static */
} rv_theme;

enum { RV_THEMES = 3, RV_UPDOWNS = 3 };
const char *rv_theme_name(int i);  /* "dark" ...: of 0 .. RV_THEMES - 1 */
const char *rv_updown_name(int i); /* "green-red" ... */
/* The index of a name; -1: there is none, or it is NULL. */
int rv_theme_named(const char *name);
int rv_updown_named(const char *name);

/*
 *   name    "dark" (NULL), "light", "colour-blind"
 *   updown  "green-red", "red-green", "blue-orange"; NULL: what the theme has, which is
 *           green-red but for colour-blind (blue-orange)
 * Any other word: RV_EUSAGE, and *out is untouched.
 */
RV_NODISCARD rv_status rv_theme_init(rv_theme *out, const char *name, const char *updown, bool mono,
				     rv_err *err);

/*
 * Role and attributes of a cell together. A cell reversed by its attribute (a selected row) loses
 * its colours, so that the bar is of one piece.
 */
rv_look rv_theme_style(const rv_theme *t, const rv_cell *cell);

/* As rv_theme_style, with reverse already done; 0xRRGGBB. */
void rv_theme_rgb(const rv_theme *t, const rv_cell *cell, uint32_t *fg, uint32_t *bg);

#endif
