/* From the hedge's distance to orders; see hedge_manager.h. */
#include "engine/manager/hedge_manager.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_PAUSE_MS = 1000, MOST_PAUSE_MS = 60 * 1000, REJECTED_PAUSE_MS = 10 * 60 * 1000 };

void rv_hedge_manager_init(rv_hedge_manager *m, rv_log *log)
{
	memset(m, 0, sizeof(*m));
	m->log = log;
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		m->leg[k].next_at = m->leg[k].refused_until = INT64_MIN;
		m->leg[k].pause_ms = FIRST_PAUSE_MS;
	}
}

/* What a person refuses is not asked again at once. */
static void applied(void *self, const rv_oms *o, const rv_event *e)
{
	rv_hedge_manager *m = self;
	(void)o;
	for (int k = 0; e->type == RV_EVENT_REJECT && k < RV_HEDGE_LEGS; k++) {
		char subject[RV_EVENT_SUBJECT];
		(void)snprintf(subject, sizeof(subject), "ticket %llu",
			       (unsigned long long)m->leg[k].ticket);
		if (m->leg[k].ticket != 0 && strcmp(subject, e->subject) == 0)
			m->leg[k].refused_until = e->elapsed_ms + REJECTED_PAUSE_MS;
	}
}

rv_oms_observer rv_hedge_manager_observer(rv_hedge_manager *m)
{
	return (rv_oms_observer){ .self = m, .applied = applied };
}

static bool is_on_its_way(const rv_trade_view *t, const char *symbol)
{
	for (size_t i = 0; i < t->n_tickets; i++) {
		const rv_tv_ticket *x = &t->tickets[i];
		if (x->cls == RV_CLASS_HEDGE && strcmp(x->coin.symbol, symbol) == 0 &&
		    (x->state == RV_TICKET_READY || x->state == RV_TICKET_BLOCKED))
			return true;
	}
	for (size_t i = 0; i < t->n_mandates; i++) {
		const rv_tv_mandate *x = &t->mandates[i];
		if (x->cls == RV_CLASS_HEDGE && strcmp(x->coin.symbol, symbol) == 0 &&
		    x->state != RV_MANDATE_ENDED)
			return true;
	}
	return false;
}

void rv_hedge_in_flight(const rv_trade_view *t, const rv_hedge_params *p,
			bool in_flight[RV_HEDGE_LEGS])
{
	for (int k = 0; k < RV_HEDGE_LEGS; k++)
		in_flight[k] = is_on_its_way(t, p->names[k]);
}

/* The order in words that say what it is of; how: "hedge", or "hedge now". */
static rv_order_want want_of(const rv_book_view *v, int k, int64_t lots, const char *how)
{
	const rv_hedge_leg *h = &v->hedge[k];
	rv_order_want w = { .cls = RV_CLASS_HEDGE, .lots = lots, .style = RV_STYLE_IOC };
	memcpy(w.symbol, v->hedge_names[k], sizeof(w.symbol));
	w.want[RV_SUB_H] = lots;
	(void)snprintf(w.why, sizeof(w.why), "%s: delta %.0f, target %.0f, trigger %.0f USD", how,
		       h->actual, h->target, h->trigger);
	return w;
}

static rv_status propose(rv_hedge_manager *m, int k, const rv_book_view *v, rv_oms *o)
{
	rv_err err = { 0 };
	const rv_order_want w = want_of(v, k, v->hedge[k].lots, "hedge");
	const rv_status st = rv_oms_order(o, &w, &m->leg[k].ticket, &err);
	if (st != RV_OK && st != RV_EEXIST)
		rv_log_once(m->log, "hedge", RV_LOG_WARN, "hedge", "%s: %s", w.symbol, err.text);
	return st;
}

static bool work_leg(rv_hedge_manager *m, int k, const rv_book_view *v, int64_t elapsed_ms,
		     rv_oms *o)
{
	const rv_hedge_leg *h = &v->hedge[k];
	if (h->verdict ==
	    RV_HEDGE_QUIET) { /* the last order has done its work: no reason to wait */
		m->leg[k].pause_ms = FIRST_PAUSE_MS;
		m->leg[k].next_at = INT64_MIN;
	}
	if (h->verdict != RV_HEDGE_ORDER || elapsed_ms < m->leg[k].next_at ||
	    elapsed_ms < m->leg[k].refused_until)
		return false;
	const rv_status st = propose(m, k, v, o);
	m->leg[k].next_at = elapsed_ms + m->leg[k].pause_ms;
	if (st != RV_OK)
		return false;
	m->n_orders++;
	if (m->leg[k].pause_ms < MOST_PAUSE_MS)
		m->leg[k].pause_ms *= 2;
	return true;
}

