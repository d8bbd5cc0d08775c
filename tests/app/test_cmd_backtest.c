/* rvdesk backtest over a made market in a store: numbers, one object, wrong usage in a line each.
 */
#include "tests/support/assert_close.h"
#include "tests/support/cli_run.h"
#include "tests/support/cm.h"
#include "tests/support/fx_store.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"

enum { COINS = 24, DAYS = 700 };

typedef struct bench {
	rv_tmpdir dir;
	cli_run cli;
	char from[RV_TIME_TEXT], to[RV_TIME_TEXT], before[RV_TIME_TEXT], after[RV_TIME_TEXT];
} bench;

static int set_up(void **state)
{
	static bench b;
	char path[RV_TMP_PATH * 2];
	fx_market *m = fx_market_new(7, COINS, DAYS, 24, 0);
	const int64_t day0 = fx_market_day0(m);
	rv_tmpdir_make(&b.dir);
	fx_store_make(rv_tmpdir_path(&b.dir, "m.db", path), m);
	b.cli.dir = b.dir.path;
	(void)rv_time_format_date(day0 + 200 * RV_DAY_MS, b.from);
	(void)rv_time_format_date(day0 + (DAYS - 1) * RV_DAY_MS, b.to);
	(void)rv_time_format_date(day0 - RV_DAY_MS, b.before);
	(void)rv_time_format_date(day0 + DAYS * RV_DAY_MS, b.after);
	fx_market_free(m);
	*state = &b;
	return 0;
}

static int tear_down(void **state)
{
	bench *b = *state;
	rv_tmpdir_remove(&b->dir);
	return 0;
}

static const char *const usual = "backtest --store @/m.db --strategy majors-alts";

static void test_table(void **state)
{
	bench *b = *state;
	const int rc = cli_do(&b->cli, "%s --start %s --end %s", usual, b->from, b->to);
	cli_wants(&b->cli, rc, 0, "out of sample: 248 days");
	assert_non_null(strstr(b->cli.out, "N 204 trials"));
	assert_non_null(strstr(b->cli.out, "costs: taker 5 bp"));
	assert_non_null(strstr(b->cli.out, "first bar on"));
	assert_string_equal(b->cli.err, "");
}

static cJSON *object(bench *b, const char *more)
{
	const int rc =
		cli_do(&b->cli, "%s --start %s --end %s --json %s", usual, b->from, b->to, more);
	cli_wants(&b->cli, rc, 0, "\"schema\"");
	cJSON *o = cJSON_Parse(b->cli.out);
	assert_non_null(o);
	return o;
}

static double kpi(const cJSON *o, const char *key)
{
	const cJSON *k =
		cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(o, "kpis"), key);
	assert_true(cJSON_IsNumber(k));
	return k->valuedouble;
}

static double fee_of_turnover(const cJSON *o)
{
	return kpi(o, "fee") / (kpi(o, "avg_turnover") * kpi(o, "days"));
}

/* The same bytes at any number of threads; costs that are double are double. */
static void test_json(void **state)
{
	bench *b = *state;
	static char one[CLI_TEXT];
	cJSON *o = object(b, "--threads 1");
	memcpy(one, b->cli.out, sizeof(one));
	cJSON *two = object(b, "--threads 2");
	assert_string_equal(one, b->cli.out);
	assert_true(cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(two, "out_of_sample")));
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(two, "windows")), 4);
	cJSON_Delete(two);
	cJSON_Delete(o);
	cJSON *once = object(b, "--no-walk-forward");
	cJSON *twice = object(b, "--no-walk-forward --costs-factor 2");
	assert_true(cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(once, "out_of_sample")));
	/* 5 bp of every dollar that is traded, and 10 */
	assert_close("fee", fee_of_turnover(once), .0005, 1e-6);
	assert_close("fee", fee_of_turnover(twice), .0010, 1e-6);
	assert_true(kpi(once, "slippage") >= kpi(once, "fee"));
	assert_true(kpi(twice, "cagr") < kpi(once, "cagr"));
	cJSON_Delete(once);
	cJSON_Delete(twice);
}

/* Each strategy by its name, through to a report on stdout. */
static void test_strategies(void **state)
{
	static const char *const names[] = { "rv-momentum", "multi-bucket", "book",
					     "majors-alts --regime-model kmeans",
					     "majors-alts --regime-model hmm" };
	bench *b = *state;
	for (size_t k = 0; k < LEN(names); k++) {
		const int rc =
			cli_do(&b->cli, "backtest --store @/m.db --strategy %s --start %s --end %s",
			       names[k], b->from, b->to);
		cli_wants(&b->cli, rc, 0, "out of sample: 248 days");
		assert_string_equal(b->cli.err, "");
	}
}

static void wrong(bench *b, int want, const char *words, const char *args)
{
	const int rc = cli_do(&b->cli, "backtest %s", args);
	cli_wants(&b->cli, rc, want, words);
	assert_ptr_equal(strchr(b->cli.err, '\n'), b->cli.err + strlen(b->cli.err) - 1);
}

static void test_wrong_usage(void **state)
{
	bench *b = *state;
	char args[400];
	wrong(b, 2, "backtest needs --store FILE", "--strategy majors-alts");
	wrong(b, 2, "backtest needs --strategy NAME", "--store @/m.db");
	wrong(b, 2, "backtest needs --start DAY and --end DAY",
	      "--store @/m.db --strategy majors-alts");
	wrong(b, 2, "expected majors-alts, stat-arb",
	      "--store @/m.db --strategy x --start 2024-01-01 --end 2024-06-01");
	wrong(b, 2, "--end is before --start",
	      "--store @/m.db --strategy majors-alts --start 2024-01-02 --end 2024-01-01");
	wrong(b, 2, "expected YYYY-MM-DD",
	      "--store @/m.db --strategy majors-alts --start 2024-01-02T00:00:00Z --end "
	      "2024-06-01");
	wrong(b, 2, "expected composite, kmeans or hmm",
	      "--store @/m.db --strategy majors-alts --start 2024-01-01 --end 2024-06-01 "
	      "--regime-model spectral");
	wrong(b, 2, "only --strategy majors-alts has another",
	      "--store @/m.db --strategy book --start 2024-01-01 --end 2024-06-01 "
	      "--regime-model hmm");
	wrong(b, 2, "which --no-walk-forward has none of",
	      "--store @/m.db --strategy majors-alts --start 2024-01-01 --end 2024-06-01 "
	      "--regime-model kmeans --no-walk-forward");
	(void)snprintf(args, sizeof(args),
		       "--store @/none.db --strategy majors-alts --start %s --end %s", b->from,
		       b->to);
	wrong(b, 1, "none.db", args);
	(void)snprintf(args, sizeof(args),
		       "--store @/m.db --strategy majors-alts --start %s --end %s", b->before,
		       b->to);
	wrong(b, 1, "is before the data, which begin on", args);
	(void)snprintf(args, sizeof(args),
		       "--store @/m.db --strategy majors-alts --start %s --end %s", b->from,
		       b->after);
	wrong(b, 1, "is after the data, which end on", args);
	(void)snprintf(args, sizeof(args),
		       "--store @/m.db --strategy majors-alts --start %s --end %s", b->from,
		       b->from);
	wrong(b, 1, "are too few for a window", args);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_strategies),
		cmocka_unit_test(test_wrong_usage),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
