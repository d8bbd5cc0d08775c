/*
 * Forty days of stat-arb against tests/oracle/stat_arb_run.py (pandas, sklearn, cvxopt and an
 * account in floating point): what is decided, its legs, and what every day earned and cost, to
 * 1e-9.
 */
#include "engine/research/run.h"
#include "engine/research/stat_arb_paper.h"
#include "tests/engine/factors/sa_cases.h"
#include "tests/oracle/stat_arb_run_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <gsl/gsl_errno.h>
#include <string.h>

#define RUN_NAV 5e6

typedef struct profile {
	rv_panel *panel;
	rv_step_params step;
	rv_bt_params params;
} profile;

/* The coins of the run out of the market of all cases. */
static profile make(bool desk)
{
	const oracle_case all = { .coins = RUN_MASK, .bars = CASE_BARS };
	profile p = { .panel = sa_panel(&all) };
	rv_step_params_default(&p.step);
	rv_bt_params_default(&p.params);
	p.params.walk.on = false;
	p.params.risk.vol_target = p.params.risk.drawdown_cut = 0.0;
	p.params.costs.min_notional_usd = 0.0;
	p.step.opt.equity_usd = RUN_NAV;
	if (desk) {
		p.step.idio.residual_mode = RV_RESIDUAL_OOS;
		p.step.idio.hedge_beta = RV_HEDGE_BETA_SHRUNK;
		p.step.opt.cost_horizon = p.step.opt.unwind_no_edge = true;
	}
	return p;
}

static double weight_of(const sa_paper *s, const char *name)
{
	if (strcmp(name, "BTC") == 0)
		return s->hedge[0];
	if (strcmp(name, "ETH") == 0)
		return s->hedge[1];
	size_t i = 0;
	while (strcmp(s->names[i], name) != 0)
		i++;
	return s->weight[i];
}

static void check_weights(const profile *p, const double (*want)[RUN_COINS])
{
	rv_cursor *c = NULL;
	rv_idio_range *range = NULL;
	sa_paper *s = NULL;
	double most = 0.0;
	assert_int_equal(rv_cursor_new(p->panel, &c), RV_OK);
	assert_int_equal(rv_cursor_range(c, &p->step.idio, &p->step.universe, &range), RV_OK);
	assert_int_equal(sa_paper_new(range, &s), RV_OK);
	s->opt = p->step.opt;
	for (size_t d = 0; d < RUN_DAYS; d++) {
		assert_int_equal(rv_cursor_seek(c, RUN_FIRST + 1 + d), RV_OK);
		assert_int_equal(sa_paper_day(s, c, 0), RV_OK);
		for (size_t k = 0; k < RUN_COINS; k++) {
			assert_close(run_names[k], weight_of(s, run_names[k]), want[d][k], 1e-9);
			most = fmax(most, fabs(want[d][k]));
		}
	}
	assert_true(most > 0.05);
	sa_paper_free(s);
	rv_idio_range_free(range);
	rv_cursor_free(c);
}

/* So small a lot that whole lots are as good as fractions. */
static int decimals(const void *ctx, const char *symbol)
{
	(void)ctx;
	(void)symbol;
	return 8;
}

static void check_money(const profile *p, const double (*want)[6])
{
	rv_bt_result *r = NULL;
	rv_err err = { .code = RV_OK };
	const rv_bt_setup s = { .strategy = &rv_strategy_stat_arb,
				.daily = p->panel,
				.step = &p->step,
				.params = &p->params,
				.start_ms = sa_open_ms(RUN_FIRST),
				.end_ms = sa_open_ms(RUN_FIRST + RUN_DAYS),
				.nav_usd = RUN_NAV,
				.threads = 1,
				.profile = "seed",
				.sz_decimals = decimals };
	assert_int_equal(rv_bt_run(&s, &r, &err), RV_OK);
	assert_int_equal(r->n_days, RUN_DAYS + 1);
	for (size_t d = 0; d < RUN_DAYS; d++) {
		const rv_bt_day *day = &r->days[d + 1];
		assert_close("price", day->price, want[d][0], 1e-9);
		assert_close("funding", day->funding, want[d][1], 1e-9);
		assert_close("fee", day->fee, want[d][2], 1e-9);
		assert_close("slippage", day->slippage, want[d][3], 1e-9);
		assert_close("settlement", day->settlement, want[d][4], 1e-9);
		assert_close("net", day->net, want[d][5], 1e-9);
	}
	rv_bt_result_free(r);
}

static void check(bool desk, const double (*weights)[RUN_COINS], const double (*money)[6])
{
	profile p = make(desk);
	check_weights(&p, weights);
	check_money(&p, money);
	rv_panel_free(p.panel);
}

static void test_seed(void **state)
{
	(void)state;
	check(false, run_seed_weights, run_seed_money);
}

static void test_desk(void **state)
{
	(void)state;
	check(true, run_desk_weights, run_desk_money);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seed),
		cmocka_unit_test(test_desk),
	};
	(void)gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("stat_arb_oracle", tests, NULL, NULL);
}
