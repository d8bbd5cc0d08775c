/* Bytes as hex digits; see hex.h. */
#include "engine/base/hex.h"

#include <stdbool.h>

const char *rv_hex_format(const uint8_t *b, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[b[i] >> 4];
		out[2 * i + 1] = digits[b[i] & 15];
	}
	out[2 * n] = '\0';
	return out;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool all_digits(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (digit_of(s[i]) < 0)
			return false;
	}
	return true;
}

rv_status rv_hex_parse(const char *s, size_t len, uint8_t *out, size_t n)
{
	if (len != 2 * n || !all_digits(s, len))
		return RV_EPARSE;
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(16 * digit_of(s[2 * i]) + digit_of(s[2 * i + 1]));
	return RV_OK;
}
