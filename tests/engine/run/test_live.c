/*
 * The live engine: scores equal the step's to the bit, a new bar waits for the cross-section or
 * the grace period, late bars are scored again, unknown stays NaN, tones follow their rule.
 */
#include "engine/base/rng.h"
#include "engine/run/live.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_SYM = 7, N_BARS = 260 };

static const char *const names[N_SYM] = { "BTC", "DOGE", "ETH", "LINK", "SOL", "WIF", "XRP" };

#define T0 INT64_C(1735689600000) /* 2025-01-01 */

typedef struct fixture {
	rv_live *live;
	rv_view *view;
	double px[N_SYM][N_BARS + 8];
} fixture;

static void send_bars(fixture *f, size_t sym, size_t from, size_t n)
{
	rv_md *md = NULL;
	assert_int_equal(rv_md_new(RV_MD_BARS, names[sym], n, &md), RV_OK);
	md->interval = RV_INTERVAL_1H;
	for (size_t i = 0; i < n; i++) {
		const double c = f->px[sym][from + i];
		md->u.bars[i] = (rv_bar){ .t = T0 + (int64_t)(from + i) * RV_HOUR_MS,
					  .open = c,
					  .high = c,
					  .low = c,
					  .close = c,
					  .volume_base = 1.0,
					  .volume_quote = NAN };
	}
	assert_int_equal(rv_live_md(f->live, md), RV_OK);
	rv_md_free(md);
}

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	f->view = calloc(1, sizeof(*f->view));
	assert_non_null(f->view);
	rv_live_params p;
	rv_live_params_default(&p);
	assert_int_equal(rv_live_new(&p, NULL, &f->live), RV_OK);
	rv_rng r;
	for (size_t s = 0; s < N_SYM; s++) {
		rv_rng_seed(&r, 11, s, 0);
		double x = 2.385;
		for (size_t k = 0; k < N_BARS + 8; k++) {
			x *= exp(0.01 * rv_rng_normal(&r));
			f->px[s][k] = x;
		}
	}
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_live_free(f->live);
	free(f->view);
	free(f);
	return 0;
}

static int64_t close_of(size_t bar)
{
	return T0 + (int64_t)(bar + 1) * RV_HOUR_MS;
}

static bool tick(fixture *f, int64_t utc)
{
	bool scored;
	assert_int_equal(rv_live_tick(f->live, utc, &scored), RV_OK);
	rv_live_fill(f->live, f->view);
	return scored;
}

static void send_all(fixture *f, size_t from, size_t n)
{
	for (size_t s = 0; s < N_SYM; s++)
		send_bars(f, s, from, n);
}

static void nothing_known_is_nan(void **state)
{
	fixture *f = *state;
	rv_md *md = NULL;
	assert_int_equal(rv_md_new(RV_MD_PROGRESS, "doge", 0, &md), RV_OK);
	assert_int_equal(rv_live_md(f->live, md), RV_OK);
	rv_md_free(md);
	assert_false(tick(f, close_of(5)));
	assert_int_equal(f->view->n_rows, 1);
	assert_true(isnan(f->view->rows[0].rv) && isnan(f->view->rows[0].mid));
	assert_int_equal(f->view->rows[0].baskets, RV_BASKET_MEME); /* known without a score */
	assert_int_equal(f->view->bar_close_ms, 0);
	assert_true(isnan(f->view->spreads[0].cum));
	assert_int_equal(f->view->spreads[0].tone, RV_TONE_UNKNOWN);
}

static void scores_equal_the_step(void **state)
{
	fixture *f = *state;
	send_all(f, 0, N_BARS);
	assert_true(tick(f, close_of(N_BARS - 1) + 5));
	assert_false(tick(f, close_of(N_BARS - 1) + 6)); /* nothing new: nothing scored */

	rv_panel *p = NULL;
	rv_step *step = NULL;
	rv_step_params sp;
	rv_step_params_default(&sp);
	assert_int_equal(rv_panel_new(RV_INTERVAL_1H, N_SYM, N_BARS, &p), RV_OK);
	for (size_t s = 0; s < N_SYM; s++) {
		assert_int_equal(rv_panel_add_symbol(p, names[s], RV_KIND_PERP), RV_OK);
		for (size_t k = 0; k < N_BARS; k++) {
			const double c = f->px[s][k];
			const rv_bar b = { T0 + (int64_t)k * RV_HOUR_MS, c, c, c, c, 1.0, NAN };
			assert_int_equal(rv_panel_put(p, rv_panel_find(p, names[s]), &b), RV_OK);
		}
	}
	assert_int_equal(rv_step_new(&sp, &step), RV_OK);
	rv_step_result *want = calloc(1, sizeof(*want));
	assert_non_null(want);
	const rv_step_input in = { .signal = p, .daily = NULL, .asof_ms = close_of(N_BARS - 1) };
	assert_int_equal(rv_step_run(step, &in, want), RV_OK);
	assert_int_equal(f->view->bar_close_ms, want->bar_close_ms);
	for (size_t k = 0; k < N_SYM; k++) {
		assert_string_equal(f->view->rows[k].symbol, names[k]);
		assert_true(f->view->rows[k].rv_known);
		assert_memory_equal(&f->view->rows[k].rv, &want->rvm.symbols[k].score,
				    sizeof(double));
	}
	free(want);
	rv_step_free(step);
	rv_panel_free(p);
}

