/*
 * kill -9 at each named point: what was acknowledged is there, whole batches or nothing, and no ack
 * comes before its commit. A child does the work and tells each ack through a pipe before it goes
 * on; the parent then looks at what is left.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/crash_point.h"
#include "tests/support/journal_help.h"

enum { EVENTS = 3, BATCHES = 6 };

typedef enum work {
	WORK_ONE_BY_ONE, /* each batch waits for the ack of the one before it */
	WORK_TOGETHER,	 /* all at once: they are committed in groups */
	WORK_QUIET,	 /* one by one, then the log is written back by the thread */
	WORK_AGAIN,	 /* and then one more, over the log's old beginning */
	WORK_BACKUP,
	WORK_BREAK /* the last batch has a key that was used */
} work;

static void fill_batch(rv_event e[EVENTS], int batch, bool twice)
{
	char subject[32];
	for (int i = 0; i < EVENTS; i++) {
		(void)snprintf(subject, sizeof(subject), "%d/%d", batch, i);
		rv_event_begin(&e[i], RV_EVENT_INTENT, subject);
		(void)snprintf(e[i].key[0], RV_EVENT_KEY, "%s", twice ? "1/1" : subject);
		rv_event_put(&e[i], "body", "{\"action\":{\"type\":\"order\"}}");
	}
}

static void tell(int fd, const rv_journal_ack *a)
{
	if (a->status == RV_OK && write(fd, &a->batch, sizeof(a->batch)) != sizeof(a->batch))
		_exit(2);
}

/* Takes acks until that of batch; in the child, where nothing may be asserted. */
static void forward(journal_place *f, int fd, uint64_t batch)
{
	uint64_t seen = 0;
	while (seen < batch) {
		struct pollfd p = { .fd = rv_queue_fd(f->acks), .events = POLLIN };
		if (poll(&p, 1, JOURNAL_WAIT_MS) != 1)
			_exit(3);
		rv_queue_drain_event(f->acks);
		for (rv_journal_ack *a = rv_queue_pop(f->acks); a; a = rv_queue_pop(f->acks)) {
			tell(fd, a);
			seen = a->batch;
			free(a);
		}
	}
}

static void wait_for_write_back(journal_place *f)
{
	rv_journal_stats s = { .log_backs = 0 };
	for (int i = 0; i < JOURNAL_WAIT_MS && s.log_backs == 0; i++) {
		(void)poll(NULL, 0, 1);
		rv_journal_stats_get(f->j, &s);
	}
}

static void do_work(journal_place *f, int fd, work w)
{
	static rv_event e[EVENTS];
	char copy[RV_TMP_PATH * 2];
	for (int b = 1; b <= BATCHES; b++) {
		fill_batch(e, b, w == WORK_BREAK && b == BATCHES);
		if (f->port.append(f->port.self, (uint64_t)b, e, EVENTS) != RV_OK)
			_exit(4);
		if (w != WORK_TOGETHER)
			forward(f, fd, (uint64_t)b);
	}
	if (w == WORK_TOGETHER)
		forward(f, fd, BATCHES);
	if (w == WORK_QUIET || w == WORK_AGAIN)
		wait_for_write_back(f);
	if (w == WORK_AGAIN) {
		fill_batch(e, BATCHES + 1, false);
		if (f->port.append(f->port.self, BATCHES + 1, e, EVENTS) != RV_OK)
			_exit(4);
		forward(f, fd, BATCHES + 1);
	}
	(void)snprintf(copy, sizeof(copy), "%s/copy.db", f->dir.path);
	if (w == WORK_BACKUP && rv_journal_backup(f->j, copy, NULL) != RV_OK)
		_exit(5);
}

static void child(journal_place *f, const char *point, int fd, work w)
{
	f->p.quiet_ms = w == WORK_QUIET || w == WORK_AGAIN ? 1 : f->p.quiet_ms;
	if (rv_crash_arm(point, NULL) != RV_OK ||
	    rv_journal_open(f->path, &f->p, NULL, &f->j, NULL) != RV_OK ||
	    rv_journal_start(f->j, f->acks, NULL) != RV_OK)
		_exit(6);
	f->port = rv_journal_port_of(f->j);
	do_work(f, fd, w);
	rv_journal_close(f->j);
	_exit(0);
}

/* Runs the work till it dies; returns how many batches it heard of, which must be 1, 2, 3 ... */
static uint64_t run(journal_place *f, const char *point, work w)
{
	int fds[2], status = 0;
	uint64_t batch = 0, heard = 0;
	assert_int_equal(pipe(fds), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		child(f, point, fds[1], w);
	(void)close(fds[1]);
	while (read(fds[0], &batch, sizeof(batch)) == (ssize_t)sizeof(batch))
		assert_int_equal(batch, ++heard);
	(void)close(fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		fail_msg("%s: not killed there (status %x)", point, (unsigned)status);
	return heard;
}

/* Whole batches in their order and nothing else; returns how many. */
static uint64_t count_batches(const char *point, const rv_event *e, size_t n)
{
	char subject[32];
	if (n % EVENTS != 0)
		fail_msg("%s: part of a batch is there", point);
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(subject, sizeof(subject), "%zu/%zu", i / EVENTS + 1, i % EVENTS);
		assert_string_equal(e[i].subject, subject);
	}
	return n / EVENTS;
}

/* By the reader, which changes nothing, and by the next start, which recovers. */
static uint64_t left(journal_place *f, const char *point)
{
	size_t n = 0, m = 0;
	rv_event *e = journal_file_events(f->path, &n);
	const uint64_t batches = count_batches(point, e, n);
	free(e);
	assert_fine(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), f->err);
	e = journal_events(f->j, &m);
	assert_int_equal(count_batches(point, e, m), batches);
	free(e);
	journal_close(f);
	return batches;
}

