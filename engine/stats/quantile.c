/* Order statistics; see quantile.h. */
#include "engine/stats/quantile.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_sort_double.h>

enum { INSERTION_MAX = 64, EDGE_MAX = 8 };

static void insertion_sort(double *x, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const double v = x[i];
		size_t k = i;
		for (; k > 0 && x[k - 1] > v; k--)
			x[k] = x[k - 1];
		x[k] = v;
	}
}

/* Short windows by insertion; the rest by GSL's heap sort, which unlike qsort never allocates. */
void rv_sort(double *x, size_t n)
{
	if (n <= INSERTION_MAX)
		insertion_sort(x, n);
	else
		gsl_sort(x, 1, n);
}

size_t rv_sorted(const double *x, size_t n, double *out)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		if (isfinite(x[i]))
			out[k++] = x[i];
	}
	rv_sort(out, k);
	return k;
}

double rv_quantile_sorted(const double *sorted, size_t k, double p)
{
	if (k == 0)
		return NAN;
	const double at = (double)(k - 1) * p;
	const size_t lo = (size_t)at;
	const size_t hi = lo + 1 < k ? lo + 1 : lo;
	return sorted[lo] + (at - (double)lo) * (sorted[hi] - sorted[lo]);
}

double rv_quantile(const double *x, size_t n, double p, size_t min_n, double *work)
{
	const size_t k = rv_sorted(x, n, work);
	return k < min_n ? NAN : rv_quantile_sorted(work, k, p);
}

double rv_median(const double *x, size_t n, size_t min_n, double *work)
{
	return rv_quantile(x, n, 0.5, min_n, work);
}

/* v takes its place among the m smallest so far, ascending. */
static void insert_low(double *low, size_t m, double v)
{
	size_t k = m - 1;
	for (; k > 0 && low[k - 1] > v; k--)
		low[k] = low[k - 1];
	low[k] = v;
}

/* Likewise among the m largest, descending. */
static void insert_high(double *high, size_t m, double v)
{
	size_t k = m - 1;
	for (; k > 0 && high[k - 1] < v; k--)
		high[k] = high[k - 1];
	high[k] = v;
}

/* The `lows` smallest and the `highs` largest of the finite values, from the outside in. */
static void outermost(const double *x, size_t n, size_t lows, double *low, size_t highs,
		      double *high)
{
	for (size_t k = 0; k < EDGE_MAX; k++) {
		low[k] = INFINITY;
		high[k] = -INFINITY;
	}
	for (size_t i = 0; i < n; i++) {
		const double v = x[i];
		if (v < low[lows - 1] && isfinite(v))
			insert_low(low, lows, v);
		if (v > high[highs - 1] && isfinite(v))
			insert_high(high, highs, v);
	}
}

/* The two quantiles from the values outside of them, to the bit those of the sorted values; false:
 * these are too many to be worth it. */
static bool edges(const double *x, size_t n, double p, double *lo, double *hi)
{
	double lows[EDGE_MAX], highs[EDGE_MAX];
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		k += isfinite(x[i]) ? 1 : 0;
	const double low = (double)(k > 0 ? k - 1 : 0) * p;
	const double high = (double)(k > 0 ? k - 1 : 0) * (1.0 - p);
	const size_t m = (size_t)low + 2, at = (size_t)high, need = k - (at < k ? at : k);
	if (m < 2 || m > EDGE_MAX || m > k || need < 2 || need > EDGE_MAX)
		return false;
	outermost(x, n, m, lows, need, highs);
	*lo = lows[m - 2] + (low - (double)(m - 2)) * (lows[m - 1] - lows[m - 2]);
	const double a = highs[need - 1], b = highs[need - 2]; /* sorted [at] and [at + 1] */
	*hi = a + (high - (double)at) * (b - a);
	return true;
}

void rv_winsorize(const double *x, size_t n, double p, double *out, double *work)
{
	double lo, hi;
	if (!edges(x, n, p, &lo, &hi)) {
		const size_t k = rv_sorted(x, n, work);
		lo = rv_quantile_sorted(work, k, p);
		hi = rv_quantile_sorted(work, k, 1.0 - p);
	}
	for (size_t i = 0; i < n; i++)
		out[i] = !isfinite(x[i]) ? NAN : x[i] < lo ? lo : x[i] > hi ? hi : x[i];
}
