/*
 * Corrects a granted program after the close: what its mandates still do, and what beyond it the
 * program's envelope lets begin without asking. Whatever is more asks as a program of its own.
 */
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

/* ---- held while its orders end ---- */

bool oms_held(const rv_oms *o, const oms_mandate *m)
{
	const oms_program *p = oms_program_find(o->f, m->program);
	return p && o->held[p - o->f->programs] == p->id;
}

/* An order that is not over, or over without all its fills, of that coin (NULL: any). */
static oms_order *alive(rv_oms *o, const oms_program *p, const char *symbol)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		const oms_mandate *m = q->external ? NULL : oms_mandate_find(o->f, q->mandate);
		if (m && m->program == p->id && (!symbol || strcmp(symbol, q->o.coin.symbol) == 0))
			return q;
	}
	return NULL;
}

/* Works that can be cancelled is; what is being sent is over in a moment by itself. */
static void cancel_resting(rv_oms *o, const oms_program *p)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		const oms_mandate *m = q->external ? NULL : oms_mandate_find(o->f, q->mandate);
		if (m && m->program == p->id && !q->cancel_wanted && !rv_order_over(q->state) &&
		    q->state != RV_ORDER_SENDING)
			(void)oms_cancel_now(o, q); /* one that cannot leave now is tried again */
	}
}

static oms_program *granted(rv_oms *o, uint64_t id)
{
	oms_program *p = oms_program_find(o->f, id);
	return p && p->state == OMS_PROGRAM_GRANTED ? p : NULL;
}

rv_status rv_oms_hold(rv_oms *o, uint64_t program, bool on)
{
	const oms_program *p = granted(o, program);
	if (!p)
		return RV_ENOENT;
	o->held[p - o->f->programs] = on ? p->id : 0;
	if (!o->started || o->broken)
		return RV_OK;
	oms_enter(o);
	if (on)
		cancel_resting(o, p);
	oms_work(o);
	oms_flush(o);
	return RV_OK;
}

/* ---- what is asked, against what is there ---- */

static rv_status fits(const rv_oms *o, const rv_retarget_want *w, const oms_program *p, rv_err *err)
{
	const int64_t late = p->terms.mandate_end_utc_ms + RV_RETARGET_LATE_MS;
	if (w->n > RV_PROGRAM_LEGS)
		return say(err, RV_EINVAL, "%d legs at most", RV_PROGRAM_LEGS);
	if (o->now.utc >= late)
		return say(err, RV_ETIMEOUT, "program %" PRIu64 " is over", p->id);
	if (w->window_end_utc_ms <= o->now.utc || w->mandate_end_utc_ms < w->window_end_utc_ms ||
	    w->mandate_end_utc_ms > late)
		return say(err, RV_EINVAL, "the correction's times do not fit");
	for (size_t i = 0; i < w->n; i++) {
		const rv_leg_want *l = &w->legs[i];
		const bool nothing =
			l->lots == 0 && rv_shares_plain(l->want) && l->want[RV_SUB_OP] == 0;
		if (!nothing && !oms_leg_fits(l))
			return say(err, RV_EINVAL, "leg %zu: its sub-books do not sum to it",
				   i + 1);
		for (size_t k = 0; k < i; k++)
			if (strcmp(w->legs[k].symbol, l->symbol) == 0)
				return say(err, RV_EINVAL, "two legs of %.20s", l->symbol);
	}
	return RV_OK;
}

static rv_status complete(rv_oms *o, const rv_retarget_want *w, const oms_program *p, rv_err *err)
{
	for (size_t i = 0; i < w->n; i++) {
		const oms_order *q = alive(o, p, w->legs[i].symbol);
		const oms_mandate *m = oms_program_mandate(o->f, p, w->legs[i].symbol);
		if (q)
			return say(err, RV_EAGAIN, "order %s of %.20s is not complete yet",
				   oms_say_cloid(&q->o.cloid).s, w->legs[i].symbol);
		if (m && o->now.utc < m->approved.utc)
			return say(err, RV_EAGAIN, "the clock is before the grant");
	}
	return RV_OK;
}

/* One leg: what there is of it, and what becomes of it. */
typedef struct correction {
	const rv_leg_want *leg;
	const rv_oms_quote *q;
	oms_mandate *m;	 /* that runs; NULL none */
	int64_t lots;	 /* that the running mandate may fill in all */
	bool anew;	 /* a mandate of its own */
	rv_leg_want ask; /* lots 0: nothing */
} correction;

