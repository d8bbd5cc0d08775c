/*
 * UTC instants as text and back, and the bar grid.
 * All times are int64_t ms since 1970-01-01T00:00Z; no time zone, no locale. Any thread.
 */
#ifndef RV_BASE_TIMEFMT_H
#define RV_BASE_TIMEFMT_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RV_SECOND_MS INT64_C(1000)
#define RV_MINUTE_MS INT64_C(60000)
#define RV_HOUR_MS INT64_C(3600000)
#define RV_DAY_MS INT64_C(86400000)

enum { RV_TIME_TEXT = 32 };

/*
 * Parses `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM:SSZ` (seconds optional) or Unix ms (at least 9 digits).
 * *is_date says that the text was a bare date (the caller decides which end of the day is meant;
 * *out is its 00:00). RV_EPARSE or RV_ERANGE leaves both untouched.
 */
RV_NODISCARD rv_status rv_time_parse(const char *text, int64_t *out, bool *is_date);

/* "2026-11-20T23:50:00Z"; buf has RV_TIME_TEXT bytes; returns buf. */
const char *rv_time_format(int64_t utc_ms, char buf[RV_TIME_TEXT]);
const char *rv_time_format_date(int64_t utc_ms, char buf[RV_TIME_TEXT]);  /* "2026-11-20" */
const char *rv_time_format_clock(int64_t utc_ms, char buf[RV_TIME_TEXT]); /* "23:50:00" */

/* First instant of the month that is `add` months after the one that holds t. */
int64_t rv_time_month(int64_t t, int add);

/* Largest multiple of step_ms that is <= t (also for negative t). step_ms > 0. */
int64_t rv_time_floor(int64_t t, int64_t step_ms);

#endif
