/*
 * The operator's line on a pseudo-terminal: its round trip is measured and shown, nothing is sent
 * that the terminal has not answered for, frames wait for it, and a terminal that answers nothing
 * is no reason to be blind. Mouse, clipboard and pace, which are the terminal's too.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/base64.h"
#include "engine/desk/command.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"

#define PONG "\033[0n"
#define MOUSE_ON "\033[?1000h\033[?1006h"

static const char *const tmux_env[] = { "TERM=xterm-256color", "TMUX=/tmp/x,1,0", "LANG=C.UTF-8",
					"LC_ALL", NULL };
static const char *const screen_env[] = { "TERM=screen-256color", "LANG=C.UTF-8", "LC_ALL", NULL };

static void send_text(rv_job *j, const char *s)
{
	rv_job_send(j, s, strlen(s));
}

static rv_job *start(rv_console_child *c, const char *const *env)
{
	c->trade = true;
	c->period_ms = c->period_ms ? c->period_ms : 200;
	rv_job *j = rv_console_job_start(c, env);
	assert_true(rv_job_wait_text(j, RV_SHOWN, RV_PATIENCE_MS));
	send_text(j, "5");
	assert_true(rv_job_wait_text(j, "Tickets", RV_PATIENCE_MS));
	return j;
}

static void quit(rv_job *j)
{
	send_text(j, "Q");
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	assert_int_equal(rv_job_notes(j)->exit_status, 0);
	rv_assert_restored(j);
	rv_job_free(j);
}

static int64_t commands(rv_job *j)
{
	return rv_job_notes(j)->note[RV_NOTE_COMMANDS];
}

/* Says yes again and again until it counts; when it did, in us. */
static int64_t yes_until_sent(rv_job *j)
{
	const int64_t end = rv_job_now_us() + RV_PATIENCE_MS * 1000;
	while (commands(j) == 0 && rv_job_now_us() < end) {
		send_text(j, "Y");
		rv_job_pump(j, 20, 0);
	}
	assert_int_equal(commands(j), 1);
	assert_int_equal(rv_job_notes(j)->note[RV_NOTE_KIND], RV_CMD_APPROVE);
	return rv_job_now_us();
}

static void test_measured(void **state)
{
	(void)state;
	rv_console_child c = { .answers = true };
	rv_job *j = start(&c, rv_xterm_env);
	assert_true(rv_job_wait_no_text(j, "RTT ?", RV_PATIENCE_MS));
	assert_true(rv_job_wait_text(j, "RTT ", RV_PATIENCE_MS));
	const int64_t t0 = rv_job_now_us();
	send_text(j, "a");
	const int64_t us = yes_until_sent(j) - t0;
	assert_true(us >= 300000);
	assert_in_range(rv_job_notes(j)->note[RV_NOTE_RTT_MS], 0, 3000);
	(void)printf("from the key that asks to the command: %.0f ms\n", (double)us / 1e3);
	quit(j);
}

/* It is slow: that is shown, and journaled with what is sent. */
static void test_slow(void **state)
{
	(void)state;
	rv_console_child c = { .answers = true };
	rv_job *j = start(&c, rv_xterm_env);
	rv_job_answer(j, 400);
	send_text(j, "a");
	(void)yes_until_sent(j);
	assert_true(rv_job_notes(j)->note[RV_NOTE_RTT_MS] >= 400);
	quit(j);
}

static void check_unknown(const char *const *env, size_t most_pings)
{
	rv_console_child c = { .answers = most_pings == 0 };
	rv_job *j = start(&c, env);
	assert_true(rv_job_wait_text(j, "RTT ?", RV_PATIENCE_MS));
	const int64_t t0 = rv_job_now_us();
	send_text(j, "a");
	assert_true(yes_until_sent(j) - t0 >= 1000000);
	assert_int_equal(rv_job_notes(j)->note[RV_NOTE_RTT_MS], -1);
	assert_in_range(rv_job_pings(j), most_pings > 0, most_pings);
	quit(j);
}

static void test_unknown(void **state)
{
	(void)state;
	check_unknown(rv_xterm_env, 2);
	check_unknown(tmux_env, 0);
	check_unknown(screen_env, 0);
}

