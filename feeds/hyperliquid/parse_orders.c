/* Orders of an account; see parse_orders.h. */
#include "feeds/hyperliquid/parse_orders.h"

#include "feeds/hyperliquid/json_strict.h"

#include <string.h>

static rv_status bad(rv_err *err, const char *member, const char *want)
{
	return rv_err_set(err, RV_EPARSE, "order.%s: expected %s", member, want);
}

static rv_hl_order_kind kind_of(const char *word)
{
	static const char *const words[] = {
		[RV_HL_KIND_MARKET] = "Market",
		[RV_HL_KIND_LIMIT] = "Limit",
		[RV_HL_KIND_STOP_MARKET] = "Stop Market",
		[RV_HL_KIND_STOP_LIMIT] = "Stop Limit",
		[RV_HL_KIND_TAKE_MARKET] = "Take Profit Market",
		[RV_HL_KIND_TAKE_LIMIT] = "Take Profit Limit",
	};
	for (int i = RV_HL_KIND_MARKET; i < RV_HL_KIND_OTHER; i++) {
		if (strcmp(word, words[i]) == 0)
			return (rv_hl_order_kind)i;
	}
	return RV_HL_KIND_OTHER;
}

static rv_hl_order_tif tif_of(const char *word)
{
	static const char *const words[] = {
		[RV_HL_SEEN_ALO] = "Alo",
		[RV_HL_SEEN_IOC] = "Ioc",
		[RV_HL_SEEN_GTC] = "Gtc",
		[RV_HL_SEEN_FRONTEND_MARKET] = "FrontendMarket",
		[RV_HL_SEEN_LIQUIDATION_MARKET] = "LiquidationMarket",
	};
	for (int i = RV_HL_SEEN_ALO; i < RV_HL_SEEN_OTHER; i++) {
		if (strcmp(word, words[i]) == 0)
			return (rv_hl_order_tif)i;
	}
	return RV_HL_SEEN_OTHER;
}

/* A member that may be absent or null, and is a boolean when it is there. */
static rv_status optional_bool(const cJSON *o, const char *member, bool *out, rv_err *err)
{
	const cJSON *v = rv_json_get(o, member);
	if (!rv_json_given(v) || rv_json_bool(v, out) == RV_OK)
		return RV_OK;
	return bad(err, member, "true or false");
}

static rv_status optional_words(const cJSON *v, rv_hl_order_row *o, rv_err *err)
{
	const cJSON *type = rv_json_get(v, "orderType"), *tif = rv_json_get(v, "tif");
	if (rv_json_given(type)) {
		if (!cJSON_IsString(type))
			return bad(err, "orderType", "a text");
		o->kind = kind_of(type->valuestring);
	}
	if (rv_json_given(tif)) {
		if (!cJSON_IsString(tif))
			return bad(err, "tif", "a text or null");
		o->tif = tif_of(tif->valuestring);
	}
	return RV_OK;
}

static rv_status read_options(const cJSON *v, rv_hl_order_row *o, rv_err *err)
{
	const cJSON *cloid = rv_json_get(v, "cloid"), *trigger = rv_json_get(v, "triggerPx");
	o->has_cloid = rv_json_given(cloid);
	if (o->has_cloid && rv_json_cloid(cloid, &o->cloid) != RV_OK)
		return bad(err, "cloid", "0x and 32 digits, or null");
	if (rv_json_given(trigger) &&
	    rv_json_dec(trigger, RV_JSON_NOT_NEGATIVE, &o->trigger_px) != RV_OK)
		return bad(err, "triggerPx", "a price as a string");
	rv_status st = optional_bool(v, "reduceOnly", &o->reduce_only, err);
	if (st == RV_OK)
		st = optional_bool(v, "isTrigger", &o->is_trigger, err);
	if (st == RV_OK)
		st = optional_bool(v, "isPositionTpsl", &o->is_position_tpsl, err);
	return st == RV_OK ? optional_words(v, o, err) : st;
}

