/*
 * rvdesk sweep: one backtest for each of many configurations, on all processors; resumable. Numbers
 * on stdout, progress on stderr when that is a terminal.
 */
#include "app/commands.h"

#include "app/args.h"
#include "app/backtest_files.h"
#include "app/file_replace.h"
#include "app/research/memory.h"
#include "app/research/out_guard.h"
#include "app/research/sweep_ranks.h"
#include "app/research/sweep_report.h"
#include "app/score_config.h"
#include "engine/base/clock.h"
#include "engine/research/pool.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAR_PERIOD_MS = 100 };

static int usage_error(const char *text)
{
	(void)fprintf(stderr, "rvdesk: %s\n", text);
	return RV_EXIT_USAGE;
}

static int check_options(const rv_sweep_start *o)
{
	char text[160];
	const char *why = !o->store			 ? "sweep needs --store FILE"
			  : !o->strategy		 ? "sweep needs --strategy NAME"
			  : !o->out			 ? "sweep needs --out DIR"
			  : !o->start.set || !o->end.set ? "sweep needs --start DAY and --end DAY"
			  : !o->start.is_date || !o->end.is_date
				  ? "--start and --end are days: expected YYYY-MM-DD"
			  : o->end.ms < o->start.ms ? "--end is before --start"
						    : NULL;
	if (why)
		return usage_error(why);
	if (rv_config_profile_error(o->profile, text, sizeof(text)))
		return usage_error(text);
	const rv_bt_strategy_id id = rv_bt_strategy_find(o->strategy);
	if (id != RV_BT_STRATEGIES && rv_strategy_of(id))
		return -1;
	if (id == RV_BT_STRATEGIES)
		(void)snprintf(text, sizeof(text),
			       "--strategy %.40s: expected majors-alts, stat-arb, multi-bucket, "
			       "rv-momentum or book",
			       o->strategy);
	else
		(void)snprintf(text, sizeof(text), "--strategy %s: there is no backtest of it yet",
			       o->strategy);
	return usage_error(text);
}

/* ---- results as they come ---- */

typedef struct taker {
	const rv_sweep_job *job;
	rv_sweep_results *results;
	bool bar;
	int64_t drawn;
} taker;

static void draw(taker *k, size_t done)
{
	const int64_t now = rv_mono_ms();
	if (!k->bar || (now - k->drawn < BAR_PERIOD_MS && done < k->job->grid->tasks))
		return;
	(void)fprintf(stderr, "\r\033[K%zu of %zu configurations", done, k->job->grid->tasks);
	if (done == k->job->grid->tasks)
		(void)fputs("\r\033[K", stderr);
	(void)fflush(stderr);
	k->drawn = now;
}

static rv_status take(void *ctx, size_t task, const rv_sweep_trial *t, const double *row,
		      rv_err *err)
{
	taker *k = ctx;
	cJSON *values = rv_sweep_grid_point(k->job->grid, task);
	if (!values)
		return rv_err_set(err, RV_ENOMEM, "configuration %zu: out of memory", task);
	const rv_status st = rv_sweep_results_add(k->results, t, values, row, err);
	draw(k, task + 1);
	return st;
}

/* ---- the report ---- */

/* Made anew when a finished sweep is looked at again: the same text. */
static rv_status write_kpis(const char *dir, const char *json, rv_err *err)
{
	char path[PATH_MAX];
	if (snprintf(path, sizeof(path), "%s/kpis.json", dir) >= (int)sizeof(path))
		return rv_err_set(err, RV_EIO, "%.200s: too long a name", dir);
	return rv_file_replace_mode(path, json, strlen(json), 0644, err);
}

static rv_status report(const rv_sweep_start *o, const rv_sweep_job *j, const rv_sweep_results *s,
			rv_err *err)
{
	rv_sweep_report *r = NULL;
	char *json = NULL;
	rv_status st = rv_sweep_report_new(j, s, &r, err);
	if (st == RV_OK)
		st = rv_sweep_report_json(r, &json, err);
	if (st == RV_OK)
		st = write_kpis(o->out, json, err);
	if (st == RV_OK && o->json)
		(void)puts(json); /* stdout is checked once, at the end */
	else if (st == RV_OK)
		st = rv_sweep_report_print(r, stdout, err);
	cJSON_free(json);
	rv_sweep_report_free(r);
	return st;
}

