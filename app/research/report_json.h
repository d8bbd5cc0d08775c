/* The JSON files of a report; docs/research.md. *out is the caller's, set on RV_OK only. */
#ifndef RV_APP_RESEARCH_REPORT_JSON_H
#define RV_APP_RESEARCH_REPORT_JSON_H

#include "app/research/report.h"
#include "app/research/report_eval.h"
#include "app/research/trial_log.h"

#include <cjson/cJSON.h>

/* kpis.json; trials: after its last line; regimes: of rv_report_regimes. */
RV_NODISCARD rv_status rv_report_kpis(const rv_bt_result *r, const rv_trial_log *trials,
				      const rv_regime_eval *regimes, cJSON **out, rv_err *err);
/* parameters.json: what each window has chosen. */
RV_NODISCARD rv_status rv_report_parameters(const rv_bt_result *r, cJSON **out);
/* Adds `parameters` to the signals of the end: whose they are. RV_ENOMEM: o is as it was, or has a
 * part of it. */
RV_NODISCARD rv_status rv_report_pass_of(const rv_bt_result *r, const rv_bt_window *w, cJSON *o);
/* run.json: what the run was made of. */
RV_NODISCARD rv_status rv_report_run(const rv_bt_result *r, const rv_report_sources *sources,
				     cJSON **out);

#endif
