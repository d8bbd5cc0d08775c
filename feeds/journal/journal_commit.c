/*
 * Batches onto the disk; see journal_priv.h. Journal thread.
 *
 * Each batch stands behind a savepoint, so that one which breaks a guard takes nothing with it
 * but itself. Every other failure undoes the whole transaction.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "engine/base/crash_point.h"
#include "feeds/journal/journal_priv.h"
#include "feeds/journal/journal_space.h"
#include "feeds/store/sqlite_file.h"

static int64_t mono_us(void)
{
	struct timespec ts = { 0, 0 };
	(void)clock_gettime(CLOCK_MONOTONIC, &ts); /* cannot fail for this clock */
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

void rv_journal_break(rv_journal *j, int rc, const char *why)
{
	if (atomic_load(&j->broken))
		return;
	j->status = rv_sqlite_code(rc);
	j->damaged = (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB;
	(void)pthread_mutex_lock(&j->mu);
	j->stats.broken = true;
	(void)snprintf(j->stats.text, sizeof(j->stats.text), "%s", why);
	(void)pthread_mutex_unlock(&j->mu);
	atomic_store(&j->broken, true);
	rv_log_put(j->log, RV_LOG_ERROR, "journal", "broken: %s", why);
	/* Too little room shows as other errors too (a quota); it helps nobody to keep it. */
	if (rv_ballast_release(j->ballast) == RV_OK)
		rv_log_put(j->log, RV_LOG_WARN, "journal", "%s released for the last words",
			   j->ballast);
	rv_crash_point("journal.after-break");
}

static int run(rv_journal *j, rv_journal_sql id)
{
	const int rc = sqlite3_step(j->stmt[id]);
	(void)sqlite3_reset(j->stmt[id]); /* repeats the step's error */
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int insert(rv_journal *j, const rv_journal_row *r)
{
	rv_journal_row_bind(j->stmt[RV_JOURNAL_INSERT], r);
	return run(j, RV_JOURNAL_INSERT);
}

/* What went wrong, while SQLite still knows it; at is the event that was being written, or NULL. */
static void explain(rv_journal *j, const rv_journal_row *at, char text[160])
{
	if (at)
		(void)snprintf(text, 160, "cannot append %s %s: %s", at->type.p, at->subject.p,
			       sqlite3_errmsg(j->d.db));
	else
		(void)snprintf(text, 160, "cannot commit: %s", sqlite3_errmsg(j->d.db));
}

/* One batch behind its savepoint. On failure the transaction is as it was before, if rc allows. */
static int write_batch(rv_journal *j, rv_journal_request *req, rv_chain *tip, char why[160])
{
	rv_chain t = *tip;
	int rc = run(j, RV_JOURNAL_MARK);
	for (size_t i = 0; i < req->n && rc == SQLITE_OK; i++) {
		rv_chain_add(&t, &req->rows[i]);
		rc = insert(j, &req->rows[i]);
		if (rc != SQLITE_OK)
			explain(j, &req->rows[i], why);
		rv_crash_point("journal.mid-batch");
	}
	if ((rc & 0xff) == SQLITE_CONSTRAINT) {
		const int undo = run(j, RV_JOURNAL_UNDO);
		return undo == SQLITE_OK ? rc : undo;
	}
	if (rc == SQLITE_OK)
		rc = run(j, RV_JOURNAL_RELEASE);
	if (rc == SQLITE_OK)
		*tip = t;
	return rc;
}

static void roll_back(rv_journal *j)
{
	/* Some errors have rolled back already; one more leaves the log, which recovery ignores. */
	if (!sqlite3_get_autocommit(j->d.db))
		(void)run(j, RV_JOURNAL_ROLLBACK);
}

static void note_commit(rv_journal *j, size_t batches, int64_t us)
{
	rv_journal_stats *s = &j->stats;
	(void)pthread_mutex_lock(&j->mu);
	s->seq = j->head.seq;
	(void)rv_hex_format(j->head.hash, RV_HASH_BYTES, s->head);
	s->commits++;
	s->batches += batches;
	s->commit_us = us;
	s->commit_us_max = us > s->commit_us_max ? us : s->commit_us_max;
	(void)pthread_mutex_unlock(&j->mu);
}

/* All that was written, onto the disk. */
static int finish(rv_journal *j, const rv_chain *tip, char why[160])
{
	rv_crash_point("journal.before-commit");
	const int rc = run(j, RV_JOURNAL_COMMIT);
	if (rc != SQLITE_OK) {
		explain(j, NULL, why);
		return rc;
	}
	rv_crash_point("journal.after-commit");
	j->head = *tip;
	return SQLITE_OK;
}

size_t rv_journal_commit(rv_journal *j, rv_journal_request *const *reqs, size_t n)
{
	const int64_t begin = mono_us();
	char why[160] = "";
	rv_chain tip = j->head;
	size_t done = 0;
	int rc = run(j, RV_JOURNAL_BEGIN);
	while (rc == SQLITE_OK && done < n) {
		rc = write_batch(j, reqs[done], &tip, why);
		done += rc == SQLITE_OK ? 1 : 0;
	}
	if (rc != SQLITE_OK && !why[0])
		explain(j, NULL, why);
	const bool keep = done > 0 && (rc == SQLITE_OK || (rc & 0xff) == SQLITE_CONSTRAINT);
	const int failed = keep ? finish(j, &tip, why) : rc;
	if (failed != SQLITE_OK)
		done = 0;
	roll_back(j);
	if (done > 0)
		note_commit(j, done, mono_us() - begin);
	if (done < n)
		rv_journal_break(j, failed != SQLITE_OK ? failed : rc, why);
	return done;
}

rv_status rv_journal_write_back(rv_journal *j, bool truncate)
{
	char why[160];
	rv_crash_point("journal.before-checkpoint");
	const int rc = sqlite3_wal_checkpoint_v2(
		j->d.db, "main", truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
		NULL, NULL);
	if (rc != SQLITE_OK) {
		(void)snprintf(why, sizeof(why), "cannot write the log back: %s",
			       sqlite3_errmsg(j->d.db));
		rv_journal_break(j, rc, why);
		return rv_sqlite_code(rc);
	}
	rv_crash_point("journal.after-checkpoint");
	j->log_pages = 0;
	(void)pthread_mutex_lock(&j->mu);
	j->stats.log_backs++;
	(void)pthread_mutex_unlock(&j->mu);
	return RV_OK;
}
