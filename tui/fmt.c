/* Numbers as the console writes them; see fmt.h. */
#include "tui/fmt.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/base/decimal.h"

enum { HOURS_PER_YEAR = 8760 };

static const char *unknown(char *buf)
{
	(void)snprintf(buf, RV_FMT_TEXT, "--");
	return buf;
}

/*
 * "-0.00" and "+0.00" say a sign that the digits do not: plain zero instead. A half without
 * decimals is exact and is printed as the even 0.
 */
static bool is_nothing(double v, int decimals)
{
	return decimals == 0 ? fabs(v) <= 0.5 : fabs(v) < 0.5 * pow(10.0, -decimals);
}

const char *rv_fmt_price(double px, int sz_decimals, char *buf)
{
	if (!isfinite(px) || fabs(px) > 1e15)
		return unknown(buf);
	px = fabs(px) > 0 ? px : 0.0; /* no "-0" */
	const int decimals = px > 0 ? rv_dec_px_decimals(px, sz_decimals > 0 ? sz_decimals : 0) : 0;
	(void)snprintf(buf, RV_FMT_TEXT, "%.*f", decimals, px);
	return buf;
}

const char *rv_fmt_ratio(double ratio, char *buf)
{
	const bool whole = ratio >= 99.995;

	if (isnan(ratio) || ratio <= -9999.5)
		return unknown(buf);
	if (isinf(ratio))
		(void)snprintf(buf, RV_FMT_TEXT, "unused");
	else if (ratio >= 9999.5)
		(void)snprintf(buf, RV_FMT_TEXT, ">9999x");
	else
		(void)snprintf(buf, RV_FMT_TEXT, "%.*fx", whole ? 0 : 2,
			       is_nothing(ratio, 2) ? 0.0 : ratio);
	return buf;
}

const char *rv_fmt_signed(double v, int decimals, char *buf)
{
	if (!isfinite(v) || fabs(v) > 1e15)
		return unknown(buf);
	if (is_nothing(v, decimals))
		(void)snprintf(buf, RV_FMT_TEXT, "%.*f", decimals, 0.0);
	else
		(void)snprintf(buf, RV_FMT_TEXT, "%+.*f", decimals, v);
	return buf;
}

const char *rv_fmt_pct(double fraction, int decimals, char *buf)
{
	const double pct = fraction * 100.0;

	if (!isfinite(pct) || fabs(pct) > 1e12)
		return unknown(buf);
	if (fabs(pct) >= 999.5)
		decimals = 0;
	else if (fabs(pct) >= 99.95 && decimals > 1)
		decimals = 1;
	if (is_nothing(pct, decimals))
		(void)snprintf(buf, RV_FMT_TEXT, "%.*f%%", decimals, 0.0);
	else
		(void)snprintf(buf, RV_FMT_TEXT, "%+.*f%%", decimals, pct);
	return buf;
}

rv_num_text rv_num(double v, int decimals)
{
	rv_num_text t = { "--" };

	if (isfinite(v) && fabs(v) < 1e12)
		(void)snprintf(t.s, sizeof(t.s), "%.*f", decimals,
			       is_nothing(v, decimals) ? 0.0 : v);
	return t;
}

rv_num_text rv_num_signed(double v, int decimals)
{
	char buf[RV_FMT_TEXT];
	rv_num_text t;

	(void)snprintf(t.s, sizeof(t.s), "%.*s", RV_NUM_TEXT - 1, rv_fmt_signed(v, decimals, buf));
	return t;
}

rv_num_text rv_num_sig(double v, int digits)
{
	rv_num_text t = { "--" };

	if (isfinite(v))
		(void)snprintf(t.s, sizeof(t.s), "%.*g", digits, fabs(v) > 0 ? v : 0.0);
	return t;
}

const char *rv_fmt_amount(double v, char *buf)
{
	static const struct {
		double unit;
		const char *suffix;
	} units[] = { { 1e12, "T" }, { 1e9, "B" }, { 1e6, "M" }, { 1e3, "k" }, { 1.0, "" } };

	if (!isfinite(v) || fabs(v) >= 999.5e12)
		return unknown(buf);
	v = is_nothing(v, 2) ? 0.0 : v;
	size_t i = 0;
	while (i < 4 && fabs(v) < 0.9995 * units[i].unit)
		i++;
	const double x = v / units[i].unit;
	const int decimals = fabs(x) >= 99.95 ? 0 : fabs(x) >= 9.995 ? 1 : 2;
	(void)snprintf(buf, RV_FMT_TEXT, "%.*f%s", decimals, x, units[i].suffix);
	return buf;
}

const char *rv_fmt_age(int64_t ms, char *buf)
{
	const int64_t s = ms / 1000;

	if (ms < 0)
		return unknown(buf);
	if (s < 100)
		(void)snprintf(buf, RV_FMT_TEXT, "%ds", (int)s);
	else if (s < 100 * 60)
		(void)snprintf(buf, RV_FMT_TEXT, "%dm", (int)(s / 60));
	else if (s < 100 * 3600)
		(void)snprintf(buf, RV_FMT_TEXT, "%dh", (int)(s / 3600));
	else
		(void)snprintf(buf, RV_FMT_TEXT, "%lldd", (long long)(s / 86400));
	return buf;
}

double rv_funding_annual_pct(double per_hour)
{
	return per_hour * HOURS_PER_YEAR * 100.0;
}

const char *rv_fmt_funding(double per_hour, char *buf)
{
	return rv_fmt_pct(per_hour * HOURS_PER_YEAR, 2, buf);
}
