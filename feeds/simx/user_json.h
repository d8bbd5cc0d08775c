/*
 * What accounts have, as JSON: one function per shape, for POST /info and the streams alike. Key
 * order and number forms as the venue writes them. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_USER_JSON_H
#define RV_FEEDS_SIMX_USER_JSON_H

#include "feeds/sim/out.h"
#include "feeds/simx/state.h"

/* "12.5" in quotes. */
void rv_simx_json_dec(rv_sim_out *o, int64_t units, int scale);
/* The short form of openOrders and orderUpdates. */
void rv_simx_json_order(rv_sim_out *o, const rv_simx *x, const rv_simx_order *v);
/* The long one of frontendOpenOrders, orderStatus and historicalOrders. */
void rv_simx_json_order_full(rv_sim_out *o, const rv_simx *x, const rv_simx_order *v);
/* {"order":..,"status":..,"statusTimestamp":..}; full: with the long form. */
void rv_simx_json_order_status(rv_sim_out *o, const rv_simx *x, const rv_simx_order *v, bool full);
void rv_simx_json_fill(rv_sim_out *o, const rv_simx *x, const rv_simx_fill *f);
/* The members of a payment after "time"/"type": coin, usdc, szi, fundingRate, nSamples. */
void rv_simx_json_funding(rv_sim_out *o, const rv_simx *x, const rv_simx_funding *f);
/* a NULL: somebody without an account. */
void rv_simx_json_clearinghouse(rv_sim_out *o, const rv_simx *x, const rv_simx_account *a,
				int64_t clock_ms);
/* 64 hexadecimal digits that an id stands for. */
void rv_simx_json_hash(rv_sim_out *o, uint64_t id);

#endif
