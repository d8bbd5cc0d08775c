/*
 * The commands for scripts against a real desk on the real simulated venue: what is printed where,
 * which exit status says what, that an approval is of what was looked at and of nothing else, and
 * that whoever may not command gets nothing done.
 */
#include <cjson/cJSON.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/script/script_args.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"

static const od_params by_hand = { .speed = OD_FAST_SPEED, .orders = OD_FAST, .manual = true };

static order_desk *d;
static od_process p;
static cli_run c;
static char head[64]; /* "SEQ:HASH", as a status has shown it */

static int setup(void **state)
{
	(void)state;
	d = od_new(&by_hand);
	c.dir = d->dir.path;
	od_serve_well(d, &p);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	if (p.proc.pid != 0)
		(void)od_signal(&p, SIGTERM);
	od_free(d);
	return 0;
}

static cJSON *status(int want)
{
	const int rc = cli_do(&c, "status --json --state @/state");
	if (rc != want)
		fail_msg("status %d, expected %d: %s", rc, want, c.err);
	cJSON *o = cJSON_Parse(c.out);
	assert_non_null(o);
	return o;
}

static const char *text_of(const cJSON *o, const char *key)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(o, key));
	if (!text)
		fail_msg("no text '%s'", key);
	return text;
}

/* The pending ticket as the status tells it: its digest; its number in *id. */
static void pending(char digest[64], int *id)
{
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	for (;;) {
		cJSON *o = status(0);
		const cJSON *t = cJSON_GetArrayItem(cJSON_GetObjectItem(o, "pending"), 0);
		if (t && strcmp(text_of(t, "state"), "READY") == 0) {
			(void)snprintf(digest, 64, "%s", text_of(t, "digest"));
			*id = (int)cJSON_GetNumberValue(cJSON_GetObjectItem(t, "id"));
			cJSON_Delete(o);
			return;
		}
		cJSON_Delete(o);
		if (rv_mono_ms() > until)
			fail_msg("no ticket is ready: %s", c.out);
	}
}

/* HALTED at the start, 4; the words of it as JSON, as lines and for a person. */
static void status_says_what_is(void **state)
{
	(void)state;
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	cJSON *o = status(RV_EXIT_HALTED);
	while (strcmp(text_of(o, "env"), "SIM") != 0) { /* before the feeds' first answer */
		assert_true(rv_mono_ms() < until);
		cJSON_Delete(o);
		o = status(RV_EXIT_HALTED);
	}
	assert_string_equal(text_of(o, "state"), "HALTED");
	assert_int_equal(strlen(text_of(cJSON_GetObjectItem(o, "journal"), "head")), 16);
	assert_int_equal(cJSON_GetNumberValue(cJSON_GetObjectItem(o, "pid")), p.proc.pid);
	/* of the machine's clock: the desk's is the simulated venue's, some other day */
	const double up = cJSON_GetNumberValue(cJSON_GetObjectItem(o, "uptime_ms"));
	assert_true(up >= 0.0 && up < 600000.0);
	assert_true(cJSON_GetNumberValue(cJSON_GetObjectItem(o, "nav_usd")) > 90000.0);
	assert_non_null(cJSON_GetObjectItem(cJSON_GetObjectItem(o, "feeds"), "allMids"));
	cJSON_Delete(o);
	assert_int_equal(cli_do(&c, "status --plain --state @/state"), RV_EXIT_HALTED);
	assert_non_null(strstr(c.out, "\nstate HALTED\n"));
	assert_non_null(strstr(c.out, "\njournal.ok yes\n"));
	assert_int_equal(cli_do(&c, "status --state @/state"), RV_EXIT_HALTED);
	assert_non_null(strstr(c.out, "\nstate    HALTED since 20"));
	assert_non_null(strstr(c.out, "\npending  none\n"));
	cli_wants(&c, cli_do(&c, "status --json --plain --state @/state"), RV_EXIT_USAGE,
		  "one of --json and --plain");
}

/* Not before the feeds are up: a desk that has just started says so. */
static void resume(void)
{
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	while (cli_do(&c, "resume --state @/state") != 0) {
		if (rv_mono_ms() > until)
			fail_msg("it is not resumed: %s%s", c.out, c.err);
		(void)poll(NULL, 0, 200);
	}
	assert_non_null(strstr(c.out, "ok the book is ACTIVE"));
}

