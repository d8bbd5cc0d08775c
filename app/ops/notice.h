/*
 * What a person is told of an alert outside of the screen, and how it is written. Plain data; any
 * thread. docs/alerts.md.
 */
#ifndef RV_APP_OPS_NOTICE_H
#define RV_APP_OPS_NOTICE_H

#include "config/ops_params.h"
#include "engine/base/status.h"
#include "engine/run/view.h"

typedef enum rv_notice_kind {
	RV_NOTICE_NEW,
	RV_NOTICE_ESCALATED, /* nobody has acknowledged it; a step graver, unless it is urgent */
	RV_NOTICE_OVER,	     /* the condition has ended */
	RV_NOTICE_KINDS
} rv_notice_kind;

typedef struct rv_notice {
	uint64_t alert; /* its id in the snapshot; 0: of the watcher itself */
	rv_notice_kind kind;
	rv_severity severity;
	int64_t since_utc_ms, utc_ms;
	char text[RV_ALERT_TEXT];
} rv_notice;

/* Since the start. failed: tries; dropped: notices that were given up. */
typedef struct rv_notice_counts {
	uint64_t sent, failed, dropped;
} rv_notice_counts;

const char *rv_notice_word(rv_notice_kind k); /* "new", "escalated", "over" */

/*
 * One JSON object on one line, "text" being a sentence for people. v: where and what the desk is;
 * NULL not known. Caller frees *out with free. RV_ENOMEM.
 */
RV_NODISCARD rv_status rv_notice_json(const rv_notice *n, const rv_view *v, char **out);

#endif
