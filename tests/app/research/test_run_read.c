/*
 * A run's folder on the snapshot: what was written by a report is what is shown; a newer run takes
 * its place; a folder that is no run is said in a line and changes nothing.
 */
#include "app/research/run_list.h"
#include "app/research/run_read.h"
#include "app/research/watch.h"

#include "app/research/report.h"
#include "engine/base/timefmt.h"
#include "engine/research/kpis.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/assert_close.h"
#include "tests/support/bt_fixture.h"
#include "tests/support/cm.h"
#include "tests/support/tmpdir.h"

enum { DAYS = 400, TRIES = 600 };

typedef struct bench {
	rv_tmpdir dir;
	rv_bt_result *r;
	rv_research_view v;
} bench;

static int set_up(void **state)
{
	static bench b;
	memset(&b, 0, sizeof(b));
	rv_tmpdir_make(&b.dir);
	b.r = btx_result(5, DAYS);
	assert_true(b.r->n_windows > 2);
	b.r->windows[0].pbo_sets = 9;
	b.r->windows[0].pbo.pbo = 0.43;
	b.r->windows[2].pbo_sets = 7;
	b.r->windows[2].pbo.pbo = 0.2;
	*state = &b;
	return 0;
}

static int tear_down(void **state)
{
	bench *b = *state;
	rv_bt_result_free(b->r);
	rv_tmpdir_remove(&b->dir);
	return 0;
}

static const char *at(bench *b, const char *name, char out[2 * RV_TMP_PATH])
{
	return rv_tmpdir_path(&b->dir, name, out);
}

/* A report as `rvdesk backtest --out` writes it. */
static void write_run(bench *b, const char *name)
{
	static const rv_report_sources none = { .n_inputs = 0 };
	char path[2 * RV_TMP_PATH];
	rv_err err = { 0 };
	if (rv_report_write(b->r, at(b, name, path), NULL, &none, NULL, &err) != RV_OK)
		fail_msg("%s", err.text);
}

static bool counts(const rv_bt_result *r, size_t d)
{
	return d > 0 && (!r->walk.on || r->days[d].oos);
}

static void assert_shows(const rv_research_view *v, const rv_bt_result *r)
{
	double equity = 1.0, peak = 1.0;
	size_t n = 0;
	for (size_t d = 0; d < r->n_days; d++) {
		if (!counts(r, d))
			continue;
		equity *= 1.0 + r->days[d].net;
		peak = fmax(peak, equity);
		assert_close("equity", (double)v->equity[n], equity, 1e-6);
		assert_close("drawdown", (double)v->drawdown[n], equity / peak - 1.0, 1e-6);
		const int32_t regime = r->days[d].regime;
		if (regime < 0)
			assert_int_equal(v->regime[n], -1);
		else
			assert_string_equal(v->regimes[v->regime[n]], r->regimes[regime]);
		n++;
	}
	assert_int_equal(v->n_points, n);
	assert_int_equal(v->kpis.days, n);
	assert_close("a point is a day", v->days_a_point, 1.0, 0);
	assert_int_equal(v->n_windows, r->n_windows);
	for (size_t i = 0; i < r->n_windows; i++) {
		const rv_bt_window *w = &r->windows[i];
		assert_close("oos", (double)v->windows[i].oos_sharpe, (double)(float)w->oos_sharpe,
			     1e-6);
		assert_int_equal(v->windows[i].test_from,
				 r->days[w->test_from].close_ms / RV_DAY_MS - 1);
		assert_int_equal(v->windows[i].test_days, w->test_to - w->test_from);
		assert_close("pbo", (double)v->windows[i].pbo,
			     w->pbo_sets ? w->pbo.pbo : (double)NAN, 1e-6);
	}
	const rv_kpi_overfit o = rv_kpi_overfit_of(r);
	assert_close("pbo", v->kpis.pbo, o.pbo, 1e-9);
	assert_int_equal(v->kpis.pbo_windows, o.windows > 0 ? (int32_t)o.windows : -1);
}

static void test_a_report_is_shown(void **state)
{
	bench *b = *state;
	char path[2 * RV_TMP_PATH];
	rv_err err = { 0 };
	write_run(b, "one");
	assert_int_equal(rv_run_read(at(b, "one", path), &b->v, &err), RV_OK);
	assert_true(b->v.shown);
	assert_string_equal(b->v.name, "one");
	assert_string_equal(b->v.strategy, "majors-alts");
	assert_shows(&b->v, b->r);
	assert_true(b->v.kpis.counted > 1 && b->v.kpis.costs[0] && b->v.kpis.universe[0]);
	assert_true(isfinite(b->v.kpis.sharpe) && !b->v.kpis.sharpe_refused[0]);
}

/* The text of a file, with one piece of it replaced. */
static void edit(const char *path, const char *was, const char *is)
{
	static char text[1 << 20];
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	const size_t n = fread(text, 1, sizeof(text) - 1, f);
	assert_int_equal(fclose(f), 0);
	text[n] = '\0';
	char *p = strstr(text, was);
	assert_non_null(p);
	f = fopen(path, "w");
	assert_non_null(f);
	(void)fprintf(f, "%.*s%s%s", (int)(p - text), text, is, p + strlen(was));
	assert_int_equal(fclose(f), 0);
}

