/*
 * What a store holds from long before a run does not change the run: from 700 days before its start
 * on, every strategy finds the same with 100 and with 180 days more. The largest difference is
 * printed; that of indicators that never forget would be within the tolerance.
 */
#include "tests/support/cm.h"
#include "tests/support/honest_cuts.h"
#include "tests/support/market_fixture.h"

#include <math.h>
#include <string.h>

enum { COINS = 16, DAYS = 1000, START = 880, LEAST = 700 };
#define TOLERANCE 1e-9

static honest_world world;
static rv_panel *whole;
static honest_chain chain[2];

static int setup(void **state)
{
	(void)state;
	fx_market *m = fx_market_new(20240229, COINS, DAYS, 24, 0);
	honest_world_make(&world, "seed");
	whole = fx_market_panel(m, RV_INTERVAL_1D, INT64_MAX, FX_AFTER_TRUTH, 0);
	world.start_ms = fx_market_day0(m) + START * RV_DAY_MS;
	fx_market_free(m);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rv_panel_free(whole);
	honest_world_free(&world);
	return 0;
}

/* One that is unknown in one of the two is as far as can be. */
static double apart(double a, double b)
{
	if (isnan(a) && isnan(b))
		return 0.0;
	return isnan(a) || isnan(b) ? INFINITY : fabs(a - b) / fmax(1.0, fabs(a));
}

static double largest(const rv_bt_result *a, const rv_bt_result *b)
{
	double x = 0.0;
	assert_int_equal(a->n_days, b->n_days);
	for (size_t d = 0; d < a->n_days; d++) {
		const rv_bt_day *p = &a->days[d], *q = &b->days[d];
		x = fmax(x, p->regime == q->regime ? 0.0 : INFINITY);
		x = fmax(x, apart(p->score, q->score));
		x = fmax(x, apart(p->nav, q->nav));
		x = fmax(x, apart(p->alt_gross, q->alt_gross));
	}
	for (size_t i = 0; i < a->n_features * a->n_days; i++)
		x = fmax(x, apart(a->feature[i], b->feature[i]));
	return x;
}

/* The run with so many days before its start. */
static rv_bt_result *with_history(const rv_strategy *s, size_t days, honest_chain *out)
{
	const honest_case c = honest_case_of(&world, s);
	rv_panel *p = honest_later(whole, c.start_ms - (int64_t)days * RV_DAY_MS);
	rv_bt_result *r = NULL;
	honest_run(&c, p, c.start_ms + (HONEST_RUN - 1) * RV_DAY_MS, SIZE_MAX, out, &r);
	rv_panel_free(p);
	return r;
}

static void older_days_change_nothing(void **state)
{
	(void)state;
	for (int id = 0; id < RV_BT_STRATEGIES; id++) {
		const rv_strategy *s = rv_strategy_of((rv_bt_strategy_id)id);
		if (!s)
			continue;
		rv_bt_result *all = with_history(s, START, &chain[0]);
		assert_true(chain[0].active > 0);
		for (size_t days = LEAST; days < START; days += 100) {
			rv_bt_result *r = with_history(s, days, &chain[1]);
			const double x = largest(all, r);
			const size_t part = honest_parts(&chain[0], &chain[1], HONEST_RUN);
			print_message("%s: %zu days of history and %d: %s, largest %.3g\n",
				      rv_bt_strategy_name(s->id), days, START,
				      part == HONEST_RUN ? "the same bits" : "other bits", x);
			assert_true(x <= TOLERANCE);
			rv_bt_result_free(r);
		}
		/* and the comparison can tell: 5 days are no history for anybody */
		rv_bt_result *r = with_history(s, 5, &chain[1]);
		assert_true(largest(all, r) > TOLERANCE);
		rv_bt_result_free(r);
		rv_bt_result_free(all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(older_days_change_nothing),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
