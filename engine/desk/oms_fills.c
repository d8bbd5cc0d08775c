/*
 * Fills and funding: each counted once, whoever tells it, in whatever order it comes.
 *
 * Pages of fills are asked for in chains. A page that is full may hide more, whichever end the
 * venue cut off, so its window is halved until one is not full: a chain is complete only when every
 * window of it was.
 */
#include "engine/base/crash_point.h"
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGES_AHEAD_MS = 60000, RETRY_MS = 1000, RETRY_MOST_MS = 30000 };

/* ---- one fill ---- */

static void conflict(rv_oms *o, const rv_fill *x)
{
	for (size_t i = 0; i < OMS_CONFLICTS; i++)
		if (o->f->conflicts[i] == x->tid)
			return;
	rv_event *e = oms_event(o, RV_EVENT_ALARM, x->symbol);
	rv_event_put_i64(e, "alarm", -1);
	rv_event_put_i64(e, "conflict_tid", x->tid);
	oms_emit(o, e, 0, "fill %" PRId64 " of %s came again with another size or price", x->tid,
		 x->symbol);
}

static rv_coin_ref coin_of(const rv_fill *x)
{
	rv_coin_ref c = { .sz_decimals = x->sz_decimals };
	memcpy(c.symbol, x->symbol, sizeof(c.symbol));
	return c;
}

static const char *did(const rv_fill *x)
{
	return x->side == RV_BUY ? "bought" : "sold";
}

static void write_fill(rv_oms *o, const rv_fill *x)
{
	char id[32];
	const rv_coin_ref named = coin_of(x);
	(void)snprintf(id, sizeof(id), "%" PRId64, x->tid);
	rv_event *e = oms_event(o, RV_EVENT_FILL, id);
	rv_event_put(e, "symbol", x->symbol);
	rv_event_put_i64(e, "sz", x->sz_decimals);
	rv_event_put_i64(e, "side", x->side);
	rv_event_put_i64(e, "lots", x->lots);
	rv_event_put_i64(e, "px", x->px);
	rv_event_put_i64(e, "start_lots", x->start_lots);
	rv_event_put_i64(e, "fee", x->fee_musd);
	rv_event_put_i64(e, "closed_pnl", x->closed_pnl_musd);
	rv_event_put_i64(e, "time_ms", x->time_ms);
	rv_event_put_i64(e, "tid", x->tid);
	rv_event_put_i64(e, "oid", x->oid);
	oms_put_cloid(e, &x->cloid);
	rv_event_put_i64(e, "taker", x->taker);
	rv_event_put_i64(e, "fill_kind", x->kind);
	(void)snprintf(e->key[0], sizeof(e->key[0]), "%s/%s/%" PRId64 "/%" PRId64, o->p.account,
		       x->symbol, x->tid, x->oid);
	if (x->tid == 0) /* the venue has no name for it but its time */
		(void)snprintf(e->key[0], sizeof(e->key[0]), "%s/%s/0/%" PRId64 "/%" PRId64,
			       o->p.account, x->symbol, x->oid, x->time_ms);
	oms_emit(o, e, OMS_MARK_FILL, "%s %.40s at %.30s", did(x), oms_say_lots(&named, x->lots).s,
		 oms_say_px(&named, x->px).s);
}

static const char *kind_words(const rv_fill *x)
{
	static const char *const words[] = { "a fill of somebody else", "a liquidation",
					     "an auto-deleveraging", "a settlement" };
	return (unsigned)x->kind < 4 ? words[x->kind] : words[0];
}

static void end_for_foreign(rv_oms *o, const rv_fill *x)
{
	for (size_t i = 0; i < OMS_MANDATES; i++) {
		oms_mandate *m = &o->f->mandates[i];
		if (m->id > 0 && m->state != RV_MANDATE_ENDED && !m->flatten &&
		    strcmp(m->terms.coin.symbol, x->symbol) == 0)
			oms_stop_mandate(o, m, kind_words(x));
	}
}

