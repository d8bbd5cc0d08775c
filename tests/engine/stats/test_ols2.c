/*
 * Two-regressor least squares: every window against exact rational arithmetic
 * (tests/oracle/stat_arb_stats.py), of one window and rolling, to 1e-9 relative.
 */
#include "engine/stats/ols2.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdbool.h>

typedef struct ols2_case {
	const char *name;
	const double *x1, *x2, *y;
	int min_n;
	const double (*want)[6]; /* alpha, beta1, beta2, se1, se2, residual */
} ols2_case;

#include "tests/oracle/ols2_cases.h"

#define RCOND_MIN 1e-10

static double size_of(double v)
{
	return isnan(v) || fabs(v) < 1e-3 ? 1e-3 : fabs(v);
}

/* Relative to the number, or to 1e-3 where it is smaller: a residual of an exact fit is rounding.
 */
static void close_to(const char *what, double got, double want)
{
	assert_close(what, got / size_of(want), want / size_of(want), 1e-9);
}

static bool all_finite(const double *x, size_t n)
{
	bool all = true;
	for (size_t t = 0; t < n; t++)
		all = all && isfinite(x[t]);
	return all;
}

static void shared_regressors_give_the_same(void **state)
{
	(void)state;
	size_t seen = 0;
	for (size_t k = 0; k < LEN(cases); k++) {
		const ols2_case *c = &cases[k];
		for (size_t t = OLS2_WINDOW - 1; t < OLS2_BARS; t++) {
			const size_t from = t + 1 - OLS2_WINDOW;
			double work[3 * OLS2_WINDOW];
			rv_ols2_shared s;
			if (!all_finite(c->x1 + from, OLS2_WINDOW) ||
			    !all_finite(c->x2 + from, OLS2_WINDOW) ||
			    !all_finite(c->y + from, OLS2_WINDOW))
				continue;
			rv_ols2_share(c->x1 + from, c->x2 + from, OLS2_WINDOW, (size_t)c->min_n,
				      RCOND_MIN, work, &s);
			const rv_ols2 r = rv_ols2_fit_shared(&s, c->y + from);
			const rv_ols2 one = rv_ols2_fit(c->y + from, c->x1 + from, c->x2 + from,
							OLS2_WINDOW, (size_t)c->min_n, RCOND_MIN);
			const double *want = c->want[t];
			assert_int_equal(r.status, one.status);
			assert_int_equal(r.n, one.n);
			assert_close("rcond", r.rcond, one.rcond, 0);
			assert_close("slope21", r.slope21, one.slope21, 0);
			assert_close("slope12", r.slope12, one.slope12, 0);
			close_to(c->name, r.alpha, want[0]);
			close_to(c->name, r.beta[0], want[1]);
			close_to(c->name, r.beta[1], want[2]);
			close_to(c->name, r.se[0], want[3]);
			close_to(c->name, r.se[1], want[4]);
			seen++;
		}
	}
	assert_true(seen > 50);
}

static void one_window_agrees_with_exact_arithmetic(void **state)
{
	(void)state;
	for (size_t k = 0; k < LEN(cases); k++) {
		const ols2_case *c = &cases[k];
		for (size_t t = 0; t < OLS2_BARS; t++) {
			const size_t from = t + 1 < OLS2_WINDOW ? 0 : t + 1 - OLS2_WINDOW;
			const rv_ols2 r = rv_ols2_fit(c->y + from, c->x1 + from, c->x2 + from,
						      t + 1 - from, (size_t)c->min_n, RCOND_MIN);
			const double *want = c->want[t];
			assert_int_equal(r.status, isnan(want[1]) ? RV_OLS2_SHORT : RV_OLS2_OK);
			close_to(c->name, r.alpha, want[0]);
			close_to(c->name, r.beta[0], want[1]);
			close_to(c->name, r.beta[1], want[2]);
			close_to(c->name, r.se[0], want[3]);
			close_to(c->name, r.se[1], want[4]);
		}
	}
}

static void rolling_agrees_with_exact_arithmetic(void **state)
{
	(void)state;
	static double line[4][OLS2_BARS];
	const rv_ols2_series out = { line[0], line[1], line[2], line[3] };
	rv_ols2_roll *w = NULL;
	assert_int_equal(rv_ols2_roll_new(OLS2_BARS, &w), RV_OK);
	for (size_t k = 0; k < LEN(cases); k++) {
		const ols2_case *c = &cases[k];
		rv_ols2_roll_regressors(w, c->x1, c->x2, OLS2_BARS, OLS2_WINDOW, (size_t)c->min_n,
					RCOND_MIN);
		rv_ols2_roll_run(w, c->y, &out);
		for (size_t t = 0; t < OLS2_BARS; t++) {
			close_to(c->name, out.alpha[t], c->want[t][0]);
			close_to(c->name, out.beta1[t], c->want[t][1]);
			close_to(c->name, out.beta2[t], c->want[t][2]);
			close_to(c->name, out.residual[t], c->want[t][5]);
		}
	}
	rv_ols2_roll_free(w);
}

