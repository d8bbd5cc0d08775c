/*
 * Opening, checking, creating and closing a store; batches.
 *
 * A file is looked at through its 100-byte header, read without locks by a read-only immutable
 * connection, before anything may write to it: a foreign file is refused with not one byte of it
 * or of its directory changed.
 */
#include "feeds/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "feeds/store/sqlite_file.h"
#include "feeds/store/store_priv.h"

enum { BUSY_MS = 5000 };

static rv_status check_header(const rv_store *s, const rv_sqlite_header *h, rv_err *err)
{
	if (!h->is_sqlite)
		return rv_err_set(err, RV_EDATA,
				  "%s: not an rvdesk store (not an SQLite file), left untouched",
				  s->path);
	if (h->application_id != RV_STORE_APPLICATION_ID)
		return rv_err_set(err, RV_EDATA,
				  "%s: not an rvdesk store (application id 0x%08x, expected "
				  "0x%08x), left untouched",
				  s->path, h->application_id, (unsigned)RV_STORE_APPLICATION_ID);
	if (h->user_version != RV_STORE_VERSION)
		return rv_err_set(err, RV_EDATA,
				  "%s: store of schema version %u, this rvdesk reads version %d; "
				  "left untouched",
				  s->path, h->user_version, RV_STORE_VERSION);
	if (h->is_wal)
		return rv_err_set(err, RV_EDATA,
				  "%s: store in WAL mode, expected journal_mode DELETE (set by "
				  "another program?); left untouched",
				  s->path);
	return RV_OK;
}

static rv_status connect_to(rv_store *s, const char *query, int flags, rv_err *err)
{
	return rv_sqlite_open(s->path, query, flags, "cannot open the store", &s->db, err);
}

static void disconnect(rv_store *s)
{
	for (size_t i = 0; i < RV_SQL_N; i++) {
		(void)sqlite3_finalize(s->stmt[i]); /* repeats an error already reported */
		s->stmt[i] = NULL;
	}
	/* Every statement is gone, so that this can only succeed. */
	(void)sqlite3_close(s->db);
	s->db = NULL;
}

/* SQLite keeps the journal beside the file itself, not beside a symbolic link to it. */
static bool find_journal(rv_store *s)
{
	char *real = realpath(s->path, NULL);
	if (asprintf(&s->journal_path, "%s-journal", real ? real : s->path) < 0)
		s->journal_path = NULL; /* undefined after a failed asprintf */
	free(real);
	return s->journal_path != NULL;
}

/* A journal beside the file: a writer is at work, or died and left a batch to be rolled back. */
static bool journal_present(const rv_store *s)
{
	struct stat sb;
	return stat(s->journal_path, &sb) == 0 && sb.st_size > 0;
}

static rv_status exec(rv_store *s, const char *script, const char *what, rv_err *err)
{
	const int rc = sqlite3_exec(s->db, script, NULL, NULL, NULL);
	return rc == SQLITE_OK ? RV_OK : rv_store_fail(s, rc, what, err);
}

/*
 * Immutable when nobody writes. With a journal beside it the file may be half written: then an
 * ordinary connection, which waits for the writer or rolls a dead writer's batch back.
 */
static rv_status open_read(rv_store *s, rv_err *err)
{
	s->immutable = !journal_present(s);
	rv_status st = connect_to(s, s->immutable ? "immutable=1" : "mode=rw",
				  s->immutable ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, err);
	rv_sqlite_header h = { .is_sqlite = false };
	if (st == RV_OK)
		st = rv_sqlite_header_read(s->db, s->path, &h, err);
	if (st == RV_OK)
		st = check_header(s, &h, err);
	if (st == RV_OK && !s->immutable)
		(void)sqlite3_busy_timeout(s->db, BUSY_MS); /* documented to return OK only */
	if (st == RV_OK)
		s->change_counter = h.change_counter;
	return st;
}

/* Refuses an existing file that is not a store, before anything may write to it. */
static rv_status inspect(rv_store *s, rv_err *err)
{
	rv_sqlite_header h = { .is_sqlite = false };
	rv_status st = connect_to(s, "immutable=1", SQLITE_OPEN_READONLY, err);
	if (st == RV_OK)
		st = rv_sqlite_header_read(s->db, s->path, &h, err);
	if (st == RV_OK)
		st = check_header(s, &h, err);
	disconnect(s);
	return st;
}

