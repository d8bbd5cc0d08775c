/*
 * Relative momentum: pair and basket spreads, per-symbol scores. Pure; any thread with its own
 * workspace. Formulas: docs/formulas.md#relative-momentum.
 *
 * HM(d) is the half-life weighted mean of d over the last `lookback` returns, newest weight 1
 * before normalisation, weights lambda^age with lambda = 2^(-1/h), missing bars skipped but keeping
 * their age; h <= 0 is the plain mean. A spread s = HM(...) is per bar, S = s * lookback is
 * cumulative (log return over the lookback).
 */
#ifndef RV_FACTORS_RV_MOMENTUM_H
#define RV_FACTORS_RV_MOMENTUM_H

#include "engine/base/status.h"
#include "engine/market/frame.h"
#include "engine/market/panel.h"

#include <stdbool.h>

enum { RV_RVM_BASKET_CAP = 64, RV_RVM_LOOKBACK_MAX = 1000 };

/*
 * Days of a term's history, and closes that it may read of hourly bars: what every panel of the
 * program holds, so that a longer one gives the same bits. Daily bars: term_sd_days and the
 * lookback.
 */
enum { RV_RVM_SD_DAYS_MAX = 365, RV_RVM_HOURLY_BARS = 1440 };

typedef enum rv_rvm_mode { RV_RVM_ZSCORE, RV_RVM_RANK } rv_rvm_mode;

/* Bits of rv_rvm_symbol.baskets; none set = REST. */
enum { RV_BASKET_L1 = 1, RV_BASKET_ALTS = 2, RV_BASKET_MEME = 4 };

typedef enum rv_spread {
	RV_SPREAD_BTC_VS_ETH,
	RV_SPREAD_L1_VS_ALT,
	RV_SPREAD_MEME_VS_REST,
	RV_SPREAD_N
} rv_spread;

typedef struct rv_rvm_params {
	bool enabled;
	int lookback_bars;     /* returns in the window, 2 .. RV_RVM_LOOKBACK_MAX; default 48 */
	double half_life_bars; /* default 24; <= 0: plain mean */
	rv_rvm_mode normalize_mode;
	double btc_vs_eth_weight, l1_vs_alt_weight, meme_vs_rest_weight, per_symbol_weight;
	/*
	 * Weight of the own term of a coin that is in no basket and no leg of the pair, which then
	 * has no basket term: it is REST by default only. 0 (default): as any other coin.
	 */
	double unlisted_own_weight;
	double max_abs_score; /* (0, 1], default 1 */
	/*
	 * Each term divided by the sd1 of its own cumulative history, before the weights; default
	 * off. The history: the newest term_sd_days days up to the as-of bar; fewer than
	 * term_sd_min values, or a constant: the sd is unknown and the term contributes 0.
	 */
	bool term_sd;
	int term_sd_days; /* 1 .. RV_RVM_SD_DAYS_MAX, default 365 */
	int term_sd_min;  /* default 60 */
} rv_rvm_params;

typedef struct rv_rvm_group {
	size_t n;
	char symbols[RV_RVM_BASKET_CAP][RV_SYMBOL_MAX]; /* matched case-insensitively */
} rv_rvm_group;

typedef struct rv_rvm_baskets {
	char pair_long[RV_SYMBOL_MAX], pair_short[RV_SYMBOL_MAX];
	rv_rvm_group l1, alts, meme;
} rv_rvm_baskets;

/* The defaults of docs/formulas.md. */
void rv_rvm_params_default(rv_rvm_params *p);
void rv_rvm_baskets_default(rv_rvm_baskets *b);
/* RV_BASKET_* bits of a symbol, scored or not; 0 = REST. */
unsigned rv_rvm_baskets_of(const rv_rvm_baskets *b, const char *name);

