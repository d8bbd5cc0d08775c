/*
 * One DuckDB instance, shut in: it reads the files it was given and nothing else of the machine,
 * loads no extension, asks no network, spills nothing to disk, and its settings are locked.
 * Owner: one thread; the library makes no other (a row's number is its place in the file).
 */
#ifndef RV_FEEDS_LAKE_SESSION_H
#define RV_FEEDS_LAKE_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"
#include "feeds/lake/duckdb_api.h"
#include "feeds/lake/duckdb_lib.h"

typedef struct rv_lake_session {
	const rv_duckdb *lib;
	rv_dk_database *db;
	rv_dk_connection *con;
} rv_lake_session;

typedef struct rv_lake_access {
	const char *database;	  /* opened read-only; NULL: an empty one in memory */
	const char *const *paths; /* [n] the only files that SQL may name */
	size_t n;
} rv_lake_access;

/* Fails with "NAME: ..."; s is then closed. */
RV_NODISCARD rv_status rv_lake_session_open(const rv_duckdb *lib, const rv_lake_access *a,
					    const char *name, rv_lake_session *s, rv_err *err);
void rv_lake_session_close(rv_lake_session *s); /* zeroed or closed: a no-op */

/* A statement without rows. RV_EIO "NAME: REASON", one line. */
RV_NODISCARD rv_status rv_lake_exec(const rv_lake_session *s, const char *sql, const char *name,
				    rv_err *err);

/* Rows of a query, a vector's worth (2048) at a time. Zeroed: none. */
typedef struct rv_lake_cursor {
	const rv_lake_session *s;
	rv_dk_statement *statement;
	rv_dk_result result;
	rv_dk_chunk *chunk;
	size_t n; /* rows of the chunk, 0 at the end */
} rv_lake_cursor;

RV_NODISCARD rv_status rv_lake_cursor_open(const rv_lake_session *s, const char *sql,
					   const char *name, rv_lake_cursor *c, rv_err *err);
/* The next chunk, NULL at the end. */
RV_NODISCARD rv_status rv_lake_cursor_next(rv_lake_cursor *c, const char *name, rv_err *err);
void rv_lake_cursor_close(rv_lake_cursor *c);

/* A column of the chunk: its values, and whether row i has one. */
typedef struct rv_lake_column {
	const void *data;
	const uint64_t *validity;
} rv_lake_column;

rv_lake_column rv_lake_cursor_column(const rv_lake_cursor *c, size_t i);
bool rv_lake_has(const rv_lake_column *c, size_t row);
/* Text of a row of a VARCHAR column, *n bytes, not terminated. */
const char *rv_lake_text(const rv_lake_column *c, size_t row, size_t *n);

/* SQL text as it grows; text is NULL after an allocation failed, whatever is added. */
typedef struct rv_lake_sql {
	char *text;
	size_t n, cap;
	bool failed;
} rv_lake_sql;

void rv_lake_sql_add(rv_lake_sql *q, const char *text);
/* In quotes of that kind (' or "), those inside doubled. */
void rv_lake_sql_quote(rv_lake_sql *q, char quote, const char *text);

#endif
