/* Stops, exits and the drawdown circuit, on prices whose stops are exact by hand. */
#include "engine/portfolio/stops.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

static rv_bucket_params params(void)
{
	rv_bucket_params p;
	rv_bucket_params_default(&p);
	return p;
}

/* Entry 100, ATR 4: the stop starts at 92 and rises by 4 for each full 4 of the best close. */
static void a_stop_climbs_by_full_steps(void **state)
{
	(void)state;
	static const struct {
		double close, stop;
		rv_exit exit;
	} days[] = { { 99.0, 92.0, RV_EXIT_NONE },	{ 103.9, 92.0, RV_EXIT_NONE },
		     { 104.0, 96.0, RV_EXIT_NONE },	{ 111.0, 100.0, RV_EXIT_NONE },
		     { NAN, 100.0, RV_EXIT_NONE },	{ 105.0, 100.0, RV_EXIT_NONE },
		     { 100.0, 100.0, RV_EXIT_TRAILING } };
	const rv_bucket_params p = params();
	for (int side = 1; side >= -1; side -= 2) {
		const double sign = (double)side;
		/* a short on prices mirrored at the entry */
		rv_stop s = rv_stop_open(&p, side, 100.0, 4.0);
		for (size_t t = 0; t < LEN(days); t++) {
			rv_exit e = RV_EXIT_TIME;
			s = rv_stop_step(&p, s, 100.0 + sign * (days[t].close - 100.0), &e);
			assert_close("stop", s.stop, 100.0 + sign * (days[t].stop - 100.0), 1e-12);
			assert_int_equal(e, days[t].exit);
		}
	}
}

static void a_hard_stop_is_hit_at_its_price(void **state)
{
	(void)state;
	const rv_bucket_params p = params();
	rv_exit e;
	const rv_stop s = rv_stop_open(&p, 1, 100.0, 4.0);
	(void)rv_stop_step(&p, s, 92.1, &e);
	assert_int_equal(e, RV_EXIT_NONE);
	(void)rv_stop_step(&p, s, 92.0, &e);
	assert_int_equal(e, RV_EXIT_HARD_STOP);
	/* within a bar: at the stop, or at the open after a gap */
	assert_close("fill", rv_stop_fill(&s, 95.0, 91.0), 92.0, 0.0);
	assert_close("fill", rv_stop_fill(&s, 90.5, 89.0), 90.5, 0.0);
	assert_true(isnan(rv_stop_fill(&s, 95.0, 92.5)));
	const rv_stop short_stop = rv_stop_open(&p, -1, 100.0, 4.0);
	assert_close("fill", rv_stop_fill(&short_stop, 109.0, 110.0), 109.0, 0.0);
	assert_close("fill", rv_stop_fill(&short_stop, 101.0, 110.0), 108.0, 0.0);
	const rv_stop none = rv_stop_open(&p, 1, 100.0, NAN); /* no ATR: no stop */
	(void)rv_stop_step(&p, none, 1.0, &e);
	assert_int_equal(e, RV_EXIT_NONE);
	assert_true(isnan(rv_stop_fill(&none, 50.0, 1.0)));
}

static void a_chandelier_hangs_from_the_best_close(void **state)
{
	(void)state;
	rv_bucket_params p = params();
	rv_exit e;
	p.trail_chandelier = true;
	rv_stop s = rv_stop_open(&p, 1, 100.0, 4.0);
	s = rv_stop_step(&p, s, 99.0, &e);
	assert_close("stop", s.stop, 92.0, 0.0);
	s = rv_stop_step(&p, s, 107.0, &e);
	assert_close("stop", s.stop, 101.0, 1e-12);
	s = rv_stop_step(&p, s, 102.0, &e);
	assert_close("never loosened", s.stop, 101.0, 1e-12);
	assert_int_equal(e, RV_EXIT_NONE);
	(void)rv_stop_step(&p, s, 100.9, &e);
	assert_int_equal(e, RV_EXIT_TRAILING);
}

static void time_runs_out_below_half_the_target(void **state)
{
	(void)state;
	rv_bucket_params p = params();
	const double target = rv_residual_target(-1.8, 0.03);
	assert_close("target", target, 0.054, 1e-15);
	assert_false(rv_time_stop(&p, 9.0, -0.1, target));
	assert_true(rv_time_stop(&p, 10.0, 0.026, target));
	assert_false(rv_time_stop(&p, 10.0, 0.028, target));
	assert_false(rv_time_stop(&p, 10.0, NAN, target));
	assert_close("pair", rv_pair_target(&p, 2.5, 0.12, 6.0), 0.05, 1e-15);
	p.pair_log = true;
	assert_close("pair", rv_pair_target(&p, 2.5, 0.12, 6.0), 0.3, 1e-15);
}