/* ---- the whole ---- */

/* Where tasks are run: m NULL on threads of this process, else on the other ranks. */
typedef struct place {
	const rv_ranks *m;
	int rank, size;
	bool begun; /* the others have been spoken to */
} place;

static rv_status run_tasks(const rv_sweep_start *o, const rv_sweep_run *run, place *at, taker *k,
			   rv_err *err)
{
	const size_t from = rv_sweep_results_done(k->results);
	if (!at->m || at->size < 2)
		return rv_sweep_on_threads(&run->job, from, (size_t)o->threads, take, k, err);
	at->begun = true;
	return rv_sweep_on_ranks(at->m, at->size, run, from, take, k, err);
}

static rv_status run(const rv_sweep_start *o, const rv_sweep_run *run, place *at, rv_err *err)
{
	taker k = { .job = &run->job, .bar = isatty(STDERR_FILENO) != 0 };
	const rv_sweep_open open = { .dir = o->out,
				     .about = run->about,
				     .tasks = run->grid.tasks,
				     .days = run->job.days,
				     .resume = o->resume };
	rv_status st = rv_sweep_results_open(&open, &k.results, err);
	if (st == RV_OK)
		st = run_tasks(o, run, at, &k, err);
	if (st == RV_OK)
		st = rv_sweep_results_end(k.results, err);
	if (st == RV_OK)
		st = report(o, &run->job, k.results, err);
	rv_sweep_results_free(k.results);
	return st;
}

static rv_status sweep(const rv_sweep_start *o, place *at, rv_err *err)
{
	const char *const inputs[] = { o->store };
	rv_sweep_run *r = NULL;
	rv_status st = rv_out_guard("--out", o->out, inputs, 1, err);
	if (st == RV_OK)
		st = rv_sweep_run_new(o, &r, err);
	if (st == RV_OK)
		st = run(o, r, at, err);
	rv_sweep_run_free(r);
	if (st == RV_OK && (fflush(stdout) != 0 || ferror(stdout)))
		st = rv_err_set(err, RV_EIO, "cannot write the results to stdout");
	return st;
}

static rv_status sweep_on_ranks(const rv_sweep_start *o, rv_err *err)
{
	place at = { .size = 1 };
	rv_status st = rv_ranks_load(&at.m, err);
	if (st != RV_OK && !rv_ranks_is_first())
		err->text[0] = '\0'; /* one line of all ranks: the first one's */
	if (st != RV_OK)
		return st;
	if (at.m->begin(&at.rank, &at.size) != 0)
		return rv_err_set(err, RV_EIO, "MPI does not begin");
	if (at.rank == 0) {
		st = sweep(o, &at, err);
		if (!at.begun)
			rv_sweep_ranks_call_off(at.m, at.size);
	} else {
		st = rv_sweep_rank_work(at.m, at.rank, o, err);
	}
	at.m->end();
	return st;
}

static rv_status sweep_anywhere(const rv_sweep_start *o, rv_err *err)
{
	place here = { .size = 1 };
	return rv_ranks_wanted() ? sweep_on_ranks(o, err) : sweep(o, &here, err);
}

/* What is wrong with the words is wrong with those of every rank: the first one says it. */
typedef struct hush {
	int out, err; /* -1: nothing is hushed */
} hush;

static hush hush_others(void)
{
	hush h = { -1, -1 };
	const int none = rv_ranks_wanted() && !rv_ranks_is_first()
				 ? open("/dev/null", O_WRONLY | O_CLOEXEC)
				 : -1;
	if (none < 0)
		return h;
	h.out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	h.err = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	(void)dup2(none, STDOUT_FILENO); /* if not: a line too many */
	(void)dup2(none, STDERR_FILENO);
	(void)close(none);
	return h;
}

