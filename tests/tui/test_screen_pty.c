/*
 * The console on a pseudo-terminal: budgets, the way out, Ctrl-Z, kinds of terminals, a terminal
 * that nobody reads, and random keys. Times are printed, bytes and states are asserted.
 */
#include "tui/console.h"

#include <fcntl.h>
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
#include "engine/base/rng.h"
#include "tests/support/cm.h"
#include "tests/support/pty_job.h"
#include "tests/support/view_fixture.h"

enum { COLS = 120, ROWS = 40, PATIENCE_MS = 20000, EXIT_FAILED = 10 };
enum { NOTE_FIRST_US, NOTE_COUNT, NOTE_MAX_GAP_US };

typedef struct child {
	int period_ms; /* between snapshots */
	int most;      /* snapshots, then silence */
	bool no_input; /* standard input is not a terminal */
	rv_pub *pub;
	rv_job_shared *sh;
	int stop_fd; /* eventfd */
} child;

static void *publish(void *arg)
{
	child *c = arg;
	int64_t last = 0;
	struct pollfd stop = { .fd = c->stop_fd, .events = POLLIN };
	for (int step = 0; step < c->most; step++) {
		rv_view *v = rv_pub_begin(c->pub);
		if (v) {
			rv_view_fixture(v, (uint64_t)step, rv_mono_ms());
			rv_pub_commit(c->pub, v);
			c->sh->note[NOTE_COUNT]++;
		}
		const int64_t now = rv_job_now_us();
		if (step == 0)
			c->sh->note[NOTE_FIRST_US] = now;
		else if (now - last > c->sh->note[NOTE_MAX_GAP_US])
			c->sh->note[NOTE_MAX_GAP_US] = now - last;
		last = now;
		if (poll(&stop, 1, c->period_ms) != 0)
			break;
	}
	return NULL;
}

static int run_console(rv_job_shared *sh, void *arg)
{
	static volatile sig_atomic_t never = 0;
	child *c = arg;
	rv_console_params p;
	rv_err err = { .text = "" };
	pthread_t thread;
	c->sh = sh;
	if (c->no_input && dup2(open("/dev/null", O_RDONLY), STDIN_FILENO) < 0)
		return 1;
	c->stop_fd = eventfd(0, EFD_CLOEXEC);
	if (rv_pub_new(4, &c->pub) != RV_OK || pthread_create(&thread, NULL, publish, c) != 0)
		return 1;
	rv_console_params_default(&p);
	const rv_status st = rv_console_run(&p, c->pub, &never, &err);
	const uint64_t one = 1;
	if (write(c->stop_fd, &one, sizeof(one)) != sizeof(one))
		return 1;
	(void)pthread_join(thread, NULL);
	(void)close(c->stop_fd);
	rv_pub_free(c->pub);
	if (st != RV_OK)
		(void)printf("failed: %s\n", err.text);
	(void)fflush(stdout);
	return st == RV_OK ? 0 : EXIT_FAILED;
}

static const char *const xterm[] = {
	"TERM=xterm-256color", "LANG=C.UTF-8", "LC_ALL", "LC_CTYPE", "NO_COLOR", "COLORTERM", NULL
};

static rv_job *start_with(child *c, const char *const *env)
{
	if (c->period_ms == 0)
		c->period_ms = 1000;
	if (c->most == 0)
		c->most = 1000000;
	return rv_job_start(COLS, ROWS, env, run_console, c);
}

static rv_job *start_shown(child *c)
{
	rv_job *j = start_with(c, xterm);
	assert_true(rv_job_wait_text(j, "SYM0", PATIENCE_MS));
	rv_job_pump(j, 1000, 100);
	return j;
}

static void assert_same_modes(const struct termios *a, const struct termios *b)
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

static struct termios fresh_modes(void)
{
	struct termios t;
	rv_job *j = rv_job_start(COLS, ROWS, xterm, do_nothing, NULL);
	assert_true(rv_job_wait_done(j, PATIENCE_MS));
	assert_true(rv_job_modes(j, &t));
	rv_job_free(j);
	return t;
}