static void residuals_close_when_half_is_given_back(void **state)
{
	(void)state;
	const rv_bucket_params p = params();
	assert_int_equal(rv_residual_exit(&p, 1, 1.6, 0.81, 1, 0, 1), RV_EXIT_NONE);
	assert_int_equal(rv_residual_exit(&p, 1, 1.6, 0.80, 1, 0, 1), RV_EXIT_TARGET);
	assert_int_equal(rv_residual_exit(&p, 1, 1.6, -1.01, 1, 0, 1), RV_EXIT_SIGNAL);
	assert_int_equal(rv_residual_exit(&p, -1, -1.6, 1.01, 1, 0, 1), RV_EXIT_SIGNAL);
	assert_int_equal(rv_residual_exit(&p, -1, -1.6, -1.2, 10, 0.4, 1), RV_EXIT_TIME);
	assert_int_equal(rv_residual_exit(&p, -1, -1.6, -1.2, 10, 0.6, 1), RV_EXIT_NONE);
	assert_int_equal(rv_residual_exit(&p, 1, 1.6, NAN, 1, 0, 1), RV_EXIT_NONE);
}

static void reversions_close_at_their_target(void **state)
{
	(void)state;
	const rv_bucket_params p = params();
	assert_int_equal(rv_mr_exit(&p, -1, 0.51, 0.1, 1), RV_EXIT_NONE);
	assert_int_equal(rv_mr_exit(&p, -1, 0.50, 0.1, 1), RV_EXIT_TARGET);
	assert_int_equal(rv_mr_exit(&p, 1, -0.51, 0.1, 1), RV_EXIT_NONE);
	assert_int_equal(rv_mr_exit(&p, 1, -0.5, 0.1, 1), RV_EXIT_TARGET);
	assert_int_equal(rv_mr_exit(&p, 1, -2.2, 0.25, 1), RV_EXIT_BREAKDOWN);
	assert_int_equal(rv_mr_exit(&p, 1, -2.2, 0.1, 10), RV_EXIT_TIME);
	assert_close("price", rv_mr_target_price(200.0, 0.01, 0.08, 0.5), 210.0, 1e-12);
}

static void pairs_close_when_the_spread_has_closed(void **state)
{
	(void)state;
	const rv_bucket_params p = params();
	rv_bucket_pair q = { .beta = 0.7, .corr30 = 0.7, .z = -1.1 };
	assert_int_equal(rv_pair_exit(&p, 1, false, &q, 1, 0, 1), RV_EXIT_NONE);
	q.z = -0.75;
	assert_int_equal(rv_pair_exit(&p, 1, false, &q, 1, 0, 1), RV_EXIT_HALF);
	assert_int_equal(rv_pair_exit(&p, 1, true, &q, 1, 0, 1), RV_EXIT_NONE);
	assert_int_equal(rv_pair_exit(&p, 1, true, &q, 10, 0, 1), RV_EXIT_TIME);
	q.z = 0.0;
	assert_int_equal(rv_pair_exit(&p, 1, true, &q, 1, 0, 1), RV_EXIT_TARGET);
	assert_int_equal(rv_pair_exit(&p, -1, true, &q, 1, 0, 1), RV_EXIT_TARGET);
	q.z = -3.0;
	assert_int_equal(rv_pair_exit(&p, 1, false, &q, 1, 0, 1), RV_EXIT_HARD_STOP);
	q.corr30 = 0.44;
	assert_int_equal(rv_pair_exit(&p, 1, false, &q, 1, 0, 1), RV_EXIT_BREAKDOWN);
}

static void a_drawdown_cuts_once_and_resumes(void **state)
{
	(void)state;
	static const struct {
		double nav, factor;
		bool cut;
	} days[] = { { 100.0, 1.0, false }, { 120.0, 1.0, false }, { 110.5, 1.0, false },
		     { 110.3, 0.5, true },  { 100.0, 0.5, false }, { NAN, 0.5, false },
		     { 115.1, 0.5, false }, { 115.3, 1.0, false }, { 109.0, 0.5, true },
		     { 121.0, 1.0, false } };
	const rv_bucket_params p = params();
	rv_drawdown s = { 0.0, false };
	for (size_t t = 0; t < LEN(days); t++) {
		rv_drawdown_order o;
		s = rv_drawdown_step(&p, s, days[t].nav, &o);
		assert_close("factor", o.factor, days[t].factor, 0.0);
		assert_int_equal(o.cut, days[t].cut);
	}
	assert_close("peak", s.peak, 121.0, 0.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stop_climbs_by_full_steps),
		cmocka_unit_test(a_hard_stop_is_hit_at_its_price),
		cmocka_unit_test(a_chandelier_hangs_from_the_best_close),
		cmocka_unit_test(time_runs_out_below_half_the_target),
		cmocka_unit_test(residuals_close_when_half_is_given_back),
		cmocka_unit_test(reversions_close_at_their_target),
		cmocka_unit_test(pairs_close_when_the_spread_has_closed),
		cmocka_unit_test(a_drawdown_cuts_once_and_resumes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
