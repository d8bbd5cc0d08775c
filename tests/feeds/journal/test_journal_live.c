/*
 * The journal of a desk that goes on committing, looked at by another process: each look is a
 * journal of one moment, whole and proved, with everything that was committed before it; also while
 * the log is written back and begun anew. The desk does not notice.
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "feeds/journal/journal_live.h"
#include "tests/support/journal_help.h"

/* The file is so long that a copy of it takes about as long as the log lives. */
enum {
	LOOKS = 25,
	MOST_TRIES = 40 * LOOKS,
	BURST = 4,
	QUIET_MS = 1,
	LONG = 3000,
	LONG_TEXT = 8000,
	PIPE_BYTES = 4096,
	AHEAD = 16 /* commits that the desk may be ahead of whoever looks */
};

/* So large that the pipe is full of AHEAD of them: a desk that nobody hears waits, one that is
 * heard goes on. */
typedef struct told_one {
	uint64_t n;
	char rest[PIPE_BYTES / AHEAD - sizeof(uint64_t)];
} told_one;

static void make_long(journal_place *f)
{
	char text[LONG_TEXT + 1];
	rv_event *e = calloc(LONG, sizeof(*e));
	assert_non_null(e);
	memset(text, 'x', LONG_TEXT);
	text[LONG_TEXT] = '\0';
	for (int i = 0; i < LONG; i++) {
		rv_event_begin(&e[i], i == 0 ? RV_EVENT_RUN : RV_EVENT_NOTE, "long");
		rv_event_put(&e[i], "text", text);
	}
	journal_open(f);
	assert_int_equal(journal_commit(f, e, LONG), RV_OK);
	journal_close(f);
	free(e);
}

/* The desk: bursts of notes with quiet moments, in which its log is written back. */
static void keep_committing(journal_place *f, int told)
{
	const struct timespec quiet = { .tv_nsec = 3 * QUIET_MS * 1000000L };
	told_one one = { 0 };
	f->p.quiet_ms = QUIET_MS;
	journal_open(f);
	for (;;) {
		for (int i = 0; i < BURST; i++) {
			if (journal_note(f, "mine") != RV_OK)
				_exit(1);
			one.n++;
			if (write(told, &one, sizeof(one)) != (ssize_t)sizeof(one))
				_exit(0); /* nobody reads any more: the test is over */
		}
		(void)nanosleep(&quiet, NULL);
	}
}

typedef struct desk {
	pid_t pid;
	int told;   /* counts of what it has on the disk */
	uint64_t n; /* the newest that was read */
} desk;

static void hear(desk *d, size_t counts)
{
	told_one one;
	for (size_t i = 0; i < counts; i++) {
		assert_int_equal(read(d->told, &one, sizeof(one)), sizeof(one));
		d->n = one.n;
	}
}

static desk begin(journal_place *f)
{
	int fds[2];
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(fcntl(fds[1], F_SETPIPE_SZ, PIPE_BYTES), PIPE_BYTES);
	desk d = { .pid = fork(), .told = fds[0] };
	assert_true(d.pid >= 0);
	if (d.pid == 0) {
		const struct sigaction ignore = { .sa_handler = SIG_IGN };
		if (sigaction(SIGPIPE, &ignore, NULL) != 0)
			_exit(1);
		(void)close(fds[0]);
		keep_committing(f, fds[1]);
	}
	(void)close(fds[1]);
	hear(&d, 1);
	return d;
}

static size_t entries_of(const char *dir)
{
	size_t n = 0;
	DIR *at = opendir(dir);
	assert_non_null(at);
	while (readdir(at))
		n++;
	(void)closedir(at);
	return n;
}

