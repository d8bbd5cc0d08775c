/*
 * Terms divided by the sd of their own history: against tests/oracle/rv_momentum.py, which makes a
 * whole pass at every bar; against the history of the spreads; and what must not count.
 */
#include "engine/base/rng.h"
#include "engine/factors/rv_momentum.h"
#include "engine/stats/halflife.h"
#include "engine/stats/moments.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/panel_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct sd_symbol {
	const char *name;
	double sd_own, raw, score;
} sd_symbol;

typedef struct sd_case {
	const char *name;
	int lookback;
	double half_life;
	rv_rvm_mode mode;
	double unlisted;
	int days;
	size_t n, bars;
	const double *close; /* [n][bars] */
	const sd_symbol *symbols;
	double spread_sd[RV_SPREAD_N];
} sd_case;

#include "tests/oracle/rv_momentum_sd_cases.h"

static rv_rvm_params params_of(const sd_case *c)
{
	rv_rvm_params p;
	rv_rvm_params_default(&p);
	p.lookback_bars = c->lookback;
	p.half_life_bars = c->half_life;
	p.normalize_mode = c->mode;
	p.unlisted_own_weight = c->unlisted;
	p.term_sd = true;
	p.term_sd_days = c->days;
	return p;
}

static rv_panel *panel_of(const sd_case *c)
{
	rv_panel *panel = fx_panel(RV_INTERVAL_1D, c->n, c->bars);
	for (size_t i = 0; i < c->n; i++)
		fx_closes(panel, c->symbols[i].name, 0, c->close + i * c->bars, c->bars);
	return panel;
}

static rv_rvm_result *pass(const rv_rvm_params *p, const rv_panel *panel, size_t col)
{
	rv_rvm_baskets b;
	rv_rvm *w = NULL;
	rv_rvm_result *r = calloc(1, sizeof(*r));
	assert_non_null(r);
	rv_rvm_baskets_default(&b);
	assert_int_equal(rv_rvm_new(rv_panel_symbols(panel), (size_t)p->lookback_bars, &w), RV_OK);
	assert_int_equal(rv_rvm_run(w, p, &b, panel, col, r), RV_OK);
	rv_rvm_free(w);
	return r;
}

static const rv_rvm_symbol *find(const rv_rvm_result *r, const rv_panel *panel, const char *name)
{
	for (size_t i = 0; i < r->n; i++) {
		if (r->symbols[i].row == rv_panel_find(panel, name))
			return &r->symbols[i];
	}
	fail_msg("%s is not in the result", name);
	return NULL;
}

static void agrees_with_the_reference(void **state)
{
	(void)state;
	for (size_t k = 0; k < LEN(sd_cases); k++) {
		const sd_case *c = &sd_cases[k];
		const rv_rvm_params p = params_of(c);
		rv_panel *panel = panel_of(c);
		rv_rvm_result *r = pass(&p, panel, c->bars - 1);
		assert_true(r->divided);
		for (size_t s = 0; s < RV_SPREAD_N; s++)
			assert_close(c->name, r->spread_sd[s], c->spread_sd[s], 1e-10);
		for (size_t i = 0; i < c->n; i++) {
			const rv_rvm_symbol *x = find(r, panel, c->symbols[i].name);
			assert_close(c->symbols[i].name, x->sd_own, c->symbols[i].sd_own, 1e-10);
			assert_close(c->symbols[i].name, x->raw, c->symbols[i].raw, 1e-9);
			assert_close(c->symbols[i].name, x->score, c->symbols[i].score, 1e-9);
		}
		free(r);
		rv_panel_free(panel);
	}
}

