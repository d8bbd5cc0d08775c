/* The journal thread: groups, acks in order, writing back, backups, the end; for TSan above all. */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/timefmt.h"
#include "tests/support/files.h"
#include "tests/support/journal_help.h"

enum { BATCHES = 1000, OUTSTANDING = 200 };

static void open_with(journal_place *f, rv_log *log)
{
	assert_fine(rv_journal_open(f->path, &f->p, log, &f->j, &f->err), f->err);
	assert_fine(rv_journal_start(f->j, f->acks, &f->err), f->err);
	f->port = rv_journal_port_of(f->j);
	f->batch = 0;
}

static void take_in_order(journal_place *f, uint64_t *taken, uint64_t *seq)
{
	rv_journal_ack *a = journal_take(f);
	assert_int_equal(a->status, RV_OK);
	assert_int_equal(a->batch, ++*taken);
	*seq += 1 + a->batch % 3;
	assert_int_equal(a->seq, *seq);
	free(a);
}

static void a_thousand_batches_are_acknowledged_in_order(void **state)
{
	journal_place *f = *state;
	rv_event *e = calloc(3, sizeof(*e)), *back = NULL;
	rv_journal_stats s;
	rv_rng r;
	uint64_t taken = 0, seq = 0;
	size_t n = 0;
	assert_non_null(e);
	rv_rng_seed(&r, 31, 1, 0);
	journal_open(f);
	while (f->batch < BATCHES) {
		for (int i = 0; i < 3; i++)
			journal_odd_event(&r, 700, &e[i]);
		assert_int_equal(journal_append(f, e, 1 + (f->batch + 1) % 3), RV_OK);
		while (f->batch - taken > OUTSTANDING)
			take_in_order(f, &taken, &seq);
	}
	while (taken < BATCHES)
		take_in_order(f, &taken, &seq);
	assert_null(rv_queue_pop(f->acks)); /* one ack a batch */
	rv_journal_stats_get(f->j, &s);
	assert_int_equal(s.batches, BATCHES);
	assert_true(s.commits <= s.batches);
	assert_true(s.commit_us_max >= s.commit_us);
	assert_int_equal(s.seq, seq);
	journal_close(f);
	back = journal_file_events(f->path, &n);
	assert_int_equal(n, seq);
	free(back);
	free(e);
}

/* While nobody takes acks from a short queue the thread stands, and batches gather. */
static void batches_that_wait_are_committed_together(void **state)
{
	journal_place *f = *state;
	enum { ALL = 200, SHORT = 8 };
	rv_event *e = calloc(1, sizeof(*e));
	rv_queue *acks = NULL;
	rv_journal_stats s;
	assert_non_null(e);
	assert_int_equal(rv_queue_new(SHORT, &acks), RV_OK);
	rv_queue_free(f->acks, free);
	f->acks = acks;
	journal_open(f);
	rv_event_begin(e, RV_EVENT_NOTE, "x");
	for (int i = 0; i < ALL; i++)
		assert_int_equal(journal_append(f, e, 1), RV_OK);
	for (uint64_t b = 1; b <= ALL; b++) {
		rv_journal_ack *a = journal_take(f);
		assert_int_equal(a->batch, b);
		assert_int_equal(a->status, RV_OK);
		free(a);
	}
	rv_journal_stats_get(f->j, &s);
	assert_int_equal(s.batches, ALL);
	/* At most one a batch until the queue was full and one more; then 64 at a time. */
	assert_in_range(s.commits, 1, SHORT + 1 + ALL / 64 + 1);
	free(e);
}

static void the_end_commits_what_waits(void **state)
{
	journal_place *f = *state;
	rv_event *e = calloc(1, sizeof(*e));
	rv_queue *acks = NULL;
	size_t n = 0;
	assert_non_null(e);
	assert_int_equal(rv_queue_new(1, &acks), RV_OK); /* and nobody takes them */
	rv_queue_free(f->acks, free);
	f->acks = acks;
	journal_open(f);
	rv_event_begin(e, RV_EVENT_NOTE, "x");
	for (int i = 0; i < 50; i++)
		assert_int_equal(journal_append(f, e, 1), RV_OK);
	journal_close(f);
	free(journal_file_events(f->path, &n));
	assert_int_equal(n, 50);
	free(e);
}

static bool written_back(journal_place *f, int wait_ms)
{
	rv_journal_stats s = { .log_backs = 0 };
	for (int i = 0; i < wait_ms && s.log_backs == 0; i++) {
		(void)poll(NULL, 0, 1);
		rv_journal_stats_get(f->j, &s);
	}
	return s.log_backs > 0;
}

