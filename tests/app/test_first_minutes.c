/*
 * The first minutes of somebody who has never seen the program: `rvdesk` as `make run` starts it,
 * its own clock and market, on a pseudo-terminal. The screen says that there is a tour and how to
 * begin it; from there on only what the strip says is typed, as it says it. That ends with an
 * approval, its fills, the kill menu looked at, the lock and the end of the tour.
 *
 * How long the approval took is printed, not judged: it is the machine's time, not a person's.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/base/clock.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"
#include "tests/support/patience.h"
#include "tests/support/trader.h"

enum { WAIT_MS = 60000 * RV_PATIENCE, LOOK_MS = 300, LINE = 256 };

/* The line of the strip below its title: "[ ] U, then Y: arm"; false: the tour is not there. */
static bool doing_line(trader *t, char out[LINE])
{
	const char *title = strstr(rv_job_screen(t->j), "\n Tour ");
	const char *box = title ? strchr(title + 1, '\n') : NULL;

	out[0] = '\0';
	if (!box || strncmp(box, "\n [", 3) != 0)
		return false;
	box += 2;
	(void)snprintf(out, LINE, "%.*s", (int)strcspn(box, "\n"), box);
	return true;
}

/* "7" of "Tour 7/16". */
static int step_now(trader *t)
{
	const char *title = strstr(rv_job_screen(t->j), "\n Tour ");

	return title ? (int)strtol(title + strlen("\n Tour "), NULL, 10) : 0;
}

/* A key as the strip spells it; "" it is no key. */
static const char *key_of(const char *word, char buf[4])
{
	static const struct {
		const char *name, *bytes;
	} named[] = { { "Enter", "\r" },
		      { "Esc", "\033" },
		      { "Tab", "\t" },
		      { "Space", " " },
		      { "F1", "\033OP" } };
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		if (strcmp(word, named[i].name) == 0)
			return named[i].bytes;
	}
	(void)snprintf(buf, 4, "%s", strlen(word) == 1 ? word : "");
	return buf;
}

/*
 * What is typed of it: "U, then Y: arm", "6: structure, 1: Desk again". Between commas the words
 * before a colon or an explanation; "then" and "and" are no keys.
 */
static size_t words_of(const char *doing, char out[8][LINE])
{
	const bool line = doing[0] == ':' || doing[0] == '\\';
	char text[LINE], key[4];
	bool explains = false;
	size_t n = 0;

	(void)snprintf(text, sizeof(text), "%s", doing);
	char *gap = strstr(text, "  "); /* behind it stands how to go on */
	if (gap)
		*gap = '\0';
	for (char *w = text, *end; *w && n < 8; w = end + (*end ? 1 : 0)) {
		end = w + strcspn(w, " ");
		const size_t len = (size_t)(end - w);
		const char last = len > 0 ? w[len - 1] : ' ';
		const bool ends = len > 1 && strchr(",;:", last);
		(void)snprintf(out[n], LINE, "%.*s", (int)(len - ends), w);
		const bool link = strcmp(out[n], "then") == 0 || strcmp(out[n], "and") == 0;
		const bool is_key = line || key_of(out[n], key)[0] != '\0';
		if (!explains && !link && is_key)
			n++;
		else if (!link)
			explains = true;
		explains = (explains || last == ':') && !(ends && last != ':');
	}
	return n;
}

/* ":resume Enter", ":buy SOL 500 usd Enter", "\ rv>0.3 Enter": text up to Enter. */
static void type_line(trader *t, char words[8][LINE], size_t n)
{
	for (size_t i = 0; i < n && strcmp(words[i], "Enter") != 0; i++) {
		trader_types(t, words[i]);
		if (strcmp(words[i], "\\") != 0)
			trader_types(t, " ");
	}
	trader_types(t, "\r");
}

/* A question is answered when it has been seen: until then its key is lost. */
static void answer(trader *t, int step)
{
	for (int64_t left = WAIT_MS; left > 0 && step_now(t) == step; left -= LOOK_MS) {
		if (!rv_job_has_text(t->j, "Y = "))
			return; /* it is gone, or refused: the strip says what to do */
		trader_types(t, "Y");
		rv_job_pump(t->j, LOOK_MS, 0);
	}
}

