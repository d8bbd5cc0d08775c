/* The log is as long as it will need to be before the first order; see journal_room.c. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/journal_help.h"

enum { COMMITS = 12, LOOKS = JOURNAL_WAIT_MS / 10 };

static int64_t log_size(journal_place *f)
{
	struct stat sb;
	char path[RV_TMP_PATH * 2];
	if (stat(rv_tmpdir_path(&f->dir, "j.db-wal", path), &sb) != 0)
		return -1;
	assert_true((int64_t)sb.st_blocks * 512 >= sb.st_size); /* written, not a hole */
	return sb.st_size;
}

static rv_status commit_some(journal_place *f, int n)
{
	rv_status st = RV_OK;
	for (int i = 0; i < n && st == RV_OK; i++)
		st = journal_note(f, "some");
	return st;
}

static void commits_do_not_make_the_file_longer(void **state)
{
	journal_place *f = *state;
	journal_open(f);
	assert_int_equal(log_size(f), f->p.log_room);
	assert_int_equal(commit_some(f, COMMITS), RV_OK);
	assert_int_equal(log_size(f), f->p.log_room);
	journal_close(f);
	assert_int_equal(log_size(f), -1); /* a clean end leaves no log */
}

static void none_is_made_when_none_is_wanted(void **state)
{
	journal_place *f = *state;
	f->p.log_room = 0;
	journal_open(f);
	assert_int_equal(log_size(f), 0);
	assert_int_equal(commit_some(f, 1), RV_OK);
	const int64_t one = log_size(f);
	assert_true(one > 0);
	assert_int_equal(commit_some(f, COMMITS), RV_OK);
	assert_true(log_size(f) > one);
}

/* Nearly used up, it grows again, while nothing waits. */
static void more_is_made_in_time(void **state)
{
	journal_place *f = *state;
	int64_t size = 0;
	f->p.log_room = 64 << 10;
	journal_open(f);
	assert_int_equal(commit_some(f, COMMITS), RV_OK);
	for (int i = 0; i < LOOKS && (size = log_size(f)) <= 2 * f->p.log_room; i++) {
		assert_int_equal(commit_some(f, 1), RV_OK);
		(void)poll(NULL, 0, 300);
	}
	assert_true(size > 2 * f->p.log_room);
	const int64_t before = log_size(f);
	assert_int_equal(commit_some(f, 1), RV_OK);
	assert_true(log_size(f) == before); /* there was room for it */
	journal_close(f);
	size_t n = 0;
	rv_event *e = journal_file_events(f->path, &n);
	assert_true(n > COMMITS);
	free(e);
}

static void live_and_die(journal_place *f)
{
	const pid_t pid = fork();
	if (pid == 0) {
		journal_open(f);
		_exit(commit_some(f, COMMITS) == RV_OK ? 0 : 1);
	}
	int status = 0;
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Zeros behind the last event of a life that was cut off end nothing and begin nothing. */
static void what_was_not_used_is_no_event(void **state)
{
	journal_place *f = *state;
	size_t n = 0;
	for (int life = 1; life <= 3; life++) {
		live_and_die(f);
		assert_true(log_size(f) >= f->p.log_room);
		rv_event *e = journal_file_events(f->path, &n);
		assert_int_equal(n, life * COMMITS);
		assert_string_equal(e[n - 1].subject, "some");
		free(e);
	}
	journal_open(f);
	assert_int_equal(commit_some(f, 1), RV_OK);
	journal_close(f);
	free(journal_file_events(f->path, &n));
	assert_int_equal(n, 3 * COMMITS + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, journal_setup, journal_teardown)
		T(commits_do_not_make_the_file_longer),
		T(none_is_made_when_none_is_wanted),
		T(more_is_made_in_time),
		T(what_was_not_used_is_no_event),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
