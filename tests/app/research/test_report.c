/*
 * The files of a backtest: their columns, the bytes of a small one, what must hold between them,
 * and that a report is written whole or not at all.
 */
#include "app/research/report.h"
#include "app/research/trial_log.h"
#include "tests/support/assert_close.h"
#include "tests/support/bt_fixture.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/csv_text.h"
#include "tests/support/files.h"
#include "tests/support/script_run.h"
#include "tests/support/small_disk.h"
#include "tests/support/store_help.h"
#include "tests/support/tmpdir.h"
#include "tests/support/tree_hash.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SMALL_DAYS = BTX_FIRST_TEST + 4, DAYS = 250, NOBODY = 65534 };

#define FIXTURE "tests/fixtures/report/"
#define PNL                                                                                        \
	"date,regime,score,pnl,cost,funding,r_ls_gross,r_ls_net,alt_turnover,major_turnover,"      \
	"alt_gross,major_gross,total_gross"

static bool can_mount;
static rv_report_done done; /* of the newest */

static rv_report_sources sources_of(void)
{
	rv_report_sources s = { .n_inputs = 1, .log = "line one\nline two\n" };
	s.inputs[0] = rv_tmp_path("data/store.db");
	(void)snprintf(s.data_hash, sizeof(s.data_hash), "%064d", 1);
	(void)snprintf(s.binary_hash, sizeof(s.binary_hash), "%064d", 2);
	return s;
}

static int setup(void **state)
{
	(void)rv_tmp_setup(state);
	assert_int_equal(chmod(rv_tmp.path, 0755), 0);
	assert_int_equal(mkdir(rv_tmp_path("data"), 0755), 0);
	rv_file_write(rv_tmp_path("data/store.db"), "bars", 4);
	/* the same files on every machine; test_report_parquet.c has the other case */
	assert_int_equal(setenv("RVDESK_DUCKDB", "/nonexistent/libduckdb.so", 1), 0);
	return 0;
}

static rv_status write_to(const char *out, const char *artifacts, size_t days, rv_err *err)
{
	rv_bt_result *r = btx_result(3, days);
	const rv_report_sources s = sources_of();
	*err = (rv_err){ .code = RV_OK };
	const rv_status st = rv_report_write(r, out, artifacts, &s, &done, err);
	rv_bt_result_free(r);
	return st;
}

static bool is_there(const char *name)
{
	struct stat sb;
	return lstat(rv_tmp_path(name), &sb) == 0;
}

static void edit_line(const char *name, const char *from, const char *to)
{
	size_t n = 0;
	char *text = rv_file_slurp(rv_tmp_path(name), &n);
	char *at = strstr(text, from);
	assert_non_null(at);
	assert_int_equal(strlen(from), strlen(to));
	for (size_t i = 0; to[i]; i++)
		at[i] = to[i];
	rv_file_write(rv_tmp_path(name), text, n);
	free(text);
}

/* ---- what is in them ---- */

static void files_have_their_columns(void **state)
{
	(void)state;
	static const struct {
		const char *name, *first;
	} files[] = {
		{ "regime_timeline.csv", "date,score,regime" },
		{ "bt_daily_pnl.csv", PNL },
		{ "bt_equity_curve.csv", PNL ",equity_curve" },
		{ "features_wide.csv", "date,raw_alt_breadth,z_alt_breadth,raw_btc_dominance" },
		{ "windows.csv",
		  "window,train_from,train_to,test_from,test_to,test_days,trial,alt_breadth,"
		  "threshold_high,is_sharpe,oos_sharpe,exante_btc,exante_eth,realised_btc,"
		  "realised_eth,realised_rms,sets,pbo,trials_n,costs,universe" },
		{ "regime_metrics.csv",
		  "regime,n_days,mean_return,median_return,std_return,sharpe_like" },
		{ "attribution.csv",
		  "sub,month,days,net,turnover,net_per_turnover,gross,beta,residual_alpha,ic_days,"
		  "ic_mean,ic_ir,slippage_bps,trades,hit_rate,holding_days,per_atr_risk,pnl_usd" },
		{ "trades.csv", "symbol,sub,opened,closed,side,qty,entry,exit,pnl,fee,slippage,"
				"funding,atr_entry,why" },
		{ "notes.csv", "at,symbol,cost_usd,text" },
		{ "artifacts/holdings.csv", "date,symbol,weight" },
	};
	rv_err err;
	char name[RV_TMP_PATH];
	assert_ok(write_to(rv_tmp_path("columns"), rv_tmp_path("columns/artifacts"), DAYS, &err),
		  err);
	for (size_t i = 0; i < LEN(files); i++) {
		(void)snprintf(name, sizeof(name), "columns/%s", files[i].name);
		char *text = rv_file_slurp(rv_tmp_path(name), NULL);
		assert_non_null(strchr(text, '\n'));
		*strchr(text, '\n') = '\0';
		assert_string_equal(text, files[i].first);
		free(text);
	}
	char *log = rv_file_slurp(rv_tmp_path("columns/artifacts/run.log"), NULL);
	assert_string_equal(log, "line one\nline two\n");
	free(log);
	assert_false(is_there("columns/features_wide.parquet"));
	assert_non_null(strstr(done.features_note, "features_wide.csv only, no Parquet: "));
}

