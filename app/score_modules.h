/*
 * The blocks of `score --json` and state.json, one writer a module: names, order and number text in
 * one place each. A writer adds its keys to the root object; false = out of memory. NaN and
 * infinity are null. docs/score.md lists the keys. Any thread.
 */
#ifndef RV_APP_SCORE_MODULES_H
#define RV_APP_SCORE_MODULES_H

#include "engine/run/step.h"

#include <cjson/cJSON.h>

/*
 * The keys funding_daily, funding_partial, factor_model, factor_excluded, signals, ridge,
 * covariance, portfolio and hedge.
 */
bool rv_score_put_stat_arb(cJSON *root, const rv_step_result *r);
/* The key market_structure. */
bool rv_score_put_market_structure(cJSON *root, const rv_step_result *r);
/* The key majors_alts. */
bool rv_score_put_majors_alts(cJSON *root, const rv_step_result *r);
/* The key buckets. */
bool rv_score_put_buckets(cJSON *root, const rv_step_result *r);
/* The keys hybrid and screener. */
bool rv_score_put_hybrid(cJSON *root, const rv_step_result *r);
/* The keys risk and ensemble. */
bool rv_score_put_risk(cJSON *root, const rv_step_result *r);

/* Why nothing was optimised: what stands behind the status "none". */
const char *rv_score_no_book(const rv_step_result *r);

#endif
