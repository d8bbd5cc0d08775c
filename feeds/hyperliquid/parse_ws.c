/* Hyperliquid WebSocket messages; see parse_ws.h. */
#include "feeds/hyperliquid/parse_ws.h"

#include "feeds/hyperliquid/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char greeting[] = "Websocket connection established.";

static rv_status bad(rv_err *err, const char *where, const char *want)
{
	return rv_err_set(err, RV_EPARSE, "%s: expected %s", where, want);
}

static bool text_is(const cJSON *v, const char *want)
{
	return cJSON_IsString(v) && strcmp(v->valuestring, want) == 0;
}

/* Which subscription an echoed object is: matched as a subset, since the server adds defaults. */
static rv_status read_sub(const cJSON *sub, rv_hl_ws_msg *out, rv_err *err)
{
	const cJSON *type = rv_json_get(sub, "type");
	out->sub = RV_HL_SUB_OTHER;
	out->symbol[0] = '\0';
	if (!cJSON_IsString(type))
		return bad(err, "subscription.type", "a string");
	if (text_is(type, "allMids")) {
		out->sub = RV_HL_SUB_MIDS;
		return RV_OK;
	}
	if (text_is(type, "activeAssetCtx"))
		out->sub = RV_HL_SUB_CTX;
	else if (text_is(type, "bbo"))
		out->sub = RV_HL_SUB_BBO;
	else if (text_is(type, "candle") && text_is(rv_json_get(sub, "interval"), "1h"))
		out->sub = RV_HL_SUB_CANDLE;
	else
		return RV_OK;
	if (rv_json_symbol(rv_json_get(sub, "coin"), out->symbol) != RV_OK)
		return bad(err, "subscription.coin", "a coin");
	return RV_OK;
}

static rv_status on_ack(const cJSON *data, rv_hl_ws_msg *out, rv_err *err)
{
	const cJSON *method = rv_json_get(data, "method");
	if (text_is(method, "unsubscribe"))
		return RV_OK; /* stays OTHER */
	if (!text_is(method, "subscribe"))
		return bad(err, "subscriptionResponse.method", "subscribe or unsubscribe");
	out->kind = RV_HL_WS_ACK;
	return read_sub(rv_json_get(data, "subscription"), out, err);
}

/* `Already subscribed: {json}`: as good as an acknowledgement. */
static void read_already(const char *text, rv_hl_ws_msg *out)
{
	static const char lead[] = "Already subscribed: ";
	const size_t k = sizeof(lead) - 1;
	if (strncmp(text, lead, k) != 0)
		return;
	rv_err ignored = { 0 };
	cJSON *sub = rv_json_parse(text + k, strlen(text + k), &ignored);
	out->already = sub && read_sub(sub, out, &ignored) == RV_OK;
	cJSON_Delete(sub);
}

static rv_status on_error(const cJSON *data, rv_hl_ws_msg *out, rv_err *err)
{
	if (!cJSON_IsString(data))
		return bad(err, "error.data", "a text");
	out->kind = RV_HL_WS_ERROR;
	(void)snprintf(out->u.text, sizeof(out->u.text), "%s", data->valuestring);
	read_already(data->valuestring, out);
	return RV_OK;
}

static rv_status on_mids(const cJSON *data, rv_hl_ws_msg *out, rv_err *err)
{
	out->kind = RV_HL_WS_MIDS;
	return rv_hl_read_mids(rv_json_get(data, "mids"), &out->u.mids, err);
}

/*
 * Reads data.coin. The kind is said first, so that what is refused is counted on its channel; a
 * message about something else than our perpetuals (*skip) stays RV_HL_WS_OTHER.
 */
static rv_status read_coin(const cJSON *v, rv_hl_ws_kind kind, rv_hl_ws_msg *out, bool *skip,
			   rv_err *err)
{
	*skip = cJSON_IsString(v) && rv_hl_is_foreign(v->valuestring);
	if (*skip)
		return RV_OK;
	out->kind = kind;
	return rv_json_symbol(v, out->symbol) == RV_OK ? RV_OK : bad(err, "coin", "a name");
}

