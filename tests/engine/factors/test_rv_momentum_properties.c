/*
 * Relative momentum: properties that hold for any market, most of them to the bit, on seeded
 * random walks with holes.
 */
#include "tests/engine/factors/rvm_run.h"
#include "tests/support/assert_close.h"
#include "tests/support/panel_fixture.h"

#include <math.h>

static const char *const names[] = { "BTC",  "ETH", "SOL",   "LTC", "LINK", "SUI", "DOGE", "WIF",
				     "AAVE", "XRP", "kPEPE", "APT", "TIA",  "UNI", "1INCH" };
enum { BARS = 400 };

static rv_rvm_params params_of(uint64_t seed)
{
	rv_rvm_params p;
	rv_rvm_params_default(&p);
	p.normalize_mode = seed % 2 ? RV_RVM_RANK : RV_RVM_ZSCORE;
	p.half_life_bars = seed % 3 ? 24.0 : 0.0;
	p.lookback_bars = seed % 5 ? 48 : 77;
	return p;
}

static rv_rvm_baskets default_baskets(void)
{
	rv_rvm_baskets b;
	rv_rvm_baskets_default(&b);
	return b;
}

static rv_panel *walks(uint64_t seed)
{
	return fx_random_walks(names, LEN(names), BARS, seed, seed % 4 ? 0.08 : 0.0);
}

static void assert_same_bits(const rv_rvm_result *a, const rv_rvm_result *b)
{
	assert_int_equal(a->bar_close_ms, b->bar_close_ms);
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->n_available, b->n_available);
	assert_memory_equal(&a->mean_momentum, &b->mean_momentum, sizeof(a->mean_momentum));
	for (size_t i = 0; i < RV_SPREAD_N; i++) {
		assert_int_equal(a->spreads[i].available, b->spreads[i].available);
		assert_memory_equal(&a->spreads[i].s, &b->spreads[i].s, 2 * sizeof(double));
	}
	for (size_t i = 0; i < a->n; i++) {
		const rv_rvm_symbol *s = &a->symbols[i], *t = &b->symbols[i];
		assert_int_equal(s->row, t->row);
		assert_int_equal(s->available, t->available);
		assert_int_equal(s->baskets, t->baskets);
		assert_int_equal(s->n_returns, t->n_returns);
		assert_memory_equal(&s->momentum, &t->momentum, 8 * sizeof(double));
	}
}

/* The panel sorts: the order in which symbols came must not show. */
static void the_order_of_arrival_does_not_matter(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		const rv_rvm_params p = params_of(seed);
		const rv_rvm_baskets b = default_baskets();
		rv_panel *panel = walks(seed), *reversed = fx_copy(panel, BARS, 1.0);
		rv_rvm_result *r = rvm_newest(&p, &b, panel), *q = rvm_newest(&p, &b, reversed);
		assert_same_bits(r, q);
		free(r);
		free(q);
		rv_panel_free(panel);
		rv_panel_free(reversed);
	}
}

static void bars_after_the_as_of_bar_do_not_matter(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		const rv_rvm_params p = params_of(seed);
		const rv_rvm_baskets b = default_baskets();
		const size_t col = 20 + 31 * (size_t)seed;
		rv_panel *panel = walks(seed), *cut = fx_copy(panel, col + 1, 1.0);
		rv_rvm_result *r = rvm_at(&p, &b, panel, col), *q = rvm_at(&p, &b, cut, col);
		assert_same_bits(r, q);
		free(r);
		free(q);
		rv_panel_free(panel);
		rv_panel_free(cut);
	}
}

/* A symbol that lists later is not there yet; one that stopped long ago still is. */
static void only_symbols_with_a_bar_are_listed(void **state)
{
	(void)state;
	const rv_rvm_params p = params_of(0);
	const rv_rvm_baskets b = default_baskets();
	rv_panel *panel = fx_panel(RV_INTERVAL_1H, 8, 120);
	double close[200];
	for (size_t k = 0; k < LEN(close); k++)
		close[k] = 10.0 + (double)(k % 7);
	fx_closes(panel, "BTC", 0, close, 200);
	fx_closes(panel, "NEW", 190, close, 10);
	rv_rvm_result *r = rvm_at(&p, &b, panel, 100);
	assert_int_equal(r->n, 1);
	free(r);
	rv_panel_free(panel);
	panel = fx_panel(RV_INTERVAL_1H, 8, 120);
	fx_closes(panel, "OLD", 0, close, 30);
	fx_closes(panel, "BTC", 0, close, 200);
	r = rvm_at(&p, &b, panel, 100);
	assert_int_equal(r->n, 2);
	assert_false(rvm_find(r, panel, "OLD")->available);
	free(r);
	rv_panel_free(panel);
}

