/* The order side of the snapshot that tests draw; see view_trade.h. */
#include "tests/support/view_trade.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/view_book.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_ledger.h"

#define T RV_FIXTURE_ELAPSED_MS

#define SAY(dst, ...) (void)snprintf(dst, sizeof(dst), __VA_ARGS__)

static rv_coin_ref coin_of(const rv_view *v, const char *symbol)
{
	rv_coin_ref c = { .asset = -1, .max_leverage = 10 };

	SAY(c.symbol, "%s", symbol);
	for (size_t i = 0; i < v->n_rows; i++) {
		if (strcmp(v->rows[i].symbol, symbol) == 0) {
			c.asset = (int)i;
			c.sz_decimals = v->rows[i].sz_decimals;
		}
	}
	return c;
}

/* Bytes that depend on a number and look like a hash. */
static void fill_bytes(uint8_t *b, size_t n, uint64_t seed)
{
	uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;

	for (size_t i = 0; i < n; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		b[i] = (uint8_t)(x >> 32);
	}
}

static void add_check(rv_tv_ticket *t, const char *name, bool ok, bool known, const char *text)
{
	rv_tv_check *c = &t->checks[t->n_checks++];

	SAY(c->name, "%s", name);
	SAY(c->text, "%s", text);
	c->ok = ok;
	c->known = known;
}

static void add_checks(rv_tv_ticket *t)
{
	add_check(t, "state", true, true, "ACTIVE");
	add_check(t, "reconciled", true, true, "8 s ago");
	add_check(t, "clock", true, true, "3 of 1,000 ms");
	add_check(t, "price age", true, true, "0.3 of 2.0 s");
	add_check(t, "spread", true, true, "2.0 of 100.0 bp");
	add_check(t, "mark off", true, true, "2.0 of 200.0 bp");
	add_check(t, "collar", true, true, "14.8 of 75.0 bp");
	add_check(t, "move", true, true, "2.1 of 10.0 bp");
	add_check(t, "order size", true, true, "1,699 of 5,000 USD");
	add_check(t, "symbol", true, true, "1,699 of 4,000 USD");
	add_check(t, "gross", true, true, "9,906 of 20,426 USD");
	add_check(t, "net", true, true, "2,915 of 5,106 USD");
	add_check(t, "leverage", true, true, "0.97 of 2.00 x");
	add_check(t, "margin", true, true, "11.20 of 3.00");
	add_check(t, "stress", true, true, "5.43 of 3.00");
	add_check(t, "liquidation", true, true, "61 of 25 %");
	add_check(t, "messages", true, true, "7 of 60 a minute");
	add_check(t, "duplicate", true, true, "none in 10 s");
}

static rv_tv_ticket *add_ticket(rv_view *v, uint64_t id, const char *symbol, rv_side side,
				int64_t lots, int64_t px)
{
	rv_tv_ticket *t = &v->trade.tickets[v->trade.n_tickets++];
	const rv_view_row *r = rv_fixture_row(v, symbol);

	t->id = id;
	t->version = 1;
	fill_bytes(t->digest.b, RV_DIGEST_BYTES, id);
	t->coin = coin_of(v, symbol);
	t->side = side;
	t->lots = lots;
	t->px = px;
	t->notional_musd = lots * px;
	t->created_at = T - 18000;
	t->expires_at = T + 102000;
	t->quote_mid = r->mid;
	t->quote_bid = r->bid;
	t->quote_ask = r->ask;
	t->quote_at = T - 12000;
	t->ctx_at = T - 600;
	t->account_at = T - 4000;
	t->move_bps = 2.1;
	t->edge_bps = NAN;
	t->slippage_bps = 3.2;
	t->fee_bps = 4.5;
	t->net_bps = -7.7;
	t->lots_after = (side == RV_BUY ? 1.0 : -1.0) * (double)lots / pow(10, t->coin.sz_decimals);
	t->gross_after_usd = 9906.42;
	t->net_after_usd = 2915.2;
	t->margin_after = 11.2;
	t->stress_after = 5.43;
	SAY(t->why, "operator: %s %s by hand", side == RV_BUY ? "buy" : "sell", symbol);
	return t;
}

