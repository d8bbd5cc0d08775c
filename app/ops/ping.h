/*
 * The dead-man ping: a service elsewhere that raises the alarm when it hears nothing.
 *
 * It is asked (GET, or POST of nothing) every ping_ms while the desk is well, and not at all while
 * it is not: then the silence speaks. A ping that fails is logged once in a row, counted, and the
 * next one is due at its time. Owner: one thread; nothing in it waits.
 */
#ifndef RV_APP_OPS_PING_H
#define RV_APP_OPS_PING_H

#include "app/ops/notice.h"
#include "app/ops/ops_url.h"
#include "engine/base/log.h"

typedef struct rv_ping rv_ping;

/* Why the desk is not well, or NULL: the engine publishes, its snapshot is fresh, and the journal,
 * where there is one, is good. Pure. v NULL: none yet. */
const char *rv_ping_unwell(const rv_ops_params *p, const rv_view *v, int64_t now_ms);

RV_NODISCARD rv_status rv_ping_new(const rv_ops_params *p, const rv_ops_target *to, rv_log *log,
				   rv_ping **out, rv_err *err);
void rv_ping_free(rv_ping *g);

/* unwell: of now. */
void rv_ping_step(rv_ping *g, const char *unwell, int64_t now_ms);
bool rv_ping_busy(const rv_ping *g); /* one is on its way */
rv_notice_counts rv_ping_counts(const rv_ping *g);

#endif