/* Creates the schema in a file without any (new, or its creation was cut off and rolled back). */
static rv_status create_schema(rv_store *s, rv_err *err)
{
	char ids[96];
	(void)snprintf(ids, sizeof(ids), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		       RV_STORE_APPLICATION_ID, RV_STORE_VERSION);
	static const char what[] = "cannot create the store";
	rv_status st = exec(s, "BEGIN IMMEDIATE", what, err);
	if (st != RV_OK)
		return st;
	rv_sqlite_header h = {
		.is_sqlite = false
	}; /* again, now under the lock: another process may have been first */
	st = rv_sqlite_header_read(s->db, s->path, &h, err);
	if (st == RV_OK && !h.is_sqlite) {
		st = exec(s, rv_store_schema, what, err);
		if (st == RV_OK)
			st = exec(s, ids, what, err);
	} else if (st == RV_OK) {
		st = check_header(s, &h, err);
	}
	if (st == RV_OK)
		st = exec(s, "COMMIT", what, err);
	if (st != RV_OK && !sqlite3_get_autocommit(s->db))
		(void)sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL); /* st says why */
	return st;
}

/* 0600 from the first moment: SQLite itself would create it readable by all. */
static rv_status ensure_file(rv_store *s, bool *exists, rv_err *err)
{
	struct stat sb;
	const int fd = open(s->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0) {
		(void)close(fd); /* nothing was written */
		*exists = false;
		return RV_OK;
	}
	if (errno != EEXIST || stat(s->path, &sb) != 0)
		return rv_err_set(err, RV_EIO, "%s: cannot create the store: %s", s->path,
				  strerror(errno));
	*exists = sb.st_size > 0;
	return RV_OK;
}

static rv_status open_write(rv_store *s, rv_err *err)
{
	bool exists = false;
	rv_status st = ensure_file(s, &exists, err);
	if (st == RV_OK && exists)
		st = inspect(s, err);
	if (st == RV_OK)
		st = connect_to(s, "mode=rw", SQLITE_OPEN_READWRITE, err);
	if (st != RV_OK)
		return st;
	(void)sqlite3_busy_timeout(s->db, BUSY_MS); /* documented to return OK only */
	/* Reading the schema rolls back what a killed writer left. */
	st = exec(s,
		  "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;"
		  "SELECT count(*) FROM sqlite_master",
		  "cannot read the store", err);
	return st == RV_OK ? create_schema(s, err) : st;
}

rv_status rv_store_open(const char *path, rv_store_mode mode, rv_store **out, rv_err *err)
{
	struct stat sb;
	if (!path[0])
		return rv_err_set(err, RV_EINVAL, "store: empty path, expected a file");
	if (mode == RV_STORE_READ && stat(path, &sb) != 0)
		return rv_err_set(err, errno == ENOENT ? RV_ENOENT : RV_EIO,
				  "%s: cannot open the store: %s", path, strerror(errno));
	if (stat(path, &sb) == 0 && S_ISDIR(sb.st_mode))
		return rv_err_set(err, RV_EIO, "%s: is a folder, expected a store (a file)", path);
	rv_store *s = calloc(1, sizeof(*s));
	if (!s)
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", path);
	s->mode = mode;
	s->path = strdup(path);
	if (!s->path || (mode == RV_STORE_READ && !find_journal(s))) {
		rv_store_close(s);
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", path);
	}
	const rv_status st = mode == RV_STORE_READ ? open_read(s, err) : open_write(s, err);
	if (st != RV_OK) {
		rv_store_close(s);
		return st;
	}
	*out = s;
	return RV_OK;
}

void rv_store_close(rv_store *s)
{
	if (!s)
		return;
	rv_store_rollback(s);
	disconnect(s);
	free(s->path);
	free(s->journal_path);
	free(s);
}

