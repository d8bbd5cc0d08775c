/* The file of kept snapshots; see past_file.h. */
#include "feeds/store/past_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feeds/store/sqlite_file.h"

enum { APPLICATION_ID = 0x52565054 /* "RVPT" */, SCHEMA = 1, PATH_CAP = 4096 };

typedef enum sql {
	SQL_PUT,
	SQL_AT_RUN,
	SQL_AT_ANY,
	SQL_ON,
	SQL_BACK,
	SQL_DATA,
	SQL_SPAN,
	SQL_GROUP,
	SQL_DROP,
	SQL_PAGES,
	SQL_N
} sql;

#define ROW "id, key, utc_ms, kept_ms"
static const char *const texts[SQL_N] = {
	[SQL_PUT] = "INSERT INTO past(id, key, run, utc_ms, kept_ms, data) VALUES(?,?,?,?,?,?)",
	[SQL_AT_RUN] = "SELECT " ROW " FROM past WHERE run = ?2 AND utc_ms <= ?1 "
		       "ORDER BY utc_ms DESC, id DESC LIMIT 1",
	[SQL_AT_ANY] = "SELECT " ROW " FROM past INDEXED BY past_utc WHERE utc_ms <= ?1 "
		       "ORDER BY utc_ms DESC, id DESC LIMIT 1",
	[SQL_ON] = "SELECT " ROW " FROM (SELECT " ROW " FROM past WHERE id > ?1 ORDER BY id "
		   "LIMIT ?2) ORDER BY id DESC LIMIT 1",
	[SQL_BACK] = "SELECT " ROW " FROM (SELECT " ROW " FROM past WHERE id < ?1 ORDER BY id DESC "
		     "LIMIT ?2) ORDER BY id LIMIT 1",
	[SQL_DATA] = "SELECT r.binary, r.version, p.data FROM past p JOIN runs r ON r.id = p.run "
		     "WHERE p.id = ?1",
	[SQL_SPAN] = "SELECT (SELECT utc_ms FROM past ORDER BY id LIMIT 1), "
		     "(SELECT utc_ms FROM past ORDER BY id DESC LIMIT 1), "
		     "(SELECT COUNT(*) FROM past), (SELECT kept_ms FROM past WHERE id < "
		     "COALESCE((SELECT id FROM past WHERE id = key ORDER BY id LIMIT 1 OFFSET 1), "
		     "9223372036854775807) ORDER BY id DESC LIMIT 1)",
	[SQL_GROUP] = "SELECT id FROM past WHERE id = key ORDER BY id LIMIT 1 OFFSET 1",
	[SQL_DROP] = "DELETE FROM past WHERE id < ?1",
	[SQL_PAGES] = "SELECT (page_count - freelist_count) * page_size FROM "
		      "pragma_page_count, pragma_freelist_count, pragma_page_size",
};

static const char schema[] =
	"CREATE TABLE runs(id INTEGER PRIMARY KEY, binary BLOB NOT NULL, "
	"version TEXT NOT NULL);"
	"CREATE TABLE past(id INTEGER PRIMARY KEY, key INTEGER NOT NULL, "
	"run INTEGER NOT NULL, utc_ms INTEGER NOT NULL, kept_ms INTEGER NOT NULL, "
	"data BLOB NOT NULL);"
	"CREATE INDEX past_utc ON past(utc_ms);"
	"CREATE INDEX past_run ON past(run, utc_ms);";

struct rv_past_file {
	char path[PATH_CAP];
	sqlite3 *db;
	sqlite3_stmt *stmt[SQL_N];
	uint64_t next;
	int64_t run;
};

static rv_status fail(const rv_past_file *f, int rc, const char *what, rv_err *err)
{
	return rv_sqlite_fail(f->db, f->path, rc, what, err);
}

static rv_status exec(rv_past_file *f, const char *script, rv_err *err)
{
	const int rc = sqlite3_exec(f->db, script, NULL, NULL, NULL);
	return rc == SQLITE_OK ? RV_OK : fail(f, rc, "cannot prepare the past", err);
}

static void disconnect(rv_past_file *f)
{
	for (size_t i = 0; i < SQL_N; i++) {
		(void)sqlite3_finalize(f->stmt[i]); /* repeats an error already reported */
		f->stmt[i] = NULL;
	}
	(void)sqlite3_close(f->db); /* every statement is gone */
	f->db = NULL;
}

