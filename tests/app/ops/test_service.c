/*
 * rvdesk serve under a service manager: ready when recovery is over and not before, the state and
 * the journal's head in its status, and a watchdog that is fed while every vital thread comes
 * round. One thread at a time is held, as a debugger holds it: then it is not; or, where the book
 * does not need that thread, it is fed and the status names the thread.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/ops/heartbeat.h"
#include "engine/base/num.h"
#include "tests/support/cm.h"
#include "tests/support/notify_ear.h"
#include "tests/support/order_proc.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

enum {
	WAIT_MS = 60000 * RV_PATIENCE,
	WATCHDOG_S = 4,		       /* the shortest that the desk does not call too short */
	HELD_MS = WATCHDOG_S * 1000,   /* the manager would end the desk */
	NAMED_MS = 8000 * RV_PATIENCE, /* five seconds, a look and a status */
	WORDS = 16
};

static char program[512];
static notify_ear ear;
static order_proc desk;

static void start(const char *url)
{
	static char words[][32] = { "serve",  "--stdin", "--seed",
				    "7",      "--start", "2026-01-16T12:05:00Z",
				    "--state" };
	static char config_word[] = "--config";
	static char url_word[] = "--url";
	char *argv[WORDS] = { program }, usec[32];
	size_t n = 1;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		argv[n++] = words[i];
	argv[n++] = rv_tmp_path("state");
	argv[n++] = config_word;
	argv[n++] = rv_tmp_path("config");
	if (url) {
		argv[n++] = url_word;
		argv[n++] = (char *)(uintptr_t)url;
	}
	if (mkdir(rv_tmp_path("config"), 0700) == 0) /* with the thread of the metrics' page */
		rv_tmpdir_text(&rv_tmp, "config/strategy_config.json",
			       "{\"metrics\": {\"listen\": \"127.0.0.1:0\"}}");
	(void)snprintf(usec, sizeof(usec), "%d000000", WATCHDOG_S);
	assert_int_equal(setenv("NOTIFY_SOCKET", ear.name, 1), 0);
	assert_int_equal(setenv("WATCHDOG_USEC", usec, 1), 0);
	assert_true(order_proc_start(&desk, argv, rv_tmp_path("err"), NULL));
	assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
	assert_int_equal(unsetenv("WATCHDOG_USEC"), 0);
}

static void end_well(void)
{
	const int status = order_proc_end(&desk, SIGTERM, WAIT_MS);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_true(notify_ear_wait(&ear, "STOPPING=1", 1000));
	assert_false(notify_ear_wait(&ear, "WATCHDOG=1", 0));
}

