/* Backoff: growth, cap, jitter within its half, and what a 429 asks for. */
#include "feeds/net/backoff.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static void grows_to_the_cap_and_starts_anew(void **state)
{
	(void)state;
	static const int64_t full[] = { 250, 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000 };
	rv_backoff lo, hi;
	rv_backoff_init(&lo, 250, 30000);
	rv_backoff_init(&hi, 250, 30000);
	for (size_t i = 0; i < LEN(full); i++) {
		assert_int_equal(rv_backoff_next(&lo, 0.0), full[i] / 2);
		const int64_t d = rv_backoff_next(&hi, 0.999999);
		assert_in_range(d, full[i] - 1, full[i]);
	}
	rv_backoff_reset(&lo);
	assert_int_equal(rv_backoff_next(&lo, 0.0), 125);
}

static void many_failures_do_not_overflow(void **state)
{
	(void)state;
	rv_backoff b;
	rv_backoff_init(&b, 250, 30000);
	for (int i = 0; i < 100000; i++)
		assert_in_range(rv_backoff_next(&b, 0.5), 125, 30000);
}

static void a_429_is_waited_out(void **state)
{
	(void)state;
	assert_int_equal(rv_backoff_limited(-1, 0.0), 10000);
	assert_int_equal(rv_backoff_limited(3000, 0.0), 10000);
	assert_int_equal(rv_backoff_limited(37000, 0.0), 37000);
	assert_int_equal(rv_backoff_limited(37000, 0.5), 38850);
	assert_int_equal(rv_backoff_limited(86400000, 0.0), 600000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_to_the_cap_and_starts_anew),
		cmocka_unit_test(many_failures_do_not_overflow),
		cmocka_unit_test(a_429_is_waited_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
