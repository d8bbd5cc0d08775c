/* Actions out of JSON, as strictly as the venue reads them; see action.h. */
#include "feeds/hyperliquid/action.h"

#include "feeds/hyperliquid/action_words.h"
#include "feeds/hyperliquid/json.h"

#include <string.h>

static rv_status bad(rv_err *err, const char *where, const char *want)
{
	return rv_err_set(err, RV_EPARSE, "%s: expected %s", where, want);
}

static rv_status read_bool(const cJSON *v, bool *out)
{
	if (!cJSON_IsBool(v))
		return RV_EPARSE;
	*out = cJSON_IsTrue(v);
	return RV_OK;
}

static rv_status read_i32(const cJSON *v, int32_t *out)
{
	int64_t i = 0;
	if (rv_json_int(v, 0, INT32_MAX, &i) != RV_OK)
		return RV_EPARSE;
	*out = (int32_t)i;
	return RV_OK;
}

static rv_status read_number(const cJSON *v, rv_dec *out)
{
	rv_dec d = { 0, 0 };
	if (!cJSON_IsString(v) ||
	    rv_dec_read(v->valuestring, strlen(v->valuestring), RV_HL_WIRE_DECIMALS, &d) != RV_OK)
		return RV_EPARSE;
	if (d.units < 0)
		return RV_ERANGE;
	*out = d;
	return RV_OK;
}

static rv_status read_cloid(const cJSON *v, rv_hl_cloid *out)
{
	return cJSON_IsString(v) ? rv_hl_cloid_parse(v->valuestring, out) : RV_EPARSE;
}

/* Index of the text in a list of words, or n. */
static size_t word_index(const cJSON *v, const char *const *word, size_t n)
{
	size_t i = 0;
	if (!cJSON_IsString(v))
		return n;
	while (i < n && strcmp(v->valuestring, word[i]) != 0)
		i++;
	return i;
}

static rv_status read_limit(const cJSON *v, rv_hl_order *o, rv_err *err)
{
	static const char *const keys[] = { "tif", NULL };
	const size_t i = word_index(rv_json_get(v, "tif"), rv_hl_tif_word, 3);
	if (rv_json_only(v, keys) != RV_OK || i == 3)
		return bad(err, "order.t.limit", "{\"tif\":\"Alo\", \"Ioc\" or \"Gtc\"}");
	o->tif = (rv_hl_tif)i;
	return RV_OK;
}

static rv_status read_trigger(const cJSON *v, rv_hl_order *o, rv_err *err)
{
	static const char *const keys[] = { "isMarket", "triggerPx", "tpsl", NULL };
	static const char *const tpsl[] = { "sl", "tp" };
	const size_t i = word_index(rv_json_get(v, "tpsl"), tpsl, 2);
	if (rv_json_only(v, keys) != RV_OK || i == 2 ||
	    read_bool(rv_json_get(v, "isMarket"), &o->trigger_is_market) != RV_OK ||
	    read_number(rv_json_get(v, "triggerPx"), &o->trigger_px) != RV_OK)
		return bad(err, "order.t.trigger", "isMarket, triggerPx and tpsl");
	o->is_trigger = true;
	o->trigger_is_tp = i == 1;
	return RV_OK;
}

static rv_status read_order_type(const cJSON *v, rv_hl_order *o, rv_err *err)
{
	if (!cJSON_IsObject(v) || cJSON_GetArraySize(v) != 1)
		return bad(err, "order.t", "limit or trigger");
	if (strcmp(v->child->string, "limit") == 0)
		return read_limit(v->child, o, err);
	if (strcmp(v->child->string, "trigger") == 0)
		return read_trigger(v->child, o, err);
	return bad(err, "order.t", "limit or trigger");
}

static rv_status read_order(const cJSON *v, rv_hl_order *o, rv_err *err)
{
	static const char *const keys[] = { "a", "b", "p", "s", "r", "t", "c", NULL };
	const cJSON *c = rv_json_get(v, "c");
	memset(o, 0, sizeof(*o));
	if (rv_json_only(v, keys) != RV_OK)
		return bad(err, "order", "a, b, p, s, r, t and perhaps c, once each");
	if (read_i32(rv_json_get(v, "a"), &o->asset) != RV_OK)
		return bad(err, "order.a", "an asset's number");
	if (read_bool(rv_json_get(v, "b"), &o->buy) != RV_OK)
		return bad(err, "order.b", "true or false");
	if (read_number(rv_json_get(v, "p"), &o->px) != RV_OK)
		return bad(err, "order.p", "a decimal >= 0 as a string");
	if (read_number(rv_json_get(v, "s"), &o->sz) != RV_OK)
		return bad(err, "order.s", "a decimal >= 0 as a string");
	if (read_bool(rv_json_get(v, "r"), &o->reduce_only) != RV_OK)
		return bad(err, "order.r", "true or false");
	if (c && read_cloid(c, &o->cloid) != RV_OK)
		return bad(err, "order.c", "0x and 32 hexadecimal digits");
	o->has_cloid = c != NULL;
	return read_order_type(rv_json_get(v, "t"), o, err);
}

