/* The keys of the block "buckets": shipped = defaults, pairs, and what no single key shows. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/config_case.h"
#include "tests/support/tmpdir.h"

static void the_shipped_block_says_the_defaults(void **state)
{
	(void)state;
	static rv_config c;
	config_shipped("seed", CONFIG_BLOCK(step.buckets), &c);
	assert_null(rv_bucket_params_error(&c.step.buckets));
}

static void pairs_are_read_leg_by_leg(void **state)
{
	(void)state;
	static rv_config c;
	config_taken("{ \"buckets\": { \"pairs\": [\"eth-ena\", \"BTCUSDT-LTC\"],\n"
		     "  \"universe\": [\"BTC\", \"ADA\"], \"benchmark\": \"ETHUSDT\",\n"
		     "  \"residual\": { \"cum20\": true, \"max_names\": 3 } } }",
		     &c);
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

static void wrong_pairs_and_orders_are_named(void **state)
{
	(void)state;
	static const config_wrong cases[] = {
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
	config_refused(cases, LEN(cases), CONFIG_BLOCK(step.buckets));
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
