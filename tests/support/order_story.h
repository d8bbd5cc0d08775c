/*
 * Books of both sides written by hand, for tests of the checker: seven orders of four mandates, as
 * a good desk and a good venue would tell of them. Asserts inside. One test thread.
 *
 *   1  SOL bought, filled in two     2  rests and is cancelled          (mandate 1)
 *   3  ETH refused                 104  never landed   105  filled      (mandate 2)
 * 106  SOL sold again, reduce-only, while the book is REDUCING          (mandate 3)
 * 107  ETH bought in part, a flattening while it is HALTED              (mandate 4)
 */
#ifndef RV_TESTS_ORDER_STORY_H
#define RV_TESTS_ORDER_STORY_H

#include "tests/support/order_check.h"

enum { STORY_EVENTS = 64, STORY_ROWS = 16 };

typedef struct order_story {
	order_books b; /* its arrays are those below */
	order_told told;
	order_event events[STORY_EVENTS];
	order_record orders[STORY_ROWS];
	order_fill fills[STORY_ROWS];
	order_act acts[STORY_ROWS];
	order_position positions[STORY_ROWS];
} order_story;

void story_tell(order_story *s);

/* One more at the end, empty; one about an order by its number. */
order_event *story_event(order_story *s, rv_event_type type);
order_event *story_about(order_story *s, rv_event_type type, int no);
/* An intent of nonce 1000 + no, and unless `status` is "" what the venue has of it, oid 70 + no. */
void story_order(order_story *s, int no, int64_t mandate, const char *symbol, int64_t side,
		 int64_t lots, bool reduce_only, const char *status);
order_record *story_record(order_story *s, int no);
/* An action that the venue took. */
void story_act(order_story *s, const char *type, int64_t nonce);
void story_cloid(char out[ORDER_CLOID], int no);

#endif
