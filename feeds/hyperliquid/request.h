/*
 * The body of POST /exchange: an action in its signed envelope. Pure; any thread.
 *
 * {"action":..,"nonce":ms,"signature":{"r":"0x..","s":"0x..","v":27},"vaultAddress":null,
 * "expiresAfter":null}. What is sent must be what was signed, so both sides take the hashed bytes
 * from the same rv_hl_action and the rest from the same rv_hl_envelope.
 */
#ifndef RV_FEEDS_HYPERLIQUID_REQUEST_H
#define RV_FEEDS_HYPERLIQUID_REQUEST_H

#include "feeds/hyperliquid/action.h"
#include "feeds/sign/l1.h"

enum { RV_HL_REQUEST_MAX = RV_HL_ACTION_JSON_MAX + 512 };

typedef struct rv_hl_envelope {
	int64_t nonce; /* ms, 0 .. 2^53 - 1 */
	bool has_vault;
	uint8_t vault[RV_ADDRESS_BYTES]; /* has_vault only */
	int64_t expires_after;		 /* ms; < 0: none */
	rv_sig sig;
} rv_hl_envelope;

/* What to sign or to recover from: packed is rv_hl_action_pack's. Points into e and packed. */
rv_l1_payload rv_hl_envelope_payload(const rv_hl_envelope *e, const uint8_t *packed, size_t n,
				     bool mainnet);

/* The whole body, NUL-terminated. RV_EFULL if cap is too small, which RV_HL_REQUEST_MAX is not. */
RV_NODISCARD rv_status rv_hl_request_json(const rv_hl_action *a, const rv_hl_envelope *e, char *buf,
					  size_t cap, size_t *n);

/*
 * Reads a body. Absent and null are the same for the last two members; r and s may lack leading
 * zeros; any v of 0 .. 255 is read, and rv_sig_recover refuses what is not 27 or 28. Everything
 * else that is not exactly this is RV_EPARSE (the venue's 422), or RV_EFULL for too many items.
 */
RV_NODISCARD rv_status rv_hl_request_parse(const struct cJSON *json, rv_hl_action *a,
					   rv_hl_envelope *e, rv_err *err);
/* The same from bytes; longer than 4 * RV_HL_REQUEST_MAX is RV_EFULL unread. */
RV_NODISCARD rv_status rv_hl_request_read(const char *s, size_t n, rv_hl_action *a,
					  rv_hl_envelope *e, rv_err *err);

#endif
