/* The optimizer's course: scale, Newton on the dual, certificate, dust; see optimizer.h. */
#include "engine/portfolio/optimizer.h"

#include "engine/portfolio/opt_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A ridge below this share of the largest eigenvalue is none; what is lent instead of it. */
static const double ridge_share = 1e-5, lent_share = 1e-3;

static rv_status alloc_points(rv_optimizer *o)
{
	double **const points[] = { &o->q,    &o->l, &o->cap, &o->p,	&o->sign,  &o->centre,
				    &o->grad, &o->v, &o->z,   &o->best, &o->abs_p, &o->low,
				    &o->high, &o->c, &o->zd,  &o->side };
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		*points[i] = malloc((o->max_p + 1) * sizeof(double));
		if (!*points[i])
			return RV_ENOMEM;
	}
	o->piece = malloc(o->max_p + 1);
	o->next = malloc(o->max_p + 1);
	o->segments = malloc((3 * o->max_p + 1) * sizeof(*o->segments));
	return o->piece && o->next && o->segments ? RV_OK : RV_ENOMEM;
}

static rv_status alloc_matrices(rv_optimizer *o)
{
	const size_t t = o->max_t + 1;
	o->gathered = malloc((o->max_p * o->max_t + 1) * sizeof(double));
	o->factor = malloc(t * t * sizeof(double));
	o->y = malloc(t * sizeof(double));
	o->dual_y = malloc(t * sizeof(double));
	o->residual = malloc(t * sizeof(double));
	o->dy = malloc(t * sizeof(double));
	return o->gathered && o->factor && o->y && o->dual_y && o->residual && o->dy ? RV_OK
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
	double *const arrays[] = { o->q,	o->l,	   o->cap,  o->p,      o->sign,
				   o->centre,	o->grad,   o->v,    o->z,      o->best,
				   o->abs_p,	o->low,	   o->high, o->c,      o->zd,
				   o->gathered, o->factor, o->y,    o->dual_y, o->residual,
				   o->dy,	o->side };
	for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
		free(arrays[i]);
	free(o->piece);
	free(o->next);
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
	o->tau = 0.0;
	for (size_t i = 0; i < o->n; i++) {
		const double prev = pr->prev ? pr->prev[i] : 0.0;
		o->p[i] = fabs(prev) < pr->dust ? 0.0 : prev;
		o->cap[i] = pr->cap[i] < pr->dust ? 0.0 : fmin(pr->cap[i], pr->gross);
		o->q[i] = pr->mu[i] / (2.0 * pr->gamma);
		o->l[i] = pr->cost[i] / o->unit;
		o->abs_p[i] = fabs(o->p[i]);
		o->sign[i] = o->p[i] < 0.0 ? -1.0 : 1.0;
	}
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

/* Newton on the dual of the problem as it stands; true: certified. Ends at the solution or stuck.
 */
static bool solve_dual(rv_optimizer *o, const rv_opt_problem *pr, int limit, int *iterations)
{
	const double enough = pr->gap_max / o->unit;
	opt_dual_start(o);
	for (;;) {
		const double error = opt_dual_error(o);
		if (error <= 1e3 * enough && certify(o, o->z, pr->gap_max))
			return true;
		if (error <= 0.01 * enough || *iterations >= limit || !opt_dual_step(o))
			return false;
		++*iterations;
	}
}

/*
 * Where Sigma has hardly a ridge of its own, one is lent to it: the proximal point method adds
 * lent / 2 |w - centre|^2 and moves the centre to each solution, which changes no optimum.
 */
static bool solve(rv_optimizer *o, const rv_opt_problem *pr, int *iterations)
{
	const rv_covariance *c = o->cov;
	o->lent = c->a > ridge_share * c->eig_max ? 0.0 : lent_share * c->eig_max;
	memcpy(o->centre, pr->start ? pr->start : o->p, o->n * sizeof(*o->centre));
	while (*iterations < pr->max_iterations) {
		/* A first try without help may have half of the iterations. */
		const int limit = o->lent > 0.0 ? pr->max_iterations : (pr->max_iterations + 1) / 2;
		const int before = *iterations;
		if (solve_dual(o, pr, limit, iterations))
			return true;
		if (o->lent > 0.0 && *iterations == before)
			++*iterations; /* the centre has moved: that is a step too */
		memcpy(o->centre, o->z, o->n * sizeof(*o->centre));
		o->lent = fmax(o->lent, lent_share * c->eig_max);
	}
	return false;
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
	if (!positive(pr->cov->eig_max))
		s.status = RV_OPT_SINGULAR;
	else
		s.status = solve(o, pr, &s.iterations) ? RV_OPT_OPTIMAL : RV_OPT_UNCERTIFIED;
	if (s.status != RV_OPT_OPTIMAL) {
		fall_back(o);
		opt_gradient(o, o->best, o->grad); /* of an optimum it is there: it was certified */
	}
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
