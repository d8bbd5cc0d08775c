/*
 * Memory of the engine: every allocation failed in turn, what is left after a failure, and that a
 * pass allocates nothing.
 */
#include "engine/run/live.h"
#include "engine/run/step.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/market_fixture.h"
#include "tests/support/oom.h"
#include "tests/support/panel_fixture.h"

#include <stdio.h>
#include <stdlib.h>

static rv_status new_panel(void)
{
	rv_panel *p = NULL;
	rv_status st = rv_panel_new(RV_INTERVAL_1H, 8, 50, &p);
	if (st == RV_OK)
		st = rv_panel_add_symbol(p, "BTC", RV_KIND_PERP);
	const rv_bar bar = { 0, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5 };
	if (st == RV_OK)
		st = rv_panel_put(p, 0, &bar);
	if (st == RV_ENOMEM && p)
		assert_int_equal(rv_panel_symbols(p), 0); /* what failed left no trace */
	rv_panel_free(p);
	return st;
}

static rv_status new_factor(void)
{
	rv_rvm *w = NULL;
	const rv_status st = rv_rvm_new(8, 48, &w);
	assert_int_equal(w == NULL, st != RV_OK);
	rv_rvm_free(w);
	return st;
}

static rv_status new_step(void)
{
	rv_step_params p;
	rv_step *s = NULL;
	rv_step_params_default(&p);
	const rv_status st = rv_step_new(&p, &s);
	assert_int_equal(s == NULL, st != RV_OK);
	rv_step_free(s);
	return st;
}

static void every_allocation_may_fail(void **state)
{
	(void)state;
	static rv_status (*const subjects[])(void) = { new_panel, new_factor, new_step };
	static const long least[] = { 3, 13, 60 }; /* allocations that each makes at least */
	for (size_t i = 0; i < LEN(subjects); i++) {
		const long before = oom_live;
		rv_status st = RV_ENOMEM;
		long k = 0;
		for (; st != RV_OK; k++) {
			assert_true(k < 1000);
			oom_fail_at = k;
			st = subjects[i]();
			oom_fail_at = -1;
			assert_true(st == RV_OK || st == RV_ENOMEM);
			assert_int_equal(oom_live, before);
		}
		assert_true(k > least[i]);
	}
}

static void a_step_allocates_nothing(void **state)
{
	(void)state;
	static const char *const names[] = { "BTC", "ETH", "SOL", "LTC", "LINK", "DOGE" };
	static rv_step_result r;
	double hist[RV_SPREAD_N * 60];
	rv_step_params p;
	rv_step *s = NULL;
	rv_step_params_default(&p);
	rv_panel *panel = fx_random_walks(names, LEN(names), 120, 5, 0.01);
	double daily_close[40];
	rv_panel *daily = fx_panel(RV_INTERVAL_1D, 2, 40);
	for (size_t k = 0; k < LEN(daily_close); k++)
		daily_close[k] = 2.5;
	fx_closes(daily, "BTC", 0, daily_close, LEN(daily_close));
	for (int mode = 0; mode < 2; mode++) {
		p.rvm.normalize_mode = mode ? RV_RVM_RANK : RV_RVM_ZSCORE;
		assert_int_equal(rv_step_new(&p, &s), RV_OK);
		const rv_step_input in = { .signal = panel, .daily = daily, .asof_ms = INT64_MAX };
		const long before = oom_made;
		assert_int_equal(rv_step_run(s, &in, &r), RV_OK);
		assert_int_equal(rv_step_spread_history(s, &in, 60, hist), RV_OK);
		assert_int_equal(oom_made, before);
		assert_int_equal(r.rvm.n_available, LEN(names));
		rv_step_free(s);
	}
	rv_panel_free(panel);
	rv_panel_free(daily);
}

static void a_full_panel_slides_without_allocating(void **state)
{
	(void)state;
	rv_panel *p = fx_panel(RV_INTERVAL_1H, 1, 10);
	double close[10];
	for (size_t k = 0; k < LEN(close); k++)
		close[k] = 2.385;
	fx_closes(p, "BTC", 0, close, LEN(close));
	const long before = oom_made;
	for (size_t k = 0; k < 100; k++)
		fx_closes(p, "BTC", k, close, LEN(close));
	assert_int_equal(oom_made, before);
	rv_panel_free(p);
}

/* Every module over a market with gaps and listings, closed bars and open ones. */
static void the_streaming_path_allocates_nothing(void **state)
{
	(void)state;
	enum { COINS = 24, DAYS = 420, HOURS = 900 };
	static rv_live_params p;
	static rv_view view;
	static rv_quote quotes[COINS];
	fx_market *m = fx_market_new(3, COINS, DAYS, HOURS, 0);
	rv_live *l = NULL;
	bool scored = false;
	rv_live_params_default(&p);
	assert_int_equal(rv_live_new(&p, NULL, &l), RV_OK);
	int64_t close = 0;
	for (int iv = 0; iv < RV_INTERVAL_N; iv++) {
		rv_panel *panel = fx_market_panel(m, (rv_interval)iv, INT64_MAX, FX_AFTER_TRUTH, 0);
		close = rv_panel_open_ms(panel, rv_panel_bars(panel) - 1) +
			rv_interval_ms((rv_interval)iv);
		for (size_t row = 0; row < COINS; row++) {
			fx_market_send(l, panel, row);
			quotes[row].mid = 2.385;
			(void)snprintf(quotes[row].symbol, RV_SYMBOL_MAX, "%s",
				       rv_panel_name(panel, row));
		}
		rv_panel_free(panel);
	}
	const long before = oom_made;
	for (int k = 0; k < 20; k++) {
		for (size_t i = 0; i < COINS; i++) {
			quotes[i].mid *= 1.001;
			quotes[i].forming = (rv_bar){ close, 1.0, 1.0, 1.0, quotes[i].mid, 1, 1 };
		}
		rv_live_quotes(l, quotes, COINS);
		assert_int_equal(rv_live_tick(l, close + 60000 + k, &scored), RV_OK);
		assert_true(scored == (k == 0));
		rv_live_fill(l, &view);
		assert_int_equal(rv_live_replay_past(l, 2), RV_OK); /* the past, too */
	}
	assert_true(view.n_passes > 20); /* two more after each snapshot */
	assert_int_equal(oom_made, before);
	assert_true(view.has_scores && view.scores.idio.n_active > 0);
	rv_live_free(l);
	fx_market_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_may_fail),
		cmocka_unit_test(a_step_allocates_nothing),
		cmocka_unit_test(the_streaming_path_allocates_nothing),
		cmocka_unit_test(a_full_panel_slides_without_allocating),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