static void add_open_tickets(rv_view *v)
{
	rv_tv_ticket *t = add_ticket(v, 41, "SOL", RV_BUY, 1240, 1370500);

	add_checks(t);
	t = add_ticket(v, 42, "WIF", RV_SELL, 2600, 384000);
	t->state = RV_TICKET_BLOCKED;
	t->style = RV_STYLE_TWAP;
	t->duration_ms = 900000;
	t->slices = 30;
	t->move_bps = 14.2;
	t->expires_at = T + 14000;
	t->quote_old = true;
	SAY(t->reason, "the mid has moved +14.2 bp since the quote; 10.0 are allowed");
	SAY(t->why, "S4mr: the stop of WIF is hit");
	add_checks(t);
	t->checks[7] = (rv_tv_check){ "move", false, true, "14.2 of 10.0 bp" };
	t->checks[13] = (rv_tv_check){ "margin", false, false, "the account is 41 s old" };
	t = add_ticket(v, 43, "ETH", RV_SELL, 3500, 302000);
	t->style = RV_STYLE_LIMIT;
	t->reduce_only = true;
	t->version = 3;
	t->edge_bps = 18.4;
	t->net_bps = 10.7;
	t->lots_before = 0.62;
	t->lots_after = 0.27;
	SAY(t->why, "S3: majors against alts back to neutral");
	add_checks(t);
	t = add_ticket(v, 44, "LINK", RV_BUY, 1500, 1340500);
	t->state = RV_TICKET_BLOCKED;
	SAY(t->reason, "LINK is halted: a fill that is not ours");
	add_checks(t);
	t->checks[0] = (rv_tv_check){ "state", false, true, "LINK HALTED" };
}

static void add_closed_tickets(rv_view *v)
{
	rv_tv_ticket *t = add_ticket(v, 38, "BTC", RV_BUY, 2000, 913000);

	t->state = RV_TICKET_APPROVED;
	t->style = RV_STYLE_TWAP;
	t->duration_ms = 900000;
	t->slices = 30;
	SAY(t->reason, "mandate m21");
	t = add_ticket(v, 37, "DOGE", RV_SELL, 9000, 163000);
	t->state = RV_TICKET_REJECTED;
	SAY(t->reason, "too thin at this hour");
	t = add_ticket(v, 36, "ADA", RV_BUY, 2500, 471500);
	t->state = RV_TICKET_EXPIRED;
	SAY(t->reason, "nobody answered in 120 s");
	t = add_ticket(v, 35, "kPEPE", RV_BUY, 900000, 4750);
	t->state = RV_TICKET_DENIED;
	SAY(t->reason, "symbol: 4,275 of 4,000 USD");
}

static rv_tv_mandate *add_mandate(rv_view *v, uint64_t id, uint64_t ticket, const char *symbol,
				  rv_side side, int64_t most)
{
	rv_tv_mandate *m = &v->trade.mandates[v->trade.n_mandates++];

	m->id = id;
	m->ticket = ticket;
	fill_bytes(m->digest.b, RV_DIGEST_BYTES, ticket);
	m->coin = coin_of(v, symbol);
	m->side = side;
	m->lots_most = most;
	m->avg_px = NAN;
	m->approved_at = T - 330000;
	m->approved_by = 1000;
	m->ends_at = T + 570000;
	m->next_slice_at = T + 21000;
	return m;
}

static void add_mandates(rv_view *v)
{
	rv_tv_mandate *m = add_mandate(v, 21, 38, "BTC", RV_BUY, 2000);

	m->style = RV_STYLE_TWAP;
	m->slices = 30;
	m->slices_done = 11;
	m->lots_filled = 735;
	m->lots_working = 66;
	m->px_worst = 919000;
	m->avg_px = 91198.4;
	m = add_mandate(v, 20, 34, "SOL", RV_BUY, 900);
	m->state = RV_MANDATE_PAUSED;
	SAY(m->reason, "an order of it is UNKNOWN");
	m->lots_filled = 300;
	m->lots_unknown = 200;
	m->px_worst = 1377000;
	m->avg_px = 136.6;
	m->slices = m->slices_done = 1;
	m = add_mandate(v, 19, 33, "ETH", RV_SELL, 4000);
	m->state = RV_MANDATE_ENDED;
	SAY(m->reason, "done");
	m->lots_filled = 4000;
	m->px_worst = 299000;
	m->avg_px = 3009.85;
	m->slices = m->slices_done = 1;
}

