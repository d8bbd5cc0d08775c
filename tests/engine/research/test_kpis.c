/* Figures of a backtest against numpy and scipy (tests/oracle/kpis.py), by hand, and where unknown.
 */
#include "engine/research/kpis.h"
#include "engine/stats/deflated.h"
#include "engine/stats/init.h"
#include "tests/oracle/kpis_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static rv_bt_result *result_of(const double *net, size_t n)
{
	rv_bt_result *r;
	assert_int_equal(rv_bt_result_new(&r), RV_OK);
	r->costs = (rv_bt_costs){ .maker_bps = 2,
				  .taker_bps = 5,
				  .slippage_bps = 5,
				  .adv_multiplier = 0.1,
				  .min_notional_usd = 10,
				  .factor = 1 };
	(void)snprintf(r->universe_source, sizeof(r->universe_source), "listed on the date");
	for (size_t d = 0; d < n; d++) {
		const rv_bt_day day = { .net = net[d], .oos = true, .alt_gross = 0.5 };
		assert_int_equal(rv_bt_add_day(r, &day), RV_OK);
	}
	return r;
}

static rv_bt_result *example(void)
{
	rv_bt_result *r = result_of(kpi_net, LEN(kpi_net));
	for (size_t d = 0; d < r->n_days; d++) {
		r->days[d].oos = kpi_oos[d] > 0.5;
		r->days[d].alt_gross = kpi_gross[d] / 3.0;
		r->days[d].major_gross = kpi_gross[d] / 1.5;
		r->days[d].alt_turnover = 0.25 * kpi_turnover[d];
		r->days[d].major_turnover = 0.75 * kpi_turnover[d];
		r->days[d].funding = kpi_funding[d];
	}
	for (size_t i = 0; i < LEN(kpi_trials); i++) {
		const rv_bt_trial t = { .sharpe_day = kpi_trials[i] };
		assert_int_equal(rv_bt_add_trial(r, &t), RV_OK);
	}
	return r;
}

static rv_kpis of(const rv_bt_result *r, rv_kpi_days which)
{
	rv_kpis k;
	assert_int_equal(rv_kpis_of(r, which, NULL, NULL, &k, NULL), RV_OK);
	return k;
}

static double annual(const rv_kpis *k)
{
	double v;
	assert_int_equal(rv_bt_sharpe_annual(&k->sharpe, &v, NULL), RV_OK);
	return v;
}

static void as_numpy_says(void **state)
{
	(void)state;
	rv_bt_result *r = example();
	for (int which = RV_KPI_OOS; which <= RV_KPI_ALL; which++) {
		const rv_kpis k = of(r, (rv_kpi_days)which);
		const double got[] = { (double)k.days, (double)k.active,    k.cagr,
				       annual(&k),     k.sortino,	    k.max_drawdown,
				       k.calmar,       k.hit_rate,	    k.hit_rate_all,
				       k.avg_turnover, k.avg_funding_daily, k.sharpe.psr,
				       k.sharpe.dsr,   k.sharpe.lo,	    k.sharpe.hi };
		for (size_t i = 0; i < LEN(got); i++)
			assert_close("figure", got[i], kpi_want[which][i], 1e-12);
		assert_int_equal(k.sharpe.trials, LEN(kpi_trials)); /* aborted ones count */
		assert_int_equal(k.sharpe.oos, which == RV_KPI_OOS);
		assert_int_equal(k.unknown, which == RV_KPI_IS ? 0 : 1);
	}
	rv_bt_result_free(r);
}

/* The curve begins at 1: a loss on the first day is a drawdown. */
static void a_year_by_hand(void **state)
{
	(void)state;
	const double net[] = { 0.0, -0.1, 0.05, 0.02 };
	rv_bt_result *r = result_of(net, 4);
	const rv_kpis k = of(r, RV_KPI_OOS);
	assert_int_equal(k.days, 3);
	assert_close("drawdown", k.max_drawdown, -0.1, 1e-15);
	assert_close("cagr", k.cagr, pow(0.9 * 1.05 * 1.02, 365.0 / 3.0) - 1.0, 1e-12);
	assert_close("sortino", k.sortino, -0.01 / (0.1 / sqrt(3.0)) * sqrt(365.0), 1e-12);
	assert_close("hits", k.hit_rate, 2.0 / 3.0, 1e-15);
	assert_true(isnan(k.sharpe.lo)); /* three days are no two blocks */
	rv_bt_result_free(r);
}

