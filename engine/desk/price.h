/*
 * Limit prices and sizes of orders: from a market's doubles to legal integers, always rounded
 * toward safety: a limit is never worse than what was meant, a size never larger.
 *
 * Units as in types.h. A legal price has at most 5 significant figures, or is a whole number of
 * USD. NaN in, RV_ERANGE out: nothing is priced from what is not known. Pure; any thread.
 */
#ifndef RV_DESK_PRICE_H
#define RV_DESK_PRICE_H

#include "engine/base/decimal.h"
#include "engine/base/status.h"
#include "engine/desk/types.h"

/* Is this price one that the venue takes? px in units of 10^-(6 - sz_decimals) USD. */
bool rv_px_legal(int64_t px, int sz_decimals);
/* The nearest legal price not above (RV_DEC_DOWN) or not below (RV_DEC_UP) px > 0; 0: none. */
int64_t rv_px_snap(int64_t px, int sz_decimals, rv_dec_round how);
/*
 * A price in USD as a legal limit that is no worse for that side: down for a buy, up for a sell.
 * RV_ERANGE: not finite, not > 0, or no legal price there.
 */
RV_NODISCARD rv_status rv_px_limit(double usd, rv_side side, int sz_decimals, int64_t *px);
/* A price in USD to the nearest unit, legal or not. RV_ERANGE as above. */
RV_NODISCARD rv_status rv_px_units(double usd, int sz_decimals, int64_t *px);

/* Is a worse than b for that side (higher for a buy)? */
bool rv_px_worse(rv_side side, int64_t a, int64_t b);
/* The one of two limits that is less aggressive. */
int64_t rv_px_tighter(rv_side side, int64_t a, int64_t b);

/* Limit of an order that takes at once: far side +- slippage. slippage_bps >= 0. */
RV_NODISCARD rv_status rv_px_ioc(rv_side side, double bid, double ask, double slippage_bps,
				 int sz_decimals, int64_t *px);

/*
 * Width of the price collar as a fraction: max(bps, sigmas x 15-minute sigma), where the latter is
 * half the one-hour sigma. An unknown sigma leaves the bps.
 */
double rv_collar_width(double collar_bps, double collar_sigmas, double sigma_hour);
/* The worst limit inside the collar around a mid: mid x (1 +- width), rounded inward. */
RV_NODISCARD rv_status rv_px_collar(rv_side side, double mid, double width, int sz_decimals,
				    int64_t *px);

/*
 * Most that a mid may move before a ticket must be quoted again, in bp: max(bps, spreads x spread,
 * sigmas x one-hour sigma). What is unknown (NaN) does not widen it.
 */
double rv_drift_most_bps(double bps, double spreads, double sigmas, double bid, double ask,
			 double sigma_hour);
/* Move of the mid since the quote in bp, > 0 against that side. NaN if either is not > 0. */
double rv_drift_bps(rv_side side, double mid_then, double mid_now);

/* Lots that a notional buys at px, rounded down. 0: not one lot, or an argument not > 0. */
int64_t rv_size_of_notional(int64_t notional_musd, int64_t px);
/*
 * Lots of an order that reduces `position`: at most `asked` (0 = all of it), never more than the
 * position. *side is that of the order. 0 when flat; *side untouched.
 */
int64_t rv_size_close(int64_t position, int64_t asked, rv_side *side);
/*
 * May an order of this value be sent? At least min_musd, or it closes the whole position
 * reduce-only, which the venue takes at any size. (A partial close under the minimum is refused.)
 */
bool rv_size_enough(int64_t lots, int64_t px, int64_t min_musd, int64_t position, rv_side side,
		    bool reduce_only);

#endif
