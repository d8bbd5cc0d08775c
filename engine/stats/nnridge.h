/*
 * Ridge regression of three columns with weights >= 0 and no intercept, solved exactly:
 *   min |Y - X w|^2 + alpha |w|^2, w >= 0, from X'X, X'Y. Unique for alpha > 0.
 * Pure; any thread. Formula: docs/formulas.md#non-negative-ridge.
 */
#ifndef RV_STATS_NNRIDGE_H
#define RV_STATS_NNRIDGE_H

#include <stdbool.h>
#include <stddef.h>

enum { RV_NNRIDGE_K = 3 };

/* Sums over rows; they add, so that parts of a sample are summed once. */
typedef struct rv_gram3 {
	size_t n;
	double xx[RV_NNRIDGE_K][RV_NNRIDGE_K];
	double x[RV_NNRIDGE_K]; /* sums of the columns */
	double xy[RV_NNRIDGE_K];
	double yy;
} rv_gram3;

void rv_gram3_row(rv_gram3 *g, const double x[RV_NNRIDGE_K], double y);
void rv_gram3_add(rv_gram3 *to, const rv_gram3 *g);
/* |Y - X w|^2, never below 0. */
double rv_gram3_sse(const rv_gram3 *g, const double w[RV_NNRIDGE_K]);
/* Pearson correlation of two columns, NaN when one has no variance. */
double rv_gram3_corr(const rv_gram3 *g, size_t a, size_t b);

/* False (w NaN) when the sums are not finite or alpha > 0 does not hold. */
bool rv_nnridge(const rv_gram3 *g, double alpha, double w[RV_NNRIDGE_K]);

#endif
