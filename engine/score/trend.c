/* The trend part of the hybrid score: slope and momentum of closes; see hybrid.h. */
#include "engine/market/returns.h"
#include "engine/score/hybrid_internal.h"
#include "engine/stats/moments.h"

#include <math.h>

/*
 * Line through ln P over the bar numbers; a missing bar keeps its place. Levels are log returns
 * added up, from the first price on: a constant series has no variance at all, and few logs are
 * taken.
 */
typedef struct line_fit {
	size_t n;
	double slope, r2;
} line_fit;

static line_fit fit_line(const double *close, const double *log_ret, size_t n)
{
	double sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0, syy = 0.0;
	double first = NAN, y = 0.0;
	line_fit f = { 0, 0.0, 0.0 };
	for (size_t k = 0; k < n; k++) {
		if (!rv_price_known(close[k]))
			continue;
		const double x = (double)k;
		if (f.n == 0)
			first = close[k];
		else
			y = isfinite(log_ret[k]) ? y + log_ret[k] : log(close[k] / first);
		f.n++;
		sx += x;
		sy += y;
		sxx += x * x;
		sxy += x * y;
		syy += y * y;
	}
	if (f.n < 2)
		return f;
	const double m = (double)f.n;
	const double vx = sxx - sx * sx / m, vy = syy - sy * sy / m, c = sxy - sx * sy / m;
	f.slope = c / vx;
	if (vy > RV_SD_MIN * RV_SD_MIN * m)
		f.r2 = fmin(1.0, c * c / (vx * vy));
	return f;
}

/* Z-score of the newest return in its window; 0 where it, or half of the window, is unknown. */
static double momentum_z(const double *simple, size_t n)
{
	const rv_moments m = rv_moments_of(simple, n);
	if (n == 0 || !isfinite(simple[n - 1]) || m.n < 2 || 2 * m.n < n)
		return 0.0;
	const double sd0 = sqrt(m.m2 / (double)m.n);
	return sd0 < RV_SD_MIN ? 0.0 : (simple[n - 1] - m.mean) / sd0;
}

static size_t at_most(size_t n, int cap)
{
	return n < (size_t)cap ? n : (size_t)cap;
}

rv_trend rv_trend_of(const rv_hybrid_params *p, const double *close, const double *simple,
		     const double *log_ret, size_t n, double bar_hours)
{
	const size_t window = at_most(n, p->trend_window);
	const line_fit f = fit_line(close + n - window, log_ret + n - window, window);
	if (f.n < (size_t)p->trend_min)
		return (rv_trend){ NAN, NAN, NAN, NAN, f.n };
	const size_t last = at_most(n, p->momentum_window);
	const double z = momentum_z(simple + n - last, last);
	const double scale = p->slope_scale * sqrt(bar_hours);
	const double slope = 0.5 + 0.5 * tanh(f.slope / scale);
	const double momentum = 0.5 + 0.5 * tanh(z / p->momentum_scale);
	const double ws = p->slope_weight * f.r2, wm = p->momentum_weight;
	const double score = ws + wm > 0.0 ? (slope * ws + momentum * wm) / (ws + wm) : 0.5;
	return (rv_trend){ score, f.slope, f.r2, z, f.n };
}
