/*
 * What the desk has learnt from its own closed trades and fills, as the scores read it. Filled from
 * the journal where there is one; absent values are NaN or 0 counts, never invented.
 */
#ifndef RV_SCORE_EXPERIENCE_H
#define RV_SCORE_EXPERIENCE_H

#include "engine/market/types.h"

typedef struct rv_experience_symbol {
	char symbol[RV_SYMBOL_MAX];
	size_t trades;		      /* closed */
	double hit_rate;	      /* share with net PnL > 0 */
	double avg_win_r, avg_loss_r; /* in units of risk (R multiples); loss <= 0 */
	double expectancy_per_risk;
	size_t fills;
	double maker_ratio, fallback_ratio, slip_bps, reject_ratio; /* router health */
	int bucket;			   /* router quality: 0 A_HIGH, 1 B_MEDIUM, 2 C_LOW */
	double drift_bps, twap_skip_ratio; /* realised - expected EWMA */
	int64_t last_signal_ms[2];	   /* by side; 0 none */
} rv_experience_symbol;

typedef struct rv_experience {
	int64_t asof_ms;
	double drawdown; /* of the book, 0..1; NaN no book */
	size_t n;
	rv_experience_symbol symbols[RV_MAX_SYMBOLS]; /* name order */
} rv_experience;

/* Of a symbol, or NULL. */
const rv_experience_symbol *rv_experience_find(const rv_experience *e, const char *symbol);

#endif
