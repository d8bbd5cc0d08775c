/* The ledger and the port of a very small venue; see mini_venue.h. */
#include "tests/support/mini_venue.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const mini_coin start_coins[MINI_COINS] = {
	/* BTC: 5 decimals of size, 1 of price; ETH: 4 and 2; SOL: 2 and 4 */
	{ .ref = { "BTC", 0, 5, 40 }, .bid = 837650, .ask = 837660 },
	{ .ref = { "ETH", 1, 4, 25 }, .bid = 301220, .ask = 301230 },
	{ .ref = { "SOL", 5, 2, 20 }, .bid = 1423500, .ask = 1423700 },
};

void mini_init(mini_venue *v)
{
	memset(v, 0, sizeof(*v));
	memcpy(v->coins, start_coins, sizeof(start_coins));
	v->account_usd = v->cash_usd = 100000.0;
	v->liquidity = -1;
	v->last_oid = 560000000000;
	v->last_tid = 770000000000;
	v->refusal = RV_REFUSAL_OTHER;
	v->halted = true;
}

void mini_done(mini_venue *v)
{
	mini_cut(v, false);
}

static void violate(mini_venue *v, const char *what)
{
	if (!v->violation[0])
		(void)snprintf(v->violation, sizeof(v->violation), "%s", what);
}

mini_order *mini_by_cloid(mini_venue *v, const rv_cloid *c)
{
	for (size_t i = 0; i < v->n_orders; i++)
		if (memcmp(&v->orders[i].o.cloid, c, sizeof(*c)) == 0)
			return &v->orders[i];
	return NULL;
}

size_t mini_open(const mini_venue *v)
{
	size_t n = 0;
	for (size_t i = 0; i < v->n_orders; i++)
		n += v->orders[i].status == RV_STATUS_OPEN && !v->orders[i].foreign;
	return n;
}

static mini_coin *coin_of(mini_venue *v, const char *symbol)
{
	for (size_t i = 0; i < MINI_COINS; i++)
		if (strcmp(v->coins[i].ref.symbol, symbol) == 0)
			return &v->coins[i];
	return NULL;
}

/* ---- reports out ---- */

static rv_venue_report *report(const mini_venue *v, rv_report_kind kind, size_t n)
{
	rv_venue_report *r = NULL;
	if (rv_venue_report_new(kind, n, &r) != RV_OK)
		abort();
	r->sent_at = r->got_at = v->at;
	return r;
}

static void put(mini_venue *v, rv_venue_report *r, int64_t delay)
{
	assert(v->n_out < MINI_OUT);
	v->out[v->n_out++] = (mini_out){ .r = r, .at = v->at + delay };
}

void mini_put(mini_venue *v, rv_venue_report *r)
{
	put(v, r, v->delay_ms);
}

rv_venue_report *mini_take(mini_venue *v)
{
	size_t best = SIZE_MAX;
	for (size_t i = 0; i < v->n_out; i++)
		if (v->out[i].at <= v->at && (best == SIZE_MAX || v->out[i].at < v->out[best].at))
			best = i;
	if (best == SIZE_MAX)
		return NULL;
	rv_venue_report *r = v->out[best].r;
	memmove(&v->out[best], &v->out[best + 1], (--v->n_out - best) * sizeof(v->out[0]));
	r->got_at = v->at;
	return r;
}

int64_t mini_due(const mini_venue *v)
{
	int64_t at = INT64_MAX;
	for (size_t i = 0; i < v->n_out; i++)
		at = v->out[i].at < at ? v->out[i].at : at;
	for (size_t i = 0; i < v->n_late; i++)
		if (v->late[i].land_utc - v->utc + v->at < at)
			at = v->late[i].land_utc - v->utc + v->at;
	if (v->schedule_ms > 0 && v->schedule_ms - v->utc + v->at < at)
		at = v->schedule_ms - v->utc + v->at;
	return v->n_pending + v->n_asks_waiting > 0 ? v->at : at;
}

/* ---- streams ---- */

