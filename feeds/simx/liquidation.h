/*
 * Accounts whose value falls below their maintenance margin: open orders go, then positions are
 * closed in the book and what the book does not take at the mark. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_LIQUIDATION_H
#define RV_FEEDS_SIMX_LIQUIDATION_H

#include "feeds/simx/state.h"
#include "feeds/simx/trade.h"

/* Looks at every account with a position. */
void rv_simx_liquidate(rv_simx *x);
/* The same to one account, whatever its margin. */
void rv_simx_liquidate_account(rv_simx *x, rv_simx_account *a);

#endif
