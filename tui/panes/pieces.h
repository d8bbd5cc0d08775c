/*
 * Pieces of a header line in order of importance: what does not fit is left out. Those that must be
 * there have their room kept by the pieces before them, and are shortened before they are left out.
 * ASCII. UI thread.
 */
#ifndef RV_TUI_PANES_PIECES_H
#define RV_TUI_PANES_PIECES_H

#include "engine/base/status.h"
#include "tui/canvas.h"
#include "tui/ui.h"

enum { RV_PIECES_MAX = 24, RV_PIECE_TEXT = 160, RV_PIECE_SHORT = 48 };

typedef struct rv_piece {
	rv_role role;
	int attr;
	bool must;
	int least; /* > 0: may be cut, at a word, to so many cells */
	char text[RV_PIECE_TEXT];
	char shorter[RV_PIECE_SHORT]; /* instead, where the text finds no room; "" nothing */
} rv_piece;

typedef struct rv_pieces {
	size_t n;
	rv_piece p[RV_PIECES_MAX];
} rv_pieces;

void rv_pieces_add(rv_pieces *ps, rv_role role, int attr, const char *fmt, ...) RV_PRINTF(4, 5);
/* The last one must be there; shorter: what it is at least, "" the whole text. */
void rv_pieces_must(rv_pieces *ps, const char *shorter);
/* The last one must be there, and takes what the others that must leave, but `least` cells. */
void rv_pieces_must_cut(rv_pieces *ps, int least);
/* Cells that those which must be there need, with the gaps behind them. */
int rv_pieces_need(const rv_pieces *ps);
/* Draws on line y from x up to end; returns where the next piece would start. */
int rv_pieces_draw(rv_canvas *c, const rv_pieces *ps, int x, int y, int end);

/* Of a replay: that environment, the moment, how long ago, what is wrong now. */
void rv_header_replay(rv_pieces *ps, const rv_ui *ui, rv_role env_role, const char *env, int w);
/* Of the order side, for a line of w cells; nothing where there is none. */
void rv_header_state(rv_pieces *ps, const rv_ui *ui, int w);
/* The lock, who has the pen, what waits where there is no second line. */
void rv_header_lock(rv_pieces *ps, const rv_ui *ui, int w);
/* Where there is room for it. */
void rv_header_account(rv_pieces *ps, const rv_ui *ui, int w);
/* What waits, money, the chain's head. */
void rv_header_money(rv_pieces *ps, const rv_ui *ui, int w);

#endif
