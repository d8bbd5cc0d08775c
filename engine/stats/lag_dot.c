/*
 * Sums of products; see lag_dot.h.
 *
 * Two shifts share a vector of two doubles, the baseline of every 64-bit machine, and eleven such
 * sums are under way at once, so that none waits for the one before. A shift's own sum runs over t
 * in order: the bits are those of the plain loop.
 */
#include "engine/stats/lag_dot.h"

#include <string.h>

typedef double two __attribute__((vector_size(16)));

static inline two load(const double *x)
{
	two v;
	memcpy(&v, x, sizeof(v));
	return v;
}

#define EACH(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10)
#define BEGIN(k) two s##k = { 0.0, 0.0 };
#define ADD(k) s##k += load(x + t + 2 * (k)) * v;
#define PUT(k) memcpy(sums + 2 * (k), &s##k, sizeof(s##k));

void rv_lag_dots(const double *x, const double *y, size_t n, double out[RV_LAG_DOTS])
{
	double sums[RV_LAG_DOTS + 1];
	EACH(BEGIN)
	for (size_t t = 0; t < n; t++) {
		const two v = { y[t], y[t] };
		EACH(ADD)
	}
	EACH(PUT)
	memcpy(out, sums, RV_LAG_DOTS * sizeof(*out));
}

double rv_dot(const double *x, const double *y, size_t n)
{
	two a = { 0.0, 0.0 }, b = a, c = a, d = a;
	size_t t = 0;
	for (; t + 8 <= n; t += 8) {
		a += load(x + t) * load(y + t);
		b += load(x + t + 2) * load(y + t + 2);
		c += load(x + t + 4) * load(y + t + 4);
		d += load(x + t + 6) * load(y + t + 6);
	}
	const two s = (a + b) + (c + d);
	double sum = s[0] + s[1];
	for (; t < n; t++)
		sum += x[t] * y[t];
	return sum;
}
