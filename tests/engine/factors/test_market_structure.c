/*
 * Market structure against an independent reference (tests/oracle/market_structure.py: numpy,
 * pandas, scipy), on planted markets, and its properties: what is unknown, what is kept between
 * passes, and that nothing after the as-of bar is read.
 */
#include "engine/base/rng.h"
#include "engine/factors/market_structure.h"
#include "engine/stats/init.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/panel_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct oracle_pair {
	size_t n; /* SIZE_MAX: everything unknown */
	double beta, alpha, r_squared, beta_se, rho, correlation, feature_beta, divergence,
		volatility, relative_momentum, rs20;
	int lead_lag;
	double lag_correlation, lag_confidence, lag0, spillover, vol_correlation, half_life;
	int biased;
	double profile[RV_LAGS];
} oracle_pair;

typedef struct oracle_coin {
	const char *name;
	rv_leader_regime regime;
	double confidence, rho, divergence;
	int rotation;
	oracle_pair pairs[RV_LEADERS];
} oracle_coin;

typedef struct oracle_case {
	const char *name;
	rv_interval interval;
	int compat;
	size_t n, bars;
	const double *close; /* [n][bars] */
	const oracle_coin *coins;
	double leaders[RV_LEADERS][5]; /* trend, volatility, R10, R20, z */
	double trend;
	rv_leader_regime regime;
	double confidence, rho;
	int new_leader;
} oracle_case;

#include "tests/oracle/market_structure_cases.h"

/* A workspace, a frame and a result. */
typedef struct bench {
	rv_ms *w;
	rv_frame *frame;
	rv_ms_result *r;
} bench;

static bench set_up(size_t symbols, size_t bars)
{
	bench b = { NULL, NULL, malloc(sizeof(*b.r)) };
	assert_non_null(b.r);
	memset(b.r, 0x5a, sizeof(*b.r)); /* nothing may be left unwritten */
	assert_int_equal(rv_ms_new(symbols, bars, &b.w), RV_OK);
	assert_int_equal(rv_frame_new(symbols, bars, &b.frame), RV_OK);
	return b;
}

static void tear_down(bench *b)
{
	rv_ms_free(b->w);
	rv_frame_free(b->frame);
	free(b->r);
}

static void run_at(bench *b, const rv_ms_params *p, const rv_panel *panel, size_t col)
{
	const int64_t close = rv_panel_open_ms(panel, col) + rv_interval_ms(RV_INTERVAL_1H);
	const int64_t day = rv_panel_open_ms(panel, col) + rv_interval_ms(RV_INTERVAL_1D);
	const bool hourly = rv_panel_interval(panel) == RV_INTERVAL_1H;
	assert_int_equal(rv_frame_fill(b->frame, panel, hourly ? close : day), RV_OK);
	assert_int_equal(rv_ms_run(b->w, p, b->frame, b->r), RV_OK);
}

static void close_to(const char *coin, const char *what, double got, double want, double tol)
{
	char text[96];
	(void)snprintf(text, sizeof(text), "%s %s", coin, what);
	if (isinf(want) && isinf(got) && (got > 0) == (want > 0))
		return;
	/* relative also for the small ones */
	const double scale = fabs(want) > 1e-9 && fabs(want) < 1.0 ? fabs(want) : 1.0;
	assert_close(text, got / scale, want / scale, tol);
}

