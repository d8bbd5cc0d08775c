/*
 * Orders without a verdict, and orders whose fills may not all be here: evidence decides.
 *
 *  1. orderStatus by cloid and the fills since a minute before it was sent: at once, then after
 *     0.5, 1, 2, 4, 4 ... s. Whatever is found is adopted.
 *  2. while it could still land, once: a noop with its nonce, so that it cannot any more.
 *  3. after its expiry, the largest clock error that trading allows and the time to settle: asked
 *     twice at least 2 s apart and unknown both times, no fill of it in a complete chain of pages,
 *     and a position that agrees with ours by the venue's own time: it never landed.
 *  4. anything else: it stays UNKNOWN and halts its symbol; a person may force it, with a reason.
 *
 * A count of attempts proves nothing and decides nothing.
 */
#include "engine/base/crash_point.h"
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	FIRST_MS = 500,
	MOST_MS = 4000,
	CALM_MS = 30000, /* once its symbol is halted */
	QUIET_MS = 1000, /* an ordinary end is left alone for so long */
	APART_MS = 2000, /* of the two "unknownOid" */
	BACK_MS = 60000, /* before it was sent: fills are looked for from there */
	HALT_MS = 30000, /* after the proof was due */
	PAGE_MS = 10000, /* between chains that are asked for by impatience */
	NOOP_MS = 2000,	 /* before its expiry a noop must leave */
	GONE_MS = 60000	 /* after its end, when no record of it can be had */
};

/* Asked about: 0 not at all, else the elapsed time from which on. */
static int64_t ask_from(const oms_order *q)
{
	const bool ioc = q->o.tif == RV_TIF_IOC;
	switch (q->state) {
	case RV_ORDER_UNKNOWN:
		return q->changed.at;
	case RV_ORDER_CANCELING:
		return q->changed.at + QUIET_MS;
	case RV_ORDER_WORKING:
	case RV_ORDER_PARTIAL: /* an IOC does not rest: its end has not been told */
		return ioc ? q->changed.at + QUIET_MS : INT64_MAX;
	case RV_ORDER_SENDING:
		return INT64_MAX;
	default:
		return q->settled ? INT64_MAX : q->over.at + QUIET_MS;
	}
}

/* From when on "not there" means "never there", by this process's elapsed time. */
static int64_t proof_due(const rv_oms *o, const oms_order *q)
{
	const int64_t life = q->expires_ms > q->sent.utc ? q->expires_ms - q->sent.utc : 0;
	const double skew = o->p.skew_halt_ms * fmax(rv_clock_rate(o->clock), 1.0);
	return q->sent.at + life + o->p.settle_ms + (int64_t)skew;
}

static bool provable(const oms_order *q)
{
	return q->state == RV_ORDER_UNKNOWN && !q->resting && q->oid == 0 && q->lots_filled == 0;
}

static int64_t pause_after(const oms_watch *w)
{
	int64_t ms = FIRST_MS;
	for (unsigned i = 1; i < w->asks && ms < MOST_MS; i++)
		ms *= 2;
	return w->halted ? CALM_MS : ms;
}

/* An end asks for one chain that is younger; everything else for one every now and then. */
static bool page_is_due(const rv_oms *o, const oms_order *q)
{
	const int64_t sent = o->pages.done_sent;
	if (rv_order_over(q->state) && sent < q->over.at + QUIET_MS)
		return true;
	return sent == RV_NEVER || q->watch.asks == 0 || o->now.at - sent >= PAGE_MS;
}

static void ask_about(rv_oms *o, oms_order *q)
{
	oms_watch *w = &q->watch;
	if (page_is_due(o, q))
		oms_pages_want(o, q->sent.utc - BACK_MS);
	if (provable(q) && o->now.at >= proof_due(o, q)) {
		if (w->page_sent == 0)
			oms_pages_want(o, q->sent.utc - BACK_MS);
		oms_account_want(o);
	}
	w->status_request = oms_ask(o, RV_QUERY_ORDER_STATUS, &q->o.cloid, 0, 0);
	if (w->status_request != 0)
		w->asks++;
	w->next_ask_at = o->now.at + pause_after(w);
	oms_due(o, w->next_ask_at);
}

