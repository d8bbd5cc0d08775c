/*
 * The open bar of the factor model against the batch: what the twin says for a price is what a pass
 * over closed bars says when the bar closes there; rolled bar by bar it stays so.
 */
#include "engine/run/forming.h"

#include "engine/base/rng.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = 30, DAYS = 520, BATCH_FROM = 380 };
#define TOL 1e-10

typedef struct fixture {
	fx_market *market;
	rv_panel *panel;
	rv_frame *frame;
	rv_idio *idio;
	rv_idio_params p;
	rv_universe_params up;
	rv_universe *universe;
	rv_idio_result *r;
	rv_forming *forming, *rolled;
	rv_forming_coin out[COINS], again[COINS];
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->market = fx_market_new(99, COINS, DAYS, 2, 0);
	f->panel = fx_market_panel(f->market, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	rv_idio_params_default(&f->p);
	rv_universe_params_default(&f->up);
	assert_int_equal(rv_frame_new(COINS, DAYS, &f->frame), RV_OK);
	assert_int_equal(rv_idio_new(COINS, DAYS, &f->idio), RV_OK);
	assert_int_equal(rv_forming_new(COINS, &f->p, &f->forming), RV_OK);
	assert_int_equal(rv_forming_new(COINS, &f->p, &f->rolled), RV_OK);
	f->universe = malloc(sizeof(*f->universe));
	f->r = malloc(sizeof(*f->r));
	assert_non_null(f->universe);
	assert_non_null(f->r);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	rv_forming_free(f->forming);
	rv_forming_free(f->rolled);
	rv_idio_free(f->idio);
	rv_frame_free(f->frame);
	rv_panel_free(f->panel);
	fx_market_free(f->market);
	free(f->universe);
	free(f->r);
	free(f);
	return 0;
}

/* The batch as of panel column col. */
static void batch(fixture *f, size_t col)
{
	const int64_t asof = rv_panel_open_ms(f->panel, col) + RV_DAY_MS;
	rv_universe_run(&f->up, f->panel, col, f->universe);
	assert_int_equal(rv_frame_fill(f->frame, f->panel, asof), RV_OK);
	assert_int_equal(rv_idio_run(f->idio, &f->p, &f->up, f->universe, f->frame, NULL, f->r),
			 RV_OK);
}

/* Closes of column col by frame index. */
static void prices(const fixture *f, size_t col, double *out)
{
	for (size_t i = 0; i < f->frame->n; i++)
		out[i] = rv_panel_row(f->panel, RV_PANEL_CLOSE, f->frame->rows[i])[col];
}

static size_t compare(const fixture *f, const rv_forming_coin *got, size_t n, bool cross)
{
	size_t known = 0;
	for (size_t i = 0; i < n; i++) {
		const rv_idio_symbol *want = &f->r->symbols[i];
		const char *name = rv_frame_name(f->frame, i);
		if (want->reason == RV_IDIO_FACTOR)
			continue;
		assert_close(name, got[i].beta_btc, want->beta_btc, TOL);
		assert_close(name, got[i].beta_eth, want->beta_eth, TOL);
		assert_close(name, got[i].residual, want->residual, TOL);
		if (!isfinite(want->residual)) /* the batch still gives the sigma of days past */
			continue;
		assert_close(name, got[i].idio_vol, want->idio_vol, TOL);
		known++;
		for (int s = 0; s < RV_FORMING_SIGNALS; s++) {
			if (want->active)
				assert_close(name, got[i].signal_raw[s], want->signal_raw[s], TOL);
			if (want->active && cross)
				assert_close(name, got[i].signal[s], want->signal[s], 1e-9);
		}
	}
	return known;
}

static void a_price_is_what_the_batch_says_when_the_bar_closes_there(void **state)
{
	fixture *f = *state;
	double price[COINS];
	size_t known = 0;
	for (size_t col = 60; col + 1 < DAYS; col += 23) {
		batch(f, col);
		const size_t n = f->frame->n;
		rv_forming_load(f->forming, f->frame, f->idio, f->r);
		prices(f, col + 1, price);
		rv_forming_run(f->forming, price, f->out);
		batch(f, col + 1); /* coins keep their index unless one is listed this very day */
		if (f->frame->n == n)
			known += compare(f, f->out, n, false);
	}
	assert_true(known > 300);
}

static void a_new_mid_replaces_the_last_one(void **state)
{
	fixture *f = *state;
	double price[COINS], other[COINS];
	rv_rng g;
	rv_rng_seed(&g, 8, 0, 0);
	batch(f, 400);
	rv_forming_load(f->forming, f->frame, f->idio, f->r);
	prices(f, 401, price);
	rv_forming_run(f->forming, price, f->out);
	for (int k = 0; k < 2000; k++) {
		for (size_t i = 0; i < f->frame->n; i++)
			other[i] = rv_rng_uniform(&g) < 0.05
					   ? NAN
					   : price[i] * exp(0.1 * rv_rng_normal(&g));
		rv_forming_run(f->forming, other, f->again);
	}
	rv_forming_run(f->forming, price, f->again);
	assert_memory_equal(f->again, f->out, f->frame->n * sizeof(f->out[0]));
}

static void rolled_bar_by_bar_it_stays_the_batch(void **state)
{
	fixture *f = *state;
	double price[COINS];
	batch(f, BATCH_FROM);
	rv_forming_load(f->rolled, f->frame, f->idio, f->r);
	const size_t n = f->frame->n;
	for (size_t col = BATCH_FROM + 1; col + 1 < DAYS; col++) {
		batch(f, col);
		if (f->frame->n != n)
			break; /* a listing: the live engine loads anew */
		prices(f, col, price);
		rv_forming_run(f->rolled, price, f->out);
		compare(f, f->out, n, false);
		rv_forming_roll(f->rolled, price);
	}
}

static void without_factors_or_quotes_nothing_is_known(void **state)
{
	fixture *f = *state;
	double price[COINS];
	batch(f, 400);
	rv_forming_load(f->forming, f->frame, f->idio, f->r);
	for (size_t i = 0; i < COINS; i++)
		price[i] = NAN;
	rv_forming_run(f->forming, price, f->out);
	for (size_t i = 0; i < f->frame->n; i++) {
		assert_true(isnan(f->out[i].residual));
		assert_true(isnan(f->out[i].signal[0]));
	}
	assert_int_equal(rv_frame_fill(f->frame, f->panel, 0), RV_OK);
	rv_forming_load(f->forming, f->frame, f->idio, f->r);
	assert_int_equal(rv_forming_coins(f->forming), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_price_is_what_the_batch_says_when_the_bar_closes_there, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_new_mid_replaces_the_last_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rolled_bar_by_bar_it_stays_the_batch, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(without_factors_or_quotes_nothing_is_known, set_up,
						tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
