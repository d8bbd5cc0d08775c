/* The hidden Markov model against plain numpy, and its filter against every path
 * (tests/oracle/regime_models.py). */
#include "engine/regime/hmm.h"
#include "tests/oracle/hmm_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

static rv_hmm start_of(size_t i, const rv_hmm_params *p)
{
	rv_kmeans c = { .k = 3, .d = hmm_cases[i].d };
	rv_hmm m;
	for (size_t s = 0; s < 3; s++)
		memcpy(c.centre[s], hmm_cases[i].from + s * c.d, c.d * sizeof(double));
	rv_hmm_from_clusters(p, &c, hmm_cases[i].x, hmm_cases[i].n, &m);
	return m;
}

static rv_hmm fitted(size_t i, double *trace)
{
	rv_hmm_params p;
	rv_hmm_params_default(&p);
	rv_hmm m = start_of(i, &p);
	assert_int_equal(rv_hmm_fit(&p, hmm_cases[i].x, hmm_cases[i].n, &m, trace, NULL), RV_OK);
	return m;
}

static void em_from_the_same_start(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(hmm_cases); i++) {
		const size_t d = hmm_cases[i].d;
		double trace[101];
		const rv_hmm m = fitted(i, trace);
		assert_int_equal(m.iterations, hmm_cases[i].steps);
		assert_int_equal(m.converged, hmm_cases[i].converged);
		for (size_t t = 0; t <= m.iterations; t++)
			assert_close("likelihood", trace[t], hmm_cases[i].trace[t], 1e-12);
		assert_close("last", m.log_likelihood, trace[m.iterations], 0);
		for (size_t s = 0; s < 3; s++) {
			assert_close("start", m.start[s], hmm_cases[i].start[s], 1e-9);
			for (size_t to = 0; to < 3; to++)
				assert_close("move", m.move[s][to], hmm_cases[i].move[3 * s + to],
					     1e-9);
			for (size_t j = 0; j < d; j++) {
				assert_close("mean", m.mean[s][j], hmm_cases[i].mean[d * s + j],
					     1e-9);
				assert_close("var", m.var[s][j], hmm_cases[i].var[d * s + j], 1e-9);
			}
		}
	}
}

static void the_likelihood_never_falls(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(hmm_cases); i++) {
		double trace[101];
		rv_hmm_params p;
		rv_hmm_params_default(&p);
		p.tol = 0.0;
		p.var_add = i == 0 ? 0.3 : 1e-3; /* so much that it fights the data */
		rv_hmm m = start_of(i, &p);
		assert_int_equal(rv_hmm_fit(&p, hmm_cases[i].x, hmm_cases[i].n, &m, trace, NULL),
				 RV_OK);
		assert_true(m.iterations > 3);
		for (size_t t = 1; t <= m.iterations; t++)
			assert_true(trace[t] >= trace[t - 1]);
	}
}

static void the_filter_of_a_fit(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(hmm_cases); i++) {
		const rv_hmm m = fitted(i, NULL);
		double prob[3] = { 0 }, likelihood = 0.0;
		for (size_t t = 0; t < hmm_cases[i].n; t++) {
			likelihood += rv_hmm_filter(&m, prob, t == 0, hmm_cases[i].x + t * m.d);
			for (size_t s = 0; s < 3; s++)
				assert_close("filtered", prob[s], hmm_cases[i].prob[3 * t + s],
					     1e-8);
		}
		assert_close("likelihood", likelihood, m.log_likelihood, 1e-12);
	}
}

static rv_hmm short_model(void)
{
	rv_hmm m = { .k = 3, .d = 2 };
	for (size_t s = 0; s < 3; s++) {
		m.start[s] = short_start[s];
		memcpy(m.move[s], short_move + 3 * s, 3 * sizeof(double));
		memcpy(m.mean[s], short_mean + 2 * s, 2 * sizeof(double));
		memcpy(m.var[s], short_var + 2 * s, 2 * sizeof(double));
	}
	return m;
}

