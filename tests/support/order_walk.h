/* Between the two files of the checker: what its walk over the journal has found. */
#ifndef RV_TESTS_ORDER_WALK_H
#define RV_TESTS_ORDER_WALK_H

#include "tests/support/order_check.h"

enum { ORDER_MANDATES = 256, ORDER_STATES = 64 };

/* One order of ours, from its intent on. */
typedef struct order_child {
	const order_event *intent;
	int64_t filled;
	bool over;	       /* filled, or a verdict has ended it */
	bool settled;	       /* nothing more can come of it */
	bool dead;	       /* refused, not sent, never landed */
	rv_event_type verdict; /* the last one, when it is over */
} order_child;

typedef struct order_mandate {
	int64_t id, ticket, lots, flatten;
	char digest[2 * RV_DIGEST_BYTES + 1];
	bool ended;
} order_mandate;

typedef struct order_state {
	char symbol[RV_SYMBOL_MAX];
	int64_t state;
} order_state;

typedef struct order_walk {
	const order_books *b;
	order_report *out;
	order_child *children;
	size_t n_children;
	order_mandate mandates[ORDER_MANDATES];
	size_t n_mandates;
	int64_t book;
	order_state states[ORDER_STATES]; /* of symbols that are not ACTIVE, or were not once */
	size_t n_states;
	unsigned proposed, kills;
} order_walk;

#define BAD(w, ...) order_report_add((w)->out, __VA_ARGS__)

/* An order of ours by its cloid; NULL none. */
order_child *order_child_of(const order_walk *w, const char *cloid);
/* After the walk: everything against the venue's ledger. */
void order_check_venue(order_walk *w);

#endif
