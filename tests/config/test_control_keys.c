/* The keys of the block "control": shipped = defaults, roles of users and groups, wrong ones. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/config_case.h"
#include "tests/support/tmpdir.h"

static void the_shipped_block_says_the_defaults(void **state)
{
	(void)state;
	static rv_config c;
	config_shipped("seed", CONFIG_BLOCK(who), &c);
	assert_int_equal(c.who.others, RV_WHO_VIEW);
	assert_int_equal(c.oms.pen_ms, 5000);
	assert_int_equal(c.oms.two_person, RV_TWO_PERSON_LIVE);
	assert_int_equal(c.oms.second_ms, 300000);
}

static void roles_are_read(void **state)
{
	(void)state;
	static rv_config c;
	config_taken("{ \"control\": { \"roles\": { \"alice\": \"approve\", \"@desk\": \"view\",\n"
		     "  \"1004\": \"risk\", \"mallory\": \"none\" }, \"others\": \"none\",\n"
		     "  \"pen_s\": 2.5, \"two_person\": \"always\", \"second_s\": 30 } }",
		     &c);
	assert_int_equal(c.who.n, 4);
	assert_string_equal(c.who.rules[0].name, "alice");
	assert_int_equal(c.who.rules[0].role, RV_WHO_APPROVE);
	assert_string_equal(c.who.rules[1].name, "@desk");
	assert_int_equal(c.who.rules[1].role, RV_WHO_VIEW);
	assert_int_equal(c.who.rules[2].role, RV_WHO_RISK);
	assert_int_equal(c.who.rules[3].role, RV_WHO_NONE);
	assert_int_equal(c.who.others, RV_WHO_NONE);
	assert_int_equal(c.oms.pen_ms, 2500);
	assert_int_equal(c.oms.two_person, RV_TWO_PERSON_ALWAYS);
	assert_int_equal(c.oms.second_ms, 30000);
}

static void wrong_values_are_named(void **state)
{
	(void)state;
	static const config_wrong cases[] = {
		{ "{ \"control\": {\n\"roles\": { \"alice\": \"boss\" } } }",
		  ":2: key \"control.roles\": a text found, expected none, view, propose" },
		{ "{ \"control\": { \"roles\": { \"alice\": 3 } } }", "expected none, view" },
		{ "{ \"control\": { \"roles\": { \"\": \"view\" } } }", "expected a user" },
		{ "{ \"control\": { \"roles\": { \"@\": \"view\" } } }", "expected a user" },
		{ "{ \"control\": { \"roles\": { \"a b\": \"view\" } } }", "expected a user" },
		{ "{ \"control\": { \"roles\": { \"a123456789b123456789c123456789d12\": \"view\" } "
		  "} }",
		  "1 to 32" },
		{ "{ \"control\": { \"roles\": { \"al\": \"view\", \"al\": \"risk\" } } }",
		  "given twice" },
		{ "{ \"control\": { \"roles\": [] } }", "a block of" },
		{ "{ \"control\": { \"others\": \"approve\" } }", "control.others" },
		{ "{ \"control\": { \"pen_s\": 1 } }", "pen_s: expected 0 or at least 2" },
		{ "{ \"control\": { \"pen_s\": -1 } }", "control.pen_s" },
		{ "{ \"control\": { \"second_s\": 5 } }", "control.second_s" },
		{ "{ \"control\": { \"two_person\": \"yes\" } }", "control.two_person" },
	};
	config_refused(cases, LEN(cases), CONFIG_BLOCK(who));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_block_says_the_defaults),
		cmocka_unit_test(roles_are_read),
		cmocka_unit_test(wrong_values_are_named),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
