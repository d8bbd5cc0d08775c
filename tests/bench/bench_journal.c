/*
 * What the journal costs, on the file system of the build: from append to ack for batches of one
 * event, as an order's intent is (the time that an order waits before it may leave); a burst; and
 * what a start costs per stored event.
 */
#include "feeds/journal/journal.h"

#include <libgen.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/support/journal_help.h"

enum { SINGLES = 1000, BURST = 10000, OUTSTANDING = 200, PAYLOAD_LINES = 8 };

static double now_s(void)
{
	struct timespec ts = { 0, 0 };
	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &ts), 0);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* As large as an intent with its signed body. */
static void make_intent(rv_event *e, unsigned k)
{
	char key[32];
	rv_event_begin(e, RV_EVENT_INTENT, "0x00112233445566778899aabbccddeeff");
	(void)snprintf(key, sizeof(key), "cloid %u", k);
	(void)snprintf(e->key[0], sizeof(e->key[0]), "%s", key);
	for (int i = 0; i < PAYLOAD_LINES; i++)
		rv_event_put(e, "body",
			     "{\"action\":{\"type\":\"order\",\"orders\":[{\"a\":5,\"b\":"
			     "true,\"p\":\"142.15\"}]}}");
}

static void singles(journal_place *f, rv_event *e)
{
	static double took[SINGLES];
	for (unsigned k = 0; k < SINGLES; k++) {
		make_intent(e, k);
		const double begin = now_s();
		assert_int_equal(journal_commit(f, e, 1), RV_OK);
		took[k] = 1e3 * (now_s() - begin);
	}
	qsort(took, SINGLES, sizeof(took[0]), by_size);
	(void)printf("journal commit   append to ack, %d batches of one event of %zu bytes: p50 "
		     "%.3f ms, p99 %.3f ms, max %.3f ms\n",
		     SINGLES, e->len, took[SINGLES / 2], took[SINGLES * 99 / 100],
		     took[SINGLES - 1]);
}

static void burst(journal_place *f, rv_event *e)
{
	rv_journal_stats before, after;
	unsigned taken = 0;
	rv_journal_stats_get(f->j, &before);
	const double begin = now_s();
	for (unsigned k = 0; k < BURST || taken < BURST;) {
		if (k < BURST && k - taken < OUTSTANDING) {
			make_intent(e, SINGLES + k++);
			assert_int_equal(journal_append(f, e, 1), RV_OK);
			continue;
		}
		rv_journal_ack *a = journal_take(f);
		assert_int_equal(a->status, RV_OK);
		free(a);
		taken++;
	}
	const double s = now_s() - begin;
	rv_journal_stats_get(f->j, &after);
	(void)printf("journal burst    %d batches, at most %d waiting: %.0f batches/s, %.1f a "
		     "transaction\n",
		     BURST, OUTSTANDING, BURST / s,
		     (double)BURST / (double)(after.commits - before.commits));
}

static rv_status count(void *ctx, const rv_event *e, rv_err *err)
{
	(void)e;
	(void)err;
	++*(size_t *)ctx;
	return RV_OK;
}

static void start(journal_place *f)
{
	size_t n = 0;
	journal_close(f);
	const double begin = now_s();
	assert_fine(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), f->err);
	const double opened = now_s();
	assert_fine(rv_journal_replay(f->j, count, &n, &f->err), f->err);
	const double done = now_s();
	(void)printf("journal start    %zu events: pages and chain checked in %.0f ms (%.0f "
		     "events/s), replayed in %.0f ms (%.0f events/s)\n",
		     n, 1e3 * (opened - begin), (double)n / (opened - begin), 1e3 * (done - opened),
		     (double)n / (done - opened));
}

int main(int argc, char **argv)
{
	void *place = NULL;
	rv_event *e = calloc(1, sizeof(*e));
	assert_non_null(e);
	assert_true(argc > 0);
	assert_int_equal(setenv("TMPDIR", dirname(argv[0]), 0), 0);
	assert_int_equal(journal_setup(&place), 0);
	journal_open(place);
	singles(place, e);
	burst(place, e);
	start(place);
	free(e);
	return journal_teardown(&place);
}
