/*
 * The median by selection: the same number as by sorting (rv_quantile_sorted at 1/2), to the bit,
 * in O(n). Pure; any thread.
 */
#ifndef RV_STATS_SELECT_H
#define RV_STATS_SELECT_H

#include <stddef.h>

/* Of n finite values, which it reorders; NaN when n = 0. */
double rv_median_select(double *x, size_t n);

#endif
