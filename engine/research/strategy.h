/*
 * What a backtest runs: a strategy decides at each daily close, from a cursor, which share of NAV
 * it wants in which coin. Everything else - lots, fills, costs, funding, delistings, volatility
 * targeting, the drawdown circuit, windows, trials - is the run's (run.h), the same for all.
 *
 * How to write one: a table of functions (rv_strategy) and a state of its own.
 *
 *  open     reads the configuration, names its regimes, features and choices in the result.
 *  pass     optional: what of a day depends on the as-of date alone, for instance a scoring pass.
 *	     It is computed on several threads in any order, into pass_bytes of plain data a day; so
 *	     it must not read the strategy's state nor the choice, and the bytes are the same at any
 *	     number of threads.
 *  decide   once a day in order of time, on one thread: from the cursor, the pass and what is held
 *	     to targets. Sequential books (s3_book_take, bucket_book, s5_book_take) live in its
 *	     state. It is called on days without trading, too (training): then it only looks on.
 *  sample, train, choose  optional, together: walk-forward. sample draws a choice, train gives its
 *	     objective over train days as known at the cursor (which stands at the last of them),
 *	     choose makes one of them what decide uses from now on.
 *
 * A strategy reads nothing but the cursor and what it has been handed, knows no wall clock, and its
 * random numbers come from (seed, stream, index). docs/backtest.md.
 */
#ifndef RV_RESEARCH_STRATEGY_H
#define RV_RESEARCH_STRATEGY_H

#include "engine/research/account.h"
#include "engine/research/cursor.h"
#include "engine/research/result.h"

/* What a sub-book thinks of a coin, for the rank correlation with what comes. */
typedef struct rv_bt_score {
	char symbol[RV_SYMBOL_MAX];
	uint32_t sub;
	double score;
} rv_bt_score;

/* What a close decides. Cleared by the run: no target, nothing trades, NaN. */
typedef struct rv_bt_decision {
	/* Bit s: the positions of sub-book s become its targets now, those that no target names are
	 * closed. Bit clear: they stay as they are, prices make them drift, and of its targets only
	 * the betas are taken. */
	uint32_t trades;
	/* Of them those whose orders are sent when the others' have filled: what they change does
	 * not cross with these. */
	uint32_t after;
	size_t n;
	rv_bt_target targets[RV_BT_TARGETS];
	/* Of positions that are closed because no target names them; static. NULL: "target". */
	const char *why[RV_BT_SUBS];
	int32_t regime;	  /* index into the result's regimes; -1 unknown */
	double score;	  /* NaN it has none */
	double always_on; /* return of the day that ends here, whatever the regime; NaN unknown */
	double features[RV_BT_FEATURES_MAX]; /* of this close, in the order of the result's names */
	size_t n_scores;		     /* optional */
	rv_bt_score scores[RV_BT_TARGETS];
} rv_bt_decision;

/* A close as decide sees it. */
typedef struct rv_bt_today {
	const rv_cursor *cursor;
	const void *pass;	   /* of this close; NULL: the strategy has none */
	const rv_account *account; /* what is held, marked at this close */
	size_t day;		   /* index into the result's days */
	bool trading;		   /* false: before the first test, nothing is traded */
} rv_bt_today;

/* What a strategy is opened with; all of it outlives the strategy. */
typedef struct rv_strategy_setup {
	const rv_step_params *step;
	const rv_bt_costs *costs;
	double nav_usd;
	size_t n_days;		 /* of the run: decide is called with day 1 .. n_days - 1 */
	const rv_cursor *cursor; /* at day 0: what was known before */
	const void *more;	 /* what only this strategy reads: its config; may be NULL */
} rv_strategy_setup;

/* The train days of a window: indices of days whose decision and return may be used. */
typedef struct rv_bt_train {
	size_t from, to;	 /* [from, to): days */
	const bool *uses;	 /* [to - from]: false: inside an embargo */
	const rv_cursor *cursor; /* at the close of day to - 1 */
	/* [to - from], NaN: train puts there what the set has earned on the days that it is judged
	 * by, net; NULL: nobody asks. A row for each call. */
	double *net;
} rv_bt_train;

typedef struct rv_strategy {
	rv_bt_strategy_id id;
	size_t n_subs;
	const char *subs[RV_BT_SUBS];	   /* "S3" */
	bool own_vol_target, own_drawdown; /* it does these itself: the run's are off */
	/* It chooses nothing and is reported window by window all the same: a first training's days
	 * are looked at only, what follows is out of sample. */
	bool fixed_windows;
	/* Training fits (train_begin) and draws nothing: sample 0 is the only one. */
	bool fits;
	size_t pass_bytes; /* 0: no pass */

	/* Fills the names of result; state into *self. */
	rv_status (*open)(const rv_strategy_setup *s, rv_bt_result *names, void **self,
			  rv_err *err);
	void (*close)(void *self);

	/* What one thread needs for pass; self is read only by then. */
	rv_status (*work_new)(const void *self, void **work);
	void (*work_free)(void *work);
	rv_status (*pass)(void *work, const rv_cursor *c, void *pass);

	rv_status (*decide)(void *self, const rv_bt_today *today, rv_bt_decision *out);

	/* Days that a label or a position reaches ahead: the purge is that at least. NULL: 0. */
	int (*horizon)(const rv_step_params *step);
	/* Sample k of a seed, 0: the configured values. */
	void (*sample)(const void *self, uint64_t seed, size_t k, rv_bt_choice *out);
	/* Readies what all samples of a window read; then train, from any thread. */
	rv_status (*train_begin)(void *self, const rv_bt_train *t);
	/* Fills objective, sharpe_day, active_days, why. */
	rv_status (*train)(const void *self, const rv_bt_train *t, const rv_bt_choice *choice,
			   rv_bt_trial *out);
	rv_status (*choose)(void *self, const rv_bt_choice *choice);
	/* What a live pass would read of that choice, over what is configured. NULL: nothing. */
	void (*apply)(const rv_bt_choice *choice, rv_step_params *step);
	/* Samples that there are beside the configured values, where that is a grid; 0: any number.
	 */
	size_t grid;
} rv_strategy;

/* The table of a strategy; NULL: not in this build. */
const rv_strategy *rv_strategy_of(rv_bt_strategy_id id);
extern const rv_strategy rv_strategy_majors_alts, rv_strategy_stat_arb, rv_strategy_multi_bucket,
	rv_strategy_rv_momentum, rv_strategy_book;

/* What tells the regimes of majors-alts: its score, or states that each training finds. */
typedef enum rv_majors_model {
	RV_MAJORS_COMPOSITE,
	RV_MAJORS_KMEANS,
	RV_MAJORS_HMM,
	RV_MAJORS_MODELS
} rv_majors_model;

/* "composite" "kmeans" "hmm"; RV_MAJORS_MODELS: there is none of that name. */
rv_majors_model rv_majors_model_find(const char *name);
/* The table of majors-alts with that model. */
const rv_strategy *rv_strategy_majors_by(rv_majors_model model);

#endif
