/* What the tests of imports share: rows, a place for the file and its store, and runs of one. */
#ifndef RV_TESTS_IMPORT_HELP_H
#define RV_TESTS_IMPORT_HELP_H

#include "feeds/store/import.h"
#include "tests/support/store_help.h"

#define BARS "symbol,t,open,high,low,close,volume_base,volume_quote\n"
#define DAY0 INT64_C(1609459200000) /* 2021-01-01 */
#define GOOD_BTC "BTC,1609459200000,29000,29600,28700,29374.15,4.25,125000\n"
#define GOOD_BTC_2 "BTC,1609545600000,29374.15,33300,29000,32127,,\n"
#define GOOD_ETH "ETH,1609459200000,736,749,714,728.5,,\n"

typedef struct import_place {
	rv_tmpdir dir;
	char path[RV_TMP_PATH * 2], csv[RV_TMP_PATH * 2];
	rv_err err;
	rv_import_params p;
	rv_import_result result;
	size_t rejects;
	char last_reject[RV_ERR_TEXT];
} import_place;

/* cmocka's; *state is an import_place, for daily bars. */
int import_setup(void **state);
int import_teardown(void **state);

rv_status import_files(import_place *f, const rv_import_file *files, size_t n,
		       rv_import_result *results);
/* Imports the csv as it is, or with this text. */
rv_status import_one(import_place *f, rv_import_kind kind);
rv_status import_text(import_place *f, rv_import_kind kind, const char *text);
/* Number of daily bars that the store has. */
size_t import_bars_of(import_place *f, const char *symbol);
/* n rows of one symbol into the csv, `gap_ms` apart, from the first day on. */
void import_write_rows(const import_place *f, size_t n, int64_t gap_ms);

#endif
