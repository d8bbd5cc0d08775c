/*
 * The idiosyncratic stat-arb factors, point in time: two-factor model of BTC and ETH, three
 * signals, and the weights that a non-negative ridge gives them. Everything over the daily frame.
 * Formulas: docs/formulas.md#factor-model, #idiosyncratic-signals, #factor-weights.
 * Owner: one thread per workspace; allocates in new only.
 */
#ifndef RV_FACTORS_STAT_ARB_H
#define RV_FACTORS_STAT_ARB_H

#include "engine/market/frame.h"
#include "engine/market/universe.h"

typedef enum rv_idio_signal {
	RV_IDIO_MOMENTUM,
	RV_IDIO_MEAN_REVERSION,
	RV_IDIO_CARRY,
	RV_IDIO_N
} rv_idio_signal;

typedef enum rv_residual_mode { RV_RESIDUAL_IN_SAMPLE, RV_RESIDUAL_OOS } rv_residual_mode;
typedef enum rv_hedge_beta { RV_HEDGE_BETA_OLS, RV_HEDGE_BETA_SHRUNK } rv_hedge_beta;

typedef struct rv_idio_params {
	int ols_window, ols_min_periods;     /* 30, 30 */
	int idio_window, idio_min;	     /* 30, 15 */
	double rcond_min;		     /* 1e-10 */
	rv_residual_mode residual_mode;	     /* seed: in sample; desk: out of sample */
	rv_hedge_beta hedge_beta;	     /* seed: ols; desk: shrunk */
	int hedge_window, hedge_min;	     /* shrunk: 60, 31 */
	double hedge_winsor;		     /* shrunk: 0.025 */
	double hedge_prior_sd;		     /* shrunk: 0.3 */
	int ema_fast, ema_slow, sma;	     /* 3, 10, 5 */
	int warmup;			     /* consecutive residuals since (re)listing: 10 */
	double z_clip;			     /* 3 */
	int min_assets;			     /* fewer: no cross-section; 5 */
	int ridge_days, ridge_folds;	     /* 60, 5 */
	int ridge_min_rows, ridge_min_dates; /* 200, 20 */
	double ridge_ratio_min;		     /* smallest penalty per row of the grid, 1e-4 ... */
	int ridge_ratios;	   /* ... and how many, each ten times the one before: 6 */
	double annualization_days; /* 365 */
} rv_idio_params;

void rv_idio_params_default(rv_idio_params *p);
/* Why the values of a set do not go together, in words of the configuration; NULL when they do. */
const char *rv_idio_params_error(const rv_idio_params *p);

typedef enum rv_idio_reason {
	RV_IDIO_OK,
	RV_IDIO_FACTOR,	   /* BTC or ETH: a factor itself */
	RV_IDIO_HISTORY,   /* fewer than ols_min_periods joint returns in the window */
	RV_IDIO_COLLINEAR, /* rcond below the least */
	RV_IDIO_NO_RETURN, /* no return at the as-of bar */
	RV_IDIO_NO_VOL,	   /* too few residuals, or they are constant */
	RV_IDIO_REASONS
} rv_idio_reason;

/* One coin of the daily frame at the as-of bar. NaN = unknown. */
typedef struct rv_idio_symbol {
	bool active;	  /* in the stat-arb universe */
	bool no_increase; /* in it below the entry volume */
	rv_idio_reason reason;
	double alpha, beta_btc, beta_eth; /* of log returns, daily */
	double residual, idio_vol;	  /* daily log return */
	double residual_z;		  /* residual / idio_vol */
	/* What the residual is made of: the coin's return, and the coefficients it was taken with
	 * (those of the day before, without an intercept, by RV_RESIDUAL_OOS). */
	double log_return, used_alpha, used_btc, used_eth;
	double ema_fast, ema_slow, sma; /* of residuals at the as-of day; NaN unknown */
	double hedge_btc, hedge_eth;	/* betas that the hedge uses: the same, or shrunk */
	double funding;			/* of the as-of day, per unit notional; NaN unknown */
	bool funding_partial;		/* scaled up from 20 .. 23 hours */
	double signal_raw[RV_IDIO_N], signal[RV_IDIO_N]; /* signal: cross-section z, clipped */
	double mu; /* sigma * sum_f w_f S_f, daily residual return; NaN unknown */
} rv_idio_symbol;

typedef enum rv_ridge_status {
	RV_RIDGE_OK,
	RV_RIDGE_TOO_FEW, /* too few rows or dates: previous weights, or equal ones */
	RV_RIDGE_SINGULAR
} rv_ridge_status;

typedef struct rv_idio_result {
	int64_t close_ms; /* 0: no daily bar */
	size_t n;	  /* coins of the daily frame */
	size_t n_active;
	bool reduce_only; /* as the universe says */
	rv_ridge_status ridge_status;
	double weights[RV_IDIO_N];
	bool weights_equal; /* the fallback, flagged */
	double alpha;	    /* absolute penalty of the final fit */
	double r2;	    /* 1 - SSE / sum Y^2, in sample */
	double oos_r2;	    /* of the chosen penalty over the test folds */
	size_t rows, dates;
	/* of the factors on the as-of day: log returns and funding per unit notional; NaN unknown
	 */
	double return_btc, return_eth, funding_btc, funding_eth;
	double signal_corr[RV_IDIO_N][RV_IDIO_N]; /* of the pooled rows */
	rv_idio_symbol symbols[RV_MAX_SYMBOLS];	  /* by daily frame index */
} rv_idio_result;

typedef struct rv_idio rv_idio;

RV_NODISCARD rv_status rv_idio_new(size_t max_symbols, size_t max_bars, rv_idio **out);
void rv_idio_free(rv_idio *w);

/*
 * Bars that a pass can tell from a longer history: the dates of the ridge, the windows before them,
 * and the EMA's memory until a residual's weight is below the last digit of a double (1e-17).
 */
size_t rv_idio_bars(const rv_idio_params *p);

/*
 * One pass over the daily frame. universe: of the same bar and panel. previous: weights of the day
 * before for the fallback, or NULL (so are weights that are not all finite and >= 0). An empty
 * frame gives an empty result. RV_EINVAL: parameters out of range, or a frame that is too large.
 */
RV_NODISCARD rv_status rv_idio_run(rv_idio *w, const rv_idio_params *p,
				   const rv_universe_params *up, const rv_universe *universe,
				   const rv_frame *daily, const double previous[RV_IDIO_N],
				   rv_idio_result *out);

/* The same signals by other weights: what each coin is expected to earn. All else stays. */
void rv_idio_weigh(rv_idio_result *r, const double weights[RV_IDIO_N]);

/* After a run: residuals and their sigma of coin i by frame bar, [bars]; NaN = none. */
const double *rv_idio_residuals(const rv_idio *w, size_t i);
const double *rv_idio_vols(const rv_idio *w, size_t i);

const char *rv_idio_reason_text(rv_idio_reason r);
const char *rv_ridge_status_text(rv_ridge_status s); /* "ok" "too few rows" "singular" */
const char *rv_idio_signal_name(rv_idio_signal s);   /* "momentum" "mean_reversion" "carry" */

#endif
