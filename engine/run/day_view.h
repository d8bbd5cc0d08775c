/*
 * What the snapshot says of the trading day: where it is, what comes next, what became of the last
 * phase. Plain data; NaN and RV_NEVER unknown. docs/book-day.md, "The trading day".
 */
#ifndef RV_RUN_DAY_VIEW_H
#define RV_RUN_DAY_VIEW_H

#include "engine/book/day.h"

enum { RV_DAY_TEXT = 120 };

typedef struct rv_day_view {
	bool present;	       /* false: this desk has no order side, so no day */
	int64_t date_ms;       /* of the run that it is the time of */
	unsigned done, missed; /* bits of rv_phase, of this run */
	rv_phase next;	       /* that is due by time alone */
	int64_t next_utc_ms;
	char ready[RV_DAY_TEXT]; /* why nothing could be proposed now; "" it could */
	char said[RV_DAY_TEXT];	 /* what became of the newest phase that did something */
	int64_t said_utc_ms;
	bool alarm;	   /* said is one: a person should look */
	uint64_t program;  /* of this run; 0 none */
	size_t n_deferred; /* legs that this run left to another day */
} rv_day_view;

#endif
