/* The blocks of hybrid and of the screener; see score_modules.h. */
#include "app/json_put.h"
#include "app/score_modules.h"

static bool put_sources(cJSON *one, const rv_hybrid_symbol *s)
{
	cJSON *sources = cJSON_AddObjectToObject(one, "sources");
	bool ok = sources != NULL;
	for (int k = 0; ok && s->known && k < RV_PART_N; k++)
		ok = rv_json_put_text(sources, rv_part_name((rv_hybrid_part)k),
				      rv_part_source_text(s->source[k]));
	return ok;
}

/* The numbers of the long side; the screener has both. */
static bool put_symbol(cJSON *one, const rv_hybrid_symbol *s)
{
	const rv_hybrid_side *l = &s->side[RV_LONG];
	bool ok =
		rv_json_put_num(one, "hybrid", l->hybrid) && rv_json_put_num(one, "base", l->base);
	for (int k = 0; ok && k < RV_PART_N; k++)
		ok = rv_json_put_num(one, rv_part_name((rv_hybrid_part)k), l->part[k]);
	return ok && rv_json_put_num(one, "rv", s->rv) &&
	       rv_json_put_text(one, "tier", rv_tier_name(s->tier)) &&
	       rv_json_put_text(one, "vol_regime", rv_vol_regime_name(s->vol_regime)) &&
	       rv_json_put_bool(one, "passes", l->passes) &&
	       rv_json_put_num(one, "vol_ratio", s->vol_ratio) &&
	       rv_json_put_num(one, "tier_multiplier", s->tier_multiplier) &&
	       rv_json_put_num(one, "router_quality", s->router_quality) &&
	       rv_json_put_text(one, "reason", rv_hybrid_reason_text(s->reason)) &&
	       put_sources(one, s);
}

static bool put_hybrid(cJSON *root, const rv_step_result *r)
{
	cJSON *block = cJSON_AddObjectToObject(root, "hybrid");
	bool ok = block != NULL;
	for (size_t i = 0; ok && i < r->hybrid.n; i++) {
		cJSON *one = cJSON_AddObjectToObject(block, r->signal_names[i]);
		ok = one && put_symbol(one, &r->hybrid.symbols[i]);
	}
	return ok;
}

static bool put_entry(cJSON *list, const rv_step_result *r, const rv_screen_entry *e)
{
	cJSON *one = cJSON_CreateObject();
	if (!one || !cJSON_AddItemToArray(list, one)) {
		cJSON_Delete(one);
		return false;
	}
	return rv_json_put_text(one, "symbol", r->signal_names[e->index]) &&
	       rv_json_put_text(one, "side", e->side == RV_LONG ? "long" : "short") &&
	       rv_json_put_num(one, "hybrid", e->hybrid) && rv_json_put_num(one, "rv", e->rv) &&
	       rv_json_put_text(one, "action", rv_screen_action_name(e->action)) &&
	       rv_json_put_text(one, "reason", e->reason);
}

bool rv_score_put_hybrid(cJSON *root, const rv_step_result *r)
{
	if (!put_hybrid(root, r))
		return false;
	cJSON *list = cJSON_AddArrayToObject(root, "screener");
	bool ok = list != NULL;
	for (size_t k = 0; ok && k < r->hybrid.n_screen; k++)
		ok = put_entry(list, r, &r->hybrid.screen[k]);
	return ok;
}
