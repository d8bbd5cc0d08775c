/*
 * The WebSocket side of a market feed: connection life, subscriptions, watchdogs, messages to the
 * board.
 *
 * Subscriptions: allMids, and activeAssetCtx and candle 1h of every coin (no candle for a delisted
 * one), paced, counted by their acknowledgements, asked again when one does not come in 10 s.
 * Ping every 30 s; a connection without a pong 10 s after a ping, or on which allMids or the
 * contexts are silent for 4 s, is closed and made again with backoff (at most 30 a minute).
 * Owner: the ws thread, except rv_session_wake and rv_session_stop (any thread).
 */
#ifndef RV_FEEDS_WS_SESSION_H
#define RV_FEEDS_WS_SESSION_H

#include "feeds/feed_shared.h"

typedef struct rv_session rv_session;

RV_NODISCARD rv_status rv_session_new(rv_feed_shared *sh, rv_session **out, rv_err *err);
void rv_session_free(rv_session *s);
void rv_session_run(rv_session *s); /* until stop */
void rv_session_stop(rv_session *s);
void rv_session_wake(void *s); /* the coin list changed */

#endif
