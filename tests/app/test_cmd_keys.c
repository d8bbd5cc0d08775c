/*
 * `rvdesk keys` and --keys: what it prints can be read back, a wrong file ends the program before
 * anything starts, the user's own file is found.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/support/assert_close.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"

static cli_run c;

static int setup(void **state)
{
	if (rv_tmp_setup(state) != 0)
		return -1;
	c = (cli_run){ .dir = rv_tmp.path };
	return setenv("XDG_CONFIG_HOME", rv_tmp.path, 1);
}

/* A copy of the table, checked, is the same table. */
static void test_reads_back(void **state)
{
	(void)state;
	char *first = NULL;

	assert_int_equal(cli_do(&c, "keys"), 0);
	first = strdup(c.out);
	assert_non_null(first);
	assert_non_null(strstr(first, "\napprove = a\n"));
	assert_non_null(strstr(first, "\n# always: lock = L\n"));
	rv_tmpdir_text(&rv_tmp, "copy", first);
	assert_int_equal(cli_do(&c, "keys --keys @/copy"), 0);
	assert_string_equal(c.out, first);
	free(first);
}

static void test_own_file(void **state)
{
	(void)state;
	assert_int_equal(mkdir(rv_tmp_path("rvdesk"), 0700), 0);
	rv_tmpdir_text(&rv_tmp, "rvdesk/keys.conf", "find = f\n");
	assert_int_equal(cli_do(&c, "keys"), 0);
	assert_non_null(strstr(c.out, "\nfind = f\n"));
	assert_int_equal(cli_do(&c, "keys --keys none"), 0);
	assert_non_null(strstr(c.out, "\nfind = /\n"));
}

/* The console does not start with keys other than those that the operator asked for. */
static void test_wrong(void **state)
{
	(void)state;
	rv_tmpdir_text(&rv_tmp, "bad", "find = f\n\nkill = k\n");
	static const char *const starts[] = { "keys --keys @/bad", "--state @/state --keys @/bad",
					      "attach --keys @/bad" };
	for (size_t i = 0; i < LEN(starts); i++) {
		char words[128];
		(void)snprintf(words, sizeof(words), "%s", starts[i]);
		cli_wants(&c, cli_do(&c, "%s", words), 2,
			  "/bad:3: kill always has its own keys, expected another action\n");
	}
	cli_wants(&c, cli_do(&c, "--state @/state --keys @/none"), 2, "/none: cannot open");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reads_back, setup, rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(test_own_file, setup, rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(test_wrong, setup, rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
