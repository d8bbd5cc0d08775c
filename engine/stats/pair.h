/*
 * Second moments of two series over the bars where both are finite. Pure; any thread.
 *   x, y [n] on one bar grid, oldest first. Two passes, centred: exactly 0 for a constant series.
 * Formulas: docs/formulas.md#pairs-of-series.
 */
#ifndef RV_STATS_PAIR_H
#define RV_STATS_PAIR_H

#include <stddef.h>

/* Below this variance (sum of squares / (n - 1)) a correlation is missing. */
#define RV_VARIANCE_MIN 1e-18

typedef struct rv_pair {
	size_t n;	      /* bars where both are finite */
	double mx, my;	      /* means; NaN when n = 0 */
	double sxx, syy, sxy; /* sums of centred squares and products */
} rv_pair;

rv_pair rv_pair_of(const double *x, const double *y, size_t n);

/* Pearson, clipped to [-1, 1]; NaN below min_n pairs (>= 2) or when a variance is below the least.
 */
double rv_pair_corr(const rv_pair *p, size_t min_n);
/* Slope of y on x with an intercept; NaN likewise (only the variance of x counts). */
double rv_pair_slope(const rv_pair *p, size_t min_n);

double rv_corr(const double *x, const double *y, size_t n, size_t min_n);

#endif
