/* A trader for tests; see sim_trader.h. */
#include "tests/support/sim_trader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"

void trader_make(sim_trader *t, unsigned char tag)
{
	rv_err err = { .code = RV_OK };
	*t = (sim_trader){ .nonce = venue_start, .expires = -1 };
	if (rv_signer_generate(&t->signer, &err) != RV_OK)
		fail_msg("%s", err.text);
	rv_signer_address(t->signer, t->agent);
	memset(t->master, 0x5a, sizeof(t->master));
	t->master[RV_ADDRESS_BYTES - 1] = tag;
	rv_address_format(t->master, t->user);
	t->body = malloc(RV_HL_REQUEST_MAX);
	assert_non_null(t->body);
}

void trader_free(sim_trader *t)
{
	rv_signer_free(t->signer);
	free(t->body);
}

void trader_enter(sim_trader *t, sim_venue *f, int64_t equity_usd)
{
	assert_int_equal(rv_sim_add_account(f->sim, t->master, t->agent, equity_usd), RV_OK);
}

const char *trader_sign(sim_trader *t, const rv_hl_action *a)
{
	static uint8_t packed[RV_HL_PACK_MAX];
	size_t n = 0;
	rv_hl_envelope e = { .nonce = t->nonce++, .expires_after = t->expires };
	assert_int_equal(rv_hl_action_pack(a, packed, sizeof(packed), &n), RV_OK);
	const rv_l1_payload p = rv_hl_envelope_payload(&e, packed, n, false);
	assert_int_equal(rv_signer_sign(t->signer, &p, &e.sig), RV_OK);
	assert_int_equal(rv_hl_request_json(a, &e, t->body, RV_HL_REQUEST_MAX, &n), RV_OK);
	return t->body;
}

static rv_dec dec(const char *s)
{
	rv_dec d = { 0 };
	assert_int_equal(rv_dec_read(s, strlen(s), RV_HL_WIRE_DECIMALS, &d), RV_OK);
	return d;
}

rv_hl_action trader_order(int32_t asset, bool buy, const char *px, const char *sz, rv_hl_tif tif)
{
	rv_hl_action a = { .kind = RV_HL_ACTION_ORDER, .n = 1 };
	a.u.order.v[0] = (rv_hl_order){
		.asset = asset, .buy = buy, .px = dec(px), .sz = dec(sz), .tif = tif
	};
	return a;
}

const char *trader_send(sim_trader *t, sim_venue *f, const rv_hl_action *a)
{
	venue_expect(f, "/exchange", trader_sign(t, a), 200);
	return f->body;
}

cJSON *trader_ask(const sim_trader *t, sim_venue *f, const char *fields)
{
	char text[256];
	(void)snprintf(text, sizeof(text), "{%s,\"user\":\"%s\"}", fields, t->user);
	venue_expect(f, "/info", text, 200);
	cJSON *json = cJSON_Parse(f->body);
	assert_non_null(json);
	return json;
}

void trader_best(sim_venue *f, const char *coin, int side, char px[RV_DEC_TEXT])
{
	char text[128];
	(void)snprintf(text, sizeof(text), "{\"type\":\"l2Book\",\"coin\":\"%s\"}", coin);
	venue_expect(f, "/info", text, 200);
	cJSON *json = cJSON_Parse(f->body);
	const cJSON *levels = cJSON_GetObjectItem(json, "levels");
	const cJSON *best = cJSON_GetArrayItem(cJSON_GetArrayItem(levels, side), 0);
	const cJSON *v = cJSON_GetObjectItem(best, "px");
	assert_true(cJSON_IsString(v));
	(void)snprintf(px, RV_DEC_TEXT, "%s", v->valuestring);
	cJSON_Delete(json);
}
