/* See backup_names.h. */
#include "app/ops/backup_names.h"

#include "engine/base/timefmt.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { STAMP = 17 /* -20261126T190005Z */ };

/* Text of digits and the punctuation of ISO 8601 without its separators. */
static void stamp_of(int64_t utc_ms, char out[STAMP + 1])
{
	char iso[RV_TIME_TEXT]; /* 2026-11-26T19:00:05Z */
	size_t n = 1;
	(void)rv_time_format(rv_time_floor(utc_ms, 1000), iso);
	out[0] = '-';
	for (const char *p = iso; *p && *p != '.' && n < STAMP - 1; p++) {
		if (*p != '-' && *p != ':' && *p != 'Z')
			out[n++] = *p;
	}
	out[n++] = 'Z';
	out[n] = '\0';
}

rv_status rv_backup_name(const char *file, int64_t utc_ms, char out[RV_BACKUP_NAME])
{
	char stamp[STAMP + 1];
	const char *dot = strrchr(file, '.');
	const size_t base = dot ? (size_t)(dot - file) : strlen(file);
	stamp_of(utc_ms, stamp);
	const int n =
		snprintf(out, RV_BACKUP_NAME, "%.*s%s%s", (int)base, file, stamp, dot ? dot : "");
	return n > 0 && n < RV_BACKUP_NAME ? RV_OK : RV_ERANGE;
}

static bool parse_stamp(const char *s, int64_t *utc_ms)
{
	static const char shape[STAMP + 1] = "-ddddddddTddddddZ";
	char iso[RV_TIME_TEXT];
	bool is_date = false;
	for (size_t i = 0; i < STAMP; i++) {
		const bool digit = s[i] >= '0' && s[i] <= '9';
		if (shape[i] == 'd' ? !digit : s[i] != shape[i])
			return false;
	}
	(void)snprintf(iso, sizeof(iso), "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", s + 1, s + 5, s + 7,
		       s + 10, s + 12, s + 14);
	return rv_time_parse(iso, utc_ms, &is_date) == RV_OK && !is_date;
}

bool rv_backup_parse(const char *name, char file[RV_BACKUP_NAME], int64_t *utc_ms)
{
	int64_t at = 0;
	const char *dot = strrchr(name, '.');
	const size_t base = dot ? (size_t)(dot - name) : strlen(name);
	if (base <= STAMP || strlen(name) >= RV_BACKUP_NAME ||
	    !parse_stamp(name + base - STAMP, &at))
		return false;
	if (file)
		(void)snprintf(file, RV_BACKUP_NAME, "%.*s%s", (int)(base - STAMP), name,
			       dot ? dot : "");
	if (utc_ms)
		*utc_ms = at;
	return true;
}

void rv_backup_keep(const int64_t *utc_ms, size_t n, bool *keep)
{
	int64_t hour = INT64_MAX, day = INT64_MAX;
	int hours = 0, days = 0;
	for (size_t i = 0; i < n; i++) {
		const int64_t h = rv_time_floor(utc_ms[i], RV_HOUR_MS);
		const int64_t d = rv_time_floor(utc_ms[i], RV_DAY_MS);
		keep[i] = (h != hour && hours < RV_BACKUP_HOURS) ||
			  (d != day && days < RV_BACKUP_DAYS);
		hours += h != hour;
		days += d != day;
		hour = h;
		day = d;
	}
}
