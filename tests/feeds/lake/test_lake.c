/*
 * Parquet files and tables into a store: what other writers wrote, every type that is taken, and
 * sources that stay as they are.
 */
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "feeds/lake/duckdb_api.h"
#include "feeds/lake/parquet_out.h"
#include "tests/support/lake_help.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define DAY0 INT64_C(1672531200000) /* 2023-01-01 */

static void files_of_other_writers_equal_their_csv(void **state)
{
	static const struct {
		rv_import_kind kind;
		const char *csv, *parquet;
		size_t rows;
	} cases[] = {
		{ RV_IMPORT_CANDLES, "bars.csv", "bars_hyparquet.parquet", 160 },
		{ RV_IMPORT_CANDLES, "bars.csv", "bars_arrow_rs.parquet", 160 },
		{ RV_IMPORT_FUNDING, "funding.csv", "funding_hyparquet.parquet", 90 },
		{ RV_IMPORT_MCAP, "mcap.csv", "mcap_arrow_rs.parquet", 40 },
	};
	lake_place *f = lake_begin(state);
	for (size_t i = 0; i < LEN(cases); i++) {
		char csv[128], parquet[128];
		(void)snprintf(csv, sizeof(csv), LAKE_FIXTURES "%s", cases[i].csv);
		(void)snprintf(parquet, sizeof(parquet), LAKE_FIXTURES "%s", cases[i].parquet);
		lake_csv(f, f->other, cases[i].kind, csv);
		assert_ok(lake_parquet(f, f->store, parquet), f->err);
		assert_int_equal(f->result.rows, cases[i].rows);
		lake_same_rows(f->store, f->other);
		assert_int_equal(unlink(f->store), 0);
		assert_int_equal(unlink(f->other), 0);
	}
}

/* ---- what parquet_out writes ---- */

enum { BARS_EACH = 3000, SYMBOLS = 3, ROWS = BARS_EACH * SYMBOLS };

typedef struct table {
	const char *symbol[ROWS];
	int64_t t[ROWS];
	double price[6][ROWS];
} table;

static void make_table(table *out, rv_store *s)
{
	static const char *const names[SYMBOLS] = { "BTC", "A_NAME_OF_23_BYTES_LONG", "x" };
	static rv_bar bars[BARS_EACH];
	rv_rng rng;
	rv_err err;
	rv_rng_seed(&rng, 5, 0, 0);
	assert_ok(rv_store_begin(s, "test", "", &err), err);
	for (size_t i = 0; i < ROWS; i++) {
		const size_t k = i % BARS_EACH;
		bars[k] = odd_bar(&rng, DAY0 + ((int64_t)k - 2000) * RV_DAY_MS);
		const rv_bar *b = &bars[k];
		const double v[] = { b->open,  b->high,	       b->low,
				     b->close, b->volume_base, b->volume_quote };
		out->symbol[i] = names[i / BARS_EACH];
		out->t[i] = b->t;
		for (size_t c = 0; c < 6; c++)
			out->price[c][i] = v[c];
		if (k == BARS_EACH - 1)
			assert_ok(rv_store_put_bars(s, names[i / BARS_EACH], RV_INTERVAL_1D, bars,
						    BARS_EACH, &err),
				  err);
	}
	assert_ok(rv_store_commit(s, &err), err);
}

static void what_is_written_comes_back(void **state)
{
	static const char *const names[] = { "open",  "high",	     "low",
					     "close", "volume_base", "volume_quote" };
	static const rv_parquet_type times[] = { RV_PARQUET_INT64, RV_PARQUET_TIME_MS,
						 RV_PARQUET_DATE };
	static table t;
	lake_place *f = lake_begin(state);
	rv_store *s = open_store(f->other, RV_STORE_WRITE);
	make_table(&t, s);
	rv_store_close(s);
	for (size_t i = 0; i < LEN(times); i++) {
		rv_parquet_column columns[8] = { { "t", times[i], t.t },
						 { "symbol", RV_PARQUET_TEXT, t.symbol } };
		for (size_t c = 0; c < 6; c++)
			columns[2 + c] =
				(rv_parquet_column){ names[c], RV_PARQUET_DOUBLE, t.price[c] };
		const char *path = lake_path(f, "out.parquet");
		assert_ok(rv_parquet_write(f->lib, path, columns, 8, ROWS, &f->err), f->err);
		assert_ok(lake_parquet(f, f->store, path), f->err);
		assert_int_equal(f->result.rows, ROWS);
		lake_same_rows(f->store, f->other);
		assert_int_equal(unlink(f->store), 0);
	}
}

