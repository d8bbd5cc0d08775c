/*
 * Alert rules that people have set, as the journal has them: texts that whoever looks at the market
 * reads (engine/run/alert_rule.h). Plain data.
 */
#ifndef RV_DESK_RULE_SET_H
#define RV_DESK_RULE_SET_H

#include <stddef.h>
#include <stdint.h>

enum { RV_DESK_RULES = 16, RV_RULE_TEXT = 96 };

typedef struct rv_desk_rule {
	uint64_t id;
	int64_t uid, utc_ms; /* who has set it, and when */
	char text[RV_RULE_TEXT];
} rv_desk_rule;

typedef struct rv_desk_rules {
	uint64_t last_id; /* ever given */
	size_t n;
	rv_desk_rule r[RV_DESK_RULES]; /* by id */
} rv_desk_rules;

#endif
