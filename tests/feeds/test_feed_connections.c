/*
 * What the market feed shows while its connection is mute or closed, and that it recovers by
 * itself.
 */
#include "tests/support/cm.h"
#include "tests/support/feed_desk.h"
#include "tests/support/tmpdir.h"

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

static bool stream_is_up(const struct desk *d)
{
	return d->b.venue.ws_connected;
}

/* What the venue is has not been said while its stream alone is up; the first answer says it. */
static void what_it_is_is_unknown_before_it_has_answered(void **state)
{
	(void)state;
	char path[RV_TMP_PATH * 2];
	rv_tmpdir dir;
	rv_tmpdir_make(&dir);
	rv_tmpdir_text(&dir, "plan.json",
		       "[{\"at\":0,\"for\":3600,\"match\":\"info\",\"do\":\"status\","
		       "\"code\":503}]");
	rv_sim *sim =
		desk_venue("127.0.0.1:0", rv_tmpdir_path(&dir, "plan.json", path), 1.0, false, 7);
	rv_tmpdir_remove(&dir); /* it has been read */
	struct desk *d = desk_new(rv_sim_url(sim), NULL, DESK_GENEROUS);
	assert_true(desk_wait(d, stream_is_up, 60000));
	assert_false(d->b.venue.known || d->b.venue.is_sim || d->b.venue.rest_ok);
	desk_free(d);
	rv_sim_stop(sim);
	d = desk_started("[]", &sim);
	assert_true(d->b.venue.known && d->b.venue.is_sim);
	assert_false(d->b.venue.is_replay);
	desk_free(d);
	rv_sim_stop(sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_is_is_unknown_before_it_has_answered),
		cmocka_unit_test(silence_is_told_within_five_seconds),
		cmocka_unit_test(closed_connections_come_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
