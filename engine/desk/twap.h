/*
 * A quantity in slices over a window: when each is due and how large it is.
 *
 * A pure function of the plan, the slice and what is done: a process that starts again at any
 * point goes on with the same schedule. Times are ms since the begin of the window, on whatever
 * clock the caller has kept it. What was missed is not made up for in a burst: a slice is at most
 * RV_TWAP_CATCH_UP times its plain size, and what the last one does not take stays undone.
 * Any thread.
 */
#ifndef RV_DESK_TWAP_H
#define RV_DESK_TWAP_H

#include "engine/base/status.h"

#include <stdint.h>

enum { RV_TWAP_CATCH_UP = 3, RV_TWAP_SLICES_MOST = 20160 /* a week of half minutes */ };

typedef struct rv_twap {
	uint64_t seed; /* of the jitter; the mandate's id */
	int64_t window_ms;
	int64_t lots;	/* > 0, in all */
	int64_t slices; /* >= 1: window / slice_ms, fewer when a slice would be under min_lots */
	int64_t min_lots;
	double jitter; /* share of a slice's time by which it may be late, 0 .. 0.9 */
} rv_twap;

/*
 * min_lots: the least that may be sent (the venue's minimum at the worst price), >= 1. RV_EINVAL:
 * lots, window, slice_ms or min_lots not > 0, jitter out of range. lots < min_lots: one slice.
 */
RV_NODISCARD rv_status rv_twap_make(uint64_t seed, int64_t lots, int64_t min_lots,
				    int64_t window_ms, int64_t slice_ms, double jitter,
				    rv_twap *out);

/* When slice i in [0, slices) is due: rising, >= 0, < window_ms. */
int64_t rv_twap_due(const rv_twap *t, int64_t i);
/* The slice whose turn it is: the last one due at that time; -1 before the first. */
int64_t rv_twap_current(const rv_twap *t, int64_t since_ms);
/* When the next slice is due, INT64_MAX after the last. */
int64_t rv_twap_next_due(const rv_twap *t, int64_t since_ms);

/* Lots of slice i if everything went to plan; they sum to lots exactly. */
int64_t rv_twap_plain(const rv_twap *t, int64_t i);
/*
 * Lots to send in slice i when `done` are filled, working or unknown by now: what the plan would
 * have done after slice i, less done, at most RV_TWAP_CATCH_UP x plain and what is left. 0: wait
 * for the next (under min_lots yet), or nothing is left. A plan of less than min_lots in all is one
 * slice of all of it: whether that may be sent is the gate's question.
 */
int64_t rv_twap_size(const rv_twap *t, int64_t i, int64_t done);

#endif
