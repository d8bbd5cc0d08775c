/*
 * An operator's day, as the handbook tells it: the real programs, two users of the machine, a desk
 * where two people approve. One takes the pen and resumes, leaves a note and the pen; the other
 * reads it, buys what both approve, loses the line and comes back; a halt, a resume that both
 * approve, the program of 23:50 that both approve, the end. While the desk runs and when it has
 * ended the journal says who did what, in that order, and agrees with the anchor that was noted.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/script/script_args.h"
#include "tests/support/assert_close.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/console_job.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"
#include "tests/support/people_desk.h"
#include "tests/support/trader.h"

/* Two users of the machine without names: what is written of them is the same everywhere. */
#define ANN "12345"
#define BEN "12346"
#define EVE "12347" /* looks on */
#define AS(uid) "setpriv --reuid " uid " --regid " uid " --clear-groups "
#define NOTE "ENA unlocks at noon, no new longs"

/* 2026-01-16T23:48:00Z: what comes before the day's program takes no longer than until then. */
#define START_MS INT64_C(1768607280000)
enum { COLS = 120, ROWS = 40, LOOK_MS = 1000, STILL_MS = 2000, MODE_PASS = 0711, MODE_ALL = 0666 };

/* A quote lives a minute: two people need that. Nothing helps the orders along or away. */
static const od_params params = {
	.speed = 2.0,
	.start_ms = START_MS,
	.manual = true,
	.control = "\"roles\": {\"" ANN "\": \"risk\", \"" BEN "\": \"risk\", \"" EVE
		   "\": \"view\"}, \"others\": "
		   "\"none\", \"pen_s\": 30, \"two_person\": \"always\"",
	.orders = "\"arm_s\": 86400, \"arm_idle_s\": 86400, " OD_FAST_WITH("", "",
									   ", \"deadman\": false"),
};

static order_desk *d;
static od_process p;
static cli_run ann = { .before = AS(ANN) }, eve = { .before = AS(EVE) }, root;
static trader console; /* of whoever sits there; j NULL: nobody */
static char anchor[64];

/* ---- the desk and who comes ---- */

/* As the service manager's folder: others get to the socket, and to nothing else. */
static void open_door(void)
{
	char path[RV_TMP_PATH * 3];
	(void)snprintf(path, sizeof(path), "%s/control.sock", d->state);
	assert_int_equal(chmod(d->dir.path, MODE_PASS), 0);
	assert_int_equal(chmod(d->state, MODE_PASS), 0);
	assert_int_equal(chmod(path, MODE_ALL), 0);
}

static int setup(void **state)
{
	(void)state;
	if (geteuid() != 0)
		return 0;
	d = od_new(&params);
	ann.dir = eve.dir = root.dir = d->dir.path;
	(void)snprintf(console.state, sizeof(console.state), "%s", d->state);
	od_serve_well(d, &p);
	open_door();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	if (console.j)
		rv_job_free(console.j);
	if (p.proc.pid != 0)
		(void)od_signal(&p, SIGKILL);
	od_free(d);
	return 0;
}

static void attach(const char *uid)
{
	char line[RV_TMP_PATH * 6];
	char *argv[] = { (char[]){ "/bin/sh" }, (char[]){ "-c" }, line, NULL };
	(void)snprintf(line, sizeof(line),
		       "exec setpriv --reuid %s --regid %s --clear-groups %s attach --state %s",
		       uid, uid, p.program, d->state);
	console.j = rv_job_exec(COLS, ROWS, rv_xterm_env, argv);
	trader_sees(&console, "of 48 scored");
}

static void leave(void)
{
	trader_quits(&console);
	console.j = NULL;
}

/* ---- the day ---- */

static void ann_takes_the_desk(void)
{
	attach(ANN);
	trader_sees(&console, "HALTED: the desk has started");
	trader_sees(&console, "PEN free");
	trader_takes_pen(&console, "");
	trader_resumes(&console);
}

static void ann_hands_over(void)
{
	trader_says(&console, "note " NOTE, "noted");
	trader_says(&console, "pen free", "PEN free");
	leave();
}

