/*
 * rvdesk signals: what the daily systems want to hold, from one scoring pass over a store, point in
 * time; signals_today.json. The store is only read, and nothing is written into its folder.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/file_replace.h"
#include "app/research/out_guard.h"
#include "app/research/signals.h"
#include "app/score_config.h"
#include "app/score_load.h"
#include "app/score_table.h"
#include "engine/run/pass_log.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct options {
	const char *store, *profile, *config, *out;
	rv_arg_time asof;
	bool json;
} options;

static int usage_error(const char *text)
{
	(void)fprintf(stderr, "rvdesk: %s\n", text);
	return RV_EXIT_USAGE;
}

static int check_options(const options *o)
{
	char text[96];
	if (!o->store)
		return usage_error("signals needs --store FILE");
	if (!o->asof.set)
		return usage_error("signals needs --asof DATE");
	if (rv_config_profile_error(o->profile, text, sizeof(text)))
		return usage_error(text);
	return -1;
}

static void print_notes(const rv_score_run *r)
{
	char age[RV_SCORE_AGE_TEXT], text[RV_PASS_FALLBACKS_TEXT];
	if (rv_score_age_note(&r->in, &r->result, age))
		(void)fprintf(stderr, "rvdesk: %s\n", age);
	if (rv_pass_fallbacks(&r->result, text))
		(void)fprintf(stderr, "rvdesk: warning: %s\n", text);
}

static rv_status put_file(const char *path, const char *text, rv_err *err)
{
	char line[PATH_MAX];
	if (snprintf(line, sizeof(line), "%s", path) >= (int)sizeof(line))
		return rv_err_set(err, RV_EIO, "--out %.80s...: path too long", path);
	return rv_file_replace_mode(path, text, strlen(text), 0644, err);
}

/* The file first: what is on stdout has been written. */
static rv_status put(const options *o, const rv_score_run *r, rv_err *err)
{
	cJSON *object = NULL;
	if (rv_signals_json(&r->result, &object) != RV_OK)
		return rv_err_set(err, RV_ENOMEM, "cannot write JSON: out of memory");
	char *text = cJSON_Print(object), *line = NULL;
	cJSON_Delete(object);
	if (!text || asprintf(&line, "%s\n", text) < 0) {
		cJSON_free(text);
		return rv_err_set(err, RV_ENOMEM, "cannot write JSON: out of memory");
	}
	cJSON_free(text);
	rv_status st = o->out ? put_file(o->out, line, err) : RV_OK;
	if (st == RV_OK && o->json)
		(void)fputs(line, stdout); /* stdout is checked once, at the end */
	else if (st == RV_OK)
		rv_signals_table(stdout, &r->result);
	free(line);
	return st;
}

static rv_status signals(const options *o, rv_err *err)
{
	static rv_config config; /* too large for a stack frame */
	rv_score_run *r = NULL;
	const int64_t asof_ms = o->asof.is_date ? o->asof.ms + RV_DAY_MS : o->asof.ms;
	rv_status st = o->out ? rv_out_guard("--out", o->out, &o->store, 1, err) : RV_OK;
	if (st == RV_OK)
		st = rv_score_configure(o->config, o->profile, &config, err);
	config.step.modules = RV_MODULE_MAJORS_ALTS | RV_MODULE_STAT_ARB;
	if (st == RV_OK)
		st = rv_score_run_new(o->store, &config.step, RV_INTERVAL_1D, asof_ms, true, &r,
				      err);
	if (st == RV_OK) {
		print_notes(r);
		st = put(o, r, err);
	}
	rv_score_run_free(r);
	if (st == RV_OK && (fflush(stdout) != 0 || ferror(stdout)))
		st = rv_err_set(err, RV_EIO, "cannot write the signals to stdout");
	return st;
}

int rv_cmd_signals(int argc, char **argv)
{
	options o = { .profile = "seed" };
	const rv_arg table[] = {
		{ "--store", RV_ARG_STRING, &o.store, 0, 0, "FILE", "the store to read" },
		{ "--asof", RV_ARG_TIME, &o.asof, 0, 0, "TIME",
		  "what had closed by then is known; a date is its end" },
		{ "--json", RV_ARG_FLAG, &o.json, 0, 0, NULL, "one JSON object" },
		{ "--out", RV_ARG_STRING, &o.out, 0, 0, "FILE",
		  "the object into a file, too; not in the store's folder" },
		{ "--profile", RV_ARG_STRING, &o.profile, 0, 0, "NAME", "seed (default) or desk" },
		{ "--config", RV_ARG_STRING, &o.config, 0, 0, "DIR", "configuration folder" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	int rc = rv_args_parse("rvdesk signals --store FILE --asof TIME [OPTIONS]", table, argc,
			       argv);
	if (rc < 0)
		rc = check_options(&o);
	if (rc >= 0)
		return rc;
	rv_err err = { .code = RV_OK };
	const rv_status st = signals(&o, &err);
	if (st == RV_OK)
		return RV_EXIT_OK;
	const int rc_failed = rv_args_fail(err.text);
	return st == RV_EUSAGE ? RV_EXIT_USAGE : rc_failed;
}
