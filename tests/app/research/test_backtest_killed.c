/*
 * A backtest that is killed in the middle has left every set that it had begun to look at, and the
 * next run in its folder counts them: in N, in the register, in the deflated ratio.
 */
#include "app/research/trial_log.h"
#include "engine/base/clock.h"
#include "tests/support/assert_close.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/csv_text.h"
#include "tests/support/files.h"
#include "tests/support/fx_store.h"
#include "tests/support/patience.h"
#include "tests/support/script_run.h"
#include "tests/support/store_help.h"
#include "tests/support/tmpdir.h"
#include "tests/support/tree_hash.h"

#include <cjson/cJSON.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of a window: enough to be killed among them. Two windows. */
enum { COINS = 24, DAYS = 470, FROM = 40, TO = 460, SETS = 1501 };

static cli_run cli;
static char args[RV_TMP_PATH * 3];

static int setup(void **state)
{
	(void)rv_tmp_setup(state);
	char from[RV_TIME_TEXT], to[RV_TIME_TEXT];
	fx_market *m = fx_market_new(11, COINS, DAYS, 24, 0);
	const int64_t day0 = fx_market_day0(m);
	assert_int_equal(mkdir(rv_tmp_path("data"), 0755), 0);
	assert_int_equal(mkdir(rv_tmp_path("config"), 0755), 0);
	fx_store_make(rv_tmp_path("data/store.db"), m);
	fx_market_free(m);
	static const char text[] = "{ \"backtest\": { \"walk\": { \"samples\": 1500 } } }";
	size_t n = 0;
	char *baskets = rv_file_slurp("config/rv_momo_baskets.json", &n);
	rv_file_write(rv_tmp_path("config/rv_momo_baskets.json"), baskets, n);
	rv_file_write(rv_tmp_path("config/strategy_config.json"), text, sizeof(text) - 1);
	free(baskets);
	assert_int_equal(setenv("RVDESK_DUCKDB", "/nonexistent/libduckdb.so", 1), 0);
	cli.dir = rv_tmp.path;
	(void)snprintf(args, sizeof(args),
		       "backtest --store %s/data/store.db --strategy majors-alts --start %s "
		       "--end %s --config %s/config --threads 1",
		       rv_tmp.path, rv_time_format_date(day0 + FROM * RV_DAY_MS, from),
		       rv_time_format_date(day0 + TO * RV_DAY_MS, to), rv_tmp.path);
	return 0;
}

/* ---- killed ---- */

static pid_t begin(const char *dir)
{
	char line[RV_TMP_PATH * 6];
	const char *build = getenv("BUILD_DIR");
	(void)snprintf(line, sizeof(line), "exec %s/rvdesk %s --out %s/%s >/dev/null 2>&1",
		       build ? build : "build/release", args, rv_tmp.path, dir);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	return pid;
}

/* The words stand in a whole line behind the first line of so many runs of the register. */
static bool has(const char *dir, size_t runs, const char *words)
{
	char name[64];
	(void)snprintf(name, sizeof(name), "%s/" RV_TRIALS_FILE, dir);
	if (access(rv_tmp_path(name), R_OK) != 0)
		return false;
	char *text = rv_file_slurp(rv_tmp_path(name), NULL);
	const char *at = text;
	for (size_t k = 1; at && k < runs; k++)
		at = strstr(at + 1, "\"type\":\"again\"");
	at = at ? strstr(at, words) : NULL;
	const bool there = at && strchr(at, '\n');
	free(text);
	return there;
}

/* Once it, the folder's run of that number, has begun this window: among its trials, or not long
 * after. */
static void kill_in(const char *dir, size_t runs, int window)
{
	char words[48];
	const pid_t pid = begin(dir);
	const int64_t until = rv_mono_ms() + 60000 * RV_PATIENCE;
	int status = 0;
	(void)snprintf(words, sizeof(words), "\"type\":\"begun\",\"window\":%d,", window);
	while (!has(dir, runs, words)) {
		assert_true(rv_mono_ms() < until);
		assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
		(void)poll(NULL, 0, 1);
	}
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
}

static rv_trials_report verify(const char *dir, int want, const char *words)
{
	rv_trials_report out;
	cli_wants(&cli, cli_do(&cli, "trials verify --dir @/%s", dir), want, words);
	const rv_status st = rv_trials_check_run(rv_tmp_path(dir), &out, NULL);
	assert_int_equal(st == RV_OK, want == 0);
	return out;
}

/* ---- what the report says ---- */

