/* Market-aware risk: defaults, ranges and names; see market_risk.h. */
#include "engine/score/risk_internal.h"

#include <math.h>
#include <string.h>

static const rv_risk_params defaults = {
	.heat_limit = 0.7,
	.group_limit = 0.4,
	.corr_group = 0.7,
	.group_days = 30,
	.group_min = 20,
	.gate_beta_off = 1.2,
	.gate_beta_drop = 0.8,
	.gate_drop = -0.05,
	.vol_window = 20,
	.ref_window = 90,
	.ref_min = 30,
	.base_size = 100.0,
	.min_conf = 0.4,
	.size_min = 0.25,
	.size_max = 2.0,
	.leader_vol_min = 0.5,
	.beta_floor = 0.5,
	.beta_min = 0.5,
	.beta_max = 1.25,
	.divergence_boost = 0.25,
	.vol_target_bps = 200.0,
	.drawdown_start = 0.10,
	.drawdown_end = 0.30,
	.drawdown_min = 0.5,
	.kelly_trades = 30,
	.stop_min_bps = 50.0,
	.stop_max_bps = 300.0,
	.stop_wide_bps = 450.0,
	.stop_widen_max = 1.5,
	.source_weight = { 0.95, 0.9 },
	.min_agreement = 0.6,
	.rs_buy = 70.0,
	.rs_sell = 30.0,
	.lb_min = 0.3,
	.sell_discount = 0.8,
	.off_trend_affinity = 0.5,
	.risk_off_conf = 0.6,
	.divergence_min = 0.5,
	.buy_beta = 1.2,
	.buy_trend = 0.5,
};

void rv_risk_params_default(rv_risk_params *p)
{
	memset(p, 0, sizeof(*p));
	*p = defaults;
}

bool risk_params_ok(const rv_risk_params *p)
{
	return p->group_days >= 1 && p->group_min >= 2 && p->vol_window >= 2 &&
	       p->ref_window >= 1 && p->ref_min >= 1 && p->kelly_trades >= 0 &&
	       p->size_min <= p->size_max && p->beta_floor > 0.0 && p->beta_min <= p->beta_max &&
	       p->vol_target_bps > 0.0 && p->stop_min_bps <= p->stop_max_bps &&
	       p->stop_max_bps <= p->stop_wide_bps && p->stop_widen_max >= 1.0 &&
	       p->drawdown_start < p->drawdown_end && p->source_weight[0] >= 0.0 &&
	       p->source_weight[1] >= 0.0 && isfinite(p->corr_group) && isfinite(p->min_conf);
}

double rv_source_weight_next(double weight, double accuracy)
{
	const double target = fmax(0.3, fmin(1.5, 0.5 + 2.0 * (accuracy - 0.5)));
	return 0.95 * weight + 0.05 * target;
}

const char *rv_vote_name(rv_vote v)
{
	static const char *const names[] = { "hold", "buy", "sell" };
	return (unsigned)v < sizeof(names) / sizeof(names[0]) ? names[v] : "unknown";
}

const char *rv_source_name(rv_source s)
{
	static const char *const names[RV_SRC_N] = { "alpha_engine", "market_structure" };
	return (unsigned)s < RV_SRC_N ? names[s] : "unknown";
}
