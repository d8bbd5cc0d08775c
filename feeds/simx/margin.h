/*
 * Margin of an account, all of it cross: value = cash + sum(szi * mark); initial margin =
 * |szi| * mark / leverage; of maintenance each dollar of |szi| * mark asks for 1 / (2 * the most of
 * the tier that it is in). Micro-USDC, parts rounded down. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_MARGIN_H
#define RV_FEEDS_SIMX_MARGIN_H

#include "feeds/simx/state.h"

typedef struct rv_simx_margin {
	int64_t value, ntl, used, maintenance;
} rv_simx_margin;

/* Maintenance of a position of this coin. */
int64_t rv_simx_maintenance(const rv_simx_coin *c, int64_t notional);
/* The leverage that the tier of so much notional allows. */
int rv_simx_tier_leverage(const rv_simx_coin *c, int64_t notional);
void rv_simx_margin_of(const rv_simx *x, const rv_simx_account *a, rv_simx_margin *out);
/* The price positions are valued at: the mark, without a book the last known. 0: unknown. */
int64_t rv_simx_mark(const rv_simx *x, size_t coin);
/* |szi| * mark of one position. */
int64_t rv_simx_position_value(const rv_simx *x, const rv_simx_account *a, size_t coin);
/*
 * Whether an order fits: the part of it that opens or flips costs its notional / leverage, at its
 * price (a sale at no less than the mark), of what the positions leave free.
 */
bool rv_simx_margin_fits(const rv_simx *x, const rv_simx_account *a, size_t coin, bool buy,
			 int64_t sz, int64_t px);
/* Whether the position that it would make, at its price, may have the account's leverage. */
bool rv_simx_tier_fits(const rv_simx *x, const rv_simx_account *a, size_t coin, bool buy,
		       int64_t sz, int64_t px);

#endif
