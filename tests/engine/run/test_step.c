/* One step: which bars it takes for an instant, and what it gives when there are none. */
#include "engine/run/step.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/panel_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = { "BTC", "ETH", "SOL", "LTC", "LINK", "SUI", "DOGE", "WIF" };
enum { BARS = 130, HIST = 9 };
#define FIRST_CLOSE_MS ((FX_FIRST_BAR + 1) * RV_HOUR_MS)

typedef struct fixture {
	rv_step_params params;
	rv_step *step;
	rv_panel *hourly, *daily;
	rv_step_result *r;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_step_params_default(&f->params);
	assert_int_equal(rv_step_new(&f->params, &f->step), RV_OK);
	f->hourly = fx_random_walks(names, LEN(names), BARS, 3, 0.02);
	f->daily = fx_panel(RV_INTERVAL_1D, 4, 40);
	double close[40];
	for (size_t k = 0; k < LEN(close); k++)
		close[k] = 10e6 + (double)k;
	fx_closes(f->daily, "XRP", 0, close, LEN(close));
	f->r = malloc(sizeof(*f->r));
	assert_non_null(f->r);
	memset(f->r, 0xa5, sizeof(*f->r)); /* what a step does not write would show */
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	rv_step_free(f->step);
	rv_panel_free(f->hourly);
	rv_panel_free(f->daily);
	free(f->r);
	free(f);
	return 0;
}

static rv_status run(fixture *f, const rv_panel *daily, int64_t asof_ms)
{
	const rv_step_input in = { .signal = f->hourly, .daily = daily, .asof_ms = asof_ms };
	return rv_step_run(f->step, &in, f->r);
}

static void before_the_first_close_nothing_is_known(void **state)
{
	fixture *f = *state;
	double hist[RV_SPREAD_N * HIST];
	assert_int_equal(run(f, f->daily, FIRST_CLOSE_MS - 1), RV_OK);
	assert_int_equal(f->r->asof_ms, FIRST_CLOSE_MS - 1);
	assert_int_equal(f->r->bar_close_ms, 0);
	assert_int_equal(f->r->interval, RV_INTERVAL_1H);
	assert_false(f->r->has_universe);
	assert_int_equal(f->r->universe.n, 0);
	assert_int_equal(f->r->rvm.n, 0);
	assert_int_equal(f->r->rvm.n_available, 0);
	assert_int_equal(f->r->rvm.bar_close_ms, 0);
	assert_close("mean", f->r->rvm.mean_momentum, NAN, 0);
	for (size_t i = 0; i < RV_SPREAD_N; i++)
		assert_false(f->r->rvm.spreads[i].available);
	const rv_step_input in = { .signal = f->hourly,
				   .daily = NULL,
				   .asof_ms = FIRST_CLOSE_MS - 1 };
	assert_int_equal(rv_step_spread_history(f->step, &in, HIST, hist), RV_OK);
	for (size_t i = 0; i < LEN(hist); i++)
		assert_close("history", hist[i], NAN, 0);
}

static void takes_the_newest_closed_bar(void **state)
{
	fixture *f = *state;
	const int64_t close100 = FIRST_CLOSE_MS + 100 * RV_HOUR_MS;
	assert_int_equal(run(f, NULL, close100 - 1), RV_OK);
	assert_int_equal(f->r->bar_close_ms, close100 - RV_HOUR_MS);
	assert_int_equal(run(f, NULL, close100), RV_OK);
	assert_int_equal(f->r->bar_close_ms, close100);
	assert_int_equal(run(f, NULL, INT64_MAX), RV_OK);
	assert_int_equal(f->r->bar_close_ms, FIRST_CLOSE_MS + (BARS - 1) * RV_HOUR_MS);
	assert_false(f->r->has_universe);
}

/* Of the newest daily bar, and of a copy; a day without it is unknown, not free. */
static void tells_the_day_s_funding(void **state)
{
	fixture *f = *state;
	const int64_t day = (FX_FIRST_BAR + 20) * RV_DAY_MS;
	const size_t xrp = rv_panel_find(f->daily, "XRP");
	rv_step_result *copy = calloc(1, sizeof(*copy));
	assert_non_null(copy);
	assert_int_equal(rv_panel_put_value(f->daily, xrp, RV_PANEL_FUNDING, day, 0.00235), RV_OK);
	assert_int_equal(run(f, f->daily, day + RV_DAY_MS), RV_OK);
	assert_close("funding", f->r->daily_funding[rv_step_find_daily(f->r, "XRP")], 0.00235, 0);
	rv_step_result_copy(copy, f->r);
	assert_close("copied", copy->daily_funding[rv_step_find_daily(copy, "XRP")], 0.00235, 0);
	assert_int_equal(run(f, f->daily, day + 2 * RV_DAY_MS), RV_OK);
	assert_close("unknown", f->r->daily_funding[rv_step_find_daily(f->r, "XRP")], NAN, 0);
	free(copy);
}

