/*
 * The terminal device; see tty.h.
 *
 * The output is a second opening of the terminal, because O_NONBLOCK belongs to the opening and
 * the shell shares ours. Where the terminal cannot be opened again (su, some containers) the
 * output is ours after all, written only when poll says that there is room, a little at a time.
 */
#include "tui/tty.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "engine/base/clock.h"

enum {
	CHUNK = 16384,
	CHUNK_BLOCKING = 128, /* the kernel reports POLLOUT from 256 free bytes on */
	LEAVE_MS = 80,
	CRASH_TRIES = 5,
	CRASH_WAIT_MS = 20,
	RESET_MAX = 256
};

struct rv_tty {
	int in, out, frame;
	bool nonblocking; /* out is an opening of our own */
	bool entered;
	off_t sent, filled; /* of the frame buffer; filled as of the last look */
	struct termios saved;
};

static const int crash_signals[] = { SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL };
enum { N_CRASH = sizeof(crash_signals) / sizeof(crash_signals[0]) };

/* All that a handler may use; written before armed is set, by one thread. */
static struct {
	volatile sig_atomic_t armed, mouse;
	int fd;
	struct termios saved;
	char reset[RESET_MAX];
	size_t n_reset;
	struct sigaction old[N_CRASH];
	bool exists; /* an rv_tty exists: one per process */
} crash;

static void crash_write(const char *bytes, size_t n_bytes)
{
	size_t done = 0;
	for (int i = 0; i < CRASH_TRIES && done < n_bytes; i++) {
		const ssize_t n = write(crash.fd, bytes + done, n_bytes - done);
		if (n > 0) {
			done += (size_t)n;
			continue;
		}
		struct pollfd p = { .fd = crash.fd, .events = POLLOUT };
		if (poll(&p, 1, CRASH_WAIT_MS) < 0)
			continue; /* one try less */
	}
}

/* Only async-signal-safe calls. */
static void on_crash(int sig, siginfo_t *info, void *context)
{
	(void)context;
	if (crash.armed) {
		crash.armed = 0;
		if (crash.mouse)
			crash_write(RV_TTY_MOUSE_OFF, sizeof(RV_TTY_MOUSE_OFF) - 1);
		crash_write(crash.reset, crash.n_reset);
		(void)tcsetattr(crash.fd, TCSANOW, &crash.saved); /* nothing left to do about it */
	}
	for (size_t i = 0; i < N_CRASH; i++)
		if (crash_signals[i] == sig)
			(void)sigaction(sig, &crash.old[i], NULL);
	/* A fault comes again by itself, with its address; anything else is sent again. */
	const bool fault = sig != SIGQUIT && sig != SIGABRT && info->si_code > 0;
	if (!fault)
		(void)raise(sig);
}

static void crash_install(void)
{
	struct sigaction sa = { .sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	(void)sigfillset(&sa.sa_mask);
	for (size_t i = 0; i < N_CRASH; i++)
		(void)sigaction(crash_signals[i], &sa, &crash.old[i]); /* valid by construction */
}

static void crash_uninstall(void)
{
	for (size_t i = 0; i < N_CRASH; i++)
		(void)sigaction(crash_signals[i], &crash.old[i], NULL);
}

static int open_again(int fd)
{
	char path[64];
	const int flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int got = -1;
	if (ttyname_r(fd, path, sizeof(path)) == 0)
		got = open(path, flags);
	return got >= 0 ? got : open("/dev/tty", flags);
}

static bool open_output(rv_tty *t)
{
	t->out = open_again(STDOUT_FILENO);
	t->nonblocking = t->out >= 0;
	if (!t->nonblocking)
		t->out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	return t->out >= 0;
}

rv_status rv_tty_new(rv_tty **out, rv_err *err)
{
	assert(!crash.exists);
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return rv_err_set(err, RV_EIO, "console: standard %s is not a terminal",
				  isatty(STDIN_FILENO) ? "output" : "input");
	rv_tty *t = calloc(1, sizeof(*t));
	if (!t)
		return rv_err_set(err, RV_ENOMEM, "console: out of memory");
	t->in = STDIN_FILENO;
	t->frame = memfd_create("rvdesk-frame", MFD_CLOEXEC);
	if (!open_output(t) || t->frame < 0 || tcgetattr(t->in, &t->saved) != 0) {
		const rv_status st = rv_err_set(
			err, RV_EIO, "console: cannot open the terminal: %s", strerror(errno));
		rv_tty_free(t);
		return st;
	}
	crash.fd = t->out;
	crash.saved = t->saved;
	crash.n_reset = 0;
	crash.mouse = 0;
	crash.exists = true;
	crash_install();
	*out = t;
	return RV_OK;
}

void rv_tty_free(rv_tty *t)
{
	if (!t)
		return;
	rv_tty_leave(t);
	if (crash.exists) {
		crash_uninstall();
		crash.exists = false;
	}
	if (t->out > 0)
		(void)close(t->out);
	if (t->frame > 0)
		(void)close(t->frame);
	free(t);
}

rv_status rv_tty_enter(rv_tty *t, rv_err *err)
{
	struct termios raw = t->saved;
	raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON);
	raw.c_oflag &= ~(tcflag_t)OPOST; /* ncurses counts on \n and tabs as they are */
	raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN);
	raw.c_lflag |= ISIG;
	raw.c_cc[VINTR] = _POSIX_VDISABLE; /* Ctrl-C is a key */
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(t->in, TCSANOW, &raw) != 0)
		return rv_err_set(err, RV_EIO, "console: cannot set the terminal's modes: %s",
				  strerror(errno));
	t->entered = true;
	crash.armed = 1;
	return RV_OK;
}

