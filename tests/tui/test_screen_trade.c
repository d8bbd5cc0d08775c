/*
 * Approving on a real terminal: a question counts as seen when the terminal has taken its frame,
 * and not before; what is typed ahead is lost; a terminal that nobody reads can still stop.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "engine/desk/command.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"

enum { SEEN_MS = 500 }; /* longer than a question needs to listen, on a slow machine, too */

static rv_job *start(rv_console_child *c)
{
	c->trade = c->answers = true;
	rv_job *j = rv_console_job_shown(c);
	rv_job_send(j, "5", 1);
	assert_true(rv_job_wait_text(j, "Tickets", RV_PATIENCE_MS));
	return j;
}

static int64_t commands(rv_job *j)
{
	return rv_job_notes(j)->note[RV_NOTE_COMMANDS];
}

static void wait_command(rv_job *j, int64_t n, rv_cmd_kind kind)
{
	for (int ms = 0; commands(j) < n && ms < RV_PATIENCE_MS; ms += 20)
		rv_job_pump(j, 20, 0);
	assert_int_equal(commands(j), n);
	assert_int_equal(rv_job_notes(j)->note[RV_NOTE_KIND], kind);
}

/* The busiest Desk keeps the budget of a first paint, from the first snapshot on. */
static void test_first_paint(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 1000, .trade = true };
	rv_job *j = rv_console_job_start(&c, rv_xterm_env);

	assert_true(rv_job_wait_text(j, RV_SHOWN, RV_PATIENCE_MS));
	rv_job_pump(j, 800, 100);
	const char *out = rv_job_output(j), *from = strstr(out, "PAPER");
	assert_non_null(from); /* the first word of the first snapshot */
	const size_t bytes = rv_job_bytes(j) - (size_t)(from - out);
	(void)printf("first paint with an order side: %zu bytes\n", bytes);
	assert_in_range(bytes, 500, 10240);
	rv_job_free(j);
}

static void test_approve(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 200 };
	rv_job *j = start(&c);

	rv_job_send(j, "aY", 2); /* typed ahead */
	assert_true(rv_job_wait_text(j, "Y = send", RV_PATIENCE_MS));
	rv_job_pump(j, SEEN_MS, 0);
	assert_int_equal(commands(j), 0);
	assert_true(rv_job_has_text(j, "Approve #41"));
	rv_job_send(j, "\r ", 2);
	rv_job_pump(j, 300, 0);
	assert_int_equal(commands(j), 0);
	assert_true(rv_job_has_text(j, "Approve #41"));
	rv_job_send(j, "Y", 1);
	wait_command(j, 1, RV_CMD_APPROVE);
	assert_true(rv_job_wait_no_text(j, "Approve #41", RV_PATIENCE_MS));
	rv_job_send(j, "Q", 1);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	rv_job_free(j);
}

/* Nothing is read: the frame with the question never leaves whole, so no key answers it. */
static void test_unread(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 200 };
	rv_job *j = start(&c);

	for (int i = 0; i < 40; i++) { /* whole repaints, until nothing more is taken */
		rv_job_send(j, "\x0c", 1);
		(void)poll(NULL, 0, 20);
	}
	rv_job_send(j, "a", 1);
	(void)poll(NULL, 0, 2 * SEEN_MS);
	rv_job_send(j, "Y", 1);
	(void)poll(NULL, 0, SEEN_MS);
	assert_int_equal(commands(j), 0);
	rv_job_send(j, "KH", 2); /* but to stop needs no picture */
	for (int i = 0; i < 500 && commands(j) == 0; i++)
		(void)poll(NULL, 0, 20);
	assert_int_equal(commands(j), 1);
	assert_int_equal(rv_job_notes(j)->note[RV_NOTE_KIND], RV_CMD_KILL);
	rv_job_pump(j, 1500, 200); /* read again */
	assert_true(rv_job_wait_text(j, "Tickets", RV_PATIENCE_MS));
	rv_job_send(j, "a", 1);
	assert_true(rv_job_wait_text(j, "Y = send", RV_PATIENCE_MS));
	rv_job_pump(j, SEEN_MS, 0);
	rv_job_send(j, "Y", 1);
	wait_command(j, 2, RV_CMD_APPROVE);
	rv_job_free(j);
}

/* The engine falls silent while the question is open. */
static void test_silent(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 200, .most = 7 };
	rv_job *j = start(&c);

	rv_job_send(j, "a", 1);
	assert_true(rv_job_wait_text(j, "ENGINE SILENT", RV_PATIENCE_MS));
	rv_job_pump(j, SEEN_MS, 0);
	rv_job_send(j, "Y", 1);
	rv_job_pump(j, SEEN_MS, 0);
	assert_int_equal(commands(j), 0);
	rv_job_send(j, "L", 1);
	wait_command(j, 1, RV_CMD_LOCK);
	rv_job_free(j);
}

/* After Ctrl-Z the terminal was in other hands: the question is closed and the desk locked. */
static void test_stopped(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 200 };
	rv_job *j = start(&c);

	rv_job_send(j, "a", 1);
	assert_true(rv_job_wait_text(j, "Y = send", RV_PATIENCE_MS));
	rv_job_signal(j, SIGTSTP);
	assert_true(rv_job_wait_stopped(j, RV_PATIENCE_MS));
	rv_job_continue(j);
	for (int ms = 0; commands(j) == 0 && ms < RV_PATIENCE_MS; ms += 20)
		rv_job_pump(j, 20, 0);
	assert_true(rv_job_wait_text(j, "Tickets", RV_PATIENCE_MS));
	assert_true(rv_job_wait_no_text(j, "Y = send", RV_PATIENCE_MS));
	rv_job_pump(j, SEEN_MS, 0);
	const int64_t locks = commands(j); /* each time that the terminal comes back */
	assert_true(locks >= 1);
	rv_job_send(j, "Y", 1);
	rv_job_pump(j, SEEN_MS, 0);
	assert_int_equal(commands(j), locks);
	assert_int_equal(rv_job_notes(j)->note[RV_NOTE_KIND], RV_CMD_LOCK);
	rv_job_free(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_paint), cmocka_unit_test(test_approve),
		cmocka_unit_test(test_unread),	    cmocka_unit_test(test_silent),
		cmocka_unit_test(test_stopped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
