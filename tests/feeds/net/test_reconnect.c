/* When a lost stream is dialed again; see feeds/net/reconnect.h. */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include "feeds/net/reconnect.h"

enum { NOW = 1000000, MINUTE = 60000 };

/* The wait before the k-th attempt in a row, k from 0. */
static int64_t waits(rv_reconnect *r, int k)
{
	int64_t wait = 0;
	for (int i = 0; i <= k; i++)
		wait = rv_reconnect_at(r, NOW) - NOW;
	return wait;
}

static void it_waits_longer_each_time(void **state)
{
	(void)state;
	static const struct {
		bool loopback;
		int k;
		int64_t least, most;
	} cases[] = {
		{ false, 0, 125, 250 },	     { false, 2, 500, 1000 }, { false, 9, 15000, 30000 },
		{ false, 40, 15000, 30000 }, { true, 0, 125, 250 },   { true, 9, 1000, 2000 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_reconnect r;
		rv_reconnect_init(&r, cases[i].loopback, i, NOW);
		const int64_t wait = waits(&r, cases[i].k);
		assert_in_range(wait, cases[i].least, cases[i].most);
	}
}

static void only_a_healthy_connection_starts_anew(void **state)
{
	(void)state;
	rv_reconnect r;
	rv_reconnect_init(&r, false, 1, NOW);
	assert_in_range(waits(&r, 9), 15000, 30000);
	rv_reconnect_lived(&r, 9999);
	assert_in_range(waits(&r, 0), 15000, 30000);
	rv_reconnect_lived(&r, 10000);
	assert_in_range(waits(&r, 0), 125, 250);
}

/* A venue that takes connections and drops them: never more than thirty attempts a minute. */
static void thirty_attempts_a_minute(void **state)
{
	(void)state;
	rv_reconnect r;
	rv_reconnect_init(&r, true, 1, NOW);
	for (int i = 0; i < 30; i++) {
		rv_reconnect_lived(&r, 10000);
		assert_in_range(rv_reconnect_at(&r, NOW) - NOW, 125, 250);
		rv_reconnect_begins(&r, NOW);
	}
	rv_reconnect_lived(&r, 10000);
	const int64_t at = rv_reconnect_at(&r, NOW);
	assert_in_range(at - NOW, MINUTE, MINUTE + 1000);
	rv_reconnect_lived(&r, 10000);
	assert_in_range(rv_reconnect_at(&r, at) - at, 125, 250);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_waits_longer_each_time),
		cmocka_unit_test(only_a_healthy_connection_starts_anew),
		cmocka_unit_test(thirty_attempts_a_minute),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
