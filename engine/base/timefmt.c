/* Civil dates by Howard Hinnant's day-count algorithm; see timefmt.h. */
#include "engine/base/timefmt.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static int64_t days_from_civil(int y, int m, int d)
{
	y -= m <= 2;
	const int era = (y >= 0 ? y : y - 399) / 400;
	const int yoe = y - era * 400;
	const int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return (int64_t)era * 146097 + doe - 719468;
}

static void civil_from_days(int64_t z, int *y, int *m, int *d)
{
	z += 719468;
	const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	const int doe = (int)(z - era * 146097);
	const int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	const int mp = (5 * doy + 2) / 153;
	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp + (mp < 10 ? 3 : -9);
	*y = (int)(yoe + era * 400) + (*m <= 2);
}

static int month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return m == 2 && leap ? 29 : days[m - 1];
}

/* Reads exactly n digits at *p, or returns -1 and leaves *p. */
static int digits(const char **p, int n)
{
	int v = 0;
	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)(*p)[i]))
			return -1;
		v = v * 10 + ((*p)[i] - '0');
	}
	*p += n;
	return v;
}

static bool expect(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static rv_status parse_ms(const char *s, int64_t *out)
{
	const size_t n = strlen(s);
	if (n < 9 || n > 15)
		return RV_EPARSE;
	int64_t v = 0;
	for (size_t i = 0; i < n; i++) {
		if (!isdigit((unsigned char)s[i]))
			return RV_EPARSE;
		v = v * 10 + (s[i] - '0');
	}
	*out = v;
	return RV_OK;
}

static rv_status parse_clock(const char *p, int64_t *ms)
{
	const int hh = digits(&p, 2);
	if (hh < 0 || !expect(&p, ':'))
		return RV_EPARSE;
	const int mm = digits(&p, 2);
	int ss = 0;
	if (mm >= 0 && expect(&p, ':'))
		ss = digits(&p, 2);
	if (mm < 0 || ss < 0 || !expect(&p, 'Z') || *p)
		return RV_EPARSE;
	if (hh > 23 || mm > 59 || ss > 59)
		return RV_ERANGE;
	*ms = ((hh * 60 + mm) * INT64_C(60) + ss) * 1000;
	return RV_OK;
}

rv_status rv_time_parse(const char *text, int64_t *out, bool *is_date)
{
	const char *p = text;
	const int y = digits(&p, 4);
	if (y < 0 || *p != '-') {
		const rv_status st = parse_ms(text, out);
		if (st == RV_OK)
			*is_date = false;
		return st;
	}
	p++;
	const int m = digits(&p, 2);
	const int d = m >= 0 && expect(&p, '-') ? digits(&p, 2) : -1;
	if (d < 0)
		return RV_EPARSE;
	if (y < 1970 || m < 1 || m > 12 || d < 1 || d > month_days(y, m))
		return RV_ERANGE;
	int64_t clock_ms = 0;
	const bool bare = *p == '\0';
	if (!bare) {
		if (!expect(&p, 'T'))
			return RV_EPARSE;
		const rv_status st = parse_clock(p, &clock_ms);
		if (st != RV_OK)
			return st;
	}
	*out = days_from_civil(y, m, d) * RV_DAY_MS + clock_ms;
	*is_date = bare;
	return RV_OK;
}

int64_t rv_time_month(int64_t t, int add)
{
	int y, m, d;
	civil_from_days(rv_time_floor(t, RV_DAY_MS) / RV_DAY_MS, &y, &m, &d);
	const int months = y * 12 + m - 1 + add;
	const int year = months / 12 - (months % 12 < 0);
	return days_from_civil(year, months - year * 12 + 1, 1) * RV_DAY_MS;
}

int64_t rv_time_floor(int64_t t, int64_t step_ms)
{
	const int64_t r = t % step_ms;
	return t - (r < 0 ? r + step_ms : r);
}

const char *rv_time_format(int64_t utc_ms, char buf[RV_TIME_TEXT])
{
	char date[RV_TIME_TEXT], clock[RV_TIME_TEXT];
	(void)snprintf(buf, RV_TIME_TEXT, "%.11sT%.8sZ", rv_time_format_date(utc_ms, date),
		       rv_time_format_clock(utc_ms, clock));
	return buf;
}

const char *rv_time_format_date(int64_t utc_ms, char buf[RV_TIME_TEXT])
{
	int y, m, d;
	civil_from_days(rv_time_floor(utc_ms, RV_DAY_MS) / RV_DAY_MS, &y, &m, &d);
	/* m and d have two digits; the remainders tell the compiler that the text fits. */
	(void)snprintf(buf, RV_TIME_TEXT, "%04d-%02d-%02d", y, m % 100, d % 100);
	return buf;
}

const char *rv_time_format_clock(int64_t utc_ms, char buf[RV_TIME_TEXT])
{
	const int s = (int)((utc_ms - rv_time_floor(utc_ms, RV_DAY_MS)) / 1000);
	(void)snprintf(buf, RV_TIME_TEXT, "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
	return buf;
}
