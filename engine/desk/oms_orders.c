/*
 * What the venue says of orders becomes events: verdicts of actions, records of streams and
 * queries. Nothing but a verdict or a record is a verdict; what is not news is not written.
 */
#include "engine/desk/oms_internal.h"

#include <stdio.h>
#include <string.h>

enum { RACE_MS = 2000 /* an answer may be older than the order's end by so much */ };

/* An event about an order, with what the venue called it. */
static rv_event *begin(rv_oms *o, rv_event_type type, const oms_order *q, int64_t oid,
		       const char *text)
{
	char hex[RV_CLOID_TEXT];
	rv_event *e = oms_event(o, type, rv_cloid_format(&q->o.cloid, hex));
	oms_put_cloid(e, &q->o.cloid);
	if (oid > 0)
		rv_event_put_i64(e, "oid", oid);
	oms_put_text(e, "text", text);
	return e;
}

/* Would it change anything? */
static bool news(const oms_order *q, rv_order_event ev, int64_t oid)
{
	return !rv_order_next(q->state, ev).ignore || (q->oid == 0 && oid > 0);
}

/* A pair of state and event that should not happen is told to a person. */
static void tell(rv_oms *o, const oms_order *q, rv_order_state before, rv_order_event ev)
{
	if (!rv_order_next(before, ev).alarm)
		return;
	char hex[RV_CLOID_TEXT];
	oms_alarm_once(o, rv_cloid_format(&q->o.cloid, hex), "order %s was %s and is %s",
		       oms_say_cloid(&q->o.cloid).s, rv_order_state_word(before),
		       rv_order_event_word(ev));
}

static void ack(rv_oms *o, oms_order *q, bool filled, int64_t oid)
{
	const rv_order_event ev = filled ? RV_OEV_ACK_FILLED : RV_OEV_ACK_RESTING;
	const rv_order_state before = q->state;
	if (!news(q, ev, oid))
		return;
	rv_event *e = begin(o, RV_EVENT_ACK, q, oid, "");
	rv_event_put_i64(e, "filled", filled);
	oms_emit(o, e, OMS_MARK_VERDICT, "%s %s, order %lld", oms_say_order(&q->o).s,
		 filled ? "is filled" : "rests", (long long)oid);
	tell(o, q, before, ev);
}

/* Its number is no news once it is refused: nothing can come of it, one refusal is enough. */
static void refused(rv_oms *o, oms_order *q, bool by_status, int64_t oid, const char *text)
{
	const rv_order_event ev = by_status ? RV_OEV_SAYS_REJECTED : RV_OEV_REFUSE;
	const rv_order_state before = q->state;
	if (before == RV_ORDER_REJECTED || !news(q, ev, oid))
		return;
	rv_event *e = begin(o, RV_EVENT_REFUSED, q, oid, text);
	rv_event_put_i64(e, "by_status", by_status);
	oms_emit(o, e, OMS_MARK_VERDICT, "refused: %.100s", text);
	tell(o, q, before, ev);
}

static void canceled(rv_oms *o, oms_order *q, const rv_order_record *rec, const char *word)
{
	const rv_order_state before = q->state;
	const int64_t oid = rec ? rec->oid : 0;
	if (!news(q, RV_OEV_SAYS_CANCELED, oid))
		return;
	const bool scheduled = strcmp(word, "scheduledCancel") == 0;
	if (scheduled)
		o->deadman_told_ms = 0; /* it has done what it was for */
	rv_event *e = begin(o, RV_EVENT_CANCELED, q, oid, word);
	if (rec) {
		rv_event_put_i64(e, "lots_left", rec->lots_left);
		rv_event_put_i64(e, "status_ms", rec->status_ms);
	}
	rv_event_put_i64(e, "scheduled", scheduled);
	oms_emit(o, e, OMS_MARK_VERDICT, "over: %.60s", word);
	tell(o, q, before, RV_OEV_SAYS_CANCELED);
}