size_t rv_hedge_manager_work(rv_hedge_manager *m, const rv_book_view *v, const rv_trade_view *t,
			     int64_t elapsed_ms, rv_oms *o)
{
	size_t n = 0;
	if (!v->present || !v->hedge_known || !t->reconciled || t->state == RV_BOOK_HALTED)
		return 0;
	for (int k = 0; k < RV_HEDGE_LEGS; k++)
		n += work_leg(m, k, v, elapsed_ms, o);
	return n;
}

/* ---- a person asks ---- */

static int say_leg(const rv_hedge_leg *h, const char *name, char *out, size_t cap)
{
	const rv_hedge_now *w = &h->now;
	switch (w->verdict) {
	case RV_HEDGE_ORDER:
		return snprintf(out, cap, "%.8s %s %.0f USD, delta %.0f to %.0f", name,
				w->lots > 0 ? "buy" : "sell", fabs(w->usd), h->actual, w->after);
	case RV_HEDGE_QUIET:
		return snprintf(out, cap, "%.8s nothing, %.0f USD off, %.0f are left", name,
				fabs(h->distance), h->left);
	case RV_HEDGE_WAITS:
		return snprintf(out, cap, "%.8s nothing, an order is on its way", name);
	case RV_HEDGE_SMALL:
		return snprintf(out, cap, "%.8s nothing, %.0f USD off is too small", name,
				fabs(h->distance));
	case RV_HEDGE_UNKNOWN:
		break;
	}
	return snprintf(out, cap, "%.8s nothing, %.40s", name, w->reason);
}

static bool is_meant(const rv_command *c, const char *name)
{
	return !c->symbol[0] || strcmp(c->symbol, name) == 0;
}

/* leg: which of them each order is of. */
static void make_ask(const rv_command *c, const rv_book_view *v, rv_hedge_ask *a,
		     int leg[RV_HEDGE_LEGS])
{
	size_t at = 0;
	memset(a, 0, sizeof(*a));
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		if (!is_meant(c, v->hedge_names[k]))
			continue;
		if (v->hedge[k].now.verdict == RV_HEDGE_ORDER) {
			leg[a->n] = k;
			a->want[a->n++] = want_of(v, k, v->hedge[k].now.lots, "hedge now");
		}
		if (at > 0 && at + 2 < sizeof(a->text))
			at += (size_t)snprintf(a->text + at, sizeof(a->text) - at, "; ");
		const int n = say_leg(&v->hedge[k], v->hedge_names[k], a->text + at,
				      sizeof(a->text) - at);
		at += n > 0 && (size_t)n < sizeof(a->text) - at ? (size_t)n : 0;
	}
	if (at == 0)
		(void)snprintf(a->text, sizeof(a->text), "%.20s is no coin of the hedge: %s, %s",
			       c->symbol, v->hedge_names[RV_HEDGE_BTC],
			       v->hedge_names[RV_HEDGE_ETH]);
}

void rv_hedge_manager_now(rv_hedge_manager *m, const rv_command *c, const rv_book_view *v,
			  int64_t elapsed_ms, rv_oms *o)
{
	rv_hedge_ask a;
	int leg[RV_HEDGE_LEGS] = { 0 };
	uint64_t ids[RV_HEDGE_LEGS] = { 0 };
	if (v && v->present && v->hedge_known) {
		make_ask(c, v, &a, leg);
	} else {
		memset(&a, 0, sizeof(a));
		(void)snprintf(a.text, sizeof(a.text), "no hedge: %.100s",
			       v && v->reason[0] ? v->reason : "the delta is not known");
	}
	rv_oms_hedge(o, c, &a, ids);
	for (size_t i = 0; i < a.n; i++) {
		if (ids[i] == 0)
			continue;
		m->leg[leg[i]].ticket = ids[i];
		m->leg[leg[i]].refused_until = INT64_MIN;
		m->leg[leg[i]].next_at = elapsed_ms + m->leg[leg[i]].pause_ms;
		m->n_orders++;
	}
}
