/* A copy of a store that somebody writes to; see store_copy.h. */
#include "app/research/store_copy.h"

#include "app/ops/file_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The head of an SQLite file: its magic, and at 24 the counter that every commit moves. */
enum { HEAD = 100, COUNTER = 24, COUNTER_BYTES = 4, TRIES = 20, PAUSE_MS = 250 };

typedef struct state {
	uint8_t counter[COUNTER_BYTES];
	bool busy; /* a writer is in the middle of something */
} state;

static rv_status look(const char *path, state *out, rv_err *err)
{
	char journal[PATH_MAX];
	uint8_t head[HEAD];
	struct stat sb;
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return rv_err_set(err, errno == ENOENT ? RV_ENOENT : RV_EIO, "%.200s: %s", path,
				  strerror(errno));
	const ssize_t n = read(fd, head, sizeof(head));
	(void)close(fd);
	if (n != HEAD || memcmp(head, "SQLite format 3", 16) != 0)
		return rv_err_set(err, RV_EDATA, "%.200s: expected a store", path);
	memcpy(out->counter, head + COUNTER, COUNTER_BYTES);
	if (snprintf(journal, sizeof(journal), "%s-journal", path) >= (int)sizeof(journal))
		return rv_err_set(err, RV_EINVAL, "%.80s: the name is too long", path);
	out->busy = stat(journal, &sb) == 0 && sb.st_size > 0;
	return RV_OK;
}

/* *whole: nobody wrote while it was copied. */
static rv_status try_once(const char *from, const char *to, bool *whole, rv_err *err)
{
	state before = { .busy = true }, after = { .busy = true };
	*whole = false;
	rv_status st = look(from, &before, err);
	if (st != RV_OK || before.busy)
		return st;
	if (unlink(to) != 0 && errno != ENOENT)
		return rv_err_set(err, RV_EIO, "%.200s: %s", to, strerror(errno));
	st = rv_file_copy(from, to, err);
	if (st == RV_OK)
		st = look(from, &after, err);
	*whole = st == RV_OK && !after.busy &&
		 memcmp(before.counter, after.counter, COUNTER_BYTES) == 0;
	if (!*whole)
		(void)unlink(to);
	return st;
}

rv_status rv_store_copy(const char *from, const char *to, rv_err *err)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };
	bool whole = false;
	for (int i = 0; i < TRIES; i++) {
		const rv_status st = try_once(from, to, &whole, err);
		if (st != RV_OK || whole)
			return st;
		(void)nanosleep(&pause, NULL);
	}
	return rv_err_set(err, RV_EAGAIN, "%.200s: is written to all the time, try again later",
			  from);
}