static void same_pair(const char *coin, const rv_ms_pair *got, const oracle_pair *want)
{
	const double tol = 1e-9;
	if (want->n == SIZE_MAX) {
		assert_int_equal(got->n, 0);
		assert_close(coin, got->beta, NAN, 0);
		assert_close(coin, got->correlation, NAN, 0);
		assert_close(coin, got->lag_correlation, NAN, 0);
		assert_close(coin, got->spillover, NAN, 0);
		return;
	}
	assert_int_equal(got->n, want->n);
	close_to(coin, "beta", got->beta, want->beta, tol);
	close_to(coin, "alpha", got->alpha, want->alpha, tol);
	close_to(coin, "R2", got->r_squared, want->r_squared, tol);
	/* the error of a fit without one is rounding on both sides */
	assert_close("beta_se", got->beta_se, want->beta_se, 1e-7 * (want->beta_se < 1e-6) + tol);
	close_to(coin, "rho", got->rho, want->rho, tol);
	close_to(coin, "correlation", got->correlation, want->correlation, tol);
	close_to(coin, "feature beta", got->feature_beta, want->feature_beta, tol);
	close_to(coin, "divergence", got->divergence, want->divergence, tol);
	close_to(coin, "volatility", got->volatility, want->volatility, tol);
	close_to(coin, "momentum", got->relative_momentum, want->relative_momentum, tol);
	close_to(coin, "rs20", got->rs20, want->rs20, tol);
	close_to(coin, "lag correlation", got->lag_correlation, want->lag_correlation, tol);
	assert_close("lag confidence", got->lag_confidence, want->lag_confidence, tol);
	close_to(coin, "lag 0", got->lag0_correlation, want->lag0, tol);
	if (!isnan(want->lag_correlation))
		assert_int_equal(got->lead_lag, want->lead_lag);
	close_to(coin, "spillover", got->spillover, want->spillover, tol);
	close_to(coin, "vol correlation", got->vol_correlation, want->vol_correlation, tol);
	close_to(coin, "half-life", got->half_life, want->half_life, tol);
	assert_int_equal(got->overlap_biased, want->biased);
	for (size_t k = 0; k < RV_LAGS; k++)
		assert_close("profile", (double)got->profile[k], want->profile[k], 1e-7);
}

static void same_coin(const rv_ms_symbol *got, const oracle_coin *want)
{
	assert_int_equal(got->regime, want->regime);
	close_to(want->name, "confidence", got->confidence, want->confidence, 1e-9);
	close_to(want->name, "rho-bar", got->cross_asset_correlation, want->rho, 1e-9);
	close_to(want->name, "divergence score", got->divergence_score, want->divergence, 1e-9);
	assert_int_equal(got->rotation, want->rotation);
	for (size_t l = 0; l < RV_LEADERS; l++)
		same_pair(want->name, &got->pairs[l], &want->pairs[l]);
}

static void same_market(const rv_ms_result *got, const oracle_case *want)
{
	for (size_t l = 0; l < RV_LEADERS; l++) {
		const rv_ms_leader *g = &got->leaders[l];
		close_to(g->name, "trend", g->trend, want->leaders[l][0], 1e-9);
		close_to(g->name, "volatility", g->volatility, want->leaders[l][1], 1e-9);
		close_to(g->name, "R10", g->return_10, want->leaders[l][2], 1e-9);
		close_to(g->name, "R20", g->return_20, want->leaders[l][3], 1e-9);
		close_to(g->name, "z", g->relative_z, want->leaders[l][4], 1e-9);
	}
	close_to("market", "LT", got->leader_trend, want->trend, 1e-9);
	assert_int_equal(got->regime, want->regime);
	close_to("market", "confidence", got->confidence, want->confidence, 1e-9);
	close_to("market", "rho-bar", got->cross_asset_correlation, want->rho, 1e-9);
	assert_int_equal(got->new_leader, want->new_leader);
	assert_int_equal(got->rotation, want->new_leader >= 0);
	size_t n = 0;
	for (size_t k = 0; k < LEN(got->counts); k++)
		n += got->counts[k];
	assert_int_equal(n, got->n);
}

static void agrees_with_the_reference(void **state)
{
	(void)state;
	for (size_t k = 0; k < LEN(oracle_cases); k++) {
		const oracle_case *c = &oracle_cases[k];
		rv_panel *panel = fx_panel(c->interval, c->n, c->bars);
		for (size_t i = 0; i < c->n; i++)
			fx_closes(panel, c->coins[i].name, 0, c->close + i * c->bars, c->bars);
		bench b = set_up(c->n, 800);
		rv_ms_params p;
		rv_ms_params_default(&p);
		p.compat_regime = c->compat;
		print_message("case %s\n", c->name);
		run_at(&b, &p, panel, c->bars - 1);
		assert_int_equal(b.r->n, c->n);
		for (size_t i = 0; i < c->n; i++)
			same_coin(&b.r->symbols[i], &c->coins[i]);
		same_market(b.r, c);
		tear_down(&b);
		rv_panel_free(panel);
	}
}

