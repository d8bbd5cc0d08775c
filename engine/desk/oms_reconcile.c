/*
 * Ours against the venue's: at start, at every connection, on demand and once a minute.
 *
 * One round: open orders and account; then every fill since ten minutes before the newest that we
 * know; then the status of each order that is not over. Only then is compared (oms_compare.c), with
 * the round's own account, which is older than the round's fills: one that came later may have
 * fills that nobody has told us yet. A failed question concludes nothing: the round is repeated.
 */
#include "engine/base/crash_point.h"
#include "engine/desk/oms_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	OVERLAP_MS = 10 * 60 * 1000,
	AGAIN_MS = 3000, /* between rounds: each weighs about 45 of the venue's 1,200 a minute */
	AGAINS = 4,	 /* times that their distance doubles */
	RETRY_MS = 1000,
	RETRY_MOST_MS = 30000,
	STALE_ROUNDS = 3 /* without a round in so many periods nothing is agreed any more */
};

/* ---- a round ---- */

void oms_round_start(rv_oms *o, const char *why, bool say)
{
	oms_round *g = &o->round;
	g->say = g->say || say;
	(void)snprintf(g->why, sizeof(g->why), "%s", why);
	if (g->phase != OMS_ROUND_NONE && g->stream == o->streams) {
		g->again = true;
		return;
	}
	g->phase = OMS_ROUND_LISTS;
	g->again = false;
	g->stream = o->streams;
	g->began_at = o->now.at;
	g->next_at = o->now.at + o->p.reconcile_ms;
	g->orders_in = g->account_in = false;
	g->n_pending = 0;
	g->orders_request = oms_ask(o, RV_QUERY_OPEN_ORDERS, NULL, 0, 0);
	g->account_request = oms_ask(o, RV_QUERY_ACCOUNT, NULL, 0, 0);
	if (g->orders_request == 0 || g->account_request == 0)
		oms_round_fail(o);
}

void oms_round_fail(rv_oms *o)
{
	oms_round *g = &o->round;
	int64_t wait = RETRY_MS;
	for (unsigned i = 0; i < g->failures && wait < RETRY_MOST_MS; i++)
		wait *= 2;
	g->failures++;
	g->phase = OMS_ROUND_NONE;
	g->orders_request = g->account_request = 0;
	g->n_pending = 0;
	g->retry_at = o->now.at + (wait < RETRY_MOST_MS ? wait : RETRY_MOST_MS);
	oms_due(o, g->retry_at);
}

static void to_fills(rv_oms *o)
{
	oms_round *g = &o->round;
	if (!g->orders_in || !g->account_in)
		return;
	if (!o->money.known) { /* nothing is measured before that */
		oms_money_need(o);
		return;
	}
	g->phase = OMS_ROUND_FILLS;
	g->fills_from = o->now.at;
	oms_pages_want(o, o->f->fill_cursor_ms - OVERLAP_MS);
}

void oms_round_money(rv_oms *o)
{
	if (o->round.phase == OMS_ROUND_LISTS)
		to_fills(o);
}

/* Orders of ours that the list does not have are asked about; others' that it lacks are over. */
static void externals_gone(rv_oms *o, const rv_venue_report *r)
{
	for (size_t i = o->f->n_live; i-- > 0;) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		bool there = false;
		if (!q->external || q->sent.at > r->sent_at)
			continue;
		for (size_t k = 0; k < r->n && !there; k++)
			there = r->records[k].oid == q->oid &&
				strcmp(r->records[k].symbol, q->o.coin.symbol) == 0;
		if (!there)
			oms_external_gone(o, q, "not among the open orders");
	}
}

void oms_round_orders(rv_oms *o, const rv_venue_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		oms_record(o, &r->records[i], r->sent_at, false);
	externals_gone(o, r);
	if (r->request == 0 || r->request != o->round.orders_request)
		return;
	o->round.orders_request = 0;
	o->round.orders_in = true;
	to_fills(o);
}

static void keep_account(oms_account *a, const rv_venue_report *r)
{
	const size_t cap = sizeof(a->positions) / sizeof(a->positions[0]);
	if (a->known && r->sent_at < a->sent_at)
		return;
	a->known = true;
	a->at = r->got_at;
	a->sent_at = r->sent_at;
	a->time_ms = r->u.account.time_ms;
	a->value_usd = r->u.account.account_value_usd;
	a->margin_used_usd = r->u.account.margin_used_usd;
	a->maintenance_usd = r->u.account.maintenance_usd;
	a->notional_usd = r->u.account.notional_usd;
	a->raw_usd = r->u.account.raw_usd;
	a->n = r->u.account.n < cap ? r->u.account.n : cap;
	memcpy(a->positions, r->u.account.positions, a->n * sizeof(a->positions[0]));
}

void oms_round_account(rv_oms *o, const rv_venue_report *r)
{
	keep_account(&o->account, r);
	if (r->request == o->account_request)
		o->account_request = 0;
	oms_resolve_account(o);
	oms_money_look(o);
	oms_account_judge(o);
	if (o->stream_up && oms_account_surprises(o))
		o->round.again = true;
	if (r->request == 0 || r->request != o->round.account_request)
		return;
	o->round.account_request = 0;
	o->round.account_in = true;
	o->round.account.known = false;
	keep_account(&o->round.account, r);
	to_fills(o);
}

