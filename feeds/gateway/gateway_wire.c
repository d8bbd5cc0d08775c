/* Between the port's actions and the bytes on the wire; see gateway_wire.h. */
#include "feeds/gateway/gateway_wire.h"

#include "engine/base/sha256.h"

#include <string.h>

enum { PX_SIG_FIGS = 5 };

static bool no_cloid(const rv_cloid *c)
{
	static const rv_cloid none;
	return memcmp(c->b, none.b, sizeof(none.b)) == 0;
}

/* At most 5 significant figures, or an integer: the venue's rule for prices. */
static bool px_legal(rv_dec px)
{
	int64_t limit = 1;
	for (int i = 0; i < PX_SIG_FIGS; i++)
		limit *= 10;
	return px.scale == 0 || px.units < limit;
}

static rv_status put_order(const rv_order *o, rv_hl_order *w, rv_err *err)
{
	const int sd = o->coin.sz_decimals;
	if (sd < 0 || sd > RV_PX_SCALE_SUM || o->coin.asset < 0)
		return rv_err_set(err, RV_EINVAL, "%s: not tradable at the venue", o->coin.symbol);
	if (o->lots <= 0 || o->px <= 0 || no_cloid(&o->cloid) ||
	    (o->side != RV_BUY && o->side != RV_SELL))
		return rv_err_set(err, RV_EINVAL,
				  "%s: expected a side, lots > 0, px > 0 and a cloid",
				  o->coin.symbol);
	*w = (rv_hl_order){ .asset = o->coin.asset,
			    .buy = o->side == RV_BUY,
			    .reduce_only = o->reduce_only,
			    .has_cloid = true,
			    .sz = rv_dec_canonical((rv_dec){ o->lots, sd }),
			    .px = rv_dec_canonical((rv_dec){ o->px, RV_PX_SCALE_SUM - sd }) };
	memcpy(w->cloid.b, o->cloid.b, sizeof(w->cloid.b));
	w->tif = o->tif == RV_TIF_IOC	? RV_HL_TIF_IOC
		 : o->tif == RV_TIF_ALO ? RV_HL_TIF_ALO
					: RV_HL_TIF_GTC;
	char text[RV_DEC_TEXT];
	if (!px_legal(w->px))
		return rv_err_set(err, RV_EINVAL,
				  "%s: price %s has more than %d significant figures",
				  o->coin.symbol, rv_dec_text(w->px, text), PX_SIG_FIGS);
	return RV_OK;
}

static rv_status put_orders(const rv_venue_action *a, rv_hl_action *w, rv_err *err)
{
	if (a->n < 1 || a->n > RV_ACTION_ORDERS || a->expires_after_ms <= 0)
		return rv_err_set(err, RV_EINVAL,
				  "order action: expected 1 to %d orders and an expiry",
				  RV_ACTION_ORDERS);
	w->kind = RV_HL_ACTION_ORDER;
	w->n = a->n;
	w->u.order.grouping = RV_HL_GROUP_NA;
	rv_status st = RV_OK;
	for (size_t i = 0; i < a->n && st == RV_OK; i++)
		st = put_order(&a->u.orders[i], &w->u.order.v[i], err);
	return st;
}

static rv_status put_cancel(const rv_cancel *c, bool by_cloid, rv_hl_action *w, size_t i)
{
	if (c->asset < 0 || no_cloid(&c->cloid) == by_cloid || (!by_cloid && c->oid <= 0))
		return RV_EINVAL;
	if (!by_cloid) {
		w->u.cancel[i] = (rv_hl_cancel){ .asset = c->asset, .oid = c->oid };
		return RV_OK;
	}
	w->u.cancel_cloid[i].asset = c->asset;
	memcpy(w->u.cancel_cloid[i].cloid.b, c->cloid.b, sizeof(c->cloid.b));
	return RV_OK;
}

static rv_status put_cancels(const rv_venue_action *a, rv_hl_action *w, rv_err *err)
{
	if (a->n < 1 || a->n > RV_ACTION_ORDERS)
		return rv_err_set(err, RV_EINVAL, "cancel action: expected 1 to %d cancels",
				  RV_ACTION_ORDERS);
	const bool by_cloid = !no_cloid(&a->u.cancels[0].cloid);
	w->kind = by_cloid ? RV_HL_ACTION_CANCEL_CLOID : RV_HL_ACTION_CANCEL;
	w->n = a->n;
	rv_status st = RV_OK;
	for (size_t i = 0; i < a->n && st == RV_OK; i++)
		st = put_cancel(&a->u.cancels[i], by_cloid, w, i);
	return st == RV_OK ? RV_OK
			   : rv_err_set(err, st,
					"cancel action: expected assets with cloids, or "
					"assets with oids");
}

