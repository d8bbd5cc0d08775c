/*
 * The event log: a ring of short lines with level, time and source, read by the console and
 * optionally written to a file.
 *
 * Text is cleaned (control bytes become '?') and cut to RV_LOG_TEXT. Formatting happens outside
 * the lock. rv_log_once writes a line the first time a kind is seen and counts the rest, so that
 * a venue that sends garbage cannot flood the screen. Threads: any.
 */
#ifndef RV_BASE_LOG_H
#define RV_BASE_LOG_H

#include "engine/base/clock.h"
#include "engine/base/status.h"

#include <stddef.h>
#include <stdint.h>

enum { RV_LOG_LEVELS = 4 };

enum { RV_LOG_TEXT = 200, RV_LOG_SOURCE = 12, RV_LOG_KIND = 48 };

typedef enum rv_log_level { RV_LOG_DEBUG, RV_LOG_INFO, RV_LOG_WARN, RV_LOG_ERROR } rv_log_level;

typedef struct rv_log_line {
	uint64_t seq; /* 1, 2, 3, ... */
	int64_t utc_ms;
	rv_log_level level;
	char source[RV_LOG_SOURCE];
	char text[RV_LOG_TEXT];
} rv_log_line;

typedef struct rv_log rv_log;

/* clock is borrowed and must outlive the log; path NULL = no file, else appended to (0600). */
RV_NODISCARD rv_status rv_log_new(const rv_clock *clock, const char *path, rv_log **out,
				  rv_err *err);
void rv_log_free(rv_log *log);
/*
 * Opens the file of that name anew, for those who have moved it away; no line is lost. A log
 * without a file stays so. RV_EIO: the old file is kept.
 */
RV_NODISCARD rv_status rv_log_reopen(rv_log *log, rv_err *err);

/* log NULL is allowed everywhere and drops the line. */
void rv_log_put(rv_log *log, rv_log_level level, const char *source, const char *fmt, ...)
	RV_PRINTF(4, 5);
/* A line for the file alone, which programs read: not in the ring, so not on the screen. */
void rv_log_file(rv_log *log, rv_log_level level, const char *source, const char *fmt, ...)
	RV_PRINTF(4, 5);
/* As rv_log_put, but only the first time for this kind; returns how often the kind has come. */
uint64_t rv_log_once(rv_log *log, const char *kind, rv_log_level level, const char *source,
		     const char *fmt, ...) RV_PRINTF(5, 6);

/* Copies the newest lines (oldest of them first), at most cap; returns how many. */
size_t rv_log_tail(rv_log *log, rv_log_line *out, size_t cap);
/* How many lines of each level there were since new, those of rv_log_once that were held back
 * included. */
void rv_log_counts(rv_log *log, uint64_t out[RV_LOG_LEVELS]);
/* Sequence number of the newest line, 0 if none: a cheap "has it changed". */
uint64_t rv_log_seq(rv_log *log);

#endif
