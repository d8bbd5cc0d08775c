/* A file replaced as a whole; see file_replace.h. */
#include "app/file_replace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *text, size_t n)
{
	while (n > 0) {
		const ssize_t k = write(fd, text, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return errno;
		text += k;
		n -= (size_t)k;
	}
	return fsync(fd) == 0 ? 0 : errno;
}

/* Writes text beside path and renames it there; returns errno or 0. No file is left on failure. */
static int replace(const char *path, const char *text, size_t n, mode_t mode)
{
	char tmp[PATH_MAX];
	const int len = snprintf(tmp, sizeof(tmp), "%s.XXXXXX", path);
	if (len < 0 || (size_t)len >= sizeof(tmp))
		return ENAMETOOLONG;
	const int fd = mkostemp(tmp, O_CLOEXEC); /* mode 0600 */
	if (fd < 0)
		return errno;
	int e = write_all(fd, text, n);
	if (e == 0 && fchmod(fd, mode) != 0)
		e = errno;
	if (close(fd) != 0 && e == 0)
		e = errno;
	if (e == 0 && rename(tmp, path) != 0)
		e = errno;
	if (e != 0)
		(void)unlink(tmp); /* the first failure is the one to tell */
	return e;
}

rv_status rv_file_replace(const char *path, const char *text, size_t n, rv_err *err)
{
	return rv_file_replace_mode(path, text, n, S_IRUSR | S_IWUSR, err);
}

rv_status rv_file_replace_mode(const char *path, const char *text, size_t n, mode_t mode,
			       rv_err *err)
{
	const int e = replace(path, text, n, mode);
	if (e != 0)
		return rv_err_set(err, RV_EIO, "%s: cannot be replaced: %s", path, strerror(e));
	return RV_OK;
}
