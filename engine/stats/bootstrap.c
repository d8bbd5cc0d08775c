/* Block bootstrap; see bootstrap.h. */
#include "engine/stats/bootstrap.h"

#include "engine/base/rng.h"
#include "engine/stats/moments.h"
#include "engine/stats/quantile.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

void rv_boot_params_default(rv_boot_params *p)
{
	*p = (rv_boot_params){
		.kind = RV_BOOT_MOVING, .block = 10, .replicates = 300, .level = 0.95, .seed = 7
	};
}

/* Where the replicate is in the series. */
typedef struct walk {
	rv_rng rng;
	size_t at, left; /* left: values of the block that are still to come */
} walk;

static size_t next_value(const rv_boot_params *p, size_t n, walk *w)
{
	if (p->kind == RV_BOOT_STATIONARY) {
		const double stay = 1.0 - 1.0 / (double)p->block;
		const bool jump = w->left == 0 || rv_rng_uniform(&w->rng) >= stay;
		w->at = jump ? (size_t)rv_rng_below(&w->rng, n) : (w->at + 1) % n;
		w->left = 1;
		return w->at;
	}
	if (w->left == 0) {
		w->left = p->block < n ? p->block : n;
		w->at = (size_t)rv_rng_below(&w->rng, n - w->left + 1);
	} else {
		w->at++;
	}
	w->left--;
	return w->at;
}

void rv_boot_replicates(const rv_boot_params *p, const double *x, size_t n, size_t from, size_t to,
			double *mean, double *sharpe)
{
	for (size_t b = from; b < to; b++) {
		walk w = { .left = 0 };
		double m = 0.0, m2 = 0.0;
		size_t k = 0;
		rv_rng_seed(&w.rng, p->seed, p->stream, b);
		for (size_t i = 0; i < n; i++) {
			const double v = x[next_value(p, n, &w)];
			if (!isfinite(v))
				continue;
			const double off = v - m;
			m += off / (double)++k;
			m2 += off * (v - m);
		}
		const double sd = k > 1 ? sqrt(m2 / (double)(k - 1)) : NAN;
		mean[b] = k > 0 ? m : NAN;
		sharpe[b] = sd >= RV_SD_MIN ? m / sd : NAN;
	}
}

static void interval(const double *x, size_t n, double level, double *work, double *lo, double *hi)
{
	const size_t k = rv_sorted(x, n, work);
	*lo = rv_quantile_sorted(work, k, 0.5 * (1.0 - level));
	*hi = rv_quantile_sorted(work, k, 0.5 * (1.0 + level));
}

static double as_far(const double *replicate, size_t n, double mean)
{
	size_t k = 0, far = 0;
	for (size_t b = 0; b < n; b++) {
		if (!isfinite(replicate[b]))
			continue;
		k++;
		far += fabs(replicate[b] - mean) >= fabs(mean) ? 1 : 0;
	}
	return k ? (double)far / (double)k : NAN;
}

rv_boot rv_boot_figures(const rv_boot_params *p, const double *x, size_t n, const double *mean,
			const double *sharpe, double *work)
{
	const rv_moments m = rv_moments_of(x, n);
	const double sd = rv_sd1(x, n);
	rv_boot f = { m.n, m.mean, NAN, NAN, sd >= RV_SD_MIN ? m.mean / sd : NAN, NAN, NAN, NAN };
	/* Replicates of a constant could not contradict it. */
	if (!(sd >= RV_SD_MIN) || n / 2 < p->block)
		return f;
	interval(mean, p->replicates, p->level, work, &f.mean_lo, &f.mean_hi);
	interval(sharpe, p->replicates, p->level, work, &f.sharpe_lo, &f.sharpe_hi);
	f.p = as_far(mean, p->replicates, m.mean);
	return f;
}

rv_status rv_boot_of(const rv_boot_params *p, const double *x, size_t n, rv_boot *out, rv_err *err)
{
	if (p->block < 1 || p->replicates < 1 || p->replicates > SIZE_MAX / 3 / sizeof(double) ||
	    !(p->level > 0.0 && p->level < 1.0))
		return rv_err_set(err, RV_EINVAL,
				  "bootstrap: block %zu, %zu replicates, level %g: expected 1 or "
				  "more of each and a level between 0 and 1",
				  p->block, p->replicates, p->level);
	double *work = malloc(3 * p->replicates * sizeof(double));
	if (!work)
		return RV_ENOMEM;
	if (n > 0)
		rv_boot_replicates(p, x, n, 0, p->replicates, work, work + p->replicates);
	*out = rv_boot_figures(p, x, n, work, work + p->replicates, work + 2 * p->replicates);
	free(work);
	return RV_OK;
}
