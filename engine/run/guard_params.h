/* Settings of the risk watch on the running desk; docs/configuration.md, block "book.risk". */
#ifndef RV_RUN_GUARD_PARAMS_H
#define RV_RUN_GUARD_PARAMS_H

#include "engine/book/nav.h"
#include "engine/book/risk_watch.h"

typedef struct rv_guard_params {
	rv_watch_params watch;
	double demote_times;	/* 1.5 of the backtest's drawdown, then a licence less */
	double p95[RV_SUB_H];	/* what the backtest's drawdown stayed within 95 times in 100, a
				   share; NaN not known: nobody is demoted */
	int64_t again_ms;	/* a stop whose order is over is asked for again: 10 min */
	double least_order_usd; /* the venue's: 10 */
} rv_guard_params;

void rv_guard_params_default(rv_guard_params *p);
/* NULL, or what is wrong with them: static text. */
const char *rv_guard_params_error(const rv_guard_params *p);

#endif
