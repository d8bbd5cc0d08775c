/*
 * Tickets: proposed, quoted, checked, approved. A ticket is READY or BLOCKED as of now, by the gate
 * and by what has happened since its quote; everything else about it is an event.
 */
#include "engine/base/crash_point.h"
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

oms_eval *oms_eval_of(rv_oms *o, const oms_ticket *t)
{
	return &o->evals[t - o->f->tickets];
}

/* ---- ready, or why not ---- */

static bool drifted(const rv_oms *o, const oms_ticket *t, oms_eval *v)
{
	const rv_oms_quote *x = oms_quote(o, t->terms.coin.symbol);
	const double most = rv_drift_most_bps(o->p.drift_bps, o->p.drift_spreads, o->p.drift_sigmas,
					      t->bid, t->ask, t->sigma_hour);
	v->move_bps = x ? rv_drift_bps(t->terms.side, t->mid, x->mid) : NAN;
	if (fabs(v->move_bps) <= most)
		return false;
	if (isnan(v->move_bps))
		(void)snprintf(v->text, sizeof(v->text), "no price now; quote it again");
	else
		(void)snprintf(v->text, sizeof(v->text),
			       "the price has moved %.1f bp since the quote, the limit is %.1f",
			       v->move_bps, most);
	return true;
}

static bool blocked(rv_oms *o, const oms_ticket *t, oms_eval *v)
{
	const oms_coin *c = oms_coin_find(o->f, t->terms.coin.symbol);
	if (oms_block(o, &t->terms.coin, t->terms.reduce_only, t->flatten, v->text,
		      sizeof(v->text)))
		return true;
	if (c && o->f->coin_foreign[c - o->f->coins] != t->foreign) {
		v->stale = true;
		(void)snprintf(v->text, sizeof(v->text), "a fill of others in %s since the quote",
			       t->terms.coin.symbol);
		return true;
	}
	v->stale = !t->flatten && drifted(o, t, v);
	if (v->stale)
		return true;
	return oms_gate_fails(&v->gate, t->flatten, v->text, sizeof(v->text));
}

void oms_look(rv_oms *o, const oms_ticket *t)
{
	oms_eval *v = oms_eval_of(o, t);
	v->id = t->id;
	v->version = t->terms.version;
	v->at = o->now.at;
	v->text[0] = '\0';
	v->stale = false;
	oms_gate_ticket(o, t, &v->gate);
	v->ready = !blocked(o, t, v);
}

/* ---- writing ---- */

static void put_version(rv_event *e, const oms_ticket *t)
{
	const rv_ticket_terms *x = &t->terms;
	rv_event_put_i64(e, "ticket", (int64_t)x->id);
	rv_event_put_i64(e, "version", x->version);
	rv_event_put_hex(e, "digest", t->digest.b, sizeof(t->digest.b));
	rv_event_put_i64(e, "lots", x->lots);
	rv_event_put_i64(e, "px", x->px);
	rv_event_put_i64(e, "notional", x->notional_musd);
	rv_event_put_i64(e, "slices", x->slices);
	rv_event_put_i64(e, "mid_px", x->mid_px);
	rv_event_put_i64(e, "created_ms", x->created_utc_ms);
	rv_event_put_i64(e, "expires_ms", x->expires_utc_ms);
	rv_event_put_num(e, "mid", t->mid);
	rv_event_put_num(e, "bid", t->bid);
	rv_event_put_num(e, "ask", t->ask);
	rv_event_put_num(e, "sigma_hour", t->sigma_hour);
	rv_event_put_i64(e, "foreign", (int64_t)t->foreign);
	oms_put_shares(e, x->want);
}

const char *oms_ticket_subject(const oms_ticket *t, char out[32])
{
	(void)snprintf(out, 32, "ticket %" PRIu64, t->id);
	return out;
}

oms_text oms_ticket_words(const oms_ticket *t)
{
	const rv_ticket_terms *x = &t->terms;
	oms_text w;
	(void)snprintf(w.s, sizeof(w.s), "%s %.36s, %s, no worse than %.24s",
		       x->side == RV_BUY ? "buy" : "sell", oms_say_lots(&x->coin, x->lots).s,
		       oms_style_word(x->style), oms_say_px(&x->coin, x->px).s);
	return w;
}