static void assert_restored(rv_job *j)
{
	const struct termios want = fresh_modes();
	struct termios got;
	assert_true(rv_job_modes(j, &got));
	assert_same_modes(&got, &want);
	assert_true(rv_job_cursor_visible(j));
	assert_false(rv_job_alt_screen(j));
}

static void assert_taken(rv_job *j)
{
	struct termios got;
	assert_true(rv_job_modes(j, &got));
	assert_int_equal(got.c_lflag & (tcflag_t)(ICANON | ECHO), 0);
	assert_false(rv_job_cursor_visible(j));
	assert_true(rv_job_alt_screen(j));
}

static void test_first_paint_and_steady_bytes(void **state)
{
	(void)state;
	child c = { .period_ms = 1000 };
	rv_job *j = start_with(&c, xterm);
	assert_true(rv_job_wait_text(j, "SYM0", PATIENCE_MS));
	const int64_t us = rv_job_now_us() - rv_job_notes(j)->note[NOTE_FIRST_US];
	rv_job_pump(j, 1000, 100);
	const size_t first = rv_job_bytes(j);
	assert_taken(j);
	const int64_t t0 = rv_job_now_us();
	const int64_t n0 = rv_job_notes(j)->note[NOTE_COUNT];
	rv_job_pump(j, 5000, 0);
	const double frames = (double)(rv_job_notes(j)->note[NOTE_COUNT] - n0);
	const double bytes = (double)(rv_job_bytes(j) - first);
	const double seconds = (double)(rv_job_now_us() - t0) / 1e6;
	(void)printf("first paint %zu bytes, %.1f ms after the first snapshot; "
		     "%.0f bytes/s, %.0f bytes/snapshot\n",
		     first, (double)us / 1e3, bytes / seconds, bytes / frames);
	assert_in_range(first, 500, 10240);
	assert_true(bytes > 0.0 && bytes / frames <= 2560.0);
	rv_job_free(j);
}

static int compare_i64(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static void test_key_to_paint(void **state)
{
	(void)state;
	enum { KEYS = 41 };
	int64_t us[KEYS];
	child c = { .period_ms = 1000 };
	rv_job *j = start_shown(&c);
	for (size_t i = 0; i < KEYS; i++) {
		const size_t before = rv_job_bytes(j);
		const int64_t t0 = rv_job_now_us();
		rv_job_send(j, i % 8 < 4 ? "j" : "k", 1);
		while (rv_job_bytes(j) == before && rv_job_now_us() - t0 < 2000000)
			rv_job_pump(j, 5, 1);
		us[i] = rv_job_now_us() - t0;
		assert_true(rv_job_bytes(j) > before);
		rv_job_pump(j, 30, 10);
	}
	qsort(us, KEYS, sizeof(us[0]), compare_i64);
	(void)printf("key to first byte: median %.2f ms, most %.2f ms\n",
		     (double)us[KEYS / 2] / 1e3, (double)us[KEYS - 1] / 1e3);
	rv_job_free(j);
}

static void check_way_out(const char *key, int sig, int want_signal)
{
	child c = { .period_ms = 1000 };
	rv_job *j = start_shown(&c);
	assert_taken(j);
	const int64_t t0 = rv_job_now_us();
	if (key)
		rv_job_send(j, key, 1);
	else
		rv_job_signal(j, sig);
	assert_true(rv_job_wait_done(j, PATIENCE_MS));
	const int64_t us = rv_job_now_us() - t0;
	const int status = rv_job_notes(j)->exit_status;
	(void)printf("way out by %s: %.1f ms\n", key ? "Q" : strsignal(sig), (double)us / 1e3);
	if (want_signal) {
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), want_signal);
	} else {
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_restored(j);
	rv_job_free(j);
}

static void test_restored_after_quit(void **state)
{
	(void)state;
	check_way_out("Q", 0, 0);
}

static void test_restored_after_signals(void **state)
{
	(void)state;
	check_way_out(NULL, SIGTERM, 0);
	check_way_out(NULL, SIGINT, 0);
	check_way_out(NULL, SIGHUP, 0);
}