static void every_path_of_a_short_series(void **state)
{
	(void)state;
	const rv_hmm m = short_model();
	double prob[3] = { 0 };
	for (size_t t = 0; t < LEN(short_rows) / 2; t++) {
		(void)rv_hmm_filter(&m, prob, t == 0, short_rows + 2 * t);
		for (size_t s = 0; s < 3; s++)
			assert_close("path", prob[s], short_prob[3 * t + s], 1e-13);
	}
}

static void a_row_with_a_hole_is_a_prediction(void **state)
{
	(void)state;
	const rv_hmm m = short_model();
	double prob[3] = { 0.125, 0.5, 0.375 };
	const double before[3] = { 0.125, 0.5, 0.375 }, hole[] = { 0.3, NAN };
	assert_close("says nothing", rv_hmm_filter(&m, prob, false, hole), 0.0, 0);
	for (size_t to = 0; to < 3; to++)
		assert_close("ahead", prob[to],
			     before[0] * m.move[0][to] + before[1] * m.move[1][to] +
				     before[2] * m.move[2][to],
			     1e-15);
	assert_close("first", rv_hmm_filter(&m, prob, true, hole), 0.0, 0);
	for (size_t s = 0; s < 3; s++)
		assert_close("start", prob[s], m.start[s], 0);
}

/* So far from every mean that each density is 0 in a double: the nearest state still wins. */
static void far_out(void **state)
{
	(void)state;
	const rv_hmm m = short_model();
	double prob[3] = { 0.25, 0.25, 0.5 };
	const double far[] = { 900.0, 900.0 }, farther[] = { 1e200, 0.0 };
	assert_true(isfinite(rv_hmm_filter(&m, prob, false, far)));
	assert_close("sum", prob[0] + prob[1] + prob[2], 1.0, 1e-15);
	assert_close("one", prob[rv_hmm_likeliest(&m, prob)], 1.0, 1e-12);
	assert_true(isinf(rv_hmm_filter(&m, prob, false, farther)));
	assert_close("sum", prob[0] + prob[1] + prob[2], 1.0, 1e-15);
}

static void what_cannot_be_fitted(void **state)
{
	(void)state;
	rv_hmm_params p;
	rv_hmm_params_default(&p);
	rv_hmm m = short_model();
	const rv_hmm before = m;
	const double holes[] = { NAN, 1.0, 2.0, NAN }, far[] = { 1e200, 0.0, 0.1, 0.2 };
	rv_err err = { 0 };
	assert_int_equal(rv_hmm_fit(&p, holes, 2, &m, NULL, &err), RV_EDATA);
	assert_int_equal(rv_hmm_fit(&p, holes, 0, &m, NULL, &err), RV_EDATA);
	assert_int_equal(rv_hmm_fit(&p, far, 2, &m, NULL, &err), RV_EDATA);
	assert_memory_equal(&m, &before, sizeof(m));
	m.k = RV_CLUSTERS_MAX + 1;
	assert_int_equal(rv_hmm_fit(&p, far, 2, &m, NULL, &err), RV_EINVAL);
}

/* Rows before the first whole one are no part of the fit. */
static void holes_before_the_first_row(void **state)
{
	(void)state;
	double x[255 * 3];
	for (size_t i = 0; i < 9; i++)
		x[i] = NAN;
	memcpy(x + 9, hmm_cases[0].x, 252 * 3 * sizeof(double));
	rv_hmm_params p;
	rv_hmm_params_default(&p);
	rv_hmm m = start_of(0, &p);
	assert_int_equal(rv_hmm_fit(&p, x, 255, &m, NULL, NULL), RV_OK);
	const rv_hmm same = fitted(0, NULL);
	assert_memory_equal(&m, &same, sizeof(m));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(em_from_the_same_start),
		cmocka_unit_test(the_likelihood_never_falls),
		cmocka_unit_test(the_filter_of_a_fit),
		cmocka_unit_test(every_path_of_a_short_series),
		cmocka_unit_test(a_row_with_a_hole_is_a_prediction),
		cmocka_unit_test(far_out),
		cmocka_unit_test(what_cannot_be_fitted),
		cmocka_unit_test(holes_before_the_first_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
