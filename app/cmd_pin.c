/*
 * rvdesk pin: sets the PIN that arms the desk, or takes it away.
 *
 * It is read twice from the terminal, without echo, and never from an argument or a pipe: those are
 * seen by others and kept by shells. A desk that runs takes the new one at the next arming.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/pin.h"
#include "app/state_dir.h"
#include "engine/desk/command.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

typedef struct pin_options {
	const char *state;
	bool remove;
} pin_options;

static rv_status say(int tty, const char *text, rv_err *err)
{
	const size_t n = strlen(text);
	return write(tty, text, n) == (ssize_t)n
		       ? RV_OK
		       : rv_err_set(err, RV_EIO, "terminal: %s", strerror(errno));
}

/* A line without its newline, byte by byte, so that nothing of what follows is read and kept. */
static rv_status read_line(int tty, char out[RV_PIN_TEXT], rv_err *err)
{
	size_t n = 0;
	for (char c = 0;;) {
		const ssize_t got = read(tty, &c, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return rv_err_set(err, RV_EIO, "terminal: nothing was typed");
		if (c == '\n')
			break;
		if (n + 1 >= RV_PIN_TEXT)
			return rv_err_set(err, RV_ERANGE, "a PIN has 6 to 64 characters");
		out[n++] = c;
	}
	out[n] = '\0';
	return RV_OK;
}

/* Signals that would leave the terminal without echo wait until it has it again. */
static rv_status read_hidden(int tty, const char *label, char out[RV_PIN_TEXT], rv_err *err)
{
	struct termios was, quiet;
	sigset_t stops, old;
	if (tcgetattr(tty, &was) != 0)
		return rv_err_set(err, RV_EIO, "terminal: %s", strerror(errno));
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	(void)sigemptyset(&stops);
	(void)sigaddset(&stops, SIGTSTP);
	(void)sigaddset(&stops, SIGINT);
	(void)sigaddset(&stops, SIGQUIT);
	if (sigprocmask(SIG_BLOCK, &stops, &old) != 0 || tcsetattr(tty, TCSAFLUSH, &quiet) != 0)
		return rv_err_set(err, RV_EIO, "terminal: %s", strerror(errno));
	rv_status st = say(tty, label, err);
	if (st == RV_OK)
		st = read_line(tty, out, err);
	if (tcsetattr(tty, TCSAFLUSH, &was) != 0 && st == RV_OK)
		st = rv_err_set(err, RV_EIO, "terminal: %s", strerror(errno));
	(void)say(tty, "\n", NULL);
	(void)sigprocmask(SIG_SETMASK, &old, NULL);
	return st;
}

static rv_status ask_twice(int tty, char pin[RV_PIN_TEXT], rv_err *err)
{
	char again[RV_PIN_TEXT] = "";
	rv_status st = read_hidden(tty, "new PIN: ", pin, err);
	if (st == RV_OK && rv_pin_wrong(pin))
		st = rv_err_set(err, RV_ERANGE, "%s", rv_pin_wrong(pin));
	if (st == RV_OK)
		st = read_hidden(tty, "again: ", again, err);
	if (st == RV_OK && strcmp(pin, again) != 0)
		st = rv_err_set(err, RV_EINVAL, "the two are not the same: nothing has changed");
	explicit_bzero(again, sizeof(again));
	return st;
}

static rv_status set(const char *dir, rv_err *err)
{
	char pin[RV_PIN_TEXT] = "";
	rv_pin_hash h;
	const int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0)
		return rv_err_set(err, RV_EIO, "a PIN is typed at a terminal: %s", strerror(errno));
	rv_status st = ask_twice(tty, pin, err);
	if (st == RV_OK)
		st = rv_pin_make(pin, RV_PIN_ITERATIONS, &h, err);
	explicit_bzero(pin, sizeof(pin));
	(void)close(tty);
	return st == RV_OK ? rv_pin_store(dir, &h, err) : st;
}

static rv_status run(const pin_options *o, rv_err *err)
{
	char dir[PATH_MAX], path[PATH_MAX + 8];
	const rv_status st = rv_state_dir(o->state, dir, err);
	if (st != RV_OK)
		return st;
	if (!o->remove)
		return set(dir, err);
	(void)snprintf(path, sizeof(path), "%s/pin", dir);
	if (unlink(path) != 0 && errno != ENOENT)
		return rv_err_set(err, RV_EIO, "%.200s: %s", path, strerror(errno));
	return RV_OK;
}

int rv_cmd_pin(int argc, char **argv)
{
	pin_options o = { .state = NULL };
	rv_err err = { 0 };
	const rv_arg table[] = {
		{ "--state", RV_ARG_STRING, &o.state, 0, 0, "DIR", "state folder of the desk" },
		{ "--remove", RV_ARG_FLAG, &o.remove, 0, 0, NULL,
		  "arming asks for no PIN any more" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	const int rc = rv_args_parse("rvdesk pin [OPTIONS]    sets the PIN that arms the desk",
				     table, argc, argv);
	if (rc >= 0)
		return rc;
	if (run(&o, &err) != RV_OK)
		return rv_args_fail(err.text);
	(void)printf(o.remove ? "arming asks for no PIN\n" : "the PIN is set\n");
	return RV_EXIT_OK;
}
