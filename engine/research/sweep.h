/*
 * What a search over many configurations has found: each one a backtest of its own, all of them
 * compared on the same days, and how much of the best one's figures is the search.
 *
 *   r [trials][days]  net return of each day that counts for a trial; NaN: the day does not count,
 *		       or is unknown
 * The best is chosen on the days that it is shown on, so that its ratio is never called out of
 * sample: what it is worth is its deflated ratio (N of all that was looked at), and the probability
 * of backtest overfitting. Pure but for memory; any thread. docs/research.md.
 */
#ifndef RV_RESEARCH_SWEEP_H
#define RV_RESEARCH_SWEEP_H

#include "engine/research/pbo.h"
#include "engine/research/result.h"
#include "engine/research/sharpe.h"

/* Plain data: a trial goes from process to process as its bytes. */
typedef struct rv_sweep_trial {
	bool admissible;
	char why[RV_BT_TEXT]; /* it is not; "" */
	char costs[RV_BT_TEXT], universe[RV_BT_TEXT];
	uint64_t looked_at; /* parameter sets: 1, or those of its own walk-forward */
	/* of the days that count for it */
	uint64_t days, active;
	double cagr, max_drawdown, avg_turnover; /* NaN: not admissible */
} rv_sweep_trial;

typedef struct rv_sweep_found {
	size_t trials, admissible;
	uint64_t looked_at; /* N of the deflated ratio: of all trials, admissible or not */
	size_t days;	    /* on which all admissible trials are known */
	size_t first, last; /* of them, columns */
	double var;	    /* sd1^2 of the trials' ratios per day */
	size_t best;	    /* trial with the highest ratio, the first of equals; SIZE_MAX: none */
	bool has_pbo;
	size_t blocks; /* 16, fewer when there are few days */
	rv_pbo pbo;
	char pbo_why[RV_BT_TEXT]; /* there is none; "" */
} rv_sweep_found;

/*
 * A run as a trial. start_ms: opens day 0 of the row; row [days] is filled. Days count as they do
 * for a backtest's headline: those out of sample, without a walk-forward all but the first.
 */
void rv_sweep_trial_of(const rv_bt_result *r, int64_t start_ms, size_t days, rv_sweep_trial *out,
		       double *row);
/* A trial that was looked at and could not be run. */
void rv_sweep_trial_refused(const char *why, size_t days, rv_sweep_trial *out, double *row);

/*
 * sharpe [trials]: of each on the common days, with PSR and DSR, its interval for the best alone;
 * NaN for those that are not admissible or have no spread. RV_ENOMEM. *out is written on RV_OK
 * only.
 */
RV_NODISCARD rv_status rv_sweep_of(const rv_sweep_trial *t, const double *r, size_t trials,
				   size_t days, rv_bt_sharpe *sharpe, rv_sweep_found *out,
				   rv_err *err);

#endif
