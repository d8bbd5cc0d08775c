/*
 * rvdesk upgrade from one process to the next: the old desk is halted, drained and ended, the new
 * one has the same head, positions and orders, and stays HALTED unless somebody said otherwise. A
 * desk that does not drain, one that stands still, a folder that does not prove, a start that
 * fails, the wrong hour: each leaves a state that the next attempt gets out of.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/ops/shell.h"
#include "app/ops/upgrade_run.h"
#include "app/script/script_args.h"
#include "app/state_lock.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"

/* The time of a few orders; no dead man's switch helps along. */
#define ORDERS                                                                                     \
	"\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 2000},"                            \
	"\"ticket\": {\"drift_bps\": 1000},"                                                       \
	"\"mandate\": {\"collar_bps\": 900}, \"wire\": {\"deadman\": false}"
#define MINUTE INT64_C(60000)

static const od_params noon = { .speed = 1.0, .orders = ORDERS };
static const od_params late = { .speed = 1.0,
				.orders = ORDERS,
				.start_ms = INT64_C(1795736400000) }; /* 23:40 */

static order_desk *d;
static od_process p;
static cli_run c;
static char serve[2500];

static int make(const od_params *params)
{
	const char *build = getenv("BUILD_DIR");
	d = od_new(params);
	c.dir = d->dir.path;
	(void)snprintf(serve, sizeof(serve),
		       "%s/rvdesk serve --approve auto --url %s --state %s --config %s "
		       "--weight 1000000 </dev/null >/dev/null 2>>@/desk.err &",
		       build ? build : "build/release", rv_sim_url(d->sim), d->state, d->config);
	od_serve_well(d, &p);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	return make(&noon);
}

static int setup_late(void **state)
{
	(void)state;
	return make(&late);
}

/* The one that an upgrade started is nobody's child here. */
static void end_new(int sig)
{
	long pid = 0;
	if (!rv_state_locked(d->state, &pid) || pid == 0)
		return;
	assert_int_equal(kill((pid_t)pid, sig), 0);
	OD_LEDGER_UNTIL(!rv_state_locked(d->state, &pid));
}

static int teardown(void **state)
{
	(void)state;
	if (p.proc.pid != 0) {
		(void)kill(p.proc.pid, SIGCONT);
		(void)od_signal(&p, SIGKILL);
	}
	p.proc.pid = 0;
	end_new(SIGKILL);
	od_free(d);
	return 0;
}

static void hold_and_rest(void)
{
	assert_true(od_insist(&p, "resume") && od_insist(&p, "buy SOL 700 usd"));
	OD_LEDGER_UNTIL(od_venue_fills(d) >= 1);
	assert_true(od_insist(&p, "buy SOL 300 usd limit 120") &&
		    od_insist(&p, "buy ETH 500 usd limit 2900"));
	OD_LEDGER_UNTIL(od_venue_open(d) == 2);
}

