/*
 * Majors against alts: the composite score of every date from the features' z-scores. Pure; any
 * thread. Positive = long majors, short alts is favourable. Formulas:
 * docs/formulas.md#majors-against-alts.
 */
#ifndef RV_REGIME_MAJORS_SCORE_H
#define RV_REGIME_MAJORS_SCORE_H

#include "engine/factors/majors_features.h"

/* w d z of a feature at one date; NaN when z is missing. */
double rv_ma_contribution(const rv_ma_params *p, rv_ma_feature f, double z);

/* The series of one run, [bars] each, the caller's memory. */
typedef struct rv_ma_scores {
	double *raw;   /* sum of contributions; NaN when too little weight is known */
	double *score; /* smoothed when asked for, standardised, gated; NaN as raw */
	bool *gated;   /* the high-vol gate took the score down */
	double *work;  /* scratch */
} rv_ma_scores;

void rv_ma_score_series(const rv_ma_params *p, const rv_ma_features *f, rv_ma_scores *out);

#endif
