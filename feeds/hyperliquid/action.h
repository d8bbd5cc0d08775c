/*
 * Hyperliquid's actions, typed: what the desk signs and what the simulated venue reads.
 *
 * An rv_hl_action has one canonical form, and both texts of it are made from the same members: the
 * msgpack bytes that are hashed and the JSON that is sent. Prices and sizes are exact decimals;
 * their text is rv_dec_text, without trailing zeros. Reading JSON of any key order, with trailing
 * zeros or an upper-case cloid, gives the canonical action, as the venue does before it hashes.
 * Nothing here allocates but cJSON. Pure; any thread. Shapes: docs/orders-wire.md, Actions.
 */
#ifndef RV_FEEDS_HYPERLIQUID_ACTION_H
#define RV_FEEDS_HYPERLIQUID_ACTION_H

#include "engine/base/decimal.h"
#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cJSON;

enum {
	RV_HL_BATCH_MAX = 200,	 /* the venue's weight limit of one signed action */
	RV_HL_WIRE_DECIMALS = 8, /* more are refused before anything else is looked at */
	RV_HL_CLOID_BYTES = 16,
	RV_HL_CLOID_TEXT = 35,	    /* 0x, 32 digits, NUL */
	RV_HL_PACK_MAX = 48 * 1024, /* bytes that every legal action fits into */
	RV_HL_ACTION_JSON_MAX = 64 * 1024
};

typedef enum rv_hl_tif { RV_HL_TIF_ALO, RV_HL_TIF_IOC, RV_HL_TIF_GTC } rv_hl_tif;

typedef enum rv_hl_grouping {
	RV_HL_GROUP_NA, /* the only one that the desk signs */
	RV_HL_GROUP_NORMAL_TPSL,
	RV_HL_GROUP_POSITION_TPSL
} rv_hl_grouping;

typedef struct rv_hl_cloid {
	uint8_t b[RV_HL_CLOID_BYTES];
} rv_hl_cloid;

typedef struct rv_hl_order {
	int32_t asset; /* index in the venue's universe */
	bool buy, reduce_only;
	bool is_trigger, has_cloid;
	bool trigger_is_market, trigger_is_tp; /* is_trigger only; false: limit, stop loss */
	rv_hl_tif tif;			       /* not is_trigger only */
	rv_dec px, sz;			       /* >= 0, at most RV_HL_WIRE_DECIMALS */
	rv_dec trigger_px;		       /* is_trigger only, as px */
	rv_hl_cloid cloid;		       /* has_cloid only */
} rv_hl_order;

typedef struct rv_hl_cancel {
	int32_t asset;
	int64_t oid;
} rv_hl_cancel;

typedef struct rv_hl_cancel_cloid {
	int32_t asset;
	rv_hl_cloid cloid;
} rv_hl_cancel_cloid;

typedef enum rv_hl_action_kind {
	RV_HL_ACTION_NOOP, /* burns a nonce */
	RV_HL_ACTION_ORDER,
	RV_HL_ACTION_CANCEL,
	RV_HL_ACTION_CANCEL_CLOID,
	RV_HL_ACTION_SCHEDULE_CANCEL,
	RV_HL_ACTION_UPDATE_LEVERAGE
} rv_hl_action_kind;

/* About 25 kB: keep it off small stacks. An empty batch is a legal form that the venue refuses. */
typedef struct rv_hl_action {
	rv_hl_action_kind kind;
	size_t n; /* items of order, cancel or cancel_cloid */
	union {
		struct {
			rv_hl_grouping grouping;
			rv_hl_order v[RV_HL_BATCH_MAX];
		} order;
		rv_hl_cancel cancel[RV_HL_BATCH_MAX];
		rv_hl_cancel_cloid cancel_cloid[RV_HL_BATCH_MAX];
		int64_t cancel_at_ms; /* < 0: take the schedule back */
		struct {
			int32_t asset, leverage;
			bool cross;
		} leverage;
	} u;
} rv_hl_action;

/* The word of the action's "type". */
const char *rv_hl_action_name(rv_hl_action_kind kind);
/* RV_ERANGE when a member is outside what the wire can say: what every writer below asks first. */
RV_NODISCARD rv_status rv_hl_action_check(const rv_hl_action *a);

/* The bytes to hash. RV_EFULL if cap is too small, which RV_HL_PACK_MAX never is. */
RV_NODISCARD rv_status rv_hl_action_pack(const rv_hl_action *a, uint8_t *buf, size_t cap,
					 size_t *n);
/* The JSON to send, NUL-terminated. RV_EFULL if cap is too small; RV_HL_ACTION_JSON_MAX is not. */
RV_NODISCARD rv_status rv_hl_action_json(const rv_hl_action *a, char *buf, size_t cap, size_t *n);

/*
 * Reads the "action" of a request. RV_EPARSE with what was expected for anything that is not
 * exactly one of the actions above: an unknown type or member, a member twice, a missing one, a
 * wrong type, a number that is not canonical text of RV_HL_WIRE_DECIMALS decimals or is negative.
 * The venue answers that with 422. RV_EFULL for more than RV_HL_BATCH_MAX items. *a is undefined
 * after an error.
 */
RV_NODISCARD rv_status rv_hl_action_parse(const struct cJSON *json, rv_hl_action *a, rv_err *err);

/* Lower case, 34 characters. */
const char *rv_hl_cloid_format(const rv_hl_cloid *c, char buf[RV_HL_CLOID_TEXT]);
/* "0x" and exactly 32 hexadecimal digits of any case. */
RV_NODISCARD rv_status rv_hl_cloid_parse(const char *s, rv_hl_cloid *out);
bool rv_hl_cloid_equal(const rv_hl_cloid *a, const rv_hl_cloid *b);

#endif
