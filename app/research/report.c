/* The files of a backtest; see report.h. */
#include "app/research/report.h"

#include "app/csv_put.h"
#include "app/research/dashboard.h"
#include "app/research/file_set.h"
#include "app/research/out_guard.h"
#include "app/research/report_json.h"
#include "app/research/report_parquet.h"
#include "app/research/report_tables.h"
#include "app/research/signals.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct job {
	const rv_bt_result *r;
	const rv_report_sources *sources;
	const char *dir;
	rv_file_set *files;
	rv_trial_log trials;
	rv_regime_eval regimes;
	rv_report_done *done;
	rv_err *err;
} job;

typedef struct table {
	const char *name;
	void (*put)(FILE *f, const rv_bt_result *r);
} table;

static const table tables[] = {
	{ "regime_timeline.csv", rv_table_regimes },
	{ "bt_daily_pnl.csv", rv_table_pnl },
	{ "bt_equity_curve.csv", rv_table_equity },
	{ "features_wide.csv", rv_table_features },
	{ "windows.csv", rv_table_windows },
	{ "trades.csv", rv_table_trades },
	{ "notes.csv", rv_table_notes },
};

/* Of these one alone shows that a run is there. */
static const char *const others[] = { "features_wide.parquet",
				      "kpis.json",
				      "regime_metrics.csv",
				      "attribution.csv",
				      RV_TRIALS_FILE,
				      "signals_today.json",
				      RV_DASHBOARD_FILE,
				      "parameters.json",
				      "run.json",
				      "run.log",
				      "weights.csv",
				      "holdings.csv" };

/* ---- before anything is written ---- */

static rv_status is_free(const char *dir, const char *name, rv_err *err)
{
	char path[PATH_MAX];
	struct stat sb;
	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
		return rv_err_set(err, RV_EIO, "%.160s...: %s", dir, strerror(ENAMETOOLONG));
	if (lstat(path, &sb) == 0)
		return rv_err_set(err, RV_EEXIST,
				  "%.200s holds another run (%s): name a folder without one", dir,
				  name);
	return RV_OK;
}

/* A folder that exists can be written to, or the first that does can. */
static rv_status can_be_made(const char *dir, rv_err *err)
{
	char at[PATH_MAX];
	struct stat sb;
	rv_status st = rv_path_resolve(dir, at, err);
	if (st != RV_OK)
		return st;
	while (lstat(at, &sb) != 0 && strrchr(at, '/') > at)
		*strrchr(at, '/') = '\0';
	if (!S_ISDIR(sb.st_mode))
		return rv_err_set(err, RV_EIO, "%.200s: cannot be written to: %s", dir,
				  strerror(ENOTDIR));
	if (access(at, W_OK | X_OK) != 0)
		return rv_err_set(err, RV_EIO, "%.200s: cannot be written to: %s", dir,
				  strerror(errno));
	return RV_OK;
}

static rv_status check_dir(const char *option, const char *dir, const rv_report_sources *s,
			   rv_err *err)
{
	rv_status st = rv_out_guard(option, dir, s->inputs, s->n_inputs, err);
	if (st == RV_OK)
		st = can_be_made(dir, err);
	for (size_t i = 0; st == RV_OK && i < sizeof(tables) / sizeof(tables[0]); i++)
		st = is_free(dir, tables[i].name, err);
	for (size_t i = 0; st == RV_OK && i < sizeof(others) / sizeof(others[0]); i++) {
		if (!s->trials_run || strcmp(others[i], RV_TRIALS_FILE) != 0)
			st = is_free(dir, others[i], err);
	}
	return st;
}

rv_status rv_report_check(const char *out_dir, const char *artifacts_dir,
			  const rv_report_sources *sources, rv_err *err)
{
	const rv_status st = check_dir("--out", out_dir, sources, err);
	return st == RV_OK && artifacts_dir ? check_dir("--artifacts", artifacts_dir, sources, err)
					    : st;
}

/* ---- files ---- */

static rv_status begin(job *j, const char *name, FILE **f)
{
	return rv_file_set_begin(j->files, j->dir, name, f, j->err);
}

static rv_status no_memory(job *j, const char *name)
{
	return rv_err_set(j->err, RV_ENOMEM, "%s: out of memory", name);
}

static rv_status put_tables(job *j)
{
	FILE *f = NULL;
	rv_status st = RV_OK;
	for (size_t i = 0; st == RV_OK && i < sizeof(tables) / sizeof(tables[0]); i++) {
		st = begin(j, tables[i].name, &f);
		if (st == RV_OK)
			tables[i].put(f, j->r);
	}
	return st;
}

/* Takes object. */
static rv_status put_json(job *j, const char *name, rv_status made, cJSON *object)
{
	FILE *f = NULL;
	char *text = made == RV_OK ? cJSON_Print(object) : NULL;
	cJSON_Delete(object);
	rv_status st = text ? begin(j, name, &f) : no_memory(j, name);
	if (st == RV_OK)
		(void)fprintf(f, "%s\n", text);
	cJSON_free(text);
	return st;
}

static rv_status put_trials(job *j)
{
	FILE *f = NULL;
	if (j->sources->trials)
		return rv_trial_register_end(j->sources->trials, j->r, &j->trials, j->err);
	rv_status st = begin(j, RV_TRIALS_FILE, &f);
	if (st != RV_OK)
		return st;
	st = rv_trial_log_begin(&j->trials, f, j->r, j->sources->data_hash);
	for (size_t i = 0; st == RV_OK && i < j->r->n_trials; i++)
		st = rv_trial_log_add(&j->trials, j->r, &j->r->trials[i]);
	if (st == RV_OK)
		st = rv_trial_log_end(&j->trials);
	return st == RV_OK ? st : no_memory(j, RV_TRIALS_FILE);
}

