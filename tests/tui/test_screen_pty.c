/*
 * The console on a pseudo-terminal: budgets, every way out, Ctrl-Z, kinds of terminals. Times are
 * printed, bytes and states are asserted.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/support/cm.h"
#include "tests/support/console_job.h"

static void test_first_paint_and_steady_bytes(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 1000 };
	rv_job *j = rv_console_job_start(&c, rv_xterm_env);
	assert_true(rv_job_wait_text(j, RV_SHOWN, RV_PATIENCE_MS));
	const int64_t us = rv_job_now_us() - rv_job_notes(j)->note[RV_NOTE_FIRST_US];
	rv_job_pump(j, 1000, 100);
	const size_t first = rv_job_bytes(j);
	rv_assert_taken(j);
	const int64_t t0 = rv_job_now_us();
	const int64_t n0 = rv_job_notes(j)->note[RV_NOTE_COUNT];
	rv_job_pump(j, 5000, 0);
	const double frames = (double)(rv_job_notes(j)->note[RV_NOTE_COUNT] - n0);
	const double bytes = (double)(rv_job_bytes(j) - first);
	const double seconds = (double)(rv_job_now_us() - t0) / 1e6;
	(void)printf("first paint %zu bytes, %.1f ms after the first snapshot; "
		     "%.0f bytes/s, %.0f bytes/snapshot\n",
		     first, (double)us / 1e3, bytes / seconds, bytes / frames);
	assert_in_range(first, 500, 10240);
	assert_true(bytes > 0.0 && bytes / frames <= 2560.0);
	rv_job_free(j);
}

/* ncurses works on a file, whose size is none: it must not guess 24 rows. */
static void check_margins(const char *term, const char *whole)
{
	char var[64];
	(void)snprintf(var, sizeof(var), "TERM=%s", term);
	const char *const env[] = { var, "LANG=C.UTF-8", "LC_ALL", "LINES", "COLUMNS", NULL };
	rv_console_child c = { .period_ms = 200 };
	rv_job *j = rv_console_job_start(&c, env);
	assert_true(rv_job_wait_text(j, RV_SHOWN, RV_PATIENCE_MS));
	assert_null(strstr(rv_job_output(j), "\033[1;24r"));
	assert_non_null(strstr(rv_job_output(j), whole));
	rv_job_resize(j, RV_COLS, 30);
	rv_job_pump(j, 1000, 150);
	assert_true(rv_job_has_text(j, RV_SHOWN));
	rv_job_send(j, "Q", 1);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	assert_non_null(rv_last_margins(rv_job_output(j)));
	rv_assert_restored(j);
	rv_job_free(j);
}

static void test_margins_are_the_whole_screen(void **state)
{
	(void)state;
	check_margins("xterm-256color", "\033[1;40r");
	check_margins("tmux-256color", "\033[1;40r");
}

/* Nobody tells a console behind su that the window has another size: it looks. */
static void test_resized_without_a_signal(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 200, .no_session = true };
	rv_job *j = rv_console_job_shown(&c);
	assert_false(rv_job_has_text(j, "Symbols   "));
	rv_job_resize(j, 80, 24); /* so small that the panes have tabs */
	assert_true(rv_job_wait_text(j, "Symbols   ", RV_PATIENCE_MS));
	rv_job_pump(j, 500, 100);
	assert_true(rv_job_has_text(j, RV_SHOWN));
	rv_job_send(j, "Q", 1);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
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
	rv_console_child c = { .period_ms = 1000 };
	rv_job *j = rv_console_job_shown(&c);
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
	rv_console_child c = { .period_ms = 1000 };
	rv_job *j = rv_console_job_shown(&c);
	rv_assert_taken(j);
	const int64_t t0 = rv_job_now_us();
	if (key)
		rv_job_send(j, key, 1);
	else
		rv_job_signal(j, sig);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
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
	rv_assert_restored(j);
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
	check_way_out(NULL, SIGFPE, SIGFPE);
	check_way_out(NULL, SIGILL, SIGILL);
#endif
}

