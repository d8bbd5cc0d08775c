/*
 * Where a backtest's result comes from: each sub-book, by month and over all months. Made of the
 * trades and daily shares of the result, by the functions that the desk's own monitoring uses. Pure
 * but for memory; any thread. NaN = unknown. docs/formulas.md#attribution.
 */
#ifndef RV_RESEARCH_ATTRIBUTION_H
#define RV_RESEARCH_ATTRIBUTION_H

#include "engine/portfolio/monitoring.h"
#include "engine/research/kpis.h"

typedef struct rv_attr_row {
	char sub[RV_BT_NAME];
	bool whole;	  /* all months of the sub-book; month_ms is 0 then */
	int64_t month_ms; /* its first instant, UTC */
	rv_trade_stats
		trades; /* closed in the month: n, hit rate, days held, return per ATR risk */
	double pnl_usd; /* of those with a known profit */
	size_t days;	/* with a share */
	/* Sums of the days that are known, shares of NAV; NaN when none is. */
	double net, turnover, residual_alpha;
	double net_per_turnover;
	double slippage_bps; /* mean of the days with fills, by turnover */
	double beta, gross;  /* means */
	rv_ic ic;	     /* of the days' rank correlations: n, mean, sd, ir */
} rv_attr_row;

typedef struct rv_attribution {
	size_t n;
	rv_attr_row *rows; /* by sub-book in strcmp order: the whole, then its months */
} rv_attribution;

/*
 * which: days of the shares; a trade belongs to the day at whose close, or in which, it was closed.
 * What ends at 00:00 belongs to the day before. atr_stop: 2, of the risk per trade. A trade without
 * an ATR makes the return per ATR risk of its row unknown. *out: the caller frees it; RV_ENOMEM:
 * nothing in it. RV_EINVAL: a share names a day that is not there.
 */
RV_NODISCARD rv_status rv_attribution_of(const rv_bt_result *r, rv_kpi_days which, double atr_stop,
					 rv_attribution *out, rv_err *err);
void rv_attribution_free(rv_attribution *a); /* zeroed is fine */

#endif
