/*
 * dashboard.html: a backtest as one page that needs nothing but itself. Its style, its script, the
 * plotting library and the data are in it; it asks no network for anything, and a policy in its
 * head forbids it to.
 *
 * The data are one JSON block, shortened to six significant digits; NaN is null. Whatever a name
 * holds, it stays text: "<" does not occur in the block. What keeps the page small is left out in a
 * stated order and counted on the page: weights of the coins held least beyond RV_DASH_HOLDS
 * coin-days, the oldest trades beyond RV_DASH_TRADES. Any thread. docs/research.md.
 */
#ifndef RV_APP_RESEARCH_DASHBOARD_H
#define RV_APP_RESEARCH_DASHBOARD_H

#include "engine/base/status.h"
#include "engine/research/kpis.h"

#include <cjson/cJSON.h>
#include <stdio.h>

#define RV_DASHBOARD_FILE "dashboard.html"

enum { RV_DASH_HOLDS = 500000, RV_DASH_TRADES = 40000 };

/* What the result does not know itself. */
typedef struct rv_dash_facts {
	const rv_kpi_trials *trials; /* of the register; NULL: those of the result */
	double pbo;		     /* probability of backtest overfitting; NaN unknown */
} rv_dash_facts;

/*
 * Writes the page; whether everything has arrived is asked of the stream by whoever closes it.
 * Figures are those of rv_kpis_of and rv_regime_eval_of. facts: NULL takes those of the result.
 * RV_ENOMEM; RV_EDATA: an index of the result points nowhere. Nothing was written then.
 */
RV_NODISCARD rv_status rv_dashboard_write(FILE *out, const rv_bt_result *r,
					  const rv_dash_facts *facts, rv_err *err);

/* The data of the page. *out is the caller's, set on RV_OK only. */
RV_NODISCARD rv_status rv_dashboard_json(const rv_bt_result *r, const rv_dash_facts *facts,
					 cJSON **out, rv_err *err);

#endif
