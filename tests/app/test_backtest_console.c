/*
 * A backtest from a console, over the whole desk: asked for on the command line of an attached
 * console, made by the desk's own child process over the desk's own store, shown on screen 9 with
 * its figures; what cannot be made is said in a line, and what is being made can be ended and ends
 * with the desk.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/patience.h"
#include "tests/support/served_desk.h"

enum { TRIES = 600 * RV_PATIENCE };

static void pause_ms(long ms)
{
	const struct timespec t = { .tv_nsec = ms * 1000000 };
	(void)nanosleep(&t, NULL);
}

/* What stands in /proc of a process: its parent, and whether it is more than its remains. */
static bool proc_stat(const char *pid, int *parent)
{
	char path[300], line[512] = "";
	(void)snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	FILE *f = fopen(path, "r");
	if (!f)
		return false;
	line[fread(line, 1, sizeof(line) - 1, f)] = '\0';
	(void)fclose(f);
	const char *after = strrchr(line, ')'); /* ") S PARENT ..." */
	if (!after || strlen(after) < 5)
		return false;
	*parent = (int)strtol(after + 4, NULL, 10);
	return after[2] != 'Z' && after[2] != 'X';
}

/* It has become the program that makes backtests. */
static bool is_backtest(const char *pid)
{
	char path[300], words[512] = "";
	(void)snprintf(path, sizeof(path), "/proc/%s/cmdline", pid);
	FILE *f = fopen(path, "r");
	if (!f)
		return false;
	words[fread(words, 1, sizeof(words) - 1, f)] = '\0';
	(void)fclose(f);
	return strcmp(words + strlen(words) + 1, "backtest") == 0;
}

static pid_t child_of(pid_t parent)
{
	pid_t found = 0;
	DIR *d = opendir("/proc");
	assert_non_null(d);
	for (struct dirent *e = readdir(d); e && found == 0; e = readdir(d)) {
		int ppid = 0;
		if (e->d_name[0] > '0' && e->d_name[0] <= '9' && proc_stat(e->d_name, &ppid) &&
		    ppid == parent && is_backtest(e->d_name))
			found = (pid_t)strtol(e->d_name, NULL, 10);
	}
	(void)closedir(d);
	return found;
}

/* Held as soon as it is there, so that it still is when the test looks. */
static pid_t hold_child(pid_t parent)
{
	pid_t pid = 0;
	for (int i = 0; pid == 0 && i < TRIES; i++) {
		pid = child_of(parent);
		if (pid == 0)
			pause_ms(5);
	}
	assert_true(pid > 0);
	assert_int_equal(kill(pid, SIGSTOP), 0);
	return pid;
}

static void wait_gone(pid_t pid)
{
	char name[16];
	int parent = 0;
	(void)snprintf(name, sizeof(name), "%d", (int)pid);
	for (int i = 0; proc_stat(name, &parent) && i < TRIES; i++)
		pause_ms(20);
	assert_false(proc_stat(name, &parent));
}

/* Files in the folder of the runs, with those that begin with a dot. */
static size_t entries(const served_desk *s, const char *below)
{
	char path[SERVED_WORD * 2];
	size_t n = 0;
	(void)snprintf(path, sizeof(path), "%s/research%s", s->t.state, below);
	DIR *d = opendir(path);
	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	if (d)
		(void)closedir(d);
	return n;
}

/* Asked before the desk has its daily history the answer is that there is none yet. */
static void refused_for_its_start(trader *t)
{
	const char *const early = "is before the data", *const soon = "no 1d bar closed";
	for (int i = 0; i < TRIES; i++) {
		trader_types(t, ":backtest majors-alts 2019-01-01 2025-12-31\r");
		if (trader_sees_one_of(t, early, soon) == early)
			return;
		pause_ms(500);
	}
	fail_msg("\"%s\" does not come:\n%s", early, rv_job_screen(t->j));
}

static void test_from_nothing_to_plots(void **state)
{
	served_desk *s = *state;
	trader *t = &s->t;
	served_start_plainly(s);
	served_attach(s, NULL, NULL);
	trader_sees(t, "48 of 48 scored");
	trader_types(t, "9");
	trader_sees(t, "No backtest yet");
	trader_says(t, "backtest majors-alts 2024-01-02 2024-01-01", "the last day is before");
	trader_types(t, "\x1b");
	trader_sees_no_more(t, "the last day is before"); /* a key right behind Esc is part of it */
	trader_says(t, "backtest nonsense 2025-03-01 2025-12-31", "'nonsense': expected");
	trader_says(t, "backtest cancel", "no backtest is being made");
	refused_for_its_start(t);
	trader_sees(t, "Failed");
	trader_says(t, "backtest majors-alts 2025-03-01 2025-12-31 seed no-walk-forward",
		    "After all costs");
	trader_sees(t, "IN SAMPLE");
	trader_sees(t, "N 1 trial");
	trader_sees(t, "2025-12-31");
	trader_sees(t, "regime");
	for (int i = 0; entries(s, "/.work") > 0 && i < TRIES; i++)
		pause_ms(20); /* the copy of the store goes, if not in the same moment */
	assert_int_equal(entries(s, "/.work"), 0);
	served_leave(s);
}

/* It is at the lowest priority, says how far it is, can be ended, and leaves nothing. */
static void test_cancelled(void **state)
{
	served_desk *s = *state;
	trader *t = &s->t;
	served_start_plainly(s);
	served_attach(s, NULL, NULL);
	trader_sees(t, "48 of 48 scored");
	trader_types(t, "9");
	trader_types(t, ":backtest majors-alts 2025-01-01 2026-01-14\r");
	const pid_t child = hold_child(s->proc.pid);
	trader_sees(t, "Running");
	errno = 0;
	assert_int_equal(getpriority(PRIO_PROCESS, (id_t)child), 19);
	trader_says(t, "backtest majors-alts 2025-01-01 2026-01-14", "a backtest is being made");
	trader_says(t, "backtest cancel", "Cancelled");
	wait_gone(child);
	assert_int_equal(entries(s, "/.work"), 0);
	assert_int_equal(entries(s, ""), 1);
	served_leave(s);
}

/* However the desk ends, nothing of it goes on. */
static void test_ends_with_the_desk(void **state)
{
	served_desk *s = *state;
	served_start_plainly(s);
	assert_int_equal(order_proc_ask(&s->proc, "backtest majors-alts 2025-01-01 2026-01-14",
					60000 * RV_PATIENCE),
			 1);
	const pid_t child = hold_child(s->proc.pid);
	(void)order_proc_end(&s->proc, SIGKILL, 5000);
	wait_gone(child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_from_nothing_to_plots, served_setup,
						served_teardown),
		cmocka_unit_test_setup_teardown(test_cancelled, served_setup, served_teardown),
		cmocka_unit_test_setup_teardown(test_ends_with_the_desk, served_setup,
						served_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
