/*
 * Mean and spread of a window. Pure; any thread.
 *   x [n] any order but for zscore_last (oldest first); any unit
 * Non-finite values are skipped, never replaced. Sums run in index order, so that the same input
 * gives the same bytes. Formulas: docs/formulas.md#zscore.
 */
#ifndef RV_STATS_MOMENTS_H
#define RV_STATS_MOMENTS_H

#include <stddef.h>

typedef struct rv_moments {
	size_t n;    /* finite values */
	double mean; /* NaN when n = 0 */
	double m2;   /* sum of squared deviations from the mean; exactly 0 for a constant series */
} rv_moments;

/* Below this standard deviation a series counts as constant and every z-score is 0. */
#define RV_SD_MIN 1e-12

rv_moments rv_moments_of(const double *x, size_t n);

double rv_mean(const double *x, size_t n); /* NaN when nothing is finite */
double rv_sd0(const double *x, size_t n);  /* divisor n; NaN when nothing is finite */
double rv_sd1(const double *x, size_t n);  /* divisor n - 1; NaN below two finite values */

/*
 * Z-score of the newest value in a window: (x[n-1] - mean) / sd1.
 *   min_n  least number of finite values, >= 2
 * NaN if x[n-1] is not finite or fewer than min_n values are; 0 if sd1 < RV_SD_MIN.
 */
double rv_zscore_last(const double *x, size_t n, size_t min_n);

#endif
