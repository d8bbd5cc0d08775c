/*
 * Signed actions: nonce, signature, intent in the journal, and only then the wire.
 *
 * Bytes are sent once. An order without a verdict is never sent again, not even the same bytes:
 * its price is old by the time it is known to be missing, and what is still wanted is a new child
 * after the old one is proved dead.
 */
#include "engine/base/crash_point.h"
#include "engine/desk/oms_internal.h"

#include <stdio.h>
#include <string.h>

enum { NONCE_AHEAD_MS = 60000 };

/* RV_ERANGE: the last nonce is so far ahead of the clock that the clock must be wrong. */
static rv_status next_nonce(const rv_oms *o, int64_t *out)
{
	const int64_t next = o->f->last_nonce + 1 > o->now.utc ? o->f->last_nonce + 1 : o->now.utc;
	if (next > o->now.utc + NONCE_AHEAD_MS)
		return RV_ERANGE;
	*out = next;
	return RV_OK;
}

oms_flight *oms_flight_find(rv_oms *o, uint64_t request)
{
	for (size_t i = 0; request != 0 && i < OMS_FLIGHTS; i++)
		if (o->flights[i].request == request)
			return &o->flights[i];
	return NULL;
}

static oms_flight *flight_place(rv_oms *o)
{
	for (size_t i = 0; i < OMS_FLIGHTS; i++)
		if (o->flights[i].request == 0)
			return &o->flights[i];
	return NULL;
}

/* A place to put it, a nonce, and the bytes; -1 with the reason when one is missing. */
static int make_ready(rv_oms *o, rv_venue_action *a, int64_t nonce, const char **why)
{
	rv_status st = RV_OK;
	const int slot = oms_send_slot(o);
	if (slot < 0 || !flight_place(o)) {
		*why = "too many actions are on their way";
		return -1;
	}
	if (nonce == 0)
		st = next_nonce(o, &nonce);
	if (st != RV_OK) {
		*why = "the clock is more than a minute behind the last nonce";
		return -1;
	}
	a->nonce = nonce;
	rv_venue_send *s = &o->sends[slot];
	memset(s, 0, sizeof(*s));
	s->kind = a->kind;
	s->n = a->n;
	if (o->venue.prepare(o->venue.self, a, &s->bytes) != RV_OK) {
		*why = "it cannot be written for the venue";
		return -1;
	}
	s->request = ++o->last_request;
	return slot;
}

static void put_signed(rv_event *e, const rv_signed_action *b)
{
	char key[24];
	rv_event_put_i64(e, "nonce", b->nonce);
	rv_event_put_i64(e, "expires_ms", b->expires_after_ms);
	rv_event_put(e, "body", b->body);
	(void)snprintf(key, sizeof(key), "%lld", (long long)b->nonce);
	(void)snprintf(e->key[1], sizeof(e->key[1]), "%s", key);
}

/* ---- orders ---- */

static void put_gate(rv_venue_send *s, const oms_mandate *m, const rv_order *q)
{
	s->cloids[0] = q->cloid;
	s->gate[0] = (rv_gate_order){ .cloid = q->cloid,
				      .mandate = m->plan.grant,
				      .lots = q->lots,
				      .lots_most = m->plan.lots,
				      .notional_musd = oms_musd(q->px, q->lots),
				      .notional_most_musd = oms_grant_musd(m),
				      .reduce_only = q->reduce_only };
}

/* What the gate saw; infinite margins (flat) are written as unknown. */
static void put_numbers(rv_event *e, const rv_gate_result *g)
{
	rv_event_put_i64(e, "reduces", g->reduces);
	rv_event_put_num(e, "coins_before", g->lots_before);
	rv_event_put_num(e, "coins_after", g->lots_after);
	rv_event_put_num(e, "symbol_usd", g->symbol_usd);
	rv_event_put_num(e, "gross_usd", g->gross_usd);
	rv_event_put_num(e, "net_usd", g->net_usd);
	rv_event_put_num(e, "margin", g->margin);
	rv_event_put_num(e, "stress", g->stress);
}

