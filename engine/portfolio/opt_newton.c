/*
 * The linear systems of the optimizer: the block of free assets on known pieces, and the ADMM step
 * that breaks a cycle of pieces. Sigma = a I + Z'Z is never formed: a free block larger than T is
 * solved through its T x T dual (Woodbury).
 */
#include "engine/portfolio/opt_internal.h"

#include <math.h>
#include <string.h>

void opt_gradient(rv_optimizer *o, const double *w, double *grad)
{
	rv_covariance_mul(o->cov, w, grad, o->y);
	for (size_t i = 0; i < o->n; i++)
		grad[i] -= o->q[i];
}

/* Weight of an asset on a piece that is not free. */
static double fixed_weight(const rv_optimizer *o, size_t i)
{
	switch (o->piece[i]) {
	case OPT_PREV:
		return o->p[i];
	case OPT_CAP_UP:
		return o->sign[i] * o->cap[i];
	case OPT_CAP_DOWN:
		return -o->sign[i] * o->cap[i];
	default:
		return 0.0;
	}
}

/* Sets w to the fixed weights and lists the free assets; returns the gross that is fixed. */
static double split(rv_optimizer *o)
{
	double gross = 0.0;
	o->n_free = 0;
	for (size_t i = 0; i < o->n; i++) {
		o->w[i] = fixed_weight(o, i);
		gross += fabs(o->w[i]);
		if (opt_is_free(o->piece[i]))
			o->free_at[o->n_free++] = i;
	}
	return gross;
}

/* Sign of w and of w - prev on a free piece. */
static double side(const rv_optimizer *o, size_t i)
{
	return o->piece[i] == OPT_FREE_DOWN ? -o->sign[i] : o->sign[i];
}

static double cost_side(const rv_optimizer *o, size_t i)
{
	return o->piece[i] == OPT_FREE_UP ? o->sign[i] : -o->sign[i];
}

/* Right-hand sides q - l d - Sigma_FC w_C and the side, and the rows of the free assets. */
static void gather(rv_optimizer *o)
{
	const size_t t = o->t;
	const rv_matrix z = { o->cov->z, o->n, t, t };
	rv_matrix_mul_t(&z, o->w, o->y); /* the free ones are 0 there */
	for (size_t k = 0; k < o->n_free; k++)
		memcpy(o->gathered + k * t, o->cov->z + o->free_at[k] * t,
		       t * sizeof(*o->gathered));
	const rv_matrix rows = { o->gathered, o->n_free, t, t };
	rv_matrix_mul(&rows, o->y, o->rhs);
	for (size_t k = 0; k < o->n_free; k++) {
		const size_t i = o->free_at[k];
		o->rhs[k] = o->q[i] - o->l[i] * cost_side(o, i) - o->rhs[k];
		o->slack[k] = side(o, i);
	}
}

static void add_to_diagonal(double *a, size_t n, double x)
{
	for (size_t i = 0; i < n; i++)
		a[i * n + i] += x;
}

/* b := (x - Z_F (aI + Z_F'Z_F)^-1 Z_F' x) / a with the factor of the bracket. */
static void woodbury(rv_optimizer *o, const rv_matrix *rows, double a, const double *factor,
		     double *b, double *scratch)
{
	rv_matrix_mul_t(rows, b, o->y);
	rv_cholesky_solve(factor, o->t, o->y);
	rv_matrix_mul(rows, o->y, scratch);
	for (size_t k = 0; k < rows->rows; k++)
		b[k] = (b[k] - scratch[k]) / a;
}

/* rhs and slack := Sigma_FF^-1 of them. */
static bool solve_block(rv_optimizer *o)
{
	const rv_matrix rows = { o->gathered, o->n_free, o->t, o->t };
	const size_t n = o->n_free;
	const bool dual = n > o->t;
	if (dual)
		rv_gram_cols(&rows, o->factor);
	else
		rv_gram_rows(&rows, o->factor);
	add_to_diagonal(o->factor, dual ? o->t : n, o->cov->a);
	if (rv_cholesky(o->factor, dual ? o->t : n) != RV_OK)
		return false;
	if (dual) {
		woodbury(o, &rows, o->cov->a, o->factor, o->rhs, o->v);
		woodbury(o, &rows, o->cov->a, o->factor, o->slack, o->v);
	} else {
		rv_cholesky_solve(o->factor, n, o->rhs);
		rv_cholesky_solve(o->factor, n, o->slack);
	}
	return true;
}

bool opt_newton_solve(rv_optimizer *o)
{
	const double fixed = split(o);
	if (o->n_free == 0)
		return true;
	gather(o);
	if (!solve_block(o))
		return false;
	double tau = 0.0;
	if (o->tight) {
		double have = fixed - o->gross, per = 0.0;
		for (size_t k = 0; k < o->n_free; k++) {
			have += side(o, o->free_at[k]) * o->rhs[k];
			per += side(o, o->free_at[k]) * o->slack[k];
		}
		tau = have / per; /* per > 0: the block is positive definite */
	}
	for (size_t k = 0; k < o->n_free; k++)
		o->w[o->free_at[k]] = o->rhs[k] - tau * o->slack[k];
	o->tau = tau;
	return isfinite(tau);
}

static bool factor_admm(rv_optimizer *o)
{
	if (o->has_admm_factor)
		return true;
	const size_t t = o->t;
	memcpy(o->admm_factor, o->cov->gram, t * t * sizeof(*o->admm_factor));
	add_to_diagonal(o->admm_factor, t, o->cov->a + o->rho);
	o->has_admm_factor = rv_cholesky(o->admm_factor, t) == RV_OK;
	return o->has_admm_factor;
}

/* Scaled-form ADMM: w = (Sigma + rho)^-1 (q + rho (z - dual)), z = prox(relaxed w + dual). */
static void admm_step(rv_optimizer *o)
{
	static const double relax = 1.6;
	const rv_matrix rows = { o->cov->z, o->n, o->t, o->t };
	double *z = o->admm_z, *u = o->dual, *w = o->w;
	for (size_t i = 0; i < o->n; i++)
		w[i] = o->q[i] + o->rho * (z[i] - u[i]);
	woodbury(o, &rows, o->cov->a + o->rho, o->admm_factor, w, o->v);
	for (size_t i = 0; i < o->n; i++)
		w[i] = relax * w[i] + (1.0 - relax) * z[i] + u[i];
	opt_prox(o, w, o->rho, z, o->piece, &o->admm_tau);
	for (size_t i = 0; i < o->n; i++)
		u[i] = w[i] - z[i];
}

bool opt_admm(rv_optimizer *o, int steps)
{
	if (!factor_admm(o))
		return false;
	if (!o->admm_started) {
		for (size_t i = 0; i < o->n; i++) {
			o->admm_z[i] = o->z[i];
			o->dual[i] = o->v[i] - o->z[i];
		}
		o->admm_tau = o->tau;
		o->admm_started = true;
	}
	for (int k = 0; k < steps; k++)
		admm_step(o);
	o->tau = o->admm_tau;
	o->tight = o->tau > 0.0;
	return true;
}
