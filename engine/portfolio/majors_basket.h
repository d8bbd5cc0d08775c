/*
 * Majors against alts: who is in the short basket, with which weight. Over the daily frame at its
 * as-of bar. Pure but for the caller's memory; any thread. Formulas: docs/formulas.md#alt-basket.
 */
#ifndef RV_PORTFOLIO_MAJORS_BASKET_H
#define RV_PORTFOLIO_MAJORS_BASKET_H

#include "engine/factors/majors_features.h"

typedef struct rv_ma_leg {
	size_t index; /* daily frame */
	double beta_btc, beta_eth, weight;
} rv_ma_leg;

/* What a coin that passes every filter brings. */
typedef struct rv_ma_candidate {
	size_t index;
	double volume, vol_ann, beta_btc, beta_eth;
} rv_ma_candidate;

/*
 * Candidates in name order, the basket_size with the most volume, into out [RV_MA_BASKET_MAX];
 * returns how many. reason [n] holds the features' reasons and gets that of every coin that a
 * filter takes out. work: candidates [n].
 */
size_t rv_ma_select(const rv_ma_params *p, const rv_ma_features *f, const rv_frame *daily,
		    rv_ma_reason *reason, rv_ma_candidate *work, rv_ma_candidate *out);

/*
 * w [n] > 0 becomes proportional weights that sum to 1, none above cap: what is above is given to
 * the others in proportion, again until it fits. n cap <= 1: every weight is the cap, and the rest
 * is cash.
 */
void rv_ma_fill_weights(double *w, size_t n, double cap);

#endif
