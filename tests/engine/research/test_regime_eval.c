/* Returns in and after regimes against pandas and statsmodels (tests/oracle/regime_eval.py). */
#include "engine/base/rng.h"
#include "engine/research/regime_eval.h"
#include "tests/oracle/regime_eval_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

static const rv_regime_days days = { eval_held, eval_r, LEN(eval_r), 3 };

static rv_regime_eval of(const rv_regime_days *d)
{
	rv_eval_params p;
	rv_regime_eval e;
	rv_eval_params_default(&p);
	assert_int_equal(rv_regime_eval_of(&p, d, &e, NULL), RV_OK);
	return e;
}

static void days_in_a_regime(void **state)
{
	(void)state;
	const rv_regime_eval e = of(&days);
	for (size_t k = 0; k <= 3; k++) {
		const rv_regime_metrics *m = &e.metrics[k];
		const double got[] = { (double)m->n_days, m->mean, m->median, m->std,
				       m->sharpe_like };
		for (size_t i = 0; i < LEN(got); i++)
			assert_close("metric", got[i], eval_metrics[k][i], 1e-12);
	}
}

static void what_came_after(void **state)
{
	(void)state;
	const rv_regime_eval e = of(&days);
	for (size_t k = 0; k <= 3; k++)
		for (size_t h = 0; h < 5; h++) {
			const rv_regime_forward *f = &e.forward[k][h];
			const double got[] = { (double)f->n, f->mean, f->sd, f->hit,
					       f->t,	     f->p,    f->lo, f->hi };
			assert_close("independent", f->independent * (double)f->horizon,
				     eval_forward[5 * k + h][0], 1e-12);
			for (size_t i = 0; i < LEN(got); i++)
				assert_close("forward", got[i], eval_forward[5 * k + h][i], 1e-11);
		}
}

static void stability(void **state)
{
	(void)state;
	const rv_regime_stability s = of(&days).stability;
	const double got[] = { (double)s.total_days, (double)s.total_switches,
			       s.switches_per_year,  s.avg_regime_duration_days,
			       s.distribution[0],    s.distribution[1],
			       s.distribution[2] };
	for (size_t i = 0; i < LEN(got); i++)
		assert_close("stability", got[i], eval_stability[i], 1e-12);
}

/* The decision at the close before day t is paid by days t .. t + H - 1, none before, none after.
 */
static void the_days_that_count(void **state)
{
	(void)state;
	const double r[] = { 0.5, 0.1, -0.2, 0.3, 0.05 };
	double ahead[5];
	rv_forward_returns(r, 5, 2, ahead);
	assert_close("0", ahead[0], 1.5 * 1.1 - 1.0, 1e-15);
	assert_close("1", ahead[1], 1.1 * 0.8 - 1.0, 1e-15);
	assert_close("3", ahead[3], 1.3 * 1.05 - 1.0, 1e-15);
	assert_true(isnan(ahead[4])); /* not over yet */
	const double hole[] = { 0.5, 0.1, NAN, 0.3, 0.05 };
	rv_forward_returns(hole, 5, 2, ahead);
	assert_true(isnan(ahead[1]) && isnan(ahead[2]) && !isnan(ahead[0]) && !isnan(ahead[3]));
	rv_forward_returns(r, 5, 6, ahead);
	for (size_t t = 0; t < 5; t++)
		assert_true(isnan(ahead[t]));
}

/* Of regimes that are drawn by lot, about as many are called news as the level says; of ones with
 * an edge, all. */
static void luck_is_called_luck(void **state)
{
	(void)state;
	enum { N = 500, SERIES = 60 };
	size_t few = 0, planted = 0;
	for (uint64_t series = 0; series < SERIES; series++) {
		int32_t held[N];
		double r[N];
		rv_rng rng;
		rv_rng_seed(&rng, 77, 1, series);
		for (size_t t = 0; t < N; t++) {
			held[t] = t && rv_rng_uniform(&rng) < 0.9 ? held[t - 1]
								  : (int32_t)rv_rng_below(&rng, 2);
			r[t] = 0.01 * rv_rng_normal(&rng);
		}
		const rv_regime_days d = { held, r, N, 2 };
		few += of(&d).forward[1][0].p < 0.1 ? 1 : 0;
		for (size_t t = 0; t < N; t++)
			r[t] += held[t] == 1 ? 0.01 : -0.01;
		planted += of(&d).forward[1][0].p < 0.1 ? 1 : 0;
	}
	assert_in_range(few, 2, 15);
	assert_int_equal(planted, SERIES);
}

static void nothing_to_look_at(void **state)
{
	(void)state;
	const int32_t held[] = { 9, -1, -5 };
	const double r[] = { 0.1, 0.2, 0.3 };
	const rv_regime_days none = { held, r, 3, 3 }, empty = { held, r, 0, 3 };
	rv_regime_eval e = of(&none);
	assert_int_equal(e.stability.total_days, 0);
	assert_true(isnan(e.stability.switches_per_year) && isnan(e.stability.distribution[0]) &&
		    isnan(e.metrics[3].mean) && isnan(e.forward[0][0].t));
	e = of(&empty);
	assert_true(e.metrics[0].n_days == 0 && isnan(e.forward[3][4].p));
}

static void bad_parameters(void **state)
{
	(void)state;
	rv_eval_params p;
	rv_regime_eval e = { .regimes = 99 };
	rv_err err = { 0 };
	rv_regime_days d = days;
	rv_eval_params_default(&p);
	d.regimes = RV_BT_REGIMES_MAX + 1;
	assert_int_equal(rv_regime_eval_of(&p, &d, &e, &err), RV_EINVAL);
	assert_non_null(strstr(err.text, "9 regimes"));
	p.horizon[2] = 0;
	assert_int_equal(rv_regime_eval_of(&p, &days, &e, &err), RV_EINVAL);
	rv_eval_params_default(&p);
	p.boot.replicates = 0;
	assert_int_equal(rv_regime_eval_of(&p, &days, &e, &err), RV_EINVAL);
	assert_int_equal(e.regimes, 99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_in_a_regime),    cmocka_unit_test(what_came_after),
		cmocka_unit_test(stability),	       cmocka_unit_test(the_days_that_count),
		cmocka_unit_test(luck_is_called_luck), cmocka_unit_test(nothing_to_look_at),
		cmocka_unit_test(bad_parameters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
