/* What each record of the kept books holds; see keep_priv.h. */
#include "feeds/simx/keep_priv.h"

#include <assert.h>
#include <string.h>

#define H(member, how) RV_SIMX_FIELD(rv_keep_head, member, how)
static const rv_simx_field head_fields[] = {
	H(funding_hour, I64), H(market_cash, I64), H(house_cash, I64), H(next_oid, I64),
	H(next_tid, I64),     H(n_accounts, SIZE), H(n_signers, SIZE),
};
const rv_simx_layout rv_keep_head_layout = RV_SIMX_LAYOUT(head_fields);

#define A(member, how) RV_SIMX_FIELD(rv_keep_account, member, how)
static const rv_simx_field account_fields[] = {
	A(a.address, BYTES), A(a.n_agents, SIZE),   A(a.cash, I64),	A(a.deposited, I64),
	A(a.fees, I64),	     A(a.volume, I64),	    A(a.requests, I64), A(a.passed_ms, I64),
	A(a.cancel_at, I64), A(a.trigger_day, I64), A(a.triggers, INT), A(orders, I64),
	A(shown, I64),	     A(fills, I64),	    A(fundings, I64),	A(transfers, I64),
};
const rv_simx_layout rv_keep_account_layout = RV_SIMX_LAYOUT(account_fields);

#define G(member, how) RV_SIMX_FIELD(rv_simx_agent, member, how)
static const rv_simx_field agent_fields[] = { G(address, BYTES), G(name, BYTES),
					      G(valid_until, I64) };
const rv_simx_layout rv_keep_agent_layout = RV_SIMX_LAYOUT(agent_fields);

#define P(member, how) RV_SIMX_FIELD(rv_keep_position, member, how)
static const rv_simx_field position_fields[] = {
	P(coin, SIZE),	       P(p.szi, I64),	       P(p.cost, I64),		 P(p.leverage, INT),
	P(p.funding_all, I64), P(p.funding_open, I64), P(p.funding_change, I64),
};
const rv_simx_layout rv_keep_position_layout = RV_SIMX_LAYOUT(position_fields);

#define C(member, how) RV_SIMX_FIELD(rv_keep_clock_row, member, how)
static const rv_simx_field clock_fields[] = { C(c.venue_ms, I64), C(c.machine_ms, I64),
					      C(c.speed, I64), C(books_ms, I64) };
const rv_simx_layout rv_keep_clock_layout = RV_SIMX_LAYOUT(clock_fields);

/* Whether it rests follows from its status, its place in the book from price and oid. */
#define O(member, how) RV_SIMX_FIELD(rv_simx_order, member, how)
static const rv_simx_field order_fields[] = {
	O(oid, I64),	 O(px, I64),	       O(orig_sz, I64),	   O(sz, I64),
	O(filled, I64),	 O(placed_ms, I64),    O(status_ms, I64),  O(nonce, I64),
	O(account, INT), O(coin, SIZE),	       O(tif, INT),	   O(status, INT),
	O(buy, BOOL),	 O(reduce_only, BOOL), O(has_cloid, BOOL), O(cloid, BYTES),
};
const rv_simx_layout rv_keep_order_layout = RV_SIMX_LAYOUT(order_fields);

#define F(member, how) RV_SIMX_FIELD(rv_simx_fill, member, how)
static const rv_simx_field fill_fields[] = {
	F(time, I64),
	F(oid, I64),
	F(tid, I64),
	F(px, I64),
	F(sz, I64),
	F(start_szi, I64),
	F(closed_pnl, I64),
	F(fee, I64),
	F(coin, SIZE),
	F(kind, INT),
	F(buy, BOOL),
	F(crossed, BOOL),
	F(has_cloid, BOOL),
	F(backstop, BOOL),
	F(cloid, BYTES),
	F(liquidated, BYTES),
	F(liquidation_mark, I64),
};
const rv_simx_layout rv_keep_fill_layout = RV_SIMX_LAYOUT(fill_fields);

#define U(member, how) RV_SIMX_FIELD(rv_simx_funding, member, how)
static const rv_simx_field funding_fields[] = { U(time, I64), U(usdc, I64), U(szi, I64),
						U(rate, I64), U(coin, SIZE) };
