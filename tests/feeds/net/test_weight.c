/* The shared budget: no two threads spend the same weight. */
#include "feeds/net/weight.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <pthread.h>

enum { THREADS = 4, TRIES = 700, LIMIT = 1200, RESERVE = 100 };

struct taker {
	rv_weight *w;
	unsigned got;
};

static void *take_many(void *arg)
{
	struct taker *t = arg;
	for (int i = 0; i < TRIES; i++)
		t->got += rv_weight_take(t->w, 1, RESERVE);
	return NULL;
}

static void the_sum_of_all_threads_is_within_the_limit(void **state)
{
	(void)state;
	struct taker t[THREADS];
	pthread_t id[THREADS];
	unsigned sum = 0;
	rv_weight *w = NULL;
	assert_int_equal(rv_weight_new(LIMIT, &w), RV_OK);
	for (int i = 0; i < THREADS; i++) {
		t[i] = (struct taker){ .w = w };
		assert_int_equal(pthread_create(&id[i], NULL, take_many, &t[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(id[i], NULL), 0);
		sum += t[i].got;
	}
	assert_int_equal(sum, LIMIT - RESERVE); /* 2,800 were asked for */
	assert_int_equal(rv_weight_used(w), sum);
	assert_true(rv_weight_take(w, RESERVE, 0));
	assert_false(rv_weight_take(w, 1, 0));
	rv_weight_free(w);
}

static void what_the_venue_counted_is_counted(void **state)
{
	(void)state;
	rv_weight *w = NULL;
	assert_int_equal(rv_weight_new(50, &w), RV_OK);
	assert_int_equal(rv_weight_limit(w), 50);
	assert_int_equal(rv_weight_wait(w, 50, 0), 0);
	assert_int_equal(rv_weight_wait(w, 50, 1), -1);
	rv_weight_spend(w, 30);
	assert_int_equal(rv_weight_used(w), 30);
	rv_weight_spend(w, 30); /* more than was left */
	assert_int_equal(rv_weight_used(w), 50);
	assert_in_range(rv_weight_wait(w, 1, 0), 1, 61000);
	rv_weight_free(w);
	rv_weight_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sum_of_all_threads_is_within_the_limit),
		cmocka_unit_test(what_the_venue_counted_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
