/*
 * Relative momentum: direction of the spreads and of the raw scores, baskets, missing symbols,
 * normalisation, parameters.
 */
#include "tests/engine/factors/rvm_run.h"
#include "tests/support/assert_close.h"
#include "tests/support/panel_fixture.h"

#include <math.h>

enum { BARS = 60 };

typedef struct fixture {
	rv_rvm_params params;
	rv_rvm_baskets baskets;
	rv_panel *panel;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_rvm_params_default(&f->params);
	rv_rvm_baskets_default(&f->baskets);
	f->panel = fx_panel(RV_INTERVAL_1H, 32, BARS);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	rv_panel_free(f->panel);
	free(f);
	return 0;
}

/* A coin that drifts by `drift` log return a bar around a wave that all coins share. */
static void add(fixture *f, const char *name, double drift)
{
	double close[BARS];
	for (size_t k = 0; k < BARS; k++)
		close[k] = 2.385 * exp(drift * (double)k + 0.013 * sin(0.7 * (double)k));
	fx_closes(f->panel, name, 0, close, BARS);
}

static void add_market(fixture *f, double btc, double l1, double alts, double meme)
{
	add(f, "BTC", btc);
	add(f, "ETH", l1);
	add(f, "SOL", l1);
	add(f, "LTC", alts);
	add(f, "LINK", alts);
	add(f, "SUI", alts);
	add(f, "DOGE", meme);
	add(f, "WIF", meme);
}

static double raw_of(const fixture *f, const rv_rvm_result *r, const char *name)
{
	return rvm_find(r, f->panel, name)->raw;
}

static void btc_outperforming_eth_is_positive(void **state)
{
	fixture *f = *state;
	add_market(f, 0.003, 0.001, 0.001, 0.001);
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	const rv_rvm_spread_value *v = &r->spreads[RV_SPREAD_BTC_VS_ETH];
	assert_true(v->available);
	assert_close("s", v->s, 0.002, 1e-12);
	assert_close("cum", v->cum, 0.096, 1e-12);
	assert_true(raw_of(f, r, "BTC") > raw_of(f, r, "ETH"));
	assert_close("term", rvm_find(r, f->panel, "BTC")->term_pair, 0.35 * 0.096, 1e-12);
	assert_close("term", rvm_find(r, f->panel, "ETH")->term_pair, -0.35 * 0.096, 1e-12);
	assert_close("term", rvm_find(r, f->panel, "SOL")->term_pair, 0.0, 0);
	free(r);
}

static void l1_outperforming_alts_is_positive(void **state)
{
	fixture *f = *state;
	add_market(f, 0.002, 0.002, -0.001, 0.0);
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	assert_close("s", r->spreads[RV_SPREAD_L1_VS_ALT].s, 0.003, 1e-12);
	assert_true(raw_of(f, r, "SOL") > raw_of(f, r, "LINK"));
	assert_close("term", rvm_find(r, f->panel, "SOL")->term_l1_alt, 0.35 * 0.144, 1e-12);
	assert_close("term", rvm_find(r, f->panel, "SUI")->term_l1_alt, -0.35 * 0.144, 1e-12);
	assert_close("term", rvm_find(r, f->panel, "WIF")->term_l1_alt, 0.0, 0);
	free(r);
}

static void meme_underperforming_the_rest_is_negative(void **state)
{
	fixture *f = *state;
	add_market(f, 0.001, 0.001, 0.001, -0.002);
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	assert_close("s", r->spreads[RV_SPREAD_MEME_VS_REST].s, -0.003, 1e-12);
	assert_true(raw_of(f, r, "DOGE") < raw_of(f, r, "LTC"));
	assert_close("meme", rvm_find(r, f->panel, "DOGE")->term_meme_rest, -0.2 * 0.144, 1e-12);
	assert_close("rest", rvm_find(r, f->panel, "LTC")->term_meme_rest, 0.2 * 0.144, 1e-12);
	free(r);
}

static void raw_scores_point_the_right_way(void **state)
{
	fixture *f = *state;
	add_market(f, 0.003, 0.002, -0.001, -0.002);
	add(f, "XRP", 0.0); /* in no basket */
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	static const char *const falling[] = { "BTC", "SOL", "ETH", "XRP", "LTC" };
	for (size_t i = 1; i < LEN(falling); i++)
		assert_true(raw_of(f, r, falling[i - 1]) > raw_of(f, r, falling[i]));
	assert_true(raw_of(f, r, "XRP") > raw_of(f, r, "WIF"));
	double own = 0.0;
	for (size_t i = 0; i < r->n; i++)
		own += r->symbols[i].term_own;
	assert_close("own terms are relative", own, 0.0, 1e-15);
	free(r);
}