static void a_new_bar_waits_for_all_or_for_the_grace(void **state)
{
	fixture *f = *state;
	send_all(f, 0, 100);
	const int64_t now = close_of(100) + 1000;
	assert_true(tick(f, now - 2000));
	for (size_t s = 0; s + 1 < N_SYM; s++)
		send_bars(f, s, 100, 1);
	(void)tick(f, now);
	assert_int_equal(f->view->bar_close_ms, close_of(99)); /* XRP has not come */
	(void)tick(f, close_of(100) + 10000);
	assert_int_equal(f->view->bar_close_ms, close_of(100)); /* waited long enough */
	assert_int_equal(f->view->n_available, N_SYM - 1);
	assert_int_equal(f->view->rows[1].baskets, RV_BASKET_MEME); /* DOGE */
	assert_false(f->view->rows[N_SYM - 1].rv_available);
	assert_true(f->view->rows[N_SYM - 1].rv_known); /* it has bars, only not the newest */
	assert_true(isnan(f->view->rows[N_SYM - 1].rv));
	send_bars(f, N_SYM - 1, 100, 1); /* the late one is scored all the same */
	assert_true(tick(f, close_of(100) + 11000));
	assert_int_equal(f->view->n_available, N_SYM);
}

static void complete_cross_section_does_not_wait(void **state)
{
	fixture *f = *state;
	send_all(f, 0, 100);
	assert_true(tick(f, close_of(99)));
	send_all(f, 100, 1);
	assert_true(tick(f, close_of(100) + 1));
	assert_int_equal(f->view->bar_close_ms, close_of(100));
}

static void a_bar_is_not_known_before_its_close(void **state)
{
	fixture *f = *state;
	send_all(f, 0, 101);
	(void)tick(f, close_of(100) - 1);
	assert_int_equal(f->view->bar_close_ms, close_of(99));
}

static void the_forming_bar_makes_its_own_score_only(void **state)
{
	fixture *f = *state;
	send_all(f, 0, 100);
	(void)tick(f, close_of(99) + 1000);
	const double closed = f->view->rows[0].rv;
	assert_true(isnan(f->view->rows[0].rv_forming)); /* no quote yet */

	rv_quote q[N_SYM];
	memset(q, 0, sizeof(q));
	for (size_t s = 0; s < N_SYM; s++) {
		(void)snprintf(q[s].symbol, sizeof(q[s].symbol), "%s", names[s]);
		const double c = f->px[s][99] * (s == 0 ? 1.5 : 1.0);
		q[s].forming = (rv_bar){ T0 + 100 * RV_HOUR_MS, c, c, c, c, 1.0, NAN };
	}
	rv_live_quotes(f->live, q, N_SYM);
	(void)tick(f, close_of(99) + 2000);
	assert_memory_equal(&f->view->rows[0].rv, &closed, sizeof(closed));
	assert_true(f->view->rows[0].rv_forming > closed); /* BTC jumped in the open bar */
	assert_int_equal(f->view->bar_close_ms, close_of(99));
}

static void a_reset_forgets_the_old_history(void **state)
{
	fixture *f = *state;
	send_all(f, 0, 100);
	(void)tick(f, close_of(99));
	rv_md *md = NULL;
	assert_int_equal(rv_md_new(RV_MD_BARS_RESET, "SOL", 0, &md), RV_OK);
	md->interval = RV_INTERVAL_1H;
	assert_int_equal(rv_live_md(f->live, md), RV_OK);
	rv_md_free(md);
	assert_true(tick(f, close_of(99) + 1));
	assert_int_equal(f->view->n_available, N_SYM - 1);
	for (size_t k = 0; k < f->view->n_rows; k++)
		assert_int_equal(f->view->rows[k].rv_known,
				 strcmp(f->view->rows[k].symbol, "SOL") != 0);
}

