/*
 * The real files of RVDESK_DATA: every row is accepted, and closes that are known from elsewhere
 * come out of the panel.
 */
#include "feeds/store/import.h"

#include "tests/support/patience.h"
#include "tests/support/store_help.h"

#define DAY_2022_12_31 INT64_C(1672444800000)
#define DAY_2023_12_31 INT64_C(1703980800000)
#define DAY_2024_12_31 INT64_C(1735603200000)

enum { DAILY, FUNDING, MCAP, FILES };

static void import(const char *store, rv_interval iv, const rv_import_file *files, size_t n,
		   rv_import_result *results)
{
	rv_err err = { .code = RV_OK };
	const rv_import_params p = { .interval = iv };
	rv_import *im = NULL;
	assert_ok(rv_import_new(&p, files, n, &im, &err), err);
	rv_store *s = open_store(store, RV_STORE_WRITE);
	assert_ok(rv_import_run(im, s, results, &err), err);
	rv_store_close(s);
	rv_import_free(im);
}

static void assert_result(const rv_import_result *r, size_t rows, size_t symbols)
{
	assert_int_equal(r->rows, rows);
	assert_int_equal(r->symbols, symbols);
	assert_int_equal(r->rejected, 0);
}

static void assert_close_of(const rv_panel *p, const char *symbol, int64_t t, double want)
{
	const size_t row = rv_panel_find(p, symbol), col = rv_panel_col(p, t);
	assert_int_not_equal(row, SIZE_MAX);
	assert_int_not_equal(col, SIZE_MAX);
	assert_close(symbol, rv_panel_row(p, RV_PANEL_CLOSE, row)[col], want, 0.0);
}

static size_t known_closes(const rv_panel *p)
{
	size_t n = 0;
	for (size_t r = 0; r < rv_panel_symbols(p); r++) {
		const double *x = rv_panel_row(p, RV_PANEL_CLOSE, r);
		for (size_t c = 0; c < rv_panel_bars(p); c++)
			n += isfinite(x[c]) != 0;
	}
	return n;
}

static void check_store(const char *store)
{
	rv_err err = { .code = RV_OK };
	rv_store *s = open_store(store, RV_STORE_READ);
	rv_panel *daily = NULL, *hourly = NULL;
	assert_ok(rv_store_load_panel(s, RV_INTERVAL_1D, INT64_MAX, 0, NULL, NULL, &daily, &err),
		  err);
	assert_ok(rv_store_load_panel(s, RV_INTERVAL_1H, INT64_MAX, 0, NULL, NULL, &hourly, &err),
		  err);
	rv_store_close(s);
	assert_int_equal(rv_panel_symbols(daily), 295);
	assert_int_equal(rv_panel_symbols(hourly), 26);
	assert_int_equal(known_closes(daily), 259396);
	assert_int_equal(known_closes(hourly), 537148);
	assert_close_of(daily, "BTC", DAY_2022_12_31, 16542.40);
	assert_close_of(daily, "BTC", DAY_2023_12_31, 42283.58);
	assert_close_of(daily, "BTC", DAY_2024_12_31, 93576.00);
	rv_panel_free(daily);
	rv_panel_free(hourly);
}

static void real_files_are_accepted_whole(void **state)
{
	(void)state;
	if (RV_PATIENCE > 1) {
		(void)printf("skip: real files are imported in the release build\n");
		skip();
	}
	const char *data = getenv("RVDESK_DATA");
	if (!data) {
		(void)printf("skip: RVDESK_DATA is unset, no real files to import\n");
		skip();
	}
	char store[RV_TMP_PATH * 2], paths[FILES + 1][RV_TMP_PATH * 2];
	static const char *const names[] = { "daily", "funding", "mcap", "hourly" };
	for (size_t i = 0; i < LEN(names); i++)
		(void)snprintf(paths[i], sizeof(paths[i]), "%s/%s.csv.gz", data, names[i]);
	const rv_import_file daily[] = { { .kind = RV_IMPORT_CANDLES, .path = paths[DAILY] },
					 { .kind = RV_IMPORT_FUNDING, .path = paths[FUNDING] },
					 { .kind = RV_IMPORT_MCAP, .path = paths[MCAP] } };
	const rv_import_file hourly = { .kind = RV_IMPORT_CANDLES, .path = paths[FILES] };
	rv_import_result r[FILES], h;
	rv_tmpdir dir;
	rv_tmpdir_make(&dir);
	(void)rv_tmpdir_path(&dir, "real.db", store);
	import(store, RV_INTERVAL_1D, daily, FILES, r);
	import(store, RV_INTERVAL_1H, &hourly, 1, &h);
	assert_result(&r[DAILY], 259396, 295);
	assert_result(&r[FUNDING], 731554, 70);
	assert_result(&r[MCAP], 189336, 214);
	assert_result(&h, 537148, 26);
	check_store(store);
	rv_tmpdir_remove(&dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_files_are_accepted_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
