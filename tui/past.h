/*
 * What a console asks of the desk's past, and gets: snapshots that were kept. Plain data; whoever
 * keeps them is behind rv_past_way: the desk of this process, or the link to one in another.
 */
#ifndef RV_TUI_PAST_H
#define RV_TUI_PAST_H

#include "engine/run/view.h"

#include <stdbool.h>
#include <stdint.h>

enum { RV_PAST_TEXT = 160, RV_PAST_STEPS_MOST = 100000 };

typedef struct rv_past_ask {
	int64_t utc_ms; /* steps 0: the newest that is not after this moment, by the desk's clock */
	uint64_t id;	/* else so many steps from this one, negative back, stopping at the ends */
	int32_t steps;	/* at most RV_PAST_STEPS_MOST either way */
} rv_past_ask;

typedef struct rv_past_answer {
	rv_view *view; /* as it was published; the receiver's, for rv_past_view_free */
	uint64_t id;
	int64_t oldest_utc_ms, newest_utc_ms; /* of all that is kept; 0: nothing is */
	char why[RV_PAST_TEXT];		      /* view NULL: why there is none */
} rv_past_answer;

/* A snapshot of zeros; NULL: out of memory. Any thread. */
rv_view *rv_past_view_new(void);
void rv_past_view_free(rv_view *v); /* NULL is a no-op */

/* UI thread; neither waits. */
typedef struct rv_past_way {
	/*
	 * Copies; gives up one that still waits. What is asked while another is being answered is
	 * answered after it. NULL: there is no past.
	 */
	void (*ask)(void *ctx, const rv_past_ask *q);
	/* True: an answer has come. */
	bool (*answer)(void *ctx, rv_past_answer *out);
	void *ctx;
} rv_past_way;

#endif