/* How one symbol's score is made. NaN in every number of an unavailable symbol but score = 0. */
typedef struct rv_rvm_symbol {
	size_t row;	  /* in the panel */
	unsigned baskets; /* RV_BASKET_* bits */
	bool available;
	size_t n_returns; /* finite returns in the window */
	double momentum;  /* lookback * HM(own log returns): cumulative log return */
	double term_pair, term_l1_alt, term_meme_rest, term_own; /* weighted, sum = raw */
	double raw;
	double z;      /* (raw - mean) / sd0; NaN in rank mode */
	double score;  /* [-max_abs, max_abs] */
	double sd_own; /* of momentum over its history; NaN: unknown, or terms are not divided */
} rv_rvm_symbol;

typedef struct rv_rvm_spread_value {
	double s;	/* per bar */
	double cum;	/* s * lookback */
	bool available; /* false: a leg or a group is missing and both are 0 */
} rv_rvm_spread_value;

typedef struct rv_rvm_result {
	int64_t bar_close_ms; /* close of the as-of bar; 0 when there is none */
	size_t n;	      /* every row of kind PERP with a bar at or before the as-of bar */
	size_t n_available;
	double mean_momentum; /* cross-sectional mean over available symbols, NaN if none */
	rv_rvm_spread_value spreads[RV_SPREAD_N];
	bool divided;			       /* by the sds: params.term_sd */
	double spread_sd[RV_SPREAD_N];	       /* of cum; NaN as sd_own */
	rv_rvm_symbol symbols[RV_MAX_SYMBOLS]; /* in panel (name) order */
} rv_rvm_result;

typedef struct rv_rvm rv_rvm; /* workspace: one per thread */

RV_NODISCARD rv_status rv_rvm_new(size_t max_symbols, size_t max_lookback, rv_rvm **out);
void rv_rvm_free(rv_rvm *w);

/*
 * One pass at the panel's column asof_col (newest bar used). Does not allocate. RV_EINVAL when
 * the parameters are out of range or the panel is larger than the workspace. A result of a
 * disabled factor has every symbol unavailable.
 */
RV_NODISCARD rv_status rv_rvm_run(rv_rvm *w, const rv_rvm_params *params,
				  const rv_rvm_baskets *baskets, const rv_panel *panel,
				  size_t asof_col, rv_rvm_result *out);

/*
 * Lends a frame, whose log returns the history of the terms takes instead of making them again
 * where it is of the same panel and as-of bar; the same bits. NULL: none. Borrowed until the next
 * call.
 */
void rv_rvm_lend(rv_rvm *w, const rv_frame *frame);

/* The standard deviations that divide the terms; NaN = unknown. */
typedef struct rv_rvm_sds {
	double spread[RV_SPREAD_N];
	double own[RV_MAX_SYMBOLS]; /* by panel row */
} rv_rvm_sds;

/*
 * The same pass by given sds, where terms are divided: for a bar that is still open and a panel
 * that does not reach back far enough. sds NULL: as rv_rvm_run.
 */
RV_NODISCARD rv_status rv_rvm_run_by(rv_rvm *w, const rv_rvm_params *params,
				     const rv_rvm_baskets *baskets, const rv_panel *panel,
				     size_t asof_col, const rv_rvm_sds *sds, rv_rvm_result *out);

/*
 * Cumulative spreads S at the n newest columns up to asof_col, oldest first, NaN where a
 * spread was not available; the same arithmetic as rv_rvm_run. hist is [RV_SPREAD_N][n].
 */
RV_NODISCARD rv_status rv_rvm_spread_history(rv_rvm *w, const rv_rvm_params *params,
					     const rv_rvm_baskets *baskets, const rv_panel *panel,
					     size_t asof_col, size_t n, double *hist);

/* HM alone, for tests and for the details view: d [n] oldest first, NaN skipped; NaN if none. */
double rv_rvm_half_life_mean(const double *d, size_t n, double half_life);
/* Normalisers alone: raw [n] -> score [n]; the formulas of the result above. */
void rv_rvm_normalize(const double *raw, size_t n, rv_rvm_mode mode, double max_abs, double *score);

const char *rv_spread_name(rv_spread s); /* "btc_vs_eth" ... */

#endif
