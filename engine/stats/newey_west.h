/*
 * Is a mean other than 0 when neighbours hang together? Standard error with a Bartlett kernel.
 * Pure; any thread. NaN = unknown.
 * Source: Newey and West (1987), no correction for a small sample.
 * docs/formulas.md#mean-of-overlapping-returns.
 */
#ifndef RV_STATS_NEWEY_WEST_H
#define RV_STATS_NEWEY_WEST_H

#include <stddef.h>

typedef struct rv_newey_west {
	size_t n; /* finite values */
	double mean, se;
	double t; /* mean / se; NaN when se is below RV_SD_MIN */
} rv_newey_west;

/*
 * x [n] in order of time, lag: the farthest that hang together (returns over H days made each day:
 * H - 1). A value that is not finite keeps its place and adds nothing, so that a lag is a distance
 * in time. All NaN when nothing is finite.
 */
rv_newey_west rv_newey_west_mean(const double *x, size_t n, size_t lag);

#endif
