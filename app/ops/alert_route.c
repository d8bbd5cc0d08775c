/* The steps of an alert; see alert_route.h. */
#include "app/ops/alert_route.h"

#include <string.h>

typedef struct telling {
	int64_t now_ms, utc_ms;
	rv_notice *out;
	size_t n;
} telling;

static rv_severity first_severity(rv_log_level level)
{
	return level >= RV_LOG_ERROR ? RV_SEVERITY_ERROR : RV_SEVERITY_WARN;
}

static void tell(telling *t, const rv_routed *k, rv_notice_kind kind)
{
	if (t->n == RV_ROUTE_NOTICES)
		return; /* two for each that can be known: there is room */
	rv_notice *x = &t->out[t->n++];
	*x = (rv_notice){ .alert = k->last.id,
			  .kind = kind,
			  .severity = k->severity,
			  .since_utc_ms = k->last.since_utc_ms,
			  .utc_ms = t->utc_ms };
	memcpy(x->text, k->last.text, sizeof(x->text));
}

static rv_routed *find(rv_alert_router *r, uint64_t id)
{
	for (size_t i = 0; i < RV_ROUTE_ALERTS; i++) {
		if (r->known[i].last.id == id)
			return &r->known[i];
	}
	return NULL;
}

static void begin(rv_routed *k, const rv_view_alert *a, telling *t)
{
	*k = (rv_routed){
		.last = *a, .severity = first_severity(a->level), .told_ms = t->now_ms, .seen = true
	};
	tell(t, k, RV_NOTICE_NEW);
}

static void end(rv_routed *k, telling *t)
{
	if (!k->over)
		tell(t, k, RV_NOTICE_OVER);
	k->over = true;
}

static void escalate(rv_routed *k, const rv_ops_params *p, telling *t)
{
	const int64_t wait = k->escalations == 0 ? p->escalate_ms : p->again_ms;
	if (p->escalate_ms == 0 || k->last.acked_utc_ms != 0 || t->now_ms - k->told_ms < wait)
		return;
	if (k->severity < RV_SEVERITY_URGENT)
		k->severity++;
	k->escalations++;
	k->told_ms = t->now_ms;
	tell(t, k, RV_NOTICE_ESCALATED);
}

static void take(rv_alert_router *r, const rv_ops_params *p, const rv_view_alert *a, telling *t)
{
	rv_routed *k = find(r, a->id);
	if (!k) {
		k = find(r, 0);
		if (k)
			begin(k, a, t);
	} else {
		k->last = *a;
		k->seen = true;
	}
	if (!k)
		return;
	if (!a->active)
		end(k, t);
	else
		escalate(k, p, t);
}

size_t rv_alert_route(rv_alert_router *r, const rv_ops_params *p, const rv_view_alert *alerts,
		      size_t n, int64_t now_ms, int64_t utc_ms, rv_notice out[RV_ROUTE_NOTICES])
{
	telling t = { .now_ms = now_ms, .utc_ms = utc_ms, .out = out };
	for (size_t i = 0; i < RV_ROUTE_ALERTS; i++) {
		r->known[i].seen = false;
		for (size_t k = 0; k < n; k++)
			r->known[i].seen = r->known[i].seen || r->known[i].last.id == alerts[k].id;
		if (r->known[i].last.id != 0 && !r->known[i].seen) {
			end(&r->known[i], &t);
			memset(&r->known[i], 0, sizeof(r->known[i]));
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (alerts[i].id != 0)
			take(r, p, &alerts[i], &t);
	}
	return t.n;
}
