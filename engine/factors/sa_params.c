/* Parameters and texts of the stat-arb factors; see stat_arb.h. */
#include "engine/factors/sa_internal.h"

#include <math.h>

void rv_idio_params_default(rv_idio_params *p)
{
	*p = (rv_idio_params){
		.ols_window = 30,
		.ols_min_periods = 30,
		.idio_window = 30,
		.idio_min = 15,
		.rcond_min = 1e-10,
		.residual_mode = RV_RESIDUAL_IN_SAMPLE,
		.hedge_beta = RV_HEDGE_BETA_OLS,
		.hedge_window = 60,
		.hedge_min = 31,
		.hedge_winsor = 0.025,
		.hedge_prior_sd = 0.3,
		.ema_fast = 3,
		.ema_slow = 10,
		.sma = 5,
		.warmup = 10,
		.z_clip = 3.0,
		.min_assets = 5,
		.ridge_days = 60,
		.ridge_folds = 5,
		.ridge_min_rows = 200,
		.ridge_min_dates = 20,
		.ridge_ratio_min = 1e-4,
		.ridge_ratios = 6,
		.annualization_days = 365.0,
	};
}

static bool windows_ok(const rv_idio *w, const rv_idio_params *p)
{
	const int cap = (int)w->max_bars;
	return p->ols_min_periods >= 4 && p->ols_min_periods <= p->ols_window &&
	       p->ols_window <= cap && p->idio_min >= 2 && p->idio_min <= p->idio_window &&
	       p->idio_window <= cap && p->hedge_min >= 4 && p->hedge_min <= p->hedge_window &&
	       p->hedge_window <= cap && p->ema_fast >= 1 && p->ema_slow >= 1 && p->sma >= 1 &&
	       p->sma <= cap && p->warmup >= 1;
}

bool sa_params_ok(const rv_idio *w, const rv_idio_params *p)
{
	return windows_ok(w, p) && p->ridge_days >= 1 && p->ridge_days < (int)w->max_bars &&
	       p->ridge_folds >= 2 && p->ridge_min_rows >= 1 &&
	       p->ridge_min_dates > p->ridge_folds && p->ridge_ratio_min > 0.0 &&
	       p->ridge_ratios >= 1 && p->ridge_ratios <= 32 && p->min_assets >= 1 &&
	       p->z_clip > 0.0 && p->rcond_min >= 0.0 && p->hedge_winsor >= 0.0 &&
	       p->hedge_winsor < 0.5 && p->hedge_prior_sd > 0.0 && p->annualization_days > 0.0;
}

const char *rv_idio_params_error(const rv_idio_params *p)
{
	if (p->ols_min_periods > p->ols_window)
		return "model.ols_min_periods is above model.ols_window";
	if (p->idio_min > p->idio_window)
		return "model.idio_min is above model.idio_window";
	if (p->hedge_min > p->hedge_window)
		return "hedge.min_returns is above hedge.window";
	if (p->ridge_min_dates <= p->ridge_folds)
		return "ridge.min_dates is not above ridge.folds";
	if (p->ridge_min_dates > p->ridge_days)
		return "ridge.min_dates is above ridge.days";
	return NULL;
}

const char *rv_idio_reason_text(rv_idio_reason r)
{
	static const char *const text[RV_IDIO_REASONS] = {
		[RV_IDIO_OK] = "ok",
		[RV_IDIO_FACTOR] = "a factor itself",
		[RV_IDIO_HISTORY] = "too few joint returns",
		[RV_IDIO_COLLINEAR] = "the factors are collinear",
		[RV_IDIO_NO_RETURN] = "no return at the as-of bar",
		[RV_IDIO_NO_VOL] = "too few residuals, or they are constant",
	};
	return (unsigned)r < RV_IDIO_REASONS ? text[r] : "unknown";
}

const char *rv_ridge_status_text(rv_ridge_status s)
{
	static const char *const text[] = {
		[RV_RIDGE_OK] = "ok",
		[RV_RIDGE_TOO_FEW] = "too few rows",
		[RV_RIDGE_SINGULAR] = "singular",
	};
	return (unsigned)s < sizeof(text) / sizeof(text[0]) ? text[s] : "unknown";
}

const char *rv_idio_signal_name(rv_idio_signal s)
{
	static const char *const name[RV_IDIO_N] = {
		[RV_IDIO_MOMENTUM] = "momentum",
		[RV_IDIO_MEAN_REVERSION] = "mean_reversion",
		[RV_IDIO_CARRY] = "carry",
	};
	return (unsigned)s < RV_IDIO_N ? name[s] : "unknown";
}

#define FORGOTTEN 1e-17

size_t rv_idio_bars(const rv_idio_params *p)
{
	const double a = 2.0 / ((p->ema_slow > p->ema_fast ? p->ema_slow : p->ema_fast) + 1.0);
	const int reach = a < 1.0 ? (int)ceil(log(FORGOTTEN) / log1p(-a)) : 1;
	const int own = reach > p->idio_window ? reach : p->idio_window;
	return (size_t)p->ridge_days + 1 + (size_t)own + (size_t)p->ols_window;
}
