/* Defaults and limits of the multi-bucket portfolio's parameters; see buckets.h. */
#include "engine/portfolio/buckets.h"

#include <math.h>
#include <string.h>

static void set_names(rv_bucket_params *p)
{
	static const char universe[][RV_SYMBOL_MAX] = { "BTC", "ETH",  "BNB",  "HYPE", "SOL",
							"XRP", "DOGE", "LINK", "SUI",  "UNI" };
	static const char pairs[][2][RV_SYMBOL_MAX] = {
		{ "ETH", "ENA" }, { "ETH", "BNB" }, { "ETH", "HYPE" }, { "BTC", "SUI" }
	};
	static const char cluster[][RV_SYMBOL_MAX] = { "ETH", "ENA" };
	static const char factors[][RV_SYMBOL_MAX] = { "BTC", "ETH" };
	p->n_universe = sizeof(universe) / sizeof(universe[0]);
	memcpy(p->universe, universe, sizeof(universe));
	p->n_pairs = sizeof(pairs) / sizeof(pairs[0]);
	memcpy(p->pairs, pairs, sizeof(pairs));
	p->n_cluster = sizeof(cluster) / sizeof(cluster[0]);
	memcpy(p->cluster, cluster, sizeof(cluster));
	p->n_factors = sizeof(factors) / sizeof(factors[0]);
	memcpy(p->factors, factors, sizeof(factors));
	memcpy(p->benchmark, "BTC", sizeof("BTC"));
}

static void set_signals(rv_bucket_params *p)
{
	static const int horizon[] = { 7, 14, 30 };
	static const double weight[] = { 0.5, 0.3, 0.2 };
	memcpy(p->horizon, horizon, sizeof(horizon));
	memcpy(p->cm_weight, weight, sizeof(weight));
	p->z_window = 180, p->z_min = 120;
	p->cm_entry = 0.75, p->m7_entry = 0.04, p->acc_entry = 0.0, p->z30_trend = 1.5;
	p->cm_exit = 0.25, p->ms_exit = -0.5;
	p->acc_exit_days = 3;
	p->rsi_days = 14, p->ms_turn = 2, p->ms_scale = 10.0;
	p->resid_window = 60, p->resid_z = 20;
	p->resid_entry = 1.0, p->resid_boost_z = 1.5, p->resid_boost = 1.25;
	p->beta_tol = 0.05, p->beta_goal = 0.045, p->beta_floor = 0.25;
	p->resid_give_back = 0.5;
	p->resid_max_names = 6;
	p->mr_z = 2.0, p->mr_target = 0.5, p->mr_ms = 0.5, p->mr_corr = 0.25;
	p->mr_size = 0.5, p->mr_short_limit = 0.30;
	p->pair_window = 60;
	p->pair_entry = 2.0, p->pair_partial = 0.75, p->pair_stop = 3.0;
	p->pair_corr = 0.65, p->pair_decline = 0.05, p->pair_break = 0.45;
	p->pair_corr_days = 30, p->pair_decline_days = 7;
}

static void set_regime(rv_bucket_params *p)
{
	p->corr_days = 30, p->corr_min = 20;
	p->corr_default = 0.5;
	p->lf_low = 0.15, p->lf_high = 0.50, p->lf_floor = 0.4;
	p->lf_days = 365, p->lf_days_min = 180;
	p->lf_pct_low = 0.20, p->lf_pct_high = 0.80;
	p->riskoff_jump = 0.10, p->riskoff_level = 0.25;
	p->riskoff_cm = 0.25, p->riskoff_breadth = 0.60;
	p->riskoff_release = 3;
}

static void set_sizing(rv_bucket_params *p)
{
	p->target_vol = 0.15, p->k = 1.0;
	p->vol_days = 20, p->vol_min = 15;
	p->annualization_days = 365.0;
	p->asset_cap = 0.20, p->cluster_cap = 1.2, p->adv_share = 0.05, p->min_notional = 10.0;
	p->adv_days = 30, p->adv_min = 20;
	p->conf_high = 1.0, p->conf_mid = 0.85, p->conf_low = 0.7;
	p->conf_high_at = 0.8, p->conf_mid_at = 0.6;
	p->conf_scale[RV_BUCKET_MOMENTUM] = 2.0, p->conf_scale[RV_BUCKET_RESIDUAL] = 3.0;
	p->conf_scale[RV_BUCKET_MEAN_REVERSION] = 4.0, p->conf_scale[RV_BUCKET_PAIR] = 3.0;
	p->targets[RV_BUCKET_MOMENTUM] = 0.45, p->targets[RV_BUCKET_RESIDUAL] = 0.20;
	p->targets[RV_BUCKET_MEAN_REVERSION] = 0.075, p->targets[RV_BUCKET_PAIR] = 0.125;
	p->equity_usd = 1e6;
}

