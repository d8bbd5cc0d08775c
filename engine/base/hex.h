/* Bytes as lower-case hex digits and back. Any thread. */
#ifndef RV_BASE_HEX_H
#define RV_BASE_HEX_H

#include "engine/base/status.h"

#include <stddef.h>
#include <stdint.h>

/* Room for the text of n bytes with its NUL. */
#define RV_HEX_TEXT(n) (2 * (n) + 1)

/* Writes 2 n digits and a NUL into out [RV_HEX_TEXT(n)]; returns out. */
const char *rv_hex_format(const uint8_t *b, size_t n, char *out);

/*
 * Reads exactly 2 n hex digits of either case, no prefix. RV_EPARSE (another length or character)
 * leaves out untouched.
 */
RV_NODISCARD rv_status rv_hex_parse(const char *s, size_t len, uint8_t *out, size_t n);

#endif