/* With RVDESK_GOLDEN=1 the committed files are written instead; read the difference. */
static void small_report_is_as_it_was(void **state)
{
	(void)state;
	static const char *const names[] = { "regime_timeline.csv", "bt_daily_pnl.csv",
					     "bt_equity_curve.csv", "features_wide.csv",
					     "windows.csv",	    "regime_metrics.csv",
					     "attribution.csv",	    "trades.csv",
					     "notes.csv",	    "kpis.json",
					     RV_TRIALS_FILE,	    "artifacts/parameters.json",
					     "artifacts/run.json",  "artifacts/holdings.csv" };
	rv_err err;
	char name[RV_TMP_PATH], fixture[RV_TMP_PATH];
	assert_ok(write_to(rv_tmp_path("small"), rv_tmp_path("small/artifacts"), SMALL_DAYS, &err),
		  err);
	for (size_t i = 0; i < LEN(names); i++) {
		size_t n = 0;
		(void)snprintf(name, sizeof(name), "small/%s", names[i]);
		(void)snprintf(fixture, sizeof(fixture), FIXTURE "%s", names[i]);
		char *got = rv_file_slurp(rv_tmp_path(name), &n);
		if (getenv("RVDESK_GOLDEN"))
			rv_file_write(fixture, got, n);
		char *want = rv_file_slurp(fixture, NULL);
		if (strcmp(got, want) != 0)
			fail_msg("%s differs from %s", rv_tmp_path(name), fixture);
		free(got);
		free(want);
	}
	assert_int_equal(entries(rv_tmp_path("small")),
			 LEN(names) - 3 + 2); /* the artifacts are a folder; the page */
}

/* The days of the headline alone, with the result's own doubles behind the text. */
static void rows_are_the_days_that_count(void **state)
{
	(void)state;
	rv_err err;
	rv_bt_result *r = btx_result(3, DAYS);
	assert_ok(write_to(rv_tmp_path("rows"), NULL, DAYS, &err), err);
	csv_text *pnl = csv_text_read(rv_tmp_path("rows/bt_daily_pnl.csv"));
	csv_text *curve = csv_text_read(rv_tmp_path("rows/bt_equity_curve.csv"));
	double equity = 1.0;
	assert_int_equal(pnl->rows, DAYS - BTX_FIRST_TEST);
	assert_int_equal(curve->rows, pnl->rows);
	for (size_t i = 0; i < pnl->rows; i++) {
		const rv_bt_day *d = &r->days[BTX_FIRST_TEST + i];
		const double net = csv_text_num(pnl, i, "r_ls_net");
		assert_true(memcmp(&net, &d->net, sizeof(net)) == 0);
		assert_close("net", net,
			     csv_text_num(pnl, i, "r_ls_gross") + csv_text_num(pnl, i, "funding") -
				     csv_text_num(pnl, i, "cost"),
			     1e-16);
		assert_close("gross", csv_text_num(pnl, i, "total_gross"),
			     csv_text_num(pnl, i, "alt_gross") +
				     csv_text_num(pnl, i, "major_gross"),
			     1e-16);
		equity *= 1.0 + net;
		assert_close("equity", csv_text_num(curve, i, "equity_curve"), equity, 1e-14);
		assert_string_equal(csv_text_cell(pnl, i, "date"), csv_text_cell(curve, i, "date"));
		assert_string_equal(csv_text_cell(pnl, i, "regime"), r->regimes[d->regime]);
	}
	assert_string_equal(csv_text_cell(pnl, 0, "date"), "2023-04-30");
	csv_text *regimes = csv_text_read(rv_tmp_path("rows/regime_timeline.csv"));
	assert_int_equal(regimes->rows, DAYS);
	assert_string_equal(csv_text_cell(regimes, 0, "date"), "2023-03-01");
	assert_string_equal(csv_text_cell(regimes, 0, "regime"), "");
	assert_true(isnan(csv_text_num(regimes, 0, "score")));
	csv_text_free(regimes);
	csv_text_free(curve);
	csv_text_free(pnl);
	rv_bt_result_free(r);
}

