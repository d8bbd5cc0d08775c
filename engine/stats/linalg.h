/*
 * Dense linear algebra on plain row-major arrays: the few products and factorisations that the
 * portfolio needs, over GSL and CBLAS. Nothing here allocates but rv_eigen_new.
 *
 * A matrix is (pointer, rows, columns, stride): a[i * stride + j]. Sizes stay far below INT_MAX.
 * NaN propagates through products; the factorisation refuses it. Any thread, one per workspace.
 */
#ifndef RV_STATS_LINALG_H
#define RV_STATS_LINALG_H

#include "engine/base/status.h"

#include <stddef.h>

typedef struct rv_matrix {
	const double *a;
	size_t rows, cols, stride;
} rv_matrix;

/* c [cols][cols] = A'A, both triangles; zero when A has no rows. */
void rv_gram_cols(const rv_matrix *a, double *c);
/* c [rows][rows] = AA', both triangles. */
void rv_gram_rows(const rv_matrix *a, double *c);
/* y [rows] = A x. */
void rv_matrix_mul(const rv_matrix *a, const double *x, double *y);
/* y [cols] = A'x, A finite: rows at a 0 of x are left out where most are. */
void rv_matrix_mul_t(const rv_matrix *a, const double *x, double *y);

/*
 * a [n][n], dense and symmetric, becomes its lower Cholesky factor (the upper triangle is left
 * undefined). RV_EDATA: not positive definite, or not finite.
 */
RV_NODISCARD rv_status rv_cholesky(double *a, size_t n);
/* x [n] = A^-1 x with the factor of rv_cholesky. */
void rv_cholesky_solve(const double *factor, size_t n, double *x);

typedef struct rv_eigen rv_eigen;

RV_NODISCARD rv_status rv_eigen_new(size_t max_n, rv_eigen **out);
void rv_eigen_free(rv_eigen *w);
/*
 * Eigenvalues of a symmetric a [n][n], ascending, to values [n]. RV_EDATA: not finite.
 * RV_EINVAL: n above max_n.
 */
RV_NODISCARD rv_status rv_eigenvalues(rv_eigen *w, const double *a, size_t n, double *values);

#endif