static rv_status put_kpis(job *j)
{
	cJSON *o = NULL;
	const rv_status made = rv_report_kpis(j->r, &j->trials, &j->regimes, &o, j->err);
	return made == RV_OK ? put_json(j, "kpis.json", made, o) : made;
}

static rv_status put_regimes(job *j)
{
	FILE *f = NULL;
	rv_status st = rv_report_regimes(j->r, &j->regimes, j->err);
	if (st == RV_OK)
		st = begin(j, "regime_metrics.csv", &f);
	if (st == RV_OK)
		rv_table_regime_metrics(f, j->r, &j->regimes);
	return st;
}

static rv_status put_attribution(job *j)
{
	FILE *f = NULL;
	const rv_status st = begin(j, "attribution.csv", &f);
	return st == RV_OK ? rv_table_attribution(f, j->r, j->err) : st;
}

static rv_status put_signals(job *j)
{
	cJSON *o = NULL;
	if (!j->sources->pass)
		return RV_OK;
	rv_status made = rv_signals_json(j->sources->pass, &o);
	if (made == RV_OK)
		made = rv_report_pass_of(j->r, j->sources->pass_of, o);
	return put_json(j, "signals_today.json", made, o);
}

/* Without the library there is the CSV alone, and done says why. */
static rv_status put_parquet(job *j)
{
	rv_duckdb *lib = NULL;
	const char *path = NULL;
	rv_err why = { .code = RV_OK };
	if (rv_duckdb_load(NULL, &lib, &why) != RV_OK) {
		(void)snprintf(j->done->features_note, sizeof(j->done->features_note),
			       "features_wide.csv only, no Parquet: %.250s", why.text);
		return RV_OK;
	}
	rv_status st = rv_file_set_place(j->files, j->dir, "features_wide.parquet", &path, j->err);
	if (st == RV_OK)
		st = rv_report_parquet(lib, path, j->r, j->err);
	rv_duckdb_free(lib);
	return st;
}

static rv_status put_page(job *j)
{
	FILE *f = NULL;
	const rv_status st = begin(j, RV_DASHBOARD_FILE, &f);
	return st == RV_OK ? rv_dashboard_write(f, j->r, NULL, j->err) : st;
}

static rv_status put_report(job *j)
{
	rv_status st = put_tables(j);
	if (st == RV_OK)
		st = put_parquet(j);
	if (st == RV_OK)
		st = put_trials(j);
	if (st == RV_OK)
		st = put_regimes(j);
	if (st == RV_OK)
		st = put_attribution(j);
	if (st == RV_OK)
		st = put_kpis(j);
	if (st == RV_OK)
		st = put_signals(j);
	if (st == RV_OK)
		st = put_page(j);
	return st;
}

/* ---- artifacts ---- */

static rv_status put_holdings(job *j)
{
	FILE *f = NULL;
	const rv_bt_result *r = j->r;
	const rv_status st = begin(j, "holdings.csv", &f);
	if (st != RV_OK)
		return st;
	(void)fputs("date,symbol,weight\n", f);
	for (size_t i = 0; i < r->n_holds; i++) {
		rv_csv_day(f, r->days[r->holds[i].day].close_ms, ',');
		rv_csv_text(f, r->coins[r->holds[i].coin], ',');
		rv_csv_num(f, r->holds[i].weight, '\n');
	}
	return RV_OK;
}

static rv_status put_log(job *j)
{
	FILE *f = NULL;
	const rv_status st = begin(j, "run.log", &f);
	if (st == RV_OK && j->sources->log)
		(void)fputs(j->sources->log, f);
	return st;
}

static rv_status put_artifacts(job *j)
{
	cJSON *o = NULL;
	rv_status made = rv_report_parameters(j->r, &o);
	rv_status st = put_json(j, "parameters.json", made, o);
	o = NULL;
	if (st == RV_OK) {
		made = rv_report_run(j->r, j->sources, &o);
		st = put_json(j, "run.json", made, o);
	}
	if (st == RV_OK)
		st = put_holdings(j);
	if (st == RV_OK)
		st = put_log(j);
	return st;
}

rv_status rv_report_write(const rv_bt_result *r, const char *out_dir, const char *artifacts_dir,
			  const rv_report_sources *sources, rv_report_done *done, rv_err *err)
{
	rv_report_done unasked;
	job j = { .r = r, .sources = sources, .dir = out_dir, .err = err };
	j.done = done ? done : &unasked;
	*j.done = (rv_report_done){ .features_note = "" };
	rv_status st = rv_report_check(out_dir, artifacts_dir, sources, err);
	if (st == RV_OK && rv_file_set_new(&j.files) != RV_OK)
		st = rv_err_set(err, RV_ENOMEM, "cannot write the report: out of memory");
	if (st == RV_OK)
		st = put_report(&j);
	if (st == RV_OK && artifacts_dir) {
		j.dir = artifacts_dir;
		st = put_artifacts(&j);
	}
	if (st == RV_OK)
		st = rv_file_set_commit(j.files, err);
	rv_file_set_free(j.files);
	return st;
}
