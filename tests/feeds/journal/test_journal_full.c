/*
 * A disk that is really full: a small file system of the test's own, where it may mount one, and a
 * limit on the size of files, which needs no rights. HALT is the last thing in the file, and the
 * journal opens again when there is room.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/timefmt.h"
#include "tests/support/journal_help.h"
#include "tests/support/small_disk.h"

enum { KIB = 1024 };

typedef struct full_place {
	journal_place *f;
	char disk[RV_TMP_PATH * 2];
	bool mounted;
} full_place;

static int full_setup(void **state)
{
	static full_place p;
	void *place = NULL;
	assert_int_equal(journal_setup(&place), 0);
	p = (full_place){ .f = place };
	(void)rv_tmpdir_path(&p.f->dir, "disk", p.disk);
	assert_int_equal(mkdir(p.disk, 0700), 0);
	p.mounted = small_disk_mount(p.disk, 1024, false);
	(void)rv_tmpdir_path(&p.f->dir, "disk/j.db", p.f->path);
	p.f->p.ballast_bytes = INT64_C(256) * KIB;
	*state = &p;
	return 0;
}

static int full_teardown(void **state)
{
	full_place *p = *state;
	void *place = p->f;
	journal_close(p->f);
	if (p->mounted)
		assert_int_equal(umount(p->disk), 0);
	return journal_teardown(&place);
}

static void need_disk(const full_place *p)
{
	if (p->mounted)
		return;
	(void)printf("skip: no rights to mount a small file system\n");
	skip();
}

static rv_status commit_big(journal_place *f)
{
	static rv_event e;
	rv_event_begin(&e, RV_EVENT_INTENT, "0xdd");
	for (int k = 0; k < 90; k++)
		rv_event_put(&e, "body",
			     "0123456789012345678901234567890123456789012345678901234"
			     "567890123456789012345678901234");
	return journal_commit(f, &e, 1);
}

static rv_status say_halted(journal_place *f)
{
	static rv_event e;
	rv_event_begin(&e, RV_EVENT_STATE, "HALTED");
	assert_int_equal(rv_journal_last_words(f->j, 999, &e, 1), RV_OK);
	rv_journal_ack *a = journal_take(f);
	const rv_status st = a->status;
	free(a);
	return st;
}

static void assert_last_is_halted(journal_place *f, size_t want)
{
	size_t n = 0;
	rv_event *e = journal_file_events(f->path, &n);
	assert_int_equal(n, want);
	assert_string_equal(e[n - 1].subject, "HALTED");
	free(e);
}

static void the_ballast_pays_for_the_last_words(void **state)
{
	full_place *p = *state;
	journal_place *f = p->f;
	rv_status st = RV_OK;
	size_t good = 0;
	need_disk(p);
	journal_open(f);
	while ((st = commit_big(f)) == RV_OK)
		assert_true(++good < 1000);
	assert_int_equal(st, RV_EFULL);
	assert_true(good > 20);
	assert_int_equal(journal_append(f, &(rv_event){ .type = RV_EVENT_NOTE }, 1), RV_EIO);
	assert_int_equal(say_halted(f), RV_OK);
	journal_close(f);
	assert_last_is_halted(f, good + 1);
	/* Too little room to begin again is told; with room it opens as if nothing had been. */
	f->p.free_bytes = INT64_C(256) * KIB;
	assert_int_equal(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), RV_EFULL);
	f->p.free_bytes = 0;
	f->p.ballast_bytes = INT64_C(900) * KIB;
	assert_int_equal(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), RV_EFULL);
	assert_true(small_disk_mount(p->disk, 8192, true));
	journal_open(f);
	assert_int_equal(commit_big(f), RV_OK);
	journal_close(f);
}

/* The log fits, the file that it is to be written back into does not. */
static void a_full_disk_in_quiet_minutes(void **state)
{
	full_place *p = *state;
	journal_place *f = p->f;
	char path[RV_TMP_PATH * 2];
	rv_journal_stats s = { .broken = false };
	need_disk(p);
	f->p.quiet_ms = 10;
	rv_clock_set(f->clock, JOURNAL_NOON + 11 * RV_HOUR_MS + 50 * RV_MINUTE_MS); /* not yet */
	journal_open(f);
	for (int i = 0; i < 20; i++)
		assert_int_equal(commit_big(f), RV_OK);
	small_disk_fill(rv_tmpdir_path(&f->dir, "disk/filler", path));
	rv_clock_set(f->clock, JOURNAL_NOON + 12 * RV_HOUR_MS + 20 * RV_MINUTE_MS);
	for (int i = 0; i < JOURNAL_WAIT_MS && !s.broken; i++) {
		(void)poll(NULL, 0, 1);
		rv_journal_stats_get(f->j, &s);
	}
	if (!s.broken)
		fail_msg("written back %u times on a full disk", (unsigned)s.log_backs);
	assert_string_equal(s.text, "cannot write the log back: database or disk is full");
	assert_int_equal(say_halted(f), RV_OK);
	journal_close(f);
	assert_last_is_halted(f, 21);
}

/* Room that cannot be made beforehand is no failure: each commit makes its own. */
static void no_room_to_make_the_log_longer(void **state)
{
	full_place *p = *state;
	journal_place *f = p->f;
	need_disk(p);
	f->p.log_room = INT64_C(4096) * KIB;
	f->p.ballast_bytes = 0;
	journal_open(f);
	assert_int_equal(commit_big(f), RV_OK);
	journal_reopen(f);
	assert_int_equal(commit_big(f), RV_OK);
}

/* Not a full disk but nearly: every write beyond the limit fails, for the last words too. */
static void a_limit_on_file_sizes(void **state)
{
	full_place *p = *state;
	journal_place *f = p->f;
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction was;
	struct rlimit limit, low;
	rv_status st = RV_OK;
	size_t good = 0, n = 0;
	f->p.ballast_bytes = 0;
	journal_open(f);
	assert_int_equal(sigaction(SIGXFSZ, &ignore, &was), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	low = limit;
	low.rlim_cur = 200 * KIB;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
	while ((st = commit_big(f)) == RV_OK)
		good++;
	const rv_status words = say_halted(f);
	journal_close(f);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(sigaction(SIGXFSZ, &was, NULL), 0);
	assert_true(good > 5 && good < 100);
	assert_int_equal(st, RV_EIO);
	free(journal_file_events(f->path, &n));
	assert_int_equal(n, good + (words == RV_OK ? 1 : 0));
	journal_open(f);
	assert_int_equal(commit_big(f), RV_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, full_setup, full_teardown)
		T(the_ballast_pays_for_the_last_words),
		T(a_full_disk_in_quiet_minutes),
		T(no_room_to_make_the_log_longer),
		T(a_limit_on_file_sizes),
	};
	if (!small_disk_allowed())
		(void)printf("skip: no file systems of its own for this process\n");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
