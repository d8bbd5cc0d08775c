/*
 * A first trade by hand, as the README tells it: the real program on a pseudo-terminal with its
 * built-in venue and a state folder of its own. Propose, read the ticket, arm, resume, approve,
 * watch it fill, close, kill with an order at the venue, resume, quit. What a person would wait
 * for is waited for: words on the screen. At the end the journal is whole and its fills sum to
 * nothing.
 *
 * A question takes its answer only some time after it has been seen, so that Y is typed until the
 * question is gone: one that comes too early is lost, and one that comes too late means nothing.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

enum {
	COLS = 120,
	ROWS = 40,
	WAIT_MS = 60000 * RV_PATIENCE,
	LOOK_MS = 300,
	AGAIN_MS = 5000,
	ARGS = 12,
	PATH = 1024
};

/* Half past an hour: no bar closes under the hand. */
#define START "2026-01-16T12:30:00Z"

typedef struct trader {
	rv_job *j;
	char state[RV_TMP_PATH * 2];
} trader;

static rv_job *run(const char *const *args)
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
	return rv_job_exec(COLS, ROWS, rv_xterm_env, argv);
}

static void see(trader *t, const char *text)
{
	if (!rv_job_wait_text(t->j, text, WAIT_MS))
		fail_msg("\"%s\" does not come:\n%s", text, rv_job_screen(t->j));
}

static void see_no_more(trader *t, const char *text)
{
	if (!rv_job_wait_no_text(t->j, text, WAIT_MS))
		fail_msg("\"%s\" stays:\n%s", text, rv_job_screen(t->j));
}

static void type(trader *t, const char *keys)
{
	rv_job_send(t->j, keys, strlen(keys));
}

/* The first of two texts that comes. */
static const char *see_one_of(trader *t, const char *a, const char *b)
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
static void press_until(trader *t, const char *key, const char *text)
{
	for (int64_t left = WAIT_MS; left > 0; left -= AGAIN_MS) {
		type(t, key);
		if (rv_job_wait_text(t->j, text, AGAIN_MS))
			return;
	}
	fail_msg("'%s' brings no \"%s\":\n%s", key, text, rv_job_screen(t->j));
}

/* Y, until the question is not there any more. */
static void answer(trader *t, const char *question)
{
	for (int64_t left = WAIT_MS; left > 0; left -= LOOK_MS) {
		type(t, "Y");
		if (rv_job_wait_no_text(t->j, question, LOOK_MS))
			return;
	}
	fail_msg("\"%s\" takes no answer:\n%s", question, rv_job_screen(t->j));
}

/* A line of the command line, said again while it is refused: what it needs may still come. */
static void say(trader *t, const char *line, const char *text)
{
	do {
		type(t, ":");
		see_no_more(t, "REFUSED");
		type(t, line);
		type(t, "\r");
	} while (see_one_of(t, text, ": REFUSED") != text);
}

/* In the question, "checks  36 of 36 met": each check is met, and there are many. */
static bool all_met(trader *t)
{
	static const char word[] = "checks  ", of_word[] = " of ";
	const char *at = strstr(rv_job_screen(t->j), word);
	char *end = NULL;
	if (!at)
		return false;
	const long met = strtol(at + strlen(word), &end, 10);
	if (strncmp(end, of_word, strlen(of_word)) != 0)
		return false;
	const long of = strtol(end + strlen(of_word), &end, 10);
	return strncmp(end, " met", 4) == 0 && met == of && met > 20;
}

/* The price has moved while the machine was busy: what is approved is of now. */
static void quote_again(trader *t, int id, const char *question)
{
	char title[32], said[64];
	(void)snprintf(title, sizeof(title), "Ticket #%d ", id);
	(void)snprintf(said, sizeof(said), "requote #%d SOL: ticket", id);
	type(t, "\033");
	see_no_more(t, question);
	type(t, "\r");
	see(t, title);
	type(t, "\r");
	see(t, said);
	type(t, "\033");
	see_no_more(t, title);
}

/* The question with every check met. */
static void open_question(trader *t, int id, const char *question)
{
	for (int64_t left = WAIT_MS; left > 0; left -= LOOK_MS) {
		if (!rv_job_has_text(t->j, question))
			press_until(t, "a", question);
		if (rv_job_has_text(t->j, "the price has moved"))
			quote_again(t, id, question);
		else if (all_met(t))
			return;
		else
			rv_job_pump(t->j, LOOK_MS, 0); /* half a frame, or a late price */
	}
	fail_msg("#%d stays blocked:\n%s", id, rv_job_screen(t->j));
}

static void approve(trader *t, int id)
{
	char question[32], granted[64], refused[64];
	(void)snprintf(question, sizeof(question), "Approve #%d ", id);
	(void)snprintf(granted, sizeof(granted), "approve #%d SOL: 1 granted", id);
	(void)snprintf(refused, sizeof(refused), "approve #%d SOL: REFUSED", id);
	do {
		open_question(t, id, question);
		answer(t, question);
	} while (see_one_of(t, granted, refused) != granted);
}

