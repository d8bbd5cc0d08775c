/* The paper key; see paper_key.h. */
#include "app/paper_key.h"

#include "engine/base/hex.h"
#include "engine/base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum { KEY_BYTES = 32, TEXT = RV_HEX_TEXT(KEY_BYTES) };

/* Written under another name first: a half-written key file must never be found. */
static rv_status write_key(const char *path, const char *text, size_t n, rv_err *err)
{
	char tmp[4096];
	const int len = snprintf(tmp, sizeof(tmp), "%s.new", path);
	if (len < 0 || (size_t)len >= sizeof(tmp))
		return rv_err_set(err, RV_ERANGE, "%.200s: path too long", path);
	(void)unlink(tmp); /* of a start that was killed here */
	const int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return rv_err_set(err, RV_EIO, "%s: cannot be made: %s", tmp, strerror(errno));
	const bool written = write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
	const int e = errno;
	if (close(fd) != 0 || !written)
		return rv_err_set(err, RV_EIO, "%s: cannot be written: %s", tmp, strerror(e));
	if (link(tmp, path) != 0 && errno != EEXIST)
		return rv_err_set(err, RV_EIO, "%s: cannot be made: %s", path, strerror(errno));
	(void)unlink(tmp);
	return RV_OK;
}

static rv_status make_key(const char *path, rv_err *err)
{
	uint8_t key[KEY_BYTES];
	char text[TEXT + 1];
	if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
		return rv_err_set(err, RV_EIO, "%s: no random numbers: %s", path, strerror(errno));
	(void)rv_hex_format(key, sizeof(key), text);
	text[TEXT - 1] = '\n';
	const rv_status st = write_key(path, text, TEXT, err);
	explicit_bzero(key, sizeof(key));
	explicit_bzero(text, sizeof(text));
	return st;
}

rv_status rv_paper_key(const char *dir, char *path, size_t cap, rv_err *err)
{
	return rv_paper_key_of(dir, "paper.key", path, cap, err);
}

rv_status rv_paper_key_of(const char *dir, const char *name, char *path, size_t cap, rv_err *err)
{
	const int n = snprintf(path, cap, "%s/%s", dir, name);
	if (n < 0 || (size_t)n >= cap)
		return rv_err_set(err, RV_ERANGE, "%.200s: path too long", dir);
	if (access(path, F_OK) == 0)
		return RV_OK;
	return make_key(path, err);
}

void rv_paper_account(const uint8_t agent[RV_PAPER_ADDRESS], uint64_t world,
		      uint8_t account[RV_PAPER_ADDRESS])
{
	static const char name[] = "rvdesk paper account";
	uint8_t hash[RV_SHA256_BYTES], number[8];
	rv_sha256_ctx c;
	for (unsigned i = 0; i < sizeof(number); i++)
		number[i] = (uint8_t)(world >> (8 * i) & 0xff);
	rv_sha256_init(&c);
	rv_sha256_update(&c, name, sizeof(name));
	rv_sha256_update(&c, agent, RV_PAPER_ADDRESS);
	if (world != 0)
		rv_sha256_update(&c, number, sizeof(number));
	rv_sha256_final(&c, hash);
	memcpy(account, hash, RV_PAPER_ADDRESS);
}
