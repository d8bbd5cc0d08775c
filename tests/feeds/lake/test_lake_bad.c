/*
 * Files and tables that are not what they should be: one clear line, and a store as it was. And an
 * instance of DuckDB that gets at nothing but its files.
 */
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "feeds/lake/session.h"
#include "tests/support/lake_help.h"
#include "tests/support/patience.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define PRICES "1.5 AS open, 2 AS high, 1 AS low, 1.5 AS close, "
#define VOLUMES "NULL::DOUBLE AS volume_base, 7.5 AS volume_quote"
#define DAY "DATE '2023-01-01' AS t, "

/* A store with one bar; its bytes. */
static file_bytes some_store(lake_place *f)
{
	char csv[RV_TMP_PATH * 2];
	rv_tmpdir_text(&f->dir, "in.csv",
		       "symbol,t,open,high,low,close,volume_base,volume_quote\n"
		       "BTC,1672531200000,1.5,2.25,1,2,,7.5\n");
	lake_csv(f, f->store, RV_IMPORT_CANDLES, rv_tmpdir_path(&f->dir, "in.csv", csv));
	return slurp(f->store);
}

/* The import failed with this text, in one line, and the store is what it was. */
static void assert_refused(lake_place *f, rv_status st, file_bytes before, const char *want)
{
	if (st == RV_OK || !strstr(f->err.text, want) || strchr(f->err.text, '\n'))
		fail_msg("'%s' is no line with '%s'", st == RV_OK ? "ok" : f->err.text, want);
	assert_same_file(before, f->store);
}

static void make_parquet(lake_place *f, const char *select)
{
	char sql[2048];
	(void)snprintf(sql, sizeof(sql), "COPY (%s) TO '@/in.parquet' (FORMAT parquet)", select);
	lake_sql(f, NULL, sql);
	(void)lake_path(f, "in.parquet");
}

/* ---- columns and rows ---- */

