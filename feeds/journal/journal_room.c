/*
 * Room in the write-ahead log, made beforehand; see journal_priv.h.
 *
 * A commit that makes its file longer waits for the file system's own journal, in which everybody's
 * files stand; one that overwrites waits for its own bytes. So the log is as long as it will need
 * to be before the first order. Zeros behind the last frame are no frames: SQLite reads a log up to
 * the first one that does not carry the log's own salt.
 */
#include "feeds/journal/journal_priv.h"

enum {
	CHUNK = 64 << 10,  /* one write of SQLite's is below 128 KiB */
	FRAME = 4096 + 24, /* a page and its header */
	SPARE = 8,	   /* less than that part of its first length is left: it is made longer */
	STEP = 4,	   /* by that part */
	QUIET_MS = 200	   /* without a batch */
};

static const char zeros[CHUNK];

/* The log's file, once something was read through it. */
static sqlite3_file *log_file(const rv_journal *j)
{
	sqlite3_file *f = NULL;
	const int rc = sqlite3_file_control(j->d.db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &f);
	return rc == SQLITE_OK && f && f->pMethods ? f : NULL;
}

static int lengthen(sqlite3_file *f, sqlite3_int64 from, sqlite3_int64 to)
{
	int rc = SQLITE_OK;
	for (sqlite3_int64 at = from; at < to && rc == SQLITE_OK; at += CHUNK) {
		const sqlite3_int64 n = to - at < CHUNK ? to - at : CHUNK;
		rc = f->pMethods->xWrite(f, zeros, (int)n, at);
	}
	return rc == SQLITE_OK ? f->pMethods->xSync(f, SQLITE_SYNC_NORMAL) : rc;
}

int rv_journal_make_room(rv_journal *j, int64_t bytes)
{
	sqlite3_int64 size = 0;
	sqlite3_file *f = log_file(j);
	j->no_room = !f || bytes <= 0;
	if (j->no_room)
		return SQLITE_OK; /* commits make their room themselves */
	int rc = f->pMethods->xFileSize(f, &size);
	if (rc == SQLITE_OK && size < bytes)
		rc = lengthen(f, size, bytes);
	if (rc == SQLITE_OK)
		j->log_room = size < bytes ? bytes : size;
	if ((rc & 0xff) != SQLITE_FULL)
		return rc;
	j->no_room = true;
	rv_log_put(j->log, RV_LOG_WARN, "journal", "no room to make the log longer beforehand");
	return SQLITE_OK;
}

int64_t rv_journal_tend_room(rv_journal *j, int64_t now)
{
	const int64_t used = (int64_t)j->log_pages * FRAME, due = j->served_at + QUIET_MS;
	if (atomic_load(&j->broken) || j->no_room || used + j->p.log_room / SPARE <= j->log_room)
		return INT64_MAX;
	if (now < due)
		return due;
	const int rc = rv_journal_make_room(j, j->log_room + j->p.log_room / STEP);
	if (rc != SQLITE_OK)
		rv_journal_break(j, rc, "cannot make the log longer");
	return rc == SQLITE_OK ? now : INT64_MAX; /* looked at again: one step may be too little */
}
