/*
 * The block of majors alts; see score_modules.h. The basket and the majors are the neutral book at
 * scale 1; "scale" and "trading" say how much of it the regime holds.
 */
#include "app/json_put.h"
#include "app/score_modules.h"

#include <math.h>

static cJSON *features_of(const rv_ma_result *m)
{
	cJSON *all = cJSON_CreateObject();
	bool ok = all != NULL;
	for (size_t i = 0; ok && i < RV_MA_FEATURES; i++) {
		cJSON *one = cJSON_CreateObject();
		ok = one && rv_json_put_num(one, "raw", m->features[i].raw) &&
		     rv_json_put_num(one, "z", m->features[i].z) &&
		     rv_json_put_num(one, "contribution", m->features[i].contribution);
		ok = rv_json_put_item(all, rv_ma_feature_name((rv_ma_feature)i), one) && ok;
	}
	if (!ok) {
		cJSON_Delete(all);
		return NULL;
	}
	return all;
}

static cJSON *extras_of(const rv_ma_result *m)
{
	const rv_ma_extras *e = &m->extras;
	const struct {
		const char *key;
		double v;
	} rows[] = {
		{ "breadth_median", e->breadth_median },
		{ "breadth_iqr", e->breadth_iqr },
		{ "breadth_slope5", e->breadth_slope5 },
		{ "breadth_slope20", e->breadth_slope20 },
		{ "dominance_change1", e->dominance_change1 },
		{ "dominance_change5", e->dominance_change5 },
		{ "skew_z3", e->skew_z3 },
		{ "volume_z30", e->volume_z30 },
		{ "volume_highs", e->volume_highs },
		{ "momentum_3d", e->momentum_3d },
		{ "btc_return_7d", e->btc_return_7d },
	};
	cJSON *all = cJSON_CreateObject();
	bool ok = all != NULL;
	for (size_t i = 0; ok && i < sizeof(rows) / sizeof(rows[0]); i++)
		ok = rv_json_put_num(all, rows[i].key, rows[i].v);
	if (!ok) {
		cJSON_Delete(all);
		return NULL;
	}
	return all;
}

static cJSON *basket_of(const rv_step_result *r)
{
	cJSON *all = cJSON_CreateObject();
	bool ok = all != NULL;
	for (size_t i = 0; ok && i < r->ma.n_basket; i++) {
		const rv_ma_leg *l = &r->ma.basket[i];
		cJSON *one = cJSON_CreateObject();
		ok = one && rv_json_put_num(one, "beta_btc", l->beta_btc) &&
		     rv_json_put_num(one, "beta_eth", l->beta_eth) &&
		     rv_json_put_num(one, "weight", l->weight);
		ok = rv_json_put_item(all, r->daily_names[l->index], one) && ok;
	}
	if (!ok) {
		cJSON_Delete(all);
		return NULL;
	}
	return all;
}

static cJSON *excluded_of(const rv_step_result *r)
{
	cJSON *all = cJSON_CreateObject();
	bool ok = all != NULL;
	for (size_t i = 0; ok && i < r->ma.n_coins; i++) {
		if (r->ma.reason[i] != RV_MA_IN_BASKET)
			ok = rv_json_put_text(all, r->daily_names[i],
					      rv_ma_reason_text((rv_ma_reason)r->ma.reason[i]));
	}
	if (!ok) {
		cJSON_Delete(all);
		return NULL;
	}
	return all;
}

static cJSON *numbers_of(size_t n, const char *const *keys, const double *values)
{
	cJSON *all = cJSON_CreateObject();
	bool ok = all != NULL;
	for (size_t i = 0; ok && i < n; i++)
		ok = rv_json_put_num(all, keys[i], values[i]);
	if (!ok) {
		cJSON_Delete(all);
		return NULL;
	}
	return all;
}

static bool put_regime(cJSON *o, const rv_ma_result *m, int n_regimes)
{
	const bool known = m->state.regime != RV_MA_UNKNOWN;
	const char *name = rv_ma_regime_name(m->state.regime, n_regimes);
	return rv_json_put_num(o, "score_raw", m->score_raw) &&
	       rv_json_put_num(o, "score", m->score) && rv_json_put_bool(o, "gated", m->gated) &&
	       rv_json_put_text(o, "regime", name) &&
	       rv_json_put_num(o, "age_bars", known ? (double)m->state.age_bars : NAN) &&
	       rv_json_put_i64(o, "missing_days", m->state.missing_days) &&
	       rv_json_put_num(o, "to_up", m->to_up) && rv_json_put_num(o, "to_down", m->to_down) &&
	       rv_json_put_bool(o, "trading", m->trading) && rv_json_put_num(o, "scale", m->scale);
}

static bool put_book(cJSON *o, const rv_step_result *r)
{
	static const char *const majors[] = { "BTC", "ETH" };
	static const char *const residual[] = { "btc", "eth", "net" };
	const rv_ma_result *m = &r->ma;
	return rv_json_put_i64(o, "alts", (int64_t)m->n_alts) &&
	       rv_json_put_bool(o, "market_caps_known", m->mcap_known) &&
	       rv_json_put_item(o, "basket", basket_of(r)) &&
	       rv_json_put_item(
		       o, "majors",
		       numbers_of(2, majors, (const double[]){ m->weight_btc, m->weight_eth })) &&
	       rv_json_put_item(
		       o, "residual_exposure",
		       numbers_of(3, residual,
				  (const double[]){ m->exposure_btc, m->exposure_eth, m->net })) &&
	       rv_json_put_item(o, "excluded", excluded_of(r));
}

bool rv_score_put_majors_alts(cJSON *root, const rv_step_result *r)
{
	if (r->ma.close_ms == 0)
		return rv_json_put_num(root, "majors_alts", NAN);
	cJSON *o = cJSON_CreateObject();
	const bool ok = o && rv_json_put_item(o, "features", features_of(&r->ma)) &&
			put_regime(o, &r->ma, r->ma.n_regimes) && put_book(o, r) &&
			rv_json_put_item(o, "extras", extras_of(&r->ma));
	return rv_json_put_item(root, "majors_alts", o) && ok;
}