static const struct {
	const char *select, *want;
} wrong[] = {
	/* columns */
	{ "SELECT 'BTC' AS symbol, " DAY PRICES "7.5 AS volume_quote",
	  "in.parquet: volume_base: missing column, expected the columns "
	  "symbol,t,open,high,low,close,volume_base,volume_quote" },
	{ "SELECT 'BTC' AS symbol, " DAY "1e-5 AS rate",
	  "in.parquet: interval_h: missing column, expected the columns symbol,t,rate,interval_h" },
	{ "SELECT 1 AS a", "in.parquet: symbol: missing column" },
	{ "SELECT 'BTC' AS symbol, " DAY PRICES VOLUMES ", 1e-5 AS rate, 8 AS interval_h",
	  "in.parquet: columns of more than one kind" },
	/* types */
	{ "SELECT 7 AS symbol, " DAY PRICES VOLUMES,
	  "in.parquet: symbol: is of type INTEGER, expected text" },
	{ "SELECT 'BTC' AS symbol, 1672531200 AS t, " PRICES VOLUMES,
	  "in.parquet: t: is of type INTEGER, expected BIGINT (Unix ms), a timestamp or DATE" },
	{ "SELECT 'BTC' AS symbol, '2023-01-01' AS t, " PRICES VOLUMES,
	  "in.parquet: t: is of type VARCHAR, expected BIGINT" },
	{ "SELECT 'BTC' AS symbol, " DAY "'1' AS open, 2 AS high, 1 AS low, 1 AS close, " VOLUMES,
	  "in.parquet: open: is of type VARCHAR, expected a number" },
	{ "SELECT 'BTC' AS symbol, " DAY "[1] AS open, 2 AS high, 1 AS low, 1 AS close, " VOLUMES,
	  "in.parquet: open: is of type INTEGER[], expected a number" },
	/* rows */
	{ "SELECT NULL::VARCHAR AS symbol, " DAY PRICES VOLUMES,
	  "in.parquet: row 1: symbol: '' is empty" },
	{ "SELECT 'A B' AS symbol, " DAY PRICES VOLUMES, "in.parquet: row 1: symbol: 'A B' has a" },
	{ "SELECT 'A_NAME_OF_24_BYTES_LONG_' AS symbol, " DAY PRICES VOLUMES,
	  "in.parquet: row 1: symbol: 'A_NAME_OF_24_BYTES_LONG_' is too long" },
	{ "SELECT 'BTC' AS symbol, NULL::DATE AS t, " PRICES VOLUMES,
	  "in.parquet: row 1: t: '' is not a time" },
	{ "SELECT 'BTC' AS symbol, TIMESTAMP '2023-01-01 00:00:00.000001' AS t, " PRICES VOLUMES,
	  "in.parquet: row 1: t: '1672531200000.001' is not a time" },
	{ "SELECT 'BTC' AS symbol, TIMESTAMP '2023-01-01 12:00:00' AS t, " PRICES VOLUMES,
	  "in.parquet: row 1: t: '1672574400000' is off the 1d grid" },
	{ "SELECT 'BTC' AS symbol, 1672531200 AS t, " PRICES VOLUMES, "t: is of type INTEGER" },
	{ "SELECT 'BTC' AS symbol, 1672531200::BIGINT AS t, " PRICES VOLUMES,
	  "in.parquet: row 1: t: '1672531200' is outside of 2009 to 2099" },
	{ "SELECT 'BTC' AS symbol, 'infinity'::TIMESTAMP AS t, " PRICES VOLUMES,
	  "in.parquet: row 1: t: '9223372036854775.807' is not a time" },
	{ "SELECT 'BTC' AS symbol, DATE '1950-01-01' AS t, " PRICES VOLUMES,
	  "in.parquet: row 1: t: '-631152000000' is outside of 2009 to 2099" },
	{ "SELECT 'BTC' AS symbol, " DAY
	  "'inf'::DOUBLE AS open, 2 AS high, 1 AS low, 1 AS close, " VOLUMES,
	  "in.parquet: row 1: open: 'inf' is not a number" },
	{ "SELECT 'BTC' AS symbol, " DAY
	  "'nan'::DOUBLE AS open, 2 AS high, 1 AS low, 1 AS close, " VOLUMES,
	  "in.parquet: row 1: open: '' is empty, expected a number" },
	{ "SELECT 'BTC' AS symbol, " DAY PRICES "NULL::DOUBLE AS volume_base, -1 AS volume_quote",
	  "in.parquet: row 1: volume_quote: '-1' is negative" },
	/* The row's number is its place in the file, over the borders of vectors and row groups. */
	{ "SELECT 'BTC' AS symbol, 1672531200000 + 86400000 * i AS t, " PRICES
	  "CASE WHEN i = 4999 THEN -0.5 END AS volume_base, 7.5 AS volume_quote FROM range(5000) "
	  "x(i)",
	  "in.parquet: row 5000: volume_base: '-0.5' is negative" },
	{ "SELECT 'BTC' AS symbol, 1672531200000 + 86400000 * (i // 2) AS t, " PRICES VOLUMES
	  " FROM range(10) x(i)",
	  "in.parquet: row 2: t: duplicate row of BTC at 2023-01-01T00:00:00Z" },
};

static void wrong_columns_types_and_rows_are_named(void **state)
{
	lake_place *f = lake_begin(state);
	for (size_t i = 0; i < LEN(wrong); i++) {
		const file_bytes before = some_store(f);
		make_parquet(f, wrong[i].select);
		assert_refused(f, lake_parquet(f, f->store, lake_path(f, "in.parquet")), before,
			       wrong[i].want);
	}
}

