/* A command line of the operator's; see shell.h. */
#include "app/ops/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Signals as a program expects them, and the user of the terminal. */
static int prepare_attr(posix_spawnattr_t *attr)
{
	sigset_t none, all;
	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	int rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
							POSIX_SPAWN_RESETIDS);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(attr, &none);
	return rc == 0 ? posix_spawnattr_setsigdefault(attr, &all) : rc;
}

/* 0 or an errno. to: its standard output; -1 ours. */
static int spawn(const char *line, int to, pid_t *pid)
{
	char sh[] = "sh", c[] = "-c";
	char *const argv[] = { sh, c, (char *)(uintptr_t)line, NULL };
	posix_spawnattr_t attr;
	posix_spawn_file_actions_t files;
	int rc = posix_spawnattr_init(&attr);
	if (rc != 0)
		return rc;
	rc = posix_spawn_file_actions_init(&files);
	if (rc == 0) {
		rc = prepare_attr(&attr);
		if (rc == 0 && to >= 0)
			rc = posix_spawn_file_actions_adddup2(&files, to, STDOUT_FILENO);
		if (rc == 0)
			rc = posix_spawn(pid, "/bin/sh", &files, &attr, argv, environ);
		(void)posix_spawn_file_actions_destroy(&files);
	}
	(void)posix_spawnattr_destroy(&attr);
	return rc;
}

static void read_all(int fd, char *out, size_t cap)
{
	char rest[512];
	size_t n = 0;
	for (;;) {
		const bool room = n + 1 < cap;
		const ssize_t got =
			read(fd, room ? out + n : rest, room ? cap - 1 - n : sizeof(rest));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		n += room ? (size_t)got : 0;
	}
	out[n] = '\0';
}

static rv_status judge(const char *line, pid_t pid, rv_err *err)
{
	int status = 0;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return rv_err_set(err, RV_EIO, "'%.120s': %s", line, strerror(errno));
	}
	if (WIFSIGNALED(status))
		return rv_err_set(err, RV_EIO, "'%.120s' was ended by signal %d", line,
				  WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return rv_err_set(err, RV_EIO, "'%.120s' ended with status %d", line,
				  WEXITSTATUS(status));
	return RV_OK;
}

rv_status rv_shell(const char *line, char *out, size_t cap, rv_err *err)
{
	int fds[2] = { -1, -1 };
	pid_t pid = 0;
	if (out && pipe2(fds, O_CLOEXEC) != 0)
		return rv_err_set(err, RV_EIO, "pipe: %s", strerror(errno));
	const int rc = spawn(line, fds[1], &pid);
	if (fds[1] >= 0)
		(void)close(fds[1]);
	if (rc == 0 && out)
		read_all(fds[0], out, cap);
	if (fds[0] >= 0)
		(void)close(fds[0]);
	if (rc != 0)
		return rv_err_set(err, RV_EIO, "/bin/sh: %s", strerror(rc));
	return judge(line, pid, err);
}