/* Whoever takes the pen is shown what was left, without having asked. */
static void ben_takes_over(void)
{
	attach(BEN);
	trader_sees(&console, "LOCKED");
	trader_types(&console, ":pen\r");
	trader_sees(&console, "Hand-over: who takes over reads this");
	trader_sees(&console, NOTE);
	trader_reads_handover(&console);
	trader_arms(&console);
	cli_wants(&ann, cli_do(&ann, "resume --state @/state"), RV_EXIT_FAIL,
		  "uid " BEN " has the pen");
}

/* His vote, which alone does nothing. A price that moved under his hand is looked at again. */
static void ben_votes(int id)
{
	char question[32], first[64];
	(void)snprintf(question, sizeof(question), "Approve #%d ", id);
	(void)snprintf(first, sizeof(first), "approve #%d SOL: 1 of 2: uid " BEN, id);
	for (int64_t left = OD_WAIT_MS; !rv_job_wait_text(console.j, first, LOOK_MS);
	     left -= LOOK_MS) {
		if (left <= LOOK_MS)
			fail_msg("no vote for #%d:\n%s", id, rv_job_screen(console.j));
		trader_types(&console, rv_job_has_text(console.j, question) ? "Y" : "a");
	}
	trader_types(&console, "\033"); /* a question that was opened once too often */
	trader_sees_no_more(&console, question);
}

/* The digest of what waits, as Ann's status tells it. */
static void read_digest(int id, char digest[16])
{
	char words[64];
	(void)snprintf(words, sizeof(words), "pending  ticket %d digest ", id);
	assert_int_equal(cli_do(&ann, "status --state @/state"), 0);
	const char *at = strstr(ann.out, words);
	if (!at)
		fail_msg("no '%s' in %s", words, ann.out);
	assert_non_null(strstr(at, "1 of 2: uid " BEN));
	(void)snprintf(digest, 16, "%.8s", at + strlen(words));
}

static void both_approve(int id, const char *line)
{
	char row[32], digest[16];
	const size_t before = od_venue_orders(d);
	(void)snprintf(row, sizeof(row), "#%d   BUY  SOL ", id);
	trader_says(&console, line, row);
	ben_votes(id);
	read_digest(id, digest);
	assert_int_equal(od_venue_orders(d), before);
	cli_wants(&ann, cli_do(&ann, "approve %d --digest %s --state @/state", id, digest), 0,
		  "ok 1 granted");
	OD_LEDGER_UNTIL(od_venue_orders(d) > before);
}

static void two_approve(void)
{
	trader_types(&console, "5");
	both_approve(1, "buy SOL 500 usd");
	OD_LEDGER_UNTIL(od_venue_lots(d, "SOL", 2) > 300); /* a little more than three */
	both_approve(2, "buy SOL 300 usd limit 120");
	OD_LEDGER_UNTIL(od_venue_open(d) == 1);
}

static void note_the_head(void)
{
	static const char words[] = "\njournal  ok, head ";
	assert_int_equal(cli_do(&ann, "status --state @/state"), 0);
	const char *at = strstr(ann.out, words);
	assert_non_null(at);
	at += strlen(words);
	(void)snprintf(anchor, sizeof(anchor), "%.*s", (int)strcspn(at, "\n"), at);
}

/* His console is killed: the pen is free, and nothing else has changed at the venue. */
static void the_line_drops(void)
{
	const size_t orders = od_venue_orders(d), fills = od_venue_fills(d);
	rv_job_signal(console.j, SIGKILL);
	assert_true(rv_job_wait_done(console.j, OD_WAIT_MS));
	rv_job_free(console.j);
	console.j = NULL;
	(void)poll(NULL, 0, STILL_MS);
	assert_int_equal(od_venue_open(d), 1);
	assert_int_equal(od_venue_orders(d), orders);
	assert_int_equal(od_venue_fills(d), fills);
	assert_int_equal(cli_do(&ann, "status --state @/state"), 0); /* ACTIVE still */
	attach(BEN);
	trader_sees(&console, "PEN free");
	trader_sees(&console, "LOCKED");
	trader_takes_pen(&console, "");
}

/* The first digits of what waits, behind "pending  WHAT digest " of Ann's status. */
static void read_pending(const char *what, char digest[16])
{
	char words[64];
	(void)snprintf(words, sizeof(words), "pending  %s digest ", what);
	(void)cli_do(&ann, "status --state @/state"); /* HALTED or not */
	const char *at = strstr(ann.out, words);
	if (!at)
		fail_msg("no '%s' in %s", words, ann.out);
	(void)snprintf(digest, 16, "%.8s", at + strlen(words));
}

