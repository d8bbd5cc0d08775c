/*
 * The correction envelope: which legs of the correction run inside the mandate that was granted for
 * the projected program, and which ask for a fresh Y.
 *
 * A leg's change is what the correction would trade over the whole phase, less what was granted;
 * both count from the position at the program's start. What is unknown (NaN) is never inside. At
 * "full" the seed's rule holds: convergence comes first, but what a person has excluded stays out.
 * Pure; any thread. Formulas: docs/book-day.md, "The correction envelope".
 */
#ifndef RV_BOOK_ENVELOPE_H
#define RV_BOOK_ENVELOPE_H

#include "engine/base/status.h"
#include "engine/market/types.h"

enum { RV_ENVELOPE_TEXT = 160, RV_ENVELOPE_WORDS = 400 };

typedef struct rv_envelope {
	double total_share; /* of the program's notional, for the sum of changes: .25 */
	double leg_share;   /* of the leg: .25; both at 1 or more: full */
	double leg_nav;	    /* ... or this of NAV, the larger: .0025 */
	double flip_nav;    /* of NAV, a leg that turns over: 0 */
} rv_envelope;

void rv_envelope_default(rv_envelope *e);
/* NULL, or what is wrong with it: static text. */
const char *rv_envelope_error(const rv_envelope *e);
bool rv_envelope_full(const rv_envelope *e);

typedef struct rv_envelope_leg {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;   /* 0 .. 6 */
	double price;	   /* USD */
	int64_t granted;   /* lots of the program's leg, signed; 0: it is not in it */
	int64_t corrected; /* lots that the phase is to trade in all, signed */
	bool excluded;	   /* by a person, from the program */
	/* Written by rv_envelope_check. */
	bool inside;
	double change_usd; /* signed; NaN unknown */
	char reason[RV_ENVELOPE_TEXT];
} rv_envelope_leg;

typedef struct rv_envelope_sum {
	double notional_usd;	    /* of the granted legs; NaN unknown */
	double change_usd;	    /* of the legs that are inside by themselves */
	double most_usd;	    /* that it may be */
	size_t n_inside, n_outside; /* legs that change */
} rv_envelope_sum;

/* RV_EINVAL: numbers or decimals out of range; nothing is written. */
RV_NODISCARD rv_status rv_envelope_check(const rv_envelope *e, double nav, rv_envelope_leg *legs,
					 size_t n, rv_envelope_sum *out);

/* The whole envelope in one line, for the approval. */
const char *rv_envelope_words(const rv_envelope *e, double nav, double notional_usd,
			      char out[RV_ENVELOPE_WORDS]);

#endif
