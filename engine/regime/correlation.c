/* Average correlation and the leverage factor; see correlation.h. */
#include "engine/regime/correlation.h"

#include "engine/stats/pair.h"

#include <assert.h>
#include <math.h>

/*
 * Coins whose window is complete share one sample, so that their unit vectors u give all pairs at
 * once: sum over pairs of u_i.u_j = (|sum u|^2 - k) / 2. The others need every pair on its own.
 */
typedef struct complete {
	size_t n; /* coins of the sum */
	double sum[RV_CORR_WINDOW_MAX];
} complete;

static bool add_complete(complete *c, const double *r, size_t len)
{
	const rv_pair p = rv_pair_of(r, r, len);
	if (p.n < len || p.n < 2 || p.sxx / (double)(p.n - 1) < RV_VARIANCE_MIN)
		return false;
	const double norm = sqrt(p.sxx);
	for (size_t t = 0; t < len; t++)
		c->sum[t] += (r[t] - p.mx) / norm;
	c->n++;
	return true;
}

static void count_complete(const complete *c, size_t len, rv_avg_corr *a)
{
	double square = 0.0;
	if (c->n < 2)
		return;
	for (size_t t = 0; t < len; t++)
		square += c->sum[t] * c->sum[t];
	a->sum += 0.5 * (square - (double)c->n);
	a->pairs += c->n * (c->n - 1) / 2;
}

/* Pairs with at least one coin that has a gap; seen[] marks the coins of a known pair. */
static void count_others(const double *const *r, const bool *whole, size_t n, size_t len,
			 size_t min_n, bool *seen, rv_avg_corr *a)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = i + 1; k < n; k++) {
			if (whole[i] && whole[k])
				continue;
			const double c = rv_corr(r[i], r[k], len, min_n);
			if (isnan(c))
				continue;
			a->sum += c;
			a->pairs++;
			seen[i] = seen[k] = true;
		}
	}
}

rv_avg_corr rv_avg_corr_of(const double *const *r, size_t n, size_t len, size_t min_n)
{
	rv_avg_corr a = { 0.0, NAN, 0, 0 };
	complete c = { 0, { 0.0 } };
	bool whole[RV_CORR_COINS_MAX] = { false }, seen[RV_CORR_COINS_MAX] = { false };
	assert(n <= RV_CORR_COINS_MAX && len <= RV_CORR_WINDOW_MAX);
	for (size_t i = 0; i < n; i++)
		whole[i] = len >= min_n && add_complete(&c, r[i], len);
	count_complete(&c, len, &a);
	count_others(r, whole, n, len, min_n, seen, &a);
	for (size_t i = 0; i < n; i++)
		a.assets += seen[i] || (whole[i] && c.n >= 2) ? 1 : 0;
	if (a.assets >= 3)
		a.mean = a.sum / (double)a.pairs;
	return a;
}

rv_avg_corr rv_avg_corr_after(const double *const *r, size_t n, const double *b, size_t len,
			      size_t min_n, double *work)
{
	const double *left[RV_CORR_COINS_MAX];
	assert(n <= RV_CORR_COINS_MAX);
	for (size_t i = 0; i < n; i++) {
		double *e = work + i * len;
		const rv_pair p = rv_pair_of(b, r[i], len);
		const double beta = rv_pair_slope(&p, min_n);
		for (size_t t = 0; t < len; t++) /* NaN where anything is */
			e[t] = (r[i][t] - p.my) - beta * (b[t] - p.mx);
		left[i] = e;
	}
	return rv_avg_corr_of(left, n, len, min_n);
}

double rv_leverage_factor(const rv_lf_params *p, double avg_corr)
{
	if (isnan(avg_corr))
		return NAN;
	if (avg_corr <= p->low)
		return 1.0;
	if (avg_corr >= p->high)
		return p->floor;
	const double way = (avg_corr - p->low) / (p->high - p->low);
	return p->mode_floor ? fmax(p->floor, 1.0 - way) : 1.0 - (1.0 - p->floor) * way;
}

double rv_trailing_percentile(const double *x, size_t n, size_t min_n)
{
	size_t known = 0, below = 0, not_above = 0;
	if (n == 0 || !isfinite(x[n - 1]))
		return NAN;
	for (size_t t = 0; t < n; t++) {
		known += isfinite(x[t]) ? 1 : 0;
		below += x[t] < x[n - 1] ? 1 : 0;
		not_above += x[t] <= x[n - 1] ? 1 : 0;
	}
	if (known < min_n || known < 2)
		return NAN;
	return 0.5 * (double)(below + not_above - 1) / (double)(known - 1);
}

double rv_leverage_at_percentile(double pct, double lo, double hi, double floor)
{
	if (isnan(pct))
		return NAN;
	if (pct <= lo)
		return 1.0;
	return pct >= hi ? floor : 1.0 - (1.0 - floor) * (pct - lo) / (hi - lo);
}
