/* Number text; see num.h. */
#include "engine/base/num.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *rv_num_format(double v, char buf[RV_NUM_TEXT])
{
	if (!isfinite(v)) {
		(void)snprintf(buf, RV_NUM_TEXT, "null");
		return buf;
	}
	if (v == 0.0) { /* NOLINT: exact zero; "-0" would be a second spelling of the same value */
		(void)snprintf(buf, RV_NUM_TEXT, "0");
		return buf;
	}
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(buf, RV_NUM_TEXT, "%.*g", digits, v);
		const double back = strtod(buf, NULL);
		if (memcmp(&back, &v, sizeof(v)) == 0)
			break;
	}
	return buf;
}

/* Length of the digits at s, at most n. */
static size_t digit_run(const char *s, size_t n)
{
	size_t i = 0;
	while (i < n && isdigit((unsigned char)s[i]))
		i++;
	return i;
}

static int is_decimal(const char *s, size_t n)
{
	size_t i = n && (s[0] == '-' || s[0] == '+') ? 1 : 0;
	const size_t whole = digit_run(s + i, n - i);
	i += whole;
	size_t frac = 0;
	if (i < n && s[i] == '.') {
		i++;
		frac = digit_run(s + i, n - i);
		i += frac;
	}
	if (whole + frac == 0)
		return 0;
	if (i < n && (s[i] == 'e' || s[i] == 'E')) {
		i++;
		if (i < n && (s[i] == '-' || s[i] == '+'))
			i++;
		const size_t ex = digit_run(s + i, n - i);
		if (ex == 0)
			return 0;
		i += ex;
	}
	return i == n;
}

rv_status rv_num_parse(const char *s, size_t n, double *out)
{
	char buf[64];
	if (n == 0 || n >= sizeof(buf) || !is_decimal(s, n))
		return RV_EPARSE;
	memcpy(buf, s, n);
	buf[n] = '\0';
	const double v = strtod(buf, NULL);
	if (!isfinite(v))
		return RV_ERANGE;
	*out = v;
	return RV_OK;
}

rv_status rv_num_parse_i64(const char *s, size_t n, int64_t *out)
{
	const size_t neg = n && s[0] == '-' ? 1 : 0;
	if (n == neg || digit_run(s + neg, n - neg) != n - neg)
		return RV_EPARSE;
	int64_t v = 0;
	for (size_t i = neg; i < n; i++) {
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, s[i] - '0', &v))
			return RV_ERANGE;
	}
	*out = neg ? -v : v;
	return RV_OK;
}
