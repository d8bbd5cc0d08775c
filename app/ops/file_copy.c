/* See file_copy.h. */
#include "app/ops/file_copy.h"

#include "feeds/journal/journal_space.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PART = 1 << 16 };

static bool write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		const ssize_t k = write(fd, p, n);
		if (k < 0 && errno != EINTR)
			return false;
		p += k > 0 ? k : 0;
		n -= k > 0 ? (size_t)k : 0;
	}
	return true;
}

static bool copy(int from, int to)
{
	char buf[PART];
	for (;;) {
		const ssize_t k = read(from, buf, sizeof(buf));
		if (k == 0)
			return fsync(to) == 0;
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0 || !write_all(to, buf, (size_t)k))
			return false;
	}
}

static rv_status copy_to(int in, const char *part, const char *to, rv_err *err)
{
	(void)unlink(part); /* of a copy that was cut off */
	const int out = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	/* A link, not a rename: it never takes the place of what is there. */
	const bool ok = out >= 0 && copy(in, out) && link(part, to) == 0;
	const int e = errno;
	if (out >= 0)
		(void)close(out); /* it was synced, or it is removed */
	(void)unlink(part);
	return ok ? RV_OK
		  : rv_err_set(err, e == EEXIST ? RV_EEXIST : RV_EIO, "%s: cannot be made: %s", to,
			       strerror(e));
}

rv_status rv_file_copy(const char *from, const char *to, rv_err *err)
{
	char part[PATH_MAX];
	if (snprintf(part, sizeof(part), "%s.part", to) >= (int)sizeof(part))
		return rv_err_set(err, RV_ERANGE, "%.80s...: path too long", to);
	const int in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return rv_err_set(err, errno == ENOENT ? RV_ENOENT : RV_EIO,
				  "%s: cannot be read: %s", from, strerror(errno));
	const rv_status st = copy_to(in, part, to, err);
	(void)close(in); /* was only read */
	return st == RV_OK ? rv_sync_folder_of(to, err) : st;
}
