/*
 * Ledoit-Wolf covariance, shrunk to a multiple of the identity, from far fewer rows than assets.
 *
 *   S = X'X / T, X centred;  Sigma = (1 - s) S + s m I,  m = tr(S) / p
 *
 * It is kept as Sigma = a I + Z'Z with Z = sqrt((1 - s) / T) X and never formed: the T x T Gram
 * matrix gives s in closed form, the eigenvalues and every product. Asset-major storage: row i of
 * z is asset i. Owner: one thread per workspace. Allocates in new only.
 * Formula: docs/formulas.md#covariance. Source: Ledoit and Wolf (2004).
 */
#ifndef RV_STATS_SHRINKAGE_H
#define RV_STATS_SHRINKAGE_H

#include "engine/stats/linalg.h"

typedef struct rv_covariance {
	size_t p, t;		 /* assets, rows */
	double shrinkage;	 /* s in [0, 1] */
	double mean_variance;	 /* m */
	double a;		 /* s m */
	double eig_min, eig_max; /* of Sigma */
	const double *z;	 /* [p][t] */
	const double *gram;	 /* [t][t] = sum over assets of z_i z_i' */
} rv_covariance;

typedef struct rv_shrinkage rv_shrinkage;

RV_NODISCARD rv_status rv_shrinkage_new(size_t max_p, size_t max_t, rv_shrinkage **out);
void rv_shrinkage_free(rv_shrinkage *w);

/* Where row i of the input goes, [max_t]: fill the first t of p rows, then run. */
double *rv_shrinkage_row(rv_shrinkage *w, size_t i);

/*
 * Covariance of the p rows of t values each. A value that is not finite counts as the mean of its
 * row, 0 after centring; a row without any is zero. The rows are overwritten, *out points into the
 * workspace and is valid until its rows are filled again. RV_EINVAL: p or t is 0 or too large.
 */
RV_NODISCARD rv_status rv_shrinkage_run(rv_shrinkage *w, size_t p, size_t t, rv_covariance *out);

/*
 * The same with bounds in the place of the eigenvalues, which cost as much as all the rest: eig_min
 * at least a, eig_max at most a + |Z'Z|, the Frobenius norm.
 */
RV_NODISCARD rv_status rv_shrinkage_bounded(rv_shrinkage *w, size_t p, size_t t,
					    rv_covariance *out);

/*
 * Row i of t values, t the same for all rows: the newest n of x [n], unknown before the first.
 * Returns how many are known. Then rv_shrinkage_of_put is rv_shrinkage_bounded of these rows; a row
 * that is put again takes the place of what it was.
 */
size_t rv_shrinkage_put(rv_shrinkage *w, size_t i, size_t t, const double *x, size_t n);
RV_NODISCARD rv_status rv_shrinkage_of_put(rv_shrinkage *w, size_t p, size_t t, rv_covariance *out);

/* Variance of the portfolio: x'Sigma x, x [p]; work [t]. */
double rv_covariance_quad(const rv_covariance *c, const double *x, double *work);
/* y [p] = Sigma x; work [t]. */
void rv_covariance_mul(const rv_covariance *c, const double *x, double *y, double *work);

#endif