static void set_stops(rv_bucket_params *p)
{
	p->atr_days = 14;
	p->atr_stop = 2.0, p->atr_trail = 1.5;
	p->time_stop_days = 10, p->time_stop_share = 0.5;
	p->dd_cut = 0.08, p->dd_resume = 0.04, p->dd_factor = 0.5;
}

void rv_bucket_params_default(rv_bucket_params *p)
{
	memset(p, 0, sizeof(*p));
	set_names(p);
	set_signals(p);
	set_regime(p);
	set_sizing(p);
	set_stops(p);
}

static const char *counts_error(const rv_bucket_params *p)
{
	if (p->n_universe > RV_BUCKET_UNIVERSE_MAX || p->n_pairs > RV_BUCKET_PAIRS_MAX ||
	    p->n_cluster > RV_BUCKET_CLUSTER_MAX || p->n_factors > RV_BUCKET_CLUSTER_MAX)
		return "too many symbols in a list";
	return NULL;
}

static const char *windows_error(const rv_bucket_params *p)
{
	const int least_one[] = { p->horizon[0],      p->horizon[1],   p->horizon[2], p->rsi_days,
				  p->ms_turn,	      p->adv_days,     p->adv_min,    p->atr_days,
				  p->riskoff_release, p->acc_exit_days };
	const int least_two[] = { p->z_window,	       p->z_min,   p->resid_z,
				  p->corr_min,	       p->lf_days, p->lf_days_min,
				  p->vol_days,	       p->vol_min, p->pair_corr_days,
				  p->pair_decline_days };
	for (size_t i = 0; i < sizeof(least_one) / sizeof(least_one[0]); i++) {
		if (least_one[i] < 1)
			return "a number of days is below 1";
	}
	for (size_t i = 0; i < sizeof(least_two) / sizeof(least_two[0]); i++) {
		if (least_two[i] < 2)
			return "a number of days is below 2";
	}
	if (p->resid_window < 3 || p->resid_window > RV_BUCKET_DAYS_MAX || p->pair_window < 3 ||
	    p->pair_window > RV_BUCKET_DAYS_MAX)
		return "a regression needs 3 to 365 days";
	if (p->corr_days < 3 || p->corr_days > 90)
		return "correlation.days is not from 3 to 90";
	if (p->resid_max_names < 0)
		return "residual.max_names is below 0";
	return NULL;
}

static const char *order_error(const rv_bucket_params *p)
{
	if (p->resid_z > p->resid_window)
		return "residual.z_window is above residual.window";
	if (p->corr_min > p->corr_days)
		return "correlation.min_days is above correlation.days";
	if (p->z_min > p->z_window)
		return "momentum.z_min is above momentum.z_window";
	if (p->vol_min > p->vol_days)
		return "sizing.vol_min_days is above sizing.vol_days";
	if (p->adv_min > p->adv_days)
		return "sizing.adv_min_days is above sizing.adv_days";
	if (!(p->beta_goal < p->beta_tol))
		return "residual.beta_goal is not below residual.beta_tolerance";
	if (!(p->lf_low < p->lf_high))
		return "leverage.low is not below leverage.high";
	if (!(p->lf_pct_low < p->lf_pct_high))
		return "leverage.percentile_low is not below leverage.percentile_high";
	if (!(p->dd_resume <= p->dd_cut))
		return "stops.drawdown_resume is above stops.drawdown_cut";
	return NULL;
}

static const char *amounts_error(const rv_bucket_params *p)
{
	const double amounts[] = {
		p->target_vol,	  p->k,		p->asset_cap,  p->cluster_cap, p->adv_share,
		p->min_notional,  p->beta_goal, p->beta_floor, p->mr_size,     p->resid_boost,
		p->mr_short_limit
	};
	bool ok = p->equity_usd > 0.0 && isfinite(p->equity_usd) && p->ms_scale > 0.0 &&
		  p->annualization_days > 0.0;
	for (size_t i = 0; i < sizeof(amounts) / sizeof(amounts[0]); i++)
		ok = ok && isfinite(amounts[i]) && amounts[i] >= 0.0;
	for (int b = 0; b < RV_BUCKET_N; b++)
		ok = ok && isfinite(p->targets[b]) && p->targets[b] >= 0.0 &&
		     p->conf_scale[b] > 0.0;
	return ok ? NULL : "an amount is negative or no number";
}

const char *rv_bucket_params_error(const rv_bucket_params *p)
{
	const char *e = counts_error(p);
	if (!e)
		e = windows_error(p);
	if (!e)
		e = order_error(p);
	return e ? e : amounts_error(p);
}
