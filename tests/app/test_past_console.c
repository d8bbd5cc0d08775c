/*
 * The time machine as a person has it: a served desk, a console that attaches to it. A ticket is
 * granted; the screen of before has it waiting, and grants nothing; then back. What was kept is
 * there after the desk was killed.
 */
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/patience.h"
#include "tests/support/served_desk.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/clock.h"

enum { WAIT_MS = 60000 * RV_PATIENCE, CLOCK = 9, AWHILE_S = 8 };

/* HH:MM:SS at the right end of the first line. */
static void read_clock(served_desk *s, char out[CLOCK])
{
	const char *screen = rv_job_screen(s->t.j), *end = strchr(screen, '\n');

	assert_non_null(end);
	while (end > screen && *end != 'Z')
		end--;
	assert_true(end - screen >= CLOCK - 1);
	(void)snprintf(out, CLOCK, "%.8s", end - (CLOCK - 1));
	assert_int_equal(out[2], ':');
}

/* Until that clock has gone on so far that what was on the screen is kept. */
static void wait_awhile(served_desk *s)
{
	const int64_t until = rv_mono_ms() + WAIT_MS;
	char now[CLOCK], last[CLOCK];

	read_clock(s, last);
	for (int changed = 0; changed < AWHILE_S;) {
		rv_job_pump(s->t.j, 200, 0);
		read_clock(s, now);
		changed += strcmp(now, last) != 0;
		memcpy(last, now, CLOCK);
		if (rv_mono_ms() > until)
			fail_msg("the clock stands still:\n%s", rv_job_screen(s->t.j));
	}
}

static void start(served_desk *s, const char *at)
{
	served_start(s, (const char *const[]){ "--config", "config", "--start", at, NULL });
	served_attach(s, NULL, NULL);
	trader_sees(&s->t, "of 48 scored");
}

static void go(served_desk *s, const char *clock)
{
	char line[48];

	(void)snprintf(line, sizeof(line), "replay %s", clock);
	trader_says(&s->t, line, " REPLAY ");
}

static void test_a_ticket_of_then(void **state)
{
	served_desk *s = *state;
	char then[CLOCK];

	start(s, "2026-01-16T12:05:00Z");
	trader_takes_pen(&s->t, "");
	trader_resumes(&s->t);
	trader_types(&s->t, "5");
	trader_says(&s->t, "buy SOL 500 usd", "READY");
	wait_awhile(s);
	trader_sees(&s->t, "READY");
	read_clock(s, then);
	trader_presses(&s->t, "a", "Y = send");
	trader_answers(&s->t, "Y = send");
	trader_sees_no_more(&s->t, "READY");

	go(s, then);
	trader_sees(&s->t, "READY"); /* as it was */
	trader_types(&s->t, "a");
	trader_sees(&s->t, "REPLAY: this screen is past");
	assert_false(rv_job_has_text(s->t.j, "Y = send"));
	trader_types(&s->t, "[");
	rv_job_pump(s->t.j, 300, 0);
	trader_sees(&s->t, " REPLAY ");
	trader_types(&s->t, "q");
	trader_sees_no_more(&s->t, " REPLAY ");
	trader_sees_no_more(&s->t, "READY");
	go(s, then);
	trader_types(&s->t, "L"); /* of now */
	trader_sees(&s->t, "lock: ");
	trader_types(&s->t, ":live\r");
	trader_sees_no_more(&s->t, " REPLAY ");
	trader_sees(&s->t, "LOCKED");

	served_leave(s);
	(void)order_proc_end(&s->proc, SIGKILL, 1000);
	start(s, "2026-01-16T13:05:00Z");
	trader_types(&s->t, "5");
	go(s, then);
	trader_sees(&s->t, "READY");
	served_leave(s);
	(void)order_proc_end(&s->proc, SIGTERM, WAIT_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_ticket_of_then, served_setup,
						served_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
