/*
 * What `rvdesk halt` does at the venue by itself: the dead man's switch, every open order of the
 * account cancelled, and, when asked to, every position closed by reduce-only Ioc orders at the
 * collar. Main thread.
 *
 * It goes by what the venue says is open, again and again until nothing is or the time is over: an
 * order of the desk that lands meanwhile is cancelled in the next round. A close is of what is held
 * then and reduce-only, so that one whose answer was lost can never open anything. What is not a
 * perpetual of the main exchange is left alone and counted.
 */
#ifndef RV_APP_HALT_HALT_VENUE_H
#define RV_APP_HALT_HALT_VENUE_H

#include "app/halt/halt_client.h"

enum { RV_HALT_MOST_MS = 20000, RV_HALT_DEADMAN_MS = 10000 };

typedef struct rv_halt_venue_params {
	bool flatten;
	double collar_bps; /* how far from the mid a close may trade */
	int64_t most_ms;   /* real time; 0: RV_HALT_MOST_MS */
} rv_halt_venue_params;

typedef struct rv_halt_done {
	bool known;	       /* the rest is the venue's word and not a guess */
	size_t cancelled;      /* cancels that the venue has confirmed */
	size_t open;	       /* orders that are still open */
	size_t closes;	       /* closing orders that have traded */
	size_t positions;      /* still held; of flatten only */
	bool deadman;	       /* on */
	char deadman_why[160]; /* why not */
	char trouble[320];     /* the last thing that went wrong; "" nothing */
} rv_halt_done;

/* RV_OK: nothing is open any more, nothing held when asked to flatten. Else err says what is. */
RV_NODISCARD rv_status rv_halt_venue(rv_halt_client *c, const rv_halt_venue_params *p,
				     rv_halt_done *out, rv_err *err);

#endif
