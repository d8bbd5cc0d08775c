/*
 * The REST side of a market feed: clock probe, instruments and contexts, history.
 *
 * Owner: the rest thread, except rv_poller_wake and rv_poller_stop (any thread).
 */
#ifndef RV_FEEDS_REST_POLLER_H
#define RV_FEEDS_REST_POLLER_H

#include "feeds/feed_shared.h"

typedef struct rv_poller rv_poller;

/* Opens the store; its error is the caller's. */
RV_NODISCARD rv_status rv_poller_new(rv_feed_shared *sh, rv_poller **out, rv_err *err);
void rv_poller_free(rv_poller *r);
void rv_poller_run(rv_poller *r); /* until sh->stop */
void rv_poller_wake(void *r);

#endif
