/* kpis.json; see report_json.h. */
#include "app/research/report_json.h"

#include "app/json_put.h"
#include "app/research/report_tables.h"
#include "engine/base/timefmt.h"

#include <math.h>

typedef struct figures {
	const rv_bt_result *r;
	const rv_kpis *k;
	const rv_regime_eval *regimes;
	const rv_trial_log *trials;
} figures;

typedef struct entry {
	const char *key;
	double v;
} entry;

static bool put_entries(cJSON *o, const entry *list, size_t n)
{
	bool ok = o != NULL;
	for (size_t i = 0; ok && i < n; i++)
		ok = rv_json_put_num(o, list[i].key, list[i].v);
	return ok;
}

#define PUT(o, ...)                                                                                \
	put_entries(o, (const entry[]){ __VA_ARGS__ },                                             \
		    sizeof((const entry[]){ __VA_ARGS__ }) / sizeof(entry))

/* First and last headline day; false leaves both. */
static bool span_of(const rv_bt_result *r, size_t *from, size_t *to)
{
	bool any = false;
	for (size_t d = 0; d < r->n_days; d++) {
		if (!rv_report_counts(r, d))
			continue;
		*from = any ? *from : d;
		*to = d;
		any = true;
	}
	return any;
}

static bool put_day(cJSON *o, const char *key, const rv_bt_result *r, bool known, size_t day)
{
	char date[RV_TIME_TEXT];
	if (!known)
		return rv_json_put_item(o, key, cJSON_CreateNull());
	return rv_json_put_text(o, key,
				rv_time_format_date(r->days[day].close_ms - RV_DAY_MS, date));
}

static bool put_head(cJSON *o, const figures *x)
{
	const rv_bt_result *r = x->r;
	size_t from = 0, to = 0;
	const bool any = span_of(r, &from, &to);
	return o && rv_json_put_i64(o, "schema", 1) &&
	       rv_json_put_text(o, "strategy", rv_bt_strategy_name(r->strategy)) &&
	       rv_json_put_text(o, "profile", r->profile) &&
	       rv_json_put_bool(o, "out_of_sample", r->walk.on) &&
	       put_day(o, "from", r, any, from) && put_day(o, "to", r, any, to) &&
	       rv_json_put_i64(o, "days", (int64_t)x->k->days) &&
	       rv_json_put_i64(o, "unknown_days", (int64_t)x->k->unknown) &&
	       rv_json_put_i64(o, "active_days", (int64_t)x->k->active);
}

/* A ratio that lacks its number of trials, costs or universe is null, and the reason is there. */
static bool put_sharpe(cJSON *o, const rv_bt_sharpe *s)
{
	double annual = NAN;
	rv_err why = { .code = RV_OK };
	if (rv_bt_sharpe_annual(s, &annual, &why) != RV_OK)
		return rv_json_put_item(o, "sharpe", cJSON_CreateNull()) &&
		       rv_json_put_text(o, "sharpe_refused", why.text);
	return PUT(o, { "sharpe", annual }, { "sharpe_level", s->level }, { "sharpe_low", s->lo },
		   { "sharpe_high", s->hi }, { "psr", s->psr }, { "dsr", s->dsr });
}

static bool put_figures(cJSON *o, const rv_kpis *k)
{
	return rv_json_put_num(o, "cagr", k->cagr) && put_sharpe(o, &k->sharpe) &&
	       PUT(o, { "sortino", k->sortino }, { "max_drawdown", k->max_drawdown },
		   { "calmar", k->calmar }, { "hit_rate", k->hit_rate },
		   { "hit_rate_all", k->hit_rate_all }, { "avg_turnover", k->avg_turnover },
		   { "avg_funding_daily", k->avg_funding_daily }, { "mean_daily", k->mean },
		   { "sd_daily", k->sd }, { "skew", k->skew }, { "kurtosis", k->kurtosis });
}

/* Sums of the headline days by component: what was earned and what it has cost. */
static bool put_components(cJSON *root, const rv_bt_result *r)
{
	double price = 0.0, funding = 0.0, fee = 0.0, slippage = 0.0, settlement = 0.0;
	uint32_t unfunded = 0;
	for (size_t i = 0; i < r->n_days; i++) {
		const rv_bt_day *d = &r->days[i];
		if (!rv_report_counts(r, i))
			continue;
		price += d->price;
		funding += d->funding;
		fee += d->fee;
		slippage += d->slippage;
		settlement += d->settlement;
		unfunded += d->unfunded;
	}
	cJSON *o = cJSON_AddObjectToObject(root, "components");
	return PUT(o, { "price", price }, { "funding", funding }, { "fee", fee },
		   { "slippage", slippage }, { "settlement", settlement }) &&
	       rv_json_put_i64(o, "unfunded_coin_days", unfunded);
}

