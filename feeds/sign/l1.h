/*
 * What Hyperliquid signs for an action that trades, and who signed it.
 *
 * The action's msgpack bytes, the nonce, the vault and the expiry are hashed to a connection id,
 * which is the one field of an EIP-712 message; the digest of that message is signed with
 * secp256k1. The venue names an account by the address that it recovers from a signature, so one
 * wrong byte is a signature by a stranger and never an error of form. Nothing here holds a secret.
 * Pure; any thread. Source: docs/orders-wire.md, Signing.
 */
#ifndef RV_FEEDS_SIGN_L1_H
#define RV_FEEDS_SIGN_L1_H

#include "engine/base/status.h"
#include "engine/desk/types.h" /* RV_ADDRESS_BYTES */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_ADDRESS_TEXT = 43, /* 0x, 40 digits, NUL */
	RV_HEX32_TEXT = 67    /* 0x, 64 digits, NUL */
};

typedef struct rv_sig {
	uint8_t r[32], s[32]; /* big-endian */
	int v;		      /* 27 or 28 */
} rv_sig;

typedef struct rv_l1_payload {
	const uint8_t *packed; /* the canonical action, see feeds/hyperliquid/action.h */
	size_t n;
	int64_t nonce;	       /* ms, >= 0 */
	const uint8_t *vault;  /* [RV_ADDRESS_BYTES], or NULL */
	int64_t expires_after; /* ms; < 0: never, which is signed as absent */
	bool mainnet;	       /* false: testnet and the simulated venue by default */
} rv_l1_payload;

void rv_l1_connection_id(const rv_l1_payload *p, uint8_t out[32]);
/* The 32 bytes that are signed. */
void rv_l1_digest(const rv_l1_payload *p, uint8_t out[32]);

/* RV_EVENUE when no key can have made this signature, out-of-range r, s or v included. */
RV_NODISCARD rv_status rv_sig_recover(const uint8_t digest[32], const rv_sig *sig,
				      uint8_t address[RV_ADDRESS_BYTES]);
/* The address of an uncompressed public key's 64 bytes, x then y. */
void rv_address_of_key(const uint8_t xy[64], uint8_t address[RV_ADDRESS_BYTES]);

/* Always lower case and full length; returns buf. */
const char *rv_address_format(const uint8_t a[RV_ADDRESS_BYTES], char buf[RV_ADDRESS_TEXT]);
const char *rv_hex32_format(const uint8_t v[32], char buf[RV_HEX32_TEXT]);
/* "0x" and exactly 40 digits of any case: a shorter one is a mistake, not a small address. */
RV_NODISCARD rv_status rv_address_parse(const char *s, uint8_t out[RV_ADDRESS_BYTES]);
/* "0x" and 1 to 64 digits of any case: r and s come with and without their leading zeros. */
RV_NODISCARD rv_status rv_hex32_parse(const char *s, uint8_t out[32]);
/* 0 to 15, or -1 when c is no hexadecimal digit. */
int rv_hex_digit(char c);

#endif