static void record_of(const mini_venue *v, const mini_order *q, rv_order_record *out)
{
	*out = (rv_order_record){ .oid = q->oid,
				  .side = q->o.side,
				  .lots_orig = q->o.lots,
				  .lots_left = q->left,
				  .px = q->o.px,
				  .status = q->status,
				  .status_ms = q->status_ms,
				  .reduce_only = q->o.reduce_only };
	memcpy(out->symbol, q->o.coin.symbol, sizeof(out->symbol));
	memcpy(out->word, q->word, sizeof(out->word));
	if (!v->no_cloids)
		out->cloid = q->o.cloid;
}

static void tell_order(mini_venue *v, const mini_order *q)
{
	if (!v->stream_up || v->drop_orders)
		return;
	for (int i = 0; i <= v->twice; i++) {
		rv_venue_report *r = report(v, RV_REPORT_STREAM_ORDERS, 1);
		record_of(v, q, &r->records[0]);
		put(v, r, v->delay_ms + v->stream_ms);
	}
}

static void tell_fill(mini_venue *v, const rv_fill *x)
{
	if (!v->stream_up || v->drop_fills)
		return;
	for (int i = 0; i <= v->twice; i++) {
		rv_venue_report *r = report(v, RV_REPORT_STREAM_FILLS, 1);
		r->fills[0] = *x;
		put(v, r, v->delay_ms + v->stream_ms);
	}
}

void mini_repeat(mini_venue *v)
{
	const size_t n = v->n_fills < RV_REPORT_ROWS ? v->n_fills : (size_t)RV_REPORT_ROWS;
	if (!v->stream_up)
		return;
	rv_venue_report *r = report(v, RV_REPORT_STREAM_FILLS, n);
	for (size_t i = 0; i < n; i++) /* newest first, as a snapshot is */
		r->fills[i] = v->fills[v->n_fills - 1 - i];
	r->snapshot = true;
	put(v, r, v->delay_ms);
}

void mini_stream(mini_venue *v, bool up)
{
	v->stream_up = up;
	rv_venue_report *r = report(v, up ? RV_REPORT_STREAM_UP : RV_REPORT_STREAM_DOWN, 0);
	(void)snprintf(r->text, sizeof(r->text), "%s", up ? "" : "cut by the test");
	put(v, r, 0);
	if (up)
		mini_repeat(v);
}

/* ---- the ledger ---- */

static void set_status(mini_venue *v, mini_order *q, rv_order_status s, const char *word)
{
	q->status = s;
	q->status_ms = v->utc;
	(void)snprintf(q->word, sizeof(q->word), "%s", word);
}

static void add_fill(mini_venue *v, mini_coin *c, rv_side side, int64_t lots, int64_t px,
		     const mini_order *q, rv_fill_kind kind)
{
	assert(v->n_fills < MINI_FILLS && lots > 0);
	rv_fill *x = &v->fills[v->n_fills++];
	*x = (rv_fill){ .sz_decimals = c->ref.sz_decimals,
			.side = side,
			.lots = lots,
			.px = px,
			.start_lots = c->lots,
			.fee_musd = px * lots / 2222,
			.time_ms = v->utc,
			.tid = ++v->last_tid,
			.oid = q ? q->oid : ++v->last_oid,
			.taker = true,
			.kind = kind };
	memcpy(x->symbol, c->ref.symbol, sizeof(x->symbol));
	if (q && !v->no_cloids)
		x->cloid = q->o.cloid;
	c->lots += side * lots;
	v->cash_usd -= (double)(side * px * lots + x->fee_musd) / 1e6;
	tell_fill(v, x);
}

void mini_pay(mini_venue *v, double usd, const char *kind)
{
	assert(v->n_transfers < MINI_TRANSFERS);
	rv_transfer *x = &v->transfers[v->n_transfers++];
	*x = (rv_transfer){ .time_ms = v->utc, .known = true };
	x->usdc_musd = (int64_t)(usd * 1e6);
	(void)snprintf(x->kind, sizeof(x->kind), "%s", kind);
	(void)snprintf(x->hash, sizeof(x->hash), "0x%zu", v->n_transfers);
	v->account_usd += usd;
	v->cash_usd += usd;
}