static double kpi(const char *dir, const char *block, const char *key)
{
	char name[64];
	(void)snprintf(name, sizeof(name), "%s/kpis.json", dir);
	char *text = rv_file_slurp(rv_tmp_path(name), NULL);
	cJSON *o = cJSON_Parse(text);
	free(text);
	const cJSON *at = block ? cJSON_GetObjectItemCaseSensitive(o, block) : o;
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(at, key);
	assert_true(cJSON_IsNumber(v));
	const double x = v->valuedouble;
	cJSON_Delete(o);
	return x;
}

static void run_whole(const char *dir)
{
	cli_wants(&cli, cli_do(&cli, "%s --out @/%s", args, dir), 0, "out of sample");
}

static void what_was_begun_is_there_and_counts(void **state)
{
	(void)state;
	kill_in("killed", 1, 0);
	assert_int_equal(access(rv_tmp_path("killed/kpis.json"), F_OK), -1);
	rv_trials_report r = verify("killed", 0, "result  good, of a run that was stopped");
	assert_true(r.trials > 0 && r.trials <= 2 * SETS && r.no_report && !r.ended);
	const uint64_t first = r.trials;
	kill_in("killed", 2, 1);
	r = verify("killed", 0, "of runs before");
	assert_int_equal(r.stopped, first);
	assert_true(r.trials > first + SETS && r.trials <= first + 3 * SETS);
	const uint64_t stopped = r.trials;
	run_whole("fresh");
	run_whole("killed");
	r = verify("fresh", 0, "result  good\n");
	assert_int_equal(r.trials % SETS, 0);
	const uint64_t own = r.trials;
	r = verify("killed", 0, "result  good\n");
	assert_int_equal(r.trials, stopped + own);
	assert_int_equal(r.stopped, stopped);
	assert_close("n", kpi("killed", "trials", "n"), (double)(stopped + own), 0);
	assert_close("counted", kpi("killed", "trials", "counted"), (double)(stopped + own), 0);
	assert_close("sharpe", kpi("killed", NULL, "sharpe"), kpi("fresh", NULL, "sharpe"), 0);
	assert_true(kpi("killed", NULL, "dsr") < kpi("fresh", NULL, "dsr"));
}

/* windows.csv leads to the chosen set's own line. */
static void a_chosen_set_is_found_by_its_line(void **state)
{
	(void)state;
	csv_text *w = csv_text_read(rv_tmp_path("killed/windows.csv"));
	const double seq = csv_text_num(w, 0, "trial");
	csv_text_free(w);
	char words[64];
	(void)snprintf(words, sizeof(words), "\"seq\":%.0f,\"type\":\"trial\",\"window\":0,", seq);
	assert_true(has("killed", 3, words));
}

static void a_script_agrees(void **state)
{
	(void)state;
	char script[] = "tests/oracle/kpis_check.py", last[SCRIPT_LINE];
	if (access("/usr/bin/python3", X_OK) != 0) {
		(void)printf("skip: no python3\n");
		skip();
	}
	assert_int_equal(script_run((char *[]){ script, rv_tmp_path("killed"), NULL }, last), 0);
}

/* A set that somebody takes out is missed; half a line is what a power cut leaves. */
static void what_is_edited_is_found(void **state)
{
	(void)state;
	kill_in("cut", 1, 0);
	const uint64_t n = verify("cut", 0, "of a run that was stopped").trials;
	size_t size = 0;
	char *text = rv_file_slurp(rv_tmp_path("cut/" RV_TRIALS_FILE), &size);
	char *second = strchr(text, '\n') + 1, *set = strstr(second, "\"sets\":[[");
	assert_non_null(set);
	FILE *f = fopen(rv_tmp_path("cut/" RV_TRIALS_FILE), "a");
	assert_non_null(f);
	assert_true(fputs("{\"hash\":\"ab", f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(verify("cut", 0, "of a run that was stopped").trials, n);
	set[9] = set[9] == '1' ? '2' : '1';
	rv_file_write(rv_tmp_path("cut/" RV_TRIALS_FILE), text, size);
	free(text);
	(void)verify("cut", 1, "trials.jsonl:2: its hash is not that of its text");
	cli_wants(&cli, cli_do(&cli, "%s --out @/cut", args), 1,
		  "nothing is added to a register that is broken");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_begun_is_there_and_counts),
		cmocka_unit_test(a_chosen_set_is_found_by_its_line),
		cmocka_unit_test(a_script_agrees),
		cmocka_unit_test(what_is_edited_is_found),
	};
	return cmocka_run_group_tests(tests, setup, rv_tmp_teardown);
}
