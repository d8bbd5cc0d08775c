/*
 * The hybrid score of each coin and side, and the screener that ranks them. Over the signal frame.
 * Formulas: docs/formulas.md#hybrid-score, #screener. Owner: one thread per workspace.
 */
#ifndef RV_SCORE_HYBRID_H
#define RV_SCORE_HYBRID_H

#include "engine/factors/market_structure.h"
#include "engine/factors/rv_momentum.h"
#include "engine/market/frame.h"
#include "engine/score/experience.h"

typedef enum rv_tier {
	RV_TIER_CORE,
	RV_TIER_SATELLITE,
	RV_TIER_TACTICAL,
	RV_TIER_ALT_EXT,
	RV_TIER_N
} rv_tier;
typedef enum rv_vol_regime {
	RV_VOL_LOW,
	RV_VOL_NORMAL,
	RV_VOL_HIGH,
	RV_VOL_CRISIS,
	RV_VOL_N
} rv_vol_regime;
typedef enum rv_direction { RV_LONG, RV_SHORT } rv_direction;
typedef enum rv_hybrid_part {
	RV_PART_TREND,
	RV_PART_CARRY,
	RV_PART_EXPECTANCY,
	RV_PART_ROUTER,
	RV_PART_N
} rv_hybrid_part;
/* Where a component's value comes from. */
typedef enum rv_part_source {
	RV_SOURCE_DATA,
	RV_SOURCE_NEUTRAL,
	RV_SOURCE_PRIOR,
	RV_SOURCE_TRADES,
	RV_SOURCE_LEFT_OUT
} rv_part_source;
/* Why a coin has no hybrid score. */
typedef enum rv_hybrid_reason {
	RV_HYBRID_OK,
	RV_HYBRID_NO_BAR,   /* none at the scored time */
	RV_HYBRID_NO_WEIGHT /* every part that is not left out has weight 0: there is no mean */
} rv_hybrid_reason;
typedef enum rv_filter_mode {
	RV_RVFILTER_OFF,
	RV_RVFILTER_DOWNRANK,
	RV_RVFILTER_DROP
} rv_filter_mode;
enum { RV_TIER_CAP = 32 };

/* What closed trades say, and what stands in for them while there are few. R = risk taken. */
typedef struct rv_expectancy_params {
	int mature_trades;	      /* 30: fewer are immature, a prior then leads */
	double scale;		      /* .5 R: expectancy that gives tanh(1) */
	double hit_weight;	      /* .3 of the component, with a mature hit rate */
	double prior_trades;	      /* 60: trades after which the prior's share is the least */
	double prior_floor;	      /* .10, the least share of the prior */
	double prior_gain;	      /* 10: prior per unit of risk = clamp(10 E0, -1, 1) */
	double prior_vol[RV_VOL_N];   /* .02 0 -.03 -.06 */
	double prior_part[RV_PART_N]; /* per unit of component - .5: .06 .04 0 .08 */
} rv_expectancy_params;

typedef struct rv_router_params {
	int mature_fills;			/* 20: fewer say nothing about drift */
	double fallback_weight;			/* .3 */
	double reject_weight, reject_max;	/* .5, at most .2 */
	double slip_free_bps, slip_steep_bps;	/* 5, 15 */
	double slip_unit_bps;			/* 100: bps that cost one */
	double slip_steep_base, slip_max;	/* .1, and at most .2 on top */
	double quality_base;			/* .8 */
	double quality_min;			/* .2 */
	double bucket_penalty[3];		/* 0 .05 .15 */
	double drift_bonus;			/* .10 at a drift of 0 or better */
	double drift_yellow_bps, drift_red_bps; /* 2, 6 */
	double drift_yellow, drift_red;		/* .08 .18 */
	double twap_skip_weight;		/* .10 */
	double low, high;			/* .5 .9 */
	double low_multiplier, high_multiplier; /* .5 1.05 */
} rv_router_params;

typedef struct rv_hybrid_params {
	double weights[RV_PART_N]; /* .40 .25 .20 .15 */
	size_t n_carry_overrides;
	char carry_override_symbols[RV_TIER_CAP][RV_SYMBOL_MAX]; /* carry weight 0: BTC */
	double vol_modifiers[RV_VOL_N][RV_PART_N];
	double rv_weight;			      /* rv_momentum.hybrid_weight, .10 */
	double rv_min_for_long, rv_max_for_short;     /* -.5 .5 */
	double rv_release;			      /* 0 = off; desk .3 */
	rv_filter_mode rv_filter;		      /* seed drop, desk downrank */
	double downrank;			      /* .10 */
	double tie_band;			      /* .02 */
	double emission_floor, pass_long, pass_short; /* .35 .55 .50; desk .55 .55 */
	double min_router_quality;		      /* .35 */
	double decay_minutes, decay_floor;	      /* 45 .35 */
	bool neutral_parts;	 /* seed on: immature expectancy and router stay; desk off */
	bool carry_minus_median; /* desk */
	bool one_side;		 /* desk: only the better side of a coin */
	bool calibrate;		 /* overlay with mature_trades closed trades; off */
	int trend_min, trend_window, momentum_window;	/* 30 60 20 */
	double slope_scale;				/* .003 per bar of one hour^.5 */
	double slope_weight, momentum_weight;		/* .6 (times R^2) .4 */
	double momentum_scale;				/* 2.5 */
	double carry_scale;				/* .20 a year */
	int funding_max_age_days;			/* 1 */
	int vol_short, vol_long;			/* 168 720 */
	double vol_short_half_life, vol_long_half_life; /* 84 360 */
	double vol_cuts[3];				/* .6 1.2 1.8 */
	rv_expectancy_params expectancy;
	rv_router_params router;
	size_t n_tier[RV_TIER_N];
	char tiers[RV_TIER_N][RV_TIER_CAP][RV_SYMBOL_MAX];
	double tier_size[RV_TIER_N][RV_VOL_N];
} rv_hybrid_params;