static int64_t magnitude(int64_t v)
{
	return v < 0 ? -v : v;
}

static bool same_way(const correction *c)
{
	return c->m && c->leg->lots != 0 && (c->leg->lots < 0) == (c->m->terms.side == RV_SELL);
}

/* The whole correction in the program, so that its envelope sees all of it at once. */
static bool assume(const rv_oms *o, const correction *v, size_t n, oms_program *p)
{
	for (size_t i = 0; i < n; i++) {
		const correction *c = &v[i];
		int64_t px = 0;
		rv_coin_ref coin = { .sz_decimals = c->q ? c->q->coin.sz_decimals : 0 };
		memcpy(coin.symbol, c->leg->symbol, sizeof(coin.symbol));
		if (c->q && rv_px_units(c->q->mid, coin.sz_decimals, &px) != RV_OK)
			px = 0; /* no price: outside */
		const oms_fix x = oms_fix_make(o->f, p, &coin, c->leg->lots, px);
		if (!oms_fix_set(p, &x))
			return false;
	}
	return true;
}

/* More than was granted, and not within: the mandate goes on with its own, the rest asks. */
static void split_ask(correction *c)
{
	int64_t mine[RV_SUB_N];
	c->ask = *c->leg;
	if (!c->m || !same_way(c))
		return; /* what turns over asks for all of it */
	const int64_t left = c->m->lots_most - c->m->lots_filled;
	c->lots = c->m->lots_most;
	memcpy(mine, c->leg->want, sizeof(mine));
	if (left == 0 || rv_shares_scale(c->m->terms.side * left, mine) != RV_OK)
		return;
	c->ask.lots -= c->m->terms.side * left;
	for (size_t i = 0; i < RV_SUB_N; i++)
		c->ask.want[i] -= mine[i];
}

static rv_retarget_verdict judge(const rv_oms *o, const oms_program *whole, correction *c,
				 char reason[RV_ENVELOPE_TEXT])
{
	const char *symbol = c->leg->symbol;
	const size_t i = rv_program_find(&whole->terms, symbol);
	const int64_t lots = c->m ? c->m->lots_filled + magnitude(c->leg->lots) : 0;
	const bool inside = oms_inside(whole, symbol, reason);
	if (i != SIZE_MAX && whole->terms.legs[i].excluded)
		return RV_RETARGET_LEFT_OUT;
	c->lots = c->m ? c->m->lots_filled : 0; /* over, unless it goes on */
	if (c->leg->lots == 0)
		return RV_RETARGET_OVER;
	if (same_way(c) && (lots <= c->m->lots_most || inside)) {
		c->lots = lots;
		return RV_RETARGET_WORKS;
	}
	if (!same_way(c) && inside && c->q && !oms_program_stopped(o->f, whole, symbol)) {
		c->anew = true;
		return RV_RETARGET_NEW;
	}
	if (inside)
		(void)snprintf(reason, RV_ENVELOPE_TEXT, "%s",
			       c->q ? "a person, a halt or a fill of others has ended it"
				    : "it is not in the market");
	split_ask(c);
	return RV_RETARGET_ASKS;
}

/* ---- writing ---- */

static void put_cross(rv_oms *o, const oms_program *p, const correction *c)
{
	char shares[RV_SHARES_TEXT];
	int64_t px = 0, lots = 0;
	rv_split s = { .want = { 0 } };
	memcpy(s.want, c->leg->want, sizeof(s.want));
	if (!c->q || rv_px_units(c->q->mid, c->q->coin.sz_decimals, &px) != RV_OK ||
	    rv_split_cross(&s, &lots) != RV_OK || lots == 0)
		return; /* nothing crosses, or at no price: it is wanted again tomorrow */
	rv_event *e = oms_event(o, RV_EVENT_CROSS, c->leg->symbol);
	rv_event_put_i64(e, "program", (int64_t)p->id);
	rv_event_put_i64(e, "leg", 0);
	oms_put_coin(e, &c->q->coin);
	rv_event_put_i64(e, "px", px);
	rv_event_put(e, "shares", rv_shares_format(s.want, shares));
	oms_emit(o, e, 0, "%.40s change places at %.30s", oms_say_lots(&c->q->coin, lots).s,
		 oms_say_px(&c->q->coin, px).s);
}

