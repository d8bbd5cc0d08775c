/*
 * The weights of the stat-arb book: a convex problem solved to a certificate.
 *
 *   maximise  H (mu'w - gamma w'Sigma w) - sum_i cost_i |w_i - prev_i|
 *   subject to  sum_i |w_i| <= gross,  |w_i| <= cap_i
 *
 * The point that is returned always satisfies the constraints; it is called optimal only when the
 * duality gap at that point, a rigorous bound on what any feasible point could add, is at most
 * gap_max. How many iterations it took never decides.
 * Method and source: docs/formulas.md#optimizer. Owner: one thread per workspace; allocates in new
 * only; the same input gives the same bytes.
 */
#ifndef RV_PORTFOLIO_OPTIMIZER_H
#define RV_PORTFOLIO_OPTIMIZER_H

#include "engine/stats/shrinkage.h"

#include <stdbool.h>

typedef enum rv_opt_status {
	RV_OPT_NONE,	    /* nothing to optimise: no asset */
	RV_OPT_OPTIMAL,	    /* gap <= gap_max */
	RV_OPT_UNCERTIFIED, /* previous weights scaled into the constraints */
	RV_OPT_SINGULAR,    /* no variance at all: likewise */
	RV_OPT_NO_EDGE	    /* nothing was optimised: the book is being unwound */
} rv_opt_status;

typedef struct rv_opt_problem {
	const rv_covariance *cov; /* p assets */
	const double *mu;	  /* [p] expected return of a day */
	const double *cost;	  /* [p] of a unit traded, >= 0 */
	const double *cap;	  /* [p] >= 0 */
	const double *prev;  /* [p] the weights now held; NULL = 0. May break the constraints */
	const double *start; /* [p] a guess of the solution; NULL = prev. Any values */
	double gamma;	     /* > 0 */
	double gross;	     /* > 0 */
	double horizon;	     /* H > 0 */
	double gap_max;	     /* absolute, in the objective's unit */
	double dust; /* caps and previous weights below it are 0, and so are weights, where the
			certificate survives it; >= 0 */
	int max_iterations; /* Newton steps */
} rv_opt_problem;

typedef struct rv_opt_solution {
	rv_opt_status status;
	double objective; /* value of the maximised function at the weights */
	double gap;	  /* no feasible point is better by more than this */
	double gross;	  /* sum of |w| */
	double tau;	  /* what one more unit of gross would add to the objective */
	int iterations;	  /* Newton steps */
} rv_opt_solution;

typedef struct rv_optimizer rv_optimizer;

RV_NODISCARD rv_status rv_optimizer_new(size_t max_p, size_t max_t, rv_optimizer **out);
void rv_optimizer_free(rv_optimizer *w);

/*
 * weights [p] and *out are written on RV_OK. RV_EINVAL: a size above the workspace, a value that is
 * not finite, or a parameter outside of its range.
 */
RV_NODISCARD rv_status rv_optimizer_run(rv_optimizer *w, const rv_opt_problem *pr, double *weights,
					rv_opt_solution *out);

const char *rv_opt_status_text(rv_opt_status s); /* "optimal" ... */

#endif
