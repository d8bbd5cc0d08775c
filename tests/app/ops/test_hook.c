/*
 * The command of a notice: what it gets, what it does not, and that one that hangs is ended with
 * all that it has started.
 */
#include "app/ops/hook.h"
#include "engine/base/clock.h"
#include "engine/base/num.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef struct bench {
	rv_clock *clock;
	rv_log *log;
	rv_ops_params p;
	rv_hook *h;
} bench;

static bench b;

static int setup(void **state)
{
	(void)rv_tmp_setup(state);
	memset(&b, 0, sizeof(b));
	rv_ops_params_default(&b.p);
	b.p.command_per_min = 60;
	assert_int_equal(rv_clock_new_real(&b.clock), RV_OK);
	assert_int_equal(rv_log_new(b.clock, NULL, &b.log, NULL), RV_OK);
	return 0;
}

static int teardown(void **state)
{
	rv_hook_free(b.h);
	rv_log_free(b.log);
	rv_clock_free(b.clock);
	return rv_tmp_teardown(state);
}

/* A shell script of the test's own; the hook itself knows no shell. Its argument: the folder. */
static void script(const char *text)
{
	char path[RV_TMP_PATH * 2];
	rv_tmpdir_text(&rv_tmp, "hook.sh", text);
	(void)rv_tmpdir_path(&rv_tmp, "hook.sh", path);
	assert_int_equal(chmod(path, 0700), 0);
	(void)snprintf(b.p.command[0], RV_OPS_ARG, "%.255s", path);
	(void)snprintf(b.p.command[1], RV_OPS_ARG, "%s", rv_tmp.path);
	(void)snprintf(b.p.command[2], RV_OPS_ARG, "two words; $HOME `id` \"*\"");
	b.p.n_command = 3;
	assert_int_equal(rv_hook_new(&b.p, b.log, &b.h), RV_OK);
}

static void put(const char *json)
{
	char *copy = strdup(json);
	assert_non_null(copy);
	rv_hook_put(b.h, copy);
}

static void wait_idle(int64_t most_ms)
{
	const int64_t until = rv_mono_ms() + most_ms * RV_PATIENCE;
	const struct timespec nap = { .tv_nsec = 5000000 };
	do {
		rv_hook_step(b.h, rv_mono_ms());
		(void)nanosleep(&nap, NULL);
	} while (rv_hook_busy(b.h) && rv_mono_ms() < until);
	assert_false(rv_hook_busy(b.h));
}

static bool logged(const char *part)
{
	static rv_log_line lines[64];
	const size_t n = rv_log_tail(b.log, lines, LEN(lines));
	for (size_t i = 0; i < n; i++) {
		if (strstr(lines[i].text, part))
			return true;
	}
	return false;
}

static char *content(const char *name)
{
	return rv_file_slurp(rv_tmp_path(name), NULL);
}

static void it_gets_the_notice_and_its_arguments(void **state)
{
	(void)state;
	script("#!/bin/sh\n/bin/cat > $1/in\nprintf '%s' \"$2\" > $1/arg\n"
	       "/usr/bin/env > $1/env\n/bin/ls /proc/self/fd > $1/fds\n");
	put("{\"text\":\"it's $(here)\"}");
	wait_idle(10000);
	assert_int_equal(rv_hook_counts(b.h).sent, 1);
	char *in = content("in"), *arg = content("arg"), *env = content("env");
	assert_string_equal(in, "{\"text\":\"it's $(here)\"}\n");
	assert_string_equal(arg, "two words; $HOME `id` \"*\"");
	assert_null(strstr(env, "HOME=")); /* the shell adds PWD and _ by itself */
	assert_null(strstr(env, "PATH="));
	free(in);
	free(arg);
	free(env);
	char *fds = content("fds");
	assert_null(strstr(fds, "\n4")); /* 3 is the folder that ls reads */
	free(fds);
}

static bool lives(const char *name)
{
	char *text = content(name);
	int64_t pid = 0;
	assert_int_equal(rv_num_parse_i64(text, strcspn(text, "\n"), &pid), RV_OK);
	free(text);
	return kill((pid_t)pid, 0) == 0 || errno != ESRCH;
}