static void write_intent(rv_oms *o, const oms_mandate *m, const rv_order *q, unsigned child,
			 unsigned attempt, const rv_venue_send *s, const rv_gate_result *g)
{
	char hex[RV_CLOID_TEXT];
	int64_t working = 0, unknown = 0;
	oms_mandate_lots(o->f, m, &working, &unknown);
	rv_event *e = oms_event(o, RV_EVENT_INTENT, rv_cloid_format(&q->cloid, hex));
	oms_put_order(e, q);
	rv_event_put_i64(e, "mandate", (int64_t)m->id);
	rv_event_put_i64(e, "child", child);
	rv_event_put_i64(e, "attempt", attempt);
	rv_event_put_hex(e, "digest", m->digest.b, sizeof(m->digest.b));
	rv_event_put_i64(e, "lots_most", m->lots_most);
	rv_event_put_i64(e, "lots_filled", m->lots_filled);
	rv_event_put_i64(e, "lots_working", working);
	rv_event_put_i64(e, "lots_unknown", unknown);
	oms_put_mid(o, e, q->coin.symbol);
	put_numbers(e, g);
	put_signed(e, &s->bytes);
	(void)snprintf(e->key[0], sizeof(e->key[0]), "%s", hex);
	oms_emit(o, e, OMS_MARK_INTENT, "%s, mandate %llu, child %u.%u", oms_say_order(q).s,
		 (unsigned long long)m->id, child, attempt);
}

rv_status oms_send_order(rv_oms *o, oms_mandate *m, const rv_order *q, unsigned child,
			 unsigned attempt, const rv_gate_result *g, const char **why)
{
	rv_venue_action a = { .kind = RV_ACTION_ORDER, .n = 1 };
	a.expires_after_ms = o->now.utc + o->p.expires_ms;
	a.u.orders[0] = *q;
	*why = "";
	const int slot = make_ready(o, &a, 0, why);
	if (slot < 0)
		return RV_EAGAIN;
	put_gate(&o->sends[slot], m, q);
	write_intent(o, m, q, child, attempt, &o->sends[slot], g);
	if (!oms_effect_put(o, OMS_EFFECT_SEND, slot)) {
		*why = "the journal is broken";
		return RV_EIO;
	}
	return RV_OK;
}

/* ---- other actions ---- */

static rv_event *begin_action(rv_oms *o, const char *subject, const rv_venue_action *a,
			      const rv_venue_send *s)
{
	rv_event *e = oms_event(o, RV_EVENT_ACTION, subject);
	rv_event_put_i64(e, "kind", a->kind);
	put_signed(e, &s->bytes);
	(void)snprintf(e->key[0], sizeof(e->key[0]), "%d/%lld", (int)a->kind, (long long)a->nonce);
	e->key[1][0] = '\0';
	return e;
}