/* The sd of the history that the console shows: of hourly bars the newest 1392 values. */
static void is_the_sd_of_the_published_history(void **state)
{
	(void)state;
	static const char *const names[] = { "ADA", "BTC", "DOGE", "ETH", "LINK",
					     "LTC", "SOL", "SUI",  "WIF", "XRP" };
	enum { N = 1392 };
	double *hist = malloc(RV_SPREAD_N * N * sizeof(*hist));
	rv_rvm_params p;
	rv_rvm_baskets b;
	rv_rvm *w = NULL;
	rv_rvm_params_default(&p);
	rv_rvm_baskets_default(&b);
	assert_non_null(hist);
	assert_int_equal(rv_rvm_new(16, 48, &w), RV_OK);
	for (uint64_t seed = 1; seed <= 3; seed++) {
		rv_panel *panel = fx_random_walks(names, LEN(names), 1700, seed, 0.05);
		const size_t col = rv_panel_bars(panel) - 1;
		p.term_sd = true;
		rv_rvm_result *r = pass(&p, panel, col);
		assert_int_equal(rv_rvm_spread_history(w, &p, &b, panel, col, N, hist), RV_OK);
		for (size_t s = 0; s < RV_SPREAD_N; s++)
			assert_close("sd", r->spread_sd[s], rv_sd1(hist + s * N, N), 1e-9);
		free(r);
		rv_panel_free(panel);
	}
	rv_rvm_free(w);
	free(hist);
}

static void off_is_as_before(void **state)
{
	(void)state;
	const sd_case *c = &sd_cases[1];
	rv_rvm_params p = params_of(c);
	p.term_sd = false;
	rv_panel *panel = panel_of(c);
	rv_rvm_result *r = pass(&p, panel, c->bars - 1);
	assert_false(r->divided);
	for (size_t s = 0; s < RV_SPREAD_N; s++)
		assert_true(isnan(r->spread_sd[s]));
	for (size_t i = 0; i < r->n; i++) {
		assert_true(isnan(r->symbols[i].sd_own));
		if (r->symbols[i].available)
			assert_close("raw", r->symbols[i].raw,
				     r->symbols[i].term_pair + r->symbols[i].term_l1_alt +
					     r->symbols[i].term_meme_rest + r->symbols[i].term_own,
				     1e-15);
	}
	free(r);
	rv_panel_free(panel);
}

static void nothing_later_counts(void **state)
{
	(void)state;
	const sd_case *c = &sd_cases[0];
	const rv_rvm_params p = params_of(c);
	rv_panel *panel = panel_of(c);
	const size_t col = c->bars - 40;
	rv_rvm_result *all = pass(&p, panel, col);
	rv_panel *cut = fx_copy(panel, col + 1, 1.0);
	rv_rvm_result *r = pass(&p, cut, col);
	assert_memory_equal(r->spread_sd, all->spread_sd, sizeof(r->spread_sd));
	for (size_t i = 0; i < r->n; i++) {
		assert_memory_equal(&r->symbols[i].sd_own, &all->symbols[i].sd_own, sizeof(double));
		assert_memory_equal(&r->symbols[i].raw, &all->symbols[i].raw, sizeof(double));
		assert_memory_equal(&r->symbols[i].score, &all->symbols[i].score, sizeof(double));
	}
	free(r);
	free(all);
	rv_panel_free(cut);
	rv_panel_free(panel);
}

/* A shorter frame, with fewer coins than the panel has rows: not a bit changes. */
static void a_lent_frame_changes_no_bit(void **state)
{
	(void)state;
	const sd_case *c = &sd_cases[0];
	const rv_rvm_params p = params_of(c);
	rv_rvm_baskets b;
	rv_rvm *w = NULL;
	rv_frame *f = NULL;
	rv_panel *panel = panel_of(c);
	rv_rvm_result *want = pass(&p, panel, c->bars - 1), *r = calloc(1, sizeof(*r));
	assert_non_null(r);
	rv_rvm_baskets_default(&b);
	assert_int_equal(rv_rvm_new(c->n, (size_t)p.lookback_bars, &w), RV_OK);
	for (size_t bars = 2; bars <= 430; bars += 107) {
		assert_int_equal(rv_frame_new(c->n, bars, &f), RV_OK);
		assert_int_equal(rv_frame_fill(f, panel, INT64_MAX), RV_OK);
		rv_rvm_lend(w, f);
		assert_int_equal(rv_rvm_run(w, &p, &b, panel, c->bars - 1, r), RV_OK);
		assert_memory_equal(r->spread_sd, want->spread_sd, sizeof(r->spread_sd));
		for (size_t i = 0; i < r->n; i++)
			assert_memory_equal(&r->symbols[i].raw, &want->symbols[i].raw,
					    sizeof(double));
		rv_frame_free(f);
	}
	rv_rvm_free(w);
	free(r);
	free(want);
	rv_panel_free(panel);
}

