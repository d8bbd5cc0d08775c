/* Parquet files as they are written: types, nulls, names, and never a part of one. */
#include <sys/stat.h>
#include <unistd.h>

#include "feeds/lake/parquet_out.h"
#include "tests/support/lake_help.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Fails in DuckDB, and so the test, when the condition is not true of the file. */
static void check(lake_place *f, const char *condition)
{
	char sql[1024];
	(void)snprintf(sql, sizeof(sql),
		       "SELECT CASE WHEN (%s) THEN 1 ELSE error('it is not so') END", condition);
	lake_sql(f, NULL, sql);
}

static void every_type(void **state)
{
	lake_place *f = lake_begin(state);
	static const char *const text[] = { "BTC", NULL, "a text of more than twelve bytes" };
	static const double d[] = { 0.1, NAN, -INFINITY };
	static const int64_t i[] = { INT64_MIN, 0, INT64_MAX };
	static const bool b[] = { true, false, true };
	static const int64_t t[] = { 1672531200000, -1, 1672574400007 };
	const rv_parquet_column columns[] = {
		{ "symbol", RV_PARQUET_TEXT, text }, { "odd \"name\"", RV_PARQUET_DOUBLE, d },
		{ "n", RV_PARQUET_INT64, i },	     { "flag", RV_PARQUET_BOOL, b },
		{ "day", RV_PARQUET_DATE, t },	     { "at", RV_PARQUET_TIME_MS, t },
	};
	assert_ok(rv_parquet_write(f->lib, lake_path(f, "out.parquet"), columns, LEN(columns), 3,
				   &f->err),
		  f->err);
	assert_int_equal(entries(f->dir.path), 1);
	check(f, "(SELECT list(column_type) FROM (DESCRIBE SELECT * FROM '@/out.parquet')) = "
		 "['VARCHAR', 'DOUBLE', 'BIGINT', 'BOOLEAN', 'DATE', 'TIMESTAMP']");
	check(f, "(SELECT list(symbol) FROM '@/out.parquet') IS NOT DISTINCT FROM "
		 "['BTC', NULL, 'a text of more than twelve bytes']");
	check(f, "(SELECT list(\"odd \"\"name\"\"\") FROM '@/out.parquet') IS NOT DISTINCT FROM "
		 "[0.1::DOUBLE, NULL, '-inf'::DOUBLE]");
	check(f, "(SELECT list(n) FROM '@/out.parquet') = "
		 "[-9223372036854775808, 0, 9223372036854775807]");
	check(f, "(SELECT list(flag) FROM '@/out.parquet') = [true, false, true]");
	check(f, "(SELECT list(day) FROM '@/out.parquet') = "
		 "[DATE '2023-01-01', DATE '1969-12-31', DATE '2023-01-01']");
	check(f, "(SELECT list(\"at\") FROM '@/out.parquet') = [TIMESTAMP '2023-01-01', "
		 "TIMESTAMP '1969-12-31 23:59:59.999', TIMESTAMP '2023-01-01 12:00:00.007']");
}

/* More rows than a vector has; what was unknown in one of them is not in the next. */
static void many_rows_and_columns(void **state)
{
	enum { ROWS = 5000, COLUMNS = 300 };
	static double v[ROWS];
	static char names[COLUMNS][16];
	static rv_parquet_column columns[COLUMNS];
	lake_place *f = lake_begin(state);
	for (size_t i = 0; i < ROWS; i++)
		v[i] = i % 7 == 0 && i < 3000 ? NAN : (double)i;
	for (size_t c = 0; c < COLUMNS; c++) {
		(void)snprintf(names[c], sizeof(names[c]), "c%zu", c);
		columns[c] = (rv_parquet_column){ names[c], RV_PARQUET_DOUBLE, v };
	}
	assert_ok(rv_parquet_write(f->lib, lake_path(f, "out.parquet"), columns, COLUMNS, ROWS,
				   &f->err),
		  f->err);
	check(f, "(SELECT count(*) FROM '@/out.parquet') = 5000");
	check(f, "(SELECT count(*) FROM '@/out.parquet' WHERE c299 IS NULL) = 429");
	check(f, "(SELECT count(*) FROM '@/out.parquet' WHERE file_row_number >= 3000 AND "
		 "(c0 <> file_row_number OR c0 IS NULL)) = 0");
}

static void no_rows_are_a_file_too(void **state)
{
	lake_place *f = lake_begin(state);
	const rv_parquet_column column = { "x", RV_PARQUET_DOUBLE, NULL };
	assert_ok(rv_parquet_write(f->lib, lake_path(f, "out.parquet"), &column, 1, 0, &f->err),
		  f->err);
	check(f, "(SELECT count(x) FROM '@/out.parquet') = 0");
}

/* The old file stays, and nothing is left beside it. */
static void what_cannot_be_written(void **state)
{
	static const double v[] = { 1.0 };
	static const char *const wrong[] = { "not \xff UTF-8" };
	const struct {
		rv_parquet_column columns[2];
		size_t n;
		rv_status want;
	} cases[] = {
		{ { { "x", RV_PARQUET_DOUBLE, v } }, 0, RV_EINVAL },
		{ { { "", RV_PARQUET_DOUBLE, v } }, 1, RV_EINVAL },
		{ { { "x", RV_PARQUET_TYPES, v } }, 1, RV_EINVAL },
		{ { { "x", RV_PARQUET_DOUBLE, v }, { "X", RV_PARQUET_DOUBLE, v } }, 2, RV_EIO },
		{ { { "x", RV_PARQUET_TEXT, wrong } }, 1, RV_EINVAL },
	};
	lake_place *f = lake_begin(state);
	const char *path = lake_path(f, "out.parquet");
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_tmpdir_text(&f->dir, "out.parquet", "the old one");
		const file_bytes before = slurp(path);
		f->err = (rv_err){ .code = RV_OK };
		assert_int_equal(
			rv_parquet_write(f->lib, path, cases[i].columns, cases[i].n, 1, &f->err),
			cases[i].want);
		assert_non_null(strstr(f->err.text, "out.parquet: "));
		assert_null(strchr(f->err.text, '\n'));
		assert_same_file(before, path);
		assert_int_equal(entries(f->dir.path), 1);
	}
}

static void a_folder_that_is_not_there(void **state)
{
	static const double v[] = { 1.0 };
	lake_place *f = lake_begin(state);
	const rv_parquet_column column = { "x", RV_PARQUET_DOUBLE, v };
	char path[RV_TMP_PATH * 2];
	(void)snprintf(path, sizeof(path), "%s/none/out.parquet", f->dir.path);
	assert_int_equal(rv_parquet_write(f->lib, path, &column, 1, 1, &f->err), RV_EIO);
	assert_non_null(strstr(f->err.text, "none/out.parquet: "));
	/* And one where a folder has the name. */
	assert_int_equal(mkdir(lake_path(f, "taken"), 0700), 0);
	assert_int_equal(rv_parquet_write(f->lib, lake_path(f, "taken"), &column, 1, 1, &f->err),
			 RV_EIO);
	assert_non_null(strstr(f->err.text, "taken: cannot rename: "));
	assert_int_equal(entries(f->dir.path), 1);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, lake_setup, lake_teardown)
	const struct CMUnitTest tests[] = {
		TEST(every_type),
		TEST(many_rows_and_columns),
		TEST(no_rows_are_a_file_too),
		TEST(what_cannot_be_written),
		TEST(a_folder_that_is_not_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
