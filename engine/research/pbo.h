/*
 * Probability of backtest overfitting: combinatorially symmetric cross-validation of the returns of
 * all the trials that were made. In every way of taking half of the blocks of days, the trial that
 * is best in that half is looked up in the other half: how often is it no better than the middle
 * one?
 *
 *   r [days][trials]  return of each day and trial; every one must be known
 * A ratio is mean / sd1 of the days of the half, 0 for a trial whose returns have no spread there
 * (it did not trade). The first of equals is the best.
 *
 * Cost: sums of every subset of either half of the blocks, 2 * 2^(S/2) of them, so that a
 * combination is one addition a trial: O(C(S, S/2) * trials) time, 32 * 2^(S/2) * trials bytes.
 * Pure but for memory; any thread; same input, same bytes.
 * Source: Bailey, Borwein, Lopez de Prado, Zhu (2015). docs/formulas.md#backtest-overfitting.
 */
#ifndef RV_RESEARCH_PBO_H
#define RV_RESEARCH_PBO_H

#include "engine/base/status.h"

#include <stddef.h>

enum { RV_PBO_BLOCKS = 16, RV_PBO_BLOCKS_MAX = 20, RV_PBO_COMBINATIONS = 12870 /* of 16 */ };

typedef struct rv_pbo {
	size_t combinations;
	double pbo;		  /* share of logits <= 0 */
	double slope, intercept;  /* OLS of the chosen's ratio outside on its ratio inside */
	double probability_loss;  /* share of combinations in which the chosen loses outside */
	double mean_is, mean_oos; /* ratios of the chosen, per period */
} rv_pbo;

/* Of one combination; ratios per period. */
typedef struct rv_pbo_split {
	size_t chosen;	/* trial */
	double is, oos; /* its ratios */
	double logit;	/* ln(w / (1 - w)), w = rank outside (1 worst .. trials) / (trials + 1) */
} rv_pbo_split;

size_t rv_pbo_combinations(size_t blocks); /* C(blocks, blocks / 2) */
/* RV_PBO_BLOCKS, fewer where so many days have not two for each; 0: not even for two blocks. */
size_t rv_pbo_blocks_of(size_t days);

/*
 * Blocks of neighbouring days, equal but for one day. split [rv_pbo_combinations(blocks)]: each
 * combination, by ascending mask of the blocks inside; may be NULL. RV_EINVAL: blocks odd, below 2
 * or above the most, fewer than two trials, or fewer than two days a block. RV_EDATA: a return that
 * is not finite. RV_ENOMEM. *out is written on RV_OK only; slope and intercept are NaN when the
 * chosen's ratios have no spread.
 */
RV_NODISCARD rv_status rv_pbo_of(const double *r, size_t days, size_t trials, size_t blocks,
				 rv_pbo_split *split, rv_pbo *out, rv_err *err);

#endif
