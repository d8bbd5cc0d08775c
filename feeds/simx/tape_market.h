/*
 * The tape as a market for the trading half; doubles end here, each rounded once to the coin's
 * units. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_TAPE_MARKET_H
#define RV_FEEDS_SIMX_TAPE_MARKET_H

#include "feeds/sim/tape.h"
#include "feeds/simx/market.h"

/* The tape is borrowed. */
rv_simx_market rv_simx_tape_market(rv_sim_tape *t);

#endif