/* ---- figures from the text alone ---- */

typedef struct figures {
	double cagr, sharpe, sortino, max_drawdown, calmar, hit_rate, hit_rate_all, avg_turnover,
		avg_funding_daily;
} figures;

/* Two passes, in long double: another way than the program's. */
static figures figures_of(const csv_text *c)
{
	const long double n = (long double)c->rows;
	long double sum = 0, m2 = 0, below = 0, equity = 1, peak = 1, worst = 0, turnover = 0,
		    funding = 0;
	size_t hits = 0, active = 0;
	for (size_t i = 0; i < c->rows; i++)
		sum += csv_text_num(c, i, "r_ls_net");
	for (size_t i = 0; i < c->rows; i++) {
		const long double r = csv_text_num(c, i, "r_ls_net");
		const bool held = i > 0 && csv_text_num(c, i - 1, "total_gross") > 0.0;
		m2 += (r - sum / n) * (r - sum / n);
		below += r < 0 ? r * r : 0;
		equity *= 1 + r;
		peak = equity > peak ? equity : peak;
		worst = equity / peak - 1 < worst ? equity / peak - 1 : worst;
		turnover +=
			csv_text_num(c, i, "alt_turnover") + csv_text_num(c, i, "major_turnover");
		funding += csv_text_num(c, i, "funding");
		hits += r > 0;
		active += held || r > 0 || r < 0;
	}
	const long double cagr = powl(equity, 365 / n) - 1, mean = sum / n;
	return (figures){
		.cagr = (double)cagr,
		.sharpe = (double)(mean / sqrtl(m2 / (n - 1)) * sqrtl(365)),
		.sortino = (double)(mean / sqrtl(below / n) * sqrtl(365)),
		.max_drawdown = (double)worst,
		.calmar = (double)(cagr / -worst),
		.hit_rate = (double)hits / (double)active,
		.hit_rate_all = (double)((long double)hits / n),
		.avg_turnover = (double)(turnover / n),
		.avg_funding_daily = (double)(funding / n),
	};
}

static cJSON *kpis_of(const char *name)
{
	char *text = rv_file_slurp(rv_tmp_path(name), NULL);
	cJSON *o = cJSON_Parse(text);
	free(text);
	assert_non_null(o);
	return o;
}

static void agrees(const cJSON *kpis, const char *key, double want)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(kpis, key);
	assert_true(cJSON_IsNumber(v));
	assert_close(key, v->valuedouble, want, 1e-12 * fmax(1.0, fabs(want)));
}

static void figures_agree(const char *run, size_t days)
{
	char name[64];
	rv_err err;
	assert_ok(write_to(rv_tmp_path(run), NULL, days, &err), err);
	(void)snprintf(name, sizeof(name), "%s/bt_daily_pnl.csv", run);
	csv_text *c = csv_text_read(rv_tmp_path(name));
	(void)snprintf(name, sizeof(name), "%s/kpis.json", run);
	cJSON *k = kpis_of(name);
	const figures f = figures_of(c);
	agrees(k, "cagr", f.cagr);
	agrees(k, "sharpe", f.sharpe);
	agrees(k, "sortino", f.sortino);
	agrees(k, "max_drawdown", f.max_drawdown);
	agrees(k, "calmar", f.calmar);
	agrees(k, "hit_rate", f.hit_rate);
	agrees(k, "hit_rate_all", f.hit_rate_all);
	agrees(k, "avg_turnover", f.avg_turnover);
	agrees(k, "avg_funding_daily", f.avg_funding_daily);
	agrees(k, "days", (double)c->rows);
	assert_true(f.hit_rate > f.hit_rate_all); /* there are days without a position */
	cJSON_Delete(k);
	csv_text_free(c);
}