/* The engine hears of it after the visitor has gone. */
static void until_locked(void)
{
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	for (bool armed = true; armed;) {
		cJSON *o = status(0);
		armed = !cJSON_IsFalse(cJSON_GetObjectItem(o, "armed"));
		cJSON_Delete(o);
		assert_true(rv_mono_ms() < until);
	}
}

static void resume_needs_arms(void **state)
{
	(void)state;
	cli_wants(&c, cli_do(&c, "resume --state @/state"), RV_EXIT_FAIL,
		  "resume needs an armed desk");
	cli_wants(&c, cli_do(&c, "arm --state @/state"), 0, "ok armed for");
	resume();
	cJSON *o = status(0);
	assert_string_equal(text_of(o, "state"), "ACTIVE");
	assert_true(cJSON_IsTrue(cJSON_GetObjectItem(o, "armed")));
	cJSON_Delete(o);
}

/* Approved is what the digest names, once; everything else leaves the venue as it is. */
static void an_approval_is_of_what_was_looked_at(void **state)
{
	(void)state;
	char digest[64];
	int id = 0;
	assert_true(od_insist(&p, "buy SOL 500 usd"));
	pending(digest, &id);
	cli_wants(&c, cli_do(&c, "show %d --state @/state", id), 0, digest);
	cli_wants(&c, cli_do(&c, "--state @/state show t%d", id), RV_EXIT_USAGE, "");
	cli_wants(&c, cli_do(&c, "show --state @/state t%d", id), 0, digest);
	cli_wants(&c, cli_do(&c, "show '#%d' --state @/state", id), 0, digest);
	cli_wants(&c, cli_do(&c, "show p%d --state @/state", id), RV_EXIT_FAIL,
		  "nothing of that number is on the screen");
	cli_wants(&c, cli_do(&c, "show x%d --state @/state", id), RV_EXIT_USAGE, "t1, p1 or r1");
	cli_wants(&c, cli_do(&c, "approve %d --state @/state", id), RV_EXIT_USAGE,
		  "approve needs --digest");
	cli_wants(&c, cli_do(&c, "approve %d --digest %.7s --state @/state", id, digest),
		  RV_EXIT_USAGE, "8 to 64 digits");
	cli_wants(&c, cli_do(&c, "approve %d --digest 00000000 --state @/state", id), RV_EXIT_FAIL,
		  "of that number and digest waits");
	cli_wants(&c, cli_do(&c, "approve %d --digest %s --state @/state", id + 1, digest),
		  RV_EXIT_FAIL, "of that number and digest waits");
	assert_int_equal(od_venue_orders(d), 0);
	cli_wants(&c, cli_do(&c, "approve %d --digest %.8s --state @/state", id, digest), 0, "ok ");
	OD_LEDGER_UNTIL(od_venue_orders(d) == 1);
	cli_wants(&c, cli_do(&c, "show t%d --state @/state", id), 0, "decided  ticket ");
	assert_null(strstr(c.out, ", left "));
	const int again = cli_do(&c, "approve %d --digest %.8s --state @/state", id, digest);
	assert_int_equal(again, RV_EXIT_FAIL);
	assert_int_equal(od_venue_orders(d), 1);
}

/* A console gets ten snapshots a second at most: an answer may be ahead of the next. */
static void until_status_has(const char *words)
{
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	do {
		assert_int_equal(cli_do(&c, "status --state @/state"), 0);
		if (rv_mono_ms() > until)
			fail_msg("no '%s' in %s", words, c.out);
	} while (!strstr(c.out, words));
}

