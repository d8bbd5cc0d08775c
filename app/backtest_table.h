/* What a backtest has found, for a person and as one JSON object. */
#ifndef RV_APP_BACKTEST_TABLE_H
#define RV_APP_BACKTEST_TABLE_H

#include "engine/research/kpis.h"

#include <cjson/cJSON.h>
#include <stdio.h>

RV_NODISCARD rv_status rv_backtest_table(FILE *out, const rv_bt_result *r, rv_err *err);
/* *out is the caller's. RV_ENOMEM. */
RV_NODISCARD rv_status rv_backtest_json(const rv_bt_result *r, cJSON **out, rv_err *err);

#endif
