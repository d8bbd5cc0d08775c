/* The library that is not there, or is another one: said in one line. Needs no DuckDB. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/lake/duckdb_lib.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

static void refused(const char *path, rv_status want, const char *words)
{
	rv_duckdb *lib = NULL;
	rv_err err = { .code = RV_OK };
	assert_int_equal(rv_duckdb_load(path, &lib, &err), want);
	assert_null(lib);
	if (!strstr(err.text, words) || strchr(err.text, '\n'))
		fail_msg("'%s' has no '%s'", err.text, words);
}

static void what_is_named_and_not_there_is_not_replaced(void **state)
{
	(void)state;
	refused("/nonexistent/libduckdb.so", RV_ENOENT,
		"cannot load DuckDB's library: /nonexistent/libduckdb.so: cannot open");
	assert_int_equal(setenv(RV_DUCKDB_ENV, "/nonexistent/other.so", 1), 0);
	refused(NULL, RV_ENOENT, "/nonexistent/other.so");
	refused("/nonexistent/libduckdb.so", RV_ENOENT, "/nonexistent/libduckdb.so");
	assert_int_equal(unsetenv(RV_DUCKDB_ENV), 0);
}

static void another_library_is_refused_by_the_function_it_lacks(void **state)
{
	(void)state;
	refused("libz.so.1", RV_EDATA, "libz.so.1: has no function duckdb_library_version");
}

static void a_file_that_is_no_library_is_refused(void **state)
{
	(void)state;
	rv_tmpdir_text(&rv_tmp, "lib.so", "this is not a library");
	refused(rv_tmp_path("lib.so"), RV_ENOENT, "lib.so: file too short");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_named_and_not_there_is_not_replaced),
		cmocka_unit_test(another_library_is_refused_by_the_function_it_lacks),
		cmocka_unit_test_setup_teardown(a_file_that_is_no_library_is_refused, rv_tmp_setup,
						rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
