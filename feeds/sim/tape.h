/*
 * What the venue shows of its source at an instant: candles with the forming one, quotes, contexts.
 *
 * The present second of an hour is a point on the path inside that hour, so that the forming candle
 * grows into the final one, and finer candles add up to it. Nothing here looks past now_ms.
 * Owner: the venue's thread (the forming hour of each coin is remembered between calls).
 */
#ifndef RV_FEEDS_SIM_TAPE_H
#define RV_FEEDS_SIM_TAPE_H

#include "feeds/sim/intrabar.h"
#include "feeds/sim/source.h"

enum { RV_SIM_CANDLES_MAX = 5000, RV_SIM_BOOK_LEVELS = 20, RV_SIM_MOVES_MAX = 64 };

typedef struct rv_sim_interval {
	const char *name;
	int64_t ms; /* 0: calendar months */
} rv_sim_interval;

/* "1m" ... "1M", or NULL. */
const rv_sim_interval *rv_sim_interval_find(const char *name);
/* Open time of the candle that holds t, and of the one after it. */
int64_t rv_sim_interval_open(const rv_sim_interval *iv, int64_t t);
int64_t rv_sim_interval_next(const rv_sim_interval *iv, int64_t open);

typedef struct rv_sim_tape rv_sim_tape;

/* src is borrowed. */
RV_NODISCARD rv_status rv_sim_tape_new(rv_sim_source *src, rv_sim_tape **out);
void rv_sim_tape_free(rv_sim_tape *t);
const rv_sim_source *rv_sim_tape_source(const rv_sim_tape *t);
/* Moves the present. Call before any other function whenever time has passed. */
RV_NODISCARD rv_status rv_sim_tape_set_now(rv_sim_tape *t, int64_t now_ms);
int64_t rv_sim_tape_now(const rv_sim_tape *t);

/* Coin by exact name, or SIZE_MAX. */
size_t rv_sim_tape_find(const rv_sim_tape *t, const char *name);
/* Listed by now (a delisted coin stays listed). */
bool rv_sim_tape_listed(const rv_sim_tape *t, size_t coin);
/* Delisted by now: its data has ended. */
bool rv_sim_tape_delisted(const rv_sim_tape *t, size_t coin);
/* From now on it is. */
void rv_sim_tape_delist(rv_sim_tape *t, size_t coin);

/* The candle that opens at open_ms, as known now. False: none (no trade, no data, not yet). */
bool rv_sim_tape_candle(rv_sim_tape *t, size_t coin, const rv_sim_interval *iv, int64_t open_ms,
			rv_sim_ohlc *out);

typedef struct rv_sim_quote {
	bool live; /* false: delisted or no price yet; only mark, oracle and funding hold */
	double last, bid, ask, mid;
	double mark, oracle, impact_bid, impact_ask;
	double premium, funding; /* running estimate, per hour; NaN unknown, as the next line */
	double prev_day_px, day_base_vlm, day_ntl_vlm, open_interest;
} rv_sim_quote;

/* bid, ask, mid and last only. */
bool rv_sim_tape_price(rv_sim_tape *t, size_t coin, rv_sim_quote *q);
/* The same with mark, oracle, premium and funding. */
bool rv_sim_tape_marks(rv_sim_tape *t, size_t coin, rv_sim_quote *q);
/* Everything. */
bool rv_sim_tape_quote(rv_sim_tape *t, size_t coin, rv_sim_quote *q);

/* Funding published by now for the hour that starts at hour_ms; *stamp: when it was paid. */
bool rv_sim_tape_funding(const rv_sim_tape *t, size_t coin, int64_t hour_ms, int64_t *stamp,
			 double *rate, double *premium);

typedef struct rv_sim_level {
	double px, sz;
	int n;
} rv_sim_level;

/* Best first; side 0 = bids. step: price step of a level, 0 = the coin's tick. Returns levels. */
size_t rv_sim_tape_book(rv_sim_tape *t, size_t coin, int side, double step,
			rv_sim_level out[RV_SIM_BOOK_LEVELS]);

typedef struct rv_sim_trade {
	double px, sz;
	bool buy; /* aggressor */
	int64_t time;
	uint64_t tid; /* 50 bits */
} rv_sim_trade;

/* The trade at the second that holds at_ms (at most one; false: none). at_ms <= now. */
bool rv_sim_tape_trade(rv_sim_tape *t, size_t coin, int64_t at_ms, rv_sim_trade *out);

/* Extremes of the last price over the seconds in (from_ms, to_ms]; false: no data in them. */
bool rv_sim_tape_range(const rv_sim_tape *t, size_t coin, int64_t from_ms, int64_t to_ms,
		       double *hi, double *lo);

/*
 * Multiplies a coin's prices from now on, for tests: quotes, books, trades, the forming candle and
 * those after it. factor > 0. RV_EFULL after RV_SIM_MOVES_MAX of them.
 */
RV_NODISCARD rv_status rv_sim_tape_move(rv_sim_tape *t, size_t coin, double factor);
/* The product of the moves up to at_ms, 1 without any. */
double rv_sim_tape_factor(const rv_sim_tape *t, size_t coin, int64_t at_ms);

/* One tick of the coin's price at this level. */
double rv_sim_tick(double px, int sz_decimals);

#endif
