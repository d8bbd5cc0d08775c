/*
 * Publishes state.json beside the engine: when a new bar has been scored, and every ten seconds;
 * and keeps what a snapshot says is to be kept (rv_view_kept), when it has changed, the last time
 * when it stops; and the records of proposals (book_loop.h). A thread of its own, because a slow
 * disk must not slow the engine; it reads snapshots only.
 */
#ifndef RV_APP_PUBLISHER_H
#define RV_APP_PUBLISHER_H

#include "engine/base/log.h"
#include "engine/base/pulse.h"
#include "engine/base/queue.h"
#include "engine/base/status.h"
#include "engine/run/pub.h"

typedef struct rv_publisher rv_publisher;

/*
 * dir: the state folder. pub, records (rv_book_record, NULL none), log and pulse (NULL: nobody
 * watches) are borrowed. A failed write is logged and retried; that of a record is not retried.
 */
RV_NODISCARD rv_status rv_publisher_start(const char *dir, rv_pub *pub, rv_queue *records,
					  rv_log *log, rv_pulse *pulse, rv_publisher **out);
/* Joins; NULL is a no-op. */
void rv_publisher_stop(rv_publisher *p);

#endif
