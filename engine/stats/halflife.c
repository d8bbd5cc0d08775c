/* Half-life weighted mean; see halflife.h. */
#include "engine/stats/halflife.h"

#include <math.h>
#include <stdbool.h>

double rv_half_life_weight(double half_life, size_t age)
{
	return half_life > 0.0 ? exp2(-(double)age / half_life) : 1.0;
}

void rv_half_life_weights(double half_life, size_t n, double *w)
{
	for (size_t age = 0; age < n; age++)
		w[age] = rv_half_life_weight(half_life, age);
}

double rv_half_life_mean(const double *d, size_t n, const double *w)
{
	while (n > 0 && !isfinite(d[n - 1]))
		n--;
	double sum = 0.0, weight = 0.0;
	for (size_t age = 0; age < n; age++) {
		const double x = d[n - 1 - age];
		if (!isfinite(x))
			continue;
		sum += w[age] * x;
		weight += w[age];
	}
	return n > 0 ? sum / weight : NAN;
}

/* work[o]: sums of x[o .. window-1], the last of them with weight 1: x w, w, and how many. */
static void tails(const double *x, const double *w, size_t window, rv_triple *work)
{
	rv_triple s = { { 0.0, 0.0, 0.0 } };
	work[window] = s;
	for (size_t o = window; o-- > 0;) {
		if (isfinite(x[o])) {
			s.v[0] += w[window - 1 - o] * x[o];
			s.v[1] += w[window - 1 - o];
			s.v[2] += 1.0;
		}
		work[o] = s;
	}
}

void rv_half_life_series(const double *x, size_t n, const double *w, size_t window, rv_triple *work,
			 double *mean, double *count)
{
	const double lambda = window > 1 ? w[1] : 0.0;
	for (size_t o = 0; o <= window; o++)
		work[o] = (rv_triple){ { 0.0, 0.0, 0.0 } };
	for (size_t b = 0; b < n; b += window) {
		double sum = 0.0, weight = 0.0, known = 0.0;
		for (size_t j = 0; j < window && b + j < n; j++) {
			const double v = x[b + j];
			const bool here = isfinite(v);
			sum = lambda * sum + (here ? v : 0.0);
			weight = lambda * weight + (here ? 1.0 : 0.0);
			known += here ? 1.0 : 0.0;
			const rv_triple *tail = &work[j + 1];
			const double f = j + 1 < window ? w[j + 1] : 0.0;
			const double all = weight + f * tail->v[1];
			count[b + j] = known + tail->v[2];
			mean[b + j] = all > 0.0 ? (sum + f * tail->v[0]) / all : NAN;
		}
		if (b + window < n)
			tails(x + b, w, window, work);
	}
}