void oms_lose(rv_oms *o, oms_order *q, const char *text)
{
	const rv_order_state before = q->state;
	if (rv_order_next(q->state, RV_OEV_LOSE).ignore)
		return;
	rv_event *e = begin(o, RV_EVENT_UNKNOWN, q, 0, text);
	oms_emit(o, e, OMS_MARK_VERDICT, "no verdict on %s: %.60s", oms_say_order(&q->o).s, text);
	q->watch.next_ask_at = o->now.at;
	q->watch.asks = 0;
	tell(o, q, before, RV_OEV_LOSE);
}

/* ---- verdicts of actions ---- */

static void verdict(rv_oms *o, oms_order *q, const rv_verdict *v)
{
	switch (v->kind) {
	case RV_VERDICT_RESTING:
		ack(o, q, false, v->oid);
		break;
	case RV_VERDICT_FILLED:
		ack(o, q, true, v->oid);
		break;
	case RV_VERDICT_ERROR:
		refused(o, q, false, v->oid, v->text);
		break;
	case RV_VERDICT_SUCCESS:
	case RV_VERDICT_UNREADABLE:
		oms_lose(o, q, v->text[0] ? v->text : "the answer cannot be read");
		break;
	}
}

/* A used nonce means that these bytes, or a noop, were there before: not that they failed. */
static bool definite(rv_refusal r)
{
	return r != RV_REFUSAL_NONCE_USED;
}

static void order_answer(rv_oms *o, const rv_venue_report *r, size_t i)
{
	const rv_cloid *c = &r->u.action.cloids[i];
	oms_order *q = oms_order_by_cloid(o->f, c);
	if (!q)
		return;
	switch (r->u.action.outcome) {
	case RV_OUTCOME_VERDICT:
		if (rv_cloid_same(&r->u.action.verdicts[i].cloid, c))
			verdict(o, q, &r->u.action.verdicts[i]);
		else
			oms_lose(o, q, "the answer names another order");
		break;
	case RV_OUTCOME_REFUSED:
		if (definite(r->u.action.refusal))
			refused(o, q, false, 0, r->text);
		else
			oms_lose(o, q, r->text);
		break;
	case RV_OUTCOME_UNKNOWN:
		oms_lose(o, q, r->text);
		break;
	case RV_OUTCOME_GATED:
		oms_unsent(o, q, r->text);
		break;
	}
}

static void cancel_answer(rv_oms *o, const rv_venue_report *r, size_t i)
{
	oms_order *q = oms_order_by_cloid(o->f, &r->u.action.cloids[i]);
	if (!q || rv_order_over(q->state))
		return;
	const rv_verdict *v = &r->u.action.verdicts[i];
	const bool read =
		r->u.action.outcome == RV_OUTCOME_VERDICT && rv_cloid_same(&v->cloid, &q->o.cloid);
	if (read && v->kind == RV_VERDICT_SUCCESS) {
		canceled(o, q, NULL, "canceled by us");
		return;
	}
	if (read && v->kind == RV_VERDICT_ERROR && news(q, RV_OEV_CANCEL_REFUSED, 0)) {
		rv_event *e = begin(o, RV_EVENT_RESULT, q, 0, v->text);
		rv_event_put_i64(e, "refused", 1);
		oms_emit(o, e, OMS_MARK_VERDICT, "cancel refused: %.90s", v->text);
	}
	q->watch.next_ask_at = o->now.at; /* only its record can tell what it is now */
}

/* What a refusal says of the desk as a whole. */
static void judge_refusal(rv_oms *o, const rv_venue_report *r)
{
	if (r->u.action.outcome != RV_OUTCOME_REFUSED)
		return;
	if (r->u.action.refusal == RV_REFUSAL_SIGNER) {
		o->signer_known = true;
		o->signer_ok = false;
		oms_alarm_level(o, OMS_ALARM_SIGNER, OMS_SIGNER_NONE,
				"the venue does not know our signer: %.80s", r->text);
		if (o->f->state != RV_BOOK_HALTED)
			oms_set_book(o, RV_BOOK_HALTED, true, true, 0, "%s", OMS_NO_AGENT);
	}
	if (r->u.action.refusal == RV_REFUSAL_BUDGET)
		o->asked_slow_at = RV_NEVER; /* ask for the budget now */
}

