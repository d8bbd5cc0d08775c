/*
 * Do regimes tell returns apart, and is it luck? Per regime: the days held in it, and what came in
 * the days after it was decided. Works on plain arrays. Pure but for memory; any thread.
 *
 * One convention: held[t] is the regime that was decided at the close before day t and held over
 * it, as in rv_bt_day; -1 unknown. r[t] is the return of day t (close to close); NaN unknown, left
 * out. Figures are NaN where they are unknown. docs/formulas.md#regime-evaluation.
 */
#ifndef RV_RESEARCH_REGIME_EVAL_H
#define RV_RESEARCH_REGIME_EVAL_H

#include "engine/research/result.h"
#include "engine/stats/bootstrap.h"

enum { RV_EVAL_HORIZONS_MAX = 8 };

typedef struct rv_regime_days {
	const int32_t *held; /* [n]; 0 .. regimes - 1, anything else: unknown */
	const double *r;     /* [n] */
	size_t n, regimes;   /* at most RV_BT_REGIMES_MAX */
} rv_regime_days;

typedef struct rv_eval_params {
	size_t n_horizons;
	size_t horizon[RV_EVAL_HORIZONS_MAX]; /* 5 10 20 40 60 days */
	rv_boot_params boot; /* its block is the horizon where that is longer: returns that overlap
				hang together for so long */
	double annual_days;  /* 365 */
} rv_eval_params;

/* Of the days held in a regime: the columns of regime_metrics.csv. */
typedef struct rv_regime_metrics {
	size_t n_days;
	double mean, median, std; /* std: sd1 */
	double sharpe_like;	  /* mean / std * sqrt(annual_days); NaN without spread */
} rv_regime_metrics;

/* Of what followed: prod(1 + r) - 1 over the H days after the close at which it was decided. */
typedef struct rv_regime_forward {
	size_t horizon, n;
	double independent; /* n / horizon: as many as do not overlap, at most; below some 30 t and
			       p call luck news more often than they say (docs) */
	double mean, sd;    /* sd1 */
	double hit;	    /* share above 0 */
	double t;	    /* of the mean, Newey-West with lag H - 1 */
	double p;	    /* block bootstrap, see rv_boot */
	double lo, hi;	    /* interval of the mean */
} rv_regime_forward;

typedef struct rv_regime_stability {
	size_t total_days; /* whose regime is known */
	size_t total_switches;
	double switches_per_year; /* 365.25 days */
	double avg_regime_duration_days;
	double distribution[RV_BT_REGIMES_MAX]; /* % of total_days */
} rv_regime_stability;

typedef struct rv_regime_eval {
	size_t regimes, horizons;
	/* [regimes]: all days whose regime is known, what a regime must be told apart from */
	rv_regime_metrics metrics[RV_BT_REGIMES_MAX + 1];
	rv_regime_forward forward[RV_BT_REGIMES_MAX + 1][RV_EVAL_HORIZONS_MAX];
	rv_regime_stability stability;
} rv_regime_eval;

void rv_eval_params_default(rv_eval_params *p);

/* RV_EINVAL: too many regimes or horizons, a horizon of 0, or bad bootstrap parameters. RV_ENOMEM.
 * *out is written on RV_OK only. */
RV_NODISCARD rv_status rv_regime_eval_of(const rv_eval_params *p, const rv_regime_days *d,
					 rv_regime_eval *out, rv_err *err);

/* out [n]: prod(1 + r) - 1 over days t .. t + H - 1; NaN when one is unknown or not over yet. */
void rv_forward_returns(const double *r, size_t n, size_t horizon, double *out);

#endif
