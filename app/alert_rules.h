/*
 * Alert rules at work: looks at each snapshot before it is published, whoever watches, and says
 * which rules fire.
 *
 * A rule fires on its edge, once, and again only after it was seen false. What is unknown or stale
 * fires nothing and ends nothing: it breaks a row of looks, and a rule that has fired stays fired.
 * `changes` holds for RV_RULE_CHANGE_MS. Owner: engine thread. Does not allocate.
 */
#ifndef RV_APP_ALERT_RULES_H
#define RV_APP_ALERT_RULES_H

#include "engine/run/alert_rule.h"
#include "engine/run/view.h"

enum {
	RV_RULE_CHANGE_MS = 5 * 60 * 1000, /* desk time for which a change is told as what holds */
	RV_RULE_TEXT_CAP = 256		   /* of a rule in the configuration */
};

/* What is remembered of a rule between two looks. */
typedef struct rv_watched_rule {
	uint64_t id;	 /* of the desk; 0 with config 0: free */
	unsigned config; /* from 1 */
	rv_alert_rule rule;
	bool readable; /* its text is a rule of this program */
	int64_t look;  /* of the newest that counted: bar close or elapsed ms */
	unsigned seen;
	int64_t since_ms; /* elapsed, since when it has been true without a break; RV_NEVER */
	bool fired, word_known;
	int word;	     /* last known, of `changes` */
	int64_t until_ms;    /* elapsed: a change is told so long */
	rv_rule_row row;     /* as it is shown */
	uint64_t told;	     /* occurrences that have an alert */
	rv_view_alert alert; /* id 0: none yet */
} rv_watched_rule;

typedef struct rv_alert_rules {
	size_t n_config;
	char config[RV_RULES_CONFIG][RV_RULE_TEXT_CAP];
	rv_watched_rule
		w[2 * RV_RULES_MOST]; /* those that have ended keep their alert for a while */
} rv_alert_rules;

/* config: texts that the loader has checked; NULL with n 0. */
void rv_alert_rules_init(rv_alert_rules *a, const char (*config)[RV_RULE_TEXT_CAP], size_t n);
/* Reads the snapshot, the desk's rules in v->trade, and writes v->rules. */
void rv_alert_rules_update(rv_alert_rules *a, rv_view *v);
/* Turns what fires into alerts and adds them to v->alerts, ids from *next_id on. After the above.
 */
void rv_alert_rules_raise(rv_alert_rules *a, uint64_t *next_id, rv_view *v);

#endif
