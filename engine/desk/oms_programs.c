/* Programs: a phase's legs as tickets under one digest, proposed in one batch; see programs.h. */
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SPARE = 1024 }; /* of an event: its words, and numbers that grow longer */

/* ---- writing ---- */

static void put_leg(rv_event *e, const oms_program *p, size_t i)
{
	char key[40];
	const rv_program_leg *l = &p->terms.legs[i];
	rv_event_put_i64(e, oms_leg_key(i, "ticket", key), (int64_t)p->ticket[i]);
	rv_event_put_i64(e, oms_leg_key(i, "from_ms", key), l->from_utc_ms);
	rv_event_put_i64(e, oms_leg_key(i, "to_ms", key), l->to_utc_ms);
	rv_event_put_i64(e, oms_leg_key(i, "excluded", key), l->excluded);
	if (p->ticket[i] != 0)
		return;
	char shares[RV_SHARES_TEXT];
	rv_event_put(e, oms_leg_key(i, "symbol", key), l->symbol);
	rv_event_put_i64(e, oms_leg_key(i, "asset", key), l->asset);
	rv_event_put_i64(e, oms_leg_key(i, "sz", key), l->sz_decimals);
	rv_event_put_i64(e, oms_leg_key(i, "mid_px", key), l->mid_px);
	rv_event_put(e, oms_leg_key(i, "shares", key), rv_shares_format(l->want, shares));
}

static void put_head(rv_event *e, const oms_program *p)
{
	const rv_program *x = &p->terms;
	rv_event_put_i64(e, "program", (int64_t)p->id);
	rv_event_put_i64(e, "version", x->version);
	rv_event_put(e, "phase", x->phase);
	rv_event_put_i64(e, "run_date_ms", x->run_date_ms);
	rv_event_put_i64(e, "created_ms", x->created_utc_ms);
	rv_event_put_i64(e, "expires_ms", x->expires_utc_ms);
	rv_event_put_i64(e, "mandate_end_ms", x->mandate_end_utc_ms);
	rv_event_put_i64(e, "quote_end_ms", p->quote_end_utc_ms);
	rv_event_put_num(e, "envelope_total", x->envelope.total_share);
	rv_event_put_num(e, "envelope_leg", x->envelope.leg_share);
	rv_event_put_num(e, "envelope_leg_nav", x->envelope.leg_nav);
	rv_event_put_num(e, "envelope_flip_nav", x->envelope.flip_nav);
	rv_event_put_hex(e, "digest", p->digest.b, sizeof(p->digest.b));
	oms_put_text(e, "why", p->why);
	rv_event_put_i64(e, "legs", (int64_t)x->n);
}

const char *oms_program_subject(const oms_program *p, char out[32])
{
	(void)snprintf(out, 32, "program %" PRIu64, p->id);
	return out;
}

oms_text oms_program_words(const oms_program *p)
{
	oms_text w;
	int64_t gross = 0, net = 0;
	size_t out = 0;
	for (size_t i = 0; i < p->terms.n; i++)
		out += p->terms.legs[i].excluded;
	if (rv_program_notional(&p->terms, &gross, &net) != RV_OK)
		gross = net = INT64_MAX;
	(void)snprintf(w.s, sizeof(w.s), "%s: %zu legs, %zu left out, gross %.0f, net %.0f USD",
		       p->terms.phase, p->terms.n, out, (double)gross / 1e6, (double)net / 1e6);
	return w;
}

/* Its legs as their tickets are now; the digest; the event. */
void oms_write_program(rv_oms *o, oms_program *p, rv_event_type type, bool renew, const char *what)
{
	char subject[32], date[RV_TIME_TEXT];
	for (size_t i = 0; i < p->terms.n; i++) {
		const oms_ticket *t = oms_ticket_find(o->f, p->ticket[i]);
		if (t)
			oms_leg_terms(&p->terms.legs[i], &t->terms);
	}
	rv_program_digest(&p->terms, p->digest.b);
	rv_event *e = oms_event(o, type, oms_program_subject(p, subject));
	put_head(e, p);
	for (size_t i = 0; i < p->terms.n; i++)
		put_leg(e, p, i);
	if (type == RV_EVENT_PROGRAM)
		(void)snprintf(e->key[0], sizeof(e->key[0]), "%s/%s",
			       rv_time_format_date(p->terms.run_date_ms, date), p->terms.phase);
	else
		rv_event_put_i64(e, "renew", renew);
	oms_emit(o, e, OMS_MARK_PROPOSE, "%s%s", what, oms_program_words(p).s);
}

