/* Ranks with ties averaged; see rank.h. */
#include "engine/stats/rank.h"

#include <math.h>

/* Twice the average rank: whole numbers until the last step. NaN compares false, so it is skipped.
 */
static double rank_of(const double *x, size_t n, double v)
{
	size_t below = 0, not_above = 0;
	for (size_t j = 0; j < n; j++) {
		below += x[j] < v && isfinite(x[j]);
		not_above += x[j] <= v && isfinite(x[j]);
	}
	return 0.5 * (double)(below + not_above - 1);
}

size_t rv_rank_average(const double *x, size_t n, double *rank)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		const int finite = isfinite(x[i]) != 0;
		rank[i] = finite ? rank_of(x, n, x[i]) : NAN;
		k += (size_t)finite;
	}
	return k;
}
