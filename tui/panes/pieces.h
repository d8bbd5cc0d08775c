/*
 * Pieces of a header line in order of importance: what does not fit is left out. UI thread.
 */
#ifndef RV_TUI_PANES_PIECES_H
#define RV_TUI_PANES_PIECES_H

#include "engine/base/status.h"
#include "tui/canvas.h"
#include "tui/ui.h"

enum { RV_PIECES_MAX = 24, RV_PIECE_TEXT = 96 };

typedef struct rv_piece {
	rv_role role;
	int attr;
	char text[RV_PIECE_TEXT];
} rv_piece;

typedef struct rv_pieces {
	size_t n;
	rv_piece p[RV_PIECES_MAX];
} rv_pieces;

void rv_pieces_add(rv_pieces *ps, rv_role role, int attr, const char *fmt, ...) RV_PRINTF(4, 5);
/* Draws on line y from x up to end; returns where the next piece would start. */
int rv_pieces_draw(rv_canvas *c, const rv_pieces *ps, int x, int y, int end);

/* Of the order side, for a line of w cells; nothing where there is none. */
void rv_header_state(rv_pieces *ps, const rv_ui *ui, int w);
/* The lock, what waits where there is no second line, the account. */
void rv_header_lock(rv_pieces *ps, const rv_ui *ui, int w);
/* What waits, money, the chain's head. */
void rv_header_money(rv_pieces *ps, const rv_ui *ui, int w);

#endif
