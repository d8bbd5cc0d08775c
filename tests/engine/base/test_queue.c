/* The queue: order, capacity, wake-ups, ownership, and many producers. */
#include "engine/base/queue.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

static bool readable(const rv_queue *q)
{
	struct pollfd p = { .fd = rv_queue_fd(q), .events = POLLIN };
	return poll(&p, 1, 0) == 1;
}

static void items_come_out_in_order_up_to_the_capacity(void **state)
{
	(void)state;
	int v[5];
	rv_queue *q = NULL;
	assert_int_equal(rv_queue_new(3, &q), RV_OK);
	assert_null(rv_queue_pop(q));
	for (int round = 0; round < 4; round++) { /* the ring wraps */
		for (int i = 0; i < 3; i++)
			assert_int_equal(rv_queue_push(q, &v[i]), RV_OK);
		assert_int_equal(rv_queue_push(q, &v[3]), RV_EFULL);
		assert_ptr_equal(rv_queue_pop(q), &v[0]);
		assert_int_equal(rv_queue_push(q, &v[4]), RV_OK);
		assert_ptr_equal(rv_queue_pop(q), &v[1]);
		assert_ptr_equal(rv_queue_pop(q), &v[2]);
		assert_ptr_equal(rv_queue_pop(q), &v[4]);
		assert_null(rv_queue_pop(q));
	}
	rv_queue_free(q, NULL);
	rv_queue_free(NULL, NULL);
}

static void a_push_wakes_the_consumer(void **state)
{
	(void)state;
	int v = 0;
	rv_queue *q = NULL;
	assert_int_equal(rv_queue_new(1, &q), RV_OK);
	assert_false(readable(q));
	rv_queue_drain_event(q); /* nothing to drain is fine */
	assert_int_equal(rv_queue_push(q, &v), RV_OK);
	assert_true(readable(q));
	rv_queue_drain_event(q);
	assert_false(readable(q));
	assert_ptr_equal(rv_queue_pop(q), &v);
	assert_int_equal(rv_queue_push(q, &v), RV_OK);
	assert_int_equal(rv_queue_push(q, &v), RV_EFULL);
	assert_true(readable(q));
	rv_queue_free(q, NULL);
}

static int freed;

static void count_free(void *item)
{
	freed += *(int *)item;
}

static void what_is_left_is_freed_with_the_queue(void **state)
{
	(void)state;
	int v[3] = { 1, 10, 100 };
	rv_queue *q = NULL;
	assert_int_equal(rv_queue_new(8, &q), RV_OK);
	for (int i = 0; i < 3; i++)
		assert_int_equal(rv_queue_push(q, &v[i]), RV_OK);
	assert_ptr_equal(rv_queue_pop(q), &v[0]);
	freed = 0;
	rv_queue_free(q, count_free);
	assert_int_equal(freed, 110);
}

enum { PRODUCERS = 4, ITEMS = 5000 };

typedef struct producer {
	rv_queue *q;
	int items[ITEMS];
	int failed;
} producer;

static void *produce(void *arg)
{
	producer *p = arg;
	for (int i = 0; i < ITEMS; i++) {
		p->items[i] = i;
		rv_status st = rv_queue_push(p->q, &p->items[i]);
		while (st == RV_EFULL) {
			(void)sched_yield();
			st = rv_queue_push(p->q, &p->items[i]);
		}
		p->failed += st != RV_OK;
	}
	return NULL;
}

static void consume(rv_queue *q, producer *p)
{
	int next[PRODUCERS] = { 0 };
	int n = 0;
	while (n < PRODUCERS * ITEMS) {
		struct pollfd fd = { .fd = rv_queue_fd(q), .events = POLLIN };
		assert_int_equal(poll(&fd, 1, 60000), 1); /* a lost wake-up would end here */
		rv_queue_drain_event(q);
		for (int *it = rv_queue_pop(q); it; it = rv_queue_pop(q)) {
			int who = 0;
			while (it < p[who].items || it >= p[who].items + ITEMS)
				who++;
			assert_int_equal(*it, next[who]++);
			n++;
		}
	}
}

static void producers_lose_nothing_and_keep_their_order(void **state)
{
	(void)state;
	static producer p[PRODUCERS];
	pthread_t t[PRODUCERS];
	rv_queue *q = NULL;
	assert_int_equal(rv_queue_new(64, &q), RV_OK);
	for (int i = 0; i < PRODUCERS; i++) {
		p[i].q = q;
		assert_int_equal(pthread_create(&t[i], NULL, produce, &p[i]), 0);
	}
	consume(q, p);
	for (int i = 0; i < PRODUCERS; i++) {
		assert_int_equal(pthread_join(t[i], NULL), 0);
		assert_int_equal(p[i].failed, 0);
	}
	assert_null(rv_queue_pop(q));
	rv_queue_free(q, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_come_out_in_order_up_to_the_capacity),
		cmocka_unit_test(a_push_wakes_the_consumer),
		cmocka_unit_test(what_is_left_is_freed_with_the_queue),
		cmocka_unit_test(producers_lose_nothing_and_keep_their_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
