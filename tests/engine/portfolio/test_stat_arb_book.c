/*
 * The stat-arb book over a small market: who is in it, what the optimizer is told, the hedge, and
 * the unwinding of a book without an edge. Residuals and sigmas are those of the factor model; the
 * expected returns are set by the test where the weights matter.
 */
#include "engine/base/rng.h"
#include "engine/portfolio/stat_arb_book.h"
#include "engine/stats/moments.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/panel_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>

enum { COINS = 14, DAYS = 160, LATE = 100 };

/* In name order, as a frame has them. */
static const char *const names[COINS] = { "AAVE", "ADA",  "BTC",   "DOGE", "ETH", "LATE", "LINK",
					  "LTC",  "NEAR", "SMALL", "SOL",  "SUI", "WIF",  "XRP" };

typedef struct fixture {
	rv_panel *panel;
	rv_frame *daily;
	rv_universe_params up;
	rv_universe universe;
	rv_idio *idio;
	rv_idio_result r;
	rv_stat_arb_book *book;
	rv_opt_params p;
	rv_book_result out;
	double w_prev[COINS];
} fixture;

static double volume_of(size_t i, size_t day)
{
	return strcmp(names[i], "SMALL") == 0 ? 1e6 : 11e6 + 1e6 * (double)i + 1e4 * (double)day;
}

static void put(rv_panel *p, size_t i, rv_panel_field field, int64_t t, double x)
{
	assert_int_equal(rv_panel_put_value(p, rv_panel_find(p, names[i]), field, t, x), RV_OK);
}

static void add_coin(rv_panel *p, size_t i, size_t first, const double *btc, const double *eth)
{
	rv_rng r;
	double close = 2.385 + (double)i;
	rv_rng_seed(&r, 31, i, 0);
	assert_int_equal(rv_panel_add_symbol(p, names[i], RV_KIND_PERP), RV_OK);
	for (size_t k = 0; k < DAYS; k++) {
		double x = 0.03 * rv_rng_student(&r, 4);
		if (strcmp(names[i], "BTC") == 0)
			x = btc[k];
		else if (strcmp(names[i], "ETH") == 0)
			x = eth[k];
		else
			x += 0.9 * btc[k] + 0.4 * eth[k];
		close *= exp(x);
		const rv_bar b = { (int64_t)k * RV_DAY_MS,  close,	    close, close, close,
				   volume_of(i, k) / close, volume_of(i, k) };
		if (k >= first)
			assert_int_equal(rv_panel_put(p, rv_panel_find(p, names[i]), &b), RV_OK);
		put(p, i, RV_PANEL_FUNDING, b.t, 0.0003 * rv_rng_normal(&r));
		put(p, i, RV_PANEL_FUNDING_HOURS, b.t, 24.0);
	}
}

static rv_panel *market(void)
{
	double btc[DAYS], eth[DAYS];
	rv_rng r;
	rv_rng_seed(&r, 30, 0, 0);
	for (size_t k = 0; k < DAYS; k++) {
		btc[k] = 0.02 * rv_rng_student(&r, 4);
		eth[k] = 0.7 * btc[k] + 0.02 * rv_rng_student(&r, 4);
	}
	rv_panel *p = fx_panel(RV_INTERVAL_1D, COINS, DAYS);
	for (size_t i = 0; i < COINS; i++)
		add_coin(p, i, strcmp(names[i], "LATE") == 0 ? LATE : 0, btc, eth);
	return p;
}

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	rv_idio_params ip;
	assert_non_null(f);
	f->panel = market();
	rv_universe_params_default(&f->up);
	rv_idio_params_default(&ip);
	rv_opt_params_default(&f->p);
	assert_int_equal(rv_frame_new(COINS, DAYS, &f->daily), RV_OK);
	assert_int_equal(rv_frame_fill(f->daily, f->panel, INT64_MAX), RV_OK);
	rv_universe_run(&f->up, f->panel, DAYS - 1, &f->universe);
	assert_int_equal(rv_idio_new(COINS, DAYS, &f->idio), RV_OK);
	assert_int_equal(rv_idio_run(f->idio, &ip, &f->up, &f->universe, f->daily, NULL, &f->r),
			 RV_OK);
	assert_int_equal(rv_stat_arb_book_new(COINS, &f->book), RV_OK);
	rv_rng g;
	rv_rng_seed(&g, 32, 0, 0);
	for (size_t i = 0; i < f->r.n; i++) {
		f->r.symbols[i].mu = 0.1 * f->r.symbols[i].idio_vol * rv_rng_normal(&g);
		f->w_prev[i] = 0.03 * rv_rng_normal(&g);
	}
	for (size_t k = 0; k < RV_IDIO_N; k++)
		f->r.weights[k] = 0.1;
	f->r.oos_r2 = 0.01;
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_stat_arb_book_free(f->book);
	rv_stat_arb_book_free(NULL);
	rv_idio_free(f->idio);
	rv_frame_free(f->daily);
	rv_panel_free(f->panel);
	free(f);
	return 0;
}

