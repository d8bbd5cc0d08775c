/*
 * Files of a console: what is remembered comes back, a damaged or foreign file is told of and not
 * used, private modes; exports read back to the same values and are never written over.
 */
#include "app/console_files.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/console_state.h"
#include "app/export_file.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/patience.h"
#include "tests/support/tmpdir.h"

static rv_console_files *f;
static rv_files to;

static int setup(void **state)
{
	if (rv_tmp_setup(state) != 0)
		return -1;
	rv_err err = { 0 };
	if (rv_console_files_start(rv_tmp_path("state"), true, &f, &err) != RV_OK)
		return -1;
	rv_console_files_for(f, &to);
	return 0;
}

static int teardown(void **state)
{
	rv_console_files_stop(f);
	f = NULL;
	return rv_tmp_teardown(state);
}

static void stop(void)
{
	rv_console_files_stop(f);
	f = NULL;
}

static rv_remembered odd(void)
{
	rv_remembered r;

	rv_remembered_default(&r);
	r.prefs = (rv_prefs){ .theme = 2, .updown = 1, .mono = true, .refresh_ms = 2000 };
	r.prefs.remember = true;
	r.screen = RV_SCREEN_STRUCTURE;
	r.focus = RV_PANE_LAG;
	r.zoom = true;
	r.view = RV_PORTFOLIO_FUNDING;
	r.sort = RV_COL_RESIDUAL_Z;
	r.invert = true;
	r.columns = RV_COLUMNS_FACTORS;
	r.leader = 2;
	r.measure = RV_MEASURE_SPILLOVER;
	r.range = 3;
	r.research_range = 0;
	(void)snprintf(r.filter, sizeof(r.filter), "rv>0.5 & sym~\"q");
	r.filter_env = RV_ENV_PAPER;
	return r;
}

static void test_round_trip(void **state)
{
	(void)state;
	rv_remembered in = odd(), out;
	rv_err err = { 0 };
	char *text = NULL;

	assert_int_equal(rv_console_state_text(&in, &text), RV_OK);
	assert_int_equal(rv_console_state_parse(text, strlen(text), &out, &err), RV_OK);
	assert_true(rv_remembered_same(&in, &out));
	free(text);
	in.prefs.remember = false; /* the settings alone */
	assert_int_equal(rv_console_state_text(&in, &text), RV_OK);
	assert_null(strstr(text, "layout\":\t{"));
	assert_null(strstr(text, "sym~"));
	assert_int_equal(rv_console_state_parse(text, strlen(text), &out, &err), RV_OK);
	assert_int_equal(out.screen, RV_SCREEN_DESK);
	assert_int_equal(out.columns, RV_COLUMNS_FACTORS);
	assert_int_equal(out.prefs.theme, 2);
	free(text);
}

static void test_damaged(void **state)
{
	(void)state;
	static const struct {
		const char *text, *why;
		rv_status st;
	} cases[] = {
		{ "", "damaged", RV_EPARSE },
		{ "{\"rvdesk_console\": 1", "damaged", RV_EPARSE },
		{ "[1]", "damaged", RV_EPARSE },
		{ "{}", "expected the version", RV_EPARSE },
		{ "{\"rvdesk_console\": 2}", "of version 2, expected 1", RV_EDATA },
		{ "{\"rvdesk_console\": 1, \"theme\": \"pink\"}", "theme: expected", RV_EPARSE },
		{ "{\"rvdesk_console\": 1, \"theme\": 1}", "theme: expected", RV_EPARSE },
		{ "{\"rvdesk_console\": 1, \"mono\": 1}", "mono: expected true", RV_EPARSE },
		{ "{\"rvdesk_console\": 1, \"refresh_ms\": 249}", "refresh_ms: ", RV_EPARSE },
		{ "{\"rvdesk_console\": 1, \"refresh_ms\": 300.5}", "refresh_ms: ", RV_EPARSE },
		{ "{\"rvdesk_console\": 1, \"layout\": 3}", "layout: expected an", RV_EPARSE },
		{ "{\"rvdesk_console\": 1, \"layout\": {\"sort\": \"NOTE\"}}",
		  "sort: expected a column that", RV_EPARSE },
		{ "{\"rvdesk_console\": 1, \"layout\": {\"plot_range\": 4}}",
		  "plot_range: ", RV_EPARSE },
		{ "{\"rvdesk_console\": 1, \"layout\": {\"leader\": -1}}", "leader: ", RV_EPARSE },
		{ "{\"rvdesk_console\": 1, \"layout\": {\"screen\": \"moon\"}}",
		  "screen: ", RV_EPARSE },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_remembered r = odd();
		const rv_remembered before = r;
		rv_err err = { 0 };
		assert_int_equal(
			rv_console_state_parse(cases[i].text, strlen(cases[i].text), &r, &err),
			cases[i].st);
		if (!strstr(err.text, cases[i].why))
			fail_msg("%s -> %s", cases[i].text, err.text);
		assert_true(rv_remembered_same(&before, &r));
	}
	rv_remembered r;
	rv_err err = { 0 };
	const char *more = "{\"rvdesk_console\": 1, \"later\": [1], \"theme\": \"light\"}";
	assert_int_equal(rv_console_state_parse(more, strlen(more), &r, &err), RV_OK);
	assert_int_equal(r.prefs.theme, 1);
}