static int64_t crossing(const mini_venue *v, const mini_coin *c, const mini_order *q)
{
	const bool crosses = q->o.side == RV_BUY ? q->o.px >= c->ask : q->o.px <= c->bid;
	if (!crosses)
		return 0;
	return v->liquidity >= 0 && v->liquidity < q->left ? v->liquidity : q->left;
}

static void fill_order(mini_venue *v, mini_coin *c, mini_order *q, int64_t lots, int64_t px)
{
	if (lots <= 0)
		return;
	q->left -= lots;
	if (q->left == 0)
		set_status(v, q, RV_STATUS_FILLED, "filled");
	const int64_t first = v->split && lots > 1 ? lots / 2 : lots;
	add_fill(v, c, q->o.side, first, px, q, RV_FILL_NORMAL);
	if (first < lots) {
		add_fill(v, c, q->o.side, lots - first, px, q, RV_FILL_NORMAL);
		v->fills[v->n_fills - 1].time_ms += 50;
	}
	tell_order(v, q);
}

/* Reduce-only may not add, and never more than there is. */
static bool reduce_only_fits(const mini_coin *c, mini_order *q)
{
	const int64_t most = q->o.side == RV_BUY ? -c->lots : c->lots;
	if (!q->o.reduce_only)
		return true;
	if (most <= 0)
		return false;
	if (q->left > most)
		q->left = most;
	return true;
}

static void reject(mini_venue *v, mini_order *q, const char *word, const char *text,
		   rv_verdict *out)
{
	set_status(v, q, RV_STATUS_REJECTED, word);
	out->kind = RV_VERDICT_ERROR;
	(void)snprintf(out->text, sizeof(out->text), "%s", text);
	tell_order(v, q);
}

static void match_new(mini_venue *v, mini_coin *c, mini_order *q, rv_verdict *out)
{
	const int64_t lots = crossing(v, c, q);
	if (!reduce_only_fits(c, q)) {
		reject(v, q, "reduceOnlyRejected", "Reduce only order would increase position.",
		       out);
		return;
	}
	if (q->o.tif == RV_TIF_IOC && lots == 0) {
		reject(v, q, "iocCancelRejected",
		       "Order could not immediately match against any resting orders.", out);
		return;
	}
	const int64_t px = q->o.side == RV_BUY ? c->ask : c->bid;
	fill_order(v, c, q, lots < q->left ? lots : q->left, px);
	out->oid = q->oid;
	out->kind = RV_VERDICT_FILLED;
	if (q->status != RV_STATUS_OPEN)
		return;
	if (q->o.tif == RV_TIF_IOC) {
		set_status(v, q, RV_STATUS_CANCELED, "canceled");
	} else {
		out->kind = RV_VERDICT_RESTING;
	}
	tell_order(v, q);
}

static void land_order(mini_venue *v, const rv_order *o, int64_t nonce, rv_verdict *out)
{
	mini_coin *c = coin_of(v, o->coin.symbol);
	assert(v->n_orders < MINI_ORDERS);
	if (mini_by_cloid(v, &o->cloid))
		violate(v, "a cloid was accepted twice");
	mini_order *q = &v->orders[v->n_orders++];
	*q = (mini_order){ .o = *o, .oid = ++v->last_oid, .left = o->lots, .nonce = nonce };
	q->time_ms = v->utc;
	set_status(v, q, RV_STATUS_OPEN, "open");
	out->cloid = o->cloid;
	if (c)
		match_new(v, c, q, out);
	else
		reject(v, q, "rejected", "no such coin", out);
}

void mini_end(mini_venue *v, mini_order *q, const char *word)
{
	set_status(v, q, RV_STATUS_CANCELED, word);
	tell_order(v, q);
}

static void land_cancel(mini_venue *v, const rv_cancel *c, rv_verdict *out)
{
	mini_order *q = mini_by_cloid(v, &c->cloid);
	out->cloid = c->cloid;
	out->kind = RV_VERDICT_ERROR;
	(void)snprintf(out->text, sizeof(out->text),
		       "Order was never placed, already canceled, or filled.");
	if (!q || q->status != RV_STATUS_OPEN)
		return;
	out->kind = RV_VERDICT_SUCCESS;
	mini_end(v, q, "canceled");
}

