/* Files of records; see row_file.h. */
#include "feeds/store/row_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zlib.h>

#include "feeds/journal/journal_space.h"
#include "feeds/store/sqlite_file.h"

enum { BUSY_MS = 2000, SQL_N = 6 };

typedef enum sql { BEGIN, COMMIT, ROLLBACK, PUT, DROP, WALK } sql;

struct rv_row_file {
	char *path;
	rv_row_file_id id;
	sqlite3 *db;
	sqlite3_stmt *stmt[SQL_N];
	bool open; /* a transaction */
};

static const char schema[] = "CREATE TABLE row (kind INTEGER NOT NULL, id INTEGER NOT NULL,"
			     " sum INTEGER NOT NULL, body BLOB NOT NULL,"
			     " PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID";

static const char *const texts[SQL_N] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[PUT] = "INSERT OR REPLACE INTO row (kind, id, sum, body) VALUES (?1, ?2, ?3, ?4)",
	[DROP] = "DELETE FROM row WHERE kind = ?1 AND id BETWEEN ?2 AND ?3",
	[WALK] = "SELECT id, sum, body FROM row WHERE kind = ?1 ORDER BY id",
};

static rv_status fail(const rv_row_file *f, int rc, const char *doing, rv_err *err)
{
	if ((rc & 0xff) == SQLITE_BUSY)
		return rv_err_set(err, RV_EAGAIN, "%s: in use by another process", f->path);
	return rv_sqlite_fail(f->db, f->path, rc, doing, err);
}

static rv_status exec(const rv_row_file *f, const char *script, const char *doing, rv_err *err)
{
	const int rc = sqlite3_exec(f->db, script, NULL, NULL, NULL);
	return rc == SQLITE_OK ? RV_OK : fail(f, rc, doing, err);
}

static rv_status connect_to(rv_row_file *f, const char *query, int flags, rv_err *err)
{
	return rv_sqlite_open(f->path, query, flags, "cannot be opened", &f->db, err);
}

static void disconnect(rv_row_file *f)
{
	for (size_t i = 0; i < SQL_N; i++) {
		(void)sqlite3_finalize(f->stmt[i]); /* repeats an error already reported */
		f->stmt[i] = NULL;
	}
	/* Every statement is gone, so that this can only succeed. */
	(void)sqlite3_close(f->db);
	f->db = NULL;
}

static rv_status check_header(const rv_row_file *f, const rv_sqlite_header *h, rv_err *err)
{
	if (h->is_blank)
		return RV_OK;
	if (!h->is_sqlite || h->application_id != f->id.application)
		return rv_err_set(err, RV_EDATA, "%s: not %s, left untouched", f->path, f->id.what);
	if (h->user_version != (uint32_t)f->id.version)
		return rv_err_set(err, RV_EDATA,
				  "%s: %s of version %u, this rvdesk reads version %d; left "
				  "untouched",
				  f->path, f->id.what, h->user_version, f->id.version);
	return RV_OK;
}

/* Refuses a foreign file before anything may write to it. */
static rv_status inspect(rv_row_file *f, rv_err *err)
{
	rv_sqlite_header h = { .is_sqlite = false };
	rv_status st = connect_to(f, "immutable=1", SQLITE_OPEN_READONLY, err);
	if (st == RV_OK)
		st = rv_sqlite_header_read(f->db, f->path, &h, err);
	if (st == RV_OK)
		st = check_header(f, &h, err);
	disconnect(f);
	return st;
}

/* What SQLite finds wrong may be several lines; a message is one. */
static rv_status say_found(const rv_row_file *f, const char *complaint, const char *text,
			   rv_err *err)
{
	char line[120];
	(void)snprintf(line, sizeof(line), "%s", text ? text : "nothing");
	for (char *p = line; *p; p++) {
		if (*p == '\n')
			*p = ' ';
	}
	return rv_err_set(err, RV_EDATA, "%s: %s (%s)", f->path, complaint, line);
}

