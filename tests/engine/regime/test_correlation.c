/* Average correlation (numbers by pandas and statsmodels) and the leverage factor. */
#include "engine/base/rng.h"
#include "engine/regime/correlation.h"
#include "engine/stats/pair.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

enum { COINS = 4, DAYS = 12, MANY = 9 };

static const double r[COINS][DAYS] = { { -0.0329, 0.0063, -0.017, 0.0323, -0.0125, -0.0392, -0.0169,
					 0.0124, 0.0067, -0.0087, -0.028, -0.0107 },
				       { -0.0456, -0.0164, -0.0395, 0.0007, -0.0057, -0.0199,
					 -0.0105, 0.006, 0.0138, -0.001, 0.0042, -0.0085 },
				       { 0.0033, -0.0496, 0.0245, NAN, -0.0223, -0.0071, -0.0008,
					 -0.0724, -0.007, -0.0143, 0.0041, 0.035 },
				       { 0.0334, 0.0197, -0.0216, 0.0267, 0.0723, -0.0108, -0.0003,
					 0.0009, 0.0161, 0.032, 0.0234, 0.0139 } };

static void average_over_the_pairs(void **state)
{
	(void)state;
	const double *rows[COINS] = { r[0], r[1], r[2], r[3] };
	double work[COINS * DAYS];
	const rv_avg_corr a = rv_avg_corr_of(rows, COINS, DAYS, 8);
	assert_int_equal(a.pairs, 6);
	assert_int_equal(a.assets, 4);
	assert_close("mean", a.mean, -0.034918604874877766, 1e-12);
	const rv_avg_corr e = rv_avg_corr_after(rows + 1, COINS - 1, r[0], DAYS, 8, work);
	assert_int_equal(e.pairs, 3);
	assert_close("after", e.mean, -0.007501420501779321, 1e-12);
}

/* The short way through unit vectors and the pairs one by one are the same number. */
static void the_two_ways_agree(void **state)
{
	(void)state;
	static double x[MANY][RV_CORR_WINDOW_MAX];
	const double *rows[MANY];
	rv_rng g;
	rv_rng_seed(&g, 4, 2, 0);
	for (size_t i = 0; i < MANY; i++) {
		rows[i] = x[i];
		for (size_t t = 0; t < RV_CORR_WINDOW_MAX; t++)
			x[i][t] = i == 5 && t == 7 ? NAN : 0.03 * rv_rng_student(&g, 3);
	}
	for (size_t t = 0; t < RV_CORR_WINDOW_MAX; t++)
		x[8][t] = 0.125; /* constant: in no pair */
	double sum = 0.0;
	size_t pairs = 0;
	for (size_t i = 0; i < MANY; i++) {
		for (size_t k = i + 1; k < MANY; k++) {
			const double c = rv_corr(x[i], x[k], RV_CORR_WINDOW_MAX, 20);
			sum += isnan(c) ? 0.0 : c;
			pairs += isnan(c) ? 0 : 1;
		}
	}
	const rv_avg_corr a = rv_avg_corr_of(rows, MANY, RV_CORR_WINDOW_MAX, 20);
	assert_int_equal(a.pairs, pairs);
	assert_int_equal(a.assets, MANY - 1);
	assert_close("mean", a.mean, sum / (double)pairs, 1e-13);
}

static void two_coins_are_no_market(void **state)
{
	(void)state;
	const double *rows[COINS] = { r[0], r[1], r[2], r[3] };
	assert_true(isnan(rv_avg_corr_of(rows, 2, DAYS, 8).mean));
	assert_true(isnan(rv_avg_corr_of(rows, 0, DAYS, 8).mean));
	assert_true(isnan(rv_avg_corr_of(rows, COINS, DAYS, 13).mean));
	assert_int_equal(rv_avg_corr_of(rows, COINS, DAYS, 12).assets, 3); /* the gap is too much */
	const double *same[3] = { r[0], r[0], r[0] };
	assert_close("same", rv_avg_corr_of(same, 3, DAYS, 8).mean, 1.0, 1e-15);
}

static void leverage_factor_by_bands(void **state)
{
	(void)state;
	const rv_lf_params p = { 0.15, 0.50, 0.4, false }, f = { 0.15, 0.50, 0.4, true };
	assert_close("lf", rv_leverage_factor(&p, -0.3), 1.0, 0.0);
	assert_close("lf", rv_leverage_factor(&p, 0.15), 1.0, 0.0);
	assert_close("lf", rv_leverage_factor(&p, 0.25), 0.8285714285714286, 1e-15);
	assert_close("lf", rv_leverage_factor(&p, 0.325), 0.7, 1e-15);
	assert_close("lf", rv_leverage_factor(&p, 0.50), 0.4, 1e-15);
	assert_close("lf", rv_leverage_factor(&p, 0.93), 0.4, 0.0);
	assert_true(isnan(rv_leverage_factor(&p, NAN)));
	assert_close("lf", rv_leverage_factor(&f, 0.25), 1.0 - 0.1 / 0.35, 1e-15);
	assert_close("lf", rv_leverage_factor(&f, 0.49), 0.4, 0.0);
}

static void leverage_factor_by_percentile(void **state)
{
	(void)state;
	const double x[] = { 0.31, NAN, 0.52, 0.44, 0.44, 0.61, 0.44 };
	/* of 6 known: 1 below, 2 others equal */
	assert_close("pct", rv_trailing_percentile(x, 7, 2), 2.0 / 5.0, 1e-15);
	assert_close("pct", rv_trailing_percentile(x, 6, 2), 1.0, 0.0);
	assert_true(isnan(rv_trailing_percentile(x, 7, 7)));
	assert_true(isnan(rv_trailing_percentile(x, 2, 1)));
	assert_true(isnan(rv_trailing_percentile(x, 0, 2)));
	assert_close("lf", rv_leverage_at_percentile(0.2, 0.2, 0.8, 0.4), 1.0, 0.0);
	assert_close("lf", rv_leverage_at_percentile(0.5, 0.2, 0.8, 0.4), 0.7, 1e-15);
	assert_close("lf", rv_leverage_at_percentile(0.8, 0.2, 0.8, 0.4), 0.4, 0.0);
	assert_true(isnan(rv_leverage_at_percentile(NAN, 0.2, 0.8, 0.4)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(average_over_the_pairs),
		cmocka_unit_test(the_two_ways_agree),
		cmocka_unit_test(two_coins_are_no_market),
		cmocka_unit_test(leverage_factor_by_bands),
		cmocka_unit_test(leverage_factor_by_percentile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
