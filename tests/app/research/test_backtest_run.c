/*
 * rvdesk backtest with its files, the real program over a made market: a whole report, the same
 * bytes at any number of threads, the data as it was, and nothing over another run.
 */
#include "app/research/trial_log.h"
#include "tests/support/assert_close.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/csv_text.h"
#include "tests/support/files.h"
#include "tests/support/fx_store.h"
#include "tests/support/script_run.h"
#include "tests/support/store_help.h"
#include "tests/support/tmpdir.h"
#include "tests/support/tree_hash.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COINS = 24, DAYS = 470, FROM = 40, TO = 460 };

static cli_run cli;
static fx_market *market;
static char start[RV_TIME_TEXT], end[RV_TIME_TEXT];

static int setup(void **state)
{
	(void)rv_tmp_setup(state);
	market = fx_market_new(11, COINS, DAYS, 24, 0);
	const int64_t day0 = fx_market_day0(market);
	(void)rv_time_format_date(day0 + FROM * RV_DAY_MS, start);
	(void)rv_time_format_date(day0 + TO * RV_DAY_MS, end);
	assert_int_equal(mkdir(rv_tmp_path("data"), 0755), 0);
	fx_store_make(rv_tmp_path("data/store.db"), market);
	assert_int_equal(setenv("RVDESK_DUCKDB", "/nonexistent/libduckdb.so", 1), 0);
	cli.dir = rv_tmp.path;
	return 0;
}

static int teardown(void **state)
{
	fx_market_free(market);
	return rv_tmp_teardown(state);
}

static int run(const char *more)
{
	return cli_do(&cli,
		      "backtest --store @/data/store.db --strategy majors-alts --start %s --end %s "
		      "--config config %s",
		      start, end, more);
}

static void whole_report_of_a_real_run(void **state)
{
	(void)state;
	static const char *const names[] = { "regime_timeline.csv", "bt_daily_pnl.csv",
					     "bt_equity_curve.csv", "features_wide.csv",
					     "windows.csv",	    "regime_metrics.csv",
					     "attribution.csv",	    "trades.csv",
					     "notes.csv",	    "kpis.json",
					     RV_TRIALS_FILE,	    "signals_today.json",
					     "dashboard.html" };
	char name[64];
	const tree_hash before = tree_hash_of(rv_tmp_path("data"));
	const int rc = run("--out @/out --artifacts @/artifacts");
	if (rc != 0)
		fail_msg("%s", cli.err);
	assert_non_null(strstr(cli.err, "features_wide.csv only, no Parquet"));
	assert_string_equal(tree_hash_of(rv_tmp_path("data")).hex, before.hex);
	assert_int_equal(entries(rv_tmp_path("out")), LEN(names));
	for (size_t i = 0; i < LEN(names); i++) {
		(void)snprintf(name, sizeof(name), "out/%s", names[i]);
		assert_int_equal(access(rv_tmp_path(name), R_OK), 0);
	}
	assert_int_equal(entries(rv_tmp_path("artifacts")), 4);
	cli_wants(&cli, cli_do(&cli, "backtest --verify @/out"), 0, "result  good");
	csv_text *w = csv_text_read(rv_tmp_path("out/windows.csv"));
	csv_text *pnl = csv_text_read(rv_tmp_path("out/bt_daily_pnl.csv"));
	double days = 0.0;
	for (size_t i = 0; i < w->rows; i++)
		days += csv_text_num(w, i, "test_days");
	assert_true(w->rows >= 2);
	assert_close("days", days, (double)pnl->rows, 0.0);
	csv_text_free(pnl);
	csv_text_free(w);
}

static void same_bytes_at_any_number_of_threads(void **state)
{
	(void)state;
	static const char *const names[] = { "bt_daily_pnl.csv",   "kpis.json",
					     "trades.csv",	   RV_TRIALS_FILE,
					     "signals_today.json", "dashboard.html" };
	char one[64], two[64];
	assert_int_equal(run("--threads 1 --out @/one --artifacts @/one/made"), 0);
	assert_int_equal(run("--threads 3 --out @/three --artifacts @/three/made"), 0);
	for (size_t i = 0; i < LEN(names); i++) {
		(void)snprintf(one, sizeof(one), "one/%s", names[i]);
		(void)snprintf(two, sizeof(two), "three/%s", names[i]);
		assert_same_file(slurp(rv_tmp_path(one)), rv_tmp_path(two));
	}
	assert_same_file(slurp(rv_tmp_path("one/made/run.json")),
			 rv_tmp_path("three/made/run.json"));
	assert_same_file(slurp(rv_tmp_path("one/made/run.log")), rv_tmp_path("three/made/run.log"));
}

/* A file without what it says of its parameters, which the caller frees. */
static char *signals_in(const char *dir, cJSON **parameters)
{
	char name[64];
	(void)snprintf(name, sizeof(name), "%s/signals_today.json", dir);
	char *text = rv_file_slurp(rv_tmp_path(name), NULL);
	cJSON *o = cJSON_Parse(text);
	assert_non_null(o);
	free(text);
	*parameters = cJSON_DetachItemFromObjectCaseSensitive(o, "parameters");
	assert_non_null(*parameters);
	text = cJSON_Print(o);
	assert_non_null(text);
	cJSON_Delete(o);
	return text;
}

static const char *word_of(const cJSON *parameters)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(parameters, "of"));
}

