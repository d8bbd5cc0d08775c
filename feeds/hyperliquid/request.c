/* An action in its signed envelope; see request.h. */
#include "feeds/hyperliquid/request.h"

#include "feeds/hyperliquid/json_strict.h"
#include "feeds/hyperliquid/text.h"

rv_l1_payload rv_hl_envelope_payload(const rv_hl_envelope *e, const uint8_t *packed, size_t n,
				     bool mainnet)
{
	return (rv_l1_payload){ .packed = packed,
				.n = n,
				.nonce = e->nonce,
				.vault = e->has_vault ? e->vault : NULL,
				.expires_after = e->expires_after,
				.mainnet = mainnet };
}

static void put_tail(rv_hl_text *t, const rv_hl_envelope *e)
{
	char r[RV_HEX32_TEXT], s[RV_HEX32_TEXT], vault[RV_ADDRESS_TEXT];
	rv_hl_text_put(t, ",\"nonce\":%lld,\"signature\":{\"r\":\"%s\",\"s\":\"%s\",\"v\":%d}",
		       (long long)e->nonce, rv_hex32_format(e->sig.r, r),
		       rv_hex32_format(e->sig.s, s), e->sig.v);
	if (e->has_vault)
		rv_hl_text_put(t, ",\"vaultAddress\":\"%s\"", rv_address_format(e->vault, vault));
	else
		rv_hl_text_put(t, ",\"vaultAddress\":null");
	if (e->expires_after >= 0)
		rv_hl_text_put(t, ",\"expiresAfter\":%lld}", (long long)e->expires_after);
	else
		rv_hl_text_put(t, ",\"expiresAfter\":null}");
}

rv_status rv_hl_request_json(const rv_hl_action *a, const rv_hl_envelope *e, char *buf, size_t cap,
			     size_t *n)
{
	rv_hl_text t = { .p = buf, .cap = cap };
	size_t k = 0;
	if (e->nonce < 0)
		return RV_ERANGE;
	rv_hl_text_put(&t, "{\"action\":");
	if (t.full)
		return RV_EFULL;
	const rv_status st = rv_hl_action_json(a, buf + t.n, cap - t.n, &k);
	if (st != RV_OK)
		return st;
	t.n += k;
	put_tail(&t, e);
	return rv_hl_text_end(&t, n);
}

static rv_status read_hex32(const cJSON *v, uint8_t out[32])
{
	return cJSON_IsString(v) ? rv_hex32_parse(v->valuestring, out) : RV_EPARSE;
}

static rv_status read_signature(const cJSON *v, rv_sig *sig)
{
	static const char *const keys[] = { "r", "s", "v", NULL };
	int64_t parity = 0;
	if (rv_json_only(v, keys) != RV_OK || read_hex32(rv_json_get(v, "r"), sig->r) != RV_OK ||
	    read_hex32(rv_json_get(v, "s"), sig->s) != RV_OK ||
	    rv_json_int(rv_json_get(v, "v"), 0, 255, &parity) != RV_OK)
		return RV_EPARSE;
	sig->v = (int)parity;
	return RV_OK;
}

static bool given(const cJSON *v)
{
	return v && !cJSON_IsNull(v);
}

static rv_status read_envelope(const cJSON *json, rv_hl_envelope *e, rv_err *err)
{
	static const char *const keys[] = { "action",	    "nonce",	    "signature",
					    "vaultAddress", "expiresAfter", NULL };
	const cJSON *vault = rv_json_get(json, "vaultAddress");
	const cJSON *expiry = rv_json_get(json, "expiresAfter");
	*e = (rv_hl_envelope){ .expires_after = -1, .has_vault = given(vault) };
	if (rv_json_only(json, keys) != RV_OK)
		return rv_err_set(err, RV_EPARSE,
				  "request: expected action, nonce, signature, "
				  "vaultAddress and expiresAfter, once each");
	if (rv_json_int(rv_json_get(json, "nonce"), 0, INT64_MAX, &e->nonce) != RV_OK)
		return rv_err_set(err, RV_EPARSE, "nonce: expected ms >= 0");
	if (read_signature(rv_json_get(json, "signature"), &e->sig) != RV_OK)
		return rv_err_set(err, RV_EPARSE, "signature: expected r, s and v");
	if (given(vault) &&
	    (!cJSON_IsString(vault) || rv_address_parse(vault->valuestring, e->vault) != RV_OK))
		return rv_err_set(err, RV_EPARSE, "vaultAddress: expected an address or null");
	if (given(expiry) && rv_json_int(expiry, 0, INT64_MAX, &e->expires_after) != RV_OK)
		return rv_err_set(err, RV_EPARSE, "expiresAfter: expected ms >= 0 or null");
	return RV_OK;
}

rv_status rv_hl_request_parse(const cJSON *json, rv_hl_action *a, rv_hl_envelope *e, rv_err *err)
{
	const rv_status st = read_envelope(json, e, err);
	return st == RV_OK ? rv_hl_action_parse(rv_json_get(json, "action"), a, err) : st;
}

rv_status rv_hl_request_read(const char *s, size_t n, rv_hl_action *a, rv_hl_envelope *e,
			     rv_err *err)
{
	if (n > (size_t)4 * RV_HL_REQUEST_MAX)
		return rv_err_set(err, RV_EFULL, "request: more than %d bytes",
				  4 * RV_HL_REQUEST_MAX);
	cJSON *json = rv_json_parse_strict(s, n, (size_t)4 * RV_HL_REQUEST_MAX, err);
	if (!json)
		return RV_EPARSE;
	const rv_status st = rv_hl_request_parse(json, a, e, err);
	cJSON_Delete(json);
	return st;
}
