/* See small_disk.h. */
#include "tests/support/small_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/support/cm.h"

static bool write_text(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC);
	const bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	if (fd >= 0)
		(void)close(fd); /* what matters was in the write */
	return ok;
}

bool small_disk_allowed(void)
{
	char map[64];
	const unsigned uid = getuid(), gid = getgid();
	if (unshare(CLONE_NEWNS) != 0) {
		if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
			return false;
		(void)snprintf(map, sizeof(map), "0 %u 1", uid);
		if (!write_text("/proc/self/uid_map", map) ||
		    !write_text("/proc/self/setgroups", "deny"))
			return false;
		(void)snprintf(map, sizeof(map), "0 %u 1", gid);
		if (!write_text("/proc/self/gid_map", map))
			return false;
	}
	return mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

bool small_disk_mount(const char *path, int kib, bool again)
{
	char size[32];
	(void)snprintf(size, sizeof(size), "size=%dk", kib);
	return mount("tmpfs", path, "tmpfs", again ? MS_REMOUNT : 0, size) == 0;
}

void small_disk_fill(const char *path)
{
	static const char block[1 << 16];
	const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	for (size_t n = sizeof(block); n > 0;) {
		if (write(fd, block, n) < 0) {
			assert_int_equal(errno, ENOSPC);
			n /= 2;
		}
	}
	assert_int_equal(close(fd), 0);
}