/* It is real and counts; what was approved without it is not valid any more. */
static void foreign(rv_oms *o, const rv_fill *x)
{
	const rv_coin_ref c = coin_of(x);
	oms_alarm_once(o, x->symbol, "%s: %s %.40s at %.30s, order %" PRId64, kind_words(x), did(x),
		       oms_say_lots(&c, x->lots).s, oms_say_px(&c, x->px).s, x->oid);
	end_for_foreign(o, x);
	if (x->kind == RV_FILL_LIQUIDATION && o->f->state == RV_BOOK_ACTIVE)
		oms_set_book(o, RV_BOOK_REDUCING, true, true, 0, "%s was liquidated", x->symbol);
}

static void own(rv_oms *o, const oms_order *q, rv_order_state before)
{
	char hex[RV_CLOID_TEXT];
	const char *subject = rv_cloid_format(&q->o.cloid, hex);
	if (rv_order_over(before) && before != RV_ORDER_FILLED)
		oms_alarm_once(o, subject, "late fill: %s was %s when it filled",
			       oms_say_cloid(&q->o.cloid).s, rv_order_state_word(before));
	if (q->lots_filled <= q->o.lots)
		return;
	oms_alarm_once(o, subject, "overfill: %s has filled more than its %s",
		       oms_say_cloid(&q->o.cloid).s, oms_say_lots(&q->o.coin, q->o.lots).s);
	oms_halt_coin(o, &q->o.coin, "order %s is overfilled", oms_say_cloid(&q->o.cloid).s);
}

static void take(rv_oms *o, const rv_fill *x)
{
	const oms_order *q = oms_order_of(o->f, &x->cloid, x->oid, x->symbol);
	const rv_order_state before = q ? q->state : RV_ORDER_SENDING;
	const oms_coin *c = oms_coin_find(o->f, x->symbol);
	const int64_t lots_before = c ? c->pos.lots : 0;
	write_fill(o, x);
	if (o->broken)
		return;
	if (lots_before != x->start_lots)
		o->round.again = true; /* one of the two has missed something */
	if (q && !q->external)
		own(o, q, before);
	else if (!q && oms_old_order_of(o->f, x))
		oms_alarm_once(o, x->symbol, "late fill: %s order %" PRId64 ", over for long",
			       x->symbol, x->oid);
	else
		foreign(o, x);
}

/* Not to be counted: from before our time, or too old to tell from one that was. */
static bool too_old(const oms_fold *f, const rv_fill *x)
{
	return x->time_ms < f->epoch_ms || x->time_ms <= f->horizon_ms;
}

static bool readable(const rv_fill *x)
{
	return x->lots > 0 && x->px > 0 && (x->side == RV_BUY || x->side == RV_SELL) &&
	       x->oid > 0 && x->tid >= 0 && x->symbol[0] != '\0' && x->sz_decimals >= 0 &&
	       x->sz_decimals <= RV_PX_SCALE_SUM;
}

/* May be one of an order whose number the venue has not told us yet. */
static bool wait_for_name(rv_oms *o, const rv_fill *x)
{
	return !oms_order_of(o->f, &x->cloid, x->oid, x->symbol) && !oms_old_order_of(o->f, x) &&
	       rv_cloid_none(&x->cloid) && x->kind == RV_FILL_NORMAL &&
	       oms_nameless(o, x->symbol, x->side);
}

static void one(rv_oms *o, const rv_fill *x, bool waited)
{
	if (!readable(x)) {
		(void)rv_log_once(o->log, "fill", RV_LOG_WARN, "oms",
				  "a fill of %.20s that cannot be read", x->symbol);
		return; /* if it was one, the account's position will say so */
	}
	if (too_old(o->f, x))
		return;
	switch (oms_fill_look(o->f, x)) {
	case RV_FILL_SEEN:
		break;
	case RV_FILL_CONFLICT:
		conflict(o, x);
		break;
	case RV_FILL_NEW:
		if (waited || !wait_for_name(o, x) || !oms_stash_put(o, x, NULL))
			take(o, x);
		break;
	}
}