static void test_restored_after_crashes(void **state)
{
	(void)state;
	check_way_out(NULL, SIGQUIT, SIGQUIT);
	check_way_out(NULL, SIGABRT, SIGABRT);
#ifndef __SANITIZE_ADDRESS__ /* the sanitizer turns these into its report and exit */
	check_way_out(NULL, SIGSEGV, SIGSEGV);
	check_way_out(NULL, SIGBUS, SIGBUS);
#endif
}

static void test_stop_and_continue(void **state)
{
	(void)state;
	child c = { .period_ms = 1000 };
	rv_job *j = start_shown(&c);
	for (int i = 0; i < 2; i++) {
		rv_job_send(j, "\x1a", 1);
		assert_true(rv_job_wait_stopped(j, PATIENCE_MS));
		assert_restored(j);
		rv_job_continue(j);
		assert_true(rv_job_wait_text(j, "SYM0", PATIENCE_MS));
		rv_job_pump(j, 1000, 100);
		assert_taken(j);
	}
	rv_job_signal(j, SIGSTOP); /* cannot be caught: only the return can be put right */
	assert_true(rv_job_wait_stopped(j, PATIENCE_MS));
	const size_t before = rv_job_bytes(j);
	rv_job_continue(j);
	rv_job_pump(j, 1000, 200);
	assert_true(rv_job_bytes(j) - before > 1000); /* the whole screen again */
	assert_taken(j);
	rv_job_send(j, "Q", 1);
	assert_true(rv_job_wait_done(j, PATIENCE_MS));
	assert_restored(j);
	rv_job_free(j);
}

static bool seven_bit(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

static void check_terminal(const char *term, const char *lang, bool works, bool ascii)
{
	char var[64];
	(void)snprintf(var, sizeof(var), "TERM=%s", term);
	const char *const env[] = {
		var, lang, "LC_ALL", "LC_CTYPE", "COLORTERM", "NO_COLOR", NULL
	};
	child c = { .period_ms = 200 };
	rv_job *j = start_with(&c, env);
	if (works) {
		assert_true(rv_job_wait_text(j, "SYM0", PATIENCE_MS));
		rv_job_pump(j, 300, 0);
		assert_true(!ascii || seven_bit(rv_job_output(j)));
		assert_true(ascii || !seven_bit(rv_job_output(j)));
		rv_job_send(j, "Q", 1);
	}
	assert_true(rv_job_wait_done(j, PATIENCE_MS));
	const int status = rv_job_notes(j)->exit_status;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), works ? 0 : EXIT_FAILED);
	assert_true(works || rv_job_has_text(j, "cannot position the cursor"));
	const struct termios want = fresh_modes();
	struct termios got;
	assert_true(rv_job_modes(j, &got));
	assert_same_modes(&got, &want);
	rv_job_free(j);
}

static void test_kinds_of_terminals(void **state)
{
	(void)state;
	check_terminal("xterm-256color", "LANG=C.UTF-8", true, false);
	check_terminal("tmux-256color", "LANG=C.UTF-8", true, false);
	check_terminal("screen", "LANG=C.UTF-8", true, false);
	check_terminal("linux", "LANG=C.UTF-8", true, true);
	check_terminal("vt100", "LANG=C.UTF-8", true, true);
	check_terminal("ansi", "LANG=C.UTF-8", true, true);
	check_terminal("dumb", "LANG=C.UTF-8", false, true);
	check_terminal("foot", "LANG=C.UTF-8", true, false);
	check_terminal("no-such-terminal", "LANG=C.UTF-8", true, true);
	check_terminal("xterm-256color", "LANG=C", true, true);
	check_terminal("xterm-256color", "LANG=xx_XX.UTF-8", true, false);
}

static void test_vt100_has_no_colours(void **state)
{
	(void)state;
	static const char *const env[] = { "TERM=vt100", "LANG=C.UTF-8", "LC_ALL", NULL };
	child c = { .period_ms = 200 };
	rv_job *j = start_with(&c, env);
	assert_true(rv_job_wait_text(j, "SYM0", PATIENCE_MS));
	rv_job_pump(j, 500, 0);
	for (const char *s = rv_job_output(j); (s = strstr(s, "\033[")) != NULL; s += 2)
		assert_false((s[2] == '3' || s[2] == '4') && s[4] == 'm');
	rv_job_free(j);
}

