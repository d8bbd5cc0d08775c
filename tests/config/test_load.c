/*
 * Configuration loading: defaults, comments, every key, and every kind of mistake with its line.
 * The expected numbers are those of the published parameter tables, written out here.
 */
#include "config/json_comments.h"
#include "config/load.h"
#include "config/read_file.h"
#include "engine/base/log.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void assert_default_momentum(const rv_config *c)
{
	const rv_rvm_params *p = &c->step.rvm;
	assert_true(p->enabled);
	assert_int_equal(p->lookback_bars, 48);
	assert_close("half life", p->half_life_bars, 24, 0);
	assert_int_equal(p->normalize_mode, RV_RVM_ZSCORE);
	assert_close("pair", p->btc_vs_eth_weight, 0.35, 0);
	assert_close("l1", p->l1_vs_alt_weight, 0.35, 0);
	assert_close("meme", p->meme_vs_rest_weight, 0.20, 0);
	assert_close("own", p->per_symbol_weight, 0.10, 0);
	assert_close("max", p->max_abs_score, 1.0, 0);
	assert_close("hybrid", c->step.hybrid.rv_weight, 0.10, 0);
	assert_close("long", c->step.hybrid.rv_min_for_long, -0.5, 0);
	assert_close("short", c->step.hybrid.rv_max_for_short, 0.5, 0);
	assert_close("volume", c->step.universe.min_volume_usd, 10e6, 0);
	assert_int_equal(c->step.universe.volume_days, 30);
	assert_int_equal(c->step.universe.min_history_closes, 31);
	assert_int_equal(c->step.universe.n_factors, 2);
	assert_string_equal(c->step.universe.factors[0], "BTC");
	assert_string_equal(c->step.universe.factors[1], "ETH");
	assert_string_equal(c->profile, "seed");
}

static void an_absent_folder_means_the_defaults(void **state)
{
	(void)state;
	rv_config c;
	rv_err err = { 0 };
	char path[RV_TMP_PATH * 2];
	assert_int_equal(rv_config_load(rv_tmpdir_path(&rv_tmp, "nothing", path), &c, NULL, &err),
			 RV_OK);
	assert_default_momentum(&c);
	assert_string_equal(err.text, "");
}

static bool listed(const char (*list)[RV_SYMBOL_MAX], size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(list[i], name) == 0)
			return true;
	}
	return false;
}

static void the_shipped_files_say_the_defaults(void **state)
{
	(void)state;
	rv_config c, d;
	rv_err err = { 0 };
	struct stat sb;
	assert_int_equal(stat("config/strategy_config.json", &sb), 0);
	assert_int_equal(stat("config/rv_momo_baskets.json", &sb), 0);
	assert_int_equal(rv_config_load("config", &c, NULL, &err), RV_OK);
	assert_default_momentum(&c);
	rv_config_default(&d);
	const rv_universe_params *u = &c.step.universe;
	assert_true(listed((const char(*)[RV_SYMBOL_MAX])u->indices, u->n_indices, "BTCDOM"));
	assert_true(listed((const char(*)[RV_SYMBOL_MAX])u->indices, u->n_indices, "TOTAL200"));
	assert_int_equal(u->n_stables, d.step.universe.n_stables);
	for (size_t i = 0; i < u->n_stables; i++)
		assert_string_equal(u->stables[i], d.step.universe.stables[i]);
}