const rv_simx_layout rv_keep_funding_layout = RV_SIMX_LAYOUT(funding_fields);

#define T(member, how) RV_SIMX_FIELD(rv_simx_transfer, member, how)
static const rv_simx_field transfer_fields[] = { T(time, I64), T(usdc, I64), T(id, I64) };
const rv_simx_layout rv_keep_transfer_layout = RV_SIMX_LAYOUT(transfer_fields);

void rv_keep_append(const rv_simx_layout *l, const void *record, rv_sim_out *out)
{
	unsigned char bytes[RV_SIMX_PACK_MAX];
	const size_t n = rv_simx_packed_size(l);
	assert(n <= sizeof(bytes));
	rv_simx_pack(l, record, bytes);
	rv_sim_out_bytes(out, (const char *)bytes, n);
}

static void append_i64(int64_t v, rv_sim_out *out)
{
	unsigned char bytes[8];
	rv_simx_pack_i64(v, bytes);
	rv_sim_out_bytes(out, (const char *)bytes, sizeof(bytes));
}

/* The units that the books count in: a market of others cannot go on with them. */
void rv_keep_pack_market(const rv_simx_keep *k, const rv_simx *x, rv_sim_out *out)
{
	append_i64((int64_t)k->seed, out);
	append_i64((int64_t)k->world, out);
	for (size_t i = 0; i < x->m.n_coins; i++) {
		const rv_simx_coin c = rv_simx_coin_of(x, i);
		char name[RV_SYMBOL_MAX] = { 0 };
		memcpy(name, c.name, strnlen(c.name, sizeof(name)));
		rv_sim_out_bytes(out, name, sizeof(name));
		append_i64(c.sz_decimals, out);
		append_i64(c.px_scale, out);
	}
}

void rv_keep_pack_head(const rv_simx *x, rv_sim_out *out)
{
	const rv_keep_head h = { .funding_hour = x->funding_hour,
				 .market_cash = x->market_cash,
				 .house_cash = x->house_cash,
				 .next_oid = x->next_oid,
				 .next_tid = x->next_tid,
				 .n_accounts = x->n_accounts,
				 .n_signers = x->nonces.n };
	rv_keep_append(&rv_keep_head_layout, &h, out);
	for (size_t i = 0; i < x->m.n_coins; i++) {
		append_i64(x->market_szi[i], out);
		append_i64(x->settled[i] ? 1 : 0, out);
	}
}

void rv_keep_pack_account(const rv_simx_account *a, rv_sim_out *out)
{
	const rv_keep_account v = { .a = *a,
				    .orders = (int64_t)a->orders.n + a->orders.dropped,
				    .shown = (int64_t)a->n_shown,
				    .fills = (int64_t)a->fills.n + a->fills.dropped,
				    .fundings = (int64_t)a->fundings.n + a->fundings.dropped,
				    .transfers = (int64_t)a->transfers.n + a->transfers.dropped };
	rv_keep_append(&rv_keep_account_layout, &v, out);
	for (size_t i = 0; i < a->n_agents; i++)
		rv_keep_append(&rv_keep_agent_layout, &a->agents[i], out);
}

void rv_keep_pack_positions(const rv_simx *x, const rv_simx_account *a, rv_sim_out *out)
{
	for (size_t i = 0; i < x->m.n_coins; i++) {
		const rv_keep_position v = { .coin = i, .p = a->positions[i] };
		if (v.p.szi != 0 || v.p.leverage != 0 || v.p.funding_all != 0)
			rv_keep_append(&rv_keep_position_layout, &v, out);
	}
}

void rv_keep_pack_signer(const rv_simx_signer *g, rv_sim_out *out)
{
	rv_sim_out_bytes(out, (const char *)g->address, sizeof(g->address));
	for (size_t i = 0; i < g->n; i++)
		append_i64(g->v[i], out);
}

rv_status rv_keep_wrong(const rv_simx_keep *k, rv_err *err, const char *what)
{
	return rv_err_set(err, RV_EDATA, "%s: %s", k->path, what);
}
