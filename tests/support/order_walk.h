/* Between the two files of the checker: what its walk over the journal has found. */
#ifndef RV_TESTS_ORDER_WALK_H
#define RV_TESTS_ORDER_WALK_H

#include "tests/support/order_check.h"

enum { ORDER_STATES = 64 };

/* One order of ours, from its intent on. */
typedef struct order_child {
	const order_event *intent;
	const order_record *there; /* the venue's record of it; NULL none */
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

/* A ticket as it was put before the operator. */
typedef struct order_ask {
	const order_event *newest; /* version; NULL none */
	int64_t flatten;
} order_ask;

typedef struct order_state {
	char symbol[RV_SYMBOL_MAX];
	int64_t state;
} order_state;

typedef struct order_walk {
	const order_books *b;
	order_report *out;
	order_child *children;
	size_t n_children;
	size_t *slots; /* children by cloid, 1 + index; 0 free */
	size_t n_slots;
	int64_t last_nonce; /* the highest of an intent */
	order_mandate *mandates;
	size_t n_mandates;
	order_ask *asked; /* by the number of the ticket */
	size_t n_asked;
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
