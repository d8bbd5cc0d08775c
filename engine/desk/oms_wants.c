/*
 * What the desk wants by itself, one order at a time: hedges of confirmed fills, stops. A ticket
 * like any other; whether a person grants it or the desk is a setting of its class, and the desk
 * grants a stop only as far as it reduces.
 */
#include "engine/desk/oms_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { REQUOTE_MS = 1000 }; /* between two quotes of what nobody is looking at */

void oms_begin_ticket(const rv_oms *o, const rv_oms_quote *q, int64_t lots,
		      const int64_t want[RV_SUB_N], oms_ticket *t)
{
	rv_ticket_terms *x = &t->terms;
	memset(t, 0, sizeof(*t));
	t->ttl_ms = o->p.ticket_ms;
	t->edge_bps = NAN;
	x->paper = o->f->paper;
	memcpy(x->book, o->f->book, sizeof(x->book));
	memcpy(x->account, o->f->account, sizeof(x->account));
	x->coin = q->coin;
	x->side = lots < 0 ? RV_SELL : RV_BUY;
	x->lots = lots < 0 ? -lots : lots;
	memcpy(x->want, want, sizeof(x->want));
}

/* ---- proposing ---- */

static bool waits(const rv_oms *o, rv_ticket_class cls, const char *symbol)
{
	for (size_t i = 0; i < OMS_TICKETS; i++) {
		const oms_ticket *t = &o->f->tickets[i];
		if (t->id != 0 && t->state == RV_TICKET_READY && t->cls == cls &&
		    strcmp(t->terms.coin.symbol, symbol) == 0)
			return true;
	}
	return false;
}

static rv_status fits(const rv_oms *o, const rv_order_want *w, rv_err *err)
{
	int64_t net = 0;
	const bool times = w->duration_ms >= 0 && w->duration_ms <= RV_DAY_MS &&
			   (w->style != RV_STYLE_TWAP || w->duration_ms > 0);
	if (!o->started || o->broken || o->stopping)
		return rv_err_set(err, RV_ECLOSED, "the desk takes no orders now");
	if ((w->cls != RV_CLASS_HEDGE && w->cls != RV_CLASS_STOP) || !times ||
	    (w->style != RV_STYLE_IOC && w->style != RV_STYLE_TWAP) ||
	    !memchr(w->symbol, '\0', sizeof(w->symbol)) || !memchr(w->why, '\0', sizeof(w->why)))
		return rv_err_set(err, RV_EINVAL, "not a hedge or a stop");
	if (w->lots == 0 || w->lots == INT64_MIN || rv_shares_net(w->want, &net) != RV_OK ||
	    net != w->lots)
		return rv_err_set(err, RV_EINVAL, "its sub-books do not sum to it");
	if (waits(o, w->cls, w->symbol) ||
	    (w->cls == RV_CLASS_HEDGE && oms_hedge_of(o->f, w->symbol)))
		return rv_err_set(err, RV_EEXIST, "one of %.20s is on its way", w->symbol);
	if (oms_pending(o->f, NULL) >= OMS_PENDING_MOST)
		return rv_err_set(err, RV_EFULL, "%d tickets wait already", OMS_PENDING_MOST);
	return RV_OK;
}

rv_status oms_want(rv_oms *o, const rv_order_want *w, uint64_t *id, rv_err *err)
{
	oms_ticket t;
	char text[RV_TV_TEXT];
	const rv_status st = fits(o, w, err);
	if (st != RV_OK)
		return st;
	const rv_oms_quote *q = oms_quote(o, w->symbol);
	if (!q || q->coin.asset < 0 || q->delisted)
		return rv_err_set(err, RV_ENOENT, "%.20s: not traded at the venue", w->symbol);
	oms_begin_ticket(o, q, w->lots, w->want, &t);
	t.cls = w->cls;
	t.terms.style = w->style;
	t.terms.duration_ms = w->style == RV_STYLE_TWAP ? w->duration_ms : 0;
	t.terms.reduce_only = w->reduce_only;
	(void)snprintf(t.why, sizeof(t.why), "%s", w->why);
	if (!oms_quote_ticket(o, &t, text, sizeof(text)))
		return rv_err_set(err, RV_EAGAIN, "%s", text);
	*id = oms_propose(o, &t);
	return o->broken ? rv_err_set(err, RV_EIO, "%s", o->broken_text) : RV_OK;
}

rv_status rv_oms_order(rv_oms *o, const rv_order_want *w, uint64_t *id, rv_err *err)
{
	if (o->started && !o->broken)
		oms_enter(o);
	const rv_status st = oms_want(o, w, id, err);
	if (st != RV_OK)
		return st;
	oms_work(o);
	oms_flush(o);
	return RV_OK;
}

/* ---- granting ---- */

bool oms_hedges_by_settings(const rv_oms *o)
{
	return oms_approves_alone(o) || rv_oms_params_auto(&o->p, o->p.approve_hedge);
}

/* Of hedges a person's word comes before every setting. */
bool rv_oms_hedges_itself(const rv_oms *o)
{
	bool on = false;
	if (rv_overrides_auto_hedge(&o->f->overrides, o->now.utc, &on))
		return on;
	return oms_hedges_by_settings(o);
}

static bool by_itself(const rv_oms *o, const oms_ticket *t)
{
	if (t->cls == RV_CLASS_HEDGE)
		return rv_oms_hedges_itself(o);
	if (oms_approves_alone(o))
		return true;
	return t->cls == RV_CLASS_STOP && rv_oms_params_auto(&o->p, o->p.approve_stop);
}

/* Whatever is set for stops, what adds risk is no stop. */
static bool may_grant(rv_oms *o, const oms_ticket *t)
{
	const oms_eval *v = oms_eval_of(o, t);
	const bool adds = t->cls == RV_CLASS_STOP && !v->gate.reduces;
	return v->ready && oms_running(o->f) < OMS_RUNNING_MOST &&
	       (!adds || oms_approves_alone(o)) &&
	       (t->cls != RV_CLASS_HEDGE || !oms_hedge_of(o->f, t->terms.coin.symbol));
}

bool oms_waits_for_person(const rv_oms *o, const oms_ticket *t, const oms_eval *e)
{
	const bool adds = t->cls == RV_CLASS_STOP && e && !e->gate.reduces;
	return !by_itself(o, t) || (adds && !oms_approves_alone(o));
}

/* Nobody looks at its price: when that has moved, it is quoted again, within its own time. */
static void requote(rv_oms *o, const oms_ticket *t)
{
	char text[RV_TV_TEXT];
	oms_ticket next = *t;
	const int64_t age = o->now.utc - t->terms.created_utc_ms;
	if (t->cls == RV_CLASS_HAND || !oms_eval_of(o, t)->stale || age < REQUOTE_MS)
		return;
	if (!oms_quote_ticket(o, &next, text, sizeof(text)))
		return;
	next.terms.expires_utc_ms = t->terms.expires_utc_ms;
	oms_write_version(o, &next, false, "quoted again");
}

void oms_work_auto(rv_oms *o, const oms_ticket *t)
{
	if (!by_itself(o, t))
		return;
	if (may_grant(o, t)) {
		oms_look(o, t);
		if (may_grant(o, t))
			oms_grant(o, t);
		return;
	}
	requote(o, t);
}
