/*
 * The console under rough treatment: a terminal that nobody reads, a frozen display, a silent
 * engine, changing sizes, random keys; and frames between marks where the terminal knows them.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/rng.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"

static void test_unread_terminal_blocks_nobody(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 10 };
	rv_job *j = rv_console_job_shown(&c);
	const int64_t n0 = rv_job_notes(j)->note[RV_NOTE_COUNT];
	(void)poll(NULL, 0, 4000);
	const int64_t n1 = rv_job_notes(j)->note[RV_NOTE_COUNT];
	(void)printf("unread for 4 s: %lld snapshots, largest gap %.1f ms\n", (long long)(n1 - n0),
		     (double)rv_job_notes(j)->note[RV_NOTE_MAX_GAP_US] / 1e3);
	assert_true(n1 - n0 > 50);
	/* Read again: the old frame's rest, then the newest state, and it goes on. */
	rv_job_pump(j, 1500, 0);
	const size_t before = rv_job_bytes(j);
	rv_job_pump(j, 1000, 0);
	assert_true(rv_job_bytes(j) > before);
	assert_true(rv_job_has_text(j, RV_SHOWN));
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
	rv_console_child c = { .period_ms = 100 };
	rv_job *j = rv_console_job_shown(&c);
	assert_int_equal(count(rv_job_output(j), "\033[?2026$p"), 1);
	rv_job_pump(j, 500, 0);
	assert_int_equal(count(rv_job_output(j), "\033[?2026h"), 0);
	rv_job_send(j, "\033[?2026;2$y", strlen("\033[?2026;2$y"));
	rv_job_pump(j, 900, 0);
	rv_job_send(j, "Q", 1);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	const size_t begins = count(rv_job_output(j), "\033[?2026h");
	assert_in_range(begins, 3, 20);
	assert_int_equal(count(rv_job_output(j), "\033[?2026l"), begins);
	rv_assert_restored(j);
	rv_job_free(j);
}

/* However fast snapshots come: between two frames is the time that was asked for. */
static void test_frames_are_paced(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 20 };
	rv_job *j = rv_console_job_shown(&c);
	rv_job_send(j, "\033[?2026;2$y++", strlen("\033[?2026;2$y++"));
	assert_true(rv_job_wait_text(j, "a frame each 1 s", RV_PATIENCE_MS));
	const size_t before = count(rv_job_output(j), "\033[?2026h");
	rv_job_pump(j, 3000, 0);
	assert_in_range(count(rv_job_output(j), "\033[?2026h") - before, 1, 4);
	rv_job_send(j, "Q", 1);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	rv_job_free(j);
}

/* While frozen the desk keeps one snapshot of the pool of four; the engine goes on with the rest.
 */
static void test_frozen_display_holds_nobody_up(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 20 };
	rv_job *j = rv_console_job_shown(&c);
	rv_job_send(j, "Z", 1);
	assert_true(rv_job_wait_text(j, "FROZEN", RV_PATIENCE_MS));
	const int64_t n0 = rv_job_notes(j)->note[RV_NOTE_COUNT];
	const int64_t until = rv_mono_ms() + RV_PATIENCE_MS;
	do
		rv_job_pump(j, 2500, 0);
	while (rv_job_notes(j)->note[RV_NOTE_COUNT] - n0 <= 50 && rv_mono_ms() < until);
	assert_true(rv_job_notes(j)->note[RV_NOTE_COUNT] - n0 > 50);
	assert_false(rv_job_has_text(j, "ENGINE SILENT"));
	rv_job_send(j, "Z", 1);
	assert_true(rv_job_wait_no_text(j, "FROZEN", RV_PATIENCE_MS));
	rv_job_send(j, "Q", 1);
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	assert_int_equal(rv_job_notes(j)->exit_status, 0);
	rv_job_free(j);
}

static void test_silent_engine_is_said(void **state)
{
	(void)state;
	rv_console_child c = { .most = 1 };
	rv_job *j = rv_console_job_start(&c, rv_xterm_env);
	assert_true(rv_job_wait_text(j, "ENGINE SILENT", RV_PATIENCE_MS));
	const int64_t us = rv_job_now_us() - rv_job_notes(j)->note[RV_NOTE_FIRST_US];
	(void)printf("silence said after %.0f ms\n", (double)us / 1e3);
	assert_true(us >= 2000000);
	rv_job_free(j);
}

static void test_resize_repaints(void **state)
{
	(void)state;
	rv_console_child c = { .period_ms = 60000 };
	rv_job *j = rv_console_job_shown(&c);
	rv_job_resize(j, 80, 24);
	rv_job_pump(j, 2000, 300);
	assert_true(rv_job_has_text(j, RV_SHOWN));
	rv_job_resize(j, 30, 5);
	assert_true(rv_job_wait_no_text(j, RV_SHOWN, RV_PATIENCE_MS));
	rv_job_resize(j, RV_COLS, RV_ROWS);
	assert_true(rv_job_wait_text(j, RV_SHOWN, RV_PATIENCE_MS));
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
					    "\t",     "\033[Z", "\r",	       "/SOL\r",  "\033",
					    "s",      "\033[3", "\033[?1;2$y", "?" };
	enum { N_KEYS = sizeof(keys) / sizeof(keys[0]), STEPS = 3000 };
	rv_rng r;
	rv_rng_seed(&r, 20261120, 1, 0);
	rv_console_child c = { .period_ms = 50 };
	rv_job *j = rv_console_job_shown(&c);
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
	assert_true(rv_job_wait_done(j, RV_PATIENCE_MS));
	assert_int_equal(rv_job_notes(j)->exit_status, 0);
	rv_assert_restored(j);
	rv_job_free(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unread_terminal_blocks_nobody),
		cmocka_unit_test(test_synchronized_output),
		cmocka_unit_test(test_frames_are_paced),
		cmocka_unit_test(test_frozen_display_holds_nobody_up),
		cmocka_unit_test(test_silent_engine_is_said),
		cmocka_unit_test(test_resize_repaints),
		cmocka_unit_test(test_random_keys_and_resizes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
