/* Second moments of two series; see pair.h. */
#include "engine/stats/pair.h"

#include <math.h>

rv_pair rv_pair_of(const double *x, const double *y, size_t n)
{
	rv_pair p = { 0, NAN, NAN, 0.0, 0.0, 0.0 };
	double sx = 0.0, sy = 0.0;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i]) || !isfinite(y[i]))
			continue;
		p.n++;
		sx += x[i];
		sy += y[i];
	}
	if (p.n == 0)
		return p;
	p.mx = sx / (double)p.n;
	p.my = sy / (double)p.n;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i]) || !isfinite(y[i]))
			continue;
		const double dx = x[i] - p.mx, dy = y[i] - p.my;
		p.sxx += dx * dx;
		p.syy += dy * dy;
		p.sxy += dx * dy;
	}
	return p;
}

static double variance(double ss, size_t n)
{
	return n > 1 ? ss / (double)(n - 1) : 0.0;
}

double rv_pair_corr(const rv_pair *p, size_t min_n)
{
	if (p->n < min_n || p->n < 2 || variance(p->sxx, p->n) < RV_VARIANCE_MIN ||
	    variance(p->syy, p->n) < RV_VARIANCE_MIN)
		return NAN;
	return fmin(1.0, fmax(-1.0, p->sxy / sqrt(p->sxx * p->syy)));
}

double rv_pair_slope(const rv_pair *p, size_t min_n)
{
	if (p->n < min_n || p->n < 2 || variance(p->sxx, p->n) < RV_VARIANCE_MIN)
		return NAN;
	return p->sxy / p->sxx;
}

double rv_corr(const double *x, const double *y, size_t n, size_t min_n)
{
	const rv_pair p = rv_pair_of(x, y, n);
	return rv_pair_corr(&p, min_n);
}
