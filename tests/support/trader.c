/* A trader at the real program, on a pseudo-terminal; see trader.h. */
#include "tests/support/trader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/support/cm.h"
#include "tests/support/console_job.h"
#include "tests/support/files.h"
#include "tests/support/order_desk.h"
#include "tests/support/patience.h"

enum {
	COLS = 120,
	ROWS = 40,
	WAIT_MS = 60000 * RV_PATIENCE,
	LOOK_MS = 300,
	AGAIN_MS = 5000,
	ARGS = 16,
	PATH = 1024
};

void trader_config(char config[RV_TMP_PATH * 2])
{
	size_t n = 0;
	(void)rv_tmpdir_path(&rv_tmp, "config", config);
	assert_int_equal(mkdir(config, 0700), 0);
	rv_tmpdir_text(&rv_tmp, "config/strategy_config.json",
		       "{ \"orders\": { \"arm_s\": 86400, \"arm_idle_s\": 86400, " OD_FAST " } }");
	char *all = rv_file_slurp("config/rv_momo_baskets.json", &n);
	rv_tmpdir_write(&rv_tmp, "config/rv_momo_baskets.json", all, n);
	free(all);
}

rv_job *trader_run(const char *const *args)
{
	const char *build = getenv("BUILD_DIR");
	char program[PATH], words[ARGS][PATH], *argv[ARGS + 2] = { program };
	size_t n = 0;
	(void)snprintf(program, sizeof(program), "%s/rvdesk", build ? build : "build/release");
	for (; args[n]; n++) {
		assert_true(n < ARGS);
		(void)snprintf(words[n], sizeof(words[n]), "%s", args[n]);
		argv[n + 1] = words[n];
	}
	rv_job *j = rv_job_exec(COLS, ROWS, rv_xterm_env, argv);
	rv_job_answer(j, 0); /* as any terminal that a person sits at */
	return j;
}

void trader_sees(trader *t, const char *text)
{
	if (!rv_job_wait_text(t->j, text, WAIT_MS))
		fail_msg("\"%s\" does not come:\n%s", text, rv_job_screen(t->j));
}

void trader_sees_no_more(trader *t, const char *text)
{
	if (!rv_job_wait_no_text(t->j, text, WAIT_MS))
		fail_msg("\"%s\" stays:\n%s", text, rv_job_screen(t->j));
}

void trader_types(trader *t, const char *keys)
{
	rv_job_send(t->j, keys, strlen(keys));
}

/* The first of two texts that comes. */
const char *trader_sees_one_of(trader *t, const char *a, const char *b)
{
	for (int64_t left = WAIT_MS; left > 0; left -= LOOK_MS) {
		if (rv_job_wait_text(t->j, a, LOOK_MS))
			return a;
		if (rv_job_has_text(t->j, b))
			return b;
	}
	fail_msg("neither \"%s\" nor \"%s\":\n%s", a, b, rv_job_screen(t->j));
	return NULL;
}

/* A key, again when nothing has come of it: an engine that was silent for long takes none. */
void trader_presses(trader *t, const char *key, const char *text)
{
	for (int64_t left = WAIT_MS; left > 0; left -= AGAIN_MS) {
		trader_types(t, key);
		if (rv_job_wait_text(t->j, text, AGAIN_MS))
			return;
	}
	fail_msg("'%s' brings no \"%s\":\n%s", key, text, rv_job_screen(t->j));
}

/* Y, until the question is not there any more. */
void trader_answers(trader *t, const char *question)
{
	for (int64_t left = WAIT_MS; left > 0; left -= LOOK_MS) {
		trader_types(t, "Y");
		if (rv_job_wait_no_text(t->j, question, LOOK_MS))
			return;
	}
	fail_msg("\"%s\" takes no answer:\n%s", question, rv_job_screen(t->j));
}

/* A line of the command line, said again while it is refused: what it needs may still come. */
void trader_says(trader *t, const char *line, const char *text)
{
	do {
		trader_types(t, ":");
		trader_sees_no_more(t, "REFUSED");
		trader_types(t, line);
		trader_types(t, "\r");
	} while (trader_sees_one_of(t, text, ": REFUSED") != text);
}

void trader_takes_pen(trader *t, const char *reason)
{
	char line[96];
	(void)snprintf(line, sizeof(line), ":pen %s\r", reason);
	trader_types(t, line);
	trader_reads_handover(t);
}

void trader_reads_handover(trader *t)
{
	trader_sees(t, "Hand-over: who takes over reads this");
	trader_types(t, "\x1b");
	trader_sees_no_more(t, "Hand-over: who takes over");
}

void trader_arms(trader *t)
{
	trader_presses(t, "U", "Y = arm");
	trader_answers(t, "Y = arm");
	trader_sees(t, " ARMED ");
}

void trader_resumes(trader *t)
{
	trader_arms(t);
	trader_says(t, "resume", "resume: the book is ACTIVE");
	trader_sees_no_more(t, "HALTED: the desk has started");
}

void trader_quits(trader *t)
{
	trader_types(t, "Q");
	assert_true(rv_job_wait_done(t->j, WAIT_MS));
	const int status = rv_job_notes(t->j)->exit_status;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	rv_assert_restored(t->j);
	rv_job_free(t->j);
}

/* A command of its own, until its end: all that it says. The caller frees the job. */
rv_job *trader_command(const char *const *args)
{
	rv_job *j = trader_run(args);
	assert_true(rv_job_wait_done(j, WAIT_MS));
	const int status = rv_job_notes(j)->exit_status;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("rvdesk %s: %s", args[1], rv_job_output(j));
	return j;
}

void trader_verifies(const trader *t)
{
	rv_job *j = trader_command(
		(const char *const[]){ "journal", "verify", "--state", t->state, NULL });
	if (!strstr(rv_job_output(j), "result  good"))
		fail_msg("%s", rv_job_output(j));
	rv_job_free(j);
}

long long trader_number(const char *payload, const char *key)
{
	const char *at = strstr(payload, key);
	assert_non_null(at);
	return strtoll(at + strlen(key), NULL, 10);
}