/* Planted markets ------------------------------------------------------------------------------ */

enum { PLANTED = 200 };

/* Returns of a planted market; 0 .. 2 are the leaders. */
typedef struct planted {
	double r[6][PLANTED];
} planted;

static const char *const planted_names[] = { "BTC", "ETH", "SOL", "AAVE", "LINK", "XRP" };

static void plant(planted *m, uint64_t seed, double common, double drift)
{
	rv_rng rng;
	rv_rng_seed(&rng, seed, 0, 0);
	for (size_t t = 0; t < PLANTED; t++) {
		const double f = rv_rng_normal(&rng);
		for (size_t i = 0; i < 6; i++)
			m->r[i][t] = 0.02 * (common * f +
					     sqrt(1 - common * common) * rv_rng_normal(&rng)) +
				     drift;
	}
}

static rv_panel *panel_of(const planted *m)
{
	rv_panel *p = fx_panel(RV_INTERVAL_1D, 6, PLANTED);
	for (size_t i = 0; i < 6; i++) {
		double close[PLANTED], at = 2.385 + (double)i;
		for (size_t t = 0; t < PLANTED; t++)
			close[t] = at *= 1.0 + m->r[i][t];
		fx_closes(p, planted_names[i], 0, close, PLANTED);
	}
	return p;
}

/* The result of a planted market's newest bar; free() it. */
static rv_ms_result *newest(const planted *m)
{
	rv_panel *panel = panel_of(m);
	bench b = set_up(6, PLANTED);
	rv_ms_params p;
	rv_ms_params_default(&p);
	run_at(&b, &p, panel, PLANTED - 1);
	rv_ms_result *r = b.r;
	b.r = NULL;
	tear_down(&b);
	rv_panel_free(panel);
	return r;
}

static size_t coin(const char *name) /* frame index: name order */
{
	static const char *const sorted[] = { "AAVE", "BTC", "ETH", "LINK", "SOL", "XRP" };
	size_t i = 0;
	while (strcmp(sorted[i], name) != 0)
		i++;
	return i;
}

static void finds_a_planted_beta_and_lag(void **state)
{
	(void)state;
	planted m;
	plant(&m, 7, 0.8, 0.0);
	for (size_t t = 2; t < PLANTED; t++) {
		const double noise = m.r[3][t] - m.r[4][t];
		m.r[3][t] = 1.8 * m.r[0][t] + 0.2 * noise;
		m.r[5][t] = 1.1 * m.r[0][t - 2] + 0.1 * noise;
	}
	rv_ms_result *r = newest(&m);
	const rv_ms_pair *aave = &r->symbols[coin("AAVE")].pairs[0];
	const rv_ms_pair *xrp = &r->symbols[coin("XRP")].pairs[0];
	assert_true(fabs(aave->beta - 1.8) < 0.3 && aave->r_squared > 0.7);
	assert_true(aave->beta_se > 0 && aave->beta_se < 0.3);
	assert_true(xrp->lead_lag >= -3 && xrp->lead_lag <= -1);
	assert_true(xrp->lag_correlation > 0.7 && xrp->lag_confidence > 0.99);
	free(r);
}

static void finds_planted_volatility(void **state)
{
	(void)state;
	planted m;
	plant(&m, 9, 0.8, 0.0);
	for (size_t t = 0; t < PLANTED; t++) {
		for (size_t i = 0; i < 6; i++)
			m.r[i][t] *= 1.0 + 0.8 * sin((double)t / 23.0);
	}
	rv_ms_result *r = newest(&m);
	const rv_ms_pair *link = &r->symbols[coin("LINK")].pairs[0];
	assert_true(link->spillover > 0 && link->vol_correlation > 0.3);
	assert_false(link->overlap_biased);
	free(r);
}