static void old_has_ended(void)
{
	const int status = od_signal(&p, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("the old desk: %x: %s", (unsigned)status, od_errors(&p));
	p.proc.pid = 0;
}

static int upgrade(const char *words)
{
	char line[9000];
	(void)snprintf(line, sizeof(line), "upgrade --state @/state %s", words);
	return cli_do(&c, "%s", line);
}

/* first: what the command that starts the new desk does before. */
static int upgrade_and_start_after(const char *words, const char *first)
{
	char line[7000];
	(void)snprintf(line, sizeof(line), "%s --start '%s%s'", words, first, serve);
	return upgrade(line);
}

static int upgrade_and_start(const char *words)
{
	return upgrade_and_start_after(words, "");
}

static void has(const char *text, const char *words)
{
	if (!strstr(text, words))
		fail_msg("no '%s' in:\n%s%s", words, c.out, c.err);
}

static void in_one_command(void **state)
{
	(void)state;
	long pid = 0;
	hold_and_rest();
	cli_wants(&c, upgrade_and_start(""), 0, "HALTED: a person resumes");
	old_has_ended();
	has(c.out, "halt      the desk: killed: cancelling 2 orders");
	has(c.out, "drain     0 orders work, 0 unknown");
	has(c.out, "end       SIGTERM to process");
	has(c.out, "verify    good");
	has(c.out, "compared  head the same; positions 1, were 1; orders not over 0, were 0");
	assert_int_equal(od_venue_open(d), 0);
	assert_true(rv_state_locked(d->state, &pid));
	assert_int_equal(cli_do(&c, "status --state @/state"), RV_EXIT_HALTED);
	end_new(SIGTERM);
}

static void resumes_when_told_why(void **state)
{
	(void)state;
	hold_and_rest();
	cli_wants(&c, upgrade_and_start("--resume 'looked at, all well'"), 0, "the book is ACTIVE");
	old_has_ended();
	assert_int_equal(cli_do(&c, "status --state @/state"), 0);
	end_new(SIGTERM);
	cli_wants(&c, cli_do(&c, "journal audit --state @/state"), 0, "looked at, all well");
	has(c.out, "upgrade to rvdesk");
}

/* A binary that is another one: it is halted by its file, and drained by its signal. */
static void of_another_binary(void **state)
{
	(void)state;
	char words[1024], keep[256];
	const char *build = getenv("BUILD_DIR");
	od_process old;
	rv_err err = { 0 };
	assert_int_equal(od_signal(&p, SIGTERM), 0);
	(void)snprintf(keep, sizeof(keep), "%s", build ? build : "build/release");
	(void)snprintf(words, sizeof(words), "cp %s/rvdesk %s/rvdesk && echo >>%s/rvdesk", keep,
		       d->dir.path, d->dir.path);
	assert_int_equal(rv_shell(words, NULL, 0, &err), RV_OK);
	(void)rv_tmpdir_path(&d->dir, "rvdesk", (char[RV_TMP_PATH * 2]){ 0 });
	assert_int_equal(setenv("BUILD_DIR", d->dir.path, 1), 0);
	od_serve_well(d, &old);
	assert_int_equal(setenv("BUILD_DIR", keep, 1), 0);
	p = old;
	hold_and_rest();
	cli_wants(&c, upgrade_and_start(""), 0, "HALTED: a person resumes");
	old_has_ended();
	has(c.out, "halt      by halt.request, HALTED: the console is another rvdesk");
	has(c.out, "positions 1, were 1; orders not over 0, were 0");
	assert_int_equal(od_venue_open(d), 0);
	end_new(SIGTERM);
}

/* Its cancels are not answered: it runs on, HALTED, and drains another time. */
static void one_that_does_not_drain(void **state)
{
	(void)state;
	hold_and_rest();
	od_faults(
		d,
		"[{\"at\":0,\"for\":1e6,\"match\":\"exchange.cancelByCloid\",\"do\":\"refuse\"}]");
	cli_wants(&c, upgrade_and_start("--wait 2"), 1, "drain: after 2 s 2 orders are not over");
	has(c.err, "next: the desk runs on, HALTED: look at a console");
	od_faults(d, "[]");
	assert_int_equal(cli_do(&c, "status --state @/state"), RV_EXIT_HALTED);
	cli_wants(&c, upgrade_and_start(""), 0, "orders not over 0, were 0");
	old_has_ended();
	end_new(SIGTERM);
}

static void one_that_stands_still(void **state)
{
	(void)state;
	assert_int_equal(kill(p.proc.pid, SIGSTOP), 0);
	cli_wants(&c, upgrade_and_start("--wait 2"), 1, "has not taken halt.request");
	has(c.err, "stands still");
	assert_int_equal(kill(p.proc.pid, SIGCONT), 0);
	cli_wants(&c, upgrade_and_start(""), 0, "head the same");
	old_has_ended();
	end_new(SIGTERM);
}

/* What ends it does not: the desk is HALTED and there, and nothing else was done. */
static void one_that_does_not_end(void **state)
{
	(void)state;
	char backups[RV_TMP_PATH * 3];
	cli_wants(&c, upgrade_and_start("--wait 1 --stop true"), 1, "end: process");
	has(c.err, "is HALTED and has not ended");
	assert_null(strstr(c.out, "backup "));
	cli_wants(&c, upgrade_and_start("--stop 'exit 7'"), 1, "'exit 7' ended with status 7");
	(void)snprintf(backups, sizeof(backups), "%s/backups/.upgrade.db", d->state);
	assert_int_equal(access(backups, F_OK), -1);
}

/* The file is damaged as soon as the desk has let it go. */
static void a_folder_that_does_not_prove(void **state)
{
	(void)state;
	char stop[3000], journal[RV_TMP_PATH * 4];
	size_t n = 0;
	assert_true(od_journal(d, journal));
	(void)snprintf(stop, sizeof(stop),
		       "--stop 'kill %ld; flock %s/lock sh -c \"cp %s @/good; sed -i "
		       "s/rvdesk/rvdexk/g %s\"'",
		       (long)p.proc.pid, d->state, journal, journal);
	(void)rv_tmpdir_path(&d->dir, "good", (char[RV_TMP_PATH * 2]){ 0 });
	cli_wants(&c, upgrade_and_start(stop), 1,
		  "rvdesk: next: no desk runs and the folder is as "
		  "it was");
	assert_null(strstr(c.out, "verify"));
	assert_null(strstr(c.out, "start "));
	old_has_ended();
	char good[RV_TMP_PATH * 2];
	(void)snprintf(good, sizeof(good), "%s/good", d->dir.path);
	char *bytes = rv_file_slurp(good, &n);
	rv_file_write(journal, bytes, n);
	free(bytes);
	od_serve_well(d, &p); /* the old program goes on */
}

static void a_start_that_fails(void **state)
{
	(void)state;
	hold_and_rest();
	cli_wants(&c, upgrade("--start 'exit 3'"), 1, "'exit 3' ended with status 3");
	has(c.err,
	    "next: end what has started, if anything; put the old program back and start it");
	has(c.err, "/backups/journal-");
	old_has_ended();
	cli_wants(&c, upgrade("--wait 1 --start true"), 1, "start: not up after 1 s");
	od_serve_well(d, &p);
	assert_true(od_insist(&p, "resume"));
}

/* Where the desk was started so: its own end would cancel them otherwise. */
static void orders_may_stay(void **state)
{
	(void)state;
	const char *const words[] = { "--leave-orders", NULL };
	assert_int_equal(od_signal(&p, SIGTERM), 0);
	od_serve_with(d, &p, NULL, words);
	assert_true(od_served(&p));
	hold_and_rest();
	cli_wants(&c, upgrade_and_start("--leave-orders"), 0, "orders not over 2, were 2");
	old_has_ended();
	has(c.out, "drain     2 orders work");
	assert_int_equal(od_venue_open(d), 2);
	end_new(SIGTERM);
}

/* The new desk does not find what the old one left. */
static void another_head(void **state)
{
	(void)state;
	char journal[RV_TMP_PATH * 4], first[RV_TMP_PATH * 5];
	assert_true(od_journal(d, journal));
	(void)snprintf(first, sizeof(first), "mv %s @/moved; ", journal);
	(void)rv_tmpdir_path(&d->dir, "moved", (char[RV_TMP_PATH * 2]){ 0 });
	cli_wants(&c, upgrade_and_start_after("", first), 1, "began at another head");
	has(c.err, "next: the new desk runs, HALTED");
	old_has_ended();
	end_new(SIGTERM);
}

/* Between 23:30 and 00:15 of the desk's clock nothing is touched. */
static void the_wrong_hour(void **state)
{
	(void)state;
	assert_true(od_insist(&p, "resume"));
	cli_wants(&c, upgrade_and_start(""), 1, "a day's program would be missed");
	has(c.err, "next: nothing was done");
	assert_int_equal(cli_do(&c, "status --state @/state"), 0);
	cli_wants(&c, upgrade_and_start("--now"), 0, "HALTED: a person resumes");
	old_has_ended();
	end_new(SIGTERM);
}

static void hours(void **state)
{
	(void)state;
	const int64_t day = INT64_C(1795651200000);
	static const struct {
		int64_t minute;
		bool late;
	} cases[] = { { 0, true },
		      { 14, true },
		      { 15, false },
		      { 12 * 60, false },
		      { 23 * 60 + 29, false },
		      { 23 * 60 + 30, true },
		      { 23 * 60 + 59, true } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(rv_upgrade_is_late(day + cases[i].minute * MINUTE + 59999),
				 cases[i].late);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours),
		cmocka_unit_test_setup_teardown(in_one_command, setup, teardown),
		cmocka_unit_test_setup_teardown(resumes_when_told_why, setup, teardown),
		cmocka_unit_test_setup_teardown(of_another_binary, setup, teardown),
		cmocka_unit_test_setup_teardown(one_that_does_not_drain, setup, teardown),
		cmocka_unit_test_setup_teardown(one_that_stands_still, setup, teardown),
		cmocka_unit_test_setup_teardown(one_that_does_not_end, setup, teardown),
		cmocka_unit_test_setup_teardown(a_folder_that_does_not_prove, setup, teardown),
		cmocka_unit_test_setup_teardown(a_start_that_fails, setup, teardown),
		cmocka_unit_test_setup_teardown(orders_may_stay, setup, teardown),
		cmocka_unit_test_setup_teardown(another_head, setup, teardown),
		cmocka_unit_test_setup_teardown(the_wrong_hour, setup_late, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
