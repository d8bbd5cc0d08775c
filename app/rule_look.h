/*
 * What an alert rule is about, read from a snapshot: its value now, how old it is, and when the
 * next look counts as another one. The rules of stale values are those of the screen. Pure.
 */
#ifndef RV_APP_RULE_LOOK_H
#define RV_APP_RULE_LOOK_H

#include "engine/run/alert_rule.h"
#include "engine/run/view.h"

typedef struct rv_rule_look {
	double number;	 /* NaN unknown */
	int word;	 /* -1 unknown; of a value that is a word */
	int64_t utc_ms;	 /* when its input came; 0 unknown */
	int64_t look;	 /* another one is another look: the bar's close, or elapsed ms */
	const char *why; /* it is unknown; "" known */
} rv_rule_look;

rv_rule_look rv_rule_look_at(const rv_view *v, const rv_alert_rule *r);
/* The value in words, as the list and the alert say it: "0.83", "64,211 USD", "RISK_OFF". */
const char *rv_rule_look_text(const rv_view *v, const rv_alert_rule *r, const rv_rule_look *x,
			      char out[RV_RULE_SAID]);

#endif
