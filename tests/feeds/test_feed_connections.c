/*
 * What the market feed shows while its connection is mute or closed, and that it recovers by
 * itself.
 */
#include "tests/support/cm.h"
#include "tests/support/feed_desk.h"

static void silence_is_told_within_five_seconds(void **state)
{
	(void)state;
	rv_sim *sim = NULL;
	struct desk *d = desk_started(
		"[{\"at\":" DESK_LATER ",\"for\":7,\"match\":\"ws\",\"do\":\"silent\"}]", &sim);
	assert_true(desk_wait(d, desk_down, DESK_LATER_MS + DESK_TRUTH_MS + 500));
	assert_true(d->b.venue.last_error[0] != '\0');
	/* Told is when the data ended, not when that was noticed. */
	const rv_stream_stat *mids = &d->b.streams[RV_STREAM_MIDS];
	const int64_t age = rv_clock_elapsed_ms(d->clock) - mids->last_at;
	const int64_t since = rv_clock_utc_ms(d->clock) - d->b.venue.down_since_utc_ms;
	assert_true(age >= 4000);
	assert_true(since > age - 1500 && since < age + 1500);
	assert_true(desk_wait(d, desk_up, 20000));
	assert_true(d->b.streams[RV_STREAM_MIDS].reconnects >= 1);
	desk_free(d);
	rv_sim_stop(sim);
}

static void closed_connections_come_back(void **state)
{
	(void)state;
	rv_sim *sim = NULL;
	struct desk *d = desk_started("[{\"at\":4,\"for\":1.5,\"match\":\"ws\",\"do\":\"close\","
				      "\"code\":1000},{\"at\":9,\"for\":1.5,\"match\":\"ws\","
				      "\"do\":\"close\",\"code\":1006}]",
				      &sim);
	const int64_t end = rv_mono_ms() + 15000;
	while (rv_mono_ms() < end && d->b.streams[RV_STREAM_CTX].reconnects < 2)
		desk_pump(d, 100);
	assert_true(d->b.streams[RV_STREAM_CTX].reconnects >= 2);
	assert_true(desk_wait(d, desk_up, 10000));
	desk_free(d);
	rv_sim_stop(sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_is_told_within_five_seconds),
		cmocka_unit_test(closed_connections_come_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
