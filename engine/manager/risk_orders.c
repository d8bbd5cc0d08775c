/* What has been decided becomes STOP orders, one of a coin at a time; see risk_manager.h. */
#include "engine/desk/position.h"
#include "engine/manager/risk_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const rv_tv_position *position_of(const rv_trade_view *t, const char *symbol)
{
	for (size_t i = 0; i < t->n_positions; i++) {
		if (strcmp(t->positions[i].coin.symbol, symbol) == 0)
			return &t->positions[i];
	}
	return NULL;
}

const char *risk_waits(const rv_risk_manager *m, const rv_oms *o, rv_sub s, const char *symbol)
{
	const rv_tv_position *p = position_of(m->in->trade, symbol);
	const rv_risk_ask *a = rv_risk_fold_ask(&m->fold, s, symbol);
	if (m->in->trade->state == RV_BOOK_HALTED || !p || p->state == RV_BOOK_HALTED)
		return "waits: HALTED";
	if (rv_oms_coming(o, symbol, ~0U) & 1U << s)
		return "its order is on its way";
	if (a && a->rejected_utc_ms != 0 && m->close_ms <= a->rejected_utc_ms)
		return "rejected, until the next close";
	if (a && m->in->utc_ms - a->asked_utc_ms < m->p.again_ms)
		return "asked for, again in a while";
	return NULL;
}

static int64_t size_of(int64_t lots)
{
	return lots < 0 ? -lots : lots;
}

/* As much as the venue takes, or the whole of what is held. */
static bool large_enough(const rv_risk_manager *m, const rv_tv_position *p, int64_t lots)
{
	const double usd = rv_lots_coins(size_of(lots), p->coin.sz_decimals) * p->mark;
	return lots != 0 && (usd >= m->p.least_order_usd || lots == -p->lots);
}

/* It takes from the net without turning it over. */
static bool reduces(const rv_tv_position *p, int64_t lots)
{
	return (lots > 0) != (p->lots > 0) && size_of(lots) <= size_of(p->lots);
}

/* All that is due in a coin, net; when that is nothing, or too little to be sent, the largest of it
 * alone: what is against it goes when that is done. */
static bool choose(const rv_risk_manager *m, const rv_tv_position *p, const rv_watch_want **due,
		   size_t n, rv_order_want *w)
{
	const rv_watch_want *largest = due[0];
	for (size_t i = 0; i < n; i++) {
		w->want[due[i]->sub] = due[i]->lots;
		w->lots += due[i]->lots;
		if (size_of(due[i]->lots) > size_of(largest->lots))
			largest = due[i];
	}
	if (!large_enough(m, p, w->lots)) {
		memset(w->want, 0, sizeof(w->want));
		w->want[largest->sub] = w->lots = largest->lots;
	}
	w->reduce_only = reduces(p, w->lots);
	return large_enough(m, p, w->lots);
}

static void say(const rv_watch_want **due, size_t n, rv_order_want *w)
{
	size_t others = 0;
	const char *first = NULL;
	for (size_t i = 0; i < n; i++) {
		if (w->want[due[i]->sub] == 0)
			continue;
		others += first ? 1 : 0;
		first = first ? first : due[i]->reason;
	}
	(void)snprintf(w->why, sizeof(w->why), others > 0 ? "%.90s, and %zu more" : "%.110s", first,
		       others);
}

static void propose(rv_risk_manager *m, rv_oms *o, const char *symbol, const rv_watch_want **due,
		    size_t n)
{
	rv_err err = { 0 };
	uint64_t id = 0;
	const rv_tv_position *p = position_of(m->in->trade, symbol);
	rv_order_want w = { .cls = RV_CLASS_STOP, .style = RV_STYLE_IOC };
	if (!p || !choose(m, p, due, n, &w))
		return;
	memcpy(w.symbol, p->coin.symbol, sizeof(w.symbol));
	say(due, n, &w);
	const rv_status st = rv_oms_order(o, &w, &id, &err);
	if (st == RV_OK)
		rv_log_put(m->log, RV_LOG_WARN, "risk", "%s", w.why);
	else if (st != RV_EEXIST && st != RV_EAGAIN)
		rv_log_once(m->log, "risk.order", RV_LOG_WARN, "risk", "%s: no order: %.80s",
			    symbol, err.text);
}

/* The wants of one coin that are due; done: those that were looked at. */
static size_t collect(const rv_risk_manager *m, const rv_oms *o, size_t from, bool *done,
		      const rv_watch_want **due)
{
	size_t n = 0;
	for (size_t i = from; i < m->res.n_wants; i++) {
		const rv_watch_want *x = &m->wants[i];
		if (done[i] || strcmp(x->symbol, m->wants[from].symbol) != 0)
			continue;
		done[i] = true;
		if (n < RV_SUB_H && !risk_waits(m, o, x->sub, x->symbol))
			due[n++] = x;
	}
	return n;
}

void risk_order(rv_risk_manager *m, rv_oms *o)
{
	bool done[RV_WATCH_MAX] = { false };
	const rv_watch_want *due[RV_SUB_H];
	for (size_t i = 0; i < m->res.n_wants; i++) {
		const size_t n = done[i] ? 0 : collect(m, o, i, done, due);
		if (n > 0)
			propose(m, o, m->wants[i].symbol, due, n);
	}
}