/* Between two slices nothing waits and no order works, and yet it trades. */
static void what_is_granted_is_said(void **state)
{
	(void)state;
	char digest[64], granted[64];
	int id = 0;
	assert_true(od_insist(&p, "buy ETH 2000 usd twap 60m"));
	pending(digest, &id);
	cli_wants(&c, cli_do(&c, "approve %d --digest %s --state @/state", id, digest), 0, "ok ");
	assert_true(od_insist(&p, "override exclude SOL 4h nothing more of it"));
	(void)snprintf(granted, sizeof(granted), "\nmandate  %d RUNNING BUY ETH, ", id);
	until_status_has("\noverride 1 SOL excluded until ");
	assert_non_null(strstr(c.out, "\npending  none\n"));
	assert_non_null(strstr(c.out, granted));
	cJSON *o = status(0);
	const cJSON *m = cJSON_GetArrayItem(cJSON_GetObjectItem(o, "mandates"), 0);
	assert_string_equal(text_of(m, "symbol"), "ETH");
	assert_string_equal(text_of(m, "state"), "RUNNING");
	cJSON_Delete(o);
	assert_true(od_insist(&p, "cancel ETH"));
	assert_true(od_insist(&p, "override end 1 the test is over"));
}

static void a_reject_has_a_reason(void **state)
{
	(void)state;
	char digest[64];
	int id = 0;
	assert_true(od_insist(&p, "buy ETH 500 usd"));
	pending(digest, &id);
	cli_wants(&c, cli_do(&c, "reject %d --state @/state", id), RV_EXIT_USAGE, "needs a reason");
	cli_wants(&c, cli_do(&c, "reject %d too large for today --state @/state", id), 0, "ok ");
	cJSON *o = status(0);
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(o, "pending")), 0);
	cJSON_Delete(o);
	cli_wants(&c, cli_do(&c, "note the venue is slow since noon --state @/state"), 0,
		  "ok noted");
	cli_wants(&c, cli_do(&c, "note --state @/state"), RV_EXIT_USAGE, "what to write down");
	cli_wants(&c,
		  cli_do(&c, "note --state @/state before and --socket @/state/control.sock "
			     "behind -- --these"),
		  0, "ok noted");
	cli_wants(&c, cli_do(&c, "handover --state @/state"), 0, "before and behind --these");
	cli_wants(&c, cli_do(&c, "lock --state @/state"), 0, "ok locked");
	assert_int_equal(cli_do(&c, "status --state @/state"), 0);
	const char *at = strstr(c.out, "\njournal  ok, head ");
	assert_non_null(at);
	at += strlen("\njournal  ok, head ");
	(void)snprintf(head, sizeof(head), "%.*s", (int)strcspn(at, "\n"), at);
}

/* Whoever comes next finds what was left, also after the desk was started again. */
static void a_note_is_handed_over(void **state)
{
	(void)state;
	cli_wants(&c, cli_do(&c, "handover --state @/state"), 0, "the venue is slow since noon");
	assert_non_null(strstr(c.out, "\nOpen positions\n  SOL "));
	(void)od_signal(&p, SIGTERM);
	od_serve_well(d, &p);
	cli_wants(&c, cli_do(&c, "handover --state @/state"), 0, "the venue is slow since noon");
	assert_non_null(strstr(c.out, "\nLast notes\n"));
}

/*
 * Where there is a pen one visit takes it, arms, does what it came for, and leaves it free and the
 * desk locked; while somebody else has it nothing is done.
 */
static void a_visit_takes_the_free_pen(void **state)
{
	(void)state;
	const od_params pen = {
		.speed = OD_FAST_SPEED, .orders = OD_FAST, .manual = true, .control = "\"pen_s\": 5"
	};
	order_desk *first = d;
	od_process was = p;
	char digest[64], other[RV_TMP_PATH * 3];
	int id = 0;
	d = od_new(&pen);
	c.dir = d->dir.path;
	(void)snprintf(other, sizeof(other), "%s/journal-sim-00000000.db", d->state);
	rv_file_write(other, "", 0);
	od_serve_well(d, &p);
	(void)cli_do(&c, "status --state @/state");
	assert_non_null(strstr(c.out, "\nALERT    JOURNAL EMPTY: journal-sim-00000000.db of "));
	assert_int_equal(unlink(other), 0);
	resume();
	assert_true(od_insist(&p, "buy SOL 500 usd"));
	pending(digest, &id);
	cli_wants(&c, cli_do(&c, "approve %d --digest %s --state @/state", id, digest), 0, "ok ");
	OD_LEDGER_UNTIL(od_venue_orders(d) == 1);
	until_locked();
	for (int i = 0; i < 8; i++) /* before the engine has heard of the end of the last one */
		cli_wants(&c, cli_do(&c, "arm --state @/state"), 0, "ok armed for");
	until_locked();
	assert_true(od_insist(&p, "arm")); /* the desk's own input has it now */
	cli_wants(&c, cli_do(&c, "resume --state @/state"), RV_EXIT_FAIL, "has the pen");
	(void)od_signal(&p, SIGTERM);
	od_free(d);
	d = first;
	p = was;
	c.dir = d->dir.path;
}

