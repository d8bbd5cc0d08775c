/*
 * The market board: newest quote of each instrument and the health of each stream.
 *
 * Written by the feed threads, copied out by the engine thread. Quotes coalesce: only the newest
 * is kept. One mutex, held for copies of plain data only. Every write marks the board dirty; the
 * eventfd becomes readable when rv_board_notify is called (once per batch of messages, so that
 * 100 messages are one wake-up). Threads: any.
 */
#ifndef RV_FEEDS_BOARD_H
#define RV_FEEDS_BOARD_H

#include "engine/base/status.h"
#include "engine/market/types.h"

enum { RV_BOARD_STREAMS = 12 };

/* Index of a stream's row on the board: fixed, so that no writer needs a search. */
typedef enum rv_stream_id {
	RV_STREAM_MIDS,	  /* ws allMids */
	RV_STREAM_CTX,	  /* ws activeAssetCtx */
	RV_STREAM_BBO,	  /* ws bbo: only when a best price changes */
	RV_STREAM_CANDLE, /* ws candle 1h */
	RV_STREAM_REST,	  /* any successful REST answer */
	RV_STREAM_CLOCK,  /* exchangeStatus clock probe */
	RV_STREAM_MCAP,	  /* market caps; period_ms 0: not asked for */
	RV_STREAM_N
} rv_stream_id;

typedef struct rv_stream_stat {
	bool connected;
	int64_t period_ms; /* expected period */
	bool is_price;
	int64_t last_at;	      /* elapsed ms, RV_NEVER */
	uint64_t messages, malformed; /* malformed: did not parse or failed a check */
	uint64_t errors;	      /* requests refused by HTTP status, or without an answer */
	unsigned reconnects;
	unsigned subs_wanted, subs_acked;
} rv_stream_stat;

/* State of the connection to the venue as the feeds know it. */
typedef struct rv_venue_stat {
	/* Said by the server itself, not by the configuration; false until it is `known`, by the
	 * first good REST answer. */
	bool known, is_sim, is_replay;
	bool ws_connected, rest_ok;
	int64_t down_since_utc_ms; /* newest price, or the start if there was none; 0 = up */
	double skew_ms;		   /* venue minus desk clock, NaN unknown */
	unsigned weight_used, weight_limit;
	int64_t limited_ms, limited_until_mono_ms; /* newest wait after HTTP 429; 0 = none yet */
	bool mcap_ready; /* the closed days of every coin's market cap have been asked for */
	double total_mcap_usd, btc_dominance_percent; /* of all coins; NaN unknown */
	char store_error[80];			      /* why history is not being kept, "" it is */
	char last_error[120]; /* newest connection error in words, "" none */
	/* of the desk itself, not of the venue: why there is no metrics' page; journals of other
	 * accounts beside one that has just begun; "" nothing to say */
	char metrics_error[80], other_journals[96];
} rv_venue_stat;

typedef struct rv_board rv_board;

RV_NODISCARD rv_status rv_board_new(rv_board **out);
void rv_board_free(rv_board *b);

/* Copies of everything, n <= RV_MAX_SYMBOLS quotes in first-seen order. */
typedef struct rv_board_copy {
	size_t n;
	rv_quote quotes[RV_MAX_SYMBOLS];
	rv_stream_stat streams[RV_STREAM_N];
	rv_venue_stat venue;
} rv_board_copy;

void rv_board_read(rv_board *b, rv_board_copy *out);

/*
 * Writers edit one quote under the lock: apply(q, arg) must be a few assignments. A name not yet
 * on the board is added (RV_EFULL at RV_MAX_SYMBOLS). Numbers that are unknown are set to NaN when
 * the row is made.
 */
RV_NODISCARD rv_status rv_board_quote(rv_board *b, const char *symbol,
				      void (*apply)(rv_quote *q, const void *arg), const void *arg);
void rv_board_stream(rv_board *b, rv_stream_id id,
		     void (*apply)(rv_stream_stat *s, const void *arg), const void *arg);
void rv_board_venue(rv_board *b, void (*apply)(rv_venue_stat *v, const void *arg), const void *arg);

void rv_board_notify(rv_board *b);
int rv_board_fd(const rv_board *b);
void rv_board_drain_event(rv_board *b);

#endif
