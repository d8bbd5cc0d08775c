/*
 * Majors against alts against an independent reference: tests/oracle/majors_alts.py (pandas,
 * scikit-learn, scipy) made the numbers. Agreement to 1e-9 in every published number, and the same
 * regime at every one of the last 128 days.
 */
#include "engine/portfolio/majors_alts.h"
#include "tests/engine/portfolio/ma_market.h"
#include "tests/support/assert_close.h"

typedef struct ma_want_leg {
	const char *name;
	double beta_btc, beta_eth, weight;
} ma_want_leg;

typedef struct ma_case {
	const char *name;
	uint64_t seed;
	size_t coins, days, cut;
	const char *kind;
	int breadth_days, ema, confirm, regimes, size;
	double cap, max_vol, min_corr, high_vol, gross_cap;
	int compat_signs, standardize, inverse, dollar, ridge_absolute;
	double raw[RV_MA_FEATURES], z[RV_MA_FEATURES];
	size_t alts;
	double score_raw, score;
	int gated, regime, age;
	const char *history;
	double btc, eth, exposure[3];
	size_t n;
	ma_want_leg legs[RV_MA_BASKET_MAX];
} ma_case;

#include "tests/oracle/majors_alts_cases.h"

static rv_ma_params params_of(const ma_case *c)
{
	rv_ma_params p;
	rv_ma_params_default(&p);
	p.breadth_days = c->breadth_days;
	p.score_ema = c->ema;
	p.entry_confirm_days = c->confirm;
	p.n_regimes = c->regimes;
	p.basket_size = c->size;
	p.name_cap = c->cap;
	p.max_vol = c->max_vol;
	p.min_corr = c->min_corr;
	p.high_vol_return = c->high_vol;
	p.gross_cap = c->gross_cap;
	p.compat_signs = c->compat_signs;
	p.standardize_score = c->standardize;
	p.inverse_vol = c->inverse;
	p.dollar_neutral = c->dollar;
	p.ridge_absolute = c->ridge_absolute;
	return p;
}

/* The case's name and a detail, for the message of a difference. */
static const char *what(const ma_case *c, const char *detail)
{
	static char text[96];
	(void)snprintf(text, sizeof(text), "%s %s", c->name, detail);
	return text;
}

static void check_features(const ma_case *c, const rv_ma_result *r)
{
	for (size_t i = 0; i < RV_MA_FEATURES; i++) {
		const char *name = rv_ma_feature_name((rv_ma_feature)i);
		/* Small numbers (funding ~1e-4) are compared at their own scale. */
		const double scale = isfinite(c->raw[i]) ? fmax(1e-5, fabs(c->raw[i])) : 1.0;
		assert_close(what(c, name), r->features[i].raw / scale, c->raw[i] / scale, 1e-9);
		assert_close(what(c, name), r->features[i].z, c->z[i], 1e-9);
	}
	assert_int_equal(r->n_alts, c->alts);
}

static void check_score(const ma_case *c, const rv_ma_result *r)
{
	assert_close(what(c, "score_raw"), r->score_raw, c->score_raw, 1e-9);
	assert_close(what(c, "score"), r->score, c->score, 1e-9);
	assert_int_equal(r->gated, c->gated);
	assert_int_equal(r->n_hist, strlen(c->history));
	for (size_t i = 0; i < r->n_hist; i++) {
		if (r->hist_regime[i] != c->history[i] - '0')
			print_error("%s, bar %zu of %zu\n", c->name, i, r->n_hist);
		assert_int_equal(r->hist_regime[i], c->history[i] - '0');
	}
	assert_int_equal(r->state.regime, c->regime);
	assert_int_equal(r->state.age_bars, c->age);
}

/* A frame holds the coins that have had a bar, in the panel's order. */
static const char *frame_name(const rv_panel *panel, size_t index)
{
	for (size_t row = 0; row < rv_panel_symbols(panel); row++) {
		if (rv_panel_first_ms(panel, row) != INT64_MAX && index-- == 0)
			return rv_panel_name(panel, row);
	}
	return "no such coin";
}

static void check_book(const ma_case *c, const rv_panel *panel, const rv_ma_result *r)
{
	if (r->n_basket != c->n)
		print_error("%s: %zu names, expected %zu\n", c->name, r->n_basket, c->n);
	assert_int_equal(r->n_basket, c->n);
	for (size_t i = 0; i < c->n; i++) {
		const rv_ma_leg *l = &r->basket[i];
		assert_string_equal(frame_name(panel, l->index), c->legs[i].name);
		assert_close(what(c, "beta_btc"), l->beta_btc, c->legs[i].beta_btc, 1e-9);
		assert_close(what(c, "beta_eth"), l->beta_eth, c->legs[i].beta_eth, 1e-9);
		assert_close(what(c, "weight"), l->weight, c->legs[i].weight, 1e-9);
	}
	assert_close(what(c, "btc"), r->weight_btc, c->btc, 1e-9);
	assert_close(what(c, "eth"), r->weight_eth, c->eth, 1e-9);
	assert_close(what(c, "e_btc"), r->exposure_btc, c->exposure[0], 1e-9);
	assert_close(what(c, "e_eth"), r->exposure_eth, c->exposure[1], 1e-9);
	assert_close(what(c, "net"), r->net, c->exposure[2], 1e-9);
}

