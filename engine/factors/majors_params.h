/*
 * Majors against alts: the names of its features and its parameters. Plain data.
 * Defaults and what they mean: docs/formulas.md#majors-against-alts.
 */
#ifndef RV_FACTORS_MAJORS_PARAMS_H
#define RV_FACTORS_MAJORS_PARAMS_H

#include "engine/market/universe.h"

/* Longest windows in bars; largest basket. */
enum {
	RV_MA_WINDOW_MAX = 400,
	RV_MA_VOLUME_DAYS_MAX = 31,
	RV_MA_BASKET_MAX = 64,
	RV_MA_STOP_DAYS_MAX = 10
};

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

typedef struct rv_ma_params {
	/* Features and score. */
	double weights[RV_MA_FEATURES];	  /* >= 0 */
	double direction[RV_MA_FEATURES]; /* -1 .. 1: sign of a feature in the score */
	bool compat_signs;		  /* every direction +1 */
	int z_window, z_min;		  /* 60, 60 finite values in it */
	double z_clip;			  /* 4 */
	double min_weight_share;	  /* .5 */
	bool standardize_score;		  /* on */
	int score_window, score_min;	  /* 252, 60 */
	double high_vol_return;		  /* .15 */
	int high_vol_days;		  /* 7 */
	int breadth_days;		  /* 1; desk 7 */
	int min_alts;			  /* 10 returns for a breadth */
	int score_ema;			  /* 0 = off; desk 5 */
	/* Regime. */
	int n_regimes;						/* 5 or 3 */
	double low, high, strong_low, strong_high;		/* -.5 .5 -1.5 1.5 */
	double hysteresis, young_mult;				/* .3 1.5 */
	int young_bars;						/* 3 */
	int entry_confirm_days;					/* 1; desk 2 */
	int missing_alarm_days;					/* 3 */
	double scale_strong_min;				/* .6 */
	double scale_weak_min, scale_weak_max, scale_three_min; /* .4 .8 .5 */
	/* Who is an alt at a date, and who is in the basket. */
	size_t n_exclude;
	char exclude[RV_UNIVERSE_LIST_CAP][RV_SYMBOL_MAX];
	double min_mcap_usd, min_volume_usd; /* 50e6 1e6 */
	int volume_days;		     /* 7 */
	int stale_days;			     /* 3 */
	int basket_size;		     /* 20 */
	int basket_min;			     /* 5 */
	double alt_gross;		     /* .5: sum of the short weights */
	double name_cap;		     /* .10 of the basket */
	double gross_cap;		     /* 1 */
	double max_vol, min_corr;	     /* 1.2 .3 */
	double max_momentum, min_momentum;   /* .5 -.5 */
	int momentum_days;		     /* 7 */
	int vol_window;			     /* 20 closes */
	double annualization_days;	     /* 365 */
	bool inverse_vol;		     /* on */
	/* Betas and the majors' legs. */
	int beta_window, beta_min;	       /* 60 closes, 30 common returns */
	double beta_winsor, beta_ridge;	       /* .05 .1 */
	double beta_min_clamp, beta_max_clamp; /* 0 3 */
	bool ridge_absolute;
	bool dollar_neutral; /* off: beta neutral */
	double major_cap;    /* .75 */
	double vol_target;   /* 0 = off in the live basket */
	/* The book that is kept of it (run/s3_book.h); a one-shot pass reads none of it. */
	double rebalance_score, rebalance_turnover; /* .3 .10; desk .75 .15: above */
	double rebalance_exposure;		    /* .10: to BTC or ETH, above */
	int rebalance_days;			    /* 0 = not by the calendar; desk 7 */
	double stop_loss;			    /* .05 at stop_vol a year; 0 = off */
	double stop_loss_min, stop_loss_max;	    /* .025 .075 */
	double stop_vol;			    /* .20 */
	int stop_days, stop_vol_days;		    /* 3 5 */
	double take_profit;			    /* .10; 0 = off */
	int hold_days;				    /* 30; 0 = off */
	int reentry_days;			    /* 5, after a stop, a profit or by time */
} rv_ma_params;

void rv_ma_params_default(rv_ma_params *p);
/* Known values that a window of n bars needs: more than half. */
static inline size_t rv_ma_least(size_t n)
{
	return n / 2 + 1;
}

/* Every number in its range, windows that fit the engine's arrays, thresholds in order. */
bool rv_ma_params_ok(const rv_ma_params *p);
const char *rv_ma_feature_name(rv_ma_feature f);

#endif
