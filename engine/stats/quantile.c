/* Order statistics; see quantile.h. */
#include "engine/stats/quantile.h"

#include <math.h>

#include <gsl/gsl_sort_double.h>

enum { INSERTION_MAX = 64 };

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

void rv_winsorize(const double *x, size_t n, double p, double *out, double *work)
{
	const size_t k = rv_sorted(x, n, work);
	const double lo = rv_quantile_sorted(work, k, p);
	const double hi = rv_quantile_sorted(work, k, 1.0 - p);
	for (size_t i = 0; i < n; i++)
		out[i] = isfinite(x[i]) ? fmin(hi, fmax(lo, x[i])) : NAN;
}
