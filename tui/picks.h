/*
 * A list whose lines are things with an id: tickets, mandates, orders, fills.
 *
 * The operator acts on a thing, never on a line: the cursor is on an id and goes where it goes.
 * After a cursor move the order stands still for RV_PICKS_HOLD snapshots. When the thing under the
 * cursor is gone, nothing is under it until the operator moves: no key then reaches the neighbour.
 * Plain data, no allocation. UI thread.
 */
#ifndef RV_TUI_PICKS_H
#define RV_TUI_PICKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_PICKS_MAX = 192, RV_PICKS_HOLD = 5 };

typedef enum rv_pick_kind {
	RV_PICK_NONE,
	RV_PICK_TICKET,
	RV_PICK_MANDATE,
	RV_PICK_ORDER,
	RV_PICK_FILL
} rv_pick_kind;

typedef struct rv_pick {
	rv_pick_kind kind;
	uint64_t a, b; /* its id */
	size_t index;  /* in the snapshot of the last update */
} rv_pick;

typedef struct rv_picks {
	bool started; /* something has been under the cursor */
	bool picked;  /* something is */
	rv_pick selected;
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
/* NULL when nothing is under the cursor. */
const rv_pick *rv_picks_selected(const rv_picks *p);

#endif
