/*
 * rvdesk attach as a person has it: the real programs, the console on a pseudo-terminal. The desk
 * is killed and comes back; the way to it is slow, or gone; a console of another binary, or one
 * that only looks on, is told so in a line.
 */
#include "engine/base/num.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"
#include "tests/support/files.h"
#include "tests/support/patience.h"
#include "tests/support/served_desk.h"
#include "tests/support/slow_way.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { WAIT_MS = 60000 * RV_PATIENCE };

static size_t anon_kib(pid_t pid)
{
	char path[64], line[256];
	int64_t kib = 0;
	(void)snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		const char *at = line + strspn(line, "RssAnon: \t");
		if (strncmp(line, "RssAnon:", 8) == 0)
			assert_int_equal(rv_num_parse_i64(at, strcspn(at, " "), &kib), RV_OK);
	}
	(void)fclose(f);
	return (size_t)kib;
}

static void a_killed_desk_is_said_and_found_again(void **state)
{
	served_desk *s = *state;
	served_start_plainly(s);
	served_attach(s, NULL, NULL);
	trader_sees(&s->t, "HALTED: the desk has started");
	trader_sees(&s->t, "of 48 scored");
	trader_sees(&s->t, "RTT ");
	const size_t kib = anon_kib(rv_job_pid(s->t.j));
	print_message("# private memory of the attached console: %zu KiB\n", kib);
	(void)order_proc_end(&s->proc, SIGKILL, 1000);
	trader_sees(&s->t, "DISCONNECTED - data ");
	trader_sees(&s->t, "no desk is there");
	trader_sees(&s->t, "BTC");		   /* the last screen stays */
	trader_sees_no_more(&s->t, "data 0s old"); /* it grows; a busy machine may miss one */
	trader_sees_no_more(&s->t, "data 1s old");
	trader_sees_no_more(&s->t, "data 2s old");
	trader_sees(&s->t, "DISCONNECTED - data ");
	trader_types(&s->t, "U");
	trader_sees(&s->t, "nothing on the screen is of now");
	served_start_plainly(s);
	trader_sees_no_more(&s->t, "DISCONNECTED - data");
	trader_sees(&s->t, "of 48 scored");
	served_leave(s);
	(void)order_proc_end(&s->proc, SIGTERM, WAIT_MS);
	if (RV_PATIENCE == 1)
		assert_true(kib <= 8 * 1024);
}

static void the_terminal_is_given_back_when_the_line_drops(void **state)
{
	served_desk *s = *state;
	served_start_plainly(s);
	served_attach(s, NULL, NULL);
	trader_sees(&s->t, "of 48 scored");
	rv_job_signal(s->t.j, SIGHUP);
	assert_true(rv_job_wait_done(s->t.j, WAIT_MS));
	rv_assert_restored(s->t.j);
	assert_int_equal(order_proc_ask(&s->proc, "note the desk goes on", WAIT_MS), 1);
}

static void a_slow_way_takes_no_approval(void **state)
{
	served_desk *s = *state;
	char far[SERVED_WORD];
	(void)snprintf(far, sizeof(far), "%s", rv_tmp_path("far.sock"));
	served_start_plainly(s);
	slow_way *way = slow_way_start(far, s->socket, 0);
	served_attach(s, "--socket", far);
	trader_sees(&s->t, "of 48 scored");
	trader_sees_no_more(&s->t, "LINK LAG");
	slow_way_delay(way, 2000); /* each way */
	trader_sees(&s->t, "LINK LAG");
	trader_presses(&s->t, "U", "LINK LAG: the way to the desk is too slow");
	slow_way_delay(way, 0);
	trader_sees_no_more(&s->t, "LINK LAG");
	trader_takes_pen(&s->t, "");
	trader_resumes(&s->t); /* and now it does */
	served_leave(s);
	slow_way_stop(way);
}

static void who_looks_on_is_told_so(void **state)
{
	served_desk *s = *state;
	served_start_plainly(s);
	served_attach(s, "--read-only", NULL);
	trader_sees(&s->t, "VIEW ONLY");
	trader_types(&s->t, ":note hello\r");
	trader_sees(&s->t, "read-only");
	served_leave(s);
}

static void another_binary_is_one_line(void **state)
{
	served_desk *s = *state;
	size_t n = 0;
	char other[SERVED_WORD];
	served_start_plainly(s);
	(void)snprintf(other, sizeof(other), "%s", rv_tmp_path("other"));
	char *all = rv_file_slurp(s->program, &n);
	all = realloc(all, n + 1);
	assert_non_null(all);
	all[n] = 'x';
	rv_tmpdir_write(&rv_tmp, "other", all, n + 1);
	free(all);
	assert_int_equal(chmod(other, 0700), 0);
	char words[][SERVED_WORD] = { "attach", "--state", "" };
	(void)snprintf(words[2], SERVED_WORD, "%s", s->t.state);
	char *argv[] = { other, words[0], words[1], words[2], NULL };
	rv_job *j = rv_job_exec(RV_COLS, RV_ROWS, rv_xterm_env, argv);
	assert_true(rv_job_wait_done(j, WAIT_MS));
	assert_int_equal(WEXITSTATUS(rv_job_notes(j)->exit_status), 1);
	if (!strstr(rv_job_output(j), "another rvdesk ("))
		fail_msg("%s", rv_job_output(j));
	assert_non_null(strstr(rv_job_output(j), "attach with the desk's own binary"));
	rv_job_free(j);
}

static void nobody_there_is_one_line(void **state)
{
	served_desk *s = *state;
	rv_job *j = trader_run((const char *const[]){ "attach", "--state", s->t.state, NULL });
	assert_true(rv_job_wait_done(j, WAIT_MS));
	assert_int_equal(WEXITSTATUS(rv_job_notes(j)->exit_status), 1);
	assert_non_null(strstr(rv_job_output(j), "no desk is there"));
	rv_job_free(j);
}

/* `rvdesk` has its own console, and others may come beside it. */
static void a_console_comes_beside_the_desks_own(void **state)
{
	served_desk *s = *state;
	trader own = { .j = trader_run((const char *const[]){ "--state", s->t.state, "--config",
							      "config", "--start",
							      "2026-01-16T12:05:00Z", NULL }) };
	trader_sees(&own, "of 48 scored");
	served_attach(s, NULL, NULL);
	trader_sees(&s->t, "of 48 scored");
	trader_presses(&s->t, "P", "has the pen: `:pen REASON` takes it over");
	trader_takes_pen(&s->t, "I am the one who trades today");
	trader_resumes(&s->t);
	trader_sees(&own, " ARMED "); /* what one does the other sees */
	trader_sees_no_more(&own, "HALTED: the desk has started");
	served_leave(s); /* with its pen goes what it has armed */
	trader_sees(&own, "PEN free");
	trader_sees_no_more(&own, " ARMED ");
	trader_presses(&own, "P", "Hand-over: who takes over");
	trader_reads_handover(&own);
	rv_job_signal(own.j, SIGTERM);
	assert_true(rv_job_wait_done(own.j, WAIT_MS));
	rv_job_free(own.j);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, served_setup, served_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nobody_there_is_one_line),
		TEST(another_binary_is_one_line),
		TEST(a_killed_desk_is_said_and_found_again),
		TEST(the_terminal_is_given_back_when_the_line_drops),
		TEST(a_slow_way_takes_no_approval),
		TEST(who_looks_on_is_told_so),
		TEST(a_console_comes_beside_the_desks_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
