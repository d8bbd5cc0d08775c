/* What the snapshot says the venue is: LIVE only when an answer of its own was seen to say so. */
#include "app/feed_view.h"
#include "tests/support/cm.h"

#include <stdlib.h>

static rv_env env_with(rv_venue_stat venue)
{
	static rv_board_copy board;
	static rv_feed_view feeds;
	rv_view *v = calloc(1, sizeof(*v));
	assert_non_null(v);
	board.venue = venue;
	v->clock_rate = 1.0;
	v->env = RV_ENV_LIVE; /* of before: to be overwritten */
	rv_feed_view_fill(&feeds, &board, v);
	const rv_env env = v->env;
	free(v);
	return env;
}

static void nothing_is_live_before_the_venue_has_said_what_it_is(void **state)
{
	(void)state;
	assert_int_equal(env_with((rv_venue_stat){ 0 }), RV_ENV_UNKNOWN);
	assert_int_equal(env_with((rv_venue_stat){ .ws_connected = true }), RV_ENV_UNKNOWN);
	assert_int_equal(env_with((rv_venue_stat){ .ws_connected = true, .rest_ok = true }),
			 RV_ENV_UNKNOWN);
}

static void it_is_what_its_answer_said(void **state)
{
	(void)state;
	assert_int_equal(env_with((rv_venue_stat){ .known = true, .ws_connected = true }),
			 RV_ENV_LIVE);
	assert_int_equal(env_with((rv_venue_stat){ .known = true, .rest_ok = true }), RV_ENV_LIVE);
	assert_int_equal(env_with((rv_venue_stat){ .known = true }), RV_ENV_UNKNOWN);
	assert_int_equal(env_with((rv_venue_stat){ .known = true, .is_sim = true }), RV_ENV_SIM);
	assert_int_equal(
		env_with((rv_venue_stat){ .known = true, .is_sim = true, .is_replay = true }),
		RV_ENV_REPLAY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_live_before_the_venue_has_said_what_it_is),
		cmocka_unit_test(it_is_what_its_answer_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
