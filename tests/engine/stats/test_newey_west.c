/* Standard error of a mean against statsmodels (tests/oracle/newey_west.py). */
#include "engine/stats/newey_west.h"
#include "tests/oracle/newey_west_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

static void as_statsmodels_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(nw_cases); i++) {
		const rv_newey_west w =
			rv_newey_west_mean(nw_cases[i].x, nw_cases[i].n, nw_cases[i].lag);
		assert_close("mean", w.mean, nw_cases[i].mean, 1e-13);
		assert_close("se", w.se / nw_cases[i].se, 1.0, 1e-11);
		assert_close("t", w.t, nw_cases[i].mean / nw_cases[i].se, 1e-10);
	}
}

/* Without a lag: the ordinary error with divisor n. */
static void no_lag(void **state)
{
	(void)state;
	const double x[] = { 0.031, -0.012, NAN, 0.044, 0.007, INFINITY };
	const rv_newey_west w = rv_newey_west_mean(x, LEN(x), 0);
	const double m2 = 0.0135 * 0.0135 + 0.0295 * 0.0295 + 0.0265 * 0.0265 + 0.0105 * 0.0105;
	assert_int_equal(w.n, 4);
	assert_close("mean", w.mean, 0.0175, 1e-16);
	assert_close("se", w.se, sqrt(m2) / 4.0, 1e-16);
}

/* Each value three times is no more than a third of the values: the plain error says sqrt(3). */
static void repeated_values_are_not_news(void **state)
{
	(void)state;
	double x[300];
	for (size_t i = 0; i < 300; i++)
		x[i] = 0.001 + sin(7.3 * (double)(i / 3)) * cos((double)((i / 3) * (i / 3)));
	const double plain = rv_newey_west_mean(x, 300, 0).se,
		     wide = rv_newey_west_mean(x, 300, 8).se;
	assert_true(wide > 1.4 * plain && wide < 1.9 * plain);
}

static void what_is_not_known(void **state)
{
	(void)state;
	const double same[] = { 0.02, 0.02, 0.02 }, none[] = { NAN, NAN };
	rv_newey_west w = rv_newey_west_mean(same, 3, 1);
	assert_close("constant", w.se, 0.0, 0);
	assert_true(isnan(w.t));
	w = rv_newey_west_mean(none, 2, 1);
	assert_true(w.n == 0 && isnan(w.mean) && isnan(w.se) && isnan(w.t));
	w = rv_newey_west_mean(none, 0, 1);
	assert_true(w.n == 0 && isnan(w.t));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_statsmodels_says),
		cmocka_unit_test(no_lag),
		cmocka_unit_test(repeated_values_are_not_news),
		cmocka_unit_test(what_is_not_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