void rv_hybrid_params_default(rv_hybrid_params *p);

/* What stands in for the trades of a coin: e0 is the sum of the terms, in units of risk. */
typedef struct rv_prior {
	double vol, part[RV_PART_N]; /* part: weight (component - .5) */
	double e0, value;	     /* value: clamp(gain e0, -1, 1) */
} rv_prior;

typedef struct rv_hybrid_side {
	double part[RV_PART_N], weight[RV_PART_N];		/* weights after modifiers, sum 1 */
	double base, rv_term, router_multiplier, decay, hybrid; /* hybrid NaN = unknown */
	rv_prior prior; /* of expectancy, from the parts as they were before a calibration */
	bool passes;	/* hybrid reaches the pass mark of its side */
	bool emitted;	/* known and not dropped by the screener */
} rv_hybrid_side;

typedef struct rv_hybrid_symbol {
	bool known; /* on both sides; else the reason */
	rv_hybrid_reason reason;
	rv_tier tier;
	rv_vol_regime vol_regime;
	double vol_ratio; /* short over long; 1 with too few returns */
	double tier_multiplier, router_quality;
	/* What trend is made of: log price a bar, R squared, z of the last return; NaN without it.
	 */
	double trend_slope, trend_r2, trend_z;
	double funding_8h; /* less the median with carry_minus_median; NaN unknown */
	double rv;	   /* NaN unavailable */
	size_t trend_closes;
	int64_t funding_close_ms; /* of the day that it is of; 0 unknown */
	rv_part_source source[RV_PART_N];
	size_t trades;		/* closed trades behind expectancy */
	double prior_share;	/* of the prior in expectancy, 1 without trades; NaN unknown */
	rv_hybrid_side side[2]; /* by rv_direction */
} rv_hybrid_symbol;

typedef enum rv_screen_action {
	RV_SCREEN_KEEP,
	RV_SCREEN_DOWNRANK,
	RV_SCREEN_DROP
} rv_screen_action;

typedef struct rv_screen_entry {
	size_t index; /* signal frame */
	rv_direction side;
	double hybrid, rv;
	rv_screen_action action;
	char reason[48]; /* "" for KEEP */
} rv_screen_entry;

typedef struct rv_hybrid_result {
	int64_t close_ms;
	size_t n;
	rv_hybrid_symbol symbols[RV_MAX_SYMBOLS]; /* by signal frame index */
	size_t n_screen;
	rv_screen_entry screen[2 * RV_MAX_SYMBOLS]; /* best first, dropped ones last */
} rv_hybrid_result;

typedef struct rv_hybrid rv_hybrid;
RV_NODISCARD rv_status rv_hybrid_new(size_t max_symbols, size_t max_bars, rv_hybrid **out);
void rv_hybrid_free(rv_hybrid *w);
/*
 * daily: for funding (its own index space, joined by name); ex NULL = no trade has closed. A result
 * depends on nothing but the arguments, unless rv_release is on: then the filter remembers, per
 * coin, what the run of the bar before held back. RV_EINVAL: parameters out of range.
 */
RV_NODISCARD rv_status rv_hybrid_run(rv_hybrid *w, const rv_hybrid_params *p,
				     const rv_frame *signal, const rv_frame *daily,
				     const rv_rvm_result *rvm, const rv_experience *ex,
				     rv_hybrid_result *out);

/* The arithmetic of the parts, for tests and details; pure. */
typedef struct rv_trend {
	double score;	     /* bullishness, 0 .. 1; NaN: too few closes */
	double slope, r2, z; /* as in rv_hybrid_symbol */
	size_t closes;
} rv_trend;
/* Of the closes, simple and log returns [n] of one coin. */
rv_trend rv_trend_of(const rv_hybrid_params *p, const double *close, const double *simple,
		     const double *log_ret, size_t n, double bar_hours);
/* Of a funding rate per 8 hours; NaN stays NaN. */
double rv_carry_score(const rv_hybrid_params *p, double funding_8h, rv_direction side);
/* Of s (NULL: nothing is known); parts: trend, carry and router of the side. */
rv_prior rv_prior_of(const rv_expectancy_params *p, rv_vol_regime regime,
		     const double parts[RV_PART_N]);
double rv_prior_share(const rv_expectancy_params *p, const rv_experience_symbol *s);
double rv_expectancy_score(const rv_expectancy_params *p, const rv_experience_symbol *s,
			   rv_vol_regime regime, const double parts[RV_PART_N]);
double rv_router_health(const rv_router_params *p, const rv_experience_symbol *s); /* NaN none */
double rv_router_quality(const rv_router_params *p, const rv_experience_symbol *s);
double rv_signal_decay(const rv_hybrid_params *p, double age_minutes);

const char *rv_tier_name(rv_tier t);
const char *rv_vol_regime_name(rv_vol_regime v);
const char *rv_part_name(rv_hybrid_part p);
const char *rv_part_source_text(rv_part_source s);
const char *rv_hybrid_reason_text(rv_hybrid_reason r); /* "" for OK */
const char *rv_screen_action_name(rv_screen_action a);

#endif
