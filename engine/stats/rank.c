/* Ranks with ties averaged; see rank.h. */
#include "engine/stats/rank.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

/*
 * `not_above` counts v itself, so that the sum is twice the average rank, plus one: whole numbers.
 * A NaN fails both comparisons; minus infinity passes both and is taken off again.
 */
static double rank_of(const double *x, size_t n, double v, size_t minus_infinities)
{
	size_t below = 0, not_above = 0;
	for (size_t j = 0; j < n; j++) {
		below += x[j] < v ? 1 : 0;
		not_above += x[j] <= v ? 1 : 0;
	}
	return 0.5 * (double)(below + not_above - 1) - (double)minus_infinities;
}

size_t rv_rank_average(const double *x, size_t n, double *rank)
{
	size_t k = 0, low = 0;
	for (size_t i = 0; i < n; i++)
		low += x[i] < -DBL_MAX ? 1 : 0;
	for (size_t i = 0; i < n; i++) {
		const bool finite = isfinite(x[i]);
		rank[i] = finite ? rank_of(x, n, x[i], low) : NAN;
		k += finite ? 1 : 0;
	}
	return k;
}