/* Whose the rest is: the leg's wants, in the size that the mandate has left. */
static void put_rest(rv_event *e, const correction *c)
{
	int64_t want[RV_SUB_N];
	const int64_t left = c->m->terms.side * (c->lots - c->m->lots_filled);
	memcpy(want, c->leg->want, sizeof(want));
	if (left != c->leg->lots && rv_shares_scale(left, want) != RV_OK)
		rv_shares_own(left, want);
	if (left != 0)
		oms_put_shares(e, want);
}

static void put_retarget(rv_oms *o, const rv_retarget_want *w, const correction *c)
{
	char subject[32];
	const oms_mandate *m = c->m;
	rv_twap plan = { .slices = 1 };
	const int64_t window = w->window_end_utc_ms - o->now.utc;
	(void)snprintf(subject, sizeof(subject), "mandate %" PRIu64, m->id);
	if (rv_twap_make(m->id, c->lots - m->lots_filled, m->min_lots, window, o->p.slice_ms,
			 o->p.slice_jitter, &plan) != RV_OK)
		plan.slices = 1;
	rv_event *e = oms_event(o, RV_EVENT_RETARGET, subject);
	rv_event_put_i64(e, "mandate", (int64_t)m->id);
	rv_event_put_i64(e, "program", (int64_t)m->program);
	rv_event_put_i64(e, "lots", c->lots);
	rv_event_put_i64(e, "lots_before", m->lots_most);
	rv_event_put_i64(e, "filled", m->lots_filled);
	rv_event_put_i64(e, "window_ms", window);
	rv_event_put_i64(e, "slices", plan.slices);
	rv_event_put_i64(e, "life_ms", w->mandate_end_utc_ms - m->approved.utc);
	put_rest(e, c);
	oms_emit(o, e, 0, "%.40s instead of %.30s, %.30s of it filled",
		 oms_say_lots(&m->terms.coin, c->lots).s,
		 oms_say_bare(&m->terms.coin, m->lots_most).s,
		 oms_say_bare(&m->terms.coin, m->lots_filled).s);
}

/* A mandate under the program's own approval: its ticket is granted as it is proposed. */
static void begin_anew(rv_oms *o, const rv_retarget_want *w, oms_ticket *t)
{
	const oms_times times = { .life_ms = w->mandate_end_utc_ms - o->now.utc,
				  .window_ms = w->window_end_utc_ms - o->now.utc };
	t->correct = true;
	oms_room(o, 2);
	const uint64_t id = oms_propose(o, t);
	const oms_ticket *now = oms_ticket_find(o->f, id);
	if (now)
		oms_grant_for(o, now, &times);
}

static void write_one(rv_oms *o, const rv_retarget_want *w, const oms_program *p, correction *c,
		      oms_ticket *t)
{
	if (c->leg->lots == 0)
		put_cross(o, p, c);
	if (c->m)
		put_retarget(o, w, c);
	if (c->m && c->lots == c->m->lots_filled)
		oms_end_mandate(o, c->m, "the close left nothing of it");
	if (c->anew)
		begin_anew(o, w, t);
}

static void ask(rv_oms *o, const rv_retarget_want *w, const correction *v, size_t n,
		rv_retarget_result *out)
{
	rv_err err = { 0 };
	rv_program_want x = w->ask;
	x.n = 0;
	for (size_t i = 0; i < n; i++)
		if (v[i].ask.lots != 0)
			x.legs[x.n++] = v[i].ask;
	if (x.n == 0 || x.phase[0] == '\0')
		return;
	out->asked = oms_propose_program(o, &x, &out->asks, &err);
	if (out->asked != RV_OK)
		oms_alarm_once(o, x.phase, "the correction cannot ask: %.90s", err.text);
}

static void demote(correction *c, rv_retarget_result *out, size_t i, const char *why)
{
	c->anew = false;
	split_ask(c);
	out->verdict[i] = RV_RETARGET_ASKS;
	(void)snprintf(out->reason[i], sizeof(out->reason[i]), "%s", why);
}