static void equal_performance_is_no_spread(void **state)
{
	fixture *f = *state;
	add_market(f, 0.0017, 0.0017, 0.0017, 0.0017);
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	for (size_t i = 0; i < RV_SPREAD_N; i++) {
		assert_true(r->spreads[i].available);
		assert_true(fabs(r->spreads[i].s) < 1e-10);
	}
	free(r);
}

static void a_missing_leg_or_group_is_zero_and_says_so(void **state)
{
	fixture *f = *state;
	add(f, "BTC", 0.004);
	add(f, "XRP", -0.001);
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	for (size_t i = 0; i < RV_SPREAD_N; i++) {
		assert_false(r->spreads[i].available);
		assert_close("s", r->spreads[i].s, 0.0, 0);
		assert_close("cum", r->spreads[i].cum, 0.0, 0);
	}
	assert_close("own term only", raw_of(f, r, "BTC"), 0.1 * 48 * 0.0025, 1e-12);
	free(r);
}

static void l1_wins_over_alts(void **state)
{
	fixture *f = *state;
	add_market(f, 0.002, 0.002, -0.001, 0.0);
	memcpy(f->baskets.alts.symbols[f->baskets.alts.n++], "sol", 4);
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	const rv_rvm_symbol *sol = rvm_find(r, f->panel, "SOL");
	assert_int_equal(sol->baskets, RV_BASKET_L1 | RV_BASKET_ALTS);
	assert_close("spread as without", r->spreads[RV_SPREAD_L1_VS_ALT].s, 0.003, 1e-12);
	assert_close("term", sol->term_l1_alt, 0.35 * 0.144, 1e-12);
	free(r);
}

static void baskets_match_without_regard_to_case(void **state)
{
	fixture *f = *state;
	add(f, "kPEPE", 0.004);
	add(f, "BTC", 0.001);
	add(f, "Eth", 0.002);
	memcpy(f->baskets.meme.symbols[0], "KPEPE", 6);
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	assert_int_equal(rvm_find(r, f->panel, "kPEPE")->baskets, RV_BASKET_MEME);
	assert_int_equal(rvm_find(r, f->panel, "Eth")->baskets, RV_BASKET_L1);
	assert_close("pair", r->spreads[RV_SPREAD_BTC_VS_ETH].s, -0.001, 1e-12);
	assert_close("meme", r->spreads[RV_SPREAD_MEME_VS_REST].s, 0.0025, 1e-12);
	free(r);
}

static void an_unavailable_symbol_has_no_numbers(void **state)
{
	fixture *f = *state;
	add_market(f, 0.003, 0.001, 0.001, 0.001);
	double close[BARS];
	for (size_t k = 0; k < BARS; k++) /* 25 closes, 24 returns: the last is available */
		close[k] = k < BARS - 25 ? NAN : 3.5;
	fx_closes(f->panel, "ENOUGH", 0, close, BARS);
	close[BARS - 25] = NAN;
	fx_closes(f->panel, "SHORT", 0, close, BARS);
	for (size_t k = 0; k < BARS; k++)
		close[k] = k == BARS - 1 ? NAN : 3.5;
	fx_closes(f->panel, "SILENT", 0, close, BARS);
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	assert_int_equal(r->n, 11);
	assert_int_equal(r->n_available, 9);
	assert_true(rvm_find(r, f->panel, "ENOUGH")->available);
	assert_int_equal(rvm_find(r, f->panel, "ENOUGH")->n_returns, 24);
	static const char *const gone[] = { "SHORT", "SILENT" };
	for (size_t i = 0; i < LEN(gone); i++) {
		const rv_rvm_symbol *s = rvm_find(r, f->panel, gone[i]);
		assert_false(s->available);
		assert_close("score", s->score, 0.0, 0);
		assert_close("raw", s->raw, NAN, 0);
		assert_close("z", s->z, NAN, 0);
		assert_close("momentum", s->momentum, NAN, 0);
		assert_close("term", s->term_own, NAN, 0);
	}
	assert_int_equal(rvm_find(r, f->panel, "SHORT")->n_returns, 23);
	assert_int_equal(rvm_find(r, f->panel, "SILENT")->n_returns, 47);
	free(r);
}

