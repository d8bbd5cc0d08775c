/*
 * What the store and the journal both need of an SQLite file before they trust it: the URI of a
 * path, and the fixed header. Any thread that owns the connection.
 */
#ifndef RV_FEEDS_STORE_SQLITE_FILE_H
#define RV_FEEDS_STORE_SQLITE_FILE_H

#include "engine/base/status.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Opens path with the query of an SQLite URI ("mode=rw", "immutable=1"), every other byte escaped.
 * *db is set like sqlite3_open_v2 sets it, also on failure; *rc is SQLite's code.
 * RV_EINVAL: the path is too long, *db is NULL. RV_EIO: see *rc.
 */
RV_NODISCARD rv_status rv_sqlite_open(const char *path, const char *query, int flags, sqlite3 **db,
				      int *rc);

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