/* The terminal has answered, and does not for the frame with the question. */
static void test_nothing_is_sent_unseen(void **state)
{
	(void)state;
	rv_console_child c = { .answers = true };
	rv_job *j = start(&c, rv_xterm_env);
	assert_true(rv_job_wait_no_text(j, "RTT ?", RV_PATIENCE_MS));
	rv_job_answer(j, -1);
	send_text(j, "a");
	assert_true(rv_job_wait_text(j, "Y = send", RV_PATIENCE_MS));
	for (int i = 0; i < 30; i++) {
		send_text(j, "Y");
		rv_job_pump(j, 50, 0);
	}
	assert_int_equal(commands(j), 0);
	rv_job_answer(j, 0);
	send_text(j, PONG);
	(void)yes_until_sent(j);
	quit(j);
}

static void test_lag(void **state)
{
	(void)state;
	rv_console_child c = { .answers = true };
	rv_job *j = start(&c, rv_xterm_env);
	assert_true(rv_job_wait_no_text(j, "RTT ?", RV_PATIENCE_MS));
	rv_job_answer(j, -1);
	assert_true(rv_job_wait_text(j, "LINK LAG", RV_PATIENCE_MS));
	send_text(j, "a");
	assert_true(rv_job_wait_text(j, "the line to this terminal is too slow", RV_PATIENCE_MS));
	send_text(j, "Y");
	rv_job_pump(j, 400, 0);
	send_text(j, "Y\033");
	assert_true(rv_job_wait_no_text(j, "Y = send", RV_PATIENCE_MS));
	assert_int_equal(commands(j), 0);
	send_text(j, "L"); /* to make safe needs no line */
	for (int ms = 0; commands(j) == 0 && ms < RV_PATIENCE_MS; ms += 20)
		rv_job_pump(j, 20, 0);
	assert_int_equal(rv_job_notes(j)->note[RV_NOTE_KIND], RV_CMD_LOCK);
	rv_job_answer(j, 0);
	send_text(j, PONG);
	assert_true(rv_job_wait_no_text(j, "LINK LAG", RV_PATIENCE_MS));
	quit(j);
}

/* Frames wait for the answer, the engine does not; the newest is drawn when it comes. */
static void test_frames_wait(void **state)
{
	(void)state;
	rv_console_child c = { .answers = true, .period_ms = 50 };
	rv_job *j = start(&c, rv_xterm_env);
	for (int tries = 0;; tries++) {
		assert_true(tries < 5);
		const size_t pings = rv_job_pings(j);
		rv_job_answer(j, -1);
		while (rv_job_pings(j) == pings)
			rv_job_pump(j, 5, 1);
		const int64_t t0 = rv_job_now_us();
		rv_job_pump(j, 50, 10); /* what was written beside it */
		const size_t bytes = rv_job_bytes(j);
		const int64_t n = rv_job_notes(j)->note[RV_NOTE_COUNT];
		rv_job_pump(j, 800, 0);
		const bool too_late =
			rv_job_now_us() - t0 > 1500000; /* a machine that stood still */
		const size_t held = rv_job_bytes(j) - bytes;
		const int64_t made = rv_job_notes(j)->note[RV_NOTE_COUNT] - n;
		rv_job_answer(j, 0);
		send_text(j, PONG);
		rv_job_pump(j, 600, 0);
		assert_true(rv_job_bytes(j) > bytes + held);
		if (too_late)
			continue;
		assert_int_equal(held, 0);
		assert_true(made > 3);
		break;
	}
	quit(j);
}

/* Answers that are late, doubled, in pieces or wrong are no keys. */
static void test_answers_are_no_keys(void **state)
{
	(void)state;
	rv_console_child c = { .answers = true };
	rv_job *j = start(&c, rv_xterm_env);
	for (int i = 0; i < 20; i++) {
		send_text(j, i % 2 ? PONG PONG "\033[3n\033[0" : "\033");
		rv_job_pump(j, 3, 0);
		send_text(j, i % 2 ? "n" : "[0n");
	}
	rv_job_pump(j, 600, 100);
	assert_true(rv_job_has_text(j, "Tickets")); /* Esc would have left the screen */
	assert_false(rv_job_has_text(j, "LINK LAG"));
	quit(j);
}

/* The line of the screen, from 1, that begins with the mark of the chosen symbol and that name. */
static int line_of(rv_job *j, const char *name)
{
	const char *s = rv_job_screen(j), *at = strstr(s, name);
	int line = 1;
	for (; at && s < at; s++)
		line += *s == '\n';
	return at ? line : -1;
}

