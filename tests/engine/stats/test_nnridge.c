/*
 * The non-negative ridge against its support sets in rational arithmetic, which scipy's nnls and
 * sklearn confirm (tests/oracle/stat_arb_stats.py). All eight supports occur.
 */
#include "engine/stats/nnridge.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

typedef struct nnridge_case {
	double x[24][RV_NNRIDGE_K];
	double y[24], alpha, want[RV_NNRIDGE_K], sse;
} nnridge_case;

#include "tests/oracle/nnridge_cases.h"

static rv_gram3 gram_of(const nnridge_case *c)
{
	rv_gram3 g;
	memset(&g, 0, sizeof(g));
	for (size_t i = 0; i < NNRIDGE_ROWS; i++)
		rv_gram3_row(&g, c->x[i], c->y[i]);
	return g;
}

static void agrees_with_exact_arithmetic(void **state)
{
	(void)state;
	for (size_t k = 0; k < LEN(cases); k++) {
		const rv_gram3 g = gram_of(&cases[k]);
		double w[RV_NNRIDGE_K];
		assert_true(rv_nnridge(&g, cases[k].alpha, w));
		for (int a = 0; a < RV_NNRIDGE_K; a++)
			assert_close("weight", w[a], cases[k].want[a], 1e-10);
		assert_close("sse", rv_gram3_sse(&g, w), cases[k].sse, 1e-12);
	}
}

/* w >= 0, gradient <= 0 off the support and alpha w on it: what makes it the optimum. */
static void meets_the_conditions_of_the_optimum(void **state)
{
	(void)state;
	for (size_t k = 0; k < LEN(cases); k++) {
		const rv_gram3 g = gram_of(&cases[k]);
		double w[RV_NNRIDGE_K];
		assert_true(rv_nnridge(&g, cases[k].alpha, w));
		for (int a = 0; a < RV_NNRIDGE_K; a++) {
			double grad = g.xy[a] - cases[k].alpha * w[a];
			for (int b = 0; b < RV_NNRIDGE_K; b++)
				grad -= g.xx[a][b] * w[b];
			assert_true(w[a] >= 0.0);
			assert_true(grad <= 1e-10);
			if (w[a] > 0.0)
				assert_close("gradient", grad, 0.0, 1e-10);
		}
	}
}

static void parts_add_up(void **state)
{
	(void)state;
	const rv_gram3 whole = gram_of(&cases[0]);
	rv_gram3 part[2], sum;
	memset(part, 0, sizeof(part));
	memset(&sum, 0, sizeof(sum));
	for (size_t i = 0; i < NNRIDGE_ROWS; i++)
		rv_gram3_row(&part[i % 3 == 0], cases[0].x[i], cases[0].y[i]);
	rv_gram3_add(&sum, &part[0]);
	rv_gram3_add(&sum, &part[1]);
	assert_int_equal(sum.n, whole.n);
	assert_close("yy", sum.yy, whole.yy, 1e-14);
	for (int a = 0; a < RV_NNRIDGE_K; a++) {
		assert_close("x", sum.x[a], whole.x[a], 1e-14);
		for (int b = 0; b < RV_NNRIDGE_K; b++) {
			assert_close("xx", sum.xx[a][b], whole.xx[a][b], 1e-14);
			assert_close("xx", sum.xx[a][b], sum.xx[b][a], 0.0);
		}
	}
}

static void extremes(void **state)
{
	(void)state;
	rv_gram3 g;
	double w[RV_NNRIDGE_K];
	memset(&g, 0, sizeof(g));
	assert_true(rv_nnridge(&g, 1.0, w)); /* nothing to fit: nothing is held */
	assert_close("zero", fabs(w[0]) + fabs(w[1]) + fabs(w[2]), 0.0, 0.0);
	assert_true(isnan(rv_gram3_corr(&g, 0, 1)));
	assert_false(rv_nnridge(&g, 0.0, w));
	assert_true(isnan(w[0]) && isnan(w[1]) && isnan(w[2]));
	assert_false(rv_nnridge(&g, -1.0, w));
	assert_false(rv_nnridge(&g, NAN, w));
	g = gram_of(&cases[0]);
	assert_close("own", rv_gram3_corr(&g, 1, 1), 1.0, 0.0);
	g.xy[1] = NAN;
	assert_false(rv_nnridge(&g, 1.0, w));
	/* two equal columns share a weight evenly */
	memset(&g, 0, sizeof(g));
	for (int i = 0; i < 5; i++) {
		const double x[RV_NNRIDGE_K] = { 0.3 * i, 0.3 * i, 0.0 };
		rv_gram3_row(&g, x, 0.5 * i);
	}
	assert_true(rv_nnridge(&g, 0.1, w));
	assert_close("shared", w[0], w[1], 1e-13);
	assert_true(w[0] > 0.8 && w[2] <= 0.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_exact_arithmetic),
		cmocka_unit_test(meets_the_conditions_of_the_optimum),
		cmocka_unit_test(parts_add_up),
		cmocka_unit_test(extremes),
	};
	return cmocka_run_group_tests_name("nnridge", tests, NULL, NULL);
}
