/* SHA-256 by nettle; see sha256.h. */
#include "engine/base/sha256.h"

#include <assert.h>
#include <nettle/pbkdf2.h>
#include <nettle/sha2.h>
#include <string.h>

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(rv_sha256_ctx), "nettle's context fits");
_Static_assert(_Alignof(struct sha256_ctx) <= _Alignof(rv_sha256_ctx), "and is aligned");
_Static_assert((int)SHA256_DIGEST_SIZE == (int)RV_SHA256_BYTES, "a digest is a digest");

static struct sha256_ctx *inner(rv_sha256_ctx *c)
{
	return (struct sha256_ctx *)(void *)c->room;
}

void rv_sha256_init(rv_sha256_ctx *c)
{
	memset(c, 0, sizeof(*c));
	sha256_init(inner(c));
}

void rv_sha256_update(rv_sha256_ctx *c, const void *data, size_t n)
{
	if (n > 0)
		sha256_update(inner(c), n, data);
}

void rv_sha256_final(rv_sha256_ctx *c, uint8_t out[RV_SHA256_BYTES])
{
	sha256_digest(inner(c), RV_SHA256_BYTES, out); /* and starts again */
}

void rv_sha256(const void *data, size_t n, uint8_t out[RV_SHA256_BYTES])
{
	rv_sha256_ctx c;
	rv_sha256_init(&c);
	rv_sha256_update(&c, data, n);
	rv_sha256_final(&c, out);
}

void rv_sha256_slow(const void *secret, size_t n, unsigned iterations, const uint8_t *salt,
		    size_t salt_n, uint8_t out[RV_SHA256_BYTES])
{
	assert(iterations >= 1);
	pbkdf2_hmac_sha256(n, secret, iterations, salt_n, salt, RV_SHA256_BYTES, out);
}
