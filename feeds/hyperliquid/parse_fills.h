/*
 * Fills and funding payments of an account: answers to bytes, strict, exact. Pure; any thread.
 *
 * Rows of other markets (spot, builder dexes) are counted and skipped, so that a page can still be
 * told to be full. One row that is not understood refuses the whole message: a ledger with a hole
 * is worse than one that is late. Callers own the arrays; after an error they must not be used.
 * Shapes: docs/orders-wire.md, Account.
 */
#ifndef RV_FEEDS_HYPERLIQUID_PARSE_FILLS_H
#define RV_FEEDS_HYPERLIQUID_PARSE_FILLS_H

#include "engine/base/decimal.h"
#include "engine/base/status.h"
#include "engine/market/types.h"
#include "feeds/hyperliquid/action.h"
#include "feeds/sign/l1.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cJSON;

/* What one page holds at most, as the venue documents it. */
enum {
	RV_HL_FILLS_MAX = 2000,
	RV_HL_FUNDINGS_MAX = 500,
	RV_HL_TOKEN_TEXT = 16,
	RV_HL_DIR_TEXT = 32
};

typedef enum rv_hl_liquidation {
	RV_HL_LIQUIDATION_NONE,
	RV_HL_LIQUIDATION_MARKET,
	RV_HL_LIQUIDATION_BACKSTOP,
	RV_HL_LIQUIDATION_OTHER /* a method that is not known */
} rv_hl_liquidation;

/* (coin, tid, oid, time_ms) is unique; tid alone is 0 for the system's own rows. */
typedef struct rv_hl_fill {
	char coin[RV_SYMBOL_MAX];
	bool buy;
	bool crossed; /* taker */
	bool has_cloid;
	bool has_liquidated; /* whose liquidation it is: ours only if the address is ours */
	rv_hl_liquidation liquidation;
	rv_dec px, sz;	       /* > 0 */
	rv_dec start_position; /* signed coins before this fill */
	rv_dec closed_pnl;     /* USD, before fees */
	rv_dec fee;	       /* in fee_token; > 0 paid, < 0 received; builder_fee included */
	rv_dec builder_fee;    /* 0 when absent */
	int64_t time_ms, oid, tid;
	int64_t twap_id; /* -1: none */
	rv_hl_cloid cloid;
	uint8_t liquidated[RV_ADDRESS_BYTES];
	char fee_token[RV_HL_TOKEN_TEXT];
	char dir[RV_HL_DIR_TEXT]; /* for people: "Open Long", ".."; cut when longer */
} rv_hl_fill;

typedef struct rv_hl_fills {
	rv_hl_fill *v; /* [cap], the caller's */
	size_t cap, n;
	size_t foreign; /* rows of other markets, skipped */
} rv_hl_fills;

typedef struct rv_hl_payment {
	char coin[RV_SYMBOL_MAX];
	int64_t time_ms; /* some ms after the hour */
	rv_dec usdc;	 /* > 0 received */
	rv_dec szi;	 /* signed position that it was for */
	double rate;	 /* per hour; analytics only */
} rv_hl_payment;

typedef struct rv_hl_payments {
	rv_hl_payment *v; /* [cap], the caller's */
	size_t cap, n, foreign;
} rv_hl_payments;

/* `userFills`, `userFillsByTime`. Order as sent, which is not the same everywhere: sort. */
RV_NODISCARD rv_status rv_hl_parse_fills(const char *s, size_t n, rv_hl_fills *out, rv_err *err);
/* `userFunding`. */
RV_NODISCARD rv_status rv_hl_parse_payments(const char *s, size_t n, rv_hl_payments *out,
					    rv_err *err);

/* Pieces shared with the WebSocket's messages. */
RV_NODISCARD rv_status rv_hl_read_fills(const struct cJSON *list, rv_hl_fills *out, rv_err *err);
/* Rows {time, hash, delta} as REST has them, or flat ones as the stream has. */
RV_NODISCARD rv_status rv_hl_read_payments(const struct cJSON *list, rv_hl_payments *out,
					   rv_err *err);
/* One flat row, added to out unless it is of another market. */
RV_NODISCARD rv_status rv_hl_read_payment(const struct cJSON *row, rv_hl_payments *out,
					  rv_err *err);

#endif
