/*
 * Streaming reader of simple CSV, plain or gzip: a header line that names the columns in any
 * order, then one row a line.
 *
 * Memory is constant: lines are at most RV_CSV_LINE_MAX bytes. No quoting (none of our columns can
 * hold a comma): a quote is an ordinary byte and fails the field's own check. CRLF and a UTF-8
 * byte order mark are accepted; so is a last line without a newline. A damaged or cut gzip file is
 * an error that names the file, wherever in it the damage is. Owner: one thread.
 */
#ifndef RV_FEEDS_STORE_CSV_READER_H
#define RV_FEEDS_STORE_CSV_READER_H

#include "engine/base/status.h"

#include <stddef.h>

enum { RV_CSV_LINE_MAX = 4096, RV_CSV_COLUMNS_MAX = 16, RV_CSV_NAME = 128 };

typedef struct rv_csv_field {
	const char *s; /* n bytes, not terminated */
	size_t n;
	/* Of a source that has numbers and no text of them (n is 0): a finite one. NULL: text. */
	const double *number;
} rv_csv_field;

typedef struct rv_csv rv_csv;

/*
 * Opens the file and reads its header. columns: the n names that the header must have, each once,
 * and no other. RV_EIO for a file that cannot be read, RV_EPARSE for a wrong header
 * ("FILE:1: close: missing column, expected symbol,t,...").
 */
RV_NODISCARD rv_status rv_csv_open(const char *path, const char *const *columns, size_t n,
				   rv_csv **out, rv_err *err);
void rv_csv_close(rv_csv *r); /* NULL is a no-op */

/*
 * The next row: *row are n fields in the order of `columns`, valid until the next call; NULL at the
 * end of the file. RV_EPARSE for a line that is not a row (the next call goes on behind it); any
 * other error is the file's, and final.
 */
RV_NODISCARD rv_status rv_csv_next(rv_csv *r, const rv_csv_field **row, rv_err *err);

size_t rv_csv_line(const rv_csv *r);	  /* number of the line last read, the header is 1 */
const char *rv_csv_name(const rv_csv *r); /* the path for messages, its end if it is long */
/* Share of the file read, 0 .. 1; NaN where the size is unknown (a pipe). */
double rv_csv_progress(const rv_csv *r);

/* A field of text for a message: at most 40 bytes, what is not printable ASCII as '?', in quotes.
 */
enum { RV_CSV_QUOTE = 48 };
const char *rv_csv_quote(rv_csv_field f, char buf[RV_CSV_QUOTE]);

#endif
