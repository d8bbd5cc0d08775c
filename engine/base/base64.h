/* Base64 (RFC 4648 with padding) by nettle, which is known here and in sha256.c. Any thread. */
#ifndef RV_BASE_BASE64_H
#define RV_BASE_BASE64_H

#include <stddef.h>

/* Room for the text of n bytes with its NUL. */
#define RV_BASE64_TEXT(n) (((n) + 2) / 3 * 4 + 1)

/* Writes the text and a NUL into out [RV_BASE64_TEXT(n)]; returns its length. */
size_t rv_base64(const void *data, size_t n, char *out);

#endif
