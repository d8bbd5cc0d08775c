/*
 * rvdesk report: the report of a day from a journal that no desk keeps open. A running desk writes
 * its reports by itself. docs/report.md.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/file_replace.h"
#include "app/journal_find.h"
#include "app/ops/day_report.h"
#include "app/ops/report_build.h"
#include "app/state_dir.h"
#include "engine/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct options {
	const char *file, *state, *out;
	rv_arg_time date;
	bool csv;
} options;

static rv_status find_journal(const options *o, char path[PATH_MAX], rv_err *err)
{
	char dir[PATH_MAX];
	if (o->file)
		return snprintf(path, PATH_MAX, "%s", o->file) < PATH_MAX
			       ? RV_OK
			       : rv_err_set(err, RV_ERANGE, "%.80s...: path too long", o->file);
	const rv_status st = rv_state_dir_name(o->state, dir, err);
	return st == RV_OK ? rv_journal_find(dir, path, err) : st;
}

static const char *env_of(const char *kind)
{
	static const char *const words[][2] = { { "sim", "SIM" },
						{ "testnet", "TESTNET" },
						{ "live", "LIVE" } };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(kind, words[i][0]) == 0)
			return words[i][1];
	}
	return "UNKNOWN";
}

static rv_status now_ms(int64_t *out, rv_err *err)
{
	rv_clock *clock = NULL;
	const rv_status st = rv_clock_new_real(&clock);
	if (st != RV_OK)
		return rv_err_set(err, st, "report: %s", rv_status_text(st));
	*out = rv_clock_utc_ms(clock);
	rv_clock_free(clock);
	return RV_OK;
}

static rv_status print(const options *o, const rv_day_record *r, const rv_report_origin *origin,
		       rv_err *err)
{
	rv_sim_out text = { .b = NULL };
	rv_report_facts f = { .env = env_of(origin->kind),
			      .venue = "",
			      .account = origin->account };
	rv_status st = now_ms(&f.made_utc_ms, err);
	if (st != RV_OK)
		return st;
	if (o->csv)
		rv_day_report_csv(r, &f, &text);
	else
		rv_day_report_html(r, &f, &text);
	if (text.failed || text.n == 0)
		st = rv_err_set(err, RV_ENOMEM, "report: out of memory");
	else if (o->out)
		st = rv_file_replace(o->out, text.b, text.n, err);
	else if (fwrite(text.b, 1, text.n, stdout) != text.n || fflush(stdout) != 0)
		st = rv_err_set(err, RV_EIO, "cannot write to stdout");
	rv_sim_out_free(&text);
	return st;
}

static rv_status report(const options *o, rv_err *err)
{
	char path[PATH_MAX];
	rv_report_origin origin;
	rv_status st = find_journal(o, path, err);
	if (st != RV_OK)
		return st;
	rv_day_record *r = malloc(sizeof(*r));
	if (!r)
		return rv_err_set(err, RV_ENOMEM, "report: out of memory");
	st = rv_report_build(path, o->date.ms, r, &origin, err);
	if (st == RV_OK)
		st = print(o, r, &origin, err);
	free(r);
	return st;
}

int rv_cmd_report(int argc, char **argv)
{
	options o = { .file = NULL };
	rv_err err = { .code = RV_OK };
	const rv_arg table[] = {
		{ "--date", RV_ARG_TIME, &o.date, 0, 0, "DAY", "the UTC day, YYYY-MM-DD" },
		{ "--file", RV_ARG_STRING, &o.file, 0, 0, "FILE", "the journal" },
		{ "--state", RV_ARG_STRING, &o.state, 0, 0, "DIR",
		  "or the one in this state folder" },
		{ "--csv", RV_ARG_FLAG, &o.csv, 0, 0, NULL, "comma-separated, not a page" },
		{ "--out", RV_ARG_STRING, &o.out, 0, 0, "FILE", "into a file (stdout)" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	const int rc = rv_args_parse("rvdesk report --date DAY [OPTIONS]    a day from the journal",
				     table, argc, argv);
	if (rc >= 0)
		return rc;
	if (!o.date.set || !o.date.is_date) {
		(void)fprintf(stderr, "rvdesk: report: expected --date YYYY-MM-DD\n");
		return RV_EXIT_USAGE;
	}
	return report(&o, &err) == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}
