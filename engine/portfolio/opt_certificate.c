/*
 * The certificate of the optimizer: the generalised Frank-Wolfe duality gap.
 *
 * f is convex, so f(w) - f(v) <= grad(w)'(w - v) + h(w) - h(v) for every feasible v, h the trading
 * cost. The largest right-hand side bounds what is lost at w. For any tau >= 0 it is at most
 *   sum_i max_{|v| <= cap_i} [ phi_i(v) - phi_i(w_i) - tau (|v| - |w_i|) ] + tau (L - sum |w_i|),
 * phi_i(v) = -g_i v - l_i |v - p_i|: every term is >= 0 and nothing cancels. The best tau is the
 * slope of the asset at which the greedy choice of v uses up the gross limit.
 */
#include "engine/portfolio/opt_internal.h"

#include <math.h>
#include <stdlib.h>

static const double NEAR_TAU = 0.999;

static double gain(const rv_optimizer *o, size_t i, double g, double w, double tau, double v)
{
	return -g * (v - w) - o->l[i] * (fabs(v - o->p[i]) - fabs(w - o->p[i])) -
	       tau * (fabs(v) - fabs(w));
}

/* phi - tau |v| is concave and piecewise linear: its maximum is at a kink or at an end. */
static double best_gain(const rv_optimizer *o, size_t i, double g, double w, double tau)
{
	const double c = o->cap[i], p = fmin(c, fmax(-c, o->p[i]));
	double best = fmax(0.0, gain(o, i, g, w, tau, c));
	best = fmax(best, gain(o, i, g, w, tau, -c));
	best = fmax(best, gain(o, i, g, w, tau, 0.0));
	return fmax(best, gain(o, i, g, w, tau, p));
}

double opt_gap_at(const rv_optimizer *o, const double *w, const double *grad, double tau)
{
	double sum = 0.0, gross = 0.0;
	for (size_t i = 0; i < o->n; i++) {
		sum += best_gain(o, i, grad[i], w[i], tau);
		gross += fabs(w[i]);
	}
	return sum + tau * fmax(0.0, o->gross - gross);
}

static size_t put_segment(opt_segment *s, size_t n, double least, double slope, double length)
{
	if (!(slope > least && length > 0.0))
		return n;
	s[n] = (opt_segment){ slope, length };
	return n + 1;
}

/* What each asset gains from 0 outwards, in the one direction in which it gains more than least. */
static size_t collect_segments(rv_optimizer *o, const double *grad, double least)
{
	size_t n = 0;
	for (size_t i = 0; i < o->n; i++) {
		const double g = o->sign[i] * grad[i], p = fabs(o->p[i]), l = o->l[i];
		const double first = p > 0.0 ? fmin(p, o->cap[i]) : 0.0;
		n = put_segment(o->segments, n, least, l - g, first);
		n = put_segment(o->segments, n, least, -g - l, o->cap[i] - first);
		n = put_segment(o->segments, n, least, g - l, o->cap[i]);
	}
	return n;
}

static int steeper(const void *a, const void *b)
{
	const opt_segment *x = a, *y = b;
	return (x->slope < y->slope) - (x->slope > y->slope);
}

/* Slope of the segment in which the greedy choice is full; 0: it never is. */
static double slope_when_full(rv_optimizer *o, const double *grad, double least)
{
	const size_t n = collect_segments(o, grad, least);
	double used = 0.0;
	qsort(o->segments, n, sizeof(*o->segments), steeper);
	for (size_t k = 0; k < n; k++) {
		used += o->segments[k].length;
		if (used > o->gross)
			return o->segments[k].slope;
	}
	return 0.0;
}

/* The multiplier at hand is close to that slope where w is close to an optimum: then only the
 * segments that are steeper need to be put in order. */
double opt_gap(rv_optimizer *o, const double *w, const double *grad, double *tau)
{
	*tau = slope_when_full(o, grad, NEAR_TAU * o->tau);
	if (!(*tau > 0.0) && o->tau > 0.0)
		*tau = slope_when_full(o, grad, 0.0);
	return opt_gap_at(o, w, grad, *tau);
}

void opt_gradient(rv_optimizer *o, const double *w, double *grad)
{
	rv_covariance_mul(o->cov, w, grad, o->y);
	for (size_t i = 0; i < o->n; i++)
		grad[i] -= o->q[i];
}

double opt_value(rv_optimizer *o, const double *w)
{
	double sum = 0.5 * rv_covariance_quad(o->cov, w, o->y);
	for (size_t i = 0; i < o->n; i++)
		sum += o->l[i] * fabs(w[i] - o->p[i]) - o->q[i] * w[i];
	return sum;
}

bool opt_feasible(const rv_optimizer *o, const double *w)
{
	double sum = 0.0;
	for (size_t i = 0; i < o->n; i++) {
		if (!(fabs(w[i]) <= o->cap[i] + 1e-9))
			return false;
		sum += fabs(w[i]);
	}
	return sum <= o->gross + 1e-9;
}