static void a_short_lookback_needs_all_its_returns(void **state)
{
	fixture *f = *state;
	add(f, "BTC", 0.001);
	double close[BARS];
	for (size_t k = 0; k < BARS; k++)
		close[k] = k == BARS - 4 ? NAN : 3.5;
	fx_closes(f->panel, "HOLE", 0, close, BARS);
	f->params.lookback_bars = 5;
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	assert_true(rvm_find(r, f->panel, "BTC")->available);
	assert_false(rvm_find(r, f->panel, "HOLE")->available);
	free(r);
}

static void indices_and_stablecoins_are_not_scored(void **state)
{
	fixture *f = *state;
	assert_int_equal(rv_panel_add_symbol(f->panel, "BTCDOM", RV_KIND_INDEX), RV_OK);
	assert_int_equal(rv_panel_add_symbol(f->panel, "USDC", RV_KIND_STABLE), RV_OK);
	add(f, "BTCDOM", 0.01);
	add(f, "USDC", 0.0);
	add_market(f, 0.003, 0.001, 0.001, 0.002);
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	assert_int_equal(r->n, 8);
	assert_int_equal(r->n_available, 8);
	/* rest: BTC 0.003 and five at 0.001 */
	assert_close("meme", r->spreads[RV_SPREAD_MEME_VS_REST].s, 0.002 - 0.008 / 6.0, 1e-12);
	free(r);
}

static void disabled_scores_nobody(void **state)
{
	fixture *f = *state;
	add_market(f, 0.003, 0.001, 0.001, 0.001);
	f->params.enabled = false;
	rv_rvm_result *r = rvm_newest(&f->params, &f->baskets, f->panel);
	assert_int_equal(r->n, 8);
	assert_int_equal(r->n_available, 0);
	assert_close("mean", r->mean_momentum, NAN, 0);
	for (size_t i = 0; i < r->n; i++) {
		assert_false(r->symbols[i].available);
		assert_close("score", r->symbols[i].score, 0.0, 0);
	}
	assert_false(r->spreads[RV_SPREAD_BTC_VS_ETH].available);
	free(r);
}

static void normalises_none_one_and_two(void **state)
{
	(void)state;
	static const rv_rvm_mode modes[] = { RV_RVM_ZSCORE, RV_RVM_RANK };
	for (size_t m = 0; m < LEN(modes); m++) {
		double raw[] = { 0.37, -2.385 }, score[] = { 42.0, 42.0 };
		rv_rvm_normalize(raw, 0, modes[m], 0.5, score);
		assert_close("none", score[0], 42.0, 0);
		rv_rvm_normalize(raw, 1, modes[m], 0.5, score);
		assert_close("one", score[0], 0.0, 0);
		assert_close("one", score[1], 42.0, 0);
		rv_rvm_normalize(raw, 2, modes[m], 0.5, score);
		const double want = modes[m] == RV_RVM_RANK ? 0.5 : 0.5 * 0.46211715726000976;
		assert_close("high", score[0], want, 1e-15);
		assert_close("low", score[1], -want, 1e-15);
	}
}

static void normalises_constants_and_unknowns(void **state)
{
	(void)state;
	static const rv_rvm_mode modes[] = { RV_RVM_ZSCORE, RV_RVM_RANK };
	for (size_t m = 0; m < LEN(modes); m++) {
		double same[7], score[7];
		for (size_t i = 0; i < LEN(same); i++)
			same[i] = 0.1;
		rv_rvm_normalize(same, LEN(same), modes[m], 1.0, score);
		for (size_t i = 0; i < LEN(same); i++)
			assert_close("constant", score[i], 0.0, 0);
		const double raw[] = { NAN, 2.0, -1.0, NAN, 0.5 };
		const double known[] = { 2.0, -1.0, 0.5 };
		double some[3];
		rv_rvm_normalize(raw, LEN(raw), modes[m], 1.0, score);
		rv_rvm_normalize(known, LEN(known), modes[m], 1.0, some);
		assert_close("unknown", score[0], NAN, 0);
		assert_close("known", score[1], some[0], 0);
		assert_close("known", score[2], some[1], 0);
		assert_close("unknown", score[3], NAN, 0);
		assert_close("known", score[4], some[2], 0);
	}
}