static int by_time(const void *a, const void *b)
{
	const rv_fill *x = a, *y = b;
	if (x->time_ms != y->time_ms)
		return x->time_ms < y->time_ms ? -1 : 1;
	return x->tid < y->tid ? -1 : x->tid > y->tid;
}

void oms_fills(rv_oms *o, const rv_fill *fills, size_t n)
{
	for (size_t from = 0; from < n; from += RV_REPORT_ROWS) {
		const size_t k = n - from < RV_REPORT_ROWS ? n - from : (size_t)RV_REPORT_ROWS;
		memcpy(o->sorted, fills + from, k * sizeof(*fills));
		if (k > 1 && !oms_sorted(fills + from, k))
			qsort(o->sorted, k, sizeof(*fills), by_time);
		for (size_t i = 0; i < k; i++)
			one(o, &o->sorted[i], false);
	}
}

bool oms_sorted(const rv_fill *v, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (v[i].time_ms < v[i - 1].time_ms)
			return false;
	return true;
}

/* ---- rows that wait for their order's number ---- */

bool oms_nameless(rv_oms *o, const char *symbol, rv_side side)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		if (!q->external && q->oid == 0 && q->o.side == side &&
		    (q->state == RV_ORDER_SENDING || q->state == RV_ORDER_UNKNOWN) &&
		    strcmp(q->o.coin.symbol, symbol) == 0)
			return true;
	}
	return false;
}

static bool stashed(const rv_oms *o, const rv_fill *x)
{
	for (size_t i = 0; i < OMS_STASH; i++)
		if (o->stash[i].used && o->stash[i].is_fill && o->stash[i].fill.tid == x->tid &&
		    o->stash[i].fill.oid == x->oid)
			return true;
	return false;
}

/* False: there is no room, and it must be taken as it is. */
bool oms_stash_put(rv_oms *o, const rv_fill *fill, const rv_order_record *rec)
{
	if (fill && stashed(o, fill))
		return true;
	for (size_t i = 0; i < OMS_STASH; i++) {
		oms_stash *s = &o->stash[i];
		if (s->used)
			continue;
		*s = (oms_stash){ .used = true, .is_fill = fill != NULL, .at = o->now.at };
		if (fill)
			s->fill = *fill;
		else
			s->record = *rec;
		oms_due(o, s->at + OMS_STASH_MS);
		return true;
	}
	return false;
}

static bool may_go(rv_oms *o, const oms_stash *s)
{
	static const rv_cloid none;
	const char *symbol = s->is_fill ? s->fill.symbol : s->record.symbol;
	const int64_t oid = s->is_fill ? s->fill.oid : s->record.oid;
	return o->now.at - s->at >= OMS_STASH_MS || oms_order_of(o->f, &none, oid, symbol) ||
	       !oms_nameless(o, symbol, s->is_fill ? s->fill.side : s->record.side);
}

void oms_work_stash(rv_oms *o)
{
	for (size_t i = 0; i < OMS_STASH; i++) {
		oms_stash *s = &o->stash[i];
		if (!s->used)
			continue;
		if (!may_go(o, s)) {
			oms_due(o, s->at + OMS_STASH_MS);
			continue;
		}
		const oms_stash row = *s;
		s->used = false;
		if (row.is_fill)
			one(o, &row.fill, true);
		else
			oms_record(o, &row.record, 0, true);
	}
}

/* ---- funding ---- */

static void pay(rv_oms *o, const rv_funding_payment *x)
{
	const oms_coin *c = oms_coin_find(o->f, x->symbol);
	if (!c || x->time_ms < o->f->epoch_ms || oms_funding_seen(c, x->time_ms))
		return;
	rv_event *e = oms_event(o, RV_EVENT_FUNDING, x->symbol);
	rv_event_put(e, "symbol", x->symbol);
	rv_event_put_i64(e, "time_ms", x->time_ms);
	rv_event_put_i64(e, "usdc", x->usdc_musd);
	rv_event_put_i64(e, "lots", x->lots);
	rv_event_put_num(e, "rate", x->rate);
	(void)snprintf(e->key[0], sizeof(e->key[0]), "%s/%" PRId64, x->symbol, x->time_ms);
	oms_emit(o, e, 0, "%s funding %s", x->usdc_musd < 0 ? "paid" : "received",
		 oms_say_usd(x->usdc_musd).s);
}