static rv_tv_order *add_order(rv_view *v, uint64_t mandate, const char *symbol, rv_side side,
			      int64_t lots, int64_t px, rv_order_state state)
{
	rv_trade_view *tv = &v->trade;
	rv_tv_order *o = &tv->orders[tv->n_orders];

	fill_bytes(o->cloid.b, RV_CLOID_BYTES, 900 + tv->n_orders);
	tv->orders_total = ++tv->n_orders;
	o->oid = 77000 + (int64_t)tv->n_orders;
	o->mandate = mandate;
	o->coin = coin_of(v, symbol);
	o->side = side;
	o->lots = lots;
	o->px = px;
	o->state = state;
	o->sent_at = T - 9000 * (int64_t)tv->n_orders;
	o->changed_at = o->sent_at + 400;
	return o;
}

static void add_orders(rv_view *v)
{
	rv_tv_order *o = add_order(v, 20, "SOL", RV_BUY, 200, 1369000, RV_ORDER_UNKNOWN);

	SAY(o->text, "no answer in 10 s; asked 4 times, not found so far");
	o = add_order(v, 21, "BTC", RV_BUY, 66, 912400, RV_ORDER_WORKING);
	o->tif = RV_TIF_GTC;
	o = add_order(v, 0, "ETH", RV_SELL, 1000, 305000, RV_ORDER_PARTIAL);
	o->tif = RV_TIF_ALO;
	o->lots_filled = 250;
	o = add_order(v, 0, "LINK", RV_SELL, 40, 1345000, RV_ORDER_WORKING);
	o->external = true;
	memset(&o->cloid, 0, sizeof(o->cloid));
	SAY(o->text, "not ours: found on the account");
	(void)add_order(v, 21, "BTC", RV_BUY, 67, 912300, RV_ORDER_CANCELING);
	o = add_order(v, 21, "BTC", RV_BUY, 67, 912200, RV_ORDER_FILLED);
	o->lots_filled = 67;
	o = add_order(v, 19, "ETH", RV_SELL, 4000, 300900, RV_ORDER_CANCELED);
	o->lots_filled = 1500;
	SAY(o->text, "Ioc: the rest is dropped");
	o = add_order(v, 18, "ADA", RV_BUY, 2500, 471500, RV_ORDER_REJECTED);
	SAY(o->text, "minTradeNtlRejected");
	o = add_order(v, 18, "ADA", RV_BUY, 2500, 471500, RV_ORDER_UNSENT);
	SAY(o->text, "gate: the price is 2.3 s old, 2.0 allowed");
	v->trade.orders_total = 112;
	v->trade.n_unknown = 1;
}

static rv_tv_fill *add_fill(rv_view *v, uint64_t mandate, const char *symbol, rv_side side,
			    int64_t lots, int64_t px, int64_t ago_ms)
{
	rv_tv_fill *f = &v->trade.fills[v->trade.n_fills++];
	const rv_coin_ref coin = coin_of(v, symbol);

	SAY(f->fill.symbol, "%s", symbol);
	f->fill.sz_decimals = coin.sz_decimals;
	f->fill.side = side;
	f->fill.lots = lots;
	f->fill.px = px;
	f->fill.fee_musd = lots * px / 2222;
	f->fill.time_ms = v->utc_ms - ago_ms;
	f->fill.tid = 5000 + (int64_t)v->trade.n_fills;
	f->fill.oid = 77000;
	f->fill.taker = true;
	f->mandate = mandate;
	return f;
}