void oms_action_report(rv_oms *o, const rv_venue_report *r)
{
	oms_flight *x = oms_flight_find(o, r->request);
	const oms_flight was = x ? *x : (oms_flight){ 0 };
	if (x)
		x->request = 0;
	const size_t n =
		r->u.action.n < RV_ACTION_ORDERS ? r->u.action.n : (size_t)RV_ACTION_ORDERS;
	switch (r->u.action.kind) {
	case RV_ACTION_ORDER:
		for (size_t i = 0; i < n; i++)
			order_answer(o, r, i);
		break;
	case RV_ACTION_CANCEL:
		for (size_t i = 0; i < n; i++)
			cancel_answer(o, r, i);
		break;
	case RV_ACTION_SCHEDULE_CANCEL:
		oms_deadman_result(o, r);
		break;
	case RV_ACTION_NOOP:
		oms_resolve_noop(o, &was.cloid, r);
		break;
	case RV_ACTION_LEVERAGE:
		break;
	}
	judge_refusal(o, r);
}

/* ---- records ---- */

static void external_open(rv_oms *o, const rv_order_record *rec)
{
	char id[24];
	const oms_coin *c = oms_coin_find(o->f, rec->symbol);
	const rv_oms_quote *x = oms_quote(o, rec->symbol);
	if ((!c && !x) || rec->lots_left <= 0 || rec->px <= 0 || rec->oid <= 0) {
		(void)rv_log_once(o->log, rec->symbol, RV_LOG_WARN, "oms",
				  "an order of others in %.20s cannot be counted", rec->symbol);
		return;
	}
	if (o->f->n_external == OMS_EXTERNAL_MOST) {
		oms_alarm_level(o, OMS_ALARM_EXTERNALS, 1,
				"more than %d orders of others on this account", OMS_EXTERNAL_MOST);
		return;
	}
	const rv_order q = { .coin = x ? x->coin : c->ref,
			     .side = rec->side,
			     .lots = rec->lots_left,
			     .px = rec->px,
			     .tif = RV_TIF_GTC,
			     .reduce_only = rec->reduce_only,
			     .cloid = rec->cloid };
	(void)snprintf(id, sizeof(id), "%lld", (long long)rec->oid);
	rv_event *e = oms_event(o, RV_EVENT_EXTERNAL, id);
	oms_put_order(e, &q);
	rv_event_put_i64(e, "oid", rec->oid);
	oms_emit(o, e, 0, "not ours: %s, order %lld", oms_say_order(&q).s, (long long)rec->oid);
}

void oms_external_gone(rv_oms *o, const oms_order *q, const char *word)
{
	char id[24];
	(void)snprintf(id, sizeof(id), "%lld", (long long)q->oid);
	rv_event *e = oms_event(o, RV_EVENT_CANCELED, id);
	rv_event_put_i64(e, "external", q->oid);
	rv_event_put(e, "symbol", q->o.coin.symbol);
	oms_put_text(e, "text", word);
	oms_emit(o, e, 0, "not ours, and over: %.60s", word);
}

static void nobody_of_ours(rv_oms *o, const rv_order_record *rec, bool waited)
{
	if (rec->status != RV_STATUS_OPEN)
		return;
	if (waited || !oms_nameless(o, rec->symbol, rec->side) || !oms_stash_put(o, NULL, rec))
		external_open(o, rec);
}

static void evidence(rv_oms *o, oms_order *q, const rv_order_record *rec, rv_order_event ev)
{
	const rv_order_state before = q->state;
	rv_event *e = begin(o, RV_EVENT_EVIDENCE, q, rec->oid, "");
	rv_event_put_i64(e, "status", rec->status);
	if (rec->status != RV_STATUS_NONE && rec->status != RV_STATUS_UNREADABLE)
		rv_event_put_i64(e, "lots_left", rec->lots_left);
	oms_emit(o, e, OMS_MARK_VERDICT, "the venue says %.40s", rec->word);
	tell(o, q, before, ev);
}

