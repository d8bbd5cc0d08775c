/* The PIN that arms the desk; see pin.h. */
#include "app/pin.h"

#include "app/file_replace.h"
#include "engine/base/hex.h"
#include "engine/base/num.h"
#include "engine/desk/command.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_CAP = PATH_MAX + 8, FILE_TEXT = 256 };

static const char magic[] = "rvdesk-pin 1 ";

const char *rv_pin_wrong(const char *pin)
{
	const size_t n = strlen(pin);
	for (const char *p = pin; *p; p++) {
		if (*p < ' ' || *p > '~')
			return "a PIN has printable ASCII characters only";
	}
	return n < RV_PIN_LEAST || n >= RV_PIN_TEXT ? "a PIN has 6 to 64 characters" : NULL;
}

rv_status rv_pin_make(const char *pin, unsigned iterations, rv_pin_hash *out, rv_err *err)
{
	out->iterations = iterations;
	if (getrandom(out->salt, sizeof(out->salt), 0) != (ssize_t)sizeof(out->salt))
		return rv_err_set(err, RV_EIO, "getrandom: %s", strerror(errno));
	rv_sha256_slow(pin, strlen(pin), iterations, out->salt, sizeof(out->salt), out->hash);
	return RV_OK;
}

bool rv_pin_is(const rv_pin_hash *h, const char *pin)
{
	uint8_t got[RV_SHA256_BYTES];
	unsigned other = 0;
	rv_sha256_slow(pin, strlen(pin), h->iterations, h->salt, sizeof(h->salt), got);
	for (size_t i = 0; i < sizeof(got); i++)
		other |= (unsigned)(got[i] ^ h->hash[i]);
	explicit_bzero(got, sizeof(got));
	return other == 0;
}

/* ---- its file ---- */

static rv_status path_of(const char *dir, char out[PATH_CAP], rv_err *err)
{
	const int n = snprintf(out, PATH_CAP, "%s/pin", dir);
	return n > 0 && n < PATH_CAP ? RV_OK
				     : rv_err_set(err, RV_ERANGE, "%.200s: path too long", dir);
}

static const char *refusal(const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return "it is not a regular file";
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return "it belongs to another user";
	return (st->st_mode & 077U) != 0 ? "others may read or write it: chmod 600" : NULL;
}

static rv_status read_text(const char *path, char text[FILE_TEXT], rv_err *err)
{
	struct stat st;
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return rv_err_set(err, errno == ENOENT ? RV_ENOENT : RV_EIO, "%.200s: %s", path,
				  strerror(errno));
	const char *why = fstat(fd, &st) == 0 ? refusal(&st) : strerror(errno);
	const ssize_t n = why ? 0 : read(fd, text, FILE_TEXT - 1);
	const int e = errno;
	(void)close(fd); /* only read */
	if (why || n < 0)
		return rv_err_set(err, RV_EIO, "%.200s: %s", path, why ? why : strerror(e));
	text[n] = '\0';
	return RV_OK;
}

/* "rvdesk-pin 1 ITERATIONS SALT HASH\n" */
static bool parse(const char *text, rv_pin_hash *out)
{
	const char *at = text + sizeof(magic) - 1;
	int64_t n = 0;
	if (strncmp(text, magic, sizeof(magic) - 1) != 0)
		return false;
	const size_t digits = strcspn(at, " ");
	if (at[digits] != ' ' || rv_num_parse_i64(at, digits, &n) != RV_OK || n < 1 ||
	    n > RV_PIN_ITERATIONS_MOST)
		return false;
	at += digits + 1;
	enum { SALT = 2 * RV_PIN_SALT, HASH = 2 * RV_SHA256_BYTES };
	if (strlen(at) != SALT + 1 + HASH + 1 || at[SALT] != ' ' || at[SALT + 1 + HASH] != '\n')
		return false;
	out->iterations = (unsigned)n;
	return rv_hex_parse(at, SALT, out->salt, RV_PIN_SALT) == RV_OK &&
	       rv_hex_parse(at + SALT + 1, HASH, out->hash, RV_SHA256_BYTES) == RV_OK;
}

rv_status rv_pin_load(const char *state_dir, rv_pin_hash *out, rv_err *err)
{
	char path[PATH_CAP], text[FILE_TEXT];
	rv_status st = path_of(state_dir, path, err);
	if (st == RV_OK)
		st = read_text(path, text, err);
	if (st != RV_OK)
		return st;
	return parse(text, out) ? RV_OK
				: rv_err_set(err, RV_EDATA, "%.200s: it is no PIN file", path);
}

rv_status rv_pin_store(const char *state_dir, const rv_pin_hash *h, rv_err *err)
{
	char path[PATH_CAP], text[FILE_TEXT], salt[2 * RV_PIN_SALT + 1];
	char hash[2 * RV_SHA256_BYTES + 1];
	const rv_status st = path_of(state_dir, path, err);
	if (st != RV_OK)
		return st;
	const int n = snprintf(text, sizeof(text), "%s%u %s %s\n", magic, h->iterations,
			       rv_hex_format(h->salt, sizeof(h->salt), salt),
			       rv_hex_format(h->hash, sizeof(h->hash), hash));
	return rv_file_replace(path, text, (size_t)n, err);
}
