/*
 * The shell is a session leader that gives the terminal to the job's process group, takes it back
 * when the job stops and gives it again when told, as a shell does for Ctrl-Z and fg.
 */
#include "tests/support/pty_job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

enum { TAIL = 65536, SCREEN_TEXT = 1 << 19 };

struct rv_job {
	int master;
	pid_t shell;
	rv_job_shared *sh;
	VTerm *vt;
	VTermScreen *screen;
	int cols, rows;
	size_t bytes;
	char tail[2 * TAIL + 1];
	size_t n_tail;
	bool cursor, alt, closed;
	char text[SCREEN_TEXT];
};

int64_t rv_job_now_us(void)
{
	struct timespec ts;
	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static int on_property(VTermProp prop, VTermValue *v, void *user)
{
	rv_job *j = user;
	if (prop == VTERM_PROP_CURSORVISIBLE)
		j->cursor = v->boolean != 0;
	if (prop == VTERM_PROP_ALTSCREEN)
		j->alt = v->boolean != 0;
	return 1;
}

static void handle(int sig, void (*handler)(int))
{
	const struct sigaction sa = { .sa_handler = handler };
	(void)sigaction(sig, &sa, NULL);
}

static void set_environment(const char *const *env)
{
	for (; env && *env; env++) {
		const char *eq = strchr(*env, '=');
		char name[64];
		if (!eq) {
			(void)unsetenv(*env);
			continue;
		}
		const size_t n = (size_t)(eq - *env) < sizeof(name) - 1 ? (size_t)(eq - *env)
									: sizeof(name) - 1;
		memcpy(name, *env, n);
		name[n] = '\0';
		(void)setenv(name, eq + 1, 1);
	}
}

static _Noreturn void run_job(rv_job_shared *sh, rv_job_main main, void *arg, char *const *argv)
{
	static const int inherited[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTTOU }; /* cmocka's */
	(void)setpgid(0, 0);
	(void)tcsetpgrp(STDIN_FILENO, getpid()); /* SIGTTOU is ignored until here */
	for (size_t i = 0; i < sizeof(inherited) / sizeof(inherited[0]); i++)
		handle(inherited[i], SIG_DFL);
	if (!argv)
		exit(main(sh, arg));
	(void)execv(argv[0], argv);
	_exit(127);
}

static _Noreturn void run_shell(rv_job_shared *sh, pid_t job)
{
	int status = 0;
	while (waitpid(job, &status, WUNTRACED) == job && WIFSTOPPED(status)) {
		(void)tcsetpgrp(STDIN_FILENO, getpgrp());
		sh->foreground = false;
		sh->stopped = true;
		while (!sh->foreground)
			(void)poll(NULL, 0, 1);
		sh->stopped = false;
		(void)tcsetpgrp(STDIN_FILENO, job);
		(void)kill(-job, SIGCONT);
	}
	sh->exit_status = status;
	sh->done = true;
	/* Keep the terminal open: its modes are looked at after the job. */
	for (;;)
		(void)pause();
}

static _Noreturn void shell_and_job(rv_job_shared *sh, const char *const *env, rv_job_main main,
				    void *arg, char *const *argv)
{
	handle(SIGTTOU, SIG_IGN);
	handle(SIGHUP, SIG_DFL);
	set_environment(env);
	const pid_t job = fork();
	if (job == 0)
		run_job(sh, main, arg, argv);
	sh->pid = job;
	(void)setpgid(job, job);
	run_shell(sh, job);
}

static void emulate(rv_job *j)
{
	static const VTermScreenCallbacks callbacks = { .settermprop = on_property };
	j->vt = vterm_new(j->rows, j->cols);
	vterm_set_utf8(j->vt, 1);
	j->screen = vterm_obtain_screen(j->vt);
	vterm_screen_set_callbacks(j->screen, &callbacks, j);
	vterm_screen_enable_altscreen(j->screen, 1);
	vterm_screen_reset(j->screen, 1);
}

static rv_job *start(int cols, int rows, const char *const *env, rv_job_main main, void *arg,
		     char *const *argv)
{
	rv_job *j = calloc(1, sizeof(*j));
	struct winsize ws = { .ws_col = (unsigned short)cols, .ws_row = (unsigned short)rows };
	if (!j)
		abort();
	j->cols = cols;
	j->rows = rows;
	j->sh = mmap(NULL, sizeof(*j->sh), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	if (j->sh == MAP_FAILED)
		abort();
	j->shell = forkpty(&j->master, NULL, NULL, &ws);
	if (j->shell < 0)
		abort();
	if (j->shell == 0) {
		rv_job_shared *sh = j->sh;
		free(j); /* the job's leak check must not see it */
		shell_and_job(sh, env, main, arg, argv);
	}
	(void)fcntl(j->master, F_SETFL, O_NONBLOCK);
	(void)fcntl(j->master, F_SETFD, FD_CLOEXEC);
	emulate(j);
	return j;
}

rv_job *rv_job_start(int cols, int rows, const char *const *env, rv_job_main main, void *arg)
{
	return start(cols, rows, env, main, arg, NULL);
}

rv_job *rv_job_exec(int cols, int rows, const char *const *env, char *const argv[])
{
	return start(cols, rows, env, NULL, NULL, argv);
}

void rv_job_free(rv_job *j)
{
	if (!j)
		return;
	if (j->sh->pid > 0 && !j->sh->done) {
		(void)kill(j->sh->pid, SIGKILL);
		(void)kill(j->sh->pid, SIGCONT);
	}
	(void)kill(j->shell, SIGKILL);
	(void)waitpid(j->shell, NULL, 0);
	(void)close(j->master);
	(void)munmap(j->sh, sizeof(*j->sh));
	vterm_free(j->vt);
	free(j);
}

rv_job_shared *rv_job_notes(rv_job *j)
{
	return j->sh;
}

pid_t rv_job_pid(rv_job *j)
{
	return j->sh->pid;
}

static void keep_tail(rv_job *j, const char *buf, size_t n)
{
	if (j->n_tail + n > 2 * TAIL) { /* n is far below TAIL */
		memmove(j->tail, j->tail + j->n_tail - TAIL, TAIL);
		j->n_tail = TAIL;
	}
	memcpy(j->tail + j->n_tail, buf, n);
	j->n_tail += n;
	j->tail[j->n_tail] = '\0';
}

static bool read_some(rv_job *j, int wait_ms)
{
	char buf[4096];
	struct pollfd p = { .fd = j->master, .events = POLLIN };
	if (poll(&p, 1, wait_ms) <= 0)
		return false;
	const ssize_t n = read(j->master, buf, sizeof(buf));
	if (n <= 0) {
		j->closed = n == 0 || (errno != EAGAIN && errno != EINTR);
		return false;
	}
	j->bytes += (size_t)n;
	keep_tail(j, buf, (size_t)n);
	(void)vterm_input_write(j->vt, buf, (size_t)n);
	return true;
}

void rv_job_pump(rv_job *j, int ms, int quiet_ms)
{
	const int64_t end = rv_job_now_us() + (int64_t)ms * 1000;
	for (int64_t now = rv_job_now_us(); now < end && !j->closed; now = rv_job_now_us()) {
		const int left = (int)((end - now + 999) / 1000);
		const int wait = quiet_ms > 0 && quiet_ms < left ? quiet_ms : left;
		if (!read_some(j, wait) && quiet_ms > 0)
			return;
	}
}

static bool wait_until(rv_job *j, bool (*is)(rv_job *, const char *), const char *text, int ms)
{
	const int64_t end = rv_job_now_us() + (int64_t)ms * 1000;
	while (!is(j, text)) {
		if (rv_job_now_us() >= end)
			return false;
		if (j->closed)
			(void)poll(NULL, 0, 1);
		else if (read_some(j, 2))
			while (read_some(j, 0))
				continue;
	}
	return true;
}

static bool lacks_text(rv_job *j, const char *text)
{
	return !rv_job_has_text(j, text);
}

static bool is_stopped(rv_job *j, const char *text)
{
	(void)text;
	return j->sh->stopped;
}

static bool is_done(rv_job *j, const char *text)
{
	(void)text;
	return j->sh->done;
}

bool rv_job_wait_text(rv_job *j, const char *text, int ms)
{
	return wait_until(j, rv_job_has_text, text, ms);
}

bool rv_job_wait_no_text(rv_job *j, const char *text, int ms)
{
	return wait_until(j, lacks_text, text, ms);
}

bool rv_job_wait_stopped(rv_job *j, int ms)
{
	const bool is = wait_until(j, is_stopped, NULL, ms);
	while (read_some(j, 0))
		continue;
	return is;
}

bool rv_job_wait_done(rv_job *j, int ms)
{
	const bool is = wait_until(j, is_done, NULL, ms);
	while (read_some(j, 0))
		continue;
	return is;
}

void rv_job_send(rv_job *j, const char *bytes, size_t n)
{
	while (n > 0) {
		const ssize_t put = write(j->master, bytes, n);
		if (put > 0) {
			bytes += put;
			n -= (size_t)put;
		} else {
			(void)read_some(j, 1);
		}
	}
}

void rv_job_signal(rv_job *j, int sig)
{
	(void)kill(j->sh->pid, sig);
}

void rv_job_continue(rv_job *j)
{
	j->sh->foreground = true;
	while (j->sh->stopped)
		(void)poll(NULL, 0, 1);
}

void rv_job_resize(rv_job *j, int cols, int rows)
{
	const struct winsize ws = { .ws_col = (unsigned short)cols,
				    .ws_row = (unsigned short)rows };
	j->cols = cols;
	j->rows = rows;
	vterm_set_size(j->vt, rows, cols);
	(void)ioctl(j->master, TIOCSWINSZ, &ws);
}

size_t rv_job_bytes(const rv_job *j)
{
	return j->bytes;
}

const char *rv_job_output(const rv_job *j)
{
	return j->tail;
}

const char *rv_job_screen(rv_job *j)
{
	size_t n = 0;
	for (int y = 0; y < j->rows; y++) {
		const VTermRect r = {
			.start_row = y, .end_row = y + 1, .start_col = 0, .end_col = j->cols
		};
		n += vterm_screen_get_text(j->screen, j->text + n, SCREEN_TEXT - 2 - n, r);
		j->text[n++] = '\n';
	}
	j->text[n] = '\0';
	return j->text;
}

bool rv_job_has_text(rv_job *j, const char *text)
{
	return strstr(rv_job_screen(j), text) != NULL;
}

bool rv_job_cursor_visible(const rv_job *j)
{
	return j->cursor;
}

bool rv_job_alt_screen(const rv_job *j)
{
	return j->alt;
}

bool rv_job_modes(const rv_job *j, struct termios *out)
{
	return tcgetattr(j->master, out) == 0;
}
