/*
 * The optimizer's main method: semismooth Newton on the dual of y = Zw.
 *
 * Sigma = a I + Z'Z splits the problem into a separable part and T numbers: the dual function
 *   Phi(y) = 1/2 |y|^2 + max_w [ (q - Z'y)'w - a/2 |w|^2 - h(w) ]
 * is strongly convex, once differentiable and piecewise quadratic in T = 60 variables however many
 * assets there are; w(y) is the prox at rho = a and grad Phi = y - Z w(y). On the pieces of w(y)
 * the Newton system is T x T, and with a line search the method ends at the solution from any
 * start (pieces stop changing, then one full step is exact).
 */
#include "engine/portfolio/opt_internal.h"

#include "engine/stats/lag_dot.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { LINE_STEPS = 30, FLAT_STEPS = 3 };

/* Least ridge, as a share of the largest eigenvalue, for which few assets make a small system. */
static const double FEW_RIDGE = 1e-3;

static rv_matrix all_rows(const rv_optimizer *o)
{
	return (rv_matrix){ o->cov->z, o->n, o->t, o->t };
}

static double ridge(const rv_optimizer *o)
{
	return o->cov->a + o->lent;
}

typedef struct line_value {
	double value, slope;
} line_value;

/* Phi and its slope along the direction at y + t dy; leaves w there in z, next and tau. */
static line_value at(rv_optimizer *o, double t)
{
	const double a = ridge(o);
	const double inv = 1.0 / a;
	double conj = 0.0;
	for (size_t i = 0; i < o->n; i++)
		o->v[i] = (o->c[i] - t * o->zd[i]) * inv;
	opt_prox(o, o->v, a, o->z, o->next, &o->tau);
	for (size_t i = 0; i < o->n; i++) {
		const double z = o->z[i];
		conj += a * (o->v[i] - 0.5 * z) * z - o->l[i] * fabs(z - o->p[i]);
	}
	const double yy = rv_dot(o->dual_y, o->dual_y, o->t), yd = rv_dot(o->dual_y, o->dy, o->t),
		     dd = rv_dot(o->dy, o->dy, o->t);
	return (line_value){ 0.5 * (yy + t * (2.0 * yd + t * dd)) + conj,
			     yd + t * dd - rv_dot(o->zd, o->z, o->n) };
}

/* residual = grad Phi at the current point. */
static void set_residual(rv_optimizer *o)
{
	const rv_matrix rows = all_rows(o);
	rv_matrix_mul_t(&rows, o->z, o->residual);
	for (size_t k = 0; k < o->t; k++)
		o->residual[k] = o->dual_y[k] - o->residual[k];
}

static void accept_pieces(rv_optimizer *o)
{
	uint8_t *const piece = o->piece;
	o->piece = o->next;
	o->next = piece;
	o->tight = o->tau > 0.0;
}

void opt_dual_start(rv_optimizer *o)
{
	const rv_matrix rows = all_rows(o);
	rv_matrix_mul_t(&rows, o->centre, o->dual_y);
	rv_matrix_mul(&rows, o->dual_y, o->c);
	for (size_t i = 0; i < o->n; i++) {
		o->c[i] = o->q[i] + o->lent * o->centre[i] - o->c[i];
		o->zd[i] = 0.0;
	}
	memset(o->dy, 0, o->t * sizeof(*o->dy));
	o->n_flat = 0;
	o->here = at(o, 0.0).value;
	accept_pieces(o);
	set_residual(o);
}

/* Rows of the free assets, and y := the sum of them with the sides on which they are. */
static size_t gather_free(rv_optimizer *o)
{
	const size_t t = o->t;
	size_t n = 0;
	memset(o->y, 0, t * sizeof(*o->y));
	for (size_t i = 0; i < o->n; i++) {
		if (!opt_is_free(o->piece[i]))
			continue;
		const double *row = o->cov->z + i * t;
		o->side[n] = o->z[i] < 0.0 ? -1.0 : 1.0;
		rv_add_scaled(o->side[n], row, t, o->y);
		memcpy(o->gathered + n++ * t, row, t * sizeof(*row));
	}
	return n;
}

/*
 * dy := -A^-1 residual, A = I + Z_F (I - s s' / |F|) Z_F' / a, s the sides of the n free assets if
 * the limit binds.
 */
