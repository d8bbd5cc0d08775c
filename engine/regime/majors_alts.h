/*
 * Majors against alts: eight features, the composite score, the regime with hysteresis, and the
 * dual-beta neutral basket. Over the daily frame. Formulas: docs/formulas.md#majors-against-alts.
 * Owner: one thread per workspace; allocates in new only.
 */
#ifndef RV_REGIME_MAJORS_ALTS_H
#define RV_REGIME_MAJORS_ALTS_H

#include "engine/market/frame.h"
#include "engine/market/universe.h"

typedef enum rv_ma_feature {
	RV_MA_ALT_BREADTH,
	RV_MA_BTC_DOMINANCE,
	RV_MA_FUNDING_SKEW,
	RV_MA_FUNDING_HEATING,
	RV_MA_LIQUIDITY,
	RV_MA_VOLATILITY_SPREAD,
	RV_MA_MOMENTUM,
	RV_MA_OI_RISK,
	RV_MA_FEATURES
} rv_ma_feature;

typedef enum rv_ma_regime {
	RV_MA_UNKNOWN,
	RV_MA_STRONG_ALTS,
	RV_MA_WEAK_ALTS, /* with three states: RISK_ON_ALTS */
	RV_MA_BALANCED,
	RV_MA_WEAK_MAJORS, /* with three states: RISK_ON_MAJORS */
	RV_MA_STRONG_MAJORS
} rv_ma_regime;

enum { RV_MA_BASKET_MAX = 64, RV_MA_HIST = 128 };

typedef struct rv_ma_params {
	double weights[RV_MA_FEATURES];
	double direction[RV_MA_FEATURES];
	bool compat_signs;
	int z_window;							/* 60 */
	double z_clip;							/* 4 */
	double min_weight_share;					/* .5 */
	bool standardize_score;						/* on */
	int score_window, score_min;					/* 252, 60 */
	double high_vol_return;						/* .15 */
	int n_regimes;							/* 5 or 3 */
	double low, high, strong_low, strong_high;			/* -.5 .5 -1.5 1.5 */
	double hysteresis, young_mult;					/* .3 1.5 */
	int young_bars;							/* 3 */
	int entry_confirm_days;						/* 1; desk 2 */
	int breadth_days;						/* 1; desk 7 */
	int score_ema;							/* 0 = off; desk 5 */
	double min_mcap_usd, min_volume_usd;				/* 50e6 1e6 */
	int stale_days;							/* 3 */
	int basket_size;						/* 20 */
	int basket_min;							/* 5 */
	double name_cap;						/* .10 */
	double gross_cap;						/* 1 */
	double max_vol, min_corr, max_momentum, min_momentum;		/* 1.2 .3 .5 -.5 */
	bool inverse_vol;						/* on */
	int beta_window, beta_min;					/* 60 closes, 30 */
	double beta_winsor, beta_ridge, beta_min_clamp, beta_max_clamp; /* .05 .1 0 3 */
	bool ridge_absolute;
	bool dollar_neutral; /* off: beta neutral */
	double major_cap;    /* .75 */
	double vol_target;   /* 0 = off in the live basket */
} rv_ma_params;

void rv_ma_params_default(rv_ma_params *p);

typedef struct rv_ma_feature_value {
	double raw, z, contribution; /* contribution: w d z, NaN = missing */
} rv_ma_feature_value;

typedef struct rv_ma_leg {
	size_t index; /* daily frame */
	double beta_btc, beta_eth, weight;
} rv_ma_leg;

/* State carried from bar to bar: small enough to be saved. */
typedef struct rv_ma_state {
	rv_ma_regime regime;
	int age_bars;
	int missing_days;
	int pending_days; /* entry_confirm_days */
	rv_ma_regime pending;
} rv_ma_state;

/* One bar of the state machine; score NaN carries the state. Pure. */
void rv_ma_state_step(const rv_ma_params *p, rv_ma_state *s, double score);

typedef struct rv_ma_result {
	int64_t close_ms; /* 0: nothing known */
	rv_ma_feature_value features[RV_MA_FEATURES];
	double breadth_median, breadth_iqr, breadth_slope5, breadth_slope20;
	double dominance_change1, dominance_change5, skew_z3, volume_highs;
	size_t n_alts;
	bool mcap_known; /* false: the cap filter was skipped */
	double score_raw, score;
	bool gated; /* by the high-vol gate */
	rv_ma_state state;
	bool trading;			    /* the regime is one that trades */
	double scale;			    /* of the book in this regime, 0 when it stands aside */
	size_t n_basket;		    /* 0: fewer than basket_min names */
	rv_ma_leg basket[RV_MA_BASKET_MAX]; /* name order; weights < 0, sum .5 at scale 1 */
	double weight_btc, weight_eth;
	double exposure_btc, exposure_eth, net; /* residual */
	double to_up, to_down; /* distance of the score to the nearest switch up and down */
	size_t n_hist;	       /* newest daily scores and states, oldest first */
	float hist_score[RV_MA_HIST];
	uint8_t hist_regime[RV_MA_HIST];
} rv_ma_result;

typedef struct rv_ma rv_ma;

RV_NODISCARD rv_status rv_ma_new(size_t max_symbols, size_t max_bars, rv_ma **out);
void rv_ma_free(rv_ma *w);
/* The state machine runs over the frame from its first score on. */
RV_NODISCARD rv_status rv_ma_run(rv_ma *w, const rv_ma_params *p, const rv_universe_params *up,
				 const rv_frame *daily, rv_ma_result *out);

const char *rv_ma_feature_name(rv_ma_feature f);
const char *rv_ma_regime_name(rv_ma_regime r, int n_regimes);

#endif
