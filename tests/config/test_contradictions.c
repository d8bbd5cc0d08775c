/*
 * Values that are in range one by one but do not go together: said at load, with file, line and
 * key, and nothing of the file is taken.
 */
#include "config/load.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <string.h>

static const struct {
	const char *text, *part;
} wrong[] = {
	{ "{\n \"stat_arb\": { \"model\": {\n \"ols_min_periods\": 31 } } }",
	  ".json:3: key \"stat_arb.model.ols_min_periods\": 31 is not at or below ols_window 30, "
	  "expected ols_min_periods <= ols_window" },
	{ "{ \"stat_arb\": { \"model\": { \"idio_window\": 14 } } }",
	  "key \"stat_arb.model.idio_window\": 14 is not at or above idio_min 15" },
	{ "{ \"stat_arb\": { \"hedge\": { \"window\": 30 } } }", "stat_arb.hedge.window\": 30" },
	{ "{ \"stat_arb\": { \"ridge\": { \"folds\": 20 } } }",
	  "stat_arb.ridge.folds\": 20 is not below min_dates 20" },
	{ "{ \"stat_arb\": { \"ridge\": { \"days\": 19 } } }", "stat_arb.ridge.days\": 19" },
	{ "{\n\n \"stat_arb\": { \"optimizer\": { \"idio_beta_neutral\": true } } }",
	  ".json:3: key \"stat_arb\": optimizer.idio_beta_neutral is not built" },
	{ "{ \"stat_arb\": { \"optimizer\": { \"cov_days\": 29 } } }",
	  "stat_arb.optimizer.cov_days\": 29" },
	{ "{ \"stat_arb\": { \"optimizer\": { \"cov_days\": 241 } } }",
	  "optimizer.cov_days\": 241 is out of range" },
	{ "{\n \"market_structure\": {\n \"spillover_min_returns\": 21 } }",
	  ".json:3: key \"market_structure.spillover_min_returns\": 21 is not above vol_window 20, "
	  "expected vol_window + 1 < spillover_min_returns" },
	{ "{ \"universe\": {\n \"exit_volume_usd\": 10000001 } }",
	  ".json:2: key \"universe.exit_volume_usd\": " },
	{ "{ \"universe\": { \"exit_days\": 61 } }", "universe.exit_days\": 61" },
	{ "{ \"market_structure\": { \"vol_window\": 29 } }", "market_structure.vol_window\": 29" },
	{ "{ \"market_structure\": { \"leaders\": { \"first\": \"SOL\" } } }",
	  "leaders names a symbol twice" },
	{ "{ \"buckets\": { \"leverage\": { \"low\": 0.15,\n \"high\": 0.1 } } }",
	  ".json:2: key \"buckets.leverage.high\": 0.1 is not above low 0.15, expected low < "
	  "high" },
	{ "{ \"buckets\": { \"momentum\": {\n \"weight_mid\": 0.4 } } }",
	  ".json:2: key \"buckets.momentum.weight_mid\": the three weights sum to 1.1, expected "
	  "1" },
	{ "{ \"buckets\": { \"sizing\": {\n \"target_pair\": 0.5 } } }",
	  ".json:2: key \"buckets.sizing.target_pair\": the four targets sum to 1.225" },
	{ "{ \"majors_alts\": { \"regime\": {\n \"hysteresis\": 0.7 } } }",
	  ".json:2: key \"majors_alts.regime.hysteresis\": a band of 1.05" },
	{ "{ \"majors_alts\": { \"book\": {\n \"stop_loss_min\": 0.08 } } }",
	  ".json:2: key \"majors_alts.book.stop_loss_min\": 0.08 is not at or below stop_loss_max "
	  "0.075" },
	{ "{ \"majors_alts\": { \"regime\": {\n \"low\": -1.6 } } }",
	  ".json:2: key \"majors_alts.regime.low\": -1.6 is not above strong_low -1.5" },
	{ "{ \"hybrid\": { \"trend\": {\n \"min_closes\": 61 } } }",
	  ".json:2: key \"hybrid.trend.min_closes\": 61 is not at or below window 60" },
	{ "{ \"hybrid\": {\n \"weights\": { \"trend\": 0, \"carry\": 0, \"expectancy\": 0,\n "
	  "\"router\": 0 } } }",
	  ".json:3: key \"hybrid.weights.router\": the four weights sum to 0, expected above 0" },
	{ "{ \"risk\": {\n \"size_min\": 3 } }", ".json:2: key \"risk.size_min\": 3" },
};

static void contradictions_are_said_at_load(void **state)
{
	(void)state;
	rv_config c, d;
	rv_config_default(&d);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		rv_err err = { 0 };
		rv_tmpdir_text(&rv_tmp, "strategy_config.json", wrong[i].text);
		assert_int_equal(rv_config_load(rv_tmp.path, &c, NULL, &err), RV_ERANGE);
		if (!strstr(err.text, wrong[i].part))
			fail_msg("%s\nexpected %s", err.text, wrong[i].part);
		assert_memory_equal(&c.step.idio, &d.step.idio, sizeof(d.step.idio));
		assert_memory_equal(&c.step.ms, &d.step.ms, sizeof(d.step.ms));
	}
}

/* The borders themselves are right, and so is a pair of values that only goes together. */
static void the_borders_are_taken(void **state)
{
	(void)state;
	rv_config c;
	rv_err err = { 0 };
	rv_tmpdir_text(&rv_tmp, "strategy_config.json",
		       "{ \"stat_arb\": {\n"
		       "  \"model\": { \"ols_window\": 40, \"ols_min_periods\": 40,\n"
		       "    \"idio_window\": 15 },\n"
		       "  \"ridge\": { \"folds\": 19, \"days\": 20 },\n"
		       "  \"optimizer\": { \"cov_days\": 30 } },\n"
		       "  \"market_structure\": { \"spillover_min_returns\": 22,\n"
		       "    \"half_life_min_points\": 23,\n"
		       "    \"leaders\": { \"first\": \"ETH\", \"second\": \"BTC\" } } }");
	assert_int_equal(rv_config_load(rv_tmp.path, &c, NULL, &err), RV_OK);
	assert_int_equal(c.step.idio.ridge_folds, 19);
	assert_string_equal(c.step.ms.leaders[0], "ETH");
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, rv_tmp_setup, rv_tmp_teardown)
	const struct CMUnitTest tests[] = {
		TEST(contradictions_are_said_at_load),
		TEST(the_borders_are_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
