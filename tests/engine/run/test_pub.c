/*
 * Publication of snapshots: newest wins, a slow reader keeps what it has, a reader never sees a
 * half-written snapshot, and the writer never waits.
 */
#include "engine/run/pub.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>

/* Marks both ends and the middle of a snapshot, so that a torn one shows. */
static void fill(rv_view *v, int64_t mark)
{
	v->utc_ms = mark;
	v->n_rows = (size_t)mark;
	v->rows[RV_MAX_SYMBOLS - 1].mid_at = mark;
	v->log[RV_VIEW_LOG - 1].utc_ms = mark;
}

static bool whole(const rv_view *v)
{
	return v->n_rows == (size_t)v->utc_ms && v->rows[RV_MAX_SYMBOLS - 1].mid_at == v->utc_ms &&
	       v->log[RV_VIEW_LOG - 1].utc_ms == v->utc_ms;
}

static bool readable(const rv_pub *p)
{
	struct pollfd fd = { .fd = rv_pub_fd(p), .events = POLLIN };
	return poll(&fd, 1, 0) == 1;
}

static void publish(rv_pub *p, int64_t mark)
{
	rv_view *v = rv_pub_begin(p);
	assert_non_null(v);
	fill(v, mark);
	rv_pub_commit(p, v);
}

static void the_newest_wins(void **state)
{
	(void)state;
	rv_pub *p = NULL;
	assert_int_equal(rv_pub_new(2, &p), RV_EINVAL);
	assert_int_equal(rv_pub_new(3, &p), RV_OK);
	assert_null(rv_pub_get(p));
	rv_pub_put(p, NULL);
	assert_false(readable(p));
	for (int64_t i = 1; i <= 10; i++)
		publish(p, i * 100);
	assert_true(readable(p)); /* ten publications, one wake-up */
	rv_pub_drain_event(p);
	assert_false(readable(p));
	const rv_view *v = rv_pub_get(p);
	assert_non_null(v);
	assert_int_equal(v->utc_ms, 1000);
	assert_int_equal(v->seq, 10);
	rv_pub_put(p, v);
	rv_pub_free(p);
	rv_pub_free(NULL);
}

static void a_slow_reader_keeps_its_snapshot(void **state)
{
	(void)state;
	rv_pub *p = NULL;
	assert_int_equal(rv_pub_new(3, &p), RV_OK);
	publish(p, 7);
	const rv_view *mine = rv_pub_get(p);
	for (int64_t i = 8; i < 100; i++)
		publish(p, i);
	assert_int_equal(mine->utc_ms, 7);
	assert_true(whole(mine));
	const rv_view *other = rv_pub_get(p);
	assert_int_equal(other->utc_ms, 99);
	/* Two readers hold two of three: one is left to write and publish, then none is. */
	rv_view *w = rv_pub_begin(p);
	assert_non_null(w);
	fill(w, 100);
	rv_pub_commit(p, w);
	assert_null(rv_pub_begin(p));
	rv_pub_put(p, mine);
	publish(p, 101);
	rv_pub_put(p, other);
	const rv_view *last = rv_pub_get(p);
	assert_int_equal(last->utc_ms, 101);
	rv_pub_put(p, last);
	rv_pub_free(p);
}

typedef struct reader {
	rv_pub *p;
	atomic_bool *stop;
	bool slow;
	size_t seen, torn, backwards;
} reader;

static void *read_all(void *arg)
{
	reader *r = arg;
	uint64_t last = 0;
	do {
		const rv_view *v = rv_pub_get(r->p);
		if (!v)
			continue;
		struct pollfd none = { .fd = -1 };
		if (r->slow)
			(void)poll(&none, 1, 5); /* holds the snapshot meanwhile */
		r->seen++;
		r->torn += !whole(v);
		r->backwards += v->seq < last;
		last = v->seq;
		rv_pub_put(r->p, v);
	} while (!atomic_load(r->stop));
	return NULL;
}

