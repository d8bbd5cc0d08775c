/*
 * A table of columns into a Parquet file (zstd), written beside it and renamed: a reader sees the
 * whole file or none. Owner: one thread.
 *
 * Without DuckDB's library there is no Parquet: rv_duckdb_load says so in a line, and what asks for
 * the file writes its CSV alone and repeats that line.
 */
#ifndef RV_FEEDS_LAKE_PARQUET_OUT_H
#define RV_FEEDS_LAKE_PARQUET_OUT_H

#include <stddef.h>

#include "feeds/lake/duckdb_lib.h"

typedef enum rv_parquet_type {
	RV_PARQUET_TEXT,    /* const char *: ASCII; NULL is null */
	RV_PARQUET_DOUBLE,  /* double; NaN is null */
	RV_PARQUET_INT64,   /* int64_t */
	RV_PARQUET_BOOL,    /* bool */
	RV_PARQUET_DATE,    /* int64_t: Unix ms, a day's 00:00 UTC (an instant: its day) */
	RV_PARQUET_TIME_MS, /* int64_t: Unix ms, a timestamp in UTC without a zone */
	RV_PARQUET_TYPES
} rv_parquet_type;

typedef struct rv_parquet_column {
	const char *name; /* each once, whatever the case of its letters */
	rv_parquet_type type;
	const void *data; /* [rows] of what the type says */
} rv_parquet_column;

/*
 * n > 0 columns of `rows` values each; rows 0 is a file with the columns alone. The table is in
 * memory twice while it is written. RV_EINVAL for a table that cannot be, RV_EIO with the reason
 * ("PATH: ..."), an old file of that name is then as it was.
 */
RV_NODISCARD rv_status rv_parquet_write(const rv_duckdb *lib, const char *path,
					const rv_parquet_column *columns, size_t n, size_t rows,
					rv_err *err);

#endif
