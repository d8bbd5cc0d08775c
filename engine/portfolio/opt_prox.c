/*
 * The exact prox of the optimizer's cost and constraints: one asset in closed form, the gross limit
 * by the root of a piecewise linear, falling function.
 */
#include "engine/portfolio/opt_internal.h"

#include <float.h>
#include <math.h>

enum { ROOT_STEPS = 200 };

/* x, the result and the piece in the coordinates in which the previous weight p is >= 0. */
static double prox_one(double x, double p, double l, double t, double cap, uint8_t *piece)
{
	double u;
	if (x - l - t > p) {
		u = x - l - t;
		*piece = OPT_FREE_UP;
	} else if (x + l - t >= p && p > 0.0) {
		u = p;
		*piece = OPT_PREV;
	} else if (x + l - t > 0.0 && p > 0.0) {
		u = x + l - t;
		*piece = OPT_FREE_MID;
	} else if (x + l + t < 0.0) {
		u = x + l + t;
		*piece = OPT_FREE_DOWN;
	} else {
		u = 0.0;
		*piece = OPT_ZERO;
	}
	if (u >= cap) {
		*piece = cap > 0.0 ? OPT_CAP_UP : OPT_ZERO;
		return cap;
	}
	if (u <= -cap) {
		*piece = OPT_CAP_DOWN;
		return -cap;
	}
	return u;
}

/* Fills z and pieces at multiplier t (over rho); returns how many assets t moves. */
static size_t prox_all(const rv_optimizer *o, const double *v, double inv, double t, double *z,
		       uint8_t *piece)
{
	size_t moving = 0;
	for (size_t i = 0; i < o->n; i++) {
		const double s = o->sign[i];
		z[i] = s * prox_one(s * v[i], s * o->p[i], o->l[i] * inv, t, o->cap[i], &piece[i]);
		moving += opt_is_free(piece[i]) ? 1 : 0;
	}
	return moving;
}

static inline double least(double a, double b)
{
	return a < b ? a : b;
}

static inline double most(double a, double b)
{
	return a > b ? a : b;
}

/*
 * sum |z| at t from the two ends of each asset's band, x - l and x + l, without a branch: the root
 * search passes here many times, and no processor guesses these branches.
 */
static double gross_at(const rv_optimizer *o, double t, size_t *moving)
{
	double sum = 0.0;
	size_t k = 0;
	for (size_t i = 0; i < o->n; i++) {
		const double low = o->low[i], high = o->high[i], p = o->abs_p[i], c = o->cap[i];
		const double inner = most(high - t, least(0.0, high + t));
		const double u = most(low - t, least(p, inner)), size = fabs(u);
		sum += least(size, c);
		k += (size < c) & (size > 0.0) & ((u < p) | (u > p));
	}
	*moving = k;
	return sum;
}

/* The bands; returns a multiplier at which every asset is 0. */
static double set_bands(rv_optimizer *o, const double *v, double inv)
{
	double far = 0.0;
	for (size_t i = 0; i < o->n; i++) {
		const double x = o->sign[i] * v[i], l = o->l[i] * inv;
		o->low[i] = x - l;
		o->high[i] = x + l;
		far = most(far, fabs(x) + l);
	}
	return far;
}

/* What the root's last digit leaves of the gross limit, taken from the assets that move with it. */
static void settle(const rv_optimizer *o, double *z, const uint8_t *piece, size_t moving)
{
	double over = -o->gross;
	if (moving == 0)
		return;
	for (size_t i = 0; i < o->n; i++)
		over += fabs(z[i]);
	const double each = over / (double)moving;
	for (size_t i = 0; i < o->n; i++) {
		if (opt_is_free(piece[i]) && fabs(z[i]) > fabs(each))
			z[i] -= z[i] < 0.0 ? -each : each;
	}
}

/* The multiplier at which the limit just holds, 0 if it holds without one, to the sum's rounding.
 */
static double find_root(const rv_optimizer *o, double guess, double far)
{
	size_t moving;
	double lo = 0.0, hi = far, t = guess < far ? guess : 0.5 * far;
	for (int step = 0; step < ROOT_STEPS; step++) {
		const double over = gross_at(o, t, &moving) - o->gross;
		if (fabs(over) <= 64.0 * DBL_EPSILON * o->gross || (over < 0.0 && !(t > 0.0)))
			break;
		if (over > 0.0)
			lo = t;
		else
			hi = t;
		double to = moving > 0 ? t + over / (double)moving : 0.5 * (lo + hi);
		if (over < 0.0 && !(to > 0.0) && !(lo > 0.0)) {
			t = 0.0; /* slack, as far as one can see: look there */
			continue;
		}
		if (!(to > lo && to < hi))
			to = 0.5 * (lo + hi);
		if (!(to > lo && to < hi))
			break; /* no double between them */
		t = to;
	}
	return t;
}

void opt_prox(rv_optimizer *o, const double *v, double rho, double *z, uint8_t *piece, double *tau)
{
	const double inv = 1.0 / rho, far = set_bands(o, v, inv);
	const double t = find_root(o, *tau * inv, far);
	const size_t moving = prox_all(o, v, inv, t, z, piece);
	if (t > 0.0)
		settle(o, z, piece, moving);
	*tau = t * rho;
}