static bool direction_of_many(rv_optimizer *o, size_t n)
{
	const size_t t = o->t;
	const rv_matrix rows = { o->gathered, n, t, t };
	rv_gram_cols(&rows, o->factor);
	const double a = ridge(o), down = o->tight && n > 0 ? 1.0 / (double)n : 0.0;
	for (size_t j = 0; j < t; j++) {
		for (size_t k = 0; k < t; k++)
			o->factor[j * t + k] =
				(o->factor[j * t + k] - down * o->y[j] * o->y[k]) / a;
		o->factor[j * t + j] += 1.0;
	}
	if (rv_cholesky(o->factor, t) != RV_OK)
		return false;
	for (size_t k = 0; k < t; k++)
		o->dy[k] = -o->residual[k];
	rv_cholesky_solve(o->factor, t, o->dy);
	return true;
}

/*
 * The same where few assets are free: with U = Z_F (I - s s' / |F|), whose second factor is a
 * projection, A = I + UU' / a and A^-1 = I - U (a I + U'U)^-1 U'. It takes away what the
 * directions of U have too much, and loses digits as a becomes small against them.
 */
static bool direction_of_few(rv_optimizer *o, size_t n)
{
	const size_t t = o->t;
	const rv_matrix rows = { o->gathered, n, t, t };
	for (size_t i = 0; i < n && o->tight; i++)
		rv_add_scaled(-o->side[i] / (double)n, o->y, t, o->gathered + i * t);
	for (size_t i = 0; i < n; i++) {
		const double *u = o->gathered + i * t;
		for (size_t k = 0; k <= i; k++)
			o->factor[i * n + k] = o->factor[k * n + i] =
				rv_dot(u, o->gathered + k * t, t);
		o->factor[i * n + i] += ridge(o);
		o->side[i] = rv_dot(u, o->residual, t);
	}
	if (rv_cholesky(o->factor, n) != RV_OK)
		return false;
	rv_cholesky_solve(o->factor, n, o->side);
	rv_matrix_mul_t(&rows, o->side, o->dy);
	for (size_t k = 0; k < t; k++)
		o->dy[k] -= o->residual[k];
	return true;
}

static bool set_direction(rv_optimizer *o)
{
	const size_t n = gather_free(o);
	const bool few = n <= o->t / 2 && ridge(o) >= FEW_RIDGE * o->cov->eig_max;
	return few ? direction_of_few(o, n) : direction_of_many(o, n);
}

/*
 * Along dy: the full step if it brings the slope down, else a root of the slope by the secant
 * inside a bracket. The slope of a convex piecewise quadratic only grows.
 */
static double line_search(rv_optimizer *o, double slope0)
{
	const double noise = 64.0 * DBL_EPSILON * (1.0 + fabs(o->here)) * fabs(o->here);
	double lo = 0.0, hi = INFINITY, slope_lo = slope0, slope_hi = 0.0, t = 1.0;
	for (int k = 0; k < LINE_STEPS; k++) {
		const line_value f = at(o, t);
		if (fabs(f.slope) <= 0.4 * -slope0 &&
		    f.value <= o->here + 1e-4 * t * slope0 + noise) {
			o->here = f.value;
			return t;
		}
		if (f.slope > 0.0) {
			hi = t;
			slope_hi = f.slope;
		} else {
			lo = t;
			slope_lo = f.slope;
		}
		if (isinf(hi)) {
			t *= 4.0;
			continue;
		}
		const double secant = lo + (hi - lo) * slope_lo / (slope_lo - slope_hi);
		const double margin = 0.1 * (hi - lo);
		t = fmin(hi - margin, fmax(lo + margin, secant));
	}
	o->here = at(o, t).value;
	return t;
}

bool opt_dual_step(rv_optimizer *o)
{
	const rv_matrix rows = all_rows(o);
	if (!set_direction(o))
		return false;
	rv_matrix_mul(&rows, o->dy, o->zd);
	const double slope0 = rv_dot(o->residual, o->dy, o->t);
	/* Below its rounding the value cannot tell; a last full step or two may still be exact. */
	o->n_flat += -slope0 <= 1e-13 * fabs(o->here) ? 1 : 0;
	if (!(slope0 < 0.0) || o->n_flat > FLAT_STEPS)
		return false;
	const double t = line_search(o, slope0);
	for (size_t k = 0; k < o->t; k++)
		o->dual_y[k] += t * o->dy[k];
	for (size_t i = 0; i < o->n; i++)
		o->c[i] -= t * o->zd[i];
	accept_pieces(o);
	set_residual(o);
	return true;
}

double opt_dual_error(const rv_optimizer *o)
{
	return sqrt(rv_dot(o->residual, o->residual, o->t) * o->cov->eig_max) * 2.0 * o->gross;
}
