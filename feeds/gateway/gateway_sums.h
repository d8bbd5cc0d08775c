/*
 * What was sent and still counts: the tables behind the last gate. Plain data and arithmetic.
 * For gateway_gate.c, which holds its lock; nobody else includes this.
 */
#ifndef RV_FEEDS_GATEWAY_SUMS_H
#define RV_FEEDS_GATEWAY_SUMS_H

#include "feeds/gateway/gateway_gate.h"

typedef struct rv_sent_mandate {
	uint64_t id;			  /* 0: free */
	int asset;			  /* of its first order; -1 unknown */
	rv_side side;			  /* likewise; 0 unknown */
	int64_t lots_most, notional_most; /* the smallest that was ever named */
	int64_t lots, notional;		  /* charged */
	int64_t used_at;		  /* elapsed ms of its newest order */
} rv_sent_mandate;

typedef struct rv_sent_order {
	rv_cloid cloid;
	uint64_t mandate;   /* 0: none (reduce-only) */
	int64_t lots, px;   /* as sent */
	int64_t charged;    /* lots that still count */
	int64_t expires_ms; /* 0 not known */
	bool seen;     /* the venue has said something that it can know of landed orders only */
	bool dead;     /* proved never to have landed */
	bool returned; /* given back whole: it did not leave, or the venue would not have it */
	int64_t absent_first_ms, absent_last_ms; /* asked about after its end, and not known; 0 */
	unsigned copies; /* that may have reached the venue; one of an unknown past counts */
	rv_digest hash;	 /* of the action that carried it; has_hash */
	bool has_hash;
	bool used, over; /* over: nothing more can become of it */
} rv_sent_order;

typedef struct rv_sums {
	size_t over_at; /* where the search for an order to forget goes on */
	rv_sent_mandate mandates[RV_LASTGATE_MANDATES];
	rv_sent_order orders[RV_LASTGATE_ORDERS];
} rv_sums;

bool rv_sums_same(const rv_cloid *a, const rv_cloid *b);
/* px * lots; false when one is not positive or it does not fit. */
bool rv_sums_notional(int64_t px, int64_t lots, int64_t *out);

rv_sent_mandate *rv_sums_mandate(rv_sums *s, uint64_t id);	 /* NULL: not known */
rv_sent_order *rv_sums_order(rv_sums *s, const rv_cloid *cloid); /* NULL: not known */
/* Places for new ones, those included that may be forgotten. */
size_t rv_sums_mandate_room(const rv_sums *s, int64_t at_ms);
size_t rv_sums_order_room(const rv_sums *s);

/*
 * Charges an order to its mandate; there is room and the leg was asked. One that is known is
 * charged anew (its charge was given back before), with so many copies more. hash NULL: of an
 * earlier process.
 */
void rv_sums_charge(rv_sums *s, const rv_gate_order *o, const rv_lastgate_fact *w,
		    const rv_digest *hash, unsigned copies, int64_t expires_ms, int64_t at_ms);
/*
 * One that was given back whole is there after all: it counts in full; for good when it was dead,
 * else until a record says how it ended.
 */
void rv_sums_back(rv_sums *s, rv_sent_order *o);
/* The order is over, with so many lots of it unfilled. */
void rv_sums_over(rv_sums *s, rv_sent_order *o, int64_t unfilled);

#endif