static void every_key_reaches_its_parameter(void **state)
{
	(void)state;
	rv_config c;
	rv_err err = { 0 };
	rv_tmpdir_text(
		&rv_tmp, "strategy_config.json",
		"{ \"rv_momentum\": { \"enabled\": false, \"lookback_bars\": 37,\n"
		"  \"half_life_bars\": -1, /* plain\n mean */ \"normalize_mode\": \"rank\",\n"
		"  \"btc_vs_eth_weight\": 0.125, \"l1_vs_alt_weight\": 0.25,\n"
		"  \"meme_vs_rest_weight\": 0.375, \"per_symbol_weight\": 0.0625,\n"
		"  \"max_abs_score\": 0.75, \"hybrid_weight\": 0.2,\n"
		"  \"rv_min_for_long\": -0.25, \"rv_max_for_short\": 0.125 }, // done\n"
		"  \"universe\": { \"min_volume_usd\": 2.5e6, \"volume_days\": 7,\n"
		"  \"min_history_closes\": 12, \"factors\": [\"SOLUSDT\"], \"indices\": [],\n"
		"  \"stablecoins\": [\"FDUSD\", \"USDT\"] } }\n");
	assert_int_equal(rv_config_load(rv_tmp.path, &c, NULL, &err), RV_OK);
	const rv_rvm_params *p = &c.step.rvm;
	assert_false(p->enabled);
	assert_int_equal(p->lookback_bars, 37);
	assert_close("half life", p->half_life_bars, -1, 0);
	assert_int_equal(p->normalize_mode, RV_RVM_RANK);
	assert_close("pair", p->btc_vs_eth_weight, 0.125, 0);
	assert_close("l1", p->l1_vs_alt_weight, 0.25, 0);
	assert_close("meme", p->meme_vs_rest_weight, 0.375, 0);
	assert_close("own", p->per_symbol_weight, 0.0625, 0);
	assert_close("max", p->max_abs_score, 0.75, 0);
	assert_close("hybrid", c.step.hybrid.rv_weight, 0.2, 0);
	assert_close("long", c.step.hybrid.rv_min_for_long, -0.25, 0);
	assert_close("short", c.step.hybrid.rv_max_for_short, 0.125, 0);
	const rv_universe_params *u = &c.step.universe;
	assert_close("volume", u->min_volume_usd, 2.5e6, 0);
	assert_int_equal(u->volume_days, 7);
	assert_int_equal(u->min_history_closes, 12);
	assert_int_equal(u->n_factors, 1);
	assert_string_equal(u->factors[0], "SOL");
	assert_int_equal(u->n_indices, 0);
	assert_int_equal(u->n_stables, 2);
	assert_string_equal(u->stables[0], "FDUSD");
	assert_string_equal(u->stables[1], "USDT");
}

/* Loads text as strategy_config.json and expects "PATH:LINE: TAIL" and the defaults. */
static void expect_error(const char *text, const char *tail)
{
	rv_config c;
	rv_err err = { 0 };
	char want[RV_TMP_PATH * 4], path[RV_TMP_PATH * 2];
	rv_tmpdir_text(&rv_tmp, "strategy_config.json", text);
	assert_int_not_equal(rv_config_load(rv_tmp.path, &c, NULL, &err), RV_OK);
	(void)snprintf(want, sizeof(want), "%s:%s",
		       rv_tmpdir_path(&rv_tmp, "strategy_config.json", path), tail);
	assert_string_equal(err.text, want);
	assert_default_momentum(&c);
}

