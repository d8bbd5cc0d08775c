/*
 * The stat-arb factors against an independent reference: tests/oracle/stat_arb.py (pandas,
 * statsmodels, scipy, sklearn) made the cases. Agreement to 1e-9 in every published number.
 */
#include "engine/factors/stat_arb.h"
#include "tests/engine/factors/sa_cases.h"
#include "tests/engine/factors/sa_run.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>

static rv_idio_params params_of(const oracle_case *c)
{
	rv_idio_params p;
	rv_idio_params_default(&p);
	p.ols_window = c->p.window;
	p.ols_min_periods = c->p.min_periods;
	p.idio_window = c->p.idio_window;
	p.idio_min = c->p.idio_min;
	p.residual_mode = c->p.oos ? RV_RESIDUAL_OOS : RV_RESIDUAL_IN_SAMPLE;
	p.hedge_beta = c->p.shrunk ? RV_HEDGE_BETA_SHRUNK : RV_HEDGE_BETA_OLS;
	p.warmup = c->p.warmup;
	p.hedge_min = c->p.hedge_min;
	return p;
}

/* Numbers of very different size: each is compared at its own scale. */
static void close_to(const char *what, double got, double want, double scale)
{
	assert_close(what, got / scale, want / scale, 1e-9);
}

static void check_symbol(const oracle_symbol *want, const rv_idio_symbol *s)
{
	const char *name = want->name;
	assert_int_equal(s->active, want->active);
	close_to(name, s->alpha, want->alpha, 1e-3);
	close_to(name, s->beta_btc, want->beta_btc, 1.0);
	close_to(name, s->beta_eth, want->beta_eth, 1.0);
	close_to(name, s->residual, want->residual, 1e-2);
	close_to(name, s->idio_vol, want->idio_vol, 1e-2);
	close_to(name, s->hedge_btc, want->hedge_btc, 1.0);
	close_to(name, s->hedge_eth, want->hedge_eth, 1.0);
	close_to(name, s->mu, want->mu, 1e-4);
	/* What is divided by sigma inherits the digits that a tiny sigma has left. */
	const double scale = want->idio_vol > 1e-4 ? 1.0 : 1e-2 / want->idio_vol;
	close_to(name, s->residual_z, want->residual_z, scale);
	for (int k = 0; k < RV_IDIO_N; k++) {
		close_to(name, s->signal_raw[k], want->raw[k], scale);
		close_to(name, s->signal[k], want->z[k], 1.0);
	}
}

static void check_ridge(const oracle_case *c, const rv_idio_result *r)
{
	assert_int_equal(r->rows, c->rows);
	assert_int_equal(r->dates, c->dates);
	assert_int_equal(r->ridge_status, c->fallback ? RV_RIDGE_TOO_FEW : RV_RIDGE_OK);
	assert_int_equal(r->weights_equal, c->fallback && !c->has_previous);
	for (int k = 0; k < RV_IDIO_N; k++)
		assert_close("weight", r->weights[k], c->weights[k], 1e-9);
	assert_close("alpha", r->alpha, c->alpha, 1e-12);
	assert_close("r2", r->r2, c->r2, 1e-10);
	assert_close("oos_r2", r->oos_r2, c->oos_r2, 1e-10);
	assert_close("corr", r->signal_corr[0][1], c->corr[0], 1e-10);
	assert_close("corr", r->signal_corr[2][0], c->corr[1], 1e-10);
	assert_close("corr", r->signal_corr[1][2], c->corr[2], 1e-10);
}

static void agrees_with_the_reference(void **state)
{
	(void)state;
	for (size_t k = 0; k < LEN(cases); k++) {
		const oracle_case *c = &cases[k];
		const rv_idio_params p = params_of(c);
		rv_panel *panel = sa_panel(c);
		sa_desk *d = sa_desk_new(CASE_COINS, CASE_BARS);
		sa_desk_run(d, &p, panel, INT64_MAX, c->has_previous ? c->previous : NULL);
		print_message("case %s\n", c->name);
		assert_int_equal(d->r->n, c->n);
		check_ridge(c, d->r);
		for (size_t i = 0; i < c->n; i++) {
			assert_string_equal(rv_frame_name(d->f, i), c->symbols[i].name);
			check_symbol(&c->symbols[i], &d->r->symbols[i]);
		}
		sa_desk_free(d);
		rv_panel_free(panel);
	}
}

static rv_idio_reason reason_of(const sa_desk *d, const char *name)
{
	const size_t i = rv_frame_find(d->f, name);
	assert_true(i != SIZE_MAX);
	return d->r->symbols[i].reason;
}

static void says_why_there_is_no_model(void **state)
{
	(void)state;
	const oracle_case *c = &cases[0];
	const rv_idio_params p = params_of(c);
	rv_panel *panel = sa_panel(c);
	sa_desk *d = sa_desk_new(CASE_COINS, CASE_BARS);
	sa_desk_run(d, &p, panel, INT64_MAX, NULL);
	assert_int_equal(reason_of(d, "AAVE"), RV_IDIO_OK);
	assert_int_equal(reason_of(d, "BTC"), RV_IDIO_FACTOR);
	assert_int_equal(reason_of(d, "DOGE"), RV_IDIO_NO_RETURN);
	assert_int_equal(reason_of(d, "FLAT"), RV_IDIO_NO_VOL);
	/* 20 bars after LATE's first one */
	sa_desk_run(d, &p, panel, sa_close_ms(118 + 20), NULL);
	assert_int_equal(reason_of(d, "LATE"), RV_IDIO_HISTORY);
	for (int r = 0; r < RV_IDIO_REASONS; r++)
		assert_true(rv_idio_reason_text((rv_idio_reason)r)[0] != '\0');
	sa_desk_free(d);
	rv_panel_free(panel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_the_reference),
		cmocka_unit_test(says_why_there_is_no_model),
	};
	return cmocka_run_group_tests_name("stat_arb", tests, NULL, NULL);
}