/* The figure stands there, and is not shown: what it must be read with is missing. */
static void test_no_ratio_without_n(void **state)
{
	bench *b = *state;
	char path[2 * RV_TMP_PATH], file[2 * RV_TMP_PATH];
	rv_err err = { 0 };
	write_run(b, "two");
	edit(at(b, "two/kpis.json", file), "\"counted\"", "\"counter\"");
	assert_int_equal(rv_run_read(at(b, "two", path), &b->v, &err), RV_OK);
	assert_true(isnan(b->v.kpis.sharpe));
	assert_string_equal(b->v.kpis.sharpe_refused, "the number of trials is not known");
}

static void refused(bench *b, const char *name, const char *words)
{
	char path[2 * RV_TMP_PATH];
	rv_err err = { 0 };
	static rv_research_view before;
	before = b->v;
	assert_true(rv_run_read(at(b, name, path), &b->v, &err) != RV_OK);
	if (!strstr(err.text, words))
		fail_msg("'%s' lacks '%s'", err.text, words);
	assert_memory_equal(&before, &b->v, sizeof(before));
}

static void test_what_is_no_run(void **state)
{
	bench *b = *state;
	char path[2 * RV_TMP_PATH];
	refused(b, "none", "kpis.json");
	write_run(b, "cut");
	edit(at(b, "cut/bt_equity_curve.csv", path), "equity_curve", "something");
	refused(b, "cut", "bt_equity_curve.csv:1: expected a column equity_curve");
	write_run(b, "bad");
	edit(at(b, "bad/windows.csv", path), "2023-", "2O23-");
	refused(b, "bad", "windows.csv:2: '2O23-");
	write_run(b, "json");
	edit(at(b, "json/kpis.json", path), "{", "[");
	refused(b, "json", "expected the figures of a run");
}

static void write_at(bench *b, const char *name, time_t t)
{
	char path[2 * RV_TMP_PATH], file[RV_TMP_PATH];
	const struct timespec times[2] = { { .tv_sec = t }, { .tv_sec = t } };
	write_run(b, name);
	(void)snprintf(file, sizeof(file), "%s/kpis.json", name);
	assert_int_equal(utimensat(AT_FDCWD, at(b, file, path), times, 0), 0);
}

/* By when it was written, whatever it is called; more than there is room for are counted. */
static void test_newest_first(void **state)
{
	bench *b = *state;
	static rv_run_list l;
	char path[2 * RV_TMP_PATH], name[RV_TMP_PATH];
	assert_int_equal(mkdir(at(b, "list", path), 0700), 0);
	assert_int_equal(mkdir(at(b, "list/empty", path), 0700), 0);
	for (int i = 0; i < RV_RESEARCH_RUNS + 3; i++) {
		(void)snprintf(name, sizeof(name), "list/r%02d", i);
		write_at(b, name, 1000000 + (i * 7) % (RV_RESEARCH_RUNS + 3));
	}
	rv_run_list_read(at(b, "list", path), &l);
	assert_int_equal(l.n, RV_RESEARCH_RUNS + 3);
	assert_int_equal(l.shown, RV_RESEARCH_RUNS);
	for (size_t i = 1; i < l.shown; i++)
		assert_true(l.utc_ns[i] < l.utc_ns[i - 1]);
	assert_true(l.utc_ns[0] == (int64_t)(1000000 + RV_RESEARCH_RUNS + 2) * 1000000000);
	rv_run_list_read(at(b, "nowhere", path), &l);
	assert_int_equal(l.n, 0);
}

static const rv_research_view *wait_for(rv_research_watch *w, const char *name)
{
	static rv_research_view v;
	static uint64_t seen;
	const struct timespec step = { .tv_nsec = 20000000 };
	seen = 0;
	for (int i = 0; i < TRIES; i++) {
		(void)rv_research_watch_copy(w, &seen, &v);
		if (seen && strcmp(v.name, name) == 0)
			return &v;
		(void)nanosleep(&step, NULL);
	}
	fail_msg("'%s' is not shown, '%s' is", name, v.name);
	return NULL;
}

/* The folder may come later, and so may runs. */
static void test_the_watch_follows(void **state)
{
	bench *b = *state;
	char path[2 * RV_TMP_PATH];
	rv_research_watch *w = NULL;
	rv_pulse pulse = { 0 };
	const rv_research_watch_params p = { .state_dir = b->dir.path, .pulse = &pulse };
	assert_int_equal(rv_research_watch_start(&p, &w), RV_OK);
	assert_true(wait_for(w, "")->present);
	assert_int_equal(mkdir(at(b, "research", path), 0700), 0);
	write_at(b, "research/first", 2000000);
	assert_shows(wait_for(w, "first"), b->r);
	write_at(b, "research/second", 3000000);
	const rv_research_view *v = wait_for(w, "second");
	assert_int_equal(v->n_runs, 2);
	assert_string_equal(v->runs[0], "second");
	assert_true(v->ran_utc_ms == INT64_C(3000000000));
	assert_true(rv_pulse_read(&pulse) > 0);
	rv_research_watch_stop(w);
	rv_research_watch_stop(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_report_is_shown), cmocka_unit_test(test_no_ratio_without_n),
		cmocka_unit_test(test_what_is_no_run),	  cmocka_unit_test(test_newest_first),
		cmocka_unit_test(test_the_watch_follows),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
