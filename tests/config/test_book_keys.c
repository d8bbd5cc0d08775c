/* The keys of the block "book": shipped = defaults under both profiles, words of licences, wrong
 * ones. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/config_case.h"
#include "tests/support/tmpdir.h"

#include <math.h>

static void the_shipped_block_says_the_defaults(void **state)
{
	(void)state;
	static rv_config c;
	config_shipped("seed", CONFIG_BLOCK(book), &c);
	config_shipped("desk", CONFIG_BLOCK(book), &c);
}

static void values_are_taken(void **state)
{
	(void)state;
	static rv_config c;
	config_taken("{ \"book\": { \"capital\": { \"s5\": 0.35 },\n"
		     "  \"licence\": { \"s5\": \"SHADOW\", \"s4mr\": \"50\", \"s3\": \"100\" },\n"
		     "  \"legs\": { \"over_s\": 7200.5, \"most\": 7 },\n"
		     "  \"hedge\": { \"trigger_nav\": 0.023 },\n"
		     "  \"day\": { \"propose_s\": -905 },\n"
		     "  \"risk\": { \"rest_s\": 7200, \"again_s\": 300, \"demote_times\": 2.25,\n"
		     "    \"drawdown_p95\": { \"s4m\": 0.083, \"s3\": null } } } }",
		     &c);
	assert_close("s5", c.book.net.capital_s5, 0.35, 0);
	assert_int_equal(c.book.licence[RV_SUB_S5], RV_BOOK_SHADOW);
	assert_int_equal(c.book.licence[RV_SUB_S4M], RV_BOOK_AUTO);
	assert_int_equal(c.book.licence[RV_SUB_S4MR], RV_BOOK_50);
	assert_int_equal(c.book.licence[RV_SUB_S3], RV_BOOK_100);
	assert_int_equal(c.book.net.over_ms, 7200500);
	assert_int_equal(c.book.net.legs_most, 7);
	assert_close("trigger", c.book.hedge.trigger_nav, 0.023, 0);
	assert_int_equal(c.book.day.propose, -905000);
	assert_int_equal(c.book.risk.watch.rest_ms, 7200000);
	assert_int_equal(c.book.risk.again_ms, 300000);
	assert_close("times", c.book.risk.demote_times, 2.25, 0);
	assert_close("p95", c.book.risk.p95[RV_SUB_S4M], 0.083, 0);
	assert_close("none", c.book.risk.p95[RV_SUB_S3], NAN, 0);
	assert_close("not said", c.book.risk.p95[RV_SUB_S5], NAN, 0);
}

static void wrong_values_are_named(void **state)
{
	(void)state;
	static const config_wrong cases[] = {
		{ "{ \"book\": { \"licence\": {\n\"s5\": \"75\" } } }",
		  ":2: key \"book.licence.s5\"" },
		{ "{ \"book\": { \"capital\": { \"s5\": 1.1 } } }", "out of range" },
		{ "{ \"book\": { \"capital\": { \"s5\": 0.9 } } }", "key \"book\"" },
		{ "{ \"book\": { \"size\": { \"gross_most\": 0 } } }", "book.size.gross_most" },
		{ "{ \"book\": { \"legs\": { \"most\": 25 } } }", "book.legs.most" },
		{ "{ \"book\": { \"hedge\": { \"trigger\": 1 } } }", "book.hedge.trigger" },
		{ "{ \"book\": { \"day\": { \"propose_s\": 5 } } }", "book.day.propose_s" },
		{ "{ \"book\": { \"risk\": { \"again_s\": 5 } } }", "book.risk.again_s" },
		{ "{ \"book\": { \"risk\": { \"drawdown_p95\": { \"s5\": 0 } } } }",
		  "book.risk.drawdown_p95.s5" },
		{ "{ \"book\": { \"risk\": { \"drawdown_p95\": { \"s5\": \"low\" } } } }",
		  "book.risk.drawdown_p95.s5" },
		{ "{ \"book\": { \"risk\": { \"rest_s\": null } } }", "book.risk.rest_s" },
	};
	config_refused(cases, LEN(cases), CONFIG_BLOCK(book));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_block_says_the_defaults),
		cmocka_unit_test(values_are_taken),
		cmocka_unit_test(wrong_values_are_named),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