static void test_input_is_no_terminal(void **state)
{
	(void)state;
	child c = { .no_input = true };
	rv_job *j = start_with(&c, xterm);
	assert_true(rv_job_wait_done(j, PATIENCE_MS));
	assert_int_equal(WEXITSTATUS(rv_job_notes(j)->exit_status), EXIT_FAILED);
	assert_true(rv_job_has_text(j, "standard input is not a terminal"));
	assert_restored(j);
	rv_job_free(j);
}

static void test_unread_terminal_blocks_nobody(void **state)
{
	(void)state;
	child c = { .period_ms = 10 };
	rv_job *j = start_shown(&c);
	const int64_t n0 = rv_job_notes(j)->note[NOTE_COUNT];
	(void)poll(NULL, 0, 4000);
	const int64_t n1 = rv_job_notes(j)->note[NOTE_COUNT];
	(void)printf("unread for 4 s: %lld snapshots, largest gap %.1f ms\n", (long long)(n1 - n0),
		     (double)rv_job_notes(j)->note[NOTE_MAX_GAP_US] / 1e3);
	assert_true(n1 - n0 > 50);
	/* Read again: the old frame's rest, then the newest state, and it goes on. */
	rv_job_pump(j, 1500, 0);
	const size_t before = rv_job_bytes(j);
	rv_job_pump(j, 1000, 0);
	assert_true(rv_job_bytes(j) > before);
	assert_true(rv_job_has_text(j, "SYM0"));
	/* Unread again, and now the way out. */
	(void)poll(NULL, 0, 1500);
	const int64_t t0 = rv_job_now_us();
	rv_job_signal(j, SIGTERM);
	while (!rv_job_notes(j)->done && rv_job_now_us() - t0 < 10000000)
		(void)poll(NULL, 0, 1);
	(void)printf("way out of an unread terminal: %.1f ms\n",
		     (double)(rv_job_now_us() - t0) / 1e3);
	assert_true(rv_job_notes(j)->done);
	rv_job_free(j);
}

static size_t count(const char *s, const char *what)
{
	size_t n = 0;
	for (; (s = strstr(s, what)) != NULL; s += strlen(what))
		n++;
	return n;
}

/* Marks around each frame, from the terminal's answer on and never before it. */
static void test_synchronized_output(void **state)
{
	(void)state;
	child c = { .period_ms = 250 };
	rv_job *j = start_shown(&c);
	assert_int_equal(count(rv_job_output(j), "\033[?2026$p"), 1);
	rv_job_pump(j, 1000, 0);
	assert_int_equal(count(rv_job_output(j), "\033[?2026h"), 0);
	rv_job_send(j, "\033[?2026;2$y", strlen("\033[?2026;2$y"));
	rv_job_pump(j, 2000, 0);
	rv_job_send(j, "Q", 1);
	assert_true(rv_job_wait_done(j, PATIENCE_MS));
	const size_t begins = count(rv_job_output(j), "\033[?2026h");
	assert_in_range(begins, 3, 20);
	assert_int_equal(count(rv_job_output(j), "\033[?2026l"), begins);
	assert_restored(j);
	rv_job_free(j);
}

/* While frozen the desk keeps one snapshot of the pool of four; the engine goes on with the rest.
 */
static void test_frozen_display_holds_nobody_up(void **state)
{
	(void)state;
	child c = { .period_ms = 20 };
	rv_job *j = start_shown(&c);
	rv_job_send(j, "Z", 1);
	assert_true(rv_job_wait_text(j, "FROZEN", PATIENCE_MS));
	const int64_t n0 = rv_job_notes(j)->note[NOTE_COUNT];
	rv_job_pump(j, 2500, 0);
	assert_true(rv_job_notes(j)->note[NOTE_COUNT] - n0 > 50);
	assert_false(rv_job_has_text(j, "ENGINE SILENT"));
	rv_job_send(j, "Z", 1);
	assert_true(rv_job_wait_no_text(j, "FROZEN", PATIENCE_MS));
	rv_job_send(j, "Q", 1);
	assert_true(rv_job_wait_done(j, PATIENCE_MS));
	assert_int_equal(rv_job_notes(j)->exit_status, 0);
	rv_job_free(j);
}

