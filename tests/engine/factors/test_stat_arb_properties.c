/*
 * Properties of the stat-arb factors on made markets with gaps, late listings and dropouts: the
 * mask is the universe's, nothing after the as-of bar counts, no order of symbols does, and odd
 * inputs give unknowns instead of numbers.
 */
#include "engine/factors/stat_arb.h"
#include "tests/engine/factors/sa_run.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COINS = 40, DAYS = 260, FRAME = 200, DAY_MS = 86400000 };

static int64_t cut_of(const fx_market *m, size_t days)
{
	return fx_market_day0(m) + (int64_t)days * DAY_MS;
}

static rv_panel *panel_of(const fx_market *m, int64_t cut, fx_after after, int reversed)
{
	return fx_market_panel(m, RV_INTERVAL_1D, cut, after, reversed);
}

static void run_default(sa_desk *d, const rv_panel *panel, int64_t asof)
{
	rv_idio_params p;
	rv_idio_params_default(&p);
	sa_desk_run(d, &p, panel, asof, NULL);
}

static size_t mask_equals_universe(sa_desk *d, const rv_panel *panel, int64_t cut)
{
	size_t held = 0;
	run_default(d, panel, cut);
	assert_int_equal(d->r->n_active, d->u->n_active);
	assert_int_equal(d->r->reduce_only, d->u->reduce_only);
	for (size_t k = 0; k < d->u->n; k++) {
		const rv_universe_entry *e = &d->u->entries[k];
		const size_t i = rv_frame_find(d->f, rv_panel_name(panel, e->row));
		assert_true(i != SIZE_MAX);
		assert_int_equal(d->r->symbols[i].active, e->reason == RV_UNIVERSE_ACTIVE);
		assert_int_equal(d->r->symbols[i].no_increase, e->no_increase);
		held += e->no_increase;
	}
	return held;
}

/*
 * The panel is longer than the frame: closes before the frame count for the history. The second
 * rule has a band, and its replay begins before the frame where that is short.
 */
static void the_mask_is_the_universe(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6; seed++) {
		fx_market *m = fx_market_new(seed, COINS, DAYS, 2, 0);
		rv_panel *panel = panel_of(m, INT64_MAX, FX_AFTER_TRUTH, 0);
		const bool band = seed > 3;
		sa_desk *d = sa_desk_new(COINS, seed == 6 ? 80 : FRAME);
		size_t n_active = 0, held = 0;
		if (band) {
			d->up.min_volume_usd = 30e6;
			d->up.exit_volume_usd = 12e6;
			d->up.exit_days = 3;
			d->up.min_active = 12;
		}
		for (size_t day = 1; day <= DAYS; day += day < 70 ? 3 : 17) {
			held += mask_equals_universe(d, panel, cut_of(m, day));
			n_active += d->u->n_active;
		}
		assert_true(n_active > 100);
		assert_true(band ? held > 0 : held == 0);
		sa_desk_free(d);
		rv_panel_free(panel);
		fx_market_free(m);
	}
}

/* A mean of exactly the minimum is in, one bit below it is out, whatever the sums before it. */
static void the_threshold_is_exact(void **state)
{
	(void)state;
	enum { N = 70 };
	double close[N], volume[2][N], none[N];
	rv_panel *panel = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 2, N, &panel), RV_OK);
	for (size_t t = 0; t < N; t++) {
		close[t] = 2.385 + 0.01 * (double)(t % 7);
		volume[0][t] = t < 40 ? 3e9 + 0.1 * (double)t : 1e7;
		volume[1][t] = t < 40 ? 3e9 + 0.1 * (double)t : nextafter(1e7, 0.0);
		none[t] = NAN;
	}
	sa_add_coin(panel, "JUST", close, volume[0], none, N);
	sa_add_coin(panel, "SHY", close, volume[1], none, N);
	sa_desk *d = sa_desk_new(2, N);
	run_default(d, panel, INT64_MAX);
	assert_int_equal(d->r->symbols[0].active, 1);
	assert_int_equal(d->r->symbols[1].active, 0);
	assert_int_equal(d->u->n_active, 1);
	sa_desk_free(d);
	rv_panel_free(panel);
}

static void same_double(double a, double b)
{
	assert_true(memcmp(&a, &b, sizeof(a)) == 0 || (isnan(a) && isnan(b)));
}