static const rv_book_result *run(fixture *f, const double *w_prev)
{
	assert_int_equal(
		rv_stat_arb_book_run(f->book, &f->p, f->daily, f->idio, &f->r, w_prev, &f->out),
		RV_OK);
	return &f->out;
}

static const rv_book_symbol *coin(const fixture *f, const char *name)
{
	return &f->out.symbols[rv_frame_find(f->daily, name)];
}

static bool unknown(const rv_book_symbol *s)
{
	return isnan(s->mu) && isnan(s->cost) && isnan(s->cap) && isnan(s->weight) &&
	       isnan(s->previous);
}

static void coins_are_in_or_have_a_reason(void **state)
{
	fixture *f = *state;
	f->r.symbols[rv_frame_find(f->daily, "ADA")].signal[RV_IDIO_CARRY] = NAN;
	f->r.symbols[rv_frame_find(f->daily, "DOGE")].idio_vol = NAN;
	f->r.symbols[rv_frame_find(f->daily, "LINK")].mu = NAN;
	const rv_book_result *b = run(f, NULL);
	size_t in = 0;
	for (size_t i = 0; i < b->n; i++) {
		const rv_book_symbol *s = &b->symbols[i];
		in += s->reason == RV_BOOK_IN ? 1 : 0;
		assert_int_equal(s->reason != RV_BOOK_IN, unknown(s));
		assert_true(strlen(rv_book_reason_text(s->reason)) > 0);
	}
	assert_int_equal(b->n, COINS);
	assert_int_equal(b->n_assets, in);
	assert_int_equal(coin(f, "BTC")->reason, RV_BOOK_INACTIVE);
	assert_int_equal(coin(f, "ETH")->reason, RV_BOOK_INACTIVE);
	assert_int_equal(coin(f, "SMALL")->reason, RV_BOOK_INACTIVE);
	assert_int_equal(coin(f, "ADA")->reason, RV_BOOK_NO_SIGNAL);
	assert_int_equal(coin(f, "LINK")->reason, RV_BOOK_NO_SIGNAL);
	assert_int_equal(coin(f, "DOGE")->reason, RV_BOOK_NO_VOL);
	assert_int_equal(coin(f, "SOL")->reason, RV_BOOK_IN);
}

/* 60 bars, 30 for its first regression: residuals at the newest 30 or 31 of them only. */
static void a_young_coin_warms_up(void **state)
{
	fixture *f = *state;
	const size_t late = rv_frame_find(f->daily, "LATE");
	const double *e = rv_idio_residuals(f->idio, late);
	int known = 0;
	for (size_t t = DAYS - 60; t < DAYS; t++)
		known += isfinite(e[t]) ? 1 : 0;
	assert_true(known >= 20 && known < 60);
	f->p.cov_min = known;
	run(f, NULL);
	assert_int_equal(coin(f, "LATE")->reason, RV_BOOK_IN);
	f->p.cov_min = known + 1;
	run(f, NULL);
	assert_int_equal(coin(f, "LATE")->reason, RV_BOOK_COVARIANCE_WARMUP);
}