/* Types what the strip says, and nothing else. */
static void follow(trader *t, const char *doing, int step)
{
	char words[8][LINE], buf[4];
	const size_t n = words_of(doing, words);

	if (doing[0] == ':' || doing[0] == '\\') {
		type_line(t, words, n);
		return;
	}
	for (size_t i = 0; i < n && step_now(t) == step; i++) {
		if (strcmp(words[i], "Y") == 0) {
			(void)rv_job_wait_text(t->j, "Y = ", 2000);
			answer(t, step);
		} else if (key_of(words[i], buf)[0]) {
			trader_types(t, key_of(words[i], buf));
			rv_job_pump(t->j, LOOK_MS, 100);
		}
	}
}

/* One step, or a moment in which there is nothing to do. */
static void take_step(trader *t, const char *doing, bool patient)
{
	const int step = step_now(t);

	if (patient && strncmp(doing, "[ ] :buy", 8) == 0) { /* "The desk proposes ..., in 0:12" */
		rv_job_pump(t->j, LOOK_MS, 0);
		return;
	}
	if (strncmp(doing, "[x]", 3) == 0 || strstr(doing, "watch Hedge"))
		trader_types(t, ")"); /* ") next": what is so, or comes by itself */
	else
		follow(t, doing + 4, step);
	for (int i = 0; i < 10 && step_now(t) == step; i++)
		rv_job_pump(t->j, LOOK_MS, 0);
}

static bool asks_for_yes(const char *doing)
{
	return strstr(doing, "Y: send it") || strstr(doing, "Y: grant all");
}

/* Until the strip says how to end it; returns when the grant was seen. */
static int64_t walk(trader *t, bool patient)
{
	char doing[LINE], before[LINE] = "";
	int64_t granted_at = 0;
	const int64_t until = rv_mono_ms() + WAIT_MS;

	while (rv_mono_ms() < until) {
		if (!doing_line(t, doing)) {
			rv_job_pump(t->j, LOOK_MS, 0);
			continue;
		}
		if (granted_at == 0 && asks_for_yes(before) && strcmp(doing, before) != 0)
			granted_at = rv_mono_ms(); /* it was ticked: the next step is shown */
		if (strstr(doing, ": quit"))
			return granted_at;
		if (strcmp(doing, before) != 0)
			(void)printf("%.60s\n", doing);
		(void)snprintf(before, sizeof(before), "%s", doing);
		take_step(t, doing, patient);
	}
	fail_msg("the tour does not end:\n%s", rv_job_screen(t->j));
	return 0;
}

static void toggle_tour(trader *t)
{
	trader_presses(t, "\033OP", "t tour");
	trader_types(t, "t");
}

static void quit(trader *t)
{
	trader_types(t, "Q");
	for (int64_t left = WAIT_MS; left > 0 && !rv_job_wait_done(t->j, LOOK_MS); left -= LOOK_MS)
		trader_types(t, "C"); /* "C cancel, quit", where something works */
	assert_true(rv_job_wait_done(t->j, WAIT_MS));
	rv_job_free(t->j);
}

static void looks_at_journal(const trader *t, const char *type, const char *words)
{
	rv_job *j = trader_command((const char *const[]){ "journal", "list", "--state", t->state,
							  "--type", type, "--json", NULL });
	assert_non_null(strstr(rv_job_output(j), words));
	rv_job_free(j);
}

/* Before the desk proposes, by hand; once more when it does. */
static void the_screen_says_it_all(void **state)
{
	(void)state;
	trader t = { .j = NULL };
	(void)rv_tmpdir_path(&rv_tmp, "state", t.state);
	assert_int_equal(mkdir(t.state, 0700), 0);
	const int64_t began = rv_mono_ms();
	t.j = trader_run((const char *const[]){ "--state", t.state, NULL });
	trader_sees(&t, "New here? F1, then t: the tour");
	trader_sees(&t, "48 of 48 scored");
	toggle_tour(&t);
	trader_sees(&t, "Tour 1/16");
	const int64_t first = walk(&t, false);
	trader_sees(&t, "LOCKED"); /* the last step but two */
	toggle_tour(&t);
	trader_sees_no_more(&t, "Tour 16/16");
	toggle_tour(&t);
	const int64_t second = walk(&t, true);
	assert_true(first > began && second > first);
	(void)printf("approvals, after the start: by hand %.1f s, the program %.1f s\n",
		     (double)(first - began) / 1000.0, (double)(second - began) / 1000.0);
	quit(&t);
	looks_at_journal(&t, "fill", "symbol ");
	looks_at_journal(&t, "program-grant", "seq");
	trader_verifies(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_screen_says_it_all, rv_tmp_setup,
						rv_tmp_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