static void same_symbol(const rv_idio_symbol *a, const rv_idio_symbol *b)
{
	assert_int_equal(a->active, b->active);
	assert_int_equal(a->reason, b->reason);
	assert_int_equal(a->funding_partial, b->funding_partial);
	same_double(a->alpha, b->alpha);
	same_double(a->beta_btc, b->beta_btc);
	same_double(a->beta_eth, b->beta_eth);
	same_double(a->residual, b->residual);
	same_double(a->idio_vol, b->idio_vol);
	same_double(a->residual_z, b->residual_z);
	same_double(a->hedge_btc, b->hedge_btc);
	same_double(a->hedge_eth, b->hedge_eth);
	same_double(a->funding, b->funding);
	same_double(a->mu, b->mu);
	same_double(a->log_return, b->log_return);
	same_double(a->used_btc, b->used_btc);
	same_double(a->ema_slow, b->ema_slow);
	same_double(a->sma, b->sma);
	for (int k = 0; k < RV_IDIO_N; k++) {
		same_double(a->signal_raw[k], b->signal_raw[k]);
		same_double(a->signal[k], b->signal[k]);
	}
}

static void same_result(const rv_idio_result *a, const rv_idio_result *b)
{
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->n_active, b->n_active);
	assert_int_equal(a->rows, b->rows);
	assert_int_equal(a->dates, b->dates);
	same_double(a->alpha, b->alpha);
	same_double(a->r2, b->r2);
	same_double(a->oos_r2, b->oos_r2);
	for (int k = 0; k < RV_IDIO_N; k++)
		same_double(a->weights[k], b->weights[k]);
	for (size_t i = 0; i < a->n; i++)
		same_symbol(&a->symbols[i], &b->symbols[i]);
}

static void nothing_later_and_no_order_counts(void **state)
{
	(void)state;
	for (int desk = 0; desk < 2; desk++) {
		rv_idio_params p;
		rv_idio_params_default(&p);
		p.residual_mode = desk ? RV_RESIDUAL_OOS : RV_RESIDUAL_IN_SAMPLE;
		p.hedge_beta = desk ? RV_HEDGE_BETA_SHRUNK : RV_HEDGE_BETA_OLS;
		fx_market *m = fx_market_new(5, COINS, DAYS, 2, 0);
		const int64_t cut = cut_of(m, 231);
		rv_panel *truth = panel_of(m, cut, FX_AFTER_TRUTH, 0);
		sa_desk *d = sa_desk_new(COINS, FRAME), *e = sa_desk_new(COINS, FRAME);
		sa_desk_run(d, &p, truth, cut, NULL);
		assert_true(d->r->rows > 200);
		for (int after = 0; after < FX_AFTER_N; after++) {
			rv_panel *other = panel_of(m, cut, (fx_after)after, after % 2 == 0);
			sa_desk_run(e, &p, other, cut, NULL);
			same_result(d->r, e->r);
			rv_panel_free(other);
		}
		sa_desk_free(d);
		sa_desk_free(e);
		rv_panel_free(truth);
		fx_market_free(m);
	}
}

/* A workspace keeps nothing of what it did before. */
static void a_used_workspace_is_as_new(void **state)
{
	(void)state;
	fx_market *m = fx_market_new(6, COINS, DAYS, 2, 0);
	rv_panel *panel = panel_of(m, INT64_MAX, FX_AFTER_TRUTH, 0);
	sa_desk *used = sa_desk_new(COINS, FRAME);
	for (size_t day = 20; day <= 220; day += 50) {
		sa_desk *fresh = sa_desk_new(COINS, FRAME);
		run_default(used, panel, cut_of(m, 240 - day));
		run_default(used, panel, cut_of(m, day));
		run_default(fresh, panel, cut_of(m, day));
		same_result(used->r, fresh->r);
		sa_desk_free(fresh);
	}
	sa_desk_free(used);
	rv_panel_free(panel);
	fx_market_free(m);
}

static void zscores_are_those_of_the_cross_section(void **state)
{
	(void)state;
	fx_market *m = fx_market_new(8, COINS, DAYS, 2, 1);
	rv_panel *panel = panel_of(m, INT64_MAX, FX_AFTER_TRUTH, 0);
	sa_desk *d = sa_desk_new(COINS, FRAME);
	rv_idio_params p;
	rv_idio_params_default(&p);
	p.z_clip = 100.0; /* unclipped: mean 0 and mean square 1 */
	sa_desk_run(d, &p, panel, INT64_MAX, NULL);
	for (int k = 0; k < RV_IDIO_N; k++) {
		double sum = 0.0, ss = 0.0, n = 0.0;
		for (size_t i = 0; i < d->r->n; i++) {
			const rv_idio_symbol *s = &d->r->symbols[i];
			assert_true(s->active || isnan(s->signal[k]));
			if (!isfinite(s->signal[k]))
				continue;
			sum += s->signal[k];
			ss += s->signal[k] * s->signal[k];
			n += 1.0;
		}
		assert_true(n >= 5.0);
		assert_close("mean", sum / n, 0.0, 1e-12);
		assert_close("square", ss / n, 1.0, 1e-12);
	}
	sa_desk_free(d);
	rv_panel_free(panel);
	fx_market_free(m);
}

