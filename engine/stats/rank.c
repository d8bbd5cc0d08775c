/* Ranks with ties averaged; see rank.h. */
#include "engine/stats/rank.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { SORTED_RUN = 8 };

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

/* The finite values with where they stand. */
static size_t gather(const double *x, size_t n, rv_ranked *out)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		out[k] = (rv_ranked){ x[i], i };
		k += isfinite(x[i]) ? 1 : 0;
	}
	return k;
}

/* Runs of `run` sorted values become runs of twice as many. No processor guesses which side is
 * next, so it is chosen without a branch; a side that has ended is left to the copies. */
static void merge_runs(const rv_ranked *from, size_t n, size_t run, rv_ranked *to)
{
	for (size_t at = 0; at < n; at += 2 * run) {
		const size_t mid = at + run < n ? at + run : n, end = mid + run < n ? mid + run : n;
		size_t i = at, j = mid, k = at;
		while (i < mid && j < end) {
			const size_t right = from[j].value < from[i].value ? 1 : 0;
			const rv_ranked *const next = from + (right ? j : i);
			to[k++] = *next;
			j += right;
			i += 1 - right;
		}
		memcpy(to + k, from + i, (mid - i) * sizeof(*to));
		memcpy(to + k + (mid - i), from + j, (end - j) * sizeof(*to));
	}
}

static void sort_runs(rv_ranked *x, size_t n)
{
	for (size_t at = 0; at < n; at += SORTED_RUN) {
		const size_t end = at + SORTED_RUN < n ? at + SORTED_RUN : n;
		for (size_t i = at + 1; i < end; i++) {
			const rv_ranked v = x[i];
			size_t k = i;
			for (; k > at && x[k - 1].value > v.value; k--)
				x[k] = x[k - 1];
			x[k] = v;
		}
	}
}

/* Sorts the k values of work by merges; returns where they are, in either half of it. */
static const rv_ranked *sort(rv_ranked *work, size_t n, size_t k)
{
	rv_ranked *from = work, *to = work + n;
	sort_runs(from, k);
	for (size_t run = SORTED_RUN; run < k; run *= 2) {
		rv_ranked *const spare = from;
		merge_runs(from, k, run, to);
		from = to;
		to = spare;
	}
	return from;
}

size_t rv_rank_average_of_many(const double *x, size_t n, rv_ranked *work, double *rank)
{
	const size_t k = gather(x, n, work);
	const rv_ranked *sorted = sort(work, n + 1, k);
	for (size_t i = 0; i < n; i++)
		rank[i] = NAN;
	for (size_t from = 0, to = 0; from < k; from = to) {
		while (to < k && !(sorted[to].value > sorted[from].value))
			to++;
		for (size_t i = from; i < to; i++)
			rank[sorted[i].at] = 0.5 * (double)(from + to - 1);
	}
	return k;
}