static void write_propose(rv_oms *o, const oms_ticket *t)
{
	char subject[32];
	const rv_ticket_terms *x = &t->terms;
	rv_event *e = oms_event(o, RV_EVENT_PROPOSE, oms_ticket_subject(t, subject));
	oms_put_coin(e, &x->coin);
	rv_event_put_i64(e, "side", x->side);
	rv_event_put_i64(e, "reduce_only", x->reduce_only);
	rv_event_put_i64(e, "flatten", t->flatten);
	rv_event_put_i64(e, "twice", t->twice);
	if (t->cls != RV_CLASS_HAND)
		rv_event_put_i64(e, "class", t->cls);
	rv_event_put_i64(e, "style", x->style);
	rv_event_put_i64(e, "duration_ms", x->duration_ms);
	rv_event_put_i64(e, "ttl_ms", t->ttl_ms);
	rv_event_put(e, "why", t->why);
	if (t->program != 0)
		rv_event_put_i64(e, "program", (int64_t)t->program);
	if (t->correct)
		rv_event_put_i64(e, "correct", 1);
	if (!isnan(t->edge_bps)) {
		rv_event_put_num(e, "edge", t->edge_bps);
		rv_event_put_i64(e, "edge_assumed", (int64_t)t->edge_assumed);
	}
	put_version(e, t);
	oms_emit(o, e, OMS_MARK_PROPOSE, "%s", oms_ticket_words(t).s);
}

static void write_end(rv_oms *o, rv_event_type type, const oms_ticket *t, const char *reason)
{
	char subject[32];
	rv_event *e = oms_event(o, type, oms_ticket_subject(t, subject));
	rv_event_put_i64(e, "ticket", (int64_t)t->id);
	oms_put_text(e, "reason", reason);
	oms_emit(o, e, 0, "%s", reason);
}

/* A new version of a ticket: its digest, and the event. */
void oms_write_version(rv_oms *o, oms_ticket *t, bool renew, const char *what)
{
	char subject[32];
	t->terms.version++;
	rv_ticket_digest(&t->terms, &t->digest);
	rv_event *e = oms_event(o, RV_EVENT_REQUOTE, oms_ticket_subject(t, subject));
	put_version(e, t);
	rv_event_put_i64(e, "renew", renew);
	oms_emit(o, e, OMS_MARK_PROPOSE, "%s: %s", what, oms_ticket_words(t).s);
}

/* ---- the other commands about one ticket ---- */

static oms_ticket *named(rv_oms *o, const rv_command *c)
{
	oms_ticket *t = c->n_ids > 0 ? oms_ticket_find(o->f, c->ids[0]) : NULL;
	if (t && t->state == RV_TICKET_READY)
		return t;
	oms_refuse(o, c, "no ticket of that number waits");
	return NULL;
}

void oms_cmd_reject(rv_oms *o, const rv_command *c)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n_ids; i++) {
		const oms_ticket *t = oms_ticket_find(o->f, c->ids[i]);
		if (!t || t->state != RV_TICKET_READY || oms_led_by_program(o, t))
			continue;
		write_end(o, RV_EVENT_REJECT, t, c->reason[0] ? c->reason : "rejected by hand");
		n++;
	}
	if (n > 0)
		oms_reply(o, c, true, "%zu rejected", n);
	else
		oms_refuse(o, c, "no ticket of that number waits");
}

void oms_cmd_requote(rv_oms *o, const rv_command *c)
{
	char text[RV_TV_TEXT];
	const oms_ticket *t = named(o, c);
	if (!t)
		return;
	if (oms_led_by_program(o, t)) {
		oms_refuse(o, c, "it is a leg of program %" PRIu64 ", quoted with it", t->program);
		return;
	}
	oms_ticket next = *t;
	if (!oms_quote_ticket(o, &next, text, sizeof(text))) {
		oms_refuse(o, c, "%s", text);
		return;
	}
	oms_write_version(o, &next, true, "quoted again");
	oms_reply(o, c, true, "ticket %" PRIu64 ": %s", t->id, oms_ticket_words(t).s);
}