/* So many events are one batch: what one of them says without the others would be wrong. */
void oms_room(rv_oms *o, size_t n)
{
	if (o->n_batch + n > OMS_BATCH)
		oms_flush(o);
}

/* ---- proposing ---- */

static rv_status say(rv_err *err, rv_status st, const char *fmt, ...) RV_PRINTF(3, 4);

static rv_status say(rv_err *err, rv_status st, const char *fmt, ...)
{
	char text[RV_TV_TEXT];
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return rv_err_set(err, st, "%s", text);
}

bool oms_leg_fits(const rv_leg_want *l)
{
	int64_t net = 0, inside = 0;
	rv_split s = { .want = { 0 } };
	memcpy(s.want, l->want, sizeof(s.want));
	if (rv_split_cross(&s, &inside) != RV_OK || (l->lots == 0 && inside == 0))
		return false;
	return memchr(l->symbol, '\0', sizeof(l->symbol)) && l->lots != INT64_MIN &&
	       memchr(l->why, '\0', sizeof(l->why)) && rv_shares_net(l->want, &net) == RV_OK &&
	       net == l->lots;
}

/* The ticket of a leg, at the prices of now. */
bool oms_draft_order(rv_oms *o, uint64_t program, const rv_leg_want *l, const rv_oms_quote *q,
		     int64_t window_ms, oms_ticket *t, char *text, size_t cap)
{
	oms_begin_ticket(o, q, l->lots, l->want, t);
	t->cls = RV_CLASS_PROGRAM;
	t->program = program;
	t->twice = true; /* the phase's key is what keeps it from being said twice */
	t->edge_bps = l->edge_bps;
	t->edge_assumed = l->edge_assumed;
	(void)snprintf(t->why, sizeof(t->why), "%s", l->why);
	t->terms.style = RV_STYLE_TWAP;
	t->terms.reduce_only = l->reduce_only;
	t->terms.duration_ms = window_ms;
	return oms_quote_ticket(o, t, text, cap);
}

static bool draft_crossing(const rv_leg_want *l, const rv_oms_quote *q, rv_program_leg *out)
{
	memcpy(out->symbol, q->coin.symbol, sizeof(out->symbol));
	out->asset = q->coin.asset;
	out->sz_decimals = q->coin.sz_decimals;
	memcpy(out->want, l->want, sizeof(out->want));
	return rv_px_units(q->mid, q->coin.sz_decimals, &out->mid_px) == RV_OK;
}

static rv_status draft_leg(rv_oms *o, oms_program *p, size_t i, const rv_leg_want *l, oms_ticket *t,
			   rv_err *err)
{
	char text[RV_TV_TEXT];
	rv_program_leg *out = &p->terms.legs[i];
	if (!oms_leg_fits(l))
		return say(err, RV_EINVAL, "leg %zu: nothing, or its sub-books do not sum to it",
			   i + 1);
	const rv_oms_quote *q = oms_quote(o, l->symbol);
	if (!q || q->coin.asset < 0 || q->delisted)
		return say(err, RV_ENOENT, "%.20s: not traded at the venue", l->symbol);
	out->from_utc_ms = o->now.utc;
	out->excluded = l->excluded;
	if (l->lots == 0)
		return draft_crossing(l, q, out)
			       ? RV_OK
			       : say(err, RV_EAGAIN, "%.20s: no price now", l->symbol);
	if (!oms_draft_order(o, p->id, l, q, out->to_utc_ms - o->now.utc, t, text, sizeof(text)))
		return say(err, RV_EAGAIN, "%s", text);
	p->ticket[i] = 1; /* it has one; its number follows */
	oms_leg_terms(out, &t->terms);
	return RV_OK;
}

static void draft_head(const rv_oms *o, const rv_program_want *w, oms_program *p)
{
	rv_program *x = &p->terms;
	memset(p, 0, sizeof(*p));
	p->id = x->id = o->f->last_program + 1;
	p->quote_end_utc_ms = w->quote_end_utc_ms;
	(void)snprintf(p->why, sizeof(p->why), "%s", w->why);
	x->paper = o->f->paper;
	memcpy(x->book, o->f->book, sizeof(x->book));
	memcpy(x->account, o->f->account, sizeof(x->account));
	x->version = 1;
	memcpy(x->phase, w->phase, sizeof(x->phase));
	x->run_date_ms = w->run_date_ms;
	x->mandate_end_utc_ms = w->mandate_end_utc_ms;
	x->envelope = w->envelope;
	x->n = w->n;
	for (size_t i = 0; i < w->n; i++)
		x->legs[i].to_utc_ms = w->window_end_utc_ms;
}

