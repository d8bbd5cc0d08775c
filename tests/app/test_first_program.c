/*
 * The day's program by hand: the real program on a pseudo-terminal with its built-in venue, twenty
 * times as fast as the day. Arm, resume, read the program of 23:50, leave a leg out, make another
 * one smaller, grant it with the keys, watch it fill and be hedged; the process is killed while it
 * works and goes on where it was; after the close it is corrected. At the end the journal is whole,
 * what was left out was not traded, and there was no hedge before the first fill.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/support/cm.h"
#include "tests/support/console_job.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_desk.h"
#include "tests/support/patience.h"
#include "tests/support/trader.h"

/* Histories take some minutes of so fast a clock. */
#define START "2026-01-16T23:42:00Z"
enum { WAIT_MS = 60000 * RV_PATIENCE, LOOK_MS = 300, SYMBOL = 24 };

static char config[RV_TMP_PATH * 2];

static void start(trader *t)
{
	t->j = trader_run((const char *const[]){ "--state", t->state, "--config", config, "--start",
						 START, "--speed", "20", NULL });
	trader_sees(t, "HALTED: the desk has started");
	trader_sees(t, "of 48 scored");
	trader_resumes(t);
}

/* The symbol on the line of the cursor, in a dialog of legs. */
static void at_cursor(trader *t, char out[SYMBOL])
{
	const char *at = strstr(rv_job_screen(t->j), "> ");
	for (; at; at = strstr(at + 1, "> ")) {
		const size_t n = strcspn(at + 2, " ");
		if (n > 0 && n < SYMBOL && strstr(at, "ready")) {
			(void)snprintf(out, SYMBOL, "%.*s", (int)n, at + 2);
			return;
		}
	}
	fail_msg("no leg at the cursor:\n%s", rv_job_screen(t->j));
}

/* The dialog with every leg ready: a price that has moved is quoted again. */
static void open_program(trader *t)
{
	trader_presses(t, "p", "Program p1: projected of 2026-01-16");
	for (int64_t left = WAIT_MS; !rv_job_wait_text(t->j, " READY ", LOOK_MS); left -= LOOK_MS) {
		assert_true(left > 0);
		trader_types(t, "\r");
	}
}

static void edit(trader *t, char out[SYMBOL])
{
	trader_sees(t, "after it ");
	at_cursor(t, out);
	trader_presses(t, "x", "LEFT OUT");
	trader_types(t, "j");
	trader_presses(t, "e", "50% or @limit");
	trader_types(t, "50%\r");
	trader_sees(t, "was ");
}

static void grant(trader *t)
{
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

/* Killed without a word, and the same world again: the day goes on. */
static void kill_and_go_on(trader *t)
{
	rv_job_signal(t->j, SIGKILL);
	assert_true(rv_job_wait_done(t->j, WAIT_MS));
	rv_job_free(t->j);
	start(t);
	trader_presses(t, "p", "GRANTED");
	trader_types(t, "\033");
}

static void until_corrected(trader *t)
{
	trader_types(t, "4");
	trader_sees(t, "corrected to the close:");
	trader_sees(t, "next: propose at 23:50:00Z");
	trader_types(t, "1");
	trader_sees(t, " fills, last ");
	trader_sees_no_more(t, "last none");
}

/* ---- the journal ---- */

/* Place of the first event of this type with these words in its payload; SIZE_MAX none. */
static size_t first(const rv_event *e, size_t n, rv_event_type type, const char *words)
{
	for (size_t i = 0; i < n; i++) {
		if (e[i].type == type && strstr(e[i].text, words))
			return i;
	}
	return SIZE_MAX;
}

static void look_at_journal(const trader *t, const char *out)
{
	char path[RV_TMP_PATH * 4], symbol[SYMBOL + 16];
	size_t n = 0;
	order_desk d = { .runs = false };
	(void)snprintf(d.state, sizeof(d.state), "%s", t->state);
	assert_true(od_journal(&d, path));
	rv_event *e = journal_file_events(path, &n);
	const size_t fill = first(e, n, RV_EVENT_FILL, "symbol ");
	const size_t hedge = first(e, n, RV_EVENT_PROPOSE, "hedge: ");
	assert_true(fill < hedge && hedge != SIZE_MAX);
	(void)snprintf(symbol, sizeof(symbol), "symbol %s\n", out);
	if (strcmp(out, "BTC") != 0 && strcmp(out, "ETH") != 0)
		assert_true(first(e, n, RV_EVENT_FILL, symbol) == SIZE_MAX);
	assert_true(first(e, n, RV_EVENT_PHASE, "phase correct") != SIZE_MAX);
	free(e);
}

static void the_program_of_a_day_by_hand(void **state)
{
	(void)state;
	char out[SYMBOL];
	trader t = { .j = NULL };
	trader_config(config);
	(void)rv_tmpdir_path(&rv_tmp, "state", t.state);
	assert_int_equal(mkdir(t.state, 0700), 0);
	start(&t);
	trader_sees(&t, "projected");
	open_program(&t);
	edit(&t, out);
	grant(&t);
	kill_and_go_on(&t);
	until_corrected(&t);
	trader_quits(&t);
	trader_verifies(&t);
	look_at_journal(&t, out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_program_of_a_day_by_hand, rv_tmp_setup,
						rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