rv_status rv_store_check_unchanged(rv_store *s, rv_err *err)
{
	if (!s->immutable)
		return RV_OK;
	rv_sqlite_header h = { .is_sqlite = false };
	const rv_status st = rv_sqlite_header_read(s->db, s->path, &h, err);
	if (st != RV_OK)
		return st;
	if (h.change_counter == s->change_counter && !journal_present(s))
		return RV_OK;
	return rv_err_set(err, RV_EAGAIN, "%s: written to while it was being read, try again",
			  s->path);
}

static rv_status new_batch_row(rv_store *s, const char *origin, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	rv_status rc = rv_store_stmt(s, RV_SQL_BATCH_NEW, &st, err);
	if (rc != RV_OK)
		return rc;
	/* Bind errors can only be "out of memory" and make the step fail on NOT NULL. */
	(void)sqlite3_bind_text(st, 1, s->source, -1, SQLITE_TRANSIENT);
	(void)sqlite3_bind_text(st, 2, origin, -1, SQLITE_TRANSIENT);
	(void)sqlite3_bind_int64(st, 3, rv_machine_utc_ms());
	rc = rv_store_run(s, st, "cannot begin a batch", err);
	if (rc == RV_OK) {
		s->batch_id = sqlite3_last_insert_rowid(s->db);
		s->batch_rows = 0;
	}
	return rc;
}

static rv_status finish_batch_row(rv_store *s, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	const rv_status rc = rv_store_stmt(s, RV_SQL_BATCH_ROWS, &st, err);
	if (rc != RV_OK)
		return rc;
	(void)sqlite3_bind_int64(st, 1, s->batch_id); /* integers need no memory */
	(void)sqlite3_bind_int64(st, 2, s->batch_rows);
	return rv_store_run(s, st, "cannot finish a batch", err);
}

rv_status rv_store_begin(rv_store *s, const char *source, const char *origin, rv_err *err)
{
	if (s->mode != RV_STORE_WRITE || s->in_batch)
		return rv_err_set(err, RV_EINVAL, "%s: cannot begin a batch: %s", s->path,
				  s->in_batch ? "one is open" : "opened for reading");
	sqlite3_stmt *st = NULL;
	rv_status rc = rv_store_stmt(s, RV_SQL_BEGIN, &st, err);
	if (rc == RV_OK)
		rc = rv_store_run(s, st, "cannot begin a batch", err);
	if (rc != RV_OK)
		return rc;
	s->in_batch = true;
	(void)snprintf(s->source, sizeof(s->source), "%s", source);
	rc = new_batch_row(s, origin, err);
	if (rc != RV_OK)
		rv_store_rollback(s);
	return rc;
}

rv_status rv_store_next_origin(rv_store *s, const char *origin, rv_err *err)
{
	if (!s->in_batch)
		return rv_err_set(err, RV_EINVAL, "%s: no batch is open", s->path);
	const rv_status rc = finish_batch_row(s, err);
	return rc == RV_OK ? new_batch_row(s, origin, err) : rc;
}

rv_status rv_store_commit(rv_store *s, rv_err *err)
{
	if (!s->in_batch)
		return rv_err_set(err, RV_EINVAL, "%s: no batch is open", s->path);
	sqlite3_stmt *st = NULL;
	rv_status rc = finish_batch_row(s, err);
	if (rc == RV_OK)
		rc = rv_store_stmt(s, RV_SQL_COMMIT, &st, err);
	if (rc == RV_OK)
		rc = rv_store_run(s, st, "cannot commit the batch", err);
	if (rc != RV_OK) {
		rv_store_rollback(s);
		return rc;
	}
	s->in_batch = false;
	return RV_OK;
}

void rv_store_rollback(rv_store *s)
{
	if (!s->in_batch)
		return;
	s->in_batch = false;
	s->symbol[0] = '\0'; /* its row may have been made by this batch */
	/* Some errors (disk full) have rolled back already; a failed rollback leaves the journal,
	   by which the next open restores the file. */
	sqlite3_stmt *st = NULL;
	if (!sqlite3_get_autocommit(s->db) &&
	    rv_store_stmt(s, RV_SQL_ROLLBACK, &st, NULL) == RV_OK) {
		(void)sqlite3_step(st);
		(void)sqlite3_reset(st);
	}
}