static void who_receives_funding_has_the_higher_carry(void **state)
{
	(void)state;
	enum { N = 80 };
	fx_market *m = fx_market_new(9, COINS, N, 2, 1);
	rv_panel *panel = panel_of(m, INT64_MAX, FX_AFTER_TRUTH, 0);
	sa_desk *d = sa_desk_new(COINS, FRAME);
	d->up.min_volume_usd = 1.0;
	run_default(d, panel, INT64_MAX);
	const size_t i = rv_frame_find(d->f, "LTC");
	const double before = d->r->symbols[i].signal_raw[RV_IDIO_CARRY];
	const double sigma = d->r->symbols[i].idio_vol;
	const int64_t open = fx_market_day0(m) + (int64_t)(N - 1) * DAY_MS;
	const double funding = d->r->symbols[i].funding;
	const size_t row = rv_panel_find(panel, "LTC");
	assert_int_equal(rv_panel_put_value(panel, row, RV_PANEL_FUNDING, open, funding - 1e-3),
			 RV_OK);
	run_default(d, panel, INT64_MAX);
	assert_close("carry", d->r->symbols[i].signal_raw[RV_IDIO_CARRY] - before,
		     365.0 * 1e-3 / (sqrt(365.0) * sigma), 1e-10);
	assert_int_equal(rv_panel_put_value(panel, row, RV_PANEL_FUNDING_HOURS, open, 21.0), RV_OK);
	run_default(d, panel, INT64_MAX);
	assert_true(d->r->symbols[i].funding_partial);
	assert_int_equal(rv_panel_put_value(panel, row, RV_PANEL_FUNDING, open, NAN), RV_OK);
	run_default(d, panel, INT64_MAX);
	assert_true(isnan(d->r->symbols[i].signal[RV_IDIO_CARRY]));
	assert_true(isnan(d->r->symbols[i].funding) && !d->r->symbols[i].funding_partial);
	assert_true(isfinite(d->r->symbols[i].signal[RV_IDIO_MOMENTUM]));
	assert_true(isnan(d->r->symbols[i].mu));
	sa_desk_free(d);
	rv_panel_free(panel);
	fx_market_free(m);
}

/* What a symbol shows of its inputs makes its residual and its raw signals again. */
static void the_inputs_make_the_signals(void **state)
{
	(void)state;
	fx_market *m = fx_market_new(9, COINS, 120, 2, 1);
	rv_panel *panel = panel_of(m, INT64_MAX, FX_AFTER_TRUTH, 0);
	sa_desk *d = sa_desk_new(COINS, FRAME);
	rv_idio_params p;
	rv_idio_params_default(&p);
	d->up.min_volume_usd = 1.0;
	for (int mode = 0; mode < 2; mode++) {
		p.residual_mode = mode ? RV_RESIDUAL_OOS : RV_RESIDUAL_IN_SAMPLE;
		sa_desk_run(d, &p, panel, INT64_MAX, NULL);
		const rv_idio_result *r = d->r;
		const rv_idio_symbol *x = &r->symbols[rv_frame_find(d->f, "LTC")];
		const double fitted =
			x->used_alpha + x->used_btc * r->return_btc + x->used_eth * r->return_eth;
		const double yield =
			-x->funding + x->beta_btc * r->funding_btc + x->beta_eth * r->funding_eth;
		assert_true(isfinite(x->residual) && isfinite(x->signal_raw[RV_IDIO_CARRY]));
		assert_close("residual", x->log_return - fitted, x->residual, 1e-14);
		assert_close("momentum", (x->ema_fast - x->ema_slow) / x->idio_vol,
			     x->signal_raw[RV_IDIO_MOMENTUM], 1e-12);
		assert_close("reversion", -(x->residual - x->sma) / x->idio_vol,
			     x->signal_raw[RV_IDIO_MEAN_REVERSION], 1e-12);
		assert_close("carry", sqrt(365.0) * yield / x->idio_vol,
			     x->signal_raw[RV_IDIO_CARRY], 1e-10);
		assert_true(mode ? x->used_alpha == 0.0 : fabs(x->used_alpha) > 0.0);
		assert_true(mode ? fabs(x->used_btc - x->beta_btc) > 0.0
				 : fabs(x->used_btc - x->beta_btc) <= 0.0);
		const rv_idio_symbol *btc = &r->symbols[rv_frame_find(d->f, "BTC")];
		assert_true(isnan(btc->used_btc) && isnan(btc->ema_fast) && isnan(btc->sma));
		assert_close("BTC", r->funding_btc, btc->funding, 0);
	}
	sa_desk_free(d);
	rv_panel_free(panel);
	fx_market_free(m);
}