/* One that stands still, and none at all, are told apart from one that refuses. */
static void no_desk_is_another_status(void **state)
{
	(void)state;
	assert_int_equal(kill(p.proc.pid, SIGSTOP), 0);
	cli_wants(&c, cli_do(&c, "status --state @/state"), RV_EXIT_FAIL,
		  "no answer from the desk");
	cli_wants(&c, cli_do(&c, "note nobody hears this --state @/state"), RV_EXIT_FAIL,
		  "no answer from the desk");
	assert_int_equal(kill(p.proc.pid, SIGCONT), 0);
	(void)od_signal(&p, SIGTERM);
	p.proc.pid = 0;
	cli_wants(&c, cli_do(&c, "status --state @/state"), RV_EXIT_NO_DESK, "no desk is there");
	cli_wants(&c, cli_do(&c, "resume --state @/state"), RV_EXIT_NO_DESK, "no desk is there");
}

/*
 * The journal has each of them, the refused ones too: who, whence, what was on the screen, what of
 * it; and it is the journal whose head the status has shown.
 */
static void the_audit_has_all_of_it(void **state)
{
	(void)state;
	static const char *const acts[] = {
		"key rvdesk resume",
		"no: resume needs an armed desk",
		"arm ",
		"key rvdesk arm",
		"ok: armed for",
		"approve 1 buy ",
		" SOL, ioc, no worse than ",
		"propose buy 2000.00 USD of ETH ",
		"override SOL excluded until ",
		" - nothing more of it",
		"quote ",
		"digest ",
		"- too large for today",
		"note - the venue is slow since noon",
		"ok: noted",
		"(says: ssh 10.9.8.7 1234 10.9.8.1 22)",
		" stdin conn 1",
	};
	char anchor[128], who[64];
	if (p.proc.pid != 0)
		fail_msg("the desk still runs");
	(void)snprintf(anchor, sizeof(anchor), "%s", head);
	cli_wants(&c, cli_do(&c, "journal verify --state @/state --anchor %s", anchor), 0,
		  "anchors 1 agree");
	cli_wants(&c, cli_do(&c, "journal audit --state @/state"), 0, "WHEN");
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		if (!strstr(c.out, acts[i]))
			fail_msg("no '%s' in\n%s", acts[i], c.out);
	}
	(void)snprintf(who, sizeof(who), "uid %u", (unsigned)getuid());
	assert_non_null(strstr(c.out, who));
	assert_non_null(strstr(c.out, "socket pid "));
	assert_int_equal(cli_do(&c, "journal audit --to 2026-01-15 --state @/state"), 0);
	assert_null(strstr(c.out, "approve")); /* the day before */
	assert_int_equal(cli_do(&c, "journal audit --from 2026-01-16 --to 2026-01-16 "
				    "--state @/state"),
			 0);
	assert_non_null(strstr(c.out, "approve"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_says_what_is),
		cmocka_unit_test(resume_needs_arms),
		cmocka_unit_test(an_approval_is_of_what_was_looked_at),
		cmocka_unit_test(what_is_granted_is_said),
		cmocka_unit_test(a_reject_has_a_reason),
		cmocka_unit_test(a_note_is_handed_over),
		cmocka_unit_test(a_visit_takes_the_free_pen),
		cmocka_unit_test(no_desk_is_another_status),
		cmocka_unit_test(the_audit_has_all_of_it),
	};
	if (setenv("SSH_CONNECTION", "10.9.8.7 1234 10.9.8.1 22", 1) != 0)
		return 1;
	return cmocka_run_group_tests_name("script_commands", tests, setup, teardown);
}