/* A file of /proc has no size that could be asked for. */
static void read_comm(const char *path, char *out, size_t cap)
{
	FILE *f = fopen(path, "re");
	if (!f || !fgets(out, (int)cap, f)) /* that thread is over */
		out[0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	if (f)
		assert_int_equal(fclose(f), 0);
}

/* Id of its thread of that name; 0: none. */
static pid_t thread_of(const char *name)
{
	char dir[64], path[RV_TMP_PATH], comm[64];
	pid_t found = 0;
	(void)snprintf(dir, sizeof(dir), "/proc/%ld/task", (long)desk.pid);
	DIR *d = opendir(dir);
	assert_non_null(d);
	for (const struct dirent *e = readdir(d); e; e = readdir(d)) {
		int64_t id = 0;
		if (e->d_name[0] == '.' ||
		    rv_num_parse_i64(e->d_name, strlen(e->d_name), &id) != RV_OK)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%.20s/comm", dir, e->d_name);
		read_comm(path, comm, sizeof(comm));
		if (strcmp(comm, name) == 0)
			found = (pid_t)id;
	}
	assert_int_equal(closedir(d), 0);
	return found;
}

/* False: this machine lets nobody do that. */
static bool hold(pid_t thread)
{
	int status = 0;
	if (ptrace(PTRACE_SEIZE, thread, NULL, NULL) != 0) {
		if (errno != EPERM && errno != ENOSYS)
			fail_msg("thread %ld: %s", (long)thread, strerror(errno));
		return false;
	}
	assert_int_equal(ptrace(PTRACE_INTERRUPT, thread, NULL, NULL), 0);
	assert_int_equal(waitpid(thread, &status, __WALL), thread);
	return true;
}

static void let_go(pid_t thread)
{
	assert_int_equal(ptrace(PTRACE_DETACH, thread, NULL, NULL), 0);
}

static void is_ready_after_recovery(void)
{
	bool status = false;
	for (;;) {
		if (!notify_ear_next(&ear, WAIT_MS))
			fail_msg("it never says that it is ready");
		assert_null(strstr(ear.text, "WATCHDOG=1")); /* there is none before */
		if (strcmp(ear.text, "READY=1") == 0)
			break;
		status = status || strstr(ear.text, "not reconciled");
	}
	/* what it says next: halted, agreed with the venue, and the head with its whole hash */
	assert_true(notify_ear_wait(&ear, "STATUS=HALTED, reconciled, 0 unknown, 0 working; head ",
				    WAIT_MS));
	const char *hash = strrchr(ear.text, ' ') + 1;
	assert_int_equal(strspn(hash, "0123456789abcdef"), 64);
	assert_int_equal(strlen(hash), 64);
}

static void starves_it(const char *name)
{
	notify_ear_drain(&ear);
	(void)notify_ear_wait(&ear, "WATCHDOG=1", 1200); /* of beats before */
	if (notify_ear_wait(&ear, "WATCHDOG=1", HELD_MS))
		fail_msg("fed while %s is held", name);
}

static void is_named_and_feeds_on(const char *name)
{
	char words[64];
	(void)snprintf(words, sizeof(words), "; the thread %s stands still", name);
	notify_ear_drain(&ear);
	if (!notify_ear_wait(&ear, words, NAMED_MS))
		fail_msg("no status says that %s is held", name);
	if (!notify_ear_wait(&ear, "WATCHDOG=1", WATCHDOG_S * 1000 * RV_PATIENCE))
		fail_msg("not fed while %s is held", name);
}

static void each_thread_is_held_in_turn(void **state)
{
	(void)state;
	notify_ear_open(&ear, rv_tmp_path("notify"));
	start(NULL);
	is_ready_after_recovery();
	for (int i = 0; i < RV_BEAT_N; i++) {
		const char *name = rv_beat_name((rv_beat)i);
		const pid_t thread = thread_of(name);
		if (thread == 0)
			fail_msg("no thread %s", name);
		/* it takes its time to come back from the one before where other tests run beside
		 * it */
		if (!notify_ear_wait(&ear, "WATCHDOG=1", WAIT_MS))
			fail_msg("not fed before %s is held", name);
		if (!hold(thread)) {
			print_message("nobody may hold a thread here: not tested\n");
			break;
		}
		if (i < RV_BEAT_VITAL)
			starves_it(name);
		else
			is_named_and_feeds_on(name);
		let_go(thread);
	}
	assert_true(notify_ear_wait(&ear, "WATCHDOG=1", WATCHDOG_S * 1000 * RV_PATIENCE));
	end_well();
	notify_ear_close(&ear);
}

/* No venue: the start has more time, is not ready, and ends well all the same. */
static void is_not_ready_without_its_venue(void **state)
{
	(void)state;
	char name[64];
	(void)snprintf(name, sizeof(name), "@rvdesk-test-service-%ld", (long)getpid());
	notify_ear_open(&ear, name);
	start("http://127.0.0.1:1");
	assert_true(notify_ear_wait(&ear, "EXTEND_TIMEOUT_USEC=60000000", WAIT_MS));
	assert_false(notify_ear_wait(&ear, "READY=1", 2000));
	end_well();
	notify_ear_close(&ear);
}

int main(void)
{
	const char *build = getenv("BUILD_DIR");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_thread_is_held_in_turn, rv_tmp_setup,
						rv_tmp_teardown),
		cmocka_unit_test_setup_teardown(is_not_ready_without_its_venue, rv_tmp_setup,
						rv_tmp_teardown),
	};
	(void)snprintf(program, sizeof(program), "%s/rvdesk", build ? build : "build/release");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
