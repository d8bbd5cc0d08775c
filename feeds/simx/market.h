/*
 * What the trading half sees of the market: instruments, quotes, synthetic depth, the path between
 * two instants, funding. A port: the tape is behind it in the venue, hand-made numbers in tests.
 *
 * Prices are int64 units of 10^-px_scale, sizes of 10^-sz_decimals, rates of 1e-12 an hour; doubles
 * end at the implementation. Times are ms UTC of the market. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_MARKET_H
#define RV_FEEDS_SIMX_MARKET_H

#include "engine/market/types.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_SIMX_LEVELS = 20, RV_SIMX_TIERS = 3 };

/* From so much notional on (micro-USDC, rising from 0) so much leverage at most (falling). */
typedef struct rv_simx_tier {
	int64_t from;
	int max_leverage;
} rv_simx_tier;

/* Index = asset id of the venue. Constant but for the two flags. */
typedef struct rv_simx_coin {
	char name[RV_SYMBOL_MAX];
	int sz_decimals;
	int px_scale; /* most decimals of a price; px_scale + sz_decimals >= 6 */
	int max_leverage;
	size_t n_tiers; /* 0: one, at max_leverage */
	rv_simx_tier tiers[RV_SIMX_TIERS];
	bool listed, delisted;
} rv_simx_coin;

typedef struct rv_simx_quote {
	bool live; /* false: no book; the prices are the last known */
	int64_t last, mark, oracle;
} rv_simx_quote;

typedef struct rv_simx_level {
	int64_t px, sz;
} rv_simx_level;

typedef struct rv_simx_market rv_simx_market;

typedef struct rv_simx_market_ops {
	void (*coin)(const rv_simx_market *m, size_t coin, rv_simx_coin *out);
	/* False: not listed, or nothing known. */
	bool (*quote)(const rv_simx_market *m, size_t coin, rv_simx_quote *out);
	/* Depth of the present; side 0 = bids, best first. Returns levels, 0 without a book. */
	size_t (*book)(const rv_simx_market *m, size_t coin, int side,
		       rv_simx_level out[RV_SIMX_LEVELS]);
	/* Extremes of the last price over the seconds in (from, to]; false: none known. */
	bool (*range)(const rv_simx_market *m, size_t coin, int64_t from_ms, int64_t to_ms,
		      int64_t *hi, int64_t *lo);
	/* Funding of the hour that starts at hour_ms: stamp, rate, oracle price it is paid on. */
	bool (*funding)(const rv_simx_market *m, size_t coin, int64_t hour_ms, int64_t *stamp,
			int64_t *rate, int64_t *oracle);
} rv_simx_market_ops;

struct rv_simx_market {
	const rv_simx_market_ops *ops;
	void *ctx; /* borrowed */
	size_t n_coins;
};

#endif
