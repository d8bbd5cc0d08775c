/*
 * rvdesk import as a person sees it: exit status, what is printed where, and what is left on disk.
 * The command runs in a child whose stdout and stderr are files.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/tmpdir.h"

#define BARS "symbol,t,open,high,low,close,volume_base,volume_quote\n"
#define GOOD "BTC,1609459200000,29000,29600,28700,29374.15,4.25,125000\n"

enum { TEXT = 8192 };

typedef struct fixture {
	rv_tmpdir dir;
	char store[RV_TMP_PATH * 2], csv[RV_TMP_PATH * 2], out[TEXT], err[TEXT];
} fixture;

static int setup(void **state)
{
	fixture *f = calloc(1, sizeof(*f));
	assert_non_null(f);
	rv_tmpdir_make(&f->dir);
	(void)rv_tmpdir_path(&f->dir, "a.db", f->store);
	(void)rv_tmpdir_path(&f->dir, "in.csv", f->csv);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	fixture *f = *state;
	rv_tmpdir_remove(&f->dir);
	free(f);
	return 0;
}

static void read_text(fixture *f, const char *name, char text[TEXT])
{
	char path[RV_TMP_PATH * 2];
	(void)rv_file_read(rv_tmpdir_path(&f->dir, name, path), text, TEXT);
}

/* Makes fd a new file of the test's folder; in the child. */
static void redirect(const fixture *f, const char *name, int fd)
{
	char path[RV_TMP_PATH * 2];
	(void)snprintf(path, sizeof(path), "%s/%s", f->dir.path, name);
	const int to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (to < 0 || dup2(to, fd) < 0)
		_exit(99);
}

/* argv: NULL-terminated, without the command's name. Returns the exit status. */
static int run(fixture *f, const char *const *args)
{
	char name[] = "import", *argv[32] = { name };
	int argc = 1;
	for (; args[argc - 1]; argc++) {
		assert_in_range(argc, 1, 30);
		argv[argc] = strdup(args[argc - 1]);
		assert_non_null(argv[argc]);
	}
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		redirect(f, "stdout", STDOUT_FILENO);
		redirect(f, "stderr", STDERR_FILENO);
		const int rc = rv_cmd_import(argc, argv);
		(void)fflush(stdout);
		_exit(rc);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	for (int i = 1; i < argc; i++)
		free(argv[i]);
	read_text(f, "stdout", f->out);
	read_text(f, "stderr", f->err);
	return WEXITSTATUS(status);
}

static size_t lines(const char *text)
{
	size_t n = 0;
	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' does not have '%s'", text, part);
}

static void says_what_came_in(void **state)
{
	fixture *f = *state;
	char pay[RV_TMP_PATH * 2];
	rv_tmpdir_text(&f->dir, "in.csv", BARS GOOD);
	rv_tmpdir_text(&f->dir, "pay.csv", "symbol,t,rate,interval_h\nBTC,1609462800015,1e-5,1\n");
	(void)rv_tmpdir_path(&f->dir, "pay.csv", pay);
	assert_int_equal(run(f, (const char *const[]){ "--store", f->store, "--candles", f->csv,
						       "--funding", pay, NULL }),
			 RV_EXIT_OK);
	assert_has(f->out, "in.csv: candles: 1 rows, 1 symbols, "
			   "2021-01-01T00:00:00Z .. 2021-01-01T00:00:00Z\n");
	assert_has(f->out, "pay.csv: funding: 1 rows, 1 symbols, "
			   "2021-01-01T01:00:00Z .. 2021-01-01T01:00:00Z\n");
	assert_has(f->out, "2 rows into ");
	assert_int_equal(lines(f->out), 3);
	assert_string_equal(f->err, ""); /* no bar: stderr is not a terminal */
}

static void a_bad_row_is_one_line_and_status_1(void **state)
{
	fixture *f = *state;
	rv_tmpdir_text(&f->dir, "in.csv", BARS GOOD "BTC,1609545600000,1,2,1,-1,,\n");
	assert_int_equal(
		run(f, (const char *const[]){ "--store", f->store, "--candles", f->csv, NULL }),
		RV_EXIT_FAIL);
	assert_string_equal(f->out, "");
	assert_has(f->err, "in.csv:3: close: '-1' is negative, expected a number above 0\n");
	assert_int_equal(lines(f->err), 1);
}

static void keep_going_shows_20_and_counts_the_rest(void **state)
{
	fixture *f = *state;
	char text[4096];
	int n = snprintf(text, sizeof(text), "%s", BARS GOOD);
	for (int i = 0; i < 25; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "BTC,1609545600000,x,2,1,1,,\n");
	rv_tmpdir_text(&f->dir, "in.csv", text);
	assert_int_equal(run(f, (const char *const[]){ "--store", f->store, "--candles", f->csv,
						       "--keep-going", NULL }),
			 RV_EXIT_OK);
	assert_has(f->out, "1 rows, 1 symbols, 2021-01-01T00:00:00Z .. 2021-01-01T00:00:00Z, "
			   "25 rejected\n");
	assert_int_equal(lines(f->err), 21);
	assert_has(f->err, "in.csv:22: open: 'x'");
	assert_has(f->err, "rvdesk: ... and 5 more rows rejected\n");
}

static void wrong_usage_is_status_2(void **state)
{
	fixture *f = *state;
	const struct {
		const char *args[6];
		const char *says;
	} cases[] = {
		{ { "--candles", f->csv }, "import needs --store FILE" },
		{ { "--store", f->store }, "at least one of --candles, --funding, --mcap" },
		{ { "--store", f->store, "--candles", f->csv, "--interval=5m" },
		  "--interval '5m': expected 1d or 1h" },
		{ { "--store", f->store, "--candle", f->csv }, "unknown option '--candle'" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		assert_int_equal(run(f, cases[i].args), RV_EXIT_USAGE);
		assert_has(f->err, cases[i].says);
		assert_int_equal(lines(f->err), 1);
	}
	struct stat sb;
	assert_int_equal(stat(f->store, &sb), -1);
}

static void help_fits_one_screen(void **state)
{
	fixture *f = *state;
	assert_int_equal(run(f, (const char *const[]){ "--help", NULL }), RV_EXIT_OK);
	assert_has(f->out, "--keep-going");
	assert_in_range(lines(f->out), 5, 24);
	assert_string_equal(f->err, "");
}

static void a_broken_store_or_a_missing_file_is_status_1(void **state)
{
	fixture *f = *state;
	struct stat sb;
	if (!f) { /* setup made it; the analyzer cannot know */
		fail();
		return;
	}
	assert_int_equal(
		run(f, (const char *const[]){ "--store", f->store, "--candles", f->csv, NULL }),
		RV_EXIT_FAIL);
	assert_has(f->err, "in.csv: cannot open the file: No such file");
	assert_int_equal(stat(f->store, &sb), -1); /* a mistyped name makes no store */
	rv_tmpdir_text(&f->dir, "in.csv", BARS GOOD);
	rv_tmpdir_text(&f->dir, "a.db", "not a store");
	assert_int_equal(
		run(f, (const char *const[]){ "--store", f->store, "--candles", f->csv, NULL }),
		RV_EXIT_FAIL);
	assert_has(f->err, "a.db: not an rvdesk store");
	assert_int_equal(lines(f->err), 1);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(says_what_came_in),
		TEST(a_bad_row_is_one_line_and_status_1),
		TEST(keep_going_shows_20_and_counts_the_rest),
		TEST(wrong_usage_is_status_2),
		TEST(help_fits_one_screen),
		TEST(a_broken_store_or_a_missing_file_is_status_1),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
