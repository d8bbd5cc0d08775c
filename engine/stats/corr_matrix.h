/*
 * Pearson correlations of many series at once, each pair over the bars where both are finite, by
 * blocked matrix products. Owner: one thread per workspace; allocates in new only.
 * Formula: docs/formulas.md#pairs-of-series.
 */
#ifndef RV_STATS_CORR_MATRIX_H
#define RV_STATS_CORR_MATRIX_H

#include "engine/base/status.h"

#include <stddef.h>

typedef struct rv_corr_matrix rv_corr_matrix;

RV_NODISCARD rv_status rv_corr_matrix_new(size_t max_n, size_t max_bars, rv_corr_matrix **out);
void rv_corr_matrix_free(rv_corr_matrix *w);

/*
 * x: series i is x + i * stride, `bars` values. out [n][n], symmetric, clipped to [-1, 1]; NaN
 * below min_n common bars (>= 2) or when a variance is below RV_VARIANCE_MIN. n and bars within the
 * workspace. The same as rv_corr of each pair to within rounding.
 */
void rv_corr_matrix_of(rv_corr_matrix *w, const double *x, size_t stride, size_t n, size_t bars,
		       size_t min_n, double *out);

#endif
