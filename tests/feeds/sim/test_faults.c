/* Fault plans: what is active when, and one clear line for each way a plan can be wrong. */
#include <stdio.h>
#include <string.h>

#include "feeds/sim/faults.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static rv_sim_faults plan(const char *text)
{
	rv_sim_faults f;
	rv_err err = { .code = RV_OK };
	const rv_status st = rv_sim_faults_parse("plan.json", text, &f, &err);
	if (st != RV_OK)
		fail_msg("%s", err.text);
	return f;
}

static void is_active_in_its_window_only(void **state)
{
	(void)state;
	const rv_sim_faults f =
		plan("[{\"at\":2.5,\"for\":3,\"match\":\"info.meta\",\"do\":\"status\","
		     "\"code\":502}]");
	const rv_sim_fault_kind k = RV_SIM_FAULT_STATUS;
	assert_null(rv_sim_fault_active(&f, k, "info.meta", 2499));
	assert_non_null(rv_sim_fault_active(&f, k, "info.meta", 2500));
	assert_non_null(rv_sim_fault_active(&f, k, "info.meta", 5499));
	assert_null(rv_sim_fault_active(&f, k, "info.meta", 5500));
	assert_null(rv_sim_fault_active(&f, RV_SIM_FAULT_SLOW, "info.meta", 3000));
	assert_int_equal(rv_sim_fault_active(&f, k, "info.meta", 3000)->code, 502);
}

static void matches_names_sides_and_all(void **state)
{
	(void)state;
	static const struct {
		const char *match, *name;
		bool want;
	} cases[] = {
		{ "info.meta", "info.meta", true },
		{ "info.meta", "info.metaAndAssetCtxs", false },
		{ "info", "info.allMids", true },
		{ "info", "ws.allMids", false },
		{ "ws", "ws.candle", true },
		{ "ws", "ws", true },
		{ "ws.candle", "ws", false },
		{ "*", "ws.bbo", true },
		{ "*", "info.", true },
		{ "ws.allMids", "ws.allMids", true },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_sim_faults f = plan("[{\"at\":0,\"for\":1,\"do\":\"silent\"}]");
		(void)snprintf(f.v[0].match, sizeof(f.v[0].match), "%s", cases[i].match);
		const bool got =
			rv_sim_fault_active(&f, RV_SIM_FAULT_SILENT, cases[i].name, 500) != NULL;
		assert_int_equal(got, cases[i].want);
	}
}

static void plus_counts_from_the_entry_before(void **state)
{
	(void)state;
	const rv_sim_faults f =
		plan("[{\"at\":10,\"for\":1,\"do\":\"freeze\"},"
		     "{\"at\":\"+2.25\",\"for\":1,\"do\":\"freeze\"},"
		     "{\"at\":\"+1\",\"for\":4,\"do\":\"clock_offset\",\"ms\":-5000}]");
	assert_int_equal(f.n, 3);
	assert_int_equal(f.v[1].from_ms, 12250);
	assert_int_equal(f.v[2].from_ms, 13250);
	assert_int_equal(f.v[2].until_ms, 17250);
	assert_int_equal(f.v[2].ms, -5000);
}

static void wrong_plans_say_what_is_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "", "plan.json:1: not valid JSON" },
		{ "[\n\n{\"at\":}]", "plan.json:3: not valid JSON" },
		{ "[] x", "not valid JSON" },
		{ "{}", "expected a JSON list" },
		{ "[3]", "entry 1: expected an object" },
		{ "[{\"for\":1,\"do\":\"freeze\"}]", "entry 1: \"at\": expected seconds" },
		{ "[{\"at\":-1,\"for\":1,\"do\":\"freeze\"}]", "\"at\": expected seconds" },
		{ "[{\"at\":\"soon\",\"for\":1,\"do\":\"freeze\"}]", "\"at\": expected seconds" },
		{ "[{\"at\":\"+-3\",\"for\":1,\"do\":\"freeze\"}]", "\"at\": expected seconds" },
		{ "[{\"at\":0,\"do\":\"freeze\"}]", "\"for\": expected seconds" },
		{ "[{\"at\":0,\"for\":0,\"do\":\"freeze\"}]", "\"for\": expected seconds" },
		{ "[{\"at\":0,\"for\":1}]", "\"do\": expected one of status" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"explode\"}]", "\"do\": expected one of status" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"status\"}]", "\"code\": expected an HTTP status" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"status\",\"code\":200}]", "400 to 599" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"close\",\"code\":1001}]", "1000 or 1006" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"freeze\",\"code\":500}]",
		  "\"code\": expected nothing" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"slow\"}]", "\"ms\": expected whole" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"freeze\",\"ms\":5}]", "\"ms\": expected nothing" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"freeze\",\"match\":\"rest\"}]",
		  "\"match\": expected" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"freeze\",\"match\":7}]", "\"match\": expected" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"freeze\",\"match\":\"ws\"}]",
		  "\"match\": expected \"*\": a freeze" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"clock_offset\",\"ms\":5,\"match\":\"ws\"}]",
		  "\"match\": expected \"*\": clock_offset" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"close\",\"code\":1000,\"match\":\"info\"}]",
		  "\"match\": expected \"ws\" or \"*\"" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"drop_answer\",\"match\":\"info\"}]",
		  "\"match\": expected \"exchange\"" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"drop_answer\",\"match\":\"exchanges\"}]",
		  "\"match\": expected \"*\"" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"unknown_oid\",\"match\":\"exchange.order\"}]",
		  "\"match\": expected nothing of \"exchange\"" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"error_status\",\"match\":\"exchange\"}]",
		  "\"code\": expected an HTTP status" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"late_fills\"}]", "\"ms\": expected whole" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"freeze\",\"retry_after\":3}]", "\"retry_after\"" },
		{ "[{\"at\":0,\"for\":1,\"do\":\"freeze\"},{\"at\":0,\"fro\":1}]",
		  "entry 2: \"fro\": expected only" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_sim_faults f = { .n = 77 };
		rv_err err = { .code = RV_OK };
		assert_int_equal(rv_sim_faults_parse("plan.json", cases[i].text, &f, &err),
				 RV_EPARSE);
		if (!strstr(err.text, cases[i].want))
			fail_msg("case %zu: '%s' lacks '%s'", i, err.text, cases[i].want);
		assert_int_equal(f.n, 77);
	}
}

