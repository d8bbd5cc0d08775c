/*
 * A table of a report in memory, taken apart line by line: the columns are found by name, so that a
 * table may get more of them. Cells of our own tables have no quotes where they are read. One
 * thread.
 */
#ifndef RV_APP_RESEARCH_RUN_CELLS_H
#define RV_APP_RESEARCH_RUN_CELLS_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_CELLS_MAX = 64 };

typedef struct rv_cells {
	const char *file; /* for messages */
	char *at;	  /* of the next line; NULL none */
	size_t line, n;
	char *cell[RV_CELLS_MAX]; /* of the line last read */
	size_t columns;
} rv_cells;

/*
 * Reads the head and finds the names in it: at[i] is the column of names[i]. RV_EDATA: one is
 * missing, or there are too many.
 */
RV_NODISCARD rv_status rv_cells_begin(rv_cells *t, const char *file, char *text,
				      const char *const *names, size_t n, size_t *at, rv_err *err);
/* *more false at the end. RV_EDATA: another number of cells than the head has. */
RV_NODISCARD rv_status rv_cells_next(rv_cells *t, bool *more, rv_err *err);

/* An empty cell is NaN, -1; what is no number is RV_EDATA. */
RV_NODISCARD rv_status rv_cells_num(const rv_cells *t, size_t column, double *out, rv_err *err);
RV_NODISCARD rv_status rv_cells_int(const rv_cells *t, size_t column, int32_t *out, rv_err *err);
/* Days since 1970-01-01. */
RV_NODISCARD rv_status rv_cells_day(const rv_cells *t, size_t column, int32_t *out, rv_err *err);

#endif
