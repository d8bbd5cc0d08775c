/*
 * Inside of the store: the connection, its prepared statements and its error texts.
 * Included by feeds/store/store*.c only.
 */
#ifndef RV_FEEDS_STORE_STORE_PRIV_H
#define RV_FEEDS_STORE_STORE_PRIV_H

#include "feeds/store/store.h"

#include <sqlite3.h>

/* "RVDK" in the file's header: what makes an SQLite file a store. */
#define RV_STORE_APPLICATION_ID 0x5256444B
enum { RV_STORE_VERSION = 1 };

/* Every statement that is run more than once; text in store_sql.c. */
typedef enum rv_sql {
	RV_SQL_BEGIN,
	RV_SQL_COMMIT,
	RV_SQL_ROLLBACK,
	RV_SQL_BATCH_NEW,
	RV_SQL_BATCH_ROWS,
	RV_SQL_SYMBOL_ID,
	RV_SQL_SYMBOL_NEW,
	RV_SQL_INSTRUMENT_PUT,
	RV_SQL_BAR_PUT,
	RV_SQL_FUNDING_PUT,
	RV_SQL_MCAP_PUT,
	RV_SQL_BARS_DELETE,
	RV_SQL_FUNDING_DELETE,
	RV_SQL_BAR_SPAN,
	RV_SQL_FUNDING_SPAN,
	RV_SQL_BARS_READ,
	RV_SQL_FUNDING_READ,
	RV_SQL_MCAP_READ,
	RV_SQL_INSTRUMENTS,
	RV_SQL_INSTRUMENT_COUNT,
	RV_SQL_PANEL_SYMBOLS,
	RV_SQL_N
} rv_sql;

struct rv_store {
	sqlite3 *db;
	sqlite3_stmt *stmt[RV_SQL_N]; /* prepared at first use */
	char *path;		      /* as given, for messages */
	char *journal_path;	      /* of a reader: where a writer's journal would be */
	rv_store_mode mode;
	bool immutable;		 /* no locks: reads check afterwards that nothing was written */
	uint32_t change_counter; /* of the file's header at open; immutable only */
	bool in_batch;
	int64_t batch_id, batch_rows;
	char source[32];	    /* of the open batch */
	char symbol[RV_SYMBOL_MAX]; /* last symbol resolved for writing, "" none */
	int64_t symbol_id;	    /* its row */
};

/* The schema as one script. */
extern const char *const rv_store_schema;

/* A reset statement without bindings. */
RV_NODISCARD rv_status rv_store_stmt(rv_store *s, rv_sql id, sqlite3_stmt **out, rv_err *err);
/* Runs a statement that returns no row. */
RV_NODISCARD rv_status rv_store_run(rv_store *s, sqlite3_stmt *st, const char *what, rv_err *err);
/* "PATH: WHAT: the database's reason", with the code that fits it. */
rv_status rv_store_fail(const rv_store *s, int rc, const char *what, rv_err *err);

/* NaN is stored as NULL and comes back as NaN. */
int rv_store_bind_num(sqlite3_stmt *st, int col, double v);
double rv_store_column_num(sqlite3_stmt *st, int col);
int rv_store_interval_h(rv_interval iv);

/* Row id of a known symbol, or 0. */
RV_NODISCARD rv_status rv_store_symbol_id(rv_store *s, const char *symbol, int64_t *id,
					  rv_err *err);
/* After a read: RV_EAGAIN if the file was written meanwhile by somebody else. */
RV_NODISCARD rv_status rv_store_check_unchanged(rv_store *s, rv_err *err);
rv_instrument_kind rv_store_kind(const unsigned char *text); /* NULL = RV_KIND_PERP */

#endif
