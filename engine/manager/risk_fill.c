/* What the snapshot says of the risk watch; see risk_view.h. */
#include "engine/manager/risk_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fill_sub(const rv_risk_manager *m, int s, rv_risk_sub *v)
{
	const rv_risk_licence *l = &m->fold.licence[s];
	const rv_risk_index *x = &m->index[s];
	const bool begun = x->since_utc_ms != 0;
	*v = (rv_risk_sub){ .licence = risk_licence(m, s),
			    .by_event = l->set,
			    .licence_since_utc_ms = l->since_utc_ms,
			    .value = begun ? x->nav.unit.value : (double)NAN,
			    .drawdown = begun ? rv_unit_drawdown(&x->nav.unit) : (double)NAN,
			    .trial_drawdown = begun && x->nav.trial_peak > 0.0
						      ? 1.0 - x->nav.unit.value / x->nav.trial_peak
						      : (double)NAN,
			    .p95 = m->p.p95[s],
			    .circuit = m->fold.watch.circuits[s].latched,
			    .factor = 1.0,
			    .equity_usd = m->equity[s],
			    .since_utc_ms = x->since_utc_ms };
	if (v->circuit)
		v->factor = m->in->buckets->dd_factor;
}

/* Index into the shares of this step; SIZE_MAX: it is not held. */
static size_t share_of(const rv_risk_manager *m, const rv_watch_entry *e)
{
	for (size_t i = 0; i < m->n; i++) {
		if (m->shares[i].sub == e->sub && strcmp(m->shares[i].symbol, e->symbol) == 0)
			return i;
	}
	return SIZE_MAX;
}

static void put_state(const rv_risk_manager *m, const rv_oms *o, const rv_watch_entry *e,
		      rv_risk_stop *v)
{
	const bool due = e->lots != 0 && e->most < INT64_MAX;
	const char *where = due ? risk_waits(m, o, e->sub, e->symbol) : NULL;
	v->phase = e->lots == 0	 ? RV_RISK_RESTS
		   : !due	 ? RV_RISK_HOLDS
		   : e->most > 0 ? RV_RISK_CUT
				 : RV_RISK_STOPPED;
	if (due)
		(void)snprintf(v->state, sizeof(v->state), "%s; %s",
			       e->exit != RV_EXIT_NONE ? rv_exit_name(e->exit) : "circuit",
			       where ? where : "its order is asked for");
}

/* rule: RV_WATCH_PRICE or RV_WATCH_TIME; last: what else is missing. */
static rv_risk_unset unset(const rv_risk_manager *m, const rv_watch_entry *e, size_t share,
			   unsigned rule, rv_risk_unset last)
{
	if (e->lots == 0 || share == SIZE_MAX)
		return RV_RISK_NOT_HELD;
	if (m->shares[share].hedge)
		return RV_RISK_HEDGE;
	return m->p.watch.stops[e->sub] & rule ? last : RV_RISK_NO_RULE;
}

static void fill_stop(const rv_risk_manager *m, const rv_oms *o, const rv_watch_entry *e,
		      rv_risk_stop *v)
{
	const size_t i = share_of(m, e);
	const bool timed = m->p.watch.stops[e->sub] & RV_WATCH_TIME && !isnan(e->target);
	*v = (rv_risk_stop){ .sub = e->sub,
			     .lots = e->lots,
			     .most = e->most,
			     .entry = NAN,
			     .mark = NAN,
			     .stop = e->stop.stop,
			     .distance = NAN,
			     .opened_utc_ms = e->opened_utc_ms,
			     .rests_until_utc_ms = e->rests_until_ms };
	memcpy(v->symbol, e->symbol, sizeof(v->symbol));
	if (timed)
		v->time_stop_utc_ms = e->opened_utc_ms + m->in->buckets->time_stop_days * RV_DAY_MS;
	if (isnan(v->stop))
		v->no_stop = unset(m, e, i, RV_WATCH_PRICE, RV_RISK_NO_ATR);
	if (!timed)
		v->no_time = unset(m, e, i, RV_WATCH_TIME, RV_RISK_NO_AIM);
	put_state(m, o, e, v);
	if (i == SIZE_MAX)
		return;
	v->lots = m->shares[i].lots;
	v->sz_decimals = m->decimals[i];
	v->entry = m->shares[i].entry_px;
	v->mark = m->marks[i];
	v->distance = (double)e->stop.side * (v->mark - v->stop) / v->mark;
}

/* Decided first, then the nearest stop; what has none last, and what rests behind it. */
static int order_of(const rv_risk_stop *v)
{
	return v->phase == RV_RISK_STOPPED || v->phase == RV_RISK_CUT ? 0
	       : v->phase == RV_RISK_RESTS			      ? 3
	       : isnan(v->distance)				      ? 2
								      : 1;
}

static int by_urgency(const void *a, const void *b)
{
	const rv_risk_stop *x = a, *y = b;
	const int ox = order_of(x), oy = order_of(y);
	if (ox != oy)
		return ox - oy;
	if (ox == 1 && (x->distance < y->distance || x->distance > y->distance))
		return x->distance < y->distance ? -1 : 1;
	const int name = strcmp(x->symbol, y->symbol);
	return name != 0 ? name : (int)x->sub - (int)y->sub;
}

static void fill_caps(const rv_risk_manager *m, const rv_oms *o, rv_risk_view *v)
{
	v->n_caps = 0;
	for (size_t i = 0; i < m->fold.watch.n; i++) {
		const rv_watch_entry *e = &m->fold.watch.entries[i];
		const int64_t most =
			rv_watch_most(&m->fold.watch, e->sub, e->symbol, m->in->utc_ms);
		if (most == INT64_MAX)
			continue;
		rv_risk_cap *c = &v->caps[v->n_caps++];
		const unsigned stops = rv_oms_coming(o, e->symbol, 1U << RV_CLASS_STOP);
		*c = (rv_risk_cap){ .sub = e->sub,
				    .most = most,
				    .ordered = (stops >> e->sub & 1U) != 0 };
		memcpy(c->symbol, e->symbol, sizeof(c->symbol));
	}
}

/* The view holds the most urgent ones: a full list loses its last. */
static void fill_stops(const rv_risk_manager *m, const rv_oms *o, rv_risk_view *v)
{
	rv_risk_stop one;
	v->n_stops = 0;
	v->stops_total = m->fold.watch.n;
	for (size_t i = 0; i < m->fold.watch.n; i++) {
		fill_stop(m, o, &m->fold.watch.entries[i], &one);
		if (v->n_stops < RV_RISK_STOPS) {
			v->stops[v->n_stops++] = one;
		} else {
			qsort(v->stops, v->n_stops, sizeof(v->stops[0]), by_urgency);
			if (by_urgency(&one, &v->stops[v->n_stops - 1]) < 0)
				v->stops[v->n_stops - 1] = one;
		}
	}
	qsort(v->stops, v->n_stops, sizeof(v->stops[0]), by_urgency);
}

void risk_fill(rv_risk_manager *m, const rv_oms *o, const char *why)
{
	rv_risk_view *v = &m->view;
	(void)snprintf(v->reason, sizeof(v->reason), "%s", why);
	v->present = true;
	v->utc_ms = m->in->utc_ms;
	v->at = m->in->elapsed_ms;
	if (!why[0])
		v->close_ms = m->close_ms;
	for (int s = 0; s < RV_SUB_H; s++)
		fill_sub(m, s, &v->subs[s]);
	fill_caps(m, o, v);
	fill_stops(m, o, v);
}
