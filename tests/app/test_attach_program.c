/*
 * The day's program granted by a person at the other end of the control socket: the real programs,
 * the built-in venue twenty times as fast as the day. That the console ends touches nothing of it.
 */
#include "engine/desk/event.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_desk.h"
#include "tests/support/patience.h"
#include "tests/support/served_desk.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define START "2026-01-16T23:42:00Z"
enum { WAIT_MS = 60000 * RV_PATIENCE, LOOK_MS = 300 };

static void grant(trader *t)
{
	trader_presses(t, "p", "Program p1: projected of 2026-01-16");
	for (int64_t left = WAIT_MS; !rv_job_wait_text(t->j, "GRANTED", LOOK_MS); left -= LOOK_MS) {
		if (left <= LOOK_MS)
			fail_msg("not granted:\n%s", rv_job_screen(t->j));
		if (rv_job_has_text(t->j, "Y = grant"))
			trader_types(t, "Y");
		else if (rv_job_has_text(t->j, " READY "))
			trader_types(t, "a");
		else
			trader_types(t, "\r");
	}
	trader_sees(t, "% filled");
}

/* It was this user who granted it, over the socket: the desk's own input is connection 1. */
static void look_at_journal(const char *state)
{
	char path[RV_TMP_PATH * 4];
	size_t n = 0, granted = 0, fills = 0;
	order_desk d = { .runs = false };
	(void)snprintf(d.state, sizeof(d.state), "%s", state);
	assert_true(od_journal(&d, path));
	rv_event *e = journal_file_events(path, &n);
	for (size_t i = 0; i < n; i++) {
		fills += e[i].type == RV_EVENT_FILL;
		if (e[i].type == RV_EVENT_PROGRAM_GRANT) {
			granted++;
			assert_int_equal(e[i].uid, getuid());
			assert_true(e[i].conn >= 2);
		}
	}
	assert_int_equal(granted, 1);
	assert_true(fills > 0);
	free(e);
}

static void a_program_is_granted_from_outside(void **state)
{
	served_desk *s = *state;
	char config[RV_TMP_PATH * 2];
	trader_config(config);
	served_start(s, (const char *const[]){ "--config", config, "--start", START, "--speed",
					       "20", NULL });
	served_attach(s, NULL, NULL);
	trader_sees(&s->t, "of 48 scored");
	trader_sees(&s->t, "PEN free");
	trader_takes_pen(&s->t, ""); /* a desk without a screen has nobody who has it */
	trader_resumes(&s->t);
	trader_sees(&s->t, "projected");
	grant(&s->t);
	served_leave(s); /* asks nothing, and its mandates work on */
	assert_int_equal(order_proc_ask(&s->proc, "status", WAIT_MS), 1);
	assert_non_null(strstr(s->proc.text, "ACTIVE"));
	assert_null(strstr(s->proc.text, "mandates=0"));
	served_attach(s, NULL, NULL);
	trader_sees(&s->t, "of 48 scored");
	trader_sees(&s->t, " fills, last ");
	trader_sees_no_more(&s->t, "last none");
	served_leave(s);
	(void)order_proc_end(&s->proc, SIGTERM, WAIT_MS);
	trader_verifies(&s->t);
	look_at_journal(s->t.state);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, served_setup, served_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_program_is_granted_from_outside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
