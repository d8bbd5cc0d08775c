/*
 * rvdesk score: one scoring pass over a store, point in time.
 *
 * Nothing that closes after the as-of instant is read, and nothing about the store itself is
 * printed, so that later data cannot change a byte of the output.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/score_config.h"
#include "app/score_json.h"
#include "app/score_load.h"
#include "app/score_summary.h"
#include "app/score_table.h"
#include "engine/run/pass_log.h"

#include <stdio.h>
#include <string.h>

typedef struct options {
	const char *store, *interval, *only, *profile, *config;
	const char *asof_text;
	rv_arg_time asof;
	bool json;
	rv_interval signal;
	unsigned modules;
} options;

static int usage_error(const char *text)
{
	(void)fprintf(stderr, "rvdesk: %s\n", text);
	return RV_EXIT_USAGE;
}

/* The text of --asof as it was given: the output repeats it. */
static const char *find_asof(int argc, char **argv)
{
	const char *text = "";
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--asof") == 0 && i + 1 < argc)
			text = argv[++i];
		else if (strncmp(argv[i], "--asof=", 7) == 0)
			text = argv[i] + 7;
	}
	return text;
}

static int check_options(options *o)
{
	rv_err err = { .code = RV_OK };
	if (!o->store)
		return usage_error("score needs --store FILE");
	if (!o->asof.set)
		return usage_error("score needs --asof DATE");
	char text[96];
	if (rv_config_profile_error(o->profile, text, sizeof(text)))
		return usage_error(text);
	if (strcmp(o->interval, "1h") != 0 && strcmp(o->interval, "1d") != 0)
		return usage_error("--interval: expected 1d or 1h");
	o->signal = strcmp(o->interval, "1h") == 0 ? RV_INTERVAL_1H : RV_INTERVAL_1D;
	if (!o->only)
		o->modules = RV_SCORE_ALL;
	else if (rv_score_modules(o->only, &o->modules, &err) != RV_OK)
		return usage_error(err.text);
	return -1;
}

static rv_status print_json(const options *o, const rv_score_run *r, rv_err *err)
{
	char age[RV_SCORE_AGE_TEXT];
	cJSON *object = NULL;
	if (rv_score_age_note(&r->in, &r->result, age)) /* the object keeps its schema */
		(void)fprintf(stderr, "rvdesk: %s\n", age);
	if (rv_score_json(&r->in, &r->result, o->modules, o->asof_text, &object) != RV_OK)
		return rv_err_set(err, RV_ENOMEM, "cannot write JSON: out of memory");
	char *text = cJSON_Print(object);
	cJSON_Delete(object);
	if (!text)
		return rv_err_set(err, RV_ENOMEM, "cannot write JSON: out of memory");
	(void)puts(text); /* stdout is checked once, at the end */
	cJSON_free(text);
	return RV_OK;
}

/* A number that stands in for one that was not found must not pass for it. */
static void print_fallbacks(const rv_step_result *r)
{
	char text[RV_PASS_FALLBACKS_TEXT];
	if (rv_pass_fallbacks(r, text))
		(void)fprintf(stderr, "rvdesk: warning: %s\n", text);
}

static rv_status score(const options *o, rv_err *err)
{
	char age[RV_SCORE_AGE_TEXT];
	static rv_config config; /* too large for a stack frame */
	rv_score_run *r = NULL;
	const int64_t asof_ms = o->asof.is_date ? o->asof.ms + RV_DAY_MS : o->asof.ms;
	rv_status st = rv_score_configure(o->config, o->profile, &config, err);
	config.step.modules = rv_score_runs(o->modules);
	if (st == RV_OK)
		st = rv_score_run_new(o->store, &config.step, o->signal, asof_ms,
				      o->modules != RV_SCORE_RV_MOMENTUM, &r, err);
	if (st == RV_OK)
		print_fallbacks(&r->result);
	if (st == RV_OK && o->json)
		st = print_json(o, r, err);
	else if (st == RV_OK) {
		rv_score_table(stdout, &config.step, &r->in, &r->result, o->modules);
		if (!rv_score_age_note(&r->in, &r->result, age))
			age[0] = '\0';
		rv_score_summary(stdout, &config.step, &r->result, o->modules, age);
	}
	rv_score_run_free(r);
	if (st == RV_OK && (fflush(stdout) != 0 || ferror(stdout)))
		st = rv_err_set(err, RV_EIO, "cannot write the scores to stdout");
	return st;
}

int rv_cmd_score(int argc, char **argv)
{
	options o = { .interval = "1d", .profile = "seed" };
	const rv_arg table[] = {
		{ "--store", RV_ARG_STRING, &o.store, 0, 0, "FILE", "the store to read" },
		{ "--asof", RV_ARG_TIME, &o.asof, 0, 0, "TIME",
		  "what had closed by then is known; a date is its end" },
		{ "--interval", RV_ARG_STRING, &o.interval, 0, 0, "1d|1h", "signal bars (1d)" },
		{ "--json", RV_ARG_FLAG, &o.json, 0, 0, NULL, "one JSON object" },
		{ "--only", RV_ARG_STRING, &o.only, 0, 0, "MODULES",
		  "parts wanted: modules or keys of the object (all)" },
		{ "--profile", RV_ARG_STRING, &o.profile, 0, 0, "NAME", "seed (default) or desk" },
		{ "--config", RV_ARG_STRING, &o.config, 0, 0, "DIR", "configuration folder" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	int rc =
		rv_args_parse("rvdesk score --store FILE --asof TIME [OPTIONS]", table, argc, argv);
	if (rc < 0)
		rc = check_options(&o);
	if (rc >= 0)
		return rc;
	rv_err err = { .code = RV_OK };
	o.asof_text = find_asof(argc, argv);
	return score(&o, &err) == RV_OK ? RV_EXIT_OK : rv_args_fail(err.text);
}
