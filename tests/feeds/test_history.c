/* The plan of history: what is asked cold, warm, after gaps, and when the venue contradicts. */
#include "feeds/history.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <string.h>

#define H RV_HOUR_MS
enum { N = 64 };

static const int64_t hour0 = INT64_C(1763596800000); /* 2025-11-20T00:00Z */

/* Bars of n hours from the k-th, with prices that name the hour and the market. */
static void make(rv_bar *b, int k, int n, double market)
{
	for (int i = 0; i < n; i++) {
		const double p = market + k + i;
		b[i] = (rv_bar){ .t = hour0 + (k + i) * H,
				 .open = p,
				 .high = p + 0.5,
				 .low = p - 0.5,
				 .close = p + 0.25 };
	}
}

static void cold_asks_newest_then_depth(void **state)
{
	(void)state;
	rv_series s;
	rv_bar b[N];
	const rv_bar *fresh = NULL;
	size_t n = 0;
	int64_t from = 0, to = 0;
	const int64_t now = hour0 + 50 * H + 123456;
	rv_series_init(&s, RV_INTERVAL_1H, 48, 5);
	assert_true(rv_series_ask(&s, RV_PART_TAIL, now, &from, &to));
	assert_int_equal(from, hour0 + 45 * H);
	assert_int_equal(to, now);
	make(b, 45, 6, 100.0); /* the last one is still forming */
	assert_int_equal(rv_series_merge(&s, RV_PART_TAIL, now, from, b, 6, &fresh, &n), RV_OK);
	assert_int_equal(n, 5);
	assert_int_equal(fresh[4].t, hour0 + 49 * H);
	assert_false(s.tail_due);
	assert_true(rv_series_ask(&s, RV_PART_DEPTH, now, &from, &to));
	assert_int_equal(from, hour0 + 2 * H);
	assert_int_equal(to, hour0 + 45 * H - 1);
	make(b, 2, 44, 100.0); /* one too many: it is known already */
	assert_int_equal(rv_series_merge(&s, RV_PART_DEPTH, now, from, b, 44, &fresh, &n), RV_OK);
	assert_int_equal(n, 43);
	assert_int_equal(s.first, hour0 + 2 * H);
	assert_false(s.depth_due);
}

/* A series that knows the hours 2..49. */
static void known(rv_series *s, rv_bar *b)
{
	rv_series_init(s, RV_INTERVAL_1H, 48, 5);
	make(b, 2, 48, 100.0);
	rv_series_warm(s, b, 48);
}

static void warm_asks_from_the_overlap_on(void **state)
{
	(void)state;
	rv_series s;
	rv_bar b[N];
	const rv_bar *fresh = NULL;
	size_t n = 0;
	int64_t from = 0, to = 0;
	const int64_t now = hour0 + 53 * H + 1;
	known(&s, b);
	assert_true(rv_series_ask(&s, RV_PART_TAIL, now, &from, &to));
	assert_int_equal(from, hour0 + 48 * H); /* the second newest */
	make(b, 48, 6, 100.0);
	assert_int_equal(rv_series_merge(&s, RV_PART_TAIL, now, from, b, 6, &fresh, &n), RV_OK);
	assert_int_equal(n, 3); /* 50, 51, 52 */
	assert_int_equal(fresh[0].t, hour0 + 50 * H);
	assert_int_equal(s.last, hour0 + 52 * H);
	assert_false(rv_series_ask(&s, RV_PART_DEPTH, now, &from, &to)); /* the store had it */
	assert_false(s.depth_due);
}

static void another_history_resets(void **state)
{
	(void)state;
	rv_series s;
	rv_bar b[N];
	const rv_bar *fresh = NULL;
	size_t n = 9;
	int64_t from = 0, to = 0;
	const int64_t now = hour0 + 51 * H;
	known(&s, b);
	assert_true(rv_series_ask(&s, RV_PART_TAIL, now, &from, &to));
	make(b, 48, 3, 200.0);
	assert_int_equal(rv_series_merge(&s, RV_PART_TAIL, now, from, b, 3, &fresh, &n), RV_EDATA);
	assert_int_equal(n, 0);
	assert_true(s.reset && s.tail_due && s.depth_due && !s.any);
	/* An overlap that is missing from the answer contradicts too. */
	known(&s, b);
	make(b, 49, 2, 100.0);
	assert_int_equal(rv_series_merge(&s, RV_PART_TAIL, now, from, b, 2, &fresh, &n), RV_EDATA);
	known(&s, b);
	assert_int_equal(rv_series_merge(&s, RV_PART_TAIL, now, from, b, 0, &fresh, &n), RV_EDATA);
}

static void a_store_that_is_too_old_is_not_continued(void **state)
{
	(void)state;
	rv_series s;
	rv_bar b[N];
	int64_t from = 0, to = 0;
	const int64_t now = hour0 + 200 * H;
	known(&s, b);
	assert_true(rv_series_ask(&s, RV_PART_TAIL, now, &from, &to));
	assert_true(s.reset);
	assert_int_equal(from, hour0 + 195 * H);
}

static void a_mark_during_a_request_is_not_lost(void **state)
{
	(void)state;
	rv_series s;
	rv_bar b[N];
	const rv_bar *fresh = NULL;
	size_t n = 0;
	known(&s, b);
	s.busy = true;
	rv_series_mark(&s); /* an hour passed while the answer was under way */
	make(b, 48, 3, 100.0);
	assert_int_equal(
		rv_series_merge(&s, RV_PART_TAIL, hour0 + 51 * H, hour0 + 48 * H, b, 3, &fresh, &n),
		RV_OK);
	rv_series_release(&s);
	assert_true(s.tail_due);
	assert_false(s.busy);
}

