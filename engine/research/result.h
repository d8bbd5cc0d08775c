/*
 * What a backtest has found: days, windows, trials, trades, holdings, features. Every report is
 * made of this structure and of nothing else, and every strategy fills it the same way.
 *
 * Returns and costs of a day are shares of the NAV at the close before; weights are shares of NAV,
 * signed. NaN = unknown. Lists grow up to caps; they are written by the run and read by everybody
 * afterwards. Owner: the run's thread until it is over; then immutable, any thread.
 * docs/research.md.
 */
#ifndef RV_RESEARCH_RESULT_H
#define RV_RESEARCH_RESULT_H

#include "engine/base/status.h"
#include "engine/market/types.h"
#include "engine/research/pbo.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_BT_NAME = 32,
	RV_BT_TEXT = 160,
	RV_BT_VALUES = 16,	 /* parameters that a walk-forward chooses, at most */
	RV_BT_FEATURES_MAX = 64, /* columns of the strategy's features */
	RV_BT_REGIMES_MAX = 8
};

typedef enum rv_bt_strategy_id {
	RV_BT_MAJORS_ALTS,
	RV_BT_STAT_ARB,
	RV_BT_MULTI_BUCKET,
	RV_BT_RV_MOMENTUM,
	RV_BT_BOOK,
	RV_BT_STRATEGIES
} rv_bt_strategy_id;

/* "majors-alts" "stat-arb" "multi-bucket" "rv-momentum" "book" */
const char *rv_bt_strategy_name(rv_bt_strategy_id s);
/* RV_BT_STRATEGIES: there is none of that name. */
rv_bt_strategy_id rv_bt_strategy_find(const char *name);

/* What trading costs. Slippage of a coin: slippage_bps * (1 + participation / adv_multiplier),
 * participation = traded notional / median USD volume of 7 days. */
typedef struct rv_bt_costs {
	double maker_bps, taker_bps; /* 2, 5 */
	double maker_share;	     /* of the notional that rests and pays maker_bps: 0 */
	double slippage_bps;	     /* 5 */
	double adv_multiplier;	     /* .1 */
	double min_notional_usd;     /* 10: a smaller order is not sent */
	double factor;		     /* 1: of fee and slippage, for "what if they were double" */
} rv_bt_costs;

/* Train | purge | test; the embargo is dropped after a test before data trains again. */
typedef struct rv_bt_walk {
	bool on; /* off: the configured parameters, all days are one window that is not OOS */
	int train_days, test_days;    /* 252, 63 */
	int purge_days, embargo_days; /* 30, 0 */
	int min_test_days;	      /* 20: a shorter last window is dropped */
	size_t samples;		      /* 50, and the configured values as sample 0 */
	uint64_t seed;
} rv_bt_walk;

typedef struct rv_bt_day {
	int64_t close_ms; /* of the daily bar that ends the day: 00:00 UTC after it */
	int32_t window;	  /* index into windows; -1: before the first test (warm-up, training) */
	bool oos;	  /* counts for the headline */
	int32_t regime;	  /* as decided at the close before, held over the day; -1 unknown */
	double score;	  /* of the strategy at that decision; NaN it has none */
	double nav;	  /* USD at this close, after everything */
	/* shares of the NAV at the close before; net = price + funding - fee - slippage -
	 * settlement */
	double price, funding, fee, slippage;
	double settlement; /* cost of coins that ended while they were held */
	double net;
	double alt_turnover, major_turnover; /* sum |traded| of BTC and ETH, and of all others */
	double alt_gross, major_gross;	     /* after the day's trades */
	double net_exposure;		     /* sum of weights */
	double beta_btc, beta_eth;	     /* ex-ante exposures of the book to BTC and ETH */
	double vol_scale;		     /* of volatility targeting; 1 off */
	uint32_t coins, orders, skipped;     /* held; sent; below lot or least notional */
	uint32_t unfunded; /* coins whose funding of the day was unknown: 0 taken */
} rv_bt_day;

/* Names of what the walk-forward chooses, and one choice of them. */
typedef struct rv_bt_choice {
	double value[RV_BT_VALUES];
} rv_bt_choice;

typedef struct rv_bt_window {
	/* days are indices into the list of days, [from, to) */
	size_t train_from, train_to; /* purge already dropped from its end */
	size_t test_from, test_to;
	size_t trial; /* the chosen one, index into trials; SIZE_MAX: configured values */
	double is_sharpe, oos_sharpe;	   /* annual, 365; of net returns */
	double exante_btc, exante_eth;	   /* mean |exposure| over the test */
	double realised_btc, realised_eth; /* OLS betas of gross returns on BTC, ETH */
	double realised_rms;		   /* sqrt(btc^2 + eth^2) */
	/* Overfitting of its choice: over the train days' returns of its admissible sets. */
	size_t pbo_sets, pbo_blocks; /* 0: not known, pbo is not to be read */
	rv_pbo pbo;
} rv_bt_window;

