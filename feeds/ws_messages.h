/*
 * Messages of one WebSocket session: which subscriptions are wanted, sent and acknowledged, and
 * what each message does to the board.
 *
 * A candle with a later time than the one before it ends that one: the ended bar goes to the REST
 * thread, which hands it on and confirms it. When not one price of a whole market changes for
 * 3 s, of real time and of the venue's, the feed is frozen, however many messages come: quotes then
 * keep their age. A malformed message is counted, logged once per kind, and changes nothing. Owner:
 * the ws thread.
 */
#ifndef RV_FEEDS_WS_MESSAGES_H
#define RV_FEEDS_WS_MESSAGES_H

#include "feeds/feed_shared.h"

/* What a message was: bits. */
typedef unsigned rv_ws_seen;
enum { RV_WS_PONG = 1, RV_WS_MIDS = 2, RV_WS_CTX = 4, RV_WS_ACKED = 8 };

typedef struct rv_ws_messages rv_ws_messages;

RV_NODISCARD rv_status rv_ws_messages_new(rv_feed_shared *sh, rv_ws_messages **out);
void rv_ws_messages_free(rv_ws_messages *m);

void rv_ws_messages_opened(rv_ws_messages *m); /* everything has to be subscribed */
void rv_ws_messages_closed(rv_ws_messages *m);
void rv_ws_messages_coins_changed(rv_ws_messages *m);

rv_ws_seen rv_ws_messages_take(rv_ws_messages *m, const char *text, size_t n);

/* Next subscription to send, marked as sent at now (monotonic); 0 when none is due. */
size_t rv_ws_messages_next_sub(rv_ws_messages *m, int64_t now, char *buf, size_t cap);
/* Subscriptions sent before `before` and not acknowledged are due again. */
void rv_ws_messages_expire(rv_ws_messages *m, int64_t before);
bool rv_ws_messages_pending(const rv_ws_messages *m); /* some are due */
bool rv_ws_messages_all_acked(const rv_ws_messages *m);
size_t rv_ws_messages_coins(const rv_ws_messages *m);

#endif
