/* A script run by a test; see script_run.h. */
#include "tests/support/script_run.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

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

int script_run(char *const *argv, char last[SCRIPT_LINE])
{
	rv_tmpdir dir;
	char line[SCRIPT_LINE], out[RV_TMP_PATH * 2];
	rv_tmpdir_make(&dir);
	const int rc = run(argv, rv_tmpdir_path(&dir, "out.txt", out));
	FILE *f = fopen(out, "r");
	assert_non_null(f);
	last[0] = '\0';
	while (fgets(line, sizeof(line), f)) {
		(void)snprintf(last, SCRIPT_LINE, "%s", line);
		print_message("%s", line);
	}
	assert_int_equal(fclose(f), 0);
	rv_tmpdir_remove(&dir);
	return rc;
}