static void the_log_is_written_back_in_quiet_minutes_only(void **state)
{
	journal_place *f = *state;
	struct stat before, after;
	f->p.quiet_ms = 10;
	rv_clock_set(f->clock, JOURNAL_NOON + 11 * RV_HOUR_MS + 50 * RV_MINUTE_MS);
	journal_open(f);
	assert_int_equal(stat(f->path, &before), 0);
	for (int i = 0; i < 100; i++)
		assert_int_equal(journal_note(f, "more than a page of these"), RV_OK);
	assert_false(written_back(f, 300)); /* 23:50 */
	assert_int_equal(stat(f->path, &after), 0);
	assert_int_equal(after.st_size, before.st_size);
	rv_clock_set(f->clock, JOURNAL_NOON + 12 * RV_HOUR_MS + 16 * RV_MINUTE_MS);
	assert_true(written_back(f, JOURNAL_WAIT_MS)); /* 00:16 */
	assert_int_equal(stat(f->path, &after), 0);
	assert_true(after.st_size > before.st_size);
}

static void no_backup_around_midnight(void **state)
{
	journal_place *f = *state;
	static const struct {
		int64_t at;
		rv_status want;
	} cases[] = {
		{ 11 * RV_HOUR_MS + 45 * RV_MINUTE_MS - 1, RV_OK },
		{ 11 * RV_HOUR_MS + 45 * RV_MINUTE_MS, RV_EAGAIN },
		{ 12 * RV_HOUR_MS, RV_EAGAIN },
		{ 12 * RV_HOUR_MS + 15 * RV_MINUTE_MS - 1, RV_EAGAIN },
		{ 12 * RV_HOUR_MS + 15 * RV_MINUTE_MS, RV_OK },
	};
	char name[16], path[RV_TMP_PATH * 2];
	assert_int_equal(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), RV_OK);
	assert_int_equal(rv_journal_backup(f->j, "x", &f->err), RV_EINVAL); /* not started */
	journal_reopen(f);
	for (size_t i = 0; i < LEN(cases); i++) {
		(void)snprintf(name, sizeof(name), "copy%zu", i);
		rv_clock_set(f->clock, JOURNAL_NOON + cases[i].at);
		assert_int_equal(
			rv_journal_backup(f->j, rv_tmpdir_path(&f->dir, name, path), &f->err),
			cases[i].want);
	}
	assert_int_equal(rv_journal_backup(f->j, path, &f->err), RV_EEXIST);
	assert_int_equal(rv_journal_backup(f->j, "no/such/folder/x", &f->err), RV_EIO);
	assert_int_equal(journal_note(f, "none of that harmed it"), RV_OK);
}

typedef struct copier {
	journal_place *f;
	char path[2][RV_TMP_PATH * 2];
	rv_status st[2];
	rv_err err;
} copier;

static void *make_copies(void *arg)
{
	copier *c = arg;
	for (int i = 0; i < 2; i++)
		c->st[i] = rv_journal_backup(c->f->j, c->path[i], &c->err);
	return NULL;
}

static void a_backup_is_a_journal_of_its_own(void **state)
{
	journal_place *f = *state;
	copier c = { .f = f };
	pthread_t thread;
	struct stat sb;
	size_t n[2] = { 0, 0 };
	(void)rv_tmpdir_path(&f->dir, "copy0", c.path[0]);
	(void)rv_tmpdir_path(&f->dir, "copy1", c.path[1]);
	journal_open(f);
	for (int i = 0; i < 20; i++)
		assert_int_equal(journal_note(f, "before"), RV_OK);
	assert_int_equal(pthread_create(&thread, NULL, make_copies, &c), 0);
	for (int i = 0; i < 60; i++)
		assert_int_equal(journal_note(f, "meanwhile"), RV_OK);
	assert_int_equal(pthread_join(thread, NULL), 0);
	for (int i = 0; i < 2; i++) {
		assert_fine(c.st[i], c.err);
		assert_int_equal(stat(c.path[i], &sb), 0);
		assert_int_equal(sb.st_mode & 07777, 0600);
		free(journal_file_events(c.path[i], &n[i]));
	}
	assert_true(20 <= n[0] && n[0] <= n[1] && n[1] <= 80);
	journal_close(f);
	/* The desk goes on with it where it ended. */
	(void)snprintf(f->path, sizeof(f->path), "%s", c.path[1]);
	(void)rv_tmpdir_path(&f->dir, "copy1-ballast", c.path[0]);
	journal_open(f);
	assert_int_equal(journal_note(f, "restored"), RV_OK);
	journal_close(f);
	free(journal_file_events(f->path, &n[0]));
	assert_int_equal(n[0], n[1] + 1);
}

/* Some MiB: more than a backup copies at once. Returns how many events. */
static size_t fill(journal_place *f)
{
	enum { MANY = 30, EVENTS = 100, LINES = 16 };
	rv_event *e = calloc(EVENTS, sizeof(*e));
	assert_non_null(e);
	for (size_t i = 0; i < EVENTS; i++) {
		rv_event_begin(&e[i], RV_EVENT_NOTE, "large");
		for (int k = 0; k < LINES; k++)
			rv_event_put(&e[i], "text", "something that somebody has said at length");
	}
	for (int i = 0; i < MANY; i++)
		assert_int_equal(journal_commit(f, e, EVENTS), RV_OK);
	free(e);
	return (size_t)MANY * EVENTS;
}