static void each_look_is_one_moment(void **state)
{
	journal_place *f = *state;
	rv_journal_report report;
	uint64_t last = 0, news = 0;
	make_long(f);
	desk d = begin(f);
	for (int looks = 0, tries = 0; looks < LOOKS; tries++) {
		rv_journal_reader *r = NULL;
		bool live = false;
		assert_true(tries < MOST_TRIES);
		hear(&d, AHEAD);
		const uint64_t before = d.n;
		const rv_status st = rv_journal_reader_open_any(f->path, &r, &live, &f->err);
		if (st == RV_EAGAIN)
			continue; /* a thousand times as restless as a desk: it says so */
		assert_fine(st, f->err);
		assert_true(live);
		assert_fine(rv_journal_reader_verify(r, NULL, 0, &report, &f->err), f->err);
		rv_journal_reader_close(r);
		assert_true(report.events >= LONG + before); /* what was acknowledged is in it */
		assert_true(report.events >= last);
		news += report.events > last;
		last = report.events;
		looks++;
	}
	assert_true(news > LOOKS / 3); /* it went on all the time */
	(void)close(d.told);
	int status = -1;
	assert_int_equal(waitpid(d.pid, &status, 0), d.pid);
	assert_int_equal(status, 0);
	journal_keeps_log(f); /* it just left, as one that is killed */
}

/* Nothing is left of it where copies are made, and none is made where there is no need. */
static void nothing_is_left_of_it(void **state)
{
	journal_place *f = *state;
	char tmp[RV_TMP_PATH * 2];
	rv_journal_reader *r = NULL;
	bool live = true;
	(void)snprintf(tmp, sizeof(tmp), "%s", f->dir.path);
	assert_int_equal(setenv("TMPDIR", tmp, 1), 0);
	desk d = begin(f);
	const size_t files = entries_of(tmp);
	assert_fine(rv_journal_reader_open_any(f->path, &r, &live, &f->err), f->err);
	assert_true(live);
	assert_int_equal(entries_of(tmp), files);
	rv_journal_reader_close(r);
	assert_int_equal(kill(d.pid, SIGKILL), 0);
	assert_int_equal(waitpid(d.pid, NULL, 0), d.pid);
	(void)close(d.told);
	assert_fine(rv_journal_reader_open_any(f->path, &r, &live, &f->err), f->err);
	assert_false(live);
	rv_journal_reader_close(r);
	assert_int_equal(setenv("TMPDIR", "/nowhere/at/all", 1), 0);
	rv_journal_copy c;
	assert_int_equal(rv_journal_copy_live(f->path, &c, &f->err), RV_EIO);
	assert_non_null(strstr(f->err.text, "/nowhere/at/all/rvdesk-journal-"));
	assert_int_equal(unsetenv("TMPDIR"), 0);
	journal_keeps_log(f);
}

/* What somebody changes in the file is found in the copy, too, under the journal's own name. */
static void a_changed_event_is_found(void **state)
{
	journal_place *f = *state;
	rv_journal_reader *r = NULL;
	rv_journal_report report;
	bool live = false;
	journal_open(f);
	assert_int_equal(journal_note(f, "the first"), RV_OK);
	journal_close(f);
	(void)journal_sql(f->path, "PRAGMA journal_mode = DELETE; DROP TRIGGER event_fixed;"
				   "UPDATE event SET subject = 'another' WHERE seq = 1");
	rv_journal_copy c;
	assert_fine(rv_journal_copy_live(f->path, &c, &f->err), f->err);
	assert_fine(rv_journal_reader_open_any(c.path, &r, &live, &f->err), f->err);
	assert_int_equal(rv_journal_reader_verify(r, NULL, 0, &report, &f->err), RV_EDATA);
	assert_int_equal(report.bad_seq, 1);
	rv_journal_reader_close(r);
	rv_journal_copy_remove(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, journal_setup, journal_teardown)
		T(each_look_is_one_moment),
		T(nothing_is_left_of_it),
		T(a_changed_event_is_found),
	};
	return cmocka_run_group_tests_name("journal_live", tests, NULL, NULL);
}
