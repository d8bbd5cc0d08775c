/*
 * Files into a store, as one atomic batch: every good row of every file, or nothing.
 *
 * By default the first bad row ends the import and the store is as it was. With keep_going bad rows
 * are reported, counted and left out; what is wrong with a whole file (a header, a cut gzip, daily
 * bars given as hourly) ends the import even then. Rows of a symbol come in ascending time within
 * one file; symbols may be mixed. A row that the store already has is replaced, so that the same
 * file can be imported again; where two files of one import have the same row, the later file
 * wins. Memory is constant. Owner: one thread.
 */
#ifndef RV_FEEDS_STORE_IMPORT_H
#define RV_FEEDS_STORE_IMPORT_H

#include "engine/base/status.h"
#include "feeds/store/import_rows.h"
#include "feeds/store/row_source.h"
#include "feeds/store/store.h"

enum { RV_IMPORT_FILES_MAX = 4096 };

typedef struct rv_import_file {
	rv_import_kind kind;
	const char *path; /* plain or gzip CSV; for open the origin that the store keeps */
	/* Not a CSV file: how its rows are had, asked for when its turn comes. NULL: CSV. */
	rv_status (*open)(void *ctx, const char *const *columns, size_t n, rv_row_source *out,
			  rv_err *err);
	void *ctx;
} rv_import_file;

typedef struct rv_import_params {
	rv_interval interval; /* of the candles files */
	bool keep_going;
	/* Both may be NULL. text: "PLACE: FIELD: ..."; only with keep_going. */
	void (*on_reject)(void *ctx, const char *text);
	/* share: of this file, 0 .. 1, NaN unknown; called every few thousand rows. */
	void (*on_progress)(void *ctx, const char *path, double share);
	void *ctx;
} rv_import_params;

/* What came of one file. first and last are meaningless without rows. */
typedef struct rv_import_result {
	size_t rows, rejected, symbols;
	int64_t first, last;
} rv_import_result;

typedef struct rv_import rv_import;

/*
 * Opens all CSV files and reads their headers, before a store is touched. p is copied; what the
 * files point to is kept.
 */
RV_NODISCARD rv_status rv_import_new(const rv_import_params *p, const rv_import_file *files,
				     size_t n, rv_import **out, rv_err *err);
void rv_import_free(rv_import *im); /* NULL is a no-op */

/* Reads everything into s, once; results [n] in the order of the files, written only on RV_OK. */
RV_NODISCARD rv_status rv_import_run(rv_import *im, rv_store *s, rv_import_result *results,
				     rv_err *err);

#endif
