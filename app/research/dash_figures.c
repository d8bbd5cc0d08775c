/* Figures of the page's data, as the engine's functions give them; see dash_impl.h. */
#include "app/research/dash_impl.h"
#include "app/research/dash_json.h"

#include "app/json_put.h"
#include "engine/research/regime_eval.h"

#include <math.h>
#include <stdlib.h>

/* A ratio whose trials, costs or universe nobody knows is no number: the page shows why. */
static bool put_sharpe(cJSON *o, const rv_bt_sharpe *s)
{
	rv_err why = { .code = RV_OK };
	double annual = NAN;
	if (rv_bt_sharpe_annual(s, &annual, &why) != RV_OK &&
	    !rv_json_put_text(o, "refused", why.text))
		return false;
	return rv_dash_num(o, "sharpe", annual) && rv_dash_num(o, "level", s->level) &&
	       rv_dash_num(o, "lo", s->lo) && rv_dash_num(o, "hi", s->hi) &&
	       rv_dash_num(o, "psr", s->psr) && rv_dash_num(o, "dsr", s->dsr) &&
	       rv_json_put_i64(o, "trials", (int64_t)s->trials) &&
	       rv_json_put_text(o, "costs", s->costs) &&
	       rv_json_put_text(o, "universe", s->universe);
}

static bool put_kpis(cJSON *kpis, const char *key, const rv_kpis *k)
{
	cJSON *o = cJSON_AddObjectToObject(kpis, key);
	return o && rv_json_put_i64(o, "days", (int64_t)k->days) &&
	       rv_json_put_i64(o, "unknown", (int64_t)k->unknown) &&
	       rv_json_put_i64(o, "active", (int64_t)k->active) && put_sharpe(o, &k->sharpe) &&
	       rv_dash_num(o, "cagr", k->cagr) && rv_dash_num(o, "sortino", k->sortino) &&
	       rv_dash_num(o, "calmar", k->calmar) &&
	       rv_dash_num(o, "max_drawdown", k->max_drawdown) &&
	       rv_dash_num(o, "hit_active", k->hit_rate) &&
	       rv_dash_num(o, "hit_all", k->hit_rate_all) &&
	       rv_dash_num(o, "turnover", k->avg_turnover) &&
	       rv_dash_num(o, "funding", k->avg_funding_daily);
}

/* null when there is no such day. */
static rv_status put_days(cJSON *kpis, const char *key, const rv_bt_result *r, rv_kpi_days which,
			  const rv_dash_facts *facts, rv_err *err)
{
	rv_kpis k;
	const rv_status st = rv_kpis_of(r, which, facts ? facts->trials : NULL, NULL, &k, err);
	if (st != RV_OK)
		return st;
	if (k.days == 0 && which != RV_KPI_ALL)
		return rv_json_put_item(kpis, key, cJSON_CreateNull()) ? RV_OK : RV_ENOMEM;
	return put_kpis(kpis, key, &k) ? RV_OK : RV_ENOMEM;
}

static rv_status put_all_kpis(cJSON *data, const rv_bt_result *r, const rv_dash_facts *facts,
			      rv_err *err)
{
	cJSON *o = cJSON_AddObjectToObject(data, "kpis");
	double is = NAN, oos = NAN;
	if (!o)
		return RV_ENOMEM;
	rv_status st = put_days(o, "oos", r, RV_KPI_OOS, facts, err);
	if (st == RV_OK)
		st = put_days(o, "is", r, RV_KPI_IS, facts, err);
	if (st == RV_OK)
		st = put_days(o, "all", r, RV_KPI_ALL, facts, err);
	if (st != RV_OK)
		return st;
	const size_t windows = rv_kpi_decay(r, &is, &oos);
	return rv_json_put_i64(o, "windows", (int64_t)windows) && rv_dash_num(o, "is_sharpe", is) &&
			       rv_dash_num(o, "oos_sharpe", oos) &&
			       rv_dash_num(o, "pbo", facts ? facts->pbo : rv_kpi_overfit_of(r).pbo)
		       ? RV_OK
		       : RV_ENOMEM;
}

static const char *name_of(const rv_bt_result *r, size_t regime)
{
	return regime < r->n_regimes ? r->regimes[regime] : "all";
}