/* ---- types ---- */

#define ROW "1.5 AS open, 2.25 AS high, 1 AS low, 2 AS close, NULL::DOUBLE AS volume_base, "

/* Each is the same bar, but for what the case says of t and of the other columns. */
static void every_type_that_is_taken(void **state)
{
	static const char *const rows[] = {
		"'BTC' AS symbol, 1672531200000 AS t, " ROW "7.5 AS volume_quote",
		"'BTC' AS symbol, 1672531200000::UBIGINT AS t, " ROW "7.5::FLOAT AS volume_quote",
		"'BTC' AS symbol, 1672531200000::HUGEINT AS t, " ROW "7.5 AS volume_quote",
		"'BTC'::ENUM ('ETH', 'BTC') AS symbol, DATE '2023-01-01' AS t, " ROW
		"7.5::DECIMAL(38, 10) AS volume_quote",
		"'BTC' AS symbol, TIMESTAMP '2023-01-01' AS t, " ROW "7.5::DOUBLE AS volume_quote",
		"'BTC' AS symbol, TIMESTAMP_S '2023-01-01' AS t, " ROW "7.5 AS volume_quote",
		"'BTC' AS symbol, TIMESTAMP_MS '2023-01-01' AS t, " ROW "7.5 AS volume_quote",
		"'BTC' AS symbol, TIMESTAMP_NS '2023-01-01' AS t, " ROW "7.5 AS volume_quote",
		"'BTC' AS symbol, TIMESTAMPTZ '2023-01-01 02:00:00+02' AS t, " ROW
		"7.5 AS volume_quote, 'more' AS of_no_interest",
		"'BTC' AS symbol, DATE '2023-01-01' AS t, 1.5::FLOAT AS open, 2.25 AS high, "
		"1::TINYINT AS low, 2::UHUGEINT AS close, 'nan'::DOUBLE AS volume_base, "
		"7.5 AS volume_quote",
	};
	lake_place *f = lake_begin(state);
	rv_tmpdir_text(&f->dir, "in.csv",
		       "symbol,t,open,high,low,close,volume_base,volume_quote\n"
		       "BTC,1672531200000,1.5,2.25,1,2,,7.5\n");
	lake_csv(f, f->other, RV_IMPORT_CANDLES, lake_path(f, "in.csv"));
	for (size_t i = 0; i < LEN(rows); i++) {
		char sql[512], name[16];
		(void)snprintf(name, sizeof(name), "t%zu", i);
		(void)snprintf(sql, sizeof(sql), "CREATE TABLE %s AS SELECT %s", name, rows[i]);
		lake_sql(f, lake_path(f, "types.duckdb"), sql);
		assert_ok(lake_table(f, f->store, lake_path(f, "types.duckdb"), name), f->err);
		assert_int_equal(f->result.rows, 1);
		lake_same_rows(f->store, f->other);
		assert_int_equal(unlink(f->store), 0);
	}
}

