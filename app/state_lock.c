/* The lock of a state folder; see state_lock.h. */
#include "app/state_lock.h"

#include "engine/base/num.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static long read_owner(int fd)
{
	char buf[24];
	int64_t pid = 0;
	const ssize_t n = pread(fd, buf, sizeof(buf), 0);
	if (n <= 0 || rv_num_parse_i64(buf, (size_t)n, &pid) != RV_OK)
		return 0;
	return (long)pid;
}

static rv_status write_owner(int fd)
{
	char buf[24];
	const int n = snprintf(buf, sizeof(buf), "%ld", (long)getpid());
	if (ftruncate(fd, 0) != 0 || pwrite(fd, buf, (size_t)n, 0) != n)
		return RV_EIO;
	return RV_OK;
}

rv_status rv_state_lock(const char *dir, int *fd, long *owner, rv_err *err)
{
	char path[PATH_MAX + 8];
	(void)snprintf(path, sizeof(path), "%s/lock", dir);
	const int f = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (f < 0)
		return rv_err_set(err, RV_EIO, "%s: cannot be written: %s", path, strerror(errno));
	if (flock(f, LOCK_EX | LOCK_NB) != 0) {
		const int e = errno;
		*owner = read_owner(f);
		(void)close(f); /* nothing was written */
		if (e == EWOULDBLOCK)
			return rv_err_set(err, RV_EEXIST, "%s: another rvdesk keeps this folder",
					  dir);
		return rv_err_set(err, RV_EIO, "%s: cannot be locked: %s", path, strerror(e));
	}
	if (write_owner(f) != RV_OK) {
		const int e = errno;
		(void)close(f);
		return rv_err_set(err, RV_EIO, "%s: cannot be written: %s", path, strerror(e));
	}
	*fd = f;
	return RV_OK;
}

bool rv_state_locked(const char *dir, long *owner)
{
	char path[PATH_MAX + 8];
	(void)snprintf(path, sizeof(path), "%s/lock", dir);
	*owner = 0;
	const int f = open(path, O_RDONLY | O_CLOEXEC);
	if (f < 0)
		return false;
	const bool held = flock(f, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	if (held)
		*owner = read_owner(f);
	(void)close(f); /* and with it the lock, if it was free */
	return held;
}