static void figures_are_those_of_the_rows(void **state)
{
	(void)state;
	figures_agree("figures", DAYS);
	figures_agree("plain", BTX_FIRST_TEST); /* without a walk-forward */
}

static void figures_agree_with_a_script(void **state)
{
	(void)state;
	char script[] = "tests/oracle/kpis_check.py", last[SCRIPT_LINE];
	rv_err err;
	if (access("/usr/bin/python3", X_OK) != 0) {
		(void)printf("skip: no python3\n");
		skip();
	}
	assert_ok(write_to(rv_tmp_path("script"), NULL, DAYS, &err), err);
	assert_int_equal(script_run((char *[]){ script, rv_tmp_path("script"), NULL }, last), 0);
	assert_non_null(strstr(last, "190 days, largest difference"));
	edit_line("script/kpis.json", "\"hit_rate\":\t0.", "\"hit_rate\":\t1.");
	assert_int_equal(script_run((char *[]){ script, rv_tmp_path("script"), NULL }, last), 1);
}

static void regimes_are_those_of_the_days(void **state)
{
	(void)state;
	rv_err err;
	size_t n = 0;
	rv_bt_result *r = btx_result(3, DAYS);
	assert_ok(write_to(rv_tmp_path("regimes"), NULL, DAYS, &err), err);
	csv_text *c = csv_text_read(rv_tmp_path("regimes/regime_metrics.csv"));
	assert_int_equal(c->rows, r->n_regimes);
	for (size_t k = 0; k < c->rows; k++) {
		double sum = 0.0, days = 0.0;
		for (size_t d = BTX_FIRST_TEST; d < DAYS; d++) {
			sum += r->days[d].regime == (int32_t)k ? r->always_on[d] : 0.0;
			days += r->days[d].regime == (int32_t)k;
		}
		assert_string_equal(csv_text_cell(c, k, "regime"), r->regimes[k]);
		assert_close("days", csv_text_num(c, k, "n_days"), days, 0.0);
		assert_close("mean", csv_text_num(c, k, "mean_return"), sum / days, 1e-15);
		n += (size_t)days;
	}
	assert_int_equal(n, DAYS - BTX_FIRST_TEST);
	csv_text_free(c);
	rv_bt_result_free(r);
}

/* A ratio without what it cost is not there, and why is. */
static void sharpe_without_costs_is_refused(void **state)
{
	(void)state;
	rv_err err = { .code = RV_OK };
	const rv_report_sources s = sources_of();
	rv_bt_result *r = btx_result(3, DAYS);
	r->costs = (rv_bt_costs){ .taker_bps = NAN };
	assert_ok(rv_report_write(r, rv_tmp_path("costless"), NULL, &s, NULL, &err), err);
	rv_bt_result_free(r);
	cJSON *k = kpis_of("costless/kpis.json");
	assert_true(cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(k, "sharpe")));
	assert_non_null(
		strstr(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(k, "sharpe_refused")),
		       "not shown without the costs"));
	assert_null(cJSON_GetObjectItemCaseSensitive(k, "dsr"));
	cJSON_Delete(k);
}

static void same_run_has_the_same_bytes(void **state)
{
	(void)state;
	static const char *const names[] = { "bt_daily_pnl.csv", "kpis.json", RV_TRIALS_FILE };
	char one[RV_TMP_PATH], two[RV_TMP_PATH];
	rv_err err;
	assert_ok(write_to(rv_tmp_path("one"), NULL, DAYS, &err), err);
	assert_ok(write_to(rv_tmp_path("two"), NULL, DAYS, &err), err);
	for (size_t i = 0; i < LEN(names); i++) {
		(void)snprintf(one, sizeof(one), "one/%s", names[i]);
		(void)snprintf(two, sizeof(two), "two/%s", names[i]);
		assert_same_file(slurp(rv_tmp_path(one)), rv_tmp_path(two));
	}
}

