/* The block of market structure; see score_modules.h. */
#include "app/json_put.h"
#include "app/score_modules.h"

#include <math.h>

static bool put_pair(cJSON *symbol, const char *leader, const rv_ms_pair *p)
{
	cJSON *o = cJSON_AddObjectToObject(symbol, leader);
	const double lag = isnan(p->lag_correlation) ? NAN : (double)p->lead_lag;
	return o && rv_json_put_num(o, "beta", p->beta) && rv_json_put_num(o, "alpha", p->alpha) &&
	       rv_json_put_num(o, "r_squared", p->r_squared) &&
	       rv_json_put_num(o, "beta_se", p->beta_se) &&
	       rv_json_put_num(o, "correlation", p->correlation) &&
	       rv_json_put_num(o, "divergence", p->divergence) &&
	       rv_json_put_num(o, "volatility", p->volatility) &&
	       rv_json_put_num(o, "relative_momentum", p->relative_momentum) &&
	       rv_json_put_num(o, "lead_lag", lag) &&
	       rv_json_put_num(o, "lead_lag_correlation", p->lag_correlation) &&
	       rv_json_put_num(o, "lead_lag_confidence", p->lag_confidence) &&
	       rv_json_put_num(o, "spillover", p->spillover) &&
	       rv_json_put_num(o, "vol_correlation", p->vol_correlation) &&
	       rv_json_put_num(o, "spillover_half_life", p->half_life) &&
	       rv_json_put_bool(o, "overlap_biased", p->overlap_biased);
}

static bool put_symbol(cJSON *per_symbol, const char *name, const rv_ms_result *r, size_t i)
{
	const rv_ms_symbol *s = &r->symbols[i];
	cJSON *o = cJSON_AddObjectToObject(per_symbol, name);
	bool ok = o != NULL;
	for (size_t l = 0; ok && l < RV_LEADERS; l++)
		ok = put_pair(o, r->leaders[l].name, &s->pairs[l]);
	ok = ok && rv_json_put_text(o, "regime", rv_leader_regime_name(s->regime)) &&
	     rv_json_put_num(o, "regime_confidence", s->confidence) &&
	     rv_json_put_bool(o, "rotation", s->rotation);
	if (ok && s->new_leader >= 0)
		ok = rv_json_put_text(o, "new_leader", r->leaders[s->new_leader].name);
	else if (ok)
		ok = rv_json_put_num(o, "new_leader", NAN);
	return ok && rv_json_put_num(o, "cross_asset_correlation", s->cross_asset_correlation) &&
	       rv_json_put_num(o, "divergence_score", s->divergence_score);
}

static bool put_leaders(cJSON *block, const rv_ms_result *r)
{
	cJSON *leaders = cJSON_AddObjectToObject(block, "leaders");
	bool ok = leaders != NULL;
	for (size_t l = 0; ok && l < RV_LEADERS; l++) {
		cJSON *o = cJSON_AddObjectToObject(leaders, r->leaders[l].name);
		ok = o && rv_json_put_num(o, "trend", r->leaders[l].trend) &&
		     rv_json_put_num(o, "volatility", r->leaders[l].volatility);
	}
	return ok;
}

bool rv_score_put_market_structure(cJSON *root, const rv_step_result *r)
{
	cJSON *block = cJSON_AddObjectToObject(root, "market_structure");
	cJSON *per_symbol = block ? cJSON_AddObjectToObject(block, "per_symbol") : NULL;
	bool ok = per_symbol != NULL;
	for (size_t i = 0; ok && i < r->ms.n; i++)
		ok = put_symbol(per_symbol, r->signal_names[i], &r->ms, i);
	return ok && put_leaders(block, &r->ms);
}
