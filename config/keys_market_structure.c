/* Keys of the block "market_structure"; see tables.h. */
#include "config/tables.h"

/* A window of hourly bars fits a frame of RV_STEP_HOURLY_BARS, one of daily bars its own. */
enum { HOURLY_DAYS_MAX = RV_STEP_HOURLY_BARS / 24 - 1, DAILY_DAYS_MAX = RV_STEP_DAILY_BARS - 1 };

static const rv_key leader_keys[] = {
	RV_KEY_NUMBER("first", RV_KEY_SYMBOL, step.ms.leaders[0], 0, 0),
	RV_KEY_NUMBER("second", RV_KEY_SYMBOL, step.ms.leaders[1], 0, 0),
	RV_KEY_NUMBER("third", RV_KEY_SYMBOL, step.ms.leaders[2], 0, 0),
	/* not all 0: what is left of one leader still needs a weight */
	RV_KEY_NUMBER("first_weight", RV_KEY_POSITIVE, step.ms.trend_weights[0], 0, 1),
	RV_KEY_NUMBER("second_weight", RV_KEY_DOUBLE, step.ms.trend_weights[1], 0, 1),
	RV_KEY_NUMBER("third_weight", RV_KEY_DOUBLE, step.ms.trend_weights[2], 0, 1),
	RV_KEY_END,
};

const rv_key rv_keys_market_structure[] = {
	RV_KEY_TABLE("leaders", leader_keys),
	RV_KEY_NUMBER("window_days", RV_KEY_INT, step.ms.window_days, 1, HOURLY_DAYS_MAX),
	RV_KEY_NUMBER("spillover_days_daily", RV_KEY_INT, step.ms.spillover_days_daily, 1,
		      DAILY_DAYS_MAX),
	RV_KEY_NUMBER("beta_min_returns", RV_KEY_INT, step.ms.beta_min, 3, 1000),
	RV_KEY_NUMBER("lead_lag_min_returns", RV_KEY_INT, step.ms.lag_min, 3, 1000),
	RV_KEY_NUMBER("lead_lag_min_pairs", RV_KEY_INT, step.ms.lag_pair_min, 3, 1000),
	RV_KEY_NUMBER("vol_window", RV_KEY_INT, step.ms.vol_window, 2, 240),
	/* these two must leave room for the volatility window */
	RV_KEY_NUMBER("spillover_min_returns", RV_KEY_INT, step.ms.spill_min, 4, 1000),
	RV_KEY_NUMBER("half_life_min_points", RV_KEY_INT, step.ms.half_life_min, 5, 1000),
	RV_KEY_NUMBER("regime_min_returns", RV_KEY_INT, step.ms.regime_min, 3, 1000),
	RV_KEY_NUMBER("correlation_high", RV_KEY_DOUBLE, step.ms.corr_high, 0, 1),
	RV_KEY_NUMBER("divergence_high", RV_KEY_DOUBLE, step.ms.div_high, 0, 1),
	RV_KEY_NUMBER("rotation_z", RV_KEY_DOUBLE, step.ms.rotation_z, 0, 10),
	RV_KEY_NUMBER("compat_regime", RV_KEY_BOOL, step.ms.compat_regime, 0, 0),
	RV_KEY_NUMBER("compat_beta", RV_KEY_DOUBLE, step.ms.compat_beta, -10, 10),
	RV_KEY_NUMBER("compat_ratio", RV_KEY_DOUBLE, step.ms.compat_ratio, 0, 10),
	RV_KEY_NUMBER("feature_window", RV_KEY_INT, step.ms.feature_window, 4, 240),
	RV_KEY_NUMBER("divergence_short_bars", RV_KEY_INT, step.ms.short_bars, 1, 240),
	RV_KEY_NUMBER("momentum_bars", RV_KEY_INT, step.ms.momentum_bars, 1, 240),
	RV_KEY_NUMBER("divergence_clip", RV_KEY_POSITIVE, step.ms.divergence_clip, 0, 10),
	RV_KEY_NUMBER("default_volatility", RV_KEY_DOUBLE, step.ms.default_volatility, 0, 10),
	RV_KEY_END,
};

rv_status rv_keys_check_market_structure(const rv_json_doc *doc, const rv_ms_params *p, rv_err *err)
{
	const char *why = rv_ms_params_error(p);
	return why ? rv_keys_contradiction(doc, "market_structure", why, err) : RV_OK;
}
