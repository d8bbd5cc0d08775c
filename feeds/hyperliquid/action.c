/* Actions: names, limits, cloids and the JSON that is sent; see action.h. */
#include "feeds/hyperliquid/action.h"

#include "feeds/hyperliquid/action_words.h"
#include "feeds/hyperliquid/text.h"
#include "feeds/sign/l1.h"

#include <stdio.h>
#include <string.h>

const char *const rv_hl_tif_word[] = { "Alo", "Ioc", "Gtc" };
const char *const rv_hl_grouping_word[] = { "na", "normalTpsl", "positionTpsl" };

static const char *const kind_name[] = { "noop",	  "order",	    "cancel",
					 "cancelByCloid", "scheduleCancel", "updateLeverage" };

const char *rv_hl_action_name(rv_hl_action_kind kind)
{
	return kind_name[kind];
}

static bool number_ok(rv_dec d)
{
	return d.units >= 0 && d.scale >= 0 && d.scale <= RV_HL_WIRE_DECIMALS;
}

static bool order_ok(const rv_hl_order *o)
{
	return o->asset >= 0 && number_ok(o->px) && number_ok(o->sz) &&
	       (o->is_trigger ? number_ok(o->trigger_px)
			      : o->tif == RV_HL_TIF_ALO || o->tif == RV_HL_TIF_IOC ||
					o->tif == RV_HL_TIF_GTC);
}

static bool orders_ok(const rv_hl_action *a)
{
	const rv_hl_grouping g = a->u.order.grouping;
	if (g != RV_HL_GROUP_NA && g != RV_HL_GROUP_NORMAL_TPSL && g != RV_HL_GROUP_POSITION_TPSL)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		if (!order_ok(&a->u.order.v[i]))
			return false;
	}
	return true;
}

static bool cancels_ok(const rv_hl_action *a)
{
	for (size_t i = 0; i < a->n; i++) {
		if (a->kind == RV_HL_ACTION_CANCEL
			    ? a->u.cancel[i].asset < 0 || a->u.cancel[i].oid < 0
			    : a->u.cancel_cloid[i].asset < 0)
			return false;
	}
	return true;
}

rv_status rv_hl_action_check(const rv_hl_action *a)
{
	bool ok = false;
	switch (a->kind) {
	case RV_HL_ACTION_ORDER:
		ok = a->n <= RV_HL_BATCH_MAX && orders_ok(a);
		break;
	case RV_HL_ACTION_CANCEL:
	case RV_HL_ACTION_CANCEL_CLOID:
		ok = a->n <= RV_HL_BATCH_MAX && cancels_ok(a);
		break;
	case RV_HL_ACTION_UPDATE_LEVERAGE:
		ok = a->u.leverage.asset >= 0 && a->u.leverage.leverage >= 0;
		break;
	case RV_HL_ACTION_NOOP:
	case RV_HL_ACTION_SCHEDULE_CANCEL:
		ok = true;
		break;
	}
	return ok ? RV_OK : RV_ERANGE;
}

const char *rv_hl_cloid_format(const rv_hl_cloid *c, char buf[RV_HL_CLOID_TEXT])
{
	char wide[RV_HEX32_TEXT];
	uint8_t v[32] = { 0 };
	memcpy(v, c->b, RV_HL_CLOID_BYTES);
	(void)snprintf(buf, RV_HL_CLOID_TEXT, "%.34s", rv_hex32_format(v, wide));
	return buf;
}

rv_status rv_hl_cloid_parse(const char *s, rv_hl_cloid *out)
{
	uint8_t v[32];
	if (strnlen(s, RV_HL_CLOID_TEXT) != RV_HL_CLOID_TEXT - 1 || rv_hex32_parse(s, v) != RV_OK)
		return RV_EPARSE;
	memcpy(out->b, v + 16, RV_HL_CLOID_BYTES);
	return RV_OK;
}

bool rv_hl_cloid_equal(const rv_hl_cloid *a, const rv_hl_cloid *b)
{
	return memcmp(a->b, b->b, RV_HL_CLOID_BYTES) == 0;
}

