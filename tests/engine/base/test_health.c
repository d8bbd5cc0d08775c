/* Stale rules at and just past every boundary. */
#include "engine/base/health.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static void age_decides(void **state)
{
	(void)state;
	static const struct {
		int64_t at, now, period;
		bool price, connected;
		rv_health want;
	} cases[] = {
		{ RV_NEVER, 1000, 500, true, true, RV_HEALTH_NONE },
		{ RV_NEVER, 99000, 500, true, false, RV_HEALTH_NONE },
		{ 0, 0, 500, true, true, RV_HEALTH_LIVE },
		{ 7000, 8000, 500, true, true, RV_HEALTH_LIVE }, /* 2p exactly */
		{ 7000, 8001, 500, true, true, RV_HEALTH_LATE },
		{ 7000, 9500, 500, true, true, RV_HEALTH_LATE }, /* 5p exactly */
		{ 7000, 9501, 500, true, true, RV_HEALTH_STALE },
		{ 7000, 12000, 3000, true, true, RV_HEALTH_LIVE },
		{ 7000, 12001, 3000, true, true, RV_HEALTH_STALE }, /* a price older than 5 s */
		{ 7000, 12001, 3000, false, true, RV_HEALTH_LIVE },
		{ 7000, 37000, 500, true, true, RV_HEALTH_STALE }, /* 30 s exactly */
		{ 7000, 37001, 500, true, true, RV_HEALTH_DOWN },
		{ 0, 300000, 60000, false, true, RV_HEALTH_LATE }, /* 5p is longer than 30 s */
		{ 0, 300001, 60000, false, true, RV_HEALTH_DOWN },
		{ 7000, 7001, 500, true, false, RV_HEALTH_DOWN },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const rv_health h = rv_health_of(cases[i].at, cases[i].now, cases[i].period,
						 cases[i].price, cases[i].connected);
		if (h != cases[i].want)
			print_error("case %zu\n", i);
		assert_int_equal(h, cases[i].want);
	}
}

static void every_state_has_a_word(void **state)
{
	(void)state;
	assert_string_equal(rv_health_word(RV_HEALTH_NONE), "none");
	assert_string_equal(rv_health_word(RV_HEALTH_LIVE), "live");
	assert_string_equal(rv_health_word(RV_HEALTH_LATE), "late");
	assert_string_equal(rv_health_word(RV_HEALTH_STALE), "stale");
	assert_string_equal(rv_health_word(RV_HEALTH_DOWN), "down");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(age_decides),
		cmocka_unit_test(every_state_has_a_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
