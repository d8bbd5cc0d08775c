/*
 * Market caps of the venue's instruments from CoinGecko, or from a simulated venue that speaks like
 * it: the newest ones every few minutes (coins/markets, global) and, once a coin and after each UTC
 * midnight, the closed days (coins/{id}/market_chart). Slow, one request at a time, and decoration:
 * nothing waits for it. Rows go to the REST thread, which keeps them and hands them to the engine.
 *
 * Coins are matched by id (engine/market/coin_ids.h), never by name. An answer that is refused, not
 * JSON or of wrong types is counted on the stream "mcap", told once in the log, and changes
 * nothing; the next request waits (429: as long as the server says, at least 10 s). Owner: its own
 * thread, except wake (any thread).
 */
#ifndef RV_FEEDS_COINGECKO_POLLER_H
#define RV_FEEDS_COINGECKO_POLLER_H

#include "feeds/feed_shared.h"

typedef struct rv_gecko rv_gecko;

/* sh->p.mcap_url is not NULL. */
RV_NODISCARD rv_status rv_gecko_new(rv_feed_shared *sh, rv_gecko **out, rv_err *err);
void rv_gecko_free(rv_gecko *g);
void rv_gecko_run(rv_gecko *g); /* until sh->stop */
void rv_gecko_wake(void *g);

#endif
