/* What differs between two configurations is named by its key, whatever kind of value it has. */
#include "config/load.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <stdlib.h>
#include <string.h>

static rv_config a, b;

static void load(const char *strategy, const char *baskets, rv_config *c)
{
	rv_err err = { 0 };
	rv_tmpdir_text(&rv_tmp, "strategy_config.json", strategy);
	rv_tmpdir_text(&rv_tmp, "rv_momo_baskets.json", baskets);
	if (rv_config_load(rv_tmp.path, c, NULL, &err) != RV_OK)
		fail_msg("%s", err.text);
}

static const char *difference(bool pass_views)
{
	static char text[RV_CONFIG_KEY];
	return rv_config_difference(&a, &b, pass_views, text, sizeof(text));
}

static void equal_files_do_not_differ(void **state)
{
	(void)state;
	static const char text[] =
		"{\"aliases\": {\"kX\": \"X\"}, \"orders\": {\"ticket\": {\"ttl_s\": 77}}}";
	load(text, "{}", &a);
	load(text, "{}", &b);
	assert_null(difference(false));
	load("{ // the same, and a value that is the default\n\"orders\": {\"ticket\": {\"ttl_s\": "
	     "77}, "
	     "\"approval\": \"manual\"}, \"aliases\": {\"kX\": \"X\"}}",
	     "{}", &b);
	assert_null(difference(false));
}

static void each_kind_of_key_is_named(void **state)
{
	(void)state;
	static const struct {
		const char *strategy, *baskets, *key;
	} cases[] = {
		{ "{\"rv_momentum\": {\"enabled\": false}}", "{}", "rv_momentum.enabled" },
		{ "{\"rv_momentum\": {\"lookback_bars\": 47}}", "{}", "rv_momentum.lookback_bars" },
		{ "{\"rv_momentum\": {\"half_life_bars\": 23.9}}", "{}",
		  "rv_momentum.half_life_bars" },
		{ "{\"rv_momentum\": {\"normalize_mode\": \"rank\"}}", "{}",
		  "rv_momentum.normalize_mode" },
		{ "{\"orders\": {\"ticket\": {\"ttl_s\": 77.5}}}", "{}", "orders.ticket.ttl_s" },
		{ "{\"orders\": {\"approval\": \"auto\"}}", "{}", "orders.approval" },
		{ "{\"orders\": {\"limits\": {\"gross_most_x\": 1.1}}}", "{}",
		  "orders.limits.gross_most_x" },
		{ "{\"aliases\": {\"kX\": \"X\"}}", "{}", "aliases" },
		{ "{\"data\": {\"coin_ids\": {\"BTC\": \"other\"}}}", "{}", "data.coin_ids" },
		{ "{\"metrics\": {\"file\": \"/run/a.prom\"}}", "{}", "metrics.file" },
		{ "{\"control\": {\"roles\": {\"alice\": \"approve\"}}}", "{}", "control.roles" },
		{ "{\"universe\": {\"indices\": [\"ONE\"]}}", "{}", "universe.indices" },
		{ "{}", "{\"baskets\": {\"meme\": [\"DOGE\"]}}", "baskets.meme" },
		{ "{}", "{\"pairs\": {\"btc_vs_eth\": {\"short\": \"SOL\"}}}",
		  "pairs.btc_vs_eth.short" },
	};
	load("{}", "{}", &a);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		load(cases[i].strategy, cases[i].baskets, &b);
		const char *key = difference(true);
		if (!key || strcmp(key, cases[i].key) != 0)
			fail_msg("%s: expected %s, got %s", cases[i].strategy, cases[i].key,
				 key ? key : "nothing");
	}
}

static void what_concerns_viewing_is_passed_over(void **state)
{
	(void)state;
	size_t n = 0;
	const char *const *views = rv_config_views(&n);
	assert_int_equal(n, 1);
	load("{}", "{}", &a);
	load("{\"orders\": {\"fresh\": {\"skew_warn_ms\": 249}}}", "{}", &b);
	assert_null(difference(true));
	assert_string_equal(difference(false), views[0]);
	load("{\"orders\": {\"fresh\": {\"skew_warn_ms\": 249, \"skew_halt_ms\": 999}}}", "{}", &b);
	assert_string_equal(difference(true), "orders.fresh.skew_halt_ms");
}

static void the_profile_counts(void **state)
{
	(void)state;
	load("{}", "{}", &a);
	load("{}", "{}", &b);
	memcpy(b.profile, "desk", 5);
	assert_string_equal(difference(true), "profile");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_files_do_not_differ),
		cmocka_unit_test(each_kind_of_key_is_named),
		cmocka_unit_test(what_concerns_viewing_is_passed_over),
		cmocka_unit_test(the_profile_counts),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
