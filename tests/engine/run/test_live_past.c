/* What past passes found: one entry a bar, replaced when the bar is scored again, oldest dropped.
 */
#include "engine/run/live_state.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdlib.h>

static int setup(void **state)
{
	rv_live *l = calloc(1, sizeof(*l));
	if (!l || rv_panel_new(RV_INTERVAL_1H, 1, 1, &l->hourly) != RV_OK ||
	    rv_panel_new(RV_INTERVAL_1D, 1, 1, &l->daily) != RV_OK)
		return -1;
	*state = l;
	return 0;
}

static int teardown(void **state)
{
	rv_live *l = *state;
	rv_panel_free(l->hourly);
	rv_panel_free(l->daily);
	free(l);
	return 0;
}

static void pass(rv_live *l, int bar)
{
	rv_step_result *r = &l->result;

	l->asof_bar_close = (bar + 1) * RV_HOUR_MS;
	r->ms.close_ms = l->asof_bar_close;
	r->ms.regime = bar % 2 ? RV_REGIME_RISK_ON : RV_REGIME_ROTATION;
	r->ms.confidence = .01 * bar;
	r->idio.close_ms = (bar / 24 + 1) * 24 * RV_HOUR_MS;
	r->idio.weights[RV_IDIO_CARRY] = bar;
	rv_live_remember(l);
}

static void test_one_entry_a_bar(void **state)
{
	rv_live *l = *state;

	pass(l, 0);
	pass(l, 1);
	l->result.ms.regime = RV_REGIME_DIVERGENCE;
	rv_live_remember(l); /* a late correction of the same bar */
	assert_int_equal(l->n_passes, 2);
	assert_int_equal(l->passes[0].regime, RV_REGIME_ROTATION);
	assert_int_equal(l->passes[1].regime, RV_REGIME_DIVERGENCE);
	assert_int_equal(l->passes[1].bar_close_ms, 2 * RV_HOUR_MS);
	assert_int_equal(l->n_days, 1);
	assert_close("carry", (double)l->days[0].weights[RV_IDIO_CARRY], 1, 0);
}

static void test_the_oldest_goes(void **state)
{
	rv_live *l = *state;
	enum { BARS = 24 * (RV_VIEW_DAYS + 3) };

	for (int bar = 0; bar < BARS; bar++)
		pass(l, bar);
	assert_int_equal(l->n_passes, RV_VIEW_PASSES);
	assert_int_equal(l->passes[RV_VIEW_PASSES - 1].bar_close_ms, BARS * RV_HOUR_MS);
	assert_int_equal(l->passes[0].bar_close_ms, (BARS - RV_VIEW_PASSES + 1) * RV_HOUR_MS);
	assert_int_equal(l->n_days, RV_VIEW_DAYS);
	assert_int_equal(l->days[0].close_ms, 4 * 24 * RV_HOUR_MS);
	assert_close("newest", (double)l->days[RV_VIEW_DAYS - 1].weights[RV_IDIO_CARRY], BARS - 1,
		     0);
}

/* A module that has said nothing leaves nothing that looks like a number. */
static void test_unknown_stays_unknown(void **state)
{
	rv_live *l = *state;

	l->asof_bar_close = RV_HOUR_MS;
	rv_live_remember(l);
	assert_int_equal(l->n_passes, 1);
	assert_int_equal(l->passes[0].regime, RV_REGIME_UNKNOWN);
	assert_true(isnan(l->passes[0].confidence));
	assert_true(isnan(l->passes[0].avg_corr) && isnan(l->passes[0].leverage_factor));
	assert_int_equal(l->n_days, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_entry_a_bar, setup, teardown),
		cmocka_unit_test_setup_teardown(test_the_oldest_goes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown_stays_unknown, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
