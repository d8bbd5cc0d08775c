/*
 * Which alerts are told outside, when, and how gravely.
 *
 * An alert is told once when it comes and once when it is over. While it holds and nobody has
 * acknowledged it for the desk, it is told again after escalate_ms and then every again_ms, each
 * time as one severity more, up to urgent. Pure state: time is passed in. Owner: one thread.
 */
#ifndef RV_APP_OPS_ALERT_ROUTE_H
#define RV_APP_OPS_ALERT_ROUTE_H

#include "app/ops/notice.h"

enum { RV_ROUTE_ALERTS = RV_VIEW_ALERTS + 4, RV_ROUTE_NOTICES = 2 * RV_ROUTE_ALERTS };

typedef struct rv_routed {
	rv_view_alert last; /* id 0: free */
	rv_severity severity;
	int64_t told_ms; /* real time, of the newest notice but the last */
	unsigned escalations;
	bool over, seen;
} rv_routed;

typedef struct rv_alert_router {
	rv_routed known[RV_ROUTE_ALERTS];
} rv_alert_router;

/*
 * alerts: those that there are now, of one id each, at most RV_ROUTE_ALERTS; what has left the list
 * is over. now_ms: CLOCK_MONOTONIC; utc_ms: for the notices. Returns how many of out were written.
 */
size_t rv_alert_route(rv_alert_router *r, const rv_ops_params *p, const rv_view_alert *alerts,
		      size_t n, int64_t now_ms, int64_t utc_ms, rv_notice out[RV_ROUTE_NOTICES]);

#endif
