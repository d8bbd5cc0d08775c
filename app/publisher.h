/*
 * Publishes state.json beside the engine: when a new bar has been scored, and every ten seconds;
 * and keeps what a snapshot says is to be kept (rv_view_kept), when it has changed, the last time
 * when it stops. A thread of its own, because a slow disk must not slow the engine; it reads
 * snapshots only.
 */
#ifndef RV_APP_PUBLISHER_H
#define RV_APP_PUBLISHER_H

#include "engine/base/log.h"
#include "engine/base/status.h"
#include "engine/run/pub.h"

typedef struct rv_publisher rv_publisher;

/* dir: the state folder. pub and log are borrowed. A failed write is logged once and retried. */
RV_NODISCARD rv_status rv_publisher_start(const char *dir, rv_pub *pub, rv_log *log,
					  rv_publisher **out);
/* Joins; NULL is a no-op. */
void rv_publisher_stop(rv_publisher *p);

#endif
