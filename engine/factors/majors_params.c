/* Majors against alts: defaults, ranges and names of its parameters; see majors_params.h. */
#include "engine/factors/majors_params.h"

#include <math.h>
#include <stddef.h>

const char *rv_ma_feature_name(rv_ma_feature f)
{
	static const char *const names[RV_MA_FEATURES] = {
		[RV_MA_ALT_BREADTH] = "alt_breadth",
		[RV_MA_BTC_DOMINANCE] = "btc_dominance",
		[RV_MA_FUNDING_SKEW] = "funding_skew",
		[RV_MA_FUNDING_HEATING] = "funding_heating",
		[RV_MA_LIQUIDITY] = "liquidity",
		[RV_MA_VOLATILITY_SPREAD] = "volatility_spread",
		[RV_MA_MOMENTUM] = "momentum",
		[RV_MA_OI_RISK] = "oi_risk",
	};
	return (unsigned)f < RV_MA_FEATURES ? names[f] : "unknown";
}

static void default_score(rv_ma_params *p)
{
	static const double weights[RV_MA_FEATURES] = { .18, .22, .12, .10, .13, .13, .08, .04 };
	static const double direction[RV_MA_FEATURES] = { -1, 1, 1, 1, -1, 1, -1, 1 };
	for (size_t f = 0; f < RV_MA_FEATURES; f++) {
		p->weights[f] = weights[f];
		p->direction[f] = direction[f];
	}
	p->z_window = p->z_min = 60;
	p->z_clip = 4.0;
	p->min_weight_share = .5;
	p->standardize_score = true;
	p->score_window = 252;
	p->score_min = 60;
	p->high_vol_return = .15;
	p->high_vol_days = 7;
	p->breadth_days = 1;
	p->min_alts = 10;
}

static void default_regime(rv_ma_params *p)
{
	p->n_regimes = 5;
	p->low = -.5;
	p->high = .5;
	p->strong_low = -1.5;
	p->strong_high = 1.5;
	p->hysteresis = .3;
	p->young_mult = 1.5;
	p->young_bars = 3;
	p->entry_confirm_days = 1;
	p->missing_alarm_days = 3;
	p->scale_strong_min = .6;
	p->scale_weak_min = .4;
	p->scale_weak_max = .8;
	p->scale_three_min = .5;
}

static void default_basket(rv_ma_params *p)
{
	p->min_mcap_usd = 50e6;
	p->min_volume_usd = 1e6;
	p->volume_days = 7;
	p->stale_days = 3;
	p->basket_size = 20;
	p->basket_min = 5;
	p->alt_gross = .5;
	p->name_cap = .10;
	p->gross_cap = 1.0;
	p->max_vol = 1.2;
	p->min_corr = .3;
	p->max_momentum = .5;
	p->min_momentum = -.5;
	p->momentum_days = 7;
	p->vol_window = 20;
	p->annualization_days = 365.0;
	p->inverse_vol = true;
	p->beta_window = 60;
	p->beta_min = 30;
	p->beta_winsor = .05;
	p->beta_ridge = .1;
	p->beta_min_clamp = 0.0;
	p->beta_max_clamp = 3.0;
	p->major_cap = .75;
}

static void default_book(rv_ma_params *p)
{
	p->rebalance_score = .3;
	p->rebalance_turnover = .10;
	p->rebalance_exposure = .10;
	p->stop_loss = .05;
	p->stop_loss_min = .025;
	p->stop_loss_max = .075;
	p->stop_vol = .20;
	p->stop_days = 3;
	p->stop_vol_days = 5;
	p->take_profit = .10;
	p->hold_days = 30;
	p->reentry_days = 5;
}

void rv_ma_params_default(rv_ma_params *p)
{
	*p = (rv_ma_params){ .n_exclude = 0 };
	default_score(p);
	default_regime(p);
	default_basket(p);
	default_book(p);
}

static bool within(double x, double lo, double hi)
{
	return x >= lo && x <= hi; /* false for NaN */
}

static bool whole(int x, int lo, int hi)
{
	return x >= lo && x <= hi;
}

