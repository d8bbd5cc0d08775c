/* The scores of one coin in the multi-bucket portfolio; see bucket_scores.h. */
#include "engine/factors/bucket_scores.h"

#include "engine/market/returns.h"
#include "engine/stats/moments.h"
#include "engine/stats/pair.h"

#include <math.h>

static double clip(double v, double lo, double hi)
{
	return isnan(v) ? v : fmin(hi, fmax(lo, v));
}

void rv_return_over(const double *close, size_t n, size_t h, double *out)
{
	for (size_t t = 0; t < n; t++) {
		const bool known =
			t >= h && rv_price_known(close[t]) && rv_price_known(close[t - h]);
		out[t] = known ? close[t] / close[t - h] - 1.0 : NAN;
	}
}

double rv_z0_last(const double *x, size_t n, size_t window, size_t min)
{
	if (n == 0 || !isfinite(x[n - 1]))
		return NAN;
	const size_t k = n < window ? n : window;
	const rv_moments m = rv_moments_of(x + n - k, k);
	if (m.n < min)
		return NAN;
	const double sd = sqrt(m.m2 / (double)m.n);
	return sd < RV_SD_MIN ? 0.0 : (x[n - 1] - m.mean) / sd;
}

rv_cm rv_cm_last(const rv_cm_params *p, const double *const *m, size_t n)
{
	rv_cm s = { .cm = 0.0 };
	for (size_t h = 0; h < RV_CM_HORIZONS; h++) {
		s.m[h] = n > 0 ? m[h][n - 1] : NAN;
		s.z[h] = rv_z0_last(m[h], n, (size_t)p->window, (size_t)p->min);
		s.cm += p->weight[h] * s.z[h];
	}
	return s;
}

double rv_cm_acceleration(const rv_cm_params *p, const double *m, bool per_day)
{
	if (!per_day)
		return m[0] - m[1];
	return m[0] / (double)p->horizon[0] - m[1] / (double)p->horizon[1];
}

double rv_rsi_turn(const double *rsi, size_t n, size_t turn, double scale)
{
	if (n <= turn)
		return NAN;
	return clip((rsi[n - 1] - rsi[n - 1 - turn]) / scale, -1.0, 1.0);
}

double rv_up_share(const double *simple, size_t n, size_t days)
{
	size_t up = 0;
	if (n < days || days == 0)
		return NAN;
	for (size_t t = n - days; t < n; t++) {
		if (!isfinite(simple[t]))
			return NAN;
		up += simple[t] > 0.0 ? 1 : 0;
	}
	return (double)up / (double)days - 0.5;
}

double rv_vol_ann(const double *simple, size_t n, size_t days, size_t min, double annualization)
{
	const size_t k = n < days ? n : days;
	const rv_moments m = rv_moments_of(simple + n - k, k);
	if (m.n < min || m.n < 2)
		return NAN;
	return sqrt(m.m2 / (double)(m.n - 1)) * sqrt(annualization);
}

rv_residual rv_residual_last(const double *r, const double *b, size_t n, size_t window,
			     size_t z_days, bool cumulative, double *work)
{
	rv_residual s = { NAN, NAN, NAN, NAN, NAN };
	if (n < window || z_days > window || z_days == 0)
		return s;
	const rv_pair p = rv_pair_of(b + n - window, r + n - window, window);
	s.beta = rv_pair_slope(&p, window);
	if (isnan(s.beta))
		return s;
	s.alpha = p.my - s.beta * p.mx;
	for (size_t t = 0; t < window; t++)
		work[t] = r[n - window + t] - (s.alpha + s.beta * b[n - window + t]);
	s.eps = work[window - 1];
	s.sd = rv_sd0(work, window);
	if (!cumulative) {
		s.z = rv_z0_last(work, window, z_days, z_days);
		return s;
	}
	double sum = 0.0;
	for (size_t t = window - z_days; t < window; t++)
		sum += work[t];
	s.z = s.sd < RV_SD_MIN ? 0.0 : sum / (s.sd * sqrt((double)z_days));
	return s;
}

/* Price or its logarithm; NaN when there is none. */
static double level(double price, bool log_prices)
{
	if (!rv_price_known(price))
		return NAN;
	return log_prices ? log(price) : price;
}

rv_spread_fit rv_spread_fit_last(const double *x, const double *y, size_t n, size_t window,
				 bool log_prices, double *work)
{
	rv_spread_fit s = { NAN, NAN, NAN, NAN, NAN, NAN };
	double *lx = work, *ly = work + window;
	if (n < window + 1)
		return s;
	const size_t first = n - 1 - window;
	for (size_t t = 0; t < window; t++) {
		lx[t] = level(x[first + t], log_prices);
		ly[t] = level(y[first + t], log_prices);
	}
	const rv_pair p = rv_pair_of(lx, ly, window);
	const double beta = rv_pair_slope(&p, window);
	const double now_x = level(x[n - 1], log_prices), now_y = level(y[n - 1], log_prices);
	if (isnan(beta) || isnan(now_x) || isnan(now_y))
		return s;
	s.beta = beta;
	s.alpha = p.my - beta * p.mx;
	for (size_t t = 0; t < window; t++)
		ly[t] -= s.alpha + beta * lx[t];
	const rv_moments m = rv_moments_of(ly, window);
	s.sd = sqrt(m.m2 / (double)m.n);
	s.spread = now_y - (s.alpha + beta * now_x);
	s.z = s.sd < RV_SD_MIN ? 0.0 : (s.spread - m.mean) / s.sd;
	s.hedge = log_prices ? beta : beta * x[n - 1] / y[n - 1];
	return s;
}
