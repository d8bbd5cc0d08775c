/*
 * Sums of products; see lag_dot.h.
 *
 * Neighbouring shifts share a vector, and all the vectors are under way at once, so that no
 * addition waits for the one before. A shift's own sum runs over t in order whatever the width of a
 * vector: the bits are those of the plain loop, on every machine. A machine with AVX2 takes four
 * shifts at a time instead of two.
 */
#include "engine/stats/lag_dot.h"

#include <string.h>

typedef double two __attribute__((vector_size(16)));

#define EACH_TWO(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10)
#define EACH_FOUR(X) X(0) X(1) X(2) X(3) X(4) X(5)

/* The compiler would carry the loads of one step over to the next, and run out of registers. */
#define FORGET(pointer) __asm__("" : "+r"(pointer))

#define BEGIN_TWO(k) two s##k = { 0.0, 0.0 };
#define ADD_TWO(k)                                                                                 \
	{                                                                                          \
		two v;                                                                             \
		memcpy(&v, x + 2 * (k), sizeof(v));                                                \
		s##k += v * at;                                                                    \
	}
#define PUT_TWO(k) memcpy(sums + 2 * (k), &s##k, sizeof(s##k));

static void dots_two(const double *x, const double *y, size_t n, double out[RV_LAG_DOTS])
{
	double sums[RV_LAG_DOTS + 1];
	EACH_TWO(BEGIN_TWO)
	for (size_t t = 0; t < n; t++, x++) {
		const two at = { y[t], y[t] };
		FORGET(x);
		EACH_TWO(ADD_TWO)
	}
	EACH_TWO(PUT_TWO)
	memcpy(out, sums, RV_LAG_DOTS * sizeof(*out));
}

#if defined(__x86_64__)
typedef double four __attribute__((vector_size(32)));

#define BEGIN_FOUR(k) four s##k = { 0.0, 0.0, 0.0, 0.0 };
#define ADD_FOUR(k)                                                                                \
	{                                                                                          \
		four v;                                                                            \
		memcpy(&v, x + 4 * (k), sizeof(v));                                                \
		s##k += v * at;                                                                    \
	}
#define PUT_FOUR(k) memcpy(sums + 4 * (k), &s##k, sizeof(s##k));

__attribute__((target("avx2"))) static void dots_four(const double *x, const double *y, size_t n,
						      double out[RV_LAG_DOTS])
{
	double sums[RV_LAG_DOTS + 3];
	EACH_FOUR(BEGIN_FOUR)
	for (size_t t = 0; t < n; t++, x++) {
		const four at = { y[t], y[t], y[t], y[t] };
		FORGET(x);
		EACH_FOUR(ADD_FOUR)
	}
	EACH_FOUR(PUT_FOUR)
	memcpy(out, sums, RV_LAG_DOTS * sizeof(*out));
}
#endif

void rv_lag_dots(const double *x, const double *y, size_t n, double out[RV_LAG_DOTS])
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2")) {
		dots_four(x, y, n, out);
		return;
	}
#endif
	dots_two(x, y, n, out);
}

static inline two load(const double *x)
{
	two v;
	memcpy(&v, x, sizeof(v));
	return v;
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

double rv_sum(const double *x, size_t n)
{
	two a = { 0.0, 0.0 }, b = a, c = a, d = a;
	size_t t = 0;
	for (; t + 8 <= n; t += 8) {
		a += load(x + t);
		b += load(x + t + 2);
		c += load(x + t + 4);
		d += load(x + t + 6);
	}
	const two s = (a + b) + (c + d);
	double sum = s[0] + s[1];
	for (; t < n; t++)
		sum += x[t];
	return sum;
}

static inline void store(double *y, two v)
{
	memcpy(y, &v, sizeof(v));
}

void rv_add_scaled(double k, const double *x, size_t n, double *y)
{
	const two kk = { k, k };
	size_t t = 0;
	for (; t + 4 <= n; t += 4) {
		store(y + t, load(y + t) + kk * load(x + t));
		store(y + t + 2, load(y + t + 2) + kk * load(x + t + 2));
	}
	for (; t < n; t++)
		y[t] += k * x[t];
}

double rv_sum_squares(const double *x, double from, size_t n)
{
	const two m = { from, from };
	two a = { 0.0, 0.0 }, b = a, c = a, d = a;
	size_t t = 0;
	for (; t + 8 <= n; t += 8) {
		const two p = load(x + t) - m, q = load(x + t + 2) - m, r = load(x + t + 4) - m,
			  s = load(x + t + 6) - m;
		a += p * p;
		b += q * q;
		c += r * r;
		d += s * s;
	}
	const two s = (a + b) + (c + d);
	double sum = s[0] + s[1];
	for (; t < n; t++)
		sum += (x[t] - from) * (x[t] - from);
	return sum;
}

void rv_shift_scale(const double *x, double from, double k, size_t n, double *out)
{
	const two m = { from, from }, kk = { k, k };
	size_t t = 0;
	for (; t + 4 <= n; t += 4) {
		const two a = kk * (load(x + t) - m), b = kk * (load(x + t + 2) - m);
		store(out + t, a);
		store(out + t + 2, b);
	}
	for (; t < n; t++)
		out[t] = k * (x[t] - from);
}