static void test_silent_engine_is_said(void **state)
{
	(void)state;
	child c = { .most = 1 };
	rv_job *j = start_with(&c, xterm);
	assert_true(rv_job_wait_text(j, "ENGINE SILENT", PATIENCE_MS));
	const int64_t us = rv_job_now_us() - rv_job_notes(j)->note[NOTE_FIRST_US];
	(void)printf("silence said after %.0f ms\n", (double)us / 1e3);
	assert_true(us >= 2000000);
	rv_job_free(j);
}

static void test_resize_repaints(void **state)
{
	(void)state;
	child c = { .period_ms = 60000 };
	rv_job *j = start_shown(&c);
	rv_job_resize(j, 80, 24);
	rv_job_pump(j, 2000, 300);
	assert_true(rv_job_has_text(j, "SYM0"));
	rv_job_resize(j, 30, 5);
	assert_true(rv_job_wait_no_text(j, "SYM0", PATIENCE_MS));
	rv_job_resize(j, COLS, ROWS);
	assert_true(rv_job_wait_text(j, "SYM0", PATIENCE_MS));
	rv_job_free(j);
}

/* Everything but what ends or stops the program. */
static char random_byte(rv_rng *r)
{
	for (;;) {
		const char b = (char)rv_rng_below(r, 256);
		const bool ends = b == 3 || b == 0x1a || b == 0x1c || b == 'Q' || b == 'q';
		if (!ends)
			return b;
	}
}

static void test_random_keys_and_resizes(void **state)
{
	(void)state;
	static const char *const keys[] = { "\033[A", "\033[B", "\033[5~",     "\033[6~", "\033OP",
					    "\t",     "\033[Z", "\r",	       "/SYM1\r", "\033",
					    "s",      "\033[3", "\033[?1;2$y", "?" };
	enum { N_KEYS = sizeof(keys) / sizeof(keys[0]), STEPS = 3000 };
	rv_rng r;
	rv_rng_seed(&r, 20261120, 1, 0);
	child c = { .period_ms = 50 };
	rv_job *j = start_shown(&c);
	for (int i = 0; i < STEPS && !rv_job_notes(j)->done; i++) {
		const char b = random_byte(&r);
		const char *key = keys[rv_rng_below(&r, N_KEYS)];
		if (rv_rng_below(&r, 2) == 0)
			rv_job_send(j, &b, 1);
		else
			rv_job_send(j, key, strlen(key));
		if (rv_rng_below(&r, 25) == 0)
			rv_job_resize(j, 1 + (int)rv_rng_below(&r, 250),
				      1 + (int)rv_rng_below(&r, 100));
		rv_job_pump(j, 2, 1);
	}
	assert_false(rv_job_notes(j)->done);
	rv_job_signal(j, SIGTERM);
	assert_true(rv_job_wait_done(j, PATIENCE_MS));
	assert_int_equal(rv_job_notes(j)->exit_status, 0);
	assert_restored(j);
	rv_job_free(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_paint_and_steady_bytes),
		cmocka_unit_test(test_key_to_paint),
		cmocka_unit_test(test_restored_after_quit),
		cmocka_unit_test(test_restored_after_signals),
		cmocka_unit_test(test_restored_after_crashes),
		cmocka_unit_test(test_stop_and_continue),
		cmocka_unit_test(test_kinds_of_terminals),
		cmocka_unit_test(test_vt100_has_no_colours),
		cmocka_unit_test(test_input_is_no_terminal),
		cmocka_unit_test(test_unread_terminal_blocks_nobody),
		cmocka_unit_test(test_synchronized_output),
		cmocka_unit_test(test_frozen_display_holds_nobody_up),
		cmocka_unit_test(test_silent_engine_is_said),
		cmocka_unit_test(test_resize_repaints),
		cmocka_unit_test(test_random_keys_and_resizes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