static void speak_again(hush h)
{
	(void)fflush(stdout); /* help, into nothing */
	if (h.out >= 0)
		(void)dup2(h.out, STDOUT_FILENO);
	if (h.err >= 0)
		(void)dup2(h.err, STDERR_FILENO);
	if (h.out >= 0)
		(void)close(h.out);
	if (h.err >= 0)
		(void)close(h.err);
}

int rv_cmd_sweep(int argc, char **argv)
{
	const long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	rv_sweep_start o = { .profile = "seed",
			     .nav = 1e6,
			     .factor = 1.0,
			     .seed = 1,
			     .threads = cpus < 1 ? 1 : (uint64_t)cpus };
	const rv_arg table[] = {
		{ "--store", RV_ARG_STRING, &o.store, 0, 0, "FILE", "the store to read" },
		{ "--strategy", RV_ARG_STRING, &o.strategy, 0, 0, "NAME",
		  "majors-alts, stat-arb, multi-bucket, rv-momentum or book" },
		{ "--start", RV_ARG_TIME, &o.start, 0, 0, "DAY", "the first daily bar" },
		{ "--end", RV_ARG_TIME, &o.end, 0, 0, "DAY", "the last; nothing later is read" },
		{ "--out", RV_ARG_STRING, &o.out, 0, 0, "DIR", "where the results go" },
		{ "--grid", RV_ARG_STRING, &o.grid, 0, 0, "FILE", "keys and their values as JSON" },
		{ "--param", RV_ARG_LIST, &o.params, 0, 0, "KEY=V1,V2",
		  "a key and its values, or LO..HI; may be repeated" },
		{ "--random", RV_ARG_U64, &o.random, 1, RV_SWEEP_TASKS, "N",
		  "draw so many instead of every combination" },
		{ "--seed", RV_ARG_U64, &o.seed, 0, 0, "K", "of the draws (1)" },
		{ "--resume", RV_ARG_FLAG, &o.resume, 0, 0, NULL, "go on with the results in DIR" },
		{ "--threads", RV_ARG_U64, &o.threads, 1, RV_POOL_THREADS_MAX, "N",
		  "configurations at a time (one a processor)" },
		{ "--profile", RV_ARG_STRING, &o.profile, 0, 0, "NAME", "seed (default) or desk" },
		{ "--config", RV_ARG_STRING, &o.config, 0, 0, "DIR", "configuration folder" },
		{ "--nav", RV_ARG_DOUBLE, &o.nav, 100, 1e12, "USD", "at the start (1000000)" },
		{ "--costs-factor", RV_ARG_DOUBLE, &o.factor, 0, 100, "X",
		  "fees and slippage times so much (1)" },
		{ "--no-walk-forward", RV_ARG_FLAG, &o.no_walk, 0, 0, NULL,
		  "parameters as they are over all days" },
		{ "--json", RV_ARG_FLAG, &o.json, 0, 0, NULL, "one JSON object" },
		{ NULL, RV_ARG_FLAG, NULL, 0, 0, NULL, NULL },
	};
	hush others = hush_others();
	int rc = rv_args_parse("rvdesk sweep --store FILE --strategy NAME --start DAY --end DAY "
			       "--out DIR (--grid FILE | --param KEY=V1,V2 ...) [OPTIONS]",
			       table, argc, argv);
	if (o.threads > RV_POOL_THREADS_MAX)
		o.threads = RV_POOL_THREADS_MAX; /* more processors than are of use */
	if (rc < 0)
		rc = check_options(&o);
	speak_again(others);
	if (rc >=
	    0) /* of the others nothing is said: mpirun ends all of them with the first error */
		return others.err < 0 ? rc : RV_EXIT_OK;
	rv_research_keep_memory();
	rv_err err = { .code = RV_OK };
	const rv_status st = sweep_anywhere(&o, &err);
	if (st == RV_OK)
		return RV_EXIT_OK;
	if (!err.text[0]) /* said by rank 0 */
		return RV_EXIT_OK;
	return st == RV_EUSAGE ? usage_error(err.text) : rv_args_fail(err.text);
}
