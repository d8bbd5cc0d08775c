/* Controls for tests; see control.h. */
#include "feeds/simx/control.h"

#include <string.h>

#include <cjson/cJSON.h>

#include "engine/base/decimal.h"
#include "feeds/sign/l1.h"
#include "feeds/simx/account.h"
#include "feeds/simx/liquidation.h"
#include "feeds/simx/money.h"
#include "feeds/simx/orders.h"

static const char *text_of(const cJSON *json, const char *key)
{
	const cJSON *v = cJSON_GetObjectItemCaseSensitive(json, key);
	return cJSON_IsString(v) ? v->valuestring : NULL;
}

size_t rv_simx_coin_find(const rv_simx *x, const char *name)
{
	for (size_t i = 0; name && i < x->m.n_coins; i++) {
		const rv_simx_coin c = rv_simx_coin_of(x, i);
		if (c.listed && strcmp(c.name, name) == 0)
			return i;
	}
	return SIZE_MAX;
}

static rv_status read_user(const rv_simx *x, const cJSON *json, rv_simx_account **out, rv_err *err)
{
	uint8_t address[RV_ADDRESS_BYTES];
	const char *text = text_of(json, "user");
	*out = text && rv_address_parse(text, address) == RV_OK ? rv_simx_find(x, address) : NULL;
	if (*out)
		return RV_OK;
	(void)rv_err_set(err, RV_EPARSE, "\"user\": expected the address of an account");
	return RV_EPARSE;
}

/* A decimal in quotes, in units of 10^-scale. */
static rv_status read_dec(const cJSON *json, const char *key, int scale, int64_t *out, rv_err *err)
{
	const char *text = text_of(json, key);
	if (!text || rv_dec_parse(text, strlen(text), scale, out) != RV_OK)
		return rv_err_set(err, RV_EPARSE, "\"%s\": expected a decimal in quotes", key);
	return RV_OK;
}

static rv_status read_kind(const cJSON *json, rv_simx_fill *f, rv_err *err)
{
	const char *kind = text_of(json, "kind");
	f->kind = RV_SIMX_FILL_TRADE;
	f->crossed = true;
	if (!kind || strcmp(kind, "foreign") == 0)
		return RV_OK;
	if (strcmp(kind, "adl") != 0 && strcmp(kind, "liquidation") != 0)
		return rv_err_set(err, RV_EPARSE, "\"kind\": expected foreign, adl or liquidation");
	f->kind = kind[0] == 'a' ? RV_SIMX_FILL_ADL : RV_SIMX_FILL_LIQUIDATION;
	f->crossed = f->kind == RV_SIMX_FILL_LIQUIDATION;
	f->backstop = f->kind == RV_SIMX_FILL_ADL;
	return RV_OK;
}

static rv_status read_fill(const rv_simx *x, const cJSON *json, rv_simx_fill *f, rv_err *err)
{
	const char *side = text_of(json, "side");
	rv_simx_quote q;
	f->coin = rv_simx_coin_find(x, text_of(json, "coin"));
	if (f->coin == SIZE_MAX || !x->m.ops->quote(&x->m, f->coin, &q))
		return rv_err_set(err, RV_EPARSE, "\"coin\": expected an instrument with a price");
	if (!side || (strcmp(side, "B") != 0 && strcmp(side, "A") != 0))
		return rv_err_set(err, RV_EPARSE, "\"side\": expected \"B\" or \"A\"");
	f->buy = side[0] == 'B';
	const rv_simx_coin c = rv_simx_coin_of(x, f->coin);
	rv_status st = read_dec(json, "sz", c.sz_decimals, &f->sz, err);
	f->px = f->liquidation_mark = q.last;
	if (st == RV_OK && cJSON_HasObjectItem(json, "px"))
		st = read_dec(json, "px", c.px_scale, &f->px, err);
	if (st == RV_OK && (f->sz <= 0 || f->px <= 0))
		st = rv_err_set(err, RV_EPARSE, "\"sz\", \"px\": expected more than 0");
	return st == RV_OK ? read_kind(json, f, err) : st;
}