void rv_past_file_close(rv_past_file *f)
{
	if (!f)
		return;
	disconnect(f);
	free(f);
}

/* A statement that is ready to be bound. */
static rv_status begin(rv_past_file *f, sql which, sqlite3_stmt **out, rv_err *err)
{
	int rc = SQLITE_OK;
	if (!f->stmt[which])
		rc = sqlite3_prepare_v3(f->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT,
					&f->stmt[which], NULL);
	if (rc != SQLITE_OK)
		return fail(f, rc, "cannot prepare the past", err);
	*out = f->stmt[which];
	return RV_OK;
}

/* Its one row: RV_ENOENT when it has none. The statement is to be reset by the caller. */
static rv_status step_row(rv_past_file *f, sqlite3_stmt *s, rv_err *err)
{
	const int rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		return RV_OK;
	return rc == SQLITE_DONE ? RV_ENOENT : fail(f, rc, "cannot read the past", err);
}

static void end(sqlite3_stmt *s)
{
	(void)sqlite3_reset(s); /* repeats an error already reported */
	(void)sqlite3_clear_bindings(s);
}

static bool bind_i64(sqlite3_stmt *s, int at, int64_t v)
{
	return sqlite3_bind_int64(s, at, v) == SQLITE_OK;
}

static void take_row(sqlite3_stmt *s, rv_past_row *out)
{
	*out = (rv_past_row){ .id = (uint64_t)sqlite3_column_int64(s, 0),
			      .key = (uint64_t)sqlite3_column_int64(s, 1),
			      .utc_ms = sqlite3_column_int64(s, 2),
			      .kept_ms = sqlite3_column_int64(s, 3) };
}

static rv_status select_row(rv_past_file *f, sql which, int64_t a, int64_t b, bool two,
			    rv_past_row *out, rv_err *err)
{
	sqlite3_stmt *s = NULL;
	rv_status st = begin(f, which, &s, err);
	if (st != RV_OK)
		return st;
	if (!bind_i64(s, 1, a) || (two && !bind_i64(s, 2, b)))
		st = fail(f, sqlite3_errcode(f->db), "cannot read the past", err);
	if (st == RV_OK)
		st = step_row(f, s, err);
	if (st == RV_OK)
		take_row(s, out);
	end(s);
	return st;
}

rv_status rv_past_file_at(rv_past_file *f, int64_t utc_ms, rv_past_row *out, rv_err *err)
{
	const rv_status st = select_row(f, SQL_AT_RUN, utc_ms, f->run, true, out, err);
	return st == RV_ENOENT ? select_row(f, SQL_AT_ANY, utc_ms, 0, false, out, err) : st;
}

rv_status rv_past_file_step(rv_past_file *f, uint64_t id, int steps, rv_past_row *out, rv_err *err)
{
	const int64_t n = steps < 0 ? -(int64_t)steps : steps;
	return select_row(f, steps < 0 ? SQL_BACK : SQL_ON, (int64_t)id, n, true, out, err);
}

static rv_status take_build(rv_past_file *f, sqlite3_stmt *s, rv_past_build *out, rv_err *err)
{
	const void *binary = sqlite3_column_blob(s, 0);
	const unsigned char *version = sqlite3_column_text(s, 1);
	if (!binary || !version || sqlite3_column_bytes(s, 0) != RV_SHA256_BYTES)
		return rv_err_set(err, RV_EDATA, "%s: a run without its build", f->path);
	memcpy(out->binary, binary, RV_SHA256_BYTES);
	(void)snprintf(out->version, sizeof(out->version), "%s", (const char *)version);
	return RV_OK;
}

static rv_status take_data(rv_past_file *f, sqlite3_stmt *s, uint8_t **data, size_t *n, rv_err *err)
{
	const void *blob = sqlite3_column_blob(s, 2);
	const int len = sqlite3_column_bytes(s, 2);
	if (!blob || len <= 0 || len > RV_PAST_BLOB_MAX)
		return rv_err_set(err, RV_EDATA, "%s: a snapshot of %d bytes", f->path, len);
	*data = malloc((size_t)len);
	if (!*data)
		return rv_err_set(err, RV_ENOMEM, "%s: %s", f->path, rv_status_text(RV_ENOMEM));
	memcpy(*data, blob, (size_t)len);
	*n = (size_t)len;
	return RV_OK;
}

