/*
 * Which visits of a user are written down, and of the rest how many there were: by hand, and by a
 * slow count of everybody's hours over random ones.
 */
#include "app/control/visits.h"
#include "engine/base/rng.h"
#include "tests/support/cm.h"

#include <stdlib.h>
#include <string.h>

static rv_visits v;

static int setup(void **state)
{
	(void)state;
	memset(&v, 0, sizeof(v));
	return 0;
}

static void twenty_an_hour_and_a_rest(void **state)
{
	(void)state;
	rv_visitor u;
	for (int i = 0; i < 20; i++)
		assert_true(rv_visits_come(&v, 1001, "alice", false, 5000 + i));
	assert_int_equal(rv_visits_due(&v), -1);
	for (int i = 0; i < 977; i++)
		assert_false(rv_visits_come(&v, 1001, "alice", false, 6000 + i));
	assert_int_equal(rv_visits_due(&v), 5000 + 3600000);
	assert_false(rv_visits_rest(&v, 5000 + 3599999, &u));
	assert_true(rv_visits_rest(&v, 5000 + 3600000, &u));
	assert_true(u.uid == 1001 && u.more == 977 && u.since_ms == 5000 && !u.looks_on);
	assert_string_equal(u.who, "alice");
	assert_false(rv_visits_rest(&v, INT64_MAX, &u));
	assert_int_equal(rv_visits_due(&v), -1);
	assert_true(rv_visits_come(&v, 1001, "alice", false, 3700000)); /* a new hour */
}

static void a_poll_does_not_use_up_what_consoles_have(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++)
		assert_int_equal(rv_visits_come(&v, 0, "root", true, i), i < 20);
	assert_true(rv_visits_come(&v, 0, "root", false, 100));
	assert_true(rv_visits_come(&v, 7, "", true, 100));
}

static void hours_that_are_over_make_room(void **state)
{
	(void)state;
	for (int64_t round = 0; round < 3; round++) {
		for (int64_t uid = 0; uid < 64; uid++)
			assert_true(
				rv_visits_come(&v, uid + 1000 * round, "", false, round * 3600000));
	}
}

static void those_beyond_the_table_are_counted_together(void **state)
{
	(void)state;
	rv_visitor u;
	for (int64_t uid = 0; uid < 64; uid++)
		assert_true(rv_visits_come(&v, uid, "x", false, 10));
	for (int64_t uid = 64; uid < 70; uid++)
		assert_false(rv_visits_come(&v, uid, "y", true, 20));
	assert_true(rv_visits_come(&v, 3, "x", false, 30));
	assert_true(rv_visits_rest(&v, INT64_MAX, &u));
	assert_true(u.uid == RV_VISITS_OTHERS && u.more == 6);
	assert_false(rv_visits_rest(&v, INT64_MAX, &u));
}

/* Nothing is lost: what was written down and what was counted are all that came. */
static void every_visit_is_told_or_counted(void **state)
{
	(void)state;
	rv_rng rng;
	rv_visitor u;
	uint64_t came[40] = { 0 }, told[40] = { 0 };
	rv_rng_seed(&rng, 2385, 7, 1);
	for (int64_t now = 0; now < 40 * INT64_C(3600000);
	     now += 1 + (int64_t)(rv_rng_u64(&rng) % 30000)) {
		const size_t uid = rv_rng_u64(&rng) % 40;
		came[uid]++;
		told[uid] += rv_visits_come(&v, (int64_t)uid, "z", uid % 2 == 1, now);
		while (rv_visits_rest(&v, now, &u)) {
			assert_true(now - u.since_ms >= RV_VISITS_MS);
			told[u.uid] += u.more;
		}
	}
	while (rv_visits_rest(&v, INT64_MAX, &u))
		told[u.uid] += u.more;
	assert_memory_equal(came, told, sizeof(came));
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(twenty_an_hour_and_a_rest),
		TEST(a_poll_does_not_use_up_what_consoles_have),
		TEST(hours_that_are_over_make_room),
		TEST(those_beyond_the_table_are_counted_together),
		TEST(every_visit_is_told_or_counted),
	};
	return cmocka_run_group_tests_name("visits", tests, NULL, NULL);
}