static rv_status read_orders(const cJSON *v, rv_hl_action *a, rv_err *err)
{
	static const char *const keys[] = { "type", "orders", "grouping", NULL };
	const cJSON *list = rv_json_get(v, "orders"), *o = NULL;
	const size_t g = word_index(rv_json_get(v, "grouping"), rv_hl_grouping_word, 3);
	if (rv_json_only(v, keys) != RV_OK || !cJSON_IsArray(list) || g == 3)
		return bad(err, "order action",
			   "orders, and grouping na, normalTpsl or "
			   "positionTpsl");
	a->u.order.grouping = (rv_hl_grouping)g;
	cJSON_ArrayForEach(o, list)
	{
		if (a->n == RV_HL_BATCH_MAX)
			return rv_err_set(err, RV_EFULL, "orders: more than %d", RV_HL_BATCH_MAX);
		const rv_status st = read_order(o, &a->u.order.v[a->n], err);
		if (st != RV_OK)
			return st;
		a->n++;
	}
	return RV_OK;
}

static rv_status read_cancel(const cJSON *v, rv_hl_action *a)
{
	static const char *const by_oid[] = { "a", "o", NULL };
	static const char *const by_cloid[] = { "asset", "cloid", NULL };
	if (a->kind == RV_HL_ACTION_CANCEL) {
		rv_hl_cancel *c = &a->u.cancel[a->n];
		if (rv_json_only(v, by_oid) != RV_OK ||
		    read_i32(rv_json_get(v, "a"), &c->asset) != RV_OK)
			return RV_EPARSE;
		return rv_json_int(rv_json_get(v, "o"), 0, INT64_MAX, &c->oid);
	}
	rv_hl_cancel_cloid *c = &a->u.cancel_cloid[a->n];
	if (rv_json_only(v, by_cloid) != RV_OK ||
	    read_i32(rv_json_get(v, "asset"), &c->asset) != RV_OK)
		return RV_EPARSE;
	return read_cloid(rv_json_get(v, "cloid"), &c->cloid);
}

static rv_status read_cancels(const cJSON *v, rv_hl_action *a, rv_err *err)
{
	static const char *const keys[] = { "type", "cancels", NULL };
	const cJSON *list = rv_json_get(v, "cancels"), *c = NULL;
	if (rv_json_only(v, keys) != RV_OK || !cJSON_IsArray(list))
		return bad(err, "cancel action", "cancels");
	cJSON_ArrayForEach(c, list)
	{
		if (a->n == RV_HL_BATCH_MAX)
			return rv_err_set(err, RV_EFULL, "cancels: more than %d", RV_HL_BATCH_MAX);
		if (read_cancel(c, a) != RV_OK)
			return bad(err, "cancels",
				   a->kind == RV_HL_ACTION_CANCEL ? "{a, o}" : "{asset, cloid}");
		a->n++;
	}
	return RV_OK;
}

static rv_status read_schedule(const cJSON *v, rv_hl_action *a, rv_err *err)
{
	static const char *const keys[] = { "type", "time", NULL };
	const cJSON *time = rv_json_get(v, "time");
	a->u.cancel_at_ms = -1;
	if (rv_json_only(v, keys) != RV_OK ||
	    (time && rv_json_int(time, 0, INT64_MAX, &a->u.cancel_at_ms) != RV_OK))
		return bad(err, "scheduleCancel", "a time in ms or none");
	return RV_OK;
}

static rv_status read_leverage(const cJSON *v, rv_hl_action *a, rv_err *err)
{
	static const char *const keys[] = { "type", "asset", "isCross", "leverage", NULL };
	if (rv_json_only(v, keys) != RV_OK ||
	    read_i32(rv_json_get(v, "asset"), &a->u.leverage.asset) != RV_OK ||
	    read_bool(rv_json_get(v, "isCross"), &a->u.leverage.cross) != RV_OK ||
	    read_i32(rv_json_get(v, "leverage"), &a->u.leverage.leverage) != RV_OK)
		return bad(err, "updateLeverage", "asset, isCross and leverage");
	return RV_OK;
}

static rv_status read_noop(const cJSON *v, rv_err *err)
{
	static const char *const keys[] = { "type", NULL };
	return rv_json_only(v, keys) == RV_OK ? RV_OK : bad(err, "noop", "nothing but its type");
}

static bool find_kind(const cJSON *type, rv_hl_action_kind *out)
{
	for (int k = RV_HL_ACTION_NOOP; k <= RV_HL_ACTION_UPDATE_LEVERAGE; k++) {
		const char *name = rv_hl_action_name((rv_hl_action_kind)k);
		if (cJSON_IsString(type) && strcmp(type->valuestring, name) == 0) {
			*out = (rv_hl_action_kind)k;
			return true;
		}
	}
	return false;
}

rv_status rv_hl_action_parse(const cJSON *json, rv_hl_action *a, rv_err *err)
{
	a->n = 0;
	if (!find_kind(rv_json_get(json, "type"), &a->kind))
		return bad(err, "action.type", "one of the actions that are supported");
	switch (a->kind) {
	case RV_HL_ACTION_ORDER:
		return read_orders(json, a, err);
	case RV_HL_ACTION_CANCEL:
	case RV_HL_ACTION_CANCEL_CLOID:
		return read_cancels(json, a, err);
	case RV_HL_ACTION_SCHEDULE_CANCEL:
		return read_schedule(json, a, err);
	case RV_HL_ACTION_UPDATE_LEVERAGE:
		return read_leverage(json, a, err);
	case RV_HL_ACTION_NOOP:
		break;
	}
	return read_noop(json, err);
}
