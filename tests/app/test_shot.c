/* rvdesk shot: the real program's screen, the same bytes for the same options, wrong options told.
 */
#include "app/commands.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Takes a picture with one more option, after as many seconds of market; returns the file's bytes
 * (caller frees).
 */
static char *shoot(const char *seconds, const char *option, const char *value, size_t *n)
{
	char *path = rv_tmp_path("shot");
	char words[8][72] = { "shot", "--config", "config", "--out", "--seconds" };
	(void)snprintf(words[5], sizeof(words[5]), "%s", seconds);
	(void)snprintf(words[6], sizeof(words[6]), "%s", option);
	(void)snprintf(words[7], sizeof(words[7]), "%s", value);
	char *argv[] = { words[0], words[1], words[2], words[3], path,
			 words[4], words[5], words[6], words[7], NULL };
	assert_int_equal(rv_cmd_shot(9, argv), RV_EXIT_OK);
	char *bytes = rv_file_slurp(path, n);
	assert_int_equal(remove(path), 0);
	return bytes;
}

static void same_options_same_bytes(void **state)
{
	(void)state;
	size_t na, nb;
	char *a = shoot("12", "--format", "txt", &na), *b = shoot("12", "--format", "txt", &nb);
	assert_string_equal(a, b);
	assert_non_null(strstr(a, " SIM "));
	assert_non_null(strstr(a, "48 of 48 scored"));
	assert_null(strstr(a, "warming"));
	free(a);
	free(b);
}

/* The feeds ask for the bars of the hour that ended while the picture's seconds run. */
static void an_hour_that_ends_changes_no_byte(void **state)
{
	(void)state;
	size_t na, nb;
	char *a = shoot("12", "--start", "2026-01-01", &na);
	char *b = shoot("12", "--start", "2026-01-01", &nb);
	assert_string_equal(a, b);
	free(a);
	free(b);
}

static void another_seed_is_another_market(void **state)
{
	(void)state;
	size_t na, nb;
	char *a = shoot("2", "--seed", "7", &na), *b = shoot("2", "--seed", "8", &nb);
	assert_string_not_equal(a, b);
	free(a);
	free(b);
}

static void a_png_is_a_png(void **state)
{
	(void)state;
	size_t n;
	char *a = shoot("2", "--format", "png", &n);
	assert_true(n > 10000);
	assert_memory_equal(a, "\x89PNG\r\n\x1a\n", 8);
	free(a);
}

static void keys_reach_the_desk(void **state)
{
	(void)state;
	size_t n;
	char *a = shoot("2", "--keys", "\\r", &n);
	assert_non_null(strstr(a, "Why: ")); /* the details are open */
	free(a);
	a = shoot("2", "--keys", "\\\\sym~do\\r", &n);
	assert_non_null(strstr(a, "filter sym~do"));
	free(a);
}

static void research_is_a_screen(void **state)
{
	(void)state;
	size_t n;
	char *a = shoot("2", "--screen", "9", &n);
	assert_non_null(strstr(a, "Backtest"));
	free(a);
}

static void wrong_options_are_usage_errors(void **state)
{
	(void)state;
	static const char *const bad[][2] = { { "--size", "120" },   { "--size", "0x40" },
					      { "--format", "gif" }, { "--screen", "x" },
					      { "--screen", "10" },  { "--screen", "0" },
					      { "--keys", "\\p" },   { "--keys", "2\\" },
					      { "--nonsense", "1" } };
	for (size_t i = 0; i < LEN(bad); i++) {
		char name[32], value[32], cmd[] = "shot";
		(void)snprintf(name, sizeof(name), "%s", bad[i][0]);
		(void)snprintf(value, sizeof(value), "%s", bad[i][1]);
		char *argv[] = { cmd, name, value, NULL };
		assert_int_equal(rv_cmd_shot(3, argv), RV_EXIT_USAGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_options_same_bytes),
		cmocka_unit_test(an_hour_that_ends_changes_no_byte),
		cmocka_unit_test(another_seed_is_another_market),
		cmocka_unit_test(a_png_is_a_png),
		cmocka_unit_test(keys_reach_the_desk),
		cmocka_unit_test(research_is_a_screen),
		cmocka_unit_test(wrong_options_are_usage_errors),
	};
	return cmocka_run_group_tests(tests, rv_tmp_setup, rv_tmp_teardown);
}
