/*
 * Market-aware risk and the ensemble: leader alpha engine, market structure as a source, size and
 * stop of each coin, portfolio heat and correlation groups, leader gates. Over the signal frame.
 * The first leader of the market structure's parameters (BTC) is the one whose beta, volatility and
 * fall count.
 * Formulas: docs/formulas.md#market-aware-risk, #ensemble. Owner: one thread per workspace.
 */
#ifndef RV_SCORE_MARKET_RISK_H
#define RV_SCORE_MARKET_RISK_H

#include "engine/factors/market_structure.h"
#include "engine/market/frame.h"
#include "engine/score/experience.h"

typedef enum rv_vote { RV_VOTE_HOLD, RV_VOTE_BUY, RV_VOTE_SELL } rv_vote;
typedef enum rv_source { RV_SRC_ALPHA_ENGINE, RV_SRC_MARKET_STRUCTURE, RV_SRC_N } rv_source;

typedef struct rv_risk_params {
	double heat_limit, group_limit, corr_group;	   /* .7 .4 .7 */
	int group_days, group_min;			   /* 30 days, 20 points */
	double gate_beta_off, gate_beta_drop, gate_drop;   /* 1.2 .8 -.05 */
	int vol_window, ref_window, ref_min;		   /* 20 90 30 */
	double base_size;				   /* 100 */
	double min_conf;				   /* .4 */
	double size_min, size_max;			   /* .25 2 */
	double leader_vol_min;				   /* .5: of the leader-vol factor */
	double beta_floor, beta_min, beta_max;		   /* .5: of beta; .5 1.25: of the factor */
	double divergence_boost;			   /* .25 */
	double vol_target_bps;				   /* 200 */
	double drawdown_start, drawdown_end, drawdown_min; /* .10 .30 .5 */
	int kelly_trades;				   /* 30: no cap below */
	double stop_min_bps, stop_max_bps, stop_wide_bps;  /* 50 300 450 */
	double stop_widen_max;				   /* 1.5 */
	double source_weight[RV_SRC_N];			   /* .95 .9 */
	double min_agreement;				   /* .6 */
	double rs_buy, rs_sell, lb_min;			   /* 70 30 .3 */
	double sell_discount, off_trend_affinity;	   /* .8 .5 */
	double risk_off_conf, divergence_min;		   /* .6 .5 */
	double buy_beta, buy_trend;			   /* 1.2 .5 */
} rv_risk_params;

void rv_risk_params_default(rv_risk_params *p);

typedef struct rv_source_vote {
	bool present;
	rv_vote vote;
	double confidence;
} rv_source_vote;

typedef struct rv_risk_symbol {
	rv_source_vote sources[RV_SRC_N];
	rv_vote vote;
	double confidence, agreement;
	double rs, leader_bias; /* leader alpha engine */
	double leader_vol_factor, beta_factor, divergence_factor, vol_factor, drawdown_factor;
	bool beta_assumed;		  /* beta was unavailable, 1 used */
	double size_multiplier, stop_bps; /* NaN unknown */
	double size;			  /* base_size * size_multiplier */
	bool buy_blocked;		  /* leader gate */
	char gate_reason[48];		  /* "" when not blocked */
} rv_risk_symbol;

enum { RV_HEAT_GROUPS_MAX = RV_MAX_SYMBOLS / 2 }; /* as many as there can be */

typedef struct rv_heat_group {
	size_t n;
	double exposure; /* share of equity; 0 with an empty book */
	bool over;	 /* above group_limit */
} rv_heat_group;

typedef struct rv_risk_result {
	int64_t close_ms;
	size_t n;
	double gross_heat, beta_heat; /* 0 with an empty book, NaN when equity is not above 0 */
	bool gross_over, beta_over;   /* above heat_limit */
	double leader_vol, leader_vol_ref; /* of the first leader; NaN unknown */
	size_t n_groups;		   /* complete linkage, groups of two or more */
	rv_heat_group groups[RV_HEAT_GROUPS_MAX];
	int group_of[RV_MAX_SYMBOLS];		/* index of its group, -1 none */
	rv_risk_symbol symbols[RV_MAX_SYMBOLS]; /* by signal frame index */
} rv_risk_result;

typedef struct rv_risk rv_risk;
RV_NODISCARD rv_status rv_risk_new(size_t max_symbols, size_t max_bars, rv_risk **out);
void rv_risk_free(rv_risk *w);
/* notional [n] signed USD by signal frame index, or NULL = an empty book; equity in USD. */
RV_NODISCARD rv_status rv_risk_run(rv_risk *w, const rv_risk_params *p, const rv_frame *signal,
				   const rv_ms_params *msp, const rv_ms_result *ms,
				   const rv_experience *ex, const double *notional, double equity,
				   rv_risk_result *out);

/* The source's weight after its share of right votes over the last 20, for whoever records them. */
double rv_source_weight_next(double weight, double accuracy);

const char *rv_vote_name(rv_vote v); /* "hold" "buy" "sell" */
const char *rv_source_name(rv_source s);

#endif