/* ---- whole or not at all ---- */

static void refused(const char *out, const char *artifacts, rv_status want, const char *words)
{
	rv_err err, later;
	const rv_report_sources s = sources_of();
	const tree_hash before = tree_hash_of(rv_tmp.path);
	assert_int_equal(write_to(out, artifacts, DAYS, &err), want);
	if (!strstr(err.text, words) || strchr(err.text, '\n'))
		fail_msg("'%s' is not '%s'", err.text, words);
	assert_int_equal(rv_report_check(out, artifacts, &s, &later), want); /* at start-up, too */
	assert_string_equal(later.text, err.text);
	/* but for the times of the folders above: names come and go */
	assert_string_equal(tree_hash_of(rv_tmp.path).hex, before.hex);
}

static void another_run_is_not_touched(void **state)
{
	(void)state;
	rv_err err;
	assert_ok(write_to(rv_tmp_path("taken"), rv_tmp_path("taken2"), DAYS, &err), err);
	refused(rv_tmp_path("taken"), NULL, RV_EEXIST, "taken holds another run (regime_timeline");
	refused(rv_tmp_path("free"), rv_tmp_path("taken2"), RV_EEXIST, "taken2 holds another run");
	assert_int_equal(mkdir(rv_tmp_path("taken3"), 0755), 0);
	rv_file_write(rv_tmp_path("taken3/dashboard.html"), "x", 1);
	refused(rv_tmp_path("taken3"), NULL, RV_EEXIST, "taken3 holds another run (dashboard.html");
}

static void data_is_only_read(void **state)
{
	(void)state;
	refused(rv_tmp_path("data"), NULL, RV_EUSAGE, "--out");
	refused(rv_tmp_path("data/new/out"), NULL, RV_EUSAGE, "which is only read");
	refused(rv_tmp_path("free"), rv_tmp_path("data/a"), RV_EUSAGE, "--artifacts");
	assert_int_equal(symlink("data", rv_tmp_path("way")), 0);
	refused(rv_tmp_path("way/out"), NULL, RV_EUSAGE, "which is only read");
	rv_err err;
	const tree_hash before = tree_hash_of(rv_tmp_path("data"));
	assert_ok(write_to(rv_tmp_path("beside"), NULL, DAYS, &err), err);
	assert_string_equal(tree_hash_of(rv_tmp_path("data")).hex, before.hex);
}

static void places_that_cannot_be_written_to_are_refused(void **state)
{
	(void)state;
	static char longest[RV_TMP_PATH * 3], deep[8192];
	rv_file_write(rv_tmp_path("file"), "x", 1);
	refused(rv_tmp_path("file"), NULL, RV_EIO, "Not a directory");
	refused(rv_tmp_path("file/out"), NULL, RV_EIO, "Not a directory");
	refused(rv_tmp_path("free"), rv_tmp_path("file"), RV_EIO, "Not a directory");
	(void)snprintf(longest, sizeof(longest), "%s/%0*d", rv_tmp.path, 300, 0);
	refused(longest, NULL, RV_EIO, "name too long");
	memset(deep, 'a', sizeof(deep) - 1);
	refused(deep, NULL, RV_EIO, "name too long");
	for (size_t i = 0; i < sizeof(deep) - 1; i += 2)
		deep[i] = '/';
	refused(deep, NULL, RV_EIO, "name too long");
	refused("", NULL, RV_EIO, "no path");
}

/* As a user that the folder does not belong to, which root is not: in a process of its own. */
static void folder_of_somebody_else_is_refused(void **state)
{
	(void)state;
	assert_int_equal(mkdir(rv_tmp_path("theirs"), 0755), 0);
	assert_int_equal(chmod(rv_tmp_path("theirs"), 0555), 0);
	(void)fflush(NULL);
	const pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		rv_err err;
		if (getuid() == 0 && setuid(NOBODY) != 0)
			_exit(77);
		const rv_status st = write_to(rv_tmp_path("theirs"), NULL, DAYS, &err);
		const bool said = strstr(err.text, "cannot be written to: Permission denied");
		const rv_status below = write_to(rv_tmp_path("theirs/out"), NULL, DAYS, &err);
		_exit(st == RV_EIO && said && below == RV_EIO ? 0 : 1);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 77) {
		(void)printf("skip: another user cannot be taken here\n");
		skip();
	}
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(entries(rv_tmp_path("theirs")), 0);
}

