/*
 * Slices: the schedules of tests/oracle/twap.py, and what must hold of every plan: sums to the lot,
 * all within the window, no burst, nothing too small, and the same again from any point.
 */
#include "engine/base/rng.h"
#include "engine/desk/twap.h"
#include "tests/oracle/twap_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>

static rv_twap made(uint64_t seed, int64_t lots, int64_t least, int64_t window, int64_t slice,
		    double jitter)
{
	rv_twap t;
	assert_int_equal(rv_twap_make(seed, lots, least, window, slice, jitter, &t), RV_OK);
	return t;
}

static void schedules_are_those_of_the_oracle(void **state)
{
	(void)state;
	for (size_t p = 0; p < LEN(plans); p++) {
		const rv_twap t = made(plans[p].seed, plans[p].lots, plans[p].least,
				       plans[p].window, plans[p].slice, plans[p].jitter);
		assert_true(t.slices == plans[p].slices);
		for (int64_t i = 0; i < t.slices; i++) {
			const size_t row = plans[p].row + (size_t)i;
			assert_true(rv_twap_due(&t, i) == rows[row].due);
			assert_true(rv_twap_plain(&t, i) == rows[row].plain);
		}
	}
}

/* 15 minutes in half minutes are 30 slices; 100 lots of at least 7 are 14. */
static void slices_are_merged_to_the_least_size(void **state)
{
	(void)state;
	assert_true(made(1, 3000, 7, 900000, 30000, 0.2).slices == 30);
	assert_true(made(1, 100, 7, 900000, 30000, 0.2).slices == 14);
	assert_true(made(1, 13, 7, 900000, 30000, 0.2).slices == 1);
	assert_true(made(1, 3, 7, 900000, 30000, 0.2).slices == 1);
	assert_true(made(1, 3000, 7, 900000, 30000, 0.9).slices == 30);
	assert_true(made(1, 3000, 7, 20000, 30000, 0.2).slices == 1);
	assert_true(made(1, INT64_MAX, 1, INT64_MAX / RV_TWAP_SLICES_MOST, 1, 0).slices ==
		    RV_TWAP_SLICES_MOST);
}

static void refuses_what_is_no_plan(void **state)
{
	(void)state;
	static const struct {
		int64_t lots, least, window, slice;
		double jitter;
	} bad[] = {
		{ 0, 1, 900000, 30000, 0.2 },  { -5, 1, 900000, 30000, 0.2 },
		{ 5, 0, 900000, 30000, 0.2 },  { 5, 1, 0, 30000, 0.2 },
		{ 5, 1, 900000, 0, 0.2 },      { 5, 1, 900000, 30000, -0.1 },
		{ 5, 1, 900000, 30000, 0.91 }, { 5, 1, 900000, 30000, NAN },
		{ 5, 1, INT64_MAX, 30000, 0 },
	};
	for (size_t i = 0; i < LEN(bad); i++) {
		rv_twap t = { .lots = 7 };
		assert_int_equal(rv_twap_make(1, bad[i].lots, bad[i].least, bad[i].window,
					      bad[i].slice, bad[i].jitter, &t),
				 RV_EINVAL);
		assert_true(t.lots == 7);
	}
}

static rv_twap any_plan(rv_rng *r)
{
	const int64_t least = 1 + (int64_t)rv_rng_below(r, 40);
	const int64_t lots = 1 + (int64_t)rv_rng_below(r, 1 + rv_rng_below(r, 100000));
	const int64_t window = 1 + (int64_t)rv_rng_below(r, 900000);
	return made(rv_rng_u64(r), lots, least, window, 1 + (int64_t)rv_rng_below(r, 60000),
		    0.9 * rv_rng_uniform(r));
}

static void times_rise_within_the_window(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 3, 0);
	for (int k = 0; k < 400; k++) {
		const rv_twap t = any_plan(&r);
		int64_t before = -1, sum = 0;
		for (int64_t i = 0; i < t.slices; i++) {
			const int64_t due = rv_twap_due(&t, i);
			assert_true(due > before && due < t.window_ms);
			assert_true(rv_twap_current(&t, due) == i);
			assert_true(rv_twap_current(&t, due - 1) == i - 1);
			assert_true(rv_twap_next_due(&t, due - 1) == due);
			assert_true(rv_twap_next_due(&t, before) == due);
			before = due;
			sum += rv_twap_plain(&t, i);
		}
		assert_true(sum == t.lots);
		assert_true(rv_twap_next_due(&t, before) == INT64_MAX);
		assert_true(rv_twap_current(&t, INT64_MAX) == t.slices - 1);
		assert_true(rv_twap_current(&t, -5) == -1);
	}
}

