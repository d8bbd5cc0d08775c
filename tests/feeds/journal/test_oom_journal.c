/*
 * Memory that is not there: each allocation of the journal fails in turn. Leaks are the address
 * sanitizer's to find.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/journal_help.h"
#include "tests/support/oom.h"

static rv_status open_once(journal_place *f)
{
	const rv_status st = rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err);
	journal_close(f);
	return st;
}

static rv_status read_once(journal_place *f)
{
	rv_journal_reader *r = NULL;
	const rv_status st = rv_journal_reader_open(f->path, &r, &f->err);
	rv_journal_reader_close(r);
	return st;
}

static rv_status anchors_once(journal_place *f)
{
	char path[RV_TMP_PATH * 2];
	rv_journal_anchor *a = NULL;
	size_t n = 0;
	const rv_status st =
		rv_journal_anchors_load(rv_tmpdir_path(&f->dir, "anchors", path), &a, &n, &f->err);
	if (st == RV_OK)
		free(a);
	return st;
}

static void what_opens_says_out_of_memory(void **state)
{
	journal_place *f = *state;
	static rv_status (*const subjects[])(journal_place *) = { open_once, read_once,
								  anchors_once };
	static const long least[] = { 2, 1, 1 };
	char text[80 * 100];
	int n = 0;
	for (int i = 1; i <= 70; i++) /* the list grows */
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%d %064d\n", i, 0);
	rv_tmpdir_text(&f->dir, "anchors", text);
	assert_int_equal(open_once(f), RV_OK);
	for (size_t i = 0; i < LEN(subjects); i++) {
		rv_status st = RV_ENOMEM;
		long k = 0;
		for (; st != RV_OK; k++) {
			assert_true(k < 100);
			oom_fail_at = k;
			st = subjects[i](f);
			oom_fail_at = -1;
			assert_true(st == RV_OK || st == RV_ENOMEM);
		}
		assert_true(k > least[i]);
	}
}

/* Once a batch could not be packed nothing is taken any more; what was taken is told and kept. */
static void append_without_memory_closes_the_journal(void **state)
{
	journal_place *f = *state;
	rv_event *e = calloc(1, sizeof(*e));
	size_t n = 0;
	assert_non_null(e);
	rv_event_begin(e, RV_EVENT_NOTE, "x");
	for (long k = 0; k < 2; k++) {
		journal_open(f);
		assert_int_equal(journal_commit(f, e, 1), RV_OK);
		oom_fail_at = k;
		assert_int_equal(journal_append(f, e, 1), RV_EIO);
		assert_int_equal(oom_fail_at, -1); /* it was this allocation */
		assert_int_equal(journal_append(f, e, 1), RV_EIO);
		oom_fail_at = k;
		assert_int_equal(rv_journal_last_words(f->j, 9, e, 1), RV_ENOMEM);
		assert_int_equal(rv_journal_last_words(f->j, 9, e, 1), RV_OK); /* try again */
		journal_close(f);
	}
	free(journal_file_events(f->path, &n));
	assert_int_equal(n, 4);
	free(e);
}

static void a_backup_without_memory_is_refused(void **state)
{
	journal_place *f = *state;
	char path[RV_TMP_PATH * 2];
	rv_status st = RV_ENOMEM;
	long k = 0;
	journal_open(f);
	(void)rv_tmpdir_path(&f->dir, "copy", path);
	for (; st != RV_OK; k++) {
		assert_true(k < 100);
		oom_fail_at = k;
		st = rv_journal_backup(f->j, path, &f->err);
		oom_fail_at = -1;
		assert_true(st == RV_OK || st == RV_ENOMEM);
		assert_int_equal(access(path, F_OK), st == RV_OK ? 0 : -1); /* no part of one */
	}
	assert_true(k > 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, journal_setup, journal_teardown)
		T(what_opens_says_out_of_memory),
		T(append_without_memory_closes_the_journal),
		T(a_backup_without_memory_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
