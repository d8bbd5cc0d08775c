/* Rolling volatility, its persistence, and how a leader's spills over; see market_structure.h. */
#include "engine/factors/ms_internal.h"

#include <math.h>

/* In two passes. */
static double sd_of(const double *x, size_t n)
{
	double sum = 0.0, ss = 0.0;
	for (size_t k = 0; k < n; k++)
		sum += x[k];
	const double mean = sum / (double)n;
	for (size_t k = 0; k < n; k++)
		ss += (x[k] - mean) * (x[k] - mean);
	return sqrt(ss / (double)(n - 1));
}

/*
 * out[i] = sd1 of x[i .. i + k), NaN if one of them is missing; n - k + 1 values. A window is the
 * end of one block of k values and the beginning of the next. Both sums grow by additions only, so
 * that a large value leaves nothing behind once it is out of the window, and a missing one touches
 * the windows that it is in.
 */
static void rolling_sd(const double *x, size_t n, size_t k, double *out)
{
	double s[MS_VOL_WINDOW_MAX] = { 0.0 }, q[MS_VOL_WINDOW_MAX] = { 0.0 };
	const double per_k = 1.0 / (double)k, per_k1 = 1.0 / (double)(k - 1);
	for (size_t at = 0; at + k <= n; at += k) {
		double sum = 0.0, square = 0.0;
		for (size_t j = k; j-- > 0;) {
			sum += x[at + j];
			square += x[at + j] * x[at + j];
			s[j] = sum;
			q[j] = square;
		}
		const size_t left = n - k - at + 1, m = left < k ? left : k;
		sum = square = 0.0;
		for (size_t j = 0; j < m; j++) {
			const double all = s[j] + sum, squares = q[j] + square;
			const double ss = squares - all * all * per_k;
			out[at + j] = ss < MS_CANCELLED * squares ? sd_of(x + at + j, k)
								  : sqrt(ss * per_k1);
			const double v = j + 1 < m ? x[at + k + j] : 0.0;
			sum += v;
			square += v * v;
		}
	}
}

/* Places of the volatility that must be known in both series of a pair or of a lag. */
static size_t vol_min(const rv_ms_params *p)
{
	return (size_t)(p->spill_min - p->vol_window);
}

/* Of the volatility with itself `lag` bars later. */
static double autocorrelation(const ms_series *s, size_t lag, size_t min_n)
{
	if (s->vol_bars <= lag)
		return NAN;
	const size_t n = s->vol_bars - lag;
	if (s->vol_n < s->vol_bars)
		return rv_corr(s->vol, s->vol + lag, n, min_n);
	const double *x = s->vol_c, *y = s->vol_c + lag;
	const double sx = rv_sum(x, n), sy = rv_sum(y, n), k = (double)n;
	const double xx = rv_dot(x, x, n), yy = rv_dot(y, y, n);
	const rv_pair m = { .n = n,
			    .sxx = xx - sx * sx / k,
			    .syy = yy - sy * sy / k,
			    .sxy = rv_dot(x, y, n) - sx * sy / k };
	if (m.sxx < MS_CANCELLED * xx || m.syy < MS_CANCELLED * yy)
		return rv_corr(s->vol, s->vol + lag, n, min_n);
	return rv_pair_corr(&m, min_n);
}

/*
 * From the correlation of windows that share no return. Too few of them: from neighbours, which
 * share all but one, as the original does it; that measures the window more than the coin.
 */
static void persistence(ms_series *s, const rv_ms_params *p)
{
	const size_t lag = (size_t)p->vol_window;
	s->overlap_biased = s->vol_n < (size_t)p->half_life_min;
	const double rho = autocorrelation(s, s->overlap_biased ? 1 : lag, vol_min(p));
	const double scale = -log(2.0) * (s->overlap_biased ? 1.0 : (double)lag);
	if (isnan(rho))
		s->half_life = NAN;
	else if (rho > 0.0 && rho < 1.0)
		s->half_life = scale / log(rho);
	else if (s->overlap_biased)
		s->half_life = 1.0;
	else
		s->half_life = rho > 0.0 ? INFINITY : 0.0;
	s->overlap_biased = s->overlap_biased && !isnan(rho);
}

void ms_volatility(ms_series *s, const rv_ms_params *p, const double *returns, size_t n)
{
	const size_t k = (size_t)p->vol_window;
	s->vol_bars = n >= k ? n - k + 1 : 0;
	rolling_sd(returns, n, k, s->vol);
	s->spill_raw = returns;
	s->spill_bars = n;
	(void)ms_centre(s->vol, s->vol_bars, s->vol_c, &s->vol_n);
	s->vol_ss = rv_dot(s->vol_c, s->vol_c, s->vol_bars);
	persistence(s, p);
}

static size_t common(const ms_series *a, const ms_series *b)
{
	size_t n = 0;
	for (size_t t = 0; t < a->spill_bars; t++)
		n += isfinite(a->spill_raw[t]) && isfinite(b->spill_raw[t]);
	return n;
}

static rv_pair vol_pair(const ms_series *a, const ms_series *b)
{
	const size_t n = a->vol_bars;
	if (a->vol_n < n || b->vol_n < n)
		return rv_pair_of(a->vol, b->vol, n);
	return (rv_pair){
		.n = n, .sxx = a->vol_ss, .syy = b->vol_ss, .sxy = rv_dot(a->vol_c, b->vol_c, n)
	};
}

void ms_spillover(const rv_ms_params *p, const ms_series *leader, const ms_series *asset,
		  rv_ms_pair *out)
{
	const rv_pair m = vol_pair(leader, asset);
	/* where both volatilities are known everywhere, so is every return */
	const bool whole = m.n == leader->vol_bars && m.n > 0;
	const size_t n = whole ? leader->spill_bars : common(leader, asset);
	if (n < (size_t)p->spill_min || m.n < vol_min(p))
		return;
	out->spillover = rv_pair_slope(&m, vol_min(p));
	out->vol_correlation = rv_pair_corr(&m, vol_min(p));
	out->half_life = asset->half_life;
	out->overlap_biased = asset->overlap_biased;
}
