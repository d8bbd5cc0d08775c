/* Keys of the block "hybrid"; see tables.h. */
#include "config/tables.h"

#define NUMBER(name, member, lo, hi) RV_KEY_NUMBER(name, RV_KEY_DOUBLE, step.hybrid.member, lo, hi)
#define NTH(name, member, i, lo, hi)                                                               \
	RV_KEY_ELEMENT(name, RV_KEY_DOUBLE, step.hybrid.member, i, lo, hi)
#define ABOVE(name, member, lo, hi) RV_KEY_NUMBER(name, RV_KEY_POSITIVE, step.hybrid.member, lo, hi)
#define WHOLE(name, member, lo, hi) RV_KEY_NUMBER(name, RV_KEY_INT, step.hybrid.member, lo, hi)
#define FLAG(name, member) RV_KEY_NUMBER(name, RV_KEY_BOOL, step.hybrid.member, 0, 0)
#define COINS(name, list, n)                                                                       \
	RV_KEY_LIST(name, RV_KEY_SYMBOLS, step.hybrid.list, step.hybrid.n, RV_TIER_CAP)

/* One number a part. */
#define PARTS(table, member)                                                                       \
	static const rv_key table[] = {                                                            \
		NTH("trend", member, RV_PART_TREND, 0, 10),                                        \
		NTH("carry", member, RV_PART_CARRY, 0, 10),                                        \
		NTH("expectancy", member, RV_PART_EXPECTANCY, 0, 10),                              \
		NTH("router", member, RV_PART_ROUTER, 0, 10),                                      \
		RV_KEY_END,                                                                        \
	}
/* One number a volatility regime. */
#define REGIMES(table, member, lo, hi)                                                             \
	static const rv_key table[] = {                                                            \
		NTH("low", member, RV_VOL_LOW, lo, hi),                                            \
		NTH("normal", member, RV_VOL_NORMAL, lo, hi),                                      \
		NTH("high", member, RV_VOL_HIGH, lo, hi),                                          \
		NTH("crisis", member, RV_VOL_CRISIS, lo, hi),                                      \
		RV_KEY_END,                                                                        \
	}

PARTS(weight_keys, weights);
PARTS(low_keys, vol_modifiers[RV_VOL_LOW]);
PARTS(normal_keys, vol_modifiers[RV_VOL_NORMAL]);
PARTS(high_keys, vol_modifiers[RV_VOL_HIGH]);
PARTS(crisis_keys, vol_modifiers[RV_VOL_CRISIS]);
REGIMES(core_keys, tier_size[RV_TIER_CORE], 0, 10);
REGIMES(satellite_keys, tier_size[RV_TIER_SATELLITE], 0, 10);
REGIMES(tactical_keys, tier_size[RV_TIER_TACTICAL], 0, 10);
REGIMES(alt_ext_keys, tier_size[RV_TIER_ALT_EXT], 0, 10);
REGIMES(prior_vol_keys, expectancy.prior_vol, -1, 1);

static const rv_key modifier_keys[] = {
	RV_KEY_TABLE("low", low_keys),
	RV_KEY_TABLE("normal", normal_keys),
	RV_KEY_TABLE("high", high_keys),
	RV_KEY_TABLE("crisis", crisis_keys),
	RV_KEY_END,
};

static const rv_key tier_keys[] = {
	COINS("core", tiers[RV_TIER_CORE], n_tier[RV_TIER_CORE]),
	COINS("satellite", tiers[RV_TIER_SATELLITE], n_tier[RV_TIER_SATELLITE]),
	COINS("tactical", tiers[RV_TIER_TACTICAL], n_tier[RV_TIER_TACTICAL]),
	COINS("alt_ext", tiers[RV_TIER_ALT_EXT], n_tier[RV_TIER_ALT_EXT]),
	RV_KEY_END,
};

static const rv_key size_keys[] = {
	RV_KEY_TABLE("core", core_keys),
	RV_KEY_TABLE("satellite", satellite_keys),
	RV_KEY_TABLE("tactical", tactical_keys),
	RV_KEY_TABLE("alt_ext", alt_ext_keys),
	RV_KEY_END,
};

static const rv_key expectancy_keys[] = {
	WHOLE("mature_trades", expectancy.mature_trades, 0, 100000),
	ABOVE("scale", expectancy.scale, 0, 100),
	NUMBER("hit_weight", expectancy.hit_weight, 0, 1),
	ABOVE("prior_trades", expectancy.prior_trades, 0, 100000),
	NUMBER("prior_floor", expectancy.prior_floor, 0, 1),
	NUMBER("prior_gain", expectancy.prior_gain, 0, 1000),
	RV_KEY_TABLE("prior_vol", prior_vol_keys),
	NUMBER("prior_router", expectancy.prior_part[RV_PART_ROUTER], -1, 1),
	NUMBER("prior_trend", expectancy.prior_part[RV_PART_TREND], -1, 1),
	NUMBER("prior_carry", expectancy.prior_part[RV_PART_CARRY], -1, 1),
	RV_KEY_END,
};