static void a_wrong_value_is_named_with_file_line_key_and_range(void **state)
{
	(void)state;
	static const struct {
		const char *text, *tail;
	} cases[] = {
		{ "{\n\"rv_momentum\": {\n\"enabled\": true,\n\"lookback_bars\": 1 } }",
		  "4: key \"rv_momentum.lookback_bars\": 1 is out of range, expected an integer "
		  "from 2 "
		  "to 1000" },
		{ "{ \"rv_momentum\": { \"lookback_bars\": 48.5 } }",
		  "1: key \"rv_momentum.lookback_bars\": 48.5 is out of range, expected an integer "
		  "from 2 to 1000" },
		{ "{ \"rv_momentum\": {\n\"lookback_bars\": 1e300 } }",
		  "2: key \"rv_momentum.lookback_bars\": 1e+300 is out of range, expected an "
		  "integer "
		  "from 2 to 1000" },
		{ "{ \"rv_momentum\": {\n\"half_life_bars\": 1e999 } }",
		  "2: key \"rv_momentum.half_life_bars\": inf is out of range, expected a number "
		  "from "
		  "-1 to 100000" },
		{ "{ \"rv_momentum\": {\n\n\"max_abs_score\":\n0 } }",
		  "3: key \"rv_momentum.max_abs_score\": 0 is out of range, expected a number "
		  "above 0 "
		  "and up to 1" },
		{ "{ \"rv_momentum\": { \"hybrid_weight\": \"0.1\" } }",
		  "1: key \"rv_momentum.hybrid_weight\": a text found, expected a number from 0 to "
		  "1" },
		{ "{ \"rv_momentum\": { \"enabled\": 1 } }",
		  "1: key \"rv_momentum.enabled\": a number found, expected true or false" },
		{ "{ \"rv_momentum\": { \"lookback_bars\": null } }",
		  "1: key \"rv_momentum.lookback_bars\": null found, expected an integer from 2 to "
		  "1000" },
		{ "{ // \"a\": 1\n\"rv_momentum\": { /* \"b\":\n2 */\n\"normalize_mode\": "
		  "\"zsocre\" } }",
		  "4: key \"rv_momentum.normalize_mode\": \"zsocre\" is not a mode, expected "
		  "\"zscore\" "
		  "or \"rank\"" },
		{ "{ \"rv_momentum\": [] }",
		  "1: key \"rv_momentum\": a list found, expected a block { ... }" },
		{ "{ \"rv_momentum\": { \"enabled\": true,\n\"lookback\": 3 } }",
		  "2: key \"rv_momentum.lookback\": unknown key, see docs/configuration.md" },
		{ "{\n\n\"rv_momenta\": {} }",
		  "3: key \"rv_momenta\": unknown key, see docs/configuration.md" },
		{ "{ \"universe\": { \"volume_days\": 30,\n\"volume_days\": 30 } }",
		  "2: key \"universe.volume_days\": given twice, expected once" },
		{ "{ \"universe\": { \"volume\\u001b[2J\": 1 } }",
		  "1: key \"universe.volume?[2J\": unknown key, see docs/configuration.md" },
		{ "{ \"universe\": { \"factors\": [\"BTC\",\n7] } }",
		  "2: key \"universe.factors\": a number found, expected a symbol such as "
		  "\"BTCUSDT\"" },
		{ "{ \"universe\": { \"factors\": [\"BTC\",\n\"ETH\",\n\"btcusdt\"] } }",
		  "3: key \"universe.factors\": btc is in the list twice, expected once" },
		{ "{ \"universe\": { \"factors\": [\"\"] } }",
		  "1: key \"universe.factors\": \"\" is not a symbol, expected 1 to 23 characters "
		  "without spaces" },
		{ "{ \"universe\": { \"factors\": "
		  "[\"A\",\"B\",\"C\",\"D\",\n\"E\",\"F\",\"G\",\"H\","
		  "\n\"I\"] } }",
		  "3: key \"universe.factors\": too many symbols, expected at most 8" },
	};
	for (size_t i = 0; i < LEN(cases); i++)
		expect_error(cases[i].text, cases[i].tail);
}

static void text_that_is_not_json_is_named_with_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *line, *expected;
	} cases[] = {
		{ "{\n \"rv_momentum\": {}\n}\n````\n", "4", "nothing after the object" },
		{ "{\n \"rv_momentum\": {,}\n}", "2", "a key in quotes or '}'" },
		{ "{} {}", "1", "nothing after the object" },
		{ "{\n\"rv_momentum\": \n", "3", "a value" },
		{ "{ \"rv_momentum\": { \"enabled\":\n tru } }", "2", "a value" },
		{ "{ \"rv_momentum\": {},\n}", "2", "a key in quotes or a value after the ','" },
		{ "{ \"rv_momentum\": {} /* } */\n \"universe\": {} }", "2",
		  "',' or a closing bracket" },
		{ "{ \"universe\": { \"factors\": [\"BTC\"\n\"ETH\"] } }", "2",
		  "',' or a closing bracket" },
		{ "````", "1", "an object { ... }" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char tail[160];
		(void)snprintf(tail, sizeof(tail), "%s: not JSON here, expected %s", cases[i].line,
			       cases[i].expected);
		expect_error(cases[i].text, tail);
	}
	expect_error("{\n/* no end }\n", "2: this comment has no end, expected */");
	expect_error("\n[]", "2: expected an object { ... }");
}

