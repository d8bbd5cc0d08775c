/*
 * Exponential moving average by span, a = 2 / (span + 1), with the weights (1 - a)^age renormalised
 * over what is there ("adjusted"). A missing value contributes nothing and keeps its age.
 * Pure; any thread. Formula: docs/formulas.md#adjusted-ema.
 */
#ifndef RV_STATS_EMA_H
#define RV_STATS_EMA_H

#include <stddef.h>

/*
 * out[t] for t = from .. n-1, over x[0 .. t]; out below from is not written. NaN until the first
 * finite value; at a missing value the average stays. x and out [n] must not overlap. span >= 1.
 */
void rv_ema_adjusted(const double *x, size_t n, double span, size_t from, double *out);

/* Two spans of one series in one pass: the recurrences wait for each other's arithmetic. */
void rv_ema_adjusted2(const double *x, size_t n, const double span[2], size_t from, double *out0,
		      double *out1);

#endif
