/* Exact decimals; see decimal.h. The only place where a double becomes a tick or a lot. */
#include "engine/base/decimal.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PX_DECIMALS = 6, PX_SIG_FIGS = 5 };

static const int64_t pow10_i64[RV_DEC_MAX_SCALE + 1] = { 1,
							 10,
							 100,
							 1000,
							 10000,
							 100000,
							 1000000,
							 10000000,
							 100000000,
							 1000000000,
							 INT64_C(10000000000),
							 INT64_C(100000000000),
							 INT64_C(1000000000000) };

/* Beyond 2^53 units a double no longer holds every integer, so nothing there is exact. */
static const double max_units = 9007199254740992.0;

/* Digits of one run folded into *v; false on overflow. *used counts the digits. */
static bool fold_digits(const char *s, size_t n, size_t *used, int64_t *v)
{
	size_t i = 0;
	for (; i < n && isdigit((unsigned char)s[i]); i++) {
		if (__builtin_mul_overflow(*v, 10, v) || __builtin_add_overflow(*v, s[i] - '0', v))
			return false;
	}
	*used = i;
	return true;
}

static size_t cut_zeros(const char *s, size_t n)
{
	while (n > 0 && s[n - 1] == '0')
		n--;
	return n;
}

/* The digits after the point, at s, all n of them. */
static rv_status fold_fraction(const char *s, size_t n, int scale, int64_t *v)
{
	for (size_t i = 0; i < n; i++) {
		if (!isdigit((unsigned char)s[i]))
			return RV_EPARSE;
	}
	const size_t kept = cut_zeros(s, n);
	size_t used = 0;
	if (kept > (size_t)scale || !fold_digits(s, kept, &used, v) ||
	    __builtin_mul_overflow(*v, pow10_i64[(size_t)scale - kept], v))
		return RV_ERANGE;
	return RV_OK;
}

rv_status rv_dec_parse(const char *s, size_t n, int scale, int64_t *out)
{
	assert(scale >= 0 && scale <= RV_DEC_MAX_SCALE);
	const size_t sign = n && (s[0] == '-' || s[0] == '+') ? 1 : 0;
	size_t whole = 0;
	int64_t v = 0;
	if (!fold_digits(s + sign, n - sign, &whole, &v))
		return RV_ERANGE;
	size_t at = sign + whole, frac = 0;
	if (at < n && s[at] == '.') {
		at++;
		frac = n - at;
	} else if (at != n) {
		return RV_EPARSE;
	}
	if (whole + frac == 0)
		return RV_EPARSE;
	const rv_status st = fold_fraction(s + at, frac, scale, &v);
	if (st != RV_OK)
		return st;
	*out = sign && s[0] == '-' ? -v : v;
	return RV_OK;
}

const char *rv_dec_format(int64_t units, int scale, char buf[RV_DEC_TEXT])
{
	assert(scale >= 0 && scale <= RV_DEC_MAX_SCALE);
	const uint64_t mag = units < 0 ? 0 - (uint64_t)units : (uint64_t)units;
	const uint64_t p = (uint64_t)pow10_i64[scale];
	char frac[RV_DEC_MAX_SCALE + 2] = "0";
	uint64_t rest = mag % p;
	for (int i = scale - 1; i >= 0; i--, rest /= 10)
		frac[i] = (char)('0' + rest % 10);
	size_t n = cut_zeros(frac, (size_t)scale);
	if (n == 0)
		n = 1; /* all zeros: one of them stays */
	frac[n] = '\0';
	char text[48]; /* 19 digits, a sign, a point and a zero: what the compiler cannot count */
	(void)snprintf(text, sizeof(text), "%s%llu.%s", units < 0 ? "-" : "",
		       (unsigned long long)(mag / p), frac);
	(void)snprintf(buf, RV_DEC_TEXT, "%.*s", RV_DEC_TEXT - 1, text);
	return buf;
}

rv_dec rv_dec_canonical(rv_dec d)
{
	assert(d.scale >= 0 && d.scale <= RV_DEC_MAX_SCALE);
	while (d.scale > 0 && d.units % 10 == 0) {
		d.units /= 10;
		d.scale--;
	}
	return d;
}

