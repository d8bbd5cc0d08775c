/*
 * Matching. At one price resting orders come before the synthetic depth, which is remade every
 * second and so is always the younger; among resting orders the older comes first, whosever it is.
 * Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_MATCH_H
#define RV_FEEDS_SIMX_MATCH_H

#include "feeds/simx/money.h"
#include "feeds/simx/state.h"

/* Whether an order at this price would trade at once. */
bool rv_simx_crosses(rv_simx *x, size_t coin, bool buy, int64_t px);
/*
 * Fills an order that does not rest, as far as its price goes. Own resting orders in its way end
 * as selfTradeCanceled, those whose account has no margin as marginCanceled. *product: the sum of
 * px * sz of what it traded.
 */
void rv_simx_match(rv_simx *x, rv_simx_order *o, rv_simx_wide *product);
/*
 * Resting orders that the last price reached while it was between lo and hi, at their own price
 * and as far as the depth of the second reaches.
 */
void rv_simx_cross(rv_simx *x, size_t coin, int64_t hi, int64_t lo);

#endif