static void a_file_that_cannot_be_read_is_an_error(void **state)
{
	(void)state;
	rv_config c;
	rv_err err = { 0 };
	char path[RV_TMP_PATH * 2];
	rv_tmpdir_write(&rv_tmp, "strategy_config.json", "{}\n\0{}", 6);
	assert_int_equal(rv_config_load(rv_tmp.path, &c, NULL, &err), RV_EPARSE);
	assert_non_null(strstr(err.text, "strategy_config.json:2: a NUL byte"));

	char *big = malloc(300000);
	assert_non_null(big);
	memset(big, ' ', 300000);
	rv_tmpdir_write(&rv_tmp, "strategy_config.json", big, 300000);
	free(big);
	assert_int_equal(rv_config_load(rv_tmp.path, &c, NULL, &err), RV_ERANGE);
	assert_non_null(strstr(err.text, "strategy_config.json: larger than 262144 bytes"));

	assert_int_equal(remove(rv_tmpdir_path(&rv_tmp, "strategy_config.json", path)), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(rv_config_load(rv_tmp.path, &c, NULL, &err), RV_EDATA);
	assert_non_null(strstr(err.text, "strategy_config.json: not a regular file"));
	assert_int_equal(remove(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0); /* must not hang */
	assert_int_equal(rv_config_load(rv_tmp.path, &c, NULL, &err), RV_EDATA);
	assert_default_momentum(&c);
}

static void comments_keep_every_line_and_stay_out_of_strings(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "a // b\nc", "a     \nc" },
		{ "a /* b\n c */ d", "a     \n      d" },
		{ "\"x // y /* z\" // w", "\"x // y /* z\"     " },
		{ "\"\\\"//\" 1//", "\"\\\"//\" 1  " },
		{ "/**/1/***/", "    1     " },
		{ "/ / 1", "/ / 1" },
		{ "1/", "1/" },
		{ "", "" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char buf[64];
		size_t at = 99;
		(void)snprintf(buf, sizeof(buf), "%s", cases[i].text);
		assert_int_equal(rv_json_comments_blank(buf, strlen(buf), &at), RV_OK);
		assert_string_equal(buf, cases[i].want);
		assert_int_equal(at, 99);
	}
	char open[] = "12 /*/";
	size_t at = 99;
	assert_int_equal(rv_json_comments_blank(open, strlen(open), &at), RV_EPARSE);
	assert_int_equal(at, 3);
}

static void symbols_lose_one_quote_suffix(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "BTCUSDT", "BTC" },
		{ "BTC-PERP", "BTC" },
		{ "BTCPERP", "BTC" },
		{ "BTC-USDT", "BTC" },
		{ "BTC-USDC", "BTC" },
		{ "BTCUSDC", "BTC" },
		{ "BTC-USD", "BTC" },
		{ "BTCUSD", "BTC" },
		{ " kPEPEUSDT\t", "kPEPE" },
		{ "USDT", "USDT" },
		{ "-USD", "-" },
		{ "PERP", "PERP" },
		{ "PERPUSDT", "PERP" },
		{ "BTCUSDTUSDT", "BTCUSDT" },
		{ "btcusdt", "btc" },
		{ "BTC", "BTC" },
		{ "", "" },
		{ "   ", "" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		char out[RV_SYMBOL_MAX];
		rv_config_symbol(cases[i].text, out);
		assert_string_equal(out, cases[i].want);
	}
	char out[RV_SYMBOL_MAX];
	rv_config_symbol("ABCDEFGHIJKLMNOPQRSTUVWXYZ", out);
	assert_string_equal(out, "ABCDEFGHIJKLMNOPQRSTUVW");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_absent_folder_means_the_defaults, rv_tmp_setup,
						rv_tmp_teardown),
		cmocka_unit_test(the_shipped_files_say_the_defaults),
		cmocka_unit_test_setup_teardown(every_key_reaches_its_parameter, rv_tmp_setup,
						rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(a_wrong_value_is_named_with_file_line_key_and_range,
						rv_tmp_setup, rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(text_that_is_not_json_is_named_with_its_line,
						rv_tmp_setup, rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_is_an_error,
						rv_tmp_setup, rv_tmp_teardown),
		cmocka_unit_test(comments_keep_every_line_and_stay_out_of_strings),
		cmocka_unit_test(symbols_lose_one_quote_suffix),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
