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
#include "tests/support/trader.h"

enum { WAIT_MS = 60000 * RV_PATIENCE, LOOK_MS = 300 };

/* Half past an hour: no bar closes under the hand. */
#define START "2026-01-16T12:30:00Z"

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
	trader_types(t, "\033");
	trader_sees_no_more(t, question);
	trader_types(t, "\r");
	trader_sees(t, title);
	trader_types(t, "\r");
	trader_sees(t, said);
	trader_types(t, "\033");
	trader_sees_no_more(t, title);
}

/* The question with every check met. */
static void open_question(trader *t, int id, const char *question)
{
	for (int64_t left = WAIT_MS; left > 0; left -= LOOK_MS) {
		if (!rv_job_has_text(t->j, question))
			trader_presses(t, "a", question);
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
		trader_answers(t, question);
	} while (trader_sees_one_of(t, granted, refused) != granted);
}

static void start(trader *t)
{
	(void)rv_tmpdir_path(&rv_tmp, "state", t->state);
	assert_int_equal(mkdir(t->state, 0700), 0);
	t->j = trader_run((const char *const[]){ "--state", t->state, "--start", START, NULL });
	trader_sees(t, "HALTED: the desk has started");
	trader_sees(t, "LOCKED");
	trader_sees(t, "48 of 48 scored");
}

/* A halted book blocks it, and the ticket says which check that is. */
static void propose_and_read(trader *t)
{
	trader_types(t, "5");
	trader_sees(t, "No tickets yet.");
	trader_says(t, "buy SOL 500 usd", "#1   BUY  SOL ");
	trader_sees(t, "BLOCKED");
	trader_types(t, "\r");
	trader_sees(t, "Ticket #1 ");
	trader_sees(t, "BUY 3.");
	trader_sees(t, "NO book state          HALTED: resume first");
	trader_sees(t, "ok user stream         up");
	trader_sees(t, "ok reconciled          since the connection");
	trader_types(t, "\033");
	trader_sees_no_more(t, "Ticket #1 ");
}

static void buy(trader *t)
{
	approve(t, 1);
	trader_sees(t, "m1 filled");
	trader_sees(t, "100%");
	trader_sees(t, " m1 "); /* whose fill it is */
	trader_types(t, "1");
	trader_sees(t, "SOL         +3.");
	trader_types(t, "5");
}

/* The cursor is on the new ticket by itself. */
static void close_it(trader *t)
{
	trader_says(t, "close SOL", "#2   SELL SOL ");
	approve(t, 2);
	trader_sees(t, "m2   SELL SOL      ███████ 100%");
	trader_types(t, "1");
	trader_sees(t, "No position.");
	trader_types(t, "5");
}

static void kill_and_resume(trader *t)
{
	trader_says(t, "buy SOL 300 usd limit 60", "#3   BUY  SOL ");
	approve(t, 3);
	trader_sees(t, " working ");
	trader_types(t, "K");
	trader_sees(t, "HALT, and cancel every order of ours");
	trader_types(t, "H");
	trader_sees(t, "HALTED: killed");
	trader_sees(t, "No order works.");
	trader_sees(t, " canceled ");
	trader_arms(t); /* the halt has locked it */
	trader_says(t, "resume", "resume: the book is ACTIVE");
	trader_sees_no_more(t, "HALTED: killed");
	trader_types(t, "1");
	trader_sees(t, "No position.");
}

/* Bought and sold, from the journal alone. */
static void sum_fills(const trader *t)
{
	rv_job *j = trader_command((const char *const[]){ "journal", "list", "--state", t->state,
							  "--type", "fill", "--json", NULL });
	long long bought = 0, sold = 0;
	cJSON *all = cJSON_Parse(strchr(rv_job_output(j), '{'));
	const cJSON *e;
	assert_non_null(all);
	cJSON_ArrayForEach(e, cJSON_GetObjectItem(all, "events"))
	{
		const char *p = cJSON_GetStringValue(cJSON_GetObjectItem(e, "payload"));
		assert_non_null(p);
		assert_non_null(strstr(p, "symbol SOL\n"));
		*(trader_number(p, "\nside ") > 0 ? &bought : &sold) += trader_number(p, "\nlots ");
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
	trader_resumes(&t);
	buy(&t);
	close_it(&t);
	kill_and_resume(&t);
	trader_quits(&t);
	trader_verifies(&t);
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
