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

/* sd1 of k values from their sum and sum of squares, unless that would lose digits. */
static double sd_from(double s, double q, const double *x, size_t k)
{
	const double ss = q - s * s / (double)k;
	return ss < MS_CANCELLED * q ? sd_of(x, k) : sqrt(ss / (double)(k - 1));
}

/*
 * out[i] = sd1 of x[i .. i + k), NaN if one of them is missing; n - k + 1 values. A window is the
 * end of one block of k values and the beginning of the next. Both sums grow by additions only, so
 * that a large value leaves nothing behind once it is out of the window, and a missing one touches
 * the windows that it is in.
 */
static void rolling_sd(const double *x, size_t n, size_t k, double *out)
{
	double s[MS_VOL_WINDOW_MAX], q[MS_VOL_WINDOW_MAX];
	for (size_t at = 0; at + k <= n; at += k) {
		double sum = 0.0, square = 0.0;
		for (size_t j = k; j-- > 0;) {
			sum += x[at + j];
			square += x[at + j] * x[at + j];
			s[j] = sum;
			q[j] = square;
		}
		out[at] = sd_from(sum, square, x + at, k);
		sum = square = 0.0;
		for (size_t j = 1; j < k && at + j + k <= n; j++) {
			const double v = x[at + k + j - 1];
			sum += v;
			square += v * v;
			out[at + j] = sd_from(s[j] + sum, q[j] + square, x + at + j, k);
		}
	}
}

static void centre_volatility(ms_series *s)
{
	double sum = 0.0;
	s->vol_n = 0;
	for (size_t t = 0; t < s->vol_bars; t++) {
		if (isfinite(s->vol[t])) {
			sum += s->vol[t];
			s->vol_n++;
		}
	}
	const double mean = sum / (double)s->vol_n;
	for (size_t t = 0; t < s->vol_bars; t++)
		s->vol_c[t] = isfinite(s->vol[t]) ? s->vol[t] - mean : 0.0;
	s->vol_ss = rv_dot(s->vol_c, s->vol_c, s->vol_bars);
}

/* Places of the volatility that must be known in both series of a pair or of a lag. */
static size_t vol_min(const rv_ms_params *p)
{
	return (size_t)(p->spill_min - p->vol_window);
}

static double autocorrelation(const ms_series *s, size_t lag, size_t min_n)
{
	return s->vol_bars > lag ? rv_corr(s->vol, s->vol + lag, s->vol_bars - lag, min_n) : NAN;
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
	centre_volatility(s);
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
