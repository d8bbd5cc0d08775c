/* Student's t, and sums of products. Expected numbers: scipy.stats.t.sf; plain loops. */
#include "engine/base/rng.h"
#include "engine/stats/init.h"
#include "engine/stats/lag_dot.h"
#include "engine/stats/student.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

static void two_sided_tails(void **state)
{
	(void)state;
	static const struct {
		double t, df, p;
	} cases[] = {
		{ 2.385, 3, 0.09717840491719097 },
		{ -0.75, 28, 0.459510731741398 },
		{ 0.0, 5, 1.0 },
		{ 12.5, 718, 1.400831163411766e-32 },
		{ 40.0, 718, 6.712844929546318e-185 },
		{ 1e-9, 10, 0.9999999992217832 },
		{ 3.3, 0.5, 0.35070121383875863 },
		{ 1.96, 1e6, 0.04999606758526978 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const double p = rv_student_two_sided(cases[i].t, cases[i].df);
		assert_close("p", p / cases[i].p, 1.0, 1e-9);
	}
}

static void of_a_correlation(void **state)
{
	(void)state;
	assert_close("30", rv_correlation_p(0.42875, 30), 0.01807701118443639, 1e-12);
	assert_close("11", rv_correlation_p(-0.9, 11) / 0.00015997142806871369, 1, 1e-10);
	assert_close("720", rv_correlation_p(0.1, 720), 0.007245319005915187, 1e-12);
	assert_close("40", rv_correlation_p(0.999999, 40) / 6.741516423407724e-110, 1, 1e-8);
}

static void what_is_no_number_stays_none(void **state)
{
	(void)state;
	assert_close("t", rv_student_two_sided(NAN, 3), NAN, 0);
	assert_close("df 0", rv_student_two_sided(1, 0), NAN, 0);
	assert_close("df < 0", rv_student_two_sided(1, -2), NAN, 0);
	assert_close("df NaN", rv_student_two_sided(1, NAN), NAN, 0);
	assert_close("infinite t", rv_student_two_sided(-INFINITY, 3), 0, 0);
	assert_close("rho", rv_correlation_p(NAN, 30), NAN, 0);
	assert_close("two pairs", rv_correlation_p(0.5, 2), NAN, 0);
	assert_close("rho 1", rv_correlation_p(1.0, 30), 0, 0);
	assert_close("rho -1", rv_correlation_p(-1.0, 30), 0, 0);
	assert_close("no degree of freedom", rv_correlation_p(0.3, 3) > 0.7, 1, 0);
}

enum { N = 97 };

static void shifted_sums_are_the_plain_loops(void **state)
{
	(void)state;
	double x[N + RV_LAG_DOT_PAD], y[N], got[RV_LAG_DOTS];
	rv_rng rng;
	rv_rng_seed(&rng, 3, 0, 0);
	for (size_t t = 0; t < LEN(x); t++)
		x[t] = rv_rng_student(&rng, 3);
	for (size_t t = 0; t < (size_t)N; t++)
		y[t] = rv_rng_student(&rng, 3);
	for (size_t n = 0; n <= (size_t)N; n++) {
		rv_lag_dots(x, y, n, got);
		double dot = 0.0, sum = 0.0, size = 1.0;
		for (size_t j = 0; j < RV_LAG_DOTS; j++) {
			double want = 0.0;
			for (size_t t = 0; t < n; t++)
				want += x[t + j] * y[t];
			assert_memory_equal(&got[j], &want, sizeof(want)); /* to the bit */
		}
		for (size_t t = 0; t < n; t++) {
			dot += x[t] * y[t];
			sum += x[t];
			size += fabs(x[t] * y[t]) + fabs(x[t]);
		}
		assert_close("dot", rv_dot(x, y, n) / size, dot / size, 1e-15);
		assert_close("sum", rv_sum(x, n) / size, sum / size, 1e-15);
	}
	x[50] = NAN;
	assert_true(isnan(rv_sum(x, N)));
	x[50] = INFINITY;
	assert_true(!isfinite(rv_sum(x, N)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_sided_tails),
		cmocka_unit_test(of_a_correlation),
		cmocka_unit_test(what_is_no_number_stays_none),
		cmocka_unit_test(shifted_sums_are_the_plain_loops),
	};
	rv_stats_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
