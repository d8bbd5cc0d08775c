/*
 * The disk at its worst, by a file system that the test commands: a loss of power after every
 * single change of a file, in the middle of commits, of writing the log back and of recovery; and
 * writes and syncs that fail, each in turn.
 */
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/timefmt.h"
#include "tests/support/faulty_vfs.h"
#include "tests/support/journal_help.h"

enum { LIVES = 3, BATCHES = 4, EVENTS = 2, CHANGES_MAX = 2000 };

typedef struct past {
	uint64_t acked;	 /* batches that were told to be on disk, all of them in order */
	uint64_t failed; /* batches that were told to have failed, or refused, after those */
} past;

static void fill_batch(rv_event e[EVENTS], uint64_t batch)
{
	char subject[32];
	for (int i = 0; i < EVENTS; i++) {
		(void)snprintf(subject, sizeof(subject), "%u/%d", (unsigned)batch, i);
		rv_event_begin(&e[i], RV_EVENT_INTENT, subject);
		(void)snprintf(e[i].key[0], RV_EVENT_KEY, "%s", subject);
		for (int k = 0; k < 12; k++)
			rv_event_put(&e[i], "body",
				     "0123456789012345678901234567890123456789012345"
				     "6789012345678901234567890123456789");
	}
}

/* Appends the next batch, waits for what becomes of it. False: it has failed. */
static bool one_batch(journal_place *f, past *p)
{
	static rv_event e[EVENTS];
	fill_batch(e, p->acked + p->failed + 1);
	if (journal_append(f, e, EVENTS) != RV_OK) {
		p->failed++;
		return false;
	}
	rv_journal_ack *a = journal_take(f);
	const bool good = a->status == RV_OK;
	assert_true(!good || p->failed == 0); /* nothing succeeds after a failure */
	*(good ? &p->acked : &p->failed) += 1;
	assert_true(good || a->text[0] != '\0');
	free(a);
	return good;
}

/* Some lives of a desk, each with its own open and clean close. False: the disk ended one. */
static bool live(journal_place *f, past *p)
{
	for (int life = 0; life < LIVES; life++) {
		if (rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err) != RV_OK)
			return false;
		assert_fine(rv_journal_start(f->j, f->acks, &f->err), f->err);
		f->port = rv_journal_port_of(f->j);
		f->batch = 0;
		bool good = true;
		for (int b = 0; b < BATCHES && good; b++)
			good = one_batch(f, p);
		journal_close(f);
		if (!good || vfs_failed())
			return false;
	}
	return true;
}

/* All that were told, in order, whole; and at most one more, that was not told to be there. */
static void assert_kept(journal_place *f, const past *p, const char *what)
{
	char subject[32];
	size_t n = 0;
	assert_fine(rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err), f->err);
	rv_event *e = journal_events(f->j, &n);
	if (n % EVENTS != 0 || n / EVENTS < p->acked || n / EVENTS > p->acked + 1)
		fail_msg("%s: %zu events, %u batches were told", what, n, (unsigned)p->acked);
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(subject, sizeof(subject), "%zu/%zu", i / EVENTS + 1, i % EVENTS);
		assert_string_equal(e[i].subject, subject);
	}
	free(e);
	assert_fine(rv_journal_start(f->j, f->acks, &f->err), f->err); /* it is a good journal */
	f->port = rv_journal_port_of(f->j);
	f->batch = 0;
	assert_int_equal(journal_note(f, "lives on"), RV_OK);
	journal_close(f);
}

static int power_setup(void **state)
{
	assert_int_equal(journal_setup(state), 0);
	journal_place *f = *state;
	f->p.ballast_bytes = 4096;
	vfs_install();
	return 0;
}

static int power_teardown(void **state)
{
	vfs_remove();
	return journal_teardown(state);
}

/* Files whose removal was lost with the power stay where they are. */
static void start_over(journal_place *f)
{
	static const char *const names[] = { "j.db-wal", "j.db-journal" };
	char path[RV_TMP_PATH * 2];
	assert_int_equal(unlink(f->path), 0);
	for (size_t i = 0; i < LEN(names); i++)
		(void)unlink(rv_tmpdir_path(&f->dir, names[i], path));
	vfs_install();
}

static void acked_batches_survive_a_loss_of_power(void **state)
{
	journal_place *f = *state;
	char what[64];
	bool ended = false;
	int k = 1;
	for (; !ended; k++) {
		past p = { .acked = 0 };
		rv_rng r;
		assert_true(k < CHANGES_MAX);
		rv_rng_seed(&r, 77, (uint64_t)k, 0);
		vfs_fail(VFS_CHANGE, k, SQLITE_IOERR, true);
		ended = live(f, &p);
		(void)snprintf(what, sizeof(what), "power lost at change %d", k);
		vfs_lose_power(&r);
		assert_kept(f, &p, what);
		start_over(f);
	}
	assert_true(k > 60); /* commits, checkpoints and creation were all cut into */
}

/* The power goes again while the next start recovers. */
static void also_when_it_is_lost_while_recovering(void **state)
{
	journal_place *f = *state;
	for (int k = 3; k < 80; k += 4) {
		past p = { .acked = 0 };
		rv_rng r;
		rv_rng_seed(&r, 78, (uint64_t)k, 0);
		vfs_fail(VFS_CHANGE, k, SQLITE_IOERR, true);
		(void)live(f, &p);
		vfs_lose_power(&r);
		for (int again = 1; again < 8; again++) {
			vfs_fail(VFS_CHANGE, again, SQLITE_IOERR, true);
			if (rv_journal_open(f->path, &f->p, NULL, &f->j, &f->err) == RV_OK)
				journal_close(f);
			vfs_lose_power(&r);
		}
		assert_kept(f, &p, "power lost while recovering");
		start_over(f);
	}
}

