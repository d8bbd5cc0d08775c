/* See console_job.h. */
#include "tests/support/console_job.h"

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"
#include "tui/console.h"

static void fill(rv_view *v, const rv_view *base, uint64_t step, int64_t since_ms)
{
	*v = *base;
	rv_fixture_move(v, step);
	rv_fixture_next(v, since_ms);
	v->mono_ms = rv_mono_ms(); /* the console compares it with its own clock */
}

static void *publish(void *arg)
{
	rv_console_child *c = arg;
	rv_view *base = rv_fixture_view();
	const int64_t start = rv_job_now_us();
	int64_t last = start;
	if (!base)
		return NULL;
	if (c->trade)
		rv_fixture_trade(base);
	struct pollfd stop = { .fd = c->stop_fd, .events = POLLIN };
	for (int step = 0; step < c->most; step++) {
		rv_view *v = rv_pub_begin(c->pub);
		if (step == 0) /* before anybody can see it, however slow the machine is here */
			c->sh->note[RV_NOTE_FIRST_US] = rv_job_now_us();
		if (v) {
			fill(v, base, (uint64_t)step, (last - start) / 1000);
			rv_pub_commit(c->pub, v);
			c->sh->note[RV_NOTE_COUNT]++;
		}
		const int64_t now = rv_job_now_us();
		if (step > 0 && now - last > c->sh->note[RV_NOTE_MAX_GAP_US])
			c->sh->note[RV_NOTE_MAX_GAP_US] = now - last;
		last = now;
		if (poll(&stop, 1, c->period_ms) != 0)
			break;
	}
	free(base);
	return NULL;
}

static void take(void *ctx, const rv_command *cmd)
{
	rv_job_shared *sh = ctx;

	sh->note[RV_NOTE_KIND] = cmd->kind;
	sh->note[RV_NOTE_RTT_MS] = isnan(cmd->rtt_ms) ? -1 : (int64_t)cmd->rtt_ms;
	sh->note[RV_NOTE_COMMANDS]++;
}

/* As behind su: descriptors of a terminal that controls another session. */
static bool leave_session(void)
{
	const pid_t inner = fork(); /* whoever leads a group cannot found a session */

	if (inner == 0)
		return setsid() >= 0;
	int status = 0;
	if (inner > 0 && waitpid(inner, &status, 0) == inner && WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	_exit(1);
}

static void heard(int sig)
{
	(void)sig;
}

/*
 * A program of this kind has a handler of its own. A terminal that goes away says so twice, as it
 * does and when its session's leader ends: the second must not find a process without one.
 */
static bool hear_hangups(void)
{
	const struct sigaction act = { .sa_handler = heard };

	return sigaction(SIGHUP, &act, NULL) == 0;
}

static int run_console(rv_job_shared *sh, void *arg)
{
	static volatile sig_atomic_t never = 0;
	rv_console_child *c = arg;
	rv_console_params p;
	rv_err err = { .text = "" };
	pthread_t thread;
	c->sh = sh;
	if (!hear_hangups())
		return 1;
	if (c->no_input && dup2(open("/dev/null", O_RDONLY), STDIN_FILENO) < 0)
		return 1;
	if (c->no_session && !leave_session())
		return 1;
	c->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (rv_pub_new(4, &c->pub) != RV_OK || pthread_create(&thread, NULL, publish, c) != 0)
		return 1;
	rv_console_params_default(&p);
	if (c->trade)
		p.sender = (rv_sender){ .sink = take, .ctx = sh, .nonce = 1 };
	const rv_status st = rv_console_run(&p, c->pub, &never, &err);
	sh->note[RV_NOTE_RETURNED] = st == RV_OK ? 1 : 2;
	const uint64_t one = 1;
	if (write(c->stop_fd, &one, sizeof(one)) != sizeof(one))
		return 1;
	(void)pthread_join(thread, NULL);
	(void)close(c->stop_fd);
	rv_pub_free(c->pub);
	if (st != RV_OK)
		(void)printf("failed: %s\n", err.text);
	(void)fflush(stdout);
	return st == RV_OK ? 0 : RV_CONSOLE_EXIT_FAILED;
}

const char *const rv_xterm_env[] = {
	"TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL", "LC_CTYPE", "NO_COLOR", "COLORTERM", NULL
};

rv_job *rv_console_job_start(rv_console_child *c, const char *const *env)
{
	if (c->period_ms == 0)
		c->period_ms = 1000;
	if (c->most == 0)
		c->most = 1000000;
	rv_job *j = rv_job_start(RV_COLS, RV_ROWS, env, run_console, c);
	rv_job_answer(j, c->answers ? 0 : -1);
	return j;
}

rv_job *rv_console_job_shown(rv_console_child *c)
{
	rv_job *j = rv_console_job_start(c, rv_xterm_env);
	assert_true(rv_job_wait_text(j, RV_SHOWN, RV_PATIENCE_MS));
	rv_job_pump(j, 1000, 100);
	return j;
}

void rv_assert_same_modes(const struct termios *a, const struct termios *b)
{
	assert_int_equal(a->c_iflag, b->c_iflag);
	assert_int_equal(a->c_oflag, b->c_oflag);
	assert_int_equal(a->c_cflag, b->c_cflag);
	assert_int_equal(a->c_lflag, b->c_lflag);
	assert_memory_equal(a->c_cc, b->c_cc, sizeof(a->c_cc));
}

/* The modes of a terminal that nobody has touched. */
static int do_nothing(rv_job_shared *sh, void *arg)
{
	(void)sh;
	(void)arg;
	return 0;
}

struct termios rv_fresh_modes(void)
{
	struct termios t;
	rv_job *j = rv_job_start(RV_COLS, RV_ROWS, rv_xterm_env, do_nothing, NULL);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	assert_true(rv_job_modes(j, &t));
	rv_job_free(j);
	return t;
}

const char *rv_last_margins(const char *output)
{
	const char *last = NULL;
	for (const char *s = output; (s = strstr(s, "\033[")) != NULL; s += 2)
		if (s[2 + strspn(s + 2, "0123456789;")] == 'r')
			last = s;
	return last;
}

void rv_assert_restored(rv_job *j)
{
	const char *margins = rv_last_margins(rv_job_output(j));
	assert_true(!margins || strncmp(margins, "\033[r", 3) == 0);
	const struct termios want = rv_fresh_modes();
	struct termios got;
	assert_true(rv_job_modes(j, &got));
	rv_assert_same_modes(&got, &want);
	assert_true(rv_job_cursor_visible(j));
	assert_false(rv_job_alt_screen(j));
	assert_false(rv_job_mouse(j));
}

void rv_assert_taken(rv_job *j)
{
	struct termios got;
	assert_true(rv_job_modes(j, &got));
	assert_int_equal(got.c_lflag & (tcflag_t)(ICANON | ECHO), 0);
	assert_false(rv_job_cursor_visible(j));
	assert_true(rv_job_alt_screen(j));
}