static bool score_ok(const rv_ma_params *p)
{
	double sum = 0.0;
	for (size_t f = 0; f < RV_MA_FEATURES; f++) {
		if (!within(p->weights[f], 0.0, 10.0) || !within(p->direction[f], -1.0, 1.0))
			return false;
		sum += p->weights[f];
	}
	return sum > 0.0 && whole(p->z_window, 2, RV_MA_WINDOW_MAX) &&
	       whole(p->z_min, 2, p->z_window) && within(p->z_clip, 0.0, 100.0) &&
	       within(p->min_weight_share, 0.0, 1.0) &&
	       whole(p->score_window, 2, RV_MA_WINDOW_MAX) &&
	       whole(p->score_min, 2, p->score_window) && within(p->high_vol_return, 0.0, 1e9) &&
	       whole(p->high_vol_days, 1, RV_MA_WINDOW_MAX) &&
	       whole(p->breadth_days, 1, RV_MA_WINDOW_MAX) && whole(p->min_alts, 1, 1 << 20) &&
	       whole(p->score_ema, 0, RV_MA_WINDOW_MAX);
}

static bool regime_ok(const rv_ma_params *p)
{
	return (p->n_regimes == 5 || p->n_regimes == 3) && p->low < p->high &&
	       p->strong_low < p->low && p->high < p->strong_high &&
	       within(p->hysteresis, 0.0, 100.0) && within(p->young_mult, 0.0, 100.0) &&
	       whole(p->young_bars, 0, 10000) && whole(p->entry_confirm_days, 1, 10000) &&
	       whole(p->missing_alarm_days, 1, 10000) && within(p->scale_strong_min, 0.0, 1.0) &&
	       within(p->scale_weak_max, 0.0, 1.0) &&
	       within(p->scale_weak_min, 0.0, p->scale_weak_max) &&
	       within(p->scale_three_min, 0.0, 1.0);
}

static bool basket_ok(const rv_ma_params *p)
{
	return within(p->min_mcap_usd, 0.0, 1e18) && within(p->min_volume_usd, 0.0, 1e18) &&
	       whole(p->volume_days, 1, RV_MA_VOLUME_DAYS_MAX) && whole(p->stale_days, 0, 365) &&
	       whole(p->basket_size, 1, RV_MA_BASKET_MAX) &&
	       whole(p->basket_min, 1, RV_MA_BASKET_MAX) && p->name_cap > 0.0 &&
	       p->name_cap <= 1.0 && p->alt_gross > 0.0 && p->alt_gross <= 10.0 &&
	       p->gross_cap > 0.0 && p->gross_cap <= 100.0 && within(p->max_vol, 0.0, 1e9) &&
	       within(p->min_corr, 0.0, 1.0) && within(p->min_momentum, -1.0, 1e9) &&
	       within(p->max_momentum, p->min_momentum, 1e9) &&
	       whole(p->momentum_days, 1, RV_MA_WINDOW_MAX) &&
	       whole(p->vol_window, 3, RV_MA_WINDOW_MAX) && p->annualization_days > 0.0 &&
	       isfinite(p->annualization_days) && p->n_exclude <= RV_UNIVERSE_LIST_CAP;
}

static bool beta_ok(const rv_ma_params *p)
{
	return whole(p->beta_window, 3, RV_MA_WINDOW_MAX) &&
	       whole(p->beta_min, 3, p->beta_window) && within(p->beta_winsor, 0.0, .49) &&
	       within(p->beta_ridge, 0.0, 1e6) && within(p->beta_min_clamp, -100.0, 100.0) &&
	       within(p->beta_max_clamp, p->beta_min_clamp, 100.0) &&
	       within(p->major_cap, 0.0, 100.0) && within(p->vol_target, 0.0, 100.0);
}

static bool book_ok(const rv_ma_params *p)
{
	return within(p->rebalance_score, 0.0, 100.0) &&
	       within(p->rebalance_turnover, 0.0, 100.0) &&
	       within(p->rebalance_exposure, 0.0, 100.0) && whole(p->rebalance_days, 0, 365) &&
	       within(p->stop_loss, 0.0, 1.0) && within(p->stop_loss_max, 0.0, 1.0) &&
	       within(p->stop_loss_min, 0.0, p->stop_loss_max) && p->stop_vol > 0.0 &&
	       p->stop_vol <= 100.0 && whole(p->stop_days, 1, RV_MA_STOP_DAYS_MAX) &&
	       whole(p->stop_vol_days, 2, RV_MA_STOP_DAYS_MAX) &&
	       within(p->take_profit, 0.0, 100.0) && whole(p->hold_days, 0, 3650) &&
	       whole(p->reentry_days, 0, 365);
}

bool rv_ma_params_ok(const rv_ma_params *p)
{
	return score_ok(p) && regime_ok(p) && basket_ok(p) && beta_ok(p) && book_ok(p);
}
