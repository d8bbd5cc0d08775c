/* Half-life weighted mean; see halflife.h. */
#include "engine/stats/halflife.h"

#include <math.h>

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
