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

/* Fills z and pieces at multiplier t (over rho); returns sum |z|, *moving = assets that t moves. */
static double prox_all(const rv_optimizer *o, const double *v, double rho, double t, double *z,
		       uint8_t *piece, size_t *moving)
{
	double sum = 0.0;
	size_t k = 0;
	for (size_t i = 0; i < o->n; i++) {
		const double s = o->sign[i];
		const double u =
			prox_one(s * v[i], s * o->p[i], o->l[i] / rho, t, o->cap[i], &piece[i]);
		z[i] = s * u;
		sum += fabs(u);
		k += opt_is_free(piece[i]) ? 1 : 0;
	}
	*moving = k;
	return sum;
}

static double all_zero_at(const rv_optimizer *o, const double *v, double rho)
{
	double most = 0.0;
	for (size_t i = 0; i < o->n; i++)
		most = fmax(most, fabs(v[i]) + o->l[i] / rho);
	return most;
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

void opt_prox(const rv_optimizer *o, const double *v, double rho, double *z, uint8_t *piece,
	      double *tau)
{
	size_t moving;
	const double guess = *tau / rho;
	*tau = 0.0;
	if (prox_all(o, v, rho, 0.0, z, piece, &moving) <= o->gross)
		return;
	double lo = 0.0, hi = all_zero_at(o, v, rho);
	double t = guess > lo && guess < hi ? guess : 0.5 * hi;
	for (int step = 0; step < ROOT_STEPS; step++) {
		const double over = prox_all(o, v, rho, t, z, piece, &moving) - o->gross;
		if (fabs(over) <= 2.0 * DBL_EPSILON * o->gross)
			break;
		if (over > 0.0)
			lo = t;
		else
			hi = t;
		double to = moving > 0 ? t + over / (double)moving : 0.5 * (lo + hi);
		if (!(to > lo && to < hi))
			to = 0.5 * (lo + hi);
		if (!(to > lo && to < hi))
			break; /* no double between them */
		t = to;
	}
	settle(o, z, piece, moving);
	*tau = t * rho;
}
