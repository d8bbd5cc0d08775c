/* Running the command; see hook.h. */
#include "app/ops/hook.h"

#include "engine/base/timefmt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STARTS_MOST = 60 };

struct rv_hook {
	const rv_ops_params *p;
	rv_log *log;
	char *argv[RV_OPS_ARGS + 1];
	char *wait[RV_HOOK_WAIT]; /* oldest first */
	size_t n_wait;
	pid_t pid; /* 0: nothing runs */
	bool killed;
	int64_t until_ms;
	int64_t starts[STARTS_MOST]; /* ring of times */
	uint64_t n_starts;
	rv_notice_counts counts;
};

rv_status rv_hook_new(const rv_ops_params *p, rv_log *log, rv_hook **out)
{
	rv_hook *h = calloc(1, sizeof(*h));
	if (!h)
		return RV_ENOMEM;
	h->p = p;
	h->log = log;
	for (size_t i = 0; i < p->n_command; i++) {
		h->argv[i] = strdup(p->command[i]); /* argv is not const */
		if (!h->argv[i]) {
			rv_hook_free(h);
			return RV_ENOMEM;
		}
	}
	*out = h;
	return RV_OK;
}

static void kill_group(rv_hook *h)
{
	if (kill(-h->pid, SIGKILL) != 0 && errno != ESRCH)
		rv_log_put(h->log, RV_LOG_ERROR, "alerts", "the command cannot be killed: %s",
			   strerror(errno));
	h->killed = true;
}

void rv_hook_free(rv_hook *h)
{
	if (!h)
		return;
	if (h->pid != 0) {
		kill_group(h);
		while (waitpid(h->pid, NULL, 0) < 0 && errno == EINTR) {
		}
	}
	for (size_t i = 0; i < h->n_wait; i++)
		free(h->wait[i]);
	for (size_t i = 0; i < RV_OPS_ARGS; i++)
		free(h->argv[i]);
	free(h);
}

static char *take_first(rv_hook *h)
{
	char *first = h->wait[0];
	h->n_wait--;
	memmove(h->wait, h->wait + 1, h->n_wait * sizeof(h->wait[0]));
	return first;
}

void rv_hook_put(rv_hook *h, char *json)
{
	if (h->n_wait == RV_HOOK_WAIT) {
		free(take_first(h));
		h->counts.dropped++;
		rv_log_put(h->log, RV_LOG_ERROR, "alerts",
			   "too many notices wait for the command: the oldest is dropped (%llu)",
			   (unsigned long long)h->counts.dropped);
	}
	h->wait[h->n_wait++] = json;
}

/* ---- starting ---- */

/* A pipe that holds the whole notice already: nobody has to feed it. -1: errno says why. */
static int notice_pipe(const char *json)
{
	int fds[2];
	if (pipe2(fds, O_CLOEXEC) != 0)
		return -1;
	const size_t n = strlen(json);
	const bool ok = fcntl(fds[1], F_SETFL, O_NONBLOCK) == 0 &&
			write(fds[1], json, n) == (ssize_t)n && write(fds[1], "\n", 1) == 1;
	(void)close(fds[1]);
	if (ok)
		return fds[0];
	(void)close(fds[0]);
	errno = EIO;
	return -1;
}

/* Signals as a program expects them, and a group that can be killed as one. */
static int prepare_attr(posix_spawnattr_t *attr)
{
	sigset_t none, all;
	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	int rc = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
							POSIX_SPAWN_SETPGROUP);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(attr, &none);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(attr, &all);
	return rc == 0 ? posix_spawnattr_setpgroup(attr, 0) : rc;
}

static int prepare_files(posix_spawn_file_actions_t *files, int in_fd)
{
	int rc = posix_spawn_file_actions_adddup2(files, in_fd, STDIN_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(files, STDOUT_FILENO, "/dev/null", O_WRONLY,
						      0);
	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY,
						      0);
	return rc == 0 ? posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1) : rc;
}

/* 0 or an errno. */
static int spawn(rv_hook *h, int in_fd)
{
	posix_spawnattr_t attr;
	posix_spawn_file_actions_t files;
	char *const nothing[] = { NULL };
	int rc = posix_spawnattr_init(&attr);
	if (rc != 0)
		return rc;
	rc = posix_spawn_file_actions_init(&files);
	if (rc == 0) {
		rc = prepare_attr(&attr);
		if (rc == 0)
			rc = prepare_files(&files, in_fd);
		if (rc == 0)
			rc = posix_spawn(&h->pid, h->argv[0], &files, &attr, h->argv, nothing);
		(void)posix_spawn_file_actions_destroy(&files);
	}
	(void)posix_spawnattr_destroy(&attr);
	return rc;
}

static void start(rv_hook *h, const char *json, int64_t now_ms)
{
	const int fd = notice_pipe(json);
	const int rc = fd < 0 ? errno : spawn(h, fd);
	if (fd >= 0)
		(void)close(fd);
	h->starts[h->n_starts++ % STARTS_MOST] = now_ms;
	h->until_ms = now_ms + h->p->command_ms;
	h->killed = false;
	if (rc == 0)
		return;
	h->pid = 0;
	h->counts.failed++;
	h->counts.dropped++;
	rv_log_put(h->log, RV_LOG_ERROR, "alerts", "the command %.120s does not start: %s",
		   h->argv[0], strerror(rc));
}

/* The newest of so many starts is less than a minute old. */
static bool limited(const rv_hook *h, int64_t now_ms)
{
	const uint64_t most = (uint64_t)h->p->command_per_min;
	return h->n_starts >= most &&
	       now_ms - h->starts[(h->n_starts - most) % STARTS_MOST] < RV_MINUTE_MS;
}

/* ---- ending ---- */

static void judge(rv_hook *h, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		h->counts.sent++;
		return;
	}
	h->counts.failed++;
	h->counts.dropped++;
	if (h->killed)
		rv_log_put(h->log, RV_LOG_ERROR, "alerts",
			   "the command ran longer than %lld ms and was killed",
			   (long long)h->p->command_ms);
	else if (WIFEXITED(status))
		rv_log_put(h->log, RV_LOG_ERROR, "alerts", "the command ended with status %d",
			   WEXITSTATUS(status));
	else
		rv_log_put(h->log, RV_LOG_ERROR, "alerts", "the command was ended by a signal");
}

static void look(rv_hook *h, int64_t now_ms)
{
	int status = 0;
	const pid_t got = waitpid(h->pid, &status, WNOHANG);
	if (got == h->pid) {
		h->pid = 0;
		judge(h, status);
	} else if (got < 0 && errno != EINTR) {
		h->pid = 0;
		h->counts.failed++;
		rv_log_put(h->log, RV_LOG_ERROR, "alerts", "the command is lost: %s",
			   strerror(errno));
	} else if (now_ms >= h->until_ms && !h->killed) {
		kill_group(h);
	}
}

void rv_hook_step(rv_hook *h, int64_t now_ms)
{
	if (h->pid != 0)
		look(h, now_ms);
	if (h->pid != 0 || h->n_wait == 0 || limited(h, now_ms))
		return;
	char *json = take_first(h);
	start(h, json, now_ms);
	free(json);
}

bool rv_hook_busy(const rv_hook *h)
{
	return h->pid != 0 || h->n_wait > 0;
}

rv_notice_counts rv_hook_counts(const rv_hook *h)
{
	return h->counts;
}
