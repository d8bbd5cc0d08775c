/*
 * Ledoit-Wolf against sklearn (tests/oracle/optimizer.py), against its definition by plain loops,
 * and its properties.
 */
#include "engine/base/rng.h"
#include "engine/stats/shrinkage.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/opt_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>

#include "tests/oracle/optimizer_cases.h"

enum { MAX_P = 120, MAX_T = 80 };

static rv_shrinkage *workspace(void)
{
	rv_shrinkage *w = NULL;
	assert_int_equal(rv_shrinkage_new(MAX_P, MAX_T, &w), RV_OK);
	return w;
}

static rv_covariance covariance(rv_shrinkage *w, const double *x, size_t p, size_t t)
{
	rv_covariance c;
	for (size_t i = 0; i < p; i++)
		memcpy(rv_shrinkage_row(w, i), x + i * t, t * sizeof(*x));
	assert_int_equal(rv_shrinkage_run(w, p, t, &c), RV_OK);
	return c;
}

/* Rows that are put are those of the buffer, to the bit. */
static void put_gives_the_same(rv_shrinkage *w, const double *x, const rv_covariance *b)
{
	rv_covariance c;
	double *z = malloc(b->p * b->t * sizeof(*z));
	assert_non_null(z);
	memcpy(z, b->z, b->p * b->t * sizeof(*z));
	for (size_t i = 0; i < b->p; i++)
		assert_int_equal(rv_shrinkage_put(w, i, b->t, x + i * b->t, b->t), b->t);
	assert_int_equal(rv_shrinkage_of_put(w, b->p, b->t, &c), RV_OK);
	assert_close("shrinkage", c.shrinkage, b->shrinkage, 0);
	assert_close("bound", c.eig_max, b->eig_max, 0);
	assert_memory_equal(c.z, z, b->p * b->t * sizeof(*z));
	free(z);
}

static void agrees_with_sklearn(void **state)
{
	(void)state;
	rv_shrinkage *w = workspace();
	for (size_t k = 0; k < LEN(opt_cases); k++) {
		const opt_case *o = &opt_cases[k];
		const rv_covariance c = covariance(w, o->x, o->n, o->t);
		double ones[MAX_P], sums[MAX_P], work[MAX_T];
		for (size_t i = 0; i < o->n; i++)
			ones[i] = 1.0;
		rv_covariance_mul(&c, ones, sums, work);
		assert_close(o->name, c.shrinkage, o->shrinkage, 1e-12);
		assert_close(o->name, c.mean_variance / o->mean_variance, 1.0, 1e-12);
		double total = 0.0;
		for (size_t i = 0; i < o->n; i++) {
			total += sums[i];
			assert_close(o->name, sums[i] / o->mean_variance,
				     o->row_sums[i] / o->mean_variance, 1e-12);
		}
		assert_close(o->name, rv_covariance_quad(&c, ones, work) / total, 1.0, 1e-12);
	}
	rv_shrinkage_free(w);
}

/* Sigma by the definition: centre, X'X / T, shrink to m I. */
static void plain_sigma(const double *x, size_t p, size_t t, double s, double *sigma)
{
	double m = 0.0;
	for (size_t i = 0; i < p; i++) {
		for (size_t j = 0; j < p; j++) {
			double mi = 0.0, mj = 0.0, sum = 0.0;
			for (size_t k = 0; k < t; k++) {
				mi += x[i * t + k] / (double)t;
				mj += x[j * t + k] / (double)t;
			}
			for (size_t k = 0; k < t; k++)
				sum += (x[i * t + k] - mi) * (x[j * t + k] - mj);
			sigma[i * p + j] = (1.0 - s) * sum / (double)t;
		}
		m += sigma[i * p + i] / (double)p;
	}
	for (size_t i = 0; i < p; i++)
		sigma[i * p + i] += s * m / (1.0 - s);
}

