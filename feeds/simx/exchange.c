/* POST /exchange; see exchange.h. */
#include "feeds/simx/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/timefmt.h"
#include "feeds/hyperliquid/request.h"
#include "feeds/simx/account.h"
#include "feeds/simx/allowance.h"
#include "feeds/simx/list.h"
#include "feeds/simx/money.h"
#include "feeds/simx/orders.h"
#include "feeds/simx/place.h"
#include "feeds/simx/request.h"

enum { ITEMS_PER_WEIGHT = 40, SCHEDULE_TRIGGERS = 10, EXPIRED_COSTS = 5 };

static const char type_json[] = "application/json";
static const int64_t schedule_volume = 1000000 * INT64_C(1000000);
static const int64_t schedule_lead_ms = 5 * RV_SECOND_MS;

static void refuse(rv_simx *x, rv_sim_reply *r, const char *text)
{
	x->refused++;
	rv_sim_out_reset(&r->body);
	rv_sim_out_raw(&r->body, "{\"status\":\"err\",\"response\":");
	rv_sim_out_str(&r->body, text);
	rv_sim_out_raw(&r->body, "}");
}

static void say_default(rv_sim_reply *r)
{
	rv_sim_out_raw(&r->body, "{\"status\":\"ok\",\"response\":{\"type\":\"default\"}}");
}

static void not_a_request(rv_sim_reply *r)
{
	rv_sim_out_raw(&r->body, RV_SIM_BAD_BODY);
	r->status = 422;
	r->type = "text/plain; charset=utf-8";
}

bool rv_simx_request_read(rv_simx *x, const struct cJSON *json, rv_sim_reply *r)
{
	rv_simx_request *q = x->request;
	rv_err err = { .code = RV_OK };
	rv_sim_out_reset(&r->body);
	r->status = 200;
	r->type = type_json;
	r->kind = "";
	r->weight = 1;
	const rv_status st = rv_hl_request_parse(json, &q->action, &q->envelope, &err);
	if (st == RV_EFULL) {
		refuse(x, r, "Signed action over weight limit of 200.");
		return false;
	}
	if (st != RV_OK) {
		not_a_request(r);
		return false;
	}
	r->kind = rv_hl_action_name(q->action.kind);
	r->weight = 1 + (unsigned)(q->action.n / ITEMS_PER_WEIGHT);
	return true;
}

/* Who signed, and for which account; false: r is the answer. */
static bool who(rv_simx *x, const rv_simx_flags *f, rv_simx_request *q, rv_sim_reply *r)
{
	size_t n = 0;
	uint8_t digest[32];
	char text[128], address[RV_ADDRESS_TEXT];
	if (rv_hl_action_pack(&q->action, q->packed, sizeof(q->packed), &n) != RV_OK) {
		not_a_request(r);
		return false;
	}
	const rv_l1_payload p = rv_hl_envelope_payload(&q->envelope, q->packed, n, x->p.mainnet);
	rv_l1_digest(&p, digest);
	if (rv_sig_recover(digest, &q->envelope.sig, q->signer) != RV_OK) {
		refuse(x, r, "Unable to recover signer.");
		return false;
	}
	q->account = f->agent_expired ? NULL : rv_simx_signer_account(x, q->signer);
	if (!q->account && !f->agent_expired && x->p.adopt && x->n_accounts > 0 &&
	    rv_simx_add(x, x->accounts[0]->address, q->signer, "adopted", 0) == RV_OK)
		q->account = x->accounts[0];
	if (q->account)
		return true;
	(void)snprintf(text, sizeof(text), "User or API Wallet %s does not exist.",
		       rv_address_format(q->signer, address));
	refuse(x, r, text);
	return false;
}

static void keep_act(rv_simx *x, const rv_simx_request *q)
{
	rv_simx_act *v = rv_simx_room(x->acts.v, &x->acts.n, &x->acts.cap, &x->acts.dropped,
				      sizeof(*v), RV_SIMX_KEPT);
	if (!v) {
		x->failed = true;
		return;
	}
	x->acts.v = v;
	rv_simx_act *act = &v[x->acts.n++];
	*act = (rv_simx_act){ .time = rv_simx_stamp(x),
			      .nonce = q->envelope.nonce,
			      .account = q->account->index,
			      .type = rv_hl_action_name(q->action.kind) };
	memcpy(act->signer, q->signer, sizeof(act->signer));
}

