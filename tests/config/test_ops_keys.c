/* The keys of "metrics", "alerts", "ping", "report" and "replay": shipped = defaults, wrong ones
 * named. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/config_case.h"
#include "tests/support/tmpdir.h"

#include <string.h>

static void the_shipped_blocks_say_the_defaults(void **state)
{
	(void)state;
	static rv_config c;
	config_shipped("seed", CONFIG_BLOCK(ops), &c);
	assert_string_equal(c.ops.metrics_listen, "");
	assert_int_equal(c.ops.n_command, 0);
	assert_string_equal(c.ops.ping.url, "");
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	static rv_config c;
	config_taken(
		"{ \"metrics\": { \"listen\": \"127.0.0.1:9477\", \"file\": \"/x/y.prom\",\n"
		"    \"file_s\": 2.5 },\n"
		"  \"alerts\": { \"command\": [\"/bin/page\", \"-x\", \"two words\"],\n"
		"    \"rules\": [\"pnl < -1k\", \"regime changes\"],\n"
		"    \"routes\": { \"error\": { \"command\": true, \"webhook\": true } },\n"
		"    \"webhook\": { \"url\": \"https://h/x\", \"tries\": 7 },\n"
		"    \"escalate_s\": 0, \"again_s\": 61.5, \"command_s\": 3 },\n"
		"  \"ping\": { \"url_file\": \"/run/ping\", \"post\": true, \"every_s\": 33 },\n"
		"  \"report\": { \"enabled\": false, \"at_s\": 1234 },\n"
		"  \"replay\": { \"budget_mb\": 8, \"keep_hours\": 7, \"every_s\": 2.5 } }",
		&c);
	assert_string_equal(c.ops.metrics_listen, "127.0.0.1:9477");
	assert_string_equal(c.ops.metrics_file, "/x/y.prom");
	assert_int_equal(c.ops.metrics_file_ms, 2500);
	assert_int_equal(c.ops.n_command, 3);
	assert_string_equal(c.ops.command[0], "/bin/page");
	assert_string_equal(c.ops.command[2], "two words");
	assert_int_equal(c.ops.n_rules, 2);
	assert_string_equal(c.ops.rules[0], "pnl < -1k");
	assert_string_equal(c.ops.rules[1], "regime changes");
	assert_true(c.ops.routes[RV_SEVERITY_ERROR].command);
	assert_true(c.ops.routes[RV_SEVERITY_ERROR].webhook);
	assert_false(c.ops.routes[RV_SEVERITY_WARN].webhook);
	assert_false(c.ops.routes[RV_SEVERITY_URGENT].command);
	assert_string_equal(c.ops.webhook.url, "https://h/x");
	assert_int_equal(c.ops.webhook_tries, 7);
	assert_int_equal(c.ops.escalate_ms, 0);
	assert_int_equal(c.ops.again_ms, 61500);
	assert_int_equal(c.ops.command_ms, 3000);
	assert_string_equal(c.ops.ping.file, "/run/ping");
	assert_true(c.ops.ping_post);
	assert_int_equal(c.ops.ping_ms, 33000);
	assert_false(c.ops.report);
	assert_int_equal(c.ops.report_at_ms, 1234000);
	assert_int_equal(c.ops.past_budget_mb, 8);
	assert_int_equal(c.ops.past_keep_hours, 7);
	assert_int_equal(c.ops.past_every_ms, 2500);
}

static void wrong_values_are_named(void **state)
{
	(void)state;
	static const config_wrong cases[] = {
		{ "{ \"metrics\": {\n\"listen\": 9477 } }",
		  ":2: key \"metrics.listen\": a number found, expected a text" },
		{ "{ \"metrics\": { \"file\": \"x.prom\" } }", "no whole path" },
		{ "{ \"metrics\": { \"file_s\": 0 } }", "metrics.file_s" },
		{ "{ \"metrics\": { \"port\": 1 } }", "unknown key" },
		{ "{ \"alerts\": { \"command\": \"/bin/page\" } }", "expected a list of texts" },
		{ "{ \"alerts\": { \"command\": [\"page\"] } }", "whole path" },
		{ "{ \"alerts\": { \"command\": [\"\"] } }", "1 to 255 printable" },
		{ "{ \"alerts\": { \"command\": [\"/a\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\","
		  "\"8\"] } }",
		  "too many texts" },
		{ "{ \"alerts\": { \"routes\": { \"warn\": { \"command\": true } } } }",
		  "goes to the command" },
		{ "{ \"alerts\": { \"routes\": { \"urgent\": { \"webhook\": true } } } }",
		  "goes to the webhook" },
		{ "{ \"alerts\": { \"routes\": { \"fatal\": {} } } }", "unknown key" },
		{ "{ \"alerts\": { \"webhook\": { \"url\": \"a\", \"url_file\": \"b\" } } }",
		  "expected one" },
		{ "{ \"alerts\": { \"webhook\": { \"tries\": 0 } } }", "alerts.webhook.tries" },
		{ "{ \"alerts\": { \"rules\": [\"pnl < -1\",\n\"rv(SOL) > x\"] } }",
		  ":2: key \"alerts.rules\": \"rv(SOL) > x\" at character 11: expected a number" },
		{ "{ \"alerts\": { \"rules\": \"pnl < -1\" } }", "expected a list of texts" },
		{ "{ \"alerts\": { \"rules\": [\"a\",\"b\"] } }", "no such value" },
		{ "{ \"ping\": { \"url\": \"a\", \"url_file\": \"b\" } }", "expected one" },
		{ "{ \"ping\": { \"url\": \"caf\\u00e9\" } }", "printable ASCII" },
		{ "{ \"ping\": { \"every_s\": -1 } }", "ping.every_s" },
		{ "{ \"report\": { \"enabled\": 1 } }", "true or false" },
		{ "{ \"report\": { \"at_s\": 59 } }", "report.at_s" },
		{ "{ \"replay\": { \"budget_mb\": 7 } }", "expected 0 or at least 8" },
		{ "{ \"replay\": { \"budget_mb\": 100001 } }", "replay.budget_mb" },
		{ "{ \"replay\": { \"keep_hours\": 0 } }", "replay.keep_hours" },
		{ "{ \"replay\": { \"every_s\": 0.5 } }", "replay.every_s" },
	};
	config_refused(cases, LEN(cases), CONFIG_BLOCK(ops));
}

/* What may be a secret is not repeated in the error. */
static void a_secret_is_not_in_an_error(void **state)
{
	(void)state;
	static rv_config c;
	rv_err err = { 0 };
	assert_int_not_equal(
		config_text("{ \"ping\": { \"url\": \"https://h/canary\\n\" } }", &c, &err), RV_OK);
	assert_null(strstr(err.text, "canary"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_blocks_say_the_defaults),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(wrong_values_are_named),
		cmocka_unit_test(a_secret_is_not_in_an_error),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
