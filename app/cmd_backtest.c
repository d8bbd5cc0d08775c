/*
 * rvdesk backtest: a strategy over the history of a store, walk-forward. Numbers on stdout, the
 * progress bar on stderr when that is a terminal.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/backtest_files.h"
#include "app/backtest_load.h"
#include "app/backtest_table.h"
#include "app/research/day_replay.h"
#include "app/research/memory.h"
#include "app/research/out_guard.h"
#include "app/research/progress.h"
#include "app/research/store_copy.h"
#include "app/score_config.h"
#include "engine/base/clock.h"
#include "engine/research/pool.h"
#include "engine/research/run.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BAR_WIDTH = 30, BAR_PERIOD_MS = 100 };

typedef struct options {
	const char *store, *strategy, *out, *profile, *config, *artifacts, *verify, *model, *copy,
		*progress, *replay, *journal;
	rv_arg_time start, end;
	double nav, factor;
	uint64_t threads;
	bool no_walk, json;
} options;

static int usage_error(const char *text)
{
	(void)fprintf(stderr, "rvdesk: %s\n", text);
	return RV_EXIT_USAGE;
}

static int check_strategy(const char *name)
{
	char text[160];
	const rv_bt_strategy_id id = rv_bt_strategy_find(name);
	if (id == RV_BT_STRATEGIES)
		(void)snprintf(text, sizeof(text),
			       "--strategy %.40s: expected majors-alts, stat-arb, multi-bucket, "
			       "rv-momentum or book",
			       name);
	else if (!rv_strategy_of(id))
		(void)snprintf(text, sizeof(text), "--strategy %s: there is no backtest of it yet",
			       name);
	else
		return -1;
	return usage_error(text);
}

static int check_model(const options *o)
{
	const rv_majors_model m = rv_majors_model_find(o->model);
	char text[160] = "";
	if (m == RV_MAJORS_COMPOSITE)
		return -1;
	if (m == RV_MAJORS_MODELS)
		(void)snprintf(text, sizeof(text),
			       "--regime-model %.40s: expected composite, kmeans or hmm", o->model);
	else if (rv_bt_strategy_find(o->strategy) != RV_BT_MAJORS_ALTS)
		(void)snprintf(text, sizeof(text),
			       "--regime-model %s: only --strategy majors-alts has another",
			       o->model);
	else if (o->no_walk)
		(void)snprintf(text, sizeof(text),
			       "--regime-model %s: it is fitted in trainings, which "
			       "--no-walk-forward has none of",
			       o->model);
	return text[0] ? usage_error(text) : -1;
}

static int check_replay(const options *o)
{
	char text[96];
	if (o->strategy && strcmp(o->strategy, "book") != 0)
		return usage_error("--replay: only --strategy book has recorded proposals");
	if (rv_config_profile_error(o->profile, text, sizeof(text)))
		return usage_error(text);
	return -1;
}

static int check_options(const options *o)
{
	char text[96];
	if (!o->store)
		return usage_error("backtest needs --store FILE");
	if (o->replay)
		return check_replay(o);
	if (!o->strategy)
		return usage_error("backtest needs --strategy NAME");
	if (!o->start.set || !o->end.set)
		return usage_error("backtest needs --start DAY and --end DAY");
	if (!o->start.is_date || !o->end.is_date)
		return usage_error("--start and --end are days: expected YYYY-MM-DD");
	if (o->end.ms < o->start.ms)
		return usage_error("--end is before --start");
	if (rv_config_profile_error(o->profile, text, sizeof(text)))
		return usage_error(text);
	const int rc = check_strategy(o->strategy);
	return rc < 0 ? check_model(o) : rc;
}

static const rv_strategy *strategy_of(const options *o)
{
	const rv_bt_strategy_id id = rv_bt_strategy_find(o->strategy);
	return id == RV_BT_MAJORS_ALTS ? rv_strategy_majors_by(rv_majors_model_find(o->model))
				       : rv_strategy_of(id);
}

/* ---- progress ---- */

typedef struct bar {
	bool on;
	int64_t began, drawn;
	rv_progress *told;
} bar;

static bool on_progress(void *ctx, size_t done, size_t all)
{
	static const char full[] = "##############################";
	static const char rest[] = "..............................";
	bar *b = ctx;
	const int64_t now = rv_mono_ms();
	const double share = (double)done / (double)all;
	const double left = (double)(now - b->began) * 1e-3 * (1.0 - share) / share;
	rv_progress_tell(b->told, "days and trials", share, left);
	if (!b->on || now - b->drawn < BAR_PERIOD_MS)
		return true;
	const int k = (int)(share * BAR_WIDTH);
	(void)fprintf(stderr, "\r\033[K[%.*s%.*s] %3.0f%%, %.0f s left", k, full, BAR_WIDTH - k,
		      rest, 100.0 * share, left);
	(void)fflush(stderr);
	b->drawn = now;
	return true;
}