/* Hourly bars, because a fault of the clock would fall off that grid and off a day's. */
static void decimals_are_not_rounded_on_the_way(void **state)
{
	lake_place *f = lake_begin(state);
	f->p.interval = RV_INTERVAL_1H;
	lake_sql(f, NULL,
		 "COPY (SELECT 'BTC' AS symbol, TIMESTAMP_NS '2023-01-01 07:00:00' AS t, "
		 "12345678901234.123456::DECIMAL(38, 6) AS open, 99999999999999.9::DECIMAL(18, 1) "
		 "AS high, 0.1 AS low, 9007199254740993 AS close, NULL::DOUBLE AS volume_base, "
		 "0.30000000000000004::DOUBLE AS volume_quote) TO '@/d.parquet' (FORMAT parquet)");
	(void)lake_path(f, "d.parquet");
	assert_int_equal(lake_parquet(f, f->store, lake_path(f, "d.parquet")), RV_EDATA);
	assert_non_null(strstr(f->err.text, "d.parquet: row 1: close: '9007199254740993' is "
					    "outside of the bar"));
	lake_sql(f, NULL,
		 "COPY (SELECT 'BTC' AS symbol, TIMESTAMP_NS '2023-01-01 07:00:00' AS t, "
		 "12345678901234.123456::DECIMAL(38, 6) AS open, 99999999999999.9::DECIMAL(18, 1) "
		 "AS high, 0.1 AS low, 3 AS close, NULL::DOUBLE AS volume_base, "
		 "0.30000000000000004::DOUBLE AS volume_quote) TO '@/d.parquet' (FORMAT parquet)");
	assert_ok(lake_parquet(f, f->store, lake_path(f, "d.parquet")), f->err);
	rv_store *s = open_store(f->store, RV_STORE_READ);
	rv_bar b;
	size_t n = 0;
	assert_ok(rv_store_read_bars(s, "BTC", RV_INTERVAL_1H, 0, INT64_MAX, &b, 1, &n, &f->err),
		  f->err);
	rv_store_close(s);
	assert_int_equal(n, 1);
	const rv_bar want = {
		DAY0 + 7 * RV_HOUR_MS, 12345678901234.123456, 99999999999999.9, 0.1, 3.0, NAN,
		0.30000000000000004
	};
	assert_same_bar(&b, &want);
}

/* ---- many files, folders, schemas, views ---- */

#define BAR(t)                                                                                     \
	"DATE '" t "' AS t, 1 AS open, 2 AS high, 1 AS low, 2 AS close, NULL::DOUBLE AS "          \
	"volume_base, NULL::DOUBLE AS volume_quote"

static void files_of_a_pattern_come_in_the_order_of_their_names(void **state)
{
	lake_place *f = lake_begin(state);
	lake_sql(f, NULL,
		 "COPY (SELECT 'BTC' AS symbol, " BAR(
			 "2023-01-01") ") TO '@/day1.parquet' (FORMAT parquet)");
	lake_sql(f, NULL,
		 "COPY (SELECT 'BTC' AS symbol, " BAR(
			 "2023-01-02") ") TO '@/day2.parquet' (FORMAT parquet)");
	(void)lake_path(f, "day1.parquet");
	(void)lake_path(f, "day2.parquet");
	(void)lake_path(f, "odd 'name'.parquet");
	assert_int_equal(rename(lake_path(f, "day2.parquet"), lake_path(f, "odd 'name'.parquet")),
			 0);
	assert_ok(lake_parquet(f, f->store, lake_path(f, "*.parquet")), f->err);
	assert_int_equal(f->result.first, DAY0 + RV_DAY_MS); /* of the last file */
	rv_store *s = open_store(f->store, RV_STORE_READ);
	rv_store_span span = { .n = 0 };
	assert_ok(rv_store_bar_span(s, "BTC", RV_INTERVAL_1D, &span, &f->err), f->err);
	rv_store_close(s);
	assert_int_equal(span.n, 2);
}

/* A coin that looks like a number is a name all the same. */
static void a_folder_can_be_the_symbol(void **state)
{
	lake_place *f = lake_begin(state);
	lake_sql(f, NULL,
		 "COPY (SELECT '77' AS symbol, " BAR("2023-01-01") " UNION ALL SELECT 'ETH', " BAR(
			 "2023-01-02") ") TO '@/parts' (FORMAT parquet, PARTITION_BY (symbol))");
	(void)lake_path(f, "parts");
	assert_ok(lake_parquet(f, f->store, lake_path(f, "parts/symbol=*/*.parquet")), f->err);
	rv_store *s = open_store(f->store, RV_STORE_READ);
	rv_store_span span = { .n = 0 };
	assert_ok(rv_store_bar_span(s, "77", RV_INTERVAL_1D, &span, &f->err), f->err);
	assert_int_equal(span.n, 1);
	assert_int_equal(span.first, DAY0);
	assert_ok(rv_store_bar_span(s, "ETH", RV_INTERVAL_1D, &span, &f->err), f->err);
	rv_store_close(s);
	assert_int_equal(span.first, DAY0 + RV_DAY_MS);
}

