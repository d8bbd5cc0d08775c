/* The risk watch of the running desk; see risk_manager.h. */
#include "engine/manager/risk_internal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static_assert((int)RV_RISK_CAPS >= (int)RV_WATCH_MAX, "every share can be told to the book");

rv_status rv_risk_manager_new(const rv_book_params *p, rv_log *log, rv_risk_manager **out)
{
	if (rv_book_params_error(p))
		return RV_EINVAL;
	rv_risk_manager *m = calloc(1, sizeof(*m));
	if (!m)
		return RV_ENOMEM;
	m->p = p->risk;
	m->capital = p->net;
	m->mark_age_ms = p->price_age_ms;
	memcpy(m->licence, p->licence, sizeof(m->licence));
	m->log = log;
	*out = m;
	return RV_OK;
}

void rv_risk_manager_free(rv_risk_manager *m)
{
	free(m);
}

static void applied(void *self, const rv_oms *o, const rv_event *e)
{
	rv_risk_manager *m = self;
	(void)o;
	rv_risk_fold_apply(&m->fold, e);
}

rv_oms_observer rv_risk_manager_observer(rv_risk_manager *m)
{
	return (rv_oms_observer){ .self = m, .applied = applied };
}

const rv_risk_view *rv_risk_manager_view(const rv_risk_manager *m)
{
	return &m->view;
}

const rv_risk_fold *rv_risk_manager_fold(const rv_risk_manager *m)
{
	return &m->fold;
}

/* "" it can be looked at; else why nothing is decided. */
static const char *unknown(const rv_risk_manager *m)
{
	const rv_trade_view *t = m->in->trade;
	if (m->fold.unreadable[0])
		return m->fold.unreadable;
	if (!m->in->pass)
		return "no pass yet";
	if (!t->present || !t->reconciled)
		return "positions are not reconciled";
	if (!rv_tv_lists_all(t))
		return "more positions than can be listed";
	return "";
}

/* The circuits follow the index; an unknown one changes nothing. */
static rv_status look(rv_risk_manager *m)
{
	rv_watch_input in = { .utc_ms = m->in->utc_ms, .nav = NAN, .nav_day_start = NAN };
	for (int s = 0; s < RV_SUB_H; s++) {
		const bool known =
			m->index[s].since_utc_ms != 0 && m->index[s].at_utc_ms == m->in->utc_ms;
		in.equity[s] = known ? m->index[s].nav.unit.value : (double)NAN;
	}
	m->next = m->fold.watch;
	return rv_watch_step(&m->p.watch, m->in->buckets, &m->next, &in, m->shares, m->n, &m->res,
			     m->wants);
}

static rv_status work(rv_risk_manager *m, rv_oms *o)
{
	rv_status st = risk_gather(m, o);
	if (st != RV_OK)
		return st;
	risk_indices(m);
	st = look(m);
	if (st == RV_OK)
		st = risk_record(m, o);
	if (st == RV_OK)
		risk_order(m, o);
	return st;
}

/* What is remembered is shown; what is held is not known. */
static void forget_step(rv_risk_manager *m)
{
	m->n = m->res.n_wants = 0;
	memcpy(m->index, m->fold.index, sizeof(m->index));
	for (int s = 0; s < RV_SUB_H; s++)
		m->equity[s] = NAN;
}

void rv_risk_manager_step(rv_risk_manager *m, rv_oms *o, const rv_risk_input *in)
{
	m->in = in;
	forget_step(m);
	const char *why = unknown(m);
	if (!why[0]) {
		const rv_status st = work(m, o);
		if (st != RV_OK && st != RV_ECLOSED)
			rv_log_once(m->log, "risk.step", RV_LOG_ERROR, "risk",
				    "stops and circuits were not looked at: %s",
				    rv_status_text(st));
		why = st == RV_OK ? "" : rv_status_text(st);
	}
	risk_fill(m, o, why);
	m->in = NULL;
}
