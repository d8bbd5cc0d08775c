/* The files of a run into the snapshot; see run_read.h. */
#include "app/research/run_read.h"

#include "app/research/run_cells.h"
#include "config/read_file.h"
#include "engine/base/timefmt.h"

#include <cjson/cJSON.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { KPIS_CAP = 1 << 20, TABLE_CAP = 16 << 20, DAYS_MAX = 20000 };

/* What stands before the run in the view is not the reader's. */
#define HEAD offsetof(rv_research_view, shown)

/* ---- kpis.json ---- */

static double num(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	return cJSON_IsNumber(v) ? v->valuedouble : (double)NAN;
}

/* -1 where it is not known. */
static int64_t count(const cJSON *o, const char *key)
{
	const double v = num(o, key);
	return v >= 0 && v < 9e15 ? (int64_t)v : -1;
}

static int32_t count32(const cJSON *o, const char *key)
{
	const int64_t v = count(o, key);
	return v <= INT32_MAX ? (int32_t)v : -1;
}

/* Goes to a terminal: no control bytes. */
static void text(const cJSON *o, const char *key, char *out, size_t cap)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	(void)snprintf(out, cap, "%s", cJSON_IsString(v) ? v->valuestring : ""); /* cut is fine */
	for (char *p = out; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = '?';
	}
}

static int32_t day(const cJSON *o, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(o, key);
	int64_t ms = 0;
	bool is_date = false;
	if (!cJSON_IsString(v) || rv_time_parse(v->valuestring, &ms, &is_date) != RV_OK)
		return -1;
	return (int32_t)(ms / RV_DAY_MS);
}

static void take_ratios(const cJSON *o, rv_research_kpis *k)
{
	k->sharpe = num(o, "sharpe");
	k->sharpe_level = num(o, "sharpe_level");
	k->sharpe_low = num(o, "sharpe_low");
	k->sharpe_high = num(o, "sharpe_high");
	k->psr = num(o, "psr");
	k->dsr = num(o, "dsr");
	text(o, "sharpe_refused", k->sharpe_refused, sizeof(k->sharpe_refused));
	const cJSON *t = cJSON_GetObjectItemCaseSensitive(o, "trials");
	k->trials = count(t, "n");
	k->inadmissible = count(t, "inadmissible");
	k->counted = count(t, "counted");
	text(o, "costs", k->costs, sizeof(k->costs));
	text(o, "universe", k->universe, sizeof(k->universe));
	const char *lacks = k->counted < 1    ? "the number of trials is not known"
			    : !k->costs[0]    ? "the costs are not known"
			    : !k->universe[0] ? "the source of the universe is not known"
					      : NULL;
	if (!lacks || k->sharpe_refused[0])
		return;
	k->sharpe = k->sharpe_low = k->sharpe_high = NAN; /* never without these */
	(void)snprintf(k->sharpe_refused, sizeof(k->sharpe_refused), "%s", lacks);
}

static void take_kpis(const cJSON *o, rv_research_kpis *k)
{
	const cJSON *c = cJSON_GetObjectItemCaseSensitive(o, "components");
	const cJSON *w = cJSON_GetObjectItemCaseSensitive(o, "windows");
	k->out_of_sample = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(o, "out_of_sample"));
	k->days = count32(o, "days");
	k->active = count32(o, "active_days");
	k->unknown = count32(o, "unknown_days");
	k->notes = count32(o, "notes");
	k->cagr = num(o, "cagr");
	k->sortino = num(o, "sortino");
	k->max_drawdown = num(o, "max_drawdown");
	k->calmar = num(o, "calmar");
	k->hit_rate = num(o, "hit_rate");
	k->turnover = num(o, "avg_turnover");
	k->funding_daily = num(o, "avg_funding_daily");
	k->price = num(c, "price");
	k->funding = num(c, "funding");
	k->fee = num(c, "fee");
	k->slippage = num(c, "slippage");
	k->settlement = num(c, "settlement");
	k->mean_is_sharpe = num(w, "mean_is_sharpe");
	k->mean_oos_sharpe = num(w, "mean_oos_sharpe");
	k->switches_per_year =
		num(cJSON_GetObjectItemCaseSensitive(o, "stability"), "switches_per_year");
	k->pbo = num(o, "pbo");
	k->pbo_windows = count32(cJSON_GetObjectItemCaseSensitive(o, "overfitting"), "windows");
	take_ratios(o, k);
}