static void costs_and_caps_are_the_formula(void **state)
{
	fixture *f = *state;
	f->p.equity_usd = 3e6;
	const rv_book_result *b = run(f, f->w_prev);
	bool liquidity = false, most = false;
	for (size_t i = 0; i < b->n; i++) {
		const rv_book_symbol *s = &b->symbols[i];
		if (s->reason != RV_BOOK_IN)
			continue;
		const rv_idio_symbol *x = &f->r.symbols[i];
		const double adv = rv_mean(rv_frame_volume(f->daily, i) + DAYS - 30, 30);
		assert_close("mu", s->mu, x->mu, 0);
		assert_close("cost", s->cost, 0.00045 + 0.01 * x->idio_vol, 1e-16);
		assert_close("cap", s->cap, fmin(0.1, 0.01 * adv / 3e6), 1e-16);
		assert_close("previous", s->previous, f->w_prev[i], 0);
		liquidity = liquidity || s->cap < 0.1;
		most = most || !(s->cap < 0.1);
	}
	assert_true(liquidity);
	f->p.equity_usd = 1e3;
	run(f, NULL);
	assert_close("cap", coin(f, "SOL")->cap, 0.1, 0);
	(void)most;
}

/* The desk: hedge cost in lambda, and H times the return against the same cost. */
static void the_horizon_weighs_returns_against_costs(void **state)
{
	fixture *f = *state;
	const size_t sol = rv_frame_find(f->daily, "SOL");
	const double one_day = run(f, NULL)->gross;
	f->p.cost_horizon = true;
	const double three_days = run(f, NULL)->gross;
	const rv_idio_symbol *s = &f->r.symbols[sol];
	assert_close("cost", coin(f, "SOL")->cost,
		     0.00045 + 0.01 * s->idio_vol +
			     0.5 * (fabs(s->hedge_btc) + fabs(s->hedge_eth)) * 0.00055,
		     1e-16);
	assert_true(three_days > one_day);
	const double objective = f->out.objective;
	f->p.horizon_days = 99.0; /* at most five */
	const double five = run(f, NULL)->objective;
	f->p.horizon_days = 5.0;
	assert_close("clipped", run(f, NULL)->objective, five, 0);
	assert_true(five > objective);
}

static void carry_joins_mu_when_asked(void **state)
{
	fixture *f = *state;
	const size_t sol = rv_frame_find(f->daily, "SOL");
	rv_idio_symbol *s = &f->r.symbols[sol];
	s->signal_raw[RV_IDIO_CARRY] = 1.7;
	f->p.add_carry_to_mu = true;
	run(f, NULL);
	assert_close("mu", coin(f, "SOL")->mu, s->mu + 1.7 * sqrt(365.0) * s->idio_vol / 365.0,
		     1e-15);
}

static void the_result_is_certified_and_hedged(void **state)
{
	fixture *f = *state;
	const rv_book_result *b = run(f, f->w_prev);
	double btc = 0.0, eth = 0.0, gross = 0.0;
	assert_int_equal(b->status, RV_OPT_OPTIMAL);
	assert_string_equal(rv_opt_status_text(b->status), "optimal");
	assert_true(b->gap >= 0.0 && b->gap <= 1e-12);
	assert_int_equal(b->cov_rows, 60);
	assert_true(b->shrinkage > 0.0 && b->shrinkage <= 1.0);
	for (size_t i = 0; i < b->n; i++) {
		if (b->symbols[i].reason != RV_BOOK_IN)
			continue;
		const double w = b->symbols[i].weight;
		btc += w * f->r.symbols[i].hedge_btc;
		eth += w * f->r.symbols[i].hedge_eth;
		gross += fabs(w);
		assert_true(fabs(w) <= b->symbols[i].cap + 1e-9);
		assert_true(fabs(w) >= 1e-6 || !(fabs(w) > 0.0));
	}
	assert_true(gross > 0.1 && gross <= 1.0 + 1e-9);
	assert_close("gross", b->gross, gross, 1e-15);
	assert_close("delta", b->delta_btc, btc, 1e-15);
	assert_close("delta", b->delta_eth, eth, 1e-15);
	assert_close("weight", b->weight_btc, -btc, 1e-15);
	assert_close("weight", b->weight_eth, -eth, 1e-15);
}

