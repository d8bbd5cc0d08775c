/*
 * Recorded market data (the folder RVDESK_DATA) as a live engine is fed with it: bars, funding and
 * market caps that were known by a time, and the price of a coin at that time.
 *
 * A coin whose venue quotes a thousand of it (kPEPE) is listed so, with prices a thousand times as
 * high. Prices are ticks of 10^-(6 - sz_decimals) USD, so that money is exact. Every failure fails
 * the caller at once. One thread.
 */
#ifndef RV_TESTS_REAL_MARKET_H
#define RV_TESTS_REAL_MARKET_H

#include "engine/market/aliases.h"
#include "engine/run/live.h"

/* Which coins the venue lists: those with hourly bars, those with funding, all with daily bars.
 * Without hourly bars a price is the newest daily close. */
typedef enum real_listing { REAL_HOURLY, REAL_VENUE, REAL_ALL, REAL_LISTINGS } real_listing;

const char *real_listing_name(real_listing l);

typedef struct real_coin {
	char name[RV_SYMBOL_MAX]; /* as listed */
	int sz_decimals;
	size_t n_hours, n_days, n_funding, n_mcaps;  /* loaded */
	size_t at_hour, at_day, at_funding, at_mcap; /* of them fed */
	rv_bar *hours, *days;
	rv_funding *funding;
	rv_mcap *mcaps;
	int64_t px, px_ms;   /* newest known close in ticks, and its time; 0 none */
	double funding_rate; /* paid in what was fed last, sum; 0 none */
} real_coin;

typedef struct real_market {
	size_t n;
	real_coin coins[RV_MAX_SYMBOLS]; /* name order */
} real_market;

/* The four files of the folder into a new store. */
void real_market_import(const char *folder, const char *store_path);
/* What was known from `hours` and `days` bars before `from` up to `to`. To be freed. */
real_market *real_market_open(const char *store_path, real_listing l, const rv_aliases *aliases,
			      int64_t from, int64_t to);
void real_market_free(real_market *m);

/* The list of instruments, once; then everything known by t that was not fed yet. */
void real_market_list(const real_market *m, rv_live *live);
void real_market_feed(real_market *m, rv_live *live, int64_t t);

/* USD; NaN unknown, or of no bar that closed within its interval before t. */
double real_coin_price(const real_coin *c, int64_t t);

#endif
