/*
 * Parts of the optimizer shared by its files, and by nothing else.
 *
 * Inside, the problem is scaled to: minimise 1/2 w'Sigma w - q'w + sum l_i |w_i - p_i|, with
 * q = mu / (2 gamma) and l = cost / (2 gamma H); `unit` = 2 gamma H turns its value back. The
 * sought w is the fixed point of w = prox(w - grad(w) / rho), and prox puts each asset on a piece
 * of its cost: pieces decide everything, on known pieces the problem is one linear system.
 */
#ifndef RV_PORTFOLIO_OPT_INTERNAL_H
#define RV_PORTFOLIO_OPT_INTERNAL_H

#include "engine/portfolio/optimizer.h"

#include <stdint.h>

/* Piece of an asset in the coordinates in which its previous weight is >= 0. */
typedef enum opt_piece {
	OPT_ZERO,
	OPT_PREV,
	OPT_CAP_UP,
	OPT_CAP_DOWN,
	OPT_FREE_UP,   /* above the previous weight */
	OPT_FREE_MID,  /* between 0 and it */
	OPT_FREE_DOWN, /* below 0 */
} opt_piece;

static inline bool opt_is_free(uint8_t piece)
{
	return piece >= OPT_FREE_UP;
}

typedef struct opt_segment {
	double slope, length;
} opt_segment;

enum { OPT_HISTORY = 512 };

struct rv_optimizer {
	size_t max_p, max_t;
	/* the scaled problem */
	size_t n, t;
	const rv_covariance *cov;
	double gross, unit, rho;
	double *q, *l, *cap, *p; /* [n] */
	double *sign;		 /* [n] of p, +1 at 0 */
	/* points [n] */
	double *w, *grad, *v, *z, *best;
	double *admm_z, *dual; /* its own sequence, kept between its turns */
	double tau, admm_tau;  /* multiplier of the gross limit */
	uint8_t *piece, *next;
	bool tight, next_tight; /* the gross limit binds */
	/* the free block */
	size_t n_free;
	size_t *free_at;     /* [n] */
	double *rhs, *slack; /* [n] right-hand sides: of the return, of the multiplier */
	double *gathered;    /* [n][t] free rows of z */
	double *factor;	     /* [t][t] */
	double *admm_factor; /* [t][t] */
	bool has_admm_factor, admm_started;
	double *y; /* [t] */
	/* the dual method: y, its gradient, the direction; q - Z'y and Z'dy by asset */
	double *dual_y, *residual, *dy; /* [t] */
	double *c, *zd;			/* [n] */
	double here;			/* value of the dual function */
	opt_segment *segments;		/* [2 n] */
	uint64_t seen[OPT_HISTORY];	/* piece sets visited */
	size_t n_seen;
};

/* z = prox(v) at rho, pieces to piece; *tau in: a guess, out: the multiplier, >= 0. */
void opt_prox(const rv_optimizer *o, const double *v, double rho, double *z, uint8_t *piece,
	      double *tau);

/* grad [n] = Sigma w - q. */
void opt_gradient(rv_optimizer *o, const double *w, double *grad);
/* Newton on the dual, opt_dual.c: from w; false: no ridge in Sigma to stand on. */
bool opt_dual_start(rv_optimizer *o, const double *w);
/* One step; the feasible w is in o->z, its multiplier in o->tau. false: no way down. */
bool opt_dual_step(rv_optimizer *o);
/* About the scaled gap at o->z: not a bound, it tells when a certificate is worth its price. */
double opt_dual_error(const rv_optimizer *o);
/* Solves the pieces of o->piece for o->w and o->tau; false: the block is singular. */
bool opt_newton_solve(rv_optimizer *o);
/*
 * `steps` over-relaxed ADMM iterations; the first turn starts from o->v and o->z, its prox. Leaves
 * its pieces in o->piece. false: no factor.
 */
bool opt_admm(rv_optimizer *o, int steps);

/* The scaled objective (minimised) at w. */
double opt_value(rv_optimizer *o, const double *w);
/* Duality gap at w with gradient grad for a given multiplier: a bound for every tau >= 0. */
double opt_gap_at(const rv_optimizer *o, const double *w, const double *grad, double tau);
/* The least of them, and its multiplier. */
double opt_gap(rv_optimizer *o, const double *w, const double *grad, double *tau);
/* Are all constraints kept to 1e-9? */
bool opt_feasible(const rv_optimizer *o, const double *w);

#endif
