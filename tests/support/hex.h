/* Hexadecimal text for tests. Every failure fails the test. */
#ifndef RV_TESTS_HEX_H
#define RV_TESTS_HEX_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of text without spaces and without 0x; returns how many, at most cap. */
size_t rv_unhex(const char *text, uint8_t *out, size_t cap);
/* Fails with both texts if the n bytes are not the ones of want. */
void rv_assert_hex(const char *what, const uint8_t *got, size_t n, const char *want);

#endif
