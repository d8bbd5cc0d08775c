/*
 * Majors against alts: eight features, the composite score, the regime with hysteresis, and the
 * dual-beta neutral basket. Over the daily frame. Formulas: docs/formulas.md#majors-against-alts.
 * Owner: one thread per workspace; allocates in new only.
 */
#ifndef RV_PORTFOLIO_MAJORS_ALTS_H
#define RV_PORTFOLIO_MAJORS_ALTS_H

#include "engine/portfolio/majors_basket.h"
#include "engine/regime/majors_state.h"

enum { RV_MA_HIST = 128 };

typedef struct rv_ma_feature_value {
	double raw, z, contribution; /* contribution: w d z, NaN = missing */
} rv_ma_feature_value;

typedef struct rv_ma_result {
	int64_t close_ms; /* 0: nothing known */
	rv_ma_feature_value features[RV_MA_FEATURES];
	rv_ma_extras extras;
	size_t n_alts;
	bool mcap_known; /* false: the cap filter was skipped */
	double score_raw, score;
	bool gated; /* by the high-vol gate */
	rv_ma_state state;
	int n_regimes;	     /* 5 or 3: names of the states */
	bool trading;	     /* the regime is one that trades */
	double scale;	     /* of the book in this regime, 0 when it stands aside */
	size_t n_candidates; /* names that pass, at most basket_size */
	size_t n_basket;     /* 0: fewer than basket_min names */
	/*
	 * The neutral book at scale 1, whatever the regime: a position is weight * scale. Name
	 * order; weights < 0, their sum -alt_gross when no cap leaves cash. All 0 without a basket.
	 */
	rv_ma_leg basket[RV_MA_BASKET_MAX];
	double weight_btc, weight_eth;
	double exposure_btc, exposure_eth, net; /* residual */
	double to_up, to_down; /* distance of the score to the nearest switch up and down */
	size_t n_hist;	       /* newest daily scores and states, oldest first */
	float hist_score[RV_MA_HIST];
	uint8_t hist_regime[RV_MA_HIST];
	size_t n_coins;			/* of the daily frame */
	uint8_t reason[RV_MAX_SYMBOLS]; /* rv_ma_reason by frame index */
} rv_ma_result;

typedef struct rv_ma rv_ma;

RV_NODISCARD rv_status rv_ma_new(size_t max_symbols, size_t max_bars, rv_ma **out);
void rv_ma_free(rv_ma *w);
/* The state machine runs over the frame from its first score on. */
RV_NODISCARD rv_status rv_ma_run(rv_ma *w, const rv_ma_params *p, const rv_universe_params *up,
				 const rv_frame *daily, rv_ma_result *out);
/*
 * The two halves of a run, for whoever keeps the features of many dates (research/). The first:
 * features and basket of the as-of bar, where features are computed over the newest rv_ma_reach
 * bars only, which is as far as those of one bar reach; score and regime stay unknown. The second:
 * score and regime of the newest bar of features that are given, in the place of the frame's.
 */
size_t rv_ma_reach(const rv_ma_params *p);
RV_NODISCARD rv_status rv_ma_run_day(rv_ma *w, const rv_ma_params *p, const rv_universe_params *up,
				     const rv_frame *daily, rv_ma_result *out);
/* f->bars <= the workspace's max_bars; RV_EINVAL else. */
RV_NODISCARD rv_status rv_ma_run_score(rv_ma *w, const rv_ma_params *p, const rv_ma_features *f,
				       rv_ma_result *out);

#endif
