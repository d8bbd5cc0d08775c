/* The venue's books; see ledger.h. */
#include "feeds/simx/ledger.h"

#include "feeds/sign/l1.h"
#include "feeds/simx/margin.h"
#include "feeds/simx/money.h"
#include "feeds/simx/state.h"
#include "feeds/simx/user_json.h"

static void money(rv_sim_out *o, const char *before, int64_t v)
{
	rv_sim_out_raw(o, before);
	rv_simx_json_dec(o, v, RV_SIMX_MONEY_SCALE);
}

static void put_positions(rv_sim_out *o, const rv_simx *x, const rv_simx_account *a)
{
	bool any = false;
	rv_sim_out_raw(o, ",\"positions\":{");
	for (size_t i = 0; i < x->m.n_coins; i++) {
		if (a->positions[i].szi == 0)
			continue;
		const rv_simx_coin c = rv_simx_coin_of(x, i);
		rv_sim_out_raw(o, any ? "," : "");
		any = true;
		rv_sim_out_str(o, c.name);
		rv_sim_out_raw(o, ":");
		rv_simx_json_dec(o, a->positions[i].szi, c.sz_decimals);
	}
	rv_sim_out_raw(o, "}");
}

static void put_orders(rv_sim_out *o, const rv_simx *x, const rv_simx_account *a)
{
	rv_sim_out_raw(o, ",\"orders\":[");
	for (size_t i = 0; i < a->orders.n; i++) {
		const rv_simx_order *v = a->orders.v[i];
		rv_sim_out_raw(o, i ? ",{\"nonce\":" : "{\"nonce\":");
		rv_sim_out_i64(o, v->nonce);
		rv_sim_out_raw(o, ",\"filled\":");
		rv_simx_json_dec(o, v->filled, rv_simx_coin_of(x, v->coin).sz_decimals);
		rv_sim_out_fmt(o, ",\"shown\":%s,\"record\":", v->forgotten ? "false" : "true");
		rv_simx_json_order_status(o, x, v, true);
		rv_sim_out_raw(o, "}");
	}
	rv_sim_out_raw(o, "]");
}

static void put_fills(rv_sim_out *o, const rv_simx *x, const rv_simx_account *a)
{
	rv_sim_out_raw(o, ",\"fills\":[");
	for (size_t i = 0; i < a->fills.n; i++) {
		rv_sim_out_raw(o, i ? "," : "");
		rv_simx_json_fill(o, x, &a->fills.v[i]);
	}
	rv_sim_out_raw(o, "]");
}

static void put_account(rv_sim_out *o, const rv_simx *x, const rv_simx_account *a)
{
	char address[RV_ADDRESS_TEXT];
	rv_simx_margin m;
	rv_simx_margin_of(x, a, &m);
	rv_sim_out_fmt(o, "{\"user\":\"%s\"", rv_address_format(a->address, address));
	money(o, ",\"cash\":", a->cash);
	money(o, ",\"deposited\":", a->deposited);
	money(o, ",\"fees\":", a->fees);
	money(o, ",\"volume\":", a->volume);
	money(o, ",\"accountValue\":", m.value);
	rv_sim_out_fmt(o,
		       ",\"requests\":%lld,\"openOrders\":%d,\"ordersDropped\":%lld,"
		       "\"fillsDropped\":%lld",
		       (long long)a->requests, a->n_open, (long long)a->orders.dropped,
		       (long long)a->fills.dropped);
	put_positions(o, x, a);
	put_orders(o, x, a);
	put_fills(o, x, a);
	rv_sim_out_raw(o, "}");
}

static void put_acts(rv_sim_out *o, const rv_simx *x)
{
	char address[RV_ADDRESS_TEXT];
	rv_sim_out_raw(o, ",\"actions\":[");
	for (size_t i = 0; i < x->acts.n; i++) {
		const rv_simx_act *v = &x->acts.v[i];
		rv_sim_out_fmt(o,
			       "%s{\"signer\":\"%s\",\"nonce\":%lld,\"type\":\"%s\",\"time\":%lld,"
			       "\"ordersAccepted\":%d}",
			       i ? "," : "", rv_address_format(v->signer, address),
			       (long long)v->nonce, v->type, (long long)v->time, v->orders_ok);
	}
	rv_sim_out_raw(o, "]");
}

