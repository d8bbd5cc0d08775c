/* The block of the multi-bucket portfolio; see score_modules.h. */
#include "app/json_put.h"
#include "app/score_modules.h"

static bool put_entries(cJSON *one, const char *key, unsigned bits)
{
	static const struct {
		unsigned bit;
		const char *word;
	} words[] = { { RV_ENTRY_MOMENTUM_LONG, "momentum_long" },
		      { RV_ENTRY_RESIDUAL_LONG, "residual_long" },
		      { RV_ENTRY_RESIDUAL_SHORT, "residual_short" },
		      { RV_ENTRY_MR_LONG, "mean_reversion_long" },
		      { RV_ENTRY_MR_SHORT, "mean_reversion_short" },
		      { RV_ENTRY_PAIR_LONG, "pair_long" },
		      { RV_ENTRY_PAIR_SHORT, "pair_short" } };
	cJSON *list = cJSON_AddArrayToObject(one, key);
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < sizeof(words) / sizeof(words[0]); i++) {
		if (bits & words[i].bit)
			ok = rv_json_push_text(list, words[i].word);
	}
	return ok;
}

static bool put_momentum(cJSON *one, const rv_bucket_symbol *s)
{
	return rv_json_put_num(one, "m7", s->m[0]) && rv_json_put_num(one, "m14", s->m[1]) &&
	       rv_json_put_num(one, "m30", s->m[2]) && rv_json_put_num(one, "z7", s->z[0]) &&
	       rv_json_put_num(one, "z14", s->z[1]) && rv_json_put_num(one, "z30", s->z[2]) &&
	       rv_json_put_num(one, "cm", s->cm) && rv_json_put_num(one, "cm_rank", s->cm_rank) &&
	       rv_json_put_num(one, "acc", s->acc) && rv_json_put_num(one, "ms", s->ms);
}

static bool put_symbol(cJSON *per_symbol, const char *name, const rv_bucket_symbol *s)
{
	cJSON *one = cJSON_AddObjectToObject(per_symbol, name);
	bool ok = one && put_momentum(one, s) && rv_json_put_num(one, "beta_btc", s->beta_btc) &&
		  rv_json_put_num(one, "residual", s->residual) &&
		  rv_json_put_num(one, "residual_z", s->residual_z) &&
		  rv_json_put_num(one, "rsi14", s->rsi14) &&
		  rv_json_put_num(one, "atr14", s->atr14) &&
		  rv_json_put_num(one, "sigma20", s->sigma20) &&
		  rv_json_put_num(one, "stop_price", s->stop_price) &&
		  rv_json_put_num(one, "mean_reversion_price", s->mr_price) &&
		  put_entries(one, "entries", s->entries) && put_entries(one, "exits", s->exits);
	if (ok && s->reason[0])
		ok = rv_json_put_text(one, "reason", s->reason);
	return ok;
}

static bool put_target(cJSON *targets, const char *name, const rv_bucket_symbol *s)
{
	cJSON *one = cJSON_AddObjectToObject(targets, name);
	bool ok = one != NULL;
	for (int b = 0; ok && b < RV_BUCKET_N; b++)
		ok = rv_json_put_num(one, rv_bucket_name((rv_bucket)b), s->target[b]);
	return ok && rv_json_put_num(one, "net", s->net);
}

static bool put_symbols(cJSON *block, const rv_step_result *r)
{
	cJSON *per_symbol = cJSON_AddObjectToObject(block, "per_symbol");
	bool ok = per_symbol != NULL;
	for (size_t i = 0; ok && i < r->buckets.n; i++) {
		if (r->buckets.symbols[i].member)
			ok = put_symbol(per_symbol, r->daily_names[i], &r->buckets.symbols[i]);
	}
	return ok;
}

static bool put_targets(cJSON *block, const rv_step_result *r)
{
	cJSON *targets = cJSON_AddObjectToObject(block, "targets");
	bool ok = targets != NULL;
	for (size_t i = 0; ok && i < r->buckets.n; i++) {
		if (r->buckets.symbols[i].member)
			ok = put_target(targets, r->daily_names[i], &r->buckets.symbols[i]);
	}
	return ok;
}