typedef struct one_copy {
	journal_place *f;
	char path[RV_TMP_PATH * 2];
	atomic_bool done;
	rv_status st;
	rv_err err;
} one_copy;

static void *make_copy(void *arg)
{
	one_copy *c = arg;
	c->st = rv_journal_backup(c->f->j, c->path, &c->err);
	atomic_store(&c->done, true);
	return NULL;
}

/* What is committed while the pages are copied is in the copy, up to some event, and none waits. */
static void a_backup_is_copied_between_commits(void **state)
{
	journal_place *f = *state;
	one_copy c = { .f = f };
	pthread_t thread;
	size_t n = 0, before, meanwhile = 0;
	(void)rv_tmpdir_path(&f->dir, "copy", c.path);
	journal_open(f);
	before = fill(f);
	assert_int_equal(pthread_create(&thread, NULL, make_copy, &c), 0);
	for (; !atomic_load(&c.done); meanwhile++)
		assert_int_equal(journal_note(f, "meanwhile"), RV_OK);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_fine(c.st, c.err);
	free(journal_file_events(c.path, &n));
	if (n < before || n > before + meanwhile || meanwhile < 5)
		fail_msg("%zu events before, %zu meanwhile, %zu in the copy", before, meanwhile, n);
}

static void a_backup_can_be_given_up(void **state)
{
	journal_place *f = *state;
	one_copy c = { .f = f };
	pthread_t thread;
	(void)rv_tmpdir_path(&f->dir, "copy", c.path);
	journal_open(f);
	(void)fill(f);
	assert_int_equal(pthread_create(&thread, NULL, make_copy, &c), 0);
	for (int i = 0; i < JOURNAL_WAIT_MS && access(c.path, F_OK) != 0; i++)
		(void)poll(NULL, 0, 1);
	rv_journal_backup_stop(f->j); /* it has begun, and has some 200 ms to go */
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(c.st, RV_ECLOSED);
	assert_int_equal(access(c.path, F_OK), -1); /* no part of one */
	assert_int_equal(journal_note(f, "the desk goes on"), RV_OK);
	assert_int_equal(rv_journal_backup(f->j, c.path, &f->err), RV_ECLOSED);
	assert_int_equal(access(c.path, F_OK), -1);
}

static bool file_has(const char *path, const char *text)
{
	char *all = rv_file_slurp(path, NULL);
	const bool has = strstr(all, text) != NULL;
	free(all);
	return has;
}

/* On the screen the head stands beside the journal, not among the lines of the log. */
static void assert_not_shown(rv_log *log)
{
	rv_log_line lines[16];
	const size_t n = rv_log_tail(log, lines, LEN(lines));
	for (size_t i = 0; i < n; i++)
		assert_int_not_equal(strncmp(lines[i].text, "head ", 5), 0);
}

/* For whoever keeps anchors: the head stands in the log file, at most once a minute. */
static void the_head_is_told_to_the_log_file(void **state)
{
	journal_place *f = *state;
	rv_journal_stats s;
	rv_log *log = NULL;
	char path[RV_TMP_PATH * 2], want[96];
	(void)rv_tmpdir_path(&f->dir, "log", path);
	f->p.head_ms = 1;
	assert_fine(rv_log_new(f->clock, path, &log, &f->err), f->err);
	open_with(f, log);
	assert_int_equal(journal_note(f, "x"), RV_OK);
	rv_journal_stats_get(f->j, &s);
	(void)snprintf(want, sizeof(want), "head 1 %s\n", s.head);
	for (int i = 0; i < JOURNAL_WAIT_MS && !file_has(path, want); i++)
		(void)poll(NULL, 0, 1);
	assert_true(file_has(path, want));
	f->p.head_ms = INT64_C(3600000);
	journal_close(f);
	open_with(f, log);
	assert_int_equal(journal_note(f, "y"), RV_OK);
	rv_journal_stats_get(f->j, &s);
	(void)snprintf(want, sizeof(want), "head 2 %s\n", s.head);
	journal_close(f); /* the last word */
	assert_true(file_has(path, want));
	assert_not_shown(log);
	rv_log_free(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, journal_setup, journal_teardown)
		T(a_thousand_batches_are_acknowledged_in_order),
		T(batches_that_wait_are_committed_together),
		T(the_end_commits_what_waits),
		T(the_log_is_written_back_in_quiet_minutes_only),
		T(no_backup_around_midnight),
		T(a_backup_is_a_journal_of_its_own),
		T(a_backup_is_copied_between_commits),
		T(a_backup_can_be_given_up),
		T(the_head_is_told_to_the_log_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
