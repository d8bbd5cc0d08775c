/*
 * rvdesk sim as a person sees it: the one line it prints, that it answers where that line says,
 * how it ends on a signal, and exit status 2 with one line for wrong usage. The command runs in a
 * child whose stdout and stderr are one pipe.
 */
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands.h"
#include "feeds/sim/sim.h"
#include "feeds/store/store.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"
#include "tests/support/ws_raw.h"

enum { ARGS = 12, TEXT = 1024, WAIT_MS = 10000 };

typedef struct child {
	pid_t pid;
	FILE *out;
	char line[TEXT];
} child;

/* Starts `rvdesk sim ARGS...` (NULL-terminated) and reads its first line. */
static child start(const char *const *args)
{
	child c = { .pid = -1 };
	char *argv[ARGS] = { NULL };
	int argc = 0, fd[2];
	argv[argc++] = strdup("sim");
	for (; args[argc - 1] && argc < ARGS - 1; argc++)
		argv[argc] = strdup(args[argc - 1]);
	assert_int_equal(pipe2(fd, O_CLOEXEC), 0);
	assert_int_equal(fflush(NULL), 0);
	c.pid = fork();
	assert_true(c.pid >= 0);
	if (c.pid == 0) {
		if (dup2(fd[1], STDOUT_FILENO) < 0 || dup2(fd[1], STDERR_FILENO) < 0)
			_exit(99);
		(void)close(fd[0]);
		const int rc = rv_cmd_sim(argc, argv);
		(void)fflush(stdout);
		_exit(rc);
	}
	for (int i = 0; i < argc; i++)
		free(argv[i]);
	assert_int_equal(close(fd[1]), 0);
	c.out = fdopen(fd[0], "r");
	assert_non_null(c.out);
	if (!fgets(c.line, sizeof(c.line), c.out))
		c.line[0] = '\0';
	return c;
}

