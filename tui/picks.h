/*
 * A list whose lines are things with an id: programs, tickets, mandates, orders, fills.
 *
 * The operator acts on a thing, never on a line: the cursor is on an id and goes where it goes.
 * After a cursor move the order stands still for RV_PICKS_HOLD snapshots. When the thing under the
 * cursor is gone, nothing is under it until the operator moves: no key then reaches the neighbour.
 *
 * A cursor that nobody has moved is at the top, whatever comes there, except while what is under it
 * waits for an answer.
 *
 * What waits for an answer (a ticket, a program) is the exception: when it is over under the
 * cursor, the cursor goes on to the next that waits, now or as soon as there is one. Such a jump is
 * nobody's choice: keys that act on it count only from RV_PICKS_SEEN_MS after the terminal has
 * shown it. Plain data, no allocation. UI thread.
 */
#ifndef RV_TUI_PICKS_H
#define RV_TUI_PICKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_PICKS_MAX = 192, RV_PICKS_HOLD = 5, RV_PICKS_SEEN_MS = 300 };

typedef enum rv_pick_kind {
	RV_PICK_NONE,
	RV_PICK_TICKET,
	RV_PICK_MANDATE,
	RV_PICK_ORDER,
	RV_PICK_FILL,
	RV_PICK_PROGRAM,
	RV_PICK_REQUEST /* an act that waits for a second person */
} rv_pick_kind;

typedef struct rv_pick {
	rv_pick_kind kind;
	uint64_t a, b; /* its id */
	size_t index;  /* in the snapshot of the last update */
	bool waits;    /* for a person's answer */
} rv_pick;

typedef struct rv_picks {
	bool started; /* something has been under the cursor */
	bool picked;  /* something is */
	bool moved;   /* by the operator, ever: until then the cursor is at the top */
	rv_pick selected;
	bool over;	     /* what waited under the cursor is over, and nobody has moved since */
	bool jumped;	     /* the cursor went on by itself, and nobody has moved since */
	uint64_t jump_frame; /* first frame that shows it; 0 none yet */
	int64_t jump_shown_at; /* mono ms when the terminal had that; -1 not yet */
	int hold;
	uint64_t seq;
	size_t n, cursor, top, page;
	rv_pick list[RV_PICKS_MAX];
} rv_picks;

bool rv_pick_same(const rv_pick *a, const rv_pick *b);

/* The things of snapshot seq in the order that they should have; more than fit are cut. */
void rv_picks_update(rv_picks *p, uint64_t seq, const rv_pick *now, size_t n);
/* Keeps the cursor on screen with page lines. */
void rv_picks_arrange(rv_picks *p, size_t page);
/* Cursor by delta lines, cut at the ends; with nothing picked it picks where it stands. */
void rv_picks_move(rv_picks *p, long delta);
void rv_picks_move_to(rv_picks *p, size_t place); /* likewise, to that line of the list */
/* Was drawn in a frame; the terminal has taken that frame. */
void rv_picks_drawn(rv_picks *p, uint64_t frame);
void rv_picks_sent(rv_picks *p, uint64_t frame, int64_t now_mono);
/* What is under the cursor is what the operator chose, or has had time to see. */
bool rv_picks_seen(const rv_picks *p, int64_t now_mono);
/* NULL when nothing is under the cursor. */
const rv_pick *rv_picks_selected(const rv_picks *p);

#endif
