/*
 * Cross-asset market structure: each coin against the leaders BTC, ETH and SOL, and the regime of
 * the leaders. Over the signal frame, on simple returns. Formulas:
 * docs/formulas.md#market-structure.
 *
 * A workspace keeps the pairs of its last pass and uses one again only where nothing that it was
 * made of differs: the as-of bar, the parameters, and the closes of coin and leader in the window.
 * So a pass gives the same bits with and without what is kept, in whatever order bars are asked
 * for. Owner: one thread per workspace; allocates in new only.
 */
#ifndef RV_FACTORS_MARKET_STRUCTURE_H
#define RV_FACTORS_MARKET_STRUCTURE_H

#include "engine/market/frame.h"

enum { RV_LEADERS = 3, RV_LAG_MAX = 10, RV_LAGS = 2 * RV_LAG_MAX + 1 };

typedef struct rv_ms_params {
	char leaders[RV_LEADERS][RV_SYMBOL_MAX]; /* BTC ETH SOL */
	double trend_weights[RV_LEADERS];	 /* .5 .3 .2 */
	int window_days;			 /* 30 */
	int spillover_days_daily;		 /* 120 on daily bars; window_days on hourly */
	int beta_min, lag_min, spill_min;	 /* 20, 20, 30 common returns */
	int lag_pair_min;			 /* 11: least pairs at a lag */
	int vol_window;				 /* 20 returns of a volatility, of a trend */
	int half_life_min;		  /* 60 volatilities, else the overlapping estimate */
	double corr_high, div_high;	  /* .7 .5 */
	int regime_min;			  /* 30 common returns */
	double rotation_z;		  /* 1 */
	bool compat_regime;		  /* the original's rule; off */
	double compat_beta, compat_ratio; /* .5 1.2: of that rule */
	int feature_window;		  /* 30: beta and correlation, half of it at least */
	int short_bars, momentum_bars;	  /* 5, 10 */
	double divergence_clip;		  /* .2 */
	double default_volatility;	  /* .02: the feature where it is unknown */
} rv_ms_params;

void rv_ms_params_default(rv_ms_params *p);
/* Why the values of a set do not go together, in words of the configuration; NULL when they do. */
const char *rv_ms_params_error(const rv_ms_params *p);

typedef enum rv_leader_regime {
	RV_REGIME_UNKNOWN,
	RV_REGIME_RISK_ON,
	RV_REGIME_RISK_OFF,
	RV_REGIME_ROTATION,
	RV_REGIME_DIVERGENCE
} rv_leader_regime;

/* One coin against one leader. NaN = unavailable (the caller decides on a default and says so). */
typedef struct rv_ms_pair {
	size_t n; /* common finite returns in the window */
	double beta, alpha, r_squared, beta_se;
	double correlation;  /* Pearson over the feature window of 30 bars, at least 15 */
	double feature_beta; /* rho sigma_a / sigma_b over the same, at least 15 */
	double divergence, volatility, relative_momentum; /* features */
	double rs20;					  /* relative strength over 20 bars */
	double rho;					  /* signed, over the regime window */
	int lead_lag; /* bars; < 0: the leader leads; meaningless while lag_correlation is NaN */
	double lag_correlation, lag_confidence, lag0_correlation;
	float profile[RV_LAGS]; /* correlation by lag -10 .. +10 */
	double spillover, vol_correlation;
	double half_life; /* bars; 0 no persistence, +inf longer than the window */
	bool overlap_biased;
} rv_ms_pair;

typedef struct rv_ms_symbol {
	rv_ms_pair pairs[RV_LEADERS];
	rv_leader_regime regime;
	double confidence;
	bool rotation;	/* annotation, also inside another regime */
	int new_leader; /* index of the leader, -1 none */
	double cross_asset_correlation, divergence_score;
	double beta_features[RV_LEADERS][5]; /* fifteen features with the documented defaults:
					beta 1, correlation 0, divergence 0, volatility .02,
					relative momentum 0 */
} rv_ms_symbol;

typedef struct rv_ms_leader {
	bool available;		  /* has a close at the as-of bar */
	char name[RV_SYMBOL_MAX]; /* as configured */
	double trend;		  /* R20 / (sigma20 sqrt 20) */
	double volatility;	  /* sd1 of the last 20 bar returns */
	double return_10, return_20;
	double relative_z; /* of R20 against the first leader's; NaN for the first */
} rv_ms_leader;

typedef struct rv_ms_result {
	int64_t close_ms;
	size_t n;
	rv_ms_leader leaders[RV_LEADERS];
	double leader_trend; /* LT */
	/* The market as a whole: the rule over the mean of all coins; for the Regime pane. */
	rv_leader_regime regime;
	double confidence, cross_asset_correlation, divergence_score;
	bool rotation;
	int new_leader;
	size_t counts[5];		      /* coins in each rv_leader_regime */
	rv_ms_symbol symbols[RV_MAX_SYMBOLS]; /* by signal frame index */
} rv_ms_result;

typedef struct rv_ms rv_ms;

RV_NODISCARD rv_status rv_ms_new(size_t max_symbols, size_t max_bars, rv_ms **out);
void rv_ms_free(rv_ms *w);
RV_NODISCARD rv_status rv_ms_run(rv_ms *w, const rv_ms_params *p, const rv_frame *signal,
				 rv_ms_result *out);

/* Pairs that the last pass had to compute; the others it had kept. */
size_t rv_ms_computed(const rv_ms *w);

const char *rv_leader_regime_name(rv_leader_regime r); /* "RISK_ON" ... */

#endif