static void add_fills(rv_view *v)
{
	(void)add_fill(v, 21, "BTC", RV_BUY, 67, 912200, 14000);
	(void)add_fill(v, 21, "BTC", RV_BUY, 66, 911800, 44000);
	rv_tv_fill *f = add_fill(v, 0, "LINK", RV_SELL, 120, 1338000, 61000);
	f->fill.kind = RV_FILL_ADL;
	f->fill.closed_pnl_musd = -3216400;
	f = add_fill(v, 19, "ETH", RV_SELL, 1500, 300950, 64000);
	f->fill.closed_pnl_musd = 4815100;
	f->late = true;
	f = add_fill(v, 19, "ETH", RV_SELL, 2500, 301000, 66000);
	f->fill.closed_pnl_musd = 8025000;
	f->fill.taker = false;
	(void)add_fill(v, 21, "BTC", RV_BUY, 67, 911900, 74000);
	v->trade.fills_total = 208;
}

static rv_tv_position *add_position(rv_view *v, const char *symbol, int64_t lots, double entry)
{
	rv_tv_position *p = &v->trade.positions[v->trade.n_positions++];
	const rv_view_row *r = rv_fixture_row(v, symbol);

	p->coin = coin_of(v, symbol);
	p->lots = p->venue_lots = lots;
	p->venue_known = true;
	p->entry_px = entry;
	p->mark = r->mark;
	p->value_usd = (double)lots / pow(10, p->coin.sz_decimals) * r->mark;
	p->unrealized_usd = (double)lots / pow(10, p->coin.sz_decimals) * (r->mark - entry);
	p->liquidation_px = lots > 0 ? r->mark * 0.39 : r->mark * 1.88;
	p->liquidation_pct = lots > 0 ? 61 : 88;
	p->liquidation_sigmas = lots > 0 ? 14.2 : 19.7;
	p->venue_at = T - 4000;
	p->mark_at = T - 600;
	return p;
}

static void add_positions(rv_view *v)
{
	rv_tv_position *p = add_position(v, "BTC", 1735, 91102.0);

	p->liquidation_px = p->liquidation_pct = p->liquidation_sigmas = NAN;
	(void)add_position(v, "ETH", 6200, 3041.2);
	(void)add_position(v, "DOGE", -14200, 0.1652);
	p = add_position(v, "LINK", 800, 13.02);
	p->venue_lots = 680;
	p->state = RV_BOOK_HALTED;
	(void)add_position(v, "SOL", 300, 136.6);
}

static void add_limit(rv_view *v, const char *name, double used, double limit, const char *unit)
{
	rv_tv_limit *l = &v->trade.limits[v->trade.n_limits++];

	SAY(l->name, "%s", name);
	l->used = used;
	l->limit = limit;
	(void)snprintf(l->unit, sizeof(l->unit), "%s", unit);
	l->at_least = strcmp(name, "margin") == 0;
	l->breached = l->at_least ? used < limit : used > limit;
}

static void add_limits(rv_view *v)
{
	static const rv_tv_stress stress[RV_TV_STRESS] = {
		{ "alts -30 %, majors -15 %", 9187.0, 1692.3, 5.43 },
		{ "alts -15 %, majors -30 %", 8805.4, 1811.0, 4.86 },
		{ "alts +40 %, majors +5 %", 9712.9, 3990.2, 2.43 },
	};

	add_limit(v, "largest order", 1699.42, 5000, "USD");
	add_limit(v, "symbol BTC", 1582.9, 4000, "USD");
	add_limit(v, "symbol ETH", 1867.7, 4000, "USD");
	add_limit(v, "symbol DOGE", 2326.7, 4000, "USD");
	add_limit(v, "symbol LINK", 4283.2, 4000, "USD");
	add_limit(v, "gross", 8207.0, 20426.0, "USD");
	add_limit(v, "net", 4215.4, 5106.5, "USD");
	add_limit(v, "leverage", 0.80, 2.0, "x");
	add_limit(v, "day loss", 0.12, 2.0, "%");
	add_limit(v, "drawdown", 0.9, 6.0, "%");
	add_limit(v, "messages", 7, 60, "/min");
	add_limit(v, "margin", 250.0, 2.5, "x"); /* a floor, far away: 1 % of it is used */
	add_limit(v, "tickets", 4, 32, "");
	add_limit(v, "margin stress", NAN, 3.0, "x");
	memcpy(v->trade.stress, stress, sizeof(stress));
	v->trade.nearest_liquidation_pct = 61;
	v->trade.nearest_liquidation_sigmas = 14.2;
}

