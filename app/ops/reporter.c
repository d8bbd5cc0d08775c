/* When a day is written, and where; see reporter.h. */
#include "app/ops/reporter.h"

#include "app/file_replace.h"
#include "app/ops/day_report.h"
#include "app/state_file.h"
#include "config/read_file.h"
#include "engine/base/timefmt.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LOOK_MS = 2000,
	LEDGER_MS = 180000, /* a start takes a minute for its marks: real time */
	PATH_CAP = PATH_MAX + 128,
	CSV_CAP = 8 << 20
};

struct rv_reporter {
	const rv_ops_params *p;
	rv_day_log *days;
	rv_log *log;
	char dir[PATH_MAX + 16];
	int64_t started_ms, looked_ms; /* real time; 0 not yet */
	int64_t done_ms[RV_DAY_KEPT];  /* midnights of days that are written; ring */
	size_t n_done;
	size_t n_notices;
	rv_notice notices[RV_REPORTER_NOTICES]; /* oldest first */
	rv_day_record record;			/* scratch */
};

rv_status rv_reporter_new(const rv_ops_params *p, const char *dir, rv_day_log *days, rv_log *log,
			  rv_reporter **out)
{
	rv_reporter *r = calloc(1, sizeof(*r));
	if (!r)
		return RV_ENOMEM;
	r->p = p;
	r->days = days;
	r->log = log;
	(void)snprintf(r->dir, sizeof(r->dir), "%s/reports", dir);
	*out = r;
	return RV_OK;
}

void rv_reporter_free(rv_reporter *r)
{
	free(r);
}

void rv_reporter_note(rv_reporter *r, const rv_notice *n)
{
	if (r->n_notices == RV_REPORTER_NOTICES) {
		r->n_notices--;
		memmove(r->notices, r->notices + 1, r->n_notices * sizeof(r->notices[0]));
	}
	r->notices[r->n_notices++] = *n;
}

/* ---- files ---- */

static void path_of(const rv_reporter *r, const char *account, const char *end, char out[PATH_CAP])
{
	char date[RV_TIME_TEXT];
	(void)snprintf(out, PATH_CAP, "%s/%s%s%s%s", r->dir,
		       rv_time_format_date(r->record.date_ms, date), account[0] ? "-" : "", account,
		       end);
}

/* The report of that day is another account's. */
static bool is_others(const rv_reporter *r, const char *account)
{
	char path[PATH_CAP], row[96], *text = NULL;
	size_t n = 0;
	path_of(r, "", ".csv", path);
	if (rv_read_file(path, CSV_CAP, &text, &n, NULL) != RV_OK)
		return false;
	(void)snprintf(row, sizeof(row), ",report,\"\",account,\"%.60s\"", account);
	const bool others = !strstr(text, row);
	free(text);
	return others;
}

static rv_status put_file(const rv_reporter *r, const char *account, const char *end,
			  const rv_sim_out *text, rv_err *err)
{
	char path[PATH_CAP];
	path_of(r, account, end, path);
	if (text->failed || text->n == 0)
		return rv_err_set(err, RV_ENOMEM, "%.200s: out of memory", path);
	return rv_file_replace(path, text->b, text->n, err);
}

static rv_status write_both(const rv_reporter *r, const rv_report_facts *f, const char *suffix,
			    rv_err *err)
{
	rv_sim_out csv = { .b = NULL }, html = { .b = NULL };
	rv_day_report_csv(&r->record, f, &csv);
	rv_day_report_html(&r->record, f, &html);
	rv_status st = put_file(r, suffix, ".csv", &csv, err);
	if (st == RV_OK)
		st = put_file(r, suffix, ".html", &html, err);
	rv_sim_out_free(&csv);
	rv_sim_out_free(&html);
	return st;
}

/* ---- one day ---- */

static bool is_done(const rv_reporter *r, int64_t date_ms)
{
	for (size_t i = 0; i < RV_DAY_KEPT; i++) {
		if (r->done_ms[i] == date_ms)
			return true;
	}
	return false;
}

static void write_day(rv_reporter *r, const rv_view *v)
{
	char path[PATH_CAP], date[RV_TIME_TEXT];
	rv_err err = { 0 };
	const char *suffix = is_others(r, v->account) ? v->account : "";
	path_of(r, suffix, ".html", path);
	const bool there = access(path, F_OK) == 0;
	const rv_report_facts f = { .env = rv_state_env_word(v->env),
				    .venue = v->venue,
				    .account = v->account,
				    .made_utc_ms = v->utc_ms,
				    .notices = r->notices,
				    .n_notices = r->n_notices };
	if (!there && write_both(r, &f, suffix, &err) != RV_OK) {
		rv_log_once(r->log, "report.write", RV_LOG_ERROR, "report", "%s", err.text);
		return; /* tried again at the next look */
	}
	r->done_ms[r->n_done++ % RV_DAY_KEPT] = r->record.date_ms;
	if (!there)
		rv_log_put(r->log, RV_LOG_INFO, "report", "the day %s is written to %.120s",
			   rv_time_format_date(r->record.date_ms, date), path);
}

/* The ledgers end a day at its midnight, or within a minute of a start. */
static bool is_whole(const rv_reporter *r, int64_t now_ms)
{
	return r->record.has_ledger || now_ms - r->started_ms >= LEDGER_MS;
}

void rv_reporter_step(rv_reporter *r, const rv_view *v, int64_t now_ms)
{
	int64_t over[RV_DAY_KEPT];
	if (r->started_ms == 0)
		r->started_ms = now_ms;
	if (!v || !v->trade.present || (r->looked_ms != 0 && now_ms - r->looked_ms < LOOK_MS))
		return;
	r->looked_ms = now_ms;
	const size_t n = rv_day_log_over(r->days, over);
	for (size_t i = 0; i < n; i++) {
		const bool due = v->utc_ms >= over[i] + RV_DAY_MS + r->p->report_at_ms;
		if (!due || is_done(r, over[i]) ||
		    rv_day_log_copy(r->days, over[i], &r->record) != RV_OK || !is_whole(r, now_ms))
			continue;
		if (mkdir(r->dir, 0700) != 0 && errno != EEXIST)
			rv_log_once(r->log, "report.dir", RV_LOG_ERROR, "report", "%.160s: %s",
				    r->dir, strerror(errno));
		else
			write_day(r, v);
	}
}
