/* The monitored figures: small books whose figures are exact by hand, ranks by scipy. */
#include "engine/portfolio/monitoring.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

static void trades_are_counted_by_bucket(void **state)
{
	(void)state;
	const rv_bucket_trade t[] = { { RV_BUCKET_MOMENTUM, 30.0, 4.0, 2.5, 10.0 },
				      { RV_BUCKET_MOMENTUM, -12.0, 1.0, 2.0, -6.0 },
				      { RV_BUCKET_MOMENTUM, 0.0, 7.0, 1.5, 2.0 },
				      { RV_BUCKET_MOMENTUM, NAN, 7.0, 1.5, 2.0 },
				      { RV_BUCKET_PAIR, 5.0, 3.0, 0.25, 100.0 } };
	const rv_trade_stats s = rv_trade_stats_of(t, LEN(t), RV_BUCKET_MOMENTUM, 2.0);
	assert_int_equal(s.n, 3);
	assert_close("hit", s.hit_rate, 1.0 / 3.0, 1e-15);
	assert_close("days", s.holding_days, 4.0, 1e-15);
	assert_close("risk", s.per_atr_risk, 18.0 / (2.0 * (25.0 + 12.0 + 3.0)), 1e-15);
	assert_int_equal(rv_trade_stats_of(t, LEN(t), RV_BUCKET_N, 2.0).n, 4);
	const rv_trade_stats none = rv_trade_stats_of(t, LEN(t), RV_BUCKET_RESIDUAL, 2.0);
	assert_true(none.n == 0 && isnan(none.hit_rate) && isnan(none.per_atr_risk));
}

static void sums_say_what_they_leave_out(void **state)
{
	(void)state;
	const double w[] = { 0.2, -0.1, 0.05 }, x[] = { 0.03, NAN, -0.02 };
	double unknown;
	assert_close("alpha", rv_residual_alpha(w, x, 3, &unknown), 0.005, 1e-15);
	assert_close("unknown", unknown, 0.1, 1e-15);
	assert_close("beta", rv_portfolio_beta(w, x, 0, &unknown), 0.0, 0.0);
	assert_close("unknown", unknown, 0.0, 0.0);
}

static void slippage_is_a_cost(void **state)
{
	(void)state;
	assert_close("buy", rv_slippage_bps(1, 100.05, 100.0), 5.0, 1e-9);
	assert_close("sell", rv_slippage_bps(-1, 100.05, 100.0), -5.0, 1e-9);
	assert_true(isnan(rv_slippage_bps(1, 100.0, 0.0)) && isnan(rv_slippage_bps(1, 1.0, NAN)));
}

static void ranks_correlate_as_by_scipy(void **state)
{
	(void)state;
	const double x[] = { 0.3, -0.2, 0.5, NAN, 0.5, 1.1, -0.7 };
	const double y[] = { 0.02, 0.01, -0.03, 9.0, 0.04, 0.05, -0.06 };
	const double same[] = { 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0 };
	double work[28];
	assert_close("ic", rv_spearman(x, y, 7, 3, work), 0.753702346348183, 1e-12);
	assert_close("itself", rv_spearman(x, x, 7, 3, work), 1.0, 1e-15);
	assert_true(isnan(rv_spearman(x, y, 7, 7, work)));
	assert_true(isnan(rv_spearman(x, same, 7, 3, work)));
	const double ic[] = { 0.12, -0.05, 0.31, 0.08, NAN };
	const rv_ic s = rv_ic_of(ic, 5);
	assert_int_equal(s.n, 4);
	assert_close("mean", s.mean, 0.115, 1e-12);
	assert_close("sd", s.sd, 0.14888474289418197, 1e-12);
	assert_close("ir", s.ir, 0.7724095683983877, 1e-12);
	assert_true(isnan(rv_ic_of(ic, 1).ir) && isnan(rv_ic_of(same, 7).ir));
}

static void turnover_is_what_was_traded(void **state)
{
	(void)state;
	const double now[] = { 0.2, NAN, -0.1 }, before[] = { 0.05, 0.1, 0.1 };
	assert_close("turnover", rv_turnover(now, before, 3), 0.45, 1e-15);
	assert_close("alpha", rv_alpha_per_turnover(0.009, 0.45), 0.02, 1e-15);
	assert_true(isnan(rv_alpha_per_turnover(0.009, 0.0)));
}

static void calls_are_right_when_the_market_falls(void **state)
{
	(void)state;
	/* from 100: 104, then 98.5 = 5.3 % below; the second call is followed by a calm week */
	const double m[] = { 100, 104, 98.5, 99, 99, 99, 99.5, 99, 99, 99, 99, 99, 99, 99 };
	bool call[14] = { [0] = true, [5] = true, [11] = true };
	rv_shift_accuracy a = rv_shift_accuracy_of(call, m, 14, 5, 0.05);
	assert_int_equal(a.calls, 2); /* the last is not over */
	assert_int_equal(a.right, 1);
	assert_close("share", a.share, 0.5, 0.0);
	call[0] = call[5] = false;
	a = rv_shift_accuracy_of(call, m, 14, 5, 0.05);
	assert_true(a.calls == 0 && isnan(a.share));
	call[1] = true;
	assert_int_equal(rv_shift_accuracy_of(call, m, 3, 5, 0.05).right, 1); /* known before */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trades_are_counted_by_bucket),
		cmocka_unit_test(sums_say_what_they_leave_out),
		cmocka_unit_test(slippage_is_a_cost),
		cmocka_unit_test(ranks_correlate_as_by_scipy),
		cmocka_unit_test(turnover_is_what_was_traded),
		cmocka_unit_test(calls_are_right_when_the_market_falls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
