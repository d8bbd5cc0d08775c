/* Exponentially weighted spread: golden values of numpy, gaps, and the shapes that break sums. */
#include "engine/stats/ewma.h"
#include "engine/stats/halflife.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

enum { N = 8 };

static rv_ewma of(const double *x, size_t n, double half_life)
{
	double w[64];
	rv_half_life_weights(half_life, n, w);
	return rv_ewma_of(x, n, w);
}

static void is_numpys_weighted_average(void **state)
{
	(void)state;
	const double x[N] = { 0.012, -0.031, NAN, 0.044, 0.0071, -0.0263, NAN, 0.019 };
	const double late[N] = { 0.012, -0.031, NAN, 0.044, 0.0071, -0.0263, INFINITY, NAN };
	const struct {
		const double *x;
		double half_life;
		size_t n;
		double mean, sd;
	} cases[] = {
		{ x, 3.0, 6, 0.00607499769191889, 0.02424750638865853 },
		{ x, 0.0, 6, 0.004133333333333333, 0.02595378371045133 },
		{ late, 2.5, 5, -0.0009869317831237097, 0.02743589800309884 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_ewma e = of(cases[i].x, N, cases[i].half_life);
		assert_int_equal(e.n, cases[i].n);
		assert_close("mean", e.mean, cases[i].mean, 1e-15);
		assert_close("sd", e.sd, cases[i].sd, 1e-15);
	}
}

static void a_constant_series_has_no_spread_at_all(void **state)
{
	(void)state;
	double x[50];
	for (size_t i = 0; i < LEN(x); i++)
		x[i] = i % 7 == 3 ? NAN : 0.1;
	const rv_ewma e = of(x, LEN(x), 11.0);
	assert_close("mean", e.mean, 0.1, 0);
	assert_close("sd", e.sd, 0.0, 0);
}

static void none_and_one(void **state)
{
	(void)state;
	const double none[] = { NAN, NAN }, one[] = { NAN, -2.385, NAN };
	assert_close("empty", of(none, 0, 3.0).sd, NAN, 0);
	assert_close("none", of(none, 2, 3.0).mean, NAN, 0);
	assert_int_equal(of(none, 2, 3.0).n, 0);
	assert_close("one", of(one, 3, 3.0).mean, -2.385, 0);
	assert_close("one", of(one, 3, 3.0).sd, 0.0, 0);
}

/* Far from zero the squares would cancel; the spread is that of the same series near zero. */
static void a_large_level_loses_nothing(void **state)
{
	(void)state;
	double near[30], far[30];
	for (size_t i = 0; i < LEN(near); i++) {
		near[i] = (double)((i * 13) % 8) / 8.0;
		far[i] = near[i] + 1048576.0;
	}
	assert_close("sd", of(far, 30, 9.0).sd, of(near, 30, 9.0).sd, 1e-14);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_numpys_weighted_average),
		cmocka_unit_test(a_constant_series_has_no_spread_at_all),
		cmocka_unit_test(none_and_one),
		cmocka_unit_test(a_large_level_loses_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
