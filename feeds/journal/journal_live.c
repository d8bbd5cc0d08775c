/* The journal of a running desk at one moment; see journal_live.h. */
#include "feeds/journal/journal_live.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LOG_HEAD = 32, /* salts and all: https://sqlite.org/fileformat2.html#walformat */
	CHUNK = 256 << 10,
	TRIES = 20,
	AGAIN_MS = 50
};

static const char log_suffix[] = "-wal";

/* What tells that the log has been begun anew, or the file been written without one. */
typedef struct moment {
	bool log;
	uint8_t head[LOG_HEAD];
	ino_t file;
	struct timespec written;
} moment;

static rv_status fail(const char *path, const char *what, rv_err *err)
{
	return rv_err_set(err, RV_EIO, "%s: %s: %s", path, what, strerror(errno));
}

static bool join(char out[PATH_MAX], const char *a, const char *b)
{
	const int n = snprintf(out, PATH_MAX, "%s%s", a, b);
	return n > 0 && n < PATH_MAX;
}

/* A log of fewer bytes than a head holds nothing. */
static rv_status look(const char *path, const char *log, moment *out, rv_err *err)
{
	struct stat sb;
	memset(out, 0, sizeof(*out)); /* also what is between its fields: they are compared whole */
	if (stat(path, &sb) != 0)
		return fail(path, "cannot be read", err);
	const int fd = open(log, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno != ENOENT)
		return fail(log, "cannot be read", err);
	const ssize_t n = fd >= 0 ? pread(fd, out->head, LOG_HEAD, 0) : 0;
	const rv_status st = n < 0 ? fail(log, "cannot be read", err) : RV_OK;
	if (fd >= 0)
		(void)close(fd); /* was only read */
	out->log = n == LOG_HEAD;
	out->file = sb.st_ino;
	if (!out->log) {
		memset(out->head, 0, sizeof(out->head));
		out->written = sb.st_mtim;
	}
	return st;
}

/* With a log the file may be written meanwhile: whatever is new in it is in the log, too. */
static bool same(const moment *a, const moment *b)
{
	return a->log == b->log && a->file == b->file && memcmp(a->head, b->head, LOG_HEAD) == 0 &&
	       a->written.tv_sec == b->written.tv_sec && a->written.tv_nsec == b->written.tv_nsec;
}

static rv_status write_all(int fd, const char *to, const uint8_t *data, size_t n, rv_err *err)
{
	while (n > 0) {
		const ssize_t k = write(fd, data, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return fail(to, "cannot be written", err);
		data += k;
		n -= (size_t)k;
	}
	return RV_OK;
}

static rv_status pour(int in, int out, const char *from, const char *to, rv_err *err)
{
	uint8_t *buf = malloc(CHUNK);
	rv_status st = buf ? RV_OK : rv_err_set(err, RV_ENOMEM, "%s: out of memory", from);
	while (st == RV_OK) {
		const ssize_t n = read(in, buf, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			st = fail(from, "cannot be read", err);
		if (n <= 0)
			break;
		st = write_all(out, to, buf, (size_t)n, err);
	}
	free(buf);
	return st;
}

static rv_status copy(const char *from, const char *to, rv_err *err)
{
	const int in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return fail(from, "cannot be read", err);
	const int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	rv_status st = out < 0 ? fail(to, "cannot be written", err) : pour(in, out, from, to, err);
	if (out >= 0 && close(out) != 0 && st == RV_OK)
		st = fail(to, "cannot be written", err);
	(void)close(in); /* was only read */
	return st;
}

/* *still: it was one moment. */
static rv_status copy_once(const char *path, const char *log, const rv_journal_copy *c,
			   const char *to_log, bool *still, rv_err *err)
{
	moment before, behind;
	rv_status st = look(path, log, &before, err);
	*still = false;
	if (st == RV_OK)
		st = copy(path, c->path, err);
	if (st == RV_OK && before.log)
		st = copy(log, to_log, err);
	else
		(void)unlink(to_log); /* of a try before */
	if (st == RV_OK)
		st = look(path, log, &behind, err);
	if (st == RV_OK)
		*still = same(&before, &behind);
	return st;
}

static rv_status make_dir(rv_journal_copy *c, rv_err *err)
{
	const char *tmp = getenv("TMPDIR");
	if (!join(c->dir, tmp && tmp[0] == '/' ? tmp : "/tmp", "/rvdesk-journal-XXXXXX"))
		return rv_err_set(err, RV_ERANGE, "TMPDIR: path too long");
	if (!mkdtemp(c->dir)) {
		const rv_status st = fail(c->dir, "cannot be made", err);
		c->dir[0] = '\0';
		return st;
	}
	return join(c->path, c->dir, "/journal.db")
		       ? RV_OK
		       : rv_err_set(err, RV_ERANGE, "TMPDIR: too long");
}

static rv_status copy_still(const char *path, rv_journal_copy *c, rv_err *err)
{
	char real[PATH_MAX], log[PATH_MAX], to_log[PATH_MAX];
	bool still = false;
	if (!realpath(path, real)) /* the log is beside the file itself, not beside a link to it */
		return fail(path, "cannot be read", err);
	rv_status st = make_dir(c, err);
	if (st == RV_OK && (!join(log, real, log_suffix) || !join(to_log, c->path, log_suffix)))
		st = rv_err_set(err, RV_ERANGE, "%.80s...: path too long", path);
	for (int i = 0; st == RV_OK && !still && i < TRIES; i++) {
		if (i > 0)
			(void)poll(NULL, 0, AGAIN_MS);
		st = copy_once(real, log, c, to_log, &still, err);
	}
	if (st == RV_OK && !still)
		return rv_err_set(err, RV_EAGAIN, "%s: it does not stand still: try again", path);
	return st;
}

rv_status rv_journal_copy_live(const char *path, rv_journal_copy *out, rv_err *err)
{
	memset(out, 0, sizeof(*out));
	const rv_status st = copy_still(path, out, err);
	if (st != RV_OK)
		rv_journal_copy_remove(out);
	return st;
}

void rv_journal_copy_remove(rv_journal_copy *c)
{
	char log[PATH_MAX];
	if (!c->dir[0])
		return;
	if (c->path[0] && join(log, c->path, log_suffix))
		(void)unlink(log); /* there may be none */
	if (c->path[0])
		(void)unlink(c->path);
	(void)rmdir(c->dir);
	c->dir[0] = '\0';
}
