/*
 * What the store, the journal and the files of records all need of an SQLite file: opening it, its
 * fixed header, and what its errors mean. Any thread that owns the connection.
 */
#ifndef RV_FEEDS_STORE_SQLITE_FILE_H
#define RV_FEEDS_STORE_SQLITE_FILE_H

#include "engine/base/status.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/* What an SQLite code means for us; RV_OK for SQLITE_OK. */
rv_status rv_sqlite_code(int rc);
/* "PATH: WHAT: the database's reason", with the code that fits it. db NULL: there is none. */
rv_status rv_sqlite_fail(sqlite3 *db, const char *path, int rc, const char *what, rv_err *err);

/*
 * Makes path an empty file, if there is none: 0600 from the first moment, SQLite itself would make
 * it readable by all. expected ("a journal") is for the message. RV_EIO: also when it is no file.
 */
RV_NODISCARD rv_status rv_sqlite_ensure_file(const char *path, const char *expected, rv_err *err);

/*
 * Opens path with the query of an SQLite URI ("mode=rw", "immutable=1"), every other byte escaped.
 * *db is set like sqlite3_open_v2 sets it, also on failure. what ("cannot open the store") is for
 * the message. RV_EINVAL: the path is too long, *db is NULL.
 */
RV_NODISCARD rv_status rv_sqlite_open(const char *path, const char *query, int flags,
				      const char *what, sqlite3 **db, rv_err *err);

/* What the fixed header of an SQLite file says. */
typedef struct rv_sqlite_header {
	bool is_sqlite; /* false: too short, or of another kind */
	bool is_wal;
	bool is_blank; /* no byte, or nothing but zeros: its creation was cut off */
	uint32_t change_counter, application_id, user_version;
} rv_sqlite_header;

/*
 * Reads it through SQLite's own file handle, without a lock: closing a second descriptor would
 * drop the POSIX locks of another connection of this process. path is for the message. RV_EIO.
 */
RV_NODISCARD rv_status rv_sqlite_header_read(sqlite3 *db, const char *path, rv_sqlite_header *out,
					     rv_err *err);

#endif
