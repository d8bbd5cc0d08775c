/* Keys of the block "risk"; see tables.h. */
#include "config/tables.h"

#define NUMBER(name, lo, hi) RV_KEY_NUMBER(#name, RV_KEY_DOUBLE, step.risk.name, lo, hi)
#define ABOVE(name, lo, hi) RV_KEY_NUMBER(#name, RV_KEY_POSITIVE, step.risk.name, lo, hi)
#define WHOLE(name, lo, hi) RV_KEY_NUMBER(#name, RV_KEY_INT, step.risk.name, lo, hi)

static const rv_key source_keys[] = {
	RV_KEY_NUMBER("alpha_engine", RV_KEY_DOUBLE, step.risk.source_weight[RV_SRC_ALPHA_ENGINE],
		      0, 10),
	RV_KEY_NUMBER("market_structure", RV_KEY_DOUBLE,
		      step.risk.source_weight[RV_SRC_MARKET_STRUCTURE], 0, 10),
	RV_KEY_END,
};

const rv_key rv_keys_risk[] = {
	NUMBER(heat_limit, 0, 100),
	NUMBER(group_limit, 0, 100),
	NUMBER(corr_group, -1, 1),
	WHOLE(group_days, 1, 365),
	WHOLE(group_min, 2, 1440),
	NUMBER(gate_beta_off, -10, 10),
	NUMBER(gate_beta_drop, -10, 10),
	NUMBER(gate_drop, -1, 0),
	WHOLE(vol_window, 2, 365),
	WHOLE(ref_window, 1, 365),
	WHOLE(ref_min, 1, 365),
	NUMBER(base_size, 0, 1e12),
	NUMBER(min_conf, 0, 1),
	NUMBER(size_min, 0, 100),
	NUMBER(size_max, 0, 100),
	ABOVE(leader_vol_min, 0, 1),
	ABOVE(beta_floor, 0, 10),
	NUMBER(beta_min, 0, 10),
	NUMBER(beta_max, 0, 10),
	NUMBER(divergence_boost, 0, 10),
	ABOVE(vol_target_bps, 0, 1e5),
	NUMBER(drawdown_start, 0, 1),
	NUMBER(drawdown_end, 0, 1),
	NUMBER(drawdown_min, 0, 1),
	WHOLE(kelly_trades, 0, 100000),
	NUMBER(stop_min_bps, 0, 1e4),
	NUMBER(stop_max_bps, 0, 1e4),
	NUMBER(stop_wide_bps, 0, 1e4),
	NUMBER(stop_widen_max, 1, 10),
	RV_KEY_TABLE("source_weight", source_keys),
	NUMBER(min_agreement, 0, 1),
	NUMBER(rs_buy, 0, 100),
	NUMBER(rs_sell, 0, 100),
	NUMBER(lb_min, 0, 1),
	NUMBER(sell_discount, 0, 1),
	NUMBER(off_trend_affinity, 0, 1),
	NUMBER(risk_off_conf, 0, 1),
	NUMBER(divergence_min, 0, 1),
	NUMBER(buy_beta, -10, 10),
	NUMBER(buy_trend, -10, 10),
	RV_KEY_END,
};
