/*
 * The baskets of relative momentum: the file, its defaults and mistakes, and who belongs where.
 */
#include "config/load.h"
#include "engine/base/log.h"
#include "engine/factors/rv_momentum.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/panel_fixture.h"
#include "tests/support/tmpdir.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static rv_tmpdir dir;
static rv_clock *clk;
static rv_log *events;

static int setup(void **state)
{
	(void)state;
	rv_tmpdir_make(&dir);
	assert_int_equal(rv_clock_new_manual(1719705600000, &clk), RV_OK);
	assert_int_equal(rv_log_new(clk, NULL, &events, NULL), RV_OK);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rv_log_free(events);
	rv_clock_free(clk);
	rv_tmpdir_remove(&dir);
	return 0;
}

static void assert_group(const rv_rvm_group *g, const char *const *want, size_t n)
{
	assert_int_equal(g->n, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(g->symbols[i], want[i]);
}

#define ASSERT_GROUP(g, ...)                                                                       \
	do {                                                                                       \
		static const char *const want_[] = { __VA_ARGS__ };                                \
		assert_group((g), want_, LEN(want_));                                              \
	} while (0)

static void assert_default_baskets(const rv_rvm_baskets *b)
{
	assert_string_equal(b->pair_long, "BTC");
	assert_string_equal(b->pair_short, "ETH");
	ASSERT_GROUP(&b->l1, "BTC", "ETH", "SOL");
	ASSERT_GROUP(&b->alts, "LTC", "LINK", "SUI");
	ASSERT_GROUP(&b->meme, "DOGE", "WIF");
}

static void load(const char *text, rv_config *c)
{
	rv_err err = { 0 };
	rv_tmpdir_text(&dir, "rv_momo_baskets.json", text);
	const rv_status st = rv_config_load(dir.path, c, events, &err);
	if (st != RV_OK)
		print_error("%s\n", err.text);
	assert_int_equal(st, RV_OK);
}

static void the_shipped_file_is_the_documented_one(void **state)
{
	(void)state;
	rv_config c;
	rv_err err = { 0 };
	struct stat sb;
	assert_int_equal(stat("config/rv_momo_baskets.json", &sb), 0);
	assert_int_equal(rv_config_load("config", &c, events, &err), RV_OK);
	assert_default_baskets(&c.step.baskets);
	assert_int_equal(rv_log_seq(events), 0);
}

static void a_file_replaces_what_it_names(void **state)
{
	(void)state;
	rv_config c;
	load("{ \"pairs\": { \"btc_vs_eth\": { \"long\": \"SOL-PERP\", \"short\": \"avaxusdt\" } "
	     "},\n"
	     "  \"baskets\": { \"l1\": [\"SOLUSDT\", \"AVAX-USD\"], \"meme\": [] } }\n",
	     &c);
	const rv_rvm_baskets *b = &c.step.baskets;
	assert_string_equal(b->pair_long, "SOL");
	assert_string_equal(b->pair_short, "avax");
	ASSERT_GROUP(&b->l1, "SOL", "AVAX");
	ASSERT_GROUP(&b->alts, "LTC", "LINK", "SUI"); /* not named: the default */
	assert_int_equal(b->meme.n, 0);		      /* named and empty: nobody */
}

static void a_missing_file_means_the_defaults(void **state)
{
	(void)state;
	rv_config c;
	rv_err err = { 0 };
	assert_int_equal(rv_config_load(dir.path, &c, events, &err), RV_OK);
	assert_default_baskets(&c.step.baskets);
	load("{}", &c);
	assert_default_baskets(&c.step.baskets);
}

static void a_wrong_file_is_an_error_and_leaves_the_defaults(void **state)
{
	(void)state;
	static const struct {
		const char *text, *tail;
	} cases[] = {
		{ "{ \"baskets\": { \"l1\": [\"XRP\"],\n\"alts\": \"LTC\" } }",
		  ":2: key \"baskets.alts\": a text found, expected a list of symbols" },
		{ "{ \"baskets\": { \"l1\": [\"XRP\"] },\n\"pears\": {} }",
		  ":2: key \"pears\": unknown key, see docs/configuration.md" },
		{ "{ \"pairs\": {\n\n\"eth_vs_sol\": {} } }",
		  ":3: key \"pairs.eth_vs_sol\": unknown key, see docs/configuration.md" },
		{ "{ \"pairs\": { \"btc_vs_eth\": { \"long\": 5 } } }",
		  ":1: key \"pairs.btc_vs_eth.long\": a number found, expected a symbol such as "
		  "\"BTCUSDT\"" },
		{ "{ \"pairs\": { \"btc_vs_eth\": { \"long\": \"ETHUSDT\" } } }",
		  ":1: key \"pairs.btc_vs_eth\": both legs are ETH, expected two symbols" },
		{ "{ \"pairs\": {\n \"btc_vs_eth\": { \"short\": \"BTC\" } } }",
		  ":2: key \"pairs.btc_vs_eth\": both legs are BTC, expected two symbols" },
		{ "{ \"baskets\": { \"l1\": [\"XRP\",\n\"xrp-perp\"] } }",
		  ":2: key \"baskets.l1\": xrp is in the list twice, expected once" },
		{ "{ \"baskets\": {\n} }\n````",
		  ":3: not JSON here, expected nothing after the object" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_config c;
		rv_err err = { 0 };
		char want[RV_TMP_PATH * 4], path[RV_TMP_PATH * 2];
		rv_log_line line;
		rv_tmpdir_text(&dir, "rv_momo_baskets.json", cases[i].text);
		assert_int_not_equal(rv_config_load(dir.path, &c, events, &err), RV_OK);
		(void)snprintf(want, sizeof(want), "%s%s",
			       rv_tmpdir_path(&dir, "rv_momo_baskets.json", path), cases[i].tail);
		assert_string_equal(err.text, want);
		assert_default_baskets(&c.step.baskets);
		assert_int_equal(rv_log_tail(events, &line, 1), 1);
		assert_int_equal(line.level, RV_LOG_ERROR);
	}
}

static void one_wrong_file_does_not_undo_the_other(void **state)
{
	(void)state;
	rv_config c;
	rv_err err = { 0 };
	rv_tmpdir_text(&dir, "strategy_config.json",
		       "{ \"rv_momentum\": { \"lookback_bars\": 24 } }");
	rv_tmpdir_text(&dir, "rv_momo_baskets.json", "{ \"baskets\": [] }");
	assert_int_equal(rv_config_load(dir.path, &c, events, &err), RV_EPARSE);
	assert_int_equal(c.step.rvm.lookback_bars, 24);
	assert_default_baskets(&c.step.baskets);
	rv_tmpdir_text(&dir, "strategy_config.json",
		       "{ \"rv_momentum\": { \"lookback_bars\": 0 } }");
	rv_tmpdir_text(&dir, "rv_momo_baskets.json", "{ \"baskets\": { \"l1\": [\"XRP\"] } }");
	assert_int_equal(rv_config_load(dir.path, &c, events, &err), RV_ERANGE);
	assert_int_equal(c.step.rvm.lookback_bars, 48);
	ASSERT_GROUP(&c.step.baskets.l1, "XRP");
}

static void a_basket_has_a_cap(void **state)
{
	(void)state;
	rv_config c;
	rv_err err = { 0 };
	char text[2048] = "{ \"baskets\": { \"alts\": [";
	for (int i = 0; i < RV_RVM_BASKET_CAP; i++) {
		const size_t n = strlen(text);
		(void)snprintf(text + n, sizeof(text) - n, "%s\"C%d\"", i ? "," : "", i);
	}
	const size_t n = strlen(text);
	(void)snprintf(text + n, sizeof(text) - n, "] } }");
	load(text, &c);
	assert_int_equal(c.step.baskets.alts.n, RV_RVM_BASKET_CAP);
	assert_string_equal(c.step.baskets.alts.symbols[RV_RVM_BASKET_CAP - 1], "C63");
	(void)snprintf(text + n, sizeof(text) - n, ",\n\"ONE\"] } }");
	rv_tmpdir_text(&dir, "rv_momo_baskets.json", text);
	assert_int_equal(rv_config_load(dir.path, &c, events, &err), RV_ERANGE);
	assert_non_null(strstr(err.text, ":2: key \"baskets.alts\": too many symbols, expected at "
					 "most 64"));
	assert_default_baskets(&c.step.baskets);
}

/* One pass over random walks of the named symbols; the result is static. */
static const rv_rvm_result *score(const rv_config *c, const char *const *names, size_t n)
{
	static rv_rvm_result result;
	rv_rvm *w = NULL;
	rv_panel *p = fx_random_walks(names, n, 60, 7, 0.0);
	assert_int_equal(rv_rvm_new(n, RV_RVM_LOOKBACK_MAX, &w), RV_OK);
	assert_int_equal(
		rv_rvm_run(w, &c->step.rvm, &c->step.baskets, p, rv_panel_bars(p) - 1, &result),
		RV_OK);
	assert_int_equal(result.n, n);
	for (size_t i = 0; i < n; i++) /* rows are in name order; names are given in it */
		assert_string_equal(rv_panel_name(p, i), names[i]);
	rv_rvm_free(w);
	rv_panel_free(p);
	return &result;
}

static void symbols_are_classified(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		unsigned want;
	} cases[] = { { "AAVE", 0 },
		      { "BTC", RV_BASKET_L1 },
		      { "DOGE", RV_BASKET_MEME },
		      { "ETH", RV_BASKET_L1 },
		      { "LINK", RV_BASKET_ALTS },
		      { "LTC", RV_BASKET_ALTS },
		      { "SOL", RV_BASKET_L1 },
		      { "SUI", RV_BASKET_ALTS },
		      { "WIF", RV_BASKET_MEME },
		      { "XRP", 0 } };
	const char *names[LEN(cases)];
	rv_config c;
	rv_err err = { 0 };
	for (size_t i = 0; i < LEN(cases); i++)
		names[i] = cases[i].name;
	assert_int_equal(rv_config_load("config", &c, events, &err), RV_OK);
	const rv_rvm_result *r = score(&c, names, LEN(names));
	for (size_t i = 0; i < LEN(cases); i++)
		assert_int_equal(r->symbols[i].baskets, cases[i].want);
}

static void case_does_not_matter(void **state)
{
	(void)state;
	static const char *const names[] = { "BTC", "Doge", "kPEPE", "ltc" };
	rv_config c;
	load("{ \"pairs\": { \"btc_vs_eth\": { \"long\": \"btcusdt\", \"short\": \"DOGE\" } },\n"
	     "  \"baskets\": { \"l1\": [\"btcusdt\"], \"alts\": [\"LTCUSDT\"],\n"
	     "  \"meme\": [\"KPEPE-perp\", \"dogeUSDT\"] } }",
	     &c);
	const rv_rvm_result *r = score(&c, names, LEN(names));
	assert_int_equal(r->symbols[0].baskets, RV_BASKET_L1);
	assert_int_equal(r->symbols[1].baskets, RV_BASKET_MEME);
	assert_int_equal(r->symbols[2].baskets, RV_BASKET_MEME);
	assert_int_equal(r->symbols[3].baskets, RV_BASKET_ALTS);
	assert_true(r->spreads[RV_SPREAD_BTC_VS_ETH].available);
}

static void a_symbol_in_l1_and_alts_counts_in_l1_and_is_warned_about(void **state)
{
	(void)state;
	static const char *const names[] = { "BTC", "LTC", "SOL" };
	rv_config both, l1_only;
	rv_log_line line;
	load("{ \"baskets\": { \"l1\": [\"BTC\", \"SOL\"], \"alts\": [\"LTC\"], \"meme\": "
	     "[\"SOL\"] } }",
	     &l1_only);
	assert_int_equal(rv_log_seq(events), 0);
	load("{ \"baskets\": { \"l1\": [\"BTC\", \"SOL\"], \"alts\": [\"solusdt\", \"LTC\"],\n"
	     "  \"meme\": [\"SOL\"] } }",
	     &both);
	assert_int_equal(rv_log_seq(events), 1);
	assert_int_equal(rv_log_tail(events, &line, 1), 1);
	assert_int_equal(line.level, RV_LOG_WARN);
	assert_non_null(strstr(line.text, "sol is in l1 and alts: it counts in l1 only"));

	const rv_rvm_result want = *score(&l1_only, names, LEN(names));
	const rv_rvm_result *got = score(&both, names, LEN(names));
	/* Both memberships are shown; the arithmetic is that of l1, in the group's mean too. */
	assert_int_equal(got->symbols[2].baskets, RV_BASKET_L1 | RV_BASKET_ALTS | RV_BASKET_MEME);
	assert_close("spread", got->spreads[RV_SPREAD_L1_VS_ALT].s,
		     want.spreads[RV_SPREAD_L1_VS_ALT].s, 0);
	assert_true(fabs(want.spreads[RV_SPREAD_L1_VS_ALT].s) > 1e-9);
	for (size_t i = 0; i < LEN(names); i++) {
		assert_close("term", got->symbols[i].term_l1_alt, want.symbols[i].term_l1_alt, 0);
		assert_close("raw", got->symbols[i].raw, want.symbols[i].raw, 0);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_shipped_file_is_the_documented_one),
		TEST(a_file_replaces_what_it_names),
		TEST(a_missing_file_means_the_defaults),
		TEST(a_wrong_file_is_an_error_and_leaves_the_defaults),
		TEST(one_wrong_file_does_not_undo_the_other),
		TEST(a_basket_has_a_cap),
		TEST(symbols_are_classified),
		TEST(case_does_not_matter),
		TEST(a_symbol_in_l1_and_alts_counts_in_l1_and_is_warned_about),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