/* What the command says of that day with such a configuration. */
static void command_says(const char *config, const char *text)
{
	assert_int_equal(cli_do(&cli,
				"signals --store @/data/store.db --asof %s --config %s --json", end,
				config),
			 0);
	cJSON *o = cJSON_Parse(cli.out);
	char *said = cJSON_Print(o);
	assert_string_equal(said, text);
	cJSON_free(said);
	cJSON_Delete(o);
}

/* As configured they are those of the command for that day. */
static void signals_are_those_of_the_command(void **state)
{
	(void)state;
	cJSON *p = NULL;
	assert_int_equal(run("--no-walk-forward --out @/whole"), 0);
	char *text = signals_in("whole", &p);
	assert_string_equal(word_of(p), "configuration");
	command_says("config", text);
	cJSON_free(text);
	cJSON_Delete(p);
}

/* The configuration that a person would write of the values of a training. */
static void write_config(const cJSON *values)
{
	size_t n = 0;
	cJSON *o = cJSON_CreateObject();
	cJSON *majors = cJSON_AddObjectToObject(o, "majors_alts");
	cJSON *weights =
		cJSON_AddObjectToObject(cJSON_AddObjectToObject(majors, "score"), "weights");
	cJSON *regime = cJSON_AddObjectToObject(majors, "regime");
	for (const cJSON *v = values->child; v; v = v->next) {
		if (strncmp(v->string, "weight_", 7) == 0)
			assert_non_null(
				cJSON_AddNumberToObject(weights, v->string + 7, v->valuedouble));
		else
			assert_non_null(cJSON_AddNumberToObject(regime, v->string, v->valuedouble));
	}
	char *text = cJSON_Print(o);
	char *baskets = rv_file_slurp("config/rv_momo_baskets.json", &n);
	assert_int_equal(mkdir(rv_tmp_path("chosen"), 0755), 0);
	rv_file_write(rv_tmp_path("chosen/rv_momo_baskets.json"), baskets, n);
	rv_file_write(rv_tmp_path("chosen/strategy_config.json"), text, strlen(text));
	free(baskets);
	cJSON_free(text);
	cJSON_Delete(o);
}

/* With a walk-forward they are those of its last training. */
static void signals_are_those_of_the_last_choice(void **state)
{
	(void)state;
	cJSON *p = NULL;
	char *text = signals_in("out", &p);
	assert_string_equal(word_of(p), "training");
	assert_true(cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(p, "configured")));
	csv_text *w = csv_text_read(rv_tmp_path("out/windows.csv"));
	assert_close("window", cJSON_GetObjectItemCaseSensitive(p, "window")->valuedouble,
		     (double)(w->rows - 1), 0.0);
	const cJSON *values = cJSON_GetObjectItemCaseSensitive(p, "values");
	for (const cJSON *v = values->child; v; v = v->next)
		assert_close(v->string, csv_text_num(w, w->rows - 1, v->string), v->valuedouble,
			     0.0);
	csv_text_free(w);
	write_config(values);
	command_says(rv_tmp_path("chosen"), text);
	cJSON_free(text);
	cJSON_Delete(p);
}

static void figures_agree_with_a_script(void **state)
{
	(void)state;
	char script[] = "tests/oracle/kpis_check.py", last[SCRIPT_LINE];
	if (access("/usr/bin/python3", X_OK) != 0) {
		(void)printf("skip: no python3\n");
		skip();
	}
	assert_int_equal(script_run((char *[]){ script, rv_tmp_path("out"), NULL }, last), 0);
}

static void what_is_refused_is_refused_at_the_start(void **state)
{
	(void)state;
	const tree_hash data = tree_hash_of(rv_tmp_path("data")),
			out = tree_hash_of(rv_tmp_path("out"));
	cli_wants(&cli, run("--out @/out"), 1, "holds another run");
	cli_wants(&cli, run("--out @/data/out"), 2, "data, which is only read: name another");
	cli_wants(&cli, run("--out @/new --artifacts @/data/a"), 2, "--artifacts");
	cli_wants(&cli, run("--out @/data/store.db"), 2, "which is only read");
	/* before the days are looked at, which the store does not have */
	cli_wants(&cli,
		  cli_do(&cli, "backtest --store @/data/store.db --strategy majors-alts "
			       "--start 2001-01-01 --end 2001-12-31 --out @/out"),
		  1, "holds another run");
	cli_wants(&cli, run("--artifacts @/new"), 2, "--artifacts needs --out DIR");
	cli_wants(&cli, run("--out @/out/kpis.json"), 1, "Not a directory");
	assert_string_equal(tree_hash_of(rv_tmp_path("data")).hex, data.hex);
	assert_string_equal(tree_hash_of(rv_tmp_path("out")).hex, out.hex);
	assert_int_equal(access(rv_tmp_path("new"), F_OK), -1);
}

/* A run that fails after the check, too: here by days that the store does not have. */
static void failed_run_leaves_nothing(void **state)
{
	(void)state;
	cli_wants(&cli,
		  cli_do(&cli, "backtest --store @/data/store.db --strategy majors-alts "
			       "--start 2001-01-01 --end 2001-12-31 --out @/none/deep"),
		  1, "");
	assert_int_equal(access(rv_tmp_path("none"), F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_report_of_a_real_run),
		cmocka_unit_test(same_bytes_at_any_number_of_threads),
		cmocka_unit_test(signals_are_those_of_the_command),
		cmocka_unit_test(signals_are_those_of_the_last_choice),
		cmocka_unit_test(figures_agree_with_a_script),
		cmocka_unit_test(what_is_refused_is_refused_at_the_start),
		cmocka_unit_test(failed_run_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
