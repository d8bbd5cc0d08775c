/* Settings of the risk watch; see guard_params.h. */
#include "engine/run/guard_params.h"

#include "engine/base/clock.h"

#include <math.h>

void rv_guard_params_default(rv_guard_params *p)
{
	*p = (rv_guard_params){ .demote_times = rv_sub_nav_defaults().demote_times,
				.again_ms = 10 * RV_MINUTE_MS,
				.least_order_usd = 10.0 };
	rv_watch_params_default(&p->watch);
	for (int s = 0; s < RV_SUB_H; s++)
		p->p95[s] = NAN;
}

const char *rv_guard_params_error(const rv_guard_params *p)
{
	const char *why = rv_watch_params_error(&p->watch);
	if (why)
		return why;
	if (!(p->demote_times > 0.0 && p->demote_times <= 100.0))
		return "times the backtest's drawdown that demote: above 0";
	for (int s = 0; s < RV_SUB_H; s++) {
		if (p->p95[s] <= 0.0 || p->p95[s] >= 1.0)
			return "a backtest's drawdown: above 0, below 1, or not known";
	}
	return p->again_ms < 0 || !(p->least_order_usd >= 0.0)
		       ? "time between two proposals of a stop, least order: not negative"
		       : NULL;
}
