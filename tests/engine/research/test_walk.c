/* Walk-forward windows: no train day near its test, nothing tested twice, nothing left out. */
#include "engine/research/params.h"
#include "engine/research/walk.h"
#include "tests/support/cm.h"

static rv_bt_walk usual(void)
{
	rv_bt_params p;
	rv_bt_params_default(&p);
	return p.walk;
}

/* Years of 2021 to 2024, counted by hand: 1461 - 252 = 19 x 63 + 12, and 12 are too few. */
static void test_by_hand(void **state)
{
	(void)state;
	const rv_bt_walk w = usual();
	rv_bt_window x;
	assert_int_equal(rv_walk_windows(&w, 1461), 19);
	rv_walk_window(&w, 1461, 0, &x);
	assert_int_equal(x.train_from, 0);
	assert_int_equal(x.train_to, 222);
	assert_int_equal(x.test_from, 252);
	assert_int_equal(x.test_to, 315);
	rv_walk_window(&w, 1461, 18, &x);
	assert_int_equal(x.train_from, 1134);
	assert_int_equal(x.train_to, 1356);
	assert_int_equal(x.test_from, 1386);
	assert_int_equal(x.test_to, 1449);
	assert_true(x.trial == SIZE_MAX);
}

static void test_last_window(void **state)
{
	(void)state;
	const rv_bt_walk w = usual();
	rv_bt_window x;
	assert_int_equal(rv_walk_windows(&w, 252), 0);
	assert_int_equal(rv_walk_windows(&w, 252 + 19), 0);
	assert_int_equal(rv_walk_windows(&w, 252 + 20), 1);
	assert_int_equal(rv_walk_windows(&w, 252 + 63 + 19), 1);
	assert_int_equal(rv_walk_windows(&w, 252 + 63 + 20), 2);
	rv_walk_window(&w, 252 + 63 + 20, 1, &x);
	assert_int_equal(x.test_to - x.test_from, 20);
}

static void test_values_that_do_not_go_together(void **state)
{
	(void)state;
	rv_bt_walk w = usual();
	w.purge_days = w.train_days;
	assert_int_equal(rv_walk_windows(&w, 1461), 0);
	w = usual();
	w.embargo_days = w.test_days;
	assert_int_equal(rv_walk_windows(&w, 1461), 0);
	w = usual();
	w.on = false;
	assert_int_equal(rv_walk_windows(&w, 2), 1);
	assert_int_equal(rv_walk_windows(&w, 1), 0);
}

static void check_window(const rv_bt_walk *w, size_t n, size_t k)
{
	rv_bt_window x, before;
	rv_walk_window(w, n, k, &x);
	for (size_t d = 0; d < n; d++) {
		if (!rv_walk_trains(w, n, k, d))
			continue;
		assert_true(d + (size_t)w->purge_days < x.test_from);
		assert_true(d + (size_t)w->train_days >= x.test_from);
		for (size_t j = 0; j < k; j++) {
			rv_walk_window(w, n, j, &before);
			assert_false(d >= before.test_to &&
				     d < before.test_to + (size_t)w->embargo_days);
		}
	}
}

/* Every window of many lists: by its definition, day by day. */
static void test_no_train_day_near_a_test(void **state)
{
	(void)state;
	for (int purge = 0; purge < 40; purge += 13) {
		for (int embargo = 0; embargo < 12; embargo += 5) {
			rv_bt_walk w = usual();
			w.train_days = 90;
			w.test_days = 21;
			w.min_test_days = 7;
			w.purge_days = purge;
			w.embargo_days = embargo;
			const size_t n = 400 + (size_t)purge, windows = rv_walk_windows(&w, n);
			assert_true(windows > 10);
			for (size_t k = 0; k < windows; k++)
				check_window(&w, n, k);
		}
	}
}

/* The tests follow each other without a gap: each day from the first on is tested once. */
static void test_every_day_is_tested_once(void **state)
{
	(void)state;
	const rv_bt_walk w = usual();
	for (size_t n = 272; n < 700; n += 37) {
		size_t next = 252;
		for (size_t k = 0; k < rv_walk_windows(&w, n); k++) {
			rv_bt_window x;
			rv_walk_window(&w, n, k, &x);
			assert_int_equal(x.test_from, next);
			assert_true(x.test_to > x.test_from && x.test_to <= n);
			next = x.test_to;
		}
		assert_true(n - next < 20 || next == n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_last_window),
		cmocka_unit_test(test_values_that_do_not_go_together),
		cmocka_unit_test(test_no_train_day_near_a_test),
		cmocka_unit_test(test_every_day_is_tested_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
