/* Median by quickselect; see select.h. */
#include "engine/stats/select.h"

#include <math.h>

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

/* Puts the k-th smallest to x[k], the smaller before it, the larger behind it. */
static void select_kth(double *x, size_t n, size_t k)
{
	while (n > SHORT) {
		const double pivot = pivot_of(x, n);
		size_t i = 0, j = n - 1;
		for (;;) {
			while (x[i] < pivot)
				i++;
			while (x[j] > pivot)
				j--;
			if (i >= j)
				break;
			swap(&x[i++], &x[j--]);
		}
		/* x[0 .. j] <= pivot <= x[j + 1 .. n - 1]; the ends keep j below n - 1 */
		if (k <= j) {
			n = j + 1;
		} else {
			x += j + 1;
			n -= j + 1;
			k -= j + 1;
		}
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