/* Powers of two change no quotient of prices, so not even the last bit may move. */
static void the_unit_of_the_price_does_not_matter(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++) {
		const rv_rvm_params p = params_of(seed);
		const rv_rvm_baskets b = default_baskets();
		rv_panel *panel = walks(seed), *scaled = fx_copy(panel, BARS, 0x1p-9);
		rv_rvm_result *r = rvm_newest(&p, &b, panel), *q = rvm_newest(&p, &b, scaled);
		assert_same_bits(r, q);
		free(r);
		free(q);
		rv_panel_free(panel);
		rv_panel_free(scaled);
	}
}

static int sign(double v)
{
	return (v > 0.0) - (v < 0.0);
}

static void without_own_momentum_signs_are_those_of_the_spreads(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		rv_rvm_params p = params_of(seed);
		p.per_symbol_weight = 0.0;
		const rv_rvm_baskets b = default_baskets();
		rv_panel *panel = fx_random_walks(names, LEN(names), BARS, seed, 0.0);
		rv_rvm_result *r = rvm_newest(&p, &b, panel);
		const double btc = rvm_find(r, panel, "BTC")->raw;
		const double eth = rvm_find(r, panel, "ETH")->raw;
		const double sol = rvm_find(r, panel, "SOL")->raw;
		const double link = rvm_find(r, panel, "LINK")->raw;
		const double wif = rvm_find(r, panel, "WIF")->raw;
		const double xrp = rvm_find(r, panel, "XRP")->raw;
		assert_int_equal(sign(btc - eth), sign(r->spreads[RV_SPREAD_BTC_VS_ETH].cum));
		assert_int_equal(sign(sol - link), sign(r->spreads[RV_SPREAD_L1_VS_ALT].cum));
		assert_int_equal(sign(wif - xrp), sign(r->spreads[RV_SPREAD_MEME_VS_REST].cum));
		free(r);
		rv_panel_free(panel);
	}
}

static void scores_stay_in_range_and_keep_the_order_of_raw(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		rv_rvm_params p = params_of(seed);
		p.max_abs_score = 0.7;
		const rv_rvm_baskets b = default_baskets();
		rv_panel *panel = walks(seed);
		rv_rvm_result *r = rvm_newest(&p, &b, panel);
		assert_true(r->n_available > 4);
		for (size_t i = 0; i < r->n; i++) {
			const rv_rvm_symbol *s = &r->symbols[i];
			assert_true(fabs(s->score) <= 0.7);
			for (size_t j = 0; j < r->n && s->available; j++) {
				const rv_rvm_symbol *t = &r->symbols[j];
				if (t->available && t->raw < s->raw)
					assert_true(t->score < s->score);
			}
		}
		free(r);
		rv_panel_free(panel);
	}
}

/* momentum is lookback * HM of the returns, by the function that the details view uses. */
static void momentum_is_the_published_mean(void **state)
{
	(void)state;
	rv_rvm_params p = params_of(1);
	const rv_rvm_baskets b = default_baskets();
	rv_panel *panel = walks(7);
	rv_rvm_result *r = rvm_newest(&p, &b, panel);
	for (size_t i = 0; i < r->n; i++) {
		const rv_rvm_symbol *s = &r->symbols[i];
		const double *close = rv_panel_row(panel, RV_PANEL_CLOSE, s->row);
		double d[48];
		for (size_t k = 0; k < LEN(d); k++)
			d[k] = log(close[BARS - 48 + k] / close[BARS - 49 + k]);
		const double want = 48.0 * rv_rvm_half_life_mean(d, LEN(d), p.half_life_bars);
		if (s->available)
			assert_memory_equal(&s->momentum, &want, sizeof(want));
	}
	free(r);
	rv_panel_free(panel);
}