static void products_and_eigenvalues_are_those_of_sigma(void **state)
{
	(void)state;
	static const size_t sizes[][2] = { { 5, 20 }, { 20, 20 }, { 30, 11 } };
	rv_shrinkage *w = workspace();
	rv_eigen *e = NULL;
	assert_int_equal(rv_eigen_new(30, &e), RV_OK);
	for (size_t k = 0; k < LEN(sizes); k++) {
		const size_t p = sizes[k][0], t = sizes[k][1];
		double x[600], v[30], got[30], work[MAX_T], eig[30];
		static double sigma[900];
		rv_rng r;
		rv_rng_seed(&r, 3, k, 0);
		for (size_t i = 0; i < p * t; i++)
			x[i] = 0.03 * rv_rng_student(&r, 4);
		for (size_t i = 0; i < p; i++)
			v[i] = rv_rng_normal(&r);
		const rv_covariance c = covariance(w, x, p, t);
		plain_sigma(x, p, t, c.shrinkage, sigma);
		rv_covariance_mul(&c, v, got, work);
		for (size_t i = 0; i < p; i++) {
			double want = 0.0;
			for (size_t j = 0; j < p; j++)
				want += sigma[i * p + j] * v[j];
			assert_close("Sigma v", got[i] / c.eig_max, want / c.eig_max, 1e-12);
		}
		assert_int_equal(rv_eigenvalues(e, sigma, p, eig), RV_OK);
		assert_close("least", c.eig_min / eig[p - 1], eig[0] / eig[p - 1], 1e-12);
		assert_close("largest", c.eig_max / eig[p - 1], 1.0, 1e-12);
		/* bounds instead of eigenvalues, all else the same; the row buffer is filled again
		 */
		rv_covariance b;
		for (size_t i = 0; i < p; i++)
			memcpy(rv_shrinkage_row(w, i), x + i * t, t * sizeof(double));
		const double largest = c.eig_max, a = c.a, s = c.shrinkage;
		assert_int_equal(rv_shrinkage_bounded(w, p, t, &b), RV_OK);
		assert_close("a", b.a, a, 0);
		assert_close("shrinkage", b.shrinkage, s, 0);
		assert_true(b.eig_max >= largest && b.eig_max < sqrt((double)p) * largest);
		put_gives_the_same(w, x, &b);
		assert_true(b.eig_min <= eig[0] * (1.0 + 1e-12));
	}
	rv_eigen_free(e);
	rv_shrinkage_free(w);
}

/* A row of which the oldest are not there is one with NaN in their place. */
static void short_rows_are_unknown_before(void **state)
{
	(void)state;
	double x[5][7], z[5][7];
	rv_covariance c;
	rv_rng r;
	rv_rng_seed(&r, 5, 0, 0);
	rv_shrinkage *w = workspace();
	for (size_t i = 0; i < 5; i++) {
		for (size_t k = 0; k < 7; k++)
			x[i][k] = k < i ? (double)NAN : rv_rng_normal(&r);
	}
	x[1][4] = NAN;
	for (size_t i = 0; i < 5; i++)
		memcpy(rv_shrinkage_row(w, i), x[i], sizeof(x[i]));
	assert_int_equal(rv_shrinkage_bounded(w, 5, 7, &c), RV_OK);
	memcpy(z, c.z, sizeof(z));
	const double shrinkage = c.shrinkage;
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(rv_shrinkage_put(w, i, 7, x[i] + i, 7 - i), i == 1 ? 5 : 7 - i);
	assert_int_equal(rv_shrinkage_of_put(w, 5, 7, &c), RV_OK);
	assert_close("shrinkage", c.shrinkage, shrinkage, 1e-14);
	for (size_t i = 0; i < 5; i++) {
		for (size_t k = 0; k < 7; k++)
			assert_close("z", c.z[7 * i + k], z[i][k], 1e-14);
	}
	assert_int_equal(rv_shrinkage_put(w, 0, 7, x[0], 0), 0);
	assert_int_equal(rv_shrinkage_of_put(w, 0, 7, &c), RV_EINVAL);
	rv_shrinkage_free(w);
}

