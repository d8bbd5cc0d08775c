/*
 * Notices as POSTs of JSON: TLS verified, no redirects, one at a time and in their order.
 *
 * A try that fails (no answer, 408, 429, 5xx) is repeated with backoff, never sooner than the
 * server asked for; any other answer but 2xx is final. At most RV_WEBHOOK_WAIT wait; beyond that
 * the oldest that is not on its way is dropped, as is one whose tries are over: counted and logged,
 * with the host, never the address. Owner: one thread; nothing in it waits.
 */
#ifndef RV_APP_OPS_WEBHOOK_H
#define RV_APP_OPS_WEBHOOK_H

#include "app/ops/notice.h"
#include "app/ops/ops_url.h"
#include "engine/base/log.h"

enum { RV_WEBHOOK_WAIT = 32 };

typedef struct rv_webhook rv_webhook;

/* p and log are borrowed, to is copied. */
RV_NODISCARD rv_status rv_webhook_new(const rv_ops_params *p, const rv_ops_target *to, rv_log *log,
				      rv_webhook **out, rv_err *err);
void rv_webhook_free(rv_webhook *w); /* what waits is lost; NULL is a no-op */

void rv_webhook_put(rv_webhook *w, char *json); /* takes it */
/* Takes answers, sends what is due. now_ms: CLOCK_MONOTONIC. */
void rv_webhook_step(rv_webhook *w, int64_t now_ms);
bool rv_webhook_busy(const rv_webhook *w); /* something is on its way or waits */
rv_notice_counts rv_webhook_counts(const rv_webhook *w);

#endif