/* Every parameter set that was ever looked at, in the order in which it was. */
typedef struct rv_bt_trial {
	uint32_t window;
	uint32_t sample; /* 0: the configured values */
	rv_bt_choice choice;
	double objective;  /* train; NaN: not admissible, `why` says why */
	double sharpe_day; /* mean / sd1 of the train's daily returns, for the variance that the
			      deflated ratio needs */
	size_t active_days;
	const char *why; /* static; NULL fine */
	uint64_t seq;	 /* its line in the register that was written beside the run; 0: none */
} rv_bt_trial;

/* A position of a sub-book that was opened and is closed. */
typedef struct rv_bt_trade {
	char symbol[RV_SYMBOL_MAX];
	char sub[RV_BT_NAME]; /* "S3", "S4m" ... or the strategy's name */
	int64_t open_ms, close_ms;
	double side;			    /* +1 -1 */
	double qty;			    /* coins, at most held */
	double entry, exit;		    /* average prices, USD */
	double pnl, fee, slippage, funding; /* USD; pnl is after all of them */
	double atr_entry;		    /* USD a coin; NaN unknown */
	char why[RV_BT_NAME]; /* of the exit: "target", "stop", "time", "delisted" ... */
} rv_bt_trade;

typedef struct rv_bt_hold {
	uint32_t day;  /* index */
	uint32_t coin; /* index into coins */
	double weight; /* after the day's trades */
} rv_bt_hold;

/* Of a sub-book and day: what the monthly attribution is made of. Shares of NAV. */
typedef struct rv_bt_share {
	uint32_t day;
	char sub[RV_BT_NAME];
	double net, turnover, gross, beta, residual_alpha; /* sum w[t-1] eps[t] */
	double ic;	     /* rank correlation of its score with the next 7 days; NaN unknown */
	double slippage_bps; /* of its fills; NaN without one */
} rv_bt_share;

/* A coin that the run would have traded and could not, or that ended while it was held. */
typedef struct rv_bt_note {
	char symbol[RV_SYMBOL_MAX]; /* "" of the data as a whole */
	int64_t at_ms;
	char text[RV_BT_TEXT];
	double cost_usd; /* NaN: none */
} rv_bt_note;

typedef struct rv_bt_result {
	rv_bt_strategy_id strategy;
	char profile[RV_BT_NAME];
	rv_bt_costs costs;
	rv_bt_walk walk;
	double nav_usd;			  /* at the start */
	char universe_source[RV_BT_TEXT]; /* where membership of a date comes from, in words */
	size_t n_regimes;
	char regimes[RV_BT_REGIMES_MAX][RV_BT_NAME];
	size_t n_values;
	char values[RV_BT_VALUES][RV_BT_NAME]; /* names of the choices */

	size_t n_days;
	rv_bt_day *days; /* ascending; the first has no return (NaN-free: all 0) */
	size_t n_windows;
	rv_bt_window *windows;
	size_t n_trials;
	rv_bt_trial *trials;
	size_t stopped_trials; /* sets that runs which were stopped had begun in the same register
				*/
	size_t n_trades;
	rv_bt_trade *trades;
	size_t n_coins;
	char (*coins)[RV_SYMBOL_MAX];
	size_t n_holds;
	rv_bt_hold *holds; /* by day, then coin */
	size_t n_shares;
	rv_bt_share *shares;
	size_t n_notes;
	rv_bt_note *notes;

	/* Features of the strategy by day: feature[f * n_days + d]; NaN missing. */
	size_t n_features;
	char features[RV_BT_FEATURES_MAX][RV_BT_NAME];
	double *feature;
	/* Of the benchmarks, close to close of the same days: what realised betas are fitted on */
	double *return_btc, *return_eth; /* [n_days]; NaN missing */
	/* The always-on return of the strategy, whatever the regime: [n_days], what the regimes are
	 * evaluated on. NaN unknown. */
	double *always_on;
} rv_bt_result;

/* NaN-free empty result; RV_ENOMEM. . */
RV_NODISCARD rv_status rv_bt_result_new(rv_bt_result **out);
void rv_bt_result_free(rv_bt_result *r);

/* Appends; RV_ENOMEM, nothing changes then. */
RV_NODISCARD rv_status rv_bt_add_day(rv_bt_result *r, const rv_bt_day *d);
RV_NODISCARD rv_status rv_bt_add_window(rv_bt_result *r, const rv_bt_window *w);
RV_NODISCARD rv_status rv_bt_add_trial(rv_bt_result *r, const rv_bt_trial *t);
RV_NODISCARD rv_status rv_bt_add_trade(rv_bt_result *r, const rv_bt_trade *t);
RV_NODISCARD rv_status rv_bt_add_hold(rv_bt_result *r, const rv_bt_hold *h);
RV_NODISCARD rv_status rv_bt_add_share(rv_bt_result *r, const rv_bt_share *s);
RV_NODISCARD rv_status rv_bt_add_note(rv_bt_result *r, const rv_bt_note *n);

#endif
