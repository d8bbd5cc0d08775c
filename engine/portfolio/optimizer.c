/* The optimizer's course: scale, Newton on the dual, a second method behind it, certificate. */
#include "engine/portfolio/optimizer.h"

#include "engine/portfolio/opt_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ADMM_TURN = 10, NEWTON_BURST = 6 };

/* Below this share of the largest eigenvalue the smallest one says nothing about the step. */
static const double eig_share = 1e-6;
/* Newton's point counts as a fixed point of the prox from this distance on; the gap decides. */
static const double near_fixed = 1e-8;

static rv_status alloc_points(rv_optimizer *o)
{
	double **const points[] = { &o->q,    &o->l,	 &o->cap, &o->p,    &o->sign,	&o->w,
				    &o->grad, &o->v,	 &o->z,	  &o->best, &o->admm_z, &o->dual,
				    &o->rhs,  &o->slack, &o->c,	  &o->zd };
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		*points[i] = malloc((o->max_p + 1) * sizeof(double));
		if (!*points[i])
			return RV_ENOMEM;
	}
	o->piece = malloc(o->max_p + 1);
	o->next = malloc(o->max_p + 1);
	o->free_at = malloc((o->max_p + 1) * sizeof(*o->free_at));
	o->segments = malloc((2 * o->max_p + 1) * sizeof(*o->segments));
	return o->piece && o->next && o->free_at && o->segments ? RV_OK : RV_ENOMEM;
}

static rv_status alloc_matrices(rv_optimizer *o)
{
	const size_t t = o->max_t + 1;
	o->gathered = malloc((o->max_p * o->max_t + 1) * sizeof(double));
	o->factor = malloc(t * t * sizeof(double));
	o->admm_factor = malloc(t * t * sizeof(double));
	o->y = malloc(t * sizeof(double));
	o->dual_y = malloc(t * sizeof(double));
	o->residual = malloc(t * sizeof(double));
	o->dy = malloc(t * sizeof(double));
	return o->gathered && o->factor && o->admm_factor && o->y && o->dual_y && o->residual &&
			       o->dy
		       ? RV_OK
		       : RV_ENOMEM;
}

rv_status rv_optimizer_new(size_t max_p, size_t max_t, rv_optimizer **out)
{
	rv_optimizer *o = calloc(1, sizeof(*o));
	if (!o)
		return RV_ENOMEM;
	o->max_p = max_p;
	o->max_t = max_t;
	if (alloc_points(o) != RV_OK || alloc_matrices(o) != RV_OK) {
		rv_optimizer_free(o);
		return RV_ENOMEM;
	}
	*out = o;
	return RV_OK;
}

void rv_optimizer_free(rv_optimizer *o)
{
	if (!o)
		return;
	double *const arrays[] = { o->q,      o->l,	      o->cap, o->p,	o->sign,
				   o->w,      o->grad,	      o->v,   o->z,	o->best,
				   o->admm_z, o->dual,	      o->rhs, o->slack, o->gathered,
				   o->factor, o->admm_factor, o->y,   o->c,	o->zd,
				   o->dual_y, o->residual,    o->dy };
	for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
		free(arrays[i]);
	free(o->piece);
	free(o->next);
	free(o->free_at);
	free(o->segments);
	free(o);
}

static bool positive(double x)
{
	return isfinite(x) && x > 0.0;
}

static bool problem_ok(const rv_optimizer *o, const rv_opt_problem *pr)
{
	const size_t n = pr->cov->p;
	if (n > o->max_p || pr->cov->t > o->max_t || !positive(pr->gamma) || !positive(pr->gross) ||
	    !positive(pr->horizon) || !(pr->gap_max >= 0.0) || !(pr->dust >= 0.0) ||
	    pr->max_iterations < 1)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(pr->mu[i]) || !(pr->cost[i] >= 0.0) || !isfinite(pr->cost[i]) ||
		    !(pr->cap[i] >= 0.0) || !isfinite(pr->cap[i]) ||
		    (pr->prev && !isfinite(pr->prev[i])) || (pr->start && !isfinite(pr->start[i])))
			return false;
	}
	return true;
}