static void full_disk_leaves_nothing(void **state)
{
	(void)state;
	rv_err err;
	if (!can_mount) {
		(void)printf("skip: mounting is not allowed here\n");
		skip();
	}
	assert_int_equal(mkdir(rv_tmp_path("disk"), 0755), 0);
	assert_true(small_disk_mount(rv_tmp_path("disk"), 48, false));
	const rv_status st = write_to(rv_tmp_path("disk/out"), NULL, DAYS, &err);
	const size_t left = entries(rv_tmp_path("disk"));
	const bool said = strstr(err.text, "No space left on device");
	/* the artifacts alone do not fit: the report is not there either */
	small_disk_fill(rv_tmp_path("disk/filler"));
	const rv_status other =
		write_to(rv_tmp_path("whole"), rv_tmp_path("disk/artifacts"), DAYS, &err);
	const size_t left_then = entries(rv_tmp_path("disk"));
	assert_int_equal(umount(rv_tmp_path("disk")), 0);
	assert_int_equal(st, RV_EIO);
	assert_true(said);
	assert_int_equal(left, 0);
	assert_int_equal(other, RV_EIO);
	assert_int_equal(left_then, 1);
	assert_false(is_there("whole"));
}

/* ---- the register beside the report ---- */

static void verify_wants(int status, const char *words)
{
	cli_run c = { .dir = rv_tmp.path };
	cli_wants(&c, cli_do(&c, "trials verify --dir @/run"), status, words);
}

static void register_is_verified_with_the_report(void **state)
{
	(void)state;
	rv_err err;
	assert_ok(write_to(rv_tmp_path("run"), NULL, DAYS, &err), err);
	verify_wants(0, "trials  15, 5 of them inadmissible");
	verify_wants(0, "result  good");
	edit_line("run/" RV_TRIALS_FILE, "\"active_days\":12", "\"active_days\":13");
	verify_wants(1, "run/trials.jsonl:4: its hash is not that of its text");
	edit_line("run/" RV_TRIALS_FILE, "\"active_days\":13", "\"active_days\":12");
	verify_wants(0, "result  good");
	/* another run's register, whole by itself: of fewer trials, and of as many */
	const size_t days[] = { DAYS - BTX_TEST, DAYS - 1 };
	for (size_t i = 0; i < LEN(days); i++) {
		char other[16], name[64];
		size_t n = 0;
		(void)snprintf(other, sizeof(other), "other%zu", i);
		(void)snprintf(name, sizeof(name), "%s/" RV_TRIALS_FILE, other);
		assert_ok(write_to(rv_tmp_path(other), NULL, days[i], &err), err);
		char *text = rv_file_slurp(rv_tmp_path(name), &n);
		rv_file_write(rv_tmp_path("run/" RV_TRIALS_FILE), text, n);
		free(text);
		verify_wants(1, "the register is another than that of the report");
	}
	assert_int_equal(unlink(rv_tmp_path("run/" RV_TRIALS_FILE)), 0);
	verify_wants(1, "expected the folder of a backtest");
}

int main(void)
{
	can_mount = small_disk_allowed();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_have_their_columns),
		cmocka_unit_test(small_report_is_as_it_was),
		cmocka_unit_test(rows_are_the_days_that_count),
		cmocka_unit_test(figures_are_those_of_the_rows),
		cmocka_unit_test(figures_agree_with_a_script),
		cmocka_unit_test(regimes_are_those_of_the_days),
		cmocka_unit_test(sharpe_without_costs_is_refused),
		cmocka_unit_test(same_run_has_the_same_bytes),
		cmocka_unit_test(another_run_is_not_touched),
		cmocka_unit_test(data_is_only_read),
		cmocka_unit_test(places_that_cannot_be_written_to_are_refused),
		cmocka_unit_test(folder_of_somebody_else_is_refused),
		cmocka_unit_test(full_disk_leaves_nothing),
		cmocka_unit_test(register_is_verified_with_the_report),
	};
	return cmocka_run_group_tests(tests, setup, rv_tmp_teardown);
}
