/*
 * From expected residual returns to target weights: covariance of residuals (Ledoit-Wolf), the
 * optimizer with its certificate, and the hedge deltas.
 * Formulas: docs/formulas.md#covariance, #optimizer. Owner: one thread per workspace.
 */
#ifndef RV_PORTFOLIO_STAT_ARB_BOOK_H
#define RV_PORTFOLIO_STAT_ARB_BOOK_H

#include "engine/factors/stat_arb.h"
#include "engine/portfolio/optimizer.h"

enum { RV_OPT_COV_DAYS_MAX = 240 };

typedef struct rv_opt_params {
	double gamma;		/* 5 */
	double gross;		/* TargetIdioLeverage L, 1 */
	double max_pos;		/* 0.10 */
	double liquidity_share; /* of ADV30 / equity, 0.01 */
	double taker_fee;	/* 0.00045 */
	double spread_sigma;	/* half-spread where unknown, times sigma: 0.01 */
	bool cost_horizon;     /* desk: H = clip(half-life, 1, 5), and the hedge's cost in lambda */
	double horizon_days;   /* 3 until measured */
	double hedge_cost_bps; /* desk: 0.5 * (|beta_b| + |beta_e|) * this, 5.5 */
	bool add_carry_to_mu;  /* off */
	double annualization_days; /* of raw carry, 365 */
	bool idio_beta_neutral;	   /* off */
	bool unwind_no_edge;	   /* desk */
	int edge_days;		   /* days without an edge before the book is unwound, 20 */
	int unwind_days;	   /* 5 */
	int adv_days;		   /* 30 */
	int cov_days, cov_min;	   /* 60, 30 */
	double gap_max;		   /* certificate, absolute in the objective's unit: 1e-12 */
	int max_iterations;	   /* 200 */
	double equity_usd;	   /* account.equity_usd, 1e6 */
} rv_opt_params;

void rv_opt_params_default(rv_opt_params *p);
/* Why the values of a set do not go together, in words of the configuration; NULL when they do. */
const char *rv_opt_params_error(const rv_opt_params *p);
/* H of the objective, days: for how long what is held earns mu against the cost of one trade. */
double rv_opt_horizon(const rv_opt_params *p);

typedef enum rv_book_reason {
	RV_BOOK_IN,
	RV_BOOK_INACTIVE,
	RV_BOOK_NO_SIGNAL, /* a signal is unknown */
	RV_BOOK_NO_VOL,
	RV_BOOK_COVARIANCE_WARMUP, /* fewer than cov_min residuals among the last cov_days */
	RV_BOOK_NO_VOLUME	   /* no mean volume, so no liquidity cap */
} rv_book_reason;

/* Why the weight may not be larger than the one held, which is 0 in the one-shot pass. */
typedef enum rv_book_limit {
	RV_BOOK_FREE,
	RV_BOOK_NO_INCREASE, /* below the universe's entry volume */
	RV_BOOK_REDUCE_ONLY  /* too few active coins: so it is for all */
} rv_book_limit;

typedef struct rv_book_symbol {
	rv_book_reason reason;
	rv_book_limit limit;			/* of a coin that is IN; cap says it too */
	double mu, cost, cap, weight, previous; /* NaN unless reason is IN; weight 0 is a weight */
} rv_book_symbol;

typedef struct rv_book_result {
	size_t n, n_assets;
	double shrinkage, mean_variance;
	size_t cov_rows;
	double objective, gap, gross;
	int iterations;
	rv_opt_status status;
	double delta_btc, delta_eth, weight_btc, weight_eth;
	rv_book_symbol symbols[RV_MAX_SYMBOLS]; /* by daily frame index */
} rv_book_result;

typedef struct rv_stat_arb_book rv_stat_arb_book;

RV_NODISCARD rv_status rv_stat_arb_book_new(size_t max_symbols, rv_stat_arb_book **out);
void rv_stat_arb_book_free(rv_stat_arb_book *w);

/*
 * idio and its result: of the same frame. w_prev [n] by frame index, or NULL = all 0; one that is
 * not finite counts as 0. RV_EINVAL: a parameter outside of its range; idio_beta_neutral, which is
 * not built, is one.
 */
RV_NODISCARD rv_status rv_stat_arb_book_run(rv_stat_arb_book *w, const rv_opt_params *p,
					    const rv_frame *daily, const rv_idio *idio,
					    const rv_idio_result *r, const double *w_prev,
					    rv_book_result *out);

/*
 * What unwind_no_edge has to remember from day to day; zero is a fresh start. A pass without it
 * (rv_stat_arb_book_run) knows one day only and takes that day as the last of edge_days.
 */
typedef struct rv_edge_state {
	int days_without; /* in a row: every signal weight <= 0, or out-of-sample R2 <= 0 */
	int days_unwound;
} rv_edge_state;

/* As run, once a day: *edge is read and moved on by a day. */
RV_NODISCARD rv_status rv_stat_arb_book_day(rv_stat_arb_book *w, const rv_opt_params *p,
					    const rv_frame *daily, const rv_idio *idio,
					    const rv_idio_result *r, const double *w_prev,
					    rv_edge_state *edge, rv_book_result *out);

const char *rv_book_reason_text(rv_book_reason r);
const char *rv_book_limit_text(rv_book_limit l); /* "" when free */

#endif