static void ranks_span_the_range_exactly_and_average_ties(void **state)
{
	(void)state;
	const double four[] = { 0.3, -5.0, 0.1, 9.75 };
	double score[5];
	rv_rvm_normalize(four, 4, RV_RVM_RANK, 0.5, score);
	assert_close("lowest", score[1], -0.5, 0);
	assert_close("highest", score[3], 0.5, 0);
	assert_close("third", score[2], -0.5 / 3.0, 1e-15);
	assert_close("second", score[0], 0.5 / 3.0, 1e-15);
	const double ties[] = { 1.0, 7.0, 1.0, 7.0, 3.0 };
	const double want[] = { -0.75, 0.75, -0.75, 0.75, 0.0 };
	rv_rvm_normalize(ties, 5, RV_RVM_RANK, 1.0, score);
	for (size_t i = 0; i < LEN(want); i++)
		assert_close("tie", score[i], want[i], 0);
}

static void refuses_parameters_out_of_range(void **state)
{
	fixture *f = *state;
	add_market(f, 0.003, 0.001, 0.001, 0.001);
	rv_rvm *w = rvm_workspace(&f->params);
	rv_rvm_result *r = calloc(1, sizeof(*r));
	assert_non_null(r);
	rv_rvm_params bad[8];
	for (size_t i = 0; i < LEN(bad); i++)
		bad[i] = f->params;
	bad[0].lookback_bars = 1;
	bad[1].lookback_bars = 49; /* more than the workspace was made for */
	bad[2].half_life_bars = NAN;
	bad[3].max_abs_score = 0.0;
	bad[4].max_abs_score = 1.5;
	bad[5].normalize_mode = (rv_rvm_mode)7;
	bad[6].per_symbol_weight = INFINITY;
	bad[7].max_abs_score = NAN;
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(rv_rvm_run(w, &bad[i], &f->baskets, f->panel, BARS - 1, r),
				 RV_EINVAL);
	assert_int_equal(rv_rvm_run(w, &f->params, &f->baskets, f->panel, BARS, r), RV_EINVAL);
	rv_rvm *small = NULL;
	assert_int_equal(rv_rvm_new(7, 48, &small), RV_OK);
	assert_int_equal(rv_rvm_run(small, &f->params, &f->baskets, f->panel, BARS - 1, r),
			 RV_EINVAL);
	rv_rvm_free(small);
	assert_int_equal(rv_rvm_new(0, 48, &small), RV_EINVAL);
	assert_int_equal(rv_rvm_new(8, 1, &small), RV_EINVAL);
	assert_int_equal(rv_rvm_new(8, RV_RVM_LOOKBACK_MAX + 1, &small), RV_EINVAL);
	rv_rvm_free(NULL);
	free(r);
	rv_rvm_free(w);
}

static void names_the_spreads(void **state)
{
	(void)state;
	assert_string_equal(rv_spread_name(RV_SPREAD_BTC_VS_ETH), "btc_vs_eth");
	assert_string_equal(rv_spread_name(RV_SPREAD_L1_VS_ALT), "l1_vs_alt");
	assert_string_equal(rv_spread_name(RV_SPREAD_MEME_VS_REST), "meme_vs_rest");
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(btc_outperforming_eth_is_positive),
		WITH(l1_outperforming_alts_is_positive),
		WITH(meme_underperforming_the_rest_is_negative),
		WITH(raw_scores_point_the_right_way),
		WITH(equal_performance_is_no_spread),
		WITH(a_missing_leg_or_group_is_zero_and_says_so),
		WITH(l1_wins_over_alts),
		WITH(baskets_match_without_regard_to_case),
		WITH(an_unavailable_symbol_has_no_numbers),
		WITH(a_short_lookback_needs_all_its_returns),
		WITH(indices_and_stablecoins_are_not_scored),
		WITH(disabled_scores_nobody),
		cmocka_unit_test(normalises_none_one_and_two),
		cmocka_unit_test(normalises_constants_and_unknowns),
		cmocka_unit_test(ranks_span_the_range_exactly_and_average_ties),
		WITH(refuses_parameters_out_of_range),
		cmocka_unit_test(names_the_spreads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
