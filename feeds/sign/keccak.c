/* Keccak-256; see keccak.h. FIPS 202 without its two domain bits is what Ethereum hashes with. */
#include "feeds/sign/keccak.h"

#include <string.h>

#include <nettle/sha3.h>

enum { RATE = 136 }; /* bytes a block: 1600 bits less twice 256 */

struct sponge {
	struct sha3_state state;
	size_t at; /* bytes of the block that are in */
};

/* The state holds lanes of 64 bits, little-endian whatever the machine. */
static void add_byte(struct sponge *s, size_t at, uint8_t b)
{
	s->state.a[at / 8] ^= (uint64_t)b << (8 * (at % 8));
}

static void absorb(struct sponge *s, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		add_byte(s, s->at++, p[i]);
		if (s->at == RATE) {
			sha3_permute(&s->state);
			s->at = 0;
		}
	}
}

static void finish(struct sponge *s, uint8_t out[RV_KECCAK_BYTES])
{
	add_byte(s, s->at, 0x01);
	add_byte(s, RATE - 1, 0x80);
	sha3_permute(&s->state);
	for (size_t i = 0; i < RV_KECCAK_BYTES; i++)
		out[i] = (uint8_t)(s->state.a[i / 8] >> (8 * (i % 8)));
}

void rv_keccak256_of(const rv_bytes *piece, size_t n_pieces, uint8_t out[RV_KECCAK_BYTES])
{
	struct sponge s;
	memset(&s, 0, sizeof(s));
	for (size_t i = 0; i < n_pieces; i++)
		absorb(&s, piece[i].p, piece[i].n);
	finish(&s, out);
}

void rv_keccak256(const void *bytes, size_t n, uint8_t out[RV_KECCAK_BYTES])
{
	const rv_bytes one = { bytes, n };
	rv_keccak256_of(&one, 1, out);
}
