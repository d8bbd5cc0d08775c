/* The file that holds a private key; see key_file.h. */
#include "feeds/sign/key_file.h"

#include "feeds/sign/l1.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <linux/magic.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>

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

/* Little-endian, at any address. */
static uint32_t get(const uint8_t *p, size_t bytes)
{
	uint32_t v = 0;
	for (size_t i = 0; i < bytes; i++)
		v |= (uint32_t)p[i] << (8 * i);
	return v;
}

/* tag, permissions: 2 bytes each, id: 4; after a version of 4 bytes. */
bool rv_key_acl_is_ours(const uint8_t *acl, size_t n, uid_t me)
{
	enum { HEAD = 4, ENTRY = 8, READ = 4 };
	bool found = false;
	if (n < HEAD || (n - HEAD) % ENTRY != 0 || get(acl, HEAD) != POSIX_ACL_XATTR_VERSION)
		return false;
	for (const uint8_t *e = acl + HEAD; e < acl + n; e += ENTRY) {
		const uint32_t tag = get(e, 2), perm = get(e + 2, 2);
		const bool user = tag == ACL_USER && get(e + 4, 4) == (uint32_t)me;
		const bool may = tag == ACL_USER_OBJ || tag == ACL_MASK || user;
		if (perm != 0 && !(may && perm == READ))
			return false;
		found = found || (user && perm == READ);
	}
	return found;
}

/* Directly in the folder that the service manager named. */
static bool is_credential(const char *path)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");
	const size_t n = dir ? strlen(dir) : 0;
	return n > 1 && dir[0] == '/' && strncmp(path, dir, n) == 0 && path[n] == '/' &&
	       path[n + 1] != '\0' && !strchr(path + n + 1, '/');
}

/* The group's bit is the mask of an access list that is for us alone: it says nothing. */
static void pass_mask(int fd, const char *path, struct stat *st)
{
	uint8_t acl[256];
	if ((st->st_mode & (S_IRWXG | S_IRWXO)) != S_IRGRP || st->st_uid != 0 ||
	    !is_credential(path))
		return;
	const ssize_t n = fgetxattr(fd, "system.posix_acl_access", acl, sizeof(acl));
	if (n > 0 && rv_key_acl_is_ours(acl, (size_t)n, geteuid()))
		st->st_mode &= ~(mode_t)S_IRGRP;
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
	pass_mask(fd, path, &st);
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