static rv_status read_kpis(const char *path, rv_research_view *v, rv_err *err)
{
	char *bytes = NULL;
	size_t n = 0;
	const rv_status st = rv_read_file(path, KPIS_CAP, &bytes, &n, err);
	if (st != RV_OK)
		return st;
	cJSON *o = cJSON_ParseWithLength(bytes, n);
	free(bytes);
	if (!cJSON_IsObject(o) ||
	    !cJSON_IsString(cJSON_GetObjectItemCaseSensitive(o, "strategy"))) {
		cJSON_Delete(o);
		return rv_err_set(err, RV_EPARSE, "%s: expected the figures of a run", path);
	}
	text(o, "strategy", v->strategy, sizeof(v->strategy));
	text(o, "profile", v->profile, sizeof(v->profile));
	v->from = day(o, "from");
	v->to = day(o, "to");
	take_kpis(o, &v->kpis);
	cJSON_Delete(o);
	return RV_OK;
}

/* ---- bt_equity_curve.csv ---- */

/* The days as they are in the file, before they are thinned. */
typedef struct days {
	size_t n;
	float equity[DAYS_MAX], drawdown[DAYS_MAX];
	int8_t regime[DAYS_MAX];
	int32_t first, last;
} days;

/* Names in the order in which they come; one too many is unknown. */
static int8_t regime_of(rv_research_view *v, const char *name)
{
	size_t i = 0;
	if (!name[0])
		return -1;
	while (i < v->n_regimes && strcmp(v->regimes[i], name) != 0)
		i++;
	if (i == RV_RESEARCH_REGIMES || strlen(name) >= sizeof(v->regimes[0]))
		return -1;
	if (i == v->n_regimes)
		(void)snprintf(v->regimes[v->n_regimes++], sizeof(v->regimes[0]), "%s", name);
	return (int8_t)i;
}

static rv_status read_days(rv_cells *t, const size_t at[3], rv_research_view *v, days *d,
			   rv_err *err)
{
	double peak = 1.0, equity = NAN;
	int32_t date = -1;
	bool more = false;
	rv_status st;
	while ((st = rv_cells_next(t, &more, err)) == RV_OK && more) {
		if (d->n == DAYS_MAX)
			return rv_err_set(err, RV_ERANGE, "%s: more than %d days", t->file,
					  DAYS_MAX);
		st = rv_cells_day(t, at[0], &date, err);
		if (st == RV_OK)
			st = rv_cells_num(t, at[2], &equity, err);
		if (st != RV_OK)
			return st;
		peak = equity > peak ? equity : peak;
		d->first = d->n == 0 ? date : d->first;
		d->last = date;
		d->equity[d->n] = (float)equity;
		d->drawdown[d->n] = (float)(equity / peak - 1.0);
		d->regime[d->n] = regime_of(v, t->cell[at[1]]);
		d->n++;
	}
	return st;
}

static void thin(const days *d, rv_research_view *v)
{
	v->n_points = rv_research_thin(d->equity, d->n, v->equity, RV_RESEARCH_POINTS);
	(void)rv_research_thin(d->drawdown, d->n, v->drawdown, RV_RESEARCH_POINTS);
	v->days_a_point = v->n_points > 0 ? (double)d->n / (double)v->n_points : (double)NAN;
	for (size_t i = 0; i < v->n_points; i++)
		v->regime[i] = d->regime[i * d->n / v->n_points];
}

rv_status rv_run_read_equity(char *bytes, rv_research_view *out, rv_err *err)
{
	static const char *const names[] = { "date", "regime", "equity_curve" };
	size_t at[3];
	rv_cells t;
	days *d = calloc(1, sizeof(*d));
	if (!d)
		return rv_err_set(err, RV_ENOMEM, "bt_equity_curve.csv: out of memory");
	out->n_regimes = 0;
	rv_status st = rv_cells_begin(&t, "bt_equity_curve.csv", bytes, names, 3, at, err);
	if (st == RV_OK)
		st = read_days(&t, at, out, d, err);
	if (st == RV_OK)
		thin(d, out);
	free(d);
	return st;
}

/* ---- windows.csv ---- */

enum { W_TRAIN_FROM, W_TRAIN_TO, W_TEST_FROM, W_TEST_TO, W_DAYS, W_TRIAL, W_FLOATS, W_N = 14 };