static const rv_key router_keys[] = {
	WHOLE("mature_fills", router.mature_fills, 0, 100000),
	NUMBER("fallback_weight", router.fallback_weight, 0, 10),
	NUMBER("reject_weight", router.reject_weight, 0, 10),
	NUMBER("reject_max", router.reject_max, 0, 1),
	NUMBER("slip_free_bps", router.slip_free_bps, 0, 1000),
	NUMBER("slip_steep_bps", router.slip_steep_bps, 0, 1000),
	ABOVE("slip_unit_bps", router.slip_unit_bps, 0, 10000),
	NUMBER("slip_steep_base", router.slip_steep_base, 0, 1),
	NUMBER("slip_max", router.slip_max, 0, 1),
	NUMBER("quality_base", router.quality_base, 0, 1),
	NUMBER("quality_min", router.quality_min, 0, 1),
	NUMBER("bucket_a_penalty", router.bucket_penalty[0], 0, 1),
	NUMBER("bucket_b_penalty", router.bucket_penalty[1], 0, 1),
	NUMBER("bucket_c_penalty", router.bucket_penalty[2], 0, 1),
	NUMBER("drift_bonus", router.drift_bonus, 0, 1),
	NUMBER("drift_yellow_bps", router.drift_yellow_bps, 0, 1000),
	NUMBER("drift_red_bps", router.drift_red_bps, 0, 1000),
	NUMBER("drift_yellow", router.drift_yellow, 0, 1),
	NUMBER("drift_red", router.drift_red, 0, 1),
	NUMBER("twap_skip_weight", router.twap_skip_weight, 0, 1),
	NUMBER("low", router.low, 0, 1),
	NUMBER("high", router.high, 0, 1),
	NUMBER("low_multiplier", router.low_multiplier, 0, 10),
	NUMBER("high_multiplier", router.high_multiplier, 0, 10),
	RV_KEY_END,
};

static const rv_key filter_words[] = { RV_KEY_WORD("off"), RV_KEY_WORD("downrank"),
				       RV_KEY_WORD("drop"), RV_KEY_END };

static const rv_key screener_keys[] = {
	RV_KEY_ONE_OF("rv_filter", step.hybrid.rv_filter, filter_words),
	NUMBER("downrank", downrank, 0, 2),
	NUMBER("rv_release", rv_release, 0, 1),
	ABOVE("tie_band", tie_band, 0, 1),
	NUMBER("emission_floor", emission_floor, -1, 1),
	NUMBER("pass_long", pass_long, -1, 1),
	NUMBER("pass_short", pass_short, -1, 1),
	NUMBER("min_router_quality", min_router_quality, 0, 1),
	FLAG("one_side", one_side),
	RV_KEY_END,
};

static const rv_key trend_keys[] = {
	WHOLE("min_closes", trend_min, 2, 1440),
	WHOLE("window", trend_window, 2, 1440),
	WHOLE("momentum_window", momentum_window, 2, 1440),
	ABOVE("slope_scale", slope_scale, 0, 1),
	NUMBER("slope_weight", slope_weight, 0, 10),
	NUMBER("momentum_weight", momentum_weight, 0, 10),
	ABOVE("momentum_scale", momentum_scale, 0, 100),
	RV_KEY_END,
};

static const rv_key carry_keys[] = {
	ABOVE("scale", carry_scale, 0, 100),
	WHOLE("max_age_days", funding_max_age_days, 0, 30),
	FLAG("minus_median", carry_minus_median),
	COINS("none_for", carry_override_symbols, n_carry_overrides),
	RV_KEY_END,
};

static const rv_key vol_keys[] = {
	WHOLE("short_bars", vol_short, 2, 1440),
	WHOLE("long_bars", vol_long, 2, 1440),
	ABOVE("short_half_life", vol_short_half_life, 0, 1e5),
	ABOVE("long_half_life", vol_long_half_life, 0, 1e5),
	ABOVE("low_below", vol_cuts[0], 0, 100),
	ABOVE("normal_below", vol_cuts[1], 0, 100),
	ABOVE("high_below", vol_cuts[2], 0, 100),
	RV_KEY_TABLE("modifiers", modifier_keys),
	RV_KEY_END,
};

static const rv_key decay_keys[] = {
	ABOVE("half_life_minutes", decay_minutes, 0, 1e6),
	NUMBER("floor", decay_floor, 0, 1),
	RV_KEY_END,
};

const rv_key rv_keys_hybrid[] = {
	RV_KEY_TABLE("weights", weight_keys),
	FLAG("neutral_parts", neutral_parts),
	FLAG("calibrate", calibrate),
	RV_KEY_TABLE("trend", trend_keys),
	RV_KEY_TABLE("carry", carry_keys),
	RV_KEY_TABLE("expectancy", expectancy_keys),
	RV_KEY_TABLE("router", router_keys),
	RV_KEY_TABLE("vol_regime", vol_keys),
	RV_KEY_TABLE("signal_decay", decay_keys),
	RV_KEY_TABLE("tiers", tier_keys),
	RV_KEY_TABLE("tier_size", size_keys),
	RV_KEY_TABLE("screener", screener_keys),
	RV_KEY_END,
};