static void agrees_with_the_reference(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(ma_cases); i++) {
		const ma_case *c = &ma_cases[i];
		const ma_market m = ma_market_of(c->seed, c->coins, c->days, c->kind);
		rv_panel *panel = ma_panel(&m, c->cut, SIZE_MAX / 2, 1.0, false);
		const rv_ma_params p = params_of(c);
		rv_ma_result *r = ma_pass(panel, &p, INT64_MAX);
		check_features(c, r);
		check_score(c, r);
		check_book(c, panel, r);
		free(r);
		rv_panel_free(panel);
	}
}

/* The same bytes, whatever stands after the as-of bar and in which order the coins came. */
static void knows_nothing_of_the_future(void **state)
{
	(void)state;
	const ma_market m = ma_market_of(31, 30, 260, "");
	rv_ma_params p;
	rv_ma_params_default(&p);
	for (size_t cut = 1; cut < 200; cut += 37) {
		const int64_t asof = (int64_t)(1000 + m.days - cut) * RV_DAY_MS;
		rv_panel *shorter = ma_panel(&m, cut, SIZE_MAX / 2, 1.0, false);
		rv_panel *poisoned = ma_panel(&m, 0, m.days - cut, 1e3, true);
		rv_ma_result *a = ma_pass(shorter, &p, INT64_MAX);
		rv_ma_result *b = ma_pass(poisoned, &p, asof);
		/* A coin that is listed later only is in the longer panel, but in no frame. */
		assert_int_equal(a->close_ms, b->close_ms);
		assert_memory_equal(a, b, sizeof(*a));
		free(a);
		free(b);
		rv_panel_free(shorter);
		rv_panel_free(poisoned);
	}
}

static void nothing_known_is_said(void **state)
{
	(void)state;
	rv_ma_params p;
	rv_ma_params_default(&p);
	rv_panel *empty = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 4, 10, &empty), RV_OK);
	rv_ma_result *r = ma_pass(empty, &p, INT64_MAX);
	assert_int_equal(r->close_ms, 0);
	assert_true(isnan(r->score) && isnan(r->score_raw) && isnan(r->to_up));
	assert_int_equal(r->state.regime, RV_MA_UNKNOWN);
	assert_int_equal(r->n_basket, 0);
	free(r);
	rv_panel_free(empty);

	const ma_market m = ma_market_of(32, 20, 59, ""); /* one bar short of a z-score, of betas */
	rv_panel *panel = ma_panel(&m, 0, SIZE_MAX / 2, 1.0, false);
	r = ma_pass(panel, &p, INT64_MAX);
	assert_true(r->close_ms > 0 && isnan(r->score) && !r->trading);
	assert_int_equal(r->n_basket, 0);
	assert_close("no book", fabs(r->weight_btc) + fabs(r->weight_eth), 0.0, 0.0);
	free(r);
	rv_panel_free(panel);
}

/* A frame without the majors, and parameters out of their range. */
static void without_majors(void **state)
{
	(void)state;
	rv_ma_params p;
	rv_ma_params_default(&p);
	const ma_market m = ma_market_of(33, 20, 120, "");
	rv_panel *panel = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 18, m.days, &panel), RV_OK);
	for (size_t i = 2; i < m.coins; i++) {
		char name[RV_SYMBOL_MAX];
		ma_name(i, name);
		assert_int_equal(rv_panel_add_symbol(panel, name, RV_KIND_PERP), RV_OK);
		ma_coin(&m, i, 0, SIZE_MAX / 2, 1.0, panel, rv_panel_find(panel, name));
	}
	rv_ma_result *r = ma_pass(panel, &p, INT64_MAX);
	assert_true(isnan(r->features[RV_MA_MOMENTUM].raw));
	assert_true(isnan(r->features[RV_MA_VOLATILITY_SPREAD].raw));
	assert_true(isnan(r->features[RV_MA_FUNDING_SKEW].raw));
	assert_true(isnan(r->score)); /* less than half of the weight is known */
	assert_int_equal(r->n_basket, 0);
	free(r);

	rv_universe_params up;
	rv_frame *frame = NULL;
	rv_ma *w = NULL;
	static rv_ma_result out;
	rv_universe_params_default(&up);
	assert_int_equal(rv_frame_new(32, 200, &frame), RV_OK);
	assert_int_equal(rv_frame_fill(frame, panel, INT64_MAX), RV_OK);
	assert_int_equal(rv_ma_new(4, 200, &w), RV_OK);
	assert_int_equal(rv_ma_run(w, &p, &up, frame, &out), RV_EINVAL); /* too many coins */
	rv_ma_free(w);
	assert_int_equal(rv_ma_new(32, 200, &w), RV_OK);
	p.low = p.high;
	assert_int_equal(rv_ma_run(w, &p, &up, frame, &out), RV_EINVAL);
	rv_ma_free(w);
	rv_frame_free(frame);
	rv_panel_free(panel);
}