static const char *bool_word(bool b)
{
	return b ? "true" : "false";
}

static void put_order(rv_hl_text *t, const rv_hl_order *o)
{
	char px[RV_DEC_TEXT], sz[RV_DEC_TEXT], trigger[RV_DEC_TEXT], cloid[RV_HL_CLOID_TEXT];
	rv_hl_text_put(t, "{\"a\":%d,\"b\":%s,\"p\":\"%s\",\"s\":\"%s\",\"r\":%s,\"t\":",
		       (int)o->asset, bool_word(o->buy), rv_dec_text(o->px, px),
		       rv_dec_text(o->sz, sz), bool_word(o->reduce_only));
	if (o->is_trigger)
		rv_hl_text_put(t,
			       "{\"trigger\":{\"isMarket\":%s,\"triggerPx\":\"%s\",\"tpsl\":"
			       "\"%s\"}}",
			       bool_word(o->trigger_is_market), rv_dec_text(o->trigger_px, trigger),
			       o->trigger_is_tp ? "tp" : "sl");
	else
		rv_hl_text_put(t, "{\"limit\":{\"tif\":\"%s\"}}", rv_hl_tif_word[o->tif]);
	if (o->has_cloid)
		rv_hl_text_put(t, ",\"c\":\"%s\"", rv_hl_cloid_format(&o->cloid, cloid));
	rv_hl_text_put(t, "}");
}

static void put_orders(rv_hl_text *t, const rv_hl_action *a)
{
	rv_hl_text_put(t, ",\"orders\":[");
	for (size_t i = 0; i < a->n; i++) {
		rv_hl_text_put(t, "%s", i ? "," : "");
		put_order(t, &a->u.order.v[i]);
	}
	rv_hl_text_put(t, "],\"grouping\":\"%s\"", rv_hl_grouping_word[a->u.order.grouping]);
}

static void put_cancels(rv_hl_text *t, const rv_hl_action *a)
{
	char cloid[RV_HL_CLOID_TEXT];
	rv_hl_text_put(t, ",\"cancels\":[");
	for (size_t i = 0; i < a->n; i++) {
		rv_hl_text_put(t, "%s", i ? "," : "");
		if (a->kind == RV_HL_ACTION_CANCEL)
			rv_hl_text_put(t, "{\"a\":%d,\"o\":%lld}", (int)a->u.cancel[i].asset,
				       (long long)a->u.cancel[i].oid);
		else
			rv_hl_text_put(t, "{\"asset\":%d,\"cloid\":\"%s\"}",
				       (int)a->u.cancel_cloid[i].asset,
				       rv_hl_cloid_format(&a->u.cancel_cloid[i].cloid, cloid));
	}
	rv_hl_text_put(t, "]");
}

rv_status rv_hl_action_json(const rv_hl_action *a, char *buf, size_t cap, size_t *n)
{
	rv_hl_text t = { .p = buf, .cap = cap };
	if (rv_hl_action_check(a) != RV_OK)
		return RV_ERANGE;
	rv_hl_text_put(&t, "{\"type\":\"%s\"", rv_hl_action_name(a->kind));
	switch (a->kind) {
	case RV_HL_ACTION_ORDER:
		put_orders(&t, a);
		break;
	case RV_HL_ACTION_CANCEL:
	case RV_HL_ACTION_CANCEL_CLOID:
		put_cancels(&t, a);
		break;
	case RV_HL_ACTION_SCHEDULE_CANCEL:
		if (a->u.cancel_at_ms >= 0)
			rv_hl_text_put(&t, ",\"time\":%lld", (long long)a->u.cancel_at_ms);
		break;
	case RV_HL_ACTION_UPDATE_LEVERAGE:
		rv_hl_text_put(&t, ",\"asset\":%d,\"isCross\":%s,\"leverage\":%d",
			       (int)a->u.leverage.asset, bool_word(a->u.leverage.cross),
			       (int)a->u.leverage.leverage);
		break;
	case RV_HL_ACTION_NOOP:
		break;
	}
	rv_hl_text_put(&t, "}");
	return rv_hl_text_end(&t, n);
}