/* Waits for the end; its exit status, or -1 after a signal. */
static int end(child *c)
{
	int status = 0;
	assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
	assert_int_equal(fclose(c->out), 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void url_of(const child *c, char *url, size_t cap)
{
	const char *from = strstr(c->line, "http://");
	if (!from) {
		fail_msg("no address in '%s'", c->line);
		return;
	}
	(void)snprintf(url, cap, "%.*s", (int)strcspn(from, " "), from);
}

static void serves_until_a_signal(void **state)
{
	(void)state;
	static const int signals[] = { SIGTERM, SIGINT };
	static const char *const args[] = { "--listen", "127.0.0.1:0", "--seed",
					    "11",	"--start",     "2026-11-20T12:00:00Z",
					    "--speed",	"2",	       NULL };
	for (size_t i = 0; i < LEN(signals); i++) {
		child c = start(args);
		assert_int_equal(strncmp(c.line, "SIM venue on http://127.0.0.1:", 30), 0);
		assert_non_null(strstr(c.line, "(seed 11, speed 2, start 2026-11-20T12:00:00Z)\n"));
		char url[64];
		rv_ws_raw w;
		url_of(&c, url, sizeof(url));
		assert_true(rv_ws_raw_open(&w, url, "/ws"));
		assert_string_equal(rv_ws_raw_next(&w, WAIT_MS),
				    "Websocket connection established.");
		assert_int_equal(kill(c.pid, signals[i]), 0);
		assert_int_equal(end(&c), 0);
		rv_ws_raw_close(&w);
	}
}

static void wrong_usage_is_one_line_and_status_2(void **state)
{
	(void)state;
	static const struct {
		const char *args[5], *want;
	} cases[] = {
		{ { "--listen", "0.0.0.0:80", NULL }, "loopback" },
		{ { "--speed", "0", NULL }, "--speed" },
		{ { "--speed", "fast", NULL }, "--speed" },
		{ { "--start", "tomorrow", NULL }, "--start" },
		{ { "--seed", "-1", NULL }, "--seed" },
		{ { "--equity", "0", NULL }, "--equity" },
		{ { "--ack-ms", "-5", NULL }, "--ack-ms" },
		{ { "--account", "0x12", NULL }, "--account '0x12': expected 0xMASTER" },
		{ { "--account", "0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a:x", NULL },
		  "--account '0x5a" },
		{ { "--account", "0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a::0", NULL },
		  "--account '0x5a" },
		{ { "--frobnicate", NULL }, "--frobnicate" },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		child c = start(cases[i].args);
		if (!strstr(c.line, cases[i].want) || strncmp(c.line, "rvdesk: ", 8) != 0)
			fail_msg("case %zu: '%s'", i, c.line);
		assert_int_equal(end(&c), 2);
	}
}

static void accounts_have_what_they_were_given(void **state)
{
	(void)state;
	static const char second[] = "0x6B6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b:"
				     "0x7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c:123";
	const char *const args[] = { "--listen",  "127.0.0.1:0",
				     "--equity",  "2500",
				     "--account", "0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
				     "--account", second,
				     NULL };
	static const struct {
		const char *ask, *want;
	} cases[] = {
		{ "clearinghouseState\",\"user\":\"0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a",
		  "\"accountValue\":\"2500.0\"" },
		{ "clearinghouseState\",\"user\":\"0x6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b",
		  "\"accountValue\":\"123.0\"" },
		{ "userRole\",\"user\":\"0x7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c",
		  "{\"user\":\"0x6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b\"}" },
	};
	child c = start(args);
	char url[64];
	rv_ws_raw w;
	url_of(&c, url, sizeof(url));
	assert_true(rv_ws_raw_open(&w, url, "/ws"));
	(void)rv_ws_raw_next(&w, WAIT_MS);
	for (size_t i = 0; i < LEN(cases); i++) {
		char text[256];
		(void)snprintf(text, sizeof(text),
			       "{\"method\":\"post\",\"id\":1,\"request\":{\"type\":\"info\","
			       "\"payload\":{\"type\":\"%s\"}}}",
			       cases[i].ask);
		rv_ws_raw_send(&w, text);
		const char *got = rv_ws_raw_next(&w, WAIT_MS);
		if (!got || !strstr(got, cases[i].want))
			fail_msg("'%s' lacks '%s'", got ? got : "", cases[i].want);
	}
	rv_ws_raw_close(&w);
	assert_int_equal(kill(c.pid, SIGTERM), 0);
	assert_int_equal(end(&c), 0);
}

/* The file is the same market's, and its clock goes on; what it is not is one line. */
static void accounts_are_kept_in_a_file(void **state)
{
	(void)state;
	rv_tmpdir d;
	char file[RV_TMP_PATH * 2];
	rv_tmpdir_make(&d);
	(void)rv_tmpdir_path(&d, "accounts", file);
	const char *const first[] = { "--listen",   "127.0.0.1:0",
				      "--start",    "2026-11-20T12:00:00Z",
				      "--accounts", file,
				      NULL };
	const char *const early[] = { "--listen",   "127.0.0.1:0",
				      "--start",    "2026-11-20T11:59:59Z",
				      "--accounts", file,
				      NULL };
	const char *const other[] = { "--listen",   "127.0.0.1:0", "--seed", "8",
				      "--accounts", file,	   NULL };
	child c = start(first);
	assert_non_null(strstr(c.line, "start 2026-11-20T12:00:00Z)\n"));
	child second = start(first);
	assert_non_null(strstr(second.line, "/accounts: in use by another process\n"));
	assert_int_equal(end(&second), 1);
	assert_int_equal(kill(c.pid, SIGTERM), 0);
	assert_int_equal(end(&c), 0);
	c = start(early);
	assert_non_null(strstr(c.line, "/accounts: its accounts were left at 2026-11-20T12:0"));
	assert_non_null(strstr(c.line, "not 2026-11-20T11:59:59Z\n"));
	assert_int_equal(end(&c), 2);
	c = start(other);
	assert_non_null(strstr(c.line, "/accounts: made for the market of seed 7, not 8\n"));
	assert_int_equal(end(&c), 1);
	rv_tmpdir_remove(&d);
}

static void a_bad_plan_or_store_is_one_line_and_status_1(void **state)
{
	(void)state;
	rv_tmpdir d;
	char plan[RV_TMP_PATH * 2];
	rv_tmpdir_make(&d);
	rv_tmpdir_text(&d, "plan.json", "[{\"at\":0,\"for\":1,\"do\":\"explode\"}]");
	const char *const bad_plan[] = { "--listen", "127.0.0.1:0", "--faults",
					 rv_tmpdir_path(&d, "plan.json", plan), NULL };
	child c = start(bad_plan);
	assert_non_null(strstr(c.line, "plan.json: entry 1: \"do\": expected one of"));
	assert_int_equal(end(&c), 1);
	const char *const bad_store[] = { "--listen", "127.0.0.1:0", "--replay", plan, NULL };
	c = start(bad_store);
	assert_non_null(strstr(c.line, "plan.json"));
	assert_int_equal(end(&c), 1);
	rv_tmpdir_remove(&d);
}

/* One coin with 192 hourly bars from 2024-01-01 on. */
static void write_store(const char *path)
{
	enum { HOURS = 192 };
	static rv_bar bars[HOURS];
	const int64_t first = INT64_C(1704067200000);
	rv_store *s = NULL;
	rv_err err = { .code = RV_OK };
	const rv_instrument in = {
		.name = "AAA", .venue_index = -1, .sz_decimals = -1, .kind = RV_KIND_PERP
	};
	for (int i = 0; i < HOURS; i++)
		bars[i] = (rv_bar){ first + i * RV_HOUR_MS, 2.0, 2.25, 1.75, 2.0, 100.0, NAN };
	assert_int_equal(rv_store_open(path, RV_STORE_WRITE, &s, &err), RV_OK);
	assert_int_equal(rv_store_begin(s, "import", "test", &err), RV_OK);
	assert_int_equal(rv_store_put_instrument(s, &in, &err), RV_OK);
	assert_int_equal(rv_store_put_bars(s, "AAA", RV_INTERVAL_1H, bars, HOURS, &err), RV_OK);
	assert_int_equal(rv_store_commit(s, &err), RV_OK);
	rv_store_close(s);
}

static void a_replay_starts_inside_its_bars(void **state)
{
	(void)state;
	rv_tmpdir d;
	char path[RV_TMP_PATH * 2];
	rv_tmpdir_make(&d);
	write_store(rv_tmpdir_path(&d, "a.db", path));
	const char *const late[] = { "--listen", "127.0.0.1:0", "--replay", path,
				     "--start",	 "2030-01-01",	NULL };
	child c = start(late);
	assert_non_null(strstr(c.line, "--start 2030-01-01T00:00:00Z: expected a time from "
				       "2024-01-01T00:00:00Z to before 2024-01-09T00:00:00Z"));
	assert_int_equal(end(&c), 2);
	const char *const args[] = { "--listen", "127.0.0.1:0", "--replay", path, NULL };
	c = start(args);
	assert_non_null(strstr(c.line, "start 2024-01-08T00:00:00Z, bars until "
				       "2024-01-09T00:00:00Z)\n"));
	assert_int_equal(kill(c.pid, SIGTERM), 0);
	assert_int_equal(end(&c), 0);
	rv_tmpdir_remove(&d);
}

static int times_told(rv_log *log)
{
	static rv_log_line lines[64];
	const size_t n = rv_log_tail(log, lines, LEN(lines));
	int told = 0;
	for (size_t i = 0; i < n; i++)
		told += strstr(lines[i].text, "the replay is over") != NULL;
	return told;
}

/* Subscribing makes the venue look at its clock and answer with the mids as they are then. */
static void expect_mids(const char *url, const char *want)
{
	rv_ws_raw w;
	const char *text = NULL;
	assert_true(rv_ws_raw_open(&w, url, "/ws"));
	rv_ws_raw_send(&w, "{\"method\":\"subscribe\",\"subscription\":{\"type\":\"allMids\"}}");
	do {
		text = rv_ws_raw_next(&w, WAIT_MS);
		assert_non_null(text);
	} while (!strstr(text, "\"mids\":"));
	if (!strstr(text, want))
		fail_msg("'%s' lacks '%s'", text, want);
	rv_ws_raw_close(&w);
}

static void the_end_of_a_replay_is_told_once(void **state)
{
	(void)state;
	const int64_t last = INT64_C(1704758400000); /* 2024-01-09, the close */
	rv_tmpdir d;
	char path[RV_TMP_PATH * 2];
	rv_clock *clock = NULL;
	rv_log *log = NULL;
	rv_sim *sim = NULL;
	rv_err err = { .code = RV_OK };
	rv_tmpdir_make(&d);
	write_store(rv_tmpdir_path(&d, "a.db", path));
	assert_int_equal(rv_clock_new_manual(last - 1000, &clock), RV_OK);
	assert_int_equal(rv_log_new(clock, NULL, &log, &err), RV_OK);
	rv_sim_params p;
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.replay_store = path;
	p.clock = clock;
	if (rv_sim_start(&p, log, &sim, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(rv_sim_end_ms(sim), last);
	expect_mids(rv_sim_url(sim), "\"AAA\":\"");
	assert_int_equal(times_told(log), 0);
	rv_clock_set(clock, last);
	for (int i = 0; i < 2; i++) {
		expect_mids(rv_sim_url(sim), "\"mids\":{}");
		assert_int_equal(times_told(log), 1);
	}
	rv_sim_stop(sim);
	rv_log_free(log);
	rv_clock_free(clock);
	rv_tmpdir_remove(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serves_until_a_signal),
		cmocka_unit_test(wrong_usage_is_one_line_and_status_2),
		cmocka_unit_test(accounts_have_what_they_were_given),
		cmocka_unit_test(accounts_are_kept_in_a_file),
		cmocka_unit_test(a_replay_starts_inside_its_bars),
		cmocka_unit_test(the_end_of_a_replay_is_told_once),
		cmocka_unit_test(a_bad_plan_or_store_is_one_line_and_status_1),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
