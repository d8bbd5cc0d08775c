/* The blocks of market-aware risk and of the ensemble; see score_modules.h. */
#include "app/json_put.h"
#include "app/score_modules.h"
#include "engine/base/num.h"

static bool put_symbol(cJSON *one, const rv_risk_symbol *s)
{
	return rv_json_put_num(one, "leader_vol_factor", s->leader_vol_factor) &&
	       rv_json_put_num(one, "beta_factor", s->beta_factor) &&
	       rv_json_put_num(one, "divergence_factor", s->divergence_factor) &&
	       rv_json_put_num(one, "vol_factor", s->vol_factor) &&
	       rv_json_put_num(one, "drawdown_factor", s->drawdown_factor) &&
	       rv_json_put_num(one, "size_multiplier", s->size_multiplier) &&
	       rv_json_put_num(one, "stop_bps", s->stop_bps) &&
	       rv_json_put_bool(one, "beta_assumed", s->beta_assumed) &&
	       rv_json_put_bool(one, "buy_blocked", s->buy_blocked) &&
	       rv_json_put_text(one, "gate_reason", s->gate_reason);
}

/* The names of the coins of group g, as one list in the list of groups. */
static bool put_group(cJSON *groups, const rv_step_result *r, int g)
{
	cJSON *list = cJSON_CreateArray();
	if (!list || !cJSON_AddItemToArray(groups, list)) {
		cJSON_Delete(list);
		return false;
	}
	bool ok = true;
	for (size_t i = 0; ok && i < r->risk.n; i++)
		ok = r->risk.group_of[i] != g || rv_json_push_text(list, r->signal_names[i]);
	return ok;
}

static bool push_num(cJSON *list, double v)
{
	char text[RV_NUM_TEXT];
	cJSON *item = cJSON_CreateRaw(rv_num_format(v, text));
	if (item && cJSON_AddItemToArray(list, item))
		return true;
	cJSON_Delete(item);
	return false;
}

static bool put_heat(cJSON *block, const rv_step_result *r)
{
	cJSON *heat = cJSON_AddObjectToObject(block, "heat");
	bool ok = heat && rv_json_put_num(heat, "gross", r->risk.gross_heat) &&
		  rv_json_put_num(heat, "beta", r->risk.beta_heat);
	cJSON *groups = ok ? cJSON_AddArrayToObject(heat, "groups") : NULL;
	cJSON *heats = groups ? cJSON_AddArrayToObject(heat, "group_heat") : NULL;
	ok = heats != NULL;
	for (size_t g = 0; ok && g < r->risk.n_groups; g++) {
		ok = put_group(groups, r, (int)g) && push_num(heats, r->risk.groups[g].exposure);
	}
	return ok;
}

static bool put_risk(cJSON *root, const rv_step_result *r)
{
	cJSON *block = cJSON_AddObjectToObject(root, "risk");
	bool ok = block != NULL;
	for (size_t i = 0; ok && i < r->risk.n; i++) {
		cJSON *one = cJSON_AddObjectToObject(block, r->signal_names[i]);
		ok = one && put_symbol(one, &r->risk.symbols[i]);
	}
	return ok && put_heat(block, r);
}

static bool put_vote(cJSON *one, const rv_risk_symbol *s)
{
	bool ok = rv_json_put_text(one, "vote", rv_vote_name(s->vote)) &&
		  rv_json_put_num(one, "confidence", s->confidence) &&
		  rv_json_put_num(one, "agreement", s->agreement) &&
		  rv_json_put_num(one, "rs", s->rs) &&
		  rv_json_put_num(one, "leader_bias", s->leader_bias);
	cJSON *sources = ok ? cJSON_AddObjectToObject(one, "sources") : NULL;
	ok = sources != NULL;
	for (int k = 0; ok && k < RV_SRC_N; k++) {
		const rv_source_vote *v = &s->sources[k];
		if (!v->present)
			continue;
		cJSON *source = cJSON_AddObjectToObject(sources, rv_source_name((rv_source)k));
		ok = source && rv_json_put_text(source, "vote", rv_vote_name(v->vote)) &&
		     rv_json_put_num(source, "confidence", v->confidence);
	}
	return ok;
}

bool rv_score_put_risk(cJSON *root, const rv_step_result *r)
{
	if (!put_risk(root, r))
		return false;
	cJSON *block = cJSON_AddObjectToObject(root, "ensemble");
	bool ok = block != NULL;
	for (size_t i = 0; ok && i < r->risk.n; i++) {
		cJSON *one = cJSON_AddObjectToObject(block, r->signal_names[i]);
		ok = one && put_vote(one, &r->risk.symbols[i]);
	}
	return ok;
}