static rv_status read_row(const cJSON *v, rv_hl_order_row *o, rv_err *err)
{
	memset(o, 0, sizeof(*o));
	if (rv_json_symbol(rv_json_get(v, "coin"), o->coin) != RV_OK)
		return bad(err, "coin", "a coin's name");
	if (rv_json_side(rv_json_get(v, "side"), &o->buy) != RV_OK)
		return bad(err, "side", "B or A");
	if (rv_json_dec(rv_json_get(v, "limitPx"), RV_JSON_NOT_NEGATIVE, &o->limit_px) != RV_OK)
		return bad(err, "limitPx", "a price as a string");
	if (rv_json_dec(rv_json_get(v, "sz"), RV_JSON_NOT_NEGATIVE, &o->sz) != RV_OK)
		return bad(err, "sz", "a size as a string");
	if (rv_json_dec(rv_json_get(v, "origSz"), RV_JSON_NOT_NEGATIVE, &o->orig_sz) != RV_OK)
		return bad(err, "origSz", "a size as a string");
	if (rv_json_int(rv_json_get(v, "oid"), 0, INT64_MAX, &o->oid) != RV_OK)
		return bad(err, "oid", "a number");
	if (rv_json_time(rv_json_get(v, "timestamp"), &o->time_ms) != RV_OK)
		return bad(err, "timestamp", "ms");
	return read_options(v, o, err);
}

rv_status rv_hl_read_orders(const cJSON *list, rv_hl_orders *out, rv_err *err)
{
	const cJSON *v = NULL;
	out->n = 0;
	if (!cJSON_IsArray(list))
		return rv_err_set(err, RV_EPARSE, "orders: expected an array");
	cJSON_ArrayForEach(v, list)
	{
		if (out->n == out->cap)
			return rv_err_set(err, RV_EFULL, "orders: more than %zu", out->cap);
		const rv_status st = read_row(v, &out->v[out->n], err);
		if (st != RV_OK)
			return st;
		out->n++;
	}
	return RV_OK;
}

rv_status rv_hl_parse_orders(const char *s, size_t n, rv_hl_orders *out, rv_err *err)
{
	cJSON *root = rv_json_parse_strict(s, n, RV_JSON_USER_BYTES, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = rv_hl_read_orders(root, out, err);
	cJSON_Delete(root);
	return st;
}

/* {"order":{..},"status":"..","statusTimestamp":ms} */
static rv_status read_state(const cJSON *v, rv_hl_order_state *out, rv_err *err)
{
	const cJSON *word = rv_json_get(v, "status");
	memset(out, 0, sizeof(*out));
	const rv_status st = read_row(rv_json_get(v, "order"), &out->order, err);
	if (st != RV_OK)
		return st;
	if (!cJSON_IsString(word))
		return bad(err, "status", "a text");
	if (rv_json_time(rv_json_get(v, "statusTimestamp"), &out->status_ms) != RV_OK)
		return bad(err, "statusTimestamp", "ms");
	out->status = rv_hl_status_of(word->valuestring);
	rv_json_copy_text(word->valuestring, out->word, sizeof(out->word));
	return RV_OK;
}

static rv_status read_status(const cJSON *root, rv_hl_order_state *out, rv_err *err)
{
	const cJSON *status = rv_json_get(root, "status");
	if (rv_json_is(status, "unknownOid"))
		return rv_err_set(err, RV_ENOENT, "orderStatus: the venue knows no such order");
	if (!rv_json_is(status, "order"))
		return rv_err_set(err, RV_EPARSE, "orderStatus: expected order or unknownOid");
	return read_state(rv_json_get(root, "order"), out, err);
}

rv_status rv_hl_parse_order_status(const char *s, size_t n, rv_hl_order_state *out, rv_err *err)
{
	cJSON *root = rv_json_parse_strict(s, n, RV_JSON_USER_BYTES, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = read_status(root, out, err);
	cJSON_Delete(root);
	return st;
}

rv_status rv_hl_read_order_states(const cJSON *list, rv_hl_order_states *out, rv_err *err)
{
	const cJSON *v = NULL;
	out->n = 0;
	if (!cJSON_IsArray(list))
		return rv_err_set(err, RV_EPARSE, "orders: expected an array");
	cJSON_ArrayForEach(v, list)
	{
		if (out->n == out->cap)
			return rv_err_set(err, RV_EFULL, "orders: more than %zu", out->cap);
		const rv_status st = read_state(v, &out->v[out->n], err);
		if (st != RV_OK)
			return st;
		out->n++;
	}
	return RV_OK;
}

rv_status rv_hl_parse_order_states(const char *s, size_t n, rv_hl_order_states *out, rv_err *err)
{
	cJSON *root = rv_json_parse_strict(s, n, RV_JSON_USER_BYTES, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = rv_hl_read_order_states(root, out, err);
	cJSON_Delete(root);
	return st;
}
