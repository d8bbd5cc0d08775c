/* The file that holds a private key; see key_file.h. */
#include "feeds/sign/key_file.h"

#include "feeds/sign/l1.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

static bool is_remote(int64_t fs_type)
{
	switch ((uint32_t)fs_type) {
	case NFS_SUPER_MAGIC:
	case SMB_SUPER_MAGIC:
	case SMB2_SUPER_MAGIC:
	case CIFS_SUPER_MAGIC:
	case FUSE_SUPER_MAGIC:
	case AFS_SUPER_MAGIC:
	case AFS_FS_MAGIC:
	case CODA_SUPER_MAGIC:
	case CEPH_SUPER_MAGIC:
	case V9FS_MAGIC:
		return true;
	default:
		return false;
	}
}

const char *rv_key_file_refusal(const struct stat *st, uid_t me, int64_t fs_type)
{
	if (!S_ISREG(st->st_mode))
		return "is not a regular file";
	if (st->st_uid != me && st->st_uid != 0)
		return "belongs to another user: expected the user that runs rvdesk, or root";
	if (st->st_mode & (S_IRWXG | S_IRWXO))
		return "can be used by group or others: expected mode 0400 or 0600";
	if (is_remote(fs_type))
		return "is on a network file system or FUSE: expected a local one";
	if (st->st_size > RV_KEY_FILE_MAX)
		return "is too large for a key: expected 64 hexadecimal digits";
	return NULL;
}

int rv_key_text_parse(const char *text, size_t n, uint8_t key[RV_KEY_BYTES])
{
	if (n > 0 && text[n - 1] == '\n')
		n--;
	if (n > 2 && text[0] == '0' && text[1] == 'x') {
		text += 2;
		n -= 2;
	}
	if (n != (size_t)2 * RV_KEY_BYTES)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (rv_hex_digit(text[i]) < 0)
			return 0;
	}
	for (size_t i = 0; i < RV_KEY_BYTES; i++)
		key[i] = (uint8_t)(rv_hex_digit(text[2 * i]) << 4 | rv_hex_digit(text[2 * i + 1]));
	return 1;
}

static rv_status check(int fd, const char *path, rv_err *err)
{
	struct stat st;
	struct statfs fs;
	if (fstat(fd, &st) != 0 || fstatfs(fd, &fs) != 0)
		return rv_err_set(err, RV_EIO, "key file %s: %s", path, strerror(errno));
	const char *why = rv_key_file_refusal(&st, geteuid(), (int64_t)fs.f_type);
	if (why)
		return rv_err_set(err, RV_EDATA, "key file %s: %s", path, why);
	return RV_OK;
}

static rv_status read_all(int fd, const char *path, char *text, size_t *n, rv_err *err)
{
	size_t got = 0;
	while (got < RV_KEY_FILE_MAX) {
		const ssize_t k = read(fd, text + got, RV_KEY_FILE_MAX - got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return rv_err_set(err, RV_EIO, "key file %s: %s", path, strerror(errno));
		if (k == 0)
			break;
		got += (size_t)k;
	}
	*n = got;
	return RV_OK;
}

rv_status rv_key_file_read(const char *path, char *text, size_t *n, rv_err *err)
{
	/* Not blocking: a FIFO in the file's place must not hold up the start. */
	const int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && errno == ELOOP)
		return rv_err_set(err, RV_EDATA, "key file %s: is a symbolic link", path);
	if (fd < 0)
		return rv_err_set(err, errno == ENOENT ? RV_ENOENT : RV_EIO, "key file %s: %s",
				  path, strerror(errno));
	rv_status st = check(fd, path, err);
	if (st == RV_OK)
		st = read_all(fd, path, text, n, err);
	(void)close(fd);
	return st;
}