void rv_tty_set_reset(rv_tty *t, const char *bytes, size_t n)
{
	(void)t;
	assert(n <= RESET_MAX && !crash.armed);
	memcpy(crash.reset, bytes, n);
	crash.n_reset = n;
}

void rv_tty_set_mouse(rv_tty *t, bool on)
{
	(void)t;
	crash.mouse = on;
}

static void send_for(rv_tty *t, int64_t ms)
{
	const int64_t until = rv_mono_ms() + ms;
	while (rv_tty_send(t) == RV_EAGAIN) {
		const int64_t left = until - rv_mono_ms();
		struct pollfd p = { .fd = t->out, .events = POLLOUT };
		if (left <= 0 || (poll(&p, 1, (int)left) < 0 && errno != EINTR))
			return;
	}
}

void rv_tty_leave(rv_tty *t)
{
	if (!t->entered)
		return;
	t->entered = false;
	if (tcgetpgrp(t->in) == getpgrp()) {
		send_for(t, LEAVE_MS);
		(void)tcsetattr(t->in, TCSANOW, &t->saved); /* nobody is left to tell */
	}
	crash.armed = 0;
	t->sent = t->filled = 0;
	if (ftruncate(t->frame, 0) == 0)
		(void)lseek(t->frame, 0, SEEK_SET);
}

int rv_tty_in_fd(const rv_tty *t)
{
	return t->in;
}

int rv_tty_out_fd(const rv_tty *t)
{
	return t->out;
}

size_t rv_tty_read(rv_tty *t, unsigned char *buf, size_t cap)
{
	const ssize_t n = read(t->in, buf, cap);
	return n > 0 ? (size_t)n : 0; /* poll reports a terminal that is gone */
}

bool rv_tty_size(const rv_tty *t, int *cols, int *rows)
{
	struct winsize ws;
	if (ioctl(t->out, TIOCGWINSZ, &ws) != 0 || ws.ws_col == 0 || ws.ws_row == 0)
		return false;
	*cols = ws.ws_col;
	*rows = ws.ws_row;
	return true;
}

int rv_tty_frame_fd(const rv_tty *t)
{
	return t->frame;
}

bool rv_tty_unsent(const rv_tty *t)
{
	return t->sent < t->filled;
}

/* Bytes that the terminal took, 0 if it takes none now, -1 if it is gone. */
static ssize_t send_some(const rv_tty *t, const char *buf, size_t n)
{
	if (!t->nonblocking) {
		struct pollfd p = { .fd = t->out, .events = POLLOUT };
		if (poll(&p, 1, 0) != 1)
			return 0;
		if (p.revents & (POLLHUP | POLLERR))
			return -1;
		n = n < CHUNK_BLOCKING ? n : CHUNK_BLOCKING;
	}
	const ssize_t put = write(t->out, buf, n);
	if (put >= 0)
		return put;
	return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

rv_status rv_tty_send(rv_tty *t)
{
	char buf[CHUNK];
	t->filled = lseek(t->frame, 0, SEEK_CUR);
	while (t->sent < t->filled) {
		const ssize_t have = pread(t->frame, buf, sizeof(buf), t->sent);
		if (have <= 0)
			return RV_ECLOSED;
		const ssize_t put = send_some(t, buf, (size_t)have);
		if (put < 0)
			return RV_ECLOSED;
		if (put == 0)
			return RV_EAGAIN;
		t->sent += put;
	}
	t->sent = t->filled = 0;
	if (lseek(t->frame, 0, SEEK_SET) != 0 || ftruncate(t->frame, 0) != 0)
		return RV_ECLOSED;
	return RV_OK;
}