/* After a kill one person alone resumes nothing, however often; the other one sees it and does. */
static void both_resume(void)
{
	char digest[16];
	trader_arms(&console); /* the halt has locked it */
	trader_says(&console, "resume", "1 of 2: uid " BEN);
	trader_sees(&console, "REQUEST: r1 waits for a second person");
	trader_says(&console, "resume", "you have asked for it: r1 waits");
	read_pending("request r1", digest);
	assert_int_equal(cli_do(&ann, "status --state @/state"), RV_EXIT_HALTED);
	cli_wants(&ann, cli_do(&ann, "show r1 --state @/state"), 0, "resume the book after a kill");
	cli_wants(&ann, cli_do(&ann, "approve r1 --digest 00000000 --state @/state"), RV_EXIT_FAIL,
		  "of that number and digest waits");
	cli_wants(&ann, cli_do(&ann, "approve r1 --digest %s --state @/state", digest), 0,
		  "ok the book is ACTIVE");
}

static void a_halt_and_a_resume(void)
{
	cli_wants(&ann, cli_do(&ann, "halt --cancel --reason 'a drill' --state @/state"), 0,
		  "halt: the desk: killed");
	OD_LEDGER_UNTIL(od_venue_open(d) == 0);
	trader_sees(&console, "HALTED: killed");
	assert_int_equal(cli_do(&ann, "status --state @/state"), RV_EXIT_HALTED);
	both_resume();
	trader_sees_no_more(&console, "HALTED: killed");
	assert_int_equal(cli_do(&ann, "status --state @/state"), 0);
}

/* ---- the program of the day ---- */

/* His vote for all legs, each of which has been on the screen; a leg that moved is quoted again. */
static void ben_votes_for_the_program(void)
{
	static const char first[] = "1 of 2: uid " BEN;
	trader_presses(&console, "p", "Program p1: projected of 2026-01-16");
	for (int64_t left = OD_WAIT_MS; !rv_job_wait_text(console.j, first, LOOK_MS);
	     left -= LOOK_MS) {
		if (left <= LOOK_MS)
			fail_msg("no vote for the program:\n%s", rv_job_screen(console.j));
		if (rv_job_has_text(console.j, "Y = grant"))
			trader_types(&console, "Y");
		else
			trader_types(&console, rv_job_has_text(console.j, " READY ") ? "a" : "\r");
	}
	trader_types(&console, "\033");
}

static void both_approve_the_program(void)
{
	char digest[16];
	trader_sees(&console, "PROGRAM of 23:50 waits");
	const size_t before = od_venue_orders(d);
	ben_votes_for_the_program();
	read_pending("program 1", digest);
	assert_int_equal(od_venue_orders(d), before);
	cli_wants(&ann, cli_do(&ann, "show p1 --state @/state"), 0, digest);
	cli_wants(&ann, cli_do(&ann, "approve p1 --digest %s --state @/state", digest), 0,
		  "ok program 1: ");
	OD_LEDGER_UNTIL(od_venue_orders(d) > before);
	trader_presses(&console, "p", "GRANTED");
	trader_types(&console, "\033");
	leave();
}

/* ---- the journal while the desk commits ---- */

static void look_at_it_live(void)
{
	cli_wants(&root, cli_do(&root, "journal verify --state @/state --anchor %s", anchor), 0,
		  "anchors 1 agree");
	cli_wants(&root, cli_do(&root, "journal audit --state @/state"), 0, "ok: program 1: ");
	cli_wants(&root, cli_do(&root, "journal list --type program-grant --state @/state"), 0,
		  "program-grant");
	assert_int_equal(cli_do(&root, "journal export --csv --state @/state"), 0);
	/* who only looks on sees what the desk tells everybody, and nothing of the file */
	cli_wants(&eve, cli_do(&eve, "journal audit --state @/state"), 0,
		  "approve-program: ok: program 1: ");
	cli_wants(&eve, cli_do(&eve, "journal verify --state @/state"), RV_EXIT_FAIL,
		  "Permission denied");
	cli_wants(&eve, cli_do(&eve, "approve r9 --digest 00000000 --state @/state"), RV_EXIT_FAIL,
		  "of that number and digest waits");
}

/* ---- what is left of it ---- */

