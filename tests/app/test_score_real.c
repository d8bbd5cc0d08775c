/*
 * rvdesk score on real candles against numpy and pandas, for one as-of day; runs the script that
 * compares more of them. Skipped without RVDESK_DATA or without Python's packages.
 */
#include "tests/support/cm.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs argv with stdout and stderr in the file `out`; returns the exit status. */
static int run(char *const *argv, const char *out)
{
	posix_spawn_file_actions_t fa;
	pid_t pid = -1;
	int status = -1;
	assert_int_equal(posix_spawn_file_actions_init(&fa), 0);
	assert_int_equal(posix_spawn_file_actions_addopen(&fa, STDOUT_FILENO, out,
							  O_WRONLY | O_CREAT | O_TRUNC, 0600),
			 0);
	assert_int_equal(posix_spawn_file_actions_adddup2(&fa, STDOUT_FILENO, STDERR_FILENO), 0);
	assert_int_equal(posix_spawn(&pid, argv[0], &fa, NULL, argv, environ), 0);
	assert_int_equal(posix_spawn_file_actions_destroy(&fa), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Shows what the script printed; the last line is left in `last`. */
static void show(const char *path, char *last, size_t cap)
{
	char line[256];
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	last[0] = '\0';
	while (fgets(line, sizeof(line), f)) {
		(void)snprintf(last, cap, "%s", line);
		print_message("%s", line);
	}
	assert_int_equal(fclose(f), 0);
}

static void real_candles_agree_with_the_reference(void **state)
{
	(void)state;
	if (RV_PATIENCE > 1) {
		(void)printf("skip: real candles are compared in the release build\n");
		skip();
	}
	if (!getenv("RVDESK_DATA")) {
		(void)printf("skip: RVDESK_DATA is not set\n");
		skip();
	}
	const char *build = getenv("BUILD_DIR");
	rv_tmpdir dir;
	char script[] = "tests/oracle/compare_real.sh", day[] = "2024-06-30", rvdesk[512];
	char out[RV_TMP_PATH * 2], last[256];
	(void)snprintf(rvdesk, sizeof(rvdesk), "%s/rvdesk", build ? build : "build/release");
	rv_tmpdir_make(&dir);
	const int rc =
		run((char *[]){ script, rvdesk, day, NULL }, rv_tmpdir_path(&dir, "out.txt", out));
	show(out, last, sizeof(last));
	rv_tmpdir_remove(&dir);
	assert_int_equal(rc, 0);
	if (strncmp(last, "skip: ", 6) == 0) {
		(void)printf("%s", last);
		skip();
	}
	assert_non_null(strstr(last, "largest difference"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_candles_agree_with_the_reference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
