/* Mean and spread of a window by Welford's recurrence; see moments.h. */
#include "engine/stats/moments.h"

#include <assert.h>
#include <math.h>

rv_moments rv_moments_of(const double *x, size_t n)
{
	rv_moments m = { 0, 0.0, 0.0 };
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i]))
			continue;
		const double d = x[i] - m.mean;
		m.mean += d / (double)++m.n;
		m.m2 += d * (x[i] - m.mean);
	}
	if (m.n == 0)
		m.mean = NAN;
	return m;
}

double rv_mean(const double *x, size_t n)
{
	return rv_moments_of(x, n).mean;
}

double rv_sd0(const double *x, size_t n)
{
	const rv_moments m = rv_moments_of(x, n);
	return m.n > 0 ? sqrt(m.m2 / (double)m.n) : NAN;
}

double rv_sd1(const double *x, size_t n)
{
	const rv_moments m = rv_moments_of(x, n);
	return m.n > 1 ? sqrt(m.m2 / (double)(m.n - 1)) : NAN;
}

double rv_zscore_last(const double *x, size_t n, size_t min_n)
{
	assert(min_n >= 2);
	if (n == 0 || !isfinite(x[n - 1]))
		return NAN;
	const rv_moments m = rv_moments_of(x, n);
	if (m.n < min_n)
		return NAN;
	const double sd = sqrt(m.m2 / (double)(m.n - 1));
	return sd < RV_SD_MIN ? 0.0 : (x[n - 1] - m.mean) / sd;
}
