/*
 * How many actions an address may still send: 10000 and one for each USDC it has traded; cancels
 * may go beyond, up to the smaller of 100000 more and twice as many. When it is used up one action
 * passes every 10 s. What is refused costs nothing and does not start the 10 s anew. Pure.
 */
#ifndef RV_FEEDS_SIMX_ALLOWANCE_H
#define RV_FEEDS_SIMX_ALLOWANCE_H

#include "feeds/simx/types.h"

enum { RV_SIMX_ALLOWANCE_TEXT = 224, RV_SIMX_ALLOWANCE_START = 10000 };

int64_t rv_simx_allowance_cap(const rv_simx_account *a);
/* Whether an action of so many items may pass; else the venue's text in why. */
bool rv_simx_allowance_left(const rv_simx_account *a, bool cancels, int64_t items, int64_t clock_ms,
			    bool exhausted, char why[RV_SIMX_ALLOWANCE_TEXT]);
void rv_simx_allowance_spend(rv_simx_account *a, bool cancels, int64_t items, int64_t clock_ms);

#endif