/* All of them by cloid, which works for an order that may never have landed, too. */
bool oms_send_cancels(rv_oms *o, oms_order *const *orders, size_t n)
{
	rv_venue_action a = { .kind = RV_ACTION_CANCEL, .n = n };
	const char *why = "";
	char hex[RV_CLOID_TEXT];
	a.expires_after_ms = o->now.utc + o->p.expires_ms;
	for (size_t i = 0; i < n; i++)
		a.u.cancels[i] = (rv_cancel){ .asset = orders[i]->o.coin.asset,
					      .cloid = orders[i]->o.cloid,
					      .oid = orders[i]->oid };
	const int slot = make_ready(o, &a, 0, &why);
	if (slot < 0) {
		(void)rv_log_once(o->log, why, RV_LOG_WARN, "oms", "a cancel waits: %s", why);
		return false;
	}
	rv_venue_send *s = &o->sends[slot];
	rv_event *e = begin_action(o, rv_cloid_format(&orders[0]->o.cloid, hex), &a, s);
	rv_event_put_i64(e, "cancels", (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		char key[32];
		s->cloids[i] = orders[i]->o.cloid;
		s->gate[i] = (rv_gate_order){ .cloid = orders[i]->o.cloid };
		(void)snprintf(key, sizeof(key), "cloid%zu", i);
		rv_event_put_hex(e, key, orders[i]->o.cloid.b, RV_CLOID_BYTES);
	}
	oms_emit(o, e, OMS_MARK_CANCEL, "cancel %zu order%s, %s first", n, n == 1 ? "" : "s",
		 oms_say_cloid(&orders[0]->o.cloid).s);
	return oms_effect_put(o, OMS_EFFECT_SEND, slot);
}

bool oms_send_noop(rv_oms *o, oms_order *q)
{
	rv_venue_action a = { .kind = RV_ACTION_NOOP, .expires_after_ms = q->expires_ms };
	const char *why = "";
	char hex[RV_CLOID_TEXT];
	const int slot = make_ready(o, &a, q->nonce, &why);
	if (slot < 0)
		return false;
	o->sends[slot].cloids[0] = q->o.cloid; /* n stays 0: for the flight only */
	rv_event *e = begin_action(o, rv_cloid_format(&q->o.cloid, hex), &a, &o->sends[slot]);
	oms_put_cloid(e, &q->o.cloid);
	oms_emit(o, e, 0, "burn the nonce of %s, so that it cannot land any more",
		 oms_say_cloid(&q->o.cloid).s);
	return oms_effect_put(o, OMS_EFFECT_SEND, slot);
}

bool oms_send_schedule(rv_oms *o, int64_t time_ms, uint64_t *request)
{
	rv_venue_action a = { .kind = RV_ACTION_SCHEDULE_CANCEL };
	const char *why = "";
	a.expires_after_ms = o->now.utc + o->p.expires_ms;
	a.u.schedule_ms = time_ms;
	const int slot = make_ready(o, &a, 0, &why);
	if (slot < 0)
		return false;
	*request = o->sends[slot].request;
	rv_event *e = begin_action(o, "dead-man", &a, &o->sends[slot]);
	rv_event_put_i64(e, "schedule_ms", time_ms);
	oms_emit(o, e, 0,
		 time_ms > 0 ? "the venue cancels everything unless told again"
			     : "the dead-man is cleared");
	return oms_effect_put(o, OMS_EFFECT_SEND, slot);
}

/* ---- the moment of sending ---- */

static void count_message(rv_oms *o, size_t n)
{
	const int64_t second = o->now.at / RV_SECOND_MS;
	const size_t i = (size_t)(second % OMS_MINUTE);
	if (o->minute_at[i] != second) {
		o->minute_at[i] = second;
		o->minute[i] = 0;
	}
	o->minute[i] += (unsigned)n;
}

unsigned oms_messages(const rv_oms *o)
{
	const int64_t second = o->now.at / RV_SECOND_MS;
	unsigned n = 0;
	for (size_t i = 0; i < OMS_MINUTE; i++)
		if (second - o->minute_at[i] < OMS_MINUTE)
			n += o->minute[i];
	return n;
}

/* What may have changed between the intent and its ack; NULL: nothing that matters. */
static const char *too_late(rv_oms *o, const oms_order *q, char *text, size_t cap)
{
	const oms_mandate *m = oms_mandate_find(o->f, q->mandate);
	if (!m || m->state == RV_MANDATE_ENDED)
		return "its mandate has ended";
	if (q->cancel_wanted)
		return "it was cancelled before it left";
	if (o->now.at - q->sent.at > o->p.quote_send_ms)
		return "the journal took so long that its price is old";
	if (o->now.utc >= q->expires_ms)
		return "it has expired";
	if (oms_block(o, &q->o.coin, q->o.reduce_only, m->flatten, text, cap))
		return text;
	return NULL;
}

void oms_unsent(rv_oms *o, oms_order *q, const char *why)
{
	char hex[RV_CLOID_TEXT];
	if (rv_order_next(q->state, RV_OEV_GATE).ignore)
		return;
	rv_event *e = oms_event(o, RV_EVENT_UNSENT, rv_cloid_format(&q->o.cloid, hex));
	oms_put_cloid(e, &q->o.cloid);
	oms_put_text(e, "text", why);
	oms_emit(o, e, OMS_MARK_VERDICT, "not sent: %s", why);
}

/* Nothing left: orders are so, other actions are asked for again by whoever needs them. */
static void not_sent(rv_oms *o, const rv_venue_send *s, const char *why)
{
	for (size_t i = 0; s->kind == RV_ACTION_ORDER && i < s->n; i++) {
		oms_order *q = oms_order_by_cloid(o->f, &s->cloids[i]);
		if (q)
			oms_unsent(o, q, why);
	}
}

void oms_do_send(rv_oms *o, int slot)
{
	char text[RV_TV_TEXT];
	rv_venue_send *s = &o->sends[slot];
	oms_order *q = s->kind == RV_ACTION_ORDER ? oms_order_by_cloid(o->f, &s->cloids[0]) : NULL;
	const char *late = q ? too_late(o, q, text, sizeof(text)) : NULL;
	if (late) {
		not_sent(o, s, late);
		return;
	}
	oms_flight *x = flight_place(o);
	if (s->kind == RV_ACTION_CANCEL)
		rv_crash_point("cancel.before-send");
	if (!x || o->venue.send(o->venue.self, s) != RV_OK) {
		not_sent(o, s, "the gateway takes no more");
		return;
	}
	*x = (oms_flight){
		.request = s->request, .kind = s->kind, .at = o->now.at, .cloid = s->cloids[0]
	};
	count_message(o, s->n > 0 ? s->n : 1);
}
