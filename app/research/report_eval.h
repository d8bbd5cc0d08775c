/*
 * What a report says of regimes and sub-books: figures of engine/research over the headline days,
 * as files. Any thread.
 */
#ifndef RV_APP_RESEARCH_REPORT_EVAL_H
#define RV_APP_RESEARCH_REPORT_EVAL_H

#include "engine/research/kpis.h"
#include "engine/research/regime_eval.h"

#include <stdio.h>

/* Which days of a result are the headline's. */
rv_kpi_days rv_report_days(const rv_bt_result *r);

/*
 * Regimes over the headline days, of the always-on return where the strategy has one, else of the
 * net return; without what came after them. RV_ENOMEM.
 */
RV_NODISCARD rv_status rv_report_regimes(const rv_bt_result *r, rv_regime_eval *out, rv_err *err);

/* regime_metrics.csv */
void rv_table_regime_metrics(FILE *f, const rv_bt_result *r, const rv_regime_eval *e);
/* attribution.csv; RV_ENOMEM. */
RV_NODISCARD rv_status rv_table_attribution(FILE *f, const rv_bt_result *r, rv_err *err);

#endif