/* Of what is given while the disk works the newest is there at the end; nobody else may read it. */
static void test_kept(void **state)
{
	(void)state;
	rv_remembered r = odd(), out;
	struct stat sb;
	rv_err err = { 0 };

	for (int i = 0; i < 50; i++) {
		r.range = i % 4;
		to.keep(to.ctx, &r);
	}
	stop();
	assert_int_equal(stat(rv_tmp_path("state/console.json"), &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	assert_int_equal(rv_console_files_start(rv_tmp_path("state"), true, &f, &err), RV_OK);
	rv_console_files_recall(f, &out);
	assert_true(rv_remembered_same(&r, &out));
	stop();
	assert_int_equal(rv_console_files_start(rv_tmp_path("state"), false, &f, &err), RV_OK);
	rv_console_files_recall(f, &out); /* --no-remember */
	assert_int_equal(out.screen, RV_SCREEN_DESK);
	rv_console_files_for(f, &to);
	assert_null(to.keep);
}

/* What was said, however slow the disk. */
static bool told(char text[RV_FILES_TOLD])
{
	const struct timespec t = { .tv_nsec = 5000000 };
	bool ok = false;

	for (int i = 0; i < 4000 * RV_PATIENCE; i++) {
		if (to.told(to.ctx, &ok, text))
			return ok;
		(void)nanosleep(&t, NULL);
	}
	fail_msg("nothing was said");
	return false;
}

static void test_foreign_is_told(void **state)
{
	(void)state;
	char text[RV_FILES_TOLD];
	rv_remembered r, fresh;

	rv_remembered_default(&fresh);
	assert_int_equal(mkdir(rv_tmp_path("state"), 0700), 0);
	rv_tmpdir_text(&rv_tmp, "state/console.json", "{\"rvdesk_console\": 7}");
	rv_console_files_recall(f, &r);
	assert_true(rv_remembered_same(&r, &fresh));
	assert_false(told(text));
	assert_non_null(strstr(text, "console.json: it is of version 7, expected 1: not used"));
	bool ok;
	assert_false(to.told(to.ctx, &ok, text)); /* once */
}

static rv_export *export_of(const char *pane)
{
	rv_export *e = rv_export_new();

	assert_non_null(e);
	(void)snprintf(e->pane, sizeof(e->pane), "%s", pane);
	e->formats = RV_EXPORT_CSV | RV_EXPORT_JSON;
	e->snapshot_utc_ms = e->asked_utc_ms = INT64_C(1768566870000);
	e->snapshot_age_ms = 250;
	rv_export_column_add(e, "symbol", "");
	rv_export_column_add(e, "funding", "%/year");
	rv_export_column_add(e, "size", "coins");
	rv_export_row(e);
	rv_export_text(e, "a \"b\", c\nd");
	rv_export_num(e, 0.1 + 0.2);
	rv_export_dec(e, -1205, 3);
	rv_export_row(e);
	rv_export_text(e, "SOL");
	rv_export_num(e, NAN);
	rv_export_skip(e);
	return e;
}

static void test_csv_and_json(void **state)
{
	(void)state;
	char text[RV_FILES_TOLD];
	struct stat sb;

	assert_int_equal(to.write(to.ctx, export_of("tickets")), RV_OK);
	assert_true(told(text));
	assert_non_null(strstr(text, "2 rows of tickets: "));
	assert_non_null(strstr(text, "export/tickets-20260116T123430Z.csv and .json"));
	char *csv = rv_file_slurp(rv_tmp_path("state/export/tickets-20260116T123430Z.csv"), NULL);
	assert_string_equal(csv, "snapshot_utc,snapshot_age [s],symbol,funding [%/year],"
				 "size [coins]\n"
				 "2026-01-16T12:34:30Z,0.25,\"a \"\"b\"\", c\nd\","
				 "0.30000000000000004,-1.205\n"
				 "2026-01-16T12:34:30Z,0.25,SOL,,\n");
	free(csv);
	const char *path = rv_tmp_path("state/export/tickets-20260116T123430Z.json");
	char *json = rv_file_slurp(path, NULL);
	cJSON *o = cJSON_Parse(json);
	const cJSON *rows = cJSON_GetObjectItem(o, "rows"), *row = cJSON_GetArrayItem(rows, 0);
	assert_int_equal(cJSON_GetArraySize(rows), 2);
	assert_string_equal(cJSON_GetObjectItem(row, "symbol")->valuestring, "a \"b\", c\nd");
	assert_close("num", cJSON_GetObjectItem(row, "funding")->valuedouble, 0.1 + 0.2, 0);
	assert_close("dec", cJSON_GetObjectItem(row, "size")->valuedouble, -1.205, 0);
	row = cJSON_GetArrayItem(rows, 1);
	assert_true(cJSON_IsNull(cJSON_GetObjectItem(row, "funding")));
	assert_string_equal(cJSON_GetObjectItem(o, "snapshot_utc")->valuestring,
			    "2026-01-16T12:34:30Z");
	assert_close("age", cJSON_GetObjectItem(o, "snapshot_age_s")->valuedouble, 0.25, 0);
	assert_int_equal(stat(path, &sb), 0);
	assert_int_equal(sb.st_mode & 0777, 0600);
	cJSON_Delete(o);
	free(json);
}

/* The same second again takes another name; a name that was given and is there is refused. */
static void test_never_over(void **state)
{
	(void)state;
	char text[RV_FILES_TOLD];

	assert_int_equal(mkdir(rv_tmp_path("state"), 0700), 0);
	assert_int_equal(mkdir(rv_tmp_path("state/export"), 0700), 0);
	rv_tmpdir_text(&rv_tmp, "state/export/x-20260116T123430Z.json", "mine");
	assert_int_equal(to.write(to.ctx, export_of("x")), RV_OK);
	assert_true(told(text));
	assert_non_null(strstr(text, "x-20260116T123430Z-2.csv and .json"));
	assert_int_not_equal(access(rv_tmp_path("state/export/x-20260116T123430Z.csv"), F_OK), 0);
	rv_export *e = export_of("x");
	e->formats = RV_EXPORT_JSON;
	(void)snprintf(e->path, sizeof(e->path), "%s",
		       rv_tmp_path("state/export/x-20260116T123430Z.json"));
	assert_int_equal(to.write(to.ctx, e), RV_OK);
	assert_false(told(text));
	assert_non_null(strstr(text, "is there already, expected a new name"));
	char *mine = rv_file_slurp(rv_tmp_path("state/export/x-20260116T123430Z.json"), NULL);
	assert_string_equal(mine, "mine");
	free(mine);
	e = export_of("x");
	(void)snprintf(e->path, sizeof(e->path), "%s", rv_tmp_path("no/such/folder.csv"));
	assert_int_equal(to.write(to.ctx, e), RV_OK);
	assert_false(told(text));
	assert_non_null(strstr(text, "No such file or directory"));
}

/* Nothing half: what had no memory is not written. */
static void test_no_memory(void **state)
{
	(void)state;
	char text[RV_FILES_TOLD];
	rv_export *e = export_of("x");

	e->no_memory = true;
	assert_int_equal(to.write(to.ctx, e), RV_OK);
	assert_false(told(text));
	assert_string_equal(text, "export: out of memory");
	assert_int_not_equal(access(rv_tmp_path("state/export/x-20260116T123430Z.csv"), F_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test_setup_teardown(test_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(test_foreign_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(test_csv_and_json, setup, teardown),
		cmocka_unit_test_setup_teardown(test_never_over, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_memory, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
