/*
 * What the desk's book manager asks of the order management: a phase's program, and what corrects
 * it. Plain data; engine thread. docs/book.md, "Programs and mandates".
 */
#ifndef RV_DESK_PROGRAMS_H
#define RV_DESK_PROGRAMS_H

#include "engine/book/program.h"
#include "engine/desk/types.h"

/* One leg: an order worked in slices until the window ends, or sub-books that change places. */
typedef struct rv_leg_want {
	char symbol[RV_SYMBOL_MAX];
	int64_t lots;		/* signed; 0: no order */
	int64_t want[RV_SUB_N]; /* signed lots of each sub-book; sum to lots */
	bool reduce_only;
	double edge_bps; /* what it is expected to earn; NaN unknown */
	char why[RV_REASON_TEXT];
} rv_leg_want;

typedef struct rv_program_want {
	char phase[16];		    /* letters, digits, '-', '_' and '.' */
	int64_t run_date_ms;	    /* 00:00 of the date whose close it is about */
	int64_t quote_end_utc_ms;   /* it is quoted again, and may be granted, until then */
	int64_t window_end_utc_ms;  /* of the slices */
	int64_t mandate_end_utc_ms; /* of what is granted */
	rv_envelope envelope;	    /* of the correction */
	char why[RV_REASON_TEXT];
	size_t n;
	rv_leg_want legs[RV_PROGRAM_LEGS];
} rv_program_want;

#endif