/* Active: held over the day, whatever it earned; or paid for, as on the day it was bought. */
static void active_days(void **state)
{
	(void)state;
	static const double net[] = { 0.0, 0.0, -0.001, 0.02, 0.0, 0.0, 0.01 };
	static const double gross[] = { 0.0, 0.0, 0.5, 0.5, 0.0, 0.0, 0.0 }; /* at the close */
	rv_bt_result *r = result_of(net, LEN(net));
	for (size_t d = 0; d < LEN(net); d++)
		r->days[d].alt_gross = gross[d];
	const rv_kpis k = of(r, RV_KPI_OOS);
	assert_int_equal(k.days, 6);
	assert_int_equal(k.active, 4);
	assert_close("of active", k.hit_rate, 0.5, 0);
	assert_close("of all", k.hit_rate_all, 2.0 / 6.0, 1e-15);
	rv_bt_result_free(r);
}

/* More trials, the register's or the result's, are worth less; one is not chosen from any. */
static void trials_deflate(void **state)
{
	(void)state;
	rv_bt_result *r = example();
	rv_kpis k;
	const rv_kpi_trials own = rv_kpi_trials_of(r);
	double before = 1.0;
	for (size_t n = 1; n < 5000; n = 3 * n + 1) {
		const rv_kpi_trials t = { n, own.var };
		assert_int_equal(rv_kpis_of(r, RV_KPI_IS, &t, NULL, &k, NULL), RV_OK);
		assert_true(k.sharpe.dsr < before);
		assert_int_equal(k.sharpe.trials, n);
		if (n == 1)
			assert_close("psr", k.sharpe.dsr, k.sharpe.psr, 0);
		before = k.sharpe.dsr;
	}
	r->n_trials = 0;
	k = of(r, RV_KPI_IS);
	assert_int_equal(k.sharpe.trials, 1);
	assert_close("psr", k.sharpe.dsr, k.sharpe.psr, 0);
	r->n_trials = 1; /* of two or more, their variance must be known */
	rv_kpi_trials one = rv_kpi_trials_of(r);
	assert_true(one.n == 1 && isnan(one.var));
	one.n = 2;
	assert_int_equal(rv_kpis_of(r, RV_KPI_IS, &one, NULL, &k, NULL), RV_OK);
	assert_true(isnan(k.sharpe.dsr) && isfinite(k.sharpe.psr));
	r->n_trials = LEN(kpi_trials);
	rv_bt_result_free(r);
}

/* A market that is good in one window and bad in the next is no luck in choosing. */
static void windows_are_not_trials(void **state)
{
	(void)state;
	rv_bt_result *r = example();
	const double ratios[] = { 0.01, 0.03, 0.05, 1.02, 1.04, NAN, 0.5 };
	static const uint32_t windows[] = { 0, 0, 0, 1, 1, 1, 2 };
	r->n_trials = LEN(ratios);
	for (size_t i = 0; i < LEN(ratios); i++) {
		r->trials[i].window = windows[i];
		r->trials[i].sharpe_day = ratios[i];
	}
	/* squares .0008 of three, .0002 of two; the third window has one, which says nothing */
	const rv_kpi_trials t = rv_kpi_trials_of(r);
	assert_int_equal(t.n, LEN(ratios));
	assert_close("pooled", t.var, 0.001 / 3.0, 1e-15);
	r->n_trials = LEN(kpi_trials);
	rv_bt_result_free(r);
}

/* The anchor of the rules: 2.5 a year of 250 days among 100 trials. A record of 1250 days with skew
 * -3 and kurtosis 10 is not to be had in a test of a few lines, so through its pieces: what the
 * figures hand to the deflated ratio is that of the days. */
