/*
 * The multi-bucket portfolio: momentum, residual, mean reversion and pairs, average correlation,
 * leverage factor, risk-off, and target weights after every cap. Over the daily frame.
 * Formulas: docs/formulas.md#multi-bucket. Owner: one thread per workspace.
 */
#ifndef RV_PORTFOLIO_BUCKETS_H
#define RV_PORTFOLIO_BUCKETS_H

#include "engine/market/frame.h"

enum { RV_BUCKET_UNIVERSE_MAX = 32, RV_BUCKET_PAIRS_MAX = 16, RV_BUCKET_CLUSTER_MAX = 8 };
enum { RV_BUCKET_DAYS_MAX = 365 }; /* of a regression */
enum { RV_CORR_WINDOWS = 4 };	   /* 7 14 30 60 days */

typedef enum rv_bucket {
	RV_BUCKET_MOMENTUM,
	RV_BUCKET_RESIDUAL,
	RV_BUCKET_MEAN_REVERSION,
	RV_BUCKET_PAIR,
	RV_BUCKET_N
} rv_bucket;

/* Bits of rv_bucket_symbol.entries. */
enum {
	RV_ENTRY_MOMENTUM_LONG = 1,
	RV_ENTRY_RESIDUAL_LONG = 2,
	RV_ENTRY_RESIDUAL_SHORT = 4,
	RV_ENTRY_MR_LONG = 8,
	RV_ENTRY_MR_SHORT = 16,
	RV_ENTRY_PAIR_LONG = 32,
	RV_ENTRY_PAIR_SHORT = 64
};

typedef struct rv_bucket_params {
	size_t n_universe;
	char universe[RV_BUCKET_UNIVERSE_MAX][RV_SYMBOL_MAX];
	size_t n_pairs;
	/* [0] the regressor x, the first of "ETH-ENA", [1] y */
	char pairs[RV_BUCKET_PAIRS_MAX][2][RV_SYMBOL_MAX];
	size_t n_cluster;
	char cluster[RV_BUCKET_CLUSTER_MAX][RV_SYMBOL_MAX]; /* ETH ENA */
	char benchmark[RV_SYMBOL_MAX]; /* what betas are on and the hedge is in: BTC */
	size_t n_factors;
	char factors[RV_BUCKET_CLUSTER_MAX][RV_SYMBOL_MAX]; /* no residual trades: BTC ETH */
	int horizon[3];					    /* 7 14 30 days */
	double cm_weight[3];				    /* .5 .3 .2 */
	int z_window, z_min;				    /* 180 120 */
	double cm_entry, m7_entry, acc_entry, z30_trend, cm_exit,
		ms_exit;	   /* .75 .04 0 1.5 .25 -.5 */
	bool acc_per_day;	   /* seed: M7 - M14 */
	int acc_exit_days;	   /* 3 */
	int rsi_days, ms_turn;	   /* 14 2 */
	double ms_scale;	   /* 10 */
	bool ms_updays;		   /* seed: turn of RSI */
	int resid_window, resid_z; /* 60 20 */
	double resid_entry, resid_boost_z, resid_boost, beta_tol,
		beta_goal;	/* 1 1.5 1.25 .05 .045 */
	double beta_floor;	/* the heavier side is cut to no less than this share: .25 */
	double resid_give_back; /* closes when |Z| is down to this share of its entry: .5 */
	int resid_max_names;	/* 6 */
	bool resid_cum20;	/* desk */
	double mr_z, mr_target, mr_ms, mr_corr, mr_size, mr_short_limit; /* 2 .5 .5 .25 .5 .30 */
	int pair_window;						 /* 60 */
	double pair_entry, pair_partial, pair_stop, pair_corr, pair_decline,
		pair_break; /* 2 .75 3 .65 .05 .45 */
	bool pair_log;
	int pair_corr_days, pair_decline_days; /* 30 7 */
	int corr_days, corr_min;	/* 30 20; other windows need the same share of days */
	double corr_default;		/* with fewer than 3 coins: .5 */
	bool corr_pooled;		/* compat */
	bool corr_residual;		/* after BTC */
	bool mr_corr_residual;		/* desk: mean reversion is gated on correlation after BTC */
	bool lf_percentile;		/* desk */
	int lf_days, lf_days_min;	/* 365, at least 180 known; else the bands */
	double lf_pct_low, lf_pct_high; /* .20 .80 */
	double lf_low, lf_high, lf_floor; /* .15 .50 .4 */
	bool lf_mode_floor;
	double riskoff_jump, riskoff_level, riskoff_cm, riskoff_breadth; /* .10 .25 .25 .60 */
	int riskoff_release;						 /* 3 */
	double target_vol, k;						 /* .15 1 */
	int vol_days, vol_min;						 /* 20 15 */
	double annualization_days;					 /* 365 */
	bool k_corr;
	double asset_cap, cluster_cap, adv_share, min_notional; /* .20 1.2 (x asset cap) .05 10 */
	int adv_days, adv_min;					/* 30 20 */
	double conf_high, conf_mid, conf_low;			/* 1 .85 .7 */
	double conf_high_at, conf_mid_at;			/* .8 .6 */
	double conf_scale[RV_BUCKET_N]; /* |CM| |Z| |Z7| |Z| of full confidence: 2 3 4 3 */
	double targets[RV_BUCKET_N];	/* .45 .20 .075 .125 by rv_bucket */
	int atr_days;			/* 14 */
	double atr_stop, atr_trail;	/* 2 1.5 */
	bool trail_chandelier;
	int time_stop_days;		     /* 10 */
	double time_stop_share;		     /* .5 */
	double dd_cut, dd_resume, dd_factor; /* .08 .04 .5 */
	double equity_usd;		     /* account.equity_usd */
} rv_bucket_params;