static void is_the_factor_at_that_bar(void **state)
{
	fixture *f = *state;
	rv_rvm *w = NULL;
	rv_rvm_result *want = calloc(1, sizeof(*want));
	double hist[RV_SPREAD_N * HIST], want_hist[RV_SPREAD_N * HIST];
	assert_non_null(want);
	assert_int_equal(rv_rvm_new(LEN(names), 48, &w), RV_OK);
	assert_int_equal(rv_rvm_run(w, &f->params.rvm, &f->params.baskets, f->hourly, 100, want),
			 RV_OK);
	assert_int_equal(rv_rvm_spread_history(w, &f->params.rvm, &f->params.baskets, f->hourly,
					       100, HIST, want_hist),
			 RV_OK);
	const rv_step_input in = { .signal = f->hourly,
				   .daily = f->daily,
				   .asof_ms = FIRST_CLOSE_MS + 100 * RV_HOUR_MS + 17 };
	assert_int_equal(rv_step_run(f->step, &in, f->r), RV_OK);
	assert_int_equal(rv_step_spread_history(f->step, &in, HIST, hist), RV_OK);
	assert_int_equal(f->r->rvm.n, want->n);
	for (size_t i = 0; i < want->n; i++) {
		assert_memory_equal(&f->r->rvm.symbols[i].raw, &want->symbols[i].raw,
				    3 * sizeof(double));
	}
	assert_memory_equal(hist, want_hist, sizeof(hist));
	rv_rvm_free(w);
	free(want);
}

static void the_universe_has_its_own_as_of_day(void **state)
{
	fixture *f = *state;
	const int64_t day31 = (FX_FIRST_BAR + 31) * RV_DAY_MS; /* 31 bars have closed by then */
	assert_int_equal(run(f, f->daily, day31 - 1), RV_OK);
	assert_true(f->r->has_universe);
	assert_int_equal(f->r->universe.n, 1);
	assert_int_equal(f->r->universe.entries[0].reason, RV_UNIVERSE_HISTORY);
	assert_int_equal(run(f, f->daily, day31), RV_OK);
	assert_int_equal(f->r->universe.entries[0].reason, RV_UNIVERSE_ACTIVE);
	assert_int_equal(f->r->universe.n_active, 1);
}

static void one_panel_may_serve_both(void **state)
{
	fixture *f = *state;
	const rv_step_input in = { .signal = f->daily, .daily = f->daily, .asof_ms = INT64_MAX };
	assert_int_equal(rv_step_run(f->step, &in, f->r), RV_OK);
	assert_int_equal(f->r->interval, RV_INTERVAL_1D);
	assert_int_equal(f->r->bar_close_ms, (FX_FIRST_BAR + 40) * RV_DAY_MS);
	assert_int_equal(f->r->rvm.n_available, 1);
	assert_int_equal(f->r->universe.n_active, 1);
}

static void refuses_what_cannot_be_right(void **state)
{
	fixture *f = *state;
	assert_int_equal(run(f, f->hourly, INT64_MAX), RV_EINVAL); /* hours are no days */
	rv_step *s = NULL;
	rv_step_params bad = f->params;
	bad.rvm.lookback_bars = 1;
	assert_int_equal(rv_step_new(&bad, &s), RV_EINVAL);
	bad = f->params;
	bad.rvm.lookback_bars = RV_RVM_LOOKBACK_MAX + 1;
	assert_int_equal(rv_step_new(&bad, &s), RV_EINVAL);
	bad = f->params;
	bad.universe.volume_days = 0;
	assert_int_equal(rv_step_new(&bad, &s), RV_EINVAL);
	bad = f->params;
	bad.universe.n_stables = RV_UNIVERSE_LIST_CAP + 1;
	assert_int_equal(rv_step_new(&bad, &s), RV_EINVAL);
	assert_null(s);
	rv_step_free(NULL);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(before_the_first_close_nothing_is_known),
		WITH(takes_the_newest_closed_bar),
		WITH(tells_the_day_s_funding),
		WITH(is_the_factor_at_that_bar),
		WITH(the_universe_has_its_own_as_of_day),
		WITH(one_panel_may_serve_both),
		WITH(refuses_what_cannot_be_right),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
