/* Keys of the block "majors_alts"; see tables.h. */
#include "config/tables.h"

#define AT(name, kind, member, lo, hi) RV_KEY_NUMBER(name, kind, step.ma.member, lo, hi)

#define NTH(name, member, i, lo, hi) RV_KEY_ELEMENT(name, RV_KEY_DOUBLE, step.ma.member, i, lo, hi)
/* One key a feature: the same names as in the published block. */
#define FEATURES(member, lo, hi)                                                                   \
	NTH("alt_breadth", member, RV_MA_ALT_BREADTH, lo, hi),                                     \
		NTH("btc_dominance", member, RV_MA_BTC_DOMINANCE, lo, hi),                         \
		NTH("funding_skew", member, RV_MA_FUNDING_SKEW, lo, hi),                           \
		NTH("funding_heating", member, RV_MA_FUNDING_HEATING, lo, hi),                     \
		NTH("liquidity", member, RV_MA_LIQUIDITY, lo, hi),                                 \
		NTH("volatility_spread", member, RV_MA_VOLATILITY_SPREAD, lo, hi),                 \
		NTH("momentum", member, RV_MA_MOMENTUM, lo, hi),                                   \
		NTH("oi_risk", member, RV_MA_OI_RISK, lo, hi)

static const rv_key weight_keys[] = { FEATURES(weights, 0, 10), RV_KEY_END };
static const rv_key direction_keys[] = { FEATURES(direction, -1, 1), RV_KEY_END };

static const rv_key score_keys[] = {
	RV_KEY_TABLE("weights", weight_keys),
	RV_KEY_TABLE("direction", direction_keys),
	AT("compat_signs", RV_KEY_BOOL, compat_signs, 0, 0),
	AT("z_window", RV_KEY_INT, z_window, 2, RV_MA_WINDOW_MAX),
	AT("z_min", RV_KEY_INT, z_min, 2, RV_MA_WINDOW_MAX),
	AT("z_clip", RV_KEY_POSITIVE, z_clip, 0, 100),
	AT("min_weight_share", RV_KEY_DOUBLE, min_weight_share, 0, 1),
	AT("standardize", RV_KEY_BOOL, standardize_score, 0, 0),
	AT("window", RV_KEY_INT, score_window, 2, RV_MA_WINDOW_MAX),
	AT("min", RV_KEY_INT, score_min, 2, RV_MA_WINDOW_MAX),
	AT("ema", RV_KEY_INT, score_ema, 0, RV_MA_WINDOW_MAX),
	AT("high_vol_return", RV_KEY_DOUBLE, high_vol_return, 0, 100),
	AT("high_vol_days", RV_KEY_INT, high_vol_days, 1, RV_MA_WINDOW_MAX),
	AT("breadth_days", RV_KEY_INT, breadth_days, 1, RV_MA_WINDOW_MAX),
	AT("min_alts", RV_KEY_INT, min_alts, 1, RV_MAX_SYMBOLS),
	RV_KEY_END,
};

static const rv_key regime_keys[] = {
	AT("n_regimes", RV_KEY_INT, n_regimes, 3, 5),
	AT("strong_low", RV_KEY_DOUBLE, strong_low, -100, 0),
	AT("low", RV_KEY_DOUBLE, low, -100, 0),
	AT("high", RV_KEY_POSITIVE, high, 0, 100),
	AT("strong_high", RV_KEY_POSITIVE, strong_high, 0, 100),
	AT("hysteresis", RV_KEY_DOUBLE, hysteresis, 0, 100),
	AT("young_mult", RV_KEY_DOUBLE, young_mult, 0, 100),
	AT("young_bars", RV_KEY_INT, young_bars, 0, 365),
	AT("entry_confirm_days", RV_KEY_INT, entry_confirm_days, 1, 365),
	AT("missing_alarm_days", RV_KEY_INT, missing_alarm_days, 1, 365),
	AT("scale_strong_min", RV_KEY_DOUBLE, scale_strong_min, 0, 1),
	AT("scale_weak_min", RV_KEY_DOUBLE, scale_weak_min, 0, 1),
	AT("scale_weak_max", RV_KEY_DOUBLE, scale_weak_max, 0, 1),
	AT("scale_three_min", RV_KEY_DOUBLE, scale_three_min, 0, 1),
	RV_KEY_END,
};