static void give_up(rv_oms *o, oms_order *q)
{
	const int64_t due = proof_due(o, q) > q->changed.at ? proof_due(o, q) : q->changed.at;
	if (q->state != RV_ORDER_UNKNOWN || q->watch.halted)
		return;
	if (o->now.at < due + HALT_MS) {
		oms_due(o, due + HALT_MS);
		return;
	}
	q->watch.halted = true;
	oms_halt_coin(o, &q->o.coin, "order %s stays unknown", oms_say_cloid(&q->o.cloid).s);
}

static void work_one(rv_oms *o, oms_order *q)
{
	oms_watch *w = &q->watch;
	int64_t at = ask_from(q);
	if (at == INT64_MAX)
		return;
	give_up(o, q);
	if (w->status_request != 0 && o->now.at < w->next_ask_at + OMS_ANSWER_MS) {
		oms_due(o, w->next_ask_at + OMS_ANSWER_MS);
		return;
	}
	if (at < w->next_ask_at)
		at = w->next_ask_at;
	if (o->now.at >= at)
		ask_about(o, q);
	else
		oms_due(o, at);
}

void oms_work_resolve(rv_oms *o)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		if (!q->external)
			work_one(o, q);
	}
}

/* ---- evidence against it ---- */

/* The newest complete chain goes back to before it was sent. */
static bool covers(const rv_oms *o, const oms_order *q)
{
	return o->pages.done_sent != RV_NEVER && (o->pages.done_from_ms <= q->sent.utc - BACK_MS ||
						  o->pages.done_from_ms == o->f->epoch_ms);
}

static bool position_agrees(const rv_oms *o, const oms_order *q)
{
	const oms_coin *c = &o->f->coins[q->coin];
	const rv_venue_position *v = oms_venue_position(o, q->o.coin.symbol);
	int64_t ours = 0;
	return o->account.known && oms_lots_at(o, c, o->account.time_ms, &ours) &&
	       ours == (v ? v->lots : 0);
}

static bool account_late_enough(const rv_oms *o, const oms_order *q)
{
	return o->account.known && o->account.sent_at >= proof_due(o, q) &&
	       o->account.time_ms > q->expires_ms + o->p.settle_ms;
}

static void never_landed(rv_oms *o, oms_order *q)
{
	char hex[RV_CLOID_TEXT];
	const oms_watch *w = &q->watch;
	rv_crash_point("recovery.resolving");
	rv_event *e = oms_event(o, RV_EVENT_NEVER_LANDED, rv_cloid_format(&q->o.cloid, hex));
	oms_put_cloid(e, &q->o.cloid);
	rv_event_put(e, "text", "proved: it never landed");
	rv_event_put_i64(e, "expired_ms", q->expires_ms);
	rv_event_put_i64(e, "unknown_oid_at", w->none_first);
	rv_event_put_i64(e, "unknown_oid_again_at", w->none_last);
	rv_event_put_i64(e, "fills_from_ms", o->pages.done_from_ms);
	rv_event_put_i64(e, "fills_asked_at", w->page_sent);
	rv_event_put_i64(e, "account_asked_at", o->account.sent_at);
	rv_event_put_i64(e, "account_ms", o->account.time_ms);
	rv_event_put_i64(e, "position", o->f->coins[q->coin].pos.lots);
	const rv_cloid cloid = q->o.cloid; /* q may be somebody else's after the event */
	oms_emit(o, e, OMS_MARK_PROOF, "%s never landed: expired, unknown twice, no fill, position",
		 oms_say_order(&q->o).s);
	oms_effect_never_landed(o, &cloid);
}

static void conclude(rv_oms *o, oms_order *q)
{
	const oms_watch *w = &q->watch;
	if (!provable(q) || w->none_first == 0 || w->none_last < w->none_first + APART_MS ||
	    w->page_sent == 0 || !account_late_enough(o, q) || !position_agrees(o, q))
		return;
	never_landed(o, q);
}

static void send_noop(rv_oms *o, oms_order *q)
{
	if (!q->noop && provable(q) && o->now.utc + NOOP_MS < q->expires_ms)
		(void)oms_send_noop(o, q);
}