/* An order of somebody else's hand on the account: known to the venue, without a cloid. */
static void foreign_order(rv_simx *x, const rv_simx_account *a, rv_simx_fill *f)
{
	const rv_simx_order proto = { .px = f->px,
				      .orig_sz = f->sz,
				      .filled = f->sz,
				      .account = a->index,
				      .coin = f->coin,
				      .tif = RV_SIMX_IOC,
				      .buy = f->buy };
	rv_simx_order *o = rv_simx_order_new(x, &proto);
	if (!o)
		return;
	f->oid = o->oid;
	rv_simx_order_end(x, o, RV_SIMX_FILLED);
}

rv_status rv_simx_control_fill(rv_simx *x, const cJSON *json, rv_err *err)
{
	rv_simx_account *a = NULL;
	rv_simx_fill f = { .px = 0 };
	const char *kind = text_of(json, "kind");
	rv_status st = read_user(x, json, &a, err);
	if (st != RV_OK)
		return st;
	if (kind && strcmp(kind, "liquidation") == 0 && !cJSON_HasObjectItem(json, "coin")) {
		rv_simx_liquidate_account(x, a);
		return RV_OK;
	}
	st = read_fill(x, json, &f, err);
	if (st != RV_OK)
		return st;
	if (f.kind == RV_SIMX_FILL_TRADE)
		foreign_order(x, a, &f);
	else if (f.kind == RV_SIMX_FILL_LIQUIDATION)
		memcpy(f.liquidated, a->address, sizeof(f.liquidated));
	else
		memset(f.liquidated, 0xad, sizeof(f.liquidated)); /* somebody else */
	rv_simx_fill_outside(x, a, &f);
	return RV_OK;
}

rv_status rv_simx_control_deposit(rv_simx *x, const cJSON *json, rv_err *err)
{
	rv_simx_account *a = NULL;
	int64_t usdc = 0;
	rv_status st = read_user(x, json, &a, err);
	if (st == RV_OK)
		st = read_dec(json, "usdc", RV_SIMX_MONEY_SCALE, &usdc, err);
	if (st == RV_OK)
		rv_simx_transfer_in(x, a, usdc);
	return st;
}

rv_status rv_simx_control_account(rv_simx *x, const cJSON *json, rv_err *err)
{
	uint8_t master[RV_ADDRESS_BYTES], agent[RV_ADDRESS_BYTES] = { 0 };
	const char *user = text_of(json, "user"), *signer = text_of(json, "agent");
	int64_t equity = 0, volume = -1, requests = -1;
	if (!user || rv_address_parse(user, master) != RV_OK)
		return rv_err_set(err, RV_EPARSE, "\"user\": expected an address");
	if (signer && rv_address_parse(signer, agent) != RV_OK)
		return rv_err_set(err, RV_EPARSE, "\"agent\": expected an address");
	rv_status st = RV_OK;
	if (cJSON_HasObjectItem(json, "equity"))
		st = read_dec(json, "equity", RV_SIMX_MONEY_SCALE, &equity, err);
	if (st == RV_OK && cJSON_HasObjectItem(json, "volume"))
		st = read_dec(json, "volume", RV_SIMX_MONEY_SCALE, &volume, err);
	if (st == RV_OK && cJSON_HasObjectItem(json, "requests"))
		st = read_dec(json, "requests", 0, &requests, err);
	if (st != RV_OK)
		return st;
	st = rv_simx_add(x, master, agent, "test", equity);
	if (st != RV_OK)
		return rv_err_set(err, st, "account: %s", rv_status_text(st));
	if (volume >= 0)
		rv_simx_find(x, master)->volume = volume;
	if (requests >= 0)
		rv_simx_find(x, master)->requests = requests;
	return RV_OK;
}
