/*
 * Mean and variance of a window with weights lambda^age, lambda = 2^(-1/half_life), in O(1) a bar:
 * the streaming twin of the half-life mean and of the EWMA volatility. Missing bars are skipped and
 * keep their age. peek and push as in rolling.h, and the same guard against rounding.
 * Owner: one thread. No allocation. Formulas: docs/formulas.md#streaming.
 */
#ifndef RV_STATS_DECAY_H
#define RV_STATS_DECAY_H

#include <stddef.h>

typedef struct rv_decay_sums {
	size_t n;	   /* finite bars */
	double w, wx, wxx; /* sums of lambda^age times 1, x, x^2; the newest bar has age 0 */
} rv_decay_sums;

typedef struct rv_decay {
	size_t window, at, since;
	double lambda, last; /* last = lambda^window: the weight of the bar that leaves */
	double *ring;	     /* [window], borrowed */
	rv_decay_sums sums;
} rv_decay;

/* half_life <= 0: plain mean. */
void rv_decay_init(rv_decay *d, double half_life, size_t window, double *ring);
void rv_decay_push(rv_decay *d, double x);
rv_decay_sums rv_decay_peek(const rv_decay *d, double x);

double rv_decay_mean(const rv_decay_sums *s);	  /* NaN when nothing is finite */
double rv_decay_variance(const rv_decay_sums *s); /* about the weighted mean, >= 0 */

#endif
