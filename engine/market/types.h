/*
 * What the market is made of: instruments, bars, funding, market caps, quotes.
 * Plain data, no behaviour. NaN = unknown, never zero. Times: int64_t ms UTC.
 */
#ifndef RV_MARKET_TYPES_H
#define RV_MARKET_TYPES_H

#include "engine/base/timefmt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_SYMBOL_MAX = 24, RV_MAX_SYMBOLS = 1024 };

typedef enum rv_interval { RV_INTERVAL_1H, RV_INTERVAL_1D, RV_INTERVAL_N } rv_interval;

static inline int64_t rv_interval_ms(rv_interval iv)
{
	return iv == RV_INTERVAL_1H ? RV_HOUR_MS : RV_DAY_MS;
}

static inline const char *rv_interval_name(rv_interval iv)
{
	return iv == RV_INTERVAL_1H ? "1h" : "1d";
}

/* An index (BTCDOM, TOTAL200) or a stablecoin is stored but never scored. */
typedef enum rv_instrument_kind { RV_KIND_PERP, RV_KIND_INDEX, RV_KIND_STABLE } rv_instrument_kind;

/*
 * The venue's margin table of a coin: from which notional on (USD, the first at 0, rising) how much
 * leverage is allowed at most (falling). n 0: one tier, at the coin's maximum.
 */
enum { RV_MARGIN_TIERS = 8 };

typedef struct rv_margin_tier {
	double from_usd;
	int max_leverage; /* >= 1 */
} rv_margin_tier;

typedef struct rv_margin_tiers {
	size_t n;
	rv_margin_tier v[RV_MARGIN_TIERS];
} rv_margin_tiers;

typedef struct rv_instrument {
	char name[RV_SYMBOL_MAX]; /* plain coin name as the venue or the file spells it */
	rv_instrument_kind kind;
	int venue_index;  /* position in the venue's universe, -1 unknown */
	int sz_decimals;  /* -1 unknown */
	int max_leverage; /* 0 unknown */
	bool delisted;
	bool only_isolated; /* the venue lends it no cross margin */
	rv_margin_tiers tiers;
} rv_instrument;

/* One bar, known only at its close t + interval. */
typedef struct rv_bar {
	int64_t t; /* open time, on the interval's grid */
	double open, high, low, close;
	double volume_base;  /* coins; NaN unknown */
	double volume_quote; /* USD; NaN unknown */
} rv_bar;

typedef struct rv_funding {
	int64_t t;	   /* stamp of the payment as published (ms after the hour are kept) */
	double rate;	   /* per interval_h hours, fraction of notional; > 0: longs pay */
	double interval_h; /* hours that the rate covers: 1 or 8 */
} rv_funding;

typedef struct rv_mcap {
	int64_t t; /* 00:00 UTC of the day */
	double market_cap_usd;
} rv_mcap;

/* Newest known quote and context of one instrument. *_at: elapsed ms when received, RV_NEVER. */
typedef struct rv_quote {
	char symbol[RV_SYMBOL_MAX];
	double mid; /* allMids */
	int64_t mid_at;
	double mark, oracle, prev_day_px; /* activeAssetCtx */
	double funding_1h;		  /* running estimate, per hour */
	double open_interest;		  /* coins */
	double day_volume_usd;
	int64_t ctx_at;
	double bid, ask; /* bbo */
	int64_t bbo_at;
	rv_bar forming; /* newest 1h candle, still open; forming.t = 0: none */
	int64_t candle_at;
} rv_quote;

#endif
