/* What a search has found; see sweep_report.h. */
#include "app/research/sweep_report.h"

#include "app/json_put.h"
#include "engine/base/timefmt.h"
#include "tui/fmt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_OF_YEAR 365.0

enum { SHOWN = 10 };

struct rv_sweep_report {
	const rv_sweep_job *j;
	const rv_sweep_trial *trials;
	char head[RV_HEX_TEXT(RV_SHA256_BYTES)];
	rv_bt_sharpe *sharpe; /* [tasks] */
	rv_sweep_found found;
	size_t n, order[SHOWN]; /* the best ones */
};

/* NaN where it is unknown or must not be shown. */
static double ratio_of(const rv_sweep_report *r, size_t task)
{
	double v = NAN;
	rv_err unshown = { .code = RV_OK };
	return rv_bt_sharpe_annual(&r->sharpe[task], &v, &unshown) == RV_OK ? v : (double)NAN;
}

/* Is task before the shown one at place k? Equal ratios: the first task. */
static bool is_before(const rv_sweep_report *r, size_t task, size_t k)
{
	return k >= r->n || ratio_of(r, task) > ratio_of(r, r->order[k]);
}

static void rank(rv_sweep_report *r)
{
	for (size_t task = 0; task < r->found.trials; task++) {
		size_t k = 0;
		if (!isfinite(ratio_of(r, task)))
			continue;
		while (k < SHOWN && !is_before(r, task, k))
			k++;
		if (k == SHOWN)
			continue;
		r->n += r->n < SHOWN ? 1 : 0;
		memmove(&r->order[k + 1], &r->order[k], (r->n - 1 - k) * sizeof(r->order[0]));
		r->order[k] = task;
	}
}

rv_status rv_sweep_report_new(const rv_sweep_job *j, const rv_sweep_results *s,
			      rv_sweep_report **out, rv_err *err)
{
	const size_t n = rv_sweep_results_done(s);
	rv_sweep_report *r = calloc(1, sizeof(*r));
	rv_status st = r ? RV_OK : RV_ENOMEM;
	if (st == RV_OK) {
		r->j = j;
		r->trials = rv_sweep_results_trials(s);
		(void)rv_sweep_results_head(s, r->head);
		r->sharpe = calloc(n + 1, sizeof(*r->sharpe));
		st = r->sharpe ? rv_sweep_of(r->trials, rv_sweep_results_returns(s), n, j->days,
					     r->sharpe, &r->found, err)
			       : RV_ENOMEM;
	}
	if (st != RV_OK) {
		rv_sweep_report_free(r);
		return err && err->code != RV_OK
			       ? st
			       : rv_err_set(err, st, "cannot report: %s", rv_status_text(st));
	}
	rank(r);
	*out = r;
	return RV_OK;
}

void rv_sweep_report_free(rv_sweep_report *r)
{
	if (!r)
		return;
	free(r->sharpe);
	free(r);
}

/* ---- for a person ---- */

static const char *day_of(const rv_sweep_report *r, size_t d, char buf[RV_TIME_TEXT])
{
	if (d == SIZE_MAX)
		return "--";
	return rv_time_format_date(r->j->start_ms + (int64_t)d * RV_DAY_MS, buf);
}

static rv_status print_values(const rv_sweep_report *r, size_t task, FILE *out)
{
	cJSON *point = rv_sweep_grid_point(r->j->grid, task);
	if (!point)
		return RV_ENOMEM;
	for (const cJSON *v = point->child; v; v = v->next) {
		char *text = cJSON_PrintUnformatted(v);
		(void)fprintf(out, "%s%s=%s", v == point->child ? "" : " ", v->string,
			      text ? text : "?");
		cJSON_free(text);
	}
	(void)fputc('\n', out);
	cJSON_Delete(point);
	return RV_OK;
}

