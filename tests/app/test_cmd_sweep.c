/*
 * rvdesk sweep over a made market in a store: the same bytes at any number of threads and however
 * often it was killed, a chain that holds, and one line for each way of asking wrongly.
 */
#include "tests/support/assert_close.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/fx_store.h"
#include "tests/support/patience.h"

#include <cjson/cJSON.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/clock.h"
#include "engine/base/timefmt.h"

enum { COINS = 16, DAYS = 420, ARGS = 700 };

static pid_t shell(const char *line)
{
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(127);
	}
	return pid;
}

static int status_of(pid_t pid)
{
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

typedef struct bench {
	rv_tmpdir dir;
	cli_run cli;
	char usual[ARGS]; /* without --out */
} bench;

static int set_up(void **state)
{
	static bench b;
	static const char *const made[] = {
		"data",	  "one",      "two",   "four",	"killed", "draw", "again", "odd",  "new",
		"g.json", "bad.json", "rank1", "rank2", "rank3",  "lost", "bare",  "said", "long"
	};
	char path[RV_TMP_PATH * 2], from[RV_TIME_TEXT], to[RV_TIME_TEXT];
	fx_market *m = fx_market_new(7, COINS, DAYS, 24, 0);
	const int64_t day0 = fx_market_day0(m);
	rv_tmpdir_make(&b.dir);
	for (size_t i = 0; i < LEN(made); i++)
		(void)rv_tmpdir_path(&b.dir, made[i], path);
	assert_int_equal(mkdir(rv_tmpdir_path(&b.dir, "data", path), 0777), 0);
	fx_store_make(rv_tmpdir_path(&b.dir, "data/m.db", path), m);
	b.cli.dir = b.dir.path;
	(void)snprintf(b.usual, sizeof(b.usual),
		       "--store @/data/m.db --strategy majors-alts --no-walk-forward --start %s "
		       "--end %s",
		       rv_time_format_date(day0 + 200 * RV_DAY_MS, from),
		       rv_time_format_date(day0 + (DAYS - 1) * RV_DAY_MS, to));
	fx_market_free(m);
	/* in a container one process may not read another's memory */
	assert_int_equal(setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", 1), 0);
	*state = &b;
	return 0;
}

static int tear_down(void **state)
{
	bench *b = *state;
	rv_tmpdir_remove(&b->dir);
	return 0;
}

static const char *const grid =
	"--param majors_alts.book.hold_days=0,5,20 --param backtest.risk.vol_target=0.1,0.3,0.6";

/* Takes long enough to be killed on the way. */
static const char *const longer =
	"--param majors_alts.book.hold_days=0,5,20 --param backtest.risk.vol_target=0.1,0.3,0.6 "
	"--param backtest.costs.taker_bps=4,5,6";
enum { LONGER_LINES = 29 }; /* genesis, 27 trials, end */

static char *slurp(bench *b, const char *dir, const char *name, size_t *n)
{
	char path[RV_TMP_PATH * 3];
	(void)snprintf(path, sizeof(path), "%s/%s/%s", b->dir.path, dir, name);
	return rv_file_slurp(path, n);
}

static void assert_same_files(bench *b, const char *one, const char *other)
{
	static const char *const names[] = { "trials.jsonl", "returns.f64", "kpis.json" };
	for (size_t i = 0; i < LEN(names); i++) {
		size_t n = 0, k = 0;
		char *x = slurp(b, one, names[i], &n), *y = slurp(b, other, names[i], &k);
		if (n == 0 || n != k || memcmp(x, y, n) != 0)
			fail_msg("%s of %s and %s: %zu and %zu bytes", names[i], one, other, n, k);
		free(x);
		free(y);
	}
}

static void test_threads(void **state)
{
	bench *b = *state;
	static const char *const dirs[] = { "one", "two", "four" };
	for (size_t i = 0; i < LEN(dirs); i++) {
		const int rc = cli_do(&b->cli, "sweep %s %s --threads %d --out @/%s", b->usual,
				      grid, 1 << i, dirs[i]);
		cli_wants(&b->cli, rc, 0, "9 configurations, 9 admissible, N 9 trials");
		assert_non_null(strstr(b->cli.out, "NOT out of sample"));
		assert_non_null(strstr(b->cli.out, "costs: taker 5 bp"));
		assert_non_null(strstr(b->cli.out, "PBO 0."));
		assert_string_equal(b->cli.err, "");
	}
	assert_same_files(b, "one", "two");
	assert_same_files(b, "one", "four");
	const int rc = cli_do(&b->cli, "trials verify --dir @/one");
	cli_wants(&b->cli, rc, 0, "9, 0 of them inadmissible");
}

/* A configuration that changes nothing has the figures of the backtest. */
static void test_is_the_backtest(void **state)
{
	bench *b = *state;
	int rc = cli_do(&b->cli, "backtest %s --json", b->usual);
	cli_wants(&b->cli, rc, 0, "\"cagr\"");
	cJSON *o = cJSON_Parse(b->cli.out);
	const cJSON *k = cJSON_GetObjectItemCaseSensitive(o, "kpis");
	rc = cli_do(&b->cli, "sweep %s --param backtest.risk.vol_target=0.2 --json --out @/new",
		    b->usual);
	cli_wants(&b->cli, rc, 0, "\"pbo_why\"");
	cJSON *s = cJSON_Parse(b->cli.out);
	const cJSON *best = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(s, "best"), 0);
	static const char *const keys[] = { "cagr", "sharpe", "max_drawdown", "avg_turnover" };
	for (size_t i = 0; i < LEN(keys); i++) {
		const cJSON *x = cJSON_GetObjectItemCaseSensitive(k, keys[i]),
			    *y = cJSON_GetObjectItemCaseSensitive(best, keys[i]);
		assert_true(cJSON_IsNumber(x) && cJSON_IsNumber(y));
		assert_close(keys[i], y->valuedouble, x->valuedouble, 1e-12);
	}
	cJSON_Delete(s);
	cJSON_Delete(o);
}

/* ---- killed ---- */

/* before: words in front of the program. */
static pid_t begin(bench *b, const char *before, const char *dir)
{
	char line[3 * ARGS], usual[2 * ARGS];
	const char *build = getenv("BUILD_DIR");
	size_t n = 0;
	for (const char *p = b->usual; *p; p++)
		n += (size_t)snprintf(usual + n, sizeof(usual) - n, *p == '@' ? "%s" : "%.1s",
				      *p == '@' ? b->dir.path : p);
	(void)snprintf(
		line, sizeof(line),
		"exec %s%s/rvdesk sweep %s %s --threads 2 --resume --out %s/%s >/dev/null 2>&1",
		before, build ? build : "build/release", usual, longer, b->dir.path, dir);
	return shell(line);
}

static size_t lines_of(bench *b, const char *dir)
{
	char path[RV_TMP_PATH * 3];
	size_t lines = 0;
	(void)snprintf(path, sizeof(path), "%s/%s/trials.jsonl", b->dir.path, dir);
	FILE *f = fopen(path, "r");
	for (int c = f ? fgetc(f) : EOF; c != EOF; c = fgetc(f))
		lines += c == '\n';
	if (f)
		(void)fclose(f);
	return lines;
}

static void wait_for_lines(bench *b, pid_t pid, const char *dir, size_t lines)
{
	const int64_t until = rv_mono_ms() + 60000 * RV_PATIENCE;
	int status = 0;
	while (lines_of(b, dir) < lines) {
		assert_true(rv_mono_ms() < until);
		assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
		(void)poll(NULL, 0, 1);
	}
}

/* Once there are so many lines; how many there were then. */
static size_t kill_at(bench *b, const char *dir, size_t lines)
{
	const pid_t pid = begin(b, "", dir);
	wait_for_lines(b, pid, dir, lines);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_true(WIFSIGNALED(status_of(pid)));
	return lines_of(b, dir);
}

static void append(bench *b, const char *name, const char *bytes)
{
	char path[RV_TMP_PATH * 3];
	(void)snprintf(path, sizeof(path), "%s/killed/%s", b->dir.path, name);
	FILE *f = fopen(path, "a");
	assert_non_null(f);
	assert_true(fputs(bytes, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void test_killed(void **state)
{
	bench *b = *state;
	int rc = cli_do(&b->cli, "sweep %s %s --out @/long", b->usual, longer);
	cli_wants(&b->cli, rc, 0, "27 configurations");
	assert_true(kill_at(b, "killed", 2) < LONGER_LINES);
	/* what a power cut may leave: half a line, a row without its line */
	append(b, "trials.jsonl", "{\"hash\":\"ab");
	append(b, "returns.f64", "twelve bytes");
	assert_true(kill_at(b, "killed", 5) < LONGER_LINES);
	/* it is not begun anew, nor taken for another */
	rc = cli_do(&b->cli, "sweep %s %s --out @/killed", b->usual, longer);
	cli_wants(&b->cli, rc, 1, "there are results; --resume goes on with them");
	rc = cli_do(&b->cli, "sweep %s %s,9 --out @/killed --resume", b->usual, longer);
	cli_wants(&b->cli, rc, 1, "another sweep: its tasks differs");
	rc = cli_do(&b->cli, "sweep %s %s --nav 5000 --out @/killed --resume", b->usual, longer);
	cli_wants(&b->cli, rc, 1, "another sweep: its nav_usd differs");
	rc = cli_do(&b->cli, "sweep %s %s --out @/killed --resume", b->usual, longer);
	cli_wants(&b->cli, rc, 0, "27 configurations");
	assert_same_files(b, "long", "killed");
	/* once more when it is finished: nothing is run, nothing changes */
	rc = cli_do(&b->cli, "sweep %s %s --out @/killed --resume", b->usual, longer);
	cli_wants(&b->cli, rc, 0, "27 configurations");
	assert_same_files(b, "long", "killed");
}

/* Results that were touched are not gone on with. */
static void test_edited(void **state)
{
	bench *b = *state;
	char path[RV_TMP_PATH * 3];
	size_t n = 0;
	char *text = slurp(b, "killed", "trials.jsonl", &n);
	char *at = strstr(text, "\"task\":4,");
	assert_non_null(at);
	at[7] = '5';
	(void)snprintf(path, sizeof(path), "%s/killed/trials.jsonl", b->dir.path);
	rv_file_write(path, text, n);
	int rc = cli_do(&b->cli, "sweep %s %s --out @/killed --resume", b->usual, longer);
	cli_wants(&b->cli, rc, 1, "trials.jsonl:6: its hash is not that of its text");
	at[7] = '4';
	rv_file_write(path, text, n);
	free(text);
	text = slurp(b, "killed", "returns.f64", &n);
	text[n / 2] ^= 1;
	(void)snprintf(path, sizeof(path), "%s/killed/returns.f64", b->dir.path);
	rv_file_write(path, text, n);
	free(text);
	rc = cli_do(&b->cli, "sweep %s %s --out @/killed --resume", b->usual, longer);
	cli_wants(&b->cli, rc, 1, "its row in returns.f64 is another");
}

/* ---- ranks ---- */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static const char *const mpirun = "mpirun --allow-run-as-root --oversubscribe -n";

static const char *build_dir(void)
{
	const char *build = getenv("BUILD_DIR");
	return build ? build : "build/release";
}

/* MPI has leaks and races of its own, which are not looked for here. */
static bool without_mpi(void)
{
	char path[RV_TMP_PATH * 2];
	(void)snprintf(path, sizeof(path), "%s/rvdesk-mpi.so", build_dir());
	if (!SANITIZED && access(path, R_OK) == 0 &&
	    status_of(shell("mpirun --version >/dev/null 2>&1")) == 0)
		return false;
	print_message("skipped: %s\n", SANITIZED ? "not under a sanitizer" : "no Open MPI");
	return true;
}

static void test_ranks(void **state)
{
	bench *b = *state;
	static const char *const dirs[] = { "rank1", "rank2", "rank3" };
	char before[96];
	if (without_mpi())
		skip();
	for (size_t i = 0; i < LEN(dirs); i++) {
		(void)snprintf(before, sizeof(before), "%s %zu ", mpirun, i + 1);
		b->cli.before = before;
		const int rc = cli_do(&b->cli, "sweep %s %s --out @/%s", b->usual, grid, dirs[i]);
		cli_wants(&b->cli, rc, 0, "9 configurations");
		assert_null(strstr(strstr(b->cli.out, "9 configurations") + 1, "9 configurations"));
		b->cli.before = NULL;
		assert_same_files(b, "one", dirs[i]);
	}
}

/* The youngest process of a mpirun: a rank. */
static pid_t a_rank_of(pid_t pid)
{
	char path[64], list[400] = "";
	(void)snprintf(path, sizeof(path), "/proc/%ld/task/%ld/children", (long)pid, (long)pid);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	list[fread(list, 1, sizeof(list) - 2, f)] = '\0';
	assert_int_equal(fclose(f), 0);
	/* "17 18 19 " */
	char *last = strrchr(list, ' ');
	assert_non_null(last);
	while (last > list && last[-1] != ' ')
		last--;
	const long child = strtol(last, NULL, 10);
	assert_true(child > 1);
	return (pid_t)child;
}

static void test_rank_killed(void **state)
{
	bench *b = *state;
	char before[96];
	if (without_mpi())
		skip();
	(void)snprintf(before, sizeof(before), "%s 3 ", mpirun);
	const pid_t pid = begin(b, before, "lost");
	wait_for_lines(b, pid, "lost", 3);
	assert_int_equal(kill(a_rank_of(pid), SIGKILL), 0);
	const int status = status_of(pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 0);
	assert_true(lines_of(b, "lost") < LONGER_LINES);
	/* gone on with by threads: the same */
	const int rc = cli_do(&b->cli, "sweep %s %s --out @/lost --resume", b->usual, longer);
	cli_wants(&b->cli, rc, 0, "27 configurations");
	assert_same_files(b, "long", "lost");
}

/* One line, whatever the number of ranks. */
static void said_once(bench *b, int rc, int want, const char *words)
{
	cli_wants(&b->cli, rc, want, words);
	const char *first = strstr(b->cli.err, "rvdesk: ");
	assert_non_null(first);
	assert_null(strstr(first + 1, "rvdesk: "));
}

static void test_ranks_wrong(void **state)
{
	bench *b = *state;
	char before[96], line[RV_TMP_PATH * 3];
	if (without_mpi())
		skip();
	(void)snprintf(before, sizeof(before), "%s 3 ", mpirun);
	b->cli.before = before;
	int rc = cli_do(&b->cli, "sweep %s --param x=1 --out @/nothing", b->usual);
	said_once(b, rc, 2, "no key \"x\"");
	rc = cli_do(&b->cli, "sweep --strategy majors-alts");
	said_once(b, rc, 2, "sweep needs --store FILE");
	b->cli.before = NULL;
	/* a program that has no MPI does not run three times */
	(void)snprintf(
		line, sizeof(line), "cp %s/rvdesk %s/bare && %s 3 %s/bare sweep %s", build_dir(),
		b->dir.path, mpirun, b->dir.path,
		"--store x --strategy majors-alts --start 2024-01-01 --end 2024-02-01 --out y "
		"--param x=1");
	(void)snprintf(line + strlen(line), sizeof(line) - strlen(line), " 2>%s/said", b->dir.path);
	assert_int_equal(WEXITSTATUS(status_of(shell(line))), 1);
	size_t n = 0;
	(void)snprintf(line, sizeof(line), "%s/said", b->dir.path);
	char *said = rv_file_slurp(line, &n), *at = strstr(said, "this rvdesk has no MPI");
	assert_non_null(at);
	assert_null(strstr(at + 1, "this rvdesk has no MPI"));
	free(said);
}

/* ---- other searches ---- */

static double number(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	assert_true(cJSON_IsNumber(v));
	return v->valuedouble;
}

static void test_random(void **state)
{
	bench *b = *state;
	static const char *const keys = "--param backtest.risk.vol_target=0.1..0.9 --param "
					"majors_alts.book.hold_days=0..30 --random 4 --seed";
	size_t n = 0;
	int rc = cli_do(&b->cli, "sweep %s %s 3 --out @/draw --threads 1", b->usual, keys);
	cli_wants(&b->cli, rc, 0, "4 configurations");
	rc = cli_do(&b->cli, "sweep %s %s 3 --out @/again --threads 2", b->usual, keys);
	cli_wants(&b->cli, rc, 0, "4 configurations");
	assert_same_files(b, "draw", "again");
	char *text = slurp(b, "draw", "trials.jsonl", &n);
	const char *at = strchr(text, '\n') + 1; /* after the first line */
	for (int i = 0; i < 4; i++) {
		cJSON *o = cJSON_ParseWithOpts(at, &at, 0);
		const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, "values");
		const double vol = number(v, "backtest.risk.vol_target"),
			     days = number(v, "majors_alts.book.hold_days");
		assert_true(vol >= 0.1 && vol <= 0.9 && days >= 0.0 && days <= 30.0);
		assert_close("whole days", days, (double)(int)days, 0.0);
		cJSON_Delete(o);
	}
	free(text);
	rc = cli_do(&b->cli, "sweep %s %s 4 --out @/again --resume", b->usual, keys);
	cli_wants(&b->cli, rc, 1, "another sweep: its grid differs");
}

/* Values that do not go together were looked at all the same. */
static void test_inadmissible(void **state)
{
	bench *b = *state;
	rv_tmpdir_text(&b->dir, "g.json",
		       "{\n\t// the second with the second: not below\n"
		       "\t\"majors_alts.book.stop_loss_min\": [0.01, 0.5],\n"
		       "\t\"majors_alts.book.stop_loss_max\": [0.1, 0.9]\n}\n");
	const int rc = cli_do(&b->cli, "sweep %s --grid @/g.json --json --out @/odd", b->usual);
	cli_wants(&b->cli, rc, 0, "\"inadmissible\":\t1");
	assert_non_null(strstr(b->cli.out, "\"counted\":\t4"));
	const int rc2 = cli_do(&b->cli, "trials verify --dir @/odd");
	cli_wants(&b->cli, rc2, 0, "4, 1 of them inadmissible");
}

static void wrong(bench *b, int want, const char *words, const char *args)
{
	const int rc = cli_do(&b->cli, "sweep %s %s --out @/nothing", b->usual, args);
	cli_wants(&b->cli, rc, want, words);
	assert_ptr_equal(strchr(b->cli.err, '\n'), b->cli.err + strlen(b->cli.err) - 1);
}

static void test_wrong_usage(void **state)
{
	bench *b = *state;
	wrong(b, 2, "sweep needs keys", "");
	wrong(b, 2, "no key \"majors_alts.nothing\"", "--param majors_alts.nothing=1");
	wrong(b, 2, "no key \"majors_alts.book\"", "--param majors_alts.book=1");
	wrong(b, 2, "majors-alts does not read \"orders.wire.expires_s\", expected a key of",
	      "--param orders.wire.expires_s=5");
	wrong(b, 2, "5000 is out of range, expected an integer from 0 to 3650",
	      "--param majors_alts.book.hold_days=1,5000");
	wrong(b, 2, "a text found, expected an integer", "--param majors_alts.book.hold_days=x");
	wrong(b, 2, "expected NAME=V1,V2 or NAME=LO..HI", "--param majors_alts.book.hold_days");
	wrong(b, 2, "a range needs --random N", "--param majors_alts.book.hold_days=1..5");
	wrong(b, 2, "the lower first", "--random 2 --param majors_alts.book.hold_days=5..1");
	wrong(b, 2, "is given twice",
	      "--param majors_alts.book.hold_days=1 --param majors_alts.book.hold_days=2");
	wrong(b, 1, "none.json: no such file", "--grid @/none.json");
	wrong(b, 1, "is before the data",
	      "--param majors_alts.book.hold_days=1 --start 1999-01-01");
	rv_tmpdir_text(&b->dir, "bad.json",
		       "{\n\t\"majors_alts.book.hold_days\": [1],\n"
		       "\t\"majors_alts.book.stop_loss\": [7]\n}\n");
	wrong(b, 2, "bad.json:3: key \"majors_alts.book.stop_loss\": 7 is out of range",
	      "--grid @/bad.json");
	rv_tmpdir_text(&b->dir, "bad.json", "{\n\t\"majors_alts.book.hold_days\": 1\n}\n");
	wrong(b, 2, "bad.json:2: key \"majors_alts.book.hold_days\": expected a list",
	      "--grid @/bad.json");
	rv_tmpdir_text(&b->dir, "bad.json", "{\n\t\"x\" 1\n}\n");
	wrong(b, 1, "bad.json:2: not JSON here", "--grid @/bad.json");
	const int rc = cli_do(&b->cli, "sweep %s %s --out @/data/x", b->usual, grid);
	cli_wants(&b->cli, rc, 2, "is in the data folder");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_threads),	     cmocka_unit_test(test_is_the_backtest),
		cmocka_unit_test(test_killed),	     cmocka_unit_test(test_edited),
		cmocka_unit_test(test_ranks),	     cmocka_unit_test(test_rank_killed),
		cmocka_unit_test(test_ranks_wrong),  cmocka_unit_test(test_random),
		cmocka_unit_test(test_inadmissible), cmocka_unit_test(test_wrong_usage),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
