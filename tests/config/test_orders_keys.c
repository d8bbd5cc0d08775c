/* The keys of the block "orders": shipped = defaults, seconds become milliseconds, wrong ones. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/config_case.h"
#include "tests/support/tmpdir.h"

static void the_shipped_block_says_the_defaults(void **state)
{
	(void)state;
	static rv_config c;
	config_shipped("seed", CONFIG_BLOCK(oms), &c);
	assert_null(rv_oms_params_error(&c.oms));
}

static void seconds_are_kept_as_milliseconds(void **state)
{
	(void)state;
	static rv_config c;
	config_taken("{ \"orders\": { \"approval\": \"auto\", \"approve_hedge\": \"manual\",\n"
		     "  \"approve_stop\": \"auto\", \"ticket\": { \"ttl_s\": 37.25 },\n"
		     "  \"limits\": { \"messages_per_min\": 41, \"order_most_usd\": 1234.5 },\n"
		     "  \"wire\": { \"deadman\": false, \"expires_s\": 7.001 } } }",
		     &c);
	assert_int_equal(c.oms.approval, RV_APPROVE_AUTO);
	assert_int_equal(c.oms.approve_hedge, RV_APPROVE_MANUAL);
	assert_int_equal(c.oms.approve_stop, RV_APPROVE_AUTO);
	assert_int_equal(c.oms.ticket_ms, 37250);
	assert_int_equal(c.oms.messages_per_min, 41);
	assert_true(c.oms.order_most_usd > 1234.4 && c.oms.order_most_usd < 1234.6);
	assert_false(c.oms.deadman);
	assert_int_equal(c.oms.expires_ms, 7001);
}

static void wrong_values_are_named(void **state)
{
	(void)state;
	static const config_wrong cases[] = {
		{ "{ \"orders\": { \"approval\": \"maybe\" } }", "orders.approval" },
		{ "{ \"orders\": { \"approval\": \"sim\" } }", "orders.approval" },
		{ "{ \"orders\": { \"approve_stop\": \"yes\" } }", "orders.approve_stop" },
		{ "{ \"orders\": { \"ticket\": {\n\"ttl_s\": 4.9 } } }",
		  ":2: key \"orders.ticket.ttl_s\": 4.9 is out of range, expected seconds from 5" },
		{ "{ \"orders\": { \"ticket\": { \"ttl_s\": \"60\" } } }", "a text found" },
		{ "{ \"orders\": { \"limits\": { \"messages_per_min\": 1.5 } } }", "an integer" },
		{ "{ \"orders\": { \"limits\": { \"margin_after\": 2, \"margin_reducing\": 2.5 } } "
		  "}",
		  "orders" },
	};
	config_refused(cases, LEN(cases), CONFIG_BLOCK(oms));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_block_says_the_defaults),
		cmocka_unit_test(seconds_are_kept_as_milliseconds),
		cmocka_unit_test(wrong_values_are_named),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