static void load(rv_optimizer *o, const rv_opt_problem *pr)
{
	const rv_covariance *c = pr->cov;
	o->cov = c;
	o->n = c->p;
	o->t = c->t;
	o->gross = pr->gross;
	o->unit = 2.0 * pr->gamma * pr->horizon;
	o->rho = sqrt(fmax(c->eig_min, eig_share * c->eig_max) * c->eig_max);
	o->has_admm_factor = o->admm_started = false;
	o->n_seen = 0;
	o->tau = 0.0;
	for (size_t i = 0; i < o->n; i++) {
		const double prev = pr->prev ? pr->prev[i] : 0.0;
		o->p[i] = fabs(prev) < pr->dust ? 0.0 : prev;
		o->cap[i] = pr->cap[i] < pr->dust ? 0.0 : fmin(pr->cap[i], pr->gross);
		o->q[i] = pr->mu[i] / (2.0 * pr->gamma);
		o->l[i] = pr->cost[i] / o->unit;
		o->sign[i] = o->p[i] < 0.0 ? -1.0 : 1.0;
	}
}

/* The prox of one gradient step at o->w: z, the next pieces, whether the limit binds. */
static void step_prox(rv_optimizer *o)
{
	opt_gradient(o, o->w, o->grad);
	for (size_t i = 0; i < o->n; i++)
		o->v[i] = o->w[i] - o->grad[i] / o->rho;
	opt_prox(o, o->v, o->rho, o->z, o->next, &o->tau);
	o->next_tight = o->tau > 0.0;
}

static void take_next(rv_optimizer *o)
{
	uint8_t *const piece = o->piece;
	o->piece = o->next;
	o->next = piece;
	o->tight = o->next_tight;
}

/* FNV-1a of the pieces. Two sets with one hash cost an ADMM turn, nothing else. */
static bool seen_before(rv_optimizer *o)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < o->n; i++)
		h = (h ^ o->piece[i]) * UINT64_C(0x100000001b3);
	h = (h ^ (o->tight ? 1U : 0U)) * UINT64_C(0x100000001b3);
	for (size_t k = 0; k < o->n_seen; k++) {
		if (o->seen[k] == h)
			return true;
	}
	if (o->n_seen < OPT_HISTORY)
		o->seen[o->n_seen++] = h;
	return false;
}

static bool near_fixed_point(const rv_optimizer *o)
{
	double most = 0.0;
	for (size_t i = 0; i < o->n; i++)
		most = fmax(most, fabs(o->w[i] - o->z[i]));
	return most <= near_fixed * o->gross;
}

/* Is the feasible point x good enough? Keeps it in best when it is. */
static bool certify(rv_optimizer *o, const double *x, double gap_max)
{
	double tau;
	opt_gradient(o, x, o->grad);
	if (!(opt_gap_at(o, x, o->grad, o->tau) * o->unit <= gap_max) &&
	    !(opt_gap(o, x, o->grad, &tau) * o->unit <= gap_max))
		return false;
	if (!opt_feasible(o, x))
		return false;
	memcpy(o->best, x, o->n * sizeof(*x));
	return true;
}

/* Newton on the dual from w, with half of the iterations at most; true: certified. */
static bool solve_dual(rv_optimizer *o, const rv_opt_problem *pr, const double *w,
		       rv_opt_solution *out)
{
	if (!opt_dual_start(o, w))
		return false;
	for (;;) {
		if (opt_dual_error(o) * o->unit <= 1e3 * pr->gap_max &&
		    certify(o, o->z, pr->gap_max))
			return true;
		if (out->newton >= (pr->max_iterations + 1) / 2 || !opt_dual_step(o))
			return false;
		out->newton++;
	}
}

/* One Newton step on the pieces; true: certified. *stuck: it helped nothing. */
static bool primal_step(rv_optimizer *o, const rv_opt_problem *pr, bool *stuck)
{
	*stuck = !opt_newton_solve(o);
	if (*stuck)
		return false;
	step_prox(o);
	if (near_fixed_point(o) && certify(o, o->z, pr->gap_max))
		return true;
	take_next(o);
	return false;
}

/*
 * For a Sigma with hardly any ridge, and as a second try: Newton on the pieces of the primal
 * fixed point, ADMM for a turn when the pieces repeat or wander. true: certified.
 */