static void too_long_a_plan_is_refused(void **state)
{
	(void)state;
	static char text[65 * 48 + 8];
	rv_sim_faults f;
	rv_err err = { .code = RV_OK };
	size_t n = 0;
	text[n++] = '[';
	for (int i = 0; i < RV_SIM_FAULTS_MAX + 1; i++) {
		static const char one[] = "{\"at\":1,\"for\":1,\"do\":\"freeze\"},";
		memcpy(text + n, one, sizeof(one) - 1);
		n += sizeof(one) - 1;
	}
	text[n - 1] = ']';
	assert_int_equal(rv_sim_faults_parse("p", text, &f, &err), RV_EFULL);
}

static void example_plans_load(void **state)
{
	(void)state;
	static const char *const files[] = { "tests/fixtures/sim/faults_rough_day.json",
					     "tests/fixtures/sim/faults_trading_day.json",
					     "tests/fixtures/sim/faults_venue_down.json" };
	bool seen[RV_SIM_FAULT_N] = { false };
	for (size_t i = 0; i < LEN(files); i++) {
		rv_sim_faults f;
		rv_err err = { .code = RV_OK };
		if (rv_sim_faults_load(files[i], &f, &err) != RV_OK)
			fail_msg("%s", err.text);
		for (size_t k = 0; k < f.n; k++)
			seen[f.v[k].kind] = true;
	}
	for (int k = 0; k < RV_SIM_FAULT_N; k++)
		assert_true(seen[k]); /* the examples show every kind */
}

static void no_plan_and_no_file(void **state)
{
	(void)state;
	rv_sim_faults f = { .n = 3 };
	rv_err err = { .code = RV_OK };
	assert_int_equal(rv_sim_faults_load(NULL, &f, &err), RV_OK);
	assert_int_equal(f.n, 0);
	assert_int_equal(rv_sim_faults_load("tests/fixtures/sim/none.json", &f, &err), RV_EIO);
	assert_non_null(strstr(err.text, "none.json"));
}

static void wrong_types_replaces_decimals_only(void **state)
{
	(void)state;
	static const char in[] =
		"{\"coin\":\"BTC\",\"px\":\"-12.5\",\"n\":3,\"i\":\"1h\",\"v\":\"0.0\"}";
	rv_sim_out o = { .b = NULL };
	rv_sim_out_raw(&o, in);
	rv_sim_fault_wrong_types(&o);
	assert_string_equal(o.b, "{\"coin\":\"BTC\",\"px\":[],\"n\":3,\"i\":\"1h\",\"v\":[]}");
	assert_int_equal(o.n, strlen(o.b));
	rv_sim_out_free(&o);
	rv_sim_fault_wrong_types(&o); /* an empty body stays one */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_active_in_its_window_only),
		cmocka_unit_test(matches_names_sides_and_all),
		cmocka_unit_test(plus_counts_from_the_entry_before),
		cmocka_unit_test(wrong_plans_say_what_is_wrong),
		cmocka_unit_test(too_long_a_plan_is_refused),
		cmocka_unit_test(example_plans_load),
		cmocka_unit_test(no_plan_and_no_file),
		cmocka_unit_test(wrong_types_replaces_decimals_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
