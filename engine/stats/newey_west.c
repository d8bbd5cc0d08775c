/* Newey-West standard error of a mean; see newey_west.h. */
#include "engine/stats/newey_west.h"

#include "engine/stats/moments.h"

#include <math.h>

/* sum of e[t] e[t - lag] over the times where both are known. */
static double lagged(const double *x, size_t n, double mean, size_t lag)
{
	double sum = 0.0;
	for (size_t t = lag; t < n; t++)
		if (isfinite(x[t]) && isfinite(x[t - lag]))
			sum += (x[t] - mean) * (x[t - lag] - mean);
	return sum;
}

rv_newey_west rv_newey_west_mean(const double *x, size_t n, size_t lag)
{
	const rv_moments m = rv_moments_of(x, n);
	rv_newey_west w = { m.n, m.mean, NAN, NAN };
	if (m.n == 0)
		return w;
	double s = m.m2;
	for (size_t l = 1; l <= lag && l < n; l++)
		s += 2.0 * (1.0 - (double)l / ((double)lag + 1.0)) * lagged(x, n, m.mean, l);
	w.se = sqrt(fmax(s, 0.0)) / (double)m.n;
	if (w.se >= RV_SD_MIN)
		w.t = w.mean / w.se;
	return w;
}
