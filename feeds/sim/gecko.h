/*
 * The simulated venue's market caps: coins/markets, coins/{id}/market_chart and global in
 * CoinGecko's shapes, under /api/v3, for the venue's instruments. Deterministic in the seed and the
 * venue's time; nothing after it is told. No sockets. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIM_GECKO_H
#define RV_FEEDS_SIM_GECKO_H

#include "feeds/sim/info.h"

#define RV_SIM_GECKO "/api/v3/"

/* uri without the query; query "a=b&c=d". Fills status, type, kind and body; weight is 0. */
void rv_sim_gecko(rv_sim_tape *t, int64_t clock_ms, const char *uri, const char *query,
		  rv_sim_reply *r);

#endif