/* A connection that breaks ends the console as HUP does; nobody is left to restore anything for. */
static void test_terminal_goes_away(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 1000 };
	rv_job *j = rv_console_job_shown(&c);
	rv_job_hang_up(j);
	for (int ms = 0; rv_job_notes(j)->note[RV_NOTE_RETURNED] == 0 && ms < RV_PATIENCE_MS; ms++)
		(void)poll(NULL, 0, 1);
	assert_int_equal(rv_job_notes(j)->note[RV_NOTE_RETURNED], 1);
	rv_job_free(j);
}

static void test_stop_and_continue(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 1000 };
	rv_job *j = rv_console_job_shown(&c);
	for (int i = 0; i < 2; i++) {
		rv_job_send(j, "\x1a", 1);
		assert_true(rv_job_wait_stopped(j, RV_PATIENCE_MS));
		rv_assert_restored(j);
		rv_job_continue(j);
		assert_true(rv_job_wait_text(j, RV_SHOWN, RV_PATIENCE_MS));
		rv_job_pump(j, 1000, 100);
		rv_assert_taken(j);
	}
	rv_job_signal(j, SIGSTOP); /* cannot be caught: only the return can be put right */
	assert_true(rv_job_wait_stopped(j, RV_PATIENCE_MS));
	const size_t before = rv_job_bytes(j);
	rv_job_continue(j);
	rv_job_pump(j, 1000, 200);
	assert_true(rv_job_bytes(j) - before > 1000); /* the whole screen again */
	rv_assert_taken(j);
	rv_job_send(j, "Q", 1);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	rv_assert_restored(j);
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
	rv_console_child c = { .period_ms = 200 };
	rv_job *j = rv_console_job_start(&c, env);
	if (works) {
		assert_true(rv_job_wait_text(j, RV_SHOWN, RV_PATIENCE_MS));
		rv_job_pump(j, 300, 0);
		assert_true(!ascii || seven_bit(rv_job_output(j)));
		assert_true(ascii || !seven_bit(rv_job_output(j)));
		rv_job_send(j, "Q", 1);
	}
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	const int status = rv_job_notes(j)->exit_status;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), works ? 0 : RV_CONSOLE_EXIT_FAILED);
	assert_true(works || rv_job_has_text(j, "cannot position the cursor"));
	const struct termios want = rv_fresh_modes();
	struct termios got;
	assert_true(rv_job_modes(j, &got));
	rv_assert_same_modes(&got, &want);
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
	rv_console_child c = { .period_ms = 200 };
	rv_job *j = rv_console_job_start(&c, env);
	assert_true(rv_job_wait_text(j, RV_SHOWN, RV_PATIENCE_MS));
	rv_job_pump(j, 500, 0);
	for (const char *s = rv_job_output(j); (s = strstr(s, "\033[")) != NULL; s += 2)
		assert_false((s[2] == '3' || s[2] == '4') && s[4] == 'm');
	rv_job_free(j);
}

static void test_input_is_no_terminal(void **state)
{
	(void)state;
	rv_console_child c = { .no_input = true };
	rv_job *j = rv_console_job_start(&c, rv_xterm_env);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	assert_int_equal(WEXITSTATUS(rv_job_notes(j)->exit_status), RV_CONSOLE_EXIT_FAILED);
	assert_true(rv_job_has_text(j, "standard input is not a terminal"));
	rv_assert_restored(j);
	rv_job_free(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_paint_and_steady_bytes),
		cmocka_unit_test(test_margins_are_the_whole_screen),
		cmocka_unit_test(test_resized_without_a_signal),
		cmocka_unit_test(test_key_to_paint),
		cmocka_unit_test(test_restored_after_quit),
		cmocka_unit_test(test_restored_after_signals),
		cmocka_unit_test(test_restored_after_crashes),
		cmocka_unit_test(test_terminal_goes_away),
		cmocka_unit_test(test_stop_and_continue),
		cmocka_unit_test(test_kinds_of_terminals),
		cmocka_unit_test(test_vt100_has_no_colours),
		cmocka_unit_test(test_input_is_no_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
