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

static void standardise(const sa_pass *c, double *x, const bool *active)
{
	const size_t k = gather(c, x, active);
	const rv_moments m = rv_moments_of(c->w->line, k);
	const bool enough = k >= (size_t)c->p->min_assets;
	const double sd = k > 0 ? sqrt(m.m2 / (double)k) : 0.0, clip = c->p->z_clip;
	for (size_t i = 0; i < c->f->n; i++) {
		if (!enough || !active[i] || !isfinite(x[i]))
			x[i] = NAN;
		else if (sd < RV_SD_MIN)
			x[i] = 0.0;
		else
			x[i] = fmin(clip, fmax(-clip, (x[i] - m.mean) / sd));
	}
}

void sa_cross_section(const sa_pass *c, size_t d)
{
	for (int s = 0; s < RV_IDIO_N; s++)
		standardise(c, sa_signal(c, s, d), sa_active(c, d));
}