void rv_simx_ledger(const rv_simx *x, rv_sim_out *out)
{
	rv_err err = { .code = RV_OK };
	const rv_status st = rv_simx_audit(x, &err);
	rv_sim_out_fmt(out,
		       "{\"time\":%lld,\"complete\":%s,\"audit\":", (long long)rv_simx_stamp(x),
		       x->failed ? "false" : "true");
	rv_sim_out_str(out, st == RV_OK ? "ok" : err.text);
	money(out, ",\"marketCash\":", x->market_cash);
	money(out, ",\"houseCash\":", x->house_cash);
	rv_sim_out_fmt(out, ",\"actionsRefused\":%lld,\"actionsDropped\":%lld",
		       (long long)x->refused, (long long)x->acts.dropped);
	put_acts(out, x);
	rv_sim_out_raw(out, ",\"accounts\":[");
	for (size_t i = 0; i < x->n_accounts; i++) {
		rv_sim_out_raw(out, i ? "," : "");
		put_account(out, x, x->accounts[i]);
	}
	rv_sim_out_raw(out, "]}");
}

static rv_status audit_cash(const rv_simx *x, rv_err *err)
{
	int64_t have = x->market_cash + x->house_cash, put = 0;
	for (size_t i = 0; i < x->n_accounts; i++) {
		have += x->accounts[i]->cash;
		put += x->accounts[i]->deposited;
	}
	if (have == put)
		return RV_OK;
	return rv_err_set(err, RV_EDATA, "cash: %lld micro-USDC of %lld deposited", (long long)have,
			  (long long)put);
}

static rv_status audit_coin(const rv_simx *x, size_t coin, rv_err *err)
{
	int64_t sum = x->market_szi[coin];
	for (size_t i = 0; i < x->n_accounts; i++)
		sum += x->accounts[i]->positions[coin].szi;
	if (sum == 0)
		return RV_OK;
	return rv_err_set(err, RV_EDATA, "coin %zu: sizes add up to %lld, not to nothing", coin,
			  (long long)sum);
}

/* Each fill begins where the one before ended, and the last one ends at the position. */
static rv_status audit_fills(const rv_simx *x, const rv_simx_account *a, size_t coin, rv_err *err)
{
	int64_t at = 0;
	bool known = a->fills.dropped == 0;
	for (size_t i = 0; i < a->fills.n; i++) {
		const rv_simx_fill *f = &a->fills.v[i];
		if (f->coin != coin)
			continue;
		if (known && f->start_szi != at)
			return rv_err_set(err, RV_EDATA,
					  "account %d: fill %lld starts at %lld, not %lld",
					  a->index, (long long)f->tid, (long long)f->start_szi,
					  (long long)at);
		known = true;
		at = f->start_szi + (f->buy ? f->sz : -f->sz);
	}
	if (!known || at == a->positions[coin].szi || x->failed)
		return RV_OK;
	return rv_err_set(err, RV_EDATA, "account %d, coin %zu: position %lld, fills say %lld",
			  a->index, coin, (long long)a->positions[coin].szi, (long long)at);
}

static rv_status audit_orders(const rv_simx_account *a, rv_err *err)
{
	for (size_t i = 0; i < a->orders.n; i++) {
		const rv_simx_order *o = a->orders.v[i];
		const bool exact = o->reduce_only || o->filled + o->sz == o->orig_sz;
		if (o->sz < 0 || o->filled < 0 || o->filled + o->sz > o->orig_sz || !exact ||
		    o->resting != (o->status == RV_SIMX_OPEN))
			return rv_err_set(err, RV_EDATA,
					  "order %lld: filled %lld, left %lld of %lld",
					  (long long)o->oid, (long long)o->filled, (long long)o->sz,
					  (long long)o->orig_sz);
	}
	return RV_OK;
}

rv_status rv_simx_audit(const rv_simx *x, rv_err *err)
{
	rv_status st = audit_cash(x, err);
	for (size_t c = 0; st == RV_OK && c < x->m.n_coins; c++) {
		st = audit_coin(x, c, err);
		for (size_t i = 0; st == RV_OK && i < x->n_accounts; i++)
			st = audit_fills(x, x->accounts[i], c, err);
	}
	for (size_t i = 0; st == RV_OK && i < x->n_accounts; i++)
		st = audit_orders(x->accounts[i], err);
	return st;
}
