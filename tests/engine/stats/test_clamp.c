/* Bounds, and what stays unknown between them. */
#include "engine/stats/clamp.h"

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

static void a_value_is_held_within_its_bounds(void **state)
{
	(void)state;
	assert_close("inside", rv_clamp(2.385, -1.0, 3.0), 2.385, 0.0);
	assert_close("above", rv_clamp(3.1, -1.0, 3.0), 3.0, 0.0);
	assert_close("below", rv_clamp(-INFINITY, -1.0, 3.0), -1.0, 0.0);
	assert_close("at", rv_clamp(3.0, -1.0, 3.0), 3.0, 0.0);
}

static void an_unknown_value_stays_unknown(void **state)
{
	(void)state;
	assert_close("nan", rv_clamp(NAN, -1.0, 3.0), NAN, 0.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_held_within_its_bounds),
		cmocka_unit_test(an_unknown_value_stays_unknown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
