/*
 * What the two threads of a market feed share: borrowed objects, the coin list, and the notes
 * from the WebSocket to the REST thread.
 *
 * Everything here is set before the threads start, but for the coin list (under mu; written by
 * the REST thread, copied by the WebSocket thread) and the atomics.
 */
#ifndef RV_FEEDS_FEED_SHARED_H
#define RV_FEEDS_FEED_SHARED_H

#include "engine/base/queue.h"
#include "feeds/market_feed.h"
#include "feeds/net/url.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct rv_coin {
	char name[RV_SYMBOL_MAX];
	bool delisted;
	int64_t caps_until; /* newest closed day whose market cap the store had; INT64_MIN none */
} rv_coin;

typedef struct rv_feed_shared {
	rv_feed_params p;
	rv_url url, mcap_url;
	rv_clock *clock;
	rv_board *board;
	rv_queue *md;
	rv_log *log;
	atomic_bool stop;
	atomic_bool gap;	/* the WebSocket (re)connected: what it missed has to be fetched */
	atomic_bool is_sim;	/* a REST answer said that the venue is simulated */
	atomic_bool subscribed; /* every subscription of the open connection is acknowledged */
	rv_queue *closed;	/* rv_md BARS of one bar: a candle that ended, to the REST thread */
	rv_queue *caps;		/* rv_md MCAP, to the REST thread */
	pthread_mutex_t mu;	/* guards coins, n_coins */
	size_t n_coins;
	rv_coin coins[RV_MAX_SYMBOLS];
	void (*wake_rest)(void *arg);
	void (*wake_ws)(void *arg);
	void *rest_arg, *ws_arg;
} rv_feed_shared;

/* A failed connection or request, for the header of the screen: kept to the board's size. */
void rv_feed_error(rv_feed_shared *sh, const char *what, const char *why);

/* Counts a message of a stream now, good or malformed. */
void rv_feed_message(rv_feed_shared *sh, rv_stream_id id, bool malformed);
/* Counts a request of a stream that was refused by its HTTP status or had no answer. */
void rv_feed_refused(rv_feed_shared *sh, rv_stream_id id);
/* Sets every stream's period from the clock's rate: see docs/feeds.md#stale. */
void rv_feed_periods(rv_feed_shared *sh);

#endif
