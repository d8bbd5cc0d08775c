/*
 * The programs of a snapshot at a moment: looking things up, what they come to, what time is left,
 * words and colours. Borrowed pointers, pure functions. UI thread.
 */
#ifndef RV_TUI_PROGRAMS_H
#define RV_TUI_PROGRAMS_H

#include "tui/trade.h"

/* NULL: not in the snapshot. */
const rv_tv_program *rv_trade_program(const rv_trade_view *tv, uint64_t id);
const rv_tv_leg *rv_program_leg_of(const rv_tv_program *p, const char *symbol);
rv_pick rv_pick_of_program(const rv_tv_program *p, size_t index);

bool rv_program_waits(const rv_tv_program *p);	 /* for a person: READY or BLOCKED */
bool rv_program_goes_on(const rv_tv_program *p); /* granted, and not stopped */
/* The newest that waits, else the newest that works, else the newest; NULL none. */
const rv_tv_program *rv_program_foremost(const rv_trade_view *tv);
size_t rv_programs_waiting(const rv_trade_view *tv);
/* A leg is shown with its program, as long as that is in the snapshot. */
bool rv_ticket_is_leg(const rv_trade_view *tv, const rv_tv_ticket *t);
bool rv_leg_shrunk(const rv_tv_leg *l);
/* Does a new quote help: is that of a leg of it that waits old? */
bool rv_program_quote_is_old(const rv_tv_program *p);
/* Lots that the correction has added to what was granted of a leg, < 0 taken from it; 0 none. */
int64_t rv_leg_change(const rv_tv_program *p, const rv_tv_leg *l);
/* The leg as rv_reduce_parse wants it: id, coin, side, size and limit. */
rv_tv_ticket rv_leg_ticket(const rv_tv_leg *l);

/* What is in it: of the legs that are not left out; out counts those that are. */
typedef struct rv_program_counts {
	size_t buys, sells, crossings, out;
} rv_program_counts;
rv_program_counts rv_program_count(const rv_tv_program *p);
/* Of what its mandates are for, by value at the quotes' mids: 0 to 1; NaN nothing is to be filled.
 */
double rv_program_done(const rv_tv_program *p);
double rv_leg_done(const rv_tv_leg *l);

/* Desk ms until a UTC stamp, of now even while the display is frozen; 0 when it is past. */
int64_t rv_utc_left(const rv_scene *live, int64_t utc_ms);
/* Until its quote is over, or, once it is granted, until its mandates are; 0 when it waits no more.
 */
int64_t rv_program_left(const rv_scene *live, const rv_tv_program *p);

/* As rv_ticket_why_not and rv_ticket_word, for all of its legs. */
const char *rv_program_why_not(const rv_scene *live, const rv_tv_program *p, char buf[RV_WHY_NOT]);
const char *rv_program_word(const rv_scene *live, const rv_tv_program *p, rv_role *role);
rv_role rv_role_program(rv_program_state s);
const char *rv_label_program(rv_program_state s); /* "READY" ... */
const char *rv_label_leg_side(int side);	  /* "BUY", "SELL", "CROSS" */
rv_role rv_role_leg_side(int side);
/* "S5 +14.00 S3 -1.60" */
enum { RV_LEG_SHARES = 160 };
const char *rv_leg_shares(const rv_tv_leg *l, char buf[RV_LEG_SHARES]);
/* Behind an edge: " assumed" when it is a setting, " with S3 S4m assumed" when that is a part of
 * it, "" when it is of a model. want: of each sub-book. */
enum { RV_EDGE_WORDS = 64 };
const char *rv_edge_words(unsigned assumed, const int64_t want[RV_SUB_N], char buf[RV_EDGE_WORDS]);
/* Of a program, in USD: "+21.31", or "+21.31, 7 assumed" of so many orders some of whose edge is a
 * setting; short: "+21 assumed" as soon as there is one. */
enum { RV_EDGE_USD = 64 };
const char *rv_program_edge(const rv_tv_program *p, bool is_short, char buf[RV_EDGE_USD]);

#endif
