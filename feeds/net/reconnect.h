/*
 * When a WebSocket that was lost may be dialed again: backoff with jitter, and a limit on attempts
 * a minute, one policy for every stream of a venue. Times are rv_mono_ms, passed in. Pure but for
 * its random numbers. Any thread, one at a time.
 */
#ifndef RV_FEEDS_NET_RECONNECT_H
#define RV_FEEDS_NET_RECONNECT_H

#include "engine/base/rng.h"
#include "feeds/net/backoff.h"
#include "feeds/net/budget.h"

typedef struct rv_reconnect {
	rv_backoff backoff;
	rv_budget attempts;
	rv_rng rng;
} rv_reconnect;

/* loopback: a venue on this machine. stream: tells the streams of one process apart. */
void rv_reconnect_init(rv_reconnect *r, bool loopback, uint64_t stream, int64_t now);
/* An attempt failed, or a connection ended: the time of the next attempt. */
int64_t rv_reconnect_at(rv_reconnect *r, int64_t now);
/* An attempt is made; rv_reconnect_at has waited until the limit allows it. */
void rv_reconnect_begins(rv_reconnect *r, int64_t now);
/* A connection that was open for so many ms ended: a healthy one starts the backoff anew. */
void rv_reconnect_lived(rv_reconnect *r, int64_t ms);

#endif
