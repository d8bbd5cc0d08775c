/* Exponentially weighted spread; see ewma.h. */
#include "engine/stats/ewma.h"

#include <math.h>

/* Deviations from a value of the series: a constant one then has a spread of exactly 0. */
static size_t newest_finite(const double *x, size_t n)
{
	while (n > 0 && !isfinite(x[n - 1]))
		n--;
	return n;
}

rv_ewma rv_ewma_of(const double *x, size_t n, const double *w)
{
	rv_ewma e = { 0, NAN, NAN };
	const size_t last = newest_finite(x, n);
	if (last == 0)
		return e;
	const double pivot = x[last - 1];
	double sum = 0.0, weight = 0.0;
	for (size_t i = 0; i < last; i++) {
		const double d = x[i] - pivot;
		if (!isfinite(d))
			continue;
		sum += w[n - 1 - i] * d;
		weight += w[n - 1 - i];
		e.n++;
	}
	const double shift = sum / weight;
	double squares = 0.0;
	for (size_t i = 0; i < last; i++) {
		const double d = x[i] - pivot - shift;
		if (isfinite(d))
			squares += w[n - 1 - i] * (d * d);
	}
	e.mean = pivot + shift;
	e.sd = sqrt(squares / weight);
	return e;
}
