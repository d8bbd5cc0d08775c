/* Actions as the msgpack bytes that are hashed; see action.h. Maps have the venue's key order. */
#include "feeds/hyperliquid/action.h"

#include "feeds/hyperliquid/action_words.h"

#include <string.h>

#include <msgpack/pack.h>

struct out {
	uint8_t *p;
	size_t cap, n;
	bool full;
};

static int write_out(void *data, const char *bytes, size_t n)
{
	struct out *o = data;
	if (o->full || n > o->cap - o->n) {
		o->full = true;
		return -1;
	}
	memcpy(o->p + o->n, bytes, n);
	o->n += n;
	return 0;
}

/* A packer stops at its first failure by itself; write_out remembers it. */
static void put_text(msgpack_packer *pk, const char *s)
{
	const size_t n = strlen(s);
	(void)msgpack_pack_str(pk, n);
	(void)msgpack_pack_str_body(pk, s, n);
}

static void put_bool(msgpack_packer *pk, bool b)
{
	(void)(b ? msgpack_pack_true(pk) : msgpack_pack_false(pk));
}

static void put_number(msgpack_packer *pk, int64_t v)
{
	(void)msgpack_pack_uint64(pk, (uint64_t)v); /* the shortest form that holds it */
}

static void put_decimal(msgpack_packer *pk, rv_dec d)
{
	char text[RV_DEC_TEXT];
	put_text(pk, rv_dec_text(d, text));
}

static void put_cloid(msgpack_packer *pk, const rv_hl_cloid *c)
{
	char text[RV_HL_CLOID_TEXT];
	put_text(pk, rv_hl_cloid_format(c, text));
}

static void put_order_type(msgpack_packer *pk, const rv_hl_order *o)
{
	(void)msgpack_pack_map(pk, 1);
	if (!o->is_trigger) {
		put_text(pk, "limit");
		(void)msgpack_pack_map(pk, 1);
		put_text(pk, "tif");
		put_text(pk, rv_hl_tif_word[o->tif]);
		return;
	}
	put_text(pk, "trigger");
	(void)msgpack_pack_map(pk, 3);
	put_text(pk, "isMarket");
	put_bool(pk, o->trigger_is_market);
	put_text(pk, "triggerPx");
	put_decimal(pk, o->trigger_px);
	put_text(pk, "tpsl");
	put_text(pk, o->trigger_is_tp ? "tp" : "sl");
}

static void put_order(msgpack_packer *pk, const rv_hl_order *o)
{
	(void)msgpack_pack_map(pk, o->has_cloid ? 7 : 6);
	put_text(pk, "a");
	put_number(pk, o->asset);
	put_text(pk, "b");
	put_bool(pk, o->buy);
	put_text(pk, "p");
	put_decimal(pk, o->px);
	put_text(pk, "s");
	put_decimal(pk, o->sz);
	put_text(pk, "r");
	put_bool(pk, o->reduce_only);
	put_text(pk, "t");
	put_order_type(pk, o);
	if (o->has_cloid) {
		put_text(pk, "c");
		put_cloid(pk, &o->cloid);
	}
}

static void put_cancel(msgpack_packer *pk, const rv_hl_action *a, size_t i)
{
	const bool by_oid = a->kind == RV_HL_ACTION_CANCEL;
	(void)msgpack_pack_map(pk, 2);
	put_text(pk, by_oid ? "a" : "asset");
	put_number(pk, by_oid ? a->u.cancel[i].asset : a->u.cancel_cloid[i].asset);
	put_text(pk, by_oid ? "o" : "cloid");
	if (by_oid)
		put_number(pk, a->u.cancel[i].oid);
	else
		put_cloid(pk, &a->u.cancel_cloid[i].cloid);
}

static void put_head(msgpack_packer *pk, const rv_hl_action *a, size_t members)
{
	(void)msgpack_pack_map(pk, 1 + members);
	put_text(pk, "type");
	put_text(pk, rv_hl_action_name(a->kind));
}

static void put_orders(msgpack_packer *pk, const rv_hl_action *a)
{
	put_head(pk, a, 2);
	put_text(pk, "orders");
	(void)msgpack_pack_array(pk, a->n);
	for (size_t i = 0; i < a->n; i++)
		put_order(pk, &a->u.order.v[i]);
	put_text(pk, "grouping");
	put_text(pk, rv_hl_grouping_word[a->u.order.grouping]);
}

static void put_cancels(msgpack_packer *pk, const rv_hl_action *a)
{
	put_head(pk, a, 1);
	put_text(pk, "cancels");
	(void)msgpack_pack_array(pk, a->n);
	for (size_t i = 0; i < a->n; i++)
		put_cancel(pk, a, i);
}

static void put_schedule(msgpack_packer *pk, const rv_hl_action *a)
{
	const bool set = a->u.cancel_at_ms >= 0;
	put_head(pk, a, set ? 1 : 0);
	if (set) {
		put_text(pk, "time");
		put_number(pk, a->u.cancel_at_ms);
	}
}

static void put_leverage(msgpack_packer *pk, const rv_hl_action *a)
{
	put_head(pk, a, 3);
	put_text(pk, "asset");
	put_number(pk, a->u.leverage.asset);
	put_text(pk, "isCross");
	put_bool(pk, a->u.leverage.cross);
	put_text(pk, "leverage");
	put_number(pk, a->u.leverage.leverage);
}

rv_status rv_hl_action_pack(const rv_hl_action *a, uint8_t *buf, size_t cap, size_t *n)
{
	struct out o = { .p = buf, .cap = cap };
	msgpack_packer pk;
	if (rv_hl_action_check(a) != RV_OK)
		return RV_ERANGE;
	msgpack_packer_init(&pk, &o, write_out);
	switch (a->kind) {
	case RV_HL_ACTION_ORDER:
		put_orders(&pk, a);
		break;
	case RV_HL_ACTION_CANCEL:
	case RV_HL_ACTION_CANCEL_CLOID:
		put_cancels(&pk, a);
		break;
	case RV_HL_ACTION_SCHEDULE_CANCEL:
		put_schedule(&pk, a);
		break;
	case RV_HL_ACTION_UPDATE_LEVERAGE:
		put_leverage(&pk, a);
		break;
	case RV_HL_ACTION_NOOP:
		put_head(&pk, a, 0);
		break;
	}
	if (o.full)
		return RV_EFULL;
	*n = o.n;
	return RV_OK;
}