/* What the action does; verdicts into r. */
static void land(mini_venue *v, const rv_venue_action *a, rv_venue_report *r)
{
	r->u.action.n = a->n;
	for (size_t i = 0; i < a->n; i++) {
		if (a->kind == RV_ACTION_ORDER)
			land_order(v, &a->u.orders[i], a->nonce, &r->u.action.verdicts[i]);
		else if (a->kind == RV_ACTION_CANCEL)
			land_cancel(v, &a->u.cancels[i], &r->u.action.verdicts[i]);
	}
	if (a->kind == RV_ACTION_SCHEDULE_CANCEL)
		v->schedule_ms = a->u.schedule_ms;
}

static void refuse(rv_venue_report *r, rv_refusal why, const char *text)
{
	r->u.action.outcome = RV_OUTCOME_REFUSED;
	r->u.action.refusal = why;
	(void)snprintf(r->text, sizeof(r->text), "%s", text);
}

/* By body, as a venue has nothing else. */
static mini_action *action_of(mini_venue *v, const char *body)
{
	for (size_t i = v->n_actions; i-- > 0;)
		if (strcmp(v->actions[i].body, body) == 0)
			return &v->actions[i];
	violate(v, "bytes were sent that were never signed");
	return NULL;
}

static bool nonce_used(const mini_venue *v, int64_t nonce)
{
	for (size_t i = 0; i < v->n_actions; i++)
		if (v->actions[i].used && v->actions[i].a.nonce == nonce)
			return true;
	return false;
}

static void at_venue(mini_venue *v, const rv_venue_send *s, rv_venue_report *r)
{
	mini_action *x = action_of(v, s->bytes.body);
	if (!x)
		return;
	if (nonce_used(v, x->a.nonce)) {
		refuse(r, RV_REFUSAL_NONCE_USED, "Invalid nonce: duplicate nonce");
		return;
	}
	x->used = true;
	if (x->a.expires_after_ms > 0 && x->a.expires_after_ms < v->utc)
		refuse(r, RV_REFUSAL_EXPIRED, "Action already expired");
	else if (x->a.kind == RV_ACTION_SCHEDULE_CANCEL && v->refuse_schedule)
		refuse(r, RV_REFUSAL_SCHEDULE,
		       "Cannot set scheduled cancel time until enough volume traded.");
	else
		land(v, &x->a, r);
}

static void apply_fate(mini_venue *v, const mini_pending *p, rv_venue_report *r)
{
	switch (p->fate) {
	case MINI_ANSWER:
		at_venue(v, &p->s, r);
		return;
	case MINI_REFUSE:
		refuse(r, v->refusal, v->refusal_text);
		return;
	case MINI_GATED:
		r->u.action.outcome = RV_OUTCOME_GATED;
		(void)snprintf(r->text, sizeof(r->text), "the last gate says no");
		return;
	case MINI_UNREADABLE:
	case MINI_SHORT:
		at_venue(v, &p->s, r);
		for (size_t i = 0; i < r->u.action.n; i++) {
			if (p->fate == MINI_SHORT)
				memset(&r->u.action.verdicts[i].cloid, 0, sizeof(rv_cloid));
			else
				r->u.action.verdicts[i].kind = RV_VERDICT_UNREADABLE;
		}
		return;
	case MINI_LOST_LANDED:
	case MINI_SILENT:
		at_venue(v, &p->s, r);
		break;
	case MINI_LATE:
		assert(v->n_late < 64);
		v->late[v->n_late] = *p;
		v->late[v->n_late].fate = MINI_ANSWER;
		v->late[v->n_late++].land_utc = v->utc + v->late_ms;
		break;
	case MINI_LOST:
		break;
	}
	r->u.action.outcome = RV_OUTCOME_UNKNOWN;
	(void)snprintf(r->text, sizeof(r->text), "no answer");
}

