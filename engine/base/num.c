/* Number text; see num.h. */
#include "engine/base/num.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDE_TEXT = 48 }; /* what the compiler can prove to be enough */

static bool reads_back(const char *text, double v)
{
	const double back = strtod(text, NULL);
	uint64_t a, b;
	memcpy(&a, &back, sizeof(a));
	memcpy(&b, &v, sizeof(b));
	return a == b;
}

/* Adds one to the last digit before the exponent; a nine there is left alone. */
static void bump(char *text)
{
	const size_t n = strcspn(text, "e");
	if (n > 0 && text[n - 1] >= '0' && text[n - 1] < '9')
		text[n - 1]++;
}

/*
 * A decimal of 15 digits survives the way to a double and back, so 15 come first; a subnormal has
 * fewer. Below a power of two the doubles are twice as dense: there the nearest decimal of 16
 * digits may not read back while its upper neighbour does.
 */
static void shortest(double v, char text[WIDE_TEXT])
{
	for (int digits = fpclassify(v) == FP_SUBNORMAL ? 1 : 15; digits < 17; digits++) {
		(void)snprintf(text, WIDE_TEXT, "%.*g", digits, v);
		if (reads_back(text, v))
			return;
		bump(text);
		if (reads_back(text, v))
			return;
	}
	(void)snprintf(text, WIDE_TEXT, "%.17g", v);
}

const char *rv_num_format(double v, char buf[RV_NUM_TEXT])
{
	char text[WIDE_TEXT] = "null";
	if (isfinite(v) && fpclassify(v) != FP_ZERO)
		shortest(v, text); /* at most 24 bytes */
	else if (isfinite(v))
		(void)snprintf(text, sizeof(text), "0"); /* "-0" would be a second spelling */
	(void)snprintf(buf, RV_NUM_TEXT, "%.*s", RV_NUM_TEXT - 1, text);
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
		/* Downwards, because the range has one value more below zero. */
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, s[i] - '0', &v))
			return RV_ERANGE;
	}
	if (!neg && v == INT64_MIN)
		return RV_ERANGE;
	*out = neg ? v : -v;
	return RV_OK;
}