static void start_over(journal_place *f)
{
	char path[RV_TMP_PATH * 2];
	assert_int_equal(unlink(f->path), 0);
	assert_true(unlink(rv_tmpdir_path(&f->dir, "copy.db", path)) == 0 || errno == ENOENT);
	assert_true(unlink(rv_tmpdir_path(&f->dir, "copy.db-journal", path)) == 0 ||
		    errno == ENOENT);
}

static void at_each_point(void **state)
{
	journal_place *f = *state;
	static const struct {
		const char *point;
		work w;
		uint64_t kept, heard[2]; /* batches in the file; told before: from .. to */
	} cases[] = {
		{ "journal.after-open", WORK_ONE_BY_ONE, 0, { 0, 0 } },
		{ "journal.mid-batch", WORK_ONE_BY_ONE, 0, { 0, 0 } },
		{ "journal.mid-batch:8", WORK_ONE_BY_ONE, 2, { 2, 2 } },
		{ "journal.before-commit", WORK_ONE_BY_ONE, 0, { 0, 0 } },
		{ "journal.before-commit:4", WORK_ONE_BY_ONE, 3, { 3, 3 } },
		{ "journal.after-commit", WORK_ONE_BY_ONE, 1, { 0, 0 } },
		{ "journal.after-commit:5", WORK_ONE_BY_ONE, 5, { 4, 4 } },
		{ "journal.mid-acks:3", WORK_ONE_BY_ONE, 3, { 2, 3 } },
		{ "journal.after-break", WORK_BREAK, BATCHES - 1, { BATCHES - 1, BATCHES - 1 } },
		{ "journal.before-checkpoint", WORK_ONE_BY_ONE, BATCHES, { BATCHES, BATCHES } },
		{ "journal.before-checkpoint", WORK_QUIET, BATCHES, { 0, BATCHES } },
		{ "journal.after-checkpoint", WORK_QUIET, BATCHES, { 0, BATCHES } },
		{ "journal.after-checkpoint", WORK_ONE_BY_ONE, BATCHES, { BATCHES, BATCHES } },
		{ "journal.in-backup", WORK_BACKUP, BATCHES, { BATCHES, BATCHES } },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const uint64_t heard = run(f, cases[i].point, cases[i].w);
		const uint64_t kept = left(f, cases[i].point);
		const bool quiet = cases[i].w == WORK_QUIET; /* it may come after any batch */
		if (heard < cases[i].heard[0] || heard > cases[i].heard[1] || kept < heard ||
		    (!quiet && kept != cases[i].kept))
			fail_msg("%s: %u batches told, %u kept", cases[i].point, (unsigned)heard,
				 (unsigned)kept);
		start_over(f);
	}
}

/* Committed together: the kill takes whole groups, and never one that was told of. */
static void batches_that_are_committed_together(void **state)
{
	journal_place *f = *state;
	static const char *const points[] = {
		"journal.mid-batch:10",	   "journal.before-commit", "journal.after-commit",
		"journal.mid-acks",	   "journal.mid-acks:4",    "journal.before-checkpoint",
		"journal.after-checkpoint"
	};
	for (size_t i = 0; i < LEN(points); i++) {
		const uint64_t heard = run(f, points[i], WORK_TOGETHER);
		const uint64_t kept = left(f, points[i]);
		assert_true(heard <= kept && kept <= BATCHES);
		if (strcmp(points[i], "journal.before-commit") == 0)
			assert_int_equal(kept, 0);
		if (strcmp(points[i], "journal.after-commit") == 0)
			assert_true(kept >= 1 && heard == 0);
		start_over(f);
	}
}

static void and_while_it_recovers_twice(void **state)
{
	journal_place *f = *state;
	assert_int_equal(run(f, "journal.after-commit:2", WORK_ONE_BY_ONE), 1);
	for (int i = 0; i < 2; i++)
		assert_int_equal(run(f, "journal.after-open", WORK_ONE_BY_ONE), 0);
	assert_int_equal(left(f, "recovery"), 2);
}

/* Old frames stand behind the new ones in the log, with checksums of their own. */
static void after_a_log_that_was_used_again(void **state)
{
	journal_place *f = *state;
	assert_int_equal(run(f, "journal.after-commit:7", WORK_AGAIN), BATCHES);
	assert_int_equal(left(f, "used again"), BATCHES + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, journal_setup, journal_teardown)
		T(at_each_point),
		T(batches_that_are_committed_together),
		T(and_while_it_recovers_twice),
		T(after_a_log_that_was_used_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
