/*
 * The stat-arb blocks of score --json: every coin that has had a bar is in the book or excluded
 * with the reason that applies to it, and a coin of later is not named.
 */
#include "app/score_modules.h"
#include "engine/base/rng.h"
#include "tests/engine/factors/sa_run.h"

#include <string.h>

enum { DAYS = 130, GOOD = 7, LATE = DAYS - 12, GONE = DAYS - 3 };

static const char *const good[GOOD] = { "AAVE", "ADA", "DOGE", "LINK", "NEAR", "SOL", "XRP" };

/* What the market does, the coin's own part left out. */
static double common(size_t t, double beta)
{
	rv_rng g;
	rv_rng_seed(&g, 5, t, 0);
	return beta * 0.03 * rv_rng_student(&g, 4);
}

static void walk(double *close, size_t seed, double beta, double own)
{
	rv_rng g;
	double at = 2.385 + (double)seed;
	rv_rng_seed(&g, 17, seed, 0);
	for (size_t t = 0; t < DAYS; t++)
		close[t] = at *= exp(common(t, beta) + own * rv_rng_student(&g, 4));
}

static void add(rv_panel *p, const char *name, const double *close, double usd, bool paid)
{
	double volume[DAYS], funding[DAYS];
	for (size_t t = 0; t < DAYS; t++) {
		volume[t] = usd;
		funding[t] = paid ? 1e-4 * (double)(t % 5) : NAN;
	}
	sa_add_coin(p, name, close, volume, funding, DAYS);
}

static rv_panel *market(void)
{
	rv_panel *p = NULL;
	double close[DAYS];
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 16, DAYS, &p), RV_OK);
	walk(close, 0, 1.0, 0.0);
	add(p, "BTC", close, 2e7, true);
	walk(close, 1, 1.1, 0.01);
	add(p, "ETH", close, 2e7, true);
	for (size_t i = 0; i < GOOD; i++) {
		walk(close, 2 + i, 0.9, 0.02);
		add(p, good[i], close, 2e7, true);
	}
	walk(close, 20, 0.9, 0.02);
	add(p, "SMALL", close, 1e6, true);
	add(p, "UNPAID", close, 2e7, false);
	for (size_t t = GONE; t < DAYS; t++)
		close[t] = NAN;
	add(p, "GONE", close, 2e7, true);
	walk(close, 21, 0.9, 0.02);
	for (size_t t = 0; t < LATE; t++)
		close[t] = NAN;
	add(p, "LATE", close, 2e7, true);
	for (size_t t = 0; t < DAYS; t++)
		close[t] = 5.0;
	add(p, "FLAT", close, 2e7, true);
	return p;
}

static cJSON *blocks_at(size_t days)
{
	rv_panel *panel = market();
	rv_step_params *p = calloc(1, sizeof(*p));
	rv_step_result *r = calloc(1, sizeof(*r));
	rv_step *s = NULL;
	assert_true(p && r);
	rv_step_params_default(p);
	p->modules = RV_MODULE_STAT_ARB;
	assert_int_equal(rv_step_new(p, &s), RV_OK);
	const rv_step_input in = { .signal = panel, .daily = panel, .asof_ms = sa_open_ms(days) };
	assert_int_equal(rv_step_run(s, &in, r), RV_OK);
	cJSON *root = cJSON_CreateObject();
	assert_true(rv_score_put_stat_arb(root, r));
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

static void reason_is(const cJSON *list, const char *coin, const char *want)
{
	assert_string_equal(at(list, coin)->valuestring, want);
}

static void every_coin_is_in_or_has_a_reason(void **state)
{
	(void)state;
	static const char *const others[] = { "BTC",  "ETH",  "SMALL", "UNPAID",
					      "GONE", "LATE", "FLAT" };
	cJSON *root = blocks_at(DAYS);
	const cJSON *model = at(root, "factor_model"), *out = at(root, "factor_excluded");
	const cJSON *book = at(root, "portfolio"), *left = at(book, "excluded");
	for (size_t i = 0; i < GOOD; i++) {
		assert_true(cJSON_IsNumber(at(at(model, good[i]), "idio_vol")));
		assert_true(cJSON_IsNumber(at(at(book, "weights"), good[i])));
		assert_null(cJSON_GetObjectItemCaseSensitive(out, good[i]));
		assert_null(cJSON_GetObjectItemCaseSensitive(left, good[i]));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_null(cJSON_GetObjectItemCaseSensitive(at(book, "weights"), others[i]));
	reason_is(out, "BTC", "a factor itself");
	reason_is(out, "LATE", "too few joint returns");
	reason_is(out, "GONE", "no return at the as-of bar");
	reason_is(out, "FLAT", "too few residuals, or they are constant");
	assert_int_equal(cJSON_GetArraySize(out), 5);
	reason_is(left, "ETH", "not in the universe");
	reason_is(left, "SMALL", "not in the universe");
	reason_is(left, "GONE", "not in the universe");
	reason_is(left, "LATE", "not in the universe");
	reason_is(left, "UNPAID", "funding unknown");
	reason_is(left, "FLAT", "too few residuals, or they are constant");
	assert_int_equal(cJSON_GetArraySize(left), 7);
	assert_int_equal(cJSON_GetArraySize(at(book, "weights")), GOOD);
	cJSON_Delete(root);
}

static void a_coin_of_later_is_not_named(void **state)
{
	(void)state;
	cJSON *root = blocks_at(LATE);
	char *text = cJSON_PrintUnformatted(root);
	assert_non_null(text);
	assert_null(strstr(text, "LATE"));
	assert_non_null(strstr(text, "GONE")); /* not gone yet */
	assert_null(strstr(text, "nan"));
	cJSON_free(text);
	cJSON_Delete(root);
	root = blocks_at(0);
	assert_true(cJSON_IsNull(at(root, "factor_excluded")));
	assert_true(cJSON_IsNull(at(root, "portfolio")));
	cJSON_Delete(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_coin_is_in_or_has_a_reason),
		cmocka_unit_test(a_coin_of_later_is_not_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