static rv_status put_action(const rv_venue_action *a, rv_hl_action *w, rv_err *err)
{
	if (a->nonce <= 0 || a->expires_after_ms < 0)
		return rv_err_set(err, RV_EINVAL, "action: expected a nonce > 0 and no expiry < 0");
	switch (a->kind) {
	case RV_ACTION_ORDER:
		return put_orders(a, w, err);
	case RV_ACTION_CANCEL:
		return put_cancels(a, w, err);
	case RV_ACTION_SCHEDULE_CANCEL:
		if (a->u.schedule_ms < 0)
			break;
		w->kind = RV_HL_ACTION_SCHEDULE_CANCEL;
		w->u.cancel_at_ms = a->u.schedule_ms > 0 ? a->u.schedule_ms : -1;
		return RV_OK;
	case RV_ACTION_NOOP:
		w->kind = RV_HL_ACTION_NOOP;
		return RV_OK;
	case RV_ACTION_LEVERAGE:
		if (a->u.leverage.asset < 0 || a->u.leverage.leverage < 1)
			break;
		w->kind = RV_HL_ACTION_UPDATE_LEVERAGE;
		w->u.leverage.asset = a->u.leverage.asset;
		w->u.leverage.leverage = a->u.leverage.leverage;
		w->u.leverage.cross = a->u.leverage.cross;
		return RV_OK;
	}
	return rv_err_set(err, RV_EINVAL, "action: a member is out of range");
}

rv_status rv_wire_prepare(rv_wire *w, const rv_venue_action *a, const rv_signer *signer,
			  bool mainnet, rv_signed_action *out, rv_err *err)
{
	size_t n = 0;
	w->action.n = 0;
	rv_status st = put_action(a, &w->action, err);
	if (st != RV_OK)
		return st;
	memset(&w->envelope, 0, sizeof(w->envelope));
	w->envelope.nonce = a->nonce;
	w->envelope.expires_after = a->expires_after_ms > 0 ? a->expires_after_ms : -1;
	st = rv_hl_action_pack(&w->action, w->packed, sizeof(w->packed), &n);
	if (st == RV_OK) {
		const rv_l1_payload p = rv_hl_envelope_payload(&w->envelope, w->packed, n, mainnet);
		st = rv_signer_sign(signer, &p, &w->envelope.sig);
	}
	if (st == RV_OK)
		st = rv_hl_request_json(&w->action, &w->envelope, out->body, sizeof(out->body), &n);
	if (st != RV_OK)
		return rv_err_set(err, RV_EINVAL, "action: does not fit the wire: %s",
				  rv_status_text(st));
	out->nonce = a->nonce;
	out->expires_after_ms = a->expires_after_ms;
	out->len = n;
	return RV_OK;
}

static rv_status read_order(const rv_hl_order *o, rv_coins *coins, rv_lastgate_fact *f, rv_err *err)
{
	int sd = 0;
	if (o->is_trigger || !o->has_cloid)
		return rv_err_set(err, RV_EPARSE,
				  "the bytes hold an order that the desk never makes");
	if (rv_coins_of_asset(coins, o->asset, &sd) != RV_OK || sd < 0 || sd > RV_PX_SCALE_SUM)
		return rv_err_set(err, RV_ENOENT, "asset %d is not in the venue's universe",
				  o->asset);
	*f = (rv_lastgate_fact){ .asset = o->asset,
				 .side = o->buy ? RV_BUY : RV_SELL,
				 .reduce_only = o->reduce_only };
	memcpy(f->cloid.b, o->cloid.b, sizeof(f->cloid.b));
	if (rv_dec_rescale(o->sz, sd, &f->lots) != RV_OK ||
	    rv_dec_rescale(o->px, RV_PX_SCALE_SUM - sd, &f->px) != RV_OK)
		return rv_err_set(err, RV_ERANGE,
				  "asset %d: a size or price is finer than its coin's units",
				  o->asset);
	return RV_OK;
}

/* RV_ACTION_* of a request's kind. */
static rv_action_kind kind_of(rv_hl_action_kind k)
{
	switch (k) {
	case RV_HL_ACTION_ORDER:
		return RV_ACTION_ORDER;
	case RV_HL_ACTION_CANCEL:
	case RV_HL_ACTION_CANCEL_CLOID:
		return RV_ACTION_CANCEL;
	case RV_HL_ACTION_SCHEDULE_CANCEL:
		return RV_ACTION_SCHEDULE_CANCEL;
	case RV_HL_ACTION_UPDATE_LEVERAGE:
		return RV_ACTION_LEVERAGE;
	case RV_HL_ACTION_NOOP:
		break;
	}
	return RV_ACTION_NOOP;
}

rv_status rv_wire_facts(rv_wire *w, const char *body, size_t n, rv_coins *coins,
			rv_lastgate_facts *out, rv_err *err)
{
	const rv_hl_action *a = &w->action;
	rv_status st = rv_hl_request_read(body, n, &w->action, &w->envelope, err);
	if (st != RV_OK)
		return st;
	if (a->n > RV_ACTION_ORDERS || w->envelope.has_vault)
		return rv_err_set(err, RV_EPARSE,
				  "the bytes hold an action that the desk never makes");
	memset(out, 0, sizeof(*out));
	out->kind = kind_of(a->kind);
	out->nonce = w->envelope.nonce;
	out->expires_after_ms = w->envelope.expires_after < 0 ? 0 : w->envelope.expires_after;
	rv_sha256(body, n, out->hash.b);
	if (out->kind == RV_ACTION_ORDER || out->kind == RV_ACTION_CANCEL)
		out->n = a->n;
	for (size_t i = 0; st == RV_OK && out->kind == RV_ACTION_ORDER && i < a->n; i++)
		st = read_order(&a->u.order.v[i], coins, &out->v[i], err);
	return st;
}
