/* The keys of the block "backtest": shipped = defaults, what is read where, what is refused. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/config_case.h"
#include "tests/support/tmpdir.h"

static void the_shipped_block_says_the_defaults(void **state)
{
	(void)state;
	static rv_config c;
	config_shipped("seed", CONFIG_BLOCK(backtest), &c);
	config_shipped("desk", CONFIG_BLOCK(backtest), &c);
	assert_null(rv_bt_params_error(&c.backtest));
	assert_close("factor", c.backtest.costs.factor, 1.0, 0);
}

static void values_are_read(void **state)
{
	(void)state;
	static rv_config c;
	config_taken("{ \"backtest\": {\n"
		     "  \"costs\": { \"maker_bps\": 1, \"taker_bps\": 4.5, \"maker_share\": 0.25,\n"
		     "    \"slippage_bps\": 3, \"adv_multiplier\": 0.2, \"min_notional_usd\": 20,\n"
		     "    \"participation_most\": 0.1, \"volume_days\": 14, \"gone_days\": 5,\n"
		     "    \"atr_days\": 20 },\n"
		     "  \"walk\": { \"enabled\": false, \"train_days\": 365, \"test_days\": 90,\n"
		     "    \"purge_days\": 20, \"embargo_days\": 5, \"min_test_days\": 30,\n"
		     "    \"samples\": 10, \"seed\": 77 },\n"
		     "  \"risk\": { \"vol_target\": 0.1, \"vol_days\": 30, \"vol_least\": 0.2,\n"
		     "    \"vol_most\": 2, \"drawdown_cut\": 0.1, \"drawdown_release\": 0.05,\n"
		     "    \"drawdown_scale\": 0.25 } } }",
		     &c);
	const rv_bt_params *p = &c.backtest;
	assert_close("maker", p->costs.maker_bps, 1, 0);
	assert_close("taker", p->costs.taker_bps, 4.5, 0);
	assert_close("share", p->costs.maker_share, .25, 0);
	assert_close("slippage", p->costs.slippage_bps, 3, 0);
	assert_close("adv", p->costs.adv_multiplier, .2, 0);
	assert_close("least", p->costs.min_notional_usd, 20, 0);
	assert_close("most", p->participation_most, .1, 0);
	assert_int_equal(p->volume_days, 14);
	assert_int_equal(p->gone_days, 5);
	assert_int_equal(p->atr_days, 20);
	assert_false(p->walk.on);
	assert_int_equal(p->walk.train_days, 365);
	assert_int_equal(p->walk.test_days, 90);
	assert_int_equal(p->walk.purge_days, 20);
	assert_int_equal(p->walk.embargo_days, 5);
	assert_int_equal(p->walk.min_test_days, 30);
	assert_int_equal(p->samples, 10);
	assert_int_equal(p->seed, 77);
	assert_close("vol", p->risk.vol_target, .1, 0);
	assert_int_equal(p->risk.vol_days, 30);
	assert_close("least", p->risk.vol_least, .2, 0);
	assert_close("most", p->risk.vol_most, 2, 0);
	assert_close("cut", p->risk.drawdown_cut, .1, 0);
	assert_close("release", p->risk.drawdown_release, .05, 0);
	assert_close("scale", p->risk.drawdown_scale, .25, 0);
}

static void what_does_not_fit_is_named(void **state)
{
	(void)state;
	static const config_wrong cases[] = {
		{ "{ \"backtest\": { \"costs\": {\n\"taker_bps\": -1 } } }",
		  ":2: key \"backtest.costs.taker_bps\": -1 is out of range" },
		{ "{ \"backtest\": { \"costs\": { \"adv_multiplier\": 0 } } }",
		  "backtest.costs.adv_multiplier\": 0 is out of range" },
		{ "{ \"backtest\": { \"costs\": { \"factor\": 2 } } }", "unknown key" },
		{ "{ \"backtest\": { \"walk\": { \"samples\": 1.5 } } }", "backtest.walk.samples" },
		{ "{\n\"backtest\": { \"walk\": { \"train_days\": 30 } } }",
		  ":2: key \"backtest\": walk.purge_days is not below train_days" },
		{ "{ \"backtest\": { \"walk\": { \"embargo_days\": 63 } } }",
		  "walk.embargo_days is not below test_days" },
		{ "{ \"backtest\": { \"walk\": { \"min_test_days\": 64 } } }",
		  "walk.min_test_days is above test_days" },
		{ "{ \"backtest\": { \"risk\": { \"vol_least\": 1.5 } } }",
		  "risk.vol_least is above vol_most" },
		{ "{ \"backtest\": { \"risk\": { \"drawdown_release\": 0.09 } } }",
		  "risk.drawdown_release is above drawdown_cut" },
		{ "{ \"backtest\": { \"costs\": { \"maker_bps\": 6 } } }",
		  "costs.maker_bps is above taker_bps" },
	};
	config_refused(cases, LEN(cases), CONFIG_BLOCK(backtest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_block_says_the_defaults),
		cmocka_unit_test_setup_teardown(values_are_read, rv_tmp_setup, rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(what_does_not_fit_is_named, rv_tmp_setup,
						rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
