/*
 * What the operator watches about the multi-bucket portfolio: figures per bucket by day, and by
 * month the worth of the ranking, of the regime calls and of the neutrality. Pure; any thread.
 * NaN = unknown: nothing to measure. Formulas: docs/formulas.md#bucket-monitoring.
 */
#ifndef RV_PORTFOLIO_MONITORING_H
#define RV_PORTFOLIO_MONITORING_H

#include "engine/portfolio/buckets.h"

typedef struct rv_bucket_trade {
	rv_bucket bucket;
	double pnl_usd; /* after fees and funding */
	double days;	/* held */
	double atr;	/* at the entry, USD per coin */
	double qty;	/* coins, either sign */
} rv_bucket_trade;

typedef struct rv_trade_stats {
	size_t n;
	double hit_rate; /* share of trades with a profit above 0 */
	double holding_days;
	double per_atr_risk; /* sum of profits / sum of (atr_stop * ATR * |qty|) */
} rv_trade_stats;

/* Of the closed trades of one bucket; RV_BUCKET_N = of all. Trades with an unknown profit are left
 * out. */
rv_trade_stats rv_trade_stats_of(const rv_bucket_trade *t, size_t n, rv_bucket bucket,
				 double atr_stop);

/* sum of w[i] x[i] over the coins whose x is known; *unknown = gross weight of the others. */
double rv_weighted_sum(const double *w, const double *x, size_t n, double *unknown);
/* Yesterday's weights on today's residuals; weights on betas. */
static inline double rv_residual_alpha(const double *w_before, const double *eps, size_t n,
				       double *unknown)
{
	return rv_weighted_sum(w_before, eps, n, unknown);
}
static inline double rv_portfolio_beta(const double *w, const double *beta, size_t n,
				       double *unknown)
{
	return rv_weighted_sum(w, beta, n, unknown);
}

/* side * (fill - mid) / mid in bp: what a fill has cost. side +1 buy, -1 sell. */
double rv_slippage_bps(int side, double fill, double mid);

/* Spearman over the coins where both are known; NaN below min_n or when one has no spread. work [4
 * n]. */
double rv_spearman(const double *x, const double *y, size_t n, size_t min_n, double *work);

typedef struct rv_ic {
	size_t n;
	double mean, sd; /* sd1 */
	double ir;	 /* mean / sd */
} rv_ic;

/* Of a series of cross-sectional rank correlations. */
rv_ic rv_ic_of(const double *ic, size_t n);

/* sum |w - w_before|: traded notional as a share of NAV. An unknown weight counts as 0. */
double rv_turnover(const double *w, const double *w_before, size_t n);
/* Net alpha per unit traded; NaN without turnover. */
double rv_alpha_per_turnover(double net_alpha, double turnover);

typedef struct rv_shift_accuracy {
	size_t calls, right; /* calls whose outcome is known; those followed by the fall */
	double share;
} rv_shift_accuracy;

/*
 * trigger [n] days on which risk-off began; market [n] a level of the market. Right: within `days`
 * days the market fell by more than `fall` from its highest level since the call. A call whose days
 * are not over and that is not right yet is left out.
 */
rv_shift_accuracy rv_shift_accuracy_of(const bool *trigger, const double *market, size_t n,
				       size_t days, double fall);

#endif