static void add_audit(rv_view *v, int64_t ago_ms, int64_t uid, const char *type,
		      const char *subject, const char *text)
{
	rv_tv_audit *a = &v->trade.audit[v->trade.n_audit++];

	a->seq = 4100 + v->trade.n_audit;
	a->utc_ms = v->utc_ms - ago_ms;
	a->uid = uid;
	SAY(a->type, "%s", type);
	SAY(a->subject, "%s", subject);
	SAY(a->text, "%s", text);
}

static void add_events(rv_view *v)
{
	static const rv_tv_break breaks[] = {
		{ "LINK position", "80.0", "68.0", T - 61000 },
		{ "order oid 77004", "none", "resting", T - 36000 },
	};

	add_audit(v, 340000, 1000, "arm", "", "for 15 min");
	add_audit(v, 330000, 1000, "approve", "#38 BTC", "mandate m21, digest 5a1e80c7");
	add_audit(v, 329000, -1, "intent", "0x1f03a2b4",
		  "BUY 0.00067 BTC at 91190, nonce 1795177767001");
	add_audit(v, 328600, -1, "ack", "0x1f03a2b4", "filled, oid 76981");
	add_audit(v, 64000, -1, "fill", "ETH", "SELL 0.1500 at 3009.50, after its order was over");
	add_audit(v, 61000, -1, "external", "LINK", "ADL: SELL 12.0 at 13.380, halted");
	add_audit(v, 9000, -1, "unknown", "0xe51c9d07", "no answer in 10 s");
	memcpy(v->trade.breaks, breaks, sizeof(breaks));
	v->trade.n_breaks = sizeof(breaks) / sizeof(breaks[0]);
}

static void fill_account(rv_view *v)
{
	rv_trade_view *tv = &v->trade;

	tv->present = true;
	tv->state = RV_BOOK_ACTIVE;
	tv->state_since_utc_ms = v->utc_ms - 5400000;
	tv->armed = true;
	tv->armed_until_at = T + 289000;
	SAY(tv->account, "0x1234..abcd");
	tv->signer_ok = tv->signer_known = true;
	SAY(tv->agent, "0x8e1a4f7c2b6d90e35a1c7f2489b0d6e3f5a7c914");
	tv->signer_until_ms = v->utc_ms + 90 * RV_DAY_MS;
	tv->journal_ok = true;
	tv->journal_seq = 4107;
	SAY(tv->head, "9f3a1c0277be0d41");
	tv->stream_up = tv->reconciled = true;
	tv->reconciled_at = T - 8000;
	tv->account_at = T - 4000;
	tv->deadman_on = tv->deadman_available = true;
	tv->deadman_at_ms = v->utc_ms + 51000;
	tv->deadman_left = 9;
	tv->nav_usd = 10213.07;
	tv->gross_usd = 8207.0;
	tv->net_usd = 1215.77;
	tv->day_pnl_usd = -12.4;
	tv->peak_drawdown_pct = 0.9;
	tv->margin_ratio = 12.91;
	tv->taker_fee = 0.00045;
	tv->maker_fee = 0.00015;
	tv->budget_used = 1834;
	tv->budget_cap = 10402;
	tv->messages_used = 7;
	tv->messages_limit = 60;
	tv->n_pending = 4;
	tv->oldest_pending_at = T - 18000;
}

void rv_fixture_trade(rv_view *v)
{
	memset(&v->trade, 0, sizeof(v->trade)); /* it may be made twice of one view */
	v->env = RV_ENV_PAPER;
	fill_account(v);
	add_open_tickets(v);
	add_closed_tickets(v);
	add_mandates(v);
	add_orders(v);
	add_fills(v);
	add_positions(v);
	add_limits(v);
	add_events(v);
	rv_fixture_book(v);
	rv_fixture_ledger_none(v);
}

void rv_fixture_trade_locked(rv_view *v)
{
	rv_fixture_trade(v);
	v->trade.armed = false;
	v->trade.armed_until_at = 0;
}

