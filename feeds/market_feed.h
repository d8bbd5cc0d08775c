/*
 * Market data of one venue: REST poller, WebSocket client, history keeper; market caps beside it.
 *
 * Two threads of its own. `rest` owns the libcurl multi handle, the weight budget and the store
 * connection: it probes the clock, reads meta and contexts, fills history (what the store lacks)
 * in the order prices, relative-momentum bars, depth, funding, and refetches what a lost
 * WebSocket missed. `ws` owns the libwebsockets context: subscriptions, pings, watchdogs.
 * Quotes go to the board; history, instruments and progress go to the queue as rv_md (ownership
 * moves; a full queue is waited for, never dropped). A venue that is down is retried with backoff;
 * nothing here blocks another thread.
 */
#ifndef RV_FEEDS_MARKET_FEED_H
#define RV_FEEDS_MARKET_FEED_H

#include "engine/base/clock.h"
#include "engine/base/log.h"
#include "engine/base/pulse.h"
#include "engine/base/queue.h"
#include "engine/market/coin_ids.h"
#include "engine/market/events.h"
#include "feeds/board.h"

typedef struct rv_feed_params {
	const char *base_url;	/* "http://127.0.0.1:18080" or "https://api.hyperliquid.xyz" */
	const char *store_path; /* history database; NULL = keep no history on disk */
	int rv_bars;		/* hourly bars fetched first: lookback + 2 */
	int depth_1h;		/* hourly bars kept, default 1440 */
	int depth_1d;		/* daily bars kept, default 400 */
	int64_t day_grace_ms; /* desk time from a day's close to the question for its bar: 2 min */
	int depth_funding_h;  /* hours of funding kept, default 2160 */
	/* Market caps, off while mcap_url is NULL: "https://api.coingecko.com/api/v3". The two
	 * tables are borrowed for the feed's life. */
	const char *mcap_url;
	int64_t mcap_poll_ms; /* desk time, default 10 minutes */
	bool still; /* one round of market caps and one clock probe: pictures, where nothing may
		       come by itself, however slow the machine */
	const rv_coin_ids *mcap_ids;
	const rv_aliases *mcap_aliases;
	unsigned weight_per_min; /* REST budget, default 1200 */
	unsigned weight_reserve; /* kept from history, default 120; the newest hourly bars may use
				    three quarters of it */
	/* of its threads; borrowed; NULL: nobody watches */
	rv_pulse *pulse_rest, *pulse_ws, *pulse_caps;
} rv_feed_params;

void rv_feed_params_default(rv_feed_params *p);

typedef struct rv_feed rv_feed;

/*
 * Starts both threads and returns at once, whether or not the venue answers. clock is a slaved
 * clock (synced from the venue when it says that it is simulated, else left at rate 1); md, board
 * and log are borrowed and outlive the feed. RV_EINVAL with a text for a malformed URL.
 */
RV_NODISCARD rv_status rv_feed_start(const rv_feed_params *p, rv_clock *clock, rv_board *board,
				     rv_queue *md, rv_log *log, rv_feed **out, rv_err *err);
/* Stops and joins both threads (at most 1 s), frees all. NULL is a no-op. */
void rv_feed_stop(rv_feed *f);

#endif
