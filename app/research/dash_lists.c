/* Head, search and notes of the page's data; see dash_impl.h. */
#include "app/research/dash_impl.h"
#include "app/research/dash_json.h"

#include "app/json_put.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static bool put_costs(cJSON *head, const rv_bt_costs *c)
{
	cJSON *o = cJSON_AddObjectToObject(head, "costs");
	return o && rv_dash_num(o, "maker_bps", c->maker_bps) &&
	       rv_dash_num(o, "taker_bps", c->taker_bps) &&
	       rv_dash_num(o, "maker_share", c->maker_share) &&
	       rv_dash_num(o, "slippage_bps", c->slippage_bps) &&
	       rv_dash_num(o, "adv_multiplier", c->adv_multiplier) &&
	       rv_dash_num(o, "min_notional_usd", c->min_notional_usd) &&
	       rv_dash_num(o, "factor", c->factor);
}

static bool put_walk(cJSON *head, const rv_bt_walk *w)
{
	char seed[24]; /* text: a script's numbers have 53 bits */
	cJSON *o = cJSON_AddObjectToObject(head, "walk");
	(void)snprintf(seed, sizeof(seed), "%" PRIu64, w->seed);
	return o && rv_json_put_bool(o, "on", w->on) &&
	       rv_json_put_i64(o, "train_days", w->train_days) &&
	       rv_json_put_i64(o, "test_days", w->test_days) &&
	       rv_json_put_i64(o, "purge_days", w->purge_days) &&
	       rv_json_put_i64(o, "embargo_days", w->embargo_days) &&
	       rv_json_put_i64(o, "samples", (int64_t)w->samples) &&
	       rv_json_put_text(o, "seed", seed);
}

static bool put_names(cJSON *data, const char *key, const char (*names)[RV_BT_NAME], size_t n)
{
	cJSON *list = cJSON_AddArrayToObject(data, key);
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < n; i++)
		ok = rv_json_push_text(list, names[i]);
	return ok;
}

bool rv_dash_head(cJSON *data, const rv_bt_result *r)
{
	cJSON *o = cJSON_AddObjectToObject(data, "head");
	return o && rv_json_put_text(o, "strategy", rv_bt_strategy_name(r->strategy)) &&
	       rv_json_put_text(o, "profile", r->profile) &&
	       rv_json_put_text(o, "universe", r->universe_source) &&
	       rv_dash_num(o, "nav_usd", r->nav_usd) && put_costs(o, &r->costs) &&
	       put_walk(o, &r->walk) && put_names(data, "regimes", r->regimes, r->n_regimes) &&
	       put_names(data, "values", r->values, r->n_values);
}

static bool put_span(cJSON *o, const char *key, size_t from, size_t to)
{
	const int span[2] = { (int)from, (int)to };
	return rv_json_put_item(o, key, cJSON_CreateIntArray(span, 2));
}

static bool put_choice(cJSON *o, const rv_bt_result *r, size_t trial)
{
	if (trial == SIZE_MAX)
		return rv_json_put_item(o, "trial", cJSON_CreateNull());
	return rv_json_put_i64(o, "trial", (int64_t)trial) &&
	       rv_dash_nums(o, "choice", r->trials[trial].choice.value, r->n_values,
			    sizeof(double));
}

static bool put_window(cJSON *o, const rv_bt_result *r, const rv_bt_window *w)
{
	return put_span(o, "train", w->train_from, w->train_to) &&
	       put_span(o, "test", w->test_from, w->test_to) && put_choice(o, r, w->trial) &&
	       rv_dash_num(o, "pbo", w->pbo_sets ? w->pbo.pbo : (double)NAN) &&
	       rv_dash_num(o, "is_sharpe", w->is_sharpe) &&
	       rv_dash_num(o, "oos_sharpe", w->oos_sharpe) &&
	       rv_dash_num(o, "exante_btc", w->exante_btc) &&
	       rv_dash_num(o, "exante_eth", w->exante_eth) &&
	       rv_dash_num(o, "realised_btc", w->realised_btc) &&
	       rv_dash_num(o, "realised_eth", w->realised_eth) &&
	       rv_dash_num(o, "realised_rms", w->realised_rms);
}

static int64_t trial_window(const void *r, size_t i)
{
	return ((const rv_bt_result *)r)->trials[i].window;
}

static bool put_trials(cJSON *data, const rv_bt_result *r)
{
	cJSON *o = cJSON_AddObjectToObject(data, "trials");
	const rv_bt_trial none = { 0 }, *t = r->n_trials ? r->trials : &none;
	return o && rv_dash_ints(o, "window", r->n_trials, trial_window, r) &&
	       rv_dash_nums(o, "objective", &t->objective, r->n_trials, sizeof(*t)) &&
	       rv_dash_nums(o, "sharpe_day", &t->sharpe_day, r->n_trials, sizeof(*t));
}

bool rv_dash_search(cJSON *data, const rv_bt_result *r)
{
	cJSON *list = cJSON_AddArrayToObject(data, "windows");
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < r->n_windows; i++) {
		cJSON *o = cJSON_CreateObject();
		ok = o && cJSON_AddItemToArray(list, o) && put_window(o, r, &r->windows[i]);
	}
	return ok && put_trials(data, r);
}

bool rv_dash_notes(cJSON *data, const rv_bt_result *r)
{
	cJSON *list = cJSON_AddArrayToObject(data, "notes");
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < r->n_notes; i++) {
		const rv_bt_note *n = &r->notes[i];
		cJSON *o = cJSON_CreateObject();
		ok = o && cJSON_AddItemToArray(list, o) &&
		     rv_json_put_text(o, "symbol", n->symbol) &&
		     rv_json_put_i64(o, "at_ms", n->at_ms) &&
		     rv_json_put_text(o, "text", n->text) &&
		     rv_dash_num(o, "cost_usd", n->cost_usd);
	}
	return ok;
}
