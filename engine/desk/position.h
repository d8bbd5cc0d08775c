/*
 * The position of one symbol, from its fills alone, in exact integers.
 *
 * Average cost as the venue keeps it, by the rule of engine/book/avg_cost.h, which its sub-books
 * share: realised - cost = cash at every prefix. The venue's own closedPnl of a fill is
 * taken from an entry that is cut to a whole price unit: it differs from ours by up to one
 * micro-USD for each lot closed (real fills: docs/orders.md), its account value does not.
 *
 * Whether a fill was counted before is rv_fill_set's question (engine/desk/fill_set.h).
 * Plain data; any thread, one position one thread.
 */
#ifndef RV_DESK_POSITION_H
#define RV_DESK_POSITION_H

#include "engine/base/status.h"
#include "engine/desk/types.h"

typedef struct rv_position {
	int sz_decimals;
	int64_t lots;		  /* signed: fill_lots + adjust_lots */
	int64_t fill_lots;	  /* sum of fills */
	int64_t adjust_lots;	  /* sum of accepted adjustments */
	int64_t cost_musd;	  /* of what is open, its sign is that of lots; 0 when flat */
	int64_t realized_musd;	  /* before fees and funding */
	int64_t fees_musd;	  /* > 0: paid by us */
	int64_t funding_musd;	  /* > 0: received */
	int64_t volume_musd;	  /* px * lots of every fill */
	uint64_t fills, external; /* external: liquidation, ADL, settlement */
	int64_t last_ms;	  /* venue time of the newest fill; 0 none */
} rv_position;

void rv_position_init(rv_position *p, int sz_decimals);

/*
 * Applies a fill. Nothing changes on RV_EINVAL (lots or px not > 0, side neither),
 * RV_EDATA (another sz_decimals than the position's) and RV_ERANGE (a sum beyond int64).
 */
RV_NODISCARD rv_status rv_position_fill(rv_position *p, const rv_fill *f);

/* Funding as the venue pays it: usdc_musd < 0 is paid by us. RV_ERANGE: nothing changes. */
RV_NODISCARD rv_status rv_position_funding(rv_position *p, int64_t usdc_musd);

/*
 * A person accepts `lots` more (or less) than the fills say, at px, which is a mark and not a
 * trade: lots that come are opened at px; lots that go realise the difference to px as a fill
 * would. px > 0. Errors as rv_position_fill.
 */
RV_NODISCARD rv_status rv_position_adjust(rv_position *p, int64_t lots, int64_t px);

/* USD; NaN when flat. */
double rv_position_entry(const rv_position *p);
/* USD at a mark in USD; 0 when flat, NaN when the mark is unknown. */
double rv_position_unrealized(const rv_position *p, double mark);
double rv_position_value(const rv_position *p, double mark); /* signed, USD */

/* lots in coins; px in USD. */
double rv_lots_coins(int64_t lots, int sz_decimals);
double rv_px_usd(int64_t px, int sz_decimals);
double rv_musd_usd(int64_t musd);
/* px * lots in micro-USD. RV_ERANGE: beyond int64, *out untouched. */
RV_NODISCARD rv_status rv_musd_of(int64_t px, int64_t lots, int64_t *out);

#endif