static void one_that_hangs_is_killed_with_its_children(void **state)
{
	(void)state;
	b.p.command_ms = 300;
	script("#!/bin/sh\n/bin/sleep 1000 &\necho $! > $1/child\necho $$ > $1/self\nwait\n");
	const int64_t from = rv_mono_ms();
	put("{}");
	wait_idle(10000);
	assert_true(rv_mono_ms() - from >= 300);
	assert_true(rv_mono_ms() - from < 3000 * RV_PATIENCE);
	assert_int_equal(rv_hook_counts(b.h).failed, 1);
	assert_int_equal(rv_hook_counts(b.h).sent, 0);
	assert_true(logged("longer than 300 ms"));
	const struct timespec nap = { .tv_nsec = 100000000 };
	for (int i = 0; i < 50 && lives("child"); i++)
		(void)nanosleep(&nap, NULL); /* init reaps it */
	assert_false(lives("child"));
	assert_false(lives("self"));
}

/* Stopping the desk does not wait for a command that hangs. */
static void the_end_does_not_wait(void **state)
{
	(void)state;
	script("#!/bin/sh\nexec /bin/sleep 1000\n");
	put("{}");
	rv_hook_step(b.h, rv_mono_ms());
	assert_true(rv_hook_busy(b.h));
	const int64_t from = rv_mono_ms();
	rv_hook_free(b.h);
	b.h = NULL;
	assert_true(rv_mono_ms() - from < 2000 * RV_PATIENCE);
}

static void a_failure_is_counted_and_said(void **state)
{
	(void)state;
	script("#!/bin/sh\nexit 3\n");
	put("{}");
	wait_idle(10000);
	assert_int_equal(rv_hook_counts(b.h).failed, 1);
	assert_true(logged("status 3"));
}

static void a_program_that_is_not_there(void **state)
{
	(void)state;
	b.p.n_command = 1;
	(void)snprintf(b.p.command[0], RV_OPS_ARG, "/nonexistent/page");
	assert_int_equal(rv_hook_new(&b.p, b.log, &b.h), RV_OK);
	put("{}");
	wait_idle(10000);
	assert_int_equal(rv_hook_counts(b.h).failed, 1);
	assert_true(logged("does not start"));
}

static void so_many_a_minute_and_no_more(void **state)
{
	(void)state;
	b.p.command_per_min = 2;
	script("#!/bin/sh\necho x >> $1/in\n");
	int64_t now = rv_mono_ms(); /* the hook's own idea of time, from here on */
	const struct timespec nap = { .tv_nsec = 5000000 };
	for (int i = 0; i < 5; i++)
		put("{}");
	for (int i = 0; i < 400 * RV_PATIENCE; i++) {
		rv_hook_step(b.h, now);
		(void)nanosleep(&nap, NULL);
	}
	assert_int_equal(rv_hook_counts(b.h).sent, 2);
	now += 61000;
	for (int i = 0; i < 2000 && rv_hook_counts(b.h).sent < 4; i++) {
		rv_hook_step(b.h, now);
		(void)nanosleep(&nap, NULL);
	}
	assert_int_equal(rv_hook_counts(b.h).sent, 4);
	assert_true(rv_hook_busy(b.h));
	char *in = content("in");
	assert_int_equal(strlen(in), 8);
	free(in);
}

static void the_oldest_is_dropped(void **state)
{
	(void)state;
	script("#!/bin/sh\n/bin/cat >> $1/in\n");
	for (int i = 0; i < RV_HOOK_WAIT + 3; i++) {
		char json[16];
		(void)snprintf(json, sizeof(json), "%02d", i);
		put(json);
	}
	assert_int_equal(rv_hook_counts(b.h).dropped, 3);
	assert_true(logged("oldest is dropped"));
	wait_idle(30000);
	char *in = content("in");
	assert_int_equal(strncmp(in, "03\n04\n", 6), 0);
	assert_int_equal(strlen(in), 3 * RV_HOOK_WAIT);
	free(in);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(it_gets_the_notice_and_its_arguments),
		FRESH(one_that_hangs_is_killed_with_its_children),
		FRESH(the_end_does_not_wait),
		FRESH(a_failure_is_counted_and_said),
		FRESH(a_program_that_is_not_there),
		FRESH(so_many_a_minute_and_no_more),
		FRESH(the_oldest_is_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
