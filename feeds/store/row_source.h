/*
 * Where an import's rows come from: fields, of text or numbers, in the order of the columns that
 * were asked for, one row at a time, whatever the file is made of. Owner: one thread.
 */
#ifndef RV_FEEDS_STORE_ROW_SOURCE_H
#define RV_FEEDS_STORE_ROW_SOURCE_H

#include "engine/base/status.h"
#include "feeds/store/csv_reader.h"

#include <stddef.h>

enum { RV_ROW_PLACE = RV_CSV_NAME + 64 };

typedef struct rv_row_source_ops {
	/*
	 * The next row: *row are its fields, valid until the next call; NULL at the end. RV_EPARSE
	 * for something that is not a row (the next call goes on behind it); any other error is
	 * final.
	 */
	rv_status (*next)(void *self, const rv_csv_field **row, rv_err *err);
	/* Where the row last read is, for messages: "daily.csv:17". */
	void (*place)(const void *self, char out[RV_ROW_PLACE]);
	const char *(*name)(const void *self); /* of the whole, for messages */
	double (*progress)(const void *self);  /* share read, 0 .. 1; NaN unknown */
	void (*close)(void *self);
} rv_row_source_ops;

/* ops NULL: none. */
typedef struct rv_row_source {
	const rv_row_source_ops *ops;
	void *self;
} rv_row_source;

/* A CSV file, plain or gzip; see csv_reader.h for columns and errors. */
RV_NODISCARD rv_status rv_row_source_csv(const char *path, const char *const *columns, size_t n,
					 rv_row_source *out, rv_err *err);
void rv_row_source_close(rv_row_source *s); /* without one, a no-op */

#endif
