/*
 * Parts of the optimizer shared by its files, and by nothing else.
 *
 * Inside, the problem is scaled to: minimise 1/2 w'Sigma w - q'w + sum l_i |w_i - p_i|, with
 * q = mu / (2 gamma) and l = cost / (2 gamma H); `unit` = 2 gamma H turns its value back. The prox
 * puts each asset on a piece of its cost; on known pieces the problem is one linear system.
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

struct rv_optimizer {
	size_t max_p, max_t;
	/* the scaled problem */
	size_t n, t;
	const rv_covariance *cov;
	double gross, unit;
	double *q, *l, *cap, *p;     /* [n] */
	double *sign;		     /* [n] of p, +1 at 0 */
	double lent, *centre;	     /* proximal ridge, and [n] the point that it holds to */
	double *grad, *v, *z, *best; /* [n] gradient, what prox reads, what it gives, the answer */
	double tau;		     /* multiplier of the gross limit at z */
	uint8_t *piece, *next;	     /* [n] at z, and while the line is searched */
	bool tight;		     /* the gross limit binds */
	double *c, *zd;		     /* [n] q - Z'y, Z'dy */
	double *dual_y, *residual;   /* [t] y, the gradient of the dual there */
	double *dy, *y;		     /* [t] direction; scratch */
	int n_flat;		     /* steps that the value could not see */
	double here;		     /* value of the dual */
	double *abs_p, *low, *high;  /* [n] of the prox: |p|, and the ends of the cost's band */
	double *gathered, *side;     /* [n][t] rows of z of the free assets, [n] their sides */
	double *factor;		     /* [t][t] */
	opt_segment *segments;	     /* [3 n] */
};

/* z = prox(v) at rho, pieces to piece; *tau in: a guess, out: the multiplier, >= 0. */
void opt_prox(rv_optimizer *o, const double *v, double rho, double *z, uint8_t *piece, double *tau);

/* Newton on the dual, from the centre. */
void opt_dual_start(rv_optimizer *o);
/* One step; the feasible w is in o->z, its multiplier in o->tau. false: no way down. */
bool opt_dual_step(rv_optimizer *o);
/* About the scaled gap at o->z: not a bound, it tells when a certificate is worth its price. */
double opt_dual_error(const rv_optimizer *o);

/* grad [n] = Sigma w - q. */
void opt_gradient(rv_optimizer *o, const double *w, double *grad);
/* The scaled objective (minimised) at w. */
double opt_value(rv_optimizer *o, const double *w);
/* Duality gap at w with gradient grad for a given multiplier: a bound for every tau >= 0. */
double opt_gap_at(const rv_optimizer *o, const double *w, const double *grad, double tau);
/* The least of them, and its multiplier. */
double opt_gap(rv_optimizer *o, const double *w, const double *grad, double *tau);
/* Are all constraints kept to 1e-9? */
bool opt_feasible(const rv_optimizer *o, const double *w);

#endif
