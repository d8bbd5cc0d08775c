/* Hexadecimal text for tests; see hex.h. */
#include "tests/support/hex.h"

#include "tests/support/cm.h"

#include <stdio.h>
#include <string.h>

static unsigned digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = strchr(digits, c);
	assert_true(c != '\0' && at != NULL);
	return (unsigned)(at - digits);
}

size_t rv_unhex(const char *text, uint8_t *out, size_t cap)
{
	const size_t n = strlen(text) / 2;
	assert_int_equal(strlen(text) % 2, 0);
	assert_true(n <= cap);
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
	return n;
}

void rv_assert_hex(const char *what, const uint8_t *got, size_t n, const char *want)
{
	uint8_t bytes[512];
	if (rv_unhex(want, bytes, sizeof(bytes)) == n && memcmp(got, bytes, n) == 0)
		return;
	char text[2 * sizeof(bytes) + 1] = "";
	for (size_t i = 0; i < n && i < sizeof(bytes); i++)
		(void)snprintf(text + 2 * i, 3, "%02x", got[i]);
	fail_msg("%s: got %s, want %s", what, text, want);
}
