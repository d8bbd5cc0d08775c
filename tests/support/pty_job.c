/*
 * The shell is a session leader that gives the terminal to the job's process group, takes it back
 * when the job stops and gives it again when told, as a shell does for Ctrl-Z and fg.
 */
#include "tests/support/pty_job.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

enum { TAIL = 65536, SCREEN_TEXT = 1 << 19, ANSWERS = 8 };

static const char ping[] = "\033[5n", pong[] = "\033[0n";

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
	bool cursor, alt, mouse, closed;
	int answer_ms;		      /* -1: it does not */
	size_t pings, n_due, matched; /* matched: bytes of a ping at the end of the output */
	int64_t due_us[ANSWERS];
	char text[SCREEN_TEXT];
	char home[32]; /* of a person who has never been here: no keys, nothing remembered */
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
	if (prop == VTERM_PROP_MOUSE)
		j->mouse = v->number != VTERM_PROP_MOUSE_NONE;
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

/* Also for a job that is another user's. */
static void make_home(char home[32])
{
	(void)snprintf(home, 32, "/tmp/rvdesk-job.XXXXXX");
	if (!mkdtemp(home) || chmod(home, 0777) != 0)
		abort();
}

static int remove_one(const char *path, const struct stat *sb, int flag, struct FTW *at)
{
	(void)sb;
	(void)flag;
	(void)at;
	return remove(path);
}

static void set_home(const char *home)
{
	(void)setenv("XDG_STATE_HOME", home, 1);
	(void)setenv("XDG_CONFIG_HOME", home, 1);
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
	j->answer_ms = -1;
	make_home(j->home);
	j->sh = mmap(NULL, sizeof(*j->sh), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	if (j->sh == MAP_FAILED)
		abort();
	j->shell = forkpty(&j->master, NULL, NULL, &ws);
	if (j->shell < 0)
		abort();
	if (j->shell == 0) {
		rv_job_shared *sh = j->sh;
		set_home(j->home);
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
	const bool ours =
		j->master >= 0 || getsid(j->sh->pid) == j->shell; /* nobody waits for it then */
	if (j->sh->pid > 0 && !j->sh->done && ours) {
		(void)kill(j->sh->pid, SIGKILL);
		(void)kill(j->sh->pid, SIGCONT);
	}
	(void)kill(j->shell, SIGKILL);
	(void)waitpid(j->shell, NULL, 0);
	if (j->master >= 0)
		(void)close(j->master);
	(void)munmap(j->sh, sizeof(*j->sh));
	vterm_free(j->vt);
	(void)nftw(j->home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
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

static void look_for_pings(rv_job *j, const char *buf, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		j->matched = buf[i] == ping[j->matched] ? j->matched + 1 : buf[i] == ping[0];
		if (j->matched < strlen(ping))
			continue;
		j->matched = 0;
		j->pings++;
		if (j->answer_ms >= 0 && j->n_due < ANSWERS)
			j->due_us[j->n_due++] = rv_job_now_us() + (int64_t)j->answer_ms * 1000;
	}
}

/* Sends the answers that are due; at most wait_ms until the next one is. */
static int answer(rv_job *j, int wait_ms)
{
	const int64_t now = rv_job_now_us();
	while (j->n_due > 0 && j->due_us[0] <= now &&
	       write(j->master, pong, strlen(pong)) == (ssize_t)strlen(pong))
		memmove(j->due_us, j->due_us + 1, --j->n_due * sizeof(j->due_us[0]));
	if (j->n_due == 0)
		return wait_ms;
	const int64_t left = (j->due_us[0] - now + 999) / 1000;
	return left < 0 ? 0 : left < wait_ms ? (int)left : wait_ms;
}

static bool read_some(rv_job *j, int wait_ms)
{
	char buf[4096];
	struct pollfd p = { .fd = j->master, .events = POLLIN };
	const int64_t end = rv_job_now_us() + (int64_t)wait_ms * 1000;
	int64_t left = wait_ms;
	while (poll(&p, 1, answer(j, (int)left)) <= 0) {
		left = (end - rv_job_now_us() + 999) / 1000;
		if (left <= 0)
			return false;
	}
	const ssize_t n = read(j->master, buf, sizeof(buf));
	if (n <= 0) {
		j->closed = n == 0 || (errno != EAGAIN && errno != EINTR);
		return false;
	}
	j->bytes += (size_t)n;
	keep_tail(j, buf, (size_t)n);
	look_for_pings(j, buf, (size_t)n);
	(void)answer(j, 0);
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

void rv_job_hang_up(rv_job *j)
{
	(void)close(j->master);
	j->master = -1;
	j->closed = true;
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

void rv_job_answer(rv_job *j, int ms)
{
	j->answer_ms = ms;
}

size_t rv_job_pings(const rv_job *j)
{
	return j->pings;
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

static int colour_of(const VTermColor *c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(c) || VTERM_COLOR_IS_DEFAULT_BG(c) ||
	    !VTERM_COLOR_IS_INDEXED(c))
		return -1;
	return c->indexed.idx;
}

rv_job_cell rv_job_cell_at(const rv_job *j, int x, int y)
{
	VTermScreenCell c = { .width = 0 };
	rv_job_cell out = { .ch = L' ', .fg = -1, .bg = -1 };

	if (!vterm_screen_get_cell(j->screen, (VTermPos){ .row = y, .col = x }, &c))
		return out;
	if (c.chars[0] != 0 && c.chars[0] != (uint32_t)-1)
		out.ch = (wchar_t)c.chars[0];
	out.fg = colour_of(&c.fg);
	out.bg = colour_of(&c.bg);
	out.bold = c.attrs.bold;
	out.underline = c.attrs.underline != 0;
	out.reverse = c.attrs.reverse;
	return out;
}

bool rv_job_cursor_visible(const rv_job *j)
{
	return j->cursor;
}

bool rv_job_alt_screen(const rv_job *j)
{
	return j->alt;
}

bool rv_job_mouse(const rv_job *j)
{
	return j->mouse;
}

bool rv_job_modes(const rv_job *j, struct termios *out)
{
	return tcgetattr(j->master, out) == 0;
}
