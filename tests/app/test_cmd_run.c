/*
 * rvdesk's own options as a person gives them: wrong ones end with one line and exit status 2
 * before anything starts; --version says what this is. The program runs as a child.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/version.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

enum { ARGS = 8, TEXT = 4096, PATIENCE_S = 20 };

/* Runs rvdesk with the arguments (NULL-terminated); its output and errors, its exit status. */
static int run(const char *const *args, char *text, size_t cap)
{
	const char *build = getenv("BUILD_DIR");
	char program[512], words[ARGS][96], *argv[ARGS + 1] = { program };
	int fd[2], status = 0;
	(void)snprintf(program, sizeof(program), "%s/rvdesk", build ? build : "build/release");
	for (int i = 0; args[i]; i++) {
		assert_true(i + 1 < ARGS);
		(void)snprintf(words[i], sizeof(words[i]), "%s", args[i]);
		argv[i + 1] = words[i];
	}
	assert_int_equal(pipe2(fd, O_CLOEXEC), 0);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (dup2(fd[1], STDOUT_FILENO) < 0 || dup2(fd[1], STDERR_FILENO) < 0)
			_exit(99);
		(void)alarm(PATIENCE_S); /* one that started after all is killed */
		(void)execv(program, argv);
		_exit(98);
	}
	assert_int_equal(close(fd[1]), 0);
	FILE *out = fdopen(fd[0], "r");
	assert_non_null(out);
	text[fread(text, 1, cap - 1, out)] = '\0';
	assert_int_equal(fclose(out), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void wrong_options_are_one_line_and_status_2(void **state)
{
	(void)state;
	static const struct {
		const char *args[5], *want;
	} cases[] = {
		{ { "--theme", "pink" }, "--theme 'pink': expected dark, light or colour-blind" },
		{ { "--updown", "x" }, "--updown 'x': expected green-red" },
		{ { "--url", "foo" }, "--url: " },
		{ { "--venue", "nyse" }, "--venue 'nyse': expected sim" },
		{ { "--speed", "86401" }, "expected a number from 0.001 to 86400" },
		{ { "sim", "--speed", "86401" }, "expected a number from 0.001 to 86400" },
		{ { "shot", "--theme", "pink" }, "--theme 'pink'" },
		{ { "shot", "--format", "jpeg" }, "expected txt, ansi, svg or png" },
		{ { "shot", "--format", "text" }, "expected txt, ansi, svg or png" },
	};
	rv_tmpdir d;
	char state_dir[RV_TMP_PATH * 2], text[TEXT];
	rv_tmpdir_make(&d);
	(void)rv_tmpdir_path(&d, "state", state_dir);
	assert_int_equal(setenv("XDG_STATE_HOME", state_dir, 1), 0);
	for (size_t i = 0; i < LEN(cases); i++) {
		const int rc = run(cases[i].args, text, sizeof(text));
		const char *end = strchr(text, '\n');
		if (rc != 2 || strncmp(text, "rvdesk: ", 8) != 0 || !strstr(text, cases[i].want) ||
		    !end || end[1])
			fail_msg("case %zu: status %d, '%s'", i, rc, text);
		assert_int_not_equal(access(state_dir, F_OK), 0); /* nothing was started */
	}
	rv_tmpdir_remove(&d);
}

static void version_is_one_line(void **state)
{
	(void)state;
	char text[TEXT];
	assert_int_equal(run((const char *const[]){ "--version", NULL }, text, sizeof(text)), 0);
	assert_string_equal(text, "rvdesk " RV_VERSION "\n");
}

/* Each that `rvdesk help` explains is named where a person looks first. */
static void the_usage_names_every_command(void **state)
{
	(void)state;
	char all[TEXT], usage[3 * TEXT], name[32], word[40];
	size_t n = 0;
	assert_int_equal(run((const char *const[]){ "help", NULL }, all, sizeof(all)), 0);
	assert_int_equal(run((const char *const[]){ "--help", NULL }, usage, sizeof(usage)), 0);
	usage[strcspn(usage, "-")] = '\0'; /* the options begin */
	for (char *p = usage; *p; p++)
		*p = *p == '\n' ? ' ' : *p;
	for (const char *at = strstr(all, "\n  "); at; at = strstr(at + 1, "\n  ")) {
		if (sscanf(at, " %31s", name) != 1 || strcmp(name, "help") == 0)
			continue;
		(void)snprintf(word, sizeof(word), " %s ", name);
		if (!strstr(usage, word))
			fail_msg("no '%s' in %s", name, usage);
		n++;
	}
	assert_true(n > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_options_are_one_line_and_status_2),
		cmocka_unit_test(version_is_one_line),
		cmocka_unit_test(the_usage_names_every_command),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
