/* The market as the order side sees it, from the live engine and the board. Engine thread. */
#ifndef RV_APP_TRADING_MARKET_H
#define RV_APP_TRADING_MARKET_H

#include "engine/desk/oms.h"
#include "engine/market/universe.h"
#include "engine/run/live.h"
#include "feeds/board.h"

/* Fills quotes [RV_MAX_SYMBOLS] in name order and *m, which borrows them. rate: of the desk clock.
 */
void rv_trading_market_of(const rv_live *l, const rv_board_copy *b, const rv_universe_params *u,
			  double rate, rv_oms_quote *quotes, rv_oms_market *m);

#endif
