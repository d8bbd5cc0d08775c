/* See cli_run.h. */
#include "tests/support/cli_run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "tests/support/cm.h"
#include "tests/support/patience.h"

enum { WORDS = 4096, MOST_MS = 60000 * RV_PATIENCE, LOOK_MS = 10 };

static void read_back(const cli_run *c, const char *name, char out[CLI_TEXT])
{
	char path[RV_TMP_PATH * 2];
	(void)snprintf(path, sizeof(path), "%s/%s", c->dir, name);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	out[fread(out, 1, CLI_TEXT - 1, f)] = '\0';
	(void)fclose(f);
	(void)unlink(path);
}

static int wait_for(pid_t pid, const char *words)
{
	const int64_t until = rv_mono_ms() + MOST_MS;
	int status = 0;
	for (;;) {
		const pid_t got = waitpid(pid, &status, WNOHANG);
		if (got == pid)
			break;
		if (got < 0 && errno != EINTR)
			fail_msg("waitpid: %s", strerror(errno));
		if (rv_mono_ms() > until) {
			(void)kill(pid, SIGKILL);
			fail_msg("'%s' does not end", words);
		}
		(void)poll(NULL, 0, LOOK_MS);
	}
	if (!WIFEXITED(status))
		fail_msg("'%s' ended with wait status %d", words, status);
	return WEXITSTATUS(status);
}

int cli_do(cli_run *c, const char *fmt, ...)
{
	char words[WORDS], line[2 * WORDS];
	const char *build = getenv("BUILD_DIR");
	size_t n = 0;
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	n = (size_t)snprintf(line, sizeof(line), "exec %s%s/rvdesk ", c->before ? c->before : "",
			     build ? build : "build/release");
	for (const char *p = words; *p; p++)
		n += (size_t)snprintf(line + n, sizeof(line) - n, *p == '@' ? "%s" : "%.1s",
				      *p == '@' ? c->dir : p);
	(void)snprintf(line + n, sizeof(line) - n, " >%s/cli.out 2>%s/cli.err </dev/null", c->dir,
		       c->dir);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	const int status = wait_for(pid, words);
	read_back(c, "cli.out", c->out);
	read_back(c, "cli.err", c->err);
	return status;
}

void cli_wants(const cli_run *c, int status, int want, const char *words)
{
	const char *where = want == 0 ? c->out : c->err;
	if (status != want || !strstr(where, words))
		fail_msg("status %d, expected %d with '%s'\nstdout: %s\nstderr: %s", status, want,
			 words, c->out, c->err);
}
