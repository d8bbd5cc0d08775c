/*
 * The account's WebSocket messages: bytes to one typed message. Pure, strict; any thread.
 *
 * A message and its room are made once and used again, so that reading one allocates nothing but
 * the JSON tree. A frame that is not JSON (but for the server's greeting), or has a known channel
 * with a wrong body, is RV_EPARSE with a text; kind then says the channel when it could be read.
 * An event of a kind that is not known is RV_HL_USER_OTHER: the caller reconciles by REST anyway.
 * For a connection of its own: allMids, one object of hundreds of members, is refused as too wide.
 */
#ifndef RV_FEEDS_HYPERLIQUID_PARSE_USER_H
#define RV_FEEDS_HYPERLIQUID_PARSE_USER_H

#include "feeds/hyperliquid/parse_account.h"
#include "feeds/hyperliquid/parse_fills.h"
#include "feeds/hyperliquid/parse_orders.h"

enum { RV_HL_USER_TEXT = 160, RV_HL_SYSTEM_CANCELS_MAX = 1000 };

typedef enum rv_hl_user_kind {
	RV_HL_USER_OTHER, /* greeting, another dex, TWAP, what is not known */
	RV_HL_USER_PONG,
	RV_HL_USER_ACK,		  /* sub, unsubscribed, user when the subscription names one */
	RV_HL_USER_ERROR,	  /* text; sub and user too when it is "Already subscribed" */
	RV_HL_USER_POST,	  /* an answer to a post: give the bytes to rv_hl_parse_post */
	RV_HL_USER_FILLS,	  /* fills; snapshot and user on channel userFills only */
	RV_HL_USER_ORDER_UPDATES, /* states; says no user, and is not repeated after a reconnect */
	RV_HL_USER_PAYMENTS,	  /* payments; snapshot and user on channel userFundings only */
	RV_HL_USER_LIQUIDATION,
	RV_HL_USER_SYSTEM_CANCELS, /* not by the user; reduce-only shrinking is not among them */
	RV_HL_USER_OPEN_ORDERS,	   /* open: all of them */
	RV_HL_USER_ACCOUNT,	   /* account */
	RV_HL_USER_NOTIFICATION	   /* text, for people */
} rv_hl_user_kind;

typedef enum rv_hl_user_sub {
	RV_HL_USER_SUB_OTHER,
	RV_HL_USER_SUB_FILLS,
	RV_HL_USER_SUB_ORDER_UPDATES,
	RV_HL_USER_SUB_EVENTS,
	RV_HL_USER_SUB_FUNDINGS,
	RV_HL_USER_SUB_OPEN_ORDERS,
	RV_HL_USER_SUB_ACCOUNT,
	RV_HL_USER_SUB_NOTIFICATION,
	RV_HL_USER_SUB_N
} rv_hl_user_sub;

typedef struct rv_hl_system_cancel {
	char coin[RV_SYMBOL_MAX];
	int64_t oid;
} rv_hl_system_cancel;

typedef struct rv_hl_user_msg {
	rv_hl_user_kind kind;
	rv_hl_user_sub sub;
	bool unsubscribed; /* of ACK */
	bool already;	   /* of ERROR: the subscription exists already */
	bool snapshot;	   /* rows of before; repeated on each subscription, so drop duplicates */
	bool has_user;
	uint8_t user[RV_ADDRESS_BYTES];
	char text[RV_HL_USER_TEXT];
	int64_t post_id;
	rv_hl_fills fills;
	rv_hl_order_states states;
	rv_hl_payments payments;
	rv_hl_orders open;
	rv_hl_account account;
	struct {
		int64_t lid;
		uint8_t user[RV_ADDRESS_BYTES];
		rv_dec ntl, account_value; /* USD */
	} liquidation;
	size_t n_cancels;
	rv_hl_system_cancel cancels[RV_HL_SYSTEM_CANCELS_MAX];
} rv_hl_user_msg;

/* With room for the largest message of each kind, about 4 MB; NULL when there is none. */
rv_hl_user_msg *rv_hl_user_msg_new(void);
/* NULL is a no-op. */
void rv_hl_user_msg_free(rv_hl_user_msg *m);

/* m keeps its room whatever is in it, and its rows until the next call. */
RV_NODISCARD rv_status rv_hl_parse_user(const char *s, size_t n, rv_hl_user_msg *m, rv_err *err);

/* The JSON text of a subscription of an account; its length, which is below cap (160 is enough). */
size_t rv_hl_format_user_sub(rv_hl_user_sub sub, const uint8_t user[RV_ADDRESS_BYTES],
			     bool subscribe, char *buf, size_t cap);

#endif
