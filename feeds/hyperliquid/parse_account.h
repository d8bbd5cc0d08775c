/*
 * State of an account: money, positions, rights, allowance. Pure, strict; any thread.
 *
 * USD and sizes are exact decimals; rates of return, liquidation prices and lifetime volume are
 * doubles for display, NaN when the venue has none. An agent's address has an empty state, which
 * is no error: ask userRole who is who. Callers own the arrays; after
 * an error the outputs must not be used. Shapes: docs/orders-wire.md.
 */
#ifndef RV_FEEDS_HYPERLIQUID_PARSE_ACCOUNT_H
#define RV_FEEDS_HYPERLIQUID_PARSE_ACCOUNT_H

#include "engine/base/decimal.h"
#include "engine/base/status.h"
#include "engine/market/types.h"
#include "feeds/sign/l1.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cJSON;

enum {
	RV_HL_POSITIONS_MAX = RV_MAX_SYMBOLS,
	RV_HL_AGENTS_MAX = 64,
	RV_HL_AGENT_TEXT = 32,
	RV_HL_LEDGER_MAX = 500,
	RV_HL_LEDGER_TEXT = 32,
	RV_HL_HASH_TEXT = 67
};

typedef struct rv_hl_position {
	char coin[RV_SYMBOL_MAX];
	bool cross; /* false: isolated */
	bool has_entry;
	rv_dec szi;	       /* signed coins */
	rv_dec entry_px;       /* has_entry only; rounded for display by the venue */
	rv_dec position_value; /* USD at the mark, >= 0 */
	rv_dec unrealized_pnl, margin_used;
	double liquidation_px;		/* NaN: none */
	double funding_since_open;	/* USD, > 0 paid; NaN when not said */
	int32_t leverage, max_leverage; /* max 0 when not said */
} rv_hl_position;

typedef struct rv_hl_margin {
	rv_dec account_value, total_ntl, total_raw_usd, margin_used; /* USD */
} rv_hl_margin;

typedef struct rv_hl_account {
	rv_hl_position *v; /* [cap], the caller's */
	size_t cap, n;
	rv_hl_margin all, cross;
	rv_dec cross_maintenance, withdrawable;
	int64_t time_ms;
} rv_hl_account;

typedef enum rv_hl_role {
	RV_HL_ROLE_OTHER, /* a word that is not known */
	RV_HL_ROLE_MISSING,
	RV_HL_ROLE_USER,
	RV_HL_ROLE_VAULT,
	RV_HL_ROLE_AGENT,      /* of: the account that it trades for */
	RV_HL_ROLE_SUB_ACCOUNT /* of: its master */
} rv_hl_role;

typedef struct rv_hl_user_role {
	rv_hl_role role;
	uint8_t of[RV_ADDRESS_BYTES];
} rv_hl_user_role;

typedef struct rv_hl_agent {
	char name[RV_HL_AGENT_TEXT]; /* cut when longer */
	uint8_t address[RV_ADDRESS_BYTES];
	int64_t valid_until_ms; /* -1: not said */
} rv_hl_agent;

typedef struct rv_hl_agents {
	size_t n;
	rv_hl_agent v[RV_HL_AGENTS_MAX];
} rv_hl_agents;

typedef struct rv_hl_fees {
	rv_dec cross, add;	  /* fractions of notional; add < 0 is a rebate */
	rv_dec referral_discount; /* fraction of the fee; 0 when not said */
} rv_hl_fees;

typedef struct rv_hl_allowance {
	double volume_usd; /* lifetime */
	int64_t used, cap;
	int64_t surplus; /* -1: not said */
} rv_hl_allowance;

/* A change of the balance that is neither fill nor funding. Amounts are as sent, without sign. */
typedef struct rv_hl_ledger_row {
	int64_t time_ms;
	char type[RV_HL_LEDGER_TEXT]; /* "deposit", "withdraw", "accountClassTransfer", ".." */
	char hash[RV_HL_HASH_TEXT];   /* of the transaction; "" when not said */
	bool has_usdc, has_fee, has_net, has_to_perp, to_perp, has_user, has_destination;
	rv_dec usdc; /* to the millionth of a dollar, which is what the venue's text stands for */
	rv_dec fee;
	rv_dec net;			/* netWithdrawnUsd */
	uint8_t user[RV_ADDRESS_BYTES]; /* who sends */
	uint8_t destination[RV_ADDRESS_BYTES];
} rv_hl_ledger_row;

typedef struct rv_hl_ledger {
	rv_hl_ledger_row *v; /* [cap], the caller's */
	size_t cap, n;
} rv_hl_ledger;

/*
 * What a row does to the perpetuals' account of that address, in USD with its sign: *out 0 for what
 * moves other balances alone. False: of a type that is not known, or without what its type needs;
 * nothing is known about the amount then.
 */
bool rv_hl_ledger_effect(const rv_hl_ledger_row *r, const uint8_t account[RV_ADDRESS_BYTES],
			 rv_dec *out);

RV_NODISCARD rv_status rv_hl_parse_account(const char *s, size_t n, rv_hl_account *out,
					   rv_err *err); /* clearinghouseState */
RV_NODISCARD rv_status rv_hl_parse_role(const char *s, size_t n, rv_hl_user_role *out, rv_err *err);
RV_NODISCARD rv_status rv_hl_parse_agents(const char *s, size_t n, rv_hl_agents *out, rv_err *err);
RV_NODISCARD rv_status rv_hl_parse_fees(const char *s, size_t n, rv_hl_fees *out, rv_err *err);
RV_NODISCARD rv_status rv_hl_parse_allowance(const char *s, size_t n, rv_hl_allowance *out,
					     rv_err *err); /* userRateLimit */
RV_NODISCARD rv_status rv_hl_parse_ledger(const char *s, size_t n, rv_hl_ledger *out,
					  rv_err *err); /* userNonFundingLedgerUpdates */

/* Shared with the WebSocket's messages. */
RV_NODISCARD rv_status rv_hl_read_account(const struct cJSON *v, rv_hl_account *out, rv_err *err);

#endif
