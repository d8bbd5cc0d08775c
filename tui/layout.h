/*
 * Where each pane is: one pure function from size and UI state to rectangles. With an order side
 * the Desk and the Log have more panes than without.
 *
 * Guarantees for every size >= 1x1: rectangles do not overlap, none is empty, all lie inside the
 * screen. Only panes that the program has are ever placed. Any thread.
 */
#ifndef RV_TUI_LAYOUT_H
#define RV_TUI_LAYOUT_H

#include "tui/canvas.h"

#include <stdbool.h>

typedef enum rv_pane_id {
	RV_PANE_TABLE, /* these can hold the focus */
	RV_PANE_BASKETS,
	RV_PANE_PLOT,
	RV_PANE_FEEDS,
	RV_PANE_LOG,
	RV_PANE_DETAILS,
	RV_PANE_REGIME,	   /* the regimes in short, on the Desk */
	RV_PANE_LEADERS,   /* leader regime, in full */
	RV_PANE_MAJORS,	   /* majors against alts */
	RV_PANE_RISKOFF,   /* average correlation, leverage factor, risk-off */
	RV_PANE_SIGNALS,   /* symbols with signals, alpha and weight */
	RV_PANE_BOOK,	   /* optimizer, target weights, hedge */
	RV_PANE_FACTORS,   /* factor weights */
	RV_PANE_BUCKETS,   /* multi-bucket targets and pairs */
	RV_PANE_MA_BASKET, /* majors-against-alts basket */
	RV_PANE_STRUCTURE, /* symbols against a leader */
	RV_PANE_HEAT,
	RV_PANE_LAG,
	RV_PANE_PENDING,    /* what waits for a person and what works, on the Desk */
	RV_PANE_POSITIONS,  /* on the Desk */
	RV_PANE_HEDGE,	    /* likewise: delta against its target */
	RV_PANE_NET_TARGET, /* votes of the sub-books and what they make together */
	RV_PANE_PNL,	    /* the ledgers, in place of the Portfolio's panes */
	RV_PANE_EXECUTION,
	RV_PANE_FUNDING,
	RV_PANE_REGRET,
	RV_PANE_TICKETS,
	RV_PANE_MANDATES,
	RV_PANE_ORDERS, /* unknown and working */
	RV_PANE_FILLS,
	RV_PANE_HISTORY, /* orders that are over */
	RV_PANE_LIMITS,
	RV_PANE_BREAKS,
	RV_PANE_VENUE,
	RV_PANE_MARGIN,
	RV_PANE_STOPS, /* licences, circuits and stops of the sub-books */
	RV_PANE_AUDIT,
	RV_PANE_RESEARCH_PLOT, /* equity, drawdown, regimes of a backtest */
	RV_PANE_RESEARCH_RUN,  /* its figures, and the one that is being made */
	RV_PANE_RESEARCH_WINDOWS,
	RV_PANE_FOCUSABLE,
	RV_PANE_HEADER = RV_PANE_FOCUSABLE, /* these cannot */
	RV_PANE_TABS,
	RV_PANE_SPREAD_PLOT,
	RV_PANE_STRIP, /* three lines of what is pending, where one pane is shown at a time */
	RV_PANE_ALERT,
	RV_PANE_TOUR, /* while it is on, between alert and hints */
	RV_PANE_HINTS,
	RV_PANE_NOTICE, /* "too small", alone on the screen */
	RV_PANE_N
} rv_pane_id;

typedef enum rv_screen_id {
	RV_SCREEN_DESK,
	RV_SCREEN_SYMBOLS,
	RV_SCREEN_REGIME,
	RV_SCREEN_PORTFOLIO,
	RV_SCREEN_ORDERS,
	RV_SCREEN_STRUCTURE,
	RV_SCREEN_RISK,
	RV_SCREEN_LOG,
	RV_SCREEN_RESEARCH,
	RV_SCREEN_N
} rv_screen_id;

/* What the Portfolio shows, with an order side: v goes through them. */
typedef enum rv_portfolio_view {
	RV_PORTFOLIO_TARGET, /* net target, and what it is made of */
	RV_PORTFOLIO_PNL,
	RV_PORTFOLIO_EXECUTION,
	RV_PORTFOLIO_FUNDING,
	RV_PORTFOLIO_REGRET,
	RV_PORTFOLIO_N
} rv_portfolio_view;

typedef enum rv_layout_mode {
	RV_LAYOUT_TINY,	   /* below 40x10: one line that says what is needed */
	RV_LAYOUT_COMPACT, /* 40x10 .. 79x23: one header line, one pane, one bottom line */
	RV_LAYOUT_SINGLE,  /* from 80x24: one pane at a time with a tab line */
	RV_LAYOUT_FULL	   /* from 100x30: the panes of the screen side by side */
} rv_layout_mode;

/* What the tour has of the screen. */
typedef enum rv_tour_room { RV_TOUR_NO_ROOM, RV_TOUR_LINE, RV_TOUR_STRIP } rv_tour_room;

enum { RV_LAYOUT_MIN_COLS = 40, RV_LAYOUT_MIN_ROWS = 10 };

typedef struct rv_layout_state {
	rv_screen_id screen;
	rv_pane_id focus; /* a pane that is not on the screen means the screen's first */
	bool zoom;	  /* the focused pane takes the body */
	bool trade;	  /* the engine has an order side */
	rv_portfolio_view view;
	rv_tour_room tour;
} rv_layout_state;

typedef struct rv_layout {
	rv_layout_mode mode;
	rv_rect panes[RV_PANE_N]; /* w = 0: not on the screen now */
} rv_layout;

void rv_layout_of(int rows, int cols, const rv_layout_state *st, rv_layout *out);
bool rv_layout_has(const rv_layout *l, rv_pane_id id);

/* Focusable panes of the screen in Tab order; returns how many, list is static. */
size_t rv_layout_screen_panes(const rv_layout_state *st, const rv_pane_id **list);
/* The pane of a screen that lists symbols, RV_PANE_N if it has none: the cursor is there. */
rv_pane_id rv_layout_list(rv_screen_id screen);
/* The Portfolio shows one of the ledgers: the view is the focus. */
bool rv_layout_ledgers(const rv_layout_state *st);
/* The focus if the screen has it, else the screen's first pane. */
rv_pane_id rv_layout_focus(const rv_layout_state *st);

const char *rv_pane_title(rv_pane_id id);     /* "Symbols" ... */
const char *rv_screen_title(rv_screen_id id); /* "Desk" ... */
const char *rv_screen_word(rv_screen_id id);  /* "desk" ...: its name on the command line */

#endif
