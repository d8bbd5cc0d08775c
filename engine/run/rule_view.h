/*
 * What the snapshot says of alert rules: those of the configuration, then those that people have
 * set, each with what it has seen last. Plain data; NaN unknown.
 */
#ifndef RV_RUN_RULE_VIEW_H
#define RV_RUN_RULE_VIEW_H

#include "engine/desk/rule_set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_RULES_CONFIG = 8,
	RV_RULES_MOST = RV_RULES_CONFIG + RV_DESK_RULES,
	RV_RULE_SAID = 32, /* a value in words */
	RV_RULE_NOTE = 48
};

typedef enum rv_rule_state {
	RV_RULE_IS_UNKNOWN,
	RV_RULE_IS_FALSE,
	RV_RULE_COUNTS, /* true, but not for long enough */
	RV_RULE_FIRED	/* told once; the next time only after it was false */
} rv_rule_state;

typedef struct rv_rule_row {
	uint64_t id;	 /* of the desk; 0: of the configuration */
	unsigned config; /* its place there, from 1 */
	int64_t uid, set_utc_ms;
	char text[RV_RULE_TEXT];
	rv_rule_state state;
	char said[RV_RULE_SAID]; /* the last value that was known, "0.83"; "" none yet */
	char was[RV_RULE_SAID];	 /* of `changes`: the word before it */
	int64_t value_utc_ms;	 /* when its input came; 0 never */
	char note[RV_RULE_NOTE]; /* why it is unknown */
	bool timed;		 /* of seconds, else of looks: */
	unsigned seen, times;	 /* COUNTS: so many of so many */
	uint64_t fired;		 /* occurrences since the start */
	bool on;		 /* it fires now */
	int64_t fired_utc_ms;	 /* the newest; 0 never */
} rv_rule_row;

typedef struct rv_rule_view {
	size_t n;
	rv_rule_row rows[RV_RULES_MOST];
} rv_rule_view;

#endif
