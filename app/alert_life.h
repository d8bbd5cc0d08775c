/*
 * The life of an alert, whoever raised it: who has acknowledged it, and how long one that is over
 * is still told of. Owner: engine thread.
 */
#ifndef RV_APP_ALERT_LIFE_H
#define RV_APP_ALERT_LIFE_H

#include "engine/run/view.h"

/* Takes the desk's acknowledgement of this occurrence, the first alone. */
void rv_alert_take_acks(rv_view_alert *s, const rv_trade_view *t);
/*
 * Is it in the snapshot? While it is active, and for RV_ALERT_OVER_MS after that, for whoever was
 * away; the log has it for good. now_mono: CLOCK_MONOTONIC ms; s remembers since when it is over.
 */
bool rv_alert_is_told(rv_view_alert *s, int64_t now_mono);

#endif