static bool solve_primal(rv_optimizer *o, const rv_opt_problem *pr, const double *start,
			 rv_opt_solution *out)
{
	int burst = 0;
	memcpy(o->w, start, o->n * sizeof(*o->w));
	o->tau = 0.0;
	step_prox(o);
	take_next(o);
	while (out->newton + out->admm < pr->max_iterations) {
		bool stuck = burst == NEWTON_BURST || seen_before(o);
		if (!stuck) {
			out->newton++;
			burst++;
			if (primal_step(o, pr, &stuck))
				return true;
		}
		if (!stuck)
			continue;
		out->admm += ADMM_TURN;
		if (!opt_admm(o, ADMM_TURN))
			return false;
		if (certify(o, o->admm_z, pr->gap_max))
			return true;
		burst = 0;
		o->n_seen = 0;
	}
	return false;
}

static bool solve(rv_optimizer *o, const rv_opt_problem *pr, rv_opt_solution *out)
{
	const double *start = pr->start ? pr->start : o->p;
	return solve_dual(o, pr, start, out) || solve_primal(o, pr, start, out);
}

/* The previous weights, clipped to the caps and scaled to the gross limit. */
static void fall_back(rv_optimizer *o)
{
	double sum = 0.0;
	for (size_t i = 0; i < o->n; i++) {
		o->best[i] = fmin(o->cap[i], fmax(-o->cap[i], o->p[i]));
		sum += fabs(o->best[i]);
	}
	const double k = sum > o->gross ? o->gross / sum : 1.0;
	for (size_t i = 0; i < o->n; i++)
		o->best[i] *= k;
}

static double gap_of_best(rv_optimizer *o, double *tau)
{
	opt_gradient(o, o->best, o->grad);
	return opt_gap(o, o->best, o->grad, tau) * o->unit;
}

/*
 * Weights below the dust become 0. The gap at the new point would blow up a change of second order
 * to one of first order; the bound of the old point plus what the change has cost is as rigorous
 * and stays small. Undone where even that breaks the certificate.
 */
static void drop_dust(rv_optimizer *o, const rv_opt_problem *pr, rv_opt_solution *out)
{
	bool any = false;
	for (size_t i = 0; i < o->n; i++) {
		const bool dust = fabs(o->best[i]) < pr->dust;
		any = any || (dust && fabs(o->best[i]) > 0.0);
		o->z[i] = dust ? 0.0 : o->best[i];
	}
	if (!any)
		return;
	const double lost = (opt_value(o, o->z) - opt_value(o, o->best)) * o->unit;
	const double gap = out->gap + fmax(0.0, lost);
	if (gap > pr->gap_max)
		return;
	out->gap = gap;
	memcpy(o->best, o->z, o->n * sizeof(*o->best));
}

static void finish(rv_optimizer *o, const rv_opt_problem *pr, double *weights, rv_opt_solution *out)
{
	out->gap = gap_of_best(o, &out->tau);
	out->tau *= o->unit;
	if (out->status == RV_OPT_OPTIMAL)
		drop_dust(o, pr, out);
	out->objective = -o->unit * opt_value(o, o->best);
	out->gross = 0.0;
	for (size_t i = 0; i < o->n; i++) {
		weights[i] = o->best[i] + 0.0; /* no -0 */
		out->gross += fabs(weights[i]);
	}
	out->iterations = out->newton + out->admm;
}

rv_status rv_optimizer_run(rv_optimizer *o, const rv_opt_problem *pr, double *weights,
			   rv_opt_solution *out)
{
	if (!problem_ok(o, pr))
		return RV_EINVAL;
	rv_opt_solution s = { .status = RV_OPT_NONE };
	if (pr->cov->p == 0) {
		*out = s;
		return RV_OK;
	}
	load(o, pr);
	if (!positive(o->rho))
		s.status = RV_OPT_SINGULAR;
	else
		s.status = solve(o, pr, &s) ? RV_OPT_OPTIMAL : RV_OPT_UNCERTIFIED;
	if (s.status != RV_OPT_OPTIMAL)
		fall_back(o);
	finish(o, pr, weights, &s);
	*out = s;
	return RV_OK;
}

const char *rv_opt_status_text(rv_opt_status s)
{
	static const char *const text[] = { "none", "optimal", "uncertified", "singular",
					    "no edge" };
	return text[s];
}
