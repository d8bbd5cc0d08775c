/* The keys of the block "buckets": shipped = defaults, pairs, and what no single key shows. */
#include "config/load.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <string.h>

static void the_shipped_block_says_the_defaults(void **state)
{
	(void)state;
	rv_config c, d;
	rv_err err = { 0 };
	assert_int_equal(rv_config_load("config", &c, NULL, &err), RV_OK);
	rv_config_default(&d);
	assert_memory_equal(&c.step.buckets, &d.step.buckets, sizeof(d.step.buckets));
	assert_null(rv_bucket_params_error(&d.step.buckets));
}

static void pairs_are_read_leg_by_leg(void **state)
{
	(void)state;
	rv_config c;
	rv_err err = { 0 };
	rv_tmpdir_text(&rv_tmp, "strategy_config.json",
		       "{ \"buckets\": { \"pairs\": [\"eth-ena\", \"BTCUSDT-LTC\"],\n"
		       "  \"universe\": [\"BTC\", \"ADA\"], \"benchmark\": \"ETHUSDT\",\n"
		       "  \"residual\": { \"cum20\": true, \"max_names\": 3 } } }");
	assert_int_equal(rv_config_load(rv_tmp.path, &c, NULL, &err), RV_OK);
	const rv_bucket_params *p = &c.step.buckets;
	assert_int_equal(p->n_pairs, 2);
	assert_string_equal(p->pairs[0][0], "eth"); /* matched without regard to case */
	assert_string_equal(p->pairs[0][1], "ena");
	assert_string_equal(p->pairs[1][0], "BTC");
	assert_string_equal(p->pairs[1][1], "LTC");
	assert_int_equal(p->n_universe, 2);
	assert_string_equal(p->benchmark, "ETH");
	assert_true(p->resid_cum20);
	assert_int_equal(p->resid_max_names, 3);
}

static void expect_error(const char *text, const char *part)
{
	rv_config c, d;
	rv_err err = { 0 };
	rv_tmpdir_text(&rv_tmp, "strategy_config.json", text);
	assert_int_not_equal(rv_config_load(rv_tmp.path, &c, NULL, &err), RV_OK);
	if (!strstr(err.text, part))
		fail_msg("%s\nexpected %s", err.text, part);
	rv_config_default(&d);
	assert_memory_equal(&c.step.buckets, &d.step.buckets, sizeof(d.step.buckets));
}

static void wrong_pairs_and_orders_are_named(void **state)
{
	(void)state;
	static const struct {
		const char *text, *part;
	} cases[] = {
		{ "{ \"buckets\": { \"pairs\": [\n\"ETHENA\"] } }",
		  ":2: key \"buckets.pairs\": \"ETHENA\" is no pair" },
		{ "{ \"buckets\": { \"pairs\": [\"ETH-ENA-BTC\"] } }", "is no pair" },
		{ "{ \"buckets\": { \"pairs\": [\"-ENA\"] } }", "is not a symbol" },
		{ "{ \"buckets\": { \"pairs\": [7] } }", "a number found, expected a pair" },
		{ "{ \"buckets\": { \"pairs\": \"ETH-ENA\" } }", "expected a list of pairs" },
		{ "{ \"buckets\": { \"pairs\": [\"ETH-ETHUSDT\"] } }", "both legs are the same" },
		{ "{ \"buckets\": { \"pairs\": [\"ETH-BNB\", \"eth-bnb\"] } }", "twice" },
		{ "{\n\"buckets\": { \"correlation\": { \"min_days\": 40 } } }",
		  ":2: key \"buckets.correlation.min_days\": 40 is not at or below days 30" },
		{ "{ \"buckets\": { \"leverage\": { \"low\": 0.6 } } }",
		  "buckets.leverage.low\": 0.6 is not below high 0.5" },
		{ "{ \"buckets\": { \"stops\": { \"atr_days\": 0 } } }",
		  "buckets.stops.atr_days\": 0 is out of range" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_error(cases[i].text, cases[i].part);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_block_says_the_defaults),
		cmocka_unit_test_setup_teardown(pairs_are_read_leg_by_leg, rv_tmp_setup,
						rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(wrong_pairs_and_orders_are_named, rv_tmp_setup,
						rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