static void a_missing_overlap_is_believed_the_third_time(void **state)
{
	(void)state;
	rv_series s;
	rv_bar b[N];
	known(&s, b);
	make(b, 48, 4, 100.0);
	assert_false(rv_series_doubt(&s, RV_PART_TAIL, b, 4));
	b[2] = b[3]; /* a later hole is the market's business */
	assert_false(rv_series_doubt(&s, RV_PART_TAIL, b, 3));
	assert_true(rv_series_doubt(&s, RV_PART_TAIL, b + 1, 2));
	assert_true(rv_series_doubt(&s, RV_PART_TAIL, b, 1));
	assert_false(rv_series_doubt(&s, RV_PART_TAIL, b, 0));
	assert_true(rv_series_doubt(&s, RV_PART_TAIL, b, 0));
	make(b, 48, 4, 100.0);
	assert_false(rv_series_doubt(&s, RV_PART_TAIL, b, 4));
	assert_false(rv_series_doubt(&s, RV_PART_DEPTH, b, 0));
}

static void nothing_listed_yet_is_an_answer(void **state)
{
	(void)state;
	rv_series s;
	rv_bar b[N];
	const rv_bar *fresh = NULL;
	size_t n = 9;
	int64_t from = 0, to = 0;
	const int64_t now = hour0 + 51 * H;
	rv_series_init(&s, RV_INTERVAL_1H, 48, 48);
	assert_int_equal(rv_series_merge(&s, RV_PART_TAIL, now, hour0, b, 0, &fresh, &n), RV_OK);
	assert_int_equal(n, 0);
	assert_false(s.any || s.tail_due || s.depth_due);
	assert_false(rv_series_ask(&s, RV_PART_DEPTH, now, &from, &to));
}

static size_t page(rv_funding *f, int64_t from, int64_t to, size_t cap)
{
	size_t n = 0;
	for (int k = 0; k < 4000 && n < cap; k++) {
		const int64_t t = hour0 + k * H + 10 + k % 7;
		if (t >= from && t <= to)
			f[n++] = (rv_funding){ .t = t, .rate = 1e-5 * k, .interval_h = 1.0 };
	}
	return n;
}

static void funding_comes_in_pages_and_is_held_until_complete(void **state)
{
	(void)state;
	static rv_funding rows[500];
	rv_fundings f;
	int64_t from = 0, to = 0;
	bool complete = false;
	int asked = 0;
	const int64_t now = hour0 + 2000 * H + 5000;
	rv_fundings_init(&f, 1200);
	while (!complete) {
		assert_true(rv_fundings_ask(&f, now, &from, &to));
		const size_t n = page(rows, from, to, 500);
		assert_int_equal(rv_fundings_page(&f, rows, n, 500, &complete), RV_OK);
		asked++;
	}
	assert_int_equal(asked, 3);
	assert_int_equal(f.n, 1201);
	for (size_t i = 1; i < f.n; i++)
		assert_in_range(f.rows[i].t - f.rows[i - 1].t, H - 7, H + 7);
	const int64_t last = f.rows[f.n - 1].t;
	rv_fundings_taken(&f);
	assert_false(f.tail_due || f.depth_due);
	assert_null(f.rows);
	rv_fundings_mark(&f);
	assert_true(rv_fundings_ask(&f, now + H, &from, &to));
	assert_int_equal(from, last + 1); /* the stamps are not on the hour: page by them */
	rv_fundings_free(&f);
}

static void funding_pages_must_follow(void **state)
{
	(void)state;
	static rv_funding rows[500];
	rv_fundings f;
	int64_t from = 0, to = 0;
	bool complete = false;
	rv_fundings_init(&f, 1200);
	assert_true(rv_fundings_ask(&f, hour0 + 1300 * H, &from, &to));
	assert_int_equal(page(rows, from, to, 500), 500);
	assert_int_equal(rv_fundings_page(&f, rows, 500, 500, &complete), RV_OK);
	assert_false(complete);
	assert_int_equal(rv_fundings_page(&f, rows, 500, 500, &complete), RV_EDATA);
	f.busy = true;
	rv_fundings_reset(&f);
	assert_true(f.drop && f.tail_due && f.n == 0);
	rv_fundings_release(&f);
	assert_false(f.drop);
}

static void weights_are_the_venues(void **state)
{
	(void)state;
	assert_int_equal(rv_weight_candles(0, 0, RV_INTERVAL_1H), 21);
	assert_int_equal(rv_weight_candles(0, 1439 * H, RV_INTERVAL_1H), 44);
	assert_int_equal(rv_weight_candles(0, 4999 * H, RV_INTERVAL_1H), 104);
	assert_int_equal(rv_weight_funding(0, 0), 21);
	assert_int_equal(rv_weight_funding(0, 2879 * H), 45);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cold_asks_newest_then_depth),
		cmocka_unit_test(warm_asks_from_the_overlap_on),
		cmocka_unit_test(another_history_resets),
		cmocka_unit_test(a_store_that_is_too_old_is_not_continued),
		cmocka_unit_test(a_mark_during_a_request_is_not_lost),
		cmocka_unit_test(a_missing_overlap_is_believed_the_third_time),
		cmocka_unit_test(nothing_listed_yet_is_an_answer),
		cmocka_unit_test(funding_comes_in_pages_and_is_held_until_complete),
		cmocka_unit_test(funding_pages_must_follow),
		cmocka_unit_test(weights_are_the_venues),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