/* The tickets of new mandates at the prices of now; one that has none asks, later. */
static void draft_anew(rv_oms *o, const rv_retarget_want *w, const oms_program *p, correction *v,
		       oms_ticket *tickets, rv_retarget_result *out)
{
	const int64_t window = w->window_end_utc_ms - o->now.utc;
	for (size_t i = 0; i < w->n; i++) {
		char text[RV_TV_TEXT];
		if (v[i].anew && !oms_draft_order(o, p->id, v[i].leg, v[i].q, window, &tickets[i],
						  text, sizeof(text)))
			demote(&v[i], out, i, text);
	}
}

/*
 * As the events will be checked, one after the other, with the sizes and prices that they will
 * have: what the fold would not take asks.
 */
static void check_anew(rv_oms *o, const oms_program *p, correction *v, size_t n,
		       const oms_ticket *tickets, rv_retarget_result *out)
{
	char why[RV_ENVELOPE_TEXT];
	oms_program next = *p;
	for (size_t i = 0; i < n; i++) {
		correction *c = &v[i];
		const rv_ticket_terms *x = c->anew ? &tickets[i].terms : c->m ? &c->m->terms : NULL;
		if (out->verdict[i] == RV_RETARGET_LEFT_OUT || !x)
			continue;
		const oms_program before = next;
		const int64_t left = c->anew ? x->lots : c->lots - c->m->lots_filled;
		const oms_fix fix = oms_fix_make(o->f, p, &x->coin, x->side * left, x->mid_px);
		const bool more = c->anew || c->lots > c->m->lots_most;
		if (oms_fix_set(&next, &fix) && (!more || oms_inside(&next, x->coin.symbol, why)))
			continue;
		next = before;
		demote(c, out, i, why);
	}
}

static rv_status judge_all(rv_oms *o, const rv_retarget_want *w, const oms_program *p,
			   correction *v, rv_retarget_result *out, rv_err *err)
{
	oms_program whole = *p;
	size_t anew = 0;
	for (size_t i = 0; i < w->n; i++)
		v[i] = (correction){ .leg = &w->legs[i],
				     .q = oms_quote(o, w->legs[i].symbol),
				     .m = oms_program_mandate(o->f, p, w->legs[i].symbol) };
	if (!assume(o, v, w->n, &whole))
		return say(err, RV_EFULL, "too many coins are corrected");
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < w->n; i++) {
		out->verdict[i] = judge(o, &whole, &v[i], out->reason[i]);
		anew += v[i].anew;
	}
	if (oms_running(o->f) + anew > OMS_RUNNING_MOST)
		return say(err, RV_EFULL, "%d mandates run at most", OMS_RUNNING_MOST);
	return RV_OK;
}

static rv_status retarget(rv_oms *o, const rv_retarget_want *w, rv_retarget_result *out,
			  rv_err *err)
{
	correction v[RV_PROGRAM_LEGS];
	oms_ticket tickets[RV_PROGRAM_LEGS] = { 0 };
	oms_program *p = granted(o, w->program);
	if (!p)
		return say(err, RV_ENOENT, "program %" PRIu64 " is not granted", w->program);
	rv_status st = fits(o, w, p, err);
	if (st != RV_OK)
		return st;
	uint64_t *held = &o->held[p - o->f->programs];
	const uint64_t was = *held;
	*held = p->id;
	cancel_resting(o, p);
	st = complete(o, w, p, err);
	if (st == RV_OK)
		st = judge_all(o, w, p, v, out, err);
	if (st != RV_OK) {
		*held = st == RV_EAGAIN ? p->id : was;
		return st;
	}
	draft_anew(o, w, p, v, tickets, out);
	check_anew(o, p, v, w->n, tickets, out);
	for (size_t i = 0; i < w->n && !o->broken; i++)
		if (out->verdict[i] != RV_RETARGET_LEFT_OUT)
			write_one(o, w, p, &v[i], &tickets[i]);
	*held = 0;
	ask(o, w, v, w->n, out);
	return o->broken ? say(err, RV_EIO, "%s", o->broken_text) : RV_OK;
}

rv_status rv_oms_retarget(rv_oms *o, const rv_retarget_want *w, rv_retarget_result *out,
			  rv_err *err)
{
	if (!o->started || o->broken || o->stopping)
		return say(err, RV_ECLOSED, "the desk corrects no programs now");
	oms_enter(o);
	const rv_status st = retarget(o, w, out, err);
	oms_work(o);
	oms_flush(o);
	return st;
}
