/* Exponentially weighted spread; see ewma.h. */
#include "engine/stats/ewma.h"

#include <math.h>
#include <stdbool.h>

enum { LANES = 4 };

/* Deviations from a value of the series: a constant one then has a spread of exactly 0. */
static size_t newest_finite(const double *x, size_t n)
{
	while (n > 0 && !isfinite(x[n - 1]))
		n--;
	return n;
}

/* Sums over x[0 .. k-1], newest last, of weight, w d and w d^2; four at a time, in a fixed order.
 */
typedef struct sums {
	size_t n;
	double weight, first, second;
} sums;

static sums sum_up(const double *x, size_t k, const double *newest_weight, double pivot)
{
	double weight[LANES] = { 0.0 }, first[LANES] = { 0.0 }, second[LANES] = { 0.0 };
	size_t n = 0;
	for (size_t age = 0; age < k; age += LANES) {
		for (size_t l = 0; l < LANES; l++) {
			const double d = age + l < k ? x[k - 1 - age - l] - pivot : NAN;
			const bool known = isfinite(d);
			const double w = known ? newest_weight[age + l] : 0.0, v = known ? d : 0.0;
			n += known;
			weight[l] += w;
			first[l] += w * v;
			second[l] += w * (v * v);
		}
	}
	return (sums){ n, (weight[0] + weight[1]) + (weight[2] + weight[3]),
		       (first[0] + first[1]) + (first[2] + first[3]),
		       (second[0] + second[1]) + (second[2] + second[3]) };
}

rv_ewma rv_ewma_of(const double *x, size_t n, const double *w)
{
	rv_ewma e = { 0, NAN, NAN };
	const size_t last = newest_finite(x, n);
	if (last == 0)
		return e;
	const double pivot = x[last - 1];
	const sums s = sum_up(x, last, w + (n - last), pivot);
	const double shift = s.first / s.weight;
	e.n = s.n;
	e.mean = pivot + shift;
	e.sd = sqrt(fmax(0.0, s.second / s.weight - shift * shift));
	return e;
}