/* Sigma is that of the 60 newest residuals and of nothing else. */
static void the_covariance_is_of_the_residuals(void **state)
{
	fixture *f = *state;
	rv_shrinkage *w = NULL;
	rv_covariance c;
	size_t n = 0;
	const rv_book_result *b = run(f, NULL);
	assert_int_equal(rv_shrinkage_new(COINS, 60, &w), RV_OK);
	for (size_t i = 0; i < b->n; i++) {
		if (b->symbols[i].reason == RV_BOOK_IN)
			memcpy(rv_shrinkage_row(w, n++), rv_idio_residuals(f->idio, i) + DAYS - 60,
			       60 * sizeof(double));
	}
	assert_int_equal(rv_shrinkage_run(w, n, 60, &c), RV_OK);
	assert_close("shrinkage", b->shrinkage, c.shrinkage, 0);
	assert_close("mean variance", b->mean_variance, c.mean_variance, 0);
	rv_shrinkage_free(w);
}

static void dear_trading_keeps_the_book(void **state)
{
	fixture *f = *state;
	f->p.taker_fee = 0.9;
	const rv_book_result *b = run(f, f->w_prev);
	for (size_t i = 0; i < b->n; i++) {
		if (b->symbols[i].reason == RV_BOOK_IN)
			assert_close("weight", b->symbols[i].weight, f->w_prev[i], 0);
	}
}

static void one_pass_says_no_edge(void **state)
{
	fixture *f = *state;
	f->r.oos_r2 = -0.01;
	assert_int_equal(run(f, NULL)->status, RV_OPT_OPTIMAL); /* the seed holds */
	f->p.unwind_no_edge = true;
	const rv_book_result *b = run(f, f->w_prev);
	assert_int_equal(b->status, RV_OPT_NO_EDGE);
	assert_string_equal(rv_opt_status_text(b->status), "no edge");
	assert_true(isnan(b->objective) && isnan(b->gap));
	for (size_t i = 0; i < b->n; i++) {
		if (b->symbols[i].reason == RV_BOOK_IN)
			assert_close("weight", b->symbols[i].weight, 0.8 * f->w_prev[i], 1e-15);
	}
	f->r.oos_r2 = NAN; /* unknown is not bad */
	assert_int_equal(run(f, NULL)->status, RV_OPT_OPTIMAL);
	memset(f->r.weights, 0, sizeof(f->r.weights));
	assert_int_equal(run(f, NULL)->status, RV_OPT_NO_EDGE);
}

/* 20 days in a row, then a fifth a day, then nothing; one good day starts it all again. */
static void a_book_without_edge_is_unwound_in_five_days(void **state)
{
	fixture *f = *state;
	rv_edge_state edge = { 0 };
	double prev[COINS];
	const size_t sol = rv_frame_find(f->daily, "SOL");
	memcpy(prev, f->w_prev, sizeof(prev));
	f->p.unwind_no_edge = true;
	f->r.oos_r2 = 0.0;
	for (int day = 1; day <= 27; day++) {
		assert_int_equal(rv_stat_arb_book_day(f->book, &f->p, f->daily, f->idio, &f->r,
						      prev, &edge, &f->out),
				 RV_OK);
		assert_int_equal(f->out.status, day < 20 ? RV_OPT_OPTIMAL : RV_OPT_NO_EDGE);
		if (day < 20)
			continue;
		const double left = day < 24 ? (double)(24 - day) / 5.0 : 0.0;
		assert_close("left", f->out.symbols[sol].weight, left * f->w_prev[sol], 1e-15);
		for (size_t i = 0; i < f->out.n; i++)
			prev[i] = f->out.symbols[i].weight;
	}
	f->r.oos_r2 = 0.02;
	assert_int_equal(rv_stat_arb_book_day(f->book, &f->p, f->daily, f->idio, &f->r, prev, &edge,
					      &f->out),
			 RV_OK);
	assert_int_equal(f->out.status, RV_OPT_OPTIMAL);
	assert_int_equal(edge.days_without, 0);
	assert_int_equal(edge.days_unwound, 0);
}