static rv_venue_report *action_report(const mini_venue *v, const rv_venue_send *s)
{
	rv_venue_report *r = report(v, RV_REPORT_ACTION, 0);
	r->request = s->request;
	r->u.action.kind = s->kind;
	r->u.action.n = s->n;
	memcpy(r->u.action.cloids, s->cloids, sizeof(s->cloids));
	return r;
}

static void process(mini_venue *v, const mini_pending *p)
{
	rv_venue_report *r = action_report(v, &p->s);
	apply_fate(v, p, r);
	if (p->fate == MINI_SILENT)
		rv_venue_report_free(r);
	else
		put(v, r, v->delay_ms);
}

static void work_late(mini_venue *v)
{
	for (size_t i = 0; i < v->n_late;) {
		if (v->late[i].land_utc > v->utc) {
			i++;
			continue;
		}
		rv_venue_report *r = action_report(v, &v->late[i].s);
		at_venue(v, &v->late[i].s, r);
		rv_venue_report_free(r);
		v->late[i] = v->late[--v->n_late];
	}
}

static void work_deadman(mini_venue *v)
{
	if (v->schedule_ms == 0 || v->utc < v->schedule_ms)
		return;
	v->schedule_ms = 0;
	v->triggers++;
	for (size_t i = 0; i < v->n_orders; i++)
		if (v->orders[i].status == RV_STATUS_OPEN)
			mini_end(v, &v->orders[i], "scheduledCancel");
}

static void work_sends(mini_venue *v)
{
	for (size_t i = 0; i < v->n_pending; i++)
		process(v, &v->pending[i]);
	v->n_pending = 0;
}

void mini_step(mini_venue *v)
{
	work_deadman(v);
	work_late(v);
	work_sends(v);
	mini_answer_asks(v);
}

void mini_cut(mini_venue *v, bool process_sends)
{
	if (process_sends)
		work_sends(v);
	v->n_pending = 0;
	v->n_asks_waiting = 0;
	for (size_t i = 0; i < v->n_out; i++)
		rv_venue_report_free(v->out[i].r);
	v->n_out = 0;
	v->stream_up = false;
}

/* ---- what others do ---- */

void mini_price(mini_venue *v, size_t coin, int64_t bid, int64_t ask)
{
	mini_coin *c = &v->coins[coin];
	c->bid = bid;
	c->ask = ask;
	for (size_t i = 0; i < v->n_orders; i++) {
		mini_order *q = &v->orders[i];
		if (q->status == RV_STATUS_OPEN && coin_of(v, q->o.coin.symbol) == c)
			fill_order(v, c, q, crossing(v, c, q), q->o.px);
	}
}

void mini_foreign_fill(mini_venue *v, size_t coin, rv_side side, int64_t lots, rv_fill_kind kind)
{
	mini_coin *c = &v->coins[coin];
	add_fill(v, c, side, lots, side == RV_BUY ? c->ask : c->bid, NULL, kind);
}

void mini_foreign_order(mini_venue *v, size_t coin, rv_side side, int64_t lots, int64_t px)
{
	mini_order *q = &v->orders[v->n_orders++];
	*q = (mini_order){ .oid = ++v->last_oid, .left = lots, .time_ms = v->utc, .foreign = true };
	q->o = (rv_order){
		.coin = v->coins[coin].ref, .side = side, .lots = lots, .px = px, .tif = RV_TIF_GTC
	};
	set_status(v, q, RV_STATUS_OPEN, "open");
	tell_order(v, q);
}

void mini_cancel_foreign(mini_venue *v)
{
	for (size_t i = 0; i < v->n_orders; i++)
		if (v->orders[i].foreign && v->orders[i].status == RV_STATUS_OPEN)
			mini_end(v, &v->orders[i], "canceled");
}

int64_t mini_fill_resting(mini_venue *v, size_t coin, int64_t lots)
{
	for (size_t i = v->n_orders; i-- > 0;) {
		mini_order *q = &v->orders[i];
		if (q->status != RV_STATUS_OPEN || q->foreign ||
		    coin_of(v, q->o.coin.symbol) != &v->coins[coin])
			continue;
		const int64_t n = lots < q->left ? lots : q->left;
		fill_order(v, &v->coins[coin], q, n, q->o.px);
		return n;
	}
	return 0;
}
