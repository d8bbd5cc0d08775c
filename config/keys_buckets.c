/* Keys of the block "buckets"; see tables.h. */
#include "config/tables.h"

#define AT(name, kind, member, lo, hi) RV_KEY_NUMBER(name, kind, step.buckets.member, lo, hi)
#define NAMES(name, member, n_member, cap)                                                         \
	RV_KEY_LIST(name, RV_KEY_SYMBOLS, step.buckets.member, step.buckets.n_member, cap)

static const rv_key momentum_keys[] = {
	AT("horizon_short", RV_KEY_INT, horizon[0], 1, 100),
	AT("horizon_mid", RV_KEY_INT, horizon[1], 1, 100),
	AT("horizon_long", RV_KEY_INT, horizon[2], 1, 100),
	AT("weight_short", RV_KEY_DOUBLE, cm_weight[0], 0, 1),
	AT("weight_mid", RV_KEY_DOUBLE, cm_weight[1], 0, 1),
	AT("weight_long", RV_KEY_DOUBLE, cm_weight[2], 0, 1),
	AT("z_window", RV_KEY_INT, z_window, 2, 365),
	AT("z_min", RV_KEY_INT, z_min, 2, 365),
	AT("cm_entry", RV_KEY_DOUBLE, cm_entry, 0, 10),
	AT("m7_entry", RV_KEY_DOUBLE, m7_entry, -1, 1),
	AT("acc_entry", RV_KEY_DOUBLE, acc_entry, -1, 1),
	AT("z30_trend", RV_KEY_DOUBLE, z30_trend, 0, 10),
	AT("acc_per_day", RV_KEY_BOOL, acc_per_day, 0, 0),
	AT("cm_exit", RV_KEY_DOUBLE, cm_exit, -10, 10),
	AT("ms_exit", RV_KEY_DOUBLE, ms_exit, -1, 1),
	AT("acc_exit_days", RV_KEY_INT, acc_exit_days, 1, 30),
	AT("rsi_days", RV_KEY_INT, rsi_days, 2, 100),
	AT("ms_turn_days", RV_KEY_INT, ms_turn, 1, 30),
	AT("ms_scale", RV_KEY_POSITIVE, ms_scale, 0, 100),
	AT("ms_updays", RV_KEY_BOOL, ms_updays, 0, 0),
	RV_KEY_END,
};

static const rv_key residual_keys[] = {
	AT("window", RV_KEY_INT, resid_window, 3, 365),
	AT("z_window", RV_KEY_INT, resid_z, 2, 365),
	AT("entry", RV_KEY_DOUBLE, resid_entry, 0, 10),
	AT("give_back", RV_KEY_DOUBLE, resid_give_back, 0, 1),
	AT("boost_z", RV_KEY_DOUBLE, resid_boost_z, 0, 10),
	AT("boost", RV_KEY_DOUBLE, resid_boost, 1, 3),
	AT("cum20", RV_KEY_BOOL, resid_cum20, 0, 0),
	AT("max_names", RV_KEY_INT, resid_max_names, 0, 32),
	AT("beta_tolerance", RV_KEY_POSITIVE, beta_tol, 0, 1),
	AT("beta_goal", RV_KEY_DOUBLE, beta_goal, 0, 1),
	AT("beta_floor", RV_KEY_DOUBLE, beta_floor, 0, 1),
	RV_KEY_END,
};

static const rv_key mean_reversion_keys[] = {
	AT("z7", RV_KEY_DOUBLE, mr_z, 0, 10),
	AT("target_z7", RV_KEY_DOUBLE, mr_target, 0, 10),
	AT("ms_long", RV_KEY_DOUBLE, mr_ms, -1, 1),
	AT("max_correlation", RV_KEY_DOUBLE, mr_corr, -1, 1),
	AT("correlation_after_btc", RV_KEY_BOOL, mr_corr_residual, 0, 0),
	AT("size", RV_KEY_DOUBLE, mr_size, 0, 1),
	AT("short_limit", RV_KEY_DOUBLE, mr_short_limit, 0, 1),
	RV_KEY_END,
};

