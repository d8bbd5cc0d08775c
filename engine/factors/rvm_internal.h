/*
 * Parts of relative momentum shared by its files, and by nothing else.
 *
 * A pass works on a block of log returns, one line per panel row: line r, column k is the return
 * that ends at panel column first + k. A window is `lookback` columns of the block.
 */
#ifndef RV_FACTORS_RVM_INTERNAL_H
#define RV_FACTORS_RVM_INTERNAL_H

#include "engine/factors/rv_momentum.h"
#include "engine/stats/window.h"

/* Spreads made from one block of returns: a longer history goes block by block. */
enum { RV_RVM_CHUNK = 256 };

/* Scratch lines of a term's history. */
enum { RVM_LINES = 10 };

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
	rv_rvm_sds sds;		      /* of the pass, where terms are divided */
	size_t long_width;	      /* columns of a line of a term's history */
	double *long_returns;	      /* [max_symbols][long_width] */
	unsigned char *left_out;      /* [long_width][symbols], see rvm_sds.c */
	double *line[RVM_LINES];      /* [long_width] */
	const rv_frame *frame;	      /* lent, or NULL */
	size_t frame_at;	      /* coin of it at hand */
	rv_triple *work;	      /* [max_lookback + 1] */
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

/* Workspace of the terms' history; free accepts half of it. */
RV_NODISCARD rv_status rvm_sds_new(rv_rvm *w);
void rvm_sds_free(rv_rvm *w);
/* Fills w->sds for the pass, whose asof_col and weights are set. */
void rvm_sds_of(const rvm_pass *p);

/* The sides of the basket spreads, from the bits of one symbol. */
bool rvm_is_l1(unsigned bits);
bool rvm_is_alt(unsigned bits); /* l1 wins */
bool rvm_is_meme(unsigned bits);
bool rvm_is_rest(unsigned bits);

/* The three spreads of the window. */
void rvm_spreads(const rvm_pass *p, rv_rvm_spread_value out[RV_SPREAD_N]);
/* Symbols, terms, raw scores and scores; out->spreads is read. */
void rvm_scores(const rvm_pass *p, rv_rvm_result *out);

#endif
