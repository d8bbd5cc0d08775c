/*
 * Where the simulated venue's history comes from: the seeded market or a replayed store.
 *
 * A source knows whole hours only: for each coin and hour the final open, high, low, close, volume
 * and funding. What of an hour may already be seen is decided above it (tape.h), so a source may
 * know the future. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIM_SOURCE_H
#define RV_FEEDS_SIM_SOURCE_H

#include "engine/base/status.h"
#include "engine/market/types.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RV_SIM_MAX_COINS = 512 };

typedef struct rv_sim_coin {
	char name[RV_SYMBOL_MAX];
	int sz_decimals;
	int tick_rule; /* szDecimals that gives the price ticks; lower for recorded tiny prices */
	int max_leverage;
	bool delisted;
	bool illiquid;	      /* quotes move every 20 s only */
	int spread_ticks;     /* ask - bid in price ticks, >= 1 */
	int64_t from, until;  /* hours h with from <= h < until exist; listed since from,
				 delisted and without a price from until on */
	int64_t days_from;    /* first candle of any interval: <= from */
	int64_t funding_from; /* first hour whose funding is served */
	double oi_coins;      /* mean open interest; NaN unknown */
	double depth_coins;   /* mean size of a book level */
} rv_sim_coin;

/* One hour or a longer span. traded false: quotes existed, but no candle. v in coins. */
typedef struct rv_sim_ohlc {
	double o, h, l, c, v;
	int64_t n; /* trades */
	bool traded;
} rv_sim_ohlc;

typedef struct rv_sim_source rv_sim_source;

typedef struct rv_sim_source_ops {
	const char *name; /* "seed" or "replay", as X-Sim-Clock says it */
	/* Makes every hour that is visible at now, and the current one, available to the rest. */
	rv_status (*prepare)(rv_sim_source *s, int64_t now_ms);
	/* False: no such hour. hour_ms is on the hour. */
	bool (*hour)(const rv_sim_source *s, size_t coin, int64_t hour_ms, rv_sim_ohlc *out);
	/* A daily bar that is recorded as such; NULL or false: aggregate the hours. */
	bool (*day)(const rv_sim_source *s, size_t coin, int64_t day_ms, rv_sim_ohlc *out);
	/*
	 * Funding of the hour that starts at hour_ms: when it was paid (some ms after the hour),
	 * the rate per hour, the premium (NaN unknown).
	 */
	bool (*funding)(const rv_sim_source *s, size_t coin, int64_t hour_ms, int64_t *stamp,
			double *rate, double *premium);
	/* What the funding at hour_ms would be if the price stayed at px; NULL: no estimate. */
	bool (*estimate)(const rv_sim_source *s, size_t coin, int64_t hour_ms, double px,
			 double *rate, double *premium);
	/* Market cap in USD at an instant at which the price is px; NaN unknown, NULL: of no coin.
	 */
	double (*cap)(const rv_sim_source *s, size_t coin, int64_t at_ms, double px);
	void (*free)(rv_sim_source *s);
} rv_sim_source_ops;

struct rv_sim_source {
	const rv_sim_source_ops *ops;
	uint64_t seed; /* of the paths inside the hours */
	size_t n_coins;
	const rv_sim_coin *coins; /* universe order */
	int64_t first_ms;	  /* no hour before this one exists for any coin */
	int64_t end_ms;		  /* no coin has a price from here on; INT64_MAX: no end */
};

#endif
