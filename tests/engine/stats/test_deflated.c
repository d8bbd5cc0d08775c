/* The deflated Sharpe ratio against scipy (tests/oracle/deflated.py), and where it is unknown. */
#include "engine/stats/deflated.h"
#include "engine/stats/init.h"
#include "tests/oracle/deflated_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

/* The paper prints SR0 .1132 and DSR .9004, .9505, ...; these are the anchors of the desk's rules.
 */
static void the_paper_s_example(void **state)
{
	(void)state;
	static const struct {
		size_t trials;
		double want;
	} anchors[] = { { 100, 0.900397 }, { 46, 0.950502 }, { 10, 0.993880 }, { 1000, 0.639915 } };
	const double daily = 2.5 / sqrt(250.0), var = 0.5 / 250.0;
	assert_close("SR0", rv_sharpe_of_luck(100, var), 0.113172, 1e-6);
	for (size_t i = 0; i < LEN(anchors); i++)
		assert_close("DSR",
			     rv_sharpe_deflated(daily, 1250, -3.0, 10.0,
						rv_sharpe_of_luck(anchors[i].trials, var)),
			     anchors[i].want, 1e-6);
}

static void as_scipy_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(examples); i++) {
		const double luck = rv_sharpe_of_luck(examples[i].trials, examples[i].var);
		assert_close("luck", luck, examples[i].want_luck, 1e-10);
		assert_close("deflated",
			     rv_sharpe_deflated(examples[i].sharpe, examples[i].n, examples[i].skew,
						examples[i].kurtosis, luck),
			     examples[i].want, 1e-10);
	}
}

static rv_run_moments of(const double *x, size_t n)
{
	rv_run_moments m = { 0 };
	for (size_t i = 0; i < n; i++)
		rv_run_moments_add(&m, x[i]);
	return m;
}

static void running_moments(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(runs); i++) {
		const rv_run_moments m = of(runs[i].x, runs[i].n);
		assert_int_equal(m.n, runs[i].n);
		assert_close("mean", m.mean, runs[i].want_mean, 1e-15);
		assert_close("sd", rv_run_moments_sd1(&m) / runs[i].want_sd, 1.0, 1e-11);
		assert_close("skew", rv_run_moments_skew(&m), runs[i].want_skew, 1e-9);
		assert_close("kurtosis", rv_run_moments_kurtosis(&m), runs[i].want_kurtosis, 1e-9);
		assert_close("sharpe", rv_run_moments_sharpe(&m),
			     runs[i].want_mean / runs[i].want_sd, 1e-9);
	}
}

static void more_trials_are_worth_less(void **state)
{
	(void)state;
	double before = 2.0;
	for (size_t n = 1; n < 3000; n = n * 2 + 1) {
		const double d =
			rv_sharpe_deflated(0.11, 700, -0.5, 5.0, rv_sharpe_of_luck(n, 0.0013));
		assert_true(d < before);
		before = d;
	}
}

static void what_is_not_known(void **state)
{
	(void)state;
	const double same[] = { 0.013, 0.013, 0.013, 0.013 },
		     odd[] = { 0.02, NAN, -0.013, INFINITY };
	rv_run_moments m = of(same, LEN(same));
	assert_close("constant", rv_run_moments_sd1(&m), 0.0, 1e-18);
	assert_true(isnan(rv_run_moments_sharpe(&m)) && isnan(rv_run_moments_skew(&m)) &&
		    isnan(rv_run_moments_kurtosis(&m)));
	m = of(odd, LEN(odd)); /* what is not finite is no value */
	assert_int_equal(m.n, 2);
	assert_close("mean", m.mean, 0.0035, 1e-16);
	m = of(odd, 1);
	assert_true(isnan(rv_run_moments_sd1(&m)) && isnan(rv_run_moments_sharpe(&m)));
	m = of(odd, 0);
	assert_true(isnan(rv_run_moments_skew(&m)));
	assert_close("one trial", rv_sharpe_of_luck(1, NAN), 0.0, 0);
	assert_true(isnan(rv_sharpe_of_luck(0, 0.1)) && isnan(rv_sharpe_of_luck(7, NAN)) &&
		    isnan(rv_sharpe_of_luck(7, -0.1)));
	assert_true(isnan(rv_sharpe_deflated(0.1, 1, 0.0, 3.0, 0.0)));
	assert_true(isnan(rv_sharpe_deflated(NAN, 90, 0.0, 3.0, 0.0)));
	assert_true(isnan(rv_sharpe_deflated(0.1, 90, NAN, 3.0, 0.0)));
	assert_true(isnan(rv_sharpe_deflated(0.1, 90, 0.0, 3.0, NAN)));
	assert_true(isnan(rv_sharpe_deflated(2.0, 90, 5.0, 3.0, 0.0))); /* no variance is left */
}

int main(void)
{
	rv_stats_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_paper_s_example), cmocka_unit_test(as_scipy_says),
		cmocka_unit_test(running_moments),     cmocka_unit_test(more_trials_are_worth_less),
		cmocka_unit_test(what_is_not_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
