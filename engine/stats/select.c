/* Median by quickselect; see select.h. */
#include "engine/stats/select.h"

#include <math.h>
#include <stdbool.h>

enum { SHORT = 12 };

static void swap(double *a, double *b)
{
	const double t = *a;
	*a = *b;
	*b = t;
}

static void sort_short(double *x, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const double v = x[i];
		size_t k = i;
		for (; k > 0 && x[k - 1] > v; k--)
			x[k] = x[k - 1];
		x[k] = v;
	}
}

/* Orders x[0], x[n/2], x[n-1] and gives the middle one: sorted input is no bad case. */
static double pivot_of(double *x, size_t n)
{
	double *mid = x + n / 2, *last = x + n - 1;
	if (*mid < *x)
		swap(mid, x);
	if (*last < *mid) {
		swap(last, mid);
		if (*mid < *x)
			swap(mid, x);
	}
	return *mid;
}

/*
 * Moves what is below the pivot, or with `ties` what is not above it, to the front; returns how
 * many. Without a branch on the values: they are in no order, a guess would be wrong half the time.
 */
static size_t partition(double *x, size_t n, double pivot, bool ties)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++) {
		const double v = x[i];
		x[i] = x[k];
		x[k] = v;
		k += ties ? !(v > pivot) : v < pivot;
	}
	return k;
}

/* Puts the k-th smallest to x[k], nothing larger before it, nothing smaller behind it. */
static void select_kth(double *x, size_t n, size_t k)
{
	while (n > SHORT) {
		const double pivot = pivot_of(x, n);
		const size_t below = partition(x, n, pivot, false);
		if (k < below) {
			n = below;
			continue;
		}
		const size_t upto = below + partition(x + below, n - below, pivot, true);
		if (k < upto)
			return; /* x[below .. upto - 1] are all the pivot */
		x += upto;
		n -= upto;
		k -= upto;
	}
	sort_short(x, n);
}

double rv_median_select(double *x, size_t n)
{
	if (n == 0)
		return NAN;
	const double at = (double)(n - 1) * 0.5;
	const size_t lo = (size_t)at;
	select_kth(x, n, lo);
	double hi = x[lo];
	if (lo + 1 < n) {
		hi = x[lo + 1];
		for (size_t i = lo + 2; i < n; i++)
			hi = x[i] < hi ? x[i] : hi;
	}
	return x[lo] + (at - (double)lo) * (hi - x[lo]);
}