static bool put_trials(cJSON *root, const figures *x)
{
	char head[RV_HEX_TEXT(RV_SHA256_BYTES)];
	size_t out = 0;
	for (size_t i = 0; i < x->r->n_trials; i++)
		out += isfinite(x->r->trials[i].objective) ? 0 : 1;
	cJSON *o = cJSON_AddObjectToObject(root, "trials");
	return o && rv_json_put_i64(o, "n", (int64_t)x->trials->trials) &&
	       rv_json_put_i64(o, "inadmissible", (int64_t)out) &&
	       rv_json_put_i64(o, "counted", (int64_t)x->k->sharpe.trials) &&
	       rv_json_put_text(o, "head",
				rv_hex_format(x->trials->head, sizeof(x->trials->head), head));
}

static bool put_windows(cJSON *root, const rv_bt_result *r)
{
	double is = NAN, oos = NAN;
	const size_t n = rv_kpi_decay(r, &is, &oos);
	cJSON *o = cJSON_AddObjectToObject(root, "windows");
	return o && rv_json_put_i64(o, "n", (int64_t)r->n_windows) &&
	       rv_json_put_i64(o, "compared", (int64_t)n) &&
	       PUT(o, { "mean_is_sharpe", is }, { "mean_oos_sharpe", oos });
}

/* Of the choices in training: null without two admissible sets in any window. */
static bool put_overfitting(cJSON *root, const rv_bt_result *r)
{
	const rv_kpi_overfit k = rv_kpi_overfit_of(r);
	const double year = sqrt(365.0);
	if (!rv_json_put_num(root, "pbo", k.pbo))
		return false;
	cJSON *o = k.windows > 0 ? cJSON_AddObjectToObject(root, "overfitting") : NULL;
	return k.windows == 0 ||
	       (o && rv_json_put_i64(o, "windows", (int64_t)k.windows) &&
		rv_json_put_i64(o, "blocks", (int64_t)k.blocks) &&
		rv_json_put_i64(o, "splits", (int64_t)k.splits) &&
		PUT(o, { "slope", k.slope }, { "intercept", k.intercept * year },
		    { "probability_loss", k.probability_loss }, { "mean_inside", k.mean_is * year },
		    { "mean_outside", k.mean_oos * year }));
}

static bool put_stability(cJSON *root, const figures *x)
{
	const rv_regime_stability *s = &x->regimes->stability;
	cJSON *o = cJSON_AddObjectToObject(root, "stability");
	bool ok = PUT(o, { "switches_per_year", s->switches_per_year },
		      { "avg_regime_duration_days", s->avg_regime_duration_days });
	cJSON *d = ok ? cJSON_AddObjectToObject(o, "regime_distribution") : NULL;
	ok = d != NULL;
	for (size_t k = 0; ok && k < x->r->n_regimes; k++)
		ok = rv_json_put_num(d, x->r->regimes[k], s->distribution[k]);
	return ok && rv_json_put_i64(o, "total_switches", (int64_t)s->total_switches) &&
	       rv_json_put_i64(o, "total_days", (int64_t)s->total_days);
}

rv_status rv_report_kpis(const rv_bt_result *r, const rv_trial_log *trials,
			 const rv_regime_eval *regimes, cJSON **out, rv_err *err)
{
	rv_kpis k;
	const figures x = { r, &k, regimes, trials };
	const rv_status st = rv_kpis_of(r, rv_report_days(r), NULL, NULL, &k, err);
	if (st != RV_OK)
		return st == RV_ENOMEM ? rv_err_set(err, st, "kpis.json: out of memory") : st;
	cJSON *o = cJSON_CreateObject();
	if (!put_head(o, &x) || !put_figures(o, &k) || !put_components(o, r) ||
	    !rv_json_put_text(o, "costs", k.sharpe.costs) ||
	    !rv_json_put_text(o, "universe", r->universe_source) || !put_trials(o, &x) ||
	    !put_windows(o, r) || !put_overfitting(o, r) || !put_stability(o, &x) ||
	    !rv_json_put_i64(o, "notes", (int64_t)r->n_notes)) {
		cJSON_Delete(o);
		return rv_err_set(err, RV_ENOMEM, "kpis.json: out of memory");
	}
	*out = o;
	return RV_OK;
}