static void bad_rows_are_left_out_when_told_so(void **state)
{
	lake_place *f = lake_begin(state);
	f->p.keep_going = true;
	make_parquet(f, "SELECT 'BTC' AS symbol, 1672531200000 + 86400000 * i AS t, " PRICES
			"CASE WHEN i % 10 = 3 THEN -0.5 END AS volume_base, 7.5 AS volume_quote "
			"FROM range(5000) x(i)");
	assert_ok(lake_parquet(f, f->store, lake_path(f, "in.parquet")), f->err);
	assert_int_equal(f->result.rows, 4500);
	assert_int_equal(f->result.rejected, 500);
	assert_int_equal(f->rejects, 500);
	assert_non_null(strstr(f->last_reject, "in.parquet: row 4994: volume_base: '-0.5'"));
}

/* ---- files ---- */

static void not_a_whole_parquet_file(void **state)
{
	lake_place *f = lake_begin(state);
	make_parquet(f, "SELECT 'BTC' AS symbol, " DAY PRICES VOLUMES);
	const char *path = lake_path(f, "in.parquet");
	const file_bytes whole = slurp(path);
	char *crypt = malloc(whole.n);
	assert_non_null(crypt);
	memcpy(crypt, whole.p, whole.n);
	/* How a file with an encrypted footer begins and ends. */
	static const char magic[] = { 'P', 'A', 'R', 'E' };
	memcpy(crypt, magic, sizeof(magic));
	memcpy(crypt + whole.n - sizeof(magic), magic, sizeof(magic));
	const struct {
		const char *p;
		size_t n;
		const char *want;
	} cases[] = {
		{ whole.p, whole.n - 20, "in.parquet: " },
		{ whole.p + 20, whole.n - 20, "in.parquet: " },
		{ whole.p, 0, "in.parquet: " },
		{ whole.p, 4, "in.parquet: " },
		{ "this is not a Parquet file", 26, "in.parquet: " },
		{ crypt, whole.n, "is encrypted" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const file_bytes before = some_store(f);
		rv_tmpdir_write(&f->dir, "in.parquet", cases[i].p, cases[i].n);
		assert_refused(f, lake_parquet(f, f->store, path), before, cases[i].want);
	}
	free(crypt);
	free(whole.p);
}

static size_t calls;

static void count_calls(void *ctx, const char *path, double share)
{
	(void)ctx;
	(void)path;
	(void)share;
	calls++; /* once in 4,096 rows */
}

/*
 * The footer is whole, and so are most pages: that others are not shows only when their turn comes,
 * after thousands of good rows.
 */
static void a_hole_in_the_middle_imports_nothing(void **state)
{
	lake_place *f = lake_begin(state);
	f->p.keep_going = true;
	f->p.on_progress = count_calls;
	calls = 0;
	lake_sql(f, NULL,
		 "COPY (SELECT 'BTC' AS symbol, 1672531200000 + 86400000 * (i % 20000) AS t, "
		 "hash(i) % 1000003 / 1000003 + 1 AS open, 3 AS high, 1 AS low, 1.5 AS close, "
		 "NULL::DOUBLE AS volume_base, hash(i + 1) % 1000003 / 7 AS volume_quote "
		 "FROM range(20000) x(i)) TO '@/in.parquet' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
	const char *path = lake_path(f, "in.parquet");
	const file_bytes whole = slurp(path);
	const file_bytes before = some_store(f);
	memset(whole.p + whole.n / 4 * 3, 0x5a, whole.n / 8);
	rv_tmpdir_write(&f->dir, "in.parquet", whole.p, whole.n);
	free(whole.p);
	assert_refused(f, lake_parquet(f, f->store, path), before, "in.parquet: ");
	assert_true(calls >= 2);
}

static void paths_that_are_no_file(void **state)
{
	lake_place *f = lake_begin(state);
	assert_int_equal(mkdir(lake_path(f, "folder"), 0700), 0);
	rv_tmpdir_text(&f->dir, "[x].parquet", "PAR1");
	const struct {
		const char *pattern, *want;
	} cases[] = {
		{ lake_path(f, "none.parquet"), "none.parquet: no such file" },
		{ lake_path(f, "none*.parquet"), "none*.parquet: no such file" },
		{ lake_path(f, "folder"), "folder: is not a file" },
		{ lake_path(f, "*x].parquet"), "[x].parquet: has one of *?[]{} in its name" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const file_bytes before = some_store(f);
		assert_refused(f, lake_parquet(f, f->store, cases[i].pattern), before,
			       cases[i].want);
	}
}

static void databases_that_are_none(void **state)
{
	lake_place *f = lake_begin(state);
	char db[RV_TMP_PATH * 2], none[RV_TMP_PATH * 2], text[RV_TMP_PATH * 2];
	(void)rv_tmpdir_path(&f->dir, "in.duckdb", db);
	(void)rv_tmpdir_path(&f->dir, "none.duckdb", none);
	(void)rv_tmpdir_path(&f->dir, "text.duckdb", text);
	lake_sql(f, db, "CREATE TABLE bars AS SELECT 1 AS a");
	make_parquet(f, "SELECT 1 AS a");
	rv_tmpdir_text(&f->dir, "text.duckdb", "this is not a database");
	const struct {
		const char *database, *table, *want;
	} cases[] = {
		{ none, "bars", "none.duckdb: cannot open the file: No such file" },
		{ text, "bars", "text.duckdb: not a DuckDB database" },
		{ LAKE_FIXTURES "mcap_arrow_rs.parquet", "bars", "not a DuckDB database" },
		{ f->store, "bars", "a.db: not a DuckDB database" },
		{ db, "caps",
		  "in.duckdb:caps: Catalog Error: Table with name caps does not exist" },
		{ db, "bars; DROP TABLE bars", "does not exist" },
		{ db, "", "in.duckdb" },
		{ db, "bars", "in.duckdb:bars: symbol: missing column" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		const file_bytes before = some_store(f);
		assert_refused(f, lake_table(f, f->store, cases[i].database, cases[i].table),
			       before, cases[i].want);
	}
	assert_int_equal(access(none, F_OK), -1);
	const file_bytes whole = slurp(db);
	rv_tmpdir_write(&f->dir, "in.duckdb", whole.p, whole.n / 2);
	free(whole.p);
	const file_bytes before = some_store(f);
	assert_refused(f, lake_table(f, f->store, db, "bars"), before, "in.duckdb");
}

/* ---- bytes at random ---- */

/* A child with all of a sanitizer takes long to make. */
enum { FLIPS = 150 / RV_PATIENCE };

/* In a child: 0 whatever comes of it, but not by a signal. */
static void import_flipped(lake_place *f, const char *path)
{
	rv_lake *lake = NULL;
	rv_import *im = NULL;
	rv_store *s = NULL;
	rv_import_result r;
	const rv_lake_params p = { .patterns = &path, .n_patterns = 1 };
	size_t n = 0;
	rv_status st = rv_lake_open(f->lib, &p, &lake, NULL);
	if (st == RV_OK)
		st = rv_import_new(&f->p, rv_lake_files(lake, &n), 1, &im, NULL);
	if (st == RV_OK)
		st = rv_store_open(f->other, RV_STORE_WRITE, &s, NULL);
	if (st == RV_OK)
		st = rv_import_run(im, s, &r, NULL);
	_exit(st == RV_OK ? 1 : 2);
}

static void flipped_bytes_never_kill(void **state)
{
	lake_place *f = lake_begin(state);
	const char *path = lake_path(f, "flip.parquet");
	const file_bytes whole = slurp(LAKE_FIXTURES "bars_arrow_rs.parquet");
	size_t refused = 0;
	rv_rng rng;
	rv_rng_seed(&rng, 11, 0, 0);
	for (size_t i = 0; i < FLIPS; i++) {
		const size_t at = (size_t)rv_rng_below(&rng, whole.n);
		const char was = whole.p[at];
		whole.p[at] = (char)rv_rng_below(&rng, 256);
		rv_tmpdir_write(&f->dir, "flip.parquet", whole.p, whole.n);
		const pid_t child = fork();
		assert_true(child >= 0);
		if (child == 0)
			import_flipped(f, path);
		int status = 0;
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFEXITED(status))
			fail_msg("byte %zu as %d: wait status %d", at, whole.p[at], status);
		refused += WEXITSTATUS(status) == 2;
		whole.p[at] = was;
	}
	free(whole.p);
	assert_true(refused > FLIPS / 3);
}

/* ---- shut in ---- */

static void nothing_but_its_files(void **state)
{
	static const char *const sql[] = {
		"SELECT * FROM read_csv('@/secret.csv')",
		"SELECT * FROM '@/secret.csv'",
		"SELECT * FROM read_text('/etc/passwd')",
		"COPY (SELECT 1) TO '@/out.csv'",
		"ATTACH '@/other.duckdb'",
		"INSTALL httpfs",
		"LOAD httpfs",
		"SET enable_external_access = true",
		"SET allowed_paths = ['@/secret.csv']",
		"SET autoinstall_known_extensions = true",
		"SET lock_configuration = false",
		"SELECT * FROM read_parquet('http://127.0.0.1:9/a.parquet')",
	};
	lake_place *f = lake_begin(state);
	make_parquet(f, "SELECT 1 AS a");
	rv_tmpdir_text(&f->dir, "secret.csv", "a\n1\n");
	const char *paths[] = { lake_path(f, "in.parquet") };
	const rv_lake_access a = { .paths = paths, .n = 1 };
	rv_lake_session s;
	char text[1024];
	assert_ok(rv_lake_session_open(f->lib, &a, "test", &s, &f->err), f->err);
	(void)snprintf(text, sizeof(text), "SELECT * FROM '%s'", paths[0]);
	assert_ok(rv_lake_exec(&s, text, "test", &f->err), f->err);
	for (size_t i = 0; i < LEN(sql); i++) {
		const char *at = strchr(sql[i], '@');
		const int head = at ? (int)(at - sql[i]) : (int)strlen(sql[i]);
		(void)snprintf(text, sizeof(text), "%.*s%s%s", head, sql[i], at ? f->dir.path : "",
			       at ? at + 1 : "");
		if (rv_lake_exec(&s, text, "test", &f->err) == RV_OK)
			fail_msg("%s: allowed", text);
	}
	rv_lake_session_close(&s);
	assert_int_equal(access(lake_path(f, "out.csv"), F_OK), -1);
}

static void a_view_reads_no_file(void **state)
{
	lake_place *f = lake_begin(state);
	char db[RV_TMP_PATH * 2], parquet[RV_TMP_PATH * 2];
	(void)rv_tmpdir_path(&f->dir, "view.duckdb", db);
	(void)rv_tmpdir_path(&f->dir, "in.parquet", parquet);
	make_parquet(f, "SELECT 'BTC' AS symbol, " DAY PRICES VOLUMES);
	lake_sql(f, db, "CREATE VIEW v AS SELECT * FROM read_parquet('@/in.parquet')");
	file_bytes before = some_store(f);
	assert_refused(f, lake_table(f, f->store, db, "v"), before, "Permission Error");
	/* A file's name in the place of a table's. */
	before = some_store(f);
	assert_refused(f, lake_table(f, f->store, db, parquet), before, "Permission Error");
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, lake_setup, lake_teardown)
	const struct CMUnitTest tests[] = {
		TEST(wrong_columns_types_and_rows_are_named),
		TEST(bad_rows_are_left_out_when_told_so),
		TEST(not_a_whole_parquet_file),
		TEST(a_hole_in_the_middle_imports_nothing),
		TEST(paths_that_are_no_file),
		TEST(databases_that_are_none),
		TEST(flipped_bytes_never_kill),
		TEST(nothing_but_its_files),
		TEST(a_view_reads_no_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