void rv_fixture_trade_halted(rv_view *v)
{
	rv_fixture_trade_locked(v);
	v->trade.state = RV_BOOK_HALTED;
	SAY(v->trade.state_reason, "user streams are down");
	v->trade.stream_up = v->trade.reconciled = false;
	v->trade.deadman_on = false;
	SAY(v->trade.deadman_text, "nothing rests");
	SAY(v->trade.recovery, "user streams, then a reconciliation");
	for (size_t i = 0; i < 4; i++) {
		v->trade.tickets[i].state = RV_TICKET_BLOCKED;
		SAY(v->trade.tickets[i].reason, "the book is HALTED: user streams are down");
	}
}

void rv_fixture_trade_stranger(rv_view *v)
{
	rv_fixture_trade_locked(v);
	v->trade.state = RV_BOOK_HALTED;
	v->trade.signer_ok = false;
	SAY(v->trade.state_reason, "the signing key is no agent of the account: approve it at the "
				   "venue, or set another key");
}

void rv_fixture_trade_live(rv_view *v)
{
	rv_fixture_trade(v);
	v->env = RV_ENV_LIVE;
	v->trade.live_confirm = true;
}

void rv_fixture_trade_quiet(rv_view *v)
{
	fill_account(v);
	v->trade.state = RV_BOOK_HALTED;
	SAY(v->trade.state_reason, "started");
	v->trade.armed = v->trade.stream_up = v->trade.reconciled = v->trade.signer_ok = false;
	v->trade.signer_known = false;
	v->trade.deadman_on = v->trade.deadman_available = false;
	v->trade.reconciled_at = v->trade.account_at = v->trade.oldest_pending_at = RV_NEVER;
	v->trade.n_pending = 0;
	v->trade.head[0] = v->trade.account[0] = '\0';
	v->trade.nav_usd = v->trade.gross_usd = v->trade.net_usd = v->trade.day_pnl_usd = NAN;
	v->trade.margin_ratio = v->trade.peak_drawdown_pct = NAN;
	v->trade.taker_fee = v->trade.maker_fee = NAN;
	v->trade.nearest_liquidation_pct = v->trade.nearest_liquidation_sigmas = NAN;
	SAY(v->trade.recovery, "the venue's answer about open orders");
	rv_fixture_book_none(v);
}

void rv_fixture_trade_stale(rv_view *v)
{
	rv_view_row *sol = rv_fixture_row(v, "SOL");

	rv_fixture_trade(v);
	sol->mid_at = sol->ctx_at = T - 9200;
	v->trade.account_at = T - 71000;
	v->trade.reconciled_at = T - 75000;
	v->trade.positions[4].mark_at = T - 9200;
}

rv_tv_ticket *rv_fixture_ticket(rv_view *v, uint64_t id)
{
	for (size_t i = 0; i < v->trade.n_tickets; i++) {
		if (v->trade.tickets[i].id == id)
			return &v->trade.tickets[i];
	}
	return NULL;
}

void rv_fixture_requote(rv_tv_ticket *t)
{
	t->version++;
	fill_bytes(t->digest.b, RV_DIGEST_BYTES, t->id * 1000 + t->version);
	t->px += 100;
	t->state = RV_TICKET_READY;
}

static void renew(int64_t *at, int64_t ms)
{
	if (*at != RV_NEVER)
		*at += ms;
}

void rv_fixture_trade_next(rv_view *v, int64_t ms)
{
	rv_trade_view *tv = &v->trade;

	renew(&v->book.at, ms);
	renew(&v->book.price_at, ms);
	renew(&v->risk.at, ms);
	renew(&tv->account_at, ms);
	renew(&tv->reconciled_at, ms);
	for (size_t i = 0; i < tv->n_tickets; i++)
		renew(&tv->tickets[i].ctx_at, ms);
	for (size_t i = 0; i < tv->n_positions; i++)
		renew(&tv->positions[i].mark_at, ms);
	for (size_t i = 0; i < tv->n_positions; i++)
		renew(&tv->positions[i].venue_at, ms);
}
