/* The daily bars of a made market (market_fixture.h) in a store: prices, volumes, funding, caps.
 * Every failure fails the test. */
#ifndef RV_TESTS_FX_STORE_H
#define RV_TESTS_FX_STORE_H

#include "tests/support/market_fixture.h"

/* Creates path. Funding comes as three 8-hourly rows a day; a day that is unknown has none. */
void fx_store_make(const char *path, const fx_market *m);
/* The same of a panel whose first bar opens at day0. */
void fx_store_panel(const char *path, const rv_panel *p, int64_t day0);

#endif
