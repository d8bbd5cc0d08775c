/*
 * A backup while the journal works: pages are copied a few at a time between two groups of batches,
 * so that none waits longer than for one step; see journal.h. Journal thread.
 *
 * SQLite keeps the copy up to date itself: what this connection commits meanwhile is written into
 * it as well. A failure is the copy's alone. Its bytes are synced by whoever asked for it.
 */
#include "feeds/journal/journal_priv.h"

#include "engine/base/crash_point.h"
#include "feeds/store/sqlite_file.h"

/*
 * A quarter of a MiB is well below a millisecond; a hundred a second leave the disk to the commits.
 */
enum { STEP_PAGES = 64, STEP_MS = 10 };

/* From here on it is the waiting thread's again. */
static void answer(rv_journal *j, rv_status st)
{
	rv_journal_copy *c = j->copy;
	if (j->copier && sqlite3_backup_finish(j->copier) != SQLITE_OK && st == RV_OK)
		st = rv_err_set(&c->err, RV_EIO, "%s: cannot make a backup: %s", c->path,
				sqlite3_errmsg(j->copy_db));
	(void)sqlite3_close(j->copy_db); /* nothing of it is left open */
	j->copier = NULL;
	j->copy_db = NULL;
	j->copy = NULL;
	c->st = st;
	(void)pthread_mutex_lock(&c->mu);
	c->done = true;
	(void)pthread_cond_signal(&c->cond);
	(void)pthread_mutex_unlock(&c->mu);
}

static void fail(rv_journal *j, int rc, const char *reason)
{
	answer(j, rv_err_set(&j->copy->err, rv_sqlite_code(rc), "%s: cannot make a backup: %s",
			     j->copy->path, reason));
}

void rv_journal_copy_begin(rv_journal *j, rv_journal_copy *c)
{
	j->copy = c;
	rv_status st = rv_sqlite_open(c->path, "mode=rw", SQLITE_OPEN_READWRITE,
				      "cannot make a backup", &j->copy_db, &c->err);
	if (st != RV_OK) {
		answer(j, st);
		return;
	}
	/* A copy that is cut off is removed: it needs no journal of its own, and no sync on the
	 * way. */
	const int rc =
		sqlite3_exec(j->copy_db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF",
			     NULL, NULL, NULL);
	j->copy_at = rv_mono_ms();
	if (rc == SQLITE_OK)
		j->copier = sqlite3_backup_init(j->copy_db, "main", j->d.db, "main");
	if (!j->copier)
		fail(j, rc != SQLITE_OK ? rc : sqlite3_errcode(j->copy_db),
		     sqlite3_errmsg(j->copy_db));
}

void rv_journal_copy_tend(rv_journal *j, int64_t now)
{
	if (!j->copy || now < j->copy_at)
		return;
	j->copy_at = now + STEP_MS;
	if (atomic_load(&j->no_copies)) {
		rv_journal_copy_abandon(j);
		return;
	}
	rv_crash_point("journal.in-backup");
	const int rc = sqlite3_backup_step(j->copier, STEP_PAGES);
	if (rc == SQLITE_DONE)
		answer(j, RV_OK);
	else if (rc != SQLITE_OK)
		fail(j, rc, sqlite3_errstr(rc));
}

void rv_journal_copy_abandon(rv_journal *j)
{
	if (j->copy)
		answer(j, rv_err_set(&j->copy->err, RV_ECLOSED, "%s: the journal is being closed",
				     j->copy->path));
}
