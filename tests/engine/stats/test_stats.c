/*
 * Window statistics. The expected numbers are computed by hand or by Python's statistics module and
 * scipy.stats.rankdata on the same inputs.
 */
#include "engine/base/rng.h"
#include "engine/stats/halflife.h"
#include "engine/stats/lag_dot.h"
#include "engine/stats/moments.h"
#include "engine/stats/rank.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

static const double odd[] = { 2.385, -0.75, NAN, 11.0625, 3.1, INFINITY, 0.005 };

static void moments_of_finite_values(void **state)
{
	(void)state;
	/* statistics.mean, pstdev, stdev of [2.385, -0.75, 11.0625, 3.1, 0.005] */
	assert_close("mean", rv_mean(odd, LEN(odd)), 3.1605, 1e-15);
	assert_close("sd0", rv_sd0(odd, LEN(odd)), 4.202281642155842, 1e-15);
	assert_close("sd1", rv_sd1(odd, LEN(odd)), 4.698293706229954, 1e-15);
	assert_int_equal(rv_moments_of(odd, LEN(odd)).n, 5);
}

static void too_few_values_are_unknown(void **state)
{
	(void)state;
	const double one[] = { NAN, 2.385, NAN };
	assert_close("mean of none", rv_mean(odd, 0), NAN, 0);
	assert_close("sd0 of none", rv_sd0(&one[0], 1), NAN, 0);
	assert_close("mean of one", rv_mean(one, 3), 2.385, 0);
	assert_close("sd0 of one", rv_sd0(one, 3), 0.0, 0);
	assert_close("sd1 of one", rv_sd1(one, 3), NAN, 0);
}

static void a_constant_has_no_spread_at_all(void **state)
{
	(void)state;
	double x[97];
	for (size_t i = 0; i < LEN(x); i++)
		x[i] = 0.1 + 1e9;
	assert_close("sd0", rv_sd0(x, LEN(x)), 0.0, 0);
	assert_close("z", rv_zscore_last(x, LEN(x), 2), 0.0, 0);
}

static void is_exact_far_from_zero(void **state)
{
	(void)state;
	double x[1001];
	for (size_t i = 0; i < LEN(x); i++)
		x[i] = 1e9 + (double)(i % 3); /* 334 zeros, 334 ones, 333 twos */
	/* variance = E[k^2] - E[k]^2 with integer counts */
	const double mean = (334.0 + 2 * 333.0) / 1001.0, sq = (334.0 + 4 * 333.0) / 1001.0;
	assert_close("sd0", rv_sd0(x, LEN(x)), sqrt(sq - mean * mean), 1e-9);
}

static void zscore_of_the_newest(void **state)
{
	(void)state;
	assert_close("z", rv_zscore_last(odd, 5, 4), -0.1689211715262561, 1e-14);
	assert_close("newest unknown", rv_zscore_last(odd, 3, 2), NAN, 0);
	assert_close("too few", rv_zscore_last(odd, 5, 5), NAN, 0);
	assert_close("empty", rv_zscore_last(odd, 0, 2), NAN, 0);
}

static void ranks_average_ties(void **state)
{
	(void)state;
	const double x[] = { 3.5, -1.0, 3.5, NAN, 0.0, 3.5, -0.0, INFINITY, -INFINITY };
	const double want[] = { 4.0, 0.0, 4.0, NAN, 1.5, 4.0, 1.5, NAN, NAN };
	double rank[LEN(x)];
	assert_int_equal(rv_rank_average(x, LEN(x), rank), 6);
	for (size_t i = 0; i < LEN(x); i++)
		assert_close("rank", rank[i], want[i], 0);
	double many[LEN(x)];
	rv_ranked work[2 * (LEN(x) + 1)];
	assert_int_equal(rv_rank_average_of_many(x, LEN(x), work, many), 6);
	for (size_t i = 0; i < LEN(x); i++)
		assert_close("rank by a sort", many[i], want[i], 0);
	assert_int_equal(rv_rank_average(x, 0, rank), 0);
	assert_int_equal(rv_rank_average(x + 3, 1, rank), 0);
	assert_close("NaN alone", rank[0], NAN, 0);
}

