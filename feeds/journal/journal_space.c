/* Room on the disk; see journal_space.h. */
#include "feeds/journal/journal_space.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static void folder_of(const char *path, char out[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		(void)snprintf(out, PATH_MAX, ".");
	else
		(void)snprintf(out, PATH_MAX, "%.*s", (int)(slash == path ? 1 : slash - path),
			       path);
}

rv_status rv_space_check(const char *path, int64_t bytes, rv_err *err)
{
	char dir[PATH_MAX];
	struct statvfs fs;
	folder_of(path, dir);
	if (statvfs(dir, &fs) != 0)
		return rv_err_set(err, RV_EIO, "%s: cannot ask for free space: %s", dir,
				  strerror(errno));
	const double left = (double)fs.f_bavail * (double)fs.f_frsize;
	if (left >= (double)bytes)
		return RV_OK;
	return rv_err_set(err, RV_EFULL,
			  "%s: %.0f MiB free, expected at least %.0f MiB for the journal", dir,
			  left / 1048576.0, (double)bytes / 1048576.0);
}

static bool holds(const char *path, int64_t bytes)
{
	struct stat sb;
	return stat(path, &sb) == 0 && S_ISREG(sb.st_mode) && sb.st_size == bytes &&
	       (int64_t)sb.st_blocks * 512 >= bytes;
}

static int allocate(int fd, int64_t bytes)
{
	int rc = EINTR;
	while (rc == EINTR)
		rc = posix_fallocate(fd, 0, bytes);
	return rc;
}

rv_status rv_ballast_make(const char *path, int64_t bytes, rv_err *err)
{
	if (bytes > 0 && holds(path, bytes))
		return RV_OK;
	if (unlink(path) != 0 && errno != ENOENT)
		return rv_err_set(err, RV_EIO, "%s: cannot be replaced: %s", path, strerror(errno));
	if (bytes == 0)
		return RV_OK;
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	const int rc = fd < 0 ? errno : allocate(fd, bytes);
	if (fd >= 0)
		(void)close(fd); /* nothing was written */
	if (rc == 0)
		return RV_OK;
	if (fd >= 0)
		(void)unlink(path); /* part of a ballast is no use */
	return rv_err_set(err, rc == ENOSPC ? RV_EFULL : RV_EIO,
			  "%s: cannot set %.0f MiB aside for the journal's last words: %s", path,
			  (double)bytes / 1048576.0, strerror(rc));
}

rv_status rv_ballast_release(const char *path)
{
	if (unlink(path) == 0)
		return RV_OK;
	return errno == ENOENT ? RV_ENOENT : RV_EIO;
}

rv_status rv_sync_folder_of(const char *path, rv_err *err)
{
	char dir[PATH_MAX];
	folder_of(path, dir);
	const int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const int rc = fd >= 0 ? fsync(fd) : -1;
	const int e = errno;
	if (fd >= 0)
		(void)close(fd); /* was only read */
	return rc == 0 ? RV_OK
		       : rv_err_set(err, RV_EIO, "%s: cannot be synced: %s", dir, strerror(e));
}
