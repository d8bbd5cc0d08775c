/*
 * What the journal costs, on the file system of the build: from append to ack for batches of one
 * event, as an order's intent is (the time that an order waits before it may leave); a burst; and
 * what a start costs per stored event.
 */
#include "feeds/journal/journal.h"

#include <libgen.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/support/journal_help.h"

enum { SINGLES = 1000, BURST = 10000, OUTSTANDING = 200, PAYLOAD_LINES = 8, FILL = 89000 };

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

static void fill(journal_place *f, rv_event *e)
{
	unsigned taken = 0;
	for (unsigned k = 0; k < FILL || taken < FILL;) {
		if (k < FILL && k - taken < OUTSTANDING) {
			make_intent(e, SINGLES + BURST + k++);
			assert_int_equal(journal_append(f, e, 1), RV_OK);
			continue;
		}
		free(journal_take(f));
		taken++;
	}
}

typedef struct copier {
	journal_place *f;
	char path[RV_TMP_PATH * 2];
	double took_s;
	atomic_bool done;
	rv_err err;
	rv_status st;
} copier;

static void *make_copy(void *arg)
{
	copier *c = arg;
	const double begin = now_s();
	c->st = rv_journal_backup(c->f->j, c->path, &c->err);
	c->took_s = now_s() - begin;
	atomic_store(&c->done, true);
	return NULL;
}

/* How long an order's intent waits at most while a backup is made, and how long that takes. */
static void backup(journal_place *f, rv_event *e)
{
	pthread_t thread;
	copier c = { .f = f };
	double worst = 0.0;
	unsigned k = 0;
	(void)rv_tmpdir_path(&f->dir, "copy.db", c.path);
	journal_reopen(f); /* its log is written back: that is not what is measured */
	assert_int_equal(pthread_create(&thread, NULL, make_copy, &c), 0);
	while (!atomic_load(&c.done)) {
		make_intent(e, SINGLES + BURST + FILL + k++);
		const double begin = now_s();
		assert_int_equal(journal_commit(f, e, 1), RV_OK);
		worst = fmax(worst, 1e3 * (now_s() - begin));
	}
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_fine(c.st, c.err);
	(void)printf("journal backup   of %d events, copied and verified in %.0f ms; meanwhile %u "
		     "commits, max %.3f ms\n",
		     SINGLES + BURST + FILL, 1e3 * c.took_s, k, worst);
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
	fill(place, e);
	backup(place, e);
	start(place);
	free(e);
	return journal_teardown(&place);
}