static rv_status on_ctx(const cJSON *data, rv_hl_ws_msg *out, rv_err *err)
{
	bool skip = false;
	const rv_status st = read_coin(rv_json_get(data, "coin"), RV_HL_WS_CTX, out, &skip, err);
	if (st != RV_OK || skip)
		return st;
	return rv_hl_read_ctx(rv_json_get(data, "ctx"), &out->u.ctx, err);
}

/* One object on the wire; the documentation says an array, so one in an array is taken too. */
static rv_status on_candle(const cJSON *data, rv_hl_ws_msg *out, rv_err *err)
{
	bool skip = false;
	const cJSON *v = cJSON_IsArray(data) && cJSON_GetArraySize(data) == 1 ? data->child : data;
	const cJSON *i = rv_json_get(v, "i");
	const rv_status st = read_coin(rv_json_get(v, "s"), RV_HL_WS_CANDLE, out, &skip, err);
	if (st != RV_OK || skip)
		return st;
	if (!cJSON_IsString(i))
		return bad(err, "candle.i", "an interval");
	if (!text_is(i, "1h")) {
		out->kind = RV_HL_WS_OTHER;
		return RV_OK;
	}
	return rv_hl_read_candle(v, RV_INTERVAL_1H, &out->u.candle, out->symbol, err);
}

static rv_status read_side(const cJSON *v, double *px)
{
	rv_hl_level level;
	*px = NAN;
	if (cJSON_IsNull(v))
		return RV_OK;
	const rv_status st = rv_hl_read_level(v, &level);
	if (st == RV_OK)
		*px = level.px;
	return st;
}

static rv_status on_bbo(const cJSON *data, rv_hl_ws_msg *out, rv_err *err)
{
	bool skip = false;
	const cJSON *two = rv_json_get(data, "bbo");
	const rv_status st = read_coin(rv_json_get(data, "coin"), RV_HL_WS_BBO, out, &skip, err);
	if (st != RV_OK || skip)
		return st;
	if (rv_json_int(rv_json_get(data, "time"), 0, INT64_C(4102444800000),
			&out->u.bbo.time_ms) != RV_OK)
		return bad(err, "bbo.time", "a time in ms");
	if (!cJSON_IsArray(two) || cJSON_GetArraySize(two) != 2 ||
	    read_side(two->child, &out->u.bbo.bid) != RV_OK ||
	    read_side(two->child->next, &out->u.bbo.ask) != RV_OK)
		return bad(err, "bbo.bbo", "[bid or null, ask or null]");
	if (out->u.bbo.bid >= out->u.bbo.ask)
		return bad(err, "bbo.bbo", "a bid below the ask");
	return RV_OK;
}

static rv_status on_book(const cJSON *data, rv_hl_ws_msg *out, rv_err *err)
{
	bool skip = false;
	const rv_status st = read_coin(rv_json_get(data, "coin"), RV_HL_WS_BOOK, out, &skip, err);
	if (st != RV_OK || skip)
		return st;
	return rv_hl_read_book(data, &out->u.book, err);
}

static rv_status read_trade(const cJSON *v, rv_hl_trade *t)
{
	const cJSON *side = rv_json_get(v, "side");
	t->buy = text_is(side, "B");
	if ((!t->buy && !text_is(side, "A")) ||
	    rv_json_numstr(rv_json_get(v, "px"), 1e-12, 1e12, &t->px) != RV_OK ||
	    rv_json_numstr(rv_json_get(v, "sz"), 0.0, 1e18, &t->sz) != RV_OK ||
	    rv_json_int(rv_json_get(v, "time"), 0, INT64_C(4102444800000), &t->time_ms) != RV_OK ||
	    rv_json_int(rv_json_get(v, "tid"), 0, INT64_C(9007199254740991), &t->tid) != RV_OK)
		return RV_EPARSE;
	return RV_OK;
}

