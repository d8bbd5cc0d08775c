/* Event log ring; see log.h. */
#include "engine/base/log.h"

#include "engine/base/timefmt.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOG_RING = 512, LOG_KINDS = 128 };

struct log_kind {
	char name[RV_LOG_KIND];
	uint64_t count;
};

struct rv_log {
	const rv_clock *clock;
	int fd; /* -1: no file */
	char *path;
	pthread_mutex_t mu;
	uint64_t seq;
	uint64_t counts[RV_LOG_LEVELS];
	rv_log_line ring[LOG_RING];
	size_t n_kinds;
	struct log_kind kinds[LOG_KINDS];
};

static rv_status open_file(const char *path, int *fd, rv_err *err)
{
	*fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	return *fd >= 0 ? RV_OK
			: rv_err_set(err, RV_EIO, "%s: cannot open the log: %s", path,
				     strerror(errno));
}

rv_status rv_log_new(const rv_clock *clock, const char *path, rv_log **out, rv_err *err)
{
	rv_log *log = calloc(1, sizeof(*log));
	if (!log)
		return rv_err_set(err, RV_ENOMEM, "log: out of memory");
	log->clock = clock;
	log->fd = -1;
	if (pthread_mutex_init(&log->mu, NULL) != 0) {
		free(log);
		return rv_err_set(err, RV_ENOMEM, "log: no mutex");
	}
	rv_status st = RV_OK;
	if (path) {
		log->path = strdup(path);
		st = log->path ? open_file(path, &log->fd, err)
			       : rv_err_set(err, RV_ENOMEM, "log: out of memory");
	}
	if (st != RV_OK) {
		rv_log_free(log);
		return st;
	}
	*out = log;
	return RV_OK;
}

rv_status rv_log_reopen(rv_log *log, rv_err *err)
{
	int fd = -1;
	if (log->fd < 0)
		return RV_OK;
	const rv_status st = open_file(log->path, &fd, err);
	if (st != RV_OK)
		return st;
	/* The number stays, so that threads which write meanwhile need no lock. */
	const int rc = dup3(fd, log->fd, O_CLOEXEC);
	const int e = errno;
	(void)close(fd);
	return rc >= 0 ? RV_OK
		       : rv_err_set(err, RV_EIO, "%s: cannot open the log: %s", log->path,
				    strerror(e));
}

void rv_log_free(rv_log *log)
{
	if (!log)
		return;
	if (log->fd >= 0)
		(void)close(log->fd); /* every line was written with write(2) already */
	(void)pthread_mutex_destroy(&log->mu);
	free(log->path);
	free(log);
}

static void clean(char *s)
{
	for (; *s; s++) {
		const unsigned char c = (unsigned char)*s;
		if (c < 0x20 || c == 0x7f)
			*s = '?';
	}
}

static void write_file(int fd, const rv_log_line *line)
{
	static const char names[] = "DIWE";
	char ts[RV_TIME_TEXT], buf[RV_LOG_TEXT + 80];
	const int n = snprintf(buf, sizeof(buf), "%s %c %s: %s\n", rv_time_format(line->utc_ms, ts),
			       names[line->level], line->source, line->text);
	/* A full disk must not stop the desk; the ring still has the line. */
	if (n > 0 && write(fd, buf, (size_t)n) != n)
		return;
}

static void append(rv_log *log, rv_log_line *line)
{
	clean(line->text);
	(void)pthread_mutex_lock(&log->mu);
	line->seq = ++log->seq;
	log->counts[line->level]++;
	log->ring[line->seq % LOG_RING] = *line;
	(void)pthread_mutex_unlock(&log->mu);
	if (log->fd >= 0)
		write_file(log->fd, line);
}

static void build(rv_log *log, rv_log_line *line, rv_log_level level, const char *source,
		  const char *fmt, va_list ap) __attribute__((format(printf, 5, 0)));

static void build(rv_log *log, rv_log_line *line, rv_log_level level, const char *source,
		  const char *fmt, va_list ap)
{
	memset(line, 0, sizeof(*line));
	line->utc_ms = rv_clock_utc_ms(log->clock);
	line->level = level;
	(void)snprintf(line->source, sizeof(line->source), "%s", source);
	(void)vsnprintf(line->text, sizeof(line->text), fmt, ap);
}

void rv_log_put(rv_log *log, rv_log_level level, const char *source, const char *fmt, ...)
{
	if (!log)
		return;
	rv_log_line line;
	va_list ap;
	va_start(ap, fmt);
	build(log, &line, level, source, fmt, ap);
	va_end(ap);
	append(log, &line);
}

void rv_log_file(rv_log *log, rv_log_level level, const char *source, const char *fmt, ...)
{
	if (!log || log->fd < 0)
		return;
	rv_log_line line;
	va_list ap;
	va_start(ap, fmt);
	build(log, &line, level, source, fmt, ap);
	va_end(ap);
	clean(line.text);
	write_file(log->fd, &line);
}

static uint64_t count_kind(rv_log *log, const char *kind, rv_log_level level)
{
	uint64_t n = 0;
	(void)pthread_mutex_lock(&log->mu);
	size_t i = 0;
	while (i < log->n_kinds && strncmp(log->kinds[i].name, kind, RV_LOG_KIND - 1) != 0)
		i++;
	if (i == log->n_kinds && i < LOG_KINDS) {
		(void)snprintf(log->kinds[i].name, RV_LOG_KIND, "%s", kind);
		log->n_kinds++;
	}
	if (i < LOG_KINDS)
		n = ++log->kinds[i].count;
	if (n != 1) /* else its line is counted */
		log->counts[level]++;
	(void)pthread_mutex_unlock(&log->mu);
	return n; /* 0: more kinds than can be told apart, so nothing more is written */
}

uint64_t rv_log_once(rv_log *log, const char *kind, rv_log_level level, const char *source,
		     const char *fmt, ...)
{
	if (!log)
		return 0;
	const uint64_t n = count_kind(log, kind, level);
	if (n != 1)
		return n;
	rv_log_line line;
	va_list ap;
	va_start(ap, fmt);
	build(log, &line, level, source, fmt, ap);
	va_end(ap);
	append(log, &line);
	return n;
}

size_t rv_log_tail(rv_log *log, rv_log_line *out, size_t cap)
{
	if (!log)
		return 0;
	(void)pthread_mutex_lock(&log->mu);
	uint64_t n = log->seq < LOG_RING ? log->seq : LOG_RING;
	if (n > cap)
		n = cap;
	for (uint64_t i = 0; i < n; i++)
		out[i] = log->ring[(log->seq - n + 1 + i) % LOG_RING];
	(void)pthread_mutex_unlock(&log->mu);
	return (size_t)n;
}

void rv_log_counts(rv_log *log, uint64_t out[RV_LOG_LEVELS])
{
	memset(out, 0, RV_LOG_LEVELS * sizeof(out[0]));
	if (!log)
		return;
	(void)pthread_mutex_lock(&log->mu);
	memcpy(out, log->counts, sizeof(log->counts));
	(void)pthread_mutex_unlock(&log->mu);
}

uint64_t rv_log_seq(rv_log *log)
{
	if (!log)
		return 0;
	(void)pthread_mutex_lock(&log->mu);
	const uint64_t s = log->seq;
	(void)pthread_mutex_unlock(&log->mu);
	return s;
}
