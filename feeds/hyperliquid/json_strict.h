/*
 * Untrusted JSON that decides about money: parsed only when it is small, flat and unambiguous.
 *
 * The venue's account messages and answers, and the requests that the simulated venue reads. What
 * no honest sender writes is refused before or right after the parser: more than the given bytes,
 * deeper than RV_JSON_DEPTH, more than RV_JSON_VALUES values, a key twice in one object or more
 * than RV_JSON_MEMBERS in it, a control character or \u0000 in a string (a C string would end
 * there), broken UTF-8. Pure; any thread.
 */
#ifndef RV_FEEDS_HYPERLIQUID_JSON_STRICT_H
#define RV_FEEDS_HYPERLIQUID_JSON_STRICT_H

#include "engine/base/decimal.h"
#include "engine/base/status.h"
#include "feeds/hyperliquid/action.h"
#include "feeds/hyperliquid/json.h"
#include "feeds/sign/l1.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_JSON_DEPTH = 16,
	RV_JSON_MEMBERS = 64,
	RV_JSON_VALUES = 300000, /* 2,000 fills have 44,000 */
	RV_JSON_USER_BYTES = 4 * 1024 * 1024
};

/* NULL with err set, or a tree to cJSON_Delete. */
cJSON *rv_json_parse_strict(const char *s, size_t n, size_t max_bytes, rv_err *err);

typedef enum rv_json_sign {
	RV_JSON_POSITIVE,     /* > 0 */
	RV_JSON_NOT_NEGATIVE, /* 0 or more, and no minus before a zero either */
	RV_JSON_ANY_SIGN      /* "-0.0" is 0 */
} rv_json_sign;

/* A string that is an exact decimal of at most RV_DEC_MAX_SCALE decimals. */
RV_NODISCARD rv_status rv_json_dec(const cJSON *v, rv_json_sign sign, rv_dec *out);
RV_NODISCARD rv_status rv_json_bool(const cJSON *v, bool *out);
/* ms, 0 .. year 2100. */
RV_NODISCARD rv_status rv_json_time(const cJSON *v, int64_t *out);
RV_NODISCARD rv_status rv_json_address(const cJSON *v, uint8_t out[RV_ADDRESS_BYTES]);
RV_NODISCARD rv_status rv_json_cloid(const cJSON *v, rv_hl_cloid *out);
/* "B" is true, "A" false. */
RV_NODISCARD rv_status rv_json_side(const cJSON *v, bool *buy);
bool rv_json_is(const cJSON *v, const char *want);
/* Absent and null are the same. */
bool rv_json_given(const cJSON *v);
/* For people: cut to cap - 1, everything but printable ASCII as '?'. */
void rv_json_copy_text(const char *s, char *out, size_t cap);

#endif
