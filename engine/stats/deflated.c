/* The deflated Sharpe ratio; see deflated.h. */
#include "engine/stats/deflated.h"

#include "engine/stats/moments.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>

#define EULER_GAMMA 0.57721566490153286
#define EULER_E 2.71828182845904524

/* Pebay's update by one value: m4 and m3 before m2, each reads those below it as they were. */
void rv_run_moments_add(rv_run_moments *m, double x)
{
	if (!isfinite(x))
		return;
	const double before = (double)m->n, n = before + 1.0;
	const double d = x - m->mean, part = d / n, part2 = part * part, step = d * part * before;
	m->n++;
	m->mean += part;
	m->m4 += step * part2 * (n * n - 3.0 * n + 3.0) + 6.0 * part2 * m->m2 - 4.0 * part * m->m3;
	m->m3 += step * part * (n - 2.0) - 3.0 * part * m->m2;
	m->m2 += step;
}

double rv_run_moments_sd1(const rv_run_moments *m)
{
	return m->n > 1 ? sqrt(m->m2 / (double)(m->n - 1)) : NAN;
}

static bool varies(const rv_run_moments *m)
{
	return rv_run_moments_sd1(m) >= RV_SD_MIN;
}

double rv_run_moments_skew(const rv_run_moments *m)
{
	const double var = m->m2 / (double)m->n;
	return varies(m) ? m->m3 / (double)m->n / (var * sqrt(var)) : NAN;
}

double rv_run_moments_kurtosis(const rv_run_moments *m)
{
	const double var = m->m2 / (double)m->n;
	return varies(m) ? m->m4 / (double)m->n / (var * var) : NAN;
}

double rv_run_moments_sharpe(const rv_run_moments *m)
{
	return varies(m) ? m->mean / rv_run_moments_sd1(m) : NAN;
}

double rv_sharpe_of_luck(size_t trials, double var)
{
	if (trials == 1)
		return 0.0;
	if (trials == 0 || !(var >= 0.0) || isinf(var))
		return NAN;
	const double n = (double)trials;
	return sqrt(var) * ((1.0 - EULER_GAMMA) * gsl_cdf_ugaussian_Qinv(1.0 / n) +
			    EULER_GAMMA * gsl_cdf_ugaussian_Qinv(1.0 / (n * EULER_E)));
}

double rv_sharpe_deflated(double sharpe, size_t n, double skew, double kurtosis, double benchmark)
{
	const double var = 1.0 - skew * sharpe + (kurtosis - 1.0) / 4.0 * sharpe * sharpe;
	if (n < 2 || !(var > 0.0) || isnan(benchmark) || !isfinite(sharpe))
		return NAN;
	return gsl_cdf_ugaussian_P((sharpe - benchmark) * sqrt((double)(n - 1) / var));
}
