/* One row of text, verified field by field; see import_rows.h. */
#include "feeds/store/import_rows.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/num.h"

/* 2009-01-01 and 2100-01-01: seconds or microseconds taken for ms land outside. */
#define T_MIN INT64_C(1230768000000)
#define T_MAX INT64_C(4102444800000)

enum { F_SYMBOL, F_T, F_OPEN, F_HIGH, F_LOW, F_CLOSE, F_VOLUME_BASE, F_VOLUME_QUOTE };
enum { F_RATE = 2, F_INTERVAL_H = 3, F_MCAP = 2 };

static const char *const bar_columns[] = { "symbol", "t",     "open",	     "high",
					   "low",    "close", "volume_base", "volume_quote" };
static const char *const funding_columns[] = { "symbol", "t", "rate", "interval_h" };
static const char *const mcap_columns[] = { "symbol", "t", "market_cap_usd" };

const char *const *rv_import_columns(rv_import_kind kind, size_t *n)
{
	switch (kind) {
	case RV_IMPORT_FUNDING:
		*n = sizeof(funding_columns) / sizeof(funding_columns[0]);
		return funding_columns;
	case RV_IMPORT_MCAP:
		*n = sizeof(mcap_columns) / sizeof(mcap_columns[0]);
		return mcap_columns;
	case RV_IMPORT_CANDLES:
	case RV_IMPORT_KINDS:
		break;
	}
	*n = sizeof(bar_columns) / sizeof(bar_columns[0]);
	return bar_columns;
}

const char *rv_import_kind_name(rv_import_kind kind)
{
	static const char *const names[RV_IMPORT_KINDS] = { "candles", "funding", "mcap" };
	return names[kind];
}

/* Fills the defect: "FIELD: VALUE REASON". */
static rv_status refuse(rv_import_defect *bad, const char *column, rv_csv_field f, const char *why)
{
	char shown[RV_CSV_QUOTE], text[RV_NUM_TEXT];
	if (f.number) {
		f.s = rv_num_format(*f.number, text);
		f.n = strlen(text);
	}
	(void)snprintf(bad->text, sizeof(bad->text), "%s: %s %s", column, rv_csv_quote(f, shown),
		       why);
	return RV_EDATA;
}

rv_status rv_import_symbol(rv_csv_field f, char out[RV_SYMBOL_MAX], rv_import_defect *bad)
{
	if (f.n == 0)
		return refuse(bad, "symbol", f, "is empty, expected a coin's name");
	if (f.n >= RV_SYMBOL_MAX)
		return refuse(bad, "symbol", f, "is too long, expected at most 23 bytes");
	for (size_t i = 0; i < f.n; i++) {
		if (f.s[i] <= ' ' || f.s[i] >= 0x7f || f.s[i] == '"')
			return refuse(bad, "symbol", f,
				      "has a byte that no name has, expected printable ASCII "
				      "without spaces and quotes");
	}
	memcpy(out, f.s, f.n);
	out[f.n] = '\0';
	return RV_OK;
}

static rv_status number(const char *column, rv_csv_field f, double *out, rv_import_defect *bad)
{
	if (f.number) {
		*out = *f.number;
		return RV_OK;
	}
	if (f.n == 0)
		return refuse(bad, column, f, "is empty, expected a number");
	const rv_status st = rv_num_parse(f.s, f.n, out);
	if (st == RV_ERANGE)
		return refuse(bad, column, f, "is too large, expected a finite number");
	return st == RV_OK ? RV_OK
			   : refuse(bad, column, f, "is not a number, expected a plain decimal");
}

static rv_status positive(const char *column, rv_csv_field f, double *out, rv_import_defect *bad)
{
	const rv_status st = number(column, f, out, bad);
	if (st == RV_OK && !(*out > 0.0))
		return refuse(bad, column, f,
			      *out < 0.0 ? "is negative, expected a number above 0"
					 : "is zero, expected a number above 0");
	return st;
}

static rv_status volume(const char *column, rv_csv_field f, double *out, rv_import_defect *bad)
{
	*out = NAN;
	if (f.n == 0 && !f.number)
		return RV_OK;
	const rv_status st = number(column, f, out, bad);
	if (st == RV_OK && *out < 0.0)
		return refuse(bad, column, f,
			      "is negative, expected a number of at least 0, or empty if unknown");
	return st;
}