/* Raw scores by hand: own momentum alone for the unlisted, everything else as it was. */
static void unlisted_coins_may_stand_for_themselves(void **state)
{
	(void)state;
	const rv_rvm_baskets b = default_baskets();
	for (uint64_t seed = 1; seed <= 6; seed++) {
		rv_rvm_params p = params_of(seed);
		rv_panel *panel = walks(seed);
		rv_rvm_result *was = rvm_newest(&p, &b, panel);
		p.unlisted_own_weight = 0.45;
		rv_rvm_result *is = rvm_newest(&p, &b, panel);
		size_t unlisted = 0;
		for (size_t i = 0; i < is->n; i++) {
			const rv_rvm_symbol *s = &is->symbols[i], *t = &was->symbols[i];
			const bool own = s->baskets == 0 && s->available;
			unlisted += own;
			assert_close(rv_panel_name(panel, s->row), s->raw,
				     own ? 0.45 * (s->momentum - is->mean_momentum) : t->raw,
				     1e-15);
			assert_close("rest", s->term_meme_rest, own ? 0.0 : t->term_meme_rest, 0.0);
		}
		assert_true(unlisted >= 4);
		free(was);
		free(is);
		rv_panel_free(panel);
	}
}

static void check_history(const rv_rvm_params *p, const rv_panel *panel, size_t asof, size_t n)
{
	const rv_rvm_baskets b = default_baskets();
	double *hist = malloc(RV_SPREAD_N * n * sizeof(*hist));
	rv_rvm *w = rvm_workspace(p);
	rv_rvm_result *r = calloc(1, sizeof(*r));
	assert_non_null(hist);
	assert_non_null(r);
	assert_int_equal(rv_rvm_spread_history(w, p, &b, panel, asof, n, hist), RV_OK);
	for (size_t i = 0; i < n; i++) {
		const bool known = asof + 1 + i >= n;
		if (known)
			assert_int_equal(rv_rvm_run(w, p, &b, panel, asof + 1 + i - n, r), RV_OK);
		for (size_t s = 0; s < RV_SPREAD_N; s++) {
			const double want =
				known && r->spreads[s].available ? r->spreads[s].cum : NAN;
			if (isnan(want))
				assert_true(isnan(hist[s * n + i]));
			else
				assert_memory_equal(&hist[s * n + i], &want, sizeof(want));
		}
	}
	rv_rvm_free(w);
	free(r);
	free(hist);
}

static void history_equals_the_pass_at_each_bar(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 6; seed++) {
		const rv_rvm_params p = params_of(seed);
		rv_panel *panel = walks(seed);
		check_history(&p, panel, BARS - 1, 168);
		check_history(&p, panel, BARS - 1, 1);
		check_history(&p, panel, BARS - 1, 390); /* more than one block of returns */
		check_history(&p, panel, 100, 168);	 /* more than there are bars */
		check_history(&p, panel, 0, 3);
		rv_panel_free(panel);
	}
}

/* Few symbols, none, one, two; a market that stands still. */
static void small_and_still_markets(void **state)
{
	(void)state;
	rv_rvm_params p = params_of(0);
	const rv_rvm_baskets b = default_baskets();
	double close[60];
	for (size_t k = 0; k < LEN(close); k++)
		close[k] = 2.385;
	for (size_t n = 0; n <= 8; n++) {
		rv_panel *panel = fx_panel(RV_INTERVAL_1H, 9, 60);
		assert_int_equal(rv_panel_add_symbol(panel, "BTCDOM", RV_KIND_INDEX), RV_OK);
		fx_closes(panel, "BTCDOM", 0, close, LEN(close));
		for (size_t i = 0; i < n; i++)
			fx_closes(panel, names[i], 0, close, LEN(close));
		for (int mode = 0; mode < 2; mode++) {
			p.normalize_mode = mode ? RV_RVM_RANK : RV_RVM_ZSCORE;
			rv_rvm_result *r = rvm_newest(&p, &b, panel);
			assert_int_equal(r->n, n);
			assert_int_equal(r->n_available, n);
			for (size_t i = 0; i < n; i++)
				assert_close("still", r->symbols[i].score, 0.0, 0);
			free(r);
		}
		rv_panel_free(panel);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_of_arrival_does_not_matter),
		cmocka_unit_test(unlisted_coins_may_stand_for_themselves),
		cmocka_unit_test(bars_after_the_as_of_bar_do_not_matter),
		cmocka_unit_test(only_symbols_with_a_bar_are_listed),
		cmocka_unit_test(the_unit_of_the_price_does_not_matter),
		cmocka_unit_test(without_own_momentum_signs_are_those_of_the_spreads),
		cmocka_unit_test(scores_stay_in_range_and_keep_the_order_of_raw),
		cmocka_unit_test(momentum_is_the_published_mean),
		cmocka_unit_test(history_equals_the_pass_at_each_bar),
		cmocka_unit_test(small_and_still_markets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
