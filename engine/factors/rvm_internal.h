/*
 * Parts of relative momentum shared by its files, and by nothing else.
 *
 * A pass works on a block of log returns, one line per panel row: line r, column k is the return
 * that ends at panel column first + k. A window is `lookback` columns of the block.
 */
#ifndef RV_FACTORS_RVM_INTERNAL_H
#define RV_FACTORS_RVM_INTERNAL_H

#include "engine/factors/rv_momentum.h"

/* Spreads made from one block of returns: a longer history goes block by block. */
enum { RV_RVM_CHUNK = 256 };

struct rv_rvm {
	size_t max_symbols, max_lookback;
	size_t width;		      /* columns of a line: max_lookback + RV_RVM_CHUNK */
	double *returns;	      /* [max_symbols][width] */
	double *weights;	      /* [max_lookback] by age */
	double *diff, *sum_a, *sum_b; /* [max_lookback] */
	double *count_a, *count_b;    /* [max_lookback] */
	double *raw, *score;	      /* [max_symbols], available symbols only */
	unsigned *baskets;	      /* [max_symbols] RV_BASKET_* bits by panel row */
	size_t *n_returns;	      /* [max_symbols] finite returns in the window */
	bool *available;	      /* [max_symbols] */
	size_t pair_long, pair_short; /* panel rows, SIZE_MAX: not in the panel */
};

/* One pass: what is scored and where its window lies in the block. */
typedef struct rvm_pass {
	rv_rvm *w;
	const rv_rvm_params *params;
	const rv_panel *panel;
	size_t asof_col;
	size_t offset;	 /* of the window's first column in the block */
	size_t lookback; /* columns of the window */
} rvm_pass;

/* First return of the window of a panel row. */
static inline const double *rvm_line(const rvm_pass *p, size_t row)
{
	return p->w->returns + row * p->w->width + p->offset;
}

/* RV_EINVAL unless the parameters are in range and fit the workspace. */
RV_NODISCARD rv_status rvm_check(const rv_rvm *w, const rv_rvm_params *p,
				 const rv_rvm_baskets *baskets, const rv_panel *panel,
				 size_t asof_col);
/* Least number of finite returns in a window: max(12, lookback / 2), never above lookback. */
size_t rvm_min_returns(size_t lookback);

/* Basket bits of every panel row, and the rows of the pair's legs. */
void rvm_resolve(rv_rvm *w, const rv_rvm_baskets *baskets, const rv_panel *panel);
/* Fills the block with `n` returns per row, the newest of them ending at panel column last_col. */
void rvm_fill_returns(rv_rvm *w, const rv_panel *panel, size_t last_col, size_t n);
/* Sets n_returns and available of every panel row for the window of the pass. */
void rvm_set_available(const rvm_pass *p);

/* The three spreads of the window. */
void rvm_spreads(const rvm_pass *p, rv_rvm_spread_value out[RV_SPREAD_N]);
/* Symbols, terms, raw scores and scores; out->spreads is read. */
void rvm_scores(const rvm_pass *p, rv_rvm_result *out);

#endif