/* Smaller, or a limit that pays less; nothing else about it may change. */
void oms_cmd_reduce(rv_oms *o, const rv_command *c)
{
	const oms_ticket *t = named(o, c);
	if (!t)
		return;
	oms_ticket next = *t;
	rv_ticket_terms *x = &next.terms;
	if ((c->lots <= 0 && c->px <= 0) || c->lots < 0 || c->px < 0) {
		oms_refuse(o, c, "neither a size nor a limit");
		return;
	}
	if (c->lots > x->lots) {
		oms_refuse(o, c, "%s is more than it was", oms_say_lots(&x->coin, c->lots).s);
		return;
	}
	if (c->px > 0 &&
	    (rv_px_worse(x->side, c->px, x->px) || !rv_px_legal(c->px, x->coin.sz_decimals))) {
		oms_refuse(o, c, "%s is not a more passive limit that the venue takes",
			   oms_say_px(&x->coin, c->px).s);
		return;
	}
	if (c->lots > 0)
		x->lots = c->lots;
	if (c->px > 0)
		x->px = c->px;
	if (x->lots == t->terms.lots && x->px == t->terms.px) {
		oms_refuse(o, c, "nothing would change");
		return;
	}
	if (next.program != 0) {
		oms_reduce_leg(o, c, &next);
		return;
	}
	oms_share_ticket(o, &next);
	oms_size_ticket(o, &next);
	oms_write_version(o, &next, false, "reduced");
	oms_reply(o, c, true, "ticket %" PRIu64 ": %s", t->id, oms_ticket_words(t).s);
}

/* ---- proposing ---- */

uint64_t oms_propose(rv_oms *o, oms_ticket *t)
{
	t->id = t->terms.id = o->f->last_ticket + 1;
	t->terms.version = 1;
	rv_ticket_digest(&t->terms, &t->digest);
	write_propose(o, t);
	return o->broken ? 0 : t->id;
}

void oms_cmd_propose(rv_oms *o, const rv_command *c)
{
	oms_ticket t;
	char text[RV_TV_TEXT];
	if (oms_pending(o->f, NULL) >= OMS_PENDING_MOST) {
		oms_refuse(o, c, "%d tickets wait already", OMS_PENDING_MOST);
		return;
	}
	if (!oms_draft(o, c, &t, text, sizeof(text))) {
		oms_refuse(o, c, "%s", text);
		return;
	}
	const uint64_t id = oms_propose(o, &t);
	const oms_ticket *now = oms_ticket_find(o->f, id);
	if (!now)
		return;
	oms_look(o, now);
	const oms_eval *v = oms_eval_of(o, now);
	if (oms_gate_denies(&v->gate, text, sizeof(text))) {
		write_end(o, RV_EVENT_DENY, now, text);
		oms_reply(o, c, false, "ticket %" PRIu64 " is denied: %.80s", id, text);
		return;
	}
	oms_reply(o, c, true, "ticket %" PRIu64 "%s%.80s", id,
		  v->ready ? "" : " is blocked: ", v->text);
}

/* ---- what is due ---- */

static void work_one(rv_oms *o, const oms_ticket *t)
{
	oms_eval *v = oms_eval_of(o, t);
	const bool led = oms_led_by_program(o, t);
	if (!led && o->now.at >= t->quoted.at + t->ttl_ms) {
		write_end(o, RV_EVENT_EXPIRE, t, "nobody approved it in time");
		return;
	}
	oms_due(o, led ? INT64_MAX : t->quoted.at + t->ttl_ms);
	if (v->id != t->id || v->version != t->terms.version || o->now.at - v->at >= OMS_LOOK_MS)
		oms_look(o, t);
	oms_due(o, v->at + OMS_LOOK_MS);
	if (!led && !o->stopping)
		oms_work_auto(o, t);
}

void oms_work_tickets(rv_oms *o)
{
	for (size_t i = 0; i < OMS_TICKETS; i++)
		if (o->f->tickets[i].id != 0 && o->f->tickets[i].state == RV_TICKET_READY)
			work_one(o, &o->f->tickets[i]);
}

/* A ticket of an earlier process was shown with prices that nobody sees any more. */
void oms_expire_all(rv_oms *o, const char *why)
{
	for (size_t i = 0; i < OMS_TICKETS; i++)
		if (o->f->tickets[i].id != 0 && o->f->tickets[i].state == RV_TICKET_READY &&
		    !oms_led_by_program(o, &o->f->tickets[i]))
			write_end(o, RV_EVENT_EXPIRE, &o->f->tickets[i], why);
}