/* When this quote of it ends: a ticket's time, and never after the last quote. */
void oms_program_times(const rv_oms *o, oms_program *p)
{
	const int64_t end = o->now.utc + o->p.ticket_ms;
	p->terms.created_utc_ms = o->now.utc;
	p->terms.expires_utc_ms = end < p->quote_end_utc_ms ? end : p->quote_end_utc_ms;
}

static rv_status may_propose(const rv_oms *o, const rv_program_want *w, rv_err *err)
{
	if (!o->started || o->broken || o->stopping)
		return say(err, RV_ECLOSED, "the desk takes no programs now");
	if (w->n < 1 || w->n > RV_PROGRAM_LEGS || !memchr(w->phase, '\0', sizeof(w->phase)) ||
	    !memchr(w->why, '\0', sizeof(w->why)))
		return say(err, RV_EINVAL, "1 to %d legs of a named phase", RV_PROGRAM_LEGS);
	if (oms_phase_was(o->f, w->phase, w->run_date_ms))
		return say(err, RV_EEXIST, "%s of that date has been", w->phase);
	if (o->now.utc >= w->quote_end_utc_ms || w->quote_end_utc_ms > w->window_end_utc_ms)
		return say(err, RV_ETIMEOUT, "%s: its last quote is over", w->phase);
	if (!oms_program_place(o->f, &o->now))
		return say(err, RV_EFULL, "%d programs are not over yet", OMS_PROGRAMS);
	if (oms_pending(o->f, NULL) + w->n > OMS_PENDING_MOST)
		return say(err, RV_EFULL, "%d tickets wait at most", OMS_PENDING_MOST);
	return RV_OK;
}

static bool can_be_written(const oms_program *p)
{
	rv_event e;
	rv_event_begin(&e, RV_EVENT_PROGRAM, "");
	put_head(&e, p);
	for (size_t i = 0; i < p->terms.n; i++)
		put_leg(&e, p, i);
	return rv_event_fits(&e) && e.len + SPARE < sizeof(e.text);
}

static rv_status draft(rv_oms *o, const rv_program_want *w, oms_program *p, oms_ticket *tickets,
		       rv_err *err)
{
	rv_status st = may_propose(o, w, err);
	if (st != RV_OK)
		return st;
	draft_head(o, w, p);
	oms_program_times(o, p);
	for (size_t i = 0; i < w->n && st == RV_OK; i++)
		st = draft_leg(o, p, i, &w->legs[i], &tickets[i], err);
	const char *wrong = st == RV_OK ? rv_program_error(&p->terms) : NULL;
	if (st == RV_OK && !wrong && !can_be_written(p))
		wrong = "too much for one event";
	return wrong ? say(err, RV_EINVAL, "%s", wrong) : st;
}

/* Every ticket and the program in one batch, or nothing. */
static void write_all(rv_oms *o, oms_program *p, oms_ticket *tickets)
{
	oms_room(o, p->terms.n + 1);
	for (size_t i = 0; i < p->terms.n; i++)
		if (p->ticket[i] != 0)
			p->ticket[i] = oms_propose(o, &tickets[i]);
	oms_write_program(o, p, RV_EVENT_PROGRAM, true, "");
	oms_program *now = oms_program_find(o->f, p->id);
	if (now)
		o->quoted[now - o->f->programs] = p->id;
}

rv_status oms_propose_program(rv_oms *o, const rv_program_want *w, uint64_t *id, rv_err *err)
{
	oms_program p;
	oms_ticket tickets[RV_PROGRAM_LEGS];
	const rv_status st = draft(o, w, &p, tickets, err);
	if (st != RV_OK)
		return st;
	write_all(o, &p, tickets);
	if (o->broken)
		return say(err, RV_EIO, "%s", o->broken_text);
	*id = p.id;
	return RV_OK;
}

rv_status rv_oms_program(rv_oms *o, const rv_program_want *w, uint64_t *id, rv_err *err)
{
	if (o->started && !o->broken)
		oms_enter(o);
	const rv_status st = oms_propose_program(o, w, id, err);
	if (st != RV_OK)
		return st;
	oms_work(o);
	oms_flush(o);
	return RV_OK;
}
