/* What a run was made of and what its windows have chosen; see report_json.h. */
#include "app/research/report_json.h"

#include "app/json_put.h"
#include "engine/base/timefmt.h"

static bool put_day(cJSON *o, const char *key, const rv_bt_result *r, size_t day)
{
	char date[RV_TIME_TEXT];
	if (day >= r->n_days)
		return rv_json_put_item(o, key, cJSON_CreateNull());
	return rv_json_put_text(o, key,
				rv_time_format_date(r->days[day].close_ms - RV_DAY_MS, date));
}

static bool put_head(cJSON *o, const rv_bt_result *r)
{
	return o && rv_json_put_i64(o, "schema", 1) &&
	       rv_json_put_text(o, "strategy", rv_bt_strategy_name(r->strategy)) &&
	       rv_json_put_text(o, "profile", r->profile);
}

/* An object with its head, or nothing and no memory. */
static rv_status done(cJSON *o, bool ok, cJSON **out)
{
	if (!ok) {
		cJSON_Delete(o);
		return RV_ENOMEM;
	}
	*out = o;
	return RV_OK;
}

/* ---- parameters.json ---- */

static bool put_window(cJSON *list, const rv_bt_result *r, size_t i)
{
	const rv_bt_window *w = &r->windows[i];
	cJSON *o = cJSON_CreateObject();
	if (!o || !cJSON_AddItemToArray(list, o)) {
		cJSON_Delete(o);
		return false;
	}
	const bool tried = w->trial < r->n_trials;
	bool ok = rv_json_put_i64(o, "window", (int64_t)i) &&
		  put_day(o, "train_from", r, w->train_from) &&
		  put_day(o, "train_to", r,
			  w->train_to > w->train_from ? w->train_to - 1 : SIZE_MAX) &&
		  put_day(o, "test_from", r, w->test_from) &&
		  put_day(o, "test_to", r, w->test_to - 1) &&
		  rv_json_put_bool(o, "configured", !tried || r->trials[w->trial].sample == 0);
	cJSON *values = ok ? cJSON_AddObjectToObject(o, "values") : NULL;
	ok = values != NULL;
	for (size_t k = 0; ok && tried && k < r->n_values; k++)
		ok = rv_json_put_num(values, r->values[k], r->trials[w->trial].choice.value[k]);
	return ok;
}

rv_status rv_report_parameters(const rv_bt_result *r, cJSON **out)
{
	cJSON *o = cJSON_CreateObject();
	bool ok = put_head(o, r);
	cJSON *list = ok ? cJSON_AddArrayToObject(o, "windows") : NULL;
	ok = list != NULL;
	for (size_t i = 0; ok && i < r->n_windows; i++)
		ok = put_window(list, r, i);
	return done(o, ok, out);
}

/* ---- signals_today.json ---- */

rv_status rv_report_pass_of(const rv_bt_result *r, const rv_bt_window *w, cJSON *o)
{
	cJSON *p = cJSON_AddObjectToObject(o, "parameters");
	const bool chosen = w && w->trial < r->n_trials;
	if (!p || !rv_json_put_text(p, "of", chosen ? "training" : "configuration"))
		return RV_ENOMEM;
	if (!chosen)
		return RV_OK;
	const rv_bt_trial *t = &r->trials[w->trial];
	const size_t last = w->train_to > w->train_from ? w->train_to - 1 : SIZE_MAX;
	bool ok = rv_json_put_i64(p, "window", w - r->windows) &&
		  put_day(p, "train_from", r, w->train_from) && put_day(p, "train_to", r, last) &&
		  rv_json_put_bool(p, "configured", t->sample == 0);
	cJSON *values = ok ? cJSON_AddObjectToObject(p, "values") : NULL;
	ok = values != NULL;
	for (size_t k = 0; ok && k < r->n_values; k++)
		ok = rv_json_put_num(values, r->values[k], t->choice.value[k]);
	return ok ? RV_OK : RV_ENOMEM;
}

/* ---- run.json ---- */

/* NULL where it is not known. */
static bool put_hash(cJSON *o, const char *key, const char *hash)
{
	return hash[0] ? rv_json_put_text(o, key, hash)
		       : rv_json_put_item(o, key, cJSON_CreateNull());
}

static bool put_walk(cJSON *root, const rv_bt_walk *w)
{
	char seed[24]; /* as text: a reader's number may have 53 bits */
	cJSON *o = cJSON_AddObjectToObject(root, "walk");
	(void)snprintf(seed, sizeof(seed), "%llu", (unsigned long long)w->seed);
	return o && rv_json_put_bool(o, "on", w->on) &&
	       rv_json_put_i64(o, "train_days", w->train_days) &&
	       rv_json_put_i64(o, "test_days", w->test_days) &&
	       rv_json_put_i64(o, "purge_days", w->purge_days) &&
	       rv_json_put_i64(o, "embargo_days", w->embargo_days) &&
	       rv_json_put_i64(o, "min_test_days", w->min_test_days) &&
	       rv_json_put_i64(o, "samples", (int64_t)w->samples) &&
	       rv_json_put_text(o, "seed", seed);
}

static bool put_costs(cJSON *root, const rv_bt_costs *c)
{
	cJSON *o = cJSON_AddObjectToObject(root, "costs");
	return o && rv_json_put_num(o, "maker_bps", c->maker_bps) &&
	       rv_json_put_num(o, "taker_bps", c->taker_bps) &&
	       rv_json_put_num(o, "maker_share", c->maker_share) &&
	       rv_json_put_num(o, "slippage_bps", c->slippage_bps) &&
	       rv_json_put_num(o, "adv_multiplier", c->adv_multiplier) &&
	       rv_json_put_num(o, "min_notional_usd", c->min_notional_usd) &&
	       rv_json_put_num(o, "factor", c->factor);
}

rv_status rv_report_run(const rv_bt_result *r, const rv_report_sources *s, cJSON **out)
{
	cJSON *o = cJSON_CreateObject();
	const bool ok = put_head(o, r) && put_day(o, "from", r, 0) &&
			put_day(o, "to", r, r->n_days - 1) &&
			rv_json_put_num(o, "nav_usd", r->nav_usd) &&
			rv_json_put_text(o, "universe_source", r->universe_source) &&
			put_hash(o, "data_hash", s->data_hash) &&
			put_hash(o, "config_hash", s->config_hash) &&
			put_hash(o, "binary_hash", s->binary_hash) && put_walk(o, &r->walk) &&
			put_costs(o, &r->costs);
	return done(o, ok, out);
}
