/*
 * Numbers as text: the shortest form that reads back, and strict readers for untrusted text.
 * Locale never matters (setlocale is only ever called with LC_CTYPE). Any thread.
 */
#ifndef RV_BASE_NUM_H
#define RV_BASE_NUM_H

#include "engine/base/status.h"

#include <stddef.h>
#include <stdint.h>

enum { RV_NUM_TEXT = 32 };

/* Shortest decimal text that strtod reads back to v bit for bit; "null" for NaN and infinities. */
const char *rv_num_format(double v, char buf[RV_NUM_TEXT]);

/*
 * Reads a whole string of n bytes as a finite decimal number (optional sign, digits, point,
 * exponent; no spaces, hex, inf or nan). RV_EPARSE or RV_ERANGE leaves *out untouched.
 */
RV_NODISCARD rv_status rv_num_parse(const char *s, size_t n, double *out);
RV_NODISCARD rv_status rv_num_parse_i64(const char *s, size_t n, int64_t *out);

#endif