static void start(trader *t)
{
	(void)rv_tmpdir_path(&rv_tmp, "state", t->state);
	assert_int_equal(mkdir(t->state, 0700), 0);
	t->j = run((const char *const[]){ "--state", t->state, "--start", START, NULL });
	see(t, "HALTED: the desk has started");
	see(t, "LOCKED");
	see(t, "48 of 48 scored");
}

/* A halted book blocks it, and the ticket says which check that is. */
static void propose_and_read(trader *t)
{
	type(t, "5");
	see(t, "No tickets yet.");
	say(t, "buy SOL 500 usd", "#1   BUY  SOL ");
	see(t, "BLOCKED");
	type(t, "\r");
	see(t, "Ticket #1 ");
	see(t, "BUY 3.");
	see(t, "NO book state          HALTED: resume first");
	see(t, "ok user stream         up");
	see(t, "ok reconciled          since the connection");
	type(t, "\033");
	see_no_more(t, "Ticket #1 ");
}

static void arm_and_resume(trader *t)
{
	press_until(t, "U", "Y = arm");
	answer(t, "Y = arm");
	see(t, " ARMED ");
	say(t, "resume", "resume: the book is ACTIVE");
	see_no_more(t, "HALTED: the desk has started");
}

static void buy(trader *t)
{
	approve(t, 1);
	see(t, "m1 filled");
	see(t, "100%");
	see(t, " m1 "); /* whose fill it is */
	type(t, "1");
	see(t, "SOL         +3.");
	type(t, "5");
}

/* The cursor is on the new ticket by itself. */
static void close_it(trader *t)
{
	say(t, "close SOL", "#2   SELL SOL ");
	approve(t, 2);
	see(t, "m2   SELL SOL      ███████ 100%");
	type(t, "1");
	see(t, "No position.");
	type(t, "5");
}

static void kill_and_resume(trader *t)
{
	say(t, "buy SOL 300 usd limit 60", "#3   BUY  SOL ");
	approve(t, 3);
	see(t, " working ");
	type(t, "K");
	see(t, "HALT, and cancel every order of ours");
	type(t, "H");
	see(t, "HALTED: killed");
	see(t, "No order works.");
	see(t, " canceled ");
	say(t, "resume", "resume: the book is ACTIVE");
	see_no_more(t, "HALTED: killed");
	type(t, "1");
	see(t, "No position.");
}

static void quit(trader *t)
{
	type(t, "Q");
	assert_true(rv_job_wait_done(t->j, WAIT_MS));
	const int status = rv_job_notes(t->j)->exit_status;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	rv_assert_restored(t->j);
	rv_job_free(t->j);
}

/* A command of its own, until its end: all that it says. The caller frees the job. */
static rv_job *command(const char *const *args)
{
	rv_job *j = run(args);
	assert_true(rv_job_wait_done(j, WAIT_MS));
	const int status = rv_job_notes(j)->exit_status;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("rvdesk %s: %s", args[1], rv_job_output(j));
	return j;
}

static void verify(const trader *t)
{
	rv_job *j =
		command((const char *const[]){ "journal", "verify", "--state", t->state, NULL });
	if (!strstr(rv_job_output(j), "result  good"))
		fail_msg("%s", rv_job_output(j));
	rv_job_free(j);
}

static long long number_of(const char *payload, const char *key)
{
	const char *at = strstr(payload, key);
	assert_non_null(at);
	return strtoll(at + strlen(key), NULL, 10);
}

/* Bought and sold, from the journal alone. */
static void sum_fills(const trader *t)
{
	rv_job *j = command((const char *const[]){ "journal", "list", "--state", t->state, "--type",
						   "fill", "--json", NULL });
	long long bought = 0, sold = 0;
	cJSON *all = cJSON_Parse(strchr(rv_job_output(j), '{'));
	const cJSON *e;
	assert_non_null(all);
	cJSON_ArrayForEach(e, cJSON_GetObjectItem(all, "events"))
	{
		const char *p = cJSON_GetStringValue(cJSON_GetObjectItem(e, "payload"));
		assert_non_null(p);
		assert_non_null(strstr(p, "symbol SOL\n"));
		*(number_of(p, "\nside ") > 0 ? &bought : &sold) += number_of(p, "\nlots ");
	}
	assert_true(bought > 300); /* 500 USD of SOL: a little more than three */
	assert_int_equal(bought, sold);
	cJSON_Delete(all);
	rv_job_free(j);
}

static void a_first_trade_by_hand(void **state)
{
	(void)state;
	trader t = { .j = NULL };
	start(&t);
	propose_and_read(&t);
	arm_and_resume(&t);
	buy(&t);
	close_it(&t);
	kill_and_resume(&t);
	quit(&t);
	verify(&t);
	sum_fills(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_first_trade_by_hand, rv_tmp_setup,
						rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