void oms_funding(rv_oms *o, const rv_venue_report *r)
{
	const size_t cap = sizeof(r->u.funding.rows) / sizeof(r->u.funding.rows[0]);
	for (size_t i = 0; i < r->u.funding.n && i < cap; i++)
		pay(o, &r->u.funding.rows[i]);
}

/* ---- chains of pages ---- */

void oms_pages_want(rv_oms *o, int64_t from_ms)
{
	if (from_ms < o->pages.want_from_ms)
		o->pages.want_from_ms = from_ms;
}

static void ask_page(rv_oms *o)
{
	oms_pages *g = &o->pages;
	g->request = oms_ask(o, RV_QUERY_FILLS, NULL, g->page_from_ms, g->page_to_ms);
	g->asked_at = o->now.at;
	if (g->request == 0)
		g->next_at = o->now.at + RETRY_MS;
}

static void go_on(rv_oms *o)
{
	o->pages.next = false;
	ask_page(o);
	if (o->pages.request == 0)
		oms_pages_fail(o);
}

void oms_work_pages(rv_oms *o)
{
	oms_pages *g = &o->pages;
	if (g->request != 0 && o->now.at - g->asked_at >= OMS_ANSWER_MS)
		oms_pages_fail(o);
	if (g->request != 0 || o->n_flying > OMS_CALM)
		return;
	if (g->next) {
		go_on(o);
		return;
	}
	if (g->want_from_ms == INT64_MAX)
		return;
	if (o->now.at < g->next_at) {
		oms_due(o, g->next_at);
		return;
	}
	g->from_ms = g->page_from_ms =
		g->want_from_ms > o->f->epoch_ms ? g->want_from_ms : o->f->epoch_ms;
	g->to_ms = g->page_to_ms = o->now.utc + PAGES_AHEAD_MS;
	g->first_sent = o->now.at;
	ask_page(o);
	if (g->request != 0)
		g->want_from_ms = INT64_MAX;
}

static void chain_done(rv_oms *o)
{
	oms_pages *g = &o->pages;
	g->done_from_ms = g->from_ms;
	g->done_sent = g->first_sent;
	g->done_at = o->now.at;
	g->failures = 0;
	g->stuck = false;
	rv_crash_point("recovery.fills");
	oms_resolve_page(o);
	oms_round_pages(o);
}

void oms_pages_report(rv_oms *o, const rv_venue_report *r)
{
	oms_pages *g = &o->pages;
	oms_fills(o, r->fills, r->n);
	if (r->request == 0 || r->request != g->request)
		return;
	g->request = 0;
	if (r->saturated && g->page_to_ms <= g->page_from_ms) {
		g->stuck = true;
		oms_alarm_once(o, "fills", "more fills in one millisecond than a page has");
		oms_pages_fail(o);
		return;
	}
	if (r->saturated) {
		g->page_to_ms = g->page_from_ms + (g->page_to_ms - g->page_from_ms) / 2;
	} else if (g->page_to_ms >= g->to_ms) {
		chain_done(o);
		return;
	} else {
		g->page_from_ms = g->page_to_ms + 1;
		g->page_to_ms = g->to_ms;
	}
	g->next = true; /* oms_work_pages asks for it */
}

/* No conclusion: the whole chain is wanted again, later. */
void oms_pages_fail(rv_oms *o)
{
	oms_pages *g = &o->pages;
	int64_t wait = RETRY_MS;
	for (unsigned i = 0; i < g->failures && wait < RETRY_MOST_MS; i++)
		wait *= 2;
	g->failures++;
	g->request = 0;
	g->next = false;
	oms_pages_want(o, g->from_ms);
	g->next_at = o->now.at + (wait < RETRY_MOST_MS ? wait : RETRY_MOST_MS);
	oms_due(o, g->next_at);
}
