/*
 * Other names of the same coin: kPEPE and 1000PEPE are 1000 PEPE.
 *
 * Funding and market caps are joined to bars by the exact name; only where that has none, by
 * another name of the same coin. A funding rate is a fraction of notional and a market cap is the
 * coin's, so that neither is scaled. Names compare without regard to case. Pure; any thread.
 */
#ifndef RV_MARKET_ALIASES_H
#define RV_MARKET_ALIASES_H

#include "engine/market/types.h"

enum { RV_ALIASES_CAP = 96 };

typedef struct rv_alias {
	char name[RV_SYMBOL_MAX], coin[RV_SYMBOL_MAX];
} rv_alias;

typedef struct rv_aliases {
	size_t n;
	rv_alias list[RV_ALIASES_CAP];
} rv_aliases;

void rv_aliases_default(rv_aliases *a);
/* The coin behind a name: the name itself when the table does not know it. */
const char *rv_aliases_coin(const rv_aliases *a, const char *name);
/* Two different names of one coin? */
bool rv_aliases_same(const rv_aliases *a, const char *x, const char *y);

#endif
