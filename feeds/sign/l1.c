/* Signed actions: hash, digest, recovery, hexadecimal text; see l1.h. */
#include "feeds/sign/l1.h"

#include "feeds/sign/keccak.h"

#include <string.h>

#include <secp256k1_recovery.h>

/* keccak256 of the domain {name Exchange, version 1, chainId 1337, verifyingContract 0}. */
static const uint8_t domain_separator[32] = {
	0xd7, 0x92, 0x97, 0xfc, 0xdf, 0x2f, 0xfc, 0xd4, 0xae, 0x22, 0x3d,
	0x01, 0xed, 0xaa, 0x2b, 0xa2, 0x14, 0xff, 0x8f, 0x40, 0x1d, 0x7c,
	0x93, 0x00, 0xd9, 0x95, 0xd1, 0x7c, 0x82, 0xaa, 0x40, 0x40,
};
/* keccak256("Agent(string source,bytes32 connectionId)") */
static const uint8_t agent_type[32] = {
	0x26, 0xf0, 0x5c, 0x2f, 0x72, 0x39, 0xb6, 0x98, 0x30, 0x75, 0xe5,
	0x83, 0x21, 0x29, 0x2d, 0x77, 0xb3, 0xaa, 0x17, 0x3d, 0x19, 0xb2,
	0x72, 0x57, 0xac, 0x96, 0xab, 0x36, 0x25, 0x70, 0xf5, 0x08,
};
/* keccak256("b") and keccak256("a"): the network is one letter. */
static const uint8_t source_hash[2][32] = {
	{ 0xb5, 0x55, 0x3d, 0xe3, 0x15, 0xe0, 0xed, 0xf5, 0x04, 0xd9, 0x15,
	  0x0a, 0xf8, 0x2d, 0xaf, 0xa5, 0xc4, 0x66, 0x7f, 0xa6, 0x18, 0xed,
	  0x0a, 0x6f, 0x19, 0xc6, 0x9b, 0x41, 0x16, 0x6c, 0x55, 0x10 },
	{ 0x3a, 0xc2, 0x25, 0x16, 0x8d, 0xf5, 0x42, 0x12, 0xa2, 0x5c, 0x1c,
	  0x01, 0xfd, 0x35, 0xbe, 0xbf, 0xea, 0x40, 0x8f, 0xda, 0xc2, 0xe3,
	  0x1d, 0xdd, 0x6f, 0x80, 0xa4, 0xbb, 0xf9, 0xa5, 0xf1, 0xcb },
};

static void put_be64(uint64_t v, uint8_t out[8])
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		out[i] = (uint8_t)v;
}

void rv_l1_connection_id(const rv_l1_payload *p, uint8_t out[32])
{
	uint8_t nonce[8], expiry[9] = { 0 };
	const uint8_t vault_flag = p->vault ? 1 : 0;
	put_be64((uint64_t)p->nonce, nonce);
	put_be64((uint64_t)p->expires_after, expiry + 1);
	const rv_bytes pieces[] = {
		{ p->packed, p->n },
		{ nonce, sizeof(nonce) },
		{ &vault_flag, 1 },
		{ p->vault, p->vault ? RV_ADDRESS_BYTES : 0 },
		{ expiry, p->expires_after < 0 ? 0 : sizeof(expiry) },
	};
	rv_keccak256_of(pieces, sizeof(pieces) / sizeof(pieces[0]), out);
}

void rv_l1_digest(const rv_l1_payload *p, uint8_t out[32])
{
	static const uint8_t head[2] = { 0x19, 0x01 };
	uint8_t id[32], message[32];
	rv_l1_connection_id(p, id);
	const rv_bytes agent[] = { { agent_type, 32 },
				   { source_hash[p->mainnet], 32 },
				   { id, 32 } };
	rv_keccak256_of(agent, 3, message);
	const rv_bytes all[] = { { head, 2 }, { domain_separator, 32 }, { message, 32 } };
	rv_keccak256_of(all, 3, out);
}

void rv_address_of_key(const uint8_t xy[64], uint8_t address[RV_ADDRESS_BYTES])
{
	uint8_t hash[32];
	rv_keccak256(xy, 64, hash);
	memcpy(address, hash + 12, RV_ADDRESS_BYTES);
}

rv_status rv_sig_recover(const uint8_t digest[32], const rv_sig *sig,
			 uint8_t address[RV_ADDRESS_BYTES])
{
	const secp256k1_context *ctx = secp256k1_context_static; /* verification needs no more */
	secp256k1_ecdsa_recoverable_signature parsed;
	secp256k1_pubkey key;
	uint8_t compact[64], point[65];
	size_t n = sizeof(point);
	if (sig->v != 27 && sig->v != 28)
		return RV_EVENUE;
	memcpy(compact, sig->r, 32);
	memcpy(compact + 32, sig->s, 32);
	if (!secp256k1_ecdsa_recoverable_signature_parse_compact(ctx, &parsed, compact,
								 sig->v - 27) ||
	    !secp256k1_ecdsa_recover(ctx, &key, &parsed, digest))
		return RV_EVENUE;
	(void)secp256k1_ec_pubkey_serialize(ctx, point, &n, &key, SECP256K1_EC_UNCOMPRESSED);
	rv_address_of_key(point + 1, address);
	return RV_OK;
}

static const char *format_hex(const uint8_t *v, size_t n, char *buf)
{
	static const char digits[] = "0123456789abcdef";
	char *p = buf;
	*p++ = '0';
	*p++ = 'x';
	for (size_t i = 0; i < n; i++) {
		*p++ = digits[v[i] >> 4];
		*p++ = digits[v[i] & 15];
	}
	*p = '\0';
	return buf;
}

const char *rv_address_format(const uint8_t a[RV_ADDRESS_BYTES], char buf[RV_ADDRESS_TEXT])
{
	return format_hex(a, RV_ADDRESS_BYTES, buf);
}

const char *rv_hex32_format(const uint8_t v[32], char buf[RV_HEX32_TEXT])
{
	return format_hex(v, 32, buf);
}

int rv_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* At least min and at most 2 * n digits after "0x", to the right end of out. */
static rv_status parse_hex(const char *s, size_t min, uint8_t *out, size_t n)
{
	uint8_t v[32] = { 0 };
	if (s[0] != '0' || s[1] != 'x')
		return RV_EPARSE;
	s += 2;
	const size_t digits = strnlen(s, 2 * n + 1);
	if (digits < min || digits > 2 * n)
		return RV_EPARSE;
	for (size_t i = 0; i < digits; i++) {
		const int d = rv_hex_digit(s[digits - 1 - i]);
		if (d < 0)
			return RV_EPARSE;
		v[n - 1 - i / 2] |= (uint8_t)(d << (4 * (i % 2)));
	}
	memcpy(out, v, n);
	return RV_OK;
}

rv_status rv_address_parse(const char *s, uint8_t out[RV_ADDRESS_BYTES])
{
	return parse_hex(s, (size_t)2 * RV_ADDRESS_BYTES, out, RV_ADDRESS_BYTES);
}

rv_status rv_hex32_parse(const char *s, uint8_t out[32])
{
	return parse_hex(s, 1, out, 32);
}