static void print_head(const rv_sweep_report *r, FILE *out)
{
	char a[RV_TIME_TEXT], b[RV_TIME_TEXT];
	const rv_sweep_found *f = &r->found;
	(void)fprintf(out, "%s, profile %s: %zu configurations, %zu admissible, N %llu trials\n",
		      rv_bt_strategy_name(r->j->strategy->id), r->j->profile, f->trials,
		      f->admissible, (unsigned long long)f->looked_at);
	(void)fprintf(out, "compared on %zu days that all have, %s .. %s\n", f->days,
		      day_of(r, f->first, a), day_of(r, f->last, b));
	for (size_t i = 0; i < f->trials && f->admissible < f->trials; i++) {
		if (r->trials[i].admissible)
			continue;
		(void)fprintf(out, "not admissible, the first one: configuration %zu: %s\n", i,
			      r->trials[i].why);
		break;
	}
}

static void print_pbo(const rv_sweep_report *r, FILE *out)
{
	const rv_sweep_found *f = &r->found;
	const rv_pbo *p = &f->pbo;
	const double year = sqrt(DAYS_OF_YEAR);
	if (!f->has_pbo) {
		(void)fprintf(out, "PBO --: %s\n", f->pbo_why);
		return;
	}
	(void)fprintf(out,
		      "PBO %s of %zu splits in %zu blocks; of the chosen, inside and outside: mean "
		      "Sharpe %s and %s, slope %s; it loses outside in %s %%\n",
		      rv_num(p->pbo, 3).s, p->combinations, f->blocks,
		      rv_num(p->mean_is * year, 2).s, rv_num(p->mean_oos * year, 2).s,
		      rv_num(p->slope, 3).s, rv_num(100.0 * p->probability_loss, 1).s);
}

static rv_status print_best(const rv_sweep_report *r, FILE *out)
{
	rv_status st = RV_OK;
	(void)fprintf(out, "%5s %8s %7s %9s %9s %9s  %s\n", "task", "Sharpe", "DSR", "CAGR %",
		      "drawdn %", "turnover", "values");
	for (size_t k = 0; k < r->n && st == RV_OK; k++) {
		const size_t i = r->order[k];
		const rv_sweep_trial *t = &r->trials[i];
		(void)fprintf(out, "%5zu %8s %7s %9s %9s %9s  ", i, rv_num(ratio_of(r, i), 2).s,
			      rv_num(r->sharpe[i].dsr, 3).s, rv_num(100.0 * t->cagr, 2).s,
			      rv_num(100.0 * t->max_drawdown, 2).s, rv_num(t->avg_turnover, 4).s);
		st = print_values(r, i, out);
	}
	return st;
}

rv_status rv_sweep_report_print(const rv_sweep_report *r, FILE *out, rv_err *err)
{
	char text[RV_SHARPE_TEXT];
	rv_err why = { .code = RV_OK };
	rv_status st = RV_OK;
	print_head(r, out);
	if (r->found.best != SIZE_MAX) {
		(void)fputs("the best, chosen on the days it is shown on: ", out);
		st = print_values(r, r->found.best, out);
		const rv_status shown =
			rv_bt_sharpe_text(&r->sharpe[r->found.best], text, sizeof(text), &why);
		(void)fprintf(out, "%s\n", shown == RV_OK ? text : why.text);
	} else {
		(void)fputs("there is no best: no configuration has returns that vary\n", out);
	}
	print_pbo(r, out);
	if (st == RV_OK)
		st = print_best(r, out);
	return st == RV_OK ? RV_OK : rv_err_set(err, st, "cannot report: %s", rv_status_text(st));
}

/* ---- kpis.json ---- */

static bool put_sharpe(cJSON *o, const rv_sweep_report *r, size_t task)
{
	const rv_bt_sharpe *s = &r->sharpe[task];
	rv_err why = { .code = RV_OK };
	double v = NAN;
	if (rv_bt_sharpe_annual(s, &v, &why) != RV_OK)
		return rv_json_put_num(o, "sharpe", NAN) &&
		       rv_json_put_text(o, "sharpe_refused", why.text);
	return rv_json_put_num(o, "sharpe", v) && rv_json_put_num(o, "sharpe_low", s->lo) &&
	       rv_json_put_num(o, "sharpe_high", s->hi) && rv_json_put_num(o, "psr", s->psr) &&
	       rv_json_put_num(o, "dsr", s->dsr) && rv_json_put_text(o, "costs", s->costs) &&
	       rv_json_put_text(o, "universe", s->universe);
}