rv_status rv_past_file_data(rv_past_file *f, uint64_t id, rv_past_build *build, uint8_t **data,
			    size_t *n, rv_err *err)
{
	sqlite3_stmt *s = NULL;
	rv_status st = begin(f, SQL_DATA, &s, err);
	if (st != RV_OK)
		return st;
	if (!bind_i64(s, 1, (int64_t)id))
		st = fail(f, sqlite3_errcode(f->db), "cannot read the past", err);
	if (st == RV_OK)
		st = step_row(f, s, err);
	if (st == RV_OK)
		st = take_build(f, s, build, err);
	if (st == RV_OK)
		st = take_data(f, s, data, n, err);
	end(s);
	return st;
}

rv_status rv_past_file_put(rv_past_file *f, const rv_past_row *row, const uint8_t *data, size_t n,
			   rv_err *err)
{
	sqlite3_stmt *s = NULL;
	if (row->id != f->next || n == 0 || n > RV_PAST_BLOB_MAX)
		return rv_err_set(err, RV_EINVAL, "%s: a row that is not the next", f->path);
	rv_status st = begin(f, SQL_PUT, &s, err);
	if (st != RV_OK)
		return st;
	const bool bound = bind_i64(s, 1, (int64_t)row->id) && bind_i64(s, 2, (int64_t)row->key) &&
			   bind_i64(s, 3, f->run) && bind_i64(s, 4, row->utc_ms) &&
			   bind_i64(s, 5, row->kept_ms) &&
			   sqlite3_bind_blob(s, 6, data, (int)n, SQLITE_STATIC) == SQLITE_OK;
	const int rc = bound ? sqlite3_step(s) : sqlite3_errcode(f->db);
	if (rc != SQLITE_DONE)
		st = fail(f, rc, "cannot keep a snapshot", err);
	end(s);
	if (st == RV_OK)
		f->next++;
	return st;
}

uint64_t rv_past_file_next(const rv_past_file *f)
{
	return f->next;
}

rv_status rv_past_file_span(rv_past_file *f, rv_past_span *out, rv_err *err)
{
	sqlite3_stmt *s = NULL;
	rv_status st = begin(f, SQL_SPAN, &s, err);
	if (st != RV_OK)
		return st;
	st = step_row(f, s, err);
	if (st == RV_OK)
		*out = (rv_past_span){ .rows = (uint64_t)sqlite3_column_int64(s, 2),
				       .oldest_utc_ms = sqlite3_column_int64(s, 0),
				       .newest_utc_ms = sqlite3_column_int64(s, 1),
				       .oldest_kept_ms = sqlite3_column_int64(s, 3) };
	end(s);
	return st;
}

static rv_status select_i64(rv_past_file *f, sql which, int64_t *out, rv_err *err)
{
	sqlite3_stmt *s = NULL;
	rv_status st = begin(f, which, &s, err);
	if (st != RV_OK)
		return st;
	st = step_row(f, s, err);
	if (st == RV_OK)
		*out = sqlite3_column_int64(s, 0);
	end(s);
	return st;
}

rv_status rv_past_file_bytes(rv_past_file *f, int64_t *out, rv_err *err)
{
	return select_i64(f, SQL_PAGES, out, err);
}

rv_status rv_past_file_drop(rv_past_file *f, rv_err *err)
{
	int64_t second = 0;
	sqlite3_stmt *s = NULL;
	rv_status st = select_i64(f, SQL_GROUP, &second, err);
	if (st == RV_OK)
		st = begin(f, SQL_DROP, &s, err);
	if (st != RV_OK)
		return st;
	const int rc = bind_i64(s, 1, second) ? sqlite3_step(s) : sqlite3_errcode(f->db);
	if (rc != SQLITE_DONE)
		st = fail(f, rc, "cannot drop old snapshots", err);
	end(s);
	return st;
}

/* An empty file, or one whose making was cut off, is made; all at once, and not in the log. */
static rv_status make_schema(rv_past_file *f, rv_err *err)
{
	char ids[96];
	(void)snprintf(ids, sizeof(ids),
		       "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
		       APPLICATION_ID, SCHEMA);
	rv_status st = exec(f, "PRAGMA auto_vacuum = INCREMENTAL; BEGIN IMMEDIATE", err);
	if (st == RV_OK)
		st = exec(f, schema, err);
	return st == RV_OK ? exec(f, ids, err) : st;
}

