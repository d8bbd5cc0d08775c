/*
 * What the tests of the lake share: files made by DuckDB itself, imports of them, stores compared.
 * Asserts inside. One test thread.
 */
#ifndef RV_TESTS_LAKE_HELP_H
#define RV_TESTS_LAKE_HELP_H

#include "feeds/lake/lake.h"
#include "tests/support/store_help.h"

#define LAKE_FIXTURES "tests/fixtures/lake/"

typedef struct lake_place {
	rv_tmpdir dir;
	char store[RV_TMP_PATH * 2], other[RV_TMP_PATH * 2]; /* a.db and b.db */
	rv_duckdb *lib;
	rv_err err;
	rv_import_params p;
	rv_import_result result; /* of the last file */
	size_t rejects;
	char last_reject[RV_ERR_TEXT];
} lake_place;

/* cmocka's; *state is a lake_place, for daily bars. */
int lake_setup(void **state);
int lake_teardown(void **state);
/* The place; without DuckDB's library skips the test, and the program says so in one line. */
lake_place *lake_begin(void **state);

/* "DIR/NAME"; the text lives until eight more calls. */
const char *lake_path(lake_place *f, const char *name);
/* Runs a statement on a database file that is made when absent, or in memory; @ in it is the dir.
 */
void lake_sql(lake_place *f, const char *database, const char *sql);

/* Into the store, as one import; the reason of a failure is in f->err. */
rv_status lake_import(lake_place *f, const char *store, const rv_lake_params *p);
rv_status lake_parquet(lake_place *f, const char *store, const char *pattern);
rv_status lake_table(lake_place *f, const char *store, const char *database, const char *table);
void lake_csv(lake_place *f, const char *store, rv_import_kind kind, const char *path);
/* Fails the test unless both have the same bars, funding and market caps, at least one, to the bit.
 */
void lake_same_rows(const char *a, const char *b);

#endif