/* ETH gains 5 bp a bar on BTC, give or take wiggle in alternate bars, then jumps by `jump`. */
static const rv_view_spread *drift(fixture *f, double wiggle, double jump)
{
	for (size_t k = 1; k < N_BARS; k++) {
		f->px[0][k] = f->px[0][k - 1];
		f->px[2][k] = f->px[2][k - 1] * exp(0.0005 + (k % 2 ? wiggle : -wiggle));
	}
	f->px[2][N_BARS - 1] *= exp(jump);
	send_all(f, 0, N_BARS);
	(void)tick(f, close_of(N_BARS - 1));
	return &f->view->spreads[RV_SPREAD_BTC_VS_ETH];
}

static void a_still_spread_far_from_zero_is_extreme(void **state)
{
	const rv_view_spread *s = drift(*state, 1e-5, 0.0);
	assert_close("48 bars of -5 bp", s->cum, -0.024, 1e-4);
	assert_true(s->sd30 < 1e-3);
	assert_int_equal(s->tone, RV_TONE_EXTREME);
}

static void four_deviations_are_extreme_and_two_are_not(void **state)
{
	const rv_view_spread *s = drift(*state, 0.0101, 0.0);
	assert_in_range((int)(fabs(s->cum) / s->sd30 * 100.0), 330, 470);
	assert_int_equal(s->tone, RV_TONE_EXTREME);
	s = drift(*state, 0.0202, 0.0);
	assert_in_range((int)(fabs(s->cum) / s->sd30 * 100.0), 130, 270);
	assert_int_equal(s->tone, RV_TONE_RISK_ON);
}

static void eth_over_btc_within_its_noise_is_risk_on(void **state)
{
	const rv_view_spread *s = drift(*state, 0.01, -0.01);
	assert_true(s->cum < -0.01 && fabs(s->cum) < 3.0 * s->sd30);
	assert_int_equal(s->tone, RV_TONE_RISK_ON);
	assert_int_equal(s->n_hist, RV_VIEW_HIST);
	assert_close("the newest of the history", (double)s->hist[RV_VIEW_HIST - 1], s->cum, 1e-6);
}

static void btc_over_eth_within_its_noise_is_mild(void **state)
{
	const rv_view_spread *s = drift(*state, 0.03, -0.04);
	assert_true(s->cum > 0.0 && fabs(s->cum) < 3.0 * s->sd30);
	assert_int_equal(s->tone, RV_TONE_MILD);
}

/* Two passes over the newest 168 returns, written out. */
static double plain_sigma(const double *px, size_t last)
{
	double sum = 0.0, m2 = 0.0;
	for (size_t k = 0; k < 168; k++)
		sum += log(px[last - k] / px[last - k - 1]);
	for (size_t k = 0; k < 168; k++) {
		const double d = log(px[last - k] / px[last - k - 1]) - sum / 168.0;
		m2 += d * d;
	}
	return sqrt(m2 / 167.0);
}

static void sigmas_are_of_the_newest_closed_bars(void **state)
{
	fixture *f = *state;
	send_all(f, 0, 9);
	assert_true(tick(f, close_of(8)));
	assert_true(isnan(rv_live_coin_at(f->live, 0).sigma_hour)); /* eight returns */
	send_all(f, 9, N_BARS - 9);
	assert_true(tick(f, close_of(N_BARS - 1)));
	assert_int_equal(rv_live_coins(f->live), N_SYM);
	for (size_t s = 0; s < N_SYM; s++) {
		const rv_live_coin c = rv_live_coin_at(f->live, s);
		assert_string_equal(c.in->name, names[s]);
		assert_close(names[s], c.sigma_hour, plain_sigma(f->px[s], N_BARS - 1), 1e-12);
		assert_true(isnan(c.sigma_day)); /* no daily bar came */
	}
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(nothing_known_is_nan),
		T(sigmas_are_of_the_newest_closed_bars),
		T(scores_equal_the_step),
		T(a_new_bar_waits_for_all_or_for_the_grace),
		T(complete_cross_section_does_not_wait),
		T(a_bar_is_not_known_before_its_close),
		T(the_forming_bar_makes_its_own_score_only),
		T(a_reset_forgets_the_old_history),
		T(a_still_spread_far_from_zero_is_extreme),
		T(four_deviations_are_extreme_and_two_are_not),
		T(eth_over_btc_within_its_noise_is_risk_on),
		T(btc_over_eth_within_its_noise_is_mild),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
