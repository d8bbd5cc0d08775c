/*
 * A file of small records, (kind, id) -> bytes, that change together: what is committed is on the
 * disk (one SQLite file, write-ahead log, full sync), what is not never was. Each record carries a
 * checksum. The file is the connection's alone while it is open, and mode 0600.
 *
 * A file that is of another kind or version, damaged, or in use by another process is refused with
 * one line; of another kind, it is left untouched. Owner: one thread at a time.
 */
#ifndef RV_FEEDS_STORE_ROW_FILE_H
#define RV_FEEDS_STORE_ROW_FILE_H

#include "engine/base/status.h"

#include <stddef.h>
#include <stdint.h>

enum { RV_ROW_BYTES_MAX = 1 << 20 };

typedef struct rv_row_file rv_row_file;

/* What a file must be: numbers of its header, and what it is called in messages ("a journal"). */
typedef struct rv_row_file_id {
	uint32_t application;
	int version;
	const char *what; /* static */
} rv_row_file_id;

/*
 * Opens or makes it. RV_EDATA: another kind, another version, damaged; RV_EAGAIN: another process
 * has it; RV_EIO, RV_EFULL, RV_ENOMEM, RV_EINVAL (path).
 */
RV_NODISCARD rv_status rv_row_file_open(const char *path, const rv_row_file_id *id,
					rv_row_file **out, rv_err *err);
/* What was put and not committed is gone. NULL is a no-op. */
void rv_row_file_close(rv_row_file *f);

/* Writes a record, in place of one of the same name; n <= RV_ROW_BYTES_MAX. */
RV_NODISCARD rv_status rv_row_file_put(rv_row_file *f, int kind, int64_t id, const void *bytes,
				       size_t n, rv_err *err);
/* Removes the records of a kind with from <= id <= to. */
RV_NODISCARD rv_status rv_row_file_drop(rv_row_file *f, int kind, int64_t from, int64_t to,
					rv_err *err);
/* Everything since the last commit, or nothing when it fails; no-op when there is nothing. */
RV_NODISCARD rv_status rv_row_file_commit(rv_row_file *f, rv_err *err);

/* bytes are valid during the call; anything but RV_OK ends the walk. */
typedef rv_status (*rv_row_each)(void *ctx, int64_t id, const unsigned char *bytes, size_t n,
				 rv_err *err);
/* The records of a kind by ascending id. RV_EDATA: a checksum does not fit. */
RV_NODISCARD rv_status rv_row_file_walk(rv_row_file *f, int kind, rv_row_each each, void *ctx,
					rv_err *err);

#endif