/* Vault, allowance, nonce, expiry, in this order; false: r is the answer. */
static bool admit(rv_simx *x, const rv_simx_flags *f, rv_simx_request *q, rv_sim_reply *r)
{
	const int64_t clock = rv_simx_stamp(x), items = (int64_t)q->action.n;
	const bool cancels = q->action.kind == RV_HL_ACTION_CANCEL ||
			     q->action.kind == RV_HL_ACTION_CANCEL_CLOID;
	char why[RV_SIMX_ALLOWANCE_TEXT], address[RV_ADDRESS_TEXT];
	if (q->envelope.has_vault) {
		(void)snprintf(why, sizeof(why), "Vault not registered: %s",
			       rv_address_format(q->envelope.vault, address));
		refuse(x, r, why);
		return false;
	}
	const int64_t cost = items > 1 ? items : 1;
	if (!rv_simx_allowance_left(q->account, cancels, cost, clock, f->rate_exhausted, why)) {
		refuse(x, r, why);
		return false;
	}
	const rv_status st =
		rv_simx_nonce_use(&x->nonces, q->signer, q->envelope.nonce, clock, why);
	if (st != RV_OK) {
		refuse(x, r, st == RV_EVENUE ? why : "Too many signers for this simulated venue.");
		return false;
	}
	keep_act(x, q);
	if (q->envelope.expires_after >= 0 && q->envelope.expires_after < clock) {
		q->account->requests += EXPIRED_COSTS * cost;
		refuse(x, r, "Action already expired");
		return false;
	}
	rv_simx_allowance_spend(q->account, cancels, cost, clock);
	return true;
}

/* --- Actions --- */

static void begin_statuses(rv_sim_reply *r, const char *type)
{
	rv_sim_out_fmt(&r->body,
		       "{\"status\":\"ok\",\"response\":{\"type\":\"%s\",\"data\":{\"statuses\":[",
		       type);
}

/* A plan may cut the last element off: `last` is where it began. */
static void end_statuses(const rv_simx_flags *f, rv_sim_reply *r, size_t last)
{
	if (f->short_statuses && !r->body.failed && r->body.b) {
		r->body.n = last;
		r->body.b[last] = '\0';
	}
	rv_sim_out_raw(&r->body, "]}}}");
}

static void say_one_error(rv_sim_reply *r, const char *why)
{
	begin_statuses(r, "order");
	rv_sim_out_fmt(&r->body, "{\"error\":\"%s\"}", why);
	rv_sim_out_raw(&r->body, "]}}}");
}

/* The whole batch as it stands; false: r is the answer. */
static bool read_orders(rv_simx *x, rv_simx_request *q, rv_sim_reply *r)
{
	char why[RV_SIMX_WHY] = "Orders are empty.";
	bool good = q->action.n > 0;
	if (good && q->action.u.order.grouping != RV_HL_GROUP_NA) {
		(void)snprintf(why, sizeof(why), "Order groups are not simulated.");
		good = false;
	}
	for (size_t i = 0; good && i < q->action.n; i++) {
		good = rv_simx_order_read(x, &q->action.u.order.v[i], &q->orders[i], why);
		q->orders[i].account = q->account->index;
		q->orders[i].nonce = q->envelope.nonce;
	}
	if (!good && strcmp(why, RV_SIMX_HALTED) == 0)
		refuse(x, r, why);
	else if (!good)
		say_one_error(r, why);
	return good;
}

static void do_order(rv_simx *x, const rv_simx_flags *f, rv_simx_request *q, rv_sim_reply *r)
{
	size_t last = 0;
	if (!read_orders(x, q, r))
		return;
	begin_statuses(r, "order");
	for (size_t i = 0; i < q->action.n; i++) {
		last = r->body.n;
		rv_sim_out_raw(&r->body, i ? "," : "");
		if (f->answer_only)
			rv_simx_place_pretend(x, &q->orders[i], &r->body);
		else if (rv_simx_place(x, f, &q->orders[i], &r->body) && x->acts.n > 0)
			x->acts.v[x->acts.n - 1].orders_ok++;
	}
	end_statuses(f, r, last);
}

static void cancel_one(rv_simx *x, const rv_simx_flags *f, rv_simx_order *o, int32_t asset,
		       rv_sim_out *answer)
{
	if (!f->answer_only && (!o || !o->resting || o->coin != (size_t)asset)) {
		rv_sim_out_fmt(answer,
			       "{\"error\":\"Order was never placed, already canceled, or "
			       "filled. asset=%d\"}",
			       (int)asset);
		return;
	}
	if (!f->answer_only)
		rv_simx_order_end(x, o, RV_SIMX_CANCELED);
	rv_sim_out_raw(answer, "\"success\"");
}