static void to_status(rv_oms *o)
{
	oms_round *g = &o->round;
	g->phase = OMS_ROUND_STATUS;
	g->n_pending = 0;
	for (size_t i = 0; i < o->f->n_live && g->n_pending < OMS_ROUND_ASKS; i++) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		if (q->external || rv_order_over(q->state) || q->state == RV_ORDER_SENDING)
			continue;
		if (q->watch.status_request == 0)
			q->watch.status_request =
				oms_ask(o, RV_QUERY_ORDER_STATUS, &q->o.cloid, 0, 0);
		if (q->watch.status_request == 0) {
			oms_round_fail(o);
			return;
		}
		g->pending[g->n_pending++] = q->watch.status_request;
	}
	if (g->n_pending == 0)
		oms_round_end(o);
}

void oms_round_pages(rv_oms *o)
{
	if (o->round.phase == OMS_ROUND_FILLS && o->pages.done_sent >= o->round.fills_from)
		to_status(o);
}

void oms_round_status(rv_oms *o, uint64_t request)
{
	oms_round *g = &o->round;
	if (g->phase != OMS_ROUND_STATUS)
		return;
	for (size_t i = 0; i < g->n_pending; i++) {
		if (g->pending[i] != request)
			continue;
		g->pending[i] = g->pending[--g->n_pending];
		break;
	}
	if (g->n_pending == 0)
		oms_round_end(o);
}

static size_t breaks(const rv_oms *o)
{
	size_t n = 0;
	for (size_t i = 0; i < o->f->n_coins; i++)
		n += o->f->coins[i].proposed;
	return n;
}

void oms_say_round(rv_oms *o, const char *why)
{
	const size_t n = breaks(o);
	rv_event *e = oms_event(o, RV_EVENT_RECONCILE, "account");
	rv_event_put_num(e, "nav", oms_money_settled(o) ? o->account.value_usd : NAN);
	rv_event_put_i64(e, "account_ms", o->account.time_ms);
	rv_event_put_i64(e, "breaks", (int64_t)n);
	rv_event_put_i64(e, "unknown", (int64_t)oms_unknown(o->f, NULL));
	rv_event_put_i64(e, "externals", (int64_t)o->f->n_external);
	oms_emit(o, e, 0, "%.60s: %zu difference%s", why, n, n == 1 ? "" : "s");
}

/* A new day or a new high of the account is worth a line: limits are measured from them. */
static bool nav_is_news(const rv_oms *o)
{
	const double v = o->account.value_usd;
	return isfinite(v) && oms_money_settled(o) &&
	       (isnan(o->f->nav_day_usd) || isnan(o->f->nav_peak_usd) ||
		o->now.utc / RV_DAY_MS > o->f->nav_day || v > o->f->nav_peak_usd * 1.001);
}

void oms_round_end(rv_oms *o)
{
	oms_round *g = &o->round;
	const bool same = g->stream == o->streams && o->stream_up;
	g->phase = OMS_ROUND_NONE;
	g->failures = 0;
	if (!oms_compare(o)) {
		g->retry_at = o->now.at + AGAIN_MS;
		oms_due(o, g->retry_at);
		return;
	}
	g->retry_at = INT64_MAX;
	if (!same) {
		g->again = g->again || o->stream_up;
		return;
	}
	rv_crash_point("recovery.done");
	o->reconciled = true;
	o->reconciled_at = o->now.at;
	if (g->say || nav_is_news(o))
		oms_say_round(o, g->why);
	g->say = false;
}

/* ---- what is due ---- */

static void age(rv_oms *o)
{
	const int64_t most = STALE_ROUNDS * o->p.reconcile_ms;
	if (o->reconciled && o->now.at - o->reconciled_at > most)
		o->reconciled = false;
	if (o->round.phase != OMS_ROUND_NONE && o->now.at - o->round.began_at >= OMS_ANSWER_MS)
		oms_round_fail(o);
}

/* What keeps asking for rounds gets them at longer and longer distances: they cost weight. */
static int64_t again_at(const oms_round *g)
{
	const unsigned n = g->agains < AGAINS ? g->agains : AGAINS;
	return g->began_at + ((int64_t)AGAIN_MS << n);
}

void oms_work_round(rv_oms *o)
{
	oms_round *g = &o->round;
	age(o);
	oms_work_questions(o);
	if (g->phase != OMS_ROUND_NONE) {
		oms_due(o, g->began_at + OMS_ANSWER_MS);
		return;
	}
	const int64_t planned = g->retry_at < g->next_at ? g->retry_at : g->next_at;
	const int64_t sooner = g->again ? again_at(g) : INT64_MAX;
	const int64_t at = sooner < planned ? sooner : planned;
	if (o->now.at < at) {
		oms_due(o, at);
		return;
	}
	g->agains = sooner < planned ? g->agains + 1 : 0;
	g->retry_at = INT64_MAX;
	oms_round_start(o, g->why[0] && g->say ? g->why : "periodic", false);
}

void oms_round_failed(rv_oms *o, uint64_t request)
{
	const oms_round *g = &o->round;
	bool mine = request == g->orders_request || request == g->account_request;
	for (size_t i = 0; i < g->n_pending; i++)
		mine = mine || g->pending[i] == request;
	if (mine && g->phase != OMS_ROUND_NONE)
		oms_round_fail(o);
}