static bool put_correlation(cJSON *block, const rv_bucket_result *b)
{
	static const char *const days[RV_CORR_WINDOWS] = { "7", "14", "30", "60" };
	cJSON *corr = cJSON_AddObjectToObject(block, "avg_corr");
	bool ok = corr != NULL;
	for (int k = 0; ok && k < RV_CORR_WINDOWS; k++)
		ok = rv_json_put_num(corr, days[k], b->avg_corr[k]);
	return ok && rv_json_put_num(block, "avg_corr_used", b->avg_corr_used) &&
	       rv_json_put_num(block, "avg_corr_previous", b->avg_corr_previous) &&
	       rv_json_put_num(block, "avg_corr_mean_reversion", b->avg_corr_mr) &&
	       rv_json_put_bool(block, "avg_corr_default", b->avg_corr_default) &&
	       rv_json_put_num(block, "leverage_factor", b->leverage_factor) &&
	       rv_json_put_num(block, "leverage_factor_correlation",
			       b->leverage_factor_correlation) &&
	       rv_json_put_num(block, "corr_percentile", b->corr_percentile);
}

/* corr_jump and breadth: is the trigger met today; the numbers they compare beside them. */
static bool put_risk_off(cJSON *block, const rv_bucket_result *b)
{
	cJSON *o = cJSON_AddObjectToObject(block, "risk_off");
	return o && rv_json_put_bool(o, "active", b->risk_off) &&
	       rv_json_put_bool(o, "corr_jump", b->trigger_jump) &&
	       rv_json_put_bool(o, "breadth", b->trigger_breadth) &&
	       rv_json_put_num(o, "corr_change", b->jump) &&
	       rv_json_put_num(o, "flat_share", b->breadth) &&
	       rv_json_put_i64(o, "clear_days", b->release_days);
}

static bool put_pair(cJSON *pairs, const rv_bucket_pair *q)
{
	cJSON *one = cJSON_AddObjectToObject(pairs, q->name);
	return one && rv_json_put_num(one, "alpha", q->alpha) &&
	       rv_json_put_num(one, "beta", q->beta) && rv_json_put_num(one, "spread", q->spread) &&
	       rv_json_put_num(one, "z", q->z) && rv_json_put_num(one, "corr30", q->corr30) &&
	       rv_json_put_num(one, "corr_decline", q->corr_decline) &&
	       rv_json_put_text(one, "state", rv_pair_state_name(q->state));
}

/* A pair with a leg that has had no bar is not named: later data must not change a byte. */
static bool put_pairs(cJSON *block, const rv_bucket_result *b)
{
	cJSON *pairs = cJSON_AddObjectToObject(block, "pairs");
	bool ok = pairs != NULL;
	for (size_t k = 0; ok && k < b->n_pairs; k++) {
		if (b->pairs[k].x != SIZE_MAX && b->pairs[k].y != SIZE_MAX)
			ok = put_pair(pairs, &b->pairs[k]);
	}
	return ok;
}

static bool put_book(cJSON *block, const rv_bucket_result *b)
{
	cJSON *gross = cJSON_AddObjectToObject(block, "gross");
	bool ok = gross != NULL;
	for (int k = 0; ok && k < RV_BUCKET_N; k++)
		ok = rv_json_put_num(gross, rv_bucket_name((rv_bucket)k), b->gross[k]);
	return ok && rv_json_put_num(block, "net_beta", b->net_beta) &&
	       rv_json_put_num(block, "book_beta", b->book_beta) &&
	       rv_json_put_num(block, "hedge_btc", b->hedge_btc);
}

bool rv_score_put_buckets(cJSON *root, const rv_step_result *r)
{
	if (r->buckets.close_ms == 0) /* no daily bar by then */
		return rv_json_put_item(root, "buckets", cJSON_CreateNull());
	cJSON *block = cJSON_AddObjectToObject(root, "buckets");
	return block && put_symbols(block, r) && put_correlation(block, &r->buckets) &&
	       put_risk_off(block, &r->buckets) && put_pairs(block, &r->buckets) &&
	       put_targets(block, r) && put_book(block, &r->buckets);
}
