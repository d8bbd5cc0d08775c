/*
 * What orders, fills and tickets are made of. Plain data, no behaviour.
 *
 * Units, exact integers everywhere:
 *   lots   10^-sz_decimals of a coin; a signed position is > 0 long
 *   px     10^-(6 - sz_decimals) USD, the venue's finest price decimal for the coin
 *   musd   10^-6 USD: px * lots is exactly micro-USD, whatever sz_decimals is
 * Times: int64_t ms; utc_ms is the desk clock's UTC, *_at its elapsed reading.
 */
#ifndef RV_DESK_TYPES_H
#define RV_DESK_TYPES_H

#include "engine/market/types.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RV_CLOID_BYTES = 16,
	RV_DIGEST_BYTES = 32,
	RV_ADDRESS_BYTES = 20,
	RV_REASON_TEXT = 120, /* typed by a person, or the words of a rule */
	RV_WHY_TEXT = 448,    /* of a leg: whose signals and what was done to them */
	RV_PX_SCALE_SUM = 6   /* decimals of a price plus decimals of a size */
};

#define RV_MUSD INT64_C(1000000) /* micro-USD of a dollar */

typedef struct rv_cloid {
	uint8_t b[RV_CLOID_BYTES]; /* all zero: none */
} rv_cloid;

typedef struct rv_digest {
	uint8_t b[RV_DIGEST_BYTES];
} rv_digest;

typedef enum rv_side { RV_SELL = -1, RV_BUY = 1 } rv_side;
typedef enum rv_tif { RV_TIF_IOC, RV_TIF_GTC, RV_TIF_ALO } rv_tif;

/* The names that an order needs of its coin; all known or the coin is not traded. */
typedef struct rv_coin_ref {
	char symbol[RV_SYMBOL_MAX];
	int asset;	 /* index in the venue's universe */
	int sz_decimals; /* 0 .. 6 */
	int max_leverage;
} rv_coin_ref;

/* One order as it goes to the venue. */
typedef struct rv_order {
	rv_coin_ref coin;
	rv_side side;
	int64_t lots; /* > 0 */
	int64_t px;   /* limit, > 0 */
	rv_tif tif;
	bool reduce_only;
	rv_cloid cloid;
} rv_order;

typedef enum rv_fill_kind {
	RV_FILL_NORMAL,
	RV_FILL_LIQUIDATION,
	RV_FILL_ADL,	   /* auto-deleveraged against somebody's liquidation */
	RV_FILL_SETTLEMENT /* delisting */
} rv_fill_kind;

/* One fill as the venue tells it. Identity: (account, tid, oid, symbol). */
typedef struct rv_fill {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;
	rv_side side;
	int64_t lots, px;		   /* > 0 */
	int64_t start_lots;		   /* signed position before it, as the venue says */
	int64_t fee_musd, closed_pnl_musd; /* fee > 0: cost; closed_pnl before fees */
	int64_t time_ms;		   /* venue */
	int64_t tid, oid;
	rv_cloid cloid; /* zero: none given */
	bool taker;
	rv_fill_kind kind;
} rv_fill;

/* What the venue says about an order now. */
typedef enum rv_order_status {
	RV_STATUS_NONE, /* unknownOid: not known to that server at that time */
	RV_STATUS_OPEN,
	RV_STATUS_FILLED,
	RV_STATUS_CANCELED,  /* any *Canceled, and scheduledCancel */
	RV_STATUS_REJECTED,  /* any *Rejected */
	RV_STATUS_UNREADABLE /* a word that we do not know: proves nothing */
} rv_order_status;

typedef struct rv_order_record {
	char symbol[RV_SYMBOL_MAX];
	int64_t oid;
	rv_cloid cloid; /* zero: none */
	rv_side side;
	int64_t lots_orig, lots_left, px;
	rv_order_status status;
	char word[40]; /* the venue's own word for it */
	int64_t status_ms;
	bool reduce_only;
} rv_order_record;

/* A position and the account's margin as the venue tells them. */
typedef struct rv_venue_position {
	char symbol[RV_SYMBOL_MAX];
	int64_t lots; /* signed */
	double entry_px, mark_value_usd, margin_used_usd;
	double liquidation_px; /* NaN: none */
	int max_leverage, leverage;
} rv_venue_position;

typedef enum rv_book_state { RV_BOOK_ACTIVE, RV_BOOK_REDUCING, RV_BOOK_HALTED } rv_book_state;

#endif
