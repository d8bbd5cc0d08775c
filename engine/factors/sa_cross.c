/* Cross-sections of the signals; see sa_internal.h. */
#include "engine/factors/sa_internal.h"

#include "engine/stats/moments.h"

#include <math.h>

/* Finite values of the active coins, in name order. */
static size_t gather(const sa_pass *c, const double *x, const bool *active)
{
	size_t k = 0;
	for (size_t i = 0; i < c->f->n; i++) {
		if (active[i] && isfinite(x[i]))
			c->w->line[k++] = x[i];
	}
	return k;
}

/* Mean and sd0 in two passes. */
static double spread(const double *x, size_t n, double *mean)
{
	double sum = 0.0, ss = 0.0;
	for (size_t k = 0; k < n; k++)
		sum += x[k];
	*mean = sum / (double)n;
	for (size_t k = 0; k < n; k++)
		ss += (x[k] - *mean) * (x[k] - *mean);
	return sqrt(ss / (double)n);
}

static void standardise(const sa_pass *c, double *x, const bool *active)
{
	const size_t k = gather(c, x, active);
	const bool enough = k >= (size_t)c->p->min_assets;
	double mean = 0.0;
	const double sd = enough ? spread(c->w->line, k, &mean) : 0.0, clip = c->p->z_clip;
	for (size_t i = 0; i < c->f->n; i++) {
		if (!enough || !active[i] || !isfinite(x[i])) {
			x[i] = NAN;
			continue;
		}
		const double z = sd < RV_SD_MIN ? 0.0 : (x[i] - mean) / sd;
		x[i] = z > clip ? clip : z < -clip ? -clip : z;
	}
}

void sa_cross_section(const sa_pass *c, size_t d)
{
	for (int s = 0; s < RV_IDIO_N; s++)
		standardise(c, sa_signal(c, s, d), sa_active(c, d));
}