rv_status rv_dec_read(const char *s, size_t n, int max_scale, rv_dec *out)
{
	assert(max_scale >= 0 && max_scale <= RV_DEC_MAX_SCALE);
	const size_t sign = n && s[0] == '-' ? 1 : 0;
	size_t whole = 0, frac = 0;
	int64_t v = 0;
	if (!fold_digits(s + sign, n - sign, &whole, &v))
		return RV_ERANGE;
	if (whole == 0 || (whole > 1 && s[sign] == '0'))
		return RV_EPARSE;
	size_t at = sign + whole;
	if (at < n) {
		if (s[at] != '.' || at + 1 == n)
			return RV_EPARSE;
		at++;
		frac = n - at;
	}
	/* Zeros at the end take no room: only what is left must fit. */
	const size_t kept = cut_zeros(s + at, frac);
	const rv_status st = fold_fraction(s + at, frac, (int)kept, &v);
	if (st != RV_OK || frac > (size_t)max_scale)
		return st != RV_OK ? st : RV_ERANGE;
	*out = rv_dec_canonical((rv_dec){ sign ? -v : v, (int)kept });
	return RV_OK;
}

const char *rv_dec_text(rv_dec d, char buf[RV_DEC_TEXT])
{
	rv_dec_format(d.units, d.scale, buf);
	const size_t n = strlen(buf);
	if (n > 2 && buf[n - 1] == '0' && buf[n - 2] == '.')
		buf[n - 2] = '\0';
	return buf;
}

rv_status rv_dec_rescale(rv_dec d, int scale, int64_t *out)
{
	assert(scale >= 0 && scale <= RV_DEC_MAX_SCALE);
	d = rv_dec_canonical(d);
	if (d.scale > scale ||
	    __builtin_mul_overflow(d.units, pow10_i64[scale - d.scale], &d.units))
		return RV_ERANGE;
	*out = d.units;
	return RV_OK;
}

double rv_dec_to_double(rv_dec d)
{
	assert(d.scale >= 0 && d.scale <= RV_DEC_MAX_SCALE);
	return (double)d.units / (double)pow10_i64[d.scale];
}

int rv_dec_px_decimals(double px, int sz_decimals)
{
	assert(isfinite(px) && px > 0.0);
	int most = PX_DECIMALS - sz_decimals;
	if (most < 0)
		most = 0;
	int whole = 0; /* digits before the point; <= 0: leading zeros after it */
	double edge = 1.0;
	while (px >= edge && whole < PX_SIG_FIGS) {
		edge *= 10.0;
		whole++;
	}
	edge = 0.1;
	while (px < edge && PX_SIG_FIGS - whole < most) {
		edge /= 10.0;
		whole--;
	}
	const int sig = PX_SIG_FIGS - whole;
	return sig < most ? sig : most;
}

static double round_how(double v, rv_dec_round how)
{
	switch (how) {
	case RV_DEC_DOWN:
		return trunc(v);
	case RV_DEC_UP:
		return v < 0.0 ? floor(v) : ceil(v);
	case RV_DEC_NEAREST:
		break;
	}
	return round(v);
}

/*
 * v in units of 10^-scale. A double that is meant to be a decimal lies within one rounding of it,
 * so a value that close to an integer is that integer: 0.29 * 100 must not round down to 28.
 */
static double to_units(double v, int scale, rv_dec_round how)
{
	const double x = v * (double)pow10_i64[scale];
	const double near = round(x);
	if (fabs(x - near) <= fabs(x) * 4.0 * 0x1.0p-53)
		return near;
	return round_how(x, how);
}

rv_status rv_dec_px_round(double px, int sz_decimals, rv_dec_round how, int64_t *units, int *scale)
{
	if (!isfinite(px) || px <= 0.0)
		return RV_ERANGE;
	const int d = rv_dec_px_decimals(px, sz_decimals);
	const double u = to_units(px, d, how);
	if (u < 1.0 || u > max_units)
		return RV_ERANGE;
	*units = (int64_t)u;
	*scale = d;
	return RV_OK;
}

rv_status rv_dec_sz_round(double sz, int sz_decimals, rv_dec_round how, int64_t *lots)
{
	assert(sz_decimals >= 0 && sz_decimals <= RV_DEC_MAX_SCALE);
	if (!isfinite(sz))
		return RV_ERANGE;
	const double u = to_units(sz, sz_decimals, how);
	if (fabs(u) > max_units)
		return RV_ERANGE;
	*lots = (int64_t)u;
	return RV_OK;
}