static void the_pieces_of_the_deflated_ratio(void **state)
{
	(void)state;
	rv_bt_result *r = example();
	const rv_kpis k = of(r, RV_KPI_ALL);
	const rv_kpi_trials t = rv_kpi_trials_of(r);
	assert_close("ratio", annual(&k), k.mean / k.sd * sqrt(365.0), 1e-14);
	assert_close("dsr", k.sharpe.dsr,
		     rv_sharpe_deflated(k.mean / k.sd, k.days, k.skew, k.kurtosis,
					rv_sharpe_of_luck(t.n, t.var)),
		     1e-14);
	assert_close("anchor",
		     rv_sharpe_deflated(2.5 / sqrt(250.0), 1250, -3.0, 10.0,
					rv_sharpe_of_luck(100, 0.5 / 250.0)),
		     0.900397, 1e-6);
	rv_bt_result_free(r);
}

static void what_is_not_known(void **state)
{
	(void)state;
	const double flat[40] = { 0 }, ruin[] = { 0.0, 0.1, -1.5, 0.2 };
	rv_bt_result *r = result_of(flat, 40);
	rv_kpis k = of(r, RV_KPI_OOS);
	assert_close("cagr", k.cagr, 0.0, 0);
	assert_close("drawdown", k.max_drawdown, 0.0, 0);
	assert_true(isnan(annual(&k)) && isnan(k.sortino) && isnan(k.calmar) &&
		    isnan(k.sharpe.psr) && isnan(k.sharpe.dsr) && isnan(k.sharpe.lo));
	k = of(r, RV_KPI_IS); /* no day */
	assert_true(k.days == 0 && isnan(k.cagr) && isnan(k.max_drawdown) && isnan(k.hit_rate) &&
		    isnan(k.hit_rate_all) && isnan(k.avg_turnover) && isnan(k.mean) &&
		    isnan(k.skew));
	const rv_boot_params bad = { .block = 0, .replicates = 300, .level = 0.95 };
	rv_kpis same = { .days = 77 };
	assert_int_equal(rv_kpis_of(r, RV_KPI_OOS, NULL, &bad, &same, NULL), RV_EINVAL);
	assert_int_equal(same.days, 77);
	rv_bt_result_free(r);
	r = result_of(ruin, 4);
	k = of(r, RV_KPI_OOS);
	assert_close("all is lost", k.cagr, -1.0, 0);
	rv_bt_result_free(r);
	r = result_of(flat, 0);
	k = of(r, RV_KPI_OOS);
	assert_int_equal(k.days, 0);
	rv_bt_result_free(r);
}

static void training_against_test(void **state)
{
	(void)state;
	rv_bt_result *r = example();
	double is, oos;
	assert_int_equal(rv_kpi_decay(r, &is, &oos), 0);
	assert_true(isnan(is) && isnan(oos));
	static const double pairs[][2] = {
		{ 2.0, 0.5 }, { NAN, 9.0 }, { 1.0, -0.75 }, { 3.0, NAN }
	};
	for (size_t i = 0; i < LEN(pairs); i++) {
		const rv_bt_window w = { .is_sharpe = pairs[i][0], .oos_sharpe = pairs[i][1] };
		assert_int_equal(rv_bt_add_window(r, &w), RV_OK);
	}
	assert_int_equal(rv_kpi_decay(r, &is, &oos), 2);
	assert_close("training", is, 1.5, 0);
	assert_close("test", oos, -0.125, 0);
	rv_bt_result_free(r);
}

int main(void)
{
	rv_stats_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_numpy_says),
		cmocka_unit_test(a_year_by_hand),
		cmocka_unit_test(active_days),
		cmocka_unit_test(trials_deflate),
		cmocka_unit_test(windows_are_not_trials),
		cmocka_unit_test(the_pieces_of_the_deflated_ratio),
		cmocka_unit_test(what_is_not_known),
		cmocka_unit_test(training_against_test),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
