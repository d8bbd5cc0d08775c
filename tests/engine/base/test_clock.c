/*
 * Clocks: every reading is compared with bounds taken just before and just after it, so that no
 * test depends on how fast the machine is.
 */
#include "engine/base/clock.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

static void the_real_clock_is_the_machines(void **state)
{
	(void)state;
	rv_clock *c = NULL;
	assert_int_equal(rv_clock_new_real(&c), RV_OK);
	const int64_t before = (int64_t)time(NULL) * 1000, m0 = rv_mono_ms();
	const int64_t utc = rv_clock_utc_ms(c), elapsed = rv_clock_elapsed_ms(c);
	const int64_t after = ((int64_t)time(NULL) + 1) * 1000, m1 = rv_mono_ms();
	assert_true(utc >= before && utc <= after);
	assert_true(elapsed >= m0 && elapsed <= m1);
	assert_close("rate", rv_clock_rate(c), 1.0, 0);
	rv_clock_free(c);
	rv_clock_free(NULL);
}

static void the_manual_clock_moves_only_when_set(void **state)
{
	(void)state;
	rv_clock *c = NULL;
	assert_int_equal(rv_clock_new_manual(1719705600000, &c), RV_OK);
	const int64_t e0 = rv_clock_elapsed_ms(c);
	assert_int_equal(rv_clock_utc_ms(c), 1719705600000);
	rv_clock_set(c, 1719705600000 + 86400000);
	assert_int_equal(rv_clock_utc_ms(c), 1719705600000 + 86400000);
	assert_int_equal(rv_clock_elapsed_ms(c) - e0, 86400000);
	rv_clock_set(c, 1719705600000); /* UTC may be put back, elapsed never goes back */
	assert_int_equal(rv_clock_utc_ms(c), 1719705600000);
	assert_int_equal(rv_clock_elapsed_ms(c) - e0, 86400000);
	rv_clock_free(c);
}

static void the_slaved_clock_follows_the_venue(void **state)
{
	(void)state;
	const int64_t venue = INT64_C(1704067200000); /* far from the machine's time */
	rv_clock *c = NULL;
	assert_int_equal(rv_clock_new_slaved(&c), RV_OK);
	const int64_t at = rv_mono_ms() - 250; /* the reading came a quarter of a second ago */
	assert_int_equal(rv_clock_sync(c, venue, at, 60.0), RV_OK);
	const int64_t m0 = rv_mono_ms();
	const int64_t utc = rv_clock_utc_ms(c);
	const int64_t m1 = rv_mono_ms();
	assert_true(utc >= venue + 60 * (m0 - at));
	assert_true(utc <= venue + 60 * (m1 - at));
	assert_close("rate", rv_clock_rate(c), 60.0, 0);
	rv_clock_free(c);
}

static void elapsed_never_goes_back_at_a_sync(void **state)
{
	(void)state;
	static const double rates[] = { 3600.0, 0.001, 1.0, 1e6, 0.5 };
	rv_clock *c = NULL;
	assert_int_equal(rv_clock_new_slaved(&c), RV_OK);
	int64_t last = rv_clock_elapsed_ms(c);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(rv_clock_sync(c, 1000000 - i * 1000, rv_mono_ms(),
					       rates[(size_t)i % LEN(rates)]),
				 RV_OK);
		const int64_t now = rv_clock_elapsed_ms(c);
		assert_true(now >= last);
		last = now;
	}
	rv_clock_free(c);
}

static void a_rate_must_be_positive(void **state)
{
	(void)state;
	static const double bad[] = { 0.0, -1.0, NAN, INFINITY };
	rv_clock *c = NULL;
	assert_int_equal(rv_clock_new_slaved(&c), RV_OK);
	for (size_t i = 0; i < LEN(bad); i++)
		assert_int_equal(rv_clock_sync(c, 0, rv_mono_ms(), bad[i]), RV_EINVAL);
	assert_close("rate", rv_clock_rate(c), 1.0, 0);
	rv_clock_free(c);
}

typedef struct shared {
	rv_clock *clock;
	atomic_bool stop;
	atomic_bool went_back;
} shared;

static void *reader(void *arg)
{
	shared *s = arg;
	int64_t last = 0;
	while (!atomic_load(&s->stop)) {
		const int64_t now = rv_clock_elapsed_ms(s->clock);
		if (now < last)
			atomic_store(&s->went_back, true);
		last = now;
	}
	return NULL;
}

static void readers_may_read_while_it_is_synced(void **state)
{
	(void)state;
	shared s = { 0 };
	pthread_t t[2];
	assert_int_equal(rv_clock_new_slaved(&s.clock), RV_OK);
	for (size_t i = 0; i < LEN(t); i++)
		assert_int_equal(pthread_create(&t[i], NULL, reader, &s), 0);
	for (int i = 0; i < 2000; i++)
		assert_int_equal(rv_clock_sync(s.clock, i, rv_mono_ms(), i % 2 ? 1e4 : 0.5), RV_OK);
	atomic_store(&s.stop, true);
	for (size_t i = 0; i < LEN(t); i++)
		assert_int_equal(pthread_join(t[i], NULL), 0);
	assert_false(atomic_load(&s.went_back));
	rv_clock_free(s.clock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_real_clock_is_the_machines),
		cmocka_unit_test(the_manual_clock_moves_only_when_set),
		cmocka_unit_test(the_slaved_clock_follows_the_venue),
		cmocka_unit_test(elapsed_never_goes_back_at_a_sync),
		cmocka_unit_test(a_rate_must_be_positive),
		cmocka_unit_test(readers_may_read_while_it_is_synced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