static void a_falling_market_is_risk_off(void **state)
{
	(void)state;
	planted m;
	plant(&m, 11, 0.97, -0.01);
	rv_ms_result *r = newest(&m);
	assert_true(r->leader_trend < 0 && r->cross_asset_correlation > 0.7);
	assert_int_equal(r->regime, RV_REGIME_RISK_OFF);
	assert_int_equal(r->counts[RV_REGIME_RISK_OFF], 6);
	free(r);
	plant(&m, 11, 0.97, +0.01);
	r = newest(&m);
	assert_int_equal(r->regime, RV_REGIME_RISK_ON);
	assert_int_equal(r->counts[RV_REGIME_RISK_ON], 6);
	free(r);
}

static void a_coin_on_its_own_diverges(void **state)
{
	(void)state;
	planted m, alone;
	plant(&m, 13, 0.97, 0.0);
	plant(&alone, 14, 0.0, 0.0);
	memcpy(m.r[5], alone.r[5], sizeof(m.r[5]));
	rv_ms_result *r = newest(&m);
	const rv_ms_symbol *xrp = &r->symbols[coin("XRP")];
	assert_int_equal(xrp->regime, RV_REGIME_DIVERGENCE);
	assert_close("confidence is the divergence", xrp->confidence, xrp->divergence_score, 0);
	assert_close("1 - rho", xrp->divergence_score,
		     fmin(1.0, 1.0 - xrp->cross_asset_correlation), 1e-15);
	assert_int_not_equal(r->symbols[coin("LINK")].regime, RV_REGIME_DIVERGENCE);
	free(r);
}

static void a_new_leader_is_named(void **state)
{
	(void)state;
	planted m;
	plant(&m, 15, 0.78, 0.0); /* rho about .61: neither high nor divergent */
	for (size_t t = PLANTED - 20; t < PLANTED; t++)
		m.r[1][t] += 0.015;
	rv_ms_result *r = newest(&m);
	assert_int_equal(r->regime, RV_REGIME_ROTATION);
	assert_int_equal(r->new_leader, 1);
	const double z = r->leaders[1].relative_z;
	assert_true(z > 1);
	assert_close("confidence", r->confidence, fmin(0.9, 0.5 + 0.1 * z), 1e-15);
	free(r);
	plant(&m, 15, 0.97, 0.002); /* in a market that moves as one it is a remark */
	for (size_t t = PLANTED - 20; t < PLANTED; t++)
		m.r[1][t] += 0.015;
	r = newest(&m);
	assert_int_equal(r->regime, RV_REGIME_RISK_ON);
	assert_true(r->rotation && r->symbols[coin("LINK")].rotation);
	assert_int_equal(r->symbols[coin("LINK")].new_leader, 1);
	free(r);
}

/* Properties ----------------------------------------------------------------------------------- */

static const char *const names[] = { "1INCH", "AAVE", "BTC", "DOGE", "ETH", "SOL", "XRP" };

/* What a run wrote, to the bit; padding apart. */
static void assert_same(const rv_ms_result *a, const rv_ms_result *b)
{
	assert_int_equal(a->n, b->n);
	assert_memory_equal(&a->leader_trend, &b->leader_trend, sizeof(a->leader_trend));
	assert_memory_equal(&a->confidence, &b->confidence, 3 * sizeof(a->confidence));
	for (size_t i = 0; i < a->n; i++) {
		const rv_ms_symbol *x = &a->symbols[i], *y = &b->symbols[i];
		assert_int_equal(x->regime, y->regime);
		assert_memory_equal(&x->confidence, &y->confidence, sizeof(x->confidence));
		assert_memory_equal(x->beta_features, y->beta_features, sizeof(x->beta_features));
		for (size_t l = 0; l < RV_LEADERS; l++) {
			const rv_ms_pair *p = &x->pairs[l], *q = &y->pairs[l];
			assert_memory_equal(&p->beta, &q->beta,
					    offsetof(rv_ms_pair, lead_lag) -
						    offsetof(rv_ms_pair, beta));
			assert_int_equal(p->lead_lag, q->lead_lag);
			assert_memory_equal(&p->lag_correlation, &q->lag_correlation,
					    offsetof(rv_ms_pair, overlap_biased) -
						    offsetof(rv_ms_pair, lag_correlation));
		}
	}
}

