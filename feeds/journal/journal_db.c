/* Connections to a journal file; see journal_db.h. */
#include "feeds/journal/journal_db.h"

#include <stdio.h>
#include <string.h>

#include "feeds/journal/journal_schema.h"
#include "feeds/store/sqlite_file.h"

rv_status rv_journal_fail(const rv_journal_db *d, int rc, const char *what, rv_err *err)
{
	if ((rc & 0xff) == SQLITE_BUSY)
		return rv_err_set(
			err, RV_EAGAIN,
			"%s: in use: a running rvdesk keeps its journal to itself; stop it "
			"first, or look at a backup",
			d->path);
	return rv_sqlite_fail(d->db, d->path, rc, what, err);
}

rv_status rv_journal_exec(const rv_journal_db *d, const char *script, const char *what, rv_err *err)
{
	const int rc = sqlite3_exec(d->db, script, NULL, NULL, NULL);
	return rc == SQLITE_OK ? RV_OK : rv_journal_fail(d, rc, what, err);
}

rv_status rv_journal_prepare(const rv_journal_db *d, const char *sql, sqlite3_stmt **out,
			     rv_err *err)
{
	const int rc = sqlite3_prepare_v3(d->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
	return rc == SQLITE_OK ? RV_OK : rv_journal_fail(d, rc, "cannot read the journal", err);
}

rv_status rv_journal_int(const rv_journal_db *d, const char *sql, int64_t *out, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	rv_status code = rv_journal_prepare(d, sql, &st, err);
	if (code != RV_OK)
		return code;
	const int rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(st, 0);
	else
		code = rv_journal_fail(d, rc, "cannot read the journal", err);
	(void)sqlite3_finalize(st); /* repeats the step's error */
	return code;
}

rv_status rv_journal_connect(rv_journal_db *d, const char *query, int flags, rv_err *err)
{
	return rv_sqlite_open(d->path, query, flags, "cannot open the journal", &d->db, err);
}

void rv_journal_disconnect(rv_journal_db *d)
{
	sqlite3_stmt *st = NULL;
	while (d->db && (st = sqlite3_next_stmt(d->db, NULL)))
		(void)sqlite3_finalize(st); /* repeats an error already reported */
	/* Every statement is gone, so that this can only succeed. */
	(void)sqlite3_close(d->db);
	d->db = NULL;
}

static rv_status check_identity(const char *path, int64_t id, int64_t version, rv_err *err)
{
	if (id != RV_JOURNAL_APPLICATION_ID)
		return rv_err_set(err, RV_EDATA,
				  "%s: not an rvdesk journal (application id 0x%08llx, expected "
				  "0x%08x), left untouched",
				  path, (unsigned long long)id, RV_JOURNAL_APPLICATION_ID);
	if (version != RV_JOURNAL_VERSION)
		return rv_err_set(
			err, RV_EDATA,
			"%s: journal of schema version %lld, this rvdesk reads version %d; "
			"left untouched",
			path, (long long)version, RV_JOURNAL_VERSION);
	return RV_OK;
}

rv_status rv_journal_inspect(const char *path, bool *blank, rv_err *err)
{
	rv_journal_db d = { .path = path };
	rv_sqlite_header h = { .is_sqlite = false };
	rv_status st = rv_journal_connect(&d, "immutable=1", SQLITE_OPEN_READONLY, err);
	if (st == RV_OK)
		st = rv_sqlite_header_read(d.db, path, &h, err);
	rv_journal_disconnect(&d);
	if (st != RV_OK)
		return st;
	if (!h.is_blank && !h.is_sqlite)
		return rv_err_set(err, RV_EDATA,
				  "%s: not an rvdesk journal (not an SQLite file), left untouched",
				  path);
	if (!h.is_blank)
		st = check_identity(path, h.application_id, h.user_version, err);
	if (st == RV_OK)
		*blank = h.is_blank;
	return st;
}

/* The object is in the file exactly as it is here. */
static rv_status check_object(const rv_journal_db *d, sqlite3_stmt *st, const rv_journal_object *o,
			      rv_err *err)
{
	(void)sqlite3_reset(st);
	(void)sqlite3_bind_text(st, 1, o->name, -1, SQLITE_STATIC); /* no copy, cannot fail */
	const int rc = sqlite3_step(st);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return rv_journal_fail(d, rc, "cannot read the schema", err);
	const char *sql = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : NULL;
	if (sql && strcmp(sql, o->sql) == 0)
		return RV_OK;
	return rv_err_set(err, RV_EDATA, "%s: schema changed: %s is %s", d->path, o->name,
			  sql ? "not as rvdesk made it" : "missing");
}

rv_status rv_journal_check_schema(const rv_journal_db *d, rv_err *err)
{
	int64_t id = 0, version = 0, n = 0;
	sqlite3_stmt *st = NULL;
	rv_status code = rv_journal_int(d, "PRAGMA application_id", &id, err);
	if (code == RV_OK)
		code = rv_journal_int(d, "PRAGMA user_version", &version, err);
	if (code == RV_OK)
		code = check_identity(d->path, id, version, err);
	if (code == RV_OK)
		code = rv_journal_prepare(d, "SELECT sql FROM sqlite_schema WHERE name = ?1", &st,
					  err);
	for (size_t i = 0; i < rv_journal_schema_n && code == RV_OK; i++)
		code = check_object(d, st, &rv_journal_schema[i], err);
	(void)sqlite3_finalize(st); /* repeats an error already reported */
	if (code == RV_OK)
		code = rv_journal_int(d,
				      "SELECT count(*) FROM sqlite_schema"
				      " WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^'",
				      &n, err);
	if (code == RV_OK && n != (int64_t)rv_journal_schema_n)
		return rv_err_set(err, RV_EDATA, "%s: schema changed: %lld objects, expected %zu",
				  d->path, (long long)n, rv_journal_schema_n);
	return code;
}

static rv_status create_objects(const rv_journal_db *d, const char *what, rv_err *err)
{
	char ids[96];
	rv_status st = RV_OK;
	for (size_t i = 0; i < rv_journal_schema_n && st == RV_OK; i++)
		st = rv_journal_exec(d, rv_journal_schema[i].sql, what, err);
	(void)snprintf(ids, sizeof(ids), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		       RV_JOURNAL_APPLICATION_ID, RV_JOURNAL_VERSION);
	return st == RV_OK ? rv_journal_exec(d, ids, what, err) : st;
}

rv_status rv_journal_create(const rv_journal_db *d, rv_err *err)
{
	static const char what[] = "cannot create the journal";
	rv_status st = rv_journal_exec(d, "BEGIN IMMEDIATE", what, err);
	if (st == RV_OK)
		st = create_objects(d, what, err);
	if (st == RV_OK)
		st = rv_journal_exec(d, "COMMIT", what, err);
	if (st != RV_OK && !sqlite3_get_autocommit(d->db))
		(void)sqlite3_exec(d->db, "ROLLBACK", NULL, NULL, NULL); /* st says why */
	return st;
}

rv_status rv_journal_check_pages(const rv_journal_db *d, bool full, rv_err *err)
{
	sqlite3_stmt *st = NULL;
	rv_status code = rv_journal_prepare(
		d, full ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)", &st, err);
	if (code != RV_OK)
		return code;
	const int rc = sqlite3_step(st);
	const char *text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : NULL;
	if (rc != SQLITE_ROW)
		code = rv_journal_fail(d, rc, "cannot check the file", err);
	else if (!text || strcmp(text, "ok") != 0)
		code = rv_err_set(err, RV_EDATA, "%s: damaged file: %.120s", d->path,
				  text ? text : "no answer");
	(void)sqlite3_finalize(st); /* repeats an error already reported */
	return code;
}

rv_status rv_journal_walk(const rv_journal_db *d, rv_journal_each each, void *ctx, rv_err *err)
{
	char sql[160];
	sqlite3_stmt *st = NULL;
	rv_journal_row row;
	(void)snprintf(sql, sizeof(sql), "SELECT %s FROM event ORDER BY seq",
		       rv_journal_row_columns);
	rv_status code = rv_journal_prepare(d, sql, &st, err);
	int rc = SQLITE_DONE;
	while (code == RV_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		rv_journal_row_read(st, &row);
		code = each(ctx, &row, err);
	}
	if (code == RV_OK && rc != SQLITE_DONE)
		code = rv_journal_fail(d, rc, "cannot read the journal", err);
	(void)sqlite3_finalize(st); /* repeats an error already reported */
	return code;
}

typedef struct chain_walk {
	const char *path;
	rv_chain head;
	uint64_t bad_seq;
} chain_walk;

static rv_status check_row(void *ctx, const rv_journal_row *r, rv_err *err)
{
	chain_walk *w = ctx;
	const rv_chain_fault fault = rv_chain_check(&w->head, r);
	if (fault == RV_CHAIN_GOOD)
		return RV_OK;
	w->bad_seq = fault == RV_CHAIN_SEQ ? w->head.seq + 1 : r->seq;
	return rv_err_set(err, RV_EDATA, "%s: event %llu: %s", w->path,
			  (unsigned long long)w->bad_seq, rv_chain_fault_text(fault));
}

rv_status rv_journal_check_chain(const rv_journal_db *d, rv_chain *head, uint64_t *bad_seq,
				 rv_err *err)
{
	chain_walk w = { .path = d->path };
	const rv_status st = rv_journal_walk(d, check_row, &w, err);
	*head = w.head;
	*bad_seq = w.bad_seq;
	return st;
}