static const rv_key pair_keys[] = {
	AT("window", RV_KEY_INT, pair_window, 3, 365),
	AT("log_prices", RV_KEY_BOOL, pair_log, 0, 0),
	AT("entry", RV_KEY_DOUBLE, pair_entry, 0, 10),
	AT("half_exit", RV_KEY_DOUBLE, pair_partial, 0, 10),
	AT("stop", RV_KEY_POSITIVE, pair_stop, 0, 20),
	AT("min_correlation", RV_KEY_DOUBLE, pair_corr, -1, 1),
	AT("decline", RV_KEY_DOUBLE, pair_decline, -2, 2),
	AT("breakdown", RV_KEY_DOUBLE, pair_break, -1, 1),
	AT("correlation_days", RV_KEY_INT, pair_corr_days, 3, 365),
	AT("decline_days", RV_KEY_INT, pair_decline_days, 3, 180),
	RV_KEY_END,
};

static const rv_key correlation_keys[] = {
	AT("days", RV_KEY_INT, corr_days, 3, 90),
	AT("min_days", RV_KEY_INT, corr_min, 2, 90),
	AT("default", RV_KEY_DOUBLE, corr_default, -1, 1),
	AT("pooled", RV_KEY_BOOL, corr_pooled, 0, 0),
	AT("after_btc", RV_KEY_BOOL, corr_residual, 0, 0),
	RV_KEY_END,
};

static const rv_key leverage_keys[] = {
	AT("low", RV_KEY_DOUBLE, lf_low, -1, 1),
	AT("high", RV_KEY_DOUBLE, lf_high, -1, 1),
	AT("floor", RV_KEY_DOUBLE, lf_floor, 0, 1),
	AT("mode_floor", RV_KEY_BOOL, lf_mode_floor, 0, 0),
	AT("percentile", RV_KEY_BOOL, lf_percentile, 0, 0),
	AT("percentile_days", RV_KEY_INT, lf_days, 2, 400),
	AT("percentile_min_days", RV_KEY_INT, lf_days_min, 2, 400),
	AT("percentile_low", RV_KEY_DOUBLE, lf_pct_low, 0, 1),
	AT("percentile_high", RV_KEY_DOUBLE, lf_pct_high, 0, 1),
	RV_KEY_END,
};

static const rv_key risk_off_keys[] = {
	AT("jump", RV_KEY_DOUBLE, riskoff_jump, 0, 2),
	AT("level", RV_KEY_DOUBLE, riskoff_level, -1, 1),
	AT("flat_cm", RV_KEY_DOUBLE, riskoff_cm, 0, 10),
	AT("breadth", RV_KEY_DOUBLE, riskoff_breadth, 0, 1),
	AT("release_days", RV_KEY_INT, riskoff_release, 1, 100),
	RV_KEY_END,
};