static void tables_of_a_schema_and_views(void **state)
{
	lake_place *f = lake_begin(state);
	const char *db = lake_path(f, "many.duckdb");
	lake_sql(f, db,
		 "CREATE SCHEMA s; CREATE TABLE s.\"odd \"\"name\"\"\" AS SELECT 'BTC' AS "
		 "symbol, " BAR("2023-01-02") " UNION ALL SELECT 'BTC', " BAR(
			 "2023-01-01") ";"
				       "CREATE VIEW sorted AS SELECT * FROM s.\"odd \"\"name\"\"\" "
				       "ORDER BY symbol, t;"
				       "CREATE TABLE f AS SELECT 'BTC' AS symbol, TIMESTAMP "
				       "'2023-01-01 08:00:00' AS t, "
				       "1e-5 AS rate, 8 AS interval_h");
	assert_int_equal(lake_table(f, f->store, db, "s.odd \"name\""), RV_EDATA);
	assert_non_null(strstr(f->err.text, "many.duckdb:s.odd \"name\": row 2: t: out of order"));
	static const char *const tables[] = { "sorted", "f" };
	const rv_lake_params p = { .database = db, .tables = tables, .n_tables = 2 };
	assert_ok(lake_import(f, f->store, &p), f->err);
	assert_int_equal(f->result.rows, 1);
	assert_int_equal(f->result.first, DAY0 + 8 * RV_HOUR_MS);
}

/* ---- sources stay as they are ---- */

static void write_and_die(lake_place *f, const char *db)
{
	const pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		rv_dk_database *d = NULL;
		rv_dk_connection *c = NULL;
		rv_dk_result r = { .counts = { 0 } };
		const rv_duckdb *lib = f->lib;
		const bool ok =
			lib->duckdb_open_ext(db, &d, NULL, NULL) == 0 &&
			lib->duckdb_connect(d, &c) == 0 &&
			lib->duckdb_query(c, "INSERT INTO bars SELECT 'ETH', " BAR("2023-01-05"),
					  &r) == 0;
		_exit(ok ? 0 : 1);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* The second has a row that is only in its log yet: read, and not put where it belongs. */
static void sources_are_only_read(void **state)
{
	lake_place *f = lake_begin(state);
	const char *parquet = lake_path(f, "in.parquet"), *link = lake_path(f, "link.parquet");
	const char *db = lake_path(f, "in.duckdb"), *wal = lake_path(f, "in.duckdb.wal");
	lake_sql(f, NULL,
		 "COPY (SELECT 'BTC' AS symbol, " BAR(
			 "2023-01-01") ") TO '@/in.parquet' (FORMAT parquet)");
	lake_sql(f, db, "CREATE TABLE bars AS SELECT 'BTC' AS symbol, " BAR("2023-01-02"));
	write_and_die(f, db);
	assert_int_equal(symlink(parquet, link), 0);
	const file_bytes bytes[] = { slurp(parquet), slurp(db), slurp(wal) };
	const size_t n = entries(f->dir.path);
	static const char *const tables[] = { "bars" };
	const rv_lake_params p = {
		.patterns = &link, .n_patterns = 1, .database = db, .tables = tables, .n_tables = 1
	};
	assert_ok(lake_import(f, f->store, &p), f->err);
	assert_int_equal(f->result.rows, 2);
	assert_int_equal(entries(f->dir.path), n + 1); /* the store */
	assert_same_file(bytes[0], parquet);
	assert_same_file(bytes[1], db);
	assert_same_file(bytes[2], wal);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, lake_setup, lake_teardown)
	const struct CMUnitTest tests[] = {
		TEST(files_of_other_writers_equal_their_csv),
		TEST(what_is_written_comes_back),
		TEST(every_type_that_is_taken),
		TEST(decimals_are_not_rounded_on_the_way),
		TEST(files_of_a_pattern_come_in_the_order_of_their_names),
		TEST(a_folder_can_be_the_symbol),
		TEST(tables_of_a_schema_and_views),
		TEST(sources_are_only_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