static const rv_key basket_keys[] = {
	RV_KEY_LIST("exclude", RV_KEY_SYMBOLS, step.ma.exclude, step.ma.n_exclude,
		    RV_UNIVERSE_LIST_CAP),
	AT("min_mcap_usd", RV_KEY_DOUBLE, min_mcap_usd, 0, 1e15),
	AT("min_volume_usd", RV_KEY_DOUBLE, min_volume_usd, 0, 1e15),
	AT("volume_days", RV_KEY_INT, volume_days, 1, RV_MA_VOLUME_DAYS_MAX),
	AT("stale_days", RV_KEY_INT, stale_days, 0, 365),
	AT("size", RV_KEY_INT, basket_size, 1, RV_MA_BASKET_MAX),
	AT("min_names", RV_KEY_INT, basket_min, 1, RV_MA_BASKET_MAX),
	AT("alt_gross", RV_KEY_POSITIVE, alt_gross, 0, 10),
	AT("name_cap", RV_KEY_POSITIVE, name_cap, 0, 1),
	AT("gross_cap", RV_KEY_POSITIVE, gross_cap, 0, 100),
	AT("max_volatility", RV_KEY_DOUBLE, max_vol, 0, 100),
	AT("volatility_closes", RV_KEY_INT, vol_window, 3, RV_MA_WINDOW_MAX),
	AT("annualization_days", RV_KEY_POSITIVE, annualization_days, 0, 366),
	AT("min_correlation", RV_KEY_DOUBLE, min_corr, 0, 1),
	AT("min_momentum", RV_KEY_DOUBLE, min_momentum, -1, 0),
	AT("max_momentum", RV_KEY_DOUBLE, max_momentum, 0, 100),
	AT("momentum_days", RV_KEY_INT, momentum_days, 1, RV_MA_WINDOW_MAX),
	AT("inverse_vol", RV_KEY_BOOL, inverse_vol, 0, 0),
	RV_KEY_END,
};

static const rv_key beta_keys[] = {
	AT("window", RV_KEY_INT, beta_window, 3, RV_MA_WINDOW_MAX),
	AT("min", RV_KEY_INT, beta_min, 3, RV_MA_WINDOW_MAX),
	AT("winsor", RV_KEY_DOUBLE, beta_winsor, 0, 0.49),
	AT("ridge", RV_KEY_DOUBLE, beta_ridge, 0, 1e6),
	AT("ridge_absolute", RV_KEY_BOOL, ridge_absolute, 0, 0),
	AT("clamp_low", RV_KEY_DOUBLE, beta_min_clamp, -100, 0),
	AT("clamp_high", RV_KEY_DOUBLE, beta_max_clamp, 0, 100),
	AT("dollar_neutral", RV_KEY_BOOL, dollar_neutral, 0, 0),
	AT("major_cap", RV_KEY_DOUBLE, major_cap, 0, 100),
	RV_KEY_END,
};

static const rv_key book_keys[] = {
	AT("rebalance_score", RV_KEY_DOUBLE, rebalance_score, 0, 100),
	AT("rebalance_turnover", RV_KEY_DOUBLE, rebalance_turnover, 0, 100),
	AT("rebalance_exposure", RV_KEY_DOUBLE, rebalance_exposure, 0, 100),
	AT("rebalance_days", RV_KEY_INT, rebalance_days, 0, 365),
	AT("stop_loss", RV_KEY_DOUBLE, stop_loss, 0, 1),
	AT("stop_loss_min", RV_KEY_DOUBLE, stop_loss_min, 0, 1),
	AT("stop_loss_max", RV_KEY_DOUBLE, stop_loss_max, 0, 1),
	AT("stop_volatility", RV_KEY_POSITIVE, stop_vol, 0, 100),
	AT("stop_days", RV_KEY_INT, stop_days, 1, RV_MA_STOP_DAYS_MAX),
	AT("stop_volatility_days", RV_KEY_INT, stop_vol_days, 2, RV_MA_STOP_DAYS_MAX),
	AT("take_profit", RV_KEY_DOUBLE, take_profit, 0, 100),
	AT("hold_days", RV_KEY_INT, hold_days, 0, 3650),
	AT("reentry_days", RV_KEY_INT, reentry_days, 0, 365),
	RV_KEY_END,
};

const rv_key rv_keys_majors_alts[] = {
	RV_KEY_TABLE("score", score_keys),   RV_KEY_TABLE("regime", regime_keys),
	RV_KEY_TABLE("basket", basket_keys), RV_KEY_TABLE("beta", beta_keys),
	RV_KEY_TABLE("book", book_keys),     RV_KEY_END,
};

rv_status rv_keys_check_majors_alts(const rv_json_doc *doc, const rv_ma_params *p, rv_err *err)
{
	if (rv_ma_params_ok(p))
		return RV_OK;
	const cJSON *at = cJSON_GetObjectItemCaseSensitive(doc->root, "majors_alts");
	return rv_err_set(
		err, RV_ERANGE,
		"%s:%zu: key \"majors_alts\": values that do not go together, expected "
		"n_regimes 3 or 5, strong_low < low < high < strong_high, a weight above 0, "
		"scale_weak_min <= scale_weak_max, stop_loss_min <= stop_loss_max, every min <= "
		"its window",
		doc->path, rv_json_doc_line(doc, at ? at : doc->root));
}
