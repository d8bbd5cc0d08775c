/*
 * Configuration keys by their full names, for a search: which of them a strategy reads, and setting
 * them through the table that reads the files. Any thread.
 */
#ifndef RV_APP_RESEARCH_SWEEP_KEYS_H
#define RV_APP_RESEARCH_SWEEP_KEYS_H

#include "config/load.h"
#include "engine/research/result.h"

#include <cjson/cJSON.h>

/*
 * RV_EUSAGE: no such key, or one that a backtest of the strategy does not read. *integer: of the
 * key. where: how the error begins.
 */
RV_NODISCARD rv_status rv_sweep_key_check(rv_bt_strategy_id strategy, const char *key,
					  const char *where, bool *integer, rv_err *err);
/* RV_EUSAGE: not of the key's type or range. */
RV_NODISCARD rv_status rv_sweep_value_check(const char *key, const cJSON *value, const char *where,
					    const rv_config *base, rv_err *err);
/* values: by full names. RV_ERANGE: they do not go together. *out is written on RV_OK only. */
RV_NODISCARD rv_status rv_sweep_values_set(const cJSON *values, const rv_config *base,
					   rv_config *out, rv_err *err);

#endif
