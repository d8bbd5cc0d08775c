/*
 * Orders of an account as the venue remembers them. Pure, strict, exact; any thread.
 *
 * Rows of every market are kept: an open order anywhere counts. One row that is not understood
 * refuses the message, and what was written until then must not be used. Callers own the arrays.
 * Shapes: docs/orders-wire.md, Account.
 */
#ifndef RV_FEEDS_HYPERLIQUID_PARSE_ORDERS_H
#define RV_FEEDS_HYPERLIQUID_PARSE_ORDERS_H

#include "engine/base/decimal.h"
#include "engine/base/status.h"
#include "engine/market/types.h"
#include "feeds/hyperliquid/action.h"
#include "feeds/hyperliquid/order_status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cJSON;

enum {
	RV_HL_OPEN_ORDERS_MAX = 5000, /* the venue's limit for the largest accounts */
	RV_HL_HISTORY_MAX = 2000,
	RV_HL_STATUS_TEXT = 48
};

typedef enum rv_hl_order_kind {
	RV_HL_KIND_UNSAID, /* short rows do not say */
	RV_HL_KIND_MARKET,
	RV_HL_KIND_LIMIT,
	RV_HL_KIND_STOP_MARKET,
	RV_HL_KIND_STOP_LIMIT,
	RV_HL_KIND_TAKE_MARKET,
	RV_HL_KIND_TAKE_LIMIT,
	RV_HL_KIND_OTHER /* TWAP slices, the venue's own, new words */
} rv_hl_order_kind;

typedef enum rv_hl_order_tif {
	RV_HL_SEEN_NONE, /* null, or a row that does not say */
	RV_HL_SEEN_ALO,
	RV_HL_SEEN_IOC,
	RV_HL_SEEN_GTC,
	RV_HL_SEEN_FRONTEND_MARKET,
	RV_HL_SEEN_LIQUIDATION_MARKET,
	RV_HL_SEEN_OTHER
} rv_hl_order_tif;

typedef struct rv_hl_order_row {
	char coin[RV_SYMBOL_MAX];
	bool buy, has_cloid;
	bool reduce_only;      /* short rows may leave it out of a reduce-only order's update */
	bool is_trigger;       /* never set by a short row, which shows triggers as limits */
	bool is_position_tpsl; /* its size follows the position */
	rv_hl_order_kind kind;
	rv_hl_order_tif tif;
	rv_dec limit_px;   /* >= 0 */
	rv_dec sz;	   /* what is left, >= 0 */
	rv_dec orig_sz;	   /* what was asked for; less sz is filled, but for a shrunk reduce-only */
	rv_dec trigger_px; /* 0: none */
	int64_t oid, time_ms;
	rv_hl_cloid cloid;
} rv_hl_order_row;

typedef struct rv_hl_orders {
	rv_hl_order_row *v; /* [cap], the caller's */
	size_t cap, n;
} rv_hl_orders;

/* An order and what became of it. */
typedef struct rv_hl_order_state {
	rv_hl_order_row order;
	rv_hl_status status;
	char word[RV_HL_STATUS_TEXT]; /* as sent, for a person who meets a new one; cut when long */
	int64_t status_ms;
} rv_hl_order_state;

typedef struct rv_hl_order_states {
	rv_hl_order_state *v; /* [cap], the caller's */
	size_t cap, n;
} rv_hl_order_states;

/* `openOrders`, `frontendOpenOrders`. Children are not read: they are listed as rows too. */
RV_NODISCARD rv_status rv_hl_parse_orders(const char *s, size_t n, rv_hl_orders *out, rv_err *err);
/*
 * `orderStatus`. RV_ENOENT for unknownOid, which does not prove that there never was one: the
 * venue forgets, and a new order may take a moment to be found.
 */
RV_NODISCARD rv_status rv_hl_parse_order_status(const char *s, size_t n, rv_hl_order_state *out,
						rv_err *err);
/* `historicalOrders`; one oid may come more than once. */
RV_NODISCARD rv_status rv_hl_parse_order_states(const char *s, size_t n, rv_hl_order_states *out,
						rv_err *err);

/* Pieces shared with the WebSocket's messages. */
RV_NODISCARD rv_status rv_hl_read_orders(const struct cJSON *list, rv_hl_orders *out, rv_err *err);
RV_NODISCARD rv_status rv_hl_read_order_states(const struct cJSON *list, rv_hl_order_states *out,
					       rv_err *err);

#endif
