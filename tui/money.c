/* Prices, sizes and dollars of the order side as text; see money.h. */
#include "tui/money.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DIGITS = 32, DECIMALS_MAX = 6, GROUP = 3, CLOID_SHOWN = 4 };

static const char *unknown(char *buf)
{
	(void)snprintf(buf, RV_FMT_TEXT, "--");
	return buf;
}

/* All digits of a number of 10^-scale units, at least one before the point; scale 0 .. 6. */
static void split_digits(uint64_t units, int scale, char whole[DIGITS], char frac[DIGITS])
{
	for (int i = scale - 1; i >= 0; i--, units /= 10)
		frac[i] = (char)('0' + units % 10);
	frac[scale] = '\0';
	(void)snprintf(whole, DIGITS, "%llu", (unsigned long long)units);
}

static uint64_t magnitude(int64_t v)
{
	return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

/* Decimals that five significant figures need: "0.00012345" has eight, of which scale allow. */
static int tick_decimals(const char *whole, const char *frac, int scale)
{
	enum { FIGURES = 5 };
	int n = FIGURES - (int)strlen(whole);

	if (whole[0] == '0' && whole[1] == '\0')
		n = FIGURES + (int)strspn(frac, "0");
	return n < 0 ? 0 : n > scale ? scale : n;
}

/* Cuts zeros behind the first `keep` decimals. */
static void cut_zeros(char *frac, int keep)
{
	size_t n = strlen(frac);

	while (n > (size_t)keep && frac[n - 1] == '0')
		n--;
	frac[n] = '\0';
}

static const char *join(const char *sign, const char *whole, const char *frac, char *buf)
{
	(void)snprintf(buf, RV_FMT_TEXT, "%s%.*s%s%.*s", sign, DIGITS - 8, whole,
		       frac[0] ? "." : "", DECIMALS_MAX, frac);
	return buf;
}

const char *rv_fmt_px(int64_t px, int sz_decimals, char *buf)
{
	char whole[DIGITS], frac[DIGITS];
	const int scale = RV_PX_SCALE_SUM - sz_decimals;

	if (px <= 0 || scale < 0 || scale > RV_PX_SCALE_SUM)
		return unknown(buf);
	split_digits((uint64_t)px, scale, whole, frac);
	cut_zeros(frac, tick_decimals(whole, frac, scale));
	return join("", whole, frac, buf);
}

static const char *lots_text(int64_t lots, int sz_decimals, const char *plus, char *buf)
{
	char whole[DIGITS], frac[DIGITS];

	if (sz_decimals < 0 || sz_decimals > RV_PX_SCALE_SUM)
		return unknown(buf);
	split_digits(magnitude(lots), sz_decimals, whole, frac);
	return join(lots < 0 ? "-" : lots > 0 ? plus : "", whole, frac, buf);
}

const char *rv_fmt_lots(int64_t lots, int sz_decimals, char *buf)
{
	return lots_text(lots, sz_decimals, "", buf);
}

const char *rv_fmt_lots_signed(int64_t lots, int sz_decimals, char *buf)
{
	return lots_text(lots, sz_decimals, "+", buf);
}

/* "1234567" -> "1,234,567". */
static void group_thousands(const char *digits, char out[DIGITS])
{
	const size_t len = strlen(digits);
	size_t n = 0;

	for (size_t i = 0; i < len && n + 2 < DIGITS; i++) {
		if (i > 0 && (len - i) % GROUP == 0)
			out[n++] = ',';
		out[n++] = digits[i];
	}
	out[n] = '\0';
}

const char *rv_fmt_musd(int64_t musd, int decimals, char *buf)
{
	char whole[DIGITS], frac[DIGITS], grouped[DIGITS];
	const int keep = decimals < 0 ? 0 : decimals > DECIMALS_MAX ? DECIMALS_MAX : decimals;

	uint64_t half = 0; /* what is not shown is rounded, not cut: 499.87 is 500 */

	for (int i = keep; i < DECIMALS_MAX; i++)
		half = half ? half * 10 : 5;
	split_digits(magnitude(musd) + half, DECIMALS_MAX, whole, frac);
	group_thousands(whole, grouped);
	frac[keep] = '\0';
	const bool nothing =
		strspn(whole, "0") == strlen(whole) && strspn(frac, "0") == (size_t)keep;
	return join(musd < 0 && !nothing ? "-" : "", grouped, frac, buf);
}

static const char *usd_text(double usd, int decimals, const char *plus, char *buf)
{
	char digits[DIGITS], grouped[DIGITS];

	if (!isfinite(usd) || fabs(usd) >= 1e15)
		return unknown(buf);
	(void)snprintf(digits, sizeof(digits), "%.*f", decimals, fabs(usd));
	char *point = strchr(digits, '.');
	const char *frac = "";
	if (point) {
		*point = '\0';
		frac = point + 1;
	}
	const bool nothing =
		strspn(digits, "0") == strlen(digits) && strspn(frac, "0") == strlen(frac);
	group_thousands(digits, grouped);
	return join(nothing ? "" : usd < 0 ? "-" : plus, grouped, frac, buf);
}

const char *rv_fmt_usd(double usd, int decimals, char *buf)
{
	return usd_text(usd, decimals, "", buf);
}

const char *rv_fmt_usd_signed(double usd, int decimals, char *buf)
{
	return usd_text(usd, decimals, "+", buf);
}

const char *rv_fmt_left(int64_t ms, char *buf)
{
	enum { MINUTE = 60, HOUR = 3600, DAYS_SHOWN = 99 };
	const int64_t s = ms > 0 ? ms / 1000 : 0;

	if (s < HOUR)
		(void)snprintf(buf, RV_FMT_TEXT, "%lld:%02lld", (long long)(s / MINUTE),
			       (long long)(s % MINUTE));
	else if (s < DAYS_SHOWN * HOUR)
		(void)snprintf(buf, RV_FMT_TEXT, "%lldh%02lld", (long long)(s / HOUR),
			       (long long)(s % HOUR / MINUTE));
	else
		(void)snprintf(buf, RV_FMT_TEXT, "%lldd", (long long)(s / (24 * HOUR)));
	return buf;
}

static void put_hex(const uint8_t *b, int n, char *buf, size_t cap)
{
	size_t at = strlen(buf);

	for (int i = 0; i < n && at + 3 <= cap; i++, at += 2)
		(void)snprintf(buf + at, cap - at, "%02x", b[i]);
}

const char *rv_fmt_cloid(const rv_cloid *cloid, char *buf)
{
	static const rv_cloid none;

	if (memcmp(cloid, &none, sizeof(none)) == 0)
		return unknown(buf);
	(void)snprintf(buf, RV_FMT_TEXT, "0x");
	put_hex(cloid->b, CLOID_SHOWN, buf, RV_FMT_TEXT);
	return buf;
}

const char *rv_fmt_digest(const rv_digest *digest, int bytes, char *buf)
{
	buf[0] = '\0';
	put_hex(digest->b, bytes < RV_DIGEST_BYTES ? bytes : RV_DIGEST_BYTES, buf, RV_FMT_TEXT);
	return buf;
}