static void clear_bar(const bar *b)
{
	if (b->on && b->drawn > 0)
		(void)fputs("\r\033[K", stderr);
}

/* ---- the run ---- */

static rv_status run(const options *o, const rv_config *c, const rv_backtest_data *d,
		     rv_trial_register *reg, rv_progress *told, rv_bt_result **out, rv_err *err)
{
	rv_bt_params params = c->backtest;
	bar b = { .on = isatty(STDERR_FILENO) != 0, .began = rv_mono_ms(), .told = told };
	params.costs.factor = o->factor;
	params.walk.on = params.walk.on && !o->no_walk;
	const rv_bt_setup s = { .strategy = strategy_of(o),
				.daily = d->daily,
				.step = &c->step,
				.params = &params,
				.more = &c->book,
				.start_ms = o->start.ms,
				.end_ms = o->end.ms,
				.nav_usd = o->nav,
				.threads = (size_t)o->threads,
				.profile = o->profile,
				.sz_decimals = rv_backtest_sz_decimals,
				.sz_ctx = d,
				.progress = on_progress,
				.progress_ctx = &b,
				.reg = reg ? rv_trial_register_of(reg) : NULL };
	const rv_status st = rv_bt_run(&s, out, err);
	clear_bar(&b);
	if (st == RV_OK && reg)
		(*out)->stopped_trials = rv_trial_register_stopped(reg);
	return st;
}

static rv_status print_json(const rv_bt_result *r, rv_err *err)
{
	cJSON *object = NULL;
	const rv_status st = rv_backtest_json(r, &object, err);
	if (st != RV_OK)
		return st;
	char *text = cJSON_Print(object);
	cJSON_Delete(object);
	if (!text)
		return rv_err_set(err, RV_ENOMEM, "cannot write JSON: out of memory");
	(void)puts(text); /* stdout is checked once, at the end */
	cJSON_free(text);
	return RV_OK;
}

static rv_status backtest(const options *o, rv_progress *told, rv_err *err)
{
	static rv_config config; /* too large for a stack frame */
	rv_backtest_data data = { .daily = NULL };
	rv_bt_result *r = NULL;
	char note[RV_ERR_TEXT] = "";
	rv_backtest_files files = { .out = o->out,
				    .artifacts = o->artifacts,
				    .store = o->store,
				    .config = o->config,
				    .step = &config.step,
				    .end_ms = o->end.ms };
	rv_progress_tell(told, "reading the store", NAN, NAN);
	rv_status st = rv_backtest_files_begin(&files, err);
	if (st == RV_OK)
		st = rv_score_configure(o->config, o->profile, &config, err);
	if (st == RV_OK)
		st = rv_backtest_load(o->store, &config.step, o->end.ms, &data, err);
	if (st == RV_OK)
		st = run(o, &config, &data, files.trials, told, &r, err);
	files.daily = data.daily;
	rv_progress_tell(told, "writing the report", NAN, NAN);
	if (st == RV_OK) /* first: what is printed has been written */
		st = rv_backtest_files_write(&files, r, note, err);
	if (st == RV_OK)
		st = o->json ? print_json(r, err) : rv_backtest_table(stdout, r, err);
	if (st == RV_OK && note[0])
		(void)fprintf(stderr, "rvdesk: %s\n", note);
	rv_bt_result_free(r);
	rv_backtest_files_end(&files);
	rv_backtest_data_free(&data);
	if (st == RV_OK && (fflush(stdout) != 0 || ferror(stdout)))
		st = rv_err_set(err, RV_EIO, "cannot write the results to stdout");
	return st;
}

/* A progress file is an output as others are: not in a folder of the data. */
static rv_status begin_progress(const options *o, rv_progress *told, rv_err *err)
{
	*told = (rv_progress){ .fd = -1 };
	if (!o->progress)
		return RV_OK;
	const rv_status st = rv_out_guard("--progress", o->progress, &o->store, 1, err);
	return st == RV_OK ? rv_progress_open(o->progress, told, err) : st;
}

/* A recorded proposal, decided again: no run, no report. */
static rv_status replay(const options *o, rv_err *err)
{
	static rv_config config;
	static rv_day_replay_result r;
	const rv_day_replay_setup s = {
		.record = o->replay, .store = o->store, .journal = o->journal, .config = &config
	};
	rv_status st = rv_score_configure(o->config, o->profile, &config, err);
	if (st == RV_OK)
		st = rv_day_replay_run(&s, &r, err);
	if (st != RV_OK)
		return st;
	rv_day_replay_print(stdout, &r);
	if (fflush(stdout) != 0 || ferror(stdout))
		return rv_err_set(err, RV_EIO, "cannot write the results to stdout");
	return rv_day_replay_same(&r)
		       ? RV_OK
		       : rv_err_set(err, RV_EDATA, "%.200s: decided again it is another proposal",
				    o->replay);
}