/* Every coin has a place: majors, names in the basket, or a reason. */
static void every_coin_has_a_reason(void **state)
{
	(void)state;
	const ma_market m = ma_market_of(34, 40, 300, "few_caps");
	rv_panel *panel = ma_panel(&m, 0, SIZE_MAX / 2, 1.0, false);
	rv_ma_params p;
	rv_ma_params_default(&p);
	p.n_exclude = 1;
	(void)snprintf(p.exclude[0], RV_SYMBOL_MAX, "c03"); /* without regard to case */
	p.basket_size = 6;
	rv_ma_result *r = ma_pass(panel, &p, INT64_MAX);
	size_t seen[RV_MA_REASONS] = { 0 };
	assert_int_equal(r->n_coins, 40);
	for (size_t i = 0; i < r->n_coins; i++) {
		assert_true(r->reason[i] < RV_MA_REASONS);
		seen[r->reason[i]]++;
	}
	assert_int_equal(seen[RV_MA_IN_BASKET], r->n_basket);
	assert_int_equal(seen[RV_MA_MAJOR], 2);
	assert_int_equal(seen[RV_MA_EXCLUDED], 1);
	assert_int_equal(r->reason[rv_panel_find(panel, "C03")], RV_MA_EXCLUDED);
	assert_true(seen[RV_MA_NO_CAP] > 0 && seen[RV_MA_NOT_IN_TOP] > 0);
	free(r);
	rv_panel_free(panel);
}

/* A coin of the market's first, but for what its name says. */
static void add_odd(const ma_market *m, const char *name, rv_panel *panel)
{
	assert_int_equal(rv_panel_add_symbol(panel, name, RV_KIND_PERP), RV_OK);
	const size_t row = rv_panel_find(panel, name);
	double price = 7.0;
	for (size_t t = 0; t < m->days; t++) {
		const size_t age = m->days - 1 - t;
		price *= strcmp(name, "FLAT") == 0 ? 1.0 : 1.0 + m->fb[t];
		if ((strcmp(name, "GONE") == 0 && age == 0) ||
		    (strcmp(name, "GAP") == 0 && age == 7) ||
		    (strcmp(name, "SPARSE") == 0 && age % 2 == 1 && age < 19))
			continue;
		const rv_bar bar = { .t = (1000 + (int64_t)t) * RV_DAY_MS,
				     .open = price,
				     .high = price,
				     .low = price,
				     .close = price,
				     .volume_base = NAN,
				     .volume_quote = 5e7 };
		assert_int_equal(rv_panel_put(panel, row, &bar), RV_OK);
		ma_put(panel, row, RV_PANEL_MCAP, bar.t, 1e9);
	}
}

/* What is unknown, constant or absent is neither "too volatile" nor "out of range". */
static void a_reason_is_the_true_one(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		rv_ma_reason want;
	} odd[] = { { "FLAT", RV_MA_CONSTANT },
		    { "GAP", RV_MA_NO_MOMENTUM },
		    { "GONE", RV_MA_NO_BAR },
		    { "SPARSE", RV_MA_NO_VOL } };
	const ma_market m = ma_market_of(35, 12, 200, "");
	rv_ma_params p;
	rv_ma_params_default(&p);
	p.max_vol = 100.0;
	p.min_momentum = -1.0;
	p.max_momentum = 100.0;
	rv_panel *panel = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 16, m.days, &panel), RV_OK);
	for (size_t i = 0; i < 2; i++) {
		char name[RV_SYMBOL_MAX];
		ma_name(i, name);
		assert_int_equal(rv_panel_add_symbol(panel, name, RV_KIND_PERP), RV_OK);
		ma_coin(&m, i, 0, SIZE_MAX / 2, 1.0, panel, rv_panel_find(panel, name));
	}
	add_odd(&m, "PLAIN", panel);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		add_odd(&m, odd[i].name, panel);
	rv_ma_result *r = ma_pass(panel, &p, INT64_MAX);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		/* names are in order in the frame: BTC, ETH, FLAT, GAP, GONE, PLAIN, SPARSE */
		const size_t at = i + (i < 3 ? 2 : 3);
		assert_string_equal(rv_ma_reason_text((rv_ma_reason)r->reason[at]),
				    rv_ma_reason_text(odd[i].want));
	}
	assert_int_equal(r->reason[5], RV_MA_IN_BASKET);
	p.max_vol = 0.01;
	free(r);
	r = ma_pass(panel, &p, INT64_MAX);
	assert_int_equal(r->reason[5], RV_MA_VOLATILE);
	free(r);
	rv_panel_free(panel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_reference),
		cmocka_unit_test(knows_nothing_of_the_future),
		cmocka_unit_test(nothing_known_is_said),
		cmocka_unit_test(without_majors),
		cmocka_unit_test(every_coin_has_a_reason),
		cmocka_unit_test(a_reason_is_the_true_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
