/*
 * DuckDB's shared library, found and loaded at run time: optional, and never linked.
 *
 * It is 70 MB of somebody else's C++; only a command that was given a Parquet file or a DuckDB
 * database loads it, never the desk. Owner: one thread.
 */
#ifndef RV_FEEDS_LAKE_DUCKDB_LIB_H
#define RV_FEEDS_LAKE_DUCKDB_LIB_H

#include "engine/base/status.h"

#define RV_DUCKDB_ENV "RVDESK_DUCKDB"
/* Where `make deps-optional` puts it. */
#define RV_DUCKDB_INSTALLED "/usr/local/lib/rvdesk/libduckdb.so"

typedef struct rv_duckdb rv_duckdb;

/*
 * path: the library, and no other is tried; NULL: what RVDESK_DUCKDB names, and no other; when that
 * is unset or empty the installed one, else libduckdb.so where the loader looks. RV_ENOENT with
 * what was tried and what to do when there is none; RV_EDATA for a library that lacks a function.
 */
RV_NODISCARD rv_status rv_duckdb_load(const char *path, rv_duckdb **out, rv_err *err);
/* Frees what load made. The library itself stays until the process ends: it is not made to leave.
 */
void rv_duckdb_free(rv_duckdb *lib);		     /* NULL is a no-op */
const char *rv_duckdb_version(const rv_duckdb *lib); /* "v1.5.6" */

#endif
