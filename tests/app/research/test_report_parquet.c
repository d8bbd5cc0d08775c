/* features_wide.parquet is features_wide.csv, as DuckDB itself reads both. */
#include "app/research/report.h"
#include "tests/support/bt_fixture.h"
#include "tests/support/lake_help.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAYS = 250 };

/* Fails in DuckDB, and so the test, when the condition is not true. */
static void check(lake_place *f, const char *condition)
{
	char sql[1024];
	(void)snprintf(sql, sizeof(sql),
		       "SELECT CASE WHEN (%s) THEN 1 ELSE error('it is not so') END", condition);
	lake_sql(f, NULL, sql);
}

static void parquet_has_the_rows_of_the_csv(void **state)
{
	lake_place *f = lake_begin(state);
	rv_report_done done;
	const rv_report_sources s = { .n_inputs = 0 };
	rv_bt_result *r = btx_result(3, DAYS);
	assert_ok(rv_report_write(r, lake_path(f, "out"), NULL, &s, &done, &f->err), f->err);
	rv_bt_result_free(r);
	assert_string_equal(done.features_note, "");
	check(f, "(SELECT list(column_name || ' ' || column_type) FROM "
		 "(DESCRIBE SELECT * FROM '@/out/features_wide.parquet')) = "
		 "['date DATE', 'raw_alt_breadth DOUBLE', 'z_alt_breadth DOUBLE', "
		 "'raw_btc_dominance DOUBLE']");
	check(f, "(SELECT count(*) FROM '@/out/features_wide.parquet') = 250");
	check(f, "(SELECT count(*) FROM '@/out/features_wide.parquet' WHERE z_alt_breadth IS NULL) "
		 "= 5");
	check(f, "(SELECT count(*) FROM (SELECT * FROM '@/out/features_wide.parquet' EXCEPT "
		 "SELECT * FROM read_csv('@/out/features_wide.csv'))) = 0");
}

/* Two columns of one name: what the library says is the reason, and nothing is left. */
static void parquet_that_cannot_be_written_leaves_nothing(void **state)
{
	lake_place *f = lake_begin(state);
	const rv_report_sources s = { .n_inputs = 0 };
	rv_bt_result *r = btx_result(3, DAYS);
	(void)snprintf(r->features[1], RV_BT_NAME, "%s", r->features[0]);
	assert_int_equal(rv_report_write(r, lake_path(f, "out"), NULL, &s, NULL, &f->err), RV_EIO);
	rv_bt_result_free(r);
	assert_int_equal(entries(f->dir.path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(parquet_has_the_rows_of_the_csv, lake_setup,
						lake_teardown),
		cmocka_unit_test_setup_teardown(parquet_that_cannot_be_written_leaves_nothing,
						lake_setup, lake_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
