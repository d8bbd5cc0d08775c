/*
 * Fills and what they do: positions, cash, fees, history, streams, and the reduce-only orders that
 * must not outgrow the position. Owner: the venue's thread.
 *
 * A fee is notional * rate, rounded down; closedPnl is gross of it. Of a position that is closed in
 * part, its cost goes in proportion, rounded down.
 */
#ifndef RV_FEEDS_SIMX_TRADE_H
#define RV_FEEDS_SIMX_TRADE_H

#include "feeds/simx/state.h"

/*
 * A trade in the book at px between an aggressor and a resting order; NULL is the synthetic market,
 * not both. Both orders' sizes go down; an order that is done ends, and is told of.
 */
void rv_simx_trade(rv_simx *x, rv_simx_order *taker, rv_simx_order *maker, int64_t px, int64_t sz);

/*
 * A fill against the market that no order of the venue's book made. f says coin, side, px, sz,
 * kind, crossed, oid (0: a new one), the liquidation's members; the rest is filled in.
 */
void rv_simx_fill_outside(rv_simx *x, rv_simx_account *a, const rv_simx_fill *f);

/* Changes a position by a signed size that cost ntl >= 0; returns the closed P&L. */
int64_t rv_simx_position_change(rv_simx_position *p, int64_t sz, int64_t ntl);

#endif