/* Below the entry volume a position may shrink; one that is not held stays at 0, with a reason. */
static void without_increases_weights_only_shrink(void **state)
{
	fixture *f = *state;
	const size_t sol = rv_frame_find(f->daily, "SOL");
	f->r.symbols[sol].mu = 0.05;
	assert_true(fabs(run(f, NULL)->symbols[sol].weight) > 0.01);
	f->r.symbols[sol].no_increase = true;
	const rv_book_result *b = run(f, NULL);
	assert_int_equal(b->status, RV_OPT_OPTIMAL);
	assert_int_equal(b->symbols[sol].reason, RV_BOOK_IN);
	assert_int_equal(b->symbols[sol].limit, RV_BOOK_NO_INCREASE);
	assert_string_equal(rv_book_limit_text(b->symbols[sol].limit),
			    "below the entry volume: no increase");
	assert_close("weight", b->symbols[sol].weight, 0.0, 0.0);
	assert_close("cap", b->symbols[sol].cap, 0.0, 0.0);
	assert_true(b->gross > 0.1); /* the others trade */
	f->w_prev[sol] = -0.02;
	b = run(f, f->w_prev);
	assert_int_equal(b->status, RV_OPT_OPTIMAL);
	assert_close("cap", b->symbols[sol].cap, 0.02, 0.0);
	assert_true(fabs(b->symbols[sol].weight) <= 0.02 + 1e-12);
	assert_int_equal(coin(f, "XRP")->limit, RV_BOOK_FREE);
	assert_string_equal(rv_book_limit_text(RV_BOOK_FREE), "");
}

static void reduce_only_binds_every_weight(void **state)
{
	fixture *f = *state;
	f->r.reduce_only = true;
	const rv_book_result *b = run(f, NULL);
	assert_int_equal(b->status, RV_OPT_OPTIMAL);
	assert_close("gross", b->gross, 0.0, 0.0);
	b = run(f, f->w_prev);
	assert_int_equal(b->status, RV_OPT_OPTIMAL);
	for (size_t i = 0; i < b->n; i++) {
		if (b->symbols[i].reason != RV_BOOK_IN)
			continue;
		assert_int_equal(b->symbols[i].limit, RV_BOOK_REDUCE_ONLY);
		assert_true(fabs(b->symbols[i].weight) <= fabs(f->w_prev[i]) + 1e-12);
	}
}

static void an_empty_frame_has_no_book(void **state)
{
	fixture *f = *state;
	f->r.n = 0;
	const rv_book_result *b = run(f, NULL);
	assert_int_equal(b->status, RV_OPT_NONE);
	assert_int_equal(b->n, 0);
	assert_true(isnan(b->objective) && isnan(b->gap));
	assert_close("gross", b->gross, 0.0, 0);
}

static void bad_parameters_are_refused(void **state)
{
	fixture *f = *state;
	for (int k = 0; k < 10; k++) {
		rv_opt_params p = f->p;
		p.idio_beta_neutral = k == 0;
		p.gamma = k == 1 ? 0.0 : p.gamma;
		p.gross = k == 2 ? NAN : p.gross;
		p.max_pos = k == 3 ? -0.1 : p.max_pos;
		p.cov_days = k == 4 ? 1 : k == 5 ? 100000 : p.cov_days;
		p.cov_min = k == 6 ? 61 : p.cov_min;
		p.equity_usd = k == 7 ? 0.0 : p.equity_usd;
		p.max_iterations = k == 8 ? 0 : p.max_iterations;
		p.unwind_days = k == 9 ? 0 : p.unwind_days;
		assert_int_equal(
			rv_stat_arb_book_run(f->book, &p, f->daily, f->idio, &f->r, NULL, &f->out),
			RV_EINVAL);
	}
}

#define BOOK_TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOOK_TEST(coins_are_in_or_have_a_reason),
		BOOK_TEST(a_young_coin_warms_up),
		BOOK_TEST(costs_and_caps_are_the_formula),
		BOOK_TEST(the_horizon_weighs_returns_against_costs),
		BOOK_TEST(carry_joins_mu_when_asked),
		BOOK_TEST(the_result_is_certified_and_hedged),
		BOOK_TEST(the_covariance_is_of_the_residuals),
		BOOK_TEST(dear_trading_keeps_the_book),
		BOOK_TEST(one_pass_says_no_edge),
		BOOK_TEST(a_book_without_edge_is_unwound_in_five_days),
		BOOK_TEST(without_increases_weights_only_shrink),
		BOOK_TEST(reduce_only_binds_every_weight),
		BOOK_TEST(an_empty_frame_has_no_book),
		BOOK_TEST(bad_parameters_are_refused),
	};
	(void)gsl_set_error_handler_off();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
