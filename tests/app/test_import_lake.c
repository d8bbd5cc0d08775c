/*
 * rvdesk import of Parquet files and DuckDB databases as a person sees it; and without DuckDB's
 * library, where CSV and the store work as ever.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cli_run.h"
#include "tests/support/lake_help.h"

typedef struct shell {
	lake_place *f;
	cli_run c;
} shell;

static void begin(shell *sh, lake_place *f)
{
	sh->f = f;
	sh->c.dir = f->dir.path;
}

static void without_the_library(void **state)
{
	static shell sh;
	begin(&sh, *state);
	const char *was = getenv(RV_DUCKDB_ENV);
	char *kept = was ? strdup(was) : NULL;
	assert_int_equal(setenv(RV_DUCKDB_ENV, "/nonexistent/libduckdb.so", 1), 0);
	cli_wants(&sh.c, cli_do(&sh.c, "import --store @/a.db --candles " LAKE_FIXTURES "bars.csv"),
		  0, "160 rows into");
	const file_bytes before = slurp(sh.f->store);
	cli_wants(&sh.c,
		  cli_do(&sh.c, "import --store @/a.db --parquet '" LAKE_FIXTURES "*.parquet'"), 1,
		  "rvdesk: cannot load DuckDB's library: /nonexistent/libduckdb.so: ");
	cli_wants(&sh.c, cli_do(&sh.c, "import --store @/a.db --duckdb x.duckdb --table bars"), 1,
		  "rvdesk: cannot load DuckDB's library: /nonexistent/libduckdb.so: ");
	assert_same_file(before, sh.f->store);
	if (kept)
		assert_int_equal(setenv(RV_DUCKDB_ENV, kept, 1), 0);
	else
		assert_int_equal(unsetenv(RV_DUCKDB_ENV), 0);
	free(kept);
}

static void wrong_usage(void **state)
{
	static shell sh;
	begin(&sh, *state);
	cli_wants(&sh.c, cli_do(&sh.c, "import --store @/a.db --duckdb x.duckdb"), 2,
		  "rvdesk: --duckdb FILE and --table NAME go together");
	cli_wants(&sh.c, cli_do(&sh.c, "import --store @/a.db --table bars"), 2,
		  "rvdesk: --duckdb FILE and --table NAME go together");
	cli_wants(&sh.c, cli_do(&sh.c, "import --store @/a.db"), 2,
		  "--candles, --funding, --mcap, --parquet, --duckdb");
	cli_wants(&sh.c, cli_do(&sh.c, "import --help"), 0, "--parquet GLOB");
}

/* Everything at once: each file's kind by its columns, a line each, and the store that CSV gives.
 */
static void all_kinds_in_one_import(void **state)
{
	static shell sh;
	begin(&sh, lake_begin(state));
	lake_sql(sh.f, lake_path(sh.f, "caps.duckdb"),
		 "CREATE TABLE caps AS SELECT * FROM read_parquet('" LAKE_FIXTURES
		 "mcap_arrow_rs.parquet')");
	cli_wants(&sh.c,
		  cli_do(&sh.c,
			 "import --store @/a.db --parquet '" LAKE_FIXTURES
			 "bars_*.parquet' --parquet " LAKE_FIXTURES "funding_hyparquet.parquet "
			 "--duckdb @/caps.duckdb --table caps"),
		  0, "450 rows into");
	assert_non_null(strstr(sh.c.out, "bars_hyparquet.parquet: candles: 160 rows, 4 symbols, "
					 "2023-01-01T00:00:00Z .. 2023-02-09T00:00:00Z\n"));
	assert_non_null(strstr(sh.c.out, "funding_hyparquet.parquet: funding: 90 rows, 3 symbols"));
	assert_non_null(strstr(sh.c.out, "caps.duckdb:caps: mcap: 40 rows, 2 symbols"));
	cli_wants(&sh.c,
		  cli_do(&sh.c, "import --store @/b.db --candles " LAKE_FIXTURES
				"bars.csv --funding " LAKE_FIXTURES
				"funding.csv --mcap " LAKE_FIXTURES "mcap.csv"),
		  0, "290 rows into");
	lake_same_rows(sh.f->store, sh.f->other);
}

/* The second file is bad: nothing of the first is kept, nor of a CSV before it. */
static void all_or_nothing(void **state)
{
	static shell sh;
	begin(&sh, lake_begin(state));
	const char *const row =
		"DATE '2023-01-01' AS t, 1 AS open, 2 AS high, 1 AS low, 2 AS close, "
		"NULL::DOUBLE AS volume_base, %s AS volume_quote";
	char sql[512], one[256];
	for (int i = 1; i <= 2; i++) {
		(void)snprintf(one, sizeof(one), row, i == 1 ? "1" : "-1");
		(void)snprintf(sql, sizeof(sql),
			       "COPY (SELECT 'BTC' AS symbol, %s) TO '@/x%d.parquet' (FORMAT "
			       "parquet)",
			       one, i);
		lake_sql(sh.f, NULL, sql);
	}
	(void)lake_path(sh.f, "x1.parquet");
	(void)lake_path(sh.f, "x2.parquet");
	cli_wants(&sh.c, cli_do(&sh.c, "import --store @/a.db --mcap " LAKE_FIXTURES "mcap.csv"), 0,
		  "40 rows");
	const file_bytes before = slurp(sh.f->store);
	cli_wants(&sh.c,
		  cli_do(&sh.c, "import --store @/a.db --candles " LAKE_FIXTURES
				"bars.csv --parquet '@/x*.parquet'"),
		  1, "x2.parquet: row 1: volume_quote: '-1' is negative");
	assert_same_file(before, sh.f->store);
	cli_wants(&sh.c,
		  cli_do(&sh.c, "import --store @/a.db --keep-going --parquet '@/x*.parquet'"), 0,
		  "x2.parquet: candles: 0 rows, 0 symbols, 1 rejected");
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, lake_setup, lake_teardown)
	const struct CMUnitTest tests[] = {
		TEST(without_the_library),
		TEST(wrong_usage),
		TEST(all_kinds_in_one_import),
		TEST(all_or_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
