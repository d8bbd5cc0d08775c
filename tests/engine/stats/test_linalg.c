/* Products and factorisations against plain loops and known answers. */
#include "engine/base/rng.h"
#include "engine/stats/linalg.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_errno.h>

enum { ROWS = 7, COLS = 4, STRIDE = 5 };

static void fill(double *a, size_t n, uint64_t seed)
{
	rv_rng r;
	rv_rng_seed(&r, seed, 0, 0);
	for (size_t i = 0; i < n; i++)
		a[i] = rv_rng_student(&r, 3);
}

static void grams_are_the_plain_sums(void **state)
{
	(void)state;
	double a[ROWS * STRIDE], cols[COLS * COLS], rows[ROWS * ROWS];
	fill(a, LEN(a), 1);
	const rv_matrix m = { a, ROWS, COLS, STRIDE };
	rv_gram_cols(&m, cols);
	rv_gram_rows(&m, rows);
	for (size_t i = 0; i < COLS; i++) {
		for (size_t j = 0; j < COLS; j++) {
			double sum = 0.0;
			for (size_t k = 0; k < ROWS; k++)
				sum += a[k * STRIDE + i] * a[k * STRIDE + j];
			assert_close("A'A", cols[i * COLS + j], sum, 1e-14);
		}
	}
	for (size_t i = 0; i < ROWS; i++) {
		for (size_t j = 0; j < ROWS; j++) {
			double sum = 0.0;
			for (size_t k = 0; k < COLS; k++)
				sum += a[i * STRIDE + k] * a[j * STRIDE + k];
			assert_close("AA'", rows[i * ROWS + j], sum, 1e-14);
		}
	}
}

static void products_are_the_plain_sums(void **state)
{
	(void)state;
	double a[ROWS * STRIDE], x[ROWS], y[ROWS];
	fill(a, LEN(a), 2);
	fill(x, LEN(x), 3);
	const rv_matrix m = { a, ROWS, COLS, STRIDE };
	rv_matrix_mul(&m, x, y);
	for (size_t i = 0; i < ROWS; i++) {
		double sum = 0.0;
		for (size_t k = 0; k < COLS; k++)
			sum += a[i * STRIDE + k] * x[k];
		assert_close("Ax", y[i], sum, 1e-14);
	}
	rv_matrix_mul_t(&m, x, y);
	for (size_t j = 0; j < COLS; j++) {
		double sum = 0.0;
		for (size_t k = 0; k < ROWS; k++)
			sum += a[k * STRIDE + j] * x[k];
		assert_close("A'x", y[j], sum, 1e-14);
	}
}

static void nothing_times_nothing_is_zero(void **state)
{
	(void)state;
	double c[4] = { 1, 1, 1, 1 }, y[2] = { 1, 1 };
	const rv_matrix no_rows = { NULL, 0, 2, 2 };
	rv_gram_cols(&no_rows, c);
	rv_matrix_mul_t(&no_rows, NULL, y);
	for (size_t i = 0; i < LEN(c); i++)
		assert_close("zero", c[i], 0.0, 0);
	assert_close("zero", y[0] + y[1], 0.0, 0);
	assert_int_equal(rv_cholesky(NULL, 0), RV_OK);
	rv_cholesky_solve(NULL, 0, NULL);
}

static void cholesky_solves(void **state)
{
	(void)state;
	/* 6x6 in fractions: the inverse of the Hilbert matrix times ones is known. */
	static const double want[] = { -6, 210, -1680, 5040, -6300, 2772 };
	double a[36], x[6] = { 1, 1, 1, 1, 1, 1 };
	for (size_t i = 0; i < 6; i++) {
		for (size_t j = 0; j < 6; j++)
			a[i * 6 + j] = 1.0 / (double)(i + j + 1);
	}
	assert_int_equal(rv_cholesky(a, 6), RV_OK);
	rv_cholesky_solve(a, 6, x);
	for (size_t i = 0; i < 6; i++)
		assert_close("x", x[i] / want[i], 1.0, 1e-8); /* its condition number is 1.5e7 */
}

static void cholesky_refuses(void **state)
{
	(void)state;
	double indefinite[] = { 1, 2, 2, 1 }, singular[] = { 1, 1, 1, 1 }, zero[] = { 0 },
	       nan[] = { 2, NAN, NAN, 2 }, inf[] = { INFINITY };
	assert_int_equal(rv_cholesky(indefinite, 2), RV_EDATA);
	assert_int_equal(rv_cholesky(singular, 2), RV_EDATA);
	assert_int_equal(rv_cholesky(zero, 1), RV_EDATA);
	assert_int_equal(rv_cholesky(nan, 2), RV_EDATA);
	assert_int_equal(rv_cholesky(inf, 1), RV_EDATA);
}

static void eigenvalues_are_known(void **state)
{
	(void)state;
	/* The second difference has 2 - 2 cos(k pi / (n + 1)); smaller than the workspace too. */
	rv_eigen *w = NULL;
	assert_int_equal(rv_eigen_new(9, &w), RV_OK);
	for (size_t n = 0; n <= 9; n++) {
		double a[81], before[81], v[9];
		for (size_t i = 0; i < n * n; i++) {
			const size_t r = i / n, c = i % n;
			a[i] = r == c ? 2.0 : (r + 1 == c || c + 1 == r ? -1.0 : 0.0);
		}
		memcpy(before, a, n * n * sizeof(*a));
		assert_int_equal(rv_eigenvalues(w, a, n, v), RV_OK);
		assert_memory_equal(before, a, n * n * sizeof(*a));
		for (size_t k = 0; k < n; k++)
			assert_close("eigenvalue", v[k],
				     2.0 - 2.0 * cos((double)(k + 1) * M_PI / (double)(n + 1)),
				     1e-13);
	}
	double big[100], v[10];
	fill(big, LEN(big), 4);
	assert_int_equal(rv_eigenvalues(w, big, 10, v), RV_EINVAL);
	big[3] = NAN;
	assert_int_equal(rv_eigenvalues(w, big, 2, v), RV_EDATA);
	rv_eigen_free(w);
	rv_eigen_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grams_are_the_plain_sums),
		cmocka_unit_test(products_are_the_plain_sums),
		cmocka_unit_test(nothing_times_nothing_is_zero),
		cmocka_unit_test(cholesky_solves),
		cmocka_unit_test(cholesky_refuses),
		cmocka_unit_test(eigenvalues_are_known),
	};
	(void)gsl_set_error_handler_off();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
