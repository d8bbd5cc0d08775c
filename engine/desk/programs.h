/*
 * What the desk's book manager asks of the order management: a phase's program, what corrects it,
 * hedges and stops. Plain data; engine thread. docs/book.md, "Programs and mandates".
 */
#ifndef RV_DESK_PROGRAMS_H
#define RV_DESK_PROGRAMS_H

#include "engine/book/program.h"
#include "engine/desk/trade_view.h"

/* One leg: an order worked in slices until the window ends, or sub-books that change places. */
typedef struct rv_leg_want {
	char symbol[RV_SYMBOL_MAX];
	int64_t lots;		/* signed; 0: no order */
	int64_t want[RV_SUB_N]; /* signed lots of each sub-book; sum to lots */
	bool reduce_only;
	bool excluded;	 /* a person has left it out of the program that this one is made instead of
			  */
	double edge_bps; /* expected of it before any cost; NaN unknown */
	unsigned edge_assumed; /* bit of each sub-book whose part of that is a setting */
	char why[RV_WHY_TEXT];
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

/*
 * After the close: each leg's lots still to be traded from the position of now, by whom. A leg that
 * is not named works on as it was granted; one of no lots is over.
 */
typedef struct rv_retarget_want {
	uint64_t program;	    /* that has been granted */
	int64_t window_end_utc_ms;  /* of the slices of what is left */
	int64_t mandate_end_utc_ms; /* at most RV_RETARGET_LATE_MS after the program's */
	rv_program_want ask; /* for what is outside of the envelope: all but its legs; phase "" asks
				nothing */
	size_t n;
	rv_leg_want legs[RV_PROGRAM_LEGS];
} rv_retarget_want;

enum { RV_RETARGET_LATE_MS = 15 * 60 * 1000 };

typedef enum rv_retarget_verdict {
	RV_RETARGET_WORKS,   /* its mandate works toward it */
	RV_RETARGET_NEW,     /* a new mandate of the program does, within the envelope */
	RV_RETARGET_OVER,    /* nothing is left to order */
	RV_RETARGET_ASKS,    /* it, or what is more than was granted, needs a fresh Y */
	RV_RETARGET_LEFT_OUT /* a person has left it out */
} rv_retarget_verdict;

typedef struct rv_retarget_result {
	rv_retarget_verdict verdict[RV_PROGRAM_LEGS];
	char reason[RV_PROGRAM_LEGS][RV_ENVELOPE_TEXT]; /* of the envelope, with the numbers */
	uint64_t asks;					/* program of what asks; 0 none */
	rv_status asked;				/* of proposing it: as rv_oms_program */
} rv_retarget_result;

/* One order that the desk wants by itself. */
typedef struct rv_order_want {
	rv_ticket_class cls; /* HEDGE or STOP */
	char symbol[RV_SYMBOL_MAX];
	int64_t lots;		/* signed, not 0 */
	int64_t want[RV_SUB_N]; /* signed lots of each sub-book; sum to lots */
	bool reduce_only;
	rv_style style; /* IOC or TWAP */
	int64_t duration_ms;
	char why[RV_REASON_TEXT];
} rv_order_want;

/* What a person's "hedge now" comes to: the orders, and one line of all legs. */
typedef struct rv_hedge_ask {
	size_t n; /* 0: nothing is to be ordered, and text says why */
	rv_order_want want[2];
	char text[RV_TV_TEXT];
} rv_hedge_ask;

#endif
