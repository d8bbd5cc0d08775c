/* Bounded file reading; see read_file.h. */
#include "config/read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static rv_status open_regular(const char *path, int *fd, rv_err *err)
{
	/* O_NONBLOCK: opening a pipe without a writer must not hang. */
	const int f = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (f < 0) {
		const int e = errno;
		const bool absent = e == ENOENT || e == ENOTDIR;
		return rv_err_set(err, absent ? RV_ENOENT : RV_EIO, "%s: cannot open: %s", path,
				  strerror(e));
	}
	struct stat sb;
	if (fstat(f, &sb) != 0 || !S_ISREG(sb.st_mode)) {
		(void)close(f); /* opened for reading only: nothing can be lost */
		return rv_err_set(err, RV_EDATA, "%s: not a regular file", path);
	}
	*fd = f;
	return RV_OK;
}

/* Reads to the end of fd, at most cap bytes; the size of a growing file is not trusted. */
static rv_status read_all(int fd, const char *path, char *buf, size_t cap, size_t *n, rv_err *err)
{
	size_t have = 0;
	for (;;) {
		const ssize_t got = read(fd, buf + have, cap + 1 - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return rv_err_set(err, RV_EIO, "%s: cannot read: %s", path,
					  strerror(errno));
		if (got == 0)
			break;
		have += (size_t)got;
		if (have > cap)
			return rv_err_set(err, RV_ERANGE, "%s: larger than %zu bytes", path, cap);
	}
	buf[have] = '\0';
	*n = have;
	return RV_OK;
}

rv_status rv_read_file(const char *path, size_t cap, char **text, size_t *n, rv_err *err)
{
	int fd = -1;
	rv_status st = open_regular(path, &fd, err);
	if (st != RV_OK)
		return st;
	char *buf = malloc(cap + 1);
	if (buf)
		st = read_all(fd, path, buf, cap, n, err);
	else
		st = rv_err_set(err, RV_ENOMEM, "%s: out of memory", path);
	(void)close(fd); /* opened for reading only: nothing can be lost */
	if (st != RV_OK) {
		free(buf);
		return st;
	}
	*text = buf;
	return RV_OK;
}
