/*
 * Strict reading of untrusted JSON: exact key case, exact types, finite numbers in a range.
 *
 * Hyperliquid sends prices, sizes and rates as strings; ids, times and counts as numbers. What is
 * not exactly that is refused. Pure; any thread.
 */
#ifndef RV_FEEDS_HYPERLIQUID_JSON_H
#define RV_FEEDS_HYPERLIQUID_JSON_H

#include "engine/base/status.h"
#include "engine/market/types.h"

#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

/* Parses exactly n bytes: one value and white space. NULL with err set. cJSON_Delete the result. */
cJSON *rv_json_parse(const char *s, size_t n, rv_err *err);

/* Member of an object, exact case; NULL when absent or o is no object. */
const cJSON *rv_json_get(const cJSON *o, const char *key);
/* RV_EPARSE unless o is an object whose members are all among keys (NULL ends them), none twice. */
RV_NODISCARD rv_status rv_json_only(const cJSON *o, const char *const *keys);
/* A string that is a finite number in [lo, hi]. */
RV_NODISCARD rv_status rv_json_numstr(const cJSON *v, double lo, double hi, double *out);
/* An integer JSON number in [lo, hi], |value| < 2^53. */
RV_NODISCARD rv_status rv_json_int(const cJSON *v, int64_t lo, int64_t hi, int64_t *out);
/* Copies a symbol: 1 .. RV_SYMBOL_MAX - 1 printable ASCII characters without space. */
RV_NODISCARD rv_status rv_json_symbol(const cJSON *v, char out[RV_SYMBOL_MAX]);
RV_NODISCARD rv_status rv_json_symbol_text(const char *s, char out[RV_SYMBOL_MAX]);

#endif
