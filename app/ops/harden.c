/* See harden.h. */
#include "app/ops/harden.h"

#include "feeds/sign/key_file.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

rv_status rv_harden_process(rv_err *err)
{
	const struct rlimit none = { 0, 0 };
	if (prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) != 0)
		return rv_err_set(err, RV_EIO, "this process cannot be closed to others: %s",
				  strerror(errno));
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return rv_err_set(err, RV_EIO, "core files cannot be switched off: %s",
				  strerror(errno));
	return RV_OK;
}

static bool is_key(const char *text)
{
	uint8_t key[RV_KEY_BYTES];
	const bool is = rv_key_text_parse(text, strlen(text), key) != 0;
	explicit_bzero(key, sizeof(key));
	return is;
}

/* The name, of n bytes, speaks of something secret. */
static bool is_secret_name(const char *name, size_t n)
{
	static const char *const words[] = { "KEY", "SECRET", "PRIV", "AGENT", "RVDESK" };
	for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++) {
		const size_t len = strlen(words[w]);
		for (size_t i = 0; i + len <= n; i++) {
			if (strncasecmp(name + i, words[w], len) == 0)
				return true;
		}
	}
	return false;
}

rv_status rv_harden_places(const char *key, char *const *env, rv_err *err)
{
	if (key && is_key(key))
		return rv_err_set(err, RV_EUSAGE,
				  "--key: expected a file, not the key itself: everybody on this "
				  "machine can read it now, replace it at the venue");
	for (; env && *env; env++) {
		const char *eq = strchr(*env, '=');
		if (eq && is_secret_name(*env, (size_t)(eq - *env)) && is_key(eq + 1))
			return rv_err_set(err, RV_EUSAGE,
					  "the environment variable %.*s has a private key: "
					  "expected a file, --key FILE",
					  (int)(eq - *env), *env);
	}
	return RV_OK;
}
