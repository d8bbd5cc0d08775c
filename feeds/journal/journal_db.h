/*
 * A connection to a journal file: identity, schema, errors, and the walk along the chain.
 *
 * Shared by the journal itself (journal.c) and by those who only read (journal_reader.c).
 * Owner: the thread that has the connection.
 */
#ifndef RV_FEEDS_JOURNAL_JOURNAL_DB_H
#define RV_FEEDS_JOURNAL_JOURNAL_DB_H

#include "feeds/journal/journal_chain.h"

/* "RVJL" in the file's header: what makes an SQLite file a journal. */
#define RV_JOURNAL_APPLICATION_ID 0x52564A4C
enum { RV_JOURNAL_VERSION = 1 };

typedef struct rv_journal_db {
	sqlite3 *db;
	const char *path; /* borrowed, for messages */
} rv_journal_db;

/* "PATH: WHAT: the database's reason", with the code that fits it. */
rv_status rv_journal_fail(const rv_journal_db *d, int rc, const char *what, rv_err *err);
RV_NODISCARD rv_status rv_journal_exec(const rv_journal_db *d, const char *script, const char *what,
				       rv_err *err);
RV_NODISCARD rv_status rv_journal_prepare(const rv_journal_db *d, const char *sql,
					  sqlite3_stmt **out, rv_err *err);
/* The integer that a query of one row gives. */
RV_NODISCARD rv_status rv_journal_int(const rv_journal_db *d, const char *sql, int64_t *out,
				      rv_err *err);

/* Connects with the query of an SQLite URI; d->db is closed by the caller in every case. */
RV_NODISCARD rv_status rv_journal_connect(rv_journal_db *d, const char *query, int flags,
					  rv_err *err);
/* Closes what is connected, statements included; no-op otherwise. */
void rv_journal_disconnect(rv_journal_db *d);

/*
 * Refuses, by its header alone and without a lock, a file that is not a journal or is of a newer
 * schema. *blank: nothing is in it yet. RV_EDATA with a reason.
 */
RV_NODISCARD rv_status rv_journal_inspect(const char *path, bool *blank, rv_err *err);
/* The same through the connection's own eyes, and that the schema is exactly ours. */
RV_NODISCARD rv_status rv_journal_check_schema(const rv_journal_db *d, rv_err *err);
/* Makes the schema in one transaction; by an exclusive connection to an empty file. */
RV_NODISCARD rv_status rv_journal_create(const rv_journal_db *d, rv_err *err);
/* SQLite's own check of every page. full: and of the indices against the tables. */
RV_NODISCARD rv_status rv_journal_check_pages(const rv_journal_db *d, bool full, rv_err *err);

/* Rows in order of seq until each says otherwise. */
typedef rv_status (*rv_journal_each)(void *ctx, const rv_journal_row *r, rv_err *err);
RV_NODISCARD rv_status rv_journal_walk(const rv_journal_db *d, rv_journal_each each, void *ctx,
				       rv_err *err);
/*
 * The chain from the first event to the last. RV_EDATA: the first event that does not fit, *bad_seq
 * its number and err the reason; *head is the last that did.
 */
RV_NODISCARD rv_status rv_journal_check_chain(const rv_journal_db *d, rv_chain *head,
					      uint64_t *bad_seq, rv_err *err);

#endif
