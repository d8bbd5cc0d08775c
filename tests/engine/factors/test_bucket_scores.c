/*
 * The scores of one coin on small series that are exact by hand; numbers on whole markets are
 * compared in test_buckets.c.
 */
#include "engine/factors/bucket_scores.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

static void returns_over_days(void **state)
{
	(void)state;
	const double close[] = { 2.0, 2.5, NAN, 3.0, 0.0, 4.0 };
	const double want[] = { NAN, NAN, NAN, 0.2, NAN, 1.0 / 3.0 };
	double m[6];
	rv_return_over(close, 6, 2, m);
	for (size_t t = 0; t < 6; t++)
		assert_close("m", m[t], want[t], 1e-15);
	rv_return_over(close, 6, 7, m);
	assert_true(isnan(m[5]));
}

static void z_by_population_sd(void **state)
{
	(void)state;
	const double x[] = { 9.0, 1.0, NAN, 3.0, 5.0 };
	/* the last four: 1 3 5, mean 3, sd0 sqrt(8/3) */
	assert_close("z", rv_z0_last(x, 5, 4, 3), 2.0 / sqrt(8.0 / 3.0), 1e-15);
	assert_true(isnan(rv_z0_last(x, 5, 4, 4)));
	assert_true(isnan(rv_z0_last(x, 3, 4, 2))); /* the newest is unknown */
	assert_true(isnan(rv_z0_last(x, 0, 4, 0)));
	const double flat[] = { 0.125, 0.125, 0.125 };
	assert_close("flat", rv_z0_last(flat, 3, 180, 3), 0.0, 0.0);
}

static void composite_needs_every_horizon(void **state)
{
	(void)state;
	const rv_cm_params p = { { 7, 14, 30 }, { 0.5, 0.3, 0.2 }, 4, 2 };
	double a[] = { 0.0, 2.0 }, b[] = { 2.0, 0.0 }, c[] = { NAN, 1.0 };
	const double *m[] = { a, b, a }, *short_one[] = { a, b, c };
	assert_close("cm", rv_cm_last(&p, m, 2).cm, 0.5 - 0.3 + 0.2, 1e-15);
	const rv_cm s = rv_cm_last(&p, short_one, 2);
	assert_true(isnan(s.cm) && isnan(s.z[2]) && isfinite(s.z[0]));
	assert_true(isnan(rv_cm_last(&p, m, 0).cm));
	const double over[] = { 0.07, 0.28, 0.5 };
	assert_close("acc", rv_cm_acceleration(&p, over, false), -0.21, 1e-15);
	assert_close("per day", rv_cm_acceleration(&p, over, true), -0.01, 1e-15);
}

static void momentum_strength(void **state)
{
	(void)state;
	const double rsi[] = { 40.0, 44.0, 47.0, 90.0, 20.0 };
	assert_close("turn", rv_rsi_turn(rsi, 3, 2, 10.0), 0.7, 1e-15);
	assert_close("turn", rv_rsi_turn(rsi, 4, 2, 10.0), 1.0, 0.0);
	assert_close("turn", rv_rsi_turn(rsi, 5, 2, 10.0), -1.0, 0.0);
	assert_true(isnan(rv_rsi_turn(rsi, 2, 2, 10.0)));
	const double r[] = { NAN, 0.01, -0.01, 0.0, 0.02 };
	assert_close("share", rv_up_share(r, 5, 4), 0.0, 0.0);
	assert_true(isnan(rv_up_share(r, 5, 5)) && isnan(rv_up_share(r, 2, 3)));
	assert_close("vol", rv_vol_ann(r, 5, 3, 2, 365.0), sqrt(7.0 / 3.0 * 1e-4) * sqrt(365.0),
		     1e-15);
	assert_true(isnan(rv_vol_ann(r, 5, 5, 5, 365.0)));
}

static void residual_of_a_line(void **state)
{
	(void)state;
	/* r = .01 + 2 b and a shock of .3 on the last of four days, off the line of the others */
	const double b[] = { NAN, -0.1, 0.1, -0.1, 0.1 };
	const double r[] = { 0.5, -0.19, 0.21, -0.19, 0.51 };
	double work[8];
	const rv_residual s = rv_residual_last(r, b, 5, 4, 2, false, work);
	assert_close("beta", s.beta, 2.75,
		     1e-12); /* the shock's half falls on b = .1: + .15 / .2 */
	assert_close("eps", s.eps, 0.15, 1e-12);
	assert_close("z", s.z, 1.0, 1e-12); /* two values: 0 and .15 */
	const rv_residual c = rv_residual_last(r, b, 5, 4, 2, true, work);
	assert_close("cumulative", c.z, 0.15 / (c.sd * sqrt(2.0)), 1e-12);
	assert_true(isnan(rv_residual_last(r, b, 5, 5, 2, false, work).z)); /* a gap */
	assert_true(isnan(rv_residual_last(r, b, 3, 4, 2, false, work).z));
	const double flat[] = { 0.1, 0.1, 0.1, 0.1 };
	assert_true(isnan(rv_residual_last(r + 1, flat, 4, 4, 2, false, work).beta));
	const rv_residual own = rv_residual_last(b, b, 5, 4, 2, false, work);
	assert_close("own beta", own.beta, 1.0, 0.0);
	assert_close("own z", own.z, 0.0, 0.0);
}

static void todays_spread_is_not_fitted(void **state)
{
	(void)state;
	const double x[] = { 1.0, 2.0, 3.0, 4.0, 5.0 };
	const double y[] = { 3.1, 4.9, 6.9, 9.1, 12.0 }; /* 1 + 2 x, off by .1 */
	double work[8];
	const rv_spread_fit s = rv_spread_fit_last(x, y, 5, 4, false, work);
	assert_close("beta", s.beta, 2.0, 1e-12);
	assert_close("alpha", s.alpha, 1.0, 1e-12);
	assert_close("spread", s.spread, 1.0, 1e-12);
	assert_close("z", s.z, 10.0, 1e-9);
	assert_close("hedge", s.hedge, 2.0 * 5.0 / 12.0, 1e-12);
	double wild[] = { 3.1, 4.9, 6.9, 9.1, 50.0 };
	assert_close("fit", rv_spread_fit_last(x, wild, 5, 4, false, work).beta, s.beta, 0.0);
	assert_true(isnan(rv_spread_fit_last(x, y, 4, 4, false, work).z));
	wild[1] = NAN;
	assert_true(isnan(rv_spread_fit_last(x, wild, 5, 4, false, work).z));
	wild[1] = 4.9, wild[4] = -1.0;
	assert_true(isnan(rv_spread_fit_last(x, wild, 5, 4, true, work).z));
	const double flat[] = { 2.0, 2.0, 2.0, 2.0, 2.0 };
	assert_true(isnan(rv_spread_fit_last(flat, y, 5, 4, false, work).beta));
	assert_close("constant spread", rv_spread_fit_last(x, x, 5, 4, false, work).z, 0.0, 0.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(returns_over_days),
		cmocka_unit_test(z_by_population_sd),
		cmocka_unit_test(composite_needs_every_horizon),
		cmocka_unit_test(momentum_strength),
		cmocka_unit_test(residual_of_a_line),
		cmocka_unit_test(todays_spread_is_not_fitted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
