/*
 * rvdesk sim as a person sees it: the one line it prints, that it answers where that line says,
 * how it ends on a signal, and exit status 2 with one line for wrong usage. The command runs in a
 * child whose stdout and stderr are one pipe.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"
#include "tests/support/ws_raw.h"

enum { ARGS = 12, TEXT = 1024, WAIT_MS = 10000 };

typedef struct child {
	pid_t pid;
	FILE *out;
	char line[TEXT];
} child;

/* Starts `rvdesk sim ARGS...` (NULL-terminated) and reads its first line. */
static child start(const char *const *args)
{
	child c = { .pid = -1 };
	char *argv[ARGS] = { NULL };
	int argc = 0, fd[2];
	argv[argc++] = strdup("sim");
	for (; args[argc - 1] && argc < ARGS - 1; argc++)
		argv[argc] = strdup(args[argc - 1]);
	assert_int_equal(pipe2(fd, O_CLOEXEC), 0);
	assert_int_equal(fflush(NULL), 0);
	c.pid = fork();
	assert_true(c.pid >= 0);
	if (c.pid == 0) {
		if (dup2(fd[1], STDOUT_FILENO) < 0 || dup2(fd[1], STDERR_FILENO) < 0)
			_exit(99);
		(void)close(fd[0]);
		const int rc = rv_cmd_sim(argc, argv);
		(void)fflush(stdout);
		_exit(rc);
	}
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	assert_int_equal(close(fd[1]), 0);
	c.out = fdopen(fd[0], "r");
	assert_non_null(c.out);
	if (!fgets(c.line, sizeof(c.line), c.out))
		c.line[0] = '\0';
	return c;
}

/* Waits for the end; its exit status, or -1 after a signal. */
static int end(child *c)
{
	int status = 0;
	assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
	assert_int_equal(fclose(c->out), 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void url_of(const child *c, char *url, size_t cap)
{
	const char *from = strstr(c->line, "http://");
	if (!from) {
		fail_msg("no address in '%s'", c->line);
		return;
	}
	(void)snprintf(url, cap, "%.*s", (int)strcspn(from, " "), from);
}

static void serves_until_a_signal(void **state)
{
	(void)state;
	static const int signals[] = { SIGTERM, SIGINT };
	static const char *const args[] = { "--listen", "127.0.0.1:0", "--seed",
					    "11",	"--start",     "2026-11-20T12:00:00Z",
					    "--speed",	"2",	       NULL };
	for (size_t i = 0; i < LEN(signals); i++) {
		child c = start(args);
		assert_int_equal(strncmp(c.line, "SIM venue on http://127.0.0.1:", 30), 0);
		assert_non_null(strstr(c.line, "(seed 11, speed 2, start 2026-11-20T12:00:00Z)\n"));
		char url[64];
		rv_ws_raw w;
		url_of(&c, url, sizeof(url));
		assert_true(rv_ws_raw_open(&w, url, "/ws"));
		assert_string_equal(rv_ws_raw_next(&w, WAIT_MS),
				    "Websocket connection established.");
		assert_int_equal(kill(c.pid, signals[i]), 0);
		assert_int_equal(end(&c), 0);
		rv_ws_raw_close(&w);
	}
}

static void wrong_usage_is_one_line_and_status_2(void **state)
{
	(void)state;
	static const struct {
		const char *args[5], *want;
	} cases[] = {
		{ { "--listen", "0.0.0.0:80", NULL }, "loopback" },
		{ { "--speed", "0", NULL }, "--speed" },
		{ { "--speed", "fast", NULL }, "--speed" },
		{ { "--start", "tomorrow", NULL }, "--start" },
		{ { "--seed", "-1", NULL }, "--seed" },
		{ { "--frobnicate", NULL }, "--frobnicate" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		child c = start(cases[i].args);
		if (!strstr(c.line, cases[i].want) || strncmp(c.line, "rvdesk: ", 8) != 0)
			fail_msg("case %zu: '%s'", i, c.line);
		assert_int_equal(end(&c), 2);
	}
}

static void a_bad_plan_or_store_is_one_line_and_status_1(void **state)
{
	(void)state;
	rv_tmpdir d;
	char plan[RV_TMP_PATH * 2];
	rv_tmpdir_make(&d);
	rv_tmpdir_text(&d, "plan.json", "[{\"at\":0,\"for\":1,\"do\":\"explode\"}]");
	const char *const bad_plan[] = { "--listen", "127.0.0.1:0", "--faults",
					 rv_tmpdir_path(&d, "plan.json", plan), NULL };
	child c = start(bad_plan);
	assert_non_null(strstr(c.line, "plan.json: entry 1: \"do\": expected one of"));
	assert_int_equal(end(&c), 1);
	const char *const bad_store[] = { "--listen", "127.0.0.1:0", "--replay", plan, NULL };
	c = start(bad_store);
	assert_non_null(strstr(c.line, "plan.json"));
	assert_int_equal(end(&c), 1);
	rv_tmpdir_remove(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serves_until_a_signal),
		cmocka_unit_test(wrong_usage_is_one_line_and_status_2),
		cmocka_unit_test(a_bad_plan_or_store_is_one_line_and_status_1),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