typedef struct act {
	const char *who, *what,
		*result; /* what: the command's word, and where it is said what of */
} act;

static const act acts[] = {
	{ ANN, "pen", "ok: you have the pen" },
	{ ANN, "arm", "ok: armed" },
	{ ANN, "resume", "ok: the book is ACTIVE" },
	{ ANN, "note - " NOTE, "ok: noted" },
	{ ANN, "pen-free", "ok: " },
	{ BEN, "pen", "ok: you have the pen" },
	{ BEN, "arm", "ok: armed" },
	{ ANN, "resume", "no: " },
	{ BEN, "propose buy 500.00 USD of SOL", "ok: ticket 1" },
	{ BEN, "approve 1 buy", "ok: 1 of 2: uid " BEN },
	{ ANN, "approve 1 buy", "ok: 1 granted" },
	{ BEN, "propose buy 300.00 USD of SOL", "ok: ticket 2" },
	{ BEN, "approve 2 buy", "ok: 1 of 2: uid " BEN },
	{ ANN, "approve 2 buy", "ok: 1 granted" },
	{ BEN, "pen", "ok: you have the pen" },
	{ ANN, "kill", "ok: killed" },
	{ BEN, "arm", "ok: armed" },
	{ BEN, "resume", "1 of 2: uid " BEN },
	{ BEN, "resume", "no: you have asked for it: r1" },
	{ ANN, "approve-request 1 resume the book", "ok: the book is ACTIVE" },
	{ BEN, "approve-program 1", "ok: program 1: 1 of 2: uid " BEN },
	{ ANN, "approve-program 1", "ok: program 1: " },
};

static bool is(const char *line, size_t n, const act *a)
{
	char text[2048], who[32], what[96], result[96];
	(void)snprintf(text, sizeof(text), "%.*s", (int)n, line);
	(void)snprintf(who, sizeof(who), "  uid %s  ", a->who);
	(void)snprintf(what, sizeof(what), "  %s ", a->what);
	(void)snprintf(result, sizeof(result), "%s", a->result);
	return strstr(text, who) && strstr(text, what) && strstr(text, result);
}

static void is_of_one_of_them(const char *line, size_t n)
{
	const char *who = strstr(line, "  uid ");
	if (!who || who >= line + n ||
	    (strncmp(who, "  uid " ANN " ", 12) != 0 && strncmp(who, "  uid " BEN " ", 12) != 0))
		fail_msg("who is that: %.*s", (int)n, line);
}

/* Each of them in its turn; what was said again because it was too early may stand between. */
static void look_at_audit(void)
{
	size_t i = 0;
	cli_wants(&root, cli_do(&root, "journal audit --state @/state"), 0, "WHEN");
	for (const char *at = root.out; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		const size_t n = strcspn(at, "\n");
		print_message("%.*s\n", (int)n, at);
		if (at != root.out) /* its head */
			is_of_one_of_them(at, n);
		if (i < LEN(acts) && is(at, n, &acts[i]))
			i++;
	}
	if (i < LEN(acts))
		fail_msg("no row of uid %s, '%s', '%s' behind the %zu before it", acts[i].who,
			 acts[i].what, acts[i].result, i);
}

static void look_at_journal(void)
{
	assert_int_equal(od_signal(&p, SIGTERM), 0);
	cli_wants(&root, cli_do(&root, "journal verify --state @/state"), 0, "result  good");
	cli_wants(&root, cli_do(&root, "journal verify --state @/state --anchor %s", anchor), 0,
		  "anchors 1 agree");
	look_at_audit();
}

/* False, with one line: other users cannot be had here, or do not get to the program. */
static bool can(void)
{
	if (!pd_can())
		return false;
	if (cli_do(&ann, "--version") == 0)
		return true;
	print_message("# another user cannot run the program: %s\n", ann.err);
	return false;
}

static void an_operators_day(void **state)
{
	(void)state;
	if (!can())
		skip();
	ann_takes_the_desk();
	ann_hands_over();
	ben_takes_over();
	two_approve();
	note_the_head();
	the_line_drops();
	a_halt_and_a_resume();
	both_approve_the_program();
	look_at_it_live();
	look_at_journal();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_operators_day, setup, teardown),
	};
	return cmocka_run_group_tests_name("operators_day", tests, NULL, NULL);
}
