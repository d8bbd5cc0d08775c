/*
 * Exponentially weighted spread of a window. Pure; any thread.
 *   x [n] oldest first; w [n] weights by age (0 = newest), see halflife.h
 * Non-finite values are skipped and keep their age. Formula: docs/formulas.md#hybrid-score.
 */
#ifndef RV_STATS_EWMA_H
#define RV_STATS_EWMA_H

#include <stddef.h>

typedef struct rv_ewma {
	size_t n;    /* finite values */
	double mean; /* weighted; NaN when n = 0 */
	double sd;   /* sqrt(sum w (x - mean)^2 / sum w), NaN when n = 0; 0 for a constant series */
} rv_ewma;

rv_ewma rv_ewma_of(const double *x, size_t n, const double *w);

#endif