static void readers_never_see_a_torn_snapshot(void **state)
{
	(void)state;
	enum { READERS = 3, ROUNDS = 5000 };
	atomic_bool stop;
	atomic_init(&stop, false);
	reader r[READERS] = { 0 };
	pthread_t t[READERS];
	rv_pub *p = NULL;
	size_t skipped = 0;
	assert_int_equal(rv_pub_new(READERS + 2, &p), RV_OK);
	publish(p, 1);
	for (size_t i = 0; i < READERS; i++) {
		r[i] = (reader){ .p = p, .stop = &stop, .slow = i == 0 };
		assert_int_equal(pthread_create(&t[i], NULL, read_all, &r[i]), 0);
	}
	for (int64_t i = 2; i < ROUNDS; i++) {
		rv_view *v = rv_pub_begin(p);
		if (!v) {
			skipped++;
			continue;
		}
		fill(v, i);
		rv_pub_commit(p, v);
	}
	atomic_store(&stop, true);
	for (size_t i = 0; i < READERS; i++) {
		assert_int_equal(pthread_join(t[i], NULL), 0);
		assert_true(r[i].seen > 0);
		assert_int_equal(r[i].torn, 0);
		assert_int_equal(r[i].backwards, 0);
	}
	assert_int_equal(skipped, 0); /* one for each reader, one current, one to write */
	rv_pub_free(p);
}

/* Each reader has a bell of its own, and draining one leaves the others ringing. */
static void every_reader_is_woken(void **state)
{
	(void)state;
	rv_pub *p = NULL;
	int fd[RV_PUB_READERS], more = -1;
	assert_int_equal(rv_pub_new(3, &p), RV_OK);
	for (size_t i = 0; i < RV_PUB_READERS; i++)
		assert_int_equal(rv_pub_subscribe(p, &fd[i]), RV_OK);
	assert_int_equal(rv_pub_subscribe(p, &more), RV_EFULL);
	for (size_t i = 0; i < RV_PUB_READERS; i++) {
		struct pollfd one = { .fd = fd[i], .events = POLLIN };
		assert_int_equal(poll(&one, 1, 0), 0);
		publish(p, 1);
		assert_int_equal(poll(&one, 1, 0), 1);
		rv_pub_drain(fd[i]);
		assert_int_equal(poll(&one, 1, 0), 0);
		assert_true(readable(p));
		rv_pub_drain_event(p);
		for (size_t k = 0; k < RV_PUB_READERS; k++)
			rv_pub_drain(fd[k]);
	}
	rv_pub_wake(p); /* of the first reader alone: nothing was published */
	assert_true(readable(p));
	assert_int_equal(poll(&(struct pollfd){ .fd = fd[0], .events = POLLIN }, 1, 0), 0);
	rv_pub_free(p);
}

/* What came of nothing is nobody's, and may be filled again. */
static void one_that_was_dropped_is_not_seen(void **state)
{
	(void)state;
	rv_pub *p = NULL;
	assert_int_equal(rv_pub_new(3, &p), RV_OK);
	publish(p, 5);
	rv_pub_drain_event(p);
	for (int i = 0; i < 10; i++) {
		rv_view *v = rv_pub_begin(p);
		assert_non_null(v);
		fill(v, 99);
		rv_pub_drop(p, v);
	}
	assert_false(readable(p));
	const rv_view *v = rv_pub_get(p);
	assert_int_equal(v->utc_ms, 5);
	assert_int_equal(v->seq, 1);
	rv_pub_put(p, v);
	rv_pub_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_wins),
		cmocka_unit_test(a_slow_reader_keeps_its_snapshot),
		cmocka_unit_test(readers_never_see_a_torn_snapshot),
		cmocka_unit_test(every_reader_is_woken),
		cmocka_unit_test(one_that_was_dropped_is_not_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
