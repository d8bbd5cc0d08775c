/*
 * The seeded market: hourly bars and funding of rv_sim_coin_defs, a pure function of (seed, UTC
 * hour). The same seed tells the same history whenever and wherever the venue starts; the start
 * only decides what is visible (listing, delisting, depth), rounded down to its UTC day.
 *
 * Prices are log bridges between anchors 1024 hours apart; in between, hourly shocks: BTC and ETH
 * factors, sector factors, own noise, Student t with 4 degrees of freedom, under slowly changing
 * volatility and correlation regimes; coins feel a BTC shock partly 1-3 hours later. Funding
 * follows the venue's formula on a premium that leans with the last 72 hours. docs/sim.md.
 */
#ifndef RV_FEEDS_SIM_MARKET_H
#define RV_FEEDS_SIM_MARKET_H

#include "feeds/sim/source.h"

enum {
	RV_SIM_DEPTH_DAYS = 400,
	RV_SIM_FUNDING_DAYS = 120,
	RV_SIM_LATE_DAYS = 9,
	RV_SIM_DELISTED_DAYS = 20
};

/* Visible from start's UTC day - 400 d on. Caller frees with ops->free. */
RV_NODISCARD rv_status rv_sim_market_new(uint64_t seed, int64_t start_ms, rv_sim_source **out);

#endif
