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
	{ "{\n \"stat_arb\": { \"model\": { \"ols_min_periods\": 31 } } }",
	  ".json:2: key \"stat_arb\": model.ols_min_periods is above model.ols_window" },
	{ "{ \"stat_arb\": { \"model\": { \"idio_window\": 14 } } }",
	  ".json:1: key \"stat_arb\": model.idio_min is above model.idio_window" },
	{ "{ \"stat_arb\": { \"hedge\": { \"window\": 30 } } }",
	  "hedge.min_returns is above hedge.window" },
	{ "{ \"stat_arb\": { \"ridge\": { \"folds\": 20 } } }",
	  "ridge.min_dates is not above ridge.folds" },
	{ "{ \"stat_arb\": { \"ridge\": { \"days\": 19 } } }",
	  "ridge.min_dates is above ridge.days" },
	{ "{\n\n \"stat_arb\": { \"optimizer\": { \"idio_beta_neutral\": true } } }",
	  ".json:3: key \"stat_arb\": optimizer.idio_beta_neutral is not built" },
	{ "{ \"stat_arb\": { \"optimizer\": { \"cov_days\": 29 } } }",
	  "optimizer.cov_min is above optimizer.cov_days" },
	{ "{ \"stat_arb\": { \"optimizer\": { \"cov_days\": 241 } } }",
	  "optimizer.cov_days\": 241 is out of range" },
	{ "{\n \"market_structure\": { \"spillover_min_returns\": 21 } }",
	  ".json:2: key \"market_structure\": spillover_min_returns is not above vol_window + 1" },
	{ "{ \"universe\": {\n \"exit_volume_usd\": 10000001 } }",
	  ".json:1: key \"universe\": exit_volume_usd is above min_volume_usd" },
	{ "{ \"universe\": { \"exit_days\": 61 } }", "replay_days is below exit_days" },
	{ "{ \"market_structure\": { \"half_life_min_points\": 22 } }",
	  "half_life_min_points is not above vol_window + 2" },
	{ "{ \"market_structure\": { \"vol_window\": 29 } }",
	  "spillover_min_returns is not above vol_window + 1" },
	{ "{ \"market_structure\": { \"leaders\": { \"third\": \"ethusdt\" } } }",
	  ".json:1: key \"market_structure\": leaders names a symbol twice" },
	{ "{ \"market_structure\": { \"leaders\": { \"first\": \"SOL\" } } }",
	  "leaders names a symbol twice" },
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