/* All that a plan promises of one slice when `done` lots were done before it. */
static void assert_slice(const rv_twap *t, int64_t i, int64_t done, int64_t size)
{
	const int64_t left = t->lots - done, plain = rv_twap_plain(t, i);
	assert_true(size >= 0 && size <= left);
	assert_true(size <= RV_TWAP_CATCH_UP * plain);
	assert_true(size == 0 || size >= t->min_lots || t->lots < t->min_lots);
	assert_true(rv_twap_size(t, i, done) == size); /* and the same again */
}

static void what_fills_as_planned_is_done_to_the_lot(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 4, 0);
	for (int k = 0; k < 400; k++) {
		const rv_twap t = any_plan(&r);
		int64_t done = 0;
		for (int64_t i = 0; i < t.slices; i++) {
			const int64_t size = rv_twap_size(&t, i, done);
			assert_slice(&t, i, done, size);
			assert_true(size == rv_twap_plain(&t, i));
			done += size;
		}
		assert_true(done == t.lots);
	}
}

/* Slices are missed, fill in part or not at all; what is then left behind is within the rules. */
static void nothing_is_made_up_for_in_a_burst(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 2385, 5, 0);
	int finished = 0;
	for (int k = 0; k < 2000; k++) {
		const rv_twap t = any_plan(&r);
		const double fills = rv_rng_uniform(&r);
		int64_t done = 0;
		for (int64_t i = 0; i < t.slices; i++) {
			if (rv_rng_uniform(&r) < 0.2)
				continue;
			const int64_t size = rv_twap_size(&t, i, done);
			assert_slice(&t, i, done, size);
			if (rv_rng_uniform(&r) < fills)
				done += size;
			else if (size > 0)
				done += (int64_t)rv_rng_below(&r, (uint64_t)size);
		}
		assert_true(done <= t.lots);
		finished += done == t.lots ? 1 : 0;
	}
	assert_true(finished > 200 && finished < 1800);
}

/* 10 slices of 100: after four were missed the fifth is 300 and not 500, and the plan recovers. */
static void missed_slices_come_back_slowly(void **state)
{
	(void)state;
	const rv_twap t = made(3, 1000, 10, 300000, 30000, 0);
	assert_true(rv_twap_size(&t, 4, 0) == 300);
	assert_true(rv_twap_size(&t, 5, 300) == 300);
	assert_true(rv_twap_size(&t, 6, 600) == 100);
	assert_true(rv_twap_size(&t, 9, 0) == 300); /* the rest stays undone */
	assert_true(rv_twap_size(&t, 3, 400) == 0); /* ahead of the plan */
	assert_true(rv_twap_size(&t, 3, 500) == 0);
	assert_true(rv_twap_size(&t, 9, 1000) == 0);
	assert_true(rv_twap_size(&t, 9, 1200) == 0); /* an overfill */
	assert_true(rv_twap_size(&t, 0, -50) == 100);
}

/* 10 slices of 100 that are at least 40. */
static void too_little_waits(void **state)
{
	(void)state;
	const rv_twap t = made(3, 1000, 40, 300000, 30000, 0);
	assert_true(rv_twap_size(&t, 4, 461) == 0); /* 39 are behind */
	assert_true(rv_twap_size(&t, 4, 460) == 40);
	assert_true(rv_twap_size(&t, 5, 461) == 139);
	assert_true(rv_twap_size(&t, 9, 960) == 40);
	assert_true(rv_twap_size(&t, 9, 961) == 0); /* can never be sent: stays undone */
	const rv_twap huge = made(3, INT64_MAX, 1, 60000, 30000, 0);
	assert_true(rv_twap_size(&huge, 1, 0) == INT64_MAX - 1); /* three times INT64_MAX / 3 */
	const rv_twap all = made(3, 39, 40, 300000, 30000, 0);
	assert_true(rv_twap_size(&all, 0, 0) == 39); /* a position that is closed, say */
	assert_true(rv_twap_size(&all, 0, 20) == 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(schedules_are_those_of_the_oracle),
		cmocka_unit_test(slices_are_merged_to_the_least_size),
		cmocka_unit_test(refuses_what_is_no_plan),
		cmocka_unit_test(times_rise_within_the_window),
		cmocka_unit_test(what_fills_as_planned_is_done_to_the_lot),
		cmocka_unit_test(nothing_is_made_up_for_in_a_burst),
		cmocka_unit_test(missed_slices_come_back_slowly),
		cmocka_unit_test(too_little_waits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