static void click(rv_job *j, int x, int y)
{
	char seq[64];
	(void)snprintf(seq, sizeof(seq), "\033[<0;%d;%dM\033[<0;%d;%dm", x, y, x, y);
	send_text(j, seq);
}

static void test_mouse(void **state)
{
	(void)state;
	rv_console_child c = { .answers = true, .period_ms = 60000 };
	rv_job *j = rv_console_job_shown(&c);
	assert_false(rv_job_mouse(j));
	const int y = line_of(j, RV_SHOWN);
	send_text(j, "m");
	assert_true(rv_job_wait_text(j, "mouse on", RV_PATIENCE_MS));
	assert_true(rv_job_mouse(j));
	click(j, 10, y);
	assert_true(rv_job_wait_text(j, "\n> " RV_SHOWN, RV_PATIENCE_MS));
	rv_job_signal(j, SIGTSTP);
	assert_true(rv_job_wait_stopped(j, RV_PATIENCE_MS));
	rv_assert_restored(j);
	rv_job_continue(j);
	assert_true(rv_job_wait_text(j, RV_SHOWN, RV_PATIENCE_MS));
	rv_job_pump(j, 500, 100);
	assert_true(rv_job_mouse(j));
	send_text(j, "m");
	assert_true(rv_job_wait_text(j, "mouse off", RV_PATIENCE_MS));
	assert_false(rv_job_mouse(j));
	send_text(j, "m");
	assert_true(rv_job_wait_text(j, "mouse on", RV_PATIENCE_MS));
	quit(j);
}

/* Whatever ends it, the shell gets a terminal whose mouse selects text. */
static void test_mouse_is_given_back(void **state)
{
	(void)state;
	static const int ways[] = { SIGTERM, SIGHUP, SIGQUIT, SIGABRT };
	for (size_t i = 0; i < LEN(ways); i++) {
		rv_console_child c = { .period_ms = 1000 };
		rv_job *j = rv_console_job_shown(&c);
		send_text(j, "m");
		assert_true(rv_job_wait_text(j, "mouse on", RV_PATIENCE_MS));
		assert_true(rv_job_mouse(j));
		rv_job_signal(j, ways[i]);
		assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
		rv_assert_restored(j);
		rv_job_free(j);
	}
}

static void test_copy(void **state)
{
	(void)state;
	rv_console_child c = { .answers = true, .period_ms = 60000 };
	rv_job *j = rv_console_job_shown(&c);
	send_text(j, "/" RV_SHOWN "\r");
	assert_true(rv_job_wait_text(j, "\n> " RV_SHOWN, RV_PATIENCE_MS));
	send_text(j, "y");
	assert_true(
		rv_job_wait_text(j, "which the terminal may ignore: " RV_SHOWN, RV_PATIENCE_MS));
	const char *osc = strstr(rv_job_output(j), "\033]52;c;");
	char head[RV_BASE64_TEXT(sizeof(RV_SHOWN))];
	assert_non_null(osc);
	/* whole groups of three letters are the beginning of the text, whatever follows */
	(void)rv_base64(RV_SHOWN, strlen(RV_SHOWN) / 3 * 3, head);
	assert_int_equal(strncmp(osc + strlen("\033]52;c;"), head, strlen(head)), 0);
	assert_non_null(strchr(osc, '\a'));
	quit(j);
}

static void test_pace(void **state)
{
	(void)state;
	rv_console_child c = { .answers = true, .period_ms = 20 };
	rv_job *j = rv_console_job_shown(&c);
	send_text(j, "-");
	assert_true(rv_job_wait_text(j, "a frame each 0.25 s, the shortest", RV_PATIENCE_MS));
	send_text(j, "++++++");
	assert_true(rv_job_wait_text(j, "a frame each 5 s, the longest", RV_PATIENCE_MS));
	send_text(j, "-----");
	assert_true(rv_job_wait_text(j, "a frame each 0.50 s", RV_PATIENCE_MS));
	quit(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_measured),
		cmocka_unit_test(test_slow),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_nothing_is_sent_unseen),
		cmocka_unit_test(test_lag),
		cmocka_unit_test(test_frames_wait),
		cmocka_unit_test(test_answers_are_no_keys),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_mouse_is_given_back),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_pace),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
