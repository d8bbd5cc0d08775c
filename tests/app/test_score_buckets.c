/*
 * The block "buckets" of score --json: its keys, null for what is unknown, and no word of a coin
 * that has had no bar by then.
 */
#include "app/score_modules.h"
#include "engine/base/rng.h"
#include "tests/support/cm.h"
#include "tests/support/panel_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS = 220 };

static rv_panel *market(void)
{
	static const char *const names[] = { "AAVE", "BNB", "BTC", "ETH", "SOL", "XRP" };
	static double close[DAYS];
	rv_panel *p = fx_panel(RV_INTERVAL_1D, 8, DAYS);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		rv_rng g;
		double at = 2.385 + (double)i;
		rv_rng_seed(&g, 11, i, 0);
		for (size_t t = 0; t < DAYS; t++)
			close[t] = at *= exp(0.03 * rv_rng_student(&g, 4));
		const size_t late = i == 5 ? DAYS - 40 : 0; /* XRP has no history */
		fx_closes(p, names[i], late, close + late, DAYS - late);
	}
	return p;
}

static cJSON *block_at(size_t days)
{
	rv_panel *panel = market();
	rv_step_params *p = calloc(1, sizeof(*p));
	rv_step_result *r = calloc(1, sizeof(*r));
	rv_step *s = NULL;
	assert_true(p && r);
	rv_step_params_default(p);
	p->modules = RV_MODULE_BUCKETS;
	assert_int_equal(rv_step_new(p, &s), RV_OK);
	const rv_step_input in = { .signal = panel,
				   .daily = panel,
				   .asof_ms = (int64_t)(FX_FIRST_BAR + days) * RV_DAY_MS };
	assert_int_equal(rv_step_run(s, &in, r), RV_OK);
	cJSON *root = cJSON_CreateObject();
	assert_true(rv_score_put_buckets(root, r));
	char *text = cJSON_PrintUnformatted(root); /* as a reader sees it */
	assert_non_null(text);
	cJSON_Delete(root);
	root = cJSON_Parse(text);
	assert_non_null(root);
	cJSON_free(text);
	rv_step_free(s);
	rv_panel_free(panel);
	free(r);
	free(p);
	return root;
}

static const cJSON *at(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	if (!v)
		fail_msg("no key %s", key);
	return v;
}

static void every_key_is_there(void **state)
{
	(void)state;
	static const char *const scores[] = { "m7",	  "m14",      "m30",	   "z7",
					      "z14",	  "z30",      "cm",	   "acc",
					      "beta_btc", "residual", "residual_z" };
	static const char *const books[] = { "momentum", "residual", "mean_reversion", "pair",
					     "net" };
	cJSON *root = block_at(DAYS);
	const cJSON *b = at(root, "buckets"), *coin = at(at(b, "per_symbol"), "SOL");
	for (size_t i = 0; i < sizeof(scores) / sizeof(scores[0]); i++)
		assert_true(cJSON_IsNumber(at(coin, scores[i])));
	assert_true(cJSON_IsNumber(at(coin, "ms")) && cJSON_IsNumber(at(coin, "atr14")));
	assert_true(cJSON_IsArray(at(coin, "entries")));
	for (size_t i = 0; i < sizeof(books) / sizeof(books[0]); i++)
		assert_true(cJSON_IsNumber(at(at(at(b, "targets"), "SOL"), books[i])));
	assert_true(cJSON_IsNumber(at(at(b, "avg_corr"), "7")));
	assert_true(cJSON_IsNumber(at(at(b, "avg_corr"), "60")));
	assert_true(cJSON_IsNumber(at(b, "avg_corr_used")));
	assert_true(cJSON_IsNumber(at(b, "leverage_factor")));
	assert_true(cJSON_IsBool(at(at(b, "risk_off"), "active")));
	assert_true(cJSON_IsBool(at(at(b, "risk_off"), "corr_jump")));
	assert_true(cJSON_IsBool(at(at(b, "risk_off"), "breadth")));
	const cJSON *pair = at(at(b, "pairs"), "ETH-BNB");
	assert_true(cJSON_IsNumber(at(pair, "alpha")) && cJSON_IsNumber(at(pair, "beta")));
	assert_true(cJSON_IsNumber(at(pair, "spread")) && cJSON_IsNumber(at(pair, "z")));
	assert_true(cJSON_IsNumber(at(pair, "corr30")) && cJSON_IsNumber(at(pair, "corr_decline")));
	assert_true(cJSON_IsString(at(pair, "state")));
	cJSON_Delete(root);
}

static void the_unknown_is_null_and_the_unborn_not_named(void **state)
{
	(void)state;
	cJSON *root = block_at(DAYS);
	const cJSON *late = at(at(at(root, "buckets"), "per_symbol"), "XRP");
	assert_true(cJSON_IsNull(at(late, "cm")) && cJSON_IsNull(at(late, "z30")));
	assert_true(cJSON_IsNumber(at(late, "m30")));
	assert_string_equal(at(late, "reason")->valuestring, "history too short");
	char *text = cJSON_PrintUnformatted(root);
	assert_non_null(text);
	assert_null(strstr(text, "nan"));
	assert_null(strstr(text, "HYPE")); /* of the configuration, without a bar */
	assert_null(strstr(text, "ENA"));
	assert_null(strstr(text, "AAVE")); /* a bar, but no member */
	cJSON_free(text);
	cJSON_Delete(root);
	root = block_at(DAYS - 60);
	text = cJSON_PrintUnformatted(root);
	assert_null(strstr(text, "XRP"));
	cJSON_free(text);
	cJSON_Delete(root);
	root = block_at(0);
	assert_true(cJSON_IsNull(at(root, "buckets")));
	cJSON_Delete(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_is_there),
		cmocka_unit_test(the_unknown_is_null_and_the_unborn_not_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
