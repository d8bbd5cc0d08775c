/*
 * SHA-256 (FIPS 180-4) by nettle, which is known here only. Cannot fail; any thread, one context
 * one thread.
 */
#ifndef RV_BASE_SHA256_H
#define RV_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { RV_SHA256_BYTES = 32 };

/* Room for the library's own context; sha256.c checks at compile time that it fits. */
typedef struct rv_sha256_ctx {
	uint64_t room[16];
} rv_sha256_ctx;

void rv_sha256_init(rv_sha256_ctx *c);
void rv_sha256_update(rv_sha256_ctx *c, const void *data, size_t n); /* data NULL only with n 0 */
/* The digest of all that was given; the context is as after rv_sha256_init. */
void rv_sha256_final(rv_sha256_ctx *c, uint8_t out[RV_SHA256_BYTES]);

void rv_sha256(const void *data, size_t n, uint8_t out[RV_SHA256_BYTES]);

/* PBKDF2 with HMAC-SHA-256 (RFC 8018), iterations >= 1: a slow hash of a short secret. */
void rv_sha256_slow(const void *secret, size_t n, unsigned iterations, const uint8_t *salt,
		    size_t salt_n, uint8_t out[RV_SHA256_BYTES]);

#endif
