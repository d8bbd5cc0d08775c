/*
 * One event as it lies in the journal: every column, the strings borrowed.
 *
 * Appending, replay, verification and the readers all go through this shape, so that what is
 * hashed, stored and shown cannot differ. Plain data; any thread.
 */
#ifndef RV_FEEDS_JOURNAL_JOURNAL_ROW_H
#define RV_FEEDS_JOURNAL_JOURNAL_ROW_H

#include "engine/base/hex.h"
#include "engine/base/sha256.h"
#include "engine/base/status.h"
#include "engine/desk/event.h"

#include <sqlite3.h>

enum { RV_HASH_BYTES = RV_SHA256_BYTES, RV_HASH_HEX = RV_HEX_TEXT(RV_HASH_BYTES) };

typedef struct rv_bytes {
	const char *p; /* borrowed, never NULL; a NUL may follow, none is inside */
	size_t n;
} rv_bytes;

typedef struct rv_journal_row {
	uint64_t seq; /* 1, 2, 3, ... without gaps */
	int64_t utc_ms, elapsed_ms;
	int64_t run_id; /* how many RUN events there are up to this one, itself included */
	int64_t uid, conn;
	rv_bytes type, subject, key[2], payload;
	uint8_t prev[RV_HASH_BYTES], hash[RV_HASH_BYTES];
} rv_journal_row;

/*
 * Columns of an event that is to be appended; seq, run_id and the hashes stay 0. The strings
 * point into e. RV_EINVAL with a reason: not an event that can be stored.
 */
RV_NODISCARD rv_status rv_journal_row_of(const rv_event *e, rv_journal_row *out, rv_err *err);
/* And back. RV_EDATA: a type or a length that this program does not know. */
RV_NODISCARD rv_status rv_journal_row_event(const rv_journal_row *r, rv_event *out, rv_err *err);

/* "seq, utc_ms, ... hash": the columns in the order in which the two below take them. */
extern const char *const rv_journal_row_columns;
/* Binds ?1 .. ?13; r must live until the statement is reset. */
void rv_journal_row_bind(sqlite3_stmt *st, const rv_journal_row *r);
/*
 * Reads the current row; the strings live until the next step. What is of another type or size
 * than the schema allows reads as something that cannot have the row's hash.
 */
void rv_journal_row_read(sqlite3_stmt *st, rv_journal_row *out);

#endif
