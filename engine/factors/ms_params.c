/* Parameters and sizes of market structure; see market_structure.h. */
#include "engine/factors/ms_internal.h"

#include "engine/market/symbol.h"

#include <math.h>
#include <string.h>

void rv_ms_params_default(rv_ms_params *p)
{
	*p = (rv_ms_params){
		.leaders = { "BTC", "ETH", "SOL" },
		.trend_weights = { 0.5, 0.3, 0.2 },
		.window_days = 30,
		.spillover_days_daily = 120,
		.beta_min = 20,
		.lag_min = 20,
		.spill_min = 30,
		.lag_pair_min = 11,
		.vol_window = 20,
		.half_life_min = 60,
		.corr_high = 0.7,
		.div_high = 0.5,
		.regime_min = 30,
		.rotation_z = 1.0,
		.compat_beta = 0.5,
		.compat_ratio = 1.2,
		.feature_window = 30,
		.short_bars = 5,
		.momentum_bars = 10,
		.divergence_clip = 0.2,
		.default_volatility = 0.02,
	};
}

static bool leaders_ok(const rv_ms_params *p)
{
	double weight = 0.0;
	for (size_t l = 0; l < RV_LEADERS; l++) {
		if (p->leaders[l][0] == '\0' ||
		    !memchr(p->leaders[l], '\0', sizeof(p->leaders[l])) ||
		    !(p->trend_weights[l] >= 0.0 && isfinite(p->trend_weights[l])))
			return false;
		weight += p->trend_weights[l];
	}
	return weight > 0.0;
}

static bool leaders_differ(const rv_ms_params *p)
{
	return !rv_symbol_equal(p->leaders[0], p->leaders[1]) &&
	       !rv_symbol_equal(p->leaders[0], p->leaders[2]) &&
	       !rv_symbol_equal(p->leaders[1], p->leaders[2]);
}

const char *rv_ms_params_error(const rv_ms_params *p)
{
	if (!leaders_differ(p))
		return "leaders names a symbol twice";
	if (p->spill_min <= p->vol_window + 1)
		return "spillover_min_returns is not above vol_window + 1";
	if (p->half_life_min <= p->vol_window + 2)
		return "half_life_min_points is not above vol_window + 2";
	return NULL;
}

bool ms_params_ok(const rv_ms_params *p)
{
	return leaders_ok(p) && p->window_days >= 1 && p->spillover_days_daily >= 1 &&
	       p->beta_min >= 3 && p->lag_min >= 3 && p->lag_pair_min >= 3 && p->regime_min >= 3 &&
	       p->vol_window >= 2 && p->vol_window <= MS_VOL_WINDOW_MAX &&
	       p->spill_min >= p->vol_window + 2 && p->half_life_min > p->vol_window + 2 &&
	       isfinite(p->corr_high) && isfinite(p->div_high) && isfinite(p->rotation_z) &&
	       isfinite(p->compat_beta) && isfinite(p->compat_ratio) && p->feature_window >= 4 &&
	       p->short_bars >= 1 && p->momentum_bars >= 1 && p->divergence_clip > 0.0 &&
	       isfinite(p->divergence_clip) && isfinite(p->default_volatility);
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

bool ms_sizes_of(const rv_ms *w, const rv_ms_params *p, const rv_frame *f, ms_sizes *out)
{
	const bool hourly = f->interval == RV_INTERVAL_1H;
	const size_t window = (size_t)p->window_days * (hourly ? 24U : 1U);
	const size_t spill = hourly ? window : (size_t)p->spillover_days_daily;
	const size_t bars = larger((size_t)p->vol_window, (size_t)p->short_bars);
	size_t key = larger(larger(window, spill), larger(bars, (size_t)p->momentum_bars));
	key = larger(key, (size_t)p->feature_window) + 1;
	if (key > w->max_bars || f->n > w->max_symbols)
		return false;
	/* the frame's first return has no close before it */
	const size_t returns = f->bars > 0 ? f->bars - 1 : 0;
	*out = (ms_sizes){ smaller(window, returns), smaller(spill, returns),
			   smaller(key, f->bars) };
	return true;
}

const char *rv_leader_regime_name(rv_leader_regime r)
{
	switch (r) {
	case RV_REGIME_RISK_ON:
		return "RISK_ON";
	case RV_REGIME_RISK_OFF:
		return "RISK_OFF";
	case RV_REGIME_ROTATION:
		return "ROTATION";
	case RV_REGIME_DIVERGENCE:
		return "DIVERGENCE";
	case RV_REGIME_UNKNOWN:
		break;
	}
	return "UNKNOWN";
}