void oms_resolve_none(rv_oms *o, oms_order *q, int64_t sent_at)
{
	oms_watch *w = &q->watch;
	if (q->state != RV_ORDER_UNKNOWN)
		return;
	if (q->said != RV_STATUS_NONE || !q->has_said) {
		char hex[RV_CLOID_TEXT];
		rv_event *e = oms_event(o, RV_EVENT_EVIDENCE, rv_cloid_format(&q->o.cloid, hex));
		oms_put_cloid(e, &q->o.cloid);
		rv_event_put_i64(e, "status", RV_STATUS_NONE);
		oms_emit(o, e, 0, "the venue does not know %s", oms_say_cloid(&q->o.cloid).s);
	}
	if (sent_at < proof_due(o, q)) {
		send_noop(o, q);
		return;
	}
	if (w->none_first == 0)
		w->none_first = sent_at;
	if (sent_at > w->none_last)
		w->none_last = sent_at;
	conclude(o, q);
}

/* A failed question proves nothing, and breaks the row of those that say "unknown". */
void oms_resolve_failed(rv_oms *o, uint64_t request)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		if (q->external || q->watch.status_request != request)
			continue;
		q->watch.status_request = 0;
		q->watch.none_first = q->watch.none_last = 0;
	}
}

/* Accepted: the nonce was free until now, so the order has not landed and never will. */
void oms_resolve_noop(rv_oms *o, const rv_cloid *cloid, const rv_venue_report *r)
{
	char hex[RV_CLOID_TEXT];
	oms_order *q = oms_order_by_cloid(o->f, cloid);
	if (!q)
		return;
	const bool free_till_now = r->u.action.outcome == RV_OUTCOME_VERDICT;
	const bool used = r->u.action.outcome == RV_OUTCOME_REFUSED &&
			  r->u.action.refusal == RV_REFUSAL_NONCE_USED;
	rv_event *e = oms_event(o, RV_EVENT_RESULT, rv_cloid_format(cloid, hex));
	oms_put_cloid(e, cloid);
	rv_event_put_i64(e, "refused", 0);
	rv_event_put_i64(e, "nonce_free", free_till_now);
	rv_event_put_i64(e, "nonce_used", used);
	oms_put_text(e, "text", r->text);
	oms_emit(o, e, 0, "noop: %s",
		 free_till_now ? "its nonce was free, it cannot land any more"
		 : used	       ? "its nonce is used, it was there"
			       : "no answer that says anything");
	q->watch.next_ask_at = o->now.at;
}

/*
 * All fills of an order that is over are here: a complete chain of pages was asked for after its
 * end, it has what the venue said is filled, and the venue has said what was left. An order whose
 * record is gone says nothing any more: then a chain that is a minute younger is enough.
 */
static bool complete(const rv_oms *o, const oms_order *q)
{
	const oms_pages *g = &o->pages;
	if (!rv_order_over(q->state) || q->settled || g->done_sent < q->over.at + QUIET_MS ||
	    !covers(o, q) || q->lots_filled < q->lots_said)
		return false;
	return q->told || q->o.reduce_only || g->done_sent >= q->over.at + GONE_MS;
}

void oms_settle(rv_oms *o, oms_order *q)
{
	char hex[RV_CLOID_TEXT];
	if (!complete(o, q))
		return;
	rv_event *e = oms_event(o, RV_EVENT_EVIDENCE, rv_cloid_format(&q->o.cloid, hex));
	oms_put_cloid(e, &q->o.cloid);
	rv_event_put_i64(e, "settled", 1);
	rv_event_put_i64(e, "fills_from_ms", o->pages.done_from_ms);
	rv_event_put_i64(e, "fills_asked_at", o->pages.done_sent);
	oms_emit(o, e, OMS_MARK_VERDICT, "all fills of %s are here: %s",
		 oms_say_cloid(&q->o.cloid).s, oms_say_lots(&q->o.coin, q->lots_filled).s);
}

/* Backwards: an order that settles leaves the list, and its place is taken by one seen already. */
void oms_resolve_page(rv_oms *o)
{
	for (size_t i = o->f->n_live; i-- > 0;) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		if (q->external || !covers(o, q))
			continue;
		if (rv_order_over(q->state)) {
			oms_settle(o, q);
		} else if (provable(q) && o->pages.done_sent >= proof_due(o, q)) {
			q->watch.page_sent = o->pages.done_sent;
			conclude(o, q);
		}
	}
}

void oms_resolve_account(rv_oms *o)
{
	for (size_t i = o->f->n_live; i-- > 0;) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		if (!q->external && provable(q))
			conclude(o, q);
	}
}