/* The text of a query's first column equals want. */
static rv_status expect(const rv_row_file *f, const char *query, const char *want,
			const char *complaint, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(f->db, query, -1, &st, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	const char *text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : NULL;
	rv_status code = RV_OK;
	if (rc != SQLITE_ROW)
		code = fail(f, rc == SQLITE_DONE ? SQLITE_CORRUPT : rc, complaint, err);
	else if (!text || strcmp(text, want) != 0)
		code = say_found(f, complaint, text, err);
	(void)sqlite3_finalize(st); /* repeats an error already reported */
	return code;
}

static rv_status create(const rv_row_file *f, rv_err *err)
{
	static const char doing[] = "cannot be made";
	char ids[96];
	(void)snprintf(ids, sizeof(ids), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		       (int)f->id.application, f->id.version);
	rv_status st = exec(f, "BEGIN IMMEDIATE", doing, err);
	if (st == RV_OK)
		st = exec(f, schema, doing, err);
	if (st == RV_OK)
		st = exec(f, ids, doing, err);
	return st == RV_OK ? exec(f, "COMMIT", doing, err) : st; /* else it is closed */
}

/* With locking_mode EXCLUSIVE before the first read there is no -shm file, and one connection. */
static rv_status take(rv_row_file *f, rv_err *err)
{
	rv_status st = connect_to(f, "mode=rw", SQLITE_OPEN_READWRITE, err);
	if (st != RV_OK)
		return st;
	/* These are documented to fail for unknown options only. */
	(void)sqlite3_busy_timeout(f->db, BUSY_MS);
	(void)sqlite3_db_config(f->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	st = exec(f,
		  "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL;"
		  "PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0;"
		  "PRAGMA cell_size_check = ON; BEGIN EXCLUSIVE; COMMIT",
		  "cannot be opened", err);
	rv_err none = { .code = RV_OK };
	if (st == RV_OK && expect(f, "SELECT count(*) FROM sqlite_schema", "0", "", &none) == RV_OK)
		st = create(f, err);
	return st;
}

static rv_status check(const rv_row_file *f, rv_err *err)
{
	char version[16];
	(void)snprintf(version, sizeof(version), "%d", f->id.version);
	rv_status st = expect(f, "PRAGMA user_version", version, "another version", err);
	if (st == RV_OK)
		st = expect(f, "SELECT group_concat(sql) FROM sqlite_schema", schema,
			    "not with the tables it was made with", err);
	if (st == RV_OK)
		st = expect(f, "PRAGMA journal_mode = WAL", "wal",
			    "no write-ahead log on this file system", err);
	return st == RV_OK ? expect(f, "PRAGMA quick_check(1)", "ok", "damaged", err) : st;
}

static rv_status open_file(rv_row_file *f, rv_err *err)
{
	rv_status st = rv_sqlite_ensure_file(f->path, f->id.what, err);
	if (st == RV_OK)
		st = inspect(f, err);
	if (st == RV_OK && chmod(f->path, 0600) != 0)
		st = rv_err_set(err, RV_EIO, "%s: cannot be made private (0600): %s", f->path,
				strerror(errno));
	if (st == RV_OK)
		st = take(f, err);
	if (st == RV_OK)
		st = check(f, err);
	if (st == RV_OK) /* what was made on the way does not go away */
		st = rv_sync_folder_of(f->path, err);
	for (size_t i = 0; i < SQL_N && st == RV_OK; i++) {
		const int rc = sqlite3_prepare_v3(f->db, texts[i], -1, SQLITE_PREPARE_PERSISTENT,
						  &f->stmt[i], NULL);
		if (rc != SQLITE_OK)
			st = fail(f, rc, "cannot be read", err);
	}
	return st;
}

rv_status rv_row_file_open(const char *path, const rv_row_file_id *id, rv_row_file **out,
			   rv_err *err)
{
	rv_row_file *f = calloc(1, sizeof(*f));
	if (f)
		f->path = strdup(path);
	if (!f || !f->path) {
		free(f);
		return rv_err_set(err, RV_ENOMEM, "%s: out of memory", path);
	}
	f->id = *id;
	const rv_status st = path[0] ? open_file(f, err)
				     : rv_err_set(err, RV_EINVAL, "empty path, expected a file");
	if (st != RV_OK) {
		rv_row_file_close(f);
		return st;
	}
	*out = f;
	return RV_OK;
}

void rv_row_file_close(rv_row_file *f)
{
	if (!f)
		return;
	disconnect(f);
	free(f->path);
	free(f);
}

static rv_status run(const rv_row_file *f, sql which, rv_err *err)
{
	sqlite3_stmt *st = f->stmt[which];
	const int rc = sqlite3_step(st);
	const rv_status code = rc == SQLITE_DONE ? RV_OK : fail(f, rc, "cannot be written", err);
	(void)sqlite3_reset(st); /* repeats the step's error */
	(void)sqlite3_clear_bindings(st);
	return code;
}

static rv_status begin(rv_row_file *f, rv_err *err)
{
	if (f->open)
		return RV_OK;
	const rv_status st = run(f, BEGIN, err);
	f->open = st == RV_OK;
	return st;
}

static int64_t sum_of(int kind, int64_t id, const void *bytes, size_t n)
{
	const int64_t name[2] = { kind, id };
	unsigned long sum = crc32(0, (const unsigned char *)name, sizeof(name));
	if (n > 0)
		sum = crc32(sum, bytes, (unsigned)n);
	return (int64_t)sum;
}

rv_status rv_row_file_put(rv_row_file *f, int kind, int64_t id, const void *bytes, size_t n,
			  rv_err *err)
{
	sqlite3_stmt *st = f->stmt[PUT];
	if (n > RV_ROW_BYTES_MAX)
		return rv_err_set(err, RV_ERANGE, "%s: a record of %zu bytes, at most %d", f->path,
				  n, RV_ROW_BYTES_MAX);
	const rv_status code = begin(f, err);
	if (code != RV_OK)
		return code;
	/* No copies: these cannot fail. */
	(void)sqlite3_bind_int(st, 1, kind);
	(void)sqlite3_bind_int64(st, 2, id);
	(void)sqlite3_bind_int64(st, 3, sum_of(kind, id, bytes, n));
	(void)sqlite3_bind_blob(st, 4, n > 0 ? bytes : "", (int)n, SQLITE_STATIC);
	return run(f, PUT, err);
}

rv_status rv_row_file_drop(rv_row_file *f, int kind, int64_t from, int64_t to, rv_err *err)
{
	sqlite3_stmt *st = f->stmt[DROP];
	const rv_status code = begin(f, err);
	if (code != RV_OK)
		return code;
	(void)sqlite3_bind_int(st, 1, kind);
	(void)sqlite3_bind_int64(st, 2, from);
	(void)sqlite3_bind_int64(st, 3, to);
	return run(f, DROP, err);
}

rv_status rv_row_file_commit(rv_row_file *f, rv_err *err)
{
	if (!f->open)
		return RV_OK;
	const rv_status st = run(f, COMMIT, err);
	f->open = false;
	if (st != RV_OK && !sqlite3_get_autocommit(f->db))
		(void)run(f, ROLLBACK, NULL); /* st says why */
	return st;
}

static rv_status visit(const rv_row_file *f, int kind, rv_row_each each, void *ctx, rv_err *err)
{
	sqlite3_stmt *st = f->stmt[WALK];
	const int64_t id = sqlite3_column_int64(st, 0), sum = sqlite3_column_int64(st, 1);
	const unsigned char *bytes = sqlite3_column_blob(st, 2); /* NULL when empty */
	const size_t n = (size_t)sqlite3_column_bytes(st, 2);
	if (sum_of(kind, id, bytes, n) != sum)
		return rv_err_set(err, RV_EDATA, "%s: damaged: record %d/%lld is not what was put",
				  f->path, kind, (long long)id);
	return each(ctx, id, bytes, n, err);
}

rv_status rv_row_file_walk(rv_row_file *f, int kind, rv_row_each each, void *ctx, rv_err *err)
{
	sqlite3_stmt *st = f->stmt[WALK];
	rv_status code = RV_OK;
	int rc = SQLITE_DONE;
	(void)sqlite3_bind_int(st, 1, kind); /* cannot fail */
	while (code == RV_OK && (rc = sqlite3_step(st)) == SQLITE_ROW)
		code = visit(f, kind, each, ctx, err);
	if (code == RV_OK && rc != SQLITE_DONE)
		code = fail(f, rc, "cannot be read", err);
	(void)sqlite3_reset(st); /* repeats the step's error */
	return code;
}
