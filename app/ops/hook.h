/*
 * The command that is run for a notice: a program by its whole path, its arguments as they are, no
 * shell, an empty environment, the notice as one JSON line on its standard input, its output
 * nowhere.
 *
 * One runs at a time, in a process group of its own, which is killed when its time is over. Others
 * wait, at most RV_HOOK_WAIT, and for their turn within so many starts a minute; beyond that the
 * oldest is dropped, counted and logged. Never waits but for a group that it has killed. Owner: one
 * thread; nobody else waits for its children.
 */
#ifndef RV_APP_OPS_HOOK_H
#define RV_APP_OPS_HOOK_H

#include "app/ops/notice.h"
#include "engine/base/log.h"

enum { RV_HOOK_WAIT = 16 };

typedef struct rv_hook rv_hook;

/* p, with its command, and log are borrowed. */
RV_NODISCARD rv_status rv_hook_new(const rv_ops_params *p, rv_log *log, rv_hook **out);
void rv_hook_free(rv_hook *h); /* kills what runs; NULL is a no-op */

void rv_hook_put(rv_hook *h, char *json); /* takes it */
/* Reaps, kills, starts. now_ms: CLOCK_MONOTONIC. */
void rv_hook_step(rv_hook *h, int64_t now_ms);
bool rv_hook_busy(const rv_hook *h); /* something runs or waits */
rv_notice_counts rv_hook_counts(const rv_hook *h);

#endif