static rv_status check_kind(rv_past_file *f, rv_err *err)
{
	rv_sqlite_header h = { .is_sqlite = false };
	const rv_status st = rv_sqlite_header_read(f->db, f->path, &h, err);
	if (st != RV_OK)
		return st;
	if (h.is_blank)
		return make_schema(f, err);
	if (!h.is_sqlite || h.application_id != APPLICATION_ID || h.user_version != SCHEMA)
		return rv_err_set(err, RV_EDATA, "%s: no file of kept snapshots", f->path);
	return RV_OK;
}

/* Pages of what was dropped are used again; what a smaller budget left over goes at a start. */
static rv_status set_up(rv_past_file *f, rv_err *err)
{
	return exec(f,
		    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
		    "PRAGMA journal_size_limit = 4194304; PRAGMA cache_size = -512; "
		    "PRAGMA mmap_size = 0; PRAGMA incremental_vacuum",
		    err);
}

/* This run; runs without rows are of desks that kept nothing, or whose rows have gone. */
static rv_status begin_run(rv_past_file *f, const rv_past_build *b, rv_err *err)
{
	sqlite3_stmt *s = NULL;
	rv_status st = exec(f, "DELETE FROM runs WHERE id NOT IN (SELECT run FROM past)", err);
	if (st != RV_OK)
		return st;
	int rc = sqlite3_prepare_v2(f->db, "INSERT INTO runs(binary, version) VALUES(?, ?)", -1, &s,
				    NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_blob(s, 1, b->binary, RV_SHA256_BYTES, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(s, 2, b->version, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc != SQLITE_DONE)
		st = fail(f, rc, "cannot begin a run", err);
	(void)sqlite3_finalize(s);
	f->run = sqlite3_last_insert_rowid(f->db);
	return st;
}

static rv_status read_next(rv_past_file *f, rv_err *err)
{
	sqlite3_stmt *s = NULL;
	const int rc =
		sqlite3_prepare_v2(f->db, "SELECT COALESCE(MAX(id), 0) FROM past", -1, &s, NULL);
	rv_status st =
		rc == SQLITE_OK ? step_row(f, s, err) : fail(f, rc, "cannot read the past", err);
	if (st == RV_OK)
		f->next = (uint64_t)sqlite3_column_int64(s, 0) + 1;
	(void)sqlite3_finalize(s);
	return st;
}

static rv_status connect_to(rv_past_file *f, const rv_past_build *b, rv_err *err)
{
	rv_status st = rv_sqlite_ensure_file(f->path, "a file of kept snapshots", err);
	if (st == RV_OK)
		st = rv_sqlite_open(f->path, "mode=rw", SQLITE_OPEN_READWRITE,
				    "cannot open the past", &f->db, err);
	if (st == RV_OK)
		st = check_kind(f, err);
	if (st == RV_OK)
		st = set_up(f, err);
	if (st == RV_OK)
		st = begin_run(f, b, err);
	if (st == RV_OK)
		st = read_next(f, err);
	if (st != RV_OK)
		disconnect(f);
	return st;
}

/* With what belongs to it, or the next file would read the old one's log. */
static bool put_aside(const char *path)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	char from[PATH_CAP + 16], to[PATH_CAP + 16];
	(void)snprintf(to, sizeof(to), "%s.bad", path);
	if (rename(path, to) != 0)
		return false;
	for (size_t i = 1; i < sizeof(tails) / sizeof(tails[0]); i++) {
		(void)snprintf(from, sizeof(from), "%s%s", path, tails[i]);
		(void)unlink(from); /* there may be none */
	}
	return true;
}

rv_status rv_past_file_open(const char *path, const rv_past_build *build, rv_past_file **out,
			    bool *aside, rv_err *err)
{
	rv_err second = { 0 };
	rv_past_file *f = calloc(1, sizeof(*f));
	*aside = false;
	if (!f)
		return rv_err_set(err, RV_ENOMEM, "%s: %s", path, rv_status_text(RV_ENOMEM));
	if (snprintf(f->path, sizeof(f->path), "%s", path) >= (int)sizeof(f->path)) {
		free(f);
		return rv_err_set(err, RV_EINVAL, "%.80s...: path too long", path);
	}
	rv_status st = connect_to(f, build, err);
	if (st == RV_EDATA && put_aside(path)) {
		*aside = true;
		st = connect_to(f, build, &second);
		if (st != RV_OK)
			(void)rv_err_set(err, st, "%s", second.text);
	}
	if (st != RV_OK) {
		free(f);
		return st;
	}
	*out = f;
	return RV_OK;
}