/*
 * Open at the venue although it is over for us. An answer may have been on its way while it ended;
 * one that was asked for well after that means that a proof was wrong.
 */
static void risen(rv_oms *o, oms_order *q, int64_t sent_at)
{
	if (sent_at < q->over.at + RACE_MS || q->watch.halted)
		return;
	q->watch.halted = true;
	oms_halt_coin(o, &q->o.coin, "order %s is %s for us and open at the venue",
		      oms_say_cloid(&q->o.cloid).s, rv_order_state_word(q->state));
	(void)oms_send_cancels(o, (oms_order *const[]){ q }, 1);
}

/* Over for both: all that is news is how much of it was left. */
static bool tells_the_rest(const oms_order *q, const rv_order_record *rec)
{
	return rv_order_over(q->state) && !q->settled && !q->told && !q->o.reduce_only &&
	       (rec->status == RV_STATUS_FILLED || rec->status == RV_STATUS_CANCELED);
}

bool oms_order_flies(const rv_oms *o, const oms_order *q)
{
	for (size_t i = 0; i < OMS_FLIGHTS; i++)
		if (o->flights[i].request != 0 && o->flights[i].kind == RV_ACTION_ORDER &&
		    rv_cloid_same(&o->flights[i].cloid, &q->o.cloid))
			return true;
	return false;
}

/*
 * A stream says that it was rejected, in a word. Its answer, which is on its way, says why in the
 * venue's own words; if that is lost, the order is unknown and its record is asked for.
 */
static bool answer_says_more(const rv_oms *o, const oms_order *q, int64_t sent_at)
{
	return sent_at == 0 && q->state == RV_ORDER_SENDING && oms_order_flies(o, q);
}

static void own_record(rv_oms *o, oms_order *q, const rv_order_record *rec, int64_t sent_at)
{
	if (tells_the_rest(q, rec)) {
		evidence(o, q, rec, RV_OEV_LOSE); /* which is ignored of what is over */
		oms_settle(o, q);
		return;
	}
	switch (rec->status) {
	case RV_STATUS_OPEN:
		if (rv_order_over(q->state))
			risen(o, q, sent_at);
		else if (news(q, RV_OEV_SAYS_OPEN, rec->oid))
			evidence(o, q, rec, RV_OEV_SAYS_OPEN);
		break;
	case RV_STATUS_FILLED:
		if (news(q, RV_OEV_SAYS_FILLED, rec->oid))
			evidence(o, q, rec, RV_OEV_SAYS_FILLED);
		break;
	case RV_STATUS_CANCELED:
		canceled(o, q, rec, rec->word);
		break;
	case RV_STATUS_REJECTED:
		if (!answer_says_more(o, q, sent_at))
			refused(o, q, true, rec->oid, oms_say_rejection(rec->word).s);
		break;
	case RV_STATUS_UNREADABLE:
		oms_lose(o, q, rec->word);
		break;
	case RV_STATUS_NONE:
		break;
	}
}

void oms_record(rv_oms *o, const rv_order_record *rec, int64_t sent_at, bool waited)
{
	oms_order *q = oms_order_of(o->f, &rec->cloid, rec->oid, rec->symbol);
	if (!q)
		nobody_of_ours(o, rec, waited);
	else if (!q->external)
		own_record(o, q, rec, sent_at);
	else if (rec->status != RV_STATUS_OPEN && rec->status != RV_STATUS_NONE &&
		 rec->status != RV_STATUS_UNREADABLE && !rv_order_over(q->state))
		oms_external_gone(o, q, rec->word);
}

void oms_status_report(rv_oms *o, const rv_venue_report *r)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		if (q->external || q->watch.status_request != r->request)
			continue;
		q->watch.status_request = 0;
		if (r->n == 1 && r->records[0].status != RV_STATUS_NONE)
			own_record(o, q, &r->records[0], r->sent_at);
		else if (r->n == 1)
			oms_resolve_none(o, q, r->sent_at);
		break;
	}
	oms_round_status(o, r->request);
}