/* Given sds are used as they are; an unknown one silences its term. */
static void given_sds_divide(void **state)
{
	(void)state;
	static rv_rvm_sds sds;
	const sd_case *c = &sd_cases[1];
	rv_rvm_params p = params_of(c);
	rv_rvm_baskets b;
	rv_rvm *w = NULL;
	rv_panel *panel = panel_of(c);
	rv_rvm_result *r = calloc(1, sizeof(*r));
	assert_non_null(r);
	rv_rvm_baskets_default(&b);
	assert_int_equal(rv_rvm_new(c->n, (size_t)p.lookback_bars, &w), RV_OK);
	sds.spread[0] = 0.5;
	sds.spread[1] = sds.spread[2] = NAN;
	for (size_t i = 0; i < RV_MAX_SYMBOLS; i++)
		sds.own[i] = 0.25;
	assert_int_equal(rv_rvm_run_by(w, &p, &b, panel, c->bars - 1, &sds, r), RV_OK);
	const rv_rvm_symbol *btc = find(r, panel, "BTC");
	assert_close("pair", btc->term_pair, 0.35 * r->spreads[0].cum / 0.5, 1e-15);
	assert_close("l1", btc->term_l1_alt, 0.0, 0.0);
	assert_close("own", btc->term_own, 0.1 * (btc->momentum - r->mean_momentum) / 0.25, 1e-15);
	p.term_sd_min = 1;
	assert_int_equal(rv_rvm_run(w, &p, &b, panel, c->bars - 1, r), RV_EINVAL);
	p.term_sd_min = 60;
	p.term_sd_days = RV_RVM_SD_DAYS_MAX + 1;
	assert_int_equal(rv_rvm_run(w, &p, &b, panel, c->bars - 1, r), RV_EINVAL);
	rv_rvm_free(w);
	free(r);
	rv_panel_free(panel);
}

/* The streaming mean is the direct one at every bar, through gaps, for odd windows. */
static void the_series_is_the_direct_mean(void **state)
{
	(void)state;
	enum { N = 300, MOST = 60 };
	static const double half_lives[] = { 24.0, 5.5, 0.0, 0.7 };
	double x[N], mean[N], count[N], weights[MOST];
	rv_triple work[MOST + 1];
	rv_rng g;
	rv_rng_seed(&g, 7, 1, 0);
	for (size_t k = 0; k < N; k++)
		x[k] = rv_rng_uniform(&g) < 0.3 || (k > 100 && k < 170) ? NAN : rv_rng_normal(&g);
	for (size_t window = 1; window <= MOST; window += window < 4 ? 1 : 7) {
		for (size_t h = 0; h < LEN(half_lives); h++) {
			rv_half_life_weights(half_lives[h], window, weights);
			rv_half_life_series(x, N, weights, window, work, mean, count);
			for (size_t k = 0; k < N; k++) {
				const size_t n = k + 1 < window ? k + 1 : window;
				double known = 0.0;
				for (size_t j = k + 1 - n; j <= k; j++)
					known += isnan(x[j]) ? 0.0 : 1.0;
				assert_close("count", count[k], known, 0.0);
				assert_close("mean", mean[k],
					     rv_half_life_mean(x + k + 1 - n, n, weights), 1e-12);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_reference),
		cmocka_unit_test(is_the_sd_of_the_published_history),
		cmocka_unit_test(off_is_as_before),
		cmocka_unit_test(nothing_later_counts),
		cmocka_unit_test(given_sds_divide),
		cmocka_unit_test(a_lent_frame_changes_no_bit),
		cmocka_unit_test(the_series_is_the_direct_mean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
