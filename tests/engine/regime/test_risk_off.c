/* Risk-off day by day: both triggers, what is not one, and the release. */
#include "engine/regime/risk_off.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

static const rv_risk_off_params params = { 0.10, 0.25, 0.60, 3 };

static rv_risk_off step(rv_risk_off s, double corr, double before, double breadth)
{
	const rv_risk_off_day day = { corr, before, breadth };
	return rv_risk_off_step(&params, s, &day);
}

static void a_rise_is_signed_and_needs_a_level(void **state)
{
	(void)state;
	const rv_risk_off none = { false, false, false, 0 };
	assert_true(step(none, 0.41, 0.30, 0.2).jump);
	assert_false(step(none, 0.30, 0.41, 0.2).active);  /* a fall */
	assert_false(step(none, 0.24, 0.05, 0.2).active);  /* too low to matter */
	assert_false(step(none, 0.375, 0.28, 0.2).active); /* not above .10 */
	assert_true(step(none, 0.30, 0.31, 0.61).breadth);
	assert_false(step(none, 0.30, 0.31, 0.60).active); /* not above */
}

static void it_ends_after_three_clear_days(void **state)
{
	(void)state;
	rv_risk_off s = { false, false, false, 0 };
	s = step(s, 0.5, 0.3, 0.1);
	assert_true(s.active && s.clear_days == 0);
	s = step(s, 0.5, 0.5, 0.1);
	s = step(s, 0.5, 0.5, 0.1);
	assert_true(s.active && s.clear_days == 2);
	s = step(s, 0.5, 0.5, 0.7); /* the other trigger starts the count again */
	assert_true(s.active && s.breadth && !s.jump && s.clear_days == 0);
	s = step(s, 0.5, 0.5, 0.1);
	s = step(s, 0.5, 0.5, NAN); /* one known and clear */
	assert_true(s.active);
	s = step(s, 0.5, 0.5, 0.1);
	assert_false(s.active);
	s = step(s, 0.5, 0.5, 0.1);
	assert_int_equal(s.clear_days, 3);
}

static void an_unknown_day_is_not_clear(void **state)
{
	(void)state;
	rv_risk_off s = { true, true, false, 0 };
	s = step(s, 0.5, 0.5, 0.1);
	s = step(s, 0.5, 0.5, 0.1);
	s = step(s, NAN, 0.5, NAN);
	assert_true(s.active && s.clear_days == 0 && !s.jump && !s.breadth);
	const rv_risk_off none = { false, false, false, 0 };
	assert_false(step(none, NAN, NAN, NAN).active);
}

static void flat_share_counts_the_known(void **state)
{
	(void)state;
	const double cm[] = { 0.1, -0.24, NAN, 0.25, 1.7, -0.9 };
	assert_close("share", rv_flat_share(cm, 6, 0.25, 3), 2.0 / 5.0, 1e-15);
	assert_true(isnan(rv_flat_share(cm, 3, 0.25, 3)));
	assert_true(isnan(rv_flat_share(cm, 0, 0.25, 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rise_is_signed_and_needs_a_level),
		cmocka_unit_test(it_ends_after_three_clear_days),
		cmocka_unit_test(an_unknown_day_is_not_clear),
		cmocka_unit_test(flat_share_counts_the_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
