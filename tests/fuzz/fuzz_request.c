/* Fuzzes the reader of signed requests: what it takes has one canonical form. */
#include "feeds/hyperliquid/request.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static rv_hl_action first, again;
static uint8_t packed[2][RV_HL_PACK_MAX];
static char text[2][RV_HL_REQUEST_MAX];

static void need(int ok)
{
	if (!ok)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	rv_hl_envelope e, back;
	rv_err err = { 0 };
	size_t n[2] = { 0 }, len[2] = { 0 };
	uint8_t digest[32], address[RV_ADDRESS_BYTES];
	if (rv_hl_request_read((const char *)data, size, &first, &e, &err) != RV_OK) {
		need(err.text[0] != '\0');
		return 0;
	}
	need(rv_hl_action_check(&first) == RV_OK);
	need(rv_hl_action_pack(&first, packed[0], sizeof(packed[0]), &n[0]) == RV_OK);
	need(rv_hl_request_json(&first, &e, text[0], sizeof(text[0]), &len[0]) == RV_OK);
	/* Its own JSON is read back to the same bytes, and written again the same. */
	need(rv_hl_request_read(text[0], len[0], &again, &back, &err) == RV_OK);
	need(rv_hl_action_pack(&again, packed[1], sizeof(packed[1]), &n[1]) == RV_OK);
	need(n[0] == n[1] && memcmp(packed[0], packed[1], n[0]) == 0);
	need(rv_hl_request_json(&again, &back, text[1], sizeof(text[1]), &len[1]) == RV_OK);
	need(len[0] == len[1] && memcmp(text[0], text[1], len[0]) == 0);
	const rv_l1_payload p = rv_hl_envelope_payload(&e, packed[0], n[0], size % 2 == 0);
	rv_l1_digest(&p, digest);
	const rv_status st = rv_sig_recover(digest, &e.sig, address);
	need(st == RV_OK || st == RV_EVENUE);
	return 0;
}