static rv_status on_trades(const cJSON *data, rv_hl_ws_msg *out, rv_err *err)
{
	const cJSON *v = NULL;
	bool skip = false;
	if (!cJSON_IsArray(data))
		return bad(err, "trades", "an array");
	out->u.trades.n = 0;
	if (!data->child)
		return RV_OK;
	const rv_status st =
		read_coin(rv_json_get(data->child, "coin"), RV_HL_WS_TRADES, out, &skip, err);
	if (st != RV_OK || skip)
		return st;
	cJSON_ArrayForEach(v, data)
	{
		if (out->u.trades.n == RV_HL_TRADES_MAX)
			break;
		if (!text_is(rv_json_get(v, "coin"), out->symbol))
			return bad(err, "trades.coin", "one coin in a message");
		if (read_trade(v, &out->u.trades.v[out->u.trades.n++]) != RV_OK)
			return bad(err, "trades", "side, px, sz, time, tid");
	}
	out->kind = RV_HL_WS_TRADES;
	return RV_OK;
}

static rv_status on_pong(const cJSON *data, rv_hl_ws_msg *out, rv_err *err)
{
	(void)data;
	(void)err;
	out->kind = RV_HL_WS_PONG;
	return RV_OK;
}

static const struct {
	const char *name;
	rv_status (*read)(const cJSON *data, rv_hl_ws_msg *out, rv_err *err);
} channels[] = {
	{ "allMids", on_mids },
	{ "activeAssetCtx", on_ctx },
	{ "candle", on_candle },
	{ "pong", on_pong },
	{ "subscriptionResponse", on_ack },
	{ "error", on_error },
	{ "bbo", on_bbo },
	{ "l2Book", on_book },
	{ "trades", on_trades },
};

static rv_status dispatch(const cJSON *root, rv_hl_ws_msg *out, rv_err *err)
{
	const cJSON *channel = rv_json_get(root, "channel");
	if (!cJSON_IsString(channel))
		return bad(err, "message", "an object with a channel");
	for (size_t i = 0; i < sizeof(channels) / sizeof(channels[0]); i++) {
		if (strcmp(channel->valuestring, channels[i].name) == 0)
			return channels[i].read(rv_json_get(root, "data"), out, err);
	}
	return RV_OK;
}

rv_status rv_hl_parse_ws(const char *s, size_t n, rv_hl_ws_msg *out, rv_err *err)
{
	out->kind = RV_HL_WS_OTHER;
	out->symbol[0] = '\0';
	out->sub = RV_HL_SUB_OTHER;
	out->already = false;
	if (n == sizeof(greeting) - 1 && memcmp(s, greeting, n) == 0)
		return RV_OK;
	cJSON *root = rv_json_parse(s, n, err);
	if (!root)
		return RV_EPARSE;
	const rv_status st = dispatch(root, out, err);
	cJSON_Delete(root);
	return st;
}

size_t rv_hl_format_sub(rv_hl_sub sub, const char *symbol, bool subscribe, char *buf, size_t cap)
{
	const char *method = subscribe ? "subscribe" : "unsubscribe";
	int n = 0;
	if (sub == RV_HL_SUB_CTX || sub == RV_HL_SUB_BBO)
		n = snprintf(buf, cap,
			     "{\"method\":\"%s\",\"subscription\":{\"type\":\"%s\","
			     "\"coin\":\"%s\"}}",
			     method, sub == RV_HL_SUB_CTX ? "activeAssetCtx" : "bbo", symbol);
	else if (sub == RV_HL_SUB_CANDLE)
		n = snprintf(buf, cap,
			     "{\"method\":\"%s\",\"subscription\":{\"type\":\"candle\","
			     "\"coin\":\"%s\",\"interval\":\"1h\"}}",
			     method, symbol);
	else
		n = snprintf(buf, cap,
			     "{\"method\":\"%s\",\"subscription\":{\"type\":\"allMids\"}}", method);
	return n > 0 && (size_t)n < cap ? (size_t)n : 0;
}
