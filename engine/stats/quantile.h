/*
 * Order statistics of a window. Pure; any thread. Non-finite values are skipped.
 * Quantiles interpolate linearly at (k - 1) p. Formula: docs/formulas.md#quantiles.
 */
#ifndef RV_STATS_QUANTILE_H
#define RV_STATS_QUANTILE_H

#include <stddef.h>

/* Sorts n finite values ascending, in place. */
void rv_sort(double *x, size_t n);
/* Copies the finite values of x to out [n] and sorts them; returns how many. */
size_t rv_sorted(const double *x, size_t n, double *out);
/* Of sorted finite values; p in [0, 1]; NaN when k = 0. */
double rv_quantile_sorted(const double *sorted, size_t k, double p);
/* work [n]; NaN when fewer than min_n values are finite. */
double rv_quantile(const double *x, size_t n, double p, size_t min_n, double *work);
double rv_median(const double *x, size_t n, size_t min_n, double *work);
/* Clips the finite values of x to their own p and 1 - p quantiles. out may be x; work [n]. */
void rv_winsorize(const double *x, size_t n, double p, double *out, double *work);

#endif
