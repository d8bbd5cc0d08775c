/*
 * The whole console loop under rough hands for SOAK_SECONDS (60): keys and bytes at random, mouse,
 * sizes, Ctrl-Z, answers of the terminal that are late, doubled, damaged or missing, a terminal
 * that is not read for a while, all of it while snapshots come every 50 ms. It must not end by
 * itself, and give the terminal back when it is told to. SOAK_SEED says which hands; meant for the
 * sanitizers' builds (make soak-console).
 */
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "engine/base/num.h"
#include "engine/base/rng.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"

enum { LOOK_US = 60000000 }; /* how often it says how it is */

static int64_t from_env(const char *name, int64_t otherwise, int64_t most)
{
	const char *text = getenv(name);
	int64_t v = otherwise;

	if (text && (rv_num_parse_i64(text, strlen(text), &v) != RV_OK || v < 1 || v > most))
		fail_msg("%s=%s: expected 1 to %" PRId64, name, text, most);
	return v;
}

typedef struct soak {
	rv_rng r;
	rv_job *j;
	rv_console_child c;
	uint64_t keys, sizes, stops, starts, unread;
} soak;

static uint64_t below(soak *s, uint64_t n)
{
	return rv_rng_below(&s->r, n);
}

/* Everything but what quits or kills. */
static void send_byte(soak *s)
{
	for (;;) {
		const char b = (char)below(s, 256);
		if (b == 3 || b == 0x1a || b == 0x1c || b == 'Q')
			continue;
		rv_job_send(s->j, &b, 1);
		return;
	}
}

static void send_key(soak *s)
{
	static const char *const keys[] = { "\033[A",
					    "\033[B",
					    "\033[C",
					    "\033[D",
					    "\033[5~",
					    "\033[6~",
					    "\033[H",
					    "\033OP",
					    "\t",
					    "\033[Z",
					    "\r",
					    "/SOL\r",
					    "\033",
					    "\033\033",
					    "s",
					    "m",
					    "y",
					    "+",
					    "-",
					    "Z",
					    "z",
					    "?",
					    "\f",
					    "a",
					    "aY",
					    "5a",
					    "5",
					    "r",
					    "p",
					    "x",
					    "o",
					    "U",
					    "UY",
					    "KH",
					    "K",
					    "L",
					    "e50%\r",
					    ":note hi\r",
					    ":buy SOL 1",
					    "1",
					    "2",
					    "3",
					    "4",
					    "6",
					    "7",
					    "8",
					    "9",
					    "v",
					    " ",
					    "u",
					    "A",
					    "c",
					    "F",
					    "P",
					    "!",
					    "\\rv>0\r",
					    "\\\r",
					    "\033[0n",
					    "\033[0n\033[0n",
					    "\033[3n",
					    "\033[0",
					    "\033[?2026;2$y",
					    "\033[3",
					    "\033[?1;2$y",
					    "\2330n",
					    "\033[M YY" };

	const char *k = keys[below(s, sizeof(keys) / sizeof(keys[0]))];
	rv_job_send(s->j, k, strlen(k));
}

static void send_mouse(soak *s)
{
	static const int buttons[] = { 0, 0, 64, 65, 2, 35 };
	char seq[64];
	const int n = snprintf(seq, sizeof(seq), "\033[<%d;%d;%d%c", buttons[below(s, 6)],
			       (int)below(s, 260), (int)below(s, 110), below(s, 4) ? 'M' : 'm');

	rv_job_send(s->j, seq, (size_t)n);
}

static void start(soak *s)
{
	s->c = (rv_console_child){ .period_ms = 50, .trade = true, .answers = below(s, 4) > 0 };
	s->j = rv_console_job_start(&s->c, rv_xterm_env);
	s->starts++;
}

static void stop_and_go_on(soak *s)
{
	rv_job_send(s->j, "\x1a", 1);
	if (!rv_job_wait_stopped(s->j, RV_PATIENCE_MS))
		fail_msg("Ctrl-Z does not stop it:\n%s", rv_job_screen(s->j));
	rv_job_continue(s->j);
	s->stops++;
}

static void do_something(soak *s)
{
	const uint64_t what = below(s, 1000);

	if (what < 1) {
		stop_and_go_on(s);
	} else if (what < 2) {
		(void)poll(NULL, 0, (int)below(s, 1500)); /* nobody reads */
		s->unread++;
	} else if (what < 30) {
		rv_job_resize(s->j, 1 + (int)below(s, 250), 1 + (int)below(s, 100));
		s->sizes++;
	} else if (what < 35) {
		rv_job_answer(s->j, below(s, 3) ? (int)below(s, 4000) : -1);
	} else if (what < 200) {
		send_mouse(s);
	} else if (what < 600) {
		send_byte(s);
	} else {
		send_key(s);
	}
	s->keys++;
	rv_job_pump(s->j, 2, 1);
}

static void end(soak *s)
{
	rv_job_signal(s->j, SIGTERM);
	assert_true(rv_job_wait_done(s->j, RV_PATIENCE_MS));
	if (rv_job_notes(s->j)->exit_status != 0)
		fail_msg("it ended with wait status %#x:\n%s",
			 (unsigned)rv_job_notes(s->j)->exit_status, rv_job_output(s->j));
	rv_assert_restored(s->j);
	rv_job_free(s->j);
}

static void say(const soak *s, int64_t us)
{
	(void)printf("%4.0f s: %" PRIu64 " keys and events, %" PRIu64 " sizes, %" PRIu64
		     " stops, %" PRIu64 " times unread, %" PRIu64 " consoles\n",
		     (double)us / 1e6, s->keys, s->sizes, s->stops, s->unread, s->starts);
	(void)fflush(stdout);
}

static void test_rough_hands(void **state)
{
	(void)state;
	const int64_t t0 = rv_job_now_us(), seconds = from_env("SOAK_SECONDS", 60, 86400);
	const int64_t seed = from_env("SOAK_SEED", 20261127, INT64_MAX);
	int64_t look = LOOK_US;
	soak s = { .keys = 0 };

	rv_rng_seed(&s.r, (uint64_t)seed, 5, 0);
	(void)printf("SOAK_SEED=%" PRId64 "\n", seed);
	start(&s);
	for (int64_t us = 0; us < seconds * 1000000; us = rv_job_now_us() - t0) {
		do_something(&s);
		if (rv_job_notes(s.j)->done ||
		    below(&s, 20000) == 0) { /* :quit was typed, or enough */
			end(&s);
			start(&s);
		}
		if (us >= look) {
			say(&s, us);
			look += LOOK_US;
		}
	}
	end(&s);
	say(&s, rv_job_now_us() - t0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rough_hands) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