static cJSON *trial_object(const rv_sweep_report *r, size_t task)
{
	const rv_sweep_trial *t = &r->trials[task];
	cJSON *o = cJSON_CreateObject();
	const bool ok = o && rv_json_put_i64(o, "task", (int64_t)task) && put_sharpe(o, r, task) &&
			rv_json_put_num(o, "cagr", t->cagr) &&
			rv_json_put_num(o, "max_drawdown", t->max_drawdown) &&
			rv_json_put_num(o, "avg_turnover", t->avg_turnover) &&
			rv_json_put_item(o, "values", rv_sweep_grid_point(r->j->grid, task));
	if (ok)
		return o;
	cJSON_Delete(o);
	return NULL;
}

static bool put_trials(cJSON *o, const rv_sweep_report *r)
{
	const rv_sweep_found *f = &r->found;
	cJSON *t = cJSON_AddObjectToObject(o, "trials");
	return t && rv_json_put_i64(t, "n", (int64_t)f->trials) &&
	       rv_json_put_i64(t, "inadmissible", (int64_t)(f->trials - f->admissible)) &&
	       rv_json_put_i64(t, "counted", (int64_t)f->looked_at) &&
	       rv_json_put_num(t, "variance_daily", f->var) && rv_json_put_text(t, "head", r->head);
}

static bool put_pbo(cJSON *o, const rv_sweep_report *r)
{
	const rv_sweep_found *f = &r->found;
	const rv_pbo *p = &f->pbo;
	const double year = sqrt(DAYS_OF_YEAR);
	if (!f->has_pbo)
		return rv_json_put_num(o, "pbo", NAN) && rv_json_put_text(o, "pbo_why", f->pbo_why);
	cJSON *b = cJSON_AddObjectToObject(o, "overfitting");
	return rv_json_put_num(o, "pbo", p->pbo) && b &&
	       rv_json_put_i64(b, "blocks", (int64_t)f->blocks) &&
	       rv_json_put_i64(b, "splits", (int64_t)p->combinations) &&
	       rv_json_put_num(b, "slope", p->slope) &&
	       rv_json_put_num(b, "intercept", p->intercept * year) &&
	       rv_json_put_num(b, "probability_loss", p->probability_loss) &&
	       rv_json_put_num(b, "mean_inside", p->mean_is * year) &&
	       rv_json_put_num(b, "mean_outside", p->mean_oos * year);
}

static bool put_range(cJSON *o, const rv_sweep_report *r)
{
	char a[RV_TIME_TEXT], b[RV_TIME_TEXT];
	const rv_sweep_found *f = &r->found;
	if (f->days == 0)
		return rv_json_put_item(o, "from", cJSON_CreateNull()) &&
		       rv_json_put_item(o, "to", cJSON_CreateNull());
	return rv_json_put_text(o, "from", day_of(r, f->first, a)) &&
	       rv_json_put_text(o, "to", day_of(r, f->last, b));
}

static bool put_best(cJSON *o, const rv_sweep_report *r)
{
	cJSON *list = cJSON_AddArrayToObject(o, "best");
	bool ok = list != NULL;
	for (size_t k = 0; k < r->n && ok; k++) {
		cJSON *t = trial_object(r, r->order[k]);
		ok = t && cJSON_AddItemToArray(list, t);
	}
	return ok;
}

rv_status rv_sweep_report_json(const rv_sweep_report *r, char **out, rv_err *err)
{
	cJSON *o = cJSON_CreateObject();
	const bool ok = o && rv_json_put_i64(o, "schema", 1) &&
			rv_json_put_text(o, "type", "sweep") &&
			rv_json_put_text(o, "strategy", rv_bt_strategy_name(r->j->strategy->id)) &&
			rv_json_put_text(o, "profile", r->j->profile) &&
			rv_json_put_bool(o, "out_of_sample", false) && put_range(o, r) &&
			rv_json_put_i64(o, "days", (int64_t)r->found.days) && put_trials(o, r) &&
			put_pbo(o, r) && put_best(o, r);
	char *text = ok ? cJSON_Print(o) : NULL;
	cJSON_Delete(o);
	if (!text)
		return rv_err_set(err, RV_ENOMEM, "kpis.json: out of memory");
	*out = text;
	return RV_OK;
}
