/* See trading_facts.h. */
#include "app/trading_facts.h"

#include "app/version.h"
#include "engine/base/hex.h"
#include "engine/base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1 << 16, PATH_CAP = PATH_MAX + 64 };

/* Adds a file's bytes; one that does not exist adds nothing where that is allowed. */
static rv_status add_file(rv_sha256_ctx *c, const char *path, bool may_lack, rv_err *err)
{
	char buf[CHUNK];
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && may_lack)
		return RV_OK;
	if (fd < 0)
		return rv_err_set(err, RV_EIO, "%s: cannot be read: %s", path, strerror(errno));
	ssize_t n;
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		rv_sha256_update(c, buf, (size_t)n);
	const int e = errno;
	(void)close(fd); /* nothing was written */
	return n == 0 ? RV_OK
		      : rv_err_set(err, RV_EIO, "%s: cannot be read: %s", path, strerror(e));
}

static rv_status binary_hash(char *hex, rv_err *err)
{
	rv_sha256_ctx c;
	uint8_t hash[RV_SHA256_BYTES];
	rv_sha256_init(&c);
	const rv_status st = add_file(&c, "/proc/self/exe", false, err);
	rv_sha256_final(&c, hash);
	(void)rv_hex_format(hash, sizeof(hash), hex);
	return st;
}

static rv_status config_hash(const char *dir, char *hex, rv_err *err)
{
	static const char *const files[] = { "strategy_config.json", "rv_momo_baskets.json",
					     "profile_desk.json" };
	rv_sha256_ctx c;
	uint8_t hash[RV_SHA256_BYTES];
	rv_status st = RV_OK;
	rv_sha256_init(&c);
	for (size_t i = 0; st == RV_OK && i < sizeof(files) / sizeof(files[0]); i++) {
		char path[PATH_CAP];
		const int n = snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		if (n < 0 || n >= PATH_CAP)
			return rv_err_set(err, RV_ERANGE, "%.200s: path too long", dir);
		rv_sha256_update(&c, files[i], strlen(files[i]) + 1);
		st = add_file(&c, path, true, err);
	}
	rv_sha256_final(&c, hash);
	(void)rv_hex_format(hash, sizeof(hash), hex);
	return st;
}

rv_status rv_trading_facts(const rv_trading_params *p, const char *account, const char *agent,
			   char out[RV_TRADING_FACTS], rv_err *err)
{
	char binary[RV_HEX_TEXT(RV_SHA256_BYTES)], config[RV_HEX_TEXT(RV_SHA256_BYTES)];
	rv_status st = binary_hash(binary, err);
	if (st == RV_OK)
		st = config_hash(p->config_dir, config, err);
	if (st != RV_OK)
		return st;
	const int n = snprintf(
		out, RV_TRADING_FACTS,
		"version %s\nbinary %s\nconfig %s\nvenue %s\nkind %s\naccount %s\nagent %s\n",
		RV_VERSION, binary, config, p->url,
		p->is_sim ? "sim"
		: p->live ? "live"
			  : "testnet",
		account, agent);
	return n > 0 && n < RV_TRADING_FACTS
		       ? RV_OK
		       : rv_err_set(err, RV_ERANGE, "orders: the venue's address is too long");
}
