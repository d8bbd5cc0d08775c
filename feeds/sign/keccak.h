/*
 * Keccak-256 as Ethereum uses it: the sponge of SHA-3 with the padding 0x01 of the first
 * submission, so that a standard SHA3-256 gives other bytes. nettle's permutation, our padding.
 * Pure; any thread.
 */
#ifndef RV_FEEDS_SIGN_KECCAK_H
#define RV_FEEDS_SIGN_KECCAK_H

#include <stddef.h>
#include <stdint.h>

enum { RV_KECCAK_BYTES = 32 };

typedef struct rv_bytes {
	const void *p;
	size_t n;
} rv_bytes;

void rv_keccak256(const void *bytes, size_t n, uint8_t out[RV_KECCAK_BYTES]);
/* Of several pieces, as if they were one. */
void rv_keccak256_of(const rv_bytes *piece, size_t n_pieces, uint8_t out[RV_KECCAK_BYTES]);

#endif