static void order_and_scale_change_nothing_else(void **state)
{
	(void)state;
	const opt_case *o = &opt_cases[1]; /* with holes */
	rv_shrinkage *w = workspace();
	double *x = malloc(o->n * o->t * sizeof(*x));
	assert_non_null(x);
	const rv_covariance a = covariance(w, o->x, o->n, o->t);
	for (size_t i = 0; i < o->n; i++) {
		for (size_t k = 0; k < o->t; k++)
			x[i * o->t + k] = 3.0 * o->x[(o->n - 1 - i) * o->t + (o->t - 1 - k)] + 7.0;
	}
	const rv_covariance b = covariance(w, x, o->n, o->t);
	assert_close("shrinkage", b.shrinkage, a.shrinkage, 1e-11);
	assert_close("variance", b.mean_variance / a.mean_variance, 9.0, 1e-11);
	free(x);
	rv_shrinkage_free(w);
}

static void a_missing_value_is_the_mean(void **state)
{
	(void)state;
	const double holed[] = { 0.01, NAN, -0.03, 0.02, 0.004, 0.01, -0.02, INFINITY };
	const double filled[] = { 0.01, 0.0, -0.03, 0.02, 0.004, 0.01, -0.02, -0.002 };
	rv_shrinkage *w = workspace();
	const rv_covariance a = covariance(w, holed, 2, 4);
	const double s = a.shrinkage, m = a.mean_variance;
	const rv_covariance b = covariance(w, filled, 2, 4);
	assert_close("shrinkage", b.shrinkage, s, 1e-14);
	assert_close("variance", b.mean_variance / m, 1.0, 1e-14);
	rv_shrinkage_free(w);
}

static void degenerate_inputs(void **state)
{
	(void)state;
	rv_shrinkage *w = workspace();
	rv_covariance c;
	double x[40];
	for (size_t i = 0; i < LEN(x); i++)
		x[i] = 0.03125;	     /* a mean without rounding */
	c = covariance(w, x, 4, 10); /* constant: no variance at all */
	assert_close("m", c.mean_variance, 0.0, 0);
	assert_close("s", c.shrinkage, 0.0, 0);
	assert_close("eig", c.eig_max, 0.0, 0);
	c = covariance(w, x, 4, 1); /* one row */
	assert_close("m", c.mean_variance, 0.0, 0);
	for (size_t i = 0; i < LEN(x); i++)
		x[i] = NAN;
	c = covariance(w, x, 4, 10);
	assert_close("m", c.mean_variance, 0.0, 0);
	const double one[] = { 1.0, 2.0, 3.0, 6.0 };
	c = covariance(w, one, 1, 4); /* one asset: its variance, divisor T, not shrunk */
	assert_close("s", c.shrinkage, 0.0, 0);
	assert_close("m", c.mean_variance, 3.5, 1e-15);
	assert_close("least", c.eig_min, 3.5, 1e-14);
	assert_close("largest", c.eig_max, 3.5, 1e-14);
	assert_int_equal(rv_shrinkage_run(w, 0, 5, &c), RV_EINVAL);
	assert_int_equal(rv_shrinkage_run(w, 5, 0, &c), RV_EINVAL);
	assert_int_equal(rv_shrinkage_run(w, MAX_P + 1, 5, &c), RV_EINVAL);
	assert_int_equal(rv_shrinkage_run(w, 5, MAX_T + 1, &c), RV_EINVAL);
	rv_shrinkage_free(w);
	rv_shrinkage_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_sklearn),
		cmocka_unit_test(products_and_eigenvalues_are_those_of_sigma),
		cmocka_unit_test(short_rows_are_unknown_before),
		cmocka_unit_test(order_and_scale_change_nothing_else),
		cmocka_unit_test(a_missing_value_is_the_mean),
		cmocka_unit_test(degenerate_inputs),
	};
	(void)gsl_set_error_handler_off();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
