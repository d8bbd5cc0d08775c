/*
 * Shared by tui/screen.c and tui/screen_open.c, the two files that know ncurses; nobody else
 * includes this.
 */
#ifndef RV_TUI_SCREEN_IMPL_H
#define RV_TUI_SCREEN_IMPL_H

#include "tui/screen.h"

#include <locale.h>
#include <ncurses.h>
#include <stdio.h>

#include "tui/keyin.h"
#include "tui/theme.h"
#include "tui/tty.h"

enum { RV_STYLE_COLOURS = RV_COLOUR_N + 1 }; /* and the default */

struct rv_screen {
	rv_tty *tty;
	SCREEN *sp;
	FILE *out, *in; /* ncurses' ends: the frame buffer and standard input */
	locale_t locale, old_locale;
	rv_theme theme;
	bool ascii, utf8, has_dim, bright, no_colour;
	short pair[RV_STYLE_COLOURS][RV_STYLE_COLOURS]; /* ncurses pair + 1, 0 not yet made */
	short n_pairs;
	int cols, rows;
	rv_cell *shadow; /* what stdscr holds */
	size_t shadow_cap;
	bool shadow_valid;
	rv_keyin keys;
	int64_t esc_ms, key_at;
	bool mouse; /* reports are asked for */
	bool multiplexed;
};

/* Fits ncurses and the shadow to the terminal's size; the next draw repaints. */
RV_NODISCARD rv_status rv_screen_fit(rv_screen *s);
/* Puts into the frame buffer what undoes scroll margins, if the terminal has any. */
void rv_screen_margins_off(rv_screen *s);

#endif