static void nothing_later_is_read(void **state)
{
	(void)state;
	rv_panel *whole = fx_random_walks(names, LEN(names), 900, 5, 0.01);
	rv_panel *cut = fx_copy(whole, 850, 1.0); /* rows added the other way round */
	rv_ms_params p;
	rv_ms_params_default(&p);
	bench a = set_up(LEN(names), 1440), b = set_up(LEN(names), 1440);
	run_at(&a, &p, whole, 849);
	run_at(&b, &p, cut, 849);
	assert_same(a.r, b.r);
	rv_panel_free(cut);
	tear_down(&a);
	tear_down(&b);
	rv_panel_free(whole);
}

static void a_kept_pair_is_what_a_fresh_one_would_be(void **state)
{
	(void)state;
	rv_panel *panel = fx_random_walks(names, LEN(names), 900, 6, 0.002);
	rv_ms_params p;
	rv_ms_params_default(&p);
	bench kept = set_up(LEN(names), 1440);
	static const size_t cols[] = { 850, 850, 899, 850, 851, 898, 899, 899 }; /* and back */
	for (size_t k = 0; k < LEN(cols); k++) {
		bench fresh = set_up(LEN(names), 1440);
		run_at(&kept, &p, panel, cols[k]);
		run_at(&fresh, &p, panel, cols[k]);
		assert_same(kept.r, fresh.r);
		const bool again = k > 0 && cols[k] == cols[k - 1];
		assert_int_equal(rv_ms_computed(kept.w), again ? 0 : rv_ms_computed(fresh.w));
		tear_down(&fresh);
	}
	tear_down(&kept);
	rv_panel_free(panel);
}

/* Multiplies one close; the bar stays where it is. */
static void mend(rv_panel *panel, const char *name, size_t col, double by)
{
	const size_t row = rv_panel_find(panel, name);
	const double close = rv_panel_row(panel, RV_PANEL_CLOSE, row)[col] * by;
	const rv_bar bar = { .t = rv_panel_open_ms(panel, col),
			     .open = close,
			     .high = close,
			     .low = close,
			     .close = close,
			     .volume_base = 1,
			     .volume_quote = 1 };
	assert_int_equal(rv_panel_put(panel, row, &bar), RV_OK);
}

static void a_mended_bar_is_seen(void **state)
{
	(void)state;
	rv_panel *panel = fx_random_walks(names, LEN(names), 900, 8, 0.0);
	rv_ms_params p;
	rv_ms_params_default(&p);
	bench b = set_up(LEN(names), 1440);
	run_at(&b, &p, panel, 899);
	assert_int_equal(rv_ms_computed(b.w), RV_LEADERS * LEN(names));
	mend(panel, "DOGE", 400, 1.0 + 1e-15); /* the last bits of a coin: its three pairs */
	run_at(&b, &p, panel, 899);
	assert_int_equal(rv_ms_computed(b.w), 3);
	mend(panel, "ETH", 400, 1.01); /* a leader: every coin against it, and its own two */
	run_at(&b, &p, panel, 899);
	assert_int_equal(rv_ms_computed(b.w), LEN(names) + 2);
	mend(panel, "DOGE", 100, 1.01); /* before the window */
	run_at(&b, &p, panel, 899);
	assert_int_equal(rv_ms_computed(b.w), 0);
	p.beta_min = 25;
	run_at(&b, &p, panel, 899);
	assert_int_equal(rv_ms_computed(b.w), RV_LEADERS * LEN(names));
	bench fresh = set_up(LEN(names), 1440);
	run_at(&fresh, &p, panel, 899);
	assert_same(b.r, fresh.r);
	tear_down(&fresh);
	tear_down(&b);
	rv_panel_free(panel);
}

static void assert_features(const rv_ms_symbol *s)
{
	static const double unknown[5] = { 1.0, 0.0, 0.0, 0.02, 0.0 };
	for (size_t l = 0; l < RV_LEADERS; l++) {
		for (size_t k = 0; k < 5; k++)
			assert_close("default", s->beta_features[l][k], unknown[k], 0);
	}
}

