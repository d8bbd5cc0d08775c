/*
 * What is left to do when the journal is broken: the gate is closed for good, every working order
 * of ours is cancelled from memory, and two last words are offered to the journal.
 *
 * Nothing here is journaled before it leaves, which is right for a cancel alone: it can add no
 * risk, and what became of it is found out by the next start. Nonces go on from the last one. The
 * process must not end before the answers are here, or have had their time: a cancel that has not
 * left cancels nothing. An order that was on its way and turns out to rest, or whose answer is
 * lost, is cancelled once more, and so is what a lost answer was to have cancelled.
 */
#include "engine/desk/oms_internal.h"

#include <string.h>

enum { TRIES = 5 }; /* more cancels because of answers, in all */

static int64_t emergency_nonce(rv_oms *o)
{
	const int64_t next = o->f->last_nonce + 1;
	o->f->last_nonce = next > o->now.utc ? next : o->now.utc;
	return o->f->last_nonce;
}

static void send_cancels(rv_oms *o, rv_venue_action *a)
{
	rv_venue_send *s = &o->sends[0]; /* its effects are gone */
	if (a->n == 0)
		return;
	a->nonce = emergency_nonce(o);
	a->expires_after_ms = o->now.utc + o->p.expires_ms;
	memset(s, 0, sizeof(*s));
	s->kind = RV_ACTION_CANCEL;
	s->n = a->n;
	for (size_t i = 0; i < a->n; i++) {
		s->cloids[i] = a->u.cancels[i].cloid;
		s->gate[i] = (rv_gate_order){ .cloid = a->u.cancels[i].cloid };
	}
	s->request = ++o->last_request;
	if (o->venue.prepare(o->venue.self, a, &s->bytes) == RV_OK &&
	    o->venue.send(o->venue.self, s) == RV_OK)
		o->emergency.waiting++;
	else
		rv_log_put(o->log, RV_LOG_ERROR, "oms",
			   "%zu orders could not be cancelled: the venue's dead-man is left", a->n);
	a->n = 0;
}

void oms_cancel_from_memory(rv_oms *o)
{
	rv_venue_action a = { .kind = RV_ACTION_CANCEL };
	size_t all = 0;
	o->emergency.after = o->last_request;
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		if (q->external || rv_order_over(q->state))
			continue;
		a.u.cancels[a.n++] = (rv_cancel){ .asset = q->o.coin.asset, .cloid = q->o.cloid };
		all++;
		if (a.n == RV_ACTION_ORDERS)
			send_cancels(o, &a);
	}
	send_cancels(o, &a);
	if (all > 0)
		rv_log_put(o->log, RV_LOG_WARN, "oms", "%zu orders cancelled from memory", all);
}

/* May this order still rest, for all that the answer says? */
static bool may_rest(const rv_venue_report *r, size_t i)
{
	if (r->u.action.outcome == RV_OUTCOME_UNKNOWN)
		return true;
	return r->u.action.kind == RV_ACTION_ORDER && r->u.action.outcome == RV_OUTCOME_VERDICT &&
	       (r->u.action.verdicts[i].kind == RV_VERDICT_RESTING ||
		r->u.action.verdicts[i].kind == RV_VERDICT_UNREADABLE);
}

static void cancel_again(rv_oms *o, const rv_venue_report *r)
{
	rv_venue_action a = { .kind = RV_ACTION_CANCEL };
	const size_t n =
		r->u.action.n < RV_ACTION_ORDERS ? r->u.action.n : (size_t)RV_ACTION_ORDERS;
	for (size_t i = 0; i < n; i++) {
		const oms_order *q = oms_order_by_cloid(o->f, &r->u.action.cloids[i]);
		if (q && may_rest(r, i))
			a.u.cancels[a.n++] =
				(rv_cancel){ .asset = q->o.coin.asset, .cloid = q->o.cloid };
	}
	if (a.n == 0 || o->emergency.tries == TRIES)
		return;
	o->emergency.tries++;
	send_cancels(o, &a);
}

void oms_emergency_report(rv_oms *o, const rv_venue_report *r)
{
	oms_flight *x = oms_flight_find(o, r->request);
	if (r->kind != RV_REPORT_ACTION)
		return;
	if (x)
		x->request = 0;
	if (r->request > o->emergency.after && o->emergency.waiting > 0)
		o->emergency.waiting--;
	if (r->u.action.kind == RV_ACTION_ORDER || r->u.action.kind == RV_ACTION_CANCEL)
		cancel_again(o, r);
}

bool oms_emergency_over(const rv_oms *o)
{
	for (size_t i = 0; i < OMS_FLIGHTS; i++)
		if (o->flights[i].request != 0 && o->flights[i].kind == RV_ACTION_ORDER)
			return false;
	return o->emergency.waiting == 0;
}

static void begin(const rv_oms *o, rv_event *e, rv_event_type type, const char *subject)
{
	rv_event_begin(e, type, subject);
	e->utc_ms = o->now.utc;
	e->elapsed_ms = o->now.at;
	e->uid = RV_EVENT_UID_DESK;
}

size_t rv_oms_last_words(const rv_oms *o, uint64_t *batch, rv_event out[RV_OMS_LAST_WORDS])
{
	if (!o->broken)
		return 0;
	begin(o, &out[0], RV_EVENT_STATE, "book");
	rv_event_put_i64(&out[0], "book", 1);
	rv_event_put_i64(&out[0], "state", RV_BOOK_HALTED);
	rv_event_put_i64(&out[0], "end_mandates", 1);
	rv_event_put_i64(&out[0], "cancel", 1);
	oms_put_text(&out[0], "reason", o->broken_text);
	rv_event_put(&out[0], "words", "book HALTED: the journal is broken");
	begin(o, &out[1], RV_EVENT_STOP, "desk");
	rv_event_put_i64(&out[1], "cancel", 1);
	rv_event_put(&out[1], "words", "halted for good, working orders cancelled from memory");
	*batch = o->batch_next;
	return RV_OMS_LAST_WORDS;
}

void rv_oms_journal_broken(rv_oms *o, const char *text)
{
	if (o->broken || !o->started)
		return;
	oms_enter(o);
	oms_break(o, "the journal is broken: %s", text);
}
