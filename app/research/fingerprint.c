/* SHA-256 of files; see fingerprint.h. */
#include "app/research/fingerprint.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 };

/* errno or 0 */
static int hash_of(int fd, uint8_t hash[RV_SHA256_BYTES])
{
	static _Thread_local uint8_t block[BLOCK];
	rv_sha256_ctx c;
	rv_sha256_init(&c);
	for (;;) {
		const ssize_t n = read(fd, block, sizeof(block));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0)
			break;
		rv_sha256_update(&c, block, (size_t)n);
	}
	rv_sha256_final(&c, hash);
	return 0;
}

rv_status rv_fingerprint_file(const char *path, char out[RV_FINGERPRINT], rv_err *err)
{
	uint8_t hash[RV_SHA256_BYTES];
	out[0] = '\0';
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	const int e = fd < 0 ? errno : hash_of(fd, hash);
	if (fd >= 0)
		(void)close(fd); /* only read */
	if (e != 0)
		return rv_err_set(err, e == ENOENT ? RV_ENOENT : RV_EIO,
				  "%.200s: cannot be read: %s", path, strerror(e));
	(void)rv_hex_format(hash, sizeof(hash), out);
	return RV_OK;
}

rv_status rv_fingerprint_self(char out[RV_FINGERPRINT], rv_err *err)
{
	return rv_fingerprint_file("/proc/self/exe", out, err);
}