void rv_bucket_params_default(rv_bucket_params *p);
/* NULL, or what is wrong with them: static text. _run refuses such parameters. */
const char *rv_bucket_params_error(const rv_bucket_params *p);

typedef struct rv_bucket_symbol {
	bool member;	   /* of the strategy's universe or of a pair */
	double m[3], z[3]; /* 7 14 30 days */
	double cm, cm_rank, acc, ms, rsi14, atr14, sigma20; /* sigma20 annualised */
	double beta_btc, residual, residual_z;
	double sigma_eps;		 /* sd0 of the residuals of the regression */
	double adv_usd;			 /* mean daily volume */
	unsigned entries, exits;	 /* RV_ENTRY_* bits */
	double target[RV_BUCKET_N], net; /* share of NAV; NaN for a coin that is no member */
	double mr_price;		 /* at which a mean reversion entry is done; NaN none */
	double stop_price;		 /* hard stop of an entry at the as-of close; NaN none */
	char reason[32];		 /* why it has no target; "" it has one */
} rv_bucket_symbol;

typedef enum rv_pair_state {
	RV_PAIR_UNKNOWN,
	RV_PAIR_DISABLED, /* beta <= 0 */
	RV_PAIR_BROKEN,	  /* correlation below the breakdown */
	RV_PAIR_IDLE,
	RV_PAIR_ENTRY_LONG,
	RV_PAIR_ENTRY_SHORT,
	RV_PAIR_STOP /* |z| at or beyond the stop */
} rv_pair_state;

typedef struct rv_bucket_pair {
	char name[2 * RV_SYMBOL_MAX];
	size_t x, y; /* daily frame index, SIZE_MAX unknown */
	double alpha, beta, spread, z, corr30, corr_decline;
	double sd;	/* sd0 of the spread over the fitted bars */
	double hedge;	/* notional of x per unit of y, opposite side */
	unsigned exits; /* RV_ENTRY_PAIR_* that would close now */
	bool half;	/* |z| at or below the level of the half exit */
	rv_pair_state state;
} rv_bucket_pair;

typedef struct rv_bucket_result {
	int64_t close_ms;
	size_t n;
	double avg_corr[RV_CORR_WINDOWS], avg_corr_used, avg_corr_previous;
	bool avg_corr_default;		    /* fewer than 3 coins: .5 */
	double avg_corr_mr;		    /* what gates mean reversion */
	double leverage_factor;		    /* in force: the floor in risk-off */
	double leverage_factor_correlation; /* of the correlation alone */
	double corr_percentile;		    /* trailing; NaN unless lf_percentile */
	bool risk_off, trigger_jump, trigger_breadth;
	double jump, breadth; /* what the triggers compare */
	int release_days;     /* clear days in a row, counted up to the release */
	size_t n_pairs;
	rv_bucket_pair pairs[RV_BUCKET_PAIRS_MAX];
	double gross[RV_BUCKET_N]; /* after all caps */
	double net_beta;	   /* of the residual bucket with its hedge */
	double book_beta;	   /* of all targets */
	size_t n_positions;
	double hedge_btc; /* BTC weight that the residual bucket adds */
	bool ready;	  /* false: no coin has the history for a score; targets are 0 */
	rv_bucket_symbol symbols[RV_MAX_SYMBOLS]; /* by daily frame index */
} rv_bucket_result;

typedef struct rv_buckets rv_buckets;

RV_NODISCARD rv_status rv_buckets_new(size_t max_symbols, size_t max_bars, rv_buckets **out);
void rv_buckets_free(rv_buckets *w);
/* One shot over an empty book; risk-off and its release are replayed over the frame. */
RV_NODISCARD rv_status rv_buckets_run(rv_buckets *w, const rv_bucket_params *p,
				      const rv_frame *daily, rv_bucket_result *out);

/*
 * What the scores of a result say by other thresholds of p: RV_ENTRY_* of a coin of the universe
 * that trades, those of pairs left out (factor: one of p->factors; mr_corr: avg_corr_mr), and the
 * state of a pair.
 */
unsigned rv_bucket_entries(const rv_bucket_params *p, bool factor, double mr_corr,
			   const rv_bucket_symbol *s);
rv_pair_state rv_bucket_pair_state(const rv_bucket_params *p, const rv_bucket_pair *q);

const char *rv_bucket_name(rv_bucket b);
const char *rv_pair_state_name(rv_pair_state s);

#endif
