/* What every strategy's training adds up: the ratio by two passes, and each reason for none. */
#include "engine/research/train_tally.h"

#include <math.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static double day(size_t i)
{
	return 0.0023 + (i % 3 == 0 ? 0.0119 : -0.0057) * (double)(1 + i % 5);
}

static void a_ratio(void **state)
{
	(void)state;
	enum { N = 40, HELD = 25 };
	rv_train_tally t = { 0 };
	rv_bt_trial out = { .objective = NAN };
	double mean = 0.0, m2 = 0.0;
	for (size_t i = 0; i < N; i++) {
		rv_train_add(&t, day(i), i < HELD);
		mean += day(i) / N;
	}
	for (size_t i = 0; i < N; i++)
		m2 += (day(i) - mean) * (day(i) - mean);
	rv_train_judge(&t, &out);
	assert_null(out.why);
	assert_int_equal(out.active_days, HELD);
	assert_close("a day", out.sharpe_day, mean / sqrt(m2 / (N - 1)), 1e-12);
	assert_close("a year", out.objective, mean / sqrt(m2 / (N - 1)) * sqrt(365.0), 1e-11);
}

static void none(void **state)
{
	(void)state;
	rv_train_tally t = { 0 };
	rv_bt_trial out = { .objective = 1.0 };
	rv_train_judge(&t, &out);
	assert_string_equal(out.why, "fewer than 20 active days");
	assert_true(isnan(out.objective) && isnan(out.sharpe_day));
	for (size_t i = 0; i < RV_TRAIN_LEAST_ACTIVE; i++)
		rv_train_add(&t, 0.0, true);
	rv_train_judge(&t, &out);
	assert_string_equal(out.why, "its returns do not move");
	assert_true(isnan(out.objective));
	t.active--;
	rv_train_add(&t, 0.013, false);
	rv_train_judge(&t, &out); /* they move now, but too few of them were held */
	assert_string_equal(out.why, "fewer than 20 active days");
	assert_true(isfinite(out.sharpe_day));
}

/* (0.25 x 1.5 + 0.75 x 5 + 4) bp, twice. */
static void a_cost(void **state)
{
	(void)state;
	const rv_bt_costs c = { .maker_share = 0.25,
				.maker_bps = 1.5,
				.taker_bps = 5.0,
				.slippage_bps = 4.0,
				.factor = 2.0 };
	assert_close("cost", rv_train_cost_rate(&c), 0.001625, 1e-15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ratio),
		cmocka_unit_test(none),
		cmocka_unit_test(a_cost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