static bool put_metrics(cJSON *list, const char *name, const rv_regime_metrics *m)
{
	cJSON *o = cJSON_CreateObject();
	return o && cJSON_AddItemToArray(list, o) && rv_json_put_text(o, "regime", name) &&
	       rv_json_put_i64(o, "days", (int64_t)m->n_days) && rv_dash_num(o, "mean", m->mean) &&
	       rv_dash_num(o, "median", m->median) && rv_dash_num(o, "sd", m->std) &&
	       rv_dash_num(o, "sharpe", m->sharpe_like);
}

static bool put_forward(cJSON *list, const char *name, const rv_regime_forward *f)
{
	cJSON *o = cJSON_CreateObject();
	return o && cJSON_AddItemToArray(list, o) && rv_json_put_text(o, "regime", name) &&
	       rv_json_put_i64(o, "horizon", (int64_t)f->horizon) &&
	       rv_json_put_i64(o, "n", (int64_t)f->n) && rv_dash_num(o, "mean", f->mean) &&
	       rv_dash_num(o, "lo", f->lo) && rv_dash_num(o, "hi", f->hi) &&
	       rv_dash_num(o, "sd", f->sd) && rv_dash_num(o, "hit", f->hit) &&
	       rv_dash_num(o, "t", f->t) && rv_dash_num(o, "p", f->p);
}

static bool put_eval(cJSON *data, const rv_bt_result *r, const rv_regime_eval *e)
{
	cJSON *rows = cJSON_AddArrayToObject(data, "regime_rows");
	cJSON *forward = cJSON_AddArrayToObject(data, "regime_forward");
	cJSON *stable = cJSON_AddObjectToObject(data, "stability");
	bool ok = rows && forward && stable &&
		  rv_json_put_i64(stable, "days", (int64_t)e->stability.total_days) &&
		  rv_json_put_i64(stable, "switches", (int64_t)e->stability.total_switches) &&
		  rv_dash_num(stable, "a_year", e->stability.switches_per_year) &&
		  rv_dash_num(stable, "duration", e->stability.avg_regime_duration_days) &&
		  rv_dash_nums(stable, "share", e->stability.distribution, e->regimes,
			       sizeof(double));
	for (size_t g = 0; ok && g <= e->regimes; g++) {
		ok = put_metrics(rows, name_of(r, g), &e->metrics[g]);
		for (size_t h = 0; ok && h < e->horizons; h++)
			ok = put_forward(forward, name_of(r, g), &e->forward[g][h]);
	}
	return ok;
}

/* The always-on return where the strategy has one, so that regimes that stand aside can be
 * compared; else the net one. Days that do not count are unknown. */
static bool fill_days(const rv_bt_result *r, int32_t *held, double *net)
{
	bool oos = false, always = false;
	for (size_t d = 0; d < r->n_days; d++) {
		oos = oos || r->days[d].oos;
		always = always || (r->always_on && isfinite(r->always_on[d]));
	}
	for (size_t d = 0; d < r->n_days; d++) {
		const bool counts = oos ? r->days[d].oos : d > 0;
		held[d] = r->days[d].regime;
		net[d] = !counts ? NAN : always ? r->always_on[d] : r->days[d].net;
	}
	return always;
}

static rv_status put_regimes(cJSON *data, const rv_bt_result *r, rv_err *err)
{
	int32_t *held = calloc(r->n_days + 1, sizeof(*held));
	double *net = calloc(r->n_days + 1, sizeof(*net));
	rv_regime_eval *e = calloc(1, sizeof(*e));
	rv_status st = held && net && e ? RV_OK : RV_ENOMEM;
	if (st == RV_OK) {
		rv_eval_params p;
		const bool always = fill_days(r, held, net);
		const rv_regime_days d = { held, net, r->n_days, r->n_regimes };
		rv_eval_params_default(&p);
		st = rv_regime_eval_of(&p, &d, e, err);
		if (st == RV_OK &&
		    !(rv_json_put_bool(data, "always_on", always) && put_eval(data, r, e)))
			st = RV_ENOMEM;
	}
	free(held);
	free(net);
	free(e);
	return st;
}

rv_status rv_dash_figures(cJSON *data, const rv_bt_result *r, const rv_dash_facts *facts,
			  rv_err *err)
{
	rv_status st = put_all_kpis(data, r, facts, err);
	if (st == RV_OK)
		st = put_regimes(data, r, err);
	return st == RV_ENOMEM ? rv_err_set(err, st, "%s: out of memory", RV_DASHBOARD_FILE) : st;
}
