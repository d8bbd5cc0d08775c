/*
 * Alerts that wait for the operator. Part of the UI state; UI thread.
 */
#ifndef RV_TUI_ALERTS_H
#define RV_TUI_ALERTS_H

#include "engine/run/view.h"

enum { RV_ALERTS_CAP = 16, RV_ALERTS_ACKED = 64 };

/* All occurrences of one kind of alert: what its text says before the first ':'. */
typedef struct rv_alert_waiting {
	rv_view_alert last; /* the newest; active when any of them is */
	unsigned times;
} rv_alert_waiting;

/*
 * Copies, since the engine may drop its own: an alert stays until it is acknowledged, or until its
 * cause has been over for RV_ALERT_OVER_MS. Ids grow with time. Oldest first; when full, the oldest
 * of the lowest level gives way.
 */
typedef struct rv_alerts {
	size_t n;
	rv_alert_waiting waiting[RV_ALERTS_CAP];
	size_t n_acked; /* ever; acked is a ring */
	rv_view_alert acked[RV_ALERTS_ACKED];
} rv_alerts;

/* Takes what is new in the snapshot; true if one of level error, or one that rings, is among it. */
bool rv_alerts_update(rv_alerts *a, const rv_view *v);
/* That one waits no more, and is not acknowledged by it. */
void rv_alerts_drop(rv_alerts *a, uint64_t id);
/* The one to show: active before over, then the gravest, then the newest; NULL if none waits. */
const rv_alert_waiting *rv_alerts_shown(const rv_alerts *a);
/*
 * Acknowledges the one shown; false if there is none. An active one leaves the others waiting; one
 * that is over takes all with it, since then all are over.
 */
bool rv_alerts_ack(rv_alerts *a);

#endif
