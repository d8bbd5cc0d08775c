/*
 * The desk is alive when all of its vital threads come round: one that does not is named. The
 * others never end that, and are named when they stand still.
 */
#include "app/ops/heartbeat.h"

#include "tests/support/cm.h"

#include <string.h>

static rv_heartbeat h;

static int setup(void **state)
{
	(void)state;
	memset(&h, 0, sizeof(h));
	return 0;
}

static void nobody_watched_is_alive(void **state)
{
	(void)state;
	rv_beat late;
	assert_true(rv_heartbeat_all(&h, &late));
	assert_int_equal(late, RV_BEAT_N);
}

/* Whichever of them is held, and however often the others beat. */
static void each_of_them_counts(void **state)
{
	(void)state;
	rv_beat late;
	for (int i = 0; i < RV_BEAT_N; i++)
		(void)rv_heartbeat_watch(&h, (rv_beat)i);
	for (int held = 0; held < RV_BEAT_VITAL; held++) {
		for (int round = 0; round < 3; round++)
			for (int i = 0; i < RV_BEAT_VITAL; i++) /* the others stand still */
				if (i != held)
					rv_pulse_beat(&h.pulse[i]);
		assert_false(rv_heartbeat_all(&h, &late));
		assert_int_equal(late, held);
		rv_pulse_beat(&h.pulse[held]);
		assert_true(rv_heartbeat_all(&h, &late));
		assert_int_equal(late, RV_BEAT_N);
	}
	assert_false(rv_heartbeat_all(&h, &late)); /* once a beat, not for ever */
}

static void a_failed_look_forgets_nothing(void **state)
{
	(void)state;
	rv_beat late;
	rv_pulse *engine = rv_heartbeat_watch(&h, RV_BEAT_ENGINE);
	rv_pulse *ws = rv_heartbeat_watch(&h, RV_BEAT_FEED_WS);
	rv_pulse_beat(engine);
	assert_false(rv_heartbeat_all(&h, &late));
	assert_int_equal(late, RV_BEAT_FEED_WS);
	rv_pulse_beat(ws); /* the engine's beat of before still counts */
	assert_true(rv_heartbeat_all(&h, &late));
}

static void who_is_not_watched_does_not_count(void **state)
{
	(void)state;
	rv_beat late;
	rv_pulse *engine = rv_heartbeat_watch(&h, RV_BEAT_ENGINE);
	(void)rv_heartbeat_watch(&h, RV_BEAT_JOURNAL);
	rv_pulse_beat(engine);
	assert_false(rv_heartbeat_all(&h, &late));
	rv_heartbeat_ignore(&h, RV_BEAT_JOURNAL);
	assert_true(rv_heartbeat_all(&h, &late));
	rv_pulse_beat(NULL); /* of a thread that nobody watches */
}

/* Whichever of them: what the others do, vital or not, does not help it, and it ends nothing. */
static void one_that_is_not_vital_is_named(void **state)
{
	(void)state;
	rv_beat late;
	for (int i = 0; i < RV_BEAT_N; i++)
		(void)rv_heartbeat_watch(&h, (rv_beat)i);
	int64_t now = 1000;
	assert_int_equal(rv_heartbeat_held(&h, now, 5000), RV_BEAT_N); /* begins to count */
	for (int held = RV_BEAT_VITAL; held < RV_BEAT_N; held++) {
		for (int second = 1; second <= 6; second++) {
			for (int i = 0; i < RV_BEAT_N; i++)
				if (i != held)
					rv_pulse_beat(&h.pulse[i]);
			now += 1000;
			assert_true(rv_heartbeat_all(&h, &late));
			assert_int_equal(rv_heartbeat_held(&h, now, 5000),
					 second <= 5 ? RV_BEAT_N : held);
		}
		rv_pulse_beat(&h.pulse[held]);
		assert_int_equal(rv_heartbeat_held(&h, now, 5000), RV_BEAT_N);
		for (int i = 0; i < RV_BEAT_N; i++) /* the next one's time begins now */
			rv_pulse_beat(&h.pulse[i]);
		assert_int_equal(rv_heartbeat_held(&h, now, 5000), RV_BEAT_N);
	}
	rv_heartbeat_ignore(&h, RV_BEAT_PAGE);
	for (int i = 0; i < RV_BEAT_N; i++)
		if (i != RV_BEAT_PAGE)
			rv_pulse_beat(&h.pulse[i]);
	assert_int_equal(rv_heartbeat_held(&h, now + 9000, 5000), RV_BEAT_N);
}

static void every_thread_has_a_name(void **state)
{
	(void)state;
	for (int i = 0; i < RV_BEAT_N; i++) {
		const size_t n = strlen(rv_beat_name((rv_beat)i));
		assert_true(n > 0 && n < 16); /* a thread's name has 15 bytes */
	}
	assert_string_equal(rv_beat_name(RV_BEAT_N), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nobody_watched_is_alive, setup),
		cmocka_unit_test_setup(each_of_them_counts, setup),
		cmocka_unit_test_setup(a_failed_look_forgets_nothing, setup),
		cmocka_unit_test_setup(one_that_is_not_vital_is_named, setup),
		cmocka_unit_test_setup(who_is_not_watched_does_not_count, setup),
		cmocka_unit_test(every_thread_has_a_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
