/* Limit prices and sizes; see price.h. */
#include "engine/desk/price.h"

#include <math.h>

enum { SIG_FIGS = 5, SZ_DECIMALS_MOST = RV_PX_SCALE_SUM };

static const int64_t pow10_of[RV_PX_SCALE_SUM + 1] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };

#define BPS 1e4

static bool decimals_ok(int sz_decimals)
{
	return sz_decimals >= 0 && sz_decimals <= SZ_DECIMALS_MOST;
}

static bool is_price(double usd)
{
	return isfinite(usd) && usd > 0.0;
}

/* Distance of the legal prices around px: five figures of it, never more than a whole USD. */
static int64_t step_at(int64_t px, int sz_decimals)
{
	const int64_t usd = pow10_of[RV_PX_SCALE_SUM - sz_decimals];
	int64_t step = 1;
	for (int64_t rest = px; rest >= pow10_of[SIG_FIGS] && step < usd; rest /= 10)
		step *= 10;
	return step;
}

bool rv_px_legal(int64_t px, int sz_decimals)
{
	return px > 0 && decimals_ok(sz_decimals) && px % step_at(px, sz_decimals) == 0;
}

int64_t rv_px_snap(int64_t px, int sz_decimals, rv_dec_round how)
{
	if (px <= 0 || !decimals_ok(sz_decimals))
		return 0;
	const int64_t step = step_at(px, sz_decimals), over = px % step;
	const bool up = how == RV_DEC_UP || (how == RV_DEC_NEAREST && over >= step - over);
	int64_t out = px - over;
	if (over > 0 && up && __builtin_add_overflow(out, step, &out))
		return 0;
	return out;
}

rv_status rv_px_limit(double usd, rv_side side, int sz_decimals, int64_t *px)
{
	if (!is_price(usd) || !decimals_ok(sz_decimals))
		return RV_ERANGE;
	int64_t units = 0;
	int scale = 0;
	const rv_dec_round how = side == RV_BUY ? RV_DEC_DOWN : RV_DEC_UP;
	const rv_status st = rv_dec_px_round(usd, sz_decimals, how, &units, &scale);
	if (st != RV_OK)
		return st;
	const int64_t factor = pow10_of[RV_PX_SCALE_SUM - sz_decimals - scale];
	if (__builtin_mul_overflow(units, factor, &units))
		return RV_ERANGE;
	*px = units;
	return RV_OK;
}

rv_status rv_px_units(double usd, int sz_decimals, int64_t *px)
{
	if (!is_price(usd) || !decimals_ok(sz_decimals))
		return RV_ERANGE;
	int64_t units = 0;
	const rv_status st =
		rv_dec_sz_round(usd, RV_PX_SCALE_SUM - sz_decimals, RV_DEC_NEAREST, &units);
	if (st != RV_OK || units <= 0)
		return RV_ERANGE;
	*px = units;
	return RV_OK;
}

static double sign_of(rv_side side)
{
	return side == RV_BUY ? 1.0 : -1.0;
}

bool rv_px_worse(rv_side side, int64_t a, int64_t b)
{
	return side == RV_BUY ? a > b : a < b;
}

int64_t rv_px_tighter(rv_side side, int64_t a, int64_t b)
{
	return rv_px_worse(side, a, b) ? b : a;
}

rv_status rv_px_ioc(rv_side side, double bid, double ask, double slippage_bps, int sz_decimals,
		    int64_t *px)
{
	if (!isfinite(slippage_bps) || slippage_bps < 0.0)
		return RV_ERANGE;
	const double far = side == RV_BUY ? ask : bid;
	return rv_px_limit(far * (1.0 + sign_of(side) * slippage_bps / BPS), side, sz_decimals, px);
}

static bool at_least_zero(double v)
{
	return isfinite(v) && v >= 0.0;
}

double rv_collar_width(double collar_bps, double collar_sigmas, double sigma_hour)
{
	const double sigma_quarter = sigma_hour / 2.0; /* of a quarter of the time */
	const double wide = at_least_zero(sigma_hour) ? collar_sigmas * sigma_quarter : 0.0;
	return fmax(collar_bps / BPS, wide);
}

rv_status rv_px_collar(rv_side side, double mid, double width, int sz_decimals, int64_t *px)
{
	if (!at_least_zero(width))
		return RV_ERANGE;
	return rv_px_limit(mid * (1.0 + sign_of(side) * width), side, sz_decimals, px);
}

double rv_drift_most_bps(double bps, double spreads, double sigmas, double bid, double ask,
			 double sigma_hour)
{
	double most = bps;
	if (is_price(bid) && is_price(ask) && ask >= bid)
		most = fmax(most, spreads * (ask - bid) / ((bid + ask) / 2.0) * BPS);
	if (at_least_zero(sigma_hour))
		most = fmax(most, sigmas * sigma_hour * BPS);
	return most;
}

double rv_drift_bps(rv_side side, double mid_then, double mid_now)
{
	if (!is_price(mid_then) || !is_price(mid_now))
		return NAN;
	return sign_of(side) * (mid_now / mid_then - 1.0) * BPS;
}

int64_t rv_size_of_notional(int64_t notional_musd, int64_t px)
{
	return notional_musd > 0 && px > 0 ? notional_musd / px : 0;
}

static int64_t magnitude(int64_t v)
{
	if (v == INT64_MIN)
		return INT64_MAX;
	return v < 0 ? -v : v;
}

int64_t rv_size_close(int64_t position, int64_t asked, rv_side *side)
{
	if (position == 0 || asked < 0)
		return 0;
	const int64_t all = magnitude(position);
	*side = position > 0 ? RV_SELL : RV_BUY;
	return asked == 0 || asked > all ? all : asked;
}

bool rv_size_enough(int64_t lots, int64_t px, int64_t min_musd, int64_t position, rv_side side,
		    bool reduce_only)
{
	if (lots <= 0 || px <= 0)
		return false;
	int64_t value = 0;
	if (__builtin_mul_overflow(lots, px, &value) || value >= min_musd)
		return true;
	const bool against = position != 0 && (position > 0) == (side == RV_SELL);
	return reduce_only && against && lots >= magnitude(position);
}
