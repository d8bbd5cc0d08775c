/*
 * CoinGecko's answers: coins/markets, coins/{id}/market_chart, global. Numbers are JSON numbers and
 * many fields may be null. A wrong shape or type refuses the whole answer (RV_EPARSE, RV_ERANGE),
 * *out is then of no meaning; unknown keys are ignored. Pure; any thread.
 */
#ifndef RV_FEEDS_COINGECKO_PARSE_H
#define RV_FEEDS_COINGECKO_PARSE_H

#include "engine/market/coin_ids.h"
#include "engine/market/types.h"

enum { RV_GECKO_PAGE = 250, RV_GECKO_DAYS_MAX = 2000 };

typedef struct rv_gecko_coin {
	char id[RV_COIN_ID_MAX];
	double market_cap_usd; /* NaN: null or 0, which means not known there */
	int64_t updated_ms;    /* INT64_MIN: null */
} rv_gecko_coin;

/* At most RV_GECKO_PAGE coins. An id that is longer than any of ours is left out. */
RV_NODISCARD rv_status rv_gecko_parse_markets(const char *body, size_t n, rv_gecko_coin *out,
					      size_t *count, size_t *rows, rv_err *err);

/*
 * Caps by UTC day, ascending, at most cap of them: a point at 00:00 is the close of the day before,
 * a later one the day's own newest. The last of several points of a day counts; null is no point.
 */
RV_NODISCARD rv_status rv_gecko_parse_chart(const char *body, size_t n, rv_mcap *out, size_t cap,
					    size_t *count, rv_err *err);

typedef struct rv_gecko_global {
	double total_usd, btc_percent;
	int64_t updated_ms;
} rv_gecko_global;

RV_NODISCARD rv_status rv_gecko_parse_global(const char *body, size_t n, rv_gecko_global *out,
					     rv_err *err);

#endif
