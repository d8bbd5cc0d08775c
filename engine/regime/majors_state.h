/*
 * Majors against alts: the regime, one state a bar from one score a bar. Pure; any thread.
 * Formulas: docs/formulas.md#majors-against-alts.
 */
#ifndef RV_REGIME_MAJORS_STATE_H
#define RV_REGIME_MAJORS_STATE_H

#include "engine/factors/majors_params.h"

typedef enum rv_ma_regime {
	RV_MA_UNKNOWN,
	RV_MA_STRONG_ALTS,
	RV_MA_WEAK_ALTS, /* with three states: RISK_ON_ALTS */
	RV_MA_BALANCED,
	RV_MA_WEAK_MAJORS, /* with three states: RISK_ON_MAJORS */
	RV_MA_STRONG_MAJORS
} rv_ma_regime;

/* State carried from bar to bar: small enough to be saved. */
typedef struct rv_ma_state {
	rv_ma_regime regime;
	int age_bars;
	double score;	      /* newest known, what the scale of the book is read from */
	int missing_days;     /* bars in a row without a score, since the newest known */
	int pending_days;     /* entry_confirm_days: bars in a row outside BALANCED */
	rv_ma_regime pending; /* and on which side */
} rv_ma_state;

/*
 * One bar of the state machine; a zeroed state is one that has seen nothing. A score that is not
 * finite carries the regime: it grows older, nothing else.
 */
void rv_ma_state_step(const rv_ma_params *p, rv_ma_state *s, double score);
/* Distance, >= 0, of a score to the nearest switch of the regime up and down at the next bar; NaN
 * where there is none. */
void rv_ma_state_distance(const rv_ma_params *p, const rv_ma_state *s, double score, double *to_up,
			  double *to_down);
/* Is it a regime in which long majors, short alts is held? */
bool rv_ma_regime_trades(rv_ma_regime r);
/* Share of the full book in a regime at a score, 0 when it stands aside. */
double rv_ma_regime_scale(const rv_ma_params *p, rv_ma_regime r, double score);
const char *rv_ma_regime_name(rv_ma_regime r, int n_regimes);

#endif