static void refuses_regressors_that_are_one(void **state)
{
	(void)state;
	static const double x[] = { 0.3, -1.2, 2.385, 0.07, -0.9, 1.1 };
	static const double y[] = { 1.3, 0.2, 2.1, -0.07, 0.4, 0.9 };
	double twice[6], same[6];
	for (size_t t = 0; t < 6; t++) {
		twice[t] = 0.1 - 2.0 * x[t];
		same[t] = 0.01;
	}
	rv_ols2 r = rv_ols2_fit(y, x, twice, 6, 3, RCOND_MIN);
	assert_int_equal(r.status, RV_OLS2_COLLINEAR);
	assert_true(isnan(r.beta[0]) && isnan(r.beta[1]) && isnan(r.alpha));
	assert_close("slope", r.slope21, -2.0, 1e-14);
	r = rv_ols2_fit(y, x, same, 6, 3, RCOND_MIN);
	assert_int_equal(r.status, RV_OLS2_COLLINEAR);
	assert_true(isnan(r.slope12));
	r = rv_ols2_fit(y, same, x, 6, 3, RCOND_MIN);
	assert_int_equal(r.status, RV_OLS2_COLLINEAR);
	assert_int_equal(rv_ols2_fit(y, x, twice, 0, 3, RCOND_MIN).status, RV_OLS2_SHORT);
	assert_int_equal(rv_ols2_fit(y, x, twice, 2, 3, RCOND_MIN).status, RV_OLS2_SHORT);
}

/* Unit columns at an angle of 60 degrees: singular values sqrt(3/2) and sqrt(1/2). */
static void rcond_is_that_of_unit_columns(void **state)
{
	(void)state;
	const double s = sqrt(0.75);
	const double x1[] = { 1, -1, 0, 0, 0, 0 }, x2[] = { 50, -50, 100 * s, -100 * s, 0, 0 };
	const double y[] = { 1, 2, 3, 4, 5, 6 };
	const rv_ols2 r = rv_ols2_fit(y, x1, x2, 6, 3, RCOND_MIN);
	assert_close("rcond", r.rcond, sqrt(1.0 / 3.0), 1e-14);
	assert_int_equal(rv_ols2_fit(y, x1, x2, 6, 3, 0.58).status, RV_OLS2_COLLINEAR);
}

static void one_workspace_serves_other_lengths(void **state)
{
	(void)state;
	static double line[4][OLS2_BARS];
	const rv_ols2_series out = { line[0], line[1], line[2], line[3] };
	const ols2_case *c = &cases[0];
	rv_ols2_roll *w = NULL;
	assert_int_equal(rv_ols2_roll_new(OLS2_BARS, &w), RV_OK);
	rv_ols2_roll_regressors(w, c->x1, c->x2, 12, 30, 30, RCOND_MIN); /* shorter than a window */
	rv_ols2_roll_run(w, c->y, &out);
	for (size_t t = 0; t < 12; t++)
		assert_true(isnan(out.beta1[t]) && isnan(out.residual[t]));
	rv_ols2_roll_regressors(w, c->x1, c->x2, 12, 30, 10, RCOND_MIN);
	rv_ols2_roll_run(w, c->y, &out);
	assert_true(isnan(out.beta1[8]) && isfinite(out.beta1[9]) && isfinite(out.beta2[11]));
	rv_ols2_roll_regressors(w, c->x1, c->x2, 0, 30, 30, RCOND_MIN);
	rv_ols2_roll_run(w, c->y, &out);
	rv_ols2_roll_free(w);
	rv_ols2_roll_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_window_agrees_with_exact_arithmetic),
		cmocka_unit_test(shared_regressors_give_the_same),
		cmocka_unit_test(rolling_agrees_with_exact_arithmetic),
		cmocka_unit_test(refuses_regressors_that_are_one),
		cmocka_unit_test(rcond_is_that_of_unit_columns),
		cmocka_unit_test(one_workspace_serves_other_lengths),
	};
	return cmocka_run_group_tests_name("ols2", tests, NULL, NULL);
}