/* Of every length, so that each remainder of a kernel's step comes. */
static void kernels_agree_with_plain_loops(void **state)
{
	(void)state;
	enum { LONGEST = 21 };
	double x[LONGEST], y[LONGEST], out[LONGEST];
	rv_rng rng;
	rv_rng_seed(&rng, 9, 0, 0);
	for (size_t t = 0; t < LONGEST; t++)
		x[t] = rv_rng_normal(&rng);
	for (size_t n = 0; n <= LONGEST; n++) {
		double sum = 0.0;
		for (size_t t = 0; t < LONGEST; t++) {
			sum += t < n ? (x[t] - 0.385) * (x[t] - 0.385) : 0.0;
			y[t] = out[t] = 2.385 * (double)t;
		}
		assert_close("squares", rv_sum_squares(x, 0.385, n), sum, 1e-13);
		rv_add_scaled(-1.7, x, n, out);
		for (size_t t = 0; t < LONGEST; t++)
			assert_close("added", out[t], t < n ? y[t] - 1.7 * x[t] : y[t], 0);
		rv_shift_scale(x, 0.385, -1.7, n, out);
		memcpy(y, x, sizeof(y));
		rv_shift_scale(y, 0.385, -1.7, n, y);
		for (size_t t = 0; t < n; t++) {
			assert_close("shifted", out[t], -1.7 * (x[t] - 0.385), 0);
			assert_close("in place", y[t], out[t], 0);
		}
	}
}

enum { RANKED = 150 };

static void ranks_sum_to_the_triangle(void **state)
{
	(void)state;
	rv_rng rng;
	rv_rng_seed(&rng, 7, 0, 0);
	for (size_t n = 1; n <= RANKED; n++) {
		double x[RANKED], rank[RANKED], sum = 0.0;
		for (size_t i = 0; i < n; i++)
			x[i] = (double)rv_rng_below(&rng, 1 + n / 2);
		assert_int_equal(rv_rank_average(x, n, rank), n);
		double many[RANKED];
		rv_ranked work[2 * (RANKED + 1)];
		assert_int_equal(rv_rank_average_of_many(x, n, work, many), n);
		assert_memory_equal(many, rank, n * sizeof(double));
		for (size_t i = 0; i < n; i++) {
			sum += rank[i];
			for (size_t j = 0; j < n; j++)
				assert_int_equal(x[i] < x[j], rank[i] < rank[j]);
		}
		assert_close("sum", sum, 0.5 * (double)(n * (n - 1)), 0);
	}
}

static void half_life_weights_of_the_golden_numbers(void **state)
{
	(void)state;
	double w[48], sum = 0.0;
	rv_half_life_weights(24.0, LEN(w), w);
	for (size_t i = 0; i < LEN(w); i++)
		sum += w[i];
	assert_close("lambda", w[1], 0.971532, 1e-6);
	assert_close("newest", w[0] / sum, 0.0380, 5e-5);
	assert_close("oldest", w[47] / sum, 0.0098, 5e-5);
	assert_close("one half-life", w[24], 0.5, 0);
	assert_close("plain", rv_half_life_weight(0.0, 17), 1.0, 0);
	assert_close("plain", rv_half_life_weight(-3.5, 17), 1.0, 0);
}

static void half_life_mean_keeps_the_age_of_a_hole(void **state)
{
	(void)state;
	double w[6];
	rv_half_life_weights(2.0, LEN(w), w);
	const double d[] = { 1.25, NAN, -3.0, 0.5, NAN, 2.385 };
	const double l = exp2(-0.5);
	const double num = 2.385 + l * l * 0.5 - l * l * l * 3.0 + l * l * l * l * l * 1.25;
	const double den = 1.0 + l * l + l * l * l + l * l * l * l * l;
	assert_close("holes", rv_half_life_mean(d, 6, w), num / den, 1e-15);
	assert_close("newest missing", rv_half_life_mean(d, 5, w),
		     (0.5 - l * 3.0 + l * l * l * 1.25) / (1.0 + l + l * l * l), 1e-15);
	assert_close("none", rv_half_life_mean(d + 1, 1, w), NAN, 0);
	assert_close("empty", rv_half_life_mean(d, 0, w), NAN, 0);
}

static void a_tiny_half_life_does_not_divide_zero_by_zero(void **state)
{
	(void)state;
	double w[40], d[40];
	rv_half_life_weights(1e-3, LEN(w), w);
	for (size_t i = 0; i < LEN(d); i++)
		d[i] = i < 20 ? 4.5 + (double)i : NAN;
	assert_close("newest finite", rv_half_life_mean(d, LEN(d), w), 23.5, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moments_of_finite_values),
		cmocka_unit_test(too_few_values_are_unknown),
		cmocka_unit_test(a_constant_has_no_spread_at_all),
		cmocka_unit_test(is_exact_far_from_zero),
		cmocka_unit_test(zscore_of_the_newest),
		cmocka_unit_test(kernels_agree_with_plain_loops),
		cmocka_unit_test(ranks_average_ties),
		cmocka_unit_test(ranks_sum_to_the_triangle),
		cmocka_unit_test(half_life_weights_of_the_golden_numbers),
		cmocka_unit_test(half_life_mean_keeps_the_age_of_a_hole),
		cmocka_unit_test(a_tiny_half_life_does_not_divide_zero_by_zero),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