static void speak_last_words(journal_place *f, rv_status *st)
{
	static rv_event e;
	rv_event_begin(&e, RV_EVENT_STATE, "HALTED");
	assert_int_equal(rv_journal_last_words(f->j, 99, &e, 1), RV_OK);
	rv_journal_ack *a = journal_take(f);
	assert_int_equal(a->batch, 99);
	*st = a->status;
	free(a);
}

/* One life in which the k-th operation fails; false when it had fewer. */
static bool fail_once(journal_place *f, vfs_op op, int k, int code, rv_status want)
{
	past p = { .acked = 0 };
	rv_journal_stats s;
	rv_status words = RV_EIO;
	char ballast[RV_TMP_PATH * 2];
	size_t n = 0;
	journal_open(f);
	assert_int_equal(access(rv_tmpdir_path(&f->dir, "j.db-ballast", ballast), F_OK), 0);
	vfs_fail(op, k, code, false);
	while (p.acked < BATCHES && one_batch(f, &p))
		continue;
	if (!vfs_failed())
		return false;
	rv_journal_stats_get(f->j, &s);
	assert_true(s.broken);
	assert_int_equal(access(ballast, F_OK), -1); /* its room was given back */
	assert_false(one_batch(f, &p)); /* the disk is well again, the journal is not */
	speak_last_words(f, &words);
	assert_int_equal(words, want);
	journal_close(f);
	rv_event *e = journal_file_events(f->path, &n);
	assert_int_equal(n, p.acked * EVENTS + (want == RV_OK ? 1 : 0));
	if (want == RV_OK)
		assert_string_equal(e[n - 1].subject, "HALTED");
	free(e);
	return true;
}

static void the_first_failure_is_the_last_but_for_last_words(void **state)
{
	journal_place *f = *state;
	static const struct {
		vfs_op op;
		int code, least;
		rv_status words;
	} cases[] = {
		{ VFS_WRITE, SQLITE_FULL, 20, RV_OK },
		{ VFS_WRITE, SQLITE_IOERR_WRITE, 20, RV_OK },
		{ VFS_SYNC, SQLITE_IOERR_FSYNC, 4, RV_OK },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		int k = 1;
		while (fail_once(f, cases[i].op, k, cases[i].code, cases[i].words)) {
			k++;
			vfs_heal();
			start_over(f);
		}
		assert_true(k > cases[i].least);
		journal_close(f);
		start_over(f);
	}
}

static void the_reason_travels_with_every_ack(void **state)
{
	journal_place *f = *state;
	static rv_event e;
	journal_open(f);
	vfs_fail(VFS_WRITE, 1, SQLITE_FULL, true);
	rv_event_begin(&e, RV_EVENT_NOTE, "x");
	assert_int_equal(journal_append(f, &e, 1), RV_OK);
	rv_journal_ack *a = journal_take(f);
	assert_int_equal(a->status, RV_EFULL);
	assert_string_equal(a->text, "cannot commit: database or disk is full");
	assert_int_equal(a->seq, 0);
	assert_string_equal(a->head, "");
	free(a);
	rv_status words = RV_OK;
	speak_last_words(f, &words); /* the disk stays full: told, not claimed */
	assert_int_equal(words, RV_EFULL);
	vfs_heal();
	journal_keeps_log(f);
}

/* Writing the log back fails: nothing is lost, but no order may rely on this disk any more. */
static void a_log_that_cannot_be_written_back_breaks_it(void **state)
{
	journal_place *f = *state;
	rv_journal_stats s = { .broken = false };
	rv_status words = RV_EIO;
	size_t n = 0;
	f->p.quiet_ms = 10;
	rv_clock_set(f->clock, JOURNAL_NOON + 11 * RV_HOUR_MS + 50 * RV_MINUTE_MS); /* not yet */
	journal_open(f);
	assert_int_equal(journal_note(f, "x"), RV_OK);
	vfs_fail(VFS_CHANGE, 1, SQLITE_IOERR_FSYNC, false);
	rv_clock_set(f->clock, JOURNAL_NOON + 12 * RV_HOUR_MS + 20 * RV_MINUTE_MS);
	for (int i = 0; i < JOURNAL_WAIT_MS && !s.broken; i++) {
		(void)poll(NULL, 0, 1);
		rv_journal_stats_get(f->j, &s);
	}
	assert_true(s.broken);
	assert_non_null(strstr(s.text, "cannot write the log back: "));
	assert_int_equal(journal_append(f, &(rv_event){ .type = RV_EVENT_NOTE }, 1), RV_EIO);
	speak_last_words(f, &words);
	assert_int_equal(words, RV_OK);
	journal_close(f);
	free(journal_file_events(f->path, &n));
	assert_int_equal(n, 2);
	journal_keeps_log(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, power_setup, power_teardown)
		T(acked_batches_survive_a_loss_of_power),
		T(also_when_it_is_lost_while_recovering),
		T(the_first_failure_is_the_last_but_for_last_words),
		T(the_reason_travels_with_every_ack),
		T(a_log_that_cannot_be_written_back_breaks_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
