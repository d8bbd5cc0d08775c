/*
 * The file of kept snapshots: rows of packed bytes, each with its moment, in an SQLite file of mode
 * 0600. What the bytes are the file does not know (app/past).
 *
 * Rows come in groups: a key row, and rows that are told against it and name it. The oldest group
 * goes as a whole. A power cut loses the newest seconds and nothing else (write-ahead log); a file
 * that is damaged or of another kind is put aside as PATH.bad, and a new one begins. Each opening
 * is a run with the build that made its rows. Owner: one thread.
 */
#ifndef RV_FEEDS_STORE_PAST_FILE_H
#define RV_FEEDS_STORE_PAST_FILE_H

#include "engine/base/sha256.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_PAST_VERSION = 24, RV_PAST_BLOB_MAX = 16 << 20 };

/* Whose rows these are: only the same build reads them. */
typedef struct rv_past_build {
	uint8_t binary[RV_SHA256_BYTES];
	char version[RV_PAST_VERSION];
} rv_past_build;

typedef struct rv_past_row {
	uint64_t id;	 /* from 1 on, in the order in which they were kept */
	uint64_t key;	 /* the row that it is told against; its own id: none */
	int64_t utc_ms;	 /* its moment by the desk's clock, which a simulated venue may set back */
	int64_t kept_ms; /* machine UTC when it was kept */
} rv_past_row;

typedef struct rv_past_file rv_past_file;

/*
 * Opens or makes it, and begins a run. *aside: a file that could not be used was renamed, and why
 * is in err although the status is RV_OK. RV_EIO, RV_ENOMEM with err.
 */
RV_NODISCARD rv_status rv_past_file_open(const char *path, const rv_past_build *build,
					 rv_past_file **out, bool *aside, rv_err *err);
void rv_past_file_close(rv_past_file *f); /* NULL is a no-op */

/* The id that the next row has. */
uint64_t rv_past_file_next(const rv_past_file *f);
/* Keeps one: row->id is rv_past_file_next. RV_EFULL: no room on the disk. */
RV_NODISCARD rv_status rv_past_file_put(rv_past_file *f, const rv_past_row *row,
					const uint8_t *data, size_t n, rv_err *err);

/* The newest that is not after utc_ms, of this run before those of others. RV_ENOENT: none. */
RV_NODISCARD rv_status rv_past_file_at(rv_past_file *f, int64_t utc_ms, rv_past_row *out,
				       rv_err *err);
/* So many rows on from id, negative back, stopping at the ends. RV_ENOENT: it is the end. */
RV_NODISCARD rv_status rv_past_file_step(rv_past_file *f, uint64_t id, int steps, rv_past_row *out,
					 rv_err *err);
/* Bytes of a row, which the caller frees, and the build that made it. RV_ENOENT: it is gone. */
RV_NODISCARD rv_status rv_past_file_data(rv_past_file *f, uint64_t id, rv_past_build *build,
					 uint8_t **data, size_t *n, rv_err *err);

typedef struct rv_past_span {
	uint64_t rows;
	int64_t oldest_utc_ms, newest_utc_ms; /* of the oldest and the newest row; 0 no row */
	int64_t oldest_kept_ms; /* machine UTC of the last row of the oldest group; 0 no row */
} rv_past_span;
RV_NODISCARD rv_status rv_past_file_span(rv_past_file *f, rv_past_span *out, rv_err *err);
/* Bytes of the file that are in use; what was dropped is used again. */
RV_NODISCARD rv_status rv_past_file_bytes(rv_past_file *f, int64_t *out, rv_err *err);
/* Drops the oldest group. RV_ENOENT: there is but one, which stays. */
RV_NODISCARD rv_status rv_past_file_drop(rv_past_file *f, rv_err *err);

#endif