static rv_status read_window(const rv_cells *t, const size_t at[W_N], rv_research_window *w,
			     rv_err *err)
{
	int32_t *const dates[] = { &w->train_from, &w->train_to, &w->test_from, &w->test_to };
	float *const floats[] = { &w->is_sharpe,    &w->oos_sharpe,   &w->exante_btc,
				  &w->exante_eth,   &w->realised_btc, &w->realised_eth,
				  &w->realised_rms, &w->pbo };
	rv_status st = RV_OK;
	double x = NAN;
	for (size_t i = 0; st == RV_OK && i < W_DAYS; i++)
		st = rv_cells_day(t, at[i], dates[i], err);
	if (st == RV_OK)
		st = rv_cells_int(t, at[W_DAYS], &w->test_days, err);
	if (st == RV_OK)
		st = rv_cells_int(t, at[W_TRIAL], &w->trial, err);
	for (size_t i = 0; st == RV_OK && W_FLOATS + i < W_N; i++) {
		st = rv_cells_num(t, at[W_FLOATS + i], &x, err);
		*floats[i] = (float)x;
	}
	return st;
}

/* The newest stay where there are more. */
static rv_research_window *next_window(rv_research_view *v)
{
	if (v->n_windows < RV_RESEARCH_WINDOWS)
		return &v->windows[v->n_windows++];
	memmove(v->windows, v->windows + 1, (RV_RESEARCH_WINDOWS - 1) * sizeof(v->windows[0]));
	v->windows_left_out++;
	return &v->windows[RV_RESEARCH_WINDOWS - 1];
}

rv_status rv_run_read_windows(char *bytes, rv_research_view *out, rv_err *err)
{
	static const char *const names[W_N] = { "train_from",	"train_to",	"test_from",
						"test_to",	"test_days",	"trial",
						"is_sharpe",	"oos_sharpe",	"exante_btc",
						"exante_eth",	"realised_btc", "realised_eth",
						"realised_rms", "pbo" };
	size_t at[W_N];
	bool more = false;
	rv_cells t;
	out->n_windows = out->windows_left_out = 0;
	rv_status st = rv_cells_begin(&t, "windows.csv", bytes, names, W_N, at, err);
	while (st == RV_OK && (st = rv_cells_next(&t, &more, err)) == RV_OK && more) {
		rv_research_window w = { .trial = -1 };
		st = read_window(&t, at, &w, err);
		if (st == RV_OK)
			*next_window(out) = w;
	}
	return st;
}

/* ---- the folder ---- */

static rv_status read_table(const char *dir, const char *file,
			    rv_status (*take)(char *text, rv_research_view *out, rv_err *err),
			    rv_research_view *v, rv_err *err)
{
	char path[PATH_MAX], *bytes = NULL;
	size_t n = 0;
	if (snprintf(path, sizeof(path), "%s/%s", dir, file) >= (int)sizeof(path))
		return rv_err_set(err, RV_EINVAL, "%.80s: the name is too long", dir);
	rv_status st = rv_read_file(path, TABLE_CAP, &bytes, &n, err);
	if (st == RV_OK)
		st = take(bytes, v, err);
	free(bytes);
	return st;
}

static rv_status read_into(const char *dir, rv_research_view *v, rv_err *err)
{
	char path[PATH_MAX];
	struct stat sb;
	if (snprintf(path, sizeof(path), "%s/kpis.json", dir) >= (int)sizeof(path))
		return rv_err_set(err, RV_EINVAL, "%.80s: the name is too long", dir);
	rv_status st = read_kpis(path, v, err);
	if (st == RV_OK)
		st = read_table(dir, "bt_equity_curve.csv", rv_run_read_equity, v, err);
	if (st == RV_OK)
		st = read_table(dir, "windows.csv", rv_run_read_windows, v, err);
	if (st == RV_OK && stat(path, &sb) == 0)
		v->ran_utc_ms = (int64_t)sb.st_mtim.tv_sec * 1000 + sb.st_mtim.tv_nsec / 1000000;
	return st;
}

rv_status rv_run_read(const char *dir, rv_research_view *out, rv_err *err)
{
	const char *name = strrchr(dir, '/');
	rv_research_view *v = calloc(1, sizeof(*v));
	if (!v)
		return rv_err_set(err, RV_ENOMEM, "%.80s: out of memory", dir);
	v->shown = true;
	v->chosen = out->chosen;
	(void)snprintf(v->name, sizeof(v->name), "%s", name ? name + 1 : dir); /* cut is fine */
	const rv_status st = read_into(dir, v, err);
	if (st == RV_OK)
		memcpy((char *)out + HEAD, (const char *)v + HEAD, sizeof(*v) - HEAD);
	free(v);
	return st;
}
