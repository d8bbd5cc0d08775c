/* Dense linear algebra over GSL and CBLAS; see linalg.h. */
#include "engine/stats/linalg.h"

#include "engine/stats/blas_lock.h"
#include "engine/stats/lag_dot.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cblas.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_sort_double.h>

struct rv_eigen {
	size_t max_n;
	gsl_eigen_symm_workspace *gsl;
	double *scratch; /* [max_n][max_n]: GSL destroys its input */
};

/* CBLAS fills the lower triangle; readers want both. */
static void mirror(double *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++)
			c[j * n + i] = c[i * n + j];
	}
}

void rv_gram_cols(const rv_matrix *a, double *c)
{
	if (a->cols == 0)
		return;
	memset(c, 0, a->cols * a->cols * sizeof(*c));
	if (a->rows == 0)
		return;
	rv_blas_lock();
	cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, (int)a->cols, (int)a->rows, 1.0, a->a,
		    (int)a->stride, 0.0, c, (int)a->cols);
	rv_blas_unlock();
	mirror(c, a->cols);
}

void rv_gram_rows(const rv_matrix *a, double *c)
{
	if (a->rows == 0)
		return;
	memset(c, 0, a->rows * a->rows * sizeof(*c));
	if (a->cols == 0)
		return;
	rv_blas_lock();
	cblas_dsyrk(CblasRowMajor, CblasLower, CblasNoTrans, (int)a->rows, (int)a->cols, 1.0, a->a,
		    (int)a->stride, 0.0, c, (int)a->rows);
	rv_blas_unlock();
	mirror(c, a->rows);
}

void rv_matrix_mul(const rv_matrix *a, const double *x, double *y)
{
	memset(y, 0, a->rows * sizeof(*y));
	if (a->rows == 0 || a->cols == 0)
		return;
	rv_blas_lock();
	cblas_dgemv(CblasRowMajor, CblasNoTrans, (int)a->rows, (int)a->cols, 1.0, a->a,
		    (int)a->stride, x, 1, 0.0, y, 1);
	rv_blas_unlock();
}

/* A portfolio holds few of its assets: their rows alone, unless they are more than a quarter. */
static bool mul_t_few(const rv_matrix *a, const double *x, double *y)
{
	size_t n = 0;
	for (size_t i = 0; i < a->rows; i++)
		n += fabs(x[i]) > 0.0 || isnan(x[i]) ? 1 : 0;
	if (n > a->rows / 4)
		return false;
	for (size_t i = 0; i < a->rows; i++) {
		if (fabs(x[i]) > 0.0 || isnan(x[i]))
			rv_add_scaled(x[i], a->a + i * a->stride, a->cols, y);
	}
	return true;
}

void rv_matrix_mul_t(const rv_matrix *a, const double *x, double *y)
{
	memset(y, 0, a->cols * sizeof(*y));
	if (a->rows == 0 || a->cols == 0 || mul_t_few(a, x, y))
		return;
	rv_blas_lock();
	cblas_dgemv(CblasRowMajor, CblasTrans, (int)a->rows, (int)a->cols, 1.0, a->a,
		    (int)a->stride, x, 1, 0.0, y, 1);
	rv_blas_unlock();
}

rv_status rv_cholesky(double *a, size_t n)
{
	if (n == 0)
		return RV_OK;
	gsl_matrix_view m = gsl_matrix_view_array(a, n, n);
	rv_blas_lock();
	const int failed = gsl_linalg_cholesky_decomp1(&m.matrix);
	rv_blas_unlock();
	if (failed != GSL_SUCCESS)
		return RV_EDATA;
	/* GSL compares with <=, which a NaN passes. */
	for (size_t i = 0; i < n; i++) {
		if (!(isfinite(a[i * n + i]) && a[i * n + i] > 0.0))
			return RV_EDATA;
	}
	return RV_OK;
}

void rv_cholesky_solve(const double *factor, size_t n, double *x)
{
	if (n == 0)
		return;
	rv_blas_lock();
	cblas_dtrsv(CblasRowMajor, CblasLower, CblasNoTrans, CblasNonUnit, (int)n, factor, (int)n,
		    x, 1);
	cblas_dtrsv(CblasRowMajor, CblasLower, CblasTrans, CblasNonUnit, (int)n, factor, (int)n, x,
		    1);
	rv_blas_unlock();
}

rv_status rv_eigen_new(size_t max_n, rv_eigen **out)
{
	rv_eigen *w = calloc(1, sizeof(*w));
	if (!w)
		return RV_ENOMEM;
	w->max_n = max_n;
	w->gsl = gsl_eigen_symm_alloc(max_n > 0 ? max_n : 1);
	w->scratch = malloc((max_n * max_n + 1) * sizeof(*w->scratch));
	if (!w->gsl || !w->scratch) {
		rv_eigen_free(w);
		return RV_ENOMEM;
	}
	*out = w;
	return RV_OK;
}

void rv_eigen_free(rv_eigen *w)
{
	if (!w)
		return;
	if (w->gsl)
		gsl_eigen_symm_free(w->gsl);
	free(w->scratch);
	free(w);
}

rv_status rv_eigenvalues(rv_eigen *w, const double *a, size_t n, double *values)
{
	if (n > w->max_n)
		return RV_EINVAL;
	if (n == 0)
		return RV_OK;
	for (size_t i = 0; i < n * n; i++) {
		if (!isfinite(a[i]))
			return RV_EDATA; /* its QR would never end */
		w->scratch[i] = a[i];
	}
	gsl_matrix_view m = gsl_matrix_view_array(w->scratch, n, n);
	gsl_vector_view v = gsl_vector_view_array(values, n);
	w->gsl->size = n; /* it wants the exact size; its arrays have max_n */
	rv_blas_lock();
	const int failed = gsl_eigen_symm(&m.matrix, &v.vector, w->gsl);
	rv_blas_unlock();
	if (failed != GSL_SUCCESS)
		return RV_EDATA;
	gsl_sort(values, 1, n);
	return RV_OK;
}
