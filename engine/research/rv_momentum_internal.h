/*
 * Parts of the strategy rv-momentum shared by its files, and by nothing else.
 */
#ifndef RV_RESEARCH_RV_MOMENTUM_INTERNAL_H
#define RV_RESEARCH_RV_MOMENTUM_INTERNAL_H

#include "engine/research/strategy.h"

/* What a walk-forward chooses. */
enum { RVT_QUANTILE, RVT_BAND, RVT_DAYS, RVT_INVERSE_VOL, RVT_VALUES };

typedef struct rvt_coin {
	char symbol[RV_SYMBOL_MAX];
	double score, close, funding; /* NaN unknown */
	double vol;		      /* sd1 of 30 daily log returns, at least 20; NaN unknown */
	double beta_btc, beta_eth;
	bool eligible; /* liquid by the universe's rules or a benchmark, scored, with a vol */
} rvt_coin;

/* A close: its coins in name order. */
typedef struct rvt_day {
	int64_t close_ms; /* 0: none */
	double spreads[3], mean_momentum;
	size_t n, n_eligible;
	rvt_coin coins[RV_MAX_SYMBOLS];
} rvt_day;

typedef struct rvt_leg {
	char symbol[RV_SYMBOL_MAX];
	double weight; /* share of NAV, signed; 0.5 a side */
} rvt_leg;

/* What is held: longs, then shorts. */
typedef struct rvt_held {
	size_t n;
	rvt_leg legs[RV_MAX_SYMBOLS];
} rvt_held;

typedef struct rvt {
	rv_strategy_setup s;
	rv_step_params params; /* of the passes: no module but what always runs */
	rv_bt_choice now;
	rvt_day *days; /* [n_days] of each day decided so far */
	rvt_held held;
} rvt;

extern const double RVT_KEEP; /* a change of less than that share of a leg is not traded */

const rvt_coin *rvt_find(const rvt_day *d, const char *symbol); /* NULL: not there */
/* Does that close rebalance? Days are counted from 1970. */
bool rvt_is_due(const rv_bt_choice *c, const rvt_day *d);
/* What would be held after the close, from what is held before; false: too few coins. */
bool rvt_select(const rv_bt_choice *c, const rvt_day *d, const rvt_held *before, rvt_held *out);

void rvt_sample(const void *self, uint64_t seed, size_t k, rv_bt_choice *out);
rv_status rvt_train(const void *self, const rv_bt_train *t, const rv_bt_choice *choice,
		    rv_bt_trial *out);
rv_status rvt_choose(void *self, const rv_bt_choice *choice);

#endif
