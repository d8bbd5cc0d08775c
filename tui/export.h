/*
 * What a pane shows, as values: columns with units, rows of numbers with full precision, exact
 * decimals, texts. Unknown is empty, never 0. Made by the UI thread from the snapshot on the
 * screen, written by another: it holds copies.
 */
#ifndef RV_TUI_EXPORT_H
#define RV_TUI_EXPORT_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_EXPORT_COLUMNS = 48,
	RV_EXPORT_NAME = 32,
	RV_EXPORT_PATH = 200,
	RV_EXPORT_CSV = 1, /* bits of formats */
	RV_EXPORT_JSON = 2
};

typedef enum rv_cell_kind {
	RV_CELL_EMPTY, /* unknown, or nothing */
	RV_CELL_NUM,   /* finite */
	RV_CELL_DEC,   /* units * 10^-scale, exact */
	RV_CELL_TEXT
} rv_cell_kind;

typedef struct rv_export_cell {
	rv_cell_kind kind;
	int scale;
	double num;
	int64_t units;
	char *text; /* owned */
} rv_export_cell;

typedef struct rv_export_column {
	char name[RV_EXPORT_NAME], unit[16]; /* "funding", "%/year"; "" none */
} rv_export_column;

typedef struct rv_export {
	unsigned formats;
	char path[RV_EXPORT_PATH]; /* of the one format that was asked for; "" whoever writes names
				      it */
	char pane[RV_EXPORT_NAME]; /* "symbols" */
	char screen[RV_EXPORT_NAME], environment[16], account[48];
	int64_t asked_utc_ms; /* of the desk, when it was asked for: names the file */
	int64_t snapshot_utc_ms;
	int64_t snapshot_age_ms; /* when it was asked for; more than a second or so: stale */
	size_t n_columns, n_rows, cap, filled;
	rv_export_column columns[RV_EXPORT_COLUMNS];
	rv_export_cell *cells; /* n_rows * n_columns */
	bool no_memory;	       /* something is missing: not to be written */
} rv_export;

/* NULL: out of memory. */
rv_export *rv_export_new(void);
void rv_export_free(rv_export *e); /* NULL is a no-op */

/* All columns before the first row. */
void rv_export_column_add(rv_export *e, const char *name, const char *unit);
/* A row of empty cells; the functions below fill them from the left, one each. */
void rv_export_row(rv_export *e);
void rv_export_num(rv_export *e, double v); /* not finite: empty */
void rv_export_dec(rv_export *e, int64_t units, int scale);
void rv_export_int(rv_export *e, int64_t v);
void rv_export_text(rv_export *e, const char *text); /* "" or NULL: empty */
void rv_export_time(rv_export *e, int64_t utc_ms);   /* ISO; 0 or less: empty */
void rv_export_skip(rv_export *e);		     /* unknown */

#endif