static void without_data_nothing_is_known(void **state)
{
	(void)state;
	rv_ms_params p;
	rv_ms_params_default(&p);
	bench b = set_up(4, 800);
	assert_int_equal(rv_frame_fill(b.frame, NULL, 0), RV_OK);
	assert_int_equal(rv_ms_run(b.w, &p, b.frame, b.r), RV_OK);
	assert_int_equal(b.r->n, 0);
	assert_int_equal(b.r->regime, RV_REGIME_UNKNOWN);
	assert_close("confidence", b.r->confidence, 0, 0);
	rv_panel *panel = fx_panel(RV_INTERVAL_1H, 4, 40);
	static const double steady[40] = { 2.385, 2.5, 2.385 };
	double flat[40], stopped[40];
	for (size_t t = 0; t < 40; t++) {
		flat[t] = 2.385;
		stopped[t] = t < 38 ? steady[t % 3] : NAN;
	}
	fx_closes(panel, "BTC", 0, flat, 40); /* a leader without variance */
	fx_closes(panel, "GONE", 0, stopped, 40);
	fx_closes(panel, "XRP", 0, stopped, 1); /* one bar, long ago */
	run_at(&b, &p, panel, 39);
	assert_int_equal(b.r->n, 3);
	assert_int_equal(b.r->counts[RV_REGIME_UNKNOWN], 3);
	assert_close("LT of a flat leader", b.r->leader_trend, 0, 0);
	for (size_t i = 0; i < 3; i++) {
		assert_close("confidence", b.r->symbols[i].confidence, 0, 0);
		assert_close("rho-bar", b.r->symbols[i].cross_asset_correlation, NAN, 0);
	}
	assert_features(&b.r->symbols[1]); /* stopped trading: listed, and nothing known */
	assert_close("beta of itself", b.r->symbols[0].pairs[0].beta, 1, 0);
	assert_close("nor SOL", b.r->symbols[0].pairs[2].beta, NAN, 0);
	rv_panel_free(panel);
	tear_down(&b);
}

static void wrong_parameters_are_refused(void **state)
{
	(void)state;
	bench b = set_up(4, 720); /* one bar too few for 30 days of hours */
	rv_panel *panel = fx_random_walks(names, 3, 30, 1, 0);
	rv_ms_params p;
	rv_ms_params_default(&p);
	assert_int_equal(rv_frame_fill(b.frame, panel, INT64_MAX), RV_OK);
	assert_int_equal(rv_ms_run(b.w, &p, b.frame, b.r), RV_EINVAL);
	p.window_days = 29;
	assert_int_equal(rv_ms_run(b.w, &p, b.frame, b.r), RV_OK);
	p.vol_window = 1;
	assert_int_equal(rv_ms_run(b.w, &p, b.frame, b.r), RV_EINVAL);
	rv_ms_params_default(&p);
	p.divergence_clip = 0;
	p.window_days = 29;
	assert_int_equal(rv_ms_run(b.w, &p, b.frame, b.r), RV_EINVAL);
	rv_ms *w = NULL;
	assert_int_equal(rv_ms_new(0, 100, &w), RV_EINVAL);
	assert_int_equal(rv_ms_new(RV_MAX_SYMBOLS + 1, 100, &w), RV_EINVAL);
	rv_ms_free(NULL);
	rv_panel_free(panel);
	tear_down(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_reference),
		cmocka_unit_test(finds_a_planted_beta_and_lag),
		cmocka_unit_test(finds_planted_volatility),
		cmocka_unit_test(a_falling_market_is_risk_off),
		cmocka_unit_test(a_coin_on_its_own_diverges),
		cmocka_unit_test(a_new_leader_is_named),
		cmocka_unit_test(nothing_later_is_read),
		cmocka_unit_test(a_kept_pair_is_what_a_fresh_one_would_be),
		cmocka_unit_test(a_mended_bar_is_seen),
		cmocka_unit_test(without_data_nothing_is_known),
		cmocka_unit_test(wrong_parameters_are_refused),
	};
	rv_stats_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
