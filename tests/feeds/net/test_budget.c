/* The sliding minute: never over the limit in any 60 s, by a slow reference. */
#include "engine/base/rng.h"
#include "feeds/net/budget.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

static void spends_up_to_the_limit_less_the_reserve(void **state)
{
	(void)state;
	rv_budget b;
	rv_budget_init(&b, 1200);
	assert_true(rv_budget_take(&b, 5000, 980, 200));
	assert_false(rv_budget_take(&b, 5001, 21, 200));
	assert_true(rv_budget_take(&b, 5001, 20, 200));
	assert_true(rv_budget_take(&b, 5002, 200, 0)); /* the reserve is for others */
	assert_int_equal(rv_budget_used(&b, 5003), 1200);
	assert_false(rv_budget_take(&b, 5003, 1, 0));
}

static void weight_comes_back_after_a_minute_and_not_before(void **state)
{
	(void)state;
	rv_budget b;
	rv_budget_init(&b, 100);
	assert_true(rv_budget_take(&b, 7300, 100, 0));
	assert_false(rv_budget_take(&b, 67299, 1, 0));
	const int64_t wait = rv_budget_wait(&b, 7300, 100, 0);
	assert_in_range(wait, 60000, 61000);
	assert_false(rv_budget_take(&b, 7300 + wait - 1, 100, 0));
	assert_true(rv_budget_take(&b, 7300 + wait, 100, 0));
	assert_int_equal(rv_budget_wait(&b, 8000, 101, 0), -1);
}

static void what_is_spent_is_spent(void **state)
{
	(void)state;
	rv_budget b;
	rv_budget_init(&b, 500);
	assert_true(rv_budget_take(&b, 1000, 40, 0));
	rv_budget_exhaust(&b, 2000);
	assert_int_equal(rv_budget_used(&b, 2000), 500);
	assert_false(rv_budget_take(&b, 60000, 41, 0));
	assert_int_equal(rv_budget_used(&b, 300000), 0);
}

enum { SPENT = 20000 };

static void no_minute_is_over_the_limit(void **state)
{
	(void)state;
	static struct {
		int64_t at;
		unsigned w;
	} log[SPENT];
	size_t n = 0;
	rv_rng rng;
	rv_budget b;
	rv_budget_init(&b, 1200);
	rv_rng_seed(&rng, 3, 1, 4);
	for (int64_t t = 100; t < 600000 && n < SPENT; t += (int64_t)rv_rng_below(&rng, 700)) {
		const unsigned w = 1 + (unsigned)rv_rng_below(&rng, 103);
		const int64_t wait = rv_budget_wait(&b, t, w, 0);
		const bool took = rv_budget_take(&b, t, w, 0);
		assert_int_equal(took, wait == 0);
		if (!took)
			continue;
		log[n].at = t;
		log[n++].w = w;
		unsigned sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += log[i].at > t - 60000 ? log[i].w : 0;
		assert_true(sum <= 1200);
	}
	assert_true(n > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spends_up_to_the_limit_less_the_reserve),
		cmocka_unit_test(weight_comes_back_after_a_minute_and_not_before),
		cmocka_unit_test(what_is_spent_is_spent),
		cmocka_unit_test(no_minute_is_over_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
