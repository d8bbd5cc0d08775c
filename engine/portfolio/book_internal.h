/* Parts of the stat-arb book shared by its files, and by nothing else. */
#ifndef RV_PORTFOLIO_BOOK_INTERNAL_H
#define RV_PORTFOLIO_BOOK_INTERNAL_H

#include "engine/portfolio/stat_arb_book.h"

enum { BOOK_MAX_ROWS = RV_OPT_COV_DAYS_MAX };

/* Positions and caps below it are none, and weights below it are not held. */
#define BOOK_DUST 1e-6

struct rv_stat_arb_book {
	size_t max_symbols;
	size_t n;				 /* assets of the pass */
	size_t *at;				 /* [n] frame index of each */
	double *mu, *cost, *cap, *prev, *weight; /* [n] */
	double *volume;				 /* by frame index: mean, of active coins */
	rv_shrinkage *shrinkage;
	rv_optimizer *optimizer;
	rv_covariance cov;
};

/* One pass: what is read. */
typedef struct book_pass {
	const rv_opt_params *p;
	const rv_frame *daily;
	const rv_idio *idio;
	const rv_idio_result *r;
	const double *w_prev; /* may be NULL */
} book_pass;

bool book_params_ok(const rv_opt_params *p);
/* Reasons of all coins; the assets with their mu, cost, cap, previous weight and residuals. */
void book_collect(rv_stat_arb_book *w, const book_pass *b, rv_book_result *out);
/* Has the day no edge: every weight <= 0, or out-of-sample R2 <= 0? */
bool book_no_edge(const rv_idio_result *r);

#endif
