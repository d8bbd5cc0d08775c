/*
 * Half-life weighted mean: weights lambda^age, lambda = 2^(-1/h), age in bars. Pure; any thread.
 * A missing bar is skipped but keeps its age, and the weights are renormalised over the finite
 * bars. Formula: docs/formulas.md#half-life-mean.
 */
#ifndef RV_STATS_HALFLIFE_H
#define RV_STATS_HALFLIFE_H

#include "engine/stats/window.h"

#include <stddef.h>

/* lambda^age = 2^(-age/h); h <= 0 gives 1 (plain mean). */
double rv_half_life_weight(double half_life, size_t age);
/* w[age] for age = 0 .. n-1. */
void rv_half_life_weights(double half_life, size_t n, double *w);

/*
 * Mean of d [n], oldest first, by a table w [n] of weights by age; NaN if nothing is finite.
 * Ages count from the newest finite bar: the same mean, and no weight can underflow to 0/0.
 */
double rv_half_life_mean(const double *d, size_t n, const double *w);

/*
 * The same mean of the window that ends at each of x [n], in O(1) a bar and without subtracting: a
 * window is the tail of one block and the head of the next. Bars before x[0] are missing. w
 * [window]; work [window + 1] scratch; mean [n], NaN where nothing is finite or every weight has
 * underflowed; count [n] of finite bars.
 */
void rv_half_life_series(const double *x, size_t n, const double *w, size_t window, rv_triple *work,
			 double *mean, double *count);

#endif