/* grid_ms 0: any instant. */
static rv_status instant(rv_csv_field f, int64_t grid_ms, int64_t *out, rv_import_defect *bad)
{
	int64_t t = 0;
	if (f.n == 0 || rv_num_parse_i64(f.s, f.n, &t) != RV_OK)
		return refuse(bad, "t", f, "is not a time, expected Unix milliseconds");
	if (t < T_MIN || t >= T_MAX)
		return refuse(bad, "t", f,
			      "is outside of 2009 to 2099, expected Unix milliseconds");
	if (grid_ms > 0 && t % grid_ms != 0) {
		bad->off_grid = true;
		return refuse(bad, "t", f,
			      grid_ms == RV_HOUR_MS
				      ? "is off the 1h grid, expected a full hour UTC"
				      : "is off the 1d grid, expected 00:00 UTC (hourly bars need "
					"--interval 1h)");
	}
	*out = t;
	return RV_OK;
}

static rv_status check_range(const rv_csv_field *f, const rv_bar *b, rv_import_defect *bad)
{
	if (b->high < b->low)
		return refuse(bad, "high", f[F_HIGH], "is below low, expected high >= low");
	if (b->open < b->low || b->open > b->high)
		return refuse(bad, "open", f[F_OPEN],
			      "is outside of the bar, expected low <= open <= high");
	if (b->close < b->low || b->close > b->high)
		return refuse(bad, "close", f[F_CLOSE],
			      "is outside of the bar, expected low <= close <= high");
	return RV_OK;
}

rv_status rv_import_bar(const rv_csv_field *f, rv_interval iv, rv_bar *out, rv_import_defect *bad)
{
	rv_bar b;
	double *const prices[] = { &b.open, &b.high, &b.low, &b.close };
	bad->off_grid = false;
	rv_status st = instant(f[F_T], rv_interval_ms(iv), &b.t, bad);
	for (size_t i = 0; i < 4 && st == RV_OK; i++)
		st = positive(bar_columns[F_OPEN + i], f[F_OPEN + i], prices[i], bad);
	if (st == RV_OK)
		st = volume("volume_base", f[F_VOLUME_BASE], &b.volume_base, bad);
	if (st == RV_OK)
		st = volume("volume_quote", f[F_VOLUME_QUOTE], &b.volume_quote, bad);
	if (st == RV_OK)
		st = check_range(f, &b, bad);
	if (st == RV_OK)
		*out = b;
	return st;
}

/* The periods at which venues pay: what is compared per hour later must be one of these. */
static bool is_funding_interval(double h)
{
	static const double known[] = { 1.0, 2.0, 4.0, 8.0 };
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (fabs(h - known[i]) <= 0.0)
			return true;
	}
	return false;
}

rv_status rv_import_funding(const rv_csv_field *f, rv_funding *out, rv_import_defect *bad)
{
	rv_funding x;
	bad->off_grid = false;
	rv_status st = instant(f[F_T], 0, &x.t, bad);
	if (st == RV_OK)
		st = number("rate", f[F_RATE], &x.rate, bad);
	if (st == RV_OK && fabs(x.rate) >= 1.0)
		return refuse(bad, "rate", f[F_RATE],
			      "is too large, expected a fraction of notional within (-1, 1)");
	if (st == RV_OK)
		st = number("interval_h", f[F_INTERVAL_H], &x.interval_h, bad);
	if (st == RV_OK && !is_funding_interval(x.interval_h))
		return refuse(bad, "interval_h", f[F_INTERVAL_H],
			      "is no funding interval, expected 1, 2, 4 or 8 hours");
	if (st == RV_OK)
		*out = x;
	return st;
}

rv_status rv_import_mcap(const rv_csv_field *f, rv_mcap *out, rv_import_defect *bad)
{
	rv_mcap x;
	bad->off_grid = false;
	rv_status st = instant(f[F_T], RV_DAY_MS, &x.t, bad);
	if (st == RV_OK)
		st = positive("market_cap_usd", f[F_MCAP], &x.market_cap_usd, bad);
	if (st == RV_OK)
		*out = x;
	return st;
}
