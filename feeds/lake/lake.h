/*
 * Parquet files and tables of a DuckDB database as files of an import: the same columns, checks and
 * errors as CSV, read-only.
 *
 * What a file holds is told by its columns: market_cap_usd, market caps; rate, funding; otherwise
 * candles. Each column of that kind must be there, under its own name; others are not read, and a
 * directory `symbol=BTC` gives the column that the files below it lack. Types: symbol is text; t an
 * integer (Unix ms), a timestamp (one without a zone is UTC) or a date; the rest any number. NULL
 * and NaN are an empty field of CSV. Memory is constant, whatever the files' size. Owner: one
 * thread.
 */
#ifndef RV_FEEDS_LAKE_LAKE_H
#define RV_FEEDS_LAKE_LAKE_H

#include <stddef.h>

#include "feeds/lake/duckdb_lib.h"
#include "feeds/store/import.h"

typedef struct rv_lake_params {
	const char *const *patterns; /* [n_patterns] as of glob(3); each must match a file */
	size_t n_patterns;
	const char *database;	   /* NULL: none */
	const char *const *tables; /* [n_tables] of the database: NAME or SCHEMA.NAME, views too */
	size_t n_tables;
} rv_lake_params;

typedef struct rv_lake rv_lake;

/*
 * Opens everything and looks at the columns, before a store is touched: a file that cannot be read,
 * a missing column or one of a wrong type is refused here, "FILE: close: ...". lib must outlive it.
 */
RV_NODISCARD rv_status rv_lake_open(const rv_duckdb *lib, const rv_lake_params *p, rv_lake **out,
				    rv_err *err);
void rv_lake_close(rv_lake *lake); /* NULL is a no-op; not before the import is over */

/* For rv_import_new: files of a pattern in the order of their names, then tables as given. */
const rv_import_file *rv_lake_files(const rv_lake *lake, size_t *n);

#endif