/*
 * With --copy the data that are read are those of the copy, which nobody writes to: it is what no
 * output may lie beside.
 */
static rv_status backtest_of_copy(const options *asked, rv_err *err)
{
	options own = *asked, *o = &own;
	char copy[PATH_MAX];
	rv_progress told = { .fd = -1 };
	rv_status st = RV_OK;
	if (o->copy) {
		if (snprintf(copy, sizeof(copy), "%s/store.db", o->copy) >= (int)sizeof(copy))
			return rv_err_set(err, RV_EINVAL, "--copy: the name is too long");
		st = rv_store_copy(o->store, copy, err);
		o->store = copy;
	}
	if (st == RV_OK)
		st = begin_progress(o, &told, err);
	if (st == RV_OK)
		st = o->replay ? replay(o, err) : backtest(o, &told, err);
	rv_progress_close(&told);
	if (o->copy && unlink(copy) != 0 && errno != ENOENT && st == RV_OK)
		st = rv_err_set(err, RV_EIO, "%.200s: %s", copy, strerror(errno));
	return st;
}

int rv_cmd_backtest(int argc, char **argv)
{
	const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	options o = { .profile = "seed",
		      .model = "composite",
		      .nav = 1e6,
		      .factor = 1.0,
		      .threads = cpus < 1 ? 1 : (uint64_t)cpus };
	const rv_arg table[] = {
		{ "--store", RV_ARG_STRING, &o.store, 0, 0, "FILE", "the store to read" },
		{ "--strategy", RV_ARG_STRING, &o.strategy, 0, 0, "NAME",
		  "majors-alts, stat-arb, multi-bucket, rv-momentum or book" },
		{ "--start", RV_ARG_TIME, &o.start, 0, 0, "DAY", "the first daily bar" },
		{ "--end", RV_ARG_TIME, &o.end, 0, 0, "DAY", "the last; nothing later is read" },
		{ "--out", RV_ARG_STRING, &o.out, 0, 0, "DIR", "where the report's files go" },
		{ "--artifacts", RV_ARG_STRING, &o.artifacts, 0, 0, "DIR", "and what was learned" },
		{ "--verify", RV_ARG_STRING, &o.verify, 0, 0, "DIR",
		  "nothing else: is the register of trials in DIR whole?" },
		{ "--profile", RV_ARG_STRING, &o.profile, 0, 0, "NAME", "seed (default) or desk" },
		{ "--config", RV_ARG_STRING, &o.config, 0, 0, "DIR", "configuration folder" },
		{ "--regime-model", RV_ARG_STRING, &o.model, 0, 0, "NAME",
		  "of majors-alts: composite (default), kmeans or hmm" },
		{ "--nav", RV_ARG_DOUBLE, &o.nav, 100, 1e12, "USD", "at the start (1000000)" },
		{ "--costs-factor", RV_ARG_DOUBLE, &o.factor, 0, 100, "X",
		  "fees and slippage times so much (1)" },
		{ "--threads", RV_ARG_U64, &o.threads, 1, RV_POOL_THREADS_MAX, "N",
		  "of the passes and trials (one a processor)" },
		{ "--no-walk-forward", RV_ARG_FLAG, &o.no_walk, 0, 0, NULL,
		  "parameters as configured over all days" },
		{ "--progress", RV_ARG_STRING, &o.progress, 0, 0, "FILE",
		  "how far it is, a line that is written over" },
		{ "--copy", RV_ARG_STRING, &o.copy, 0, 0, "DIR",
		  "reads a copy made in DIR of a store that is being written to" },
		{ "--replay", RV_ARG_STRING, &o.replay, 0, 0, "RECORD",
		  "nothing else: a desk's decision-....txt decided again, and compared" },
		{ "--journal", RV_ARG_STRING, &o.journal, 0, 0, "FILE",
		  "of that desk, with --replay (the one beside RECORD)" },
		{ "--json", RV_ARG_FLAG, &o.json, 0, 0, NULL, "one JSON object" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	int rc = rv_args_parse("rvdesk backtest --store FILE --strategy NAME --start DAY --end DAY "
			       "--out DIR [OPTIONS]",
			       table, argc, argv);
	if (o.threads > RV_POOL_THREADS_MAX)
		o.threads = RV_POOL_THREADS_MAX; /* more processors than are of use */
	if (rc < 0 && o.verify)
		return rv_trials_verify(o.verify);
	if (rc < 0)
		rc = check_options(&o);
	if (rc >= 0)
		return rc;
	rv_research_keep_memory();
	rv_err err = { .code = RV_OK };
	const rv_status st = backtest_of_copy(&o, &err);
	if (st == RV_OK)
		return RV_EXIT_OK;
	return st == RV_EUSAGE ? usage_error(err.text) : rv_args_fail(err.text);
}