static void nothing_to_score_gives_nothing(void **state)
{
	(void)state;
	sa_desk *d = sa_desk_new(COINS, FRAME);
	rv_panel *panel = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 4, 8, &panel), RV_OK);
	run_default(d, panel, INT64_MAX);
	assert_int_equal(d->r->n, 0);
	assert_int_equal(d->r->close_ms, 0);
	assert_true(isnan(d->r->weights[0]) && isnan(d->r->alpha));
	const double one = 2.385, volume = 3e7, none = NAN;
	sa_add_coin(panel, "BTC", &one, &volume, &none, 1); /* one bar, no factor but BTC */
	sa_add_coin(panel, "SOL", &one, &volume, &none, 1);
	run_default(d, panel, INT64_MAX);
	assert_int_equal(d->r->n, 2);
	assert_int_equal(d->r->ridge_status, RV_RIDGE_TOO_FEW);
	assert_true(d->r->weights_equal);
	assert_int_equal(d->r->symbols[0].reason, RV_IDIO_FACTOR);
	assert_int_equal(d->r->symbols[1].reason, RV_IDIO_NO_RETURN);
	rv_panel_free(panel);
	sa_desk_free(d);
	rv_idio_free(NULL);
}

static void previous_weights_must_be_weights(void **state)
{
	(void)state;
	static const double good[] = { 0.2, 0.0, 0.7 }, negative[] = { 0.2, -0.1, 0.7 },
			    unknown[] = { 0.2, NAN, 0.7 };
	fx_market *m = fx_market_new(9, COINS, 45, 2, 1);
	rv_panel *panel = panel_of(m, INT64_MAX, FX_AFTER_TRUTH, 0);
	sa_desk *d = sa_desk_new(COINS, FRAME);
	rv_idio_params p;
	rv_idio_params_default(&p);
	sa_desk_run(d, &p, panel, INT64_MAX, good);
	assert_int_equal(d->r->ridge_status, RV_RIDGE_TOO_FEW);
	assert_false(d->r->weights_equal);
	assert_close("kept", d->r->weights[2], 0.7, 0.0);
	sa_desk_run(d, &p, panel, INT64_MAX, negative);
	assert_true(d->r->weights_equal);
	sa_desk_run(d, &p, panel, INT64_MAX, unknown);
	assert_true(d->r->weights_equal);
	assert_close("equal", d->r->weights[1], 1.0 / 3.0, 0.0);
	sa_desk_free(d);
	rv_panel_free(panel);
	fx_market_free(m);
}

static void wrong_parameters_are_refused(void **state)
{
	(void)state;
	rv_panel *panel = NULL;
	assert_int_equal(rv_panel_new(RV_INTERVAL_1D, 4, 8, &panel), RV_OK);
	sa_desk *d = sa_desk_new(4, FRAME);
	assert_int_equal(rv_frame_fill(d->f, panel, INT64_MAX), RV_OK);
	for (int k = 0; k < 8; k++) {
		rv_idio_params p;
		rv_idio_params_default(&p);
		p.ols_min_periods = k == 0 ? p.ols_window + 1 : p.ols_min_periods;
		p.ols_window = k == 1 ? FRAME + 1 : p.ols_window;
		p.idio_min = k == 2 ? 1 : p.idio_min;
		p.ridge_min_dates = k == 3 ? p.ridge_folds : p.ridge_min_dates;
		p.ridge_ratio_min = k == 4 ? NAN : p.ridge_ratio_min;
		p.hedge_winsor = k == 5 ? 0.5 : p.hedge_winsor;
		p.ridge_days = k == 6 ? FRAME : p.ridge_days;
		p.z_clip = k == 7 ? 0.0 : p.z_clip;
		assert_int_equal(rv_idio_run(d->w, &p, &d->up, d->u, d->f, NULL, d->r), RV_EINVAL);
		assert_int_equal(d->r->n, 0);
	}
	sa_desk_free(d);
	rv_panel_free(panel);
	rv_idio *w = NULL;
	assert_int_equal(rv_idio_new(0, 400, &w), RV_EINVAL);
	assert_int_equal(rv_idio_new(RV_MAX_SYMBOLS + 1, 400, &w), RV_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_mask_is_the_universe),
		cmocka_unit_test(the_threshold_is_exact),
		cmocka_unit_test(nothing_later_and_no_order_counts),
		cmocka_unit_test(a_used_workspace_is_as_new),
		cmocka_unit_test(zscores_are_those_of_the_cross_section),
		cmocka_unit_test(who_receives_funding_has_the_higher_carry),
		cmocka_unit_test(the_inputs_make_the_signals),
		cmocka_unit_test(nothing_to_score_gives_nothing),
		cmocka_unit_test(previous_weights_must_be_weights),
		cmocka_unit_test(wrong_parameters_are_refused),
	};
	return cmocka_run_group_tests_name("stat_arb_properties", tests, NULL, NULL);
}