static void do_cancel(rv_simx *x, const rv_simx_flags *f, rv_simx_request *q, rv_sim_reply *r)
{
	size_t last = 0;
	const bool by_cloid = q->action.kind == RV_HL_ACTION_CANCEL_CLOID;
	begin_statuses(r, "cancel");
	for (size_t i = 0; i < q->action.n; i++) {
		const rv_hl_cancel *c = &q->action.u.cancel[i];
		const rv_hl_cancel_cloid *b = &q->action.u.cancel_cloid[i];
		last = r->body.n;
		rv_sim_out_raw(&r->body, i ? "," : "");
		if (by_cloid)
			cancel_one(x, f, rv_simx_order_by_cloid(q->account, b->cloid.b), b->asset,
				   &r->body);
		else
			cancel_one(x, f, rv_simx_order_by_oid(q->account, c->oid), c->asset,
				   &r->body);
	}
	end_statuses(f, r, last);
}

static void say_volume(rv_simx *x, rv_sim_reply *r, int64_t volume)
{
	char text[160], v[RV_DEC_TEXT];
	(void)snprintf(text, sizeof(text),
		       "Cannot set scheduled cancel time until enough volume traded. Required: "
		       "$%lld. Traded: $%s.",
		       (long long)(schedule_volume / RV_SIMX_USDC),
		       rv_dec_text(rv_dec_canonical((rv_dec){ volume, RV_SIMX_MONEY_SCALE }), v));
	refuse(x, r, text);
}

static void do_schedule(rv_simx *x, const rv_simx_flags *f, const rv_simx_request *q,
			rv_sim_reply *r)
{
	rv_simx_account *a = q->account;
	const int64_t at = q->action.u.cancel_at_ms, clock = rv_simx_stamp(x);
	if (f->schedule_refused || a->volume < schedule_volume) {
		say_volume(x, r, a->volume);
		return;
	}
	if (at >= 0 && a->trigger_day == rv_time_floor(clock, RV_DAY_MS) &&
	    a->triggers >= SCHEDULE_TRIGGERS) {
		refuse(x, r, "Too many scheduled cancels triggered for the day. Limit is 10.");
		return;
	}
	if (at >= 0 && at < clock + schedule_lead_ms) {
		refuse(x, r,
		       "Scheduled cancel time too early, must be at least 5 seconds from now.");
		return;
	}
	a->cancel_at = at < 0 ? 0 : at;
	say_default(r);
}

static void do_leverage(rv_simx *x, const rv_simx_request *q, rv_sim_reply *r)
{
	const int32_t asset = q->action.u.leverage.asset, v = q->action.u.leverage.leverage;
	if (asset < 0 || (size_t)asset >= x->m.n_coins || v < 1 ||
	    v > rv_simx_coin_of(x, (size_t)asset).max_leverage) {
		refuse(x, r, "Invalid leverage value");
		return;
	}
	if (!q->action.u.leverage.cross) {
		refuse(x, r, "Isolated margin is not simulated.");
		return;
	}
	q->account->positions[asset].leverage = v;
	say_default(r);
}

static void perform(rv_simx *x, const rv_simx_flags *f, rv_simx_request *q, rv_sim_reply *r)
{
	switch (q->action.kind) {
	case RV_HL_ACTION_ORDER:
		do_order(x, f, q, r);
		return;
	case RV_HL_ACTION_CANCEL:
	case RV_HL_ACTION_CANCEL_CLOID:
		do_cancel(x, f, q, r);
		return;
	case RV_HL_ACTION_SCHEDULE_CANCEL:
		if (f->answer_only)
			say_default(r);
		else
			do_schedule(x, f, q, r);
		return;
	case RV_HL_ACTION_UPDATE_LEVERAGE:
		if (f->answer_only)
			say_default(r);
		else
			do_leverage(x, q, r);
		return;
	case RV_HL_ACTION_NOOP:
		say_default(r);
		return;
	}
}

void rv_simx_request_run(rv_simx *x, const rv_simx_flags *f, rv_sim_reply *r)
{
	rv_simx_request *q = x->request;
	rv_sim_out_reset(&r->body);
	if (x->failed) { /* its books are incomplete: better no answer than a wrong one */
		rv_sim_out_raw(&r->body, "null");
		r->status = 500;
		return;
	}
	if (!who(x, f, q, r))
		return;
	if (f->answer_only || admit(x, f, q, r))
		perform(x, f, q, r);
}