static const rv_key sizing_keys[] = {
	AT("target_vol", RV_KEY_DOUBLE, target_vol, 0, 5),
	AT("k", RV_KEY_DOUBLE, k, 0, 10),
	AT("k_correlation", RV_KEY_BOOL, k_corr, 0, 0),
	AT("vol_days", RV_KEY_INT, vol_days, 2, 365),
	AT("vol_min_days", RV_KEY_INT, vol_min, 2, 365),
	AT("annualization_days", RV_KEY_POSITIVE, annualization_days, 0, 366),
	AT("asset_cap", RV_KEY_DOUBLE, asset_cap, 0, 1),
	AT("cluster_cap", RV_KEY_DOUBLE, cluster_cap, 0, 10),
	AT("adv_share", RV_KEY_DOUBLE, adv_share, 0, 1),
	AT("adv_days", RV_KEY_INT, adv_days, 1, 365),
	AT("adv_min_days", RV_KEY_INT, adv_min, 1, 365),
	AT("min_notional_usd", RV_KEY_DOUBLE, min_notional, 0, 1e+06),
	AT("confidence_high", RV_KEY_DOUBLE, conf_high, 0, 2),
	AT("confidence_mid", RV_KEY_DOUBLE, conf_mid, 0, 2),
	AT("confidence_low", RV_KEY_DOUBLE, conf_low, 0, 2),
	AT("confidence_high_at", RV_KEY_DOUBLE, conf_high_at, 0, 1),
	AT("confidence_mid_at", RV_KEY_DOUBLE, conf_mid_at, 0, 1),
	AT("full_momentum", RV_KEY_POSITIVE, conf_scale[RV_BUCKET_MOMENTUM], 0, 100),
	AT("full_residual", RV_KEY_POSITIVE, conf_scale[RV_BUCKET_RESIDUAL], 0, 100),
	AT("full_mean_reversion", RV_KEY_POSITIVE, conf_scale[RV_BUCKET_MEAN_REVERSION], 0, 100),
	AT("full_pair", RV_KEY_POSITIVE, conf_scale[RV_BUCKET_PAIR], 0, 100),
	AT("target_momentum", RV_KEY_DOUBLE, targets[RV_BUCKET_MOMENTUM], 0, 1),
	AT("target_residual", RV_KEY_DOUBLE, targets[RV_BUCKET_RESIDUAL], 0, 1),
	AT("target_mean_reversion", RV_KEY_DOUBLE, targets[RV_BUCKET_MEAN_REVERSION], 0, 1),
	AT("target_pair", RV_KEY_DOUBLE, targets[RV_BUCKET_PAIR], 0, 1),
	RV_KEY_END,
};

static const rv_key stops_keys[] = {
	AT("atr_days", RV_KEY_INT, atr_days, 1, 100),
	AT("atr_stop", RV_KEY_POSITIVE, atr_stop, 0, 20),
	AT("chandelier", RV_KEY_BOOL, trail_chandelier, 0, 0),
	AT("atr_trail", RV_KEY_POSITIVE, atr_trail, 0, 20),
	AT("time_stop_days", RV_KEY_INT, time_stop_days, 1, 365),
	AT("time_stop_share", RV_KEY_DOUBLE, time_stop_share, 0, 1),
	AT("drawdown_cut", RV_KEY_POSITIVE, dd_cut, 0, 1),
	AT("drawdown_resume", RV_KEY_DOUBLE, dd_resume, 0, 1),
	AT("drawdown_factor", RV_KEY_DOUBLE, dd_factor, 0, 1),
	RV_KEY_END,
};

const rv_key rv_keys_buckets[] = {
	NAMES("universe", universe, n_universe, RV_BUCKET_UNIVERSE_MAX),
	RV_KEY_LIST("pairs", RV_KEY_PAIRS, step.buckets.pairs, step.buckets.n_pairs,
		    RV_BUCKET_PAIRS_MAX),
	NAMES("cluster", cluster, n_cluster, RV_BUCKET_CLUSTER_MAX),
	NAMES("factors", factors, n_factors, RV_BUCKET_CLUSTER_MAX),
	AT("benchmark", RV_KEY_SYMBOL, benchmark, 0, 0),
	RV_KEY_TABLE("momentum", momentum_keys),
	RV_KEY_TABLE("residual", residual_keys),
	RV_KEY_TABLE("mean_reversion", mean_reversion_keys),
	RV_KEY_TABLE("pair", pair_keys),
	RV_KEY_TABLE("correlation", correlation_keys),
	RV_KEY_TABLE("leverage", leverage_keys),
	RV_KEY_TABLE("risk_off", risk_off_keys),
	RV_KEY_TABLE("sizing", sizing_keys),
	RV_KEY_TABLE("stops", stops_keys),
	RV_KEY_END,
};

rv_status rv_keys_check_buckets(const rv_json_doc *doc, const rv_bucket_params *p, rv_err *err)
{
	const char *wrong = rv_bucket_params_error(p);
	if (!wrong)
		return RV_OK;
	const cJSON *block = cJSON_GetObjectItemCaseSensitive(doc->root, "buckets");
	return rv_err_set(err, RV_ERANGE, "%s:%zu: key \"buckets\": %s", doc->path,
			  rv_json_doc_line(doc, block ? block : doc->root), wrong);
}
